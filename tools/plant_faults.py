"""Plant faults in a copy of the project, one at a time, and see whether the tests that should notice do.

    python -m tools.plant_faults               all of them, some ten minutes
    python -m tools.plant_faults tangent mean  those whose names hold one of these words
    python -m tools.plant_faults --list        their names

The exit status is 0 if each was noticed, 1 if one survived, and 2 if one could not be tried. The working tree is only read.
"""

import argparse
import functools
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools import ROOT

LEFT_OUT = {".git", ".venv", "build", "dist"}  # of the root: packages of Node.js have folders of such names too
GREEN, RED = 0, 1  # pytest's exit statuses; any other says that no test was run
STILLS, FIGURES, ROWS = "tests/unit/test_stills.py", "tests/unit/test_figures.py", "tests/unit/test_rows.py"
EXPLORER, PLAYER, LAB, STEPS = (
    f"tests/unit/test_drawn.py::test_in_node[{name}.test.js]" for name in ("explorer", "player", "rates", "steps")
)
WIDGETS = "lecture_lib/widgets"
OVERFITTING = "tests/unit/test_overfitting.py"
IN_NODE = "tests/unit/test_javascript.py -k overfitting"


class NotTried(Exception):
    """A fault cannot be planted, or its tests cannot be run; the message says why."""


@dataclass(frozen=True)
class Fault:
    """What is planted: new for old, a text that stands exactly once in file. tests: what pytest is asked to run."""

    name: str
    file: str
    old: str
    new: str
    tests: str

    def planted(self, text):
        """Return the file's text with the fault in it; NotTried if old is not there exactly once."""
        count = text.count(self.old)
        if count != 1 or self.new == self.old:
            raise NotTried(f"{self.name}: expected {self.old!r} once in {self.file}, found it {count} times; write the fault anew.")
        return text.replace(self.old, self.new)


