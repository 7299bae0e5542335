"""The worked example of a notebook in CONTRIBUTING.md has the form that it describes, and runs."""

import re

import form
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import ROOT
from tools.refresh import KERNELSPEC, cleaned, executed

CHECKS = [
    form.title, form.duration, form.closing_sections, form.shape_boards, form.questions, form.answers, form.equation_numbers,
    form.imports, form.way_to_the_library, form.names_bound_once, form.only_own_objects_changed, form.long_cells,
    form.median_length, form.kernel, form.cell_ids, form.errors, form.stderr, form.execution_counts, form.missing_outputs,
    form.machine_traces,
]  # fmt: skip


@pytest.fixture(scope="module")
def notebook():
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^````markdown\n(.*?)^````", contributing, re.DOTALL | re.MULTILINE)
    cells = []
    for place, source in enumerate(re.split(r"^```(?:python)?\n", example, flags=re.MULTILINE)):
        if source.strip():
            new = new_code_cell if place % 2 else new_markdown_cell
            cells.append(new(source.strip(), id=f"cell-{place}"))
    made = new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
    return cleaned(executed(made, ROOT / "notebooks/example.ipynb"), "the example")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_example_has_the_form(notebook, check):
    assert check(notebook) == []


def test_its_links_lead_somewhere(notebook):
    assert form.links(notebook, ROOT / "notebooks") == []


def test_what_it_asserts_is_so(notebook):
    assert "True\n" in [output.get("text") for cell in notebook.cells for output in cell.get("outputs", [])]
