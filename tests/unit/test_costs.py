"""Costs of one point: (18), the two cross-entropies, their δ[L], and outputs that are almost certain."""

import math
import warnings

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from numpy.testing import assert_allclose

from lecture_lib.activations import ACTIVATIONS
from lecture_lib.costs import COSTS, READY_MADE, cost_for

OUTPUTS = (1, 2, 3)  # with two outputs the mean of squares is ½ of their sum, and a missing ½ does not show
COMPONENTWISE = [name for name, row in ACTIVATIONS.items() if not row.columnwise]
PAIRS = [(row.name, name) for row in READY_MADE for name, output in ACTIVATIONS.items() if row.fits(output)]
pairs = pytest.mark.parametrize("pair", PAIRS, ids="-".join)
outputs = pytest.mark.parametrize("n", OUTPUTS)

A_OF_Z = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "identity": lambda z: z,
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(z) - 1),
    "gelu": lambda z: 0.5 * z * (1 + anp.tanh(anp.sqrt(2 / anp.pi) * (z + 0.044715 * z**3))),
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z)),
}
C_OF_A = {
    "quadratic": lambda a, y: anp.sum((y - a) ** 2) / 2,
    "huber": lambda a, y: anp.sum(anp.where(anp.abs(a - y) < 1, (a - y) ** 2 / 2, anp.abs(a - y) - 0.5)),
    "mean_absolute_error": lambda a, y: anp.sum(anp.abs(a - y)),
}


def C_of_z(pair, z, y):
    """C by its definition, with what autograd can follow."""
    cost, output = pair
    if cost != "cross_entropy":
        return C_OF_A[cost](A_OF_Z[output](z), y)
    if output == "softmax":
        return -anp.sum(y * anp.log(A_OF_Z[output](z)))
    return -anp.sum(y * anp.log(A_OF_Z[output](z)) + (1 - y) * anp.log(A_OF_Z[output](-z)))


def functions_of(pair):
    """C and δ[L] of a cost with an output activation."""
    row = cost_for(pair[0], ACTIVATIONS[pair[1]])
    return row.pointwise, row.output_delta


def output_layer(pair, n, N=None):
    """Return a, z, y of an output layer of n neurons."""
    rng = np.random.default_rng(n)
    shape = (n,) if N is None else (n, N)
    z, y = 2 * rng.normal(size=shape), rng.uniform(0.1, 0.9, shape)
    return ACTIVATIONS[pair[1]].sigma(z), z, y / y.sum(axis=0) if pair[1] == "softmax" else y


@outputs
@pytest.mark.parametrize("output", COMPONENTWISE)
def test_quadratic_cost_is_half_the_sum_of_squares_equation_18(output, n):
    a, z, y = output_layer(("quadratic", output), n)
    C, _ = functions_of(("quadratic", output))
    assert_allclose(C(a, z, y), sum((y[j] - a[j]) ** 2 for j in range(n)) / 2, rtol=1e-14)


@outputs
def test_cross_entropy_of_softmax_is_minus_the_sum_of_y_log_a(n):
    a, z, y = output_layer(("cross_entropy", "softmax"), n)
    C, _ = functions_of(("cross_entropy", "softmax"))
    assert_allclose(C(a, z, y), -sum(y[j] * math.log(a[j]) for j in range(n)), rtol=1e-13, atol=1e-15)


@outputs
def test_cross_entropy_of_sigmoids_is_the_sum_of_binary_ones(n):
    a, z, y = output_layer(("cross_entropy", "sigmoid"), n)
    C, _ = functions_of(("cross_entropy", "sigmoid"))
    binary = [y[j] * math.log(a[j]) + (1 - y[j]) * math.log(1 - a[j]) for j in range(n)]
    assert_allclose(C(a, z, y), -sum(binary), rtol=1e-13)


@pairs
@outputs
def test_delta_is_the_derivative_of_c_with_respect_to_z(pair, n):
    a, z, y = output_layer(pair, n)
    _, delta = functions_of(pair)
    expected = grad(lambda z: C_of_z(pair, z, y))(z)
    assert_allclose(delta(a, z, y, ACTIVATIONS[pair[1]].dsigma), expected, rtol=1e-12, atol=1e-15)


@pairs
@outputs
def test_delta_is_the_complex_step_of_c(pair, n):
    _, z, y = output_layer(pair, n)
    C, delta = functions_of(pair)
    sigma, dsigma = ACTIVATIONS[pair[1]].sigma, ACTIVATIONS[pair[1]].dsigma
    stepped = [z + 1e-30j * e for e in np.eye(n)]
    expected = [C(sigma(v), v, y).imag / 1e-30 for v in stepped]
    assert_allclose(delta(sigma(z), z, y, dsigma), expected, rtol=1e-12, atol=1e-15)


@outputs
@pytest.mark.parametrize("output", COMPONENTWISE)
def test_delta_of_the_quadratic_cost_is_equation_22(output, n):
    a, z, y = output_layer(("quadratic", output), n)
    _, delta = functions_of(("quadratic", output))
    dsigma = ACTIVATIONS[output].dsigma
    assert_allclose(delta(a, z, y, dsigma), [dsigma(z)[j] * (a[j] - y[j]) for j in range(n)], rtol=1e-14)


