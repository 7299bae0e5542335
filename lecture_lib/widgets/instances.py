r"""Equations with numbers in them: LaTeX in which each number and each index that can be chosen is a hook.

A hook \class{q-delta-3-j}{0} is the number of δ_j^[3], for the j chosen at the moment; \class{i-j}{j} is the index j
itself. Quantities are named in `sweep_message.py`. A template is for one layer l, which fixes the shapes.
"""

from collections.abc import Callable
from dataclasses import dataclass

MOST_TERMS = 5  # of a sum, or entries of a column: more would not be read, so the middle is left out


@dataclass(frozen=True)
class Instance:
    """How an equation is shown: the indices one can choose, and LaTeX for a network, a layer and so many points.

    k_layer says whose neurons k counts: of layer l − 1 as in (25), or of layer l + 1 as in (23).
    """

    indices: str
    latex: Callable
    k_layer: int = -1


def _q(*parts):
    return rf"\class{{q-{'-'.join(map(str, parts))}}}{{0}}"


def _i(name):
    return rf"\class{{i-{name}}}{{0}}"


J, K, I, JK, KJ = map(_i, ("j", "k", "i", "jk", "kj"))


def _shown(n):
    """Return 1…n, with None for what is left out."""
    return list(range(1, n + 1)) if n <= MOST_TERMS else [1, 2, None, n]


def _sum(n, term):
    return " + ".join(r"\cdots" if index is None else term(index) for index in _shown(n))


def _column(n, entry):
    return _matrix(n, 1, lambda j, k: entry(j))


def _matrix(n_rows, n_columns, entry):
    def row(j):
        if j is None:
            return [r"\vdots"] * len(_shown(n_columns))
        return [r"\cdots" if k is None else entry(j, k) for k in _shown(n_columns)]

    rows = r" \\ ".join(" & ".join(row(j)) for j in _shown(n_rows))
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _vector(net, name, l):
    return _column(net.sizes[l - 1], lambda j: _q(name, l, j))


def _weights(net, l):
    return _matrix(net.sizes[l - 1], net.sizes[l - 2], lambda j, k: _q("w", l, j, k))


def _weights_transposed(net, l):
    return _matrix(net.sizes[l - 2], net.sizes[l - 1], lambda k, j: _q("w", l, j, k))


def _partial(of, by):
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


def sigmoid(net, l, N):
    z = rf"z_{{{J}}}^{{[{l}]}}"
    return rf"\sigma({z}) = \frac{{1}}{{1 + e^{{-({_q('z', l, 'j')})}}}} = {_q('a', l, 'j')}"


def slope_of_sigmoid(net, l, N):
    a = _q("a", l, "j")
    return rf"\sigma'(z_{{{J}}}^{{[{l}]}}) = ({a})(1 - {a}) = {_q('dsigma', l, 'j')}"


def input_layer(net, l, N):
    return rf"a^{{[1]}} = x = {_vector(net, 'a', 1)}"


def layer_to_layer(net, l, N):
    inner = rf"{_weights(net, l)} {_vector(net, 'a', l - 1)} + {_vector(net, 'b', l)}"
    return rf"a^{{[{l}]}} = \sigma \left( {inner} \right) = {_vector(net, 'a', l)}"


def weighted_input(net, l, N):
    right = rf"{_weights(net, l)} {_vector(net, 'a', l - 1)} + {_vector(net, 'b', l)}"
    return rf"z^{{[{l}]}} = W^{{[{l}]}} a^{{[{l - 1}]}} + b^{{[{l}]}} = {right} = {_vector(net, 'z', l)}"


def weighted_input_of_neuron(net, l, N):
    terms = _sum(net.sizes[l - 2], lambda k: f"({_q('w', l, 'j', k)})({_q('a', l - 1, k)})")
    symbols = rf"\sum_{{k=1}}^{{{net.sizes[l - 2]}}} w_{{{J}k}}^{{[{l}]}} a_k^{{[{l - 1}]}} + b_{{{J}}}^{{[{l}]}}"
    return rf"z_{{{J}}}^{{[{l}]}} = {symbols} = {terms} + ({_q('b', l, 'j')}) = {_q('z', l, 'j')}"


def activations(net, l, N):
    return rf"a^{{[{l}]}} = \sigma \left( {_vector(net, 'z', l)} \right) = {_vector(net, 'a', l)}"


def activation_of_neuron(net, l, N):
    return rf"a_{{{J}}}^{{[{l}]}} = \sigma(z_{{{J}}}^{{[{l}]}}) = \sigma({_q('z', l, 'j')}) = {_q('a', l, 'j')}"


