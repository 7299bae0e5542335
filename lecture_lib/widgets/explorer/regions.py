"""The regions that a network with two inputs makes of the plane of its data points, for each value of a parameter."""

import numpy as np

from lecture_lib.widgets.shared.plane import classes_of, in_steps, margin, plane_of, square_of

CELLS = 12  # along each side


def has_regions(net, X):
    """Return whether there is a plane of inputs, points to be told apart in it, and one class or another for each place."""
    return net.sizes[0] == 2 and net.sizes[-1] in (1, 2) and X.shape[1] > 1


def described(net, X, Y):
    """Return what the inset shows beside the regions, its square and the data points with their classes; {} without an inset."""
    if not has_regions(net, X):
        return {}
    return {"cells": CELLS, "square": square_of(plane_of(X, CELLS)), "X": X.T.tolist(), "classes": classes_of(net, Y).tolist()}


def with_regions(net, X, sweeps):
    """Return sweeps by parameter, each with a plane for each of its rows, if the network has any."""
    if not has_regions(net, X):
        return sweeps
    return {name: message | {"regions": regions(net, X, name, message)} for name, message in sweeps.items()}


def regions(net, X, parameter, message):
    """Return the margins over the plane, row by row, as bytes between −1 and 1 of the largest there can be."""
    moved, plane = net.copy(), plane_of(X, CELLS)
    found = []
    for value in np.frombuffer(message["values"], "<f8"):
        moved[parameter] = value
        found.append(margin(moved, plane))
    most = max(float(np.abs(found).max()), 1e-12)
    bounds = net.activations[net.L].bounds
    most = bounds[1] - bounds[0] if bounds and net.sizes[-1] == 2 else most
    return in_steps(np.array(found), -most, most, np.uint8)
