"""The compiled twin of stochastic gradient descent: the same steps, in explicit loops that Numba turns into machine code.

Apart from training.py, since importing this file imports Numba. All parameters stand in one array, as in net.p, and so
do the neurons of all layers: with W the place where the weights of a layer begin, w_jk is p[W + j * n_before + k].
"""

from math import exp, tanh

import numba
import numpy as np

from lecture_lib.activations import LEAK

KINDS = SIGMOID, TANH, RELU, LEAKY_RELU, IDENTITY, SOFTMAX = range(6)
KIND = dict(zip(("sigmoid", "tanh", "relu", "leaky_relu", "identity", "softmax"), KINDS, strict=True))


def compiled(function):
    """Compile when first called, and keep the result on disk where a folder can be written, else in memory only."""
    options = {"nogil": True, "error_model": "numpy"}  # threads may train side by side; 1 / 0 is inf, as in NumPy
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder for the cache, neither beside this file nor in the user's home
        return numba.njit(**options)(function)


def sgd(net, X, Y, ks, eta):
    """Take a step (15) for each point k of `ks`, in place: what training.sgd does, too."""
    kinds = np.array([IDENTITY] * 2 + [KIND[net.activation]] * (net.L - 2) + [KIND[net.output_activation]])
    points, targets = np.ascontiguousarray(X.T), np.ascontiguousarray(Y.T)
    _sgd(net.p, *places(net), kinds, net.cost == "cross_entropy", points, targets, ks, eta, sum(net.sizes))


def places(net):
    """For each layer l: n_l, and where its neurons, its weights and its biases begin.

    Unsigned, so that compiled code need not ask of each index whether it counts from the end: a tenth of its time.
    """
    n = (0, *net.sizes)
    weights, biases = [0, 0], [0, 0]
    for l in range(2, net.L + 1):
        weights.append(biases[-1] + n[l - 1] if l > 2 else 0)
        biases.append(weights[-1] + net.W[l].size)
    neurons = np.cumsum(n) - n
    return [np.array(column, dtype=np.uintp) for column in (n, neurons, weights, biases)]


@compiled
def _sigma(kind, z):
    """σ(z) and σ′(z) of one number; a softmax, which needs its whole layer, begins with z itself."""
    if kind == SIGMOID:
        e = exp(min(-z, 709.0))  # no overflow
        a = 1.0 / (1.0 + e)
        return a, e * a * a  # σ(z)σ(−z), which keeps its digits
    if kind == TANH:
        e = exp(-2.0 * abs(z))
        return tanh(z), 4.0 * e / (1.0 + e) ** 2
    if kind == RELU:
        return (z, 1.0) if z > 0.0 else (0.0, 0.0)
    if kind == LEAKY_RELU:
        return (z, 1.0) if z > 0.0 else (LEAK * z, LEAK)
    return z, 1.0


@compiled
def _softmax(z):
    """Put e^{z_j} / Σ_i e^{z_i} in the place of the z of a layer."""
    top, total = z[0], 0.0
    for z_j in z:
        top = max(top, z_j)
    for j in range(len(z)):
        z[j] = exp(z[j] - top)
        total += z[j]
    for j in range(len(z)):
        z[j] /= total


@compiled
def _sgd(p, sizes, neurons, weights, biases, kinds, entropy, points, targets, ks, eta, room):
    a, dsigma, delta = np.empty(room), np.empty(room), np.empty(room)
    L = len(sizes) - 1
    for k in ks:
        for i in range(sizes[1]):
            a[i] = points[k, i]                                               # (7)
        for l in range(2, L + 1):
            n_before, before = sizes[l - 1], neurons[l - 1]
            n, here, W, b = sizes[l], neurons[l], weights[l], biases[l]
            for j in range(n):
                z = p[b + j]
                for i in range(n_before):
                    z += p[W + j * n_before + i] * a[before + i]              # (19)
                a[here + j], dsigma[here + j] = _sigma(kinds[l], z)           # (20)
        n, here = sizes[L], neurons[L]
        if kinds[L] == SOFTMAX:
            _softmax(a[here:])
        for j in range(n):
            delta[here + j] = a[here + j] - targets[k, j]
            if not entropy:
                delta[here + j] *= dsigma[here + j]                           # (22)
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
                p[b + j] -= step                                              # (24), (15)
