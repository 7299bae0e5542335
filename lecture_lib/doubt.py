"""What a difference quotient cannot know of a slope, entry by entry, and what can.

A quotient is off by the rounding of C, eps·C/h, and by its step. The complex step has neither error: where the two part, it
decides, if all functions are analytic, which those of a user's own need not be. Two things are beyond both: what rounding
leaves of the slope itself, and which slope is meant at a kink.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from lecture_lib import activations, costs
from lecture_lib.differences import EPS, METHODS, is_analytic, network_quotients, vector_quotients
from lecture_lib.network import Network, ReadOnly
from lecture_lib.propagation import mean_gradient

SINGLE = float(np.finfo(np.float32).eps)
SHAKES, SPREAD = 6, 4  # so many random roundings, times so much, are all that rounding does
STEP = 1e-100  # of the complex step that decides: its square vanishes, and even a slope of 1e-200 leaves a number
NOTHING = {EPS: 1e-190, SINGLE: 1e-37}  # a slope below that is none, by precision: too near to the least of all numbers


@dataclass
class Case:
    """What is checked: the cost of a pass, a penalty, which is a function of p or None; eps is the precision of the gradient."""

    net: Network
    a: list
    z: list
    y: np.ndarray
    penalty: object = None
    eps: float = EPS

    def slopes(self, method, h=None):
        """∂(C + penalty)/∂p by difference quotients, as Parameters; a penalty that takes no complex step by central ones."""
        h = METHODS[method][-1] if h is None else h
        found = network_quotients(self.net, self.a, self.z, self.y, method, h)
        if self.penalty is not None:
            way = (method, h) if method != "complex" or self.penalty_is_analytic else ("central", METHODS["central"][-1])
            found.p += vector_quotients(self.penalty, self.net.p.copy(), *way)
        return found

    @cached_property
    def penalty_is_analytic(self):
        """Whether a complex step comes through the penalty."""
        return self.penalty is None or is_analytic(self.penalty, self.net.p.copy())

    @property
    def is_analytic(self):
        """Whether all functions are known to be analytic, away from the kinks that they name."""
        rows = set(self.net.activations[2:]) <= set(activations.READY_MADE) and self.net.cost_row in costs.READY_MADE
        return rows and self.penalty_is_analytic

    def rounding_of_cost(self):
        """By how much C may be off: eps of itself, and of the z of which it is made."""
        a, z, y = self.a, self.z, self.y
        of_z = np.abs(self.net.output_delta(a, z, y) * z[self.net.L]).sum(axis=0)
        C = np.abs(self.net.pointwise_cost(a, z, y)) + of_z
        return 10 * EPS * (float(np.mean(C)) + (0.0 if self.penalty is None else abs(float(self.penalty(self.net.p.copy())))))

    def quotient_error(self, numeric, method, h):
        """How far off a quotient is, (P,): by rounding, and by its step, as a step of twice the size shows."""
        return self.rounding_of_cost() / h + np.abs(self.slopes(method, 2 * h).p - numeric.p)

    def one_sided(self, h):
        """The slopes on the left and on the right, (2, P), and whether a kink is between, as no smaller step joins them."""
        near, far = (np.array([self.slopes("forward", step).p for step in (-size, size)]) for size in (h, 2 * h))
        gap, gap_of_far = np.abs(near[1] - near[0]), np.abs(far[1] - far[0])
        return near, (gap > 0.75 * gap_of_far) & (gap > 4 * self.rounding_of_cost() / h)

    def beside_kinks(self):
        """The slopes with all that is at a kink, up to rounding, moved left of it and right of it, (2, P); None if nothing is."""
        net, a, z, y, eps = self.net, self.a, self.z, self.y, self.eps
        room = [None, None, *(4 * eps * _size_of_terms(net, a, l) for l in range(2, net.L + 1))]
        room_of_y = 4 * eps * (np.abs(a[net.L]) + np.abs(y))
        at_kink = [np.abs(z[l] - kink) <= room[l] for l in range(2, net.L + 1) for kink in net.activations[l].kinks]
        at_kink += [np.abs(a[net.L] - y - kink) <= room_of_y for kink in net.cost_row.kinks]
        if not any(found.any() for found in at_kink):
            return None
        return np.array([self._beside(room, room_of_y, way).slopes("complex", STEP).p for way in (-np.inf, np.inf)])

    def _beside(self, room, room_of_y, way):
        net, y, a_L = self.net, self.y, self.a[self.net.L]
        for kink in net.cost_row.kinks:
            y = np.where(np.abs(a_L - y - kink) <= room_of_y, np.nextafter(a_L - kink, -way), y)
        sigma = [_beside(net.sigma[l], net.activations[l].kinks, room[l], way) for l in range(2, net.L + 1)]
        return Case(_with(net, sigma=sigma), self.a, self.z, y, self.penalty)

    def rounding(self):
        """What rounding leaves unknown of ∂C/∂p, (P,): how much it trembles when all is shaken in its last digit.

        In single precision σ′ is as good as a(1 − a) only, of which an a next to 1 leaves nothing.
        """
        eps, textbook = self.eps, self.eps == SINGLE
        net, x, rng = self.net, self.a[1], np.random.default_rng(0)

        def shaken(v):
            return v * (1 + eps * rng.choice([-1.0, 1.0], np.shape(v)))

        def dsigma(f):
            return lambda v: shaken(f(v)) + textbook * eps * rng.choice([-1.0, 1.0], v.shape)

        tremble, right = np.zeros(net.p.size), mean_gradient(net, x, self.y).p
        for _ in range(SHAKES):
            other = _with(net, [(lambda v, f=f: shaken(f(v))) for f in net.sigma[2:]], [dsigma(f) for f in net.dsigma[2:]])
            other.p = shaken(net.p)
            tremble = np.maximum(tremble, np.abs(shaken(mean_gradient(other, shaken(x), self.y).p) - right))
        return SPREAD * tremble


def _size_of_terms(net, a, l):
    """How large the terms are of which z^[l] is the sum."""
    return float((np.abs(net.W[l]) @ np.abs(a[l - 1])).max() + (np.abs(net.b[l]).max() if net.biases else 0.0))


def _beside(sigma, kinks, room, way):
    """σ with what is at a kink moved to the next number beyond it."""
    def moved(v):
        for kink in kinks:
            v = np.where(np.abs(v.real - kink) <= room, np.nextafter(kink, way) + 1j * v.imag, v)
        return sigma(v)

    return moved if kinks else sigma


def _with(net, sigma, dsigma=None):
    """A copy of a network with other functions in its layers 2…L."""
    other = net.copy()
    other._sigma = ReadOnly([None, None, *sigma])
    other._dsigma = net.dsigma if dsigma is None else ReadOnly([None, None, *dsigma])
    return other


def precision(given, p):
    """The precision of a gradient p, given as it was: that of single numbers, if it says so or all are such."""
    single = "float32" in str(getattr(given, "dtype", "")) or (p.any() and np.array_equal(p.astype(np.float32), p))
    return SINGLE if single else EPS


def resolve(case, numeric, analytic, method, h, limit):
    """Put into `numeric` what decides where the quotient cannot; return what stays unknown of each entry, (P,), and sentences."""
    exact, unknown, notes, trusted = case.slopes("complex", STEP), case.rounding(), [], True
    off = ~(np.abs(numeric.p - exact.p) < 0.1 * limit * sizes(exact)) & (numeric.p != exact.p)
    if not case.is_analytic:
        left_right, at_kink, error, trusted = _second_opinion(case, exact)
        if not trusted:
            off[:], exact = method == "complex", case.slopes("central") if method == "complex" else numeric
            error = error if method == "complex" else case.quotient_error(numeric, method, h)
            notes.append("A function of your own is not analytic, as abs, max and comparisons are not: no complex step judges.")
        unknown += 0.0 if trusted and case.penalty_is_analytic else error
    if off.any():
        notes += [_why_off(case, numeric, exact, method, h, off)] if trusted else []
        numeric.p[off] = exact.p[off]
    if not case.is_analytic:
        _between(numeric.p, analytic.p, left_right, at_kink)
    if (left_right := case.beside_kinks()) is not None:
        _between(numeric.p, analytic.p, left_right, np.abs(left_right[1] - left_right[0]) > 0.1 * limit * sizes(numeric))
    return unknown, notes


def _second_opinion(case, exact):
    """One-sided slopes, where a kink is between, how far off a central quotient is, and if the complex step agrees with it."""
    h = METHODS["central"][-1]
    central, (left_right, at_kink) = case.slopes("central"), case.one_sided(h)
    error = case.quotient_error(central, "central", h)
    apart = np.abs(central.p - exact.p) > 3 * error + 1e-4 * sizes(exact)
    return left_right, at_kink, error, not (apart & ~at_kink).any()


def _between(slopes, said, left_right, at_kink):
    """At a kink anything between the slopes of its two sides is right: take what is nearest to what is said."""
    slopes[at_kink] = np.clip(said, left_right.min(axis=0), left_right.max(axis=0))[at_kink]


def _why_off(case, numeric, exact, method, h, off):
    """Say that the complex step has judged, and what has made the quotient unfit to."""
    entries, size = f"{off.sum()} of {off.size} entries", f"h = {h:.0e}"
    if method == "complex":
        return f"A complex step with {size} is unfit to judge {entries}; a shorter one has judged them."
    worse_when_doubled = np.abs(case.slopes(method, 2 * h).p - exact.p)[off].sum() > np.abs(numeric.p - exact.p)[off].sum()
    why = "large to judge {}, as C bends within the step" if worse_when_doubled else "small to judge {}, as C is rounded"
    return f"{size} is too {why.format(entries)}; the complex step, which is free of that, has judged them."


def sizes(slopes):
    """What the error of each entry is measured against, (P,): itself, or a thousandth of the largest of its layer."""
    size, counts = np.abs(slopes.p), [n * (n_before + slopes.biases) for n_before, n in pairwise(slopes.sizes)]
    largest = np.maximum.reduceat(size, np.cumsum([0, *counts[:-1]]))
    return np.maximum(size, np.repeat(1e-3 * largest, counts))  # what is as small as rounding has no relative error
