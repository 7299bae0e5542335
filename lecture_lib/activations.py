"""Activation functions σ and their derivatives σ′, with the lecture's sigmoid (1) and its derivative (2): a row for each.

Each works componentwise (softmax: column by column) on real arrays of any shape, and on complex ones, where it is
analytic: masks look at the real part only, so that a complex step passes through them untouched. The scalar form of each
takes one number and returns σ and σ′ at once: compiled training is made of it.
"""

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

import numpy as np

from lecture_lib._rows import check_activation, check_names_and_functions


@dataclass(frozen=True, repr=False)
class Activation:
    """One row: an activation function σ and all that the library asks of it.

    sigma, dsigma: σ and σ′ of an array z of any shape, real or complex, each component by itself; a new array of z's
    shape. kinks: the z at which σ has two slopes. scalar: a function of one number z that returns σ(z) and σ′(z), which
    Numba can compile; without it training runs in NumPy. bounds: the least and the greatest value that σ can take.
    columnwise: σ looks at a whole column, as softmax does: such a row is for the output layer only, with a Cost made for
    it, its dsigma raises, and its scalar overwrites the z of a column by a.
    ValueError or TypeError, naming the row, if the functions do not return this for a few z, tried here and now. Whether
    dsigma is the derivative of sigma is for check_gradient to find.
    """

    name: str
    sigma: Callable
    dsigma: Callable
    kinks: tuple = ()
    _: KW_ONLY
    scalar: Callable | None = None
    bounds: tuple | None = None
    columnwise: bool = False

    def __post_init__(self):
        check_names_and_functions(self, "sigma", "dsigma", *(["scalar"] if self.scalar is not None else []))
        check_activation(self)

    def __repr__(self):
        return f"Activation({self.name!r})"


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


def sigmoid_of_number(z):
    """σ(z) and σ′(z) = σ(z)σ(−z), which keeps its digits."""
    e = math.exp(min(-z, 709.0))  # no overflow
    a = 1.0 / (1.0 + e)
    return a, e * a * a


def tanh(z):
    """Hyperbolic tangent."""
    return np.tanh(z)


def dtanh(z):
    """1 − tanh²(z), as 4σ(2z)σ(−2z): the difference has lost every digit at z = 19."""
    return 4.0 * dsigmoid(2.0 * z)


def tanh_of_number(z):
    """The same of one number."""
    e = math.exp(-2.0 * abs(z))
    return math.tanh(z), 4.0 * e / (1.0 + e) ** 2


def relu(z):
    """max(z, 0)."""
    return np.where(np.real(z) > 0, z, 0.0)


def drelu(z):
    """1 where z > 0, else 0 (also at the kink z = 0, where relu has no derivative)."""
    return np.where(np.real(z) > 0, 1.0, 0.0)


def relu_of_number(z):
    """The same of one number."""
    return (z, 1.0) if z > 0.0 else (0.0, 0.0)


LEAK = 0.01  # the slope of Maas, Hannun and Ng (2013)


def leaky_relu(z):
    """z where z > 0, else 0.01 z."""
    return np.where(np.real(z) > 0, z, LEAK * z)


def dleaky_relu(z):
    """1 where z > 0, else 0.01 (also at the kink z = 0)."""
    return np.where(np.real(z) > 0, 1.0, LEAK)


def leaky_relu_of_number(z):
    """The same of one number."""
    return (z, 1.0) if z > 0.0 else (LEAK * z, LEAK)


def identity(z):
    """z itself, as a new array."""
    return +z


def didentity(z):
    """1 everywhere."""
    return np.ones_like(z)


def identity_of_number(z):
    """The same of one number."""
    return z, 1.0


def softplus(z):
    """log(1 + eᶻ), a relu without a kink; its slope is the sigmoid."""
    right = np.real(z) > 0  # e to no power above 0, so that nothing overflows
    return np.where(right, z, 0.0) + log1p(np.exp(np.where(right, -z, z)))


