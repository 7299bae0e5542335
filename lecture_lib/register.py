"""The register: every equation of the lecture, each with both of its sides computed separately.

A rule below is one equation: its number (a step without a number has a short name), the notebook where it lives, the
layers it speaks of, how it is typeset, said and coded, a slip that is easily made in it, and a function that returns
left side, right side and slip for one network and one layer. At most one of the sides comes from the library (`lib`);
the other (`own`) is written out here, neuron by neuron, with complex steps for derivatives, so that a mistake in the
library shows.

A code line is one statement. It reads the lecture's names (net, W, b, sigma, dsigma, x, y, a, z, delta, grad, eta, L, l;
X, Y, A and N for a batch) and leaves the left side of its equation in what stands on its left. i, j, k and s count
from 0 there; dz_dz[l][k, j] is ∂z_k^[l+1]/∂z_j^[l], dz_db[l][j, i] is ∂z_j^[l]/∂b_i^[l], dz_dw[l][s, j, k] is
∂z_s^[l]/∂w_jk^[l]; cost_from(l, z_l) is C if z^[l] were z_l, and e[j] has a 1 at j and zeros elsewhere.
"""

import cmath
import difflib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from lecture_lib import propagation
from lecture_lib._checks import shown

H = 1e-20   # complex step: nothing is subtracted, so h² may vanish beside 1
ETA = 100.0 # far beyond what training takes, so that a slip in an update is not lost beside the parameters themselves


# The second way: the network neuron by neuron, in Python numbers that may be complex


def _sigmoid(z):
    return 1 / (1 + cmath.exp(-z)) if z.real > 0 else cmath.exp(z) / (1 + cmath.exp(z))  # the same, and no overflow


def _log_one_plus_exp(z):
    return z + cmath.log(1 + cmath.exp(-z)) if z.real > 0 else cmath.log(1 + cmath.exp(z))


SIGMA = {
    "sigmoid":    _sigmoid,
    "tanh":       cmath.tanh,
    "relu":       lambda z: z if z.real > 0 else 0.0,
    "leaky_relu": lambda z: z if z.real > 0 else 0.01 * z,
    "identity":   lambda z: z,
}


def _answers(net, l, z):
    """σ(z^[l]), component by component; softmax looks at all of them."""
    name = _activation(net, l)
    if name == "softmax":
        e = [cmath.exp(z_j - max(z_k.real for z_k in z)) for z_j in z]
        return [e_j / sum(e) for e_j in e]
    return [SIGMA[name](z_j) for z_j in z]


def _activation(net, l):
    return net.output_activation if l == net.L else net.activation


def _cost(net, a, z, y):
    """C of one point from the output layer, term by term."""
    if net.cost == "quadratic":
        return sum((y_j - a_j) ** 2 for y_j, a_j in zip(y, a, strict=True)) / 2
    if net.output_activation == "sigmoid":
        return sum(_log_one_plus_exp(z_j) - y_j * z_j for y_j, z_j in zip(y, z, strict=True))
    top = max(z_k.real for z_k in z)
    log_sum = top + cmath.log(sum(cmath.exp(z_k - top) for z_k in z))
    return sum(y_j * (log_sum - z_j) for y_j, z_j in zip(y, z, strict=True))


class _Own:
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
            W, b = self.net.W[l].tolist(), self.net.b[l].tolist()
            z.append([
                sum((W[j][k] + pushed("w", l, j, k)) * a[l - 1][k] for k in range(len(a[l - 1])))
                + b[j] + pushed("b", l, j) + pushed("z", l, j)
                for j in range(len(b))
            ])
            a.append([a_j + pushed("a", l, j) for j, a_j in enumerate(_answers(self.net, l, z[l]))])
        return a, z

    def C(self, *push):
        """C, complex if something is pushed."""
        a, z = self.run(*push)
        return _cost(self.net, a[-1], z[-1], self.y)

    def slopes(self, of, kind, l):
        """Derivatives of of(a, z), a number or one for each neuron, by all z, a, b or w of layer l."""
        shape = self.net.W[l].shape if kind == "w" else self.net.b[l].shape
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


def _gradient(net, C):
    """Derivatives of C(*push) by every parameter, in the order of p."""
    pushes = (("b" if ref.k is None else "w", ref.layer, *ref.index) for ref in net.parameters())
    return np.imag([C(*push) for push in pushes]) / H


# The first way: what the library computes, for a point or a batch


def _library(net, x, y):
    a, z = propagation.forward(net, x)
    delta = propagation.backward(net, a, z, y)
    grad, cost = propagation.gradient(net, x, y), propagation.cost(net, x, y)
    return SimpleNamespace(x=x, y=y, a=a, z=z, delta=delta, grad=grad, cost=cost)


def _each_gradient(net, lib):
    """∇C of each point of the batch by itself, shape (N, P)."""
    return np.array([propagation.gradient(net, x, y).p for x, y in zip(lib.x.T, lib.y.T, strict=True)])


def _moved(net, lib, name):
    """Network, lib and own with one parameter as it is, and at −2, 0 and 2: a single δ can vanish, four hardly."""
    for value in (net[name], -2.0, 0.0, 2.0):
        moved = net.copy()
        moved[name] = value
        yield moved, _library(moved, lib.x, lib.y), _Own(moved, lib.x, lib.y)


