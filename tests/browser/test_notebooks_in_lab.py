"""Every notebook, run in a real JupyterLab: no error in a cell or on the console, and nothing asked of other machines."""

import pathlib

import pytest

NOTEBOOKS = sorted(path.name for path in (pathlib.Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


@pytest.fixture
def run(open_notebook):
    """Function: open a notebook and wait until its last code cell has been run."""

    def run_one(name):
        notebook = open_notebook(name)
        notebook.page.wait_for_function(
            """() => {
                const { content, context } = jupyterapp.shell.currentWidget;
                const cells = Array.from(content.model.cells).filter(cell => cell.type === "code");
                const isIdle = context.sessionContext.session?.kernel?.status === "idle";
                return isIdle && cells.every(cell => cell.executionCount !== null && cell.executionState !== "running");
            }"""
        )
        notebook.page.wait_for_timeout(500)  # widgets draw after the kernel has become idle
        return notebook

    return run_one


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_without_an_error(run, name):
    notebook = run(name)
    outputs = [output for cell in notebook.code_cells() for output in cell["outputs"]]
    failed = [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    assert outputs and failed == []
    assert notebook.console_errors == []
    assert notebook.outside_requests == []
