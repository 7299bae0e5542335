"""Gradient checking: ∇C by backpropagation against ∇C by the definition of a derivative, and words for what is wrong."""

from dataclasses import dataclass, field

import numpy as np

from lecture_lib._checks import shown
from lecture_lib.comparison import compared, like
from lecture_lib.differences import METHODS, kinks, step_of
from lecture_lib.doubt import NOTHING, SINGLE, Case, precision, resolve, sizes
from lecture_lib.modelcheck import check_model
from lecture_lib.network import Network, ParameterRef, Parameters
from lecture_lib.propagation import check_y, forward, gradient, not_finite

#           passed below, worst entry of 40 right gradients: Network((4, 3, 4, 5, 2), rng=0 … 39) at one point
LIMITS = {
    "forward": (1e-2,  2e-3),
    "central": (1e-4,  3e-6),
    "complex": (1e-10, 3e-14),
}
STEP, H = METHODS["complex"][-1], METHODS["central"][-1]
KNOWN = 1e-2  # what is known to a hundredth can be judged, what is known less well cannot


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """Two gradients side by side, and the relative error of each entry.

    relative_error = |analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), 0 where both are 0.
    verdict: "passed", "failed" or "undecided", where neither the quotient nor the complex step can know; reasons: sentences on
    what could not be known, what decided instead, or what would decide. quotient: what the method gives with h. numeric: the
    same, but where it cannot know, the slope of the complex step; at a kink what is nearest to analytic of all between the
    slopes of its sides. wrong: which entries fail, (P,). points: how many. kinks: the parameters whose push carries a z across
    a kink, as that of relu, or an output across one of the cost, where a difference mixes two slopes. kink_neurons: name and z
    (or a) of the neurons, kink_places: where the kink is. wrong_rows: a sentence on each Activation or Cost whose own
    derivative is not one.
    """

    method: str
    h: float
    quotient: Parameters
    numeric: Parameters
    analytic: Parameters
    relative_error: Parameters
    max_relative_error: float
    worst: ParameterRef
    verdict: str
    wrong: np.ndarray
    points: int = 1
    reasons: tuple = ()
    kinks: tuple = ()
    kink_neurons: dict = field(default_factory=dict)
    kink_places: dict = field(default_factory=dict)
    wrong_rows: tuple = ()

    @property
    def passed(self):
        """Whether the gradient is right, as far as numbers can tell."""
        return self.verdict == "passed"

    @property
    def limit(self):
        """What every relative error has to stay below."""
        return LIMITS[self.method][0]

    @property
    def comparison(self):
        """analytic beside numeric, part by part, where each entry that passes counts as equal: c, cosine, and a reading."""
        student = np.where(self.wrong, self.analytic.p, self.numeric.p)
        return compared(student, self.numeric, 1e-3 * self.limit, self.points)

    @property
    def reading(self):
        """Say in one sentence where to look."""
        if self.wrong_rows:
            return self.wrong_rows[0]
        found = self.comparison
        if self.verdict == "undecided":
            return "nothing is found to be wrong, but not all can be judged."
        if found.right and self.wrong.any():
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
        notes = [f"  {sentence}" for sentence in self._notes()]
        return "\n".join([self._verdict(), *notes, *(self._by_layer() if self.verdict == "failed" else [])])

    def _verdict(self):
        verdict = "FAILED" if self.verdict == "failed" else self.verdict
        return (
            f"GradientCheck {verdict}: {self.numeric.p.size} parameters, {self.method} difference, largest relative error "
            f"{_unlike(self.max_relative_error, self.limit)} at {self.worst.unicode} (limit {self.limit:.0e})"
        )

    def _notes(self):
        return *self._about_kinks(), *self.reasons

    def _about_kinks(self):
        """One sentence on kinks, if a push has met one."""
        if self.kinks:
            yield _kink_sentence(self.kinks, self.kink_neurons, self.kink_places)

    def _by_layer(self):
        """What is wrong, from the output back, and where to look."""
        found = self.comparison
        for l in range(self.numeric.L, 1, -1):
            worst, error = self.worst_of(l)
            at_worst = f"worst at {worst.unicode}: {_unlike(error, self.limit)}"
            where = at_worst if error >= self.limit else f"all below {self.limit:.0e}"
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
        notes = (f"In short: {self.reading}", *self._notes(), _limit_sentence(self.method))
        return table + "".join(f"<p>{note}</p>" for note in notes)


def _unlike(error, limit):
    """An error in as few digits as tell it from the limit."""
    texts = (f"{error:.{digits}e}" for digits in range(17))
    return next((text for text in texts if float(text) != limit), f"{error:.0e}")


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
    at = [f" At {name[0]} = {places[name]:g} itself there is no slope, and any between those of its two sides is right."
          for name, value in neurons.items() if value == places[name]]  # fmt: skip
    return (
        f"Kink: pushing {entries} moves {where} across {places[first]:g}, where the {what} has two slopes, which a difference "
        f"mixes; judged there by the complex step, which leaves {first[0]} on its side.{''.join(at[:1])}"
    )


