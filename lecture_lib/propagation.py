"""The forward pass (7), (19), (20), the backward pass (22), (23) and the gradient (24), (25).

x has shape (n_1,) for one point, or (n_1, N) for a batch whose columns are points; y likewise with n_L. One point as a
column, N = 1, is a batch of one, and where a single point is asked for it is that point.
"""

import numpy as np

from lecture_lib._checks import array_of_shape, finite_array, shown
from lecture_lib.network import Network, Parameters


def forward(net, x):
    """Forward pass: a[l] for l = 1…L and z[l] for l = 2…L, of shape (n_l,) or (n_l, N), by (7), (19) and (20)."""
    return forward_pass(net, check_x(net, x).copy())


def forward_pass(net, x):
    """Like forward, for a validated x, which is not copied."""
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
    a, z = check_pass(net, a, z)
    return backward_pass(net, a, z, check_y(net, a[1], y))


def backward_pass(net, a, z, y):
    """The δ[l] of a pass and a y that need no check."""
    delta = [None] * (net.L + 1)
    delta[net.L] = net.output_delta(a, z, y)                                      # (22)
    for l in range(net.L - 1, 1, -1):
        delta[l] = net.dsigma[l](z[l]) * (net.W[l + 1].T @ delta[l + 1])          # (23)
    return delta


def gradient(net, x, y):
    """∇C of one point by (24) and (25), or of the mean cost (9) of a batch, as Parameters."""
    x = check_x(net, x)
    return mean_gradient(net, x, check_y(net, x, y))


def mean_gradient(net, x, y):
    """The same of an x and a y that need no check."""
    a, z = forward_pass(net, x)
    delta = backward_pass(net, a, z, y)
    grad = Parameters.like(net)
    for l in range(2, net.L + 1):
        if net.biases:
            grad.b[l][...] = delta[l] if x.ndim == 1 else delta[l].mean(axis=1)   # (24)
        if x.ndim == 1:
            grad.W[l][...] = np.outer(delta[l], a[l - 1])                         # (25)
        else:
            np.matmul(delta[l], a[l - 1].T, out=grad.W[l])  # for many points the memory of another W would cost time
            grad.W[l] /= x.shape[1]
    return grad


def predict(net, X):
    """Return the output a[L], of shape (n_L,) for one point or (n_L, N) for a batch."""
    return forward(net, X)[0][net.L]


def accuracy(net, X, Y):
    """Return the share of columns, from 0 to 1, whose largest output is the largest target; of equals the first counts.

    ValueError for a network with one output, which is always the largest.
    """
    X = check_x(net, X, "X")
    Y = check_y(net, X, Y, "XY")
    if net.sizes[-1] == 1:
        raise ValueError("net: accuracy compares outputs, expected at least two, got one; compare predict(net, X) with a limit")
    return float(np.mean(forward_pass(net, X)[0][net.L].argmax(axis=0) == Y.argmax(axis=0)))


def cost(net, x, y):
    """C of one point, (18), or the mean over the columns of a batch, (9)."""
    x = check_x(net, x)
    return mean_cost(net, x, check_y(net, x, y))


def mean_cost(net, x, y):
    """The same of an x and a y that need no check."""
    return float(np.mean(net.pointwise_cost(*forward_pass(net, x), y)))


def diagonal_form(net, a, z, y):
    """D[l] = diag σ′(z[l]) for l = 2…L, and δ[l] = D[l] (W[l+1])ᵀ δ[l+1] through them, for one point.

    δ[L] is D[L] (a[L] − y) for the quadratic cost; with cross-entropy it is a[L] − y, without a D[L]: it takes from D[L]
    what the cost asks of σ′.
    """
    a, z = check_pass(net, a, z)
    if net.activations[net.L].columnwise:
        raise ValueError(
            f"net: a {net.output_activation} output has no diagonal D[L], since each output depends on every z_j[L]"
        )
    y = as_point(check_y(net, a[1], y))
    a, z = ([None if v is None else as_point(v) for v in layers] for layers in (a, z))
    if a[1].ndim != 1:
        raise ValueError(f"a: expected one point, a[1] of shape ({net.sizes[0]},), got {a[1].shape}: a batch has one D[l] each")
    D, delta = [None] * (net.L + 1), [None] * (net.L + 1)
    for l in range(2, net.L + 1):
        D[l] = np.diag(net.dsigma[l](z[l]))
    delta[net.L] = net.cost_row.output_delta(a[net.L], z[net.L], y, lambda z: np.diag(D[net.L]))
    for l in range(net.L - 1, 1, -1):
        delta[l] = D[l] @ net.W[l + 1].T @ delta[l + 1]
    return D, delta


