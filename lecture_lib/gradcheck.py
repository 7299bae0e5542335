"""Gradient checking: ∇C by backpropagation against ∇C by the definition of a derivative.

Every parameter is pushed by itself, all of a layer in one NumPy evaluation. A push of w_jk^[l] by h adds h·a_k^[l−1]
to z_j^[l] by (19), a push of b_j^[l] adds h, and nothing before layer l changes: so the forward pass restarts at
layer l, with one column for each parameter.
"""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import array_of_shape, one_of, real_number, shown
from lecture_lib.network import ParameterRef, Parameters
from lecture_lib.propagation import check_y, forward, gradient, propagate

EPS = np.finfo(float).eps

# The slope is Re Σ weight · C(step · h) / h.
#             steps    weights      default h        passed below
METHODS = {
    "forward": ((1, 0),  (1, -1),     EPS ** (1 / 2),  1e-2),   # balances h truncation and eps/h rounding
    "central": ((1, -1), (0.5, -0.5), EPS ** (1 / 3),  1e-4),   # balances h² truncation and eps/h rounding
    "complex": ((1j,),   (-1j,),      1e-20,           1e-10),  # nothing is subtracted, so h² may vanish beside 1
}  # the limits leave a factor of 2 (forward), 20 and 2000 to the worst entry seen over 40 random sigmoid networks

BLOCK = 2**18  # numbers in a layer's batch at a time, 2 MB: what a core's cache holds, and large nets stay small


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """Two gradients side by side, and the relative error of each entry.

    relative_error = |analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), 0 where both are 0.
    """

    method: str
    h: float
    numeric: Parameters
    analytic: Parameters
    relative_error: Parameters
    max_relative_error: float
    worst: ParameterRef
    passed: bool

    def __repr__(self):
        verdict = "passed" if self.passed else "FAILED"
        return (
            f"GradientCheck {verdict}: {self.numeric.p.size} parameters, {self.method} difference, largest relative error "
            f"{self.max_relative_error:.0e} at {self.worst.unicode} (limit {METHODS[self.method][-1]:.0e})"
        )

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th scope='row'>{name}<sup>[{l}]</sup></th><td>{getattr(self.numeric, name)[l].size}</td>"
            f"<td>{getattr(self.relative_error, name)[l].max():.0e}</td></tr>"
            for l in range(2, self.numeric.L + 1)
            for name in "Wb"
        )
        head = "<tr><th scope='col'></th><th scope='col'>entries</th><th scope='col'>largest relative error</th></tr>"
        return f"<table><caption>{self!r}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


def check_gradient(net, x, y, *, analytic=None, method="central", h=None):
    """Compare backpropagation's gradient (or `analytic`) with a numeric one, for one point or a batch.

    analytic: Parameters of the same sizes, or a vector of shape (P,). method: "forward", "central" or "complex" (the
    complex step of Squire & Trapp 1998). h: the step, by default the best for the method. ValueError for anything else.
    """
    *_, default_h, limit = METHODS[one_of("method", method, METHODS)]
    h = default_h if h is None else real_number("h", h, positive=True)
    numeric = numeric_gradient(net, x, y, method, h)
    analytic = gradient(net, x, y) if analytic is None else _gradient_like(numeric, analytic)
    error = _relative_error(numeric, analytic)
    worst = int(np.argmax(error.p))
    largest = float(error.p[worst])
    return GradientCheck(
        method, h, numeric, analytic, error, largest, numeric.parameter_at(worst), bool(largest < limit)
    )


def numeric_gradient(net, x, y, method, h):
    """∂C/∂p by differences of step h, as Parameters; batched, layer by layer."""
    a, z = forward(net, x)
    y = check_y(net, a[1], y).reshape(net.sizes[-1], -1)
    a, z = ([None if v is None else v.reshape(len(v), -1) for v in layers] for layers in (a, z))
    steps, weights = (np.array(column) for column in METHODS[method][:2])
    N, numeric = y.shape[1], Parameters(net.sizes)
    for l in range(2, net.L + 1):
        inputs = np.concatenate([a[l - 1], np.ones((1, N))]).T  # what a push is multiplied by: a_k for w_jk, 1 for b_j
        slope = np.empty((net.sizes[l - 1], inputs.shape[1]))
        for j, k in _blocks(*slope.shape, BLOCK // (max(net.sizes[l - 1 :]) * N * len(steps))):
            C = _pushed_cost(net, l, a, z, y, j, inputs[:, k, None] * (h * steps)).sum(axis=0) / N
            slope[j, k] = (C @ weights).real / h
        numeric.W[l][...], numeric.b[l][...] = slope[:, :-1], slope[:, -1]
    return numeric


def _blocks(n_rows, n_columns, size):
    """Yield slices of rows and columns that cut a table into blocks of at most `size` entries, and at least one."""
    height, width = max(1, size // n_columns), max(1, min(size, n_columns))
    for row in range(0, n_rows, height):
        for column in range(0, n_columns, width):
            yield slice(row, row + height), slice(column, column + width)


def _pushed_cost(net, l, a, z, y, j, push):
    """C, shape (N, J, K, S), with z_j^[l] moved at point n by push[n, k, s], for each neuron of the slice j in turn."""
    if l == net.L:
        first, column, move = l, np.eye(net.sizes[-1]), push[:, None]
    else:  # only a_j is new, so z[l+1] moves along column j of W[l+1]
        first, column = l + 1, net.W[l + 1]
        move = net.sigma[l](z[l][j].T[..., None, None] + push[:, None]) - a[l][j].T[..., None, None]
    first_z = column[:, None, j, None, None] * move  # axes: neuron of layer `first`, n, j, k, s
    first_z += z[first][..., None, None, None]
    pushed_a, pushed_z = [None] * (net.L + 1), [None] * (net.L + 1)
    pushed_z[first] = first_z.reshape(len(first_z), -1)
    pushed_a[first] = net.sigma[first](pushed_z[first])
    propagate(net, pushed_a, pushed_z, first + 1)
    for layers in (pushed_a, pushed_z):
        layers[net.L] = layers[net.L].reshape(-1, *first_z.shape[1:])
    return net.pointwise_cost(pushed_a, pushed_z, y[..., None, None, None])


def _gradient_like(numeric, analytic):
    """Return analytic as Parameters of numeric's sizes."""
    if isinstance(analytic, Parameters):
        if analytic.sizes != numeric.sizes:
            raise ValueError(f"analytic: expected the gradient of a network {numeric.sizes}, got one of {analytic.sizes}")
        analytic = analytic.p
    elif not isinstance(analytic, np.ndarray | list | tuple):
        raise TypeError(f"analytic: expected Parameters or a vector of shape {numeric.p.shape}, got {shown(analytic)}")
    return Parameters(numeric.sizes, array_of_shape("analytic", analytic, numeric.p.shape))


def _relative_error(numeric, analytic):
    """|analytic − numeric| / max(|numeric|, 1e-3 · largest |numeric| of that layer), entry by entry, as Parameters."""
    gap, size = np.abs(analytic.p - numeric.p), np.abs(numeric.p)
    error = Parameters(numeric.sizes)
    for l in range(2, numeric.L + 1):  # an entry of rounding's size has no relative error of its own: hence the floor
        error.W[l][...] = error.b[l][...] = 1e-3 * max(np.abs(numeric.W[l]).max(), np.abs(numeric.b[l]).max())
    size = np.maximum(size, error.p)
    error.p[...] = np.divide(gap, size, out=np.where(gap > 0, np.inf, 0.0), where=size > 0)
    return error
