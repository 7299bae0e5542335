"""The numbers that the browser looks up while you drag: one message, with a row for each value of a parameter."""

import math

import numpy as np

from lecture_lib.perturbation import perturb, sweep
from lecture_lib.propagation import backward, forward
from lecture_lib.widgets.shared.network_state import VERSION, identity

HALF_RANGE = 4.0
GAP_HALVINGS = 9  # from the end of the slider to about a hundredth, below which nobody pushes
FLOAT32 = np.finfo("f4").max  # rows travel in single precision
H = 1e-3  # small enough for seven equal digits, large enough that rounding does not show


def sweep_message(net, x, y, names, parameter=None, values=None, further=None):
    """Return the named quantities for each value of a parameter, or without one for the point x, y or each of a batch.

    values: in rising order, the parameter's own among them. names: of C, a, z, dsigma, delta, y, w, b, dw (∂C/∂w) and
    rate (∂z_k^[l]/∂z_j^[l−1], at layer l); of a parameter also derivative (∂C by it) and difference (the same by central
    differences); of points also cost (of each) and Cost, (9); delta-3 is one layer. further: {name: {layer: array}}.
    layout: {name: {layer: [first column, m, n]}}, where entry (j, k) of an m × n matrix is first + (j − 1)n + k − 1.
    A column's number is its base, and where it moves its row's on top: the base is 0 then, but C's is its start, next to
    which float32 would lose the digits of ΔC. ValueError where numbers grow beyond float32.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
        if parameter is None:
            found, values, about = _at_points(net, x, y)
        else:
            found, about = _at_values(net, x, y, net.find(parameter), values)
        layout, numbers = _laid_out(_wanted(found, names) | (further or {}), len(values))
    if not (np.abs(numbers) <= FLOAT32).all():
        when = f"when {about['parameter']} goes from {values[0]:g} to {values[-1]:g}, " if parameter else ""
        raise ValueError(f"net: {when}numbers grow beyond {FLOAT32:.0e}")
    start = numbers[about["start"]]
    origin = np.zeros_like(start)
    if "C" in layout:
        origin[layout["C"]["0"][0]] = start[layout["C"]["0"][0]]
    rows = (numbers - origin).astype("<f4")
    moves = (rows != rows[0]).any(axis=0)
    return {
        "version": VERSION,
        "network": identity(net, x, y),
        "values": np.asarray(values).astype("<f8").tobytes(),
        "layout": layout,
        "base": np.where(moves, origin, start).astype("<f8").tobytes(),
        "moving": np.flatnonzero(moves).tolist(),
        "rows": rows[:, moves].tobytes(),
        **about,
    }


def read_message(message):
    """Return {name: {layer: array}} as the browser reads it, of shape (rows, m, n), layers as texts."""
    values, base = (np.frombuffer(message[name], "<f8") for name in ("values", "base"))
    numbers = np.tile(base, (len(values), 1))
    numbers[:, message["moving"]] += np.frombuffer(message["rows"], "<f4").reshape(len(values), len(message["moving"]))
    return {
        name: {l: numbers[:, first : first + m * n].reshape(-1, m, n) for l, (first, m, n) in layers.items()}
        for name, layers in message["layout"].items()
    }


def half_range(start):
    """Return R: a parameter that starts at start is swept from −R to R."""
    return HALF_RANGE if abs(start) <= HALF_RANGE else math.floor(abs(start) + 1) + 1.0


def _wanted(found, names):
    wanted = {}
    for name in sorted(names):
        name, _, l = name.partition("-")
        layers = found[name]()
        wanted[name] = wanted.get(name, {}) | ({int(l): layers[int(l)]} if l else layers)
    return wanted


def _laid_out(found, m):
    """Return where each quantity's columns are, and the columns, of m rows."""
    layout, columns, first = {}, [np.zeros((m, 0))], 0
    for name, layers in found.items():
        layout[name] = {}
        for l, array in layers.items():
            columns.append(array.reshape(m, -1))
            layout[name][str(l)] = [first, *(*array.shape[1:], 1)[:2]]
            first += columns[-1].shape[1]
    return layout, np.hstack(columns)


