"""Gradient checking of models of the reader's own, and of the challenges': anything that has p, cost(x, y) and gradient(x, y).p.

Nothing is known of how such a model computes its cost, so the judge is the difference quotient alone. It says how far it can be
trusted itself: by the rounding of the cost, and by what becomes of it with a step of twice the size.
"""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import array_of_shape, real_array, shown
from lecture_lib.arrays import Arrays
from lecture_lib.comparison import compare_part, words_for
from lecture_lib.differences import EPS, METHODS, is_analytic, step_of, vector_quotients

LIMITS = {"forward": 1e-2, "central": 1e-4, "complex": 1e-10}  # as of a network
KNOWN = 1e-2  # what is known to a hundredth can be judged, what is known less well cannot
OTHER_STEPS = (30.0, 1 / 30)  # times the default step: where that cannot know, one of these may


@dataclass(frozen=True, repr=False)
class ModelCheck:
    """The gradient of a model beside a numeric one: numeric, analytic and relative_error have p, and arrays by name.

    relative_error = |analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that array), 0 where both are 0.
    verdict: "passed", "failed" or "undecided", where the quotient cannot know; reasons: sentences on that. worst: the name of
    the entry with the largest error, such as "W2[0, 3]", with indices as in the array. wrong: which entries fail, (P,). At a
    kink what is between the slopes of both sides is right, and numeric is what is nearest to analytic of them.
    """

    method: str
    h: float
    numeric: Arrays
    analytic: Arrays
    relative_error: Arrays
    max_relative_error: float
    worst: str
    verdict: str
    wrong: np.ndarray
    reasons: tuple

    @property
    def passed(self):
        """Whether the gradient is right, as far as numbers can tell."""
        return self.verdict == "passed"

    @property
    def limit(self):
        """What every relative error has to stay below."""
        return LIMITS[self.method]

    @property
    def comparison(self):
        """For each array by its name c, the cosine and a kind, where each entry that passes counts as equal."""
        student = Arrays(shapes_of(self.numeric), np.where(self.wrong, self.analytic.p, self.numeric.p))
        parts = zip(student.arrays.items(), self.numeric.arrays.values(), strict=True)
        return {name: compare_part(f, g, 1e-3 * self.limit) for (name, f), g in parts}

    @property
    def reading(self):
        """Say in one sentence where to look."""
        found = self.comparison
        wrong = [name for name, (_, _, kind) in found.items() if kind != "right"]
        if self.verdict == "undecided":
            return "nothing is found to be wrong, but not all can be judged."
        if not wrong:
            return "only entries far smaller than others of their array are off." if self.wrong.any() else "every array agrees."
        said = "; ".join(f"{name} {words_for(*found[name])}" for name in wrong)
        right = [name for name in found if name not in wrong]
        return f"{said}. Right: {', '.join(right) or 'none'}."

    def __repr__(self):
        verdict = "FAILED" if self.verdict == "failed" else self.verdict
        head = (
            f"ModelCheck {verdict}: {self.numeric.p.size} parameters, {self.method} difference, largest relative error "
            f"{self.max_relative_error:.0e} at {self.worst} (limit {self.limit:.0e})"
        )
        notes = [f"  {sentence}" for sentence in self.reasons]
        return "\n".join([head, *notes, *([f"  In short: {self.reading}"] if self.verdict == "failed" else [])])

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th scope='row'>{name}</th><td>{self.numeric.arrays[name].size}</td>"
            f"<td>{self.relative_error.arrays[name].max():.0e}</td><td>{c:.3g}</td><td>{cosine:.3g}</td>"
            f"<td>{words_for(c, cosine, kind)}</td></tr>"
            for name, (c, cosine, kind) in self.comparison.items()
        )
        heads = ("array", "entries", "largest relative error", "c", "cosine", "in words")
        head = "<tr>" + "".join(f"<th scope='col'>{text}</th>" for text in heads) + "</tr>"
        table = f"<table><caption>{repr(self).splitlines()[0]}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
        return table + "".join(f"<p>{note}</p>" for note in (f"In short: {self.reading}", *self.reasons))