def input_of_neuron(net, l, N):
    return rf"a_{{{J}}}^{{[1]}} = x_{{{J}}} = {_q('a', 1, 'j')}"


def cost_of_point(net, l, N):
    squares = _sum(net.sizes[-1], lambda j: rf"({_q('y', net.L, j)} - {_q('a', net.L, j)})^2")
    return rf"C = \frac{{1}}{{2}} {{\| y - a^{{[{net.L}]}} \|_2^2}} = \frac{{1}}{{2}} \left( {squares} \right) = {_q('C')}"


def cost_alone(net, l, N):
    return f"C = {_q('C')}"


def sensitivity(net, l, N):
    return rf"\delta_{{{J}}}^{{[{l}]}} = {_partial('C', rf'z_{{{J}}}^{{[{l}]}}')} = {_q('delta', l, 'j')}"


def output_sensitivity(net, l, N):
    difference = rf"{_vector(net, 'a', l)} - {_vector(net, 'y', l)}"
    right = rf"{_vector(net, 'dsigma', l)} \circ \left( {difference} \right)"
    symbols = rf"\sigma'(z^{{[{l}]}}) \circ (a^{{[{l}]}} - y)"
    return rf"\delta^{{[{l}]}} = {symbols} = {right} = {_vector(net, 'delta', l)}"


def output_sensitivity_of_neuron(net, l, N):
    symbols = rf"\sigma'(z_{{{J}}}^{{[{l}]}}) \, (a_{{{J}}}^{{[{l}]}} - y_{{{J}}})"
    numbers = rf"({_q('dsigma', l, 'j')})({_q('a', l, 'j')} - {_q('y', l, 'j')})"
    return rf"\delta_{{{J}}}^{{[{l}]}} = {symbols} = {numbers} = {_q('delta', l, 'j')}"


def output_sensitivity_without_slope(net, l, N):
    """With cross-entropy the slope of σ has cancelled."""
    numbers = f"{_q('a', l, 'j')} - {_q('y', l, 'j')}"
    return rf"\delta_{{{J}}}^{{[{l}]}} = a_{{{J}}}^{{[{l}]}} - y_{{{J}}} = {numbers} = {_q('delta', l, 'j')}"


def hidden_sensitivity(net, l, N):
    back = rf"{_weights_transposed(net, l + 1)} {_vector(net, 'delta', l + 1)}"
    right = rf"{_vector(net, 'dsigma', l)} \circ \left( {back} \right)"
    symbols = rf"\sigma'(z^{{[{l}]}}) \circ \left( (W^{{[{l + 1}]}})^T \delta^{{[{l + 1}]}} \right)"
    return rf"\delta^{{[{l}]}} = {symbols} = {right} = {_vector(net, 'delta', l)}"


def hidden_sensitivity_of_neuron(net, l, N):
    terms = _sum(net.sizes[l], lambda k: f"({_q('w', l + 1, k, 'j')})({_q('delta', l + 1, k)})")
    symbols = rf"\sigma'(z_{{{J}}}^{{[{l}]}}) \left( (W^{{[{l + 1}]}})^T \delta^{{[{l + 1}]}} \right)_{{{J}}}"
    right = rf"({_q('dsigma', l, 'j')}) \, ({terms})"  # brackets of one height, between which a line can break
    return rf"\delta_{{{J}}}^{{[{l}]}} = {symbols} = {right} = {_q('delta', l, 'j')}"


def sensitivity_from_the_next_layer(net, l, N):
    rate = _partial(rf"z_k^{{[{l + 1}]}}", rf"z_{{{J}}}^{{[{l}]}}")
    terms = _sum(net.sizes[l], lambda k: f"({_q('delta', l + 1, k)})({_q('rate', l + 1, k, 'j')})")
    symbols = rf"\sum_{{k=1}}^{{{net.sizes[l]}}} \delta_k^{{[{l + 1}]}} {rate}"
    return rf"\delta_{{{J}}}^{{[{l}]}} = {symbols} = {terms} = {_q('delta', l, 'j')}"


def rate(net, l, N):
    symbols = _partial(rf"z_{{{K}}}^{{[{l + 1}]}}", rf"z_{{{J}}}^{{[{l}]}}")
    product = rf"w_{{{KJ}}}^{{[{l + 1}]}} \sigma'(z_{{{J}}}^{{[{l}]}})"
    return rf"{symbols} = {product} = ({_q('w', l + 1, 'k', 'j')})({_q('dsigma', l, 'j')}) = {_q('rate', l + 1, 'k', 'j')}"


