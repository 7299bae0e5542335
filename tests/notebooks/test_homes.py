"""Every equation lives in its notebook, every notebook has the equations it claims, and the generated tables say so."""

import ast
import re

import form
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lecture_lib import equations
from tools import ROOT, equation_table
from tools.refresh import notebooks

NAMES = {entry.number for entry in equations()}
HOMES = sorted({entry.notebook for entry in equations()})


def opened(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def at_the_margin(nb):
    """The equations that comments at the end of a line of code name: `# (23)`, or `# (22) (chain rule for 22)`."""
    found = set()
    for cell in form.code(nb):
        for comment in form.comments(cell):
            groups = re.fullmatch(r"#((?:\s*\([^()]+\))+)(?:, [a-z].*)?", comment)
            found |= set(re.findall(r"\(([^()]+)\)", groups[1])) if groups else set()
    return found


def tagged(nb):
    return {n for cell in form.markdown(nb) for n in re.findall(r"\\tag\{(\d+)\}", cell.source)}


def uncovered(nb, entries):
    """The equations that have no line of code here, or no formula with their number."""
    margin, tags = at_the_margin(nb), tagged(nb)
    return [e.number for e in entries if e.number not in margin or (e.number.isdigit() and e.number not in tags)]


def unknown_names(nb):
    """What margins and calls of equation and live name, and the register does not have."""
    called = set()
    for cell in form.code(nb):
        for node in ast.walk(form.tree(cell)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("equation", "live") and node.args:
                called |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return sorted((at_the_margin(nb) | called) - NAMES)


def claims(nb):
    """The notebook whose equations the section "Check every equation" runs through."""
    sources = "".join(cell.source for cell in form.code(nb))
    return re.findall(r'\b\w+\.notebook == "(\w+)"', sources)


@pytest.mark.parametrize("home", HOMES)
def test_a_home_covers_all_its_equations(home):
    assert uncovered(opened(home), [entry for entry in equations() if entry.notebook == home]) == []


@pytest.mark.parametrize("home", HOMES)
def test_a_home_checks_its_own_equations(home):
    assert claims(opened(home)) == [home]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_notebook_names_only_equations_that_exist(path):
    assert unknown_names(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("place", equation_table.PLACES)
def test_the_generated_table_is_current(place):
    assert equation_table.is_current(*equation_table.PLACES[place]), "run python -m tools.equation_table"


# The checks, tried against a fault


def sound():
    cells = [
        new_markdown_cell("$$a = b \\tag{24}$$", id="formula"),
        new_code_cell("b = 1   # (24) (chain rule for 24)\nc = 2   # (outer product), two at once", id="code"),
        new_code_cell('for entry in equations():\n    if entry.notebook == "04c_gradient":\n        print(entry)', id="check"),
    ]
    return new_notebook(cells=cells)


def entries(*names):
    return [entry for entry in equations() if entry.number in names]


def test_a_sound_notebook_has_no_fault():
    covered = entries("24", "chain rule for 24", "outer product")
    assert (uncovered(sound(), covered), unknown_names(sound()), claims(sound())) == ([], [], ["04c_gradient"])


@pytest.mark.parametrize("cell", ["formula", "code"])
def test_a_formula_without_code_and_code_without_formula_do_not_cover(cell):
    nb = sound()
    nb.cells = [other for other in nb.cells if other.id != cell]
    assert "24" in uncovered(nb, entries("24"))


@pytest.mark.parametrize("source", ["b = 1   # (outer produkt)", 'equation("99")', 'live("W", net, x, y)'])
def test_a_name_that_does_not_exist_is_found(source):
    nb = sound()
    nb.cells.append(new_code_cell(source))
    assert len(unknown_names(nb)) == 1


def test_a_table_that_is_out_of_date_is_found():
    read, write, make = equation_table.PLACES["README.md"]
    assert not equation_table.is_current(lambda: read().replace("(24)", "(42)"), write, make)


def test_a_residual_far_from_what_is_found_here_is_out_of_date():
    read, write, make = equation_table.PLACES["README.md"]
    assert not equation_table.is_current(lambda: read().replace("≤ 1e-15", "≤ 1e-05"), write, make)
