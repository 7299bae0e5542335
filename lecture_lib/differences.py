"""∇C by the definition of a derivative: difference quotients of C, and where they meet a kink.

Every parameter is pushed by itself, all of a layer in one NumPy evaluation. A push of w_jk^[l] by h adds h·a_k^[l−1]
to z_j^[l] by (19), a push of b_j^[l] adds h, and nothing before layer l changes: so the forward pass restarts at
layer l, with one column for each parameter.
"""

import warnings
from itertools import pairwise

import numpy as np

from lecture_lib._checks import one_of, real_array, real_number, shown
from lecture_lib.network import ParameterRef, Parameters
from lecture_lib.propagation import propagate

EPS = np.finfo(float).eps

# The slope is Re Σ weight · C(step · h) / h.
#             steps    weights      default h
METHODS = {
    "forward": ((1, 0),  (1, -1),     EPS ** (1 / 2)),   # balances h truncation and eps/h rounding
    "central": ((1, -1), (0.5, -0.5), EPS ** (1 / 3)),   # balances h² truncation and eps/h rounding
    "complex": ((1j,),   (-1j,),      1e-20),            # nothing is subtracted, so h² may vanish beside 1
}
BLOCK = 2**18  # numbers in a layer's batch at a time, 2 MB: what a core's cache holds, and large nets stay small


def numeric_gradient(f, p, *, method="central", h=None):
    """Return the slopes of a function f of a vector p, shape (P,), by difference quotients: of a cost or model of your own.

    f takes a vector (P,) and returns a number; it is called at most twice for each entry. method, h: as of check_gradient;
    "complex" is refused, with a ValueError, if f loses the imaginary part, as abs, float and the functions of math do.
    """
    h = step_of(method, h)
    p = real_array("p", p)
    if p.ndim != 1 or p.size == 0:
        raise ValueError(f"p: expected a vector of shape (P,), P ≥ 1, got shape {p.shape}")
    if method == "complex" and not is_analytic(f, p):
        raise ValueError("f: a complex step does not come through it, as through abs, float or math; take method='central'")
    return vector_quotients(f, p, method, h)


def vector_quotients(f, p, method, h):
    """The same of what needs no check."""
    steps, weights, _ = METHODS[method]
    ways = np.eye(p.size)
    values = [[_number(f, p) if step == 0 else _number(f, p + step * h * way) for step in steps] for way in ways]
    return (np.array(values) @ np.array(weights)).real / h