def slope_by_bias(net, l, N):
    return rf"{_partial('C', rf'b_{{{J}}}^{{[{l}]}}')} = \delta_{{{J}}}^{{[{l}]}} = {_q('delta', l, 'j')}"


def slope_by_weight(net, l, N):
    symbols = rf"\delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({_q('delta', l, 'j')})({_q('a', l - 1, 'k')}) = {_q('dw', l, 'j', 'k')}"
    return rf"{_partial('C', rf'w_{{{JK}}}^{{[{l}]}}')} = {symbols} = {numbers}"


def own_weighted_input(net, l, N):
    symbols = _partial(rf"z_{{{J}}}^{{[{l}]}}", rf"w_{{{JK}}}^{{[{l}]}}")
    return rf"{symbols} = a_{{{K}}}^{{[{l - 1}]}} = {_q('a', l - 1, 'k')}"


def other_weighted_inputs(net, l, N):
    symbols = _partial(rf"z_s^{{[{l}]}}", rf"w_{{{JK}}}^{{[{l}]}}")
    return rf"{symbols} = 0 \quad \text{{for }} s \neq {J}"


def slope_of_output(net, l, N):
    symbols = _partial(rf"a_{{{J}}}^{{[{l}]}}", rf"z_{{{J}}}^{{[{l}]}}")
    return rf"{symbols} = \sigma'(z_{{{J}}}^{{[{l}]}}) = {_q('dsigma', l, 'j')}"


def slope_by_output(net, l, N):
    symbols = rf"-(y_{{{J}}} - a_{{{J}}}^{{[{l}]}})"
    return rf"{_partial('C', rf'a_{{{J}}}^{{[{l}]}}')} = {symbols} = -({_q('y', l, 'j')} - {_q('a', l, 'j')})"


def sum_over_paths(net, l, N):
    by = rf"z_{{{J}}}^{{[{l}]}}"
    factors = _partial("C", rf"z_k^{{[{l + 1}]}}") + _partial(rf"z_k^{{[{l + 1}]}}", by)
    terms = _sum(net.sizes[l], lambda k: f"({_q('delta', l + 1, k)})({_q('rate', l + 1, k, 'j')})")
    return rf"{_partial('C', by)} = \sum_{{k=1}}^{{{net.sizes[l]}}} {factors} = {terms} = {_q('delta', l, 'j')}"


def weighted_input_from_the_layer_before(net, l, N):
    terms = _sum(net.sizes[l - 1], lambda s: f"({_q('w', l + 1, 'k', s)})({_q('a', l, s)})")
    weighted = rf"w_{{{K}s}}^{{[{l + 1}]}} \sigma(z_s^{{[{l}]}})"
    symbols = rf"\sum_{{s=1}}^{{{net.sizes[l - 1]}}} {weighted} + b_{{{K}}}^{{[{l + 1}]}}"
    return rf"z_{{{K}}}^{{[{l + 1}]}} = {symbols} = {terms} + ({_q('b', l + 1, 'k')}) = {_q('z', l + 1, 'k')}"


def sensitivity_before_rearranging(net, l, N):
    slope = f"({_q('dsigma', l, 'j')})"
    terms = _sum(net.sizes[l], lambda k: f"({_q('delta', l + 1, k)})({_q('w', l + 1, k, 'j')}){slope}")
    factors = rf"\delta_k^{{[{l + 1}]}} w_{{k{J}}}^{{[{l + 1}]}} \sigma'(z_{{{J}}}^{{[{l}]}})"
    return rf"\delta_{{{J}}}^{{[{l}]}} = \sum_{{k=1}}^{{{net.sizes[l]}}} {factors} = {terms} = {_q('delta', l, 'j')}"


def rate_of_bias(net, l, N):
    z = rf"z_{{{J}}}^{{[{l}]}}"
    own, other = _partial(z, rf"b_{{{J}}}^{{[{l}]}}"), _partial(z, rf"b_i^{{[{l}]}}")
    return rf"{own} = 1, \quad {other} = 0 \quad \text{{for }} i \neq {J}"


def chain_to_bias(net, l, N):
    z, b = rf"z_{{{J}}}^{{[{l}]}}", rf"b_{{{J}}}^{{[{l}]}}"
    return rf"{_partial('C', b)} = {_partial('C', z)} {_partial(z, b)} = ({_q('delta', l, 'j')})(1) = {_q('delta', l, 'j')}"


