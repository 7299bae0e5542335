"""The browser's part of the widgets, tested by Node's own test runner with sweeps that Python makes here."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lecture_lib import (
    DepthLab,
    LearningRateLab,
    Network,
    OverfittingLab,
    PassPlayer,
    StepSlider,
    Wishes,
    backward,
    cost,
    forward,
    gradient,
    lecture_data,
    live,
)
from lecture_lib.widgets.explorer.explorer import QUANTITIES, Explorer, swept
from lecture_lib.widgets.live.live import LiveEquation
from lecture_lib.widgets.page.page import in_base64
from lecture_lib.widgets.progress.progress import Bar
from lecture_lib.widgets.shared.sweep_message import H

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests/javascript"
LECTURE = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
OTHERS = {
    "wide": (Network((16, 16, 3), rng=1), np.linspace(0, 1, 16), np.array([1.0, 0.0, 0.0])),
    "tanh": (Network((2, 3, 1), activation="tanh", rng=2), np.array([0.3, -0.8]), np.array([0.5])),
    "softmax": (
        Network((2, 3, 3), output_activation="softmax", cost="cross_entropy", rng=3),
        np.array([0.3, 0.8]),
        np.array([0.0, 1.0, 0.0]),
    ),
}
OTHERS["square"] = Network((3, 3, 3, 3), scale=1.0, rng=4), np.array([0.3, -0.8, 0.5]), np.array([0.0, 1.0, 0.5])
VALLEY = Network((2, 1), activation="identity", rng=0)  # C = (w11 + b1 - 0.3)² / 2: down, and up again
VALLEY.p = np.zeros(3)
INFLECTION = Network((1, 1), activation="tanh", rng=0)  # C'' = 0 at the start: there C leaves its tangent by the third power
INFLECTION.p = -0.5, 0.0
A = np.tanh(-0.5)
OTHERS |= {
    "valley": (VALLEY, np.array([1.0, 0.0]), np.array([0.3])),
    "inflection": (INFLECTION, np.array([1.0]), np.array([A - (1 - A**2) / (2 * A)])),
    "relu": (Network((2, 3, 1), activation="relu", scale=1.0, rng=7), np.array([0.3, 0.8]), np.array([0.5])),
    "no-biases": (Network((2, 3, 1), activation=["gelu", "tanh"], biases=False, rng=2), np.array([0.3, -0.8]), np.array([0.5])),
}
EVERY = QUANTITIES | {"z", "dsigma", "delta", "y", "w", "b", "dw", "rate"}
WIDGETS = {
    "explorer": Explorer,
    "live": LiveEquation,
    "overfitting": OverfittingLab,
    "player": PassPlayer,
    "rates": LearningRateLab,
    "steps": StepSlider,
    "progress": Bar,
    "wishes": Wishes,
    "depth_lab": DepthLab,
}
PARAMETERS = {
    "lecture": ("w43[3]", "b2[4]", "w51[4]", "w12[2]", "w21[5]"),
    "wide": ("w12[3]", "w16,16[2]"),
    "tanh": ("w12[2]", "b1[3]"),
    "softmax": ("w12[3]", "b2[2]"),
    "square": ("w12[3]", "b3[2]"),
    "valley": ("w11[2]", "w12[2]"),
    "inflection": ("w11[2]",),
    "relu": ("w12[2]", "b3[2]"),
    "no-biases": ("w12[2]", "w13[3]"),
}


def run(*command, cwd=TESTS, **environment):
    """Run a command in the folder of the tests and return what it printed; where it fails, the test says the same."""
    done = subprocess.run(command, cwd=cwd, env=os.environ | environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{' '.join(map(str, command))} failed:\n{done.stdout[-8000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory):
    """A folder with the assembled widget, and networks with their sweeps and Python's numbers."""
    folder = tmp_path_factory.mktemp("fixtures")
    for name, widget in WIDGETS.items():
        (folder / f"{name}.mjs").write_text(widget._esm, encoding="utf-8")
    for name, widget in widgets().items():
        write_widget(folder / f"{name}.json", widget)
    for name, point in {"lecture": LECTURE, **OTHERS}.items():
        write(folder / f"{name}.json", point, {plain: point[0][plain] for plain in PARAMETERS[name]})
    write(folder / "typed.json", LECTURE, {"w43[3]": 1.234})
    return folder