def _columns(rows):
    """Left sides, right sides and slips of several (left, right, slip)."""
    return tuple(zip(*rows, strict=True))


# What an equation is


class Instead(NamedTuple):
    """A slip with a left side of its own."""

    left: object
    right: object


def _as_typed(expression):
    """What NumPy makes of a slip, or None where it refuses the shapes."""
    try:
        return expression()
    except ValueError:
        return None


LAYERS = {
    "l = 1":            lambda net: range(1, 2),
    "l = L":            lambda net: range(net.L, net.L + 1),
    "2 ≤ l ≤ L":        lambda net: range(2, net.L + 1),
    "2 ≤ l ≤ L − 1":    lambda net: range(2, net.L),
    "l ≥ 2, n_l ≥ 2":   lambda net: [l for l in range(2, net.L + 1) if net.sizes[l - 1] > 1],
}
INPUT, OUTPUT, EVERY, HIDDEN, WITH_NEIGHBOURS = LAYERS
W43, B4 = "w43[3]", "b4[3]"  # equations about one parameter, which the network must have
BATCH = "a batch"

ONLY = {
    "quadratic": lambda net: net.cost == "quadratic",
    "sigmoid": lambda net: {_activation(net, l) for l in range(2, net.L + 1)} == {"sigmoid"},
    "componentwise": lambda net: net.output_activation != "softmax",
}
SAID = {
    "quadratic": "holds for the quadratic cost (18) only",
    "sigmoid": "is about the sigmoid, so every layer must have it",
    "componentwise": "needs a σ that acts on each component by itself, which softmax does not",
}


@dataclass(frozen=True, repr=False)
class Equation:
    """One equation of the lecture, with both sides to compute.

    number: as the lecture has it, or a short name. latex, statement, code: the equation typeset, said in a sentence, and
    as one line of NumPy. notebook: where it lives. where: the layers, the parameter or the batch it speaks of. wrong:
    a slip or misconception, which wrong_residual shows to be one. only: what the network must have, or None.
    """

    number: str
    notebook: str
    where: str
    latex: str
    statement: str
    code: str
    wrong: str
    only: str | None
    sides: Callable = field(compare=False)

    def residual(self, net, x, y):
        """Return max|left − right| / max(|left|, |right|) over all components and layers, 0 if both sides are 0.

        x: shape (n_1,), or (n_1, N) where the equation is about a batch; y likewise with n_L. ValueError for the other of
        the two, and where the equation says nothing about such a network. It takes one slow pass for each derivative.
        """
        return _residual((left, right) for left, right, _ in self._checked_sides(net, x, y))

    def wrong_residual(self, net, x, y):
        """Return the residual with the slip in place of the right side; inf where shapes give the slip away."""
        slips = [(left, wrong) for left, _, wrong in self._checked_sides(net, x, y) if wrong is not None]
        slips = [wrong if isinstance(wrong, Instead) else (left, wrong) for left, wrong in slips]
        return _residual([slip for slip in slips if np.shape(slip[0]) == np.shape(slip[1])])

    def check(self, net, x, y):
        """Return x and y as arrays, and the layers this equation speaks of; ValueError as for residual."""
        x = propagation.check_x(net, x)
        y = propagation.check_y(net, x, y)
        n = net.sizes[0]
        if x.ndim != (2 if self.where == BATCH else 1):
            wanted = f"a batch, shape ({n}, N) with points as columns" if x.ndim == 1 else f"one point, shape ({n},)"
            raise ValueError(f"x: equation {self.number} expects {wanted}, got {x.shape}")
        if self.only and not ONLY[self.only](net):
            raise ValueError(f"net: equation {self.number} {SAID[self.only]}, got {net!r}")
        return x, y, self._layers(net)

    def _checked_sides(self, net, x, y):
        x, y, layers = self.check(net, x, y)
        lib = _library(net, x, y)
        if self.where == BATCH:
            return [self.sides(net, lib, [_Own(net, x_i, y_i) for x_i, y_i in zip(x.T, y.T, strict=True)])]
        return [self.sides(net, lib, _Own(net, x, y), l) for l in layers]

    def _layers(self, net):
        if self.where == BATCH:
            return range(2, net.L + 1)
        if self.where in (W43, B4):
            try:
                return [net.find(self.where).layer]
            except ValueError as error:
                raise ValueError(f"net: equation {self.number} needs {self.where}; {error}") from None
        layers = LAYERS[self.where](net)
        if not layers:
            raise ValueError(
                f"net: equation {self.number}: this network has no layer {self.where}, since L = {net.L} and its sizes "
                f"are {net.sizes}"
            )
        return layers

    def __repr__(self):
        return f"({self.number}) {self.statement}"


def _residual(pairs):
    """The residual over all pairs of sides; inf if there is no pair, if shapes differ or a number is not finite."""
    pairs = [(np.asarray(left), np.asarray(right)) for left, right in pairs]
    if not pairs or any(left.shape != right.shape for left, right in pairs):
        return math.inf
    left, right = (np.concatenate([side.ravel() for side in sides]) for sides in zip(*pairs, strict=True))
    if not np.isfinite([left, right]).all():
        return math.inf
    scale = max(abs(left).max(), abs(right).max())
    return float(abs(left - right).max() / scale) if scale else 0.0


_REGISTER = []


