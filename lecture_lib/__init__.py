"""Backpropagation under the names of the lecture: p, W, b, z, a, delta, and one line of NumPy for each equation."""

from importlib import import_module

from lecture_lib.data import lecture_data
from lecture_lib.gradcheck import GradientCheck, check_gradient
from lecture_lib.network import Network, ParameterRef, Parameters
from lecture_lib.perturbation import Pass, Perturbation, Sweep, perturb, sweep
from lecture_lib.propagation import backward, cost, diagonal_form, forward, gradient

_DRAWS = {"Explorer": "lecture_lib.widgets.explorer", "show": "lecture_lib.figures"}  # imported when first asked for

__all__ = [
    "Explorer",
    "GradientCheck",
    "Network",
    "ParameterRef",
    "Parameters",
    "Pass",
    "Perturbation",
    "Sweep",
    "backward",
    "check_gradient",
    "cost",
    "diagonal_form",
    "forward",
    "gradient",
    "lecture_data",
    "perturb",
    "show",
    "sweep",
]


def __getattr__(name):
    if name in _DRAWS:
        return getattr(import_module(_DRAWS[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
