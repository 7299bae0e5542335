"""What the learning-rate lab looks up: every number it shows, for every rate it offers, computed once."""

from dataclasses import dataclass

import numpy as np

from lecture_lib.activations import ACTIVATIONS
from lecture_lib.network import Network
from lecture_lib.propagation import backward, cost, forward
from lecture_lib.widgets.shared.copies import Copies
from lecture_lib.widgets.shared.plane import in_steps, margin, plane_of, square_of

VERSION = 1
CURVATURES = (0.5, 1.0, 2.0)
PARABOLA_RATES = np.arange(1, 89) / 20  # 1/λ and 2/λ of every curvature are among them
PARABOLA_STEPS = 20
RATES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
RECORDS = 40  # of a training run, after the one of its start
CELLS = 20  # along each side of the square of points
SURFACE_STEPS, SURFACE_CELLS = 30, 30
FAR = 1e9  # beyond every picture, and well inside float32


@dataclass(frozen=True)
class Run:
    """A training run with one rate: what was found at each record, and the network in the end.

    cost, slope, right: (RECORDS + 1,); slope is the largest σ′(z[L]) of all points and outputs, right counts the points
    on the side of their class. plane: (RECORDS + 1, CELLS + 1, CELLS + 1), a_1[L] − a_2[L] over the square of points.
    ended: the step by which parameters or Cost were no longer finite, or None; the records from there on repeat the last.
    """

    cost: np.ndarray
    slope: np.ndarray
    right: np.ndarray
    plane: np.ndarray
    ended: int | None
    net: Network


class SideBySide(Copies):
    """Copies of a network, one for each rate, which take the same stochastic steps.

    A run of train_sgd for each rate does the same, and without Numba takes as many times as long as there are rates.
    """

    def __init__(self, net, rates):
        super().__init__([net] * len(rates))
        self.eta = np.array(rates)

    def step(self, x, y):
        """Take one stochastic step with one point, each copy with its own rate."""
        L, W, b, sigma, dsigma = self.net.L, self.W, self.b, self.net.sigma, self.net.dsigma
        a, z, delta = [None, np.tile(x, (len(self.eta), 1))], [None, None], [None] * (L + 1)
        for l in range(2, L + 1):
            z.append(np.einsum("rjk,rk->rj", W[l], a[l - 1]) + b[l])                                     # (19)
            a.append(sigma[l](z[l]))                                                                     # (20)
        delta[L] = dsigma[L](z[L]) * (a[L] - y)                                                          # (22)
        for l in range(L - 1, 1, -1):
            delta[l] = dsigma[l](z[l]) * np.einsum("rkj,rk->rj", W[l + 1], delta[l + 1])                 # (23)
        for l in range(2, L + 1):
            step = self.eta[:, None] * delta[l]
            W[l] -= step[:, :, None] * a[l - 1][:, None, :]                                              # (25), (15)
            b[l] -= step                                                                                 # (24), (15)


def train(net, X, Y, rates, n_iter, rng):
    """Return {rate: Run} of n_iter stochastic steps from net, which is left alone; all rates draw the same points."""
    copies, plane = SideBySide(net, rates), plane_of(X, CELLS)
    recorded = [[net.p.copy() for _ in rates]]
    with np.errstate(over="ignore", invalid="ignore"):  # a rate that leads beyond all numbers ends its own run only
        for block in rng.integers(X.shape[1], size=n_iter).reshape(RECORDS, -1):
            for k in block:
                copies.step(X[:, k], Y[:, k])
            recorded.append([p.copy() for p in copies.p])
    ways = zip(*recorded, strict=True)
    return {eta: run_of(net, X, Y, plane, way, n_iter) for eta, way in zip(rates, ways, strict=True)}


def run_of(net, X, Y, plane, way, n_iter):
    """Return the Run whose parameters at the records were way."""
    lost = next((n for n, p in enumerate(way) if not is_finite(net, X, Y, p)), None)
    found, now = [], net.copy()
    for n, p in enumerate(way):
        now.p = p if lost is None or n < lost else way[lost - 1]
        found.append(record(now, X, Y, plane))
    ended = None if lost is None else lost * n_iter // RECORDS
    return Run(*(np.array(values) for values in zip(*found, strict=True)), ended, now)


def is_finite(net, X, Y, p):
    """Return whether parameters p, and Cost with them, are finite numbers."""
    if not np.isfinite(p).all():
        return False
    moved = net.copy()
    moved.p = p
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(cost(moved, X, Y)))


def record(net, X, Y, plane):
    """Return Cost, the largest slope of an output, how many points are on their side, and the outputs over the plane."""
    a, z = forward(net, X)
    right = int((np.argmax(a[net.L], axis=0) == np.argmax(Y, axis=0)).sum())
    return cost(net, X, Y), net.dsigma[net.L](z[net.L]).max(), right, margin(net, plane)


# the tables

def parabola_table():
    """Return w after each step down ½λw², from 1, and the cost there: w → w − ηλw multiplies w by 1 − ηλ."""
    curvature, rate, step = np.ix_(CURVATURES, PARABOLA_RATES, np.arange(PARABOLA_STEPS + 1))
    factor = 1 - rate * curvature
    w = factor**step
    return {
        "curvatures": list(CURVATURES),
        "rates": PARABOLA_RATES.tolist(),
        "steps": PARABOLA_STEPS,
        "factors": as_float32(factor),
        "w": as_float32(w),
        "costs": as_float32(curvature * w**2 / 2),
    }


