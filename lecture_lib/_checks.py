"""What a caller passed, checked: each error names the argument, what came and what was expected."""

import math
import numbers

import numpy as np


def shown(value, limit=60):
    """Return a repr short enough for an error message."""
    text = " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def real_array(name, value):
    """Return a float64 copy of value; TypeError if it is not made of real numbers, ValueError if one is not finite."""
    return np.array(finite_array(name, value))


def finite_array(name, value):
    """The same for those who only look at it: value itself, if it is such an array."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name}: expected an array of numbers, got rows of unequal length: {shown(value)}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name}: expected real numbers, got {shown(value)}")
    array = array.astype(float, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):
        total = array.sum()  # finite only if all are, and quicker to have than a mask; may overflow all the same
    if not np.isfinite(total) and not np.isfinite(array).all():
        raise ValueError(f"{name}: expected finite numbers, got NaN or infinity in {shown(value)}")
    return array


def array_of_shape(name, value, shape):
    """Return a float64 copy of value, which must have the given shape."""
    array = real_array(name, value)
    if array.shape != shape:
        raise ValueError(f"{name}: expected shape {shape}, got {array.shape}")
    return array


def real_number(name, value, *, positive=False):
    """Return value as a finite float (above 0 if positive)."""
    wanted = "a finite number above 0" if positive else "a finite number"
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected {wanted}, got {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{name}: expected {wanted}, got one that no float can hold") from None
    if not math.isfinite(number) or (positive and number <= 0):
        raise ValueError(f"{name}: expected {wanted}, got {shown(value)}")
    return number


def whole_number(name, value, *, least):
    """Return value as an int that is at least `least`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected an integer from {least}, got {shown(value)}")
    if not isinstance(value, numbers.Integral) or value < least:
        raise ValueError(f"{name}: expected an integer from {least}, got {shown(value)}")
    return int(value)


def one_of(name, value, choices):
    """Return value, which must be one of choices: names, or True and False."""
    if not isinstance(value, str | bool) or value not in list(choices):
        raise ValueError(f"{name}: expected one of {', '.join(map(repr, choices))}, got {shown(value)}")
    return value


def layer_sizes(sizes):
    """Return sizes as a tuple of at least two positive integers."""
    try:
        sizes = tuple(sizes)
    except TypeError:
        raise TypeError(f"sizes: expected neurons per layer such as (4, 3, 4, 5, 2), got {shown(sizes)}") from None
    for n in sizes:
        if isinstance(n, bool) or not isinstance(n, numbers.Integral) or n < 1:
            raise ValueError(f"sizes: expected positive integers, got {shown(n)} in {shown(sizes)}")
    if len(sizes) < 2:
        raise ValueError(f"sizes: expected at least two layers (input and output), got {shown(sizes)}")
    return tuple(int(n) for n in sizes)


def generator(rng):
    """Return a NumPy Generator from a Generator, a seed or None."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        raise type_or_value_error(rng) from None


def type_or_value_error(rng):
    """Return the error for an rng that NumPy refuses: ValueError for a number, TypeError for anything else."""
    kind = ValueError if isinstance(rng, numbers.Real) else TypeError
    return kind(f"rng: expected a NumPy Generator, a seed (an integer from 0) or None, got {shown(rng)}")