def chain_to_weight(net, l, N):
    z, w = rf"z_s^{{[{l}]}}", rf"w_{{{JK}}}^{{[{l}]}}"
    symbols = rf"\sum_{{s=1}}^{{{net.sizes[l - 1]}}} {_partial('C', z)} {_partial(z, w)}"
    one_left = rf"\delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({_q('delta', l, 'j')})({_q('a', l - 1, 'k')}) = {_q('dw', l, 'j', 'k')}"
    return rf"{_partial('C', w)} = {symbols} = {one_left} = {numbers}"


def weighted_input_of_neuron_4(net, l, N):
    others = [k for k in range(1, net.sizes[1] + 1) if k != 3]
    constant = " + ".join([*(f"({_q('w', 3, 4, k)})({_q('a', 2, k)})" for k in others[:MOST_TERMS]), f"({_q('b', 3, 4)})"])
    constant = constant if len(others) <= MOST_TERMS else r"\text{constant}"
    numbers = rf"({_q('w', 3, 4, 3)})({_q('a', 2, 3)}) + \left( {constant} \right)"
    return rf"z_4^{{[3]}} = w_{{43}}^{{[3]}} a_3^{{[2]}} + \text{{ constant}} = {numbers} = {_q('z', 3, 4)}"


def slope_by_w43(net, l, N):
    numbers = rf"({_q('delta', 3, 4)})({_q('a', 2, 3)}) = {_q('dw', 3, 4, 3)}"
    return rf"{_partial('C', 'w_{43}^{[3]}')} = \delta_4^{{[3]}} a_3^{{[2]}} = {numbers}"


def slope_by_b4(net, l, N):
    numbers = rf"({_q('delta', 3, 4)})(1) = {_q('delta', 3, 4)}"
    return rf"{_partial('C', 'b_4^{[3]}')} = \delta_4^{{[3]}} \times 1 = {numbers}"


def _diagonal(net, l):
    n = net.sizes[l - 1]
    return _matrix(n, n, lambda j, k: _q("dsigma", l, j) if j == k else "0")


def slopes_on_a_diagonal(net, l, N):
    return rf"D^{{[{l}]}} = \text{{diag}}(\sigma'(z^{{[{l}]}})) = {_diagonal(net, l)}"


def output_sensitivity_by_matrix(net, l, N):
    numbers = rf"{_diagonal(net, l)} \left( {_vector(net, 'a', l)} - {_vector(net, 'y', l)} \right)"
    return rf"\delta^{{[{l}]}} = D^{{[{l}]}} (a^{{[{l}]}} - y) = {numbers} = {_vector(net, 'delta', l)}"


def hidden_sensitivity_by_matrices(net, l, N):
    numbers = f"{_diagonal(net, l)} {_weights_transposed(net, l + 1)} {_vector(net, 'delta', l + 1)}"
    symbols = rf"D^{{[{l}]}} (W^{{[{l + 1}]}})^T \delta^{{[{l + 1}]}}"
    return rf"\delta^{{[{l}]}} = {symbols} = {numbers} = {_vector(net, 'delta', l)}"


def expanded_product(net, l, N):
    factors = " ".join(rf"D^{{[{m}]}} (W^{{[{m + 1}]}})^T" for m in range(l, net.L))
    return rf"\delta^{{[{l}]}} = {factors} D^{{[{net.L}]}} (a^{{[{net.L}]}} - y) = {_vector(net, 'delta', l)}"


def slopes_by_weights(net, l, N):
    symbols = rf"{_partial('C', rf'W^{{[{l}]}}')} = \delta^{{[{l}]}} (a^{{[{l - 1}]}})^T"
    row = _matrix(1, net.sizes[l - 2], lambda j, k: _q("a", l - 1, k))
    product = _matrix(net.sizes[l - 1], net.sizes[l - 2], lambda j, k: _q("dw", l, j, k))
    return rf"{symbols} = {_vector(net, 'delta', l)} {row} = {product}"


def mean_cost(net, l, N):
    total = _sum(N, lambda i: _q("cost", 1, i))
    mean = rf"\frac{{1}}{{{N}}} \sum_{{i=1}}^{{{N}}} C_{{x^{{\{{i\}}}}}}"
    return rf"\text{{Cost}} = {mean} = \frac{{1}}{{{N}}} \left( {total} \right) = {_q('Cost')}"


def cost_of_chosen_point(net, l, N):
    squares = _sum(net.sizes[-1], lambda j: rf"({_q('y', net.L, j)} - {_q('a', net.L, j)})^2")
    return rf"C_{{x^{{\{{{I}\}}}}}} = \frac{{1}}{{2}} \left( {squares} \right) = {_q('C')}"


