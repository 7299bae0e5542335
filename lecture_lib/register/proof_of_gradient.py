"""The proof of (24) and (25): how a weighted input follows a bias and a weight, in components (27), (28)."""

import numpy as np

from lecture_lib.register.live_form import JK, J, K, LiveForm, partial, q, sum_of
from lecture_lib.register.rules import EVERY, WITH_NEIGHBOURS, rule


def live_weighted_input_by_bias(l):
    z = rf"z_{{{J}}}^{{[{l}]}}"
    own, other = partial(z, rf"b_{{{J}}}^{{[{l}]}}"), partial(z, rf"b_i^{{[{l}]}}")
    return rf"{own} = 1, \quad {other} = 0 \quad \text{{for }} i \neq {J}"


@rule("dz/db", "04c_gradient", EVERY, only="biases",
      latex=r"\frac{\partial z_j^{[l]}}{\partial b_j^{[l]}} = 1, \qquad "
            r"\frac{\partial z_j^{[l]}}{\partial b_i^{[l]}} = 0 \text{ for } i \neq j",
      statement="A bias moves the weighted input of its own neuron one to one, and no other in its layer.",
      code="dz_db[l] = np.eye(len(b[l]))",
      wrong="1 for i ≠ j too, as the lecture's indices have it",
      live_form=LiveForm("lj", live_weighted_input_by_bias))
def weighted_input_by_bias(net, own, l):
    n = net.sizes[l - 1]
    return own.dz(l, "b", l), np.eye(n), np.ones((n, n))


def live_chain_rule_for_a_bias(l):
    z, b = rf"z_{{{J}}}^{{[{l}]}}", rf"b_{{{J}}}^{{[{l}]}}"
    return rf"{partial('C', b)} = {partial('C', z)} {partial(z, b)} = ({q('delta', l, 'j')})(1) = {q('delta', l, 'j')}"


@rule("chain rule for 24", "04c_gradient", EVERY, only="biases",
      latex=r"\frac{\partial C}{\partial b_j^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} \frac{\partial z_j^{[l]}}{\partial b_j^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} = \delta_j^{[l]}",
      statement="A bias acts on the cost through one weighted input, which follows it one to one.",
      code="grad.b[l][j] = dC_dz[l][j] * dz_db[l][j, j]",
      wrong="∂z_i/∂b_j taken as 1 for every i, which adds up a whole layer",
      live_form=LiveForm("lj", live_chain_rule_for_a_bias))
def chain_rule_for_a_bias(lib, own, l):
    dC, dz = own.dC("z", l), own.dz(l, "b", l)
    return lib.grad.b[l], [dC[j] * dz[j, j] for j in range(len(dC))], [sum(dC)] * len(dC)


def live_weighted_input_of_one_neuron(net, l):
    terms = sum_of(net.sizes[l - 2], lambda k: f"({q('w', l, 'j', k)})({q('a', l - 1, k)})")
    symbols = rf"\sum_{{k=1}}^{{{net.sizes[l - 2]}}} w_{{{J}k}}^{{[{l}]}} a_k^{{[{l - 1}]}} + b_{{{J}}}^{{[{l}]}}"
    return rf"z_{{{J}}}^{{[{l}]}} = {symbols} = {terms} + ({q('b', l, 'j')}) = {q('z', l, 'j')}"


@rule("component form of 19", "01_forward_pass", EVERY, only="biases",
      latex=r"z_j^{[l]} = \sum_{k=1}^{n_{l-1}} w_{jk}^{[l]} a_k^{[l-1]} + b_j^{[l]}",
      statement="Neuron j adds up what it hears, each activation times its weight, and then its bias.",
      code="z[l][j] = np.sum(W[l][j] * a[l - 1]) + b[l][j]",
      wrong="bias inside the sum, added once for every k",
      live_form=LiveForm("lj", live_weighted_input_of_one_neuron))
def weighted_input_of_one_neuron(net, lib, own, l):
    W, b, a, n = net.W[l], net.b[l], own.a[l - 1], len(own.a[l - 1])
    right = [sum(W[j, k] * a[k] for k in range(n)) + b[j] for j in range(len(b))]
    return lib.z[l], right, [sum(W[j, k] * a[k] + b[j] for k in range(n)) for j in range(len(b))]


