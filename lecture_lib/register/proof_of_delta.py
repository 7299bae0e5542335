"""The proof of (22) and (23): the chain rule at the output, then through all neurons of the next layer (26)."""

import numpy as np

from lecture_lib.register.live_form import KJ, J, K, LiveForm, partial, q, sum_of
from lecture_lib.register.rules import HIDDEN, OUTPUT, as_typed, rule
from lecture_lib.register.second_way import answers


def live_output_by_weighted_input(l):
    symbols = partial(rf"a_{{{J}}}^{{[{l}]}}", rf"z_{{{J}}}^{{[{l}]}}")
    return rf"{symbols} = \sigma'(z_{{{J}}}^{{[{l}]}}) = {q('dsigma', l, 'j')}"


@rule("da/dz", "04a_backward_pass", OUTPUT, only="componentwise",
      latex=r"\frac{\partial a_j^{[L]}}{\partial z_j^{[L]}} = \sigma'(z_j^{[L]})",
      statement="An output follows its weighted input at the slope of σ.",
      code="da_dz = dsigma(z[L])",
      wrong="σ for σ′",
      live_form=LiveForm("j", live_output_by_weighted_input))
def output_by_weighted_input(net, lib, own, l):
    return own.dsigma(l), net.dsigma[l](lib.z[l]), lib.a[l]


def live_cost_by_output(l):
    symbols = rf"-(y_{{{J}}} - a_{{{J}}}^{{[{l}]}})"
    return rf"{partial('C', rf'a_{{{J}}}^{{[{l}]}}')} = {symbols} = -({q('y', l, 'j')} - {q('a', l, 'j')})"


@rule("dC/da", "04a_backward_pass", OUTPUT, only="quadratic",
      latex=r"\frac{\partial C}{\partial a_j^{[L]}} = -(y_j - a_j^{[L]})",
      statement="The derivative of the cost by an output is how far this output is above its target.",
      code="dC_da = -(y - a[L])",
      wrong="inner derivative forgotten, and with it the minus sign",
      live_form=LiveForm("j", live_cost_by_output))
def cost_by_output(lib, own, l):
    return own.dC("a", l), -(lib.y - lib.a[l]), lib.y - lib.a[l]


def live_chain_rule_at_the_output(l):
    symbols = rf"\sigma'(z_{{{J}}}^{{[{l}]}}) \, (a_{{{J}}}^{{[{l}]}} - y_{{{J}}})"
    numbers = rf"({q('dsigma', l, 'j')})({q('a', l, 'j')} - {q('y', l, 'j')})"
    return rf"\delta_{{{J}}}^{{[{l}]}} = {symbols} = {numbers} = {q('delta', l, 'j')}"


@rule("chain rule for 22", "04a_backward_pass", OUTPUT, only="quadratic",
      latex=r"\delta_j^{[L]} = \frac{\partial C}{\partial a_j^{[L]}} \frac{\partial a_j^{[L]}}{\partial z_j^{[L]}} = "
            r"(a_j^{[L]} - y_j)\, \sigma'(z_j^{[L]})",
      statement="From weighted input to output to cost, the two rates multiply.",
      code="delta[L] = dC_da * da_dz",
      wrong="rates added instead of multiplied",
      live_form=LiveForm("j", live_chain_rule_at_the_output))
def chain_rule_at_the_output(lib, own, l):
    dC_da, da_dz = own.dC("a", l), own.dsigma(l)
    return lib.delta[l], dC_da * da_dz, dC_da + da_dz


def live_chain_rule_sum(net, l):
    by = rf"z_{{{J}}}^{{[{l}]}}"
    factors = partial("C", rf"z_k^{{[{l + 1}]}}") + partial(rf"z_k^{{[{l + 1}]}}", by)
    terms = sum_of(net.sizes[l], lambda k: f"({q('delta', l + 1, k)})({q('rate', l + 1, k, 'j')})")
    return rf"{partial('C', by)} = \sum_{{k=1}}^{{{net.sizes[l]}}} {factors} = {terms} = {q('delta', l, 'j')}"