def rule(number, notebook, where, latex, statement, code, wrong, only=None):
    """Enter the decorated function of (net, lib, own, l), for a batch (net, lib, points), into the register."""
    def enter(sides):
        _REGISTER.append(Equation(number, notebook, where, latex, statement, code, wrong, only, sides))
        return sides

    return enter


def equations():
    """Return every Equation, in the order of the lecture."""
    return list(_REGISTER)


def equation(number):
    """Return the Equation of a number such as "23", or of a name such as "outer product".

    ValueError says what exists close by.
    """
    if not isinstance(number, str):
        raise TypeError(f"number: expected a string such as '23' or 'outer product', got {shown(number)}")
    entries = {entry.number: entry for entry in _REGISTER}
    if number not in entries:
        close = difflib.get_close_matches(number, entries, n=3, cutoff=0.4)
        hint = f"close to it are {', '.join(map(repr, close))}" if close else "equations() lists all there are"
        raise ValueError(f"number: there is no equation {shown(number)} here; {hint}")
    return entries[number]


# The rules, in the order of the lecture: numbers in sequence, steps without a number where the lecture takes them


@rule("1", "01_forward_pass", EVERY, only="sigmoid",
      latex=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
      statement="The sigmoid turns any number into one between 0 and 1.",
      code="def sigma(z): return 1 / (1 + np.exp(-z))",
      wrong="exponent without its minus sign")
def sigmoid(net, lib, own, l):
    return net.sigma[l](lib.z[l]), np.real([_sigmoid(z) for z in own.z[l]]), np.real([_sigmoid(-z) for z in own.z[l]])


@rule("2", "01_forward_pass", EVERY, only="sigmoid",
      latex=r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))",
      statement="The slope of the sigmoid is made of its own value.",
      code="def dsigma(z): return sigma(z) * (1 - sigma(z))",
      wrong="σσ′(z), as the lecture prints it in one place, for σ′(z)")
def slope_of_the_sigmoid(net, lib, own, l):
    sigma = net.sigma[l](lib.z[l])
    return own.dsigma(l), sigma * (1 - sigma), sigma * own.dsigma(l)


@rule("7", "01_forward_pass", INPUT,
      latex=r"a^{[1]} = x",
      statement="The activations of layer 1 are the input itself.",
      code="a[1] = x",
      wrong="σ applied to the input as well")
def input_layer(net, lib, own, l):
    return lib.a[l], own.x, np.real([_sigmoid(x) for x in own.x])


@rule("8", "01_forward_pass", EVERY,
      latex=r"a^{[l]} = \sigma\bigl(W^{[l]} a^{[l-1]} + b^{[l]}\bigr)",
      statement="A layer weighs what it hears from the layer before, adds its biases and squashes each sum.",
      code="a[l] = sigma(W[l] @ a[l - 1] + b[l])",
      wrong="bias added after σ instead of before")
def layer_to_layer(net, lib, own, l):
    return lib.a[l], own.a[l], np.real(_answers(net, l, net.W[l] @ own.a[l - 1])) + net.b[l]


@rule("9", "02_cost", BATCH, only="quadratic",
      latex=r"\operatorname{Cost} = \frac{1}{N} \sum_{i=1}^{N} \frac{1}{2} \| y(x^{\{i\}}) - a^{[L]}(x^{\{i\}}) \|_2^2",
      statement="The cost of the whole data set is the mean of what its points cost.",
      code="Cost = np.mean(0.5 * np.sum((Y - A[L]) ** 2, axis=0))",
      wrong="1/N missing")
def mean_cost(net, lib, points):
    total = sum(own.C().real for own in points)
    return lib.cost, total / len(points), total


@rule("13", "02_cost", BATCH, only="quadratic",
      latex=r"C_{x^{\{i\}}} = \frac{1}{2} \| y(x^{\{i\}}) - a^{[L]}(x^{\{i\}}) \|_2^2",
      statement="A data point costs half the squared distance between its target and the output.",
      code="C[i] = 0.5 * np.sum((Y[:, i] - A[L][:, i]) ** 2)",
      wrong="norm not squared")
def cost_of_each_point(net, lib, points):
    C = np.array([own.C().real for own in points])
    return net.pointwise_cost(lib.a, lib.z, lib.y), C, np.sqrt(C / 2)


@rule("mean of derivatives", "02_cost", BATCH,
      latex=r"\frac{\partial \operatorname{Cost}}{\partial p} = "
            r"\frac{1}{N} \sum_{i=1}^{N} \frac{\partial C_{x^{\{i\}}}}{\partial p}",
      statement="A derivative of the whole cost is the mean of the data points' derivatives.",
      code="dCost_dp = np.mean([gradient(net, X[:, i], Y[:, i]).p for i in range(N)], axis=0)",
      wrong="1/N missing")
def mean_of_derivatives(net, lib, points):
    each = [_gradient(net, own.C) for own in points]
    return lib.grad.p, np.mean(each, axis=0), np.sum(each, axis=0)


@rule("15", "07a_training", BATCH,
      latex=r"p \to p - \eta\, \nabla C_{x^{\{i\}}}(p)",
      statement="A stochastic gradient step moves every parameter against the gradient of a single data point's cost.",
      code="net.p -= eta * gradient(net, X[:, i], Y[:, i]).p",
      wrong="uphill: plus for minus")
