"""The forward pass (7), (19), (20), the backward pass (22), (23), the gradient (24), (25), the cost (18), (9)."""

import warnings
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import (
    Network,
    Parameters,
    accuracy,
    backward,
    cost,
    diagonal_form,
    forward,
    gradient,
    lecture_data,
    predict,
)

RAGGED, SQUARE = (4, 3, 4, 5, 2), (3, 3, 3, 3)
X4, Y2 = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
ONE_POINT, BATCH = st.just(None), st.sampled_from([1, 2, 3, 4, 5])
sizes_with_every_output = pytest.mark.parametrize("sizes", [SQUARE, RAGGED, (4, 5, 1), (2, 4, 3), (3, 2), (2, 1, 3), (1, 1)])


def assert_close(actual, desired, rtol=1e-12):
    """Compare to rtol of each entry, or of the largest where an entry is a difference of larger ones."""
    assert_allclose(actual, desired, rtol=rtol, atol=rtol * np.max(np.abs(desired)))


def assert_layers_close(actual, desired, net, rtol=1e-12):
    for l in range(2, net.L + 1):
        assert_close(actual.W[l], desired.W[l], rtol)
        assert_close(actual.b[l], desired.b[l], rtol)


def sigmoid_network(sizes):
    """Return a network of sigmoids, one point and y: enough where the equations themselves are spelt out."""
    rng = np.random.default_rng(len(sizes) + sum(sizes))
    return Network(sizes, rng=rng), rng.uniform(-1, 1, sizes[0]), rng.uniform(0, 1, sizes[-1])


def sigma(z):
    return 1 / (1 + exp(-z))


def dsigma(z):
    return sigma(z) * (1 - sigma(z))


# forward

def test_first_activations_are_the_input_equation_7():
    a, _ = forward(Network(RAGGED, rng=0), X4)
    assert_array_equal(a[1], X4)


@sizes_with_every_output
def test_z_is_equation_19_neuron_by_neuron(sizes):
    net, x, _ = sigmoid_network(sizes)
    a, z = forward(net, x)
    for l in range(2, net.L + 1):
        for j in range(sizes[l - 1]):
            expected = sum(net.W[l][j, k] * a[l - 1][k] for k in range(sizes[l - 2])) + net.b[l][j]
            assert_allclose(z[l][j], expected, rtol=1e-13, atol=1e-15)


@sizes_with_every_output
def test_a_is_equation_20_neuron_by_neuron(sizes):
    net, x, _ = sigmoid_network(sizes)
    a, z = forward(net, x)
    for l in range(2, net.L + 1):
        assert_allclose(a[l], [sigma(z[l][j]) for j in range(sizes[l - 1])], rtol=1e-14)


def test_the_output_layer_has_its_own_activation():
    net = Network(RAGGED, activation="tanh", output_activation="identity", rng=0)
    a, z = forward(net, X4)
    assert_allclose(a[4], np.tanh(z[4]), rtol=1e-14)
    assert_array_equal(a[5], z[5])


def test_lists_are_indexed_by_layer_with_none_where_the_lecture_has_nothing():
    a, z = forward(Network(RAGGED, rng=0), X4)
    assert (len(a), len(z)) == (6, 6)
    assert [a[0], z[0], z[1]] == [None] * 3
    assert [v.shape for v in a[1:]] == [(n,) for n in RAGGED]
    assert [v.shape for v in z[2:]] == [(n,) for n in RAGGED[1:]]


@given(data=st.data())
def test_each_column_of_a_batch_is_the_forward_pass_of_that_point(data, draw_case):
    net, x, _ = draw_case(data, N=BATCH)
    a, z = forward(net, x)
    for i in range(x.shape[1]):
        a_i, z_i = forward(net, x[:, i])
        for l in range(1, net.L + 1):
            assert_close(a[l][:, i], a_i[l], 1e-14)
        for l in range(2, net.L + 1):
            assert_close(z[l][:, i], z_i[l], 1e-14)


def test_x_may_be_a_list_of_integers():
    net = Network((2, 3, 1), rng=0)
    assert_array_equal(forward(net, [1, 2])[0][3], forward(net, np.array([1.0, 2.0]))[0][3])


def test_first_activations_are_not_the_array_of_the_caller():
    x = X4.copy()
    a, _ = forward(Network(RAGGED, rng=0), x)
    a[1][:] = 7.0
    assert_array_equal(x, X4)
    x[:] = 8.0
    assert_array_equal(a[1], [7.0] * 4)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu", "identity"])
