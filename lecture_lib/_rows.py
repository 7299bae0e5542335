"""A row of activations.py or costs.py, tried once, when it is made: later, in the midst of training, it costs nothing.

Each error is a ValueError or a TypeError that names the row, the function, what came and what was expected.
"""

import warnings

import numpy as np

from lecture_lib._checks import real_number, shown

# Numbers of both signs, far from where a function is likely to have a kink; targets whose columns sum to 1.
Z = np.array([[-4.37, -1.71, -0.83, -0.29], [0.17, 0.61, 1.37, 3.91], [2.13, -0.53, 0.37, -2.89]])
Y = np.array([[0.13, 0.71, 0.23, 0.37], [0.58, 0.12, 0.46, 0.31], [0.29, 0.17, 0.31, 0.32]])
H = 1e-6  # of a central difference, where only a thousandth has to agree


def check_names_and_functions(row, *functions):
    """Check what any row has: a name, functions, and kinks, of which it makes a tuple."""
    kind = type(row).__name__
    if not isinstance(row.name, str) or not row.name.strip():
        raise (ValueError if isinstance(row.name, str) else TypeError)(f"{kind}: name: expected a text, got {shown(row.name)}")
    for name in functions:
        if not callable(getattr(row, name)):
            raise TypeError(f"{called(row, name)}: expected a function, got {shown(getattr(row, name))}")
    if isinstance(row.kinks, str) or not np.iterable(row.kinks):
        raise TypeError(f"{called(row, 'kinks')}: expected numbers such as (0.0,), got {shown(row.kinks)}")
    object.__setattr__(row, "kinks", tuple(real_number(called(row, "kinks"), kink) for kink in row.kinks))


def called(row, name):
    """The name of a row's function, for an error."""
    return f"{type(row).__name__} {row.name!r}: {name}"


def check_activation(row):
    """Try σ, σ′ and the scalar form on a few z."""
    with np.errstate(all="ignore"):
        a = _tried(row, "sigma", Z)
        if row.columnwise:
            return
        for z in (Z.ravel(), Z.reshape(3, 1, 2, 1, 2)):
            alone = _tried(row, "sigma", z).ravel()
            _check_same(row, "sigma", "each component by itself (or columnwise=True)", alone, a.ravel())
        dsigma = _tried(row, "dsigma", Z)
        _check_complex_step(row, "sigma", row.sigma, np.ones_like(Z))
        if row.scalar is not None:
            found, both = [_called_with(row, "scalar", z) for z in Z.ravel().tolist()], np.stack([a, dsigma], axis=2)
            _check_same(row, "scalar", "σ(z) and σ′(z) as sigma and dsigma have them", found, both.reshape(-1, 2))


def check_cost(row, output):
    """Try C, δ[L] and the scalar form on a few outputs of an activation that the cost is for."""
    with np.errstate(all="ignore"):
        a, dsigma = output.sigma(Z), output.dsigma
        C = _tried(row, "pointwise", a, Z, Y, shape=(4,))
        alone = [_tried(row, "pointwise", *columns, shape=()) for columns in zip(a.T, Z.T, Y.T, strict=True)]
        _check_same(row, "pointwise", "C of each column by itself", alone, C)
        delta = _tried(row, "output_delta", a, Z, Y, dsigma, shape=Z.shape)
        alone = [_tried(row, "output_delta", *columns, dsigma, shape=(3,)) for columns in zip(a.T, Z.T, Y.T, strict=True)]
        _check_same(row, "output_delta", "δ of each column by itself", alone, delta.T)
        _check_complex_step(row, "pointwise", lambda z: row.pointwise(output.sigma(z), z, Y), Y)
        if row.scalar is not None:
            slopes = a.sum(axis=0) - a if output.columnwise else dsigma(Z)  # or what there is in their place
            numbers = zip(a.ravel().tolist(), Y.ravel().tolist(), slopes.ravel().tolist(), strict=True)
            found = [_called_with(row, "scalar", *each) for each in numbers]
            _check_same(row, "scalar", "δ of one neuron as output_delta has it", found, delta.ravel())


def is_sum_over_neurons(row, output):
    """Whether C is the sum of what it is of each z_j alone, also of arrays with more axes than a batch has."""
    if output.columnwise:
        return False
    a, z, y = (v.T.reshape(1, 4, 3, 1, 1) for v in (output.sigma(Z), Z, Y))
    try:
        with np.errstate(all="ignore"):
            parts = row.pointwise(np.tile(a, 2), np.tile(z, 2), y)
            return bool(np.allclose(parts.sum(axis=1)[:, 0, 1], row.pointwise(output.sigma(Z), Z, Y), rtol=1e-9))
    except Exception:  # a cost need not know more than a batch
        return False


def _called_with(row, name, *arguments):
    try:
        return getattr(row, name)(*arguments)
    except Exception as error:
        raise ValueError(f"{called(row, name)} fails: {type(error).__name__}: {error}") from error


def _tried(row, name, *arguments, shape=None):
    """What a function makes of arrays, which it must leave as they are: finite float64 of z's shape, or of the given one."""
    shape, before = arguments[0].shape if shape is None else shape, [v.copy() for v in arguments if isinstance(v, np.ndarray)]
    found = _called_with(row, name, *arguments)
    if any((was != v).any() for was, v in zip(before, arguments, strict=False)):
        raise ValueError(f"{called(row, name)} changes the array it is given; it must return a new one")
    kind = getattr(found, "dtype", type(found))
    if kind not in (float, np.float64) or np.shape(found) != shape:
        raise ValueError(f"{called(row, name)}: expected float64 of shape {shape}, got {kind} of shape {np.shape(found)}")
    if not np.isfinite(found).all():
        raise ValueError(f"{called(row, name)}: expected finite numbers, got {_listed(found)} for {_listed(arguments[0])}")
    return found


def _check_same(row, name, wanted, found, expected):
    if np.shape(found) != np.shape(expected) or not np.allclose(found, expected, rtol=1e-9, atol=1e-12):
        raise ValueError(f"{called(row, name)}: expected {wanted}, {_listed(expected)}, got {_listed(found)}")


def _check_complex_step(row, name, f, way):
    """Check that a push by ih comes out as ih times the slope: abs, max and the functions of math lose it."""
    advice = "must take complex numbers too: mask by z.real, as np.where(z.real > 0, …), in the place of abs, max and math"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NumPy's, of complex numbers cast to real ones, which is said below
            slope = np.imag(f(Z + 1e-20j * way)) / 1e-20
    except Exception as error:
        raise ValueError(f"{called(row, name)} {advice}; got {type(error).__name__}: {error}") from error
    expected = (f(Z + H * way) - f(Z - H * way)) / (2 * H)
    if not np.allclose(slope, expected, rtol=1e-3, atol=1e-3 * max(1e-3, np.abs(expected).max())):
        raise ValueError(f"{called(row, name)} {advice}; a complex step does not come through it")


def _listed(numbers):
    return shown(np.asarray(numbers).tolist())
