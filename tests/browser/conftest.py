"""One JupyterLab and one browser for the whole run, on a copy of the notebooks and with settings of their own."""

import json
import shutil
import sys
import urllib.request
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, writes

from tools import ROOT
from tools.lab import OpenNotebook, open_browser, serve_lab
from tools.refresh import KERNELSPEC

sys.path.insert(0, str(Path(__file__).parent))  # modules that tests share stand beside them


@pytest.fixture(scope="session")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of a JupyterLab that serves copies of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "root", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with serve_lab(folder / "root", home=folder) as address:
        yield address


@pytest.fixture(scope="session")
def upload():
    """Function: put a notebook, or one of these code cells, where a JupyterLab finds it."""

    def put(lab, name, *sources, notebook=None):
        cells = [new_code_cell(source) for source in sources]
        notebook = notebook or new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})  # without it JupyterLab asks which
        body = json.dumps({"type": "notebook", "format": "json", "content": json.loads(writes(notebook))}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{lab}/api/contents/{name}", body, method="PUT"))

    return put


@pytest.fixture(scope="session")
def axe(node_modules):
    """The text of axe-core, which judges a page's accessibility."""
    return (node_modules / "axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def open_notebook(browser, lab):
    """Function: a notebook's name to the OpenNotebook, closed when the module's tests have ended."""
    opened = []

    def open_one(name):
        opened.append(OpenNotebook(browser, lab, name))
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.close()
