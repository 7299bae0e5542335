"""Every notebook, run in a real JupyterLab: no error in a cell or on the console, and nothing asked of other machines."""

import pathlib

import pytest

NOTEBOOKS = sorted(path.name for path in (pathlib.Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_without_an_error(open_notebook, name):
    notebook = open_notebook(name)
    cells = notebook.code_cells()
    assert all(cell["count"] for cell in cells), "not every cell was run"
    outputs = [output for cell in cells for output in cell["outputs"]]
    failed = [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert outputs and failed == []
    assert notebook.console_errors == []
    assert notebook.outside_requests == []
