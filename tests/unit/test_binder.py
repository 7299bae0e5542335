"""What Binder builds: the right Python, exactly these packages, and the library with all its files."""

import os
import pathlib
import re
import subprocess
import sys
import tomllib
import venv
import zipfile

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

import start

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
BINDER = default_environment() | {
    "python_version": "3.12", "python_full_version": "3.12.12", "sys_platform": "linux", "platform_machine": "x86_64",
    "platform_system": "Linux", "os_name": "posix", "implementation_name": "cpython",
}


def lines(file):
    """The lines of a requirements file without comments."""
    stripped = (re.sub(r"(^|\s)#.*", "", line).strip() for line in (ROOT / file).read_text("utf-8").splitlines())
    return [line for line in stripped if line]


def wanted():
    """What the library and requirements.txt ask for on Binder's machine."""
    asked = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["data"]
    asked += [line for line in lines("requirements.txt") if not line.startswith("-e")]
    requirements = [Requirement(line) for line in asked]
    return [r for r in requirements if r.marker is None or r.marker.evaluate(BINDER)]


def name(requirement):
    return re.sub(r"[-_.]+", "-", requirement.name).lower()


def pinned():
    requirements = [Requirement(line) for line in lines("binder/requirements.txt") if line != "."]
    return {name(requirement): requirement for requirement in requirements}


@pytest.fixture(scope="module")
def build():
    """What repo2docker says it would do, and the Dockerfile for it."""
    pytest.importorskip("repo2docker", reason="repo2docker does not run on Windows")
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", "."]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stderr + run.stdout


def test_binder_builds_with_python_3_12(build):
    assert re.findall(r"conda environment for python=(\S+)", build) == ["3.12"]


def test_binder_installs_its_requirements_in_the_root_once_all_files_are_there(build):
    """In the root, because that is where `.` is the library."""
    dockerfile = re.findall(r"^(?:WORKDIR|COPY|RUN) .*src/ .*|^WORKDIR .*|^RUN .*pip install .*", build, re.MULTILINE)
    assert [line.split(" ", 1)[0] for line in dockerfile] == ["WORKDIR", "COPY", "RUN"]
    assert dockerfile[0] == "WORKDIR ${REPO_DIR}"
    assert dockerfile[2].endswith('-r "binder/requirements.txt"')


def test_binder_stops_when_its_last_step_fails(build):
    """Otherwise a failed postBuild gives a half-finished image, and nobody is told."""
    assert re.search(r"^RUN \./binder/postBuild$", build, re.MULTILINE)
    assert (ROOT / "binder" / "postBuild").read_text().splitlines()[:2] == ["#!/bin/bash", "set -e"]


@pytest.mark.skipif(sys.platform == "win32", reason="Binder is no Windows")
def test_binder_furnishes_its_environment_as_start_does(tmp_path):
    venv.create(tmp_path / "binder", with_pip=False)
    path = os.pathsep.join([str(tmp_path / "binder/bin"), os.environ["PATH"]])
    subprocess.run([ROOT / "binder/postBuild"], cwd=ROOT, env=os.environ | {"PATH": path}, check=True)
    start.furnish(tmp_path / "start")
    for file in ("share/jupyter/lab/settings/overrides.json", "etc/jupyter/jupyter_server_config.py"):
        assert (tmp_path / "binder" / file).read_text() == (tmp_path / "start" / file).read_text()


def test_binder_installs_the_library():
    assert "." in lines("binder/requirements.txt")


def test_what_start_installs_has_the_data_of_the_notebooks():
    assert "-e .[data]" in lines("requirements.txt")


def test_every_version_is_exact():
    loose = [str(r) for r in pinned().values() if not re.fullmatch(r"==[^*,]+", str(r.specifier)) or r.marker]
    assert loose == []


@pytest.mark.parametrize("requirement", wanted(), ids=name)
def test_what_is_asked_for_is_there_in_a_version_that_is_allowed(requirement):
    assert name(requirement) in pinned(), f"{requirement} is missing: renew binder/requirements.txt"
    version = str(pinned()[name(requirement)].specifier).removeprefix("==")
    assert requirement.specifier.contains(version), f"Binder has {version}, {requirement} is asked for"


@pytest.mark.parametrize("extra", ["test", "bench"])
def test_binder_installs_nothing_for_tests_or_benchmarks(extra):
    brought_along = {"packaging", "websocket-client", "scipy"}      # JupyterLab and scikit-learn need these
    meant_for_all = {name(r) for r in wanted()} | brought_along
    only_extra = {name(Requirement(line)) for line in PROJECT["optional-dependencies"][extra]} - meant_for_all
    assert only_extra & set(pinned()) == set()


def test_the_wheel_that_binder_installs_holds_every_file_of_the_library(tmp_path):
    built = subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=ROOT,
                           capture_output=True, text=True)
    assert built.returncode == 0, built.stderr[-3000:]
    [wheel] = tmp_path.glob("*.whl")
    files = [p for p in (ROOT / "lecture_lib").rglob("*") if p.is_file() and p.parent.name != "__pycache__"]
    missing = {p.relative_to(ROOT).as_posix() for p in files} - set(zipfile.ZipFile(wheel).namelist())
    assert missing == set()
