"""Activation functions σ and their derivatives σ′, with the lecture's sigmoid (1) and its derivative (2).

Each works componentwise (softmax: column by column) on real arrays of any shape, and on complex ones, where it is
analytic: masks look at the real part only, so that a complex step passes through them untouched.
"""

import numpy as np

ONE, LARGEST = np.array(1.0), np.array(709.0)  # as arrays: of a Python number NumPy would find the type, at each call


def sigmoid(z):
    """σ(z) = 1 / (1 + e⁻ᶻ), lecture (1)."""
    bottom = np.exp(np.minimum(-z, LARGEST))  # no overflow; NumPy orders complex numbers by real part first
    bottom += ONE
    return ONE / bottom


def dsigmoid(z):
    """σ′(z) = σ(z)(1 − σ(z)), lecture (2), as e⁻ᶻ / (1 + e⁻ᶻ)²: 1 − σ(z) has lost every digit at z = 38."""
    e = np.exp(np.minimum(-z, LARGEST))
    bottom = ONE + e
    e /= bottom  # twice, since the square of `bottom` may overflow
    e /= bottom
    return e


def tanh(z):
    """Hyperbolic tangent."""
    return np.tanh(z)


def dtanh(z):
    """1 − tanh²(z), as 4σ(2z)σ(−2z): the difference has lost every digit at z = 19."""
    return 4.0 * dsigmoid(2.0 * z)


def relu(z):
    """max(z, 0)."""
    return np.where(np.real(z) > 0, z, 0.0)


def drelu(z):
    """1 where z > 0, else 0 (also at the kink z = 0, where relu has no derivative)."""
    return np.where(np.real(z) > 0, 1.0, 0.0)


LEAK = 0.01  # the slope of Maas, Hannun and Ng (2013)


def leaky_relu(z):
    """z where z > 0, else 0.01 z."""
    return np.where(np.real(z) > 0, z, LEAK * z)


def dleaky_relu(z):
    """1 where z > 0, else 0.01 (also at the kink z = 0)."""
    return np.where(np.real(z) > 0, 1.0, LEAK)


def identity(z):
    """z itself, as a new array."""
    return +z


def didentity(z):
    """1 everywhere."""
    return np.ones_like(z)


def softmax(z):
    """e^{z_j} / Σ_i e^{z_i} of each column."""
    e = np.exp(z - np.max(np.real(z), axis=0))  # the same quotient, and no overflow
    return e / np.sum(e, axis=0)


def no_derivative(z):
    """Refuse: softmax is not componentwise, so it has a Jacobian and no σ′."""
    raise ValueError(
        "softmax: each output depends on every z_j, so there is no componentwise σ′; with cost='cross_entropy' none is "
        "needed, since δ[L] = a[L] − y"
    )


#              name          σ           σ′
ACTIVATIONS = {
    "sigmoid":    (sigmoid,    dsigmoid),
    "tanh":       (tanh,       dtanh),
    "relu":       (relu,       drelu),
    "leaky_relu": (leaky_relu, dleaky_relu),
    "identity":   (identity,   didentity),
    "softmax":    (softmax,    no_derivative),
}
