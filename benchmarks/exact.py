"""∂C/∂p of one parameter to hundreds of digits: what judges whether a number of sixteen digits is right at all.

Only functions stand here, no derivative: the slope is a quotient of so short a step that nothing is left of its error.
"""

import mpmath as mp
import numpy as np

from lecture_lib.activations import CUBIC, GELU, LEAK

DIGITS, STEP = 700, "1e-400"  # slopes of 1e-180 keep a hundred digits
SIGMA = {  # but softmax, which is of a column
    "sigmoid": lambda z: 1 / (1 + mp.exp(-z)),
    "tanh": mp.tanh,
    "relu": lambda z: max(z, mp.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else LEAK * z,
    "identity": lambda z: z,
    "softplus": lambda z: mp.log(1 + mp.exp(z)),
    "elu": lambda z: z if z > 0 else mp.exp(z) - 1,
    "gelu": lambda z: z / (1 + mp.exp(-GELU * (z + CUBIC * z**3))),
}
COST = {
    "quadratic": lambda d: d**2 / 2,
    "huber": lambda d: d**2 / 2 if abs(d) <= 1 else abs(d) - mp.mpf(1) / 2,
    "mean_absolute_error": abs,
}
exact, log, exp = (np.vectorize(f, otypes=[object]) for f in (mp.mpf, mp.log, mp.exp))


def exact_slope(net, x, y, ref):
    """∂C/∂p at one parameter of a network of ready-made functions, for one point or the mean of a batch, as an mpmath number."""
    with mp.workdps(DIGITS):
        W, b = ([None, None, *(exact(part) for part in parts[2:])] for parts in (net.W, net.b))
        before = exact_cost(net, W, b, x, y)
        h = mp.mpf(STEP)
        if ref.k is None:
            b[ref.layer][ref.j - 1] += h
        else:
            W[ref.layer][ref.j - 1, ref.k - 1] += h
        return (exact_cost(net, W, b, x, y) - before) / h


def exact_cost(net, W, b, x, y):
    """Return the mean cost of a batch, or C of a point."""
    a, y = (exact(v.reshape(len(v), -1)) for v in (x, y))
    for l in range(2, net.L + 1):
        z = W[l] @ a + b[l][:, None]
        name = net.activations[l].name
        a = exp(z) / exp(z).sum(axis=0) if name == "softmax" else np.vectorize(SIGMA[name], otypes=[object])(z)
    if net.cost_row.name != "cross_entropy":
        return np.vectorize(COST[net.cost_row.name], otypes=[object])(a - y).sum() / a.shape[1]
    both = -y * log(a) - (0 if name == "softmax" else (1 - y) * log(1 - a))
    return both.sum() / a.shape[1]
