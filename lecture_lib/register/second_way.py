"""The second way (`own`): the network neuron by neuron, in Python numbers that may be complex."""

import cmath

import numpy as np

from lecture_lib.activations import ACTIVATIONS
from lecture_lib.costs import COSTS

H = 1e-20  # complex step: nothing is subtracted, so h² may vanish beside 1


def logistic(z):
    """The sigmoid of one number."""
    return 1 / (1 + cmath.exp(-z)) if z.real > 0 else cmath.exp(z) / (1 + cmath.exp(z))  # the same, and no overflow


def _log_one_plus_exp(z):
    return z + cmath.log(1 + cmath.exp(-z)) if z.real > 0 else cmath.log(1 + cmath.exp(z))


def _softmax(z):
    e = [cmath.exp(z_j - max(z_k.real for z_k in z)) for z_j in z]
    return [e_j / sum(e) for e_j in e]


def _softmax_cross_entropy(a, z, y):
    top = max(z_k.real for z_k in z)
    log_sum = top + cmath.log(sum(cmath.exp(z_k - top) for z_k in z))
    return sum(y_j * (log_sum - z_j) for y_j, z_j in zip(y, z, strict=True))


# Rows that are written out a second time; of any other σ the components are taken one by one, and σ′ is not asked.
OF_NUMBER = {ACTIVATIONS[name]: sigma for name, sigma in {
    "sigmoid":    logistic,
    "tanh":       cmath.tanh,
    "relu":       lambda z: z if z.real > 0 else 0.0,
    "leaky_relu": lambda z: z if z.real > 0 else 0.01 * z,
    "identity":   lambda z: z,
}.items()}  # fmt: skip
OF_COLUMN = {ACTIVATIONS["softmax"]: _softmax}
OF_POINT = {
    COSTS["quadratic"]: lambda a, z, y: sum((y_j - a_j) ** 2 for y_j, a_j in zip(y, a, strict=True)) / 2,
    COSTS["cross_entropy"][0]: lambda a, z, y: sum(_log_one_plus_exp(z_j) - y_j * z_j for y_j, z_j in zip(y, z, strict=True)),
    COSTS["cross_entropy"][1]: _softmax_cross_entropy,
}


def answers(net, l, z):
    """σ(z^[l]), component by component; a softmax looks at all of them."""
    row = net.activations[l]
    if row.columnwise:
        return OF_COLUMN.get(row, lambda z: row.sigma(np.array(z)).tolist())(z)
    sigma = OF_NUMBER.get(row, lambda z_j: row.sigma(np.array([z_j]))[0])
    return [sigma(z_j) for z_j in z]


def _cost(net, a, z, y):
    """C of one point from the output layer, term by term."""
    row = net.cost_row
    return OF_POINT.get(row, lambda *layers: row.pointwise(*map(np.array, layers)))(a, z, y)


class Own:
    """One network and one point: a[l] and z[l] of shape (n_l,), and derivatives by pushing one quantity by ih."""

    def __init__(self, net, x, y):
        self.net, self.x, self.y = net, x.tolist(), y.tolist()
        self.a, self.z = ([np.real(layer) for layer in layers] for layers in self.run())

    def run(self, *push):
        """Forward pass with ih added to what push names: "z", "a" or "b" with l and j, or "w" with l, j and k."""
        def pushed(*quantity):
            return 1j * H if quantity == push else 0.0

        a, z = [[], self.x], [[], []]
        for l in range(2, self.net.L + 1):
            W = self.net.W[l].tolist()
            b = self.net.b[l].tolist() if self.net.biases else [0.0] * len(W)
            z.append([
                sum((W[j][k] + pushed("w", l, j, k)) * a[l - 1][k] for k in range(len(a[l - 1])))
                + b[j] + pushed("b", l, j) + pushed("z", l, j)
                for j in range(len(b))
            ])
            a.append([a_j + pushed("a", l, j) for j, a_j in enumerate(answers(self.net, l, z[l]))])
        return a, z

    def C(self, *push):
        """C, complex if something is pushed."""
        a, z = self.run(*push)
        return _cost(self.net, a[-1], z[-1], self.y)

    def slopes(self, of, kind, l):
        """Derivatives of of(a, z), a number or one for each neuron, by all z, a, b or w of layer l."""
        shape = self.net.W[l].shape if kind == "w" else (self.net.sizes[l - 1],)
        rows = np.imag([of(*self.run(kind, l, *index)) for index in np.ndindex(shape)]) / H
        return rows.T.reshape(rows.shape[1:] + shape)

    def dC(self, kind, l):
        """∂C by all z, a, b or w of layer l."""
        return self.slopes(lambda a, z: _cost(self.net, a[-1], z[-1], self.y), kind, l)

    def dz(self, m, kind, l):
        """∂z_s^[m] by all z, a, b or w of layer l; s comes first."""
        return self.slopes(lambda a, z: z[m], kind, l)

    def dsigma(self, l):
        """∂a_j^[l]/∂z_j^[l], shape (n_l,)."""
        return np.diagonal(self.slopes(lambda a, z: a[l], "z", l))
