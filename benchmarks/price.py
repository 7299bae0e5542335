"""The price of a gradient: backward against forward, counted and timed, and against a forward pass for each parameter."""

import statistics
from itertools import pairwise

import numpy as np

from benchmarks.timing import Row, take_turns
from lecture_lib import Network, forward, gradient

WORK = "gradient of {sizes}, {points}"
OURS, FORWARD, PUSHING = "lecture_lib.gradient", "lecture_lib.forward", "P + 1 forward passes, reckoned"
CASES = [((4, 3, 4, 5, 2), 1), ((784, 128, 10), 1), ((784, 128, 10), 100), (4 * (100,), 100), (4 * (400,), 100)]


def price_of_a_gradient():
    """Rows for a forward pass, a gradient, and as many forward passes as pushing takes, for each network."""
    return [row for sizes, N in CASES for row in rows_of_case(sizes, N)]


def rows_of_case(sizes, N):
    """Three rows; the note says what was counted. Pushing is not run: it is P + 1 times the forward pass."""
    rng = np.random.default_rng(0)
    net, x, y = Network(sizes, rng=rng), rng.random((sizes[0], N)), rng.random((sizes[-1], N))
    times = take_turns({FORWARD: lambda: forward(net, x), OURS: lambda: gradient(net, x, y)})
    ahead, whole = (statistics.median(times[name]) for name in (FORWARD, OURS))
    work = WORK.format(sizes="-".join(map(str, sizes)), points="1 point" if N == 1 else f"{N} points")
    note = f"{work}: {whole / ahead:.1f} forward passes timed, {1 + counted(sizes, N):.1f} counted"
    pushing = (net.p.size + 1) * ahead
    return [
        Row(work, OURS, value=whole, best=min(times[OURS]), note=note),
        Row(work, FORWARD, value=ahead, best=min(times[FORWARD])),
        Row(work, PUSHING, value=pushing, ratio=pushing / whole, note=f"{net.p.size + 1:,} times the forward pass, not run"),
    ]


def counted(sizes, N):
    """Operations with a weight, backward over forward; one point needs no additions for its outer products."""
    weights = [n * n_before for n_before, n in pairwise(sizes)]
    return (2 * sum(weights[1:]) + (1 if N == 1 else 2) * sum(weights)) / (2 * sum(weights))
