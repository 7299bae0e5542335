"""The compiled twin of stochastic gradient descent: the same steps, in explicit loops that Numba turns into machine code.

Apart from training.py, since importing this file imports Numba. All parameters stand in one array, as in net.p, and so
do the neurons of all layers: with W the place where the weights of a layer begin, w_jk is p[W + j * n_before + k].
σ, σ′ and δ[L] are the scalar forms of the rows: the ready-made ones are compiled together, once and for all networks, and
kept on disk; those of a user's own are compiled with them where they are first trained, and kept in memory.
"""

import hashlib
from functools import cache
from pathlib import Path
from types import FunctionType

import numba
import numpy as np

from lecture_lib import activations, costs
from lecture_lib._checks import shown

OPTIONS = {"nogil": True, "error_model": "numpy"}  # threads may train side by side; 1 / 0 is inf, as in NumPy
NUMBER, COLUMN, OUTPUT = "UniTuple(float64, 2)(float64)", "void(float64[::1])", "float64(float64, float64, float64)"


def sgd(net, X, Y, ks, eta):
    """Take a step (15) for each point k of `ks`, in place: what training.sgd does, too."""
    own_activations, own_costs = own_rows(net)
    numbers, columns, outputs = _rows(own_activations, own_costs)
    kinds = np.array([0, 0] + [[*numbers, *columns].index(row) for row in net.activations[2:]])
    points, targets = np.ascontiguousarray(X.T), np.ascontiguousarray(Y.T)
    steps = _steps(own_activations, own_costs)
    steps(net.p, *places(net), kinds, outputs.index(net.cost_row), net.biases, points, targets, ks, eta, sum(net.sizes))


def own_rows(net):
    """The Activations and the Costs of a network that are not ready-made."""
    own = dict.fromkeys(row for row in net.activations[2:] if row not in activations.READY_MADE)
    return tuple(own), tuple(row for row in (net.cost_row,) if row not in costs.READY_MADE)


def why_not(net):
    """Say which row of a network cannot be compiled, and why; None if all can."""
    for row in (*net.activations[2:], net.cost_row):
        if row.scalar is None:
            return f"{row!r} has no scalar form"
    try:
        for row in sum(own_rows(net), ()):
            _own_form(row)
    except numba.core.errors.NumbaError as error:
        return f"Numba cannot compile the scalar form of {row!r} ({shown(str(error), 200)})"
    return None


@cache
def _own_form(row):
    """The scalar form of a user's own row, compiled for the numbers it is for, whatever kind of number it returns."""
    signature = OUTPUT if isinstance(row, costs.Cost) else COLUMN if row.columnwise else NUMBER
    return numba.njit(signature, **OPTIONS)(row.scalar)


def _rows(own_activations, own_costs):
    """All rows that are compiled together: of one number, of a column, of the output layer."""
    known = (*activations.READY_MADE, *own_activations)
    z_itself = activations.ACTIVATIONS["identity"]  # last, for the kinds that _column is for
    numbers, columns = [*(row for row in known if not row.columnwise), z_itself], [row for row in known if row.columnwise]
    return numbers, columns, [*costs.READY_MADE, *own_costs]


_sigma = _column = _delta = COLUMNWISE = None  # what _sgd is made of, from the rows


@cache
def _steps(own_activations, own_costs):
    """_sgd with the forms of the ready-made rows and of these in it, compiled when first called.

    On disk it is kept under a name made of what the ready-made rows are; where no folder can be written, in memory only.
    """
    own = own_activations + own_costs
    numbers, columns, outputs = (
        [_own_form(row) if row in own else numba.njit(inline="always", **OPTIONS)(row.scalar) for row in rows]
        for rows in _rows(own_activations, own_costs)
    )
    choices = {"_sigma": _choice(numbers, "z"), "_column": _choice(columns, "z"), "_delta": _choice(outputs, "a, y, dsigma")}
    made = FunctionType(_sgd.__code__, globals() | choices | {"COLUMNWISE": len(numbers)})
    ready_made = b"".join(Path(module.__file__).read_bytes() for module in (activations, costs))
    made.__qualname__ = f"sgd_{hashlib.sha256(ready_made).hexdigest()[:16]}"
    try:
        return numba.njit(cache=not own, **OPTIONS)(made)
    except RuntimeError:  # no folder for the cache, neither beside this file nor in the user's home
        return numba.njit(**OPTIONS)(made)