FAULTS = (
    # the mathematics
    Fault("transpose forgotten", "lecture_lib/propagation.py",
          "net.dsigma[l](z[l]) * (net.W[l + 1].T @ delta[l + 1])",
          "net.dsigma[l](z[l]) * (net.W[l + 1].reshape(net.W[l + 1].T.shape) @ delta[l + 1])", "tests/unit/test_propagation.py"),
    Fault("σ′ left out", "lecture_lib/propagation.py",
          "net.dsigma[l](z[l]) * (net.W[l + 1].T @ delta[l + 1])", "net.W[l + 1].T @ delta[l + 1]",
          "tests/unit/test_propagation.py"),
    Fault("sum in place of the mean", "lecture_lib/propagation.py", "            grad.W[l] /= x.shape[1]\n", "",
          "tests/unit/test_propagation.py"),
    Fault("δ of a sweep with the start's weight", "lecture_lib/perturbation.py",
          "back[ref.k - 1] += shift * delta[ref.layer][ref.j - 1]", "pass", "tests/unit/test_perturbation.py"),
    Fault("the cone one layer too wide", "lecture_lib/perturbation.py", "np.full(n, l > ref.layer)", "np.full(n, l >= ref.layer)",
          STILLS),
    Fault("a slip that is no slip", "lecture_lib/register/four_formulas.py",
          "[slope * gap for slope, gap in zip(own.dsigma(l), discrepancy, strict=True)], discrepancy",
          "[slope * gap for slope, gap in zip(own.dsigma(l), discrepancy, strict=True)], own.dsigma(l) * discrepancy",
          "tests/unit/test_register.py"),
    # rows
    Fault("another row trained than the one given", "lecture_lib/_compiled.py", "[[*numbers, *columns].index(row) for row in",
          "[[*numbers, *columns].index(net.activations[2]) for row in", ROWS),
    Fault("the softmax of a compiled column left out", "lecture_lib/_compiled.py", "_column(kinds[L] - COLUMNWISE, a[here:])",
          "pass", ROWS),
    Fault("biases trained where there are none", "lecture_lib/training.py", "            if net.biases:\n", "            if True:\n", ROWS),
    Fault("a wrong σ′ blamed on the cost", "lecture_lib/gradcheck.py",
          "output.dsigma if output.columnwise else slope_of(output.sigma)", "output.dsigma", ROWS),
    Fault("a kink of one's own taken for one at 0", "lecture_lib/differences.py", "kink = np.broadcast_to(kink, before.shape)",
          "kink = np.broadcast_to(0.0, before.shape)", ROWS),
    Fault("a cost taken for a sum over neurons", "lecture_lib/costs.py",
          'object.__setattr__(self, "sums_over_neurons", is_sum_over_neurons(self, output))',
          'object.__setattr__(self, "sums_over_neurons", True)', ROWS),
    Fault("a cost of one's own left aside", "lecture_lib/network.py", "self._cost_row = cost_for(cost, rows[-1])",
          'self._cost_row = cost_for("quadratic", rows[-1])', ROWS),
    # the order of the house
    Fault("the core imports a widget", "lecture_lib/data.py", "import numpy as np\n",
          "import numpy as np\n\nfrom lecture_lib.widgets.shared import svg  # noqa: F401\n", "tests/unit/test_imports.py"),
    Fault("half a state sent", f"{WIDGETS}/explorer/explorer.py",
          "with self.hold_sync():  # one message, so that the browser never sees half of it", "if True:",
          "tests/unit/test_explorer.py"),
    Fault("a wrong decimal in prose", "notebooks/02_cost.ipynb", "0.7697) = 0.5326", "0.7697) = 0.5336",
          "tests/notebooks/test_prose.py"),
    # stills and figures
    Fault("still: tangent too steep", f"{WIDGETS}/explorer/still.py", "self.cost + self.slope)", "self.cost + 2 * self.slope)",
          STILLS),
    Fault("still: δ of another layer", f"{WIDGETS}/explorer/still.py", "self.here.delta[layer][0, j - 1]",
          "self.here.delta[self.net.L][0, 0]", STILLS),
    Fault("still: can and cannot change swapped", f"{WIDGETS}/explorer/still.py", "if l < self.ref.layer else",
          "if l >= self.ref.layer else", STILLS),
    Fault("still: colours of the signs swapped", f"{WIDGETS}/shared/svg.py", '"#0072b2", "#d55e00", "#a9c4d6", "#e0b79b"',
          '"#d55e00", "#0072b2", "#e0b79b", "#a9c4d6"', STILLS),
    Fault("still: rings fill the other way round", f"{WIDGETS}/shared/network_picture.py", "int(turns > 0)", "int(turns < 0)",
          STILLS),
    Fault("still: the player's δ of the layer before", f"{WIDGETS}/player/still.py",
          "for j, value in enumerate(values[l], start=1)", "for j, value in enumerate(np.resize(values[max(l - 1, 2)], len(values[l])), start=1)",
          STILLS),
    Fault("still: a matrix read transposed", f"{WIDGETS}/player/still.py", "float(M[r - 1, c - 1])",
          "float(M.reshape(M.T.shape)[c - 1, r - 1])", STILLS),
    Fault("still: class marks swapped", f"{WIDGETS}/learning_rate/still.py", "    if kind == 0:", "    if kind == 1:", STILLS),
    Fault("still: sides swapped", f"{WIDGETS}/learning_rate/still.py", "(values > 127) == side", "(values > 127) != side", STILLS),
    Fault("figure: labels of lines swapped", "lecture_lib/figures.py", "in zip(lines, ends, moves, STYLES, strict=False)",
          "in zip(reversed(lines), ends, moves, STYLES, strict=False)", FIGURES),
    Fault("figure: class marks swapped", "lecture_lib/figures.py", "zip((Y[0] > Y[1], Y[0] <= Y[1]), CLASSES, strict=True)",
          "zip((Y[0] <= Y[1], Y[0] > Y[1]), CLASSES, strict=True)", FIGURES),
    # what is sent
    Fault("the finite difference is backpropagation's", f"{WIDGETS}/shared/sweep_message.py", "return (after - before) / (2 * H)",
          "return sweep(net, x, y, ref, values).derivative", "tests/unit/test_drawn.py -k truncation"),
    Fault("arrows point uphill", f"{WIDGETS}/learning_rate/rate_tables.py", "arrows.append(-eta * slopes_of_points(",
          "arrows.append(eta * slopes_of_points(", LAB),
    # what the browser draws
    Fault("tangent with the wrong sign", f"{WIDGETS}/explorer/plot.js", "this.#y(reading.cost + reading.derivative) - y",
          "this.#y(reading.cost - reading.derivative) - y", EXPLORER),
    Fault("tangent of the start", f"{WIDGETS}/explorer/plot.js", "this.#y(reading.cost + reading.derivative) - y",
          "this.#y(reading.cost + this.#sweep.startSlope) - y", EXPLORER),
    Fault("the finite difference shown is the derivative", f"{WIDGETS}/explorer/explorer.js",
          "fixed(reading.finiteDifference, digits.derivative)", "fixed(reading.derivative, digits.derivative)", EXPLORER),
    Fault("a table read transposed", f"{WIDGETS}/shared/sweep.js", "this.rows[row * this.#width + place]",
          "this.rows[place * this.values.length + row]", EXPLORER),
    Fault("can and cannot change swapped", f"{WIDGETS}/explorer/brackets.js", '["cannot change", "can change"]',
          '["can change", "cannot change"]', EXPLORER),
    Fault("the gap's other side", f"{WIDGETS}/explorer/gap.js", "reading.change < 0 ? 0 : 1", "reading.change < 0 ? 1 : 0", EXPLORER),
    Fault("the gap's bar begins at the start", f"{WIDGETS}/explorer/plot.js", "setAttributes(gap, { x1: x, x2: x, y1: y,",
          "setAttributes(gap, { x1: x, x2: x, y1: this.#y(this.#sweep.network.cost),", EXPLORER),
    Fault("labels of the legend swapped", f"{WIDGETS}/shared/legend.js", 'entry(picture(line("positive")), "positive"),\n    entry(picture(negative), "negative")',
          'entry(picture(line("positive")), "negative"),\n    entry(picture(negative), "positive")', EXPLORER),
    Fault("signs of weights swapped", f"{WIDGETS}/shared/diagram.js", 'classList.toggle("negative", weight < 0)',
          'classList.toggle("negative", weight > 0)', EXPLORER),
    Fault("colours of the signs swapped", f"{WIDGETS}/shared/family.css",
          ".bp-widget .bp-edge.negative { stroke: var(--negative-calm); }",
          ".bp-widget .bp-edge.negative { stroke: var(--positive-calm); }", EXPLORER),
    Fault("the tick at the present activation's other side", f"{WIDGETS}/shared/diagram.js", "2 * Math.PI * turns - Math.PI / 2",
          "-2 * Math.PI * turns - Math.PI / 2", EXPLORER),
    Fault("the player's δ under the wrong neuron", f"{WIDGETS}/player/player.js", '`δ ${short(this.#number("delta", layer, j))}`',
          '`δ ${short(this.#number("delta", layer, 1))}`', PLAYER),
    Fault("the player's row lit for a column", f"{WIDGETS}/player/board.js", 'return part === "side" || column === j;',
          'return part === "side" || row === j;', PLAYER),
    Fault("class marks swapped", f"{WIDGETS}/shared/plane.js", "  if (kind === 0) return", "  if (kind === 1) return", LAB),
    Fault("colours of the classes swapped", f"{WIDGETS}/shared/family.css",
          ".bp-widget .bp-point.first { stroke: var(--negative); }", ".bp-widget .bp-point.first { stroke: var(--positive); }", LAB),
    Fault("arrows drawn backwards", f"{WIDGETS}/learning_rate/on_surface.js", "x: place.x + arrow.x, y: place.y + arrow.y",
          "x: place.x - arrow.x, y: place.y - arrow.y", LAB),
    Fault("arrows half as long", f"{WIDGETS}/learning_rate/on_surface.js", "x: place.x + arrow.x, y: place.y + arrow.y",
          "x: place.x + arrow.x / 2, y: place.y + arrow.y / 2", LAB),
    Fault("the surface upside down", f"{WIDGETS}/learning_rate/on_surface.js", "bottom - ((bottom - top) * i) / cells",
          "top + ((bottom - top) * i) / cells", LAB),
    Fault("the key of the ways swapped", f"{WIDGETS}/learning_rate/on_surface.js",
          'entry("all points", line("whole")),\n    entry("one point", line("single"))',
          'entry("all points", line("single")),\n    entry("one point", line("whole"))', LAB),
    # the overfitting lab
    Fault("overfitting: no mask on the way back", f"{WIDGETS}/overfitting/runs.py", "delta[l + 1] * mask[l])", "delta[l + 1])",
          OVERFITTING),
    Fault("overfitting: biases punished", f"{WIDGETS}/overfitting/runs.py", "b[l] -= ETA * delta[l].mean(axis=2)",
          "b[l] -= ETA * (delta[l].mean(axis=2) + self.l2[:, None] * b[l])", OVERFITTING),
    Fault("overfitting: stopped by the training cost", f"{WIDGETS}/overfitting/runs.py", "self.validation.argmin(axis=2)",
          "self.training.argmin(axis=2)", OVERFITTING),
    Fault("overfitting: starts draw the same masks", f"{WIDGETS}/overfitting/runs.py", "np.random.default_rng(start) for",
          "np.random.default_rng(0) for", OVERFITTING),
    Fault("overfitting: trained on all points", f"{WIDGETS}/overfitting/runs.py", "values[:, : every[rows[0]].points]", "values",
          OVERFITTING),
    Fault("overfitting: another start's function in the still", f"{WIDGETS}/overfitting/still.py",
          "plane.line(grid, self.functions[shown],", "plane.line(grid, self.functions[shown - 1],", OVERFITTING),
    Fault("overfitting: validation drawn as training in the still", f"{WIDGETS}/overfitting/still.py",
          "line = logs[self.lab.start - 1, n]", "line = logs[self.lab.start - 1, 0]", OVERFITTING),
    Fault("overfitting: the answer seen beside its question", f"{WIDGETS}/overfitting/overfitting.js", "part.hidden = asking;",
          "part.hidden = false;", IN_NODE),
    Fault("overfitting: the answer heard before its question", f"{WIDGETS}/overfitting/overfitting.js",
          'if (asking !== wasAsking) setText(this.live, "");', "", IN_NODE),
    Fault("overfitting: the second best is right", f"{WIDGETS}/overfitting/questions.js", "const best = costs.indexOf(least);",
          "const best = costs.indexOf(next);", IN_NODE),
    Fault("overfitting: test cost at the end for that of the stop", f"{WIDGETS}/overfitting/tables.js", "test: { kept, last }",
          "test: { kept: last, last }", IN_NODE),
    Fault("dots on another method's line", f"{WIDGETS}/difference_step/difference_step.js", "error[METHODS[place]][row])",
          "error[METHODS[2 - place]][row])", STEPS),
)  # fmt: skip


