"""δ^[L] of two costs that go with a task: the mean squared error, and the cross-entropy of softmax."""

import cmath

import numpy as np

from lecture_lib.register.rules import OUTPUT, rule


def log_sum(z):
    """log Σ e^z of a list of numbers, without overflow."""
    top = max(z_k.real for z_k in z)
    return top + cmath.log(sum(cmath.exp(z_k - top) for z_k in z))


def class_of(y):
    """The class that y names, as one number that is 1 among zeros."""
    return np.eye(len(y))[np.argmax(y)]


@rule("mean squared error", "09e_losses", OUTPUT, only="componentwise",
      latex=r"\frac{\partial}{\partial z^{[L]}} \left( \frac{1}{n_L} \| y - a^{[L]} \|^2 \right) = "
            r"\frac{2}{n_L} \sigma'(z^{[L]}) \circ (a^{[L]} - y)",
      statement="With the mean over the outputs and without a ½, the output's δ is that of (22), times 2 and divided by n_L.",
      code="dMSE_dz = 2 / len(y) * dsigma(z[L]) * (a[L] - y)",
      wrong="the 2 lost")
def mean_squared_error(net, lib, own):
    def error(a, z):
        return sum((y_j - a_j) ** 2 for y_j, a_j in zip(own.y, a[-1], strict=True)) / len(own.y)

    right = 2 / len(lib.y) * net.dsigma[net.L](lib.z[net.L]) * (lib.a[net.L] - lib.y)
    return own.slopes(error, "z", net.L), right, right / 2


@rule("softmax cross-entropy", "09e_losses", OUTPUT,
      latex=r"\frac{\partial}{\partial z_j^{[L]}} \left( -\sum_{k} y_k \log \frac{e^{z_k^{[L]}}}{\sum_{s} e^{z_s^{[L]}}} \right)"
            r" = \frac{e^{z_j^{[L]}}}{\sum_{s} e^{z_s^{[L]}}} - y_j",
      statement="Softmax and cross-entropy together, for a y that names a class, leave no σ′ in δ: it is share minus target.",
      code="dCE_dz = np.exp(z[L]) / np.sum(np.exp(z[L])) - y",
      wrong="the slope of the share itself left in")
def softmax_cross_entropy(net, lib, own):
    y = class_of(lib.y)

    def entropy(a, z):
        return sum(y_k * (log_sum(z[-1]) - z_k) for y_k, z_k in zip(y, z[-1], strict=True))

    share = np.exp(lib.z[net.L] - lib.z[net.L].max())
    share /= share.sum()
    slip = share * (1 - share) * (share - y) if len(y) > 1 else None  # a single share is always 1
    return own.slopes(entropy, "z", net.L), share - y, slip
