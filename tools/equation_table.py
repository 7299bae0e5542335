"""Write the table of all equations into README.md and notebook 00: what each says, where it lives, its residual.

    python -m tools.equation_table            writes both
    python -m tools.equation_table --check    writes nothing; exit status 1 if a table is out of date

A residual is rounding, which differs from machine to machine, so it is stated as the power of ten above it, and counts
as current while it is within three powers of the one found here.
"""

import argparse
import math
import re
import sys

import nbformat
import numpy as np

from lecture_lib import Network, equations
from tools import ROOT

README, NOTEBOOK, CELL = ROOT / "README.md", ROOT / "notebooks/00_start_here.ipynb", "equation-table"
BEGIN, END = "<!-- equations -->", "<!-- /equations -->"
NETWORKS = (
    Network((4, 3, 4, 5, 2), scale=1.5, rng=1459),
    Network((3, 3, 4, 3), scale=1.0, rng=2),
    Network((2, 4, 5, 1), scale=1.0, rng=3),
)
_BOUND = re.compile(r"≤ 1e-(\d+)|(?<=\| )0(?= \|)")


def main(arguments=None):
    """Bring both tables up to date, or say whether they are; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if a table is out of date")
    check = parser.parse_args(arguments).check
    stale = [place for place in PLACES if not is_current(*PLACES[place])]
    for place in stale:
        print(f"{place}: the table of equations is out of date")
        if not check:
            read, write, make = PLACES[place]
            write(between(read(), make()))
    return int(check and bool(stale))


def is_current(read, write, make):
    """Whether a place holds the table that would be written, residuals within three powers of ten."""
    before = read()
    after = between(before, make())
    if _BOUND.sub("r", before) != _BOUND.sub("r", after):
        return False
    return all(abs(old - new) <= 3 for old, new in zip(powers(before), powers(after), strict=True))


def powers(text):
    """The powers of ten of all residuals; 0 counts as rounding that happened to vanish."""
    return [int(match[1] or 16) for match in _BOUND.finditer(text)]


def between(text, table):
    """The text with this table between its markers."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise SystemExit(f"The table of equations needs the lines {BEGIN} and {END}, once each, to stand between.")
    return text[: text.index(BEGIN) + len(BEGIN)] + f"\n\n{table}\n" + text[text.index(END) :]


def readme_table():
    """All equations in words, with a slip and the residual that it leaves."""
    rows = [(name(e), e.statement, f"[{e.notebook[:3].rstrip('_')}](notebooks/{e.notebook}.ipynb)", bound(e), e.wrong, slip(e))
            for e in equations()]
    return table(("equation", "it says", "lives in", "residual", "a slip", "its residual"), rows)


def notebook_table():
    """All equations as formulas."""
    rows = [(name(e), f"${typeset(e.latex)}$", f"[{e.notebook[:3].rstrip('_')}]({e.notebook}.ipynb)", bound(e), e.wrong)
            for e in equations()]
    return table(("equation", "", "lives in", "residual", "a slip"), rows)


def table(head, rows):
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def name(entry):
    return f"({entry.number})" if entry.number.isdigit() else entry.number


def typeset(latex):
    """LaTeX that may stand in a table, where a bar would end the cell."""
    latex = re.sub(r"\\\|(.+?)\\\|", r"\\lVert\1\\rVert", latex)
    return latex.replace("|", r"\vert ")


def bound(entry):
    """The power of ten above the largest residual, over the networks that the equation speaks of."""
    largest = max(entry.residual(net, *data_for(entry, net)) for net in networks_of(entry))
    assert largest < 1e-12, f"{entry.number}: residual {largest}"
    return f"≤ 1e-{-math.ceil(math.log10(largest)):02d}" if largest > 0 else "0"


def slip(entry):
    """The residual of the slip, to one digit."""
    return f"{entry.wrong_residual(NETWORKS[0], *data_for(entry, NETWORKS[0])):.1g}"


def networks_of(entry):
    """The networks that have what the equation speaks of."""
    return NETWORKS[:1] if entry.where.startswith(("w", "b")) else NETWORKS


def data_for(entry, net):
    """A point, or a batch for an equation about one."""
    rng = np.random.default_rng(7)
    shape = (5,) if entry.where == "a batch" else ()
    return rng.random((net.sizes[0], *shape)), rng.random((net.sizes[-1], *shape))


def read_readme():
    return README.read_text(encoding="utf-8")


def write_readme(text):
    README.write_text(text, encoding="utf-8", newline="\n")


def table_cell(nb):
    return next(cell for cell in nb.cells if cell.id == CELL)


def read_cell():
    return table_cell(nbformat.read(NOTEBOOK, as_version=4)).source


def write_cell(text):
    nb = nbformat.read(NOTEBOOK, as_version=4)
    table_cell(nb).source = text
    NOTEBOOK.write_text(nbformat.writes(nb, version=nbformat.NO_CONVERT) + "\n", encoding="utf-8", newline="\n")


PLACES = {"README.md": (read_readme, write_readme, readme_table), NOTEBOOK.name: (read_cell, write_cell, notebook_table)}

if __name__ == "__main__":
    sys.exit(main())