# ---- where the rows come from: the quantities, each by a function, and what else the message says of them ----


def _at_values(net, x, y, ref, values):
    swept, m = sweep(net, x, y, ref, values), len(values)
    w, b = _repeated(net.W, m), _repeated(net.b, m)
    changed = b if ref.k is None else w
    changed[ref.layer] = changed[ref.layer].copy()
    changed[ref.layer][:, *ref.index] = swept.values
    found = _quantities(net, swept.a, swept.z, swept.delta, swept.cost, np.tile(y, (m, 1)), w, b) | {
        "derivative": lambda: {0: swept.derivative[:, None]},
        "difference": lambda: {0: _difference(net, x, y, ref, swept.values)[:, None]},
    }
    affected = perturb(net, x, y, ref, 0.0).affected
    return found, {
        "parameter": ref.plain,
        "start": int(np.argmin(np.abs(swept.values - net[ref]))),
        "reached": {str(l): (np.flatnonzero(affected[l]) + 1).tolist() for l in range(ref.layer, net.L + 1)},
        "h": H,
        "gaps": [_gaps(net, x, y, ref, sign) for sign in (-1, 1)],
    }


def _at_points(net, x, y):
    X, Y = (np.asarray(points, dtype=float).reshape(n, -1) for points, n in ((x, net.sizes[0]), (y, net.sizes[-1])))
    A, Z = forward(net, X)
    delta, C, N = backward(net, A, Z, Y), net.pointwise_cost(A, Z, Y), X.shape[1]
    a, z, delta = ([None if layer is None else layer.T for layer in layers] for layers in (A, Z, delta))
    found = _quantities(net, a, z, delta, C, Y.T, _repeated(net.W, N), _repeated(net.b, N)) | {
        "cost": lambda: {1: np.tile(C, (N, 1))},
        "Cost": lambda: {0: np.full((N, 1), C.mean())},                                               # (9)
    }
    return found, np.arange(1, N + 1), {"parameter": "", "start": 0}


def _repeated(layers, m):
    return {l: np.broadcast_to(layers[l], (m, *layers[l].shape)) for l in range(2, len(layers)) if layers[l] is not None}


def _quantities(net, a, z, delta, C, y, w, b):
    every = range(2, net.L + 1)
    dsigma = {l: net.dsigma[l](z[l].T).T for l in every if not net.activations[l].columnwise}
    return {
        "C": lambda: {0: C[:, None]},
        "y": lambda: {net.L: y},
        "a": lambda: {l: a[l] for l in range(1, net.L + 1)},
        "z": lambda: {l: z[l] for l in every},
        "dsigma": lambda: dsigma,
        "delta": lambda: {l: delta[l] for l in every},
        "b": lambda: b,
        "w": lambda: w,
        "dw": lambda: {l: delta[l][:, :, None] * a[l - 1][:, None, :] for l in every},                # (25)
        "rate": lambda: {l: w[l] * dsigma[l - 1][:, None, :] for l in every if l > 2},
    }


def _difference(net, x, y, ref, values):
    after, before = (sweep(net, x, y, ref, values + h).cost for h in (H, -H))
    return (after - before) / (2 * H)


def _gaps(net, x, y, ref, sign):
    """Return how far C goes from its tangent at the start, up to the end of the slider on one side of it.

    Each push is twice the one before, and a gap that is all rounding is NaN. order: the power of |Δw| that the smallest
    gaps follow, 0 where there is no gap.
    """
    room = half_range(net[ref]) - sign * net[ref]
    pushes = sign * room * 2.0 ** -np.arange(GAP_HALVINGS, -1, -1)
    swept = sweep(net, x, y, ref, [net[ref], *(net[ref] + pushes)])
    gaps = np.abs(swept.cost[1:] - swept.cost[0] - swept.derivative[0] * pushes)
    gaps[gaps < 1e-12 * max(1.0, swept.cost[0])] = np.nan  # a hundred times the rounding of a difference of two costs
    doublings = np.log2(gaps[1:] / gaps[:-1])
    known = doublings[np.isfinite(doublings)]
    return {"gaps": gaps.astype("<f4").tobytes(), "order": round(known[0]) if known.size else 0}
