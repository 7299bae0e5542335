"""Every number that an equation may show, for each value of a swept parameter, or for each point of a batch."""

import numpy as np

from lecture_lib.perturbation import sweep
from lecture_lib.propagation import backward, forward

VERSION = 1


def swept_quantities(net, x, y, parameter, values):
    """Return {name: {layer: array}} with one row for each value of the parameter.

    Names: C, a, z, dsigma, delta, y, b, w, dw (∂C/∂w) and rate (∂z_k^[l]/∂z_j^[l−1], at layer l).
    """
    swept = sweep(net, x, y, parameter, values)
    ref = net.find(parameter)
    changed = {"w": _repeated(net.W, len(values)), "b": _repeated(net.b, len(values))}
    changed["b" if ref.k is None else "w"][ref.layer][:, *ref.index] = swept.values
    return _quantities(net, swept.a, swept.z, swept.delta, swept.cost, np.tile(y, (len(values), 1)), **changed)


def batch_quantities(net, X, Y):
    """Return the same with one row for each point, and cost (of each point) and Cost, (9), as well."""
    A, Z = forward(net, X)
    delta = backward(net, A, Z, Y)
    C, N = net.pointwise_cost(A, Z, Y), X.shape[1]
    a, z, delta = ([None if layer is None else layer.T for layer in layers] for layers in (A, Z, delta))
    found = _quantities(net, a, z, delta, C, Y.T, w=_repeated(net.W, N), b=_repeated(net.b, N))
    return found | {"cost": {1: np.tile(C, (N, 1))}, "Cost": {0: np.full((N, 1), C.mean())}}


def _repeated(layers, m):
    return {l: np.repeat(layers[l][None], m, axis=0) for l in range(2, len(layers)) if layers[l] is not None}


def _quantities(net, a, z, delta, C, y, *, w, b):
    every = range(2, net.L + 1)
    dsigma = {l: net.dsigma[l](z[l].T).T for l in every if not net.activations[l].columnwise}
    return {
        "C": {0: C[:, None]},
        "y": {net.L: y},
        "a": {l: a[l] for l in range(1, net.L + 1)},
        "z": {l: z[l] for l in every},
        "dsigma": dsigma,
        "delta": {l: delta[l] for l in every},
        "b": b,
        "w": w,
        "dw": {l: delta[l][:, :, None] * a[l - 1][:, None, :] for l in every},              # (25)
        "rate": {l: w[l] * dsigma[l - 1][:, None, :] for l in every if l > 2},
    }


def table(found, names, values, parameter):
    """Return what the browser reads: the named quantities, column by column, and where each of them begins.

    layout: {name: {layer: [first column, entries in a row of the matrix, decimals]}}; a vector has one entry in a row.
    """
    layout, columns = {}, [np.zeros((len(values), 0))]
    for name in sorted(names):
        layout[name] = {}
        for l, array in found[name].items():
            first = sum(part.shape[1] for part in columns)
            layout[name][str(l)] = [first, array.shape[2] if array.ndim == 3 else 1, _decimals(array)]
            columns.append(array.reshape(len(array), -1))
    rows = np.hstack(columns)
    return {
        "version": VERSION,
        "parameter": parameter,
        "values": np.asarray(values).astype("<f8").tobytes(),
        "rows": rows.astype("<f4").tobytes(),
        "columns": rows.shape[1],
        "layout": layout,
    }


def _decimals(array):
    """Return how many decimals a layer's numbers are shown with: the explorer's rule, and none for whole numbers."""
    if np.array_equal(array, array.round()):
        return 0
    return int(np.clip(2 - np.floor(np.log10(np.abs(array).max() / 2)), 3, 8))