@numba.njit(inline="always", **OPTIONS)
def _sums_of_others(a, sums):
    """For each a_j the sum of all others, of which no digit is lost beside an a_j next to 1."""
    before = after = 0.0
    for j in range(len(a)):
        sums[j] = before
        before += a[j]
    for j in range(len(a) - 1, -1, -1):
        sums[j] += after
        after += a[j]


def _choice(forms, arguments):
    """A function of a kind and these arguments, which hands them to the form of that kind; to the last for any other kind.

    Its text is made here, a line for each form: over a chain of functions Numba takes twice as long, and the steps a tenth more.
    """
    lines = [f"    if kind == {kind}: return form{kind}({arguments})" for kind in range(len(forms) - 1)]
    lines = [f"def choice(kind, {arguments}):", *lines, f"    return form{len(forms) - 1}({arguments})"]
    found = {f"form{kind}": form for kind, form in enumerate(forms)}
    exec("\n".join(lines), found)
    return numba.njit(inline="always", **OPTIONS)(found["choice"])


def places(net):
    """For each layer l: n_l, and where its neurons, its weights and its biases begin.

    Unsigned, so that compiled code need not ask of each index whether it counts from the end: a tenth of its time.
    """
    n = (0, *net.sizes)
    weights, biases = [0, 0], [0, 0]
    for l in range(2, net.L + 1):
        weights.append(biases[-1] + n[l - 1] * net.biases if l > 2 else 0)
        biases.append(weights[-1] + net.W[l].size)
    neurons = np.cumsum(n) - n
    return [np.array(column, dtype=np.uintp) for column in (n, neurons, weights, biases)]


def _sgd(p, sizes, neurons, weights, biases, kinds, cost, has_biases, points, targets, ks, eta, room):
    a, dsigma, delta = np.empty(room), np.empty(room), np.empty(room)
    L = len(sizes) - 1
    for k in ks:
        for i in range(sizes[1]):
            a[i] = points[k, i]                                               # (7)
        for l in range(2, L + 1):
            n_before, before = sizes[l - 1], neurons[l - 1]
            n, here, W, b = sizes[l], neurons[l], weights[l], biases[l]
            for j in range(n):
                z = p[b + j] if has_biases else 0.0
                for i in range(n_before):
                    z += p[W + j * n_before + i] * a[before + i]              # (19)
                a[here + j], dsigma[here + j] = _sigma(kinds[l], z)           # (20)
        n, here = sizes[L], neurons[L]
        if kinds[L] >= COLUMNWISE:
            _column(kinds[L] - COLUMNWISE, a[here:])
            _sums_of_others(a[here:], dsigma[here:])
        for j in range(n):
            delta[here + j] = _delta(cost, a[here + j], targets[k, j], dsigma[here + j])  # (22)
        for l in range(L, 1, -1):
            n_before, before = sizes[l - 1], neurons[l - 1]
            n, here, W, b = sizes[l], neurons[l], weights[l], biases[l]
            if l > 2:  # nothing is propagated to the input; δ of layer l − 1 wants W of layer l as it still is
                for i in range(n_before):
                    total = 0.0
                    for j in range(n):
                        total += p[W + j * n_before + i] * delta[here + j]
                    delta[before + i] = dsigma[before + i] * total            # (23)
            for j in range(n):
                step = eta * delta[here + j]
                for i in range(n_before):
                    p[W + j * n_before + i] -= step * a[before + i]           # (25), (15)
                if has_biases:
                    p[b + j] -= step                                          # (24), (15)
