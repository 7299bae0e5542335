"""Neurons and layers: σ and its slope (1), (2), and a network's answer layer by layer (7), (8)."""

import numpy as np

from lecture_lib.register.live_form import J, LiveForm, q, vector, weights
from lecture_lib.register.rules import EVERY, INPUT, rule
from lecture_lib.register.second_way import answers, logistic


def live_sigmoid(l):
    z = rf"z_{{{J}}}^{{[{l}]}}"
    return rf"\sigma({z}) = \frac{{1}}{{1 + e^{{-({q('z', l, 'j')})}}}} = {q('a', l, 'j')}"


@rule("1", "01_forward_pass", EVERY, only="sigmoid",
      latex=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
      statement="The sigmoid turns any number into one between 0 and 1.",
      code="def sigma(z): return 1 / (1 + np.exp(-z))",
      wrong="exponent without its minus sign",
      live_form=LiveForm("lj", live_sigmoid))
def sigmoid(net, lib, own, l):
    return net.sigma[l](lib.z[l]), np.real([logistic(z) for z in own.z[l]]), np.real([logistic(-z) for z in own.z[l]])


def live_slope_of_the_sigmoid(l):
    a = q("a", l, "j")
    return rf"\sigma'(z_{{{J}}}^{{[{l}]}}) = ({a})(1 - {a}) = {q('dsigma', l, 'j')}"


@rule("2", "01_forward_pass", EVERY, only="sigmoid",
      latex=r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))",
      statement="The slope of the sigmoid is made of its own value.",
      code="def dsigma(z): return sigma(z) * (1 - sigma(z))",
      wrong="σσ′(z), as the lecture prints it in one place, for σ′(z)",
      live_form=LiveForm("lj", live_slope_of_the_sigmoid))
def slope_of_the_sigmoid(net, lib, own, l):
    sigma = net.sigma[l](lib.z[l])
    return own.dsigma(l), sigma * (1 - sigma), sigma * own.dsigma(l)


def live_input_layer(net):
    return rf"a^{{[1]}} = x = {vector(net, 'a', 1)}"


@rule("7", "01_forward_pass", INPUT,
      latex=r"a^{[1]} = x",
      statement="The activations of layer 1 are the input itself.",
      code="a[1] = x",
      wrong="σ applied to the input as well",
      live_form=LiveForm("", live_input_layer))
def input_layer(lib, own, l):
    return lib.a[l], own.x, np.real([logistic(x) for x in own.x])


def live_layer_to_layer(net, l):
    inner = rf"{weights(net, l)} {vector(net, 'a', l - 1)} + {vector(net, 'b', l)}"
    return rf"a^{{[{l}]}} = \sigma \left( {inner} \right) = {vector(net, 'a', l)}"


@rule("8", "01_forward_pass", EVERY, only="biases",
      latex=r"a^{[l]} = \sigma\bigl(W^{[l]} a^{[l-1]} + b^{[l]}\bigr)",
      statement="A layer weighs what it hears from the layer before, adds its biases and squashes each sum.",
      code="a[l] = sigma(W[l] @ a[l - 1] + b[l])",
      wrong="bias added after σ instead of before",
      live_form=LiveForm("l", live_layer_to_layer))
def layer_to_layer(net, lib, own, l):
    return lib.a[l], own.a[l], np.real(answers(net, l, net.W[l] @ own.a[l - 1])) + net.b[l]
