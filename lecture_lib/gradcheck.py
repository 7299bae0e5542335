"""Gradient checking: ∇C by backpropagation against ∇C by the definition of a derivative, and words for what is wrong."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from lecture_lib._checks import one_of, real_number
from lecture_lib.comparison import compare_gradients, like
from lecture_lib.differences import METHODS, kinks, numeric_gradient
from lecture_lib.network import ParameterRef, Parameters
from lecture_lib.propagation import check_y, forward, gradient, not_finite

#           passed below, worst entry of 40 right gradients: Network((4, 3, 4, 5, 2), rng=0 … 39) at one point
LIMITS = {
    "forward": (1e-2,  2e-3),
    "central": (1e-4,  3e-6),
    "complex": (1e-10, 3e-14),
}
STEP = METHODS["complex"][-1]


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """Two gradients side by side, and the relative error of each entry.

    relative_error = |analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), 0 where both are 0.
    kinks: the parameters whose push carries a z across a kink, as that of relu, or an output across one of the cost, where a
    difference mixes two slopes; their numeric slope is that of the complex step, which leaves each on its side.
    kink_neurons: name and z (or a) of the neurons, kink_places: where the kink is. wrong_rows: a sentence on each
    Activation or Cost whose own derivative is not one.
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
    kink_places: dict = field(default_factory=dict)
    wrong_rows: tuple = ()

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
        if self.wrong_rows:
            return self.wrong_rows[0]
        found = self.comparison
        if found.right and not self.passed:
            return "only entries far smaller than others of their layer are off."
        return found.reading

    def worst_of(self, l):
        """Return the ParameterRef of layer l with the largest relative error, and that error."""
        largest = []
        for error in (getattr(self.relative_error, name)[l] for name in self.relative_error.letters):
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
            yield _kink_sentence(self.kinks, self.kink_neurons, self.kink_places)

    def _by_layer(self):
        """What is wrong, from the output back, and where to look."""
        found = self.comparison
        for l in range(self.numeric.L, 1, -1):
            worst, error = self.worst_of(l)
            where = f"worst at {worst.unicode}: {error:.0e}" if error >= self.limit else f"all below {self.limit:.0e}"
            words = ", ".join(f"{name} {found.words(l, name)}" for name in self.numeric.letters)
            yield f"  layer {l}: {words}; {where}"
        yield f"  In short: {self.reading}"

    def _repr_html_(self):
        found = self.comparison
        rows = "".join(
            f"<tr><th scope='row'>{name}<sup>[{l}]</sup></th><td>{getattr(self.numeric, name)[l].size}</td>"
            f"<td>{getattr(self.relative_error, name)[l].max():.0e}</td>{found.cells(l, name)}</tr>"
            for l in range(2, self.numeric.L + 1)
            for name in self.numeric.letters
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


def _kink_sentence(kinks, neurons, places):
    """Say which pushes met a kink, where, and how they were judged."""
    pushed, (first, *others) = kinks[0].unicode, neurons
    entries = f"{pushed} and {len(kinks) - 1} more" if len(kinks) > 1 else pushed
    where = f"{first} = {neurons[first]:.1g}" + (f" and {len(others)} more" if others else "")
    what = "cost" if first[0] == "a" else "activation"
    at = [f" At {name[0]} = {places[name]:g} itself there is no slope, and that of the complex step is taken."
          for name, value in neurons.items() if value == places[name]]  # fmt: skip
    return (
        f"Kink: pushing {entries} moves {where} across {places[first]:g}, where the {what} has two slopes, which a difference "
        f"mixes; judged there by the complex step, which leaves {first[0]} on its side.{''.join(at[:1])}"
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
    if not np.isfinite(numeric.p.sum() + analytic.p.sum()) and (found := not_finite(net, a, z)):
        raise ValueError(f"net: {found}")
    at_kink, met = kinks(net, a, z, y, method, h)
    if met:
        numeric.p[at_kink] = numeric_gradient(net, a, z, y, "complex", STEP).p[at_kink]
    error = _relative_error(numeric, analytic)
    worst = int(np.argmax(error.p))
    largest = float(error.p[worst])
    passed = largest < LIMITS[method][0]
    refs = tuple(numeric.parameter_at(position) for position in np.flatnonzero(at_kink)) if met else ()
    neurons, places = ({name: pair[i] for name, pair in met.items()} for i in (0, 1))
    wrong = () if passed else tuple(wrong_rows(net, a, z, y))
    return GradientCheck(
        method, h, numeric, analytic, error, largest, numeric.parameter_at(worst), passed, refs, neurons, places, wrong
    )


def wrong_rows(net, a, z, y):
    """Yield a sentence for each Activation and Cost whose derivative is not that of its function, where this pass has been."""
    for row in dict.fromkeys(net.activations[2:]):
        where = np.concatenate([z[l].ravel() for l in range(2, net.L + 1) if net.activations[l] == row])
        where = where[~np.isin(where, row.kinks)]  # a kink has no slope, and σ′ may say there what it likes
        if not row.columnwise and (found := _first_unlike(where, row.dsigma(where), slope_of(row.sigma)(where))):
            said = "at z = {:.4g} it says {:.4g}, and σ has slope {:.4g}.".format(*found)
            yield f"σ′ of {row!r} is not the derivative of its σ: {said}"
    row, output = net.cost_row, net.activations[net.L]
    dsigma = output.dsigma if output.columnwise else slope_of(output.sigma)  # so that a wrong σ′ is not blamed on the cost
    a, z, y = (v.reshape(len(v), -1) for v in (a[net.L], z[net.L], y))
    C_of_z = slope_of(lambda pushed: row.pointwise(output.sigma(pushed), pushed, y))
    slope = np.array([C_of_z(z, way[:, None]) for way in np.eye(len(y))])
    off = ~np.isin(a - y, row.kinks)
    if found := _first_unlike(a[off], row.output_delta(a, z, y, dsigma)[off], slope[off]):
        said = "at a = {:.4g} it says {:.4g}, and C has slope {:.4g}.".format(*found)
        yield f"output_delta of {row!r} is not the derivative of its C by z: {said}"


def slope_of(f):
    """Return f′ as a function of z and the way in which z is pushed, by a complex step, which loses no digits."""
    return lambda z, way=1.0: np.imag(f(z + 1j * STEP * way)) / STEP


def _first_unlike(where, said, slope):
    """Return the place, what is said and what is right there, where these differ most, if they differ."""
    scale = np.maximum(np.abs(slope), 1e-3 * np.abs(slope).max(initial=0.0))
    gap = np.where(np.isfinite(said), np.abs(said - slope), np.inf)
    worst = int(np.argmax(gap)) if gap.size else 0
    return (where[worst], said[worst], slope[worst]) if (gap > 1e-6 * scale).any() else None


def _relative_error(numeric, analytic):
    """|analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), entry by entry, as Parameters."""
    gap, size, error = np.abs(analytic.p - numeric.p), np.abs(numeric.p), Parameters.like(numeric)
    counts = [n * (n_before + numeric.biases) for n_before, n in pairwise(numeric.sizes)]
    largest = np.maximum.reduceat(size, np.cumsum([0, *counts[:-1]]))
    size = np.maximum(size, np.repeat(1e-3 * largest, counts))  # what is as small as rounding has no relative error
    error.p[...] = np.divide(gap, size, out=np.where(gap > 0, np.inf, 0.0), where=size > 0)
    return error