def log1p(z):
    """log(1 + z), also of a tiny complex z, of whose real part NumPy's own leaves nothing."""
    if not np.iscomplexobj(z):
        return np.log1p(z)
    return 0.5 * np.log1p(z.real * (2.0 + z.real) + z.imag**2) + 1j * np.arctan2(z.imag, 1.0 + z.real)


def softplus_of_number(z):
    """The same of one number."""
    return max(z, 0.0) + math.log1p(math.exp(-abs(z))), 1.0 / (1.0 + math.exp(min(-z, 709.0)))


def elu(z):
    """z where z > 0, else eᶻ − 1 (Clevert, Unterthiner and Hochreiter 2016, α = 1): one slope at 0, so no kink."""
    right = np.real(z) > 0
    return np.where(right, z, np.expm1(np.where(right, 0.0, z)))


def delu(z):
    """1 where z > 0, else eᶻ."""
    return np.exp(np.where(np.real(z) > 0, 0.0, z))


def elu_of_number(z):
    """The same of one number."""
    return (z, 1.0) if z > 0.0 else (math.expm1(z), math.exp(z))


GELU = math.sqrt(8 / math.pi)  # twice √(2/π), since 1 + tanh u is 2σ(2u)
CUBIC = 0.044715


def gelu(z):
    """½z(1 + tanh(√(2/π)(z + 0.044715z³))), the tanh form of Hendrycks and Gimpel (2016), written as zσ(2u).

    The exact form zΦ(z), which differs by less than 5e-4, needs the error function, which NumPy has not, and Python's
    takes no complex numbers. The sigmoid keeps its digits where 1 + tanh has lost them, far to the left.
    """
    return z * sigmoid(GELU * (z + CUBIC * z**3))


def dgelu(z):
    """σ(2u) + 2u′zσ′(2u)."""
    u = GELU * (z + CUBIC * z**3)
    return sigmoid(u) + GELU * (1.0 + 3.0 * CUBIC * z**2) * z * dsigmoid(u)


def gelu_of_number(z):
    """The same of one number."""
    e = math.exp(min(-GELU * (z + CUBIC * z**3), 709.0))
    a = 1.0 / (1.0 + e)
    return z * a, a + e * a * a * GELU * (1.0 + 3.0 * CUBIC * z**2) * z


def softmax(z):
    """e^{z_j} / Σ_i e^{z_i} of each column."""
    e = np.exp(z - np.max(np.real(z), axis=0))  # the same quotient, and no overflow
    return e / np.sum(e, axis=0)


def softmax_of_column(z):
    """The same of one column, in the place of z."""
    top, total = z[0], 0.0
    for z_j in z:
        top = max(top, z_j)
    for j in range(len(z)):
        z[j] = math.exp(z[j] - top)
        total += z[j]
    for j in range(len(z)):
        z[j] /= total


def no_derivative(z):
    """Refuse: softmax is not componentwise, so it has a Jacobian and no σ′."""
    raise ValueError(
        "softmax: each output depends on every z_j, so there is no componentwise σ′; with cost='cross_entropy' none is "
        "needed, since δ[L] = a[L] − y"
    )


READY_MADE = (
    #          name          σ           σ′             kinks
    Activation("sigmoid",    sigmoid,    dsigmoid,      scalar=sigmoid_of_number, bounds=(0.0, 1.0)),
    Activation("tanh",       tanh,       dtanh,         scalar=tanh_of_number, bounds=(-1.0, 1.0)),
    Activation("relu",       relu,       drelu,         (0.0,), scalar=relu_of_number),
    Activation("leaky_relu", leaky_relu, dleaky_relu,   (0.0,), scalar=leaky_relu_of_number),
    Activation("identity",   identity,   didentity,     scalar=identity_of_number),
    Activation("softplus",   softplus,   sigmoid,       scalar=softplus_of_number),
    Activation("elu",        elu,        delu,          scalar=elu_of_number),
    Activation("gelu",       gelu,       dgelu,         scalar=gelu_of_number),
    Activation("softmax",    softmax,    no_derivative, scalar=softmax_of_column, bounds=(0.0, 1.0), columnwise=True),
)  # fmt: skip
ACTIVATIONS = {row.name: row for row in READY_MADE}
