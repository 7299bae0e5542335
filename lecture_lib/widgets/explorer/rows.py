"""The values of a parameter at which the explorer knows every number."""

import numpy as np

from lecture_lib.perturbation import sweep
from lecture_lib.propagation import cost
from lecture_lib.widgets.shared.sweep_message import half_range

STEPS = 80  # with 81 values linear interpolation is off by at most a few 1e-4 of C's range


def rows(start, *further):
    """Return the grid from −R to R, and between its values the start and further ones, each a row of its own."""
    values = _grid(start)
    for extra in (start, *further):
        if not _same(values, extra).any():
            values = np.append(values, extra)
    return np.sort(values)


def turning_points(net, x, y, ref):
    """Return the values on the slider at which C turns, where its slope is 0: a dot that is dragged can rest there."""
    found, values = [], _grid(net[ref])
    for place in _sign_changes(net, x, y, ref, values):
        between = values[place : place + 2]
        for _ in range(6):  # each makes the interval 20 times as small, the last 1e-9 of a step
            between = np.linspace(*between, 21)
            first = next(iter(_sign_changes(net, x, y, ref, between)), 0)
            between = between[first : first + 2]
        found.append(between.mean())
    return found


def _sign_changes(net, x, y, ref, values):
    slopes = sweep(net, x, y, ref, values).derivative
    return np.flatnonzero(slopes[:-1] * slopes[1:] < 0)


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
