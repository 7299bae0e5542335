"""The matrix view: Hadamard products as diagonal matrices, the backward pass as one product, the outer product."""

import numpy as np

from lecture_lib import propagation
from lecture_lib.register.live_form import LiveForm, matrix, partial, q, vector, weights_transposed
from lecture_lib.register.rules import EVERY, HIDDEN, OUTPUT, as_typed, rule


def _diagonal(net, l):
    n = net.sizes[l - 1]
    return matrix(n, n, lambda j, k: q("dsigma", l, j) if j == k else "0")


def live_diagonal_matrix(net, l):
    return rf"D^{{[{l}]}} = \text{{diag}}(\sigma'(z^{{[{l}]}})) = {_diagonal(net, l)}"


@rule("D matrix", "07_matrix_view", EVERY, only="componentwise",
      latex=r"D^{[l]} = \operatorname{diag}\bigl(\sigma'(z^{[l]})\bigr)",
      statement="The slopes of a layer stand on the diagonal of a matrix, and zeros everywhere else.",
      code="D[l] = np.diag(dsigma(z[l]))",
      wrong="σ′ taken at a^[l] instead of z^[l]",
      live_form=LiveForm("l", live_diagonal_matrix))
def diagonal_matrix(net, lib, own, l):
    D = propagation.diagonal_form(net, lib.a, lib.z, lib.y)[0][l]
    dsigma, n = own.dsigma(l), len(own.a[l])
    return D, [[dsigma[i] if i == j else 0.0 for j in range(n)] for i in range(n)], np.diag(net.dsigma[l](own.a[l]))


def live_output_sensitivity_with_D(net, l):
    numbers = rf"{_diagonal(net, l)} \left( {vector(net, 'a', l)} - {vector(net, 'y', l)} \right)"
    return rf"\delta^{{[{l}]}} = D^{{[{l}]}} (a^{{[{l}]}} - y) = {numbers} = {vector(net, 'delta', l)}"


@rule("22 with D", "07_matrix_view", OUTPUT, only="quadratic",
      latex=r"\delta^{[L]} = D^{[L]} (a^{[L]} - y)",
      statement="A diagonal matrix does what the Hadamard product does at the output.",
      code="delta[L] = D[L] @ (a[L] - y)",
      wrong="D^[L] left out",
      live_form=LiveForm("", live_output_sensitivity_with_D))
def output_sensitivity_with_D(net, lib, own, l):
    delta = propagation.diagonal_form(net, lib.a, lib.z, lib.y)[1]
    return own.dC("z", l), delta[l], lib.a[l] - lib.y


def live_hidden_sensitivity_with_D(net, l):
    numbers = f"{_diagonal(net, l)} {weights_transposed(net, l + 1)} {vector(net, 'delta', l + 1)}"
    symbols = rf"D^{{[{l}]}} (W^{{[{l + 1}]}})^T \delta^{{[{l + 1}]}}"
    return rf"\delta^{{[{l}]}} = {symbols} = {numbers} = {vector(net, 'delta', l)}"


@rule("23 with D", "07_matrix_view", HIDDEN, only="componentwise",
      latex=r"\delta^{[l]} = D^{[l]} (W^{[l+1]})^{T} \delta^{[l+1]}",
      statement="One step back is two matrices: the weights transposed, then the slopes of the layer arrived at.",
      code="delta[l] = D[l] @ W[l + 1].T @ delta[l + 1]",
      wrong="D^[L] for D^[l], as the lecture prints it",
      live_form=LiveForm("l", live_hidden_sensitivity_with_D))
def hidden_sensitivity_with_D(net, lib, own, l):
    D, delta = propagation.diagonal_form(net, lib.a, lib.z, lib.y)
    return own.dC("z", l), delta[l], as_typed(lambda: D[net.L] @ net.W[l + 1].T @ own.dC("z", l + 1))


def live_expanded_product(net, l):
    factors = " ".join(rf"D^{{[{m}]}} (W^{{[{m + 1}]}})^T" for m in range(l, net.L))
    return rf"\delta^{{[{l}]}} = {factors} D^{{[{net.L}]}} (a^{{[{net.L}]}} - y) = {vector(net, 'delta', l)}"


@rule("expanded product", "07_matrix_view", HIDDEN, only="quadratic",
      latex=r"\delta^{[l]} = D^{[l]} (W^{[l+1]})^{T} D^{[l+1]} (W^{[l+2]})^{T} \cdots "
            r"D^{[L-1]} (W^{[L]})^{T} D^{[L]} (a^{[L]} - y)",
      statement="The whole backward pass is one product, from the discrepancy at the output back to layer l.",
      code="delta[L - 2] = D[L - 2] @ W[L - 1].T @ D[L - 1] @ W[L].T @ D[L] @ (a[L] - y)",
      wrong="the factors D after the first left out",
      live_form=LiveForm("l", live_expanded_product))
def expanded_product(net, lib, own, l):
    v = wrong = own.a[net.L] - own.y
    for m in range(net.L, l, -1):  # from the right, matrix times vector throughout
        W, dsigma = net.W[m], own.dsigma(m)
        v = [sum(W[k, j] * dsigma[k] * v[k] for k in range(len(W))) for j in range(W.shape[1])]
        wrong = W.T @ wrong
    return lib.delta[l], own.dsigma(l) * v, own.dsigma(l) * wrong


def live_outer_product(net, l):
    symbols = rf"{partial('C', rf'W^{{[{l}]}}')} = \delta^{{[{l}]}} (a^{{[{l - 1}]}})^T"
    row = matrix(1, net.sizes[l - 2], lambda j, k: q("a", l - 1, k))
    product = matrix(net.sizes[l - 1], net.sizes[l - 2], lambda j, k: q("dw", l, j, k))
    return rf"{symbols} = {vector(net, 'delta', l)} {row} = {product}"


@rule("outer product", "07_matrix_view", EVERY,
      latex=r"\frac{\partial C}{\partial W^{[l]}} = \delta^{[l]} (a^{[l-1]})^{T}",
      statement="The derivatives by all the weights of a layer form a matrix, a column times a row.",
      code="grad.W[l] = np.outer(delta[l], a[l - 1])",
      wrong="factors swapped, which is the transposed matrix",
      live_form=LiveForm("l", live_outer_product))
def outer_product(lib, own, l):
    delta, a = own.dC("z", l), own.a[l - 1]
    return lib.grad.W[l], [[delta_j * a_k for a_k in a] for delta_j in delta], np.outer(a, delta)