def widgets():
    """Widgets whose whole state the tests read."""
    explorer = Explorer(*LECTURE)
    X, Y = np.linspace(0, 1, 12).reshape(4, 3), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    return {
        "live-25": live("25", *LECTURE),
        "live-23": live("23", *LECTURE),
        "live-13": live("13", LECTURE[0], X, Y),
        "live-25-follows": live("25", explorer),
        "explorer-followed": explorer,
        "live-wide": live("25", *OTHERS["wide"], l=2, j=12, k=3),
        "player": PassPlayer(*LECTURE),
        "overfitting": OverfittingLab(n_iter=400),
        "rates": LearningRateLab(n_iter=200),  # longer runs with a large rate are chaotic: on each processor others
        "rates-6000": LearningRateLab(),
        "steps": StepSlider(*LECTURE),
        "wishes": Wishes(*LECTURE),
        "depth_lab": DepthLab(),
        "regions": Explorer(Network((2, 2, 3, 2), scale=3, rng=415), *lecture_data(), "b1[2]"),
    }


def write_widget(path, widget):
    """Write a widget's state, and Python's numbers of the network it shows."""
    a, z = forward(*LECTURE[:2])
    delta = backward(LECTURE[0], a, z, LECTURE[2])
    grad = gradient(*LECTURE)
    passes = {"a": a, "z": z, "delta": delta, "dw": [None if W is None else W for W in grad.W]}
    known = {name: [None if layer is None else layer.tolist() for layer in layers] for name, layers in passes.items()}
    path.write_text(json.dumps({"state": widget.own_state(), "known": known}, default=in_base64), encoding="utf-8")


def write(path, point, values):
    """Write an explorer's state, sweeps with these values as rows, and Python's numbers there, at 1 and one step further."""
    known = {
        "state": Explorer(*point, next(iter(values))).own_state(),
        "sweeps": {plain: swept(*point, plain, value)[plain] for plain, value in values.items()},
        "followed": {plain: swept(*point, plain, value, EVERY)[plain] for plain, value in values.items()},
        "expected": [numbers(*point, plain, at) for plain, value in values.items() for at in (value, 1.0, one_further(value))],
        "gradient": {ref.plain: gradient(*point)[ref] for ref in point[0].parameters()},
    }
    path.write_text(json.dumps(known, default=in_base64), encoding="utf-8")


def one_further(value):
    """Return where a question of up or down pushes a value: to the row about 1 away, within the sweep."""
    return round(value + 1 if value <= 3 else value - 1, 1)


def numbers(net, x, y, parameter, value):
    """Compute what the explorer shows, by its own way: change a copy of the network and pass through it."""
    moved, above, below = net.copy(), net.copy(), net.copy()
    moved[parameter], above[parameter], below[parameter] = value, value + H, value - H
    a, z = forward(moved, x)
    return {
        "parameter": parameter,
        "value": value,
        "cost": cost(moved, x, y),
        "actual": cost(moved, x, y) - cost(net, x, y),
        "predicted": gradient(net, x, y)[parameter] * (value - net[parameter]),
        "derivative": gradient(moved, x, y)[parameter],
        "finiteDifference": (cost(above, x, y) - cost(below, x, y)) / (2 * H),
        "a": [None if layer is None else layer.tolist() for layer in a],
        "delta": [None if layer is None else layer.tolist() for layer in backward(moved, a, z, y)],
        "z": [None if layer is None else layer.tolist() for layer in z],
        "w": [None if W is None else W.tolist() for W in moved.W],
        "b": [None if b is None else b.tolist() for b in moved.b],
        "dw": [None if W is None else W.tolist() for W in gradient(moved, x, y).W],
    }


def test_node_is_new_enough(node):
    version = run(node, "--version").strip()
    assert int(version[1:].split(".")[0]) >= 20, f"the widgets' tests need Node.js 20 or newer, and found {version}"


@pytest.mark.parametrize("name", WIDGETS)
def test_each_assembled_widget_is_one_valid_module(node, fixtures, name):
    run(node, "--check", fixtures / f"{name}.mjs")


@pytest.mark.parametrize("file", sorted(path.name for path in TESTS.glob("*.test.js")))
def test_in_node(node, fixtures, file):
    printed = run(node, "--test", "--test-reporter=tap", file, EXPLORER_FIXTURES=str(fixtures))
    assert "\n# pass 0\n" not in printed, f"{file} holds no test"


def test_the_types_in_the_comments_hold(node, node_modules):
    run(node, node_modules / "typescript/bin/tsc", "--project", TESTS)


def test_eslint_finds_nothing(node, node_modules):
    eslint = node_modules / "eslint/bin/eslint.js"
    run(node, eslint, "--config", TESTS / "eslint.config.js", "lecture_lib", "tests/javascript", "benchmarks", cwd=ROOT)