def live_weighted_input_by_its_weight(l):
    symbols = partial(rf"z_{{{J}}}^{{[{l}]}}", rf"w_{{{JK}}}^{{[{l}]}}")
    return rf"{symbols} = a_{{{K}}}^{{[{l - 1}]}} = {q('a', l - 1, 'k')}"


@rule("27", "04c_gradient", EVERY,
      latex=r"\frac{\partial z_j^{[l]}}{\partial w_{jk}^{[l]}} = a_k^{[l-1]}",
      statement="A weighted input follows one of its weights by the activation that comes through it, whichever j it is.",
      code="dz_dw[l][j, j, k] = a[l - 1][k]",
      wrong="w_jk, the weight itself, for a_k",
      live_form=LiveForm("ljk", live_weighted_input_by_its_weight))
def weighted_input_by_its_weight(net, lib, own, l):
    dz, n = own.dz(l, "w", l), net.sizes[l - 1]
    return [dz[j, j] for j in range(n)], [lib.a[l - 1]] * n, net.W[l]


def live_weighted_input_by_another_weight(l):
    symbols = partial(rf"z_s^{{[{l}]}}", rf"w_{{{JK}}}^{{[{l}]}}")
    return rf"{symbols} = 0 \quad \text{{for }} s \neq {J}"


@rule("28", "04c_gradient", WITH_NEIGHBOURS,
      latex=r"\frac{\partial z_s^{[l]}}{\partial w_{jk}^{[l]}} = 0 \text{ for } s \neq j",
      statement="A weight has no effect on the weighted inputs of the other neurons in its layer.",
      code="dz_dw[l][s, j, k] = 0",
      wrong="(27) applied to every neuron s",
      live_form=LiveForm("ljk", live_weighted_input_by_another_weight))
def weighted_input_by_another_weight(net, lib, own, l):
    dz, n = own.dz(l, "w", l), net.sizes[l - 1]
    left = np.array([dz[s, j] for s in range(n) for j in range(n) if s != j])
    return left, np.zeros_like(left), np.tile(lib.a[l - 1], (len(left), 1))


def live_chain_rule_for_a_weight(net, l):
    z, w = rf"z_s^{{[{l}]}}", rf"w_{{{JK}}}^{{[{l}]}}"
    symbols = rf"\sum_{{s=1}}^{{{net.sizes[l - 1]}}} {partial('C', z)} {partial(z, w)}"
    one_left = rf"\delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({q('delta', l, 'j')})({q('a', l - 1, 'k')}) = {q('dw', l, 'j', 'k')}"
    return rf"{partial('C', w)} = {symbols} = {one_left} = {numbers}"


@rule("chain rule for 25", "04c_gradient", EVERY,
      latex=r"\frac{\partial C}{\partial w_{jk}^{[l]}} = \sum_{s=1}^{n_l} "
            r"\frac{\partial C}{\partial z_s^{[l]}} \frac{\partial z_s^{[l]}}{\partial w_{jk}^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} \frac{\partial z_j^{[l]}}{\partial w_{jk}^{[l]}} = "
            r"\frac{\partial C}{\partial z_j^{[l]}} a_k^{[l-1]} = \delta_j^{[l]} a_k^{[l-1]}",
      statement="Of the sum over a layer's neurons only the one that the weight feeds remains.",
      code="grad.W[l][j, k] = np.sum(dC_dz[l] * dz_dw[l][:, j, k])",
      wrong="∂z_s/∂w_jk taken as a_k for every s, which adds up a whole layer",
      live_form=LiveForm("ljk", live_chain_rule_for_a_weight))
def chain_rule_for_a_weight(lib, own, l):
    dC, dz = own.dC("z", l), own.dz(l, "w", l)
    return lib.grad.W[l], sum(dC[s] * dz[s] for s in range(len(dC))), np.tile(sum(dC) * own.a[l - 1], (len(dC), 1))