def check_gradient(net, x, y, *, analytic=None, method="central", h=None, penalty=None):
    """Compare backpropagation's gradient (or `analytic`) with a numeric one, for one point or a batch.

    net: a Network, or any model that has p, a vector that can be set, cost(x, y) and gradient(x, y).p, which gives a ModelCheck.
    analytic: Parameters of the same sizes, a vector of shape (P,), a list of pairs (∂W, ∂b) for layers 2…L, or a dict with
    "dW2", "db2" and so on; arrays, tensors or Series. method: "forward", "central" or "complex" (the complex step of Squire &
    Trapp 1998). h: the step, by default the best for the method. penalty: a function of the vector p that is added to the
    cost; `analytic` is then to have its slope, too. ValueError or TypeError for anything else.
    """
    if not isinstance(net, Network):
        return check_model(net, x, y, analytic, method, h, _check_penalty(penalty, analytic))
    h = step_of(method, h)
    a, z = forward(net, x)
    y = check_y(net, a[1], y)
    given, penalty = analytic, _check_penalty(penalty, analytic)
    analytic = gradient(net, x, y) if given is None else like(net, "analytic", given)
    case = Case(net, a, z, y, penalty, precision(given, analytic.p))
    numeric = quotient = case.slopes(method, h)
    if not np.isfinite(numeric.p.sum() + analytic.p.sum()) and (found := not_finite(net, a, z)):
        raise ValueError(f"net: {found}")
    at_kink, met = kinks(net, a, z, y, method, h)
    if met:
        numeric = quotient.copy()
        numeric.p[at_kink] = case.slopes("complex").p[at_kink]
    error, reasons, wrong, verdict = _relative_error(numeric, analytic), (), np.zeros(net.p.size, bool), "passed"
    if not error.p.max() < LIMITS[method][0]:
        numeric = numeric.copy()  # what it judges itself is put there
        wrong, verdict, reasons = _judge(case, numeric, analytic, method, h)
        error = _relative_error(numeric, analytic)
    worst = int(np.argmax(error.p))
    refs = tuple(numeric.parameter_at(position) for position in np.flatnonzero(at_kink)) if met else ()
    neurons, places = ({name: pair[i] for name, pair in met.items()} for i in (0, 1))
    rows = tuple(wrong_rows(net, a, z, y)) if verdict == "failed" else ()
    return GradientCheck(
        method, h, quotient, numeric, analytic, error, float(error.p[worst]), numeric.parameter_at(worst), verdict, wrong,
        y.size // len(y), reasons, refs, neurons, places, rows,
    )  # fmt: skip


def _check_penalty(penalty, analytic):
    if penalty is not None and not callable(penalty):
        raise TypeError(f"penalty: expected a function of the vector p, or None, got {shown(penalty)}")
    if penalty is not None and analytic is None:
        raise ValueError("penalty: expected `analytic` with it, a gradient that has its slope too; gradient(net, x, y) has not")
    return penalty


def _judge(case, numeric, analytic, method, h):
    """Which entries are wrong, the verdict, and sentences on it; what cannot be judged by the quotient is put into numeric."""
    limit = LIMITS[method][0]
    unknown, reasons = resolve(case, numeric, analytic, method, h, limit)
    gap, size = np.abs(analytic.p - numeric.p), sizes(numeric)
    doubtful = (gap >= limit * size) & (gap > NOTHING[case.eps])
    wrong = doubtful & (gap > limit * size + unknown)
    if wrong.any():
        return wrong, "failed", tuple(reasons)
    unjudged = doubtful & ~(unknown <= KNOWN * size)
    if unjudged.any():
        reasons.append(_why_undecided(case, analytic, unjudged, method, h))
    elif doubtful.any() and case.eps == SINGLE:
        reasons.append("analytic is as right as single precision can be.")
    return wrong, "undecided" if unjudged.any() else "passed", tuple(reasons)


def _why_undecided(case, analytic, unjudged, method, h):
    """Say what keeps the entries from being judged, and what would decide."""
    first, more = analytic.parameter_at(int(np.flatnonzero(unjudged)[0])).unicode, unjudged.sum() - 1
    which = f"{first} and {more} more" if more else first
    if case.eps == SINGLE:
        return f"Undecided: {which}, of which single precision leaves no digits. Computed in double precision they can be judged."
    if not case.is_analytic:
        knows = f"of which a {method} difference with h = {h:.0e} knows too little"
        return f"Undecided: {which}, {knows}; h = {METHODS['central'][-1]:.0e} may decide."
    return f"Undecided: {which}, of which rounding leaves no digits. A point or parameters nearer to 1 in size can be judged."


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
    """Return f′ as a function of z and of the way in which z is pushed: by a complex step, if f lets it through."""
    def slope(z, way=1.0):
        exact = np.imag(f(z + 1j * STEP * way)) / STEP
        quotient = (f(z + H * way) - f(z - H * way)) / (2 * H)
        most = np.abs(quotient).max(initial=1e-3)
        return exact if np.allclose(exact, quotient, rtol=1e-3, atol=1e-3 * most) else quotient

    return slope


def _first_unlike(where, said, slope):
    """Return the place, what is said and what is right there, where these differ most, if they differ."""
    scale = np.maximum(np.abs(slope), 1e-3 * np.abs(slope).max(initial=0.0))
    gap = np.where(np.isfinite(said), np.abs(said - slope), np.inf)
    worst = int(np.argmax(gap)) if gap.size else 0
    return (where[worst], said[worst], slope[worst]) if (gap > 1e-6 * scale).any() else None


def _relative_error(numeric, analytic):
    """|analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), entry by entry, as Parameters."""
    gap, size, error = np.abs(analytic.p - numeric.p), sizes(numeric), Parameters.like(numeric)
    error.p[...] = np.divide(gap, size, out=np.where(gap > 0, np.inf, 0.0), where=size > 0)
    return error
