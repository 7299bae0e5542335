"""The depth lab as a still picture: ‖δ^[l]‖ by layer, its bound, and the same normalised if that is shown."""

import numpy as np

from lecture_lib.widgets.depth_lab.depth_tables import lines_at
from lecture_lib.widgets.shared.frame import Frame, power
from lecture_lib.widgets.shared.svg import ACCENT, POSITIVE, QUIET, element, picture

WIDTH, HEIGHT = 620, 330
BOX = (60, 50, 440, 290)


def depth_still(lab):
    """Return the SVG of the lab as it is."""
    plain, normalised = lines_at(lab.tables, lab.depth, lab.activation, lab.scale)
    lines = [("bound", plain[1], QUIET, "5 3"), ("without", plain[0], ACCENT, "none")]
    lines += [("normalised", normalised[0], POSITIVE, "6 2 1 2")] if lab.normalised else []
    known = [values[np.isfinite(values)] for _, values, _, _ in lines]
    low, high = (int(edge(np.concatenate(known))) for edge in (lambda v: np.floor(v.min()), lambda v: np.ceil(v.max()) + 1e-9))
    frame = Frame(BOX, (2, max(lab.depth, 3)), (low, max(high, low + 1)))
    title = f"The length of δ by layer: {lab.depth} layers, {lab.activation}, weights of {lab.scale:.3g} · N(0, 1)"
    words = "The length of delta by layer, on a logarithmic axis: " + "; ".join(told(*line[:2]) for line in lines) + "."
    layers, parts = np.arange(1, lab.depth + 1), []
    for place, (name, values, colour, dashes) in enumerate(lines):
        look, y = {"stroke": colour, "stroke-width": 2, "stroke-dasharray": dashes}, BOX[1] + 20 * place + 10
        seen = np.isfinite(values)
        parts += [frame.line(layers[seen], values[seen], **look)]
        parts += [element("path", d=f"M{BOX[2] + 20} {y}h28", **look), element("text", name, x=BOX[2] + 54, y=y + 4)]
    head = element("text", title, x=BOX[0], y=24, **{"font-size": 13})
    axis = frame.axes("‖δ‖ against the layer", across="{:d}".format, up=power)
    return picture((WIDTH, HEIGHT), [element("title", title), element("desc", words)], head, *axis, *parts)


def told(name, values):
    """Say in words how a line runs on its way back."""
    first, last = values[1], values[-1]
    if not np.isfinite(first - last):
        return f"{name}, 0 in layer 2"
    ends = f"10 to the {first - last:+.0f} from the last layer to layer 2"
    return f"{name}, {ends}"
