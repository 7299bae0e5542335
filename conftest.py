"""How notebooks are tested: nbval runs each cell and compares what it prints with what is stored."""

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent


def pytest_configure(config):
    """Let kernels import the library that stands here, and touch no settings or history of who runs the tests."""
    home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    patch = pytest.MonkeyPatch()
    patch.setenv("IPYTHONDIR", home.name)
    patch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    config.add_cleanup(patch.undo)
    config.add_cleanup(home.cleanup)


def pytest_collectstart(collector):
    """Compare what a notebook says, not how its pictures and tables are drawn, which depends on versions of others."""
    if isinstance(collector, pytest.File) and collector.path.suffix == ".ipynb":
        collector.skip_compare += ("text/html", "image/svg+xml")
