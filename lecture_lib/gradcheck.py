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
    steps, weights, *_ = METHODS[method]
    numeric, start = Parameters(net.sizes), 0
    for l in range(2, net.L + 1):
        block = max(1, BLOCK // (max(net.sizes[l - 1 :]) * y.shape[1] * len(steps)))
        for rows, inputs in _pushes(a[l - 1], net.sizes[l - 1], block):
            C = _pushed_cost(net, l, a, z, y, rows, np.multiply.outer(h * np.array(steps), inputs))
            numeric.p[start : start + len(rows)] = (weights @ C).real / h
            start += len(rows)
    return numeric


def _pushes(a_before, n, block):
    """Yield, for blocks of m parameters in the order of p, the neuron j each one feeds and what it multiplies, (N, m)."""
    n_before, N = a_before.shape
    rows = np.concatenate([np.repeat(np.arange(n), n_before), np.arange(n)])
    inputs = np.concatenate([np.tile(a_before.T, n), np.ones((N, n))], axis=1)  # a_k for w_jk, 1 for b_j
    for start in range(0, len(rows), block):
        yield rows[start : start + block], inputs[:, start : start + block]


def _pushed_cost(net, l, a, z, y, rows, push):
    """C, shape (S, m): in network (s, i), z_j of point n, j = rows[i], is push[s, n, i] more; push has shape (S, N, m)."""
    z_j = z[l][rows].T + push
    pushed_a, pushed_z = [None] * (net.L + 1), [None] * (net.L + 1)
    if l == net.L:
        first = l
        z_first = np.empty((net.sizes[-1], *push.shape), push.dtype)
        z_first[:] = z[l][:, None, :, None]
        z_first[rows, ..., np.arange(len(rows))] = np.moveaxis(z_j, -1, 0)
    else:  # only a_j is new, so z[l+1] moves along column j of W[l+1]
        first = l + 1
        z_first = net.W[first][:, None, None, rows] * (net.sigma[l](z_j) - a[l][rows].T)
        z_first += z[first][:, None, :, None]
    pushed_z[first] = z_first.reshape(len(z_first), -1)
    pushed_a[first] = net.sigma[first](pushed_z[first])
    propagate(net, pushed_a, pushed_z, first + 1)
    outputs = ([None] * net.L + [layers[net.L].reshape(-1, *push.shape)] for layers in (pushed_a, pushed_z))
    return net.pointwise_cost(*outputs, y[:, None, :, None]).mean(axis=1)


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