def stochastic_step(net, lib, points):
    own_each = np.array([_gradient(net, own.C) for own in points])
    return net.p - ETA * _each_gradient(net, lib), net.p - ETA * own_each, net.p + ETA * own_each


@rule("mean of gradients", "07a_training", BATCH,
      latex=r"\frac{1}{N} \sum_{k=1}^{N} \nabla C_{x^{\{k\}}}(p) = \nabla \operatorname{Cost}(p)",
      statement="Over k drawn uniformly, the gradient of one data point is on average the gradient of the whole cost.",
      code="mean_gradient = sum(gradient(net, X[:, k], Y[:, k]).p / N for k in range(N))",
      wrong="one draw taken for the mean")
def mean_of_gradients(net, lib, points):
    each = _each_gradient(net, lib)
    whole = _gradient(net, lambda *push: sum(own.C(*push) for own in points) / len(points))
    return each.mean(axis=0), whole, each[0]


@rule("18", "02_cost", OUTPUT, only="quadratic",
      latex=r"C = \frac{1}{2} \| y - a^{[L]} \|_2^2",
      statement="With the data point fixed, the cost is half the squared distance between target and output.",
      code="C = 0.5 * np.sum((y - a[L]) ** 2)",
      wrong="½ missing")
def cost_of_one_point(net, lib, own, l):
    squares = sum((own.y[j] - own.a[l][j]) ** 2 for j in range(len(own.y)))
    return lib.cost, squares / 2, squares


@rule("19", "01_forward_pass", EVERY,
      latex=r"z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}",
      statement="The weighted inputs of a layer are a matrix times the activations before it, plus the biases.",
      code="z[l] = W[l] @ a[l - 1] + b[l]",
      wrong="bias forgotten, as in the lecture's opening words")
def weighted_input(net, lib, own, l):
    return lib.z[l], own.z[l], net.W[l] @ own.a[l - 1]


@rule("20", "01_forward_pass", EVERY,
      latex=r"a^{[l]} = \sigma(z^{[l]})",
      statement="Each neuron answers with σ of its weighted input.",
      code="a[l] = sigma(z[l])",
      wrong="σ left out")
def activation(net, lib, own, l):
    return lib.a[l], np.real(_answers(net, l, lib.z[l])), lib.z[l]


@rule("21", "03_sensitivity", EVERY,
      latex=r"\delta_j^{[l]} = \frac{\partial C}{\partial z_j^{[l]}}",
      statement="The sensitivity of a neuron is the rate at which the cost changes with its weighted input.",
      code="delta[l][j] = (cost_from(l, z[l] + h * e[j]) - cost_from(l, z[l] - h * e[j])) / (2 * h)",
      wrong="∂C/∂a for ∂C/∂z: the activation pushed instead of the weighted input")
def sensitivity(net, lib, own, l):
    return lib.delta[l], own.dC("z", l), own.dC("a", l)


@rule("Hadamard product", "03_sensitivity", EVERY,
      latex=r"(x \circ y)_i = x_i\, y_i",
      statement="The Hadamard product multiplies two vectors of the same length component by component.",
      code="xy = x * y",
      wrong="products added up, as in the dot product")
def hadamard_product(net, lib, own, l):
    products = [own.z[l][i] * own.a[l][i] for i in range(len(own.z[l]))]  # any two vectors: here z^[l] and a^[l]
    return lib.z[l] * lib.a[l], products, [sum(products)] * len(products)


@rule("22", "04a_backward_pass", OUTPUT, only="quadratic",
      latex=r"\delta^{[L]} = \sigma'(z^{[L]}) \circ (a^{[L]} - y)",
      statement="At the output, the sensitivity is the discrepancy times the slope of σ.",
      code="delta[L] = dsigma(z[L]) * (a[L] - y)",
      wrong="σ′ left out")
def output_sensitivity(net, lib, own, l):
    discrepancy = own.a[l] - own.y
    return lib.delta[l], [slope * gap for slope, gap in zip(own.dsigma(l), discrepancy, strict=True)], discrepancy


@rule("23", "04a_backward_pass", HIDDEN,
      latex=r"\delta^{[l]} = \sigma'(z^{[l]}) \circ \bigl((W^{[l+1]})^{T} \delta^{[l+1]}\bigr)",
      statement="A hidden neuron adds up the sensitivities of all it speaks to, by weight, times its own slope of σ.",
      code="delta[l] = dsigma(z[l]) * (W[l + 1].T @ delta[l + 1])",
      wrong="brackets forgotten, so that σ′ multiplies Wᵀ before δ does")
def hidden_sensitivity(net, lib, own, l):
    W, dsigma, delta = net.W[l + 1], own.dsigma(l), own.dC("z", l + 1)
    right = [dsigma[j] * sum(W[k, j] * delta[k] for k in range(len(W))) for j in range(len(dsigma))]
    return lib.delta[l], right, _as_typed(lambda: dsigma * W.T @ delta)


@rule("24", "04b_gradient", EVERY,
      latex=r"\frac{\partial C}{\partial b_j^{[l]}} = \delta_j^{[l]}",
      statement="The derivative by a bias is the sensitivity of its neuron.",
      code="grad.b[l] = delta[l]",
      wrong="σ′ multiplied in once more")
def derivative_by_a_bias(net, lib, own, l):
    return own.dC("b", l), lib.delta[l], lib.delta[l] * own.dsigma(l)


