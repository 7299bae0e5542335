"""With the lowest versions that pyproject.toml admits every widget draws, and the data of the notebooks are there."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools import ROOT

UV = Path(sysconfig.get_path("scripts")) / ("uv.exe" if os.name == "nt" else "uv")
DRAW = """
from lecture_lib import DepthLab, Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider, Wishes, live, show
from lecture_lib.figures import curves
from sklearn.datasets import load_diabetes, load_digits
point = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
labs = LearningRateLab(n_iter=40), OverfittingLab(n_iter=40), DepthLab()
widgets = *(widget(*point) for widget in (Explorer, PassPlayer, StepSlider, Wishes)), *labs
for widget in widgets:
    widget.to_html("page.html")
    print(type(widget).__name__, "image/svg+xml" in widget._repr_mimebundle_()[0])
print("live", "text/latex" in live("25", *point)._repr_mimebundle_()[0])
print("figure", show(curves([1, 2], {"C": [3, 4]}, xlabel="", ylabel=""), alt="A line.")._repr_mimebundle_()[0]["text/plain"])
print("data", load_diabetes().data.shape, load_digits().data.shape)
"""
DATA = "data (442, 10) (1797, 64)"


def run(*command, folder):
    return subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def lowest(tmp_path_factory):
    """The Python of an environment with the lowest versions."""
    if not UV.is_file():
        pytest.fail("uv is missing, which start.py installs") if os.environ.get("CI") else pytest.skip("uv is not installed")
    folder = tmp_path_factory.mktemp("lowest")
    made = run(UV, "venv", "--quiet", "--python", sys.executable, folder / "venv", folder=folder)
    assert made.returncode == 0, made.stderr
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = UV, "pip", "install", "--quiet", "--resolution", "lowest-direct", "--python", python
    done = run(*install, f"{ROOT}[data]", folder=folder)
    if done.returncode and not os.environ.get("CI") and "error sending request" in done.stderr:
        pytest.skip("no packages can be had without the internet")
    assert done.returncode == 0, done.stderr
    return python


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the floors are those of Python 3.11: later ones need later packages")
def test_every_widget_draws_and_the_data_are_there(lowest, tmp_path):
    done = run(lowest, "-c", DRAW, folder=tmp_path)
    names = "Explorer", "PassPlayer", "StepSlider", "Wishes", "LearningRateLab", "OverfittingLab", "DepthLab"
    wanted = [*(f"{name} True" for name in names), "live True", "figure Figure: A line.", DATA]
    assert done.stdout.splitlines() == wanted, done.stderr
