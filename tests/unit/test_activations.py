"""Activation functions and their derivatives: formulas, precision, large arguments, complex steps."""

import math
import warnings

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib.activations import ACTIVATIONS

COMPONENTWISE = [name for name, row in ACTIVATIONS.items() if not row.columnwise]
componentwise = pytest.mark.parametrize("name", COMPONENTWISE)
every = pytest.mark.parametrize("name", ACTIVATIONS)

ONE_NUMBER = {
    "sigmoid": lambda z: math.exp(z) / (1 + math.exp(z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "identity": lambda z: z,
    "softplus": lambda z: math.log1p(math.exp(z)),
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "gelu": lambda z: z / (1 + math.exp(-2 * math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) if z > -15 else 0.0,
}
AUTOGRAD = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "identity": lambda z: z,
    "softplus": lambda z: anp.log(1 + anp.exp(z)),
    "elu": lambda z: anp.where(z > 0, z, anp.exp(z) - 1),
    "gelu": lambda z: 0.5 * z * (1 + anp.tanh(anp.sqrt(2 / anp.pi) * (z + 0.044715 * z**3))),
}
Z = np.array([-30.0, -8.5, -2.0, -0.7, -1e-3, 1e-3, 0.4, 1.0, 3.3, 9.0, 30.0])
EXTREME = np.array([-1000.0, -745.0, -710.0, 710.0, 745.0, 1000.0])


def functions_of(name):
    """σ and σ′, or σ alone where there is no σ′ of each component."""
    row = ACTIVATIONS[name]
    return [row.sigma] if row.columnwise else [row.sigma, row.dsigma]


@componentwise
def test_sigma_is_its_formula_for_each_number(name):
    assert_allclose(ACTIVATIONS[name].sigma(Z), [ONE_NUMBER[name](z) for z in Z], rtol=1e-12, atol=1e-300)


@componentwise
def test_dsigma_is_the_complex_step_of_sigma(name):
    sigma, dsigma = functions_of(name)
    assert_allclose(dsigma(Z), sigma(Z + 1e-30j).imag / 1e-30, rtol=1e-12, atol=1e-300)


@componentwise
def test_dsigma_is_what_autograd_says(name):
    z = Z[1:-1]  # at 30, 1 − tanh² has no digits left
    z = z[np.abs(z) < 5]
    assert_allclose(ACTIVATIONS[name].dsigma(z), elementwise_grad(AUTOGRAD[name])(z), rtol=1e-11)


@every
@given(re=st.floats(-30, 30), im=st.floats(-1e-3, 1e-3))
def test_a_complex_number_keeps_its_real_part(name, re, im):
    sigma = ACTIVATIONS[name].sigma
    z = np.array([re, 0.3])
    assert_allclose(sigma(z + 1j * np.array([im, 0.0])).real, sigma(z), rtol=1e-4, atol=1e-6)


@every
def test_a_complex_step_of_a_tiny_size_comes_through(name):
    assert (ACTIVATIONS[name].sigma(np.array([0.3, 0.2]) + 1e-200j * np.array([1, 0])).imag != 0).any()


@componentwise
def test_each_number_is_taken_by_itself(name):
    for function in functions_of(name):
        assert_array_equal(function(Z), [function(np.array([z]))[0] for z in Z])


@every
@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 4), (3, 4, 2)])
def test_the_result_has_the_shape_of_z(name, shape):
    z = np.linspace(-1, 1, math.prod(shape)).reshape(shape)
    functions = functions_of(name)
    assert [function(z).shape for function in functions] == [shape] * len(functions)


@every
def test_z_is_left_as_it_was_and_the_result_is_new(name):
    z = Z.copy()
    for function in functions_of(name):
        assert not np.shares_memory(function(z), z)
        assert_array_equal(z, Z)


@every
def test_real_numbers_give_real_numbers(name):
    assert ACTIVATIONS[name].sigma(Z).dtype == np.dtype(float)


@every
@pytest.mark.parametrize("step", [0, 1e-20j])
def test_large_arguments_give_finite_numbers_and_no_warning(name, step):
    functions = functions_of(name)
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        for function in functions:
            assert np.isfinite(function(EXTREME + step)).all()


def test_sigmoid_ends_at_zero_and_one():
    assert_allclose(ACTIVATIONS["sigmoid"].sigma(np.array([-1000.0, 0.0, 1000.0])), [0, 0.5, 1], rtol=0, atol=1e-300)


def test_sigmoid_of_minus_z_keeps_its_digits():
    z = np.array([40.0, 100.0, 700.0])
    assert_allclose(ACTIVATIONS["sigmoid"].sigma(-z), [math.exp(-v) / (1 + math.exp(-v)) for v in z], rtol=1e-14)


@pytest.mark.parametrize("z", [-700.0, -100.0, -40.0, -38.0, 38.0, 40.0, 100.0, 700.0])
def test_dsigmoid_keeps_its_digits_where_a_times_one_minus_a_has_none(z):
    exact = math.exp(-abs(z)) / (1 + math.exp(-abs(z))) ** 2
    assert_allclose(ACTIVATIONS["sigmoid"].dsigma(np.array([z])), exact, rtol=1e-14)