@rule("25", "04b_gradient", EVERY,
      latex=r"\frac{\partial C}{\partial w_{jk}^{[l]}} = \delta_j^{[l]}\, a_k^{[l-1]}",
      statement="The derivative by a weight is the sensitivity at its end times the activation at its beginning.",
      code="grad.W[l][j, k] = delta[l][j] * a[l - 1][k]",
      wrong="a_j^[l], the activation at the end of the weight, for a_k^[l−1]")
def derivative_by_a_weight(net, lib, own, l):
    n_before = len(lib.a[l - 1])
    return own.dC("w", l), np.outer(lib.delta[l], lib.a[l - 1]), np.outer(lib.delta[l] * lib.a[l], np.ones(n_before))


@rule("da/dz", "04a_backward_pass", OUTPUT, only="componentwise",
      latex=r"\frac{\partial a_j^{[L]}}{\partial z_j^{[L]}} = \sigma'(z_j^{[L]})",
      statement="An output follows its weighted input at the slope of σ.",
      code="da_dz = dsigma(z[L])",
      wrong="σ for σ′")
def output_by_weighted_input(net, lib, own, l):
    return own.dsigma(l), net.dsigma[l](lib.z[l]), lib.a[l]


@rule("dC/da", "04a_backward_pass", OUTPUT, only="quadratic",
      latex=r"\frac{\partial C}{\partial a_j^{[L]}} = -(y_j - a_j^{[L]})",
      statement="The derivative of the cost by an output is how far this output is above its target.",
      code="dC_da = -(y - a[L])",
      wrong="inner derivative forgotten, and with it the minus sign")
def cost_by_output(net, lib, own, l):
    return own.dC("a", l), -(lib.y - lib.a[l]), lib.y - lib.a[l]


@rule("chain rule for 22", "04a_backward_pass", OUTPUT, only="quadratic",
      latex=r"\delta_j^{[L]} = \frac{\partial C}{\partial a_j^{[L]}} \frac{\partial a_j^{[L]}}{\partial z_j^{[L]}} = "
            r"(a_j^{[L]} - y_j)\, \sigma'(z_j^{[L]})",
      statement="From weighted input to output to cost, the two rates multiply.",
      code="delta[L] = dC_da * da_dz",
      wrong="rates added instead of multiplied")
def chain_rule_at_the_output(net, lib, own, l):
    dC_da, da_dz = own.dC("a", l), own.dsigma(l)
    return lib.delta[l], dC_da * da_dz, dC_da + da_dz


@rule("chain-rule sum", "04a_backward_pass", HIDDEN,
      latex=r"\frac{\partial C}{\partial z_j^{[l]}} = \sum_{k=1}^{n_{l+1}} "
            r"\frac{\partial C}{\partial z_k^{[l+1]}} \frac{\partial z_k^{[l+1]}}{\partial z_j^{[l]}}",
      statement="A weighted input reaches the cost through every neuron of the next layer, and the ways add up.",
      code="dC_dz[l][j] = np.sum(dC_dz[l + 1] * dz_dz[l][:, j])",
      wrong="one way only, through the first neuron of the next layer")
def chain_rule_sum(net, lib, own, l):
    dC, dz = own.dC("z", l + 1), own.dz(l + 1, "z", l)
    right = [sum(dC[k] * dz[k, j] for k in range(len(dC))) for j in range(dz.shape[1])]
    return own.dC("z", l), right, dC[0] * dz[0]


@rule("26", "04a_backward_pass", HIDDEN,
      latex=r"\delta_j^{[l]} = \sum_{k=1}^{n_{l+1}} \delta_k^{[l+1]} \frac{\partial z_k^{[l+1]}}{\partial z_j^{[l]}}",
      statement="Sensitivities come from the next layer's, each times how far its neuron follows this one.",
      code="delta[l][j] = np.sum(delta[l + 1] * dz_dz[l][:, j])",
      wrong="∂C/∂a_k for δ_k, so that the next layer's σ′ is missing")
def sensitivity_from_the_next_layer(net, lib, own, l):
    delta, dC_da, dz = own.dC("z", l + 1), own.dC("a", l + 1), own.dz(l + 1, "z", l)
    right = [sum(delta[k] * dz[k, j] for k in range(len(delta))) for j in range(dz.shape[1])]
    return lib.delta[l], right, dC_da @ dz


@rule("z[l+1] from z[l]", "04a_backward_pass", HIDDEN,
      latex=r"z_k^{[l+1]} = \sum_{s=1}^{n_l} w_{ks}^{[l+1]} \sigma(z_s^{[l]}) + b_k^{[l+1]}",
      statement="One weighted input depends on those of the layer before through σ, weights and a bias.",
      code="z[l + 1][k] = np.sum(W[l + 1][k] * sigma(z[l])) + b[l + 1][k]",
      wrong="σ of the whole sum instead of each z_s")
def weighted_input_from_weighted_inputs(net, lib, own, l):
    W, b = net.W[l + 1], net.b[l + 1]
    a = np.real(_answers(net, l, own.z[l]))
    right = [sum(W[k, s] * a[s] for s in range(len(a))) + b[k] for k in range(len(b))]
    return lib.z[l + 1], right, np.real(_answers(net, l, W @ own.z[l])) + b


