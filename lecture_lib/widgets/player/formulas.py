"""What the player shows with numbers in it and no rule of the register has as its live form: LaTeX with hooks."""

from lecture_lib.register.live_form import JK, J, K, q


def input_of_neuron(net, l, N):
    return rf"a_{{{J}}}^{{[1]}} = x_{{{J}}} = {q('a', 1, 'j')}"


def activation_of_neuron(net, l, N):
    return rf"a_{{{J}}}^{{[{l}]}} = \sigma(z_{{{J}}}^{{[{l}]}}) = \sigma({q('z', l, 'j')}) = {q('a', l, 'j')}"


def cost_alone(net, l, N):
    return f"C = {q('C')}"


def output_sensitivity_without_slope(net, l, N):
    """With cross-entropy the slope of σ has cancelled."""
    numbers = f"{q('a', l, 'j')} - {q('y', l, 'j')}"
    return rf"\delta_{{{J}}}^{{[{l}]}} = a_{{{J}}}^{{[{l}]}} - y_{{{J}}} = {numbers} = {q('delta', l, 'j')}"


def step_of_weight(net, l, N):
    weight = rf"w_{{{JK}}}^{{[{l}]}}"
    symbols = rf"{weight} - \eta \, \delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({q('w', l, 'j', 'k')}) - ({q('eta')})({q('delta', l, 'j')})({q('a', l - 1, 'k')})"
    return rf"{weight} \to {symbols} = {numbers} = {q('new', l, 'j', 'k')}"


def step_of_bias(net, l, N):
    bias = rf"b_{{{J}}}^{{[{l}]}}"
    numbers = rf"({q('b', l, 'j')}) - ({q('eta')})({q('delta', l, 'j')})"
    return rf"{bias} \to {bias} - \eta \, \delta_{{{J}}}^{{[{l}]}} = {numbers} = {q('newb', l, 'j')}"