def stochastic_step(net, l, N):
    slope = _partial(rf"C_{{x^{{\{{{I}\}}}}}}", rf"w_{{{JK}}}^{{[{l}]}}")
    weight = rf"w_{{{JK}}}^{{[{l}]}}"
    numbers = rf"({_q('w', l, 'j', 'k')}) - \eta \, ({_q('dw', l, 'j', 'k')})"
    return rf"{weight} \to {weight} - \eta \, {slope} = {numbers}"


def step_of_weight(net, l, N):
    weight = rf"w_{{{JK}}}^{{[{l}]}}"
    symbols = rf"{weight} - \eta \, \delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({_q('w', l, 'j', 'k')}) - ({_q('eta')})({_q('dw', l, 'j', 'k')})"
    return rf"{weight} \to {symbols} = {numbers} = {_q('new', l, 'j', 'k')}"


def update_of_weight(net, l, N):
    weight, product = rf"w_{{{JK}}}^{{[{l}]}}", rf"\delta_{{{J}}}^{{[{l}]}} a_{{{K}}}^{{[{l - 1}]}}"
    numbers = rf"({_q('w', l, 'j', 'k')}) - \eta \, ({_q('delta', l, 'j')})({_q('a', l - 1, 'k')})"
    return rf"{weight} \to {weight} - \eta \, {product} = {numbers}"


def update_of_bias(net, l, N):
    bias = rf"b_{{{J}}}^{{[{l}]}}"
    numbers = rf"({_q('b', l, 'j')}) - \eta \, ({_q('delta', l, 'j')})"
    return rf"{bias} \to {bias} - \eta \, \delta_{{{J}}}^{{[{l}]}} = {numbers}"


def step_of_bias(net, l, N):
    bias = rf"b_{{{J}}}^{{[{l}]}}"
    numbers = rf"({_q('b', l, 'j')}) - ({_q('eta')})({_q('delta', l, 'j')})"
    return rf"{bias} \to {bias} - \eta \, \delta_{{{J}}}^{{[{l}]}} = {numbers} = {_q('newb', l, 'j')}"


#  number or name                      indices, LaTeX
INSTANCES = {
    "1":                        Instance("lj", sigmoid),
    "2":                        Instance("lj", slope_of_sigmoid),
    "7":                        Instance("", input_layer),
    "8":                        Instance("l", layer_to_layer),
    "9":                        Instance("", mean_cost),
    "13":                       Instance("i", cost_of_chosen_point),
    "15":                       Instance("iljk", stochastic_step),
    "18":                       Instance("", cost_of_point),
    "19":                       Instance("l", weighted_input),
    "component form of 19":     Instance("lj", weighted_input_of_neuron),
    "20":                       Instance("l", activations),
    "21":                       Instance("lj", sensitivity),
    "22":                       Instance("", output_sensitivity),
    "da/dz":                    Instance("j", slope_of_output),
    "dC/da":                    Instance("j", slope_by_output),
    "chain rule for 22":        Instance("j", output_sensitivity_of_neuron),
    "23":                       Instance("l", hidden_sensitivity),
    "chain-rule sum":           Instance("lj", sum_over_paths),
    "26":                       Instance("lj", sensitivity_from_the_next_layer),
    "z[l+1] from z[l]":         Instance("lk", weighted_input_from_the_layer_before, k_layer=1),
    "dz[l+1]/dz[l]":            Instance("ljk", rate, k_layer=1),
    "delta before rearranging": Instance("lj", sensitivity_before_rearranging),
    "delta after rearranging":  Instance("lj", hidden_sensitivity_of_neuron),
    "24":                       Instance("lj", slope_by_bias),
    "dz/db":                    Instance("lj", rate_of_bias),
    "chain rule for 24":        Instance("lj", chain_to_bias),
    "25":                       Instance("ljk", slope_by_weight),
    "27":                       Instance("ljk", own_weighted_input),
    "28":                       Instance("ljk", other_weighted_inputs),
    "chain rule for 25":        Instance("ljk", chain_to_weight),
    "z4":                       Instance("", weighted_input_of_neuron_4),
    "w43":                      Instance("", slope_by_w43),
    "b4":                       Instance("", slope_by_b4),
    "D matrix":                 Instance("l", slopes_on_a_diagonal),
    "22 with D":                Instance("", output_sensitivity_by_matrix),
    "23 with D":                Instance("l", hidden_sensitivity_by_matrices),
    "expanded product":         Instance("l", expanded_product),
    "outer product":            Instance("l", slopes_by_weights),
    "update of W":              Instance("ljk", update_of_weight),
    "update of b":              Instance("lj", update_of_bias),
}  # fmt: skip
