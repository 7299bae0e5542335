"""Two gradients side by side, part by part: is one a multiple of the other, and of which size?

For a part f of a gradient and the true part g, c = ⟨f, g⟩ / ⟨g, g⟩ says how much of g there is in f, and the cosine
whether f is anything but a multiple of g. A wrong sign leaves c = −1, a wrong factor c itself, a part never filled in
c = 0; all of these keep the direction. A cosine between −1 and 1 means that something else was computed.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lecture_lib._checks import array_of_shape, real_number, shown
from lecture_lib.network import Parameters


class Parts(NamedTuple):
    """A value for each W[l] and b[l], by layer, None where the lecture has none."""

    W: tuple
    b: tuple


@dataclass(frozen=True, repr=False)
class Comparison:
    """How a gradient stands to the true one: c.W[l], c.b[l], cosine.W[l], cosine.b[l], and kind.W[l], kind.b[l].

    kind: "right", "sign", "factor", "zero" (nothing where something should be) or "direction". c and the cosine are
    NaN where the parts have no direction, because one of them is zero.
    """

    c: Parts
    cosine: Parts
    kind: Parts

    @property
    def right(self):
        """Whether every part is right."""
        return {kind for _, _, kind in self.parts()} == {"right"}

    def parts(self):
        """Yield (l, "W" or "b", kind), from the output back, which is the order in which errors spread."""
        for l in range(len(self.kind.W) - 1, 1, -1):
            yield from ((l, name, kind[l]) for name, kind in zip("Wb", self.kind, strict=True) if kind[l] is not None)

    def words(self, l, name):
        """Say what is the matter with one part."""
        c, cosine, kind = (getattr(values, name)[l] for values in (self.c, self.cosine, self.kind))
        return {
            "right": "agrees",
            "sign": "has the wrong sign (c = −1)",
            "factor": f"is {c:.3g} times as large (cosine {cosine:.0f})",
            "zero": "is zero, and should not be",
            "direction": "should be zero" if np.isnan(c) else f"points elsewhere (c {c:.2g}, cosine {cosine:.4f})",
        }[kind]

    @property
    def reading(self):
        """Say in one sentence where to look, judging by which parts are wrong and how."""
        return next(sentence for sentence in (rule(self) for rule in READINGS) if sentence)

    def __repr__(self):
        rows = [f"  {name}[{l}] {self.words(l, name)}" for l, name, _ in self.parts()]
        return "\n".join([f"Comparison: {self.reading}", *rows])

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th scope='row'>{name}<sup>[{l}]</sup></th>{self.cells(l, name)}</tr>" for l, name, _ in self.parts()
        )
        head = "<tr><th scope='col'></th><th scope='col'>c</th><th scope='col'>cosine</th><th scope='col'>in words</th></tr>"
        return f"<table><caption>{self.reading}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def cells(self, l, name):
        """Return c, cosine and words of one part as cells of a table."""
        numbers = (f"{getattr(values, name)[l]:.3g}" for values in (self.c, self.cosine))
        return "".join(f"<td>{text}</td>" for text in (*numbers, self.words(l, name)))


def compare_gradients(student, truth, *, tolerance=1e-6):
    """Compare a gradient with the true one, part by part, for example a student's with `gradient(net, x, y)`.

    student: Parameters of the same sizes as truth, or a vector of shape (P,). tolerance: what may be missing from a
    right part, relative to its norm; a gradient by central differences misses 1e-9. ValueError for other shapes.
    """
    tolerance = real_number("tolerance", tolerance, positive=True)
    if not isinstance(truth, Parameters):
        raise TypeError(f"truth: expected Parameters, as gradient returns, got {shown(truth)}")
    student = like(truth, "student", student)
    found = {
        name: [_compare(f, g, tolerance) for f, g in zip(getattr(student, name)[2:], getattr(truth, name)[2:], strict=True)]
        for name in truth.letters
    } | ({} if truth.biases else {"b": [(None, None, None)] * (truth.L - 1)})
    return Comparison(*(Parts(*((None, None, *(part[i] for part in found[name])) for name in "Wb")) for i in range(3)))


def like(parameters, name, value):
    """Return value, Parameters or a vector, as new Parameters of the same sizes; ValueError and TypeError name it."""
    if isinstance(value, Parameters):
        if value.sizes != parameters.sizes:
            raise ValueError(f"{name}: expected the gradient of a network {parameters.sizes}, got one of {value.sizes}")
        if value.biases != parameters.biases:
            with_or_without = "with" if parameters.biases else "without"
            raise ValueError(f"{name}: expected the gradient of a network {with_or_without} biases, got the other")
        value = value.p
    elif not isinstance(value, np.ndarray | list | tuple):
        raise TypeError(f"{name}: expected Parameters or a vector of shape {parameters.p.shape}, got {shown(value)}")
    return Parameters.like(parameters, array_of_shape(name, value, parameters.p.shape))


def _compare(f, g, tolerance):
    """Return c, cosine and kind of one part."""
    size_f, size_g, inner = np.linalg.norm(f), np.linalg.norm(g), np.vdot(f, g)
    c = float(inner / size_g**2) if size_g else np.nan
    cosine = float(np.clip(inner / (size_f * size_g), -1, 1)) if size_f and size_g else np.nan
    if np.linalg.norm(f - g) <= tolerance * size_g:
        return c, cosine, "right"
    if size_f <= tolerance * size_g:
        return c, cosine, "zero"
    if not size_g or np.linalg.norm(f - c * g) > tolerance * size_f:
        return c, cosine, "direction"
    return c, cosine, "sign" if abs(c + 1) <= tolerance else "factor"


# Where to look: each rule gives a sentence or None, and the first that speaks is heard.

def _all_right(found):
    return "every part agrees." if found.right else None


def _one_multiple(found):
    """The same multiple of the truth in every part."""
    kinds, c = {kind for *_, kind in found.parts()}, found.c.W[-1]
    if kinds == {"sign"}:
        return "the sign is wrong everywhere: one minus does that, such as y − a for a − y in (22)."
    if kinds == {"zero"}:
        return "everything is zero: nothing has been filled in."
    same = np.allclose([v for part in found.c for v in part[2:] if v is not None], c, rtol=1e-3)
    return f"everything is {c:.3g} times as large: a factor is missing or too many." if kinds == {"factor"} and same else None


def _one_letter(found):
    """All of one letter wrong, all of the other right."""
    wrong = [(l, name) for l, name, kind in found.parts() if kind != "right"]
    if len({name for _, name in wrong}) != 1 or len({name for _, name, _ in found.parts()}) != 2:
        return None
    name, layers = wrong[0][1], sorted(l for l, _ in wrong)
    where = "in every layer" if len(layers) == len(found.kind.W) - 2 else f"in layer {', '.join(map(str, layers))}"
    other, number = {"W": ("b", 25), "b": ("W", 24)}[name]
    return f"∂C/∂{other} is right, and so is δ, but ∂C/∂{name} is wrong {where}: look at ({number})."


def _from_a_layer_back(found):
    """Right from the output to some layer, and wrong in all before."""
    L = len(found.kind.W) - 1
    wrong = [any(kind != "right" for at, _, kind in found.parts() if at == l) for l in range(L, 1, -1)]
    first = wrong.index(True)
    if not all(wrong[first:]):
        return None
    if first == 0:
        return f"wrong from the output on: look at (22), which begins the backward pass in layer {L}."
    return f"right down to layer {L - first + 1}, wrong from layer {L - first} back: look at (23)."


def _some(found):
    wrong = ", ".join(f"{name}[{l}]" for l, name, kind in found.parts() if kind != "right")
    return f"only {wrong} wrong: look at what is special there."


READINGS = (_all_right, _one_multiple, _one_letter, _from_a_layer_back, _some)