@pytest.mark.parametrize("z", [-300.0, -20.0, -19.0, 19.0, 20.0, 40.0, 300.0])
def test_dtanh_keeps_its_digits_where_one_minus_the_square_has_none(z):
    assert_allclose(ACTIVATIONS["tanh"].dsigma(np.array([z])), 1 / math.cosh(z) ** 2, rtol=1e-13)


@pytest.mark.parametrize("z", [-700.0, -100.0, -40.0])
def test_softplus_elu_and_their_slopes_keep_their_digits_far_to_the_left(z):
    for function in (ACTIVATIONS["softplus"].sigma, ACTIVATIONS["softplus"].dsigma, ACTIVATIONS["elu"].dsigma):
        assert_allclose(function(np.array([z])), math.exp(z), rtol=1e-13)


@pytest.mark.parametrize("z", [-6.0, -8.0, -10.0])
def test_gelu_and_its_slope_keep_their_digits_where_one_plus_tanh_has_none(z):
    u, du = math.sqrt(8 / math.pi) * (z + 0.044715 * z**3), math.sqrt(8 / math.pi) * (1 + 3 * 0.044715 * z**2)
    share = math.exp(u) / (1 + math.exp(u))
    assert_allclose(ACTIVATIONS["gelu"].sigma(np.array([z])), z * share, rtol=1e-12)
    assert_allclose(ACTIVATIONS["gelu"].dsigma(np.array([z])), share * (1 + z * du * (1 - share)), rtol=1e-12)


def test_gelu_is_near_its_exact_form_with_the_error_function():
    z = np.linspace(-6, 6, 241)
    exact = [v * (1 + math.erf(v / math.sqrt(2))) / 2 for v in z]
    assert 1e-4 < np.abs(ACTIVATIONS["gelu"].sigma(z) - exact).max() < 5e-4


@pytest.mark.parametrize("name", COMPONENTWISE)
def test_the_scalar_form_is_that_of_arrays_far_out_too(name):
    row, z = ACTIVATIONS[name], np.concatenate([Z, EXTREME])
    assert_allclose([row.scalar(v) for v in z.tolist()], np.transpose([row.sigma(z), row.dsigma(z)]), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("name, at_kink", [("relu", 0.0), ("leaky_relu", 0.01)])
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_derivative_at_the_kink_is_the_one_from_the_left(name, at_kink, zero):
    assert ACTIVATIONS[name].dsigma(np.array([zero]))[0] == at_kink


@pytest.mark.parametrize("name, at_kink", [("relu", 0.0), ("leaky_relu", 0.01)])
def test_a_complex_step_at_the_kink_gives_that_derivative_too(name, at_kink):
    assert_allclose(ACTIVATIONS[name].sigma(np.array([1e-20j])).imag / 1e-20, at_kink, rtol=1e-15)


@pytest.mark.parametrize("shape", [(3,), (3, 4), (1, 2), (3, 3)])
def test_softmax_is_the_quotient_of_each_column(shape):
    z = np.random.default_rng(0).normal(size=shape)
    columns = z.reshape(shape[0], -1).T
    expected = [[math.exp(v) / sum(math.exp(u) for u in column) for v in column] for column in columns]
    assert_allclose(ACTIVATIONS["softmax"].sigma(z), np.transpose(expected).reshape(shape), rtol=1e-14)


def test_softmax_is_the_same_when_all_z_move_together():
    softmax = ACTIVATIONS["softmax"].sigma
    z = np.array([0.25, -1.5, 2.0])
    assert_allclose(softmax(z + 512.0), softmax(z), rtol=1e-14)


def test_softmax_of_a_column_does_not_depend_on_how_large_the_others_are():
    softmax = ACTIVATIONS["softmax"].sigma
    z = np.array([[0.25, 1000.0, -1000.0], [-1.5, 1001.0, -999.0]])
    assert_allclose(softmax(z), np.transpose([softmax(column) for column in z.T]), rtol=1e-14)


def test_softmax_of_far_negative_numbers_is_finite():
    assert_allclose(ACTIVATIONS["softmax"].sigma(np.array([-1000.0, -1000.0])), [0.5, 0.5], rtol=1e-14)


def test_softmax_of_a_complex_step_is_its_jacobian():
    softmax = ACTIVATIONS["softmax"].sigma
    z = np.array([0.25, -1.5, 2.0])
    a = softmax(z)
    steps = [softmax(z + 1e-30j * e).imag / 1e-30 for e in np.eye(3)]
    assert_allclose(np.transpose(steps), np.diag(a) - np.outer(a, a), rtol=1e-13)


def test_softmax_has_no_componentwise_derivative_and_says_why():
    with pytest.raises(ValueError, match=r"softmax: each output depends on every z_j"):
        ACTIVATIONS["softmax"].dsigma(Z)
