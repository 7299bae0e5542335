"""The update that ends a training step: every weight matrix and every bias vector against its slope."""

import numpy as np

from lecture_lib.register.live_form import JK, J, K, LiveForm, q
from lecture_lib.register.rules import ETA, EVERY, rule


def live_update_of_weights(l):
    weight, product = rf"w_{{{JK}}}^{{[{l}]}}", rf"\delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({q('w', l, 'j', 'k')}) - \eta \, ({q('delta', l, 'j')})({q('a', l - 1, 'k')})"
    return rf"{weight} \to {weight} - \eta \, {product} = {numbers}"


@rule("update of W", "08a_training", EVERY,
      latex=r"W^{[l]} \to W^{[l]} - \eta\, \delta^{[l]} (a^{[l-1]})^{T}",
      statement="A step moves each weight matrix against its outer product, once every δ is known.",
      code="W[l] -= eta * np.outer(delta[l], a[l - 1])",
      wrong="W^[l+1] changed before δ^[l] is computed with it",
      live_form=LiveForm("ljk", live_update_of_weights))
def update_of_weights(net, lib, own, l):
    delta = lib.delta[net.L]
    for m in range(net.L, l, -1):
        W = net.W[m] - ETA * np.outer(delta, lib.a[m - 1])
        delta = net.dsigma[m - 1](lib.z[m - 1]) * (W.T @ delta)
    too_early = net.W[l] - ETA * np.outer(delta, lib.a[l - 1])
    return net.W[l] - ETA * np.outer(lib.delta[l], lib.a[l - 1]), net.W[l] - ETA * own.dC("w", l), too_early


def live_update_of_biases(l):
    bias = rf"b_{{{J}}}^{{[{l}]}}"
    numbers = rf"({q('b', l, 'j')}) - \eta \, ({q('delta', l, 'j')})"
    return rf"{bias} \to {bias} - \eta \, \delta_{{{J}}}^{{[{l}]}} = {numbers}"


@rule("update of b", "08a_training", EVERY, only="biases",
      latex=r"b^{[l]} \to b^{[l]} - \eta\, \delta^{[l]}",
      statement="A step moves each bias vector against its layer's sensitivities.",
      code="b[l] -= eta * delta[l]",
      wrong="η left out",
      live_form=LiveForm("lj", live_update_of_biases))
def update_of_biases(net, lib, own, l):
    return net.b[l] - ETA * lib.delta[l], net.b[l] - ETA * own.dC("b", l), net.b[l] - own.dC("b", l)
