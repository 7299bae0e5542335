"""What the browser looks up while you drag: one table for each parameter, one row for each of its values."""

import hashlib
import json
import math

import numpy as np

from lecture_lib._checks import shown
from lecture_lib.perturbation import perturb, sweep
from lecture_lib.propagation import backward, cost, forward

VERSION = 1
MOST_NEURONS, MOST_LAYERS = 16, 8  # more could not be told apart
STEPS = 80  # with 81 values linear interpolation is off by at most a few 1e-4 of C's range
HALF_RANGE = 4.0
GAP_HALVINGS = 9  # from the end of the slider to about a hundredth, below which nobody pushes
FLOAT32 = np.finfo("f4").max  # a table travels in single precision
H = 1e-3  # small enough for seven equal digits, large enough that rounding does not show


def network_state(net, x, y):
    """Return what the browser needs to draw the network at its start: JSON only; ValueError if there is no room for it."""
    a, z = forward(net, x)
    if max(net.sizes) > MOST_NEURONS or net.L > MOST_LAYERS:
        limits = f"{MOST_LAYERS} layers of at most {MOST_NEURONS} neurons"
        raise ValueError(f"sizes: the diagram has room for {limits}, got {shown(net.sizes)}")
    delta = backward(net, a, z, y)
    return {
        "version": VERSION,
        "id": _digest(net, x, y),
        "sizes": list(net.sizes),
        "x": _listed(a[1]),
        "y": np.asarray(y, dtype=float).tolist(),
        "cost": cost(net, x, y),
        "a": [_listed(layer) for layer in a],
        "delta": [_listed(layer) for layer in delta],
        "gauge": _gauge(net, a),
        "parameters": [[ref.plain, net[ref]] for ref in net.parameters()],
    }


def _listed(layer):
    return None if layer is None else layer.tolist()


def _digest(net, x, y):
    names = json.dumps([net.sizes, net.activation, net.output_activation, net.cost])
    numbers = np.concatenate([net.p, np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    return hashlib.sha256(names.encode() + numbers.astype("<f8").tobytes()).hexdigest()[:16]


def _gauge(net, a):
    """Return the activations at which a neuron's ring is empty and full."""
    bounds = [row.bounds for row in net.activations[2:]]
    if None not in bounds:
        return [min(low for low, _ in bounds), max(high for _, high in bounds)]
    largest = max(1.0, *(float(np.abs(layer).max()) for layer in a[1:]))
    return [0.0 if all(layer.min() >= 0 for layer in a[1:]) else -largest, largest]


def half_range(start):
    """Return R: a parameter that starts at start is swept from −R to R."""
    return HALF_RANGE if abs(start) <= HALF_RANGE else math.floor(abs(start) + 1) + 1.0


def has_row(table, value):
    """Return whether one of the table's rows is this value."""
    return bool(np.any(_same(np.frombuffer(table["values"], "<f8"), value)))


def _same(values, value):
    return np.abs(values - value) < 1e-9  # the browser snaps to rows with the same tolerance


def sweep_table(net, x, y, parameter, value):
    """Return the table of one parameter: the grid from −R to R, its start, and value, each a row of its own.

    The columns are ΔC, ∂C, the finite difference, δ of layers 2…L, then a of the neurons the parameter reaches.
    C moves by 1e-3 only for some parameters, so rows hold ΔC: float32 would lose its digits next to C.
    """
    ref = net.find(parameter)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is refused below
        values = _rows(net[ref], value)
        swept = sweep(net, x, y, ref, values)
        columns = [swept.cost - cost(net, x, y), swept.derivative, _finite_difference(net, x, y, ref, values)]
        columns += [*np.hstack(swept.delta[2:]).T, *_reached(net, x, y, ref, swept.a).T]
        rows = np.column_stack(columns).astype("<f4")
    if not np.isfinite(rows).all():
        raise ValueError(f"net: when {ref.plain} goes from {values[0]:g} to {values[-1]:g}, numbers grow beyond {FLOAT32:.0e}")
    return {
        "version": VERSION,
        "network": _digest(net, x, y),
        "start": int(np.argmin(np.abs(values - net[ref]))),
        "h": H,
        "values": values.astype("<f8").tobytes(),
        "rows": rows.tobytes(),
        "columns": len(columns),
        "gaps": [_gaps(net, x, y, ref, sign) for sign in (-1, 1)],
    }


def spread(net, x, y):
    """Return the least and the largest ΔC of any parameter over its slider: what a common cost axis has to hold."""
    changes = [sweep(net, x, y, ref, _grid(net[ref])).cost for ref in net.parameters()]
    return [float(np.min(changes) - cost(net, x, y)), float(np.max(changes) - cost(net, x, y))]


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


def _grid(start):
    return np.linspace(-half_range(start), half_range(start), STEPS + 1).round(10)


def _rows(start, value):
    values = _grid(start)
    for extra in (start, value):
        if not _same(values, extra).any():
            values = np.append(values, extra)
    return np.sort(values)


def _finite_difference(net, x, y, ref, values):
    after, before = (sweep(net, x, y, ref, values + h).cost for h in (H, -H))
    return (after - before) / (2 * H)


def _reached(net, x, y, ref, a):
    """Return the activations of the neurons the parameter can change, shape (m, number of them)."""
    affected = perturb(net, x, y, ref, 0.0).affected
    return np.hstack([a[l][:, affected[l]] for l in range(ref.layer, net.L + 1)])
