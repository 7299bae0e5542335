"""Against overfitting: the slope of weight decay, what masks do in the mean, and δ with the masks of dropout."""

from itertools import product

import numpy as np

from lecture_lib.register.rules import EVERY, HIDDEN, rule
from lecture_lib.register.second_way import H, Own

DECAY = 1.0  # λ, as large as the slopes themselves, so that neither part is lost beside the other
RATE = 0.25  # of dropout; no ½, at which dropped and kept have the same probability


def every_second(n):
    """A mask that drops every second of n neurons."""
    return np.where(np.arange(n) % 2 == 0, 1.0 / (1.0 - RATE), 0.0)


def masks_of(net):
    """Such a mask for each hidden layer, by its number; 1 for the others."""
    return [every_second(net.sizes[l - 1]) if 1 < l < net.L else 1.0 for l in range(net.L + 1)]


def thinned(net):
    """A network without masks that answers as net does with them: they are in the columns of its weights."""
    same = net.copy()
    for l in range(3, net.L + 1):
        same.W[l] = net.W[l] * every_second(net.sizes[l - 2])
    return same


def masked_delta(net, x, y, backwards):
    """δ of a pass with masks forwards, and these on the way back."""
    masks, a, z = masks_of(net), [None, x], [None, None]
    for l in range(2, net.L + 1):
        z.append(net.W[l] @ a[l - 1] + (net.b[l] if net.biases else 0.0))
        a.append(net.sigma[l](z[l]) * masks[l])
    delta = [None] * net.L + [net.output_delta(a, z, y)]
    for l in range(net.L - 1, 1, -1):
        delta[l] = net.dsigma[l](z[l]) * backwards[l] * (net.W[l + 1].T @ delta[l + 1])
    return delta


@rule("decay", "09d_overfitting", EVERY,
      latex=r"\frac{\partial}{\partial W^{[l]}} \left( C + \frac{\lambda}{2} \sum_{m} \| W^{[m]} \|^2 \right) = "
            r"\delta^{[l]} (a^{[l-1]})^{T} + \lambda W^{[l]}",
      statement="Where squares of weights cost something, each weight's slope has a share of the weight in it.",
      code="grad.W[l] = np.outer(delta[l], a[l - 1]) + decay * W[l]",
      wrong="the ½ kept: λ/2 W")
def decay(net, lib, own, l):
    W, product_of_25 = net.W[l], np.outer(lib.delta[l], lib.a[l - 1])
    pushed = [DECAY / 2 * np.sum((W + 1j * H * unit.reshape(W.shape)) ** 2) for unit in np.eye(W.size)]
    left = own.dC("w", l) + np.reshape(np.imag(pushed) / H, W.shape)
    return left, product_of_25 + DECAY * W, product_of_25 + DECAY / 2 * W


@rule("mean over masks", "09d_overfitting", HIDDEN,
      latex=r"\sum_{m} P(m)\, \left( \sigma(z^{[l]}) \circ m \right) = \sigma(z^{[l]})",
      statement="In the mean over all masks, dropout leaves an activation what it was.",
      code="a[l] = sum(p * sigma(z[l]) * m for p, m in masks[l])",
      wrong="what stays is not divided by 1 − r")
def mean_over_masks(lib, own, l):
    mean, undivided = np.zeros_like(own.a[l]), np.zeros_like(own.a[l])
    for stays in product((0.0, 1.0), repeat=len(mean)):
        probability = np.prod([1.0 - RATE if one else RATE for one in stays])
        mean += probability * own.a[l] * np.array(stays) / (1.0 - RATE)
        undivided += probability * own.a[l] * np.array(stays)
    return mean, lib.a[l], undivided


@rule("delta with dropout", "09d_overfitting", HIDDEN,
      latex=r"\delta^{[l]} = \sigma'(z^{[l]}) \circ m^{[l]} \circ \left( (W^{[l+1]})^{T} \delta^{[l+1]} \right)",
      statement="The mask that goes with the activations goes with δ on the way back, once.",
      code="delta[l] = dsigma(z[l]) * mask[l] * (W[l + 1].T @ delta[l + 1])",
      wrong="no mask on the way back")
def delta_with_dropout(net, lib, l):
    own = Own(thinned(net), lib.x, lib.y)
    left = masked_delta(net, lib.x, lib.y, masks_of(net))[l]
    return left, own.dC("z", l), masked_delta(net, lib.x, lib.y, [1.0] * net.L)[l]