def main(arguments=None):
    """Try the faults named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="WORD", help="a part of a fault's name; default: all")
    parser.add_argument("--list", action="store_true", help="print their names and try none")
    options = parser.parse_args(arguments)
    faults = [fault for fault in FAULTS if not options.words or any(word in fault.name for word in options.words)]
    if options.list or not faults:
        print("\n".join(fault.name for fault in faults) or f"No fault's name holds {' or '.join(options.words)}.")
        return 0 if faults else 2
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=lambda folder, names: LEFT_OUT if Path(folder) == ROOT else {"__pycache__"})
        return report([outcome(copy, fault) for fault in faults])


def outcome(copy, fault):
    """Try one fault, print what became of it, and return that: "noticed", "SURVIVED" or "not tried"."""
    begun = time.perf_counter()
    try:
        found, words = ("noticed" if noticed(copy, fault) else "SURVIVED"), fault.name
    except NotTried as error:
        found, words = "not tried", str(error)
    print(f"{found:9}  {time.perf_counter() - begun:5.1f} s  {words}", flush=True)
    return found


def noticed(copy, fault):
    """Return whether the tests are red with the fault; NotTried if they are not green without it."""
    path = copy / fault.file
    sound = path.read_text(encoding="utf-8")
    planted = fault.planted(sound)
    if (status := status_without(copy, fault.tests)) != GREEN:
        raise NotTried(f"{fault.name}: {fault.tests} ends with status {status} before anything is planted.")
    path.write_text(planted, encoding="utf-8")
    try:
        status = run(copy, fault.tests)
    finally:
        path.write_text(sound, encoding="utf-8")
    if status not in (GREEN, RED):
        raise NotTried(f"{fault.name}: {fault.tests} ends with status {status} where it is planted: no test was run.")
    return status == RED


@functools.cache
def status_without(copy, tests):
    """Return how the tests end before anything is planted."""
    return run(copy, tests)


def run(copy, tests):
    """Run tests in the copy until the first that is red; return pytest's exit status."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests.split(" ")]
    return subprocess.run(command, cwd=copy, capture_output=True).returncode


def report(outcomes):
    """Print how many survived and return the exit status."""
    survived, untried = outcomes.count("SURVIVED"), outcomes.count("not tried")
    print(f"{len(outcomes)} faults: {outcomes.count('noticed')} noticed, {survived} survived, {untried} not tried.")
    return 2 if untried else int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
