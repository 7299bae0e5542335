"""The values of a parameter at which the explorer knows every number."""

import numpy as np

from lecture_lib.perturbation import sweep
from lecture_lib.propagation import cost
from lecture_lib.widgets.shared.sweep_message import half_range

STEPS = 80  # with 81 values linear interpolation is off by at most a few 1e-4 of C's range


def rows(start, value):
    """Return the grid from −R to R, and between its values the start and value, each a row of its own."""
    values = _grid(start)
    for extra in (start, value):
        if not _same(values, extra).any():
            values = np.append(values, extra)
    return np.sort(values)


def has_row(message, value):
    """Return whether one of the message's rows is this value."""
    return bool(np.any(_same(np.frombuffer(message["values"], "<f8"), value)))


def spread(net, x, y):
    """Return the least and the largest ΔC of any parameter over its slider: what a common cost axis has to hold."""
    changes = [sweep(net, x, y, ref, _grid(net[ref])).cost for ref in net.parameters()]
    return [float(np.min(changes) - cost(net, x, y)), float(np.max(changes) - cost(net, x, y))]


def _grid(start):
    return np.linspace(-half_range(start), half_range(start), STEPS + 1).round(10)


def _same(values, value):
    return np.abs(values - value) < 1e-9  # the browser snaps to rows with the same tolerance