@outputs
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_delta_of_cross_entropy_is_a_minus_y(output, n):
    a, z, y = output_layer(("cross_entropy", output), n)
    _, delta = functions_of(("cross_entropy", output))
    assert_allclose(delta(a, z, y, None), a - y, rtol=1e-13, atol=1e-16)


@pairs
@pytest.mark.parametrize("n, N", [(3, 3), (2, 1), (1, 4), (3, 2)])
def test_each_column_of_a_batch_has_its_own_c_and_delta(pair, n, N):
    a, z, y = output_layer(pair, n, N)
    C, delta = functions_of(pair)
    dsigma = ACTIVATIONS[pair[1]].dsigma
    assert_allclose(C(a, z, y), [C(a[:, i], z[:, i], y[:, i]) for i in range(N)], rtol=1e-14, atol=1e-15)
    columns = [delta(a[:, i], z[:, i], y[:, i], dsigma) for i in range(N)]
    assert_allclose(delta(a, z, y, dsigma), np.transpose(columns), rtol=1e-14)


@pairs
def test_c_is_zero_where_the_output_is_right(pair):
    z = np.array([800.0, -800.0]) if pair[0] == "cross_entropy" else np.array([0.3, 0.1])
    a = ACTIVATIONS[pair[1]].sigma(z)
    assert_allclose(functions_of(pair)[0](a, z, a), 0.0, atol=1e-300)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_cross_entropy_of_a_certain_and_wrong_output_is_the_distance_of_z(output):
    z, y = np.array([-1000.0, 1000.0]), np.array([1.0, 0.0])
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        C = functions_of(("cross_entropy", output))[0](ACTIVATIONS[output].sigma(z), z, y)
    assert_allclose(C, 2000.0, rtol=1e-14)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_cross_entropy_of_a_column_does_not_depend_on_how_large_the_others_are(output):
    z, y = np.array([[0.25, 1000.0, -1000.0], [-1.5, 1001.0, -999.0]]), np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    C, a = functions_of(("cross_entropy", output))[0], ACTIVATIONS[output].sigma(z)
    assert_allclose(C(a, z, y), [C(a[:, i], z[:, i], y[:, i]) for i in range(3)], rtol=1e-14)


def test_cross_entropy_of_an_almost_right_sigmoid_keeps_its_digits():
    C = functions_of(("cross_entropy", "sigmoid"))[0]
    for z, y in ((40.0, 1.0), (-40.0, 0.0)):
        assert_allclose(C(None, np.array([z]), np.array([y])), math.log1p(math.exp(-40)), rtol=1e-14)


@pytest.mark.parametrize("cost, output", [
    *((name, "softmax") for name in COSTS if name != "cross_entropy"),
    *(("cross_entropy", name) for name in COMPONENTWISE if name != "sigmoid"),
])
def test_pairs_without_a_simple_delta_are_refused(cost, output):
    with pytest.raises(ValueError, match=output):
        cost_for(cost, ACTIVATIONS[output])


@pytest.mark.parametrize("z, slope", [
    (20.0, 2.0611536181902033e-09), (36.0, 2.319522830243569e-16),
    (40.0, 4.248354255291589e-18), (600.0, 2.6503965530043108e-261),
])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_cross_entropy_and_its_delta_keep_their_digits_where_the_output_is_almost_right(output, z, slope):
    row, sigma = cost_for("cross_entropy", ACTIVATIONS[output]), ACTIVATIONS[output].sigma
    z, y = (np.array([z]), np.array([1.0])) if output == "sigmoid" else (np.array([z, 0.0, -900.0]), np.array([1.0, 0.0, 0.0]))
    delta = row.output_delta(sigma(z), z, y, None)
    step = z + 1e-20j * np.eye(len(z))[0]
    assert_allclose(delta[:2], [-slope, slope][: len(z)], rtol=1e-13)
    assert_allclose(row.pointwise(sigma(step), step, y).imag / 1e-20, -slope, rtol=1e-13)
    assert_allclose(row.pointwise(sigma(z), z, y), math.log1p(math.exp(-z[0])), rtol=1e-13)


def test_the_scalar_form_of_sigmoid_cross_entropy_keeps_its_digits_too():
    row, sigmoid = cost_for("cross_entropy", ACTIVATIONS["sigmoid"]), ACTIVATIONS["sigmoid"]
    for z, y in [(40.0, 1.0), (-40.0, 0.0), (-700.0, 0.0), (-700.0, 1.0), (700.0, 1.0), (0.5, 0.25), (3.0, 0.0)]:
        a, dsigma = sigmoid.scalar(z)
        expected = row.output_delta(sigmoid.sigma(np.array([z])), np.array([z]), np.array([y]), None)
        assert_allclose(row.scalar(a, y, dsigma), expected[0], rtol=1e-13)


def test_delta_of_softmax_is_the_slope_of_c_also_of_targets_in_single_precision():
    row, z = cost_for("cross_entropy", ACTIVATIONS["softmax"]), np.array([0.3, -0.7, 1.9])
    y = np.float32([0.1, 0.2, 0.7]).astype(float)
    y[0] += 3e-8
    steps = [row.pointwise(None, z + 1e-20j * way, y).imag / 1e-20 for way in np.eye(3)]
    assert_allclose(row.output_delta(ACTIVATIONS["softmax"].sigma(z), z, y, None), steps, rtol=1e-13)
