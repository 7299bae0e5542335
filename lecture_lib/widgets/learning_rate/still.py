"""The learning-rate lab as a still picture, for print and for pages without a kernel: the part shown, at its rate."""

import math

import numpy as np

from lecture_lib.widgets.learning_rate.rate_tables import CELLS, CURVATURES, PARABOLA_RATES, RECORDS, SURFACE_CELLS, SURFACE_STEPS
from lecture_lib.widgets.shared.frame import Frame
from lecture_lib.widgets.shared.svg import ACCENT, INK, LINE, NEGATIVE, POSITIVE, element, number, picture

WIDTH, HEIGHT = 760, 330
LEFT, RIGHT = (50, 50, 370, 290), (440, 50, 680, 290)  # left, top, right, bottom of the two frames
MAP = (50, 50, 290, 290)
PALE = {False: "#d9e8f5", True: "#fbe4d2"}  # of the two classes
BANDS = 7


def learning_rate_still(lab):
    """Return the SVG of the lab as it is."""
    title, parts = {"parabola": parabola, "points": points, "surface": surface}[lab.part](lab)
    head = element("text", title, x=LEFT[0], y=24, **{"font-size": 13})
    return picture((WIDTH, HEIGHT), [element("title", title)], head, *parts)


def parabola(lab):
    """Return the title and the parts of the walk down the parabola."""
    row = CURVATURES.index(lab.curvature), int(np.flatnonzero(lab.parabola_eta == PARABOLA_RATES)[0])
    table = lab.tables["parabola"]
    shape = len(CURVATURES), len(PARABOLA_RATES), -1
    w, costs, factor = (np.frombuffer(table[name], "<f4").reshape(shape)[row] for name in ("w", "costs", "factors"))
    xs = np.linspace(-2, 2, 61)
    near = np.cumprod(abs(w) < 2).astype(bool)
    frame, logs = Frame(LEFT, (-2, 2), (0, 2)), Frame(RIGHT, (0, len(w) - 1), (-8, 4))
    exponents = np.log10(np.maximum(costs, 1e-30))
    seen = abs(exponents + 2) <= 6  # from 10⁻⁸ to 10⁴
    title = f"λ = {lab.curvature:g}, η = {lab.parabola_eta:g}: each step multiplies w by 1 − ηλ = {number(float(factor[0]), 3)}"
    return title, [
        *frame.axes("the walk on the parabola"),
        frame.line(xs, lab.curvature * xs**2 / 2, stroke=INK),
        frame.line(w[near], costs[near], stroke=ACCENT),
        frame.dots(w[near], costs[near]),
        *logs.axes("C against the step", up=power),
        logs.line(np.flatnonzero(seen), exponents[seen], stroke=ACCENT),
    ]


def points(lab):
    """Return the title and the parts of the training runs: every cost curve, and the plane of the run that is shown."""
    table, rates = lab.tables["points"], lab.tables["rates"]
    rate = rates.index(lab.eta)
    costs = np.log10(np.frombuffer(table["costs"], "<f4").reshape(len(rates), -1))
    steps = np.arange(RECORDS + 1) * lab.tables["iterations"] / RECORDS
    frame = Frame(LEFT, (0, int(steps[-1])), (math.floor(costs.min()), math.ceil(costs.max())))
    left, bottom, right, top = table["square"]
    plane = Frame(RIGHT, (left, right), (bottom, top))
    title = f"η = {lab.eta:g} after {steps[lab.record]:g} steps: Cost = {10 ** costs[rate, lab.record]:.2g}"
    return title, [
        *frame.axes("Cost against the step, a line for each η", up=power),
        *(frame.line(steps, row, stroke=LINE) for row in np.delete(costs, rate, axis=0)),
        frame.line(steps, costs[rate], stroke=ACCENT, **{"stroke-width": 2}),
        frame.dots([steps[lab.record]], [costs[rate, lab.record]], r=4),
        *sides(table, rate, lab.record),
        *plane.axes("the larger output, over the plane"),
        *(mark(kind, *plane.at(*place)) for kind, place in zip(table["classes"], table["X"], strict=True)),
    ]


def sides(table, rate, record):
    """Draw which output is larger."""
    values = np.frombuffer(table["planes"], np.uint8).reshape(-1, RECORDS + 1, CELLS + 1, CELLS + 1)[rate, record]
    return [element("path", d=cells(RIGHT, (values > 127) == side), fill=PALE[side]) for side in (False, True)]


def power(exponent):
    """Return a power of ten as text."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def cells(box, chosen):
    """Return the path of the chosen places of a grid, rows from the bottom; neighbours in a row are one rectangle."""
    left, top, right, bottom = box
    rows, columns = chosen.shape
    down = np.rint(np.linspace(bottom, top, rows + 1)).astype(int)  # whole pixels leave no seams
    across = np.rint(np.linspace(left, right, columns + 1)).astype(int)
    edges = np.diff(np.pad(chosen.astype(int), ((0, 0), (1, 1))), axis=1)
    runs = [(i, *ends) for i, row in enumerate(edges) for ends in np.flatnonzero(row).reshape(-1, 2)]
    return "".join(f"M{across[a]} {down[i]}H{across[b]}V{down[i + 1]}H{across[a]}z" for i, a, b in runs)


def mark(kind, x, y):
    """Draw a point: a ring for the first class, a cross for the second."""
    look = {"fill": "none", "stroke": POSITIVE if kind else NEGATIVE, "stroke-width": 2}
    if kind == 0:
        return element("circle", cx=x, cy=y, r=4, **look)
    return element("path", d=f"M{x - 4:g} {y - 4:g}l8 8m0 -8l-8 8", **look)


def surface(lab):
    """Return the title and the parts of both paths over the cost of two parameters."""
    table, rates = lab.tables["surfaces"][lab.pair - 1], lab.tables["rates"]
    left, bottom, right, top = table["window"]
    heights = np.frombuffer(table["heights"], "<u2").reshape(SURFACE_CELLS + 1, -1) // (65536 // BANDS + 1)
    names = " and ".join(ref.unicode for ref in lab.chosen_pair)
    greys = [f"hsl(0,0%,{97 - 4 * band}%)" for band in range(BANDS)]
    parts = [element("path", d=cells(MAP, heights == band), fill=grey) for band, grey in enumerate(greys)]
    map_, frame = Frame(MAP, (left, right), (bottom, top)), Frame(RIGHT, (0, SURFACE_STEPS), (-5, 0))
    parts += map_.axes(f"Cost over {names}", across="{:.1f}".format, up="{:.1f}".format)
    parts += frame.axes("Cost against the step", up=power)
    for kind, dashes in (("whole", "none"), ("single", "5 3")):
        x, y, c = np.frombuffer(table[kind], "<f4").reshape(len(rates), -1, 3)[rates.index(lab.eta)].T
        look = {"stroke": ACCENT, "stroke-dasharray": dashes}
        parts += [map_.line(x, y, **look), frame.line(range(len(c)), np.log10(np.maximum(c, 1e-30)), **look)]
    title = f"η = {lab.eta:g}: steps with all points (solid) and with one point each (dashed)"
    return title, [*parts, map_.dots(x[:1], y[:1], r=4, fill="#fff", stroke=INK)]
