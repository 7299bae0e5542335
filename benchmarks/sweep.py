"""What a drag needs: 201 values of one parameter of the 4-3-4-5-2 network, against one network after another."""

from dataclasses import replace

import numpy as np

from benchmarks.timing import rows_of, take_turns
from lecture_lib import Network, backward, cost, forward, gradient, sweep

WORK = "201 values of w43[3]"
OURS, LOOP = "lecture_lib.sweep", "a network for each value"
TARGET = 2e-3  # seconds


def sweep_of_one_parameter():
    """Rows for the batched sweep and for the loop it replaces."""
    net, x, y = Network((4, 3, 4, 5, 2), rng=1459, scale=1.5), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
    values = np.linspace(-4, 4, 201)
    functions = {OURS: lambda: sweep(net, x, y, "w43[3]", values), LOOP: lambda: loop(net, x, y, values)}
    ours, slow = rows_of(WORK, take_turns(functions), OURS)
    return [replace(ours, target=f"< {1e3 * TARGET:.0f} ms", met=ours.value < TARGET), slow]


def loop(net, x, y, values):
    """The same numbers by the functions of the lecture alone."""
    rows = []
    for value in values:
        own = net.copy()
        own["w43[3]"] = value
        a, z = forward(own, x)
        rows.append((cost(own, x, y), a, z, backward(own, a, z, y), gradient(own, x, y)["w43[3]"]))
    return rows
