"""Gradient checking: ∇C by backpropagation against ∇C by the definition of a derivative, and words for what is wrong."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from lecture_lib._checks import one_of, real_number
from lecture_lib.comparison import compare_gradients, like
from lecture_lib.differences import METHODS, kinks, numeric_gradient
from lecture_lib.network import ParameterRef, Parameters
from lecture_lib.propagation import check_y, forward, gradient

#           passed below, worst entry of 40 right gradients: Network((4, 3, 4, 5, 2), rng=0 … 39) at one point
LIMITS = {
    "forward": (1e-2,  2e-3),
    "central": (1e-4,  3e-6),
    "complex": (1e-10, 3e-14),
}


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """Two gradients side by side, and the relative error of each entry.

    relative_error = |analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), 0 where both are 0.
    kinks: the parameters whose push carries a z across the kink of relu, where a difference mixes two slopes; their
    numeric slope is that of the complex step, which leaves each z on its side. kink_neurons: name and z of the neurons.
    """

    method: str
    h: float
    numeric: Parameters
    analytic: Parameters
    relative_error: Parameters
    max_relative_error: float
    worst: ParameterRef
    passed: bool
    kinks: tuple = ()
    kink_neurons: dict = field(default_factory=dict)

    @property
    def limit(self):
        """What every relative error has to stay below."""
        return LIMITS[self.method][0]

    @property
    def comparison(self):
        """analytic beside numeric, part by part, where each entry that passes counts as equal: c, cosine, and a reading."""
        student = np.where(self.relative_error.p < self.limit, self.numeric.p, self.analytic.p)
        return compare_gradients(student, self.numeric, tolerance=1e-3 * self.limit)

    @property
    def reading(self):
        """Say in one sentence where to look."""
        found = self.comparison
        if found.right and not self.passed:
            return "only entries far smaller than others of their layer are off."
        return found.reading

    def worst_of(self, l):
        """Return the ParameterRef of layer l with the largest relative error, and that error."""
        largest = []
        for error in (self.relative_error.W[l], self.relative_error.b[l]):
            place = np.unravel_index(error.argmax(), error.shape)
            largest.append((ParameterRef.from_index(l, *map(int, place)), float(error[place])))
        return max(largest, key=lambda found: found[1])

    def __repr__(self):
        kinks = [f"  {sentence}" for sentence in self._about_kinks()]
        return "\n".join([self._verdict(), *kinks, *([] if self.passed else self._by_layer())])

    def _verdict(self):
        verdict = "passed" if self.passed else "FAILED"
        return (
            f"GradientCheck {verdict}: {self.numeric.p.size} parameters, {self.method} difference, largest relative error "
            f"{self.max_relative_error:.0e} at {self.worst.unicode} (limit {self.limit:.0e})"
        )

    def _about_kinks(self):
        """One sentence on kinks, if a push has met one."""
        if self.kinks:
            yield _kink_sentence(self.kinks, self.kink_neurons)

    def _by_layer(self):
        """What is wrong, from the output back, and where to look."""
        found = self.comparison
        for l in range(self.numeric.L, 1, -1):
            worst, error = self.worst_of(l)
            where = f"worst at {worst.unicode}: {error:.0e}" if error >= self.limit else f"all below {self.limit:.0e}"
            yield f"  layer {l}: W {found.words(l, 'W')}, b {found.words(l, 'b')}; {where}"
        yield f"  In short: {self.reading}"

    def _repr_html_(self):
        found = self.comparison
        rows = "".join(
            f"<tr><th scope='row'>{name}<sup>[{l}]</sup></th><td>{getattr(self.numeric, name)[l].size}</td>"
            f"<td>{getattr(self.relative_error, name)[l].max():.0e}</td>{found.cells(l, name)}</tr>"
            for l in range(2, self.numeric.L + 1)
            for name in "Wb"
        )
        heads = ("", "entries", "largest relative error", "c", "cosine", "in words")
        head = "<tr>" + "".join(f"<th scope='col'>{text}</th>" for text in heads) + "</tr>"
        table = f"<table><caption>{self._verdict()}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
        notes = (f"In short: {self.reading}", *self._about_kinks(), _limit_sentence(self.method))
        return table + "".join(f"<p>{note}</p>" for note in notes)


def _limit_sentence(method):
    """Say why the limit is that number."""
    limit, seen = LIMITS[method]
    return (
        f"Why {limit:.0e}: in the right gradients of 40 random networks the worst entry was off by {seen:.0e}. Each is "
        "measured against at least a thousandth of the largest of its layer: what is as small as rounding has no digits."
    )


def _kink_sentence(kinks, neurons):
    """Say which pushes met a kink, where, and how they were judged."""
    pushed, (first, *others) = kinks[0].unicode, neurons
    entries = f"{pushed} and {len(kinks) - 1} more" if len(kinks) > 1 else pushed
    where = f"{first} = {neurons[first]:.1g}" + (f" and {len(others)} more" if others else "")
    no_slope = " At z = 0 itself there is no slope, and that of z < 0 is taken." if 0 in neurons.values() else ""
    return (
        f"Kink: pushing {entries} moves {where} across 0, where the activation has two slopes, which a difference mixes; "
        f"judged there by the complex step, which leaves z on its side.{no_slope}"
    )


def check_gradient(net, x, y, *, analytic=None, method="central", h=None):
    """Compare backpropagation's gradient (or `analytic`) with a numeric one, for one point or a batch.

    analytic: Parameters of the same sizes, or a vector of shape (P,). method: "forward", "central" or "complex" (the
    complex step of Squire & Trapp 1998). h: the step, by default the best for the method. ValueError for anything else.
    """
    h = METHODS[one_of("method", method, METHODS)][-1] if h is None else real_number("h", h, positive=True)
    a, z = forward(net, x)
    y = check_y(net, a[1], y)
    analytic = gradient(net, x, y) if analytic is None else like(net, "analytic", analytic)
    numeric = numeric_gradient(net, a, z, y, method, h)
    at_kink, neurons = kinks(net, a, z, method, h)
    if neurons:
        numeric.p[at_kink] = numeric_gradient(net, a, z, y, "complex", METHODS["complex"][-1]).p[at_kink]
    error = _relative_error(numeric, analytic)
    worst = int(np.argmax(error.p))
    largest = float(error.p[worst])
    refs = tuple(numeric.parameter_at(position) for position in np.flatnonzero(at_kink)) if neurons else ()
    return GradientCheck(
        method, h, numeric, analytic, error, largest, numeric.parameter_at(worst), largest < LIMITS[method][0], refs, neurons
    )


def _relative_error(numeric, analytic):
    """|analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), entry by entry, as Parameters."""
    gap, size, error = np.abs(analytic.p - numeric.p), np.abs(numeric.p), Parameters(numeric.sizes)
    counts = [n * (n_before + 1) for n_before, n in pairwise(numeric.sizes)]
    largest = np.maximum.reduceat(size, np.cumsum([0, *counts[:-1]]))
    size = np.maximum(size, np.repeat(1e-3 * largest, counts))  # what is as small as rounding has no relative error
    error.p[...] = np.divide(gap, size, out=np.where(gap > 0, np.inf, 0.0), where=size > 0)
    return error