@rule("chain-rule sum", "04a_backward_pass", HIDDEN,
      latex=r"\frac{\partial C}{\partial z_j^{[l]}} = \sum_{k=1}^{n_{l+1}} "
            r"\frac{\partial C}{\partial z_k^{[l+1]}} \frac{\partial z_k^{[l+1]}}{\partial z_j^{[l]}}",
      statement="A weighted input reaches the cost through every neuron of the next layer, and the ways add up.",
      code="dC_dz[l][j] = np.sum(dC_dz[l + 1] * dz_dz[l][:, j])",
      wrong="one way only, through the first neuron of the next layer",
      live_form=LiveForm("lj", live_chain_rule_sum))
def chain_rule_sum(own, l):
    dC, dz = own.dC("z", l + 1), own.dz(l + 1, "z", l)
    right = [sum(dC[k] * dz[k, j] for k in range(len(dC))) for j in range(dz.shape[1])]
    return own.dC("z", l), right, dC[0] * dz[0]


def live_sensitivity_from_the_next_layer(net, l):
    rate = partial(rf"z_k^{{[{l + 1}]}}", rf"z_{{{J}}}^{{[{l}]}}")
    terms = sum_of(net.sizes[l], lambda k: f"({q('delta', l + 1, k)})({q('rate', l + 1, k, 'j')})")
    symbols = rf"\sum_{{k=1}}^{{{net.sizes[l]}}} \delta_k^{{[{l + 1}]}} {rate}"
    return rf"\delta_{{{J}}}^{{[{l}]}} = {symbols} = {terms} = {q('delta', l, 'j')}"


@rule("26", "04a_backward_pass", HIDDEN,
      latex=r"\delta_j^{[l]} = \sum_{k=1}^{n_{l+1}} \delta_k^{[l+1]} \frac{\partial z_k^{[l+1]}}{\partial z_j^{[l]}}",
      statement="Sensitivities come from the next layer's, each times how far its neuron follows this one.",
      code="delta[l][j] = np.sum(delta[l + 1] * dz_dz[l][:, j])",
      wrong="∂C/∂a_k for δ_k, so that the next layer's σ′ is missing",
      live_form=LiveForm("lj", live_sensitivity_from_the_next_layer))
def sensitivity_from_the_next_layer(lib, own, l):
    delta, dC_da, dz = own.dC("z", l + 1), own.dC("a", l + 1), own.dz(l + 1, "z", l)
    right = [sum(delta[k] * dz[k, j] for k in range(len(delta))) for j in range(dz.shape[1])]
    return lib.delta[l], right, dC_da @ dz


def live_weighted_input_from_weighted_inputs(net, l):
    terms = sum_of(net.sizes[l - 1], lambda s: f"({q('w', l + 1, 'k', s)})({q('a', l, s)})")
    weighted = rf"w_{{{K}s}}^{{[{l + 1}]}} \sigma(z_s^{{[{l}]}})"
    symbols = rf"\sum_{{s=1}}^{{{net.sizes[l - 1]}}} {weighted} + b_{{{K}}}^{{[{l + 1}]}}"
    return rf"z_{{{K}}}^{{[{l + 1}]}} = {symbols} = {terms} + ({q('b', l + 1, 'k')}) = {q('z', l + 1, 'k')}"


@rule("z[l+1] from z[l]", "04a_backward_pass", HIDDEN, only="biases",
      latex=r"z_k^{[l+1]} = \sum_{s=1}^{n_l} w_{ks}^{[l+1]} \sigma(z_s^{[l]}) + b_k^{[l+1]}",
      statement="One weighted input depends on those of the layer before through σ, weights and a bias.",
      code="z[l + 1][k] = np.sum(W[l + 1][k] * sigma(z[l])) + b[l + 1][k]",
      wrong="σ of the whole sum instead of each z_s",
      live_form=LiveForm("lk", live_weighted_input_from_weighted_inputs, k_layer=1))
def weighted_input_from_weighted_inputs(net, lib, own, l):
    W, b = net.W[l + 1], net.b[l + 1]
    a = np.real(answers(net, l, own.z[l]))
    right = [sum(W[k, s] * a[s] for s in range(len(a))) + b[k] for k in range(len(b))]
    return lib.z[l + 1], right, np.real(answers(net, l, W @ own.z[l])) + b


def live_weighted_input_by_weighted_input(l):
    symbols = partial(rf"z_{{{K}}}^{{[{l + 1}]}}", rf"z_{{{J}}}^{{[{l}]}}")
    product = rf"w_{{{KJ}}}^{{[{l + 1}]}} \sigma'(z_{{{J}}}^{{[{l}]}})"
    return rf"{symbols} = {product} = ({q('w', l + 1, 'k', 'j')})({q('dsigma', l, 'j')}) = {q('rate', l + 1, 'k', 'j')}"


