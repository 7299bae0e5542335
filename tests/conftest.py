"""What tests share: the JavaScript packages that they load, and what becomes of a test whose tool is missing."""

import os
import pathlib
import shutil
import subprocess

import pytest

JAVASCRIPT = pathlib.Path(__file__).parent / "javascript"


@pytest.fixture(scope="session")
def missing():
    """Function: what is not installed, in a sentence, which skips the test; where CI is set all has to be there, and it fails."""
    return pytest.fail if os.environ.get("CI") else pytest.skip


@pytest.fixture(scope="session")
def node_modules():
    """The folder with the packages of the lock, installed where they are not there yet."""
    lock, installed = JAVASCRIPT / "package-lock.json", JAVASCRIPT / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm = shutil.which("npm")
        assert npm, "The widgets' tests need Node.js 20 or newer, whose npm is not on PATH; it is at https://nodejs.org"
        done = subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=JAVASCRIPT, capture_output=True, text=True)
        assert done.returncode == 0, f"npm ci failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return installed.parent


@pytest.fixture(scope="session")
def node(node_modules):
    """Node.js, with what the tests import installed."""
    path = shutil.which("node")
    assert path, "The widgets' tests need Node.js 20 or newer, whose node is not on PATH; it is at https://nodejs.org"
    return path