def test_no_layer_shares_memory_with_another(activation):
    net = Network(SQUARE, activation=activation, rng=0)
    a, z = forward(net, np.ones(3))
    arrays = [*a[1:], *z[2:], net.p]
    assert not any(np.shares_memory(u, v) for i, u in enumerate(arrays) for v in arrays[:i])


# backward

@given(data=st.data())
def test_delta_is_the_derivative_of_c_with_respect_to_z_equation_21(data, draw_case, oracle):
    net, x, y = draw_case(data, N=ONE_POINT)
    delta = backward(net, *forward(net, x), y)
    for l in range(2, net.L + 1):
        assert_close(delta[l], oracle(net).delta(l, x, y), 1e-11 if net.output_activation == "softmax" else 1e-12)


@sizes_with_every_output
def test_delta_of_the_last_layer_is_equation_22(sizes):
    net, x, y = sigmoid_network(sizes)
    a, z = forward(net, x)
    delta, L = backward(net, a, z, y), net.L
    assert_allclose(delta[L], [dsigma(z[L][j]) * (a[L][j] - y[j]) for j in range(sizes[-1])], rtol=1e-13)


@sizes_with_every_output
def test_delta_of_the_other_layers_is_equation_23(sizes):
    net, x, y = sigmoid_network(sizes)
    a, z = forward(net, x)
    delta = backward(net, a, z, y)
    for l in range(2, net.L):
        for j in range(sizes[l - 1]):
            back = sum(net.W[l + 1][k, j] * delta[l + 1][k] for k in range(sizes[l]))
            assert_allclose(delta[l][j], dsigma(z[l][j]) * back, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_delta_of_the_last_layer_is_a_minus_y_for_cross_entropy(output, n):
    net = Network((4, 3, n), output_activation=output, cost="cross_entropy", rng=0)
    y = np.arange(1.0, n + 1) / sum(range(1, n + 1))
    a, z = forward(net, X4)
    assert_allclose(backward(net, a, z, y)[3], a[3] - y, rtol=1e-14)  # δ is made of z, and its last digit may differ


@given(data=st.data())
def test_each_column_of_delta_is_that_points_own(data, draw_case):
    net, x, y = draw_case(data, N=BATCH)
    delta = backward(net, *forward(net, x), y)
    for i in range(x.shape[1]):
        own = backward(net, *forward(net, x[:, i]), y[:, i])
        for l in range(2, net.L + 1):
            assert_close(delta[l][:, i], own[l], 1e-13)


def test_delta_has_the_shape_of_z_and_none_for_the_layers_before_the_second():
    net = Network(RAGGED, rng=0)
    delta = backward(net, *forward(net, X4), Y2)
    assert delta[:2] == [None, None]
    assert [d.shape for d in delta[2:]] == [(n,) for n in RAGGED[1:]]


def test_backward_changes_nothing_it_was_given():
    net, y = Network(RAGGED, rng=0), Y2.copy()
    a, z = forward(net, X4)
    before = [v.copy() for v in (*a[1:], *z[2:], net.p, y)]
    backward(net, a, z, y)
    for was, now in zip(before, (*a[1:], *z[2:], net.p, y), strict=True):
        assert_array_equal(now, was)


# the gradient

@given(data=st.data())
def test_gradient_agrees_with_autograd(data, draw_case, oracle):
    net, x, y = draw_case(data)
    assert_layers_close(gradient(net, x, y), Parameters(net.sizes, oracle(net).gradient(x, y)), net)


@given(data=st.data())
def test_gradient_agrees_with_a_complex_step_in_each_parameter(data, draw_case, oracle):
    net, x, y = draw_case(data)
    assert_layers_close(gradient(net, x, y), Parameters(net.sizes, oracle(net).complex_step(x, y)), net)


@sizes_with_every_output
def test_derivative_by_a_bias_is_delta_equation_24(sizes):
    net, x, y = sigmoid_network(sizes)
    delta, grad = backward(net, *forward(net, x), y), gradient(net, x, y)
    for l in range(2, net.L + 1):
        assert_array_equal(grad.b[l], delta[l])


@sizes_with_every_output
def test_derivative_by_a_weight_is_delta_j_times_a_k_equation_25(sizes):
    net, x, y = sigmoid_network(sizes)
    a, z = forward(net, x)
    delta, grad = backward(net, a, z, y), gradient(net, x, y)
    for l in range(2, net.L + 1):
        for j in range(sizes[l - 1]):
            for k in range(sizes[l - 2]):
                assert_allclose(grad.W[l][j, k], delta[l][j] * a[l - 1][k], rtol=1e-15)


def test_derivative_by_w43_3_is_delta_4_3_times_a_3_2():
    net = Network(RAGGED, rng=0)
    a, z = forward(net, X4)
    delta = backward(net, a, z, Y2)
    assert gradient(net, X4, Y2)["w43[3]"] == delta[3][3] * a[2][2]


@given(data=st.data())
def test_gradient_of_a_batch_is_the_mean_of_the_points_gradients(data, draw_case):
    net, x, y = draw_case(data, N=BATCH)
    mean = np.mean([gradient(net, x[:, i], y[:, i]).p for i in range(x.shape[1])], axis=0)
    assert_layers_close(gradient(net, x, y), Parameters(net.sizes, mean), net)


@given(data=st.data())
def test_a_batch_of_one_has_the_gradient_of_that_point(data, draw_case):
    net, x, y = draw_case(data, N=ONE_POINT)
    assert_layers_close(gradient(net, x[:, None], y[:, None]), gradient(net, x, y), net, rtol=1e-13)


@given(data=st.data())
def test_gradient_does_not_depend_on_the_order_of_the_points(data, draw_case):
    net, x, y = draw_case(data, N=BATCH)
    assert_layers_close(gradient(net, x[:, ::-1], y[:, ::-1]), gradient(net, x, y), net)


def test_gradient_has_the_form_of_the_parameters():
    net = Network(RAGGED, rng=0)
    grad = gradient(net, X4, Y2)
    assert (type(grad), grad.sizes, grad.p.shape) == (Parameters, net.sizes, net.p.shape)


def test_a_small_step_against_the_gradient_lowers_the_cost():
    net = Network(RAGGED, rng=0)
    grad, before = gradient(net, X4, Y2), cost(net, X4, Y2)
    net.p -= 1e-4 * grad.p
    assert_allclose(before - cost(net, X4, Y2), 1e-4 * grad.p @ grad.p, rtol=1e-3)


# the cost

@sizes_with_every_output
def test_cost_of_one_point_is_equation_18(sizes):
    net, x, y = sigmoid_network(sizes)
    output = forward(net, x)[0][net.L]
    assert_allclose(cost(net, x, y), sum((y[j] - output[j]) ** 2 for j in range(sizes[-1])) / 2, rtol=1e-14)


@given(data=st.data())
def test_cost_agrees_with_the_oracle(data, draw_case, oracle):
    net, x, y = draw_case(data)
    assert_allclose(cost(net, x, y), oracle(net).cost(net.p, x, y), rtol=1e-12, atol=1e-15)


@given(data=st.data())
def test_cost_of_a_batch_is_the_mean_over_the_points_equation_9(data, draw_case):
    net, x, y = draw_case(data, N=BATCH)
    N = x.shape[1]
    assert_allclose(cost(net, x, y), sum(cost(net, x[:, i], y[:, i]) for i in range(N)) / N, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("x, y", [(X4, Y2), (X4[:, None], Y2[:, None])])
def test_cost_is_a_plain_float(x, y):
    assert type(cost(Network(RAGGED, rng=0), x, y)) is float


def test_higham_and_highams_printed_cost_is_twenty_times_the_cost_of_their_ten_points():
    net, (X, Y) = Network((2, 2, 3, 2), rng=0), lecture_data()
    printed = sum(np.linalg.norm(Y[:, i] - forward(net, X[:, i])[0][4]) ** 2 for i in range(10))
    assert_allclose(printed, 20 * cost(net, X, Y), rtol=1e-14)


# the diagonal form

@given(data=st.data())
def test_delta_through_the_diagonal_matrices_is_that_of_backward(data, draw_case):
    outputs = [("quadratic", "sigmoid"), ("quadratic", "tanh"), ("quadratic", "identity"), ("cross_entropy", "sigmoid")]
    net, x, y = draw_case(data, N=ONE_POINT, outputs=outputs)
    a, z = forward(net, x)
    delta, expected = diagonal_form(net, a, z, y)[1], backward(net, a, z, y)
    assert delta[:2] == [None, None]
    for l in range(2, net.L + 1):
        assert_close(delta[l], expected[l], 1e-13)


@sizes_with_every_output
def test_d_is_diagonal_with_dsigma_of_z(sizes):
    net, x, y = sigmoid_network(sizes)
    a, z = forward(net, x)
    D, _ = diagonal_form(net, a, z, y)
    assert D[:2] == [None, None]
    for l in range(2, net.L + 1):
        for i in range(sizes[l - 1]):
            for j in range(sizes[l - 1]):
                assert_allclose(D[l][i, j], dsigma(z[l][i]) if i == j else 0.0, rtol=1e-14)


def test_diagonal_form_of_a_softmax_is_refused_and_told_why(refuses):
    net = Network((4, 3, 2), output_activation="softmax", cost="cross_entropy", rng=0)
    a, z = forward(net, X4)
    refuses(net, ValueError, ["softmax", "no diagonal D[L]"], lambda: diagonal_form(net, a, z, Y2))


def test_diagonal_form_of_a_batch_is_refused_and_told_why(refuses):
    net = Network(RAGGED, rng=0)
    a, z = forward(net, np.ones((4, 3)))
    words = ["a: expected one point, a[1] of shape (4,), got (4, 3)"]
    refuses(net, ValueError, words, lambda: diagonal_form(net, a, z, np.ones((2, 3))))


def test_diagonal_form_of_a_point_as_a_column_is_that_points():
    net = Network(RAGGED, rng=0)
    D, delta = diagonal_form(net, *forward(net, X4[:, None]), Y2[:, None])
    assert D[2].shape == (3, 3)
    assert_close(delta[2], backward(net, *forward(net, X4), Y2)[2])


# predict and accuracy

@pytest.mark.parametrize("x", [X4, np.column_stack([X4, X4 / 2])], ids=["point", "batch"])
def test_predict_is_the_output_of_the_forward_pass(x):
    net = Network(RAGGED, rng=0)
    assert_array_equal(predict(net, x), forward(net, x)[0][5])


def linear(W):
    """Return a network whose outputs are W x."""
    net = Network(W.shape[::-1], activation="identity", biases=False)
    net.W[2] = W
    return net


def test_accuracy_is_the_share_of_columns_whose_largest_output_is_the_largest_target():
    X = np.array([[3.0, 1.0, 0.2, 5.0], [1.0, 2.0, 0.1, 6.0], [2.0, 0.0, 0.3, 4.0]])  # the largest: 1, 2, 3, 2
    Y = np.eye(3)[:, [0, 1, 1, 1]]
    assert accuracy(linear(np.eye(3)), X, Y) == 0.75


@pytest.mark.parametrize(("y", "expected"), [([0.0, 1.0], 1.0), ([1.0, 0.0], 0.0)])
def test_accuracy_of_one_point_is_one_or_zero(y, expected):
    assert accuracy(linear(np.eye(2)), [0.1, 0.2], y) == expected


def test_accuracy_of_one_output_is_refused_since_it_would_always_be_right(refuses):
    net = Network((2, 1), rng=0)
    refuses(net, ValueError, ["net: accuracy", "at least two", "predict"], lambda: accuracy(net, [0.1, 0.2], [1.0]))


def test_accuracy_names_the_targets_that_do_not_fit(refuses):
    net = Network((2, 2), rng=0)
    refuses(net, ValueError, ["Y: expected shape (2, 3) to go with X"], lambda: accuracy(net, np.ones((2, 3)), np.ones((2, 2))))


# worked by hand

def worked_example():
    net = Network((2, 2, 2))
    net.W[2], net.b[2] = [[1, -1], [2, 0]], [1, log(3) - 2]
    net.W[3], net.b[3] = [[2, 4], [-2, 8]], [-4, -5]
    return net, (1, 2), (1, 0)


def assert_exact(actual, desired):
    assert_allclose(actual, desired, rtol=0, atol=4e-15)


def test_worked_example_forward():
    net, x, _ = worked_example()
    a, z = forward(net, x)
    assert_exact(z[2], (0, log(3)))
    assert_exact(a[2], (1 / 2, 3 / 4))
    assert_exact(z[3], (0, 0))
    assert_exact(a[3], (1 / 2, 1 / 2))


def test_worked_example_cost():
    assert_exact(cost(*worked_example()), 1 / 4)


def test_worked_example_backward():
    net, x, y = worked_example()
    delta = backward(net, *forward(net, x), y)
    assert_exact(delta[3], (-1 / 8, 1 / 8))
    assert_exact(net.W[3].T @ delta[3], (-1 / 2, 1 / 2))
    assert_exact(delta[2], (-1 / 8, 3 / 32))


def test_worked_example_gradient():
    grad = gradient(*worked_example())
    assert_exact(grad.W[2], [[-1 / 8, -1 / 4], [3 / 32, 3 / 16]])
    assert_exact(grad.b[2], (-1 / 8, 3 / 32))
    assert_exact(grad.W[3], [[-1 / 16, -3 / 32], [1 / 16, 3 / 32]])
    assert_exact(grad.b[3], (-1 / 8, 1 / 8))


def test_worked_example_three_times_as_a_batch_has_the_same_gradient():
    net, x, y = worked_example()
    grad = gradient(net, np.transpose([x] * 3), np.transpose([y] * 3))
    assert_exact(grad.p, gradient(net, x, y).p)


# large numbers

@pytest.mark.parametrize(
    "output, name", [("sigmoid", "quadratic"), ("tanh", "quadratic"), ("sigmoid", "cross_entropy"), ("softmax", "cross_entropy")]
)
def test_a_saturated_network_has_a_finite_cost_and_gradient_and_no_warning(output, name):
    net = Network((4, 3, 2), output_activation=output, cost=name, rng=0)
    net.p *= 5000
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        assert np.isfinite(cost(net, X4, Y2))
        assert np.isfinite(gradient(net, X4, Y2).p).all()


def test_a_sigmoid_at_forty_still_has_a_gradient():
    net = Network((1, 1))
    net.p = [40.0, 0.0]
    assert_allclose(gradient(net, [1.0], [0.0]).p, [exp(-40), exp(-40)], rtol=1e-14)


# what is refused

def calls(net, x, y):
    return {"forward": lambda: forward(net, x), "cost": lambda: cost(net, x, y), "gradient": lambda: gradient(net, x, y)}


takes_x = pytest.mark.parametrize("call", ["forward", "cost", "gradient"])
takes_y = pytest.mark.parametrize("call", ["cost", "gradient"])


@takes_x
@pytest.mark.parametrize("shape", [(), (3,), (5,), (1, 4), (3, 2), (4, 2, 2)])
def test_x_of_another_shape_is_refused(refuses, call, shape):
    net = Network(RAGGED, rng=0)
    words = ["x: expected shape (4,) for one point or (4, N) for N points as columns, got " + str(shape)]
    refuses(net, ValueError, words, calls(net, np.zeros(shape), Y2)[call])


@takes_x
def test_a_batch_of_no_points_is_refused(refuses, call):
    net = Network(RAGGED, rng=0)
    words = ["x: expected at least one point, got shape (4, 0)"]
    refuses(net, ValueError, words, calls(net, np.zeros((4, 0)), np.zeros((2, 0)))[call])


@takes_x
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_x_that_is_not_finite_is_refused(refuses, call, value):
    net = Network(RAGGED, rng=0)
    words = ["x: expected finite numbers, got NaN or infinity in ", str(value)]
    refuses(net, ValueError, words, calls(net, [0.1, value, 0.3, 0.4], Y2)[call])


@takes_x
@pytest.mark.parametrize("x", [None, "0.2", [None] * 4, ["a"] * 4, X4 + 0j, {"x": 1}])
def test_x_that_is_not_made_of_real_numbers_is_a_type_error(refuses, call, x):
    net = Network(RAGGED, rng=0)
    refuses(net, TypeError, ["x: expected real numbers, got "], calls(net, x, Y2)[call])


@takes_x
@pytest.mark.parametrize("net", [None, RAGGED, Parameters(RAGGED)])
def test_what_is_not_a_network_is_a_type_error(call, net):
    with pytest.raises(TypeError, match="net: expected a Network, got "):
        calls(net, X4, Y2)[call]()


@takes_y
@pytest.mark.parametrize("x_shape, y_shape", [((4,), ()), ((4,), (1,)), ((4,), (3,)), ((4,), (2, 1)), ((4, 3), (2,)),
                                              ((4, 3), (2, 1)), ((4, 3), (2, 2)), ((4, 3), (3, 2)), ((4, 1), (2,))])  # fmt: skip
def test_y_that_disagrees_with_x_is_refused_though_it_might_broadcast(refuses, call, x_shape, y_shape):
    net = Network(RAGGED, rng=0)
    wanted = (2, *x_shape[1:])
    words = [f"y: expected shape {wanted} to go with x of shape {x_shape}, got {y_shape}"]
    refuses(net, ValueError, words, calls(net, np.zeros(x_shape), np.zeros(y_shape))[call])


@takes_y
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_y_that_is_not_finite_is_refused(refuses, call, value):
    net = Network(RAGGED, rng=0)
    refuses(net, ValueError, ["y: expected finite numbers", str(value)], calls(net, X4, [value, 0.0])[call])


@takes_y
def test_y_that_is_not_made_of_numbers_is_a_type_error(refuses, call):
    net = Network(RAGGED, rng=0)
    refuses(net, TypeError, ["y: expected real numbers, got ['yes', 'no']"], calls(net, X4, ["yes", "no"])[call])


@takes_y
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("y", [(1.5, -0.5), (-0.25, 1.25), (-0.25, 1.0), (0.0, 1.25)])
def test_y_outside_zero_to_one_is_refused_with_cross_entropy(refuses, call, output, y):
    net = Network(RAGGED, output_activation=output, cost="cross_entropy", rng=0)
    refuses(net, ValueError, ["y: ", "expects entries in [0, 1], got " + str(list(y))], calls(net, X4, y)[call])


@takes_y
def test_y_that_does_not_sum_to_one_is_refused_with_softmax(refuses, call):
    net = Network(RAGGED, output_activation="softmax", cost="cross_entropy", rng=0)
    refuses(net, ValueError, ["y: ", "sum to 1, got 0.75"], calls(net, X4, (0.5, 0.25))[call])


@takes_y
def test_one_column_of_y_that_does_not_sum_to_one_is_refused_with_softmax(refuses, call):
    net = Network(RAGGED, output_activation="softmax", cost="cross_entropy", rng=0)
    x, y = np.zeros((4, 2)), np.array([[1.0, 0.5], [0.0, 0.25]])
    refuses(net, ValueError, ["y: ", "sum to 1, got [1.0, 0.75]"], calls(net, x, y)[call])


def test_y_need_not_sum_to_one_with_sigmoids():
    net = Network(RAGGED, cost="cross_entropy", rng=0)
    assert cost(net, X4, (1.0, 1.0)) > 0


def test_y_may_be_anything_finite_with_the_quadratic_cost():
    net = Network(RAGGED, output_activation="identity", rng=0)
    output = forward(net, X4)[0][5]
    assert_allclose(cost(net, X4, (-30.0, 40.0)), ((output[0] + 30) ** 2 + (output[1] - 40) ** 2) / 2, rtol=1e-14)


def spoilt(layer, value):
    """Return a and z of a forward pass with one entry replaced."""
    a, z = forward(Network(RAGGED, rng=0), X4)
    (a if layer[0] == "a" else z)[int(layer[2])] = value
    return a, z


@pytest.mark.parametrize("function", [backward, diagonal_form])
@pytest.mark.parametrize("layer, shape", [("a[3]", (3,)), ("z[3]", (3,)), ("z[5]", (1,)), ("a[2]", (3, 1)), ("z[2]", ())])
def test_a_pass_of_other_shapes_is_refused(refuses, function, layer, shape):
    net, (a, z) = Network(RAGGED, rng=0), spoilt(layer, np.zeros(shape))
    expected = (RAGGED[int(layer[2]) - 1],)
    words = [f"{layer}: expected shape {expected}, got {shape}"]
    refuses(net, ValueError, words, lambda: function(net, a, z, Y2))


@pytest.mark.parametrize("function", [backward, diagonal_form])
def test_a_pass_of_another_network_is_refused(refuses, function):
    net = Network(RAGGED, rng=0)
    a, z = forward(Network((4, 3, 2), rng=0), X4)
    words = ["a, z: expected lists indexed by layer 0 to 5", "got 4 and 4 entries"]
    refuses(net, ValueError, words, lambda: function(net, a, z, Y2))


@pytest.mark.parametrize("function", [backward, diagonal_form])
def test_a_pass_without_the_input_is_refused(refuses, function):
    net, (a, z) = Network(RAGGED, rng=0), spoilt("a[1]", None)
    refuses(net, ValueError, ["a, z: expected lists indexed by layer"], lambda: function(net, a, z, Y2))


@pytest.mark.parametrize("function", [backward, diagonal_form])
def test_y_that_disagrees_with_the_pass_is_refused(refuses, function):
    net = Network(RAGGED, rng=0)
    a, z = forward(net, X4)
    refuses(net, ValueError, ["y: expected shape (2,)", "got (3,)"], lambda: function(net, a, z, np.zeros(3)))


@pytest.mark.parametrize("function", [backward, diagonal_form])
@pytest.mark.parametrize("layer, value", [("a[5]", np.nan), ("z[3]", np.inf), ("a[2]", -np.inf)])
def test_a_pass_that_is_not_finite_is_refused(refuses, function, layer, value):
    net, (a, z) = Network(RAGGED, rng=0), spoilt(layer, np.full(RAGGED[int(layer[2]) - 1], value))
    refuses(net, ValueError, [f"{layer}: expected finite numbers, got NaN or infinity"], lambda: function(net, a, z, Y2))


@pytest.mark.parametrize("function", [backward, diagonal_form])
@pytest.mark.parametrize("layer, value", [("a[2]", None), ("z[3]", "z"), ("z[5]", [1j, 0.0])])
def test_a_pass_that_is_not_made_of_real_numbers_is_a_type_error(refuses, function, layer, value):
    net, (a, z) = Network(RAGGED, rng=0), spoilt(layer, value)
    refuses(net, TypeError, [f"{layer}: expected real numbers, got "], lambda: function(net, a, z, Y2))


@pytest.mark.parametrize("function", [backward, diagonal_form])
@pytest.mark.parametrize("a, z, word", [(None, [], "a: "), ([], 3, "z: "), ("abcdef", [], "a: "), (X4, X4, "a: ")])
def test_a_pass_that_is_no_list_of_layers_is_a_type_error(refuses, function, a, z, word):
    net = Network(RAGGED, rng=0)
    words = [word, "expected a list indexed by layer, as forward returns it, got "]
    refuses(net, TypeError, words, lambda: function(net, a, z, Y2))


@pytest.mark.parametrize("function", [backward, diagonal_form])
@pytest.mark.parametrize("net", [None, RAGGED, Parameters(RAGGED)])
def test_a_pass_through_what_is_not_a_network_is_a_type_error(function, net):
    a, z = forward(Network(RAGGED, rng=0), X4)
    with pytest.raises(TypeError, match="net: expected a Network, got "):
        function(net, a, z, Y2)


def test_a_pass_may_be_made_of_lists():
    net = Network(RAGGED, rng=0)
    a, z = forward(net, X4)
    plain_a, plain_z = ([None if layer is None else layer.tolist() for layer in layers] for layers in (a, z))
    assert_array_equal(backward(net, plain_a, plain_z, Y2)[2], backward(net, a, z, Y2)[2])


def test_a_pass_whose_batch_changes_size_is_refused(refuses):
    net = Network(RAGGED, rng=0)
    a, z = forward(net, np.zeros((4, 3)))
    z[4] = z[4][:, :2]
    words = ["z[4]: expected shape (5, 3), got (5, 2)"]
    refuses(net, ValueError, words, lambda: backward(net, a, z, np.zeros((2, 3))))


# what is nearly right says how to get there

@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        (np.ones((5, 4)), np.ones((3, 5)), r"x: .* got \(5, 4\); with points as columns that is x\.T$"),
        (np.ones((4, 5)), np.ones((5, 3)), r"y: .* got \(5, 3\); with points as columns that is y\.T$"),
        (np.ones((4, 5)), [0, 2, 1, 1, 0], r"y: .* got \(5,\); numbers of classes become columns by np\.eye\(3\)\[:, y\]$"),
        (np.ones(4), 2, r"y: .* got \(\); numbers of classes become columns by np\.eye\(3\)\[:, y\]$"),
        (np.ones((4, 5)), [0.5, 2, 1, 1, 0], r"y: .* got \(5,\)$"),
        (np.ones((4, 5)), [0, 3, 1, 1, 0], r"y: .* got \(5,\)$"),
    ],
)
def test_a_shape_that_is_one_turn_or_a_one_hot_away_says_so(x, y, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        gradient(Network((4, 6, 3), rng=0), x, y)
