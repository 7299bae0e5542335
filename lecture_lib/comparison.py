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
    NaN where the parts have no direction, because one of them is zero. order: in which other order all numbers would be
    right, or None. points: how many the batch has, if that is known. one_delta: by layer, whether W[l] and b[l] are made of the
    same δ; None where that cannot be told, as of a batch. turned: by layer, whether W[l] is the transpose of what it should be.
    """

    c: Parts
    cosine: Parts
    kind: Parts
    order: str | None = None
    points: int = 1
    one_delta: tuple = ()
    turned: tuple = ()

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
        return words_for(*(getattr(values, name)[l] for values in (self.c, self.cosine, self.kind)))

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
    return compared(student, truth, real_number("tolerance", tolerance, positive=True))


def compared(student, truth, tolerance, points=1):
    """The same, also of a batch of so many points."""
    if not isinstance(truth, Parameters):
        raise TypeError(f"truth: expected Parameters, as gradient returns, got {shown(truth)}")
    student = like(truth, "student", student)
    found = {
        name: [compare_part(f, g, tolerance) for f, g in zip(getattr(student, name)[2:], getattr(truth, name)[2:], strict=True)]
        for name in truth.letters
    } | ({} if truth.biases else {"b": [(None, None, None)] * (truth.L - 1)})
    parts = (Parts(*((None, None, *(part[i] for part in found[name])) for name in "Wb")) for i in range(3))
    layers = range(2, truth.L + 1)
    one_delta = [None, None, *(_is_of_one_delta(student, truth, l, tolerance) for l in layers)]
    turned = [None, None, *(_is_turned(student.W[l], truth.W[l], tolerance) for l in layers)]
    return Comparison(*parts, _order(student.p, truth), points, tuple(one_delta), tuple(turned))


def _is_of_one_delta(student, truth, l, tolerance):
    """Whether a student's W[l] is that student's b[l] times the activations by which the true W[l] is made of the true b[l]."""
    if not truth.biases or not truth.b[l].any():
        return None
    a = truth.W[l].T @ truth.b[l] / (truth.b[l] @ truth.b[l])                                             # (25), (24)
    if np.linalg.norm(truth.W[l] - np.outer(truth.b[l], a)) > 1e-6 * np.linalg.norm(truth.W[l]):
        return None
    return bool(np.linalg.norm(student.W[l] - np.outer(student.b[l], a)) <= 100 * tolerance * np.linalg.norm(student.W[l]))


def _is_turned(W, truth, tolerance):
    """Whether a square matrix is the transpose of another, and not that itself."""
    if truth.shape[0] != truth.shape[1] or np.linalg.norm(W - truth) <= tolerance * np.linalg.norm(truth):
        return False
    return bool(np.linalg.norm(W - truth.T) <= tolerance * np.linalg.norm(truth))


def like(parameters, name, value):
    """Return a gradient, in any of the forms that people have, as new Parameters of the same sizes; errors name it."""
    if isinstance(value, Parameters):
        if value.sizes != parameters.sizes:
            raise ValueError(f"{name}: expected the gradient of a network {parameters.sizes}, got one of {value.sizes}")
        if value.biases != parameters.biases:
            with_or_without = "with" if parameters.biases else "without"
            raise ValueError(f"{name}: expected the gradient of a network {with_or_without} biases, got the other")
        return Parameters.like(parameters, value.p)
    layers, letters = range(2, parameters.L + 1), parameters.letters
    wanted = {f"d{letter}{l}": getattr(parameters, letter)[l] for l in layers for letter in letters}
    if isinstance(value, dict) and value.keys() == wanted.keys():
        parts = [value[key] for key in wanted]
    elif isinstance(value, list | tuple) and value and all(isinstance(pair, list | tuple) for pair in value):
        parts = [part for pair in value for part in pair]
        if [len(pair) for pair in value] != [len(letters)] * len(layers):
            pairs = "a pair (∂W, ∂b)" if parameters.biases else "one ∂W"
            raise ValueError(f"{name}: expected {pairs} for each of the layers 2 to {parameters.L}, got {shown(value)}")
    elif isinstance(value, list | tuple) or hasattr(value, "__array__"):
        return Parameters.like(parameters, array_of_shape(name, _array(value), parameters.p.shape))
    else:
        forms = f"expected Parameters or a vector of shape {parameters.p.shape}"
        or_else = f"or pairs (∂W, ∂b) for the layers 2 to {parameters.L}, or a dict with {', '.join(wanted)}"
        raise TypeError(f"{name}: {forms}, got {shown(value)}; {or_else} will do, too")
    return _of_parts(parameters, name, wanted, parts)


def _of_parts(parameters, name, wanted, parts):
    found = Parameters.like(parameters)
    for (key, like_this), part in zip(wanted.items(), parts, strict=True):
        part = np.asarray(_array(part))
        if part.shape == like_this.shape[::-1] != like_this.shape:
            raise ValueError(f"{name}: {key}: expected shape {like_this.shape}, got its transpose, {part.shape}; hand in {key}.T")
        getattr(found, key[1])[int(key[2:])] = array_of_shape(f"{name}: {key}", part, like_this.shape)
    return found


def _array(value):
    """What NumPy can read: of a tensor that is part of a graph, its numbers."""
    return value.detach().cpu() if hasattr(value, "detach") else value


ORDERS = {
    "": lambda W, b: [part for pair in zip(W, b, strict=True) for part in pair],
    "b before W in each layer": lambda W, b: [part for pair in zip(b, W, strict=True) for part in pair],
    "all W, then all b": lambda W, b: [*W, *b],
    "all b, then all W": lambda W, b: [*b, *W],
}


def _order(p, truth):
    """Say in which other order p is the truth, if it is; a transposed W of a square network may be a slip in (25) as well."""
    b = [truth.b[l] if truth.biases else np.empty(0) for l in range(2, truth.L + 1)]
    for columns in ("", "each W by columns, transposed"):
        W = [(truth.W[l].T if columns else truth.W[l]).ravel() for l in range(2, truth.L + 1)]
        for order, arranged in ORDERS.items():
            said = ", ".join(text for text in (order, columns) if text)
            square = columns and not order and len(set(truth.sizes)) == 1
            other = np.concatenate(arranged(W, b))
            if said and not square and not np.array_equal(other, truth.p):
                if np.linalg.norm(p - other) <= 1e-4 * np.linalg.norm(p):
                    return said
    return None


def words_for(c, cosine, kind):
    """Say what is the matter with a part of which this was found."""
    return {
        "right": "agrees",
        "sign": "has the wrong sign (c = −1)",
        "factor": f"is {_times(c)} times as large (cosine {cosine:.0f})",
        "zero": "is zero, and should not be",
        "direction": "should be zero" if np.isnan(c) else _elsewhere(c, cosine),
    }[kind]


def compare_part(f, g, tolerance):
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


def _times(c):
    """A factor in three digits, or in as many as tell it from 1."""
    return next(text for digits in range(3, 18) if float(text := f"{c:.{digits}g}") != 1.0 or digits == 17)


def _elsewhere(c, cosine):
    """That a part is no multiple of the truth, without a cosine that looks like that of one."""
    if abs(round(cosine, 4)) == 1.0:
        return f"is off in single entries, by little (c {_times(c)})"
    return f"points elsewhere (c {c:.2g}, cosine {cosine:.4f})"


# Where to look: each rule gives a sentence or None, and the first that speaks is heard.

def _all_right(found):
    return "every part agrees." if found.right else None


def _other_order(found):
    """The right numbers at other places."""
    if found.order:
        return f"the numbers are right, in another order: {found.order}. Here each layer has W row by row, then b."
    return None


def _one_multiple(found):
    """The same multiple of the truth in every part."""
    kinds, c = {kind for *_, kind in found.parts()}, found.c.W[-1]
    if kinds == {"sign"}:
        return "the sign is wrong everywhere: one minus does that, such as y − a for a − y in (22)."
    if kinds == {"zero"}:
        return "everything is zero: nothing has been filled in."
    if kinds != {"factor"} or not np.allclose([v for part in found.c for v in part[2:] if v is not None], c, rtol=1e-3):
        return None
    if found.points > 1 and abs(c / found.points - 1) < 1e-3:
        return f"everything is {found.points} times as large: the sum over the {found.points} points, where (9) wants their mean."
    return f"everything is {_times(c)} times as large: a factor is missing or too many."


def _transposed(found):
    """Everything right but for square W that stand the wrong way round."""
    wrong = [(l, name) for l, name, kind in found.parts() if kind != "right"]
    if not all(name == "W" and found.turned[l] for l, name in wrong):
        return None
    layers = ", ".join(str(l) for l in sorted(l for l, _ in wrong))
    return f"∂C/∂W of layer {layers} is transposed: by (25) rows belong to δ and columns to a, np.outer(delta, a)."


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
    """δ is right from the output to some layer, and wrong in all before; what else is wrong is another slip."""
    L = len(found.kind.W) - 1
    wrong = {l: {name for at, name, kind in found.parts() if at == l and kind != "right"} for l in range(L, 1, -1)}
    letters = {name for _, name, _ in found.parts()}
    first = next((l for l in wrong if wrong[l] == letters), None)
    if first is None or any(wrong[l] != letters for l in range(2, first)):
        return None
    begin = f"wrong from the output on: look at (22) first, which begins the backward pass in layer {L}; more may show then."
    from_here = begin if first == L else f"right down to layer {first + 1}, wrong from layer {first} back: look at (23)."
    before = [
        f"in layer {', '.join(str(l) for l in range(L, first, -1) if wrong[l] == {name})} δ is right and ∂C/∂{name} wrong, look "
        f"at ({number})"
        for name, number in (("W", 25), ("b", 24))
        if any(wrong[l] == {name} for l in range(first + 1, L + 1))
    ]
    if before:
        return f"several slips: {'; '.join(before)}; δ is {from_here}"
    if found.one_delta[first] is False:
        return (
            f"several slips: ∂C/∂W and ∂C/∂b of layer {first} are not made of one δ. Begin with (24) and (25), then look at "
            f"{'(22)' if first == L else '(23)'}."
        )
    return from_here


def _some(found):
    wrong = ", ".join(f"{name}[{l}]" for l, name, kind in found.parts() if kind != "right")
    return f"only {wrong} wrong: look at what is special there."


READINGS = (_all_right, _other_order, _one_multiple, _transposed, _one_letter, _from_a_layer_back, _some)
