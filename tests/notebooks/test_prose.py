"""Each number in the notebooks' prose is what their code gives: `prose.py` says how it is computed, or why it is not."""

import re
from decimal import Decimal
from fractions import Fraction

import form
import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from prose import NO_RESULTS, NUMBERS

import lecture_lib
from lecture_lib.gradcheck import LIMITS
from tools.refresh import notebooks

NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in notebooks()}
EXCEPTED = [words for many in NO_RESULTS.values() for words in many]

NUMBER = re.compile(r"-?\d+(?:/\d+|(?:\.\d+)?(?:e-?\d+)?)")
NAMES = re.compile(
    r"```.*?```|`[^`]*`|<!-- equations -->.*?<!-- /equations -->|\]\([^)]*\)"  # code, the generated table, links
    r"|^## Further reading.*"  # pages and years
    r"|\\tag\{\d+\}|\(\d+\)"  # equations of the lecture
    r"|(?<![\d.])0\d[a-e]?\b"  # notebooks
    r"|_(?:\{\w+\}|\w)|\^(?:\{[^{}]*\}|\d)"  # indices and powers
    r"|and Higham \d{4}"  # the article
    r"|\d+ minutes(?:, \d+ with everything)?",  # how long a notebook takes
    re.DOTALL | re.MULTILINE,
)


def plain(text):
    r"""Return a text with 1/8 for \tfrac18, 2e-3 for 2 \cdot 10^{-3}, 6000 for 6,000 and (1 \\ 2) for a column."""
    text = text.replace("−", "-").replace(r"\begin{pmatrix} ", "(").replace(r" \end{pmatrix}", ")")
    text = re.sub(r"\\[dt]?frac(?:\{(\d+)\}|(\d))(?:\{(\d+)\}|(\d))", r"\1\2/\3\4", text)
    text = re.sub(r"\b10\^(?:\{(-?\d+)\}|(\d))", r"1e\1\2", text)
    text = re.sub(r"(?<=\d) \\cdot 1(?=e)", "", text)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)


def prose(nb):
    return plain("\n\n".join(cell.source for cell in form.markdown(nb)))


def places(words, text):
    """Return where these words stand in a text; each # is a number, and a group of the match."""
    parts = map(re.escape, plain(words).split("#"))
    return list(re.finditer(rf"(?<!\d){f'({NUMBER.pattern})'.join(parts)}(?!\d)", text))


class Names(dict):
    """The names of the library and of a notebook, whose cells run when a name that they bind is first asked for."""

    def __init__(self, nb):
        self.cells = {name: cell for cell in form.code(nb) for name in form.Bound.by(form.tree(cell))}
        library = {name: getattr(lecture_lib, name) for name in lecture_lib.__all__ if name not in self.cells}
        super().__init__(library, np=np, LIMITS=LIMITS)

    def __missing__(self, name):
        exec(self.cells[name].source, self)
        return self[name]

    def numbers(self, expression):
        """Return the numbers that an expression gives, row by row."""
        return np.hstack([np.ravel(part) for part in eval(f"[{expression}]", self)]).tolist()


def agree(said, value):
    """Return whether a value, rounded to the digits that are said, is what is said; a fraction is meant exactly."""
    unit = 1e-12 if "/" in said else 10.0 ** Decimal(said).as_tuple().exponent
    return abs(value - float(Fraction(said))) <= 0.5001 * unit


def wrong_numbers(nb, table):
    """Say where the prose differs from what the code gives, and which words are gone."""
    text, names = prose(nb), Names(nb)
    for words, expression in table:
        values, found = names.numbers(expression), places(words, text)
        if not found:
            yield f"{words!r} is nowhere"
        for place in found:
            said = place.groups()
            if len(said) != len(values) or not all(map(agree, said, values)):
                yield f"{place[0]!r}: computed {values}"


def unknown_numbers(nb, table):
    """Say which numbers are in no table and no names; one digit names a layer or a neuron, or counts at a glance."""
    text = prose(nb)
    known = [place.span() for words in [words for words, _ in table] + EXCEPTED for place in places(words, text)]
    rest = NAMES.sub(lambda name: " " * len(name[0]), text)
    for start, end in known:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    left = [number for number in NUMBER.finditer(rest) if not re.fullmatch(r"-?\d", number[0])]
    return [text[max(number.start() - 50, 0) : number.end() + 30] for number in left]


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_in_prose_are_what_the_code_gives(name):
    wrong = list(wrong_numbers(NOTEBOOKS[name], NUMBERS[name]))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_number_in_prose_is_computed_or_excepted(name):
    unknown = unknown_numbers(NOTEBOOKS[name], NUMBERS.get(name, []))
    assert not unknown, "\n".join(unknown)


def test_each_exception_stands_somewhere():
    texts = [prose(nb) for nb in NOTEBOOKS.values()]
    assert [words for words in EXCEPTED if not any(places(words, text) for text in texts)] == []


# The checks, tried against a fault

TABLE = [(r"is $#$, or $#$, and $(# \\ #)$ has # entries", "half, half, column, column.size"), ("a push of $#$", "1e-3")]


def sound(old="", new=""):
    """A notebook without fault, after one replacement in its prose."""
    text = (
        r"In layer 2 it is $-\tfrac12$, or $-0.50$, and $\begin{pmatrix} 1/16 \\ 3 \end{pmatrix}$ has 2 entries. "
        r"(22) is a push of $10^{-3}$."
    )
    assert old in text
    code = "half, column = -0.5, np.array([1 / 16, 3])"
    return new_notebook(cells=[new_markdown_cell(text.replace(old, new)), new_code_cell(code)])


def test_sound_prose_has_no_fault():
    assert (list(wrong_numbers(sound(), TABLE)), unknown_numbers(sound(), TABLE)) == ([], [])


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.50", "0.51"), ("frac12", "frac13"), ("-0.5", "0.5"), ("/16", "/15"), ("3 ", "4 "), ("{-3}", "{-4}"), ("has", "had")],
)
def test_prose_that_differs_from_the_code_is_found(old, new):
    assert len(list(wrong_numbers(sound(old, new), TABLE))) == 1


@pytest.mark.parametrize(
    "new", ["0.7", "17", r"$\frac13$", "1/3", "$2^{[3]} 10^6$", "2.5 times", r"$3 \cdot 10^{-2}$", "1,000", "−12", "0.05"]
)
def test_a_number_that_is_in_no_table_is_found(new):
    assert len(unknown_numbers(sound("(22)", new), TABLE)) == 1
