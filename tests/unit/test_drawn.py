"""What the browser draws, measured under Node.js: places, classes, colours and texts against numbers that come by another way.

Whole pictures, of stills too, are compared with those in the folder pictures.
Slopes and sensitivities are found by pushing, what can change by changing it, a walk by walking it again. The tests stand in
tests/javascript/drawn; what they compare with is computed here.
"""

import dataclasses
import difflib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from lecture_lib import LearningRateLab, Network, PassPlayer, StepSlider, cost, forward, lecture_data, sweep, train_sgd
from lecture_lib.widgets.explorer.explorer import Explorer
from lecture_lib.widgets.page.page import in_base64
from lecture_lib.widgets.shared import sweep_message as messages

DRAWN = Path(__file__).resolve().parents[1] / "javascript/drawn"
LECTURE = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
TANH = Network((2, 3, 1), activation="tanh", scale=1.5, rng=2), np.array([0.3, -0.8]), np.array([0.5])
SOFTMAX = (
    Network((2, 3, 4), output_activation="softmax", cost="cross_entropy", scale=1.5, rng=3),
    np.array([0.3, 0.8]),
    np.array([0.0, 1.0, 0.0, 0.0]),
)
STATES = {
    "weight": (LECTURE, "w43[3]", 1.2),
    "flipped": (LECTURE, "w12[2]", -2.5),  # its sign is another than at the start
    "bias": (LECTURE, "b2[4]", 3.1),
    "output": (LECTURE, "w15[5]", -1.3),
    "tanh": (TANH, "w31[2]", -1.7),
    "softmax": (SOFTMAX, "w23[3]", 1.9),
}
WIDGETS = {"explorer": Explorer, "player": PassPlayer, "rates": LearningRateLab, "steps": StepSlider}
PUSH = 1e-4
X, Y = lecture_data()
START = Network((2, 2, 3, 2), rng=10)
PAIR, ETA, STEP, N_ITER = ("w13[4]", "b1[4]"), 2.0, 3, 40


# numbers, by another way than the widgets'


def moved(net, parameter, value):
    other = net.copy()
    other[parameter] = value
    return other


def slope(net, x, y, parameter, push=PUSH):
    """∂C by pushing both ways."""
    above, below = (cost(moved(net, parameter, net[parameter] + h), x, y) for h in (push, -push))
    return (above - below) / (2 * push)


def sensitivities(net, x, y):
    """δ of each neuron, [layer, j, δ]: what C does when z_j moves, which a push of its bias does."""
    return [[ref.layer, ref.j, slope(net, x, y, ref)] for ref in net.parameters() if ref.k is None]


def weights(net):
    return [[ref.layer, ref.j, ref.k, net[ref]] for ref in net.parameters() if ref.k is not None]


def activations(net, x):
    a = forward(net, x)[0]
    return [[l, j, float(a[l][j - 1])] for l in range(1, net.L + 1) for j in range(1, net.sizes[l - 1] + 1)]


def explored(point, parameter, value):
    """What an explorer has to show at one value."""
    net, x, y = point
    ref, now, other = net.find(parameter), moved(net, parameter, value), moved(net, parameter, net[parameter] + 0.7)
    values = np.linspace(-4, 4, 17)  # among those of the table
    pairs = zip(activations(net, x), activations(other, x), strict=True)
    return {
        "layer": ref.layer, "j": ref.j, "k": ref.k, "name": parameter, "start": net[ref], "value": value,
        "weights": weights(now), "before": activations(net, x), "activations": activations(now, x),
        "reached": [before[:2] for before, after in pairs if before[2] != after[2]],
        "cost": cost(now, x, y), "costBefore": cost(net, x, y),
        "slope": slope(now, x, y, ref), "slopeBefore": slope(net, x, y, ref),
        "pushed": slope(now, x, y, ref, 1e-3), "curve": [[v, cost(moved(net, ref, v), x, y)] for v in values],
        "delta": slope(now, x, y, f"b{ref.j}[{ref.layer}]"), "signed": net.activation == "tanh", "gaps": gaps(point, ref, value),
    }  # fmt: skip


def gaps(point, ref, value):
    """[|Δw|, gap] on the side of the start on which value is, for pushes that double up to the end of the slider."""
    net, x, y = point
    room = (4 if value > net[ref] else -4) - net[ref]
    before, change = cost(net, x, y), slope(net, x, y, ref)
    pushes = room * 2.0 ** np.arange(-9, 1)
    return [[abs(push), abs(cost(moved(net, ref, net[ref] + push), x, y) - before - change * push)] for push in pushes.tolist()]


