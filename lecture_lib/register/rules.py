"""What an equation of the register is, and how a rule becomes one."""

import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from lecture_lib import propagation
from lecture_lib._checks import shown
from lecture_lib.activations import ACTIVATIONS
from lecture_lib.costs import COSTS
from lecture_lib.register.by_name import by_name
from lecture_lib.register.first_way import Library
from lecture_lib.register.live_form import LiveForm
from lecture_lib.register.second_way import Own

ETA = 100.0  # far beyond what training takes, so that a slip in an update is not lost beside the parameters themselves


class Instead(NamedTuple):
    """A slip with a left side of its own."""

    left: object
    right: object


def as_typed(expression):
    """What NumPy makes of a slip, or None where it refuses the shapes."""
    try:
        return expression()
    except ValueError:
        return None


LAYERS = {
    "l = 1":            lambda net: range(1, 2),
    "l = L":            lambda net: range(net.L, net.L + 1),
    "2 ≤ l ≤ L":        lambda net: range(2, net.L + 1),
    "2 ≤ l ≤ L − 1":    lambda net: range(2, net.L),
    "l ≥ 2, n_l ≥ 2":   lambda net: [l for l in range(2, net.L + 1) if net.sizes[l - 1] > 1],
}
INPUT, OUTPUT, EVERY, HIDDEN, WITH_NEIGHBOURS = LAYERS
W43, B4 = "w43[3]", "b4[3]"  # equations about one parameter, which the network must have
BATCH = "a batch"

ONLY = {
    "quadratic": lambda net: net.cost_row == COSTS["quadratic"],
    "sigmoid": lambda net: set(net.activations[2:]) == {ACTIVATIONS["sigmoid"]},
    "componentwise": lambda net: not net.activations[net.L].columnwise,
    "biases": lambda net: net.biases,
}
SAID = {
    "quadratic": "holds for the quadratic cost (18) only",
    "sigmoid": "is about the sigmoid, so every layer must have it",
    "componentwise": "needs a σ that acts on each component by itself, which softmax does not",
    "biases": "speaks of biases, which this network was made without",
}


@dataclass(frozen=True, repr=False)
class Equation:
    """One equation of the lecture, with both sides to compute.

    number: as the lecture has it, or a short name. latex, statement, code: the equation typeset, said in a sentence, and
    as one line of NumPy. notebook: where it lives. where: the layers, the parameter or the batch it speaks of. wrong:
    a slip or misconception, which wrong_residual shows to be one. only: what the network must have, or None. live_form:
    the equation with numbers in it, or None.
    """

    number: str
    notebook: str
    where: str
    latex: str
    statement: str
    code: str
    wrong: str
    only: str | None
    live_form: LiveForm | None = field(compare=False)
    sides: Callable = field(compare=False)

    def residual(self, net, x, y):
        """Return max|left − right| / max(|left|, |right|) over all components and layers, 0 if both sides are 0.

        x: shape (n_1,), or (n_1, N) where the equation is about a batch; y likewise with n_L. ValueError for the other of
        the two, and where the equation says nothing about such a network. It takes one slow pass for each derivative.
        """
        return _residual((left, right) for left, right, _ in self._checked_sides(net, x, y))

    def wrong_residual(self, net, x, y):
        """Return the residual with the slip in place of the right side; inf where shapes give the slip away."""
        slips = [(left, wrong) for left, _, wrong in self._checked_sides(net, x, y) if wrong is not None]
        slips = [wrong if isinstance(wrong, Instead) else (left, wrong) for left, wrong in slips]
        return _residual([slip for slip in slips if np.shape(slip[0]) == np.shape(slip[1])])

    def check(self, net, x, y):
        """Return x and y as arrays, and the layers this equation speaks of; ValueError as for residual."""
        x = propagation.check_x(net, x)
        y = propagation.check_y(net, x, y)
        if self.where != BATCH:
            x, y = propagation.as_point(x), propagation.as_point(y)
        n = net.sizes[0]
        if x.ndim != (2 if self.where == BATCH else 1):
            wanted = f"a batch, shape ({n}, N) with points as columns" if x.ndim == 1 else f"one point, shape ({n},)"
            raise ValueError(f"x: equation {self.number} expects {wanted}, got {x.shape}")
        if self.only and not ONLY[self.only](net):
            raise ValueError(f"net: equation {self.number} {SAID[self.only]}, got {net!r}")
        return x, y, self._layers(net)

    def _checked_sides(self, net, x, y):
        x, y, layers = self.check(net, x, y)
        lib = Library(net, x, y)
        if self.where == BATCH:
            points = [Own(net, x_i, y_i) for x_i, y_i in zip(x.T, y.T, strict=True)]
            return [self.sides(net=net, lib=lib, points=points)]
        own = Own(net, x, y)
        return [self.sides(net=net, lib=lib, own=own, l=l) for l in layers]

    def _layers(self, net):
        if self.where == BATCH:
            return range(2, net.L + 1)
        if self.where in (W43, B4):
            try:
                return [net.find(self.where).layer]
            except ValueError as error:
                raise ValueError(f"net: equation {self.number} needs {self.where}; {error}") from None
        layers = LAYERS[self.where](net)
        if not layers:
            raise ValueError(
                f"net: equation {self.number}: this network has no layer {self.where}, since L = {net.L} and its sizes "
                f"are {net.sizes}"
            )
        return layers

    def __repr__(self):
        return f"({self.number}) {self.statement}"


def _residual(pairs):
    """The residual over all pairs of sides; inf if there is no pair, if shapes differ or a number is not finite."""
    pairs = [(np.asarray(left), np.asarray(right)) for left, right in pairs]
    if not pairs or any(left.shape != right.shape for left, right in pairs):
        return math.inf
    left, right = (np.concatenate([side.ravel() for side in sides]) for sides in zip(*pairs, strict=True))
    if not np.isfinite([left, right]).all():
        return math.inf
    scale = max(abs(left).max(), abs(right).max())
    return float(abs(left - right).max() / scale) if scale else 0.0


_REGISTER = []


def rule(number, notebook, where, latex, statement, code, wrong, only=None, live_form=None):
    """Enter the decorated function into the register: it returns left side, right side and slip.

    Its parameters name what it uses of net, lib, own and l, or for a batch of net, lib and points, an own for each point.
    """
    offered = ("net", "lib", "points") if where == BATCH else ("net", "lib", "own", "l")

    def enter(sides):
        _REGISTER.append(
            Equation(number, notebook, where, latex, statement, code, wrong, only, live_form, by_name(sides, *offered))
        )
        return sides

    return enter


def equations():
    """Return every Equation, in the order of the lecture."""
    return list(_REGISTER)


def equation(number):
    """Return the Equation of a number such as "23", or of a name such as "outer product".

    ValueError says what exists close by.
    """
    if not isinstance(number, str):
        raise TypeError(f"number: expected a string such as '23' or 'outer product', got {shown(number)}")
    entries = {entry.number: entry for entry in _REGISTER}
    if number not in entries:
        close = difflib.get_close_matches(number, entries, n=3, cutoff=0.4)
        hint = f"close to it are {', '.join(map(repr, close))}" if close else "equations() lists all there are"
        raise ValueError(f"number: there is no equation {shown(number)} here; {hint}")
    return entries[number]