@rule("dz[l+1]/dz[l]", "04a_backward_pass", HIDDEN,
      latex=r"\frac{\partial z_k^{[l+1]}}{\partial z_j^{[l]}} = w_{kj}^{[l+1]} \sigma'(z_j^{[l]})",
      statement="Neuron k follows neuron j of the layer before by the weight between them times the slope of σ.",
      code="dz_dz[l][k, j] = W[l + 1][k, j] * dsigma(z[l][j])",
      wrong="σ′ left out")
def weighted_input_by_weighted_input(net, lib, own, l):
    W, dsigma = net.W[l + 1], net.dsigma[l](lib.z[l])
    right = [[W[k, j] * dsigma[j] for j in range(len(dsigma))] for k in range(len(W))]
    return own.dz(l + 1, "z", l), right, W


@rule("delta before rearranging", "04a_backward_pass", HIDDEN,
      latex=r"\delta_j^{[l]} = \sum_{k=1}^{n_{l+1}} \delta_k^{[l+1]} w_{kj}^{[l+1]} \sigma'(z_j^{[l]})",
      statement="The slope of σ at neuron j stands in every term of the sum over k.",
      code="delta[l][j] = np.sum(delta[l + 1] * W[l + 1][:, j] * dsigma(z[l][j]))",
      wrong="σ′(z_k^[l+1]), the slope at the other neuron, for σ′(z_j^[l])")
def delta_before_rearranging(net, lib, own, l):
    W, delta, here, there = net.W[l + 1], own.dC("z", l + 1), own.dsigma(l), own.dsigma(l + 1)
    right = [sum(delta[k] * W[k, j] * here[j] for k in range(len(W))) for j in range(len(here))]
    return lib.delta[l], right, [sum(delta[k] * W[k, j] * there[k] for k in range(len(W))) for j in range(len(here))]


@rule("delta after rearranging", "04a_backward_pass", HIDDEN,
      latex=r"\delta_j^{[l]} = \sigma'(z_j^{[l]}) \bigl((W^{[l+1]})^{T} \delta^{[l+1]}\bigr)_j",
      statement="The slope of σ does not depend on k, so it comes out of the sum, and a column of weights remains.",
      code="delta[l][j] = dsigma(z[l][j]) * (W[l + 1].T @ delta[l + 1])[j]",
      wrong="transpose forgotten")
def delta_after_rearranging(net, lib, own, l):
    W, dsigma, delta = net.W[l + 1], net.dsigma[l](lib.z[l]), lib.delta[l + 1]
    return own.dC("z", l), dsigma * (W.T @ delta), _as_typed(lambda: dsigma * (W @ delta))


@rule("dz/db", "04b_gradient", EVERY,
      latex=r"\frac{\partial z_j^{[l]}}{\partial b_j^{[l]}} = 1, \qquad "
            r"\frac{\partial z_j^{[l]}}{\partial b_i^{[l]}} = 0 \text{ for } i \neq j",
      statement="A bias moves the weighted input of its own neuron one to one, and no other in its layer.",
      code="dz_db[l] = np.eye(len(b[l]))",
      wrong="1 for i ≠ j too, as the lecture's indices have it")
def weighted_input_by_bias(net, lib, own, l):
    n = len(net.b[l])
    return own.dz(l, "b", l), np.eye(n), np.ones((n, n))


@rule("chain rule for 24", "04b_gradient", EVERY,
      latex=r"\frac{\partial C}{\partial b_j^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} \frac{\partial z_j^{[l]}}{\partial b_j^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} = \delta_j^{[l]}",
      statement="A bias acts on the cost through one weighted input, which follows it one to one.",
      code="grad.b[l][j] = dC_dz[l][j] * dz_db[l][j, j]",
      wrong="∂z_i/∂b_j taken as 1 for every i, which adds up a whole layer")
def chain_rule_for_a_bias(net, lib, own, l):
    dC, dz = own.dC("z", l), own.dz(l, "b", l)
    return lib.grad.b[l], [dC[j] * dz[j, j] for j in range(len(dC))], [sum(dC)] * len(dC)


@rule("component form of 19", "01_forward_pass", EVERY,
      latex=r"z_j^{[l]} = \sum_{k=1}^{n_{l-1}} w_{jk}^{[l]} a_k^{[l-1]} + b_j^{[l]}",
      statement="Neuron j adds up what it hears, each activation times its weight, and then its bias.",
      code="z[l][j] = np.sum(W[l][j] * a[l - 1]) + b[l][j]",
      wrong="bias inside the sum, added once for every k")
def weighted_input_of_one_neuron(net, lib, own, l):
    W, b, a, n = net.W[l], net.b[l], own.a[l - 1], len(own.a[l - 1])
    right = [sum(W[j, k] * a[k] for k in range(n)) + b[j] for j in range(len(b))]
    return lib.z[l], right, [sum(W[j, k] * a[k] + b[j] for k in range(n)) for j in range(len(b))]


@rule("27", "04b_gradient", EVERY,
      latex=r"\frac{\partial z_j^{[l]}}{\partial w_{jk}^{[l]}} = a_k^{[l-1]}",
      statement="A weighted input follows one of its weights by the activation that comes through it, whichever j it is.",
      code="dz_dw[l][j, j, k] = a[l - 1][k]",
      wrong="w_jk, the weight itself, for a_k")