@rule("dz[l+1]/dz[l]", "04a_backward_pass", HIDDEN,
      latex=r"\frac{\partial z_k^{[l+1]}}{\partial z_j^{[l]}} = w_{kj}^{[l+1]} \sigma'(z_j^{[l]})",
      statement="Neuron k follows neuron j of the layer before by the weight between them times the slope of σ.",
      code="dz_dz[l][k, j] = W[l + 1][k, j] * dsigma(z[l][j])",
      wrong="σ′ left out",
      live_form=LiveForm("ljk", live_weighted_input_by_weighted_input, k_layer=1))
def weighted_input_by_weighted_input(net, lib, own, l):
    W, dsigma = net.W[l + 1], net.dsigma[l](lib.z[l])
    right = [[W[k, j] * dsigma[j] for j in range(len(dsigma))] for k in range(len(W))]
    return own.dz(l + 1, "z", l), right, W


def live_delta_before_rearranging(net, l):
    slope = f"({q('dsigma', l, 'j')})"
    terms = sum_of(net.sizes[l], lambda k: f"({q('delta', l + 1, k)})({q('w', l + 1, k, 'j')}){slope}")
    factors = rf"\delta_k^{{[{l + 1}]}} w_{{k{J}}}^{{[{l + 1}]}} \sigma'(z_{{{J}}}^{{[{l}]}})"
    return rf"\delta_{{{J}}}^{{[{l}]}} = \sum_{{k=1}}^{{{net.sizes[l]}}} {factors} = {terms} = {q('delta', l, 'j')}"


@rule("delta before rearranging", "04a_backward_pass", HIDDEN,
      latex=r"\delta_j^{[l]} = \sum_{k=1}^{n_{l+1}} \delta_k^{[l+1]} w_{kj}^{[l+1]} \sigma'(z_j^{[l]})",
      statement="The slope of σ at neuron j stands in every term of the sum over k.",
      code="delta[l][j] = np.sum(delta[l + 1] * W[l + 1][:, j] * dsigma(z[l][j]))",
      wrong="σ′(z_k^[l+1]), the slope at the other neuron, for σ′(z_j^[l])",
      live_form=LiveForm("lj", live_delta_before_rearranging))
def delta_before_rearranging(net, lib, own, l):
    W, delta, here, there = net.W[l + 1], own.dC("z", l + 1), own.dsigma(l), own.dsigma(l + 1)
    right = [sum(delta[k] * W[k, j] * here[j] for k in range(len(W))) for j in range(len(here))]
    return lib.delta[l], right, [sum(delta[k] * W[k, j] * there[k] for k in range(len(W))) for j in range(len(here))]


def live_delta_after_rearranging(net, l):
    terms = sum_of(net.sizes[l], lambda k: f"({q('w', l + 1, k, 'j')})({q('delta', l + 1, k)})")
    symbols = rf"\sigma'(z_{{{J}}}^{{[{l}]}}) \left( (W^{{[{l + 1}]}})^T \delta^{{[{l + 1}]}} \right)_{{{J}}}"
    right = rf"({q('dsigma', l, 'j')}) \, ({terms})"  # brackets of one height, between which a line can break
    return rf"\delta_{{{J}}}^{{[{l}]}} = {symbols} = {right} = {q('delta', l, 'j')}"


@rule("delta after rearranging", "04a_backward_pass", HIDDEN,
      latex=r"\delta_j^{[l]} = \sigma'(z_j^{[l]}) \bigl((W^{[l+1]})^{T} \delta^{[l+1]}\bigr)_j",
      statement="The slope of σ does not depend on k, so it comes out of the sum, and a column of weights remains.",
      code="delta[l][j] = dsigma(z[l][j]) * (W[l + 1].T @ delta[l + 1])[j]",
      wrong="transpose forgotten",
      live_form=LiveForm("lj", live_delta_after_rearranging))
def delta_after_rearranging(net, lib, own, l):
    W, dsigma, delta = net.W[l + 1], net.dsigma[l](lib.z[l]), lib.delta[l + 1]
    return own.dC("z", l), dsigma * (W.T @ delta), as_typed(lambda: dsigma * (W @ delta))