def played(point):
    """What a player has to show: z by a loop over the weights, the rest by pushing."""
    net, x, y = point
    a = {(l, j): value for l, j, value in activations(net, x)}
    z = {(ref.layer, ref.j): net[ref] for ref in net.parameters() if ref.k is None}
    for l, j, k, w in weights(net):
        z[l, j] += w * a[l - 1, k]
    return {
        "weights": weights(net), "activations": activations(net, x), "deltas": sensitivities(net, x, y),
        "slopes": [[l, j, k, slope(net, x, y, f"w{j}{k}[{l}]")] for l, j, k, _ in weights(net)],
        "z": [[l, j, value] for (l, j), value in z.items()],
    }  # fmt: skip


def walked(base, draws=None):
    """The way of two parameters alone: places and Cost; draws: the point of each step, None for all of them."""
    net, places = base.copy(), []
    for n in range(31):
        places.append([*(net[name] for name in PAIR), cost(net, X, Y)])
        steps = [-ETA * slope(net, *data_of(n, draws), name) for name in PAIR]
        for name, step in zip(PAIR, steps, strict=True):
            net[name] += step
    return places


def data_of(n, draws):
    return (X, Y) if draws is None else (X[:, draws[n]], Y[:, draws[n]])


def laboratory(lab):
    """What the lab has to show with rate ETA: both ways, the arrows −η∇C of a step, the surface, the plane, the costs."""
    base, trained = START.copy(), START.copy()
    train_sgd(base, X, Y, eta=lab.tables["best"], n_iter=N_ITER, rng=0, compiled=False)
    for name in PAIR:
        base[name] = START[name]
    train_sgd(trained, X, Y, eta=ETA, n_iter=N_ITER, rng=0, compiled=False)
    draws = np.random.default_rng(0).integers(10, size=31)
    whole, single = walked(base), walked(base, draws)
    there = base.copy()
    for name, value in zip(PAIR, single[STEP][:2], strict=True):
        there[name] = value
    left, bottom, right, top = lab.tables["surfaces"][0]["window"]
    grid = np.random.default_rng(1).uniform([left, bottom], [right, top], (60, 2)).tolist()
    plane = np.random.default_rng(2).uniform(0, 1, (80, 2))
    return {
        "whole": whole, "single": single,
        "arrows": [[-ETA * slope(there, X[:, k], Y[:, k], name) for name in PAIR] for k in range(10)],
        "drawn": int(draws[STEP]), "step": STEP, "eta": ETA,
        "surface": [[*place, cost(moved(moved(base, PAIR[0], place[0]), PAIR[1], place[1]), X, Y)] for place in grid],
        "plane": [[*place, *forward(trained, place)[0][4].tolist()] for place in plane.tolist()],
        "points": [[*x, int(y[0] < y[1])] for x, y in zip(X.T.tolist(), Y.T.tolist(), strict=True)],
    }  # fmt: skip


def stepped(point, parameter):
    """How far the difference quotients are off for steps at which truncation outweighs rounding."""
    net, x, y = point
    truth = slope(net, x, y, parameter)
    C = {h: cost(moved(net, parameter, net[parameter] + h), x, y) for h in (0.0, *STEPS, *(-h for h in STEPS))}
    return [[h, abs((C[h] - C[0.0]) / h - truth), abs((C[h] - C[-h]) / (2 * h) - truth)] for h in STEPS]


STEPS = (1.0, 0.1, 0.01)