def weighted_input_by_its_weight(net, lib, own, l):
    dz, n = own.dz(l, "w", l), len(net.b[l])
    return [dz[j, j] for j in range(n)], [lib.a[l - 1]] * n, net.W[l]


@rule("28", "04b_gradient", WITH_NEIGHBOURS,
      latex=r"\frac{\partial z_s^{[l]}}{\partial w_{jk}^{[l]}} = 0 \text{ for } s \neq j",
      statement="A weight has no effect on the weighted inputs of the other neurons in its layer.",
      code="dz_dw[l][s, j, k] = 0",
      wrong="(27) applied to every neuron s")
def weighted_input_by_another_weight(net, lib, own, l):
    dz, n = own.dz(l, "w", l), len(net.b[l])
    left = np.array([dz[s, j] for s in range(n) for j in range(n) if s != j])
    return left, np.zeros_like(left), np.tile(lib.a[l - 1], (len(left), 1))


@rule("chain rule for 25", "04b_gradient", EVERY,
      latex=r"\frac{\partial C}{\partial w_{jk}^{[l]}} = \sum_{s=1}^{n_l} "
            r"\frac{\partial C}{\partial z_s^{[l]}} \frac{\partial z_s^{[l]}}{\partial w_{jk}^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} \frac{\partial z_j^{[l]}}{\partial w_{jk}^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} a_k^{[l-1]} = \delta_j^{[l]} a_k^{[l-1]}",
      statement="Of the sum over a layer's neurons only the one that the weight feeds remains.",
      code="grad.W[l][j, k] = np.sum(dC_dz[l] * dz_dw[l][:, j, k])",
      wrong="∂z_s/∂w_jk taken as a_k for every s, which adds up a whole layer")
def chain_rule_for_a_weight(net, lib, own, l):
    dC, dz = own.dC("z", l), own.dz(l, "w", l)
    return lib.grad.W[l], sum(dC[s] * dz[s] for s in range(len(dC))), np.tile(sum(dC) * own.a[l - 1], (len(dC), 1))


@rule("no effect on previous layers", "05_perturbing_one_weight", W43,
      latex=r"a^{[m]}(w_{43}^{[3]} + \Delta w) = a^{[m]}(w_{43}^{[3]}) \text{ for } m < 3",
      statement="However far a weight into layer 3 is pushed, the activations of layers 1 and 2 stay as they are.",
      code="after.a[m] = before.a[m]",
      wrong="the same said of δ, which does change in the layers before")
def no_effect_on_previous_layers(net, lib, own, l):
    after, delta_after, pushes = [], [], (-8.0, 1.0, 8.0)  # a saturated network may not answer to one of them
    for push in pushes:
        pushed = net.copy()
        pushed[W43] += push
        after.append(np.concatenate(propagation.forward(pushed, lib.x)[0][1:l]))
        delta_after.append(_Own(pushed, lib.x, lib.y).dC("z", 2))
    before, delta_before = np.concatenate(own.a[1:l]), own.dC("z", 2)
    return after, [before for _ in pushes], Instead(delta_after, [delta_before for _ in pushes])


@rule("z4", "05_perturbing_one_weight", W43,
      latex=r"z_4^{[3]} = w_{43}^{[3]} a_3^{[2]} + \text{constant}",
      statement="Among all that neuron 4 of layer 3 adds up, this weight occurs in one term, and the rest does not move.",
      code="z[3][3] = W[3][3, 2] * a[2][2] + constant",
      wrong="the activation a₄^[3], as the lecture calls it, for z₄^[3]")
def weighted_input_of_neuron_4(net, lib, own, l):
    j, k = net.find(W43).index
    others = [m for m in range(len(own.a[l - 1])) if m != k]
    constant = sum(net.W[l][j, m] * own.a[l - 1][m] for m in others) + net.b[l][j]
    return _columns(
        (lib.z[l][j], moved[W43] * own.a[l - 1][k] + constant, lib.a[l][j]) for moved, lib, own in _moved(net, lib, W43)
    )


@rule("w43", "05_perturbing_one_weight", W43,
      latex=r"\frac{\partial C}{\partial w_{43}^{[3]}} = \delta_4^{[3]}\, a_3^{[2]}",
      statement="Pushing w₄₃ of layer 3 moves the weighted input of neuron 4 by a₃, and the cost by δ₄ times that.",
      code='grad["w43[3]"] = delta[3][3] * a[2][2]',
      wrong="δ₃^[2], at the beginning of the weight, for δ₄^[3]")
def derivative_by_w43(net, lib, own, l):
    j, k = net.find(W43).index
    return _columns(
        (own.C("w", l, j, k).imag / H, lib.delta[l][j] * lib.a[l - 1][k], lib.delta[l - 1][k] * lib.a[l - 1][k])
        for _, lib, own in _moved(net, lib, W43)
    )


@rule("b4", "05_perturbing_one_weight", B4,
      latex=r"\frac{\partial C}{\partial b_4^{[3]}} = \delta_4^{[3]} \times 1",
      statement="A bias is a weight from a neuron that always answers 1, so its derivative is δ₄ times 1.",
      code='grad["b4[3]"] = delta[3][3] * 1',
      wrong="the bias itself for the factor 1")
def derivative_by_b4(net, lib, own, l):
    (j,) = net.find(B4).index
    return _columns(
        (own.C("b", l, j).imag / H, lib.delta[l][j] * 1, lib.delta[l][j] * moved[B4])
        for moved, lib, own in _moved(net, lib, B4)
    )


