"""Each claim of the lecture's prose is shown by a cell that is there and has an output."""

import re
from pathlib import Path

import form
import nbformat
import pytest

from tools import ROOT

TABLE = Path(__file__).with_name("claims.md").read_text(encoding="utf-8")


def claims(text):
    """Yield (claim, [(notebook, cell), …]) for each line of the table."""
    for line in text.splitlines()[4:]:
        claim, _, places = line.strip("| ").rpartition(" | ")
        yield claim, re.findall(r"(\w+)#([\w-]+)", places)


def faults(text):
    """Say of each claim what is wrong with the cells that are to show it."""
    for claim, places in claims(text):
        if not places:
            yield f"{claim}: no cell"
        for notebook, name in places:
            path = ROOT / "notebooks" / f"{notebook}.ipynb"
            cells = form.code(nbformat.read(path, as_version=4)) if path.is_file() else []
            cell = next((cell for cell in cells if cell.id == name), None)
            if cell is None:
                yield f"{claim}: no code cell {notebook}#{name}"
            elif not cell.outputs and form.says_something(cell):
                yield f"{claim}: {notebook}#{name} has no output"


def test_each_claim_is_shown_by_a_cell_that_exists():
    assert list(faults(TABLE)) == []


def test_the_table_has_no_claim_twice():
    names = [claim for claim, _ in claims(TABLE)]
    assert len(names) > 40 and len(names) == len(set(names))


@pytest.mark.parametrize(
    ("old", "new"), [("#whole-same", "#nowhere"), ("00_start_here#one-step", "00_start#one-step"), ("02_cost#own-centre", "")]
)
def test_a_claim_that_nothing_shows_is_found(old, new):
    assert old in TABLE and list(faults(TABLE.replace(old, new)))
