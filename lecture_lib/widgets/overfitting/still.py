"""The overfitting lab as a still picture: the costs of the run that is shown, its early stop, and the network's function."""

import numpy as np

from lecture_lib.widgets.overfitting import runs
from lecture_lib.widgets.shared.frame import Frame
from lecture_lib.widgets.shared.svg import ACCENT, END, INK, LINE, NEGATIVE, POSITIVE, QUIET, element, number, picture

WIDTH, HEIGHT = 760, 345
LEFT, RIGHT = (50, 62, 370, 290), (440, 62, 730, 290)  # left, top, right, bottom of the two frames
COLOURS = {"training": POSITIVE, "validation": NEGATIVE}
DASHES = {"training": "none", "validation": "5 3"}
SAID = {"l2": "λ = {:g}", "dropout": "dropout rate {:g}", "neurons": "hidden neurons: {:g}", "points": "training points: {:g}"}
SPAN = (-2, 0)  # powers of ten of the costs that are drawn


def overfitting_still(lab):
    """Return the SVG of the lab as it is; while a question waits, of the points alone."""
    return OverfittingStill(lab).svg()


class OverfittingStill:
    """The run of a lab that is shown."""

    def __init__(self, lab):
        self.lab, self.tables = lab, lab.tables
        self.steps = self.tables["steps"]
        self.asking = bool(lab.question) and not lab.question["revealed"]
        value = getattr(lab, lab.knob)
        self.value, self.row = value, self.tables["rows"][lab.knob][runs.KNOBS[lab.knob].index(value)]
        shape = -1, runs.STARTS
        self.costs = np.frombuffer(self.tables["costs"], "<f4").reshape(*shape, 2, len(self.steps))[self.row]
        self.best = int(np.frombuffer(self.tables["best"], np.uint8).reshape(shape)[self.row, lab.start - 1])
        self.test = np.frombuffer(self.tables["test"], "<f4").reshape(*shape, 2)[self.row, lab.start - 1]
        left, low, right, high = self.tables["window"]
        self.window = (left, right), (low, high)
        functions = np.frombuffer(self.tables["functions"], "<u2").reshape(*shape, len(self.steps), runs.CELLS + 1)
        self.functions = low + (high - low) * functions[self.row, :, lab.record] / 65535.0

    def svg(self):
        """Return the whole picture."""
        plane = Frame(RIGHT, *self.window)
        axes = plane.axes("what the network says, over the points", up=lambda y: number(y, 1))
        parts = [*axes, *self.points(plane), *self.legend()]
        if not self.asking:
            parts = [*self.cost_plot(), *self.curves(plane), *parts]
        return picture((WIDTH, HEIGHT), [element("title", self.words())], element("text", self.words(), x=20, y=24), *parts)

    def words(self):
        """Return what is shown, in a sentence."""
        said = f"{SAID[self.lab.knob].format(self.value)}, start {self.lab.start}"
        if self.asking:
            return f"{said}: when does this network learn the noise? A question is open."
        stop, end = (number(float(cost), 3) for cost in self.test)
        where = f"early stop at step {self.steps[self.best]}, with a test cost of {stop}"
        return f"{said}: {where}; at step {self.steps[-1]} it is {end}"

    def cost_plot(self):
        """Draw the costs of the run over the bands of all starts, and the early stop."""
        frame = Frame(LEFT, (0, self.steps[-1]), SPAN)
        parts = frame.axes("cost against the step; bands: all starts", up=lambda power: f"{10**power:g}")
        logs = np.log10(np.maximum(self.costs, 1e-30))
        for n, name in enumerate(COLOURS):
            around = [*logs[:, n].min(axis=0), *logs[:, n].max(axis=0)[::-1]]
            look = {"fill": COLOURS[name], "fill-opacity": 0.15}
            parts.append(frame.line([*self.steps, *self.steps[::-1]], around, **look))
        for n, name in enumerate(COLOURS):
            look = {"stroke": COLOURS[name], "stroke-dasharray": DASHES[name]}
            line = logs[self.lab.start - 1, n]
            parts += [frame.line(self.steps, line, **look)]
            parts += [frame.dots([self.steps[self.lab.record]], [line[self.lab.record]], r=4, fill=COLOURS[name])]
        x = self.steps[self.best]
        right = x > self.steps[-1] / 2
        place = {"x": frame.at(x, 0)[0] + (-5 if right else 5), "y": LEFT[1] + 11, **(END if right else {})}
        return [*parts, frame.line([x, x], SPAN, stroke=INK, **{"stroke-width": 1}), element("text", "early stop", **place)]

    def curves(self, plane):
        """Draw the functions of all starts, that of the one shown on top, over the function without the noise."""
        grid, shown = runs.GRID[0], self.lab.start - 1
        thin = {"stroke": LINE, "stroke-width": 1}
        others = [plane.line(grid, values, **thin) for values in np.delete(self.functions, shown, axis=0)]
        truth = plane.line(grid, self.tables["truth"], stroke=QUIET, **{"stroke-dasharray": "2 3"})
        return [*others, truth, plane.line(grid, self.functions[shown], stroke=ACCENT, **{"stroke-width": 2.2})]

    def points(self, plane):
        """Draw the training points as crosses and the validation points as rings."""
        count = self.value if self.lab.knob == "points" else runs.Setting.points
        training, validation = self.tables["training"][:count], self.tables["validation"]
        return [*(cross(*plane.at(*point)) for point in training), *(ring(*plane.at(*point)) for point in validation)]

    def legend(self):
        """Say which colour and mark is which."""
        y = HEIGHT - 16
        return [
            cross(452, y - 4),
            element("text", "training", x=462, y=y, fill=POSITIVE),
            ring(532, y - 4),
            element("text", "validation", x=542, y=y, fill=NEGATIVE),
            element("text", "network", x=618, y=y, fill=ACCENT),
            element("text", "truth", x=684, y=y, fill=QUIET),
        ]


def cross(x, y):
    """Draw a training point."""
    return element("path", d=f"M{x - 3.5:g} {y - 3.5:g}l7 7m0 -7l-7 7", stroke=POSITIVE, fill="none", **{"stroke-width": 2})


def ring(x, y):
    """Draw a validation point."""
    return element("circle", cx=x, cy=y, r=3.6, fill="none", stroke=NEGATIVE, **{"stroke-width": 1.6})
