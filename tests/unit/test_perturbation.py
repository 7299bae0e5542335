"""One parameter pushed, once or over a range: what changes, what cannot, and what ∂C foretells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import Network, ParameterRef, Parameters, backward, cost, forward, gradient, perturb, sweep

RAGGED, SQUARE = (4, 3, 4, 5, 2), (3, 3, 3, 3)
X4, Y2 = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
PAIRS = [
    ("quadratic", "sigmoid"), ("quadratic", "tanh"), ("quadratic", "relu"), ("quadratic", "leaky_relu"),
    ("quadratic", "identity"), ("cross_entropy", "sigmoid"), ("cross_entropy", "softmax"),
]  # fmt: skip


def ragged(**options):
    return Network(RAGGED, rng=0, **options)


def lively():
    """The network with which the widgets open."""
    return Network(RAGGED, rng=1459, scale=1.5)


def softmax():
    return ragged(output_activation="softmax", cost="cross_entropy")


def passes(net, x, y):
    """Return a, z and delta of a network, without the None of the layers that have none, and the cost."""
    a, z = forward(net, x)
    return a[1:], z[2:], backward(net, a, z, y)[2:], cost(net, x, y)


def assert_pass_is_that_of(found, net, x, y):
    a, z, delta, C = passes(net, x, y)
    assert [found.a[0], found.z[0], found.z[1], found.delta[0], found.delta[1]] == [None] * 5
    for actual, desired in zip((*found.a[1:], *found.z[2:], *found.delta[2:]), (*a, *z, *delta), strict=True):
        assert_array_equal(actual, desired)
    assert found.cost == C


# perturb

@pytest.mark.parametrize("N", [None, 1, 3])
@pytest.mark.parametrize("name", ["w43[3]", "b4[3]", "w11[2]", "b2[5]"])
def test_before_and_after_are_the_passes_of_both_networks(name, N):
    net, changed = ragged(), ragged()
    x, y = (X4, Y2) if N is None else (np.outer(X4, np.arange(1, N + 1)), np.outer(Y2, np.ones(N)))
    changed[name] += 0.75
    found = perturb(net, x, y, name, 0.75)
    assert_pass_is_that_of(found.before, net, x, y)
    assert_pass_is_that_of(found.after, changed, x, y)


def test_actual_is_the_difference_of_the_costs():
    found = perturb(ragged(), X4, Y2, "w43[3]", 0.75)
    assert found.actual == found.after.cost - found.before.cost != 0


def test_derivative_is_that_of_the_gradient():
    assert perturb(ragged(), X4, Y2, "w43[3]", 0.75).derivative == gradient(ragged(), X4, Y2)["w43[3]"]


def test_predicted_is_the_derivative_times_the_change():
    found = perturb(ragged(), X4, Y2, "w43[3]", 0.75)
    assert found.predicted == gradient(ragged(), X4, Y2)["w43[3]"] * 0.75


def test_a_change_of_zero_changes_nothing():
    found = perturb(ragged(), X4, Y2, "w43[3]", 0.0)
    assert (found.actual, found.predicted) == (0.0, 0.0)


def test_parameter_and_change_are_what_was_asked_for():
    found = perturb(ragged(), X4, Y2, "w_{43}^{[3]}", -2)
    assert (found.parameter, found.change) == (ParameterRef(3, 4, 3), -2.0)


def test_a_parameter_may_be_given_as_a_reference():
    assert perturb(ragged(), X4, Y2, ParameterRef(3, 4, 3), 0.5).actual == perturb(ragged(), X4, Y2, "w43[3]", 0.5).actual


@pytest.mark.parametrize("name", ["w43[3]", "b4[3]"])
def test_the_network_of_the_caller_is_left_as_it_was(name):
    net = ragged()
    perturb(net, X4, Y2, name, 0.75)
    assert_array_equal(net.p, ragged().p)


@given(data=st.data())
def test_only_neurons_in_the_cone_change(data, draw_case):
    net, x, y = draw_case(data)
    ref = data.draw(st.sampled_from(list(net.parameters())))
    found = perturb(net, x, y, ref, 0.5)
    assert found.affected[0] is None
    for l in range(1, net.L + 1):
        still = ~found.affected[l]
        assert_array_equal(found.after.a[l][still], found.before.a[l][still])


@pytest.mark.parametrize("hidden, cost_name, output", [("sigmoid", *PAIRS[0]), ("tanh", *PAIRS[4]), ("tanh", *PAIRS[6])])
def test_every_neuron_in_the_cone_changes(hidden, cost_name, output):
    net = ragged(activation=hidden, cost=cost_name, output_activation=output)
    for ref in net.parameters():
        found = perturb(net, X4, Y2, ref, 0.5)
        for l in range(1, net.L + 1):
            assert_array_equal(found.after.a[l] != found.before.a[l], found.affected[l], err_msg=f"{ref}, layer {l}")


def test_cone_of_w43_3_is_neuron_four_of_layer_three_and_every_one_after():
    affected = perturb(ragged(), X4, Y2, "w43[3]", 0.5).affected
    expected = [[False] * 4, [False] * 3, [False, False, False, True], [True] * 5, [True] * 2]
    assert [cone.tolist() for cone in affected[1:]] == expected


def test_cone_of_a_bias_is_that_of_a_weight_into_its_neuron():
    cones = [perturb(ragged(), X4, Y2, name, 0.5).affected[1:] for name in ("w41[3]", "b4[3]")]
    for of_weight, of_bias in zip(*cones, strict=True):
        assert_array_equal(of_weight, of_bias)


def test_cone_in_the_output_layer_is_one_neuron():
    assert perturb(ragged(), X4, Y2, "w25[5]", 0.5).affected[5].tolist() == [False, True]


def test_cone_in_a_softmax_output_is_every_neuron():
    assert perturb(softmax(), X4, Y2, "w25[5]", 0.5).affected[5].tolist() == [True, True]


def test_cone_of_a_hidden_layer_of_a_softmax_network_is_one_neuron():
    assert perturb(softmax(), X4, Y2, "w54[4]", 0.5).affected[4].tolist() == [False] * 4 + [True]


def test_cone_is_by_structure_and_not_by_what_happens_to_move():
    assert perturb(ragged(), np.zeros(4), Y2, "w21[2]", 0.5).affected[2].tolist() == [False, True, False]


def test_cone_of_a_batch_is_that_of_a_point():
    of_point, of_batch = perturb(ragged(), X4, Y2, "w43[3]", 0.5), perturb(ragged(), X4[:, None], Y2[:, None], "w43[3]", 0.5)
    assert [c.tolist() for c in of_batch.affected[1:]] == [c.tolist() for c in of_point.affected[1:]]


def test_deltas_of_earlier_layers_do_change():
    found = perturb(ragged(), X4, Y2, "w43[3]", 0.5)
    assert (found.after.delta[2] != found.before.delta[2]).all()


@pytest.mark.parametrize("name", ["w43[3]", "b4[3]", "w11[2]", "b2[5]", "w25[5]"])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_gap_between_actual_and_predicted_shrinks_like_the_square_of_the_change(name, sign):
    found = [perturb(lively(), X4, Y2, name, sign * change) for change in (1e-3, 1e-4)]
    large, small = (f.actual - f.predicted for f in found)
    assert_allclose(large / small, 100, rtol=0.02)


def test_repr_of_a_perturbation_says_both_changes_of_the_cost():
    found = perturb(lively(), X4, Y2, "w43[3]", 0.5)
    assert repr(found) == (
        f"Perturbation(w₄₃^[3] changed by +0.5: ΔC = {found.actual:+.3g}, predicted {found.predicted:+.3g})"
    )


# the network with which the widgets open

def test_lively_network_opens_at_minus_three_tenths_with_a_visible_slope():
    net = lively()
    assert_allclose(net["w43[3]"], -0.303, atol=5e-4)
    assert_allclose(gradient(net, X4, Y2)["w43[3]"], 0.071, atol=5e-4)


def test_cost_of_the_lively_network_moves_by_a_third_as_w43_goes_from_minus_four_to_four():
    C = sweep(lively(), X4, Y2, "w43[3]", np.linspace(-4, 4, 201)).cost
    assert_allclose(np.ptp(C), 0.35, atol=5e-3)


def test_cost_of_the_quiet_network_hardly_moves():
    C = sweep(Network(RAGGED, rng=5000), X4, Y2, "w43[3]", np.linspace(-4, 4, 201)).cost
    assert_allclose(np.ptp(C), 0.027, atol=5e-4)


def test_cost_of_the_third_network_has_a_minimum_inside():
    net, values = Network(RAGGED, rng=377, scale=2.0), np.linspace(-4, 4, 201)
    C = sweep(net, X4, Y2, "w43[3]", values).cost
    assert 0 < np.argmin(C) < 200
    assert_allclose([np.ptp(C), gradient(net, X4, Y2)["w43[3]"], net["w43[3]"]], [0.10, 0.024, -0.70], atol=5e-3)


# sweep

VALUES = np.array([0.5, -3.0, 4.0, 0.5])


def assert_sweep_is_a_loop(net, x, y, ref, values):
    found, rows = sweep(net, x, y, ref, values), []
    for value in values:
        own = net.copy()
        own[ref] = value
        a, z, delta, C = passes(own, x, y)
        rows.append(np.hstack([C, *a, *z, *delta, gradient(own, x, y)[ref]]))
    table = np.column_stack([found.cost, *found.a[1:], *found.z[2:], *found.delta[2:], found.derivative])
    assert_allclose(table, rows, rtol=1e-11, atol=1e-14, err_msg=f"{ref}: rows are values, columns C, a, z, δ, ∂C")


@pytest.mark.parametrize("sizes", [(3, 2, 3, 2), SQUARE, (2, 4, 1), (3, 2), (1, 1, 3)])
@pytest.mark.parametrize("cost_name, output", PAIRS)
def test_sweep_is_a_loop_over_networks_for_every_parameter(sizes, cost_name, output):
    rng = np.random.default_rng(6)
    net = Network(sizes, activation="tanh", output_activation=output, cost=cost_name, rng=rng)
    x, y = rng.uniform(-1, 1, sizes[0]), rng.uniform(0, 1, sizes[-1])
    for ref in net.parameters():
        assert_sweep_is_a_loop(net, x, y / y.sum() if output == "softmax" else y, ref, VALUES)


@given(data=st.data(), values=st.lists(st.floats(-5, 5), min_size=1, max_size=6))
def test_sweep_is_a_loop_over_networks_of_every_kind(data, draw_case, values):
    net, x, y = draw_case(data, N=st.none())
    ref = data.draw(st.sampled_from(list(net.parameters())))
    assert_sweep_is_a_loop(net, x, y, ref, values)


@pytest.mark.parametrize("net", [lively(), softmax()], ids=["sigmoid", "softmax"])
def test_the_row_of_the_value_that_is_there_is_the_forward_pass(net):
    for ref in net.parameters():
        found = sweep(net, X4, Y2, ref, [-4.0, net[ref], 4.0])
        a, z = forward(net, X4)
        for l in range(1, net.L + 1):
            # up to its layer exactly; after it the pass is one product of matrices, which may round in another order
            rtol = 0 if l <= ref.layer else 1e-13
            assert_allclose(found.a[l][1], a[l], rtol=rtol)
            if l > 1:
                assert_allclose(found.z[l][1], z[l], rtol=rtol, atol=0 if rtol == 0 else 1e-14)


def test_rows_of_a_sweep_stand_in_the_order_of_the_values():
    up, down = (sweep(lively(), X4, Y2, "w43[3]", v) for v in (np.linspace(-4, 4, 5), np.linspace(4, -4, 5)))
    assert_array_equal(down.values, up.values[::-1])
    assert_allclose(down.cost, up.cost[::-1], rtol=1e-14)


def test_arrays_of_a_sweep_have_a_row_for_each_value():
    found = sweep(ragged(), X4, Y2, "w43[3]", np.linspace(-4, 4, 7))
    assert {v.shape for v in (found.values, found.cost, found.derivative)} == {(7,)}
    assert [v.shape for v in found.a[1:]] == [(7, n) for n in RAGGED]
    assert [v.shape for v in (*found.z[2:], *found.delta[2:])] == [(7, n) for n in RAGGED[1:]] * 2
    assert [found.a[0], found.z[0], found.z[1], found.delta[0], found.delta[1]] == [None] * 5


@pytest.mark.parametrize("values", [[2], (-1, 3), np.array([1, 2, 3]), range(4), np.float32([0.5])])
def test_values_may_be_any_sequence_of_numbers(values):
    found = sweep(ragged(), X4, Y2, "w43[3]", values)
    assert (found.values.dtype, found.values.tolist()) == (np.dtype(float), [float(v) for v in values])


def test_values_of_a_sweep_are_not_the_array_of_the_caller():
    values = np.linspace(-4, 4, 5)
    found = sweep(ragged(), X4, Y2, "w43[3]", values)
    values[:] = 0.0
    assert_array_equal(found.values, np.linspace(-4, 4, 5))


def test_a_sweep_leaves_the_network_and_the_point_as_they_were():
    net, x, y = ragged(), X4.copy(), Y2.copy()
    sweep(net, x, y, "w43[3]", VALUES)
    for now, was in zip((net.p, x, y), (ragged().p, X4, Y2), strict=True):
        assert_array_equal(now, was)


def test_arrays_of_a_sweep_are_rows_in_memory_and_share_nothing():
    found = sweep(ragged(activation="identity"), X4, Y2, "w43[3]", VALUES)
    arrays = [*found.a[1:], *found.z[2:], *found.delta[2:], found.cost, found.derivative, found.values]
    assert all(v.flags.c_contiguous for v in arrays)
    assert not any(np.shares_memory(u, v) for i, u in enumerate(arrays) for v in arrays[:i])


def test_derivative_of_a_sweep_is_the_slope_of_its_cost():
    h = 1e-5
    found = sweep(lively(), X4, Y2, "w43[3]", [0.7 - h, 0.7, 0.7 + h])
    assert_allclose(found.derivative[1], (found.cost[2] - found.cost[0]) / (2 * h), rtol=1e-7)


def test_repr_of_a_sweep_says_the_parameter_and_the_range():
    assert repr(sweep(ragged(), X4, Y2, "w43[3]", [4, -4, 0])) == "Sweep(w₄₃^[3] at 3 values from -4 to 4)"


# what is refused

@pytest.mark.parametrize("shape", [(), (0,), (2, 2), (1, 3), (3, 1), (0, 3)])
def test_values_that_are_empty_or_not_in_one_dimension_are_refused(refuses, shape):
    net = ragged()
    words = [f"values: expected at least one value, in one dimension, got shape {shape}"]
    refuses(net, ValueError, words, lambda: sweep(net, X4, Y2, "w43[3]", np.zeros(shape)))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_refused(refuses, value):
    net = ragged()
    words = ["values: expected finite numbers, got NaN or infinity"]
    refuses(net, ValueError, words, lambda: sweep(net, X4, Y2, "w43[3]", [0.0, value]))


@pytest.mark.parametrize("values", [None, "0 1", ["0"], [1j], {0.0, 1.0}])
def test_values_that_are_not_real_numbers_are_a_type_error(refuses, values):
    net = ragged()
    refuses(net, TypeError, ["values: expected real numbers, got "], lambda: sweep(net, X4, Y2, "w43[3]", values))


def test_a_sweep_of_a_point_as_a_column_is_that_points():
    found, expected = (sweep(ragged(), *point, "w43[3]", VALUES) for point in ((X4[:, None], Y2[:, None]), (X4, Y2)))
    assert_array_equal(found.cost, expected.cost)
    assert_array_equal(found.delta[2], expected.delta[2])


def test_a_sweep_of_a_batch_is_refused(refuses):
    net, x, y = ragged(), np.zeros((4, 3)), np.zeros((2, 3))
    words = ["x: a sweep takes one point, shape (4,), got (4, 3)"]
    refuses(net, ValueError, words, lambda: sweep(net, x, y, "w43[3]", VALUES))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_change_that_is_not_finite_is_refused(refuses, value):
    net = ragged()
    words = [f"change: expected a finite number, got {value}"]
    refuses(net, ValueError, words, lambda: perturb(net, X4, Y2, "w43[3]", value))


@pytest.mark.parametrize("value", [None, "0.5", [0.5], 1j])
def test_a_change_that_is_not_a_number_is_a_type_error(refuses, value):
    net = ragged()
    refuses(net, TypeError, ["change: expected a finite number, got "], lambda: perturb(net, X4, Y2, "w43[3]", value))


PUSHES = {
    "perturb": lambda net, x, y, parameter: perturb(net, x, y, parameter, 0.5),
    "sweep": lambda net, x, y, parameter: sweep(net, x, y, parameter, VALUES),
}
either = pytest.mark.parametrize("push", PUSHES.values(), ids=PUSHES)


@either
@pytest.mark.parametrize(
    "name, words",
    [
        ("w44[3]", "w44[3]: layer 2, which feeds layer 3, has neurons 1 to 3"),
        ("w03[3]", "w03[3]: layer 3 has neurons 1 to 4"),
        ("b5[3]", "b5[3]: layer 3 has neurons 1 to 4"),
        ("b1[1]", "b1[1]: weights and biases belong to layers 2 to 5"),
        ("w123[2]", "w123[2]: ambiguous"),
        ("a4[3]", "parameter: expected a name such as"),
    ],
)
def test_a_parameter_that_does_not_exist_is_refused(refuses, push, name, words):
    net = ragged()
    refuses(net, ValueError, [words], lambda: push(net, X4, Y2, name))


@either
def test_a_parameter_that_is_no_name_is_a_type_error(refuses, push):
    net = ragged()
    refuses(net, TypeError, ["parameter: expected a name such as"], lambda: push(net, X4, Y2, (3, 4, 3)))


@either
@pytest.mark.parametrize(
    "x, y, words",
    [
        (X4[:3], Y2, "x: expected shape (4,)"),
        (X4, Y2[:1], "y: expected shape (2,)"),
        (X4, Y2[:, None], "y: expected shape (2,)"),
        ([np.nan] * 4, Y2, "x: expected finite numbers"),
        (X4, [np.inf, 0], "y: expected finite numbers"),
    ],
)
def test_points_that_do_not_fit_are_refused(refuses, push, x, y, words):
    net = ragged()
    refuses(net, ValueError, [words], lambda: push(net, x, y, "w43[3]"))


@either
@pytest.mark.parametrize("net", [Parameters(RAGGED), None, RAGGED])
def test_what_is_not_a_network_is_a_type_error(push, net):
    with pytest.raises(TypeError, match="net: expected a Network, got "):
        push(net, X4, Y2, "w43[3]")
