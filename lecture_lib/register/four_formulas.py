"""The four formulas of backpropagation (22), (23), (24), (25)."""

import numpy as np

from lecture_lib.register.live_form import JK, J, K, LiveForm, partial, q, vector, weights_transposed
from lecture_lib.register.rules import EVERY, HIDDEN, OUTPUT, as_typed, rule


def live_output_sensitivity(net, l):
    difference = rf"{vector(net, 'a', l)} - {vector(net, 'y', l)}"
    right = rf"{vector(net, 'dsigma', l)} \circ \left( {difference} \right)"
    symbols = rf"\sigma'(z^{{[{l}]}}) \circ (a^{{[{l}]}} - y)"
    return rf"\delta^{{[{l}]}} = {symbols} = {right} = {vector(net, 'delta', l)}"


@rule("22", "04a_backward_pass", OUTPUT, only="quadratic",
      latex=r"\delta^{[L]} = \sigma'(z^{[L]}) \circ (a^{[L]} - y)",
      statement="At the output, the sensitivity is the discrepancy times the slope of σ.",
      code="delta[L] = dsigma(z[L]) * (a[L] - y)",
      wrong="σ′ left out",
      live_form=LiveForm("", live_output_sensitivity))
def output_sensitivity(lib, own, l):
    discrepancy = own.a[l] - own.y
    return lib.delta[l], [slope * gap for slope, gap in zip(own.dsigma(l), discrepancy, strict=True)], discrepancy


def live_hidden_sensitivity(net, l):
    back = rf"{weights_transposed(net, l + 1)} {vector(net, 'delta', l + 1)}"
    right = rf"{vector(net, 'dsigma', l)} \circ \left( {back} \right)"
    symbols = rf"\sigma'(z^{{[{l}]}}) \circ \left( (W^{{[{l + 1}]}})^T \delta^{{[{l + 1}]}} \right)"
    return rf"\delta^{{[{l}]}} = {symbols} = {right} = {vector(net, 'delta', l)}"


@rule("23", "04a_backward_pass", HIDDEN,
      latex=r"\delta^{[l]} = \sigma'(z^{[l]}) \circ \bigl((W^{[l+1]})^{T} \delta^{[l+1]}\bigr)",
      statement="A hidden neuron adds up the sensitivities of all it speaks to, by weight, times its own slope of σ.",
      code="delta[l] = dsigma(z[l]) * (W[l + 1].T @ delta[l + 1])",
      wrong="brackets forgotten, so that σ′ multiplies Wᵀ before δ does",
      live_form=LiveForm("l", live_hidden_sensitivity))
def hidden_sensitivity(net, lib, own, l):
    W, dsigma, delta = net.W[l + 1], own.dsigma(l), own.dC("z", l + 1)
    right = [dsigma[j] * sum(W[k, j] * delta[k] for k in range(len(W))) for j in range(len(dsigma))]
    return lib.delta[l], right, as_typed(lambda: dsigma * W.T @ delta)


def live_derivative_by_a_bias(l):
    return rf"{partial('C', rf'b_{{{J}}}^{{[{l}]}}')} = \delta_{{{J}}}^{{[{l}]}} = {q('delta', l, 'j')}"


@rule("24", "04c_gradient", EVERY, only="biases",
      latex=r"\frac{\partial C}{\partial b_j^{[l]}} = \delta_j^{[l]}",
      statement="The derivative by a bias is the sensitivity of its neuron.",
      code="grad.b[l] = delta[l]",
      wrong="σ′ multiplied in once more",
      live_form=LiveForm("lj", live_derivative_by_a_bias))
def derivative_by_a_bias(lib, own, l):
    return own.dC("b", l), lib.delta[l], lib.delta[l] * own.dsigma(l)


def live_derivative_by_a_weight(l):
    symbols = rf"\delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({q('delta', l, 'j')})({q('a', l - 1, 'k')}) = {q('dw', l, 'j', 'k')}"
    return rf"{partial('C', rf'w_{{{JK}}}^{{[{l}]}}')} = {symbols} = {numbers}"


@rule("25", "04c_gradient", EVERY,
      latex=r"\frac{\partial C}{\partial w_{jk}^{[l]}} = \delta_j^{[l]}\, a_k^{[l-1]}",
      statement="The derivative by a weight is the sensitivity at its end times the activation at its beginning.",
      code="grad.W[l][j, k] = delta[l][j] * a[l - 1][k]",
      wrong="a_j^[l], the activation at the end of the weight, for a_k^[l−1]",
      live_form=LiveForm("ljk", live_derivative_by_a_weight))
def derivative_by_a_weight(lib, own, l):
    n_before = len(lib.a[l - 1])
    return own.dC("w", l), np.outer(lib.delta[l], lib.a[l - 1]), np.outer(lib.delta[l] * lib.a[l], np.ones(n_before))
