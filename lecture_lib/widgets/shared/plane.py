"""The plane of a network with two inputs: where it says what, as the browser draws it."""

import numpy as np

from lecture_lib.propagation import forward


def plane_of(X, cells):
    """Return the points of the picture, (2, cells + 1, cells + 1): a grid over the unit square, or a larger one for the data."""
    low, high = np.minimum(X.min(axis=1), 0), np.maximum(X.max(axis=1), 1)
    return np.array(np.meshgrid(*np.linspace(low, high, cells + 1).T))


def square_of(plane):
    """Return [left, bottom, right, top] of a plane."""
    low, *_, high = plane.reshape(2, -1).T
    return [*low.tolist(), *high.tolist()]


def margin(net, plane):
    """Return a_1[L] − a_2[L] over a plane, or of a network with one output how far that is above the middle of its values."""
    a = forward(net, plane.reshape(2, -1))[0][net.L]
    difference = a[0] - (a[1] if len(a) == 2 else middle(net))
    return difference.reshape(plane.shape[1:])


def middle(net):
    """Return the value between the two classes of a network with one output: the middle of its activation, or else ½."""
    return float(np.mean(net.activations[net.L].bounds or (0, 1)))


def classes_of(net, Y):
    """Return 0 or 1 for each column of targets."""
    return np.argmax(Y, axis=0) if len(Y) == 2 else (Y[0] <= middle(net)).astype(int)


def in_steps(values, low, high, dtype):
    """Return numbers as steps between low and high, as many as the type of integer has."""
    share = (values - low) / max(high - low, 1e-12)
    return np.rint(np.iinfo(dtype).max * np.clip(share, 0, 1)).astype(dtype).tobytes()