def as_point(array):
    """Return a column (n, 1) as the point (n,) that it is, anything else as it came."""
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


def as_columns(vector, like):
    """Return b ready to be added to `like`: as it is for one point, as a column for a batch, 0 where there is none."""
    if vector is None:
        return 0.0
    return vector if like.ndim == 1 else vector[:, None]


def not_finite(net, a, z):
    """Say whose σ or σ′ makes something that is not finite of a z that is; None if none does."""
    for l in range(2, net.L + 1):
        row = net.activations[l]
        slopes = np.zeros(1) if row.columnwise else row.dsigma(z[l])
        for name, values in (("σ", a[l]), ("σ′", slopes)):
            bad = np.isfinite(z[l]) & ~np.isfinite(values)
            if bad.any():
                return f"{name} of {row!r} makes {values[bad][0]:g} of z = {z[l][bad][0]:.4g} in layer {l}"
    return None


def check_net(net):
    """Return net, which must be a Network."""
    if not isinstance(net, Network):
        raise TypeError(f"net: expected a Network, got {shown(net)}")
    return net


def check_x(net, x, name="x"):
    """Return x as float64 of shape (n_1,) or (n_1, N) with N ≥ 1."""
    check_net(net)
    x = finite_array(name, x)
    n = net.sizes[0]
    if x.ndim not in (1, 2) or x.shape[0] != n:
        turned = f"; with points as columns that is {name}.T" if x.ndim == 2 and x.shape[1] == n else ""
        wanted = f"({n},) for one point or ({n}, N) for N points as columns"
        raise ValueError(f"{name}: expected shape {wanted}, got {x.shape}{turned}")
    if x.size == 0:
        raise ValueError(f"{name}: expected at least one point, got shape {x.shape}, N = 0")
    return x


def check_y(net, x, y, names="xy"):
    """Return y as float64 that goes with the checked x: shape (n_L,) or (n_L, N), and right for the cost."""
    x_name, name = names
    y = finite_array(name, y)
    wanted = (net.sizes[-1], *x.shape[1:])
    if y.shape != wanted:
        way = _way(name, y, wanted)
        raise ValueError(f"{name}: expected shape {wanted} to go with {x_name} of shape {x.shape}, got {y.shape}{way}")
    if net.cost_row.refuses is not None and (wrong := net.cost_row.refuses(y)):
        raise ValueError(f"{name}: {wrong}")
    return y


def _way(name, y, wanted):
    """Say how targets of another shape become those that are wanted: turned over, or one-hot."""
    if len(wanted) == 2 and y.shape == wanted[::-1]:
        return f"; with points as columns that is {name}.T"
    n = wanted[0]
    if y.shape in (wanted[1:], (1, *wanted[1:])) and n > 1 and np.isin(y, np.arange(n)).all():
        return f"; numbers of classes become columns by np.eye({n})[:, {name}]"
    return ""


def check_pass(net, a, z):
    """Return a and z as float64 copies, if they are those of a forward pass through net by their shapes."""
    check_net(net)
    for name, layers in (("a", a), ("z", z)):
        if not isinstance(layers, list | tuple):
            raise TypeError(f"{name}: expected a list indexed by layer, as forward returns it, got {shown(layers)}")
    if len(a) != net.L + 1 or len(z) != net.L + 1 or a[1] is None:
        entries = f"{len(a)} and {len(z)} entries"
        raise ValueError(f"a, z: expected lists indexed by layer 0 to {net.L}, as forward returns, got {entries}")
    x = check_x(net, a[1])
    shapes = [(n, *x.shape[1:]) for n in net.sizes]
    rest = [[array_of_shape(f"{name}[{l}]", layers[l], shapes[l - 1]) for l in range(2, net.L + 1)]
            for name, layers in (("a", a), ("z", z))]  # fmt: skip
    return [None, x, *rest[0]], [None, None, *rest[1]]