def is_analytic(f, p):
    """Whether a complex step comes through f: along a few directions it finds the slope of the central quotient."""
    h, C = METHODS["central"][-1], abs(_number(f, p))
    for way in np.random.default_rng(0).standard_normal((3, p.size)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # NumPy's, of an imaginary part that is dropped, which is what is asked here
                slope = np.imag(_number(f, p + METHODS["complex"][-1] * 1j * way)) / METHODS["complex"][-1]
        except (TypeError, ValueError):  # of math, and of float(), which take no complex numbers
            return False
        quotient = (_number(f, p + h * way) - _number(f, p - h * way)) / (2 * h)
        if not abs(slope - quotient) <= 1e-4 * abs(quotient) + 100 * EPS * C / h:
            return False
    return True


def _number(f, p):
    value = f(p)
    if np.size(value) != 1:
        raise TypeError(f"f: expected a function of a vector (P,) that returns a number, got {shown(value)}")
    return np.asarray(value).item()


def step_of(method, h):
    """Return h, by default the best for the method; ValueError if there is no such method or step."""
    best = METHODS[one_of("method", method, METHODS)][-1]
    return best if h is None else real_number("h", h, positive=True)


def network_quotients(net, a, z, y, method, h):
    """∂C/∂p by differences of step h, from a forward pass, as Parameters; batched, layer by layer."""
    steps, weights = (np.array(column) for column in METHODS[method][:2])
    a, z, y = _columns(a), _columns(z), y.reshape(len(y), -1)
    np.empty(BLOCK)  # freed at once: having seen a piece of that size the C library keeps such memory, and does not fetch it anew
    tables, numeric = _tables(net, float), Parameters.like(net)
    for l, j, k, push in _pushes(net, a, h * steps):
        C = _pushed_cost(net, l, a, z, y, j, push).sum(axis=0)
        tables[l][j, k] = (C @ weights).real / (h * y.shape[1])
    numeric.p[...] = _in_order_of_p(net, tables)
    return numeric


def kinks(net, a, z, y, method, h):
    """Return which entries of p, (P,) bool, carry a number across a kink when pushed, and {its name: (it, the kink)}.

    The number is a z^[l], where the activation has a kink, or an a^[L], where the cost has one at that distance from y.
    """
    places = [("z", l, kink) for l in range(2, net.L + 1) for kink in net.activations[l].kinks]
    places += [("a", net.L, y.reshape(len(y), -1) + kink) for kink in net.cost_row.kinks]
    if not places:
        return np.zeros(net.p.size, bool), {}
    a, z, tables, met = _columns(a), _columns(z), _tables(net, bool), {}
    for l, j, k, push in _pushes(net, a, h * np.array(METHODS[method][0])):
        pushed_a, pushed_z = _pushed_pass(net, l, a, z, j, push)
        pushed_z[l] = _moved(z[l], np.eye(net.sizes[l - 1]), j, push[:, None])
        for letter, m, kink in (place for place in places if place[1] >= l):
            before, pushed = (a[m], pushed_a[m]) if letter == "a" else (z[m], pushed_z[m])
            kink = np.broadcast_to(kink, before.shape)
            across = _above(pushed, kink[..., None, None, None]) != _above(before, kink)[..., None, None, None]
            tables[l][j, k] |= across.any(axis=(0, 1, 4))
            for i, n in np.argwhere(across.any(axis=(2, 3, 4))):
                name = letter + ParameterRef.from_index(m, int(i)).unicode[1:]
                found = float(before[i, n]), float(kink[i, n])
                met[name] = min(met.get(name, found), found, key=lambda pair: abs(pair[0] - pair[1]))
    return _in_order_of_p(net, tables), met


def _above(z, kink):
    """Whether z is above the kink; a complex step leaves it on its side, unless z is at the kink and has none."""
    above = z.real > kink
    return above | ((z.real == kink) & (z.imag > 0)) if np.iscomplexobj(z) else above


def _pushes(net, a, steps):
    """Yield (l, j, k, push) for slices j of neurons and k of what each hears, its bias last.

    push, shape (N, K, S), is what z_j^[l] gets at each point: step · a_k for w_jk and step · 1 for b_j, if there is one.
    """
    for l in range(2, net.L + 1):
        N = a[l - 1].shape[1]
        inputs = np.concatenate([a[l - 1], np.ones((int(net.biases), N))]).T
        for j, k in _blocks(net.sizes[l - 1], len(inputs[0]), BLOCK // (max(net.sizes[l - 1 :]) * N * len(steps))):
            yield l, j, k, inputs[:, k, None] * steps


def _blocks(n_rows, n_columns, size):
    """Yield slices of rows and columns that cut a table into blocks of at most `size` entries, and at least one."""
    height, width = max(1, size // n_columns), max(1, min(size, n_columns))
    for row in range(0, n_rows, height):
        for column in range(0, n_columns, width):
            yield slice(row, row + height), slice(column, column + width)


def _pushed_cost(net, l, a, z, y, j, push):
    """C, shape (N, J, K, S), with z_j^[l] moved at point n by push[n, k, s], for each neuron of the slice j in turn.

    In the last layer a push moves output j alone, and what the others cost, if it adds up, is left out: it is the same
    after every push.
    """
    if l == net.L and net.cost_row.sums_over_neurons:
        z_j, y_j = (v[None, j].swapaxes(1, 2)[..., None, None] for v in (z[l], y))
        moved = z_j + push[:, None]
        return net.pointwise_cost({l: net.sigma[l](moved)}, {l: moved}, y_j)
    pushed_a, pushed_z = _pushed_pass(net, l, a, z, j, push)
    if net.cost_row.sums_over_neurons:
        return net.pointwise_cost(pushed_a, pushed_z, y[..., None, None, None])
    a_L, z_L = pushed_a[net.L], pushed_z[net.L]
    layers = a_L, z_L, np.broadcast_to(y[..., None, None, None], a_L.shape)
    batch = (v.reshape(len(a_L), -1) for v in layers)  # a row need not know of more axes than a batch has
    return net.cost_row.pointwise(*batch).reshape(a_L.shape[1:])


def _pushed_pass(net, l, a, z, j, push):
    """Return a and z from where a restarted pass begins: at L if l is L, else at l + 1. Axes: neuron, N, J, K, S."""
    if l == net.L:
        first, column, move = l, np.eye(net.sizes[-1]), push[:, None]
    else:  # only a_j is new, so z[l+1] moves along column j of W[l+1]
        first, column = l + 1, net.W[l + 1]
        move = net.sigma[l](z[l][j].T[..., None, None] + push[:, None]) - a[l][j].T[..., None, None]
    first_z = _moved(z[first], column, j, move)
    pushed_a, pushed_z = [None] * (net.L + 1), [None] * (net.L + 1)
    pushed_z[first] = first_z.reshape(len(first_z), -1)
    pushed_a[first] = net.sigma[first](pushed_z[first])
    propagate(net, pushed_a, pushed_z, first + 1)
    for layers in (pushed_a, pushed_z):
        layers[first:] = [v.reshape(-1, *first_z.shape[1:]) for v in layers[first:]]
    return pushed_a, pushed_z


def _moved(z, column, j, move):
    """Return z of a layer, axes neuron, N, J, K, S, with move (N, J, K, S) added along the columns j of a matrix."""
    moved = column[:, None, j, None, None] * move
    moved += z[..., None, None, None]
    return moved


def _columns(layers):
    """Return layers with a column for each point, also for one point."""
    return [None if v is None else v.reshape(len(v), -1) for v in layers]


def _tables(net, kind):
    """Return a table for each layer: a row for each neuron, a column for each that it hears, and a last one for its bias."""
    return [None, None] + [np.zeros((n, n_before + net.biases), kind) for n_before, n in pairwise(net.sizes)]


def _in_order_of_p(net, tables):
    layers = zip(net.sizes, tables[2:], strict=False)
    return np.concatenate([part.ravel() for n, table in layers for part in (table[:, :n], table[:, n:])])