# written for Node, and tested there


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The assembled widgets with their style sheets, their states, and the numbers that they have to show."""
    folder = tmp_path_factory.mktemp("drawn")
    for name, widget in WIDGETS.items():
        (folder / f"{name}.mjs").write_text(widget._esm, encoding="utf-8")
        (folder / f"{name}.css").write_text(widget._css, encoding="utf-8")
    lab = LearningRateLab(START, X, Y, n_iter=N_ITER, pairs=[PAIR])
    states = {name: (Explorer(*point, parameter, value=value), explored(point, parameter, value))
              for name, (point, parameter, value) in STATES.items()}  # fmt: skip
    states |= {
        "player": (PassPlayer(*LECTURE), played(LECTURE)),
        "lab": (lab, laboratory(lab)),
        "step-slider": (StepSlider(*LECTURE, "w12[2]"), stepped(LECTURE, "w12[2]")),
        "doubled": (with_doubled_slopes(), explored(*STATES["weight"])),
    }
    for name, (widget, known) in states.items():
        text = json.dumps({"state": widget.own_state(), "known": known}, default=in_base64)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def with_doubled_slopes():
    """An explorer whose every slope by backpropagation is twice what it is; nothing else is touched."""
    def doubled(*arguments):
        swept = sweep(*arguments)
        return dataclasses.replace(swept, derivative=2 * swept.derivative)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "sweep", doubled)
        point, parameter, value = STATES["weight"]
        return Explorer(*point, parameter, value=value)


def run(node, *command, folder):
    environment = os.environ | {"EXPLORER_FIXTURES": str(folder)}
    done = subprocess.run(
        [node, *command], cwd=DRAWN, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=600
    )
    assert done.returncode == 0, f"{command[-1]} failed:\n{done.stdout[-8000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.mark.parametrize("file", sorted(path.name for path in DRAWN.glob("*.test.js")))
def test_in_node(node, folder, file):
    printed = run(node, "--test", "--test-reporter=tap", file, folder=folder)
    assert "\n# pass 0\n" not in printed, f"{file} holds no test"


# whole pictures

PICTURES = Path(__file__).parent / "pictures"
DRAWN_BY_THE_BROWSER = (
    "explorer-network-tanh", "explorer-plot-tanh", "explorer-gap-tanh",
    "explorer-network-softmax", "explorer-plot-softmax", "explorer-gap-softmax", "player-delta-3", "lab-parabola",
)  # fmt: skip
STILLS = ("still-explorer-tanh", "still-explorer-softmax", "still-player", "still-lab")


@pytest.fixture(scope="module")
def pictures(node, folder):
    """{name: SVG} of widgets as the browser draws them, and of stills, one shape a line."""
    player, lab = PassPlayer(*LECTURE, at="grad[4]"), LearningRateLab(START, X, Y, n_iter=N_ITER, pairs=[PAIR])
    player.neuron, player.source = 5, 3
    lab.curvature, lab.parabola_eta = 2.0, 0.2
    explorers = [Explorer(*point, name, value=value) for point, name, value in (STATES["tanh"], STATES["softmax"])]
    stills = [widget._repr_mimebundle_()[0]["image/svg+xml"] for widget in (*explorers, player, lab)]
    in_lines = (re.sub("><(?!/)", ">\n<", still) + "\n" for still in stills)
    return json.loads(run(node, "pictures.js", folder=folder)) | dict(zip(STILLS, in_lines, strict=True))


@pytest.mark.parametrize("name", DRAWN_BY_THE_BROWSER + STILLS)
def test_the_picture_is_the_one_that_was_looked_at(pictures, tmp_path, name):
    """Where a picture is to change, look at both, then REFRESH_PICTURES=1 writes the new one (CONTRIBUTING.md)."""
    looked_at, drawn = PICTURES / f"{name}.svg", tmp_path / f"{name}.svg"
    drawn.write_text(pictures[name], encoding="utf-8")
    if os.environ.get("REFRESH_PICTURES"):
        shutil.copy(drawn, looked_at)
    lines = [path.read_text(encoding="utf-8").splitlines() for path in (looked_at, drawn)]
    changed = list(difflib.unified_diff(*lines, "looked at", "drawn now", n=0, lineterm=""))
    how = f"open both in a browser:\n{looked_at}\n{drawn}\nIf the new one is right: REFRESH_PICTURES=1, as CONTRIBUTING.md says."
    assert not changed, "\n".join([*changed[:40], how])


def test_every_picture_is_looked_at_and_drawn(pictures):
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(DRAWN_BY_THE_BROWSER + STILLS) == set(pictures)


# the finite difference is one


@pytest.mark.parametrize("parameter", ["w43[3]", "w12[2]", "b2[4]"])
def test_the_finite_difference_that_is_sent_is_off_the_slope_by_its_truncation(monkeypatch, parameter):
    """h²C‴/6, with C‴ from slopes on either side; with a large h, so that single precision shows it."""
    monkeypatch.setattr(messages, "H", 0.1)
    net, x, y = LECTURE
    values = np.sort([*np.linspace(-4, 4, 21), net[parameter]])
    found = messages.read_message(messages.sweep_message(net, x, y, {"derivative", "difference"}, parameter, values))
    off = (found["difference"]["0"] - found["derivative"]["0"]).ravel()
    below, here, above = ([slope(moved(net, parameter, v + push), x, y, parameter) for v in values] for push in (-0.05, 0, 0.05))
    predicted = 0.1**2 * (np.add(above, below) - 2 * np.array(here)) / 0.05**2 / 6
    assert abs(predicted).max() > 3e-6
    np.testing.assert_allclose(off, predicted, atol=0.01 * abs(predicted).max() + 2e-8)
