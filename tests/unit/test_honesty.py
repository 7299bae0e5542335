"""The check tells the truth: it accuses no right gradient, passes no wrong one, and says what it cannot know."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from benchmarks.exact import COST, SIGMA, exact_slope
from benchmarks.honesty import is_lost, planted_error_is, right_gradient_is
from lecture_lib import (
    ACTIVATIONS,
    Activation,
    Cost,
    Network,
    Parameters,
    check_gradient,
    cost,
    forward,
    gradient,
    numeric_gradient,
)
from lecture_lib.costs import READY_MADE

X4, Y2 = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
SIZES = (4, 3, 4, 5, 2)


def of_notebook_08():
    return Network(SIZES, scale=1.5, rng=1459)


# what is right passes

@pytest.mark.parametrize("block", range(4))
def test_of_random_right_gradients_none_is_accused(block):
    rng = np.random.default_rng(block)
    for _ in range(100):
        verdict, check = right_gradient_is(rng)
        assert verdict != "failed", check


@pytest.mark.parametrize("block", range(2))
def test_of_random_planted_errors_none_passes(block):
    rng = np.random.default_rng(100 + block)
    for _ in range(50):
        verdict, check = planted_error_is(rng)
        assert verdict != "passed", check


@pytest.mark.parametrize("cost", [*COST, "cross_entropy"])
@pytest.mark.parametrize("hidden", SIGMA)
def test_the_slope_of_many_digits_is_that_of_the_network(hidden, cost):
    output = "sigmoid" if cost == "cross_entropy" else hidden
    net = Network((3, 4, 2), activation=[hidden, output], cost=cost, rng=7)
    X, Y = np.random.default_rng(3).standard_normal((3, 2)), np.array([[1.0, 0.0], [0.25, 0.5]])
    for name in ("w43[2]", "b2[3]"):
        assert_allclose(float(exact_slope(net, X, Y, net.find(name))), gradient(net, X, Y)[name], rtol=1e-11, atol=1e-17)


def test_the_slope_of_many_digits_is_that_of_a_softmax():
    net = Network((2, 3), output_activation="softmax", cost="cross_entropy", rng=7)
    found = float(exact_slope(net, np.array([0.3, 0.4]), np.eye(3)[1], net.find("w21[2]")))
    assert_allclose(found, gradient(net, [0.3, 0.4], np.eye(3)[1])["w21[2]"], rtol=1e-11)


def test_an_entry_that_is_nothing_but_rounding_is_lost_and_one_with_its_digits_is_not():
    net = Network((1, 1), activation="identity", rng=0)
    net.p = [0.1, 0.0]
    for y, lost in ((0.3, True), (0.31, False)):
        slope = gradient(net, [3.0], [y])["w11[2]"]
        assert is_lost(net, np.array([3.0]), np.array([y]), net.find("w11[2]"), slope) == lost


def test_all_ready_made_functions_can_be_judged_by_many_digits():
    assert {*SIGMA, "softmax"} == set(ACTIVATIONS) and {*COST, "cross_entropy"} == {row.name for row in READY_MADE}


def test_a_saturated_neuron_passes_and_keeps_its_slope():
    net = Network((1, 1))
    net.p = [20.0, 0.0]
    check = check_gradient(net, [1.0], [0.0])
    assert check.passed and check.verdict == "passed", check
    assert_allclose([*check.analytic.p, *check.numeric.p], 2.0611536e-09, rtol=1e-7)


@pytest.mark.parametrize("scale", [0.1, 3, 5, 10])
@pytest.mark.parametrize("sizes", [(4,) * 8, SIZES])
def test_deep_and_saturated_networks_pass(sizes, scale):
    for seed in range(20):
        check = check_gradient(Network(sizes, rng=seed, scale=scale), X4, np.eye(sizes[-1])[0])
        assert check.passed, check


@pytest.mark.parametrize("method", ["forward", "central"])
@pytest.mark.parametrize("h", [1e-13, 1e-12, 1e-8, 1e-5, 1e-2, 1e-1])
def test_a_step_that_is_too_small_or_too_large_accuses_nobody(method, h):
    check = check_gradient(of_notebook_08(), X4, Y2, method=method, h=h)
    assert check.passed, check


@pytest.mark.parametrize("h, why", [(1e-12, "h = 1e-12 is too small to judge"), (1e-1, "h = 1e-01 is too large to judge")])
def test_a_step_that_cannot_judge_is_named_with_what_is_wrong_with_it(h, why):
    check = check_gradient(of_notebook_08(), X4, Y2, h=h)
    assert check.reasons[0].startswith(why) and check.reasons[0] in repr(check) and check.reasons[0] in check._repr_html_()


def test_inputs_that_are_not_scaled_pass():
    rng = np.random.default_rng(0)
    x = np.array([rng.uniform(20, 200, 8), rng.integers(1, 6, 8), rng.uniform(1950, 2020, 8)])
    net = Network((3, 4, 1), activation="tanh", output_activation="identity", rng=1)
    check = check_gradient(net, x, rng.uniform(1e5, 5e5, (1, 8)))
    assert check.passed, check


@pytest.mark.parametrize("method", ["forward", "central", "complex"])
def test_a_right_gradient_in_single_precision_passes(method):
    net = of_notebook_08()
    check = check_gradient(net, X4, Y2, analytic=gradient(net, X4, Y2).p.astype(np.float32), method=method)
    assert check.passed, check


def test_what_single_precision_leaves_nothing_of_is_undecided_and_double_would_decide():
    net = Network((2, 2, 1), rng=0)
    net.b[2] = [40.0, 1.0]
    grad = gradient(net, [0.5, 0.25], [1.0]).p.astype(np.float32)
    grad[:2] = 0.0  # a(1 − a), of an a that is 1 in single precision
    check = check_gradient(net, [0.5, 0.25], [1.0], analytic=grad)
    assert check.verdict == "passed" or "double precision" in check.reasons[-1], check


@pytest.mark.parametrize("h", [1e-13, 1e-5, 1e-1])
@pytest.mark.parametrize("name", ["w43[3]", "b2[5]", "w11[2]"])
def test_a_wrong_entry_fails_at_any_step(h, name):
    net = of_notebook_08()
    grad = gradient(net, X4, Y2)
    grad[name] *= 1.02
    check = check_gradient(net, X4, Y2, analytic=grad, h=h)
    assert check.verdict == "failed" and check.worst.plain == name


# kinks

def at_zero():
    """XOR as it begins: with init="he" and no biases every z^[2] is 0 at the point (0, 0)."""
    return Network((2, 3, 1), activation="relu", output_activation="sigmoid", init="he", rng=0), np.zeros(2), np.array([1.0])


def with_slope_at_zero(slope):
    net, x, y = at_zero()
    a, z = forward(net, x)
    grad, delta = Parameters(net.sizes), net.dsigma[3](z[3]) * (a[3] - y)
    grad.b[3], grad.W[3], grad.b[2] = delta, np.outer(delta, a[2]), slope * (net.W[3].T @ delta)
    return check_gradient(net, x, y, analytic=grad)


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_at_a_kink_any_slope_between_those_of_its_sides_is_right(slope):
    assert with_slope_at_zero(slope).passed


@pytest.mark.parametrize("slope", [-0.05, 1.05, 2.0])
def test_at_a_kink_a_slope_outside_those_of_its_sides_is_wrong(slope):
    assert with_slope_at_zero(slope).verdict == "failed"


def own_relu(slope_at_zero):
    def slope(z):
        return np.where(z > 0, 1.0, np.where(z == 0, slope_at_zero, 0.0))

    return Activation("own relu", lambda z: np.where(z.real > 0, z, 0.0), slope)


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_a_kink_that_a_function_of_ones_own_does_not_name_is_found_from_both_sides(slope):
    net = Network((2, 3, 1), activation=own_relu(slope), output_activation="sigmoid", init="he", rng=0)
    check = check_gradient(net, np.zeros(2), [1.0])
    assert check.passed, check


def test_beyond_a_kink_of_ones_own_a_slope_is_wrong():
    net = Network((2, 3, 1), activation=own_relu(1.5), output_activation="sigmoid", init="he", rng=0)
    assert check_gradient(net, np.zeros(2), [1.0]).verdict == "failed"


# functions that are not analytic

HIDDEN_ABS = Activation("abs far out", lambda z: np.where(z.real > 5, np.abs(z) ** 2 / 10 + 2.5 + 0 * z, z) + 0 * z,
                        lambda z: np.where(z > 5, z / 5, 1.0))  # fmt: skip


def test_a_function_that_is_not_analytic_is_never_judged_by_the_complex_step_and_that_is_said():
    net = Network((2, 2, 1), activation=HIDDEN_ABS, output_activation="sigmoid", rng=0)
    net.b[2] = [7.0, 1.0]
    for method in ("central", "complex"):
        check = check_gradient(net, [0.3, 0.4], [1.0], method=method, **({"h": 1e-3} if method == "central" else {}))
        assert check.passed, check
        if method == "complex":
            assert "is not analytic" in check.reasons[0]


# penalties and functions of ones own

def ridge(p):
    return 0.05 * np.sum(p**2)


def lasso(p):
    return 0.05 * np.sum(np.abs(p))


@pytest.mark.parametrize("method", ["forward", "central", "complex"])
@pytest.mark.parametrize("penalty, slope", [(ridge, lambda p: 0.1 * p), (lasso, lambda p: 0.05 * np.sign(p))])
def test_a_gradient_with_a_penalty_is_checked_against_the_cost_that_has_it(penalty, slope, method):
    net = of_notebook_08()
    right, without = gradient(net, X4, Y2).p + slope(net.p), gradient(net, X4, Y2).p
    assert check_gradient(net, X4, Y2, analytic=right, penalty=penalty, method=method).passed
    assert check_gradient(net, X4, Y2, analytic=without, penalty=penalty, method=method).verdict == "failed"


def test_a_penalty_without_a_gradient_that_has_it_is_refused():
    with pytest.raises(ValueError, match="penalty: expected `analytic` with it"):
        check_gradient(of_notebook_08(), X4, Y2, penalty=ridge)


def test_a_penalty_that_is_no_function_is_a_type_error():
    net = of_notebook_08()
    with pytest.raises(TypeError, match="penalty: expected a function of the vector p, or None, got 0.1"):
        check_gradient(net, X4, Y2, analytic=gradient(net, X4, Y2), penalty=0.1)


@pytest.mark.parametrize("method, digits", [("forward", 1e-5), ("central", 1e-7), ("complex", 1e-13)])
def test_numeric_gradient_is_that_of_any_function(method, digits):
    p = np.array([0.3, -1.2, 2.0])
    slopes = numeric_gradient(lambda p: np.sum(np.sin(p)) * p[0], p, method=method)
    assert_allclose(slopes, np.cos(p) * p[0] + [np.sin(p).sum(), 0, 0], rtol=digits)


def test_numeric_gradient_of_a_cost_is_backpropagations():
    net = of_notebook_08()

    def C(p):
        pushed = net.copy()
        pushed.p = p
        return cost(pushed, X4, Y2)

    assert_allclose(numeric_gradient(C, net.p), gradient(net, X4, Y2).p, atol=1e-9)


@pytest.mark.parametrize("f", [lasso, lambda p: math.exp(p[0]), lambda p: float(p.sum())])
def test_numeric_gradient_refuses_a_complex_step_that_does_not_come_through(f):
    with pytest.raises(ValueError, match="f: a complex step does not come through it"):
        numeric_gradient(f, np.array([0.5, -0.25]), method="complex")


@pytest.mark.parametrize("f, p, error, words", [
    (lambda p: p, [1.0, 2.0], TypeError, "f: expected a function of a vector"),
    (ridge, [[1.0]], ValueError, r"p: expected a vector of shape \(P,\)"),
])
def test_numeric_gradient_refuses_what_is_no_function_of_a_vector(f, p, error, words):
    with pytest.raises(error, match=words):
        numeric_gradient(f, p)


# the forms of a gradient

def forms(grad):
    layers = range(2, len(grad.sizes) + 1)
    return {
        "pairs": [(grad.W[l], grad.b[l]) for l in layers],
        "lists": [[grad.W[l].tolist(), grad.b[l].tolist()] for l in layers],
        "dict": {f"d{name}{l}": getattr(grad, name)[l] for l in layers for name in "bW"},
    }


@pytest.mark.parametrize("form", ["pairs", "lists", "dict"])
def test_analytic_takes_a_gradient_in_the_forms_that_people_have(form):
    net = of_notebook_08()
    check = check_gradient(net, X4, Y2, analytic=forms(gradient(net, X4, Y2))[form])
    assert np.array_equal(check.analytic.p, gradient(net, X4, Y2).p) and check.passed


class Tensor:
    """A tensor as PyTorch has it: NumPy cannot read it before it is detached."""

    def __init__(self, values):
        self.values = values

    def detach(self):
        return self

    def cpu(self):
        return self.values


def test_analytic_takes_tensors():
    net = of_notebook_08()
    pairs = [(Tensor(W), Tensor(b)) for W, b in forms(gradient(net, X4, Y2))["pairs"]]
    assert check_gradient(net, X4, Y2, analytic=pairs).passed


def test_a_part_that_is_the_transpose_is_named_so():
    net = of_notebook_08()
    pairs = [(W.T, b) for W, b in forms(gradient(net, X4, Y2))["pairs"]]
    with pytest.raises(ValueError, match=r"analytic: dW2: expected shape \(3, 4\), got its transpose, \(4, 3\); hand in dW2.T"):
        check_gradient(net, X4, Y2, analytic=pairs)


def test_pairs_for_too_few_layers_are_refused():
    net = of_notebook_08()
    with pytest.raises(ValueError, match=r"analytic: expected a pair \(∂W, ∂b\) for each of the layers 2 to 5"):
        check_gradient(net, X4, Y2, analytic=forms(gradient(net, X4, Y2))["pairs"][1:])


# layout before mathematics, and words

def reading_of(net, x, y, p):
    return check_gradient(net, x, y, analytic=p).reading


@pytest.mark.parametrize("order, words", [
    (lambda W, b: [part for pair in zip(b, W, strict=True) for part in pair], "b before W in each layer"),
    (lambda W, b: [*W, *b], "all W, then all b"),
    (lambda W, b: [*b, *W], "all b, then all W"),
    (lambda W, b: [part for w, v in zip(W, b, strict=True) for part in (w.T, v)], "each W by columns, transposed"),
    (lambda W, b: [*(w.T for w in W), *b], "all W, then all b, each W by columns, transposed"),
])
def test_the_right_numbers_in_another_order_are_named_as_that(order, words):
    net = of_notebook_08()
    grad = gradient(net, X4, Y2)
    p = np.concatenate([part.ravel() for part in order(grad.W[2:], grad.b[2:])])
    assert reading_of(net, X4, Y2, p).startswith(f"the numbers are right, in another order: {words}.")


def test_a_sum_for_a_mean_is_named_as_that():
    net, X, Y = of_notebook_08(), np.outer(X4, [1.0, 0.5, -1.0]), np.eye(2)[:, [0, 1, 1]]
    found = reading_of(net, X, Y, 3 * gradient(net, X, Y).p)
    assert found == "everything is 3 times as large: the sum over the 3 points, where (9) wants their mean."


def test_several_slips_are_not_blamed_on_one_equation():
    net = Network((3, 3, 3, 3), rng=2, scale=1.0)
    x, y = np.array([0.9, 0.2, 0.5]), np.array([1.0, 0.0, 0.0])
    (a, z), grad = forward(net, x), Parameters(net.sizes)
    delta = net.dsigma[4](z[4]) * (a[4] - y)
    for l in (4, 3, 2):
        grad.W[l], grad.b[l] = np.outer(a[l - 1], delta), delta
        delta = net.W[l].T @ delta
    found = reading_of(net, x, y, grad.p)
    assert found.startswith("several slips: in layer 4 δ is right and ∂C/∂W wrong, look at (25)")
    assert found.endswith("wrong from layer 3 back: look at (23).")


def test_nothing_points_elsewhere_beside_a_cosine_of_one():
    net = of_notebook_08()
    grad = gradient(net, X4, Y2)
    grad["w43[3]"] *= 1.0005
    check = check_gradient(net, X4, Y2, analytic=grad)
    assert check.verdict == "failed" and "1.0000" not in repr(check) and "off in single entries" in repr(check)


@pytest.mark.parametrize("part", [0.999, 1.001])
def test_an_error_near_the_limit_is_not_written_like_the_limit(part):
    net = Network((2, 3, 2), rng=0)
    numeric = check_gradient(net, [0.2, 0.9], Y2, method="complex").numeric.p
    head = repr(check_gradient(net, [0.2, 0.9], Y2, analytic=numeric * (1 + part * 1e-10), method="complex")).splitlines()[0]
    assert "error 1e-10 " not in head and "(limit 1e-10)" in head


def test_an_own_cost_is_checked_against_itself():
    fourth = Cost("fourth", lambda a, z, y: np.sum((a - y) ** 4, axis=0), lambda a, z, y, dsigma: 4 * dsigma(z) * (a - y) ** 3)
    assert check_gradient(Network(SIZES, cost=fourth, rng=0, scale=5.0), X4, Y2).passed
