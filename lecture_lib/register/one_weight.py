"""One weight and one bias, pushed: what w₄₃ and b₄ of layer 3 do to the network."""

import numpy as np

from lecture_lib import propagation
from lecture_lib.register.first_way import Library
from lecture_lib.register.live_form import MOST_TERMS, LiveForm, partial, q
from lecture_lib.register.rules import B4, W43, Instead, rule
from lecture_lib.register.second_way import H, Own


def _moved(net, lib, name):
    """Network, lib and own with one parameter as it is, and at −2, 0 and 2: a single δ can vanish, four hardly."""
    for value in (net[name], -2.0, 0.0, 2.0):
        moved = net.copy()
        moved[name] = value
        yield moved, Library(moved, lib.x, lib.y), Own(moved, lib.x, lib.y)


def _columns(rows):
    """Left sides, right sides and slips of several (left, right, slip)."""
    return tuple(zip(*rows, strict=True))


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
        delta_after.append(Own(pushed, lib.x, lib.y).dC("z", 2))
    before, delta_before = np.concatenate(own.a[1:l]), own.dC("z", 2)
    return after, [before for _ in pushes], Instead(delta_after, [delta_before for _ in pushes])


def live_weighted_input_of_neuron_4(net):
    others = [k for k in range(1, net.sizes[1] + 1) if k != 3]
    constant = " + ".join([*(f"({q('w', 3, 4, k)})({q('a', 2, k)})" for k in others[:MOST_TERMS]), f"({q('b', 3, 4)})"])
    constant = constant if len(others) <= MOST_TERMS else r"\text{constant}"
    numbers = rf"({q('w', 3, 4, 3)})({q('a', 2, 3)}) + \left( {constant} \right)"
    return rf"z_4^{{[3]}} = w_{{43}}^{{[3]}} a_3^{{[2]}} + \text{{ constant}} = {numbers} = {q('z', 3, 4)}"


@rule("z4", "05_perturbing_one_weight", W43, only="biases",
      latex=r"z_4^{[3]} = w_{43}^{[3]} a_3^{[2]} + \text{constant}",
      statement="Among all that neuron 4 of layer 3 adds up, this weight occurs in one term, and the rest does not move.",
      code="z[3][3] = W[3][3, 2] * a[2][2] + constant",
      wrong="the activation a₄^[3], as the lecture calls it, for z₄^[3]",
      live_form=LiveForm("", live_weighted_input_of_neuron_4))
def weighted_input_of_neuron_4(net, lib, own, l):
    j, k = net.find(W43).index
    others = [m for m in range(len(own.a[l - 1])) if m != k]
    constant = sum(net.W[l][j, m] * own.a[l - 1][m] for m in others) + net.b[l][j]
    return _columns(
        (lib.z[l][j], moved[W43] * own.a[l - 1][k] + constant, lib.a[l][j]) for moved, lib, own in _moved(net, lib, W43)
    )


def live_derivative_by_w43():
    numbers = rf"({q('delta', 3, 4)})({q('a', 2, 3)}) = {q('dw', 3, 4, 3)}"
    return rf"{partial('C', 'w_{43}^{[3]}')} = \delta_4^{{[3]}} a_3^{{[2]}} = {numbers}"


@rule("w43", "05_perturbing_one_weight", W43,
      latex=r"\frac{\partial C}{\partial w_{43}^{[3]}} = \delta_4^{[3]}\, a_3^{[2]}",
      statement="Pushing w₄₃ of layer 3 moves the weighted input of neuron 4 by a₃, and the cost by δ₄ times that.",
      code='grad["w43[3]"] = delta[3][3] * a[2][2]',
      wrong="δ₃^[2], at the beginning of the weight, for δ₄^[3]",
      live_form=LiveForm("", live_derivative_by_w43))
def derivative_by_w43(net, lib, l):
    j, k = net.find(W43).index
    return _columns(
        (own.C("w", l, j, k).imag / H, lib.delta[l][j] * lib.a[l - 1][k], lib.delta[l - 1][k] * lib.a[l - 1][k])
        for _, lib, own in _moved(net, lib, W43)
    )


def live_derivative_by_b4():
    numbers = rf"({q('delta', 3, 4)})(1) = {q('delta', 3, 4)}"
    return rf"{partial('C', 'b_4^{[3]}')} = \delta_4^{{[3]}} \times 1 = {numbers}"


@rule("b4", "05_perturbing_one_weight", B4,
      latex=r"\frac{\partial C}{\partial b_4^{[3]}} = \delta_4^{[3]} \times 1",
      statement="A bias is a weight from a neuron that always answers 1, so its derivative is δ₄ times 1.",
      code='grad["b4[3]"] = delta[3][3] * 1',
      wrong="the bias itself for the factor 1",
      live_form=LiveForm("", live_derivative_by_b4))
def derivative_by_b4(net, lib, l):
    (j,) = net.find(B4).index
    return _columns(
        (own.C("b", l, j).imag / H, lib.delta[l][j] * 1, lib.delta[l][j] * moved[B4])
        for moved, lib, own in _moved(net, lib, B4)
    )
