"""Recurrent networks and the LSTM; HIPS autograd is the judge of their gradients."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from lecture_lib import Network, RecurrentNetwork, backward, forward
from lecture_lib.challenges.recurrent import clip

RNG = np.random.default_rng(0)
KINDS = [(cell, output) for cell in ("tanh", "lstm") for output in ("last", "every")]


def a_case(cell, output, T=5, N=None, sizes=(2, 3, 2), seed=0):
    """A network, sequences and targets."""
    rng = np.random.default_rng(seed)
    net = RecurrentNetwork(*sizes, cell=cell, output=output, rng=rng)
    net.p += 0.2 * rng.standard_normal(net.p.size)  # biases other than 0
    batch = () if N is None else (N,)
    times = (T,) if output == "every" else ()
    return net, rng.standard_normal((sizes[0], T, *batch)), rng.random((sizes[2], *times, *batch))


def by_autograd(net, x, y):
    """C and ∇C with the identity at the output and the quadratic cost, written out for autograd."""
    x = x.reshape(*x.shape[:2], -1)
    T, N = x.shape[1:]
    y = y.reshape(net.n_out, -1, N)

    def sigma(z):
        return 1 / (1 + anp.exp(-z))

    def C(p):
        A, start = {}, 0
        for name, array in net.arrays.items():
            A[name] = p[start : start + array.size].reshape(array.shape)
            start += array.size
        a = c = np.zeros((net.n_hidden, N))
        total = 0.0
        for t in range(T):
            z = {end: A["W" + end] @ x[:, t] + A["U" + end] @ a + A["b" + end][:, None] for end in net.ends}
            if net.cell == "tanh":
                a = anp.tanh(z[""])
            else:
                c = sigma(z["_f"]) * c + sigma(z["_i"]) * anp.tanh(z["_g"])
                a = sigma(z["_o"]) * anp.tanh(c)
            if net.output == "every" or t == T - 1:
                target = y[:, t if net.output == "every" else 0]
                total = total + anp.mean(0.5 * anp.sum((A["V"] @ a + A["d"][:, None] - target) ** 2, axis=0))
        return total

    return C(net.p), autograd.grad(C)(net.p.copy())


@pytest.mark.parametrize(("cell", "output"), KINDS)
@pytest.mark.parametrize(("T", "N"), [(1, None), (5, None), (5, 1), (6, 4), (30, 3)])
def test_cost_and_gradient_are_autograds(cell, output, T, N):
    net, x, y = a_case(cell, output, T, N)
    C, grad = by_autograd(net, x, y)
    assert net.cost(x, y) == pytest.approx(C, rel=1e-12)
    np.testing.assert_allclose(net.gradient(x, y).p, grad, rtol=1e-10, atol=1e-10 * np.abs(grad).max())


@pytest.mark.parametrize(("cell", "output"), KINDS)
def test_the_gradient_is_the_sum_of_what_each_time_adds(cell, output):
    net, x, y = a_case(cell, output)
    terms = net.terms(x, y)
    np.testing.assert_allclose(sum(term.p for term in terms[1:]), net.gradient(x, y).p, rtol=1e-12, atol=1e-16)
    assert terms[0] is None and len(terms) == 6


def test_a_scalar_network_unrolled_is_the_lectures_with_one_layer_for_each_time():
    net, T = RecurrentNetwork(1, 1, 1, rng=4), 6
    net.p = [0.7, -1.3, 0.2, 1.1, -0.4]
    x, y = np.zeros((1, T)), [0.5]
    x[0, 0] = 0.9
    layered = Network((1,) * (T + 2), activation=["tanh"] * T + ["identity"], rng=0)
    for l in range(2, T + 2):  # the first layer hears x, the others the one before
        layered.W[l], layered.b[l] = [[0.7 if l == 2 else -1.3]], [0.2]
    layered.W[T + 2], layered.b[T + 2] = [[1.1]], [-0.4]
    delta = backward(layered, *forward(layered, [0.9]), y)
    back = net.backward(net.forward(x), y)
    over_time = [back.delta[t][0, 0] for t in range(1, T + 1)]
    np.testing.assert_allclose(over_time, [delta[t + 1][0] for t in range(1, T + 1)], rtol=1e-12)


def test_delta_of_the_plain_cell_goes_back_by_the_recurrent_weight_and_the_slope():
    net, x, y = a_case("tanh", "last", T=8)
    done = net.forward(x)
    back = net.backward(done, y)
    for t in range(1, 8):
        expected = (1 - done.a[t] ** 2) * (net.arrays["U"].T @ back.delta[t + 1])
        np.testing.assert_allclose(back.delta[t], expected, rtol=1e-12)


def test_the_cells_sensitivity_is_carried_by_the_forget_gate():
    net, x, y = a_case("lstm", "last", T=4)
    for gate in "ifo":
        net.arrays[f"U_{gate}"][...] = 0.0
    net.arrays["U_g"][...] = 0.0  # then the cell is the only way back
    done = net.forward(x)
    back = net.backward(done, y)
    for t in range(1, 4):
        np.testing.assert_allclose(back.c[t], done.gates[t + 1]["f"] * back.c[t + 1], rtol=1e-12)


@pytest.mark.parametrize("cell", ["tanh", "lstm"])
def test_truncated_the_pieces_before_hear_nothing_of_the_end(cell):
    net, x, y = a_case(cell, "last", T=9)
    back = net.backward(net.forward(x), y, truncate=4)
    deltas = [back.delta[t] if cell == "tanh" else back.delta[t]["i"] for t in range(1, 10)]
    assert [bool(np.any(delta)) for delta in deltas] == 8 * [False] + [True]  # 9 begins a piece of its own
    whole, cut = net.gradient(x, y), net.gradient(x, y, truncate=100)
    np.testing.assert_array_equal(whole.p, cut.p)


def test_a_clipped_gradient_keeps_its_direction():
    p = np.array([3.0, 4.0])
    np.testing.assert_allclose(clip(p, 1.0), [0.6, 0.8])
    np.testing.assert_array_equal(clip(p, 10.0), p)


def test_it_remembers_by_default():
    assert RecurrentNetwork(1, 4, 1, cell="lstm", rng=0).arrays["b_f"].tolist() == 4 * [1.0]


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        (np.ones((2, 0)), np.ones(2), "x: expected shape"),
        (np.ones((3, 5)), np.ones(2), "x: expected shape"),
        (np.ones((2, 5, 0)), np.ones((2, 0)), "x: expected shape"),
        ([[1.0, 2.0, 3.0], [1.0, 2.0]], np.ones(2), "x: expected an array of numbers, got rows of unequal length"),
        (np.ones((2, 5)), np.ones(3), "y: expected shape"),
        (np.ones((2, 5, 4)), np.ones(2), "y: expected shape"),
    ],
)
def test_sequences_that_do_not_fit_are_refused(x, y, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        a_case("tanh", "last")[0].gradient(x, y)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"cell": "gru"}, "cell: expected one of"),
        ({"output": "first"}, "output: expected one of"),
        ({"n_hidden": 0}, "n_hidden: expected an integer from 1"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        RecurrentNetwork(**{"n_in": 1, "n_hidden": 2, "n_out": 1, "rng": 0} | arguments)


def test_a_piece_without_any_time_is_refused():
    net, x, y = a_case("tanh", "last")
    with pytest.raises(ValueError, match="^truncate: expected an integer from 1"):
        net.gradient(x, y, truncate=0)
