"""The forward pass (7), (19), (20), the backward pass (22), (23) and the gradient (24), (25).

x has shape (n_1,) for one point, or (n_1, N) for a batch whose columns are points; y likewise with n_L.
"""

import numpy as np

from lecture_lib._checks import real_array, shown
from lecture_lib.network import Network, Parameters


def forward(net, x):
    """Forward pass: a[l] for l = 1…L and z[l] for l = 2…L, of shape (n_l,) or (n_l, N), by (7), (19) and (20)."""
    x = check_x(net, x)
    a, z = [None] * (net.L + 1), [None] * (net.L + 1)
    a[1] = x                                                                      # (7)
    propagate(net, a, z, 2)
    return a, z


def propagate(net, a, z, first):
    """Fill in z[l] and a[l] for l = first…L: a pass that starts in the middle, from a[first − 1]."""
    for l in range(first, net.L + 1):
        z[l] = net.W[l] @ a[l - 1] + as_columns(net.b[l], a[l - 1])               # (19)
        a[l] = net.sigma[l](z[l])                                                 # (20)


def backward(net, a, z, y):
    """Backward pass: δ[l] of shape (n_l,) or (n_l, N) for l = 2…L, by (22) and (23)."""
    y = check_y(net, check_pass(net, a, z), y)
    delta = [None] * (net.L + 1)
    delta[net.L] = net.output_delta(a, z, y)                                      # (22)
    for l in range(net.L - 1, 1, -1):
        delta[l] = net.dsigma[l](z[l]) * (net.W[l + 1].T @ delta[l + 1])          # (23)
    return delta


def gradient(net, x, y):
    """∇C of one point by (24) and (25), or of the mean cost (9) of a batch, as Parameters."""
    a, z = forward(net, x)
    delta = backward(net, a, z, y)
    grad = Parameters(net.sizes)
    for l in range(2, net.L + 1):
        if a[1].ndim == 1:
            grad.b[l][...] = delta[l]                                             # (24)
            grad.W[l][...] = np.outer(delta[l], a[l - 1])                         # (25)
        else:
            N = a[1].shape[1]
            grad.b[l][...] = delta[l].mean(axis=1)
            grad.W[l][...] = delta[l] @ a[l - 1].T / N
    return grad


def cost(net, x, y):
    """C of one point, (18), or the mean over the columns of a batch, (9)."""
    a, z = forward(net, x)
    return float(np.mean(net.pointwise_cost(a, z, check_y(net, a[1], y))))


def diagonal_form(net, a, z, y):
    """D[l] = diag σ′(z[l]) for l = 2…L, and δ[l] = D[l] (W[l+1])ᵀ δ[l+1] through them, for one point.

    δ[L] is D[L] (a[L] − y) for the quadratic cost; with cross-entropy it is a[L] − y, without a D[L].
    """
    x = check_pass(net, a, z)
    if net.output_activation == "softmax":
        raise ValueError("net: a softmax output has no diagonal D[L], since each output depends on every z_j[L]")
    if x.ndim != 1:
        raise ValueError(f"a: expected one point, a[1] of shape ({net.sizes[0]},), got {x.shape}: a batch has one D[l] each")
    D, delta = [None] * (net.L + 1), [None] * (net.L + 1)
    for l in range(2, net.L + 1):
        D[l] = np.diag(net.dsigma[l](z[l]))
    y = check_y(net, x, y)
    delta[net.L] = D[net.L] @ (a[net.L] - y) if net.cost == "quadratic" else net.output_delta(a, z, y)
    for l in range(net.L - 1, 1, -1):
        delta[l] = D[l] @ net.W[l + 1].T @ delta[l + 1]
    return D, delta


def as_columns(vector, like):
    """Return vector ready to be added to `like`: as it is for one point, as a column for a batch."""
    return vector if like.ndim == 1 else vector[:, None]


def check_x(net, x):
    """Return x as a float64 copy of shape (n_1,) or (n_1, N) with N ≥ 1."""
    if not isinstance(net, Network):
        raise TypeError(f"net: expected a Network, got {shown(net)}")
    x = real_array("x", x)
    n = net.sizes[0]
    if x.ndim not in (1, 2) or x.shape[0] != n:
        raise ValueError(f"x: expected shape ({n},) for one point or ({n}, N) for N points as columns, got {x.shape}")
    if x.size == 0:
        raise ValueError(f"x: expected at least one point, got shape {x.shape}, N = 0")
    return x


def check_y(net, x, y):
    """Return y as a float64 copy that goes with the checked x: shape (n_L,) or (n_L, N), and right for the cost."""
    y = real_array("y", y)
    wanted = (net.sizes[-1], *x.shape[1:])
    if y.shape != wanted:
        raise ValueError(f"y: expected shape {wanted} to go with x of shape {x.shape}, got {y.shape}")
    if net.cost == "cross_entropy" and (y.min() < 0 or y.max() > 1):
        raise ValueError(f"y: cost='cross_entropy' expects entries in [0, 1], got {shown(y.tolist())}")
    if net.output_activation == "softmax" and not np.allclose(y.sum(axis=0), 1.0):
        raise ValueError(f"y: a softmax output expects each point's entries to sum to 1, got {shown(y.sum(axis=0).tolist())}")
    return y


def check_pass(net, a, z):
    """Return a[1] if a and z have the shapes of a forward pass through net."""
    if len(a) != net.L + 1 or len(z) != net.L + 1 or a[1] is None:
        entries = f"{len(a)} and {len(z)} entries"
        raise ValueError(f"a, z: expected lists indexed by layer 0 to {net.L}, as forward returns, got {entries}")
    x = check_x(net, a[1])
    for l in range(2, net.L + 1):
        for name, array in (("a", a[l]), ("z", z[l])):
            if np.shape(array) != (net.sizes[l - 1], *x.shape[1:]):
                raise ValueError(f"{name}[{l}]: expected shape {(net.sizes[l - 1], *x.shape[1:])}, got {np.shape(array)}")
    return x
