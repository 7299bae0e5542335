"""One data point, fixed: its cost (18), weighted inputs and activations (19), (20), and what δ is (21)."""

import numpy as np

from lecture_lib.register.live_form import J, LiveForm, partial, q, sum_of, vector, weights
from lecture_lib.register.rules import EVERY, OUTPUT, rule
from lecture_lib.register.second_way import answers


def live_cost_of_one_point(net):
    squares = sum_of(net.sizes[-1], lambda j: rf"({q('y', net.L, j)} - {q('a', net.L, j)})^2")
    return rf"C = \frac{{1}}{{2}} {{\| y - a^{{[{net.L}]}} \|_2^2}} = \frac{{1}}{{2}} \left( {squares} \right) = {q('C')}"


@rule("18", "02_cost", OUTPUT, only="quadratic",
      latex=r"C = \frac{1}{2} \| y - a^{[L]} \|_2^2",
      statement="With the data point fixed, the cost is half the squared distance between target and output.",
      code="C = 0.5 * np.sum((y - a[L]) ** 2)",
      wrong="½ missing",
      live_form=LiveForm("", live_cost_of_one_point))
def cost_of_one_point(lib, own, l):
    squares = sum((own.y[j] - own.a[l][j]) ** 2 for j in range(len(own.y)))
    return lib.cost, squares / 2, squares


def live_weighted_input(net, l):
    right = rf"{weights(net, l)} {vector(net, 'a', l - 1)} + {vector(net, 'b', l)}"
    return rf"z^{{[{l}]}} = W^{{[{l}]}} a^{{[{l - 1}]}} + b^{{[{l}]}} = {right} = {vector(net, 'z', l)}"


@rule("19", "01_forward_pass", EVERY, only="biases",
      latex=r"z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}",
      statement="The weighted inputs of a layer are a matrix times the activations before it, plus the biases.",
      code="z[l] = W[l] @ a[l - 1] + b[l]",
      wrong="bias forgotten, as in the lecture's opening words",
      live_form=LiveForm("l", live_weighted_input))
def weighted_input(net, lib, own, l):
    return lib.z[l], own.z[l], net.W[l] @ own.a[l - 1]


def live_activation(net, l):
    return rf"a^{{[{l}]}} = \sigma \left( {vector(net, 'z', l)} \right) = {vector(net, 'a', l)}"


@rule("20", "01_forward_pass", EVERY,
      latex=r"a^{[l]} = \sigma(z^{[l]})",
      statement="Each neuron answers with σ of its weighted input.",
      code="a[l] = sigma(z[l])",
      wrong="σ left out",
      live_form=LiveForm("l", live_activation))
def activation(net, lib, l):
    return lib.a[l], np.real(answers(net, l, lib.z[l])), lib.z[l]


def live_sensitivity(l):
    return rf"\delta_{{{J}}}^{{[{l}]}} = {partial('C', rf'z_{{{J}}}^{{[{l}]}}')} = {q('delta', l, 'j')}"


@rule("21", "03_sensitivity", EVERY,
      latex=r"\delta_j^{[l]} = \frac{\partial C}{\partial z_j^{[l]}}",
      statement="The sensitivity of a neuron is the rate at which the cost changes with its weighted input.",
      code="delta[l][j] = (cost_from(l, z[l] + h * e[j]) - cost_from(l, z[l] - h * e[j])) / (2 * h)",
      wrong="∂C/∂a for ∂C/∂z: the activation pushed instead of the weighted input",
      live_form=LiveForm("lj", live_sensitivity))
def sensitivity(lib, own, l):
    return lib.delta[l], own.dC("z", l), own.dC("a", l)


@rule("Hadamard product", "03_sensitivity", EVERY,
      latex=r"(x \circ y)_i = x_i\, y_i",
      statement="The Hadamard product multiplies two vectors of the same length component by component.",
      code="xy = x * y",
      wrong="products added up, as in the dot product")
def hadamard_product(lib, own, l):
    products = [own.z[l][i] * own.a[l][i] for i in range(len(own.z[l]))]  # any two vectors: here z^[l] and a^[l]
    return lib.z[l] * lib.a[l], products, [sum(products)] * len(products)