def points_table(net, X, Y, runs):
    """Return what the runs, {rate: Run}, found."""
    return {
        "records": RECORDS,
        "cells": CELLS,
        "square": square_of(plane_of(X, CELLS)),
        "X": X.T.tolist(),
        "classes": np.argmax(Y, axis=0).tolist(),
        "L": net.L,
        "sigmoid": net.activations[net.L] == ACTIVATIONS["sigmoid"],
        "costs": as_float32([run.cost for run in runs.values()]),
        "slopes": as_float32([run.slope for run in runs.values()]),
        "right": np.array([run.right for run in runs.values()], np.uint8).tobytes(),
        "planes": in_steps(np.array([run.plane for run in runs.values()]), -1, 1, np.uint8),
        "ended": [run.ended for run in runs.values()],
    }


def surface_table(net, found, X, Y, refs, rates, draws):
    """Return Cost over two parameters, where all others are as in found, and the paths of both methods from net's two.

    draws: the points of the stochastic steps, (SURFACE_STEPS,), the same for every rate.
    """
    base = found.copy()
    for ref in refs:
        base[ref] = net[ref]
    window, heights = surface(base, found, X, Y, refs)
    whole = [walk(base, X, Y, refs, eta, lambda _: slice(None)) for eta in rates]
    single = [walk(base, X, Y, refs, eta, lambda n: slice(draws[n % len(draws)], draws[n % len(draws)] + 1)) for eta in rates]
    scale = np.log10(heights)
    low, high = float(scale.min()), float(scale.max())
    return {
        "parameters": [ref.plain for ref in refs],
        "window": window,
        "found": [found[ref] for ref in refs],
        "scale": [low, high],
        "heights": in_steps(scale, low, high, np.dtype("<u2")),
        "whole": as_float32([places for places, _ in whole]),
        "single": as_float32([places for places, _ in single]),
        "arrows": as_float32([arrows for _, arrows in single]),
    }


def surface(base, found, X, Y, refs):
    """Return the window [left, bottom, right, top], a square around what was found with the start in it, and Cost there."""
    start, middle = (np.array([net[ref] for ref in refs]) for net in (base, found))
    half = max(1.3 * float(abs(start - middle).max()), 3.0)
    low, high = middle - half, middle + half
    grid = np.linspace(low, high, SURFACE_CELLS + 1)
    heights = [[cost_at(base, X, Y, refs, place) for place in zip(grid[:, 0], [v] * len(grid), strict=True)] for v in grid[:, 1]]
    return [*low.tolist(), *high.tolist()], np.array(heights)


def cost_at(base, X, Y, refs, place):
    """Return Cost with two parameters moved; 1e-30 at least, since it is drawn by its logarithm."""
    net = base.copy()
    for ref, value in zip(refs, place, strict=True):
        net[ref] = value
    return max(cost(net, X, Y), 1e-30)


def walk(base, X, Y, refs, eta, points):
    """Return the way of two parameters down, the others frozen, and the arrow −η∇C of each point at each place.

    points: function of the step, the slice of points whose mean gradient is followed. Places (SURFACE_STEPS + 1, 3) hold
    both parameters and Cost; arrows (SURFACE_STEPS, N, 2). A step beyond all numbers ends at FAR.
    """
    net, places, arrows = base.copy(), [], []
    for n in range(SURFACE_STEPS + 1):
        places.append([*(net[ref] for ref in refs), cost(net, X, Y)])
        arrows.append(-eta * slopes_of_points(net, X, Y, refs))
        moved = places[-1][:2] + arrows[-1][points(n)].mean(axis=0)
        for ref, value in zip(refs, np.clip(moved, -FAR, FAR), strict=True):
            net[ref] = value
    return places, arrows[:-1]


def slopes_of_points(net, X, Y, refs):
    """Return ∂C of each point by each of some parameters, shape (N, number of parameters), by (24) and (25)."""
    a, z = forward(net, X)
    delta = backward(net, a, z, Y)
    sources = [1.0 if ref.k is None else a[ref.layer - 1][ref.k - 1] for ref in refs]
    return np.array([delta[ref.layer][ref.j - 1] * source for ref, source in zip(refs, sources, strict=True)]).T


def default_pairs(net):
    """Return pairs worth a look: two biases of the output, a weight and a bias of it, two weights of the layer before."""
    L, n = net.L, net.sizes[-2]
    hidden = [ref.plain for ref in net.parameters() if (ref.layer, ref.j) == (L - 1, n) and ref.k in (1, 2)]
    return [(f"b1[{L}]", f"b2[{L}]"), (f"w1,{n}[{L}]", f"b1[{L}]"), *([tuple(hidden)] if len(hidden) == 2 else [])]


def as_float32(values):
    """Return numbers as the browser reads them: in C order, none beyond float32."""
    return np.clip(np.asarray(values, dtype=float), -1e30, 1e30).astype("<f4").tobytes()