def check_model(model, x, y, analytic, method, h, penalty):
    """Return the ModelCheck of a model for x and y; the model is left as it was. TypeError if it is none."""
    missing = [name for name in ("p", "cost", "gradient") if not hasattr(model, name)]
    if missing:
        raise TypeError(
            f"net: expected a Network, or a model that has p, cost(x, y) and gradient(x, y).p, got {shown(model)}, which has no "
            f"{' and no '.join(missing)}"
        )
    before, given = real_array("net.p", model.p), h is not None
    h = step_of(method, h)
    shapes = {name: np.shape(array) for name, array in getattr(model, "arrays", {"p": before}).items()}

    def C(p):
        model.p = p
        return model.cost(x, y) + (0.0 if penalty is None else penalty(p))

    try:
        said = vector(model.gradient(x, y) if analytic is None else analytic)
        analytic = Arrays(shapes, array_of_shape("analytic", said, before.shape))
        if method == "complex" and not is_analytic(C, before):
            raise ValueError("method: a complex step does not come through this model, which has real p; take 'central'")
        numeric, unknown = quotient_and_error(C, before, method, h)
        wrong, unjudged, kinked = judge(C, before, numeric, analytic.p, unknown, method, given, shapes)
    finally:
        model.p = before
    numeric, size = Arrays(shapes, numeric), sizes(numeric, shapes)
    gap, error = np.abs(analytic.p - numeric.p), Arrays(shapes)
    error.p[...] = np.divide(gap, size, out=np.where(gap > 0, np.inf, 0.0), where=size > 0)
    worst, reasons = int(error.p.argmax()), []
    if kinked.any():
        reasons.append(f"Kink: at {entry(shapes, int(np.argmax(kinked)))} C has two slopes, and any between them is right.")
    if unjudged.any() and not wrong.any():
        which = entry(shapes, int(np.argmax(unjudged)))
        knows = f"of which a {method} difference with h = {h:.0e} knows too little"
        reasons.append(f"Undecided: {which}, {knows}; another h may decide.")
    verdict = "failed" if wrong.any() else "undecided" if unjudged.any() else "passed"
    return ModelCheck(
        method, h, numeric, analytic, error, float(error.p[worst]), entry(shapes, worst), verdict, wrong, tuple(reasons)
    )


def vector(gradient):
    """Return the numbers of a gradient: of what has p, its p."""
    return getattr(gradient, "p", gradient)


def quotient_and_error(C, p, method, h):
    """Return the difference quotients, and how far off they may be: by rounding, and by the step, as a doubled one shows."""
    quotient = vector_quotients(C, p, method, h)
    if method == "complex":
        return quotient, 1e-12 * np.abs(quotient)
    return quotient, 10 * EPS * abs(C(p)) / h + np.abs(vector_quotients(C, p, method, 2 * h) - quotient)


def judge(C, p, numeric, analytic, unknown, method, given, shapes):
    """Which entries are wrong, which cannot be judged, and which are at a kink; better quotients are put into numeric."""
    limit = LIMITS[method]

    def off():
        return np.abs(analytic - numeric) >= limit * sizes(numeric, shapes)

    if method != "complex" and not given and off().any():
        for factor in OTHER_STEPS:
            other, other_unknown = quotient_and_error(C, p, method, factor * METHODS[method][-1])
            better = other_unknown < unknown
            numeric[better], unknown[better] = other[better], other_unknown[better]
    kinked = np.zeros(p.size, bool)
    if off().any():
        left_right, kinked = one_sided(C, p)
        kinked &= off()
        numeric[kinked] = np.clip(analytic, left_right.min(axis=0), left_right.max(axis=0))[kinked]
    size, gap = sizes(numeric, shapes), np.abs(analytic - numeric)
    doubtful = off() & (gap > 0)
    wrong = doubtful & (gap > limit * size + unknown) & ((unknown <= KNOWN * size) | (gap > KNOWN * size + unknown))
    return wrong, doubtful & ~wrong & ~(unknown <= KNOWN * size), kinked


def one_sided(C, p):
    """Return the slopes on the left and on the right, (2, P), and whether a kink is between, which no smaller step joins."""
    h = METHODS["central"][-1]
    near, far = (np.array([vector_quotients(C, p, "forward", step) for step in (-size, size)]) for size in (h, 2 * h))
    gap, gap_of_far = np.abs(near[1] - near[0]), np.abs(far[1] - far[0])
    return near, (gap > 0.75 * gap_of_far) & (gap > 40 * EPS * abs(C(p)) / h)


def sizes(p, shapes):
    """What the error of each entry is measured against, (P,): itself, or a thousandth of the largest of its array."""
    counts = [int(np.prod(shape)) for shape in shapes.values()]
    largest = np.maximum.reduceat(np.abs(p), np.cumsum([0, *counts[:-1]]))
    return np.maximum(np.abs(p), np.repeat(1e-3 * largest, counts))


def entry(shapes, position):
    """Return the name of p[position], such as W2[0, 3]."""
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        if position < count:
            return f"{name}[{', '.join(map(str, map(int, np.unravel_index(position, shape))))}]" if shape else name
        position -= count
    raise IndexError(f"position: expected one of the places in p, got {position} too many")


def shapes_of(arrays):
    """Return the shape of each array by its name."""
    return {name: array.shape for name, array in arrays.arrays.items()}
