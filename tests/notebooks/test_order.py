"""Cells can be run twice and in any order: what a notebook says stays the same."""

import copy
import random

import nbformat
import pytest
from form import code

from tools import ROOT
from tools.refresh import client, environment, notebooks, text_outputs


class Run:
    """A notebook in a kernel of its own, where every cell has run once."""

    def __init__(self, notebook, runner):
        self.runner = runner
        self.cells = list(code(notebook))
        self.first = self.again(self.cells)

    def again(self, cells):
        """Run these cells, and return what each says."""
        return {cell.id: self.says(cell) for cell in cells}

    def says(self, cell):
        cell = copy.deepcopy(cell)
        self.runner.nb.cells[0] = cell  # where an output that changes meanwhile, such as a bar, is looked for
        self.runner.execute_cell(cell, 0)
        return text_outputs(cell)


@pytest.fixture(scope="module", params=notebooks(), ids=lambda path: str(path.relative_to(ROOT / "notebooks")))
def run(request, tmp_path_factory):
    notebook = nbformat.read(request.param, as_version=4)
    runner = client(notebook, request.param.parent)
    with runner.setup_kernel(env=environment(tmp_path_factory.mktemp("ipython"))):
        yield Run(notebook, runner)


def test_a_cell_says_the_same_when_run_twice(run):
    twice = [(cell.id, run.says(cell), run.says(cell)) for cell in run.cells]
    assert twice == [(name, text, text) for name, text in run.first.items()]


def test_cells_say_the_same_in_any_order(run):
    shuffled = random.Random(0).sample(run.cells, len(run.cells))
    assert run.again(shuffled) == run.first
