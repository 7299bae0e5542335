"""What the browser needs to draw a network at its start."""

import hashlib
import json

import numpy as np

from lecture_lib._checks import shown
from lecture_lib.propagation import backward, cost, forward

VERSION = 2  # of all that travels
MOST_NEURONS, MOST_LAYERS = 16, 8  # more could not be told apart


def network_state(net, x, y):
    """Return what the browser needs to draw the network at its start: JSON only; ValueError if there is no room for it."""
    a, z = forward(net, x)
    if max(net.sizes) > MOST_NEURONS or net.L > MOST_LAYERS:
        limits = f"{MOST_LAYERS} layers of at most {MOST_NEURONS} neurons"
        raise ValueError(f"sizes: the diagram has room for {limits}, got {shown(net.sizes)}")
    delta = backward(net, a, z, y)
    return {
        "version": VERSION,
        "id": identity(net, x, y),
        "sizes": list(net.sizes),
        "x": _listed(a[1]),
        "y": np.asarray(y, dtype=float).tolist(),
        "cost": cost(net, x, y),
        "a": [_listed(layer) for layer in a],
        "delta": [_listed(layer) for layer in delta],
        "gauge": _gauge(net, a),
        "parameters": [[ref.plain, net[ref]] for ref in net.parameters()],
    }


def opening(net, parameter=None):
    """Return the ParameterRef that a widget opens with: the one named, else w43[3], else w11[2], which each network has."""
    names = {ref.plain for ref in net.parameters()}
    return net.find(parameter or ("w43[3]" if "w43[3]" in names else "w11[2]"))


def identity(net, x, y):
    """Return 16 hexadecimal digits that are the same for the same network and points, everywhere."""
    names = json.dumps([net.sizes, net.activation, net.output_activation, net.cost])
    numbers = np.concatenate([net.p, *(np.asarray(points, dtype=float).ravel() for points in (x, y))])
    return hashlib.sha256(names.encode() + numbers.astype("<f8").tobytes()).hexdigest()[:16]


def _listed(layer):
    return None if layer is None else layer.tolist()


def _gauge(net, a):
    """Return the activations at which a neuron's ring is empty and full."""
    bounds = [row.bounds for row in net.activations[2:]]
    if None not in bounds:
        return [min(low for low, _ in bounds), max(high for _, high in bounds)]
    largest = max(1.0, *(float(np.abs(layer).max()) for layer in a[1:]))
    return [0.0 if all(layer.min() >= 0 for layer in a[1:]) else -largest, largest]