@rule("D matrix", "06_matrix_view", EVERY, only="componentwise",
      latex=r"D^{[l]} = \operatorname{diag}\bigl(\sigma'(z^{[l]})\bigr)",
      statement="The slopes of a layer stand on the diagonal of a matrix, and zeros everywhere else.",
      code="D[l] = np.diag(dsigma(z[l]))",
      wrong="σ′ taken at a^[l] instead of z^[l]")
def diagonal_matrix(net, lib, own, l):
    D = propagation.diagonal_form(net, lib.a, lib.z, lib.y)[0][l]
    dsigma, n = own.dsigma(l), len(own.a[l])
    return D, [[dsigma[i] if i == j else 0.0 for j in range(n)] for i in range(n)], np.diag(net.dsigma[l](own.a[l]))


@rule("22 with D", "06_matrix_view", OUTPUT, only="quadratic",
      latex=r"\delta^{[L]} = D^{[L]} (a^{[L]} - y)",
      statement="A diagonal matrix does what the Hadamard product does at the output.",
      code="delta[L] = D[L] @ (a[L] - y)",
      wrong="D^[L] left out")
def output_sensitivity_with_D(net, lib, own, l):
    delta = propagation.diagonal_form(net, lib.a, lib.z, lib.y)[1]
    return own.dC("z", l), delta[l], lib.a[l] - lib.y


@rule("23 with D", "06_matrix_view", HIDDEN, only="componentwise",
      latex=r"\delta^{[l]} = D^{[l]} (W^{[l+1]})^{T} \delta^{[l+1]}",
      statement="One step back is two matrices: the weights transposed, then the slopes of the layer arrived at.",
      code="delta[l] = D[l] @ W[l + 1].T @ delta[l + 1]",
      wrong="D^[L] for D^[l], as the lecture prints it")
def hidden_sensitivity_with_D(net, lib, own, l):
    D, delta = propagation.diagonal_form(net, lib.a, lib.z, lib.y)
    return own.dC("z", l), delta[l], _as_typed(lambda: D[net.L] @ net.W[l + 1].T @ own.dC("z", l + 1))


@rule("expanded product", "06_matrix_view", HIDDEN, only="quadratic",
      latex=r"\delta^{[l]} = D^{[l]} (W^{[l+1]})^{T} D^{[l+1]} (W^{[l+2]})^{T} \cdots "
            r"D^{[L-1]} (W^{[L]})^{T} D^{[L]} (a^{[L]} - y)",
      statement="The whole backward pass is one product, from the discrepancy at the output back to layer l.",
      code="delta[L - 2] = D[L - 2] @ W[L - 1].T @ D[L - 1] @ W[L].T @ D[L] @ (a[L] - y)",
      wrong="the factors D after the first left out")
def expanded_product(net, lib, own, l):
    v = wrong = own.a[net.L] - own.y
    for m in range(net.L, l, -1):  # from the right, matrix times vector throughout
        W, dsigma = net.W[m], own.dsigma(m)
        v = [sum(W[k, j] * dsigma[k] * v[k] for k in range(len(W))) for j in range(W.shape[1])]
        wrong = W.T @ wrong
    return lib.delta[l], own.dsigma(l) * v, own.dsigma(l) * wrong


@rule("outer product", "06_matrix_view", EVERY,
      latex=r"\frac{\partial C}{\partial W^{[l]}} = \delta^{[l]} (a^{[l-1]})^{T}",
      statement="The derivatives by all the weights of a layer form a matrix, a column times a row.",
      code="grad.W[l] = np.outer(delta[l], a[l - 1])",
      wrong="factors swapped, which is the transposed matrix")
def outer_product(net, lib, own, l):
    delta, a = own.dC("z", l), own.a[l - 1]
    return lib.grad.W[l], [[delta_j * a_k for a_k in a] for delta_j in delta], np.outer(a, delta)


@rule("update of W", "07a_training", EVERY,
      latex=r"W^{[l]} \to W^{[l]} - \eta\, \delta^{[l]} (a^{[l-1]})^{T}",
      statement="A step moves each weight matrix against its outer product, once every δ is known.",
      code="W[l] -= eta * np.outer(delta[l], a[l - 1])",
      wrong="W^[l+1] changed before δ^[l] is computed with it")
def update_of_weights(net, lib, own, l):
    delta = lib.delta[net.L]
    for m in range(net.L, l, -1):
        W = net.W[m] - ETA * np.outer(delta, lib.a[m - 1])
        delta = net.dsigma[m - 1](lib.z[m - 1]) * (W.T @ delta)
    too_early = net.W[l] - ETA * np.outer(delta, lib.a[l - 1])
    return net.W[l] - ETA * np.outer(lib.delta[l], lib.a[l - 1]), net.W[l] - ETA * own.dC("w", l), too_early


@rule("update of b", "07a_training", EVERY,
      latex=r"b^{[l]} \to b^{[l]} - \eta\, \delta^{[l]}",
      statement="A step moves each bias vector against its layer's sensitivities.",
      code="b[l] -= eta * delta[l]",
      wrong="η left out")
def update_of_biases(net, lib, own, l):
    return net.b[l] - ETA * lib.delta[l], net.b[l] - ETA * own.dC("b", l), net.b[l] - own.dC("b", l)
