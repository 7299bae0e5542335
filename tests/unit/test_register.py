"""Every equation of the register holds on many networks, its slip does not, and its line of code is the equation."""

import ast
import inspect
import itertools
import re
import symtable
import textwrap
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from lecture_lib import Network, backward, cost, diagonal_form, equation, equations, forward, gradient, live, propagation
from lecture_lib.register import rules
from lecture_lib.register.rules import BATCH, EVERY, rule
from lecture_lib.register.second_way import Own
from lecture_lib.widgets.shared.mathml import mathml

CONTRIBUTING = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
NETWORKS = {
    "lecture": Network((4, 3, 4, 5, 2), scale=1.5, rng=1459),
    "square": Network((3, 3, 3, 3), scale=1.0, rng=2),          # wrong indices and transposes raise no error here
    "one output": Network((4, 5, 5, 1), scale=1.0, rng=3),
    "three outputs": Network((2, 4, 3, 3), scale=1.0, rng=4),
    "tanh": Network((3, 4, 4, 2), activation="tanh", output_activation="sigmoid", scale=0.7, rng=5),
    "relu": Network((5, 4, 6, 3), activation="leaky_relu", output_activation="tanh", scale=0.7, rng=11),
}  # fmt: skip
OF_A_BATCH = {"9", "13", "15", "mean of derivatives", "mean of gradients"}
NUMBERED = ["1", "2", "7", "8", "9", "13", "15", *map(str, range(18, 29))]
STEPS = [
    "da/dz", "dC/da", "chain rule for 22", "component form of 19", "z[l+1] from z[l]", "chain-rule sum", "dz[l+1]/dz[l]",
    "delta before rearranging", "delta after rearranging", "dz/db", "chain rule for 24", "chain rule for 25",
    "no effect on previous layers", "z4", "w43", "b4", "D matrix", "22 with D", "23 with D", "expanded product",
    "outer product", "Hadamard product", "mean of derivatives", "mean of gradients", "update of W", "update of b",
    "decay", "mean over masks", "delta with dropout", "mean squared error", "softmax cross-entropy",
]  # fmt: skip


def data_for(entry, net):
    rng = np.random.default_rng(7)
    shape = (5,) if entry.number in OF_A_BATCH else ()
    return rng.random((net.sizes[0], *shape)), rng.random((net.sizes[-1], *shape))


def pairs():
    """Every entry with every network that it speaks of."""
    for entry in equations():
        for name, net in NETWORKS.items():
            try:
                entry.check(net, *data_for(entry, net))
            except ValueError:
                continue
            yield pytest.param(entry, net, id=f"{entry.number} on {name}")


CASES = list(pairs())


@pytest.mark.parametrize(("entry", "net"), CASES)
def test_both_sides_agree(entry, net):
    assert entry.residual(net, *data_for(entry, net)) < 1e-12


@pytest.mark.parametrize(("entry", "net"), CASES)
def test_the_slip_does_not_agree(entry, net):
    assert entry.wrong_residual(net, *data_for(entry, net)) > 1e-3


@pytest.mark.parametrize("entry", equations(), ids=lambda entry: entry.number)
def test_each_entry_speaks_of_the_lectures_network(entry):
    net = NETWORKS["lecture"]
    entry.check(net, *data_for(entry, net))


def test_every_equation_and_every_step_has_one_entry():
    assert sorted(entry.number for entry in equations()) == sorted([*NUMBERED, *STEPS])


# A mistake in the library shows


def without_transpose(net, a, z, y):
    return passed_back(net, a, z, y, lambda l, delta: net.dsigma[l](z[l]) * (net.W[l + 1] @ delta))


def without_slope(net, a, z, y):
    return passed_back(net, a, z, y, lambda l, delta: net.W[l + 1].T @ delta)


def of_the_wrong_layer(net, a, z, y):
    return passed_back(net, a, z, y, lambda l, delta: net.dsigma[l](z[l]) * (net.W[l].T @ delta))


def with_the_wrong_sign(net, a, z, y):
    return [None if delta is None else -delta for delta in backward(net, a, z, y)]


def passed_back(net, a, z, y, step):
    delta = [None] * (net.L + 1)
    delta[net.L] = net.output_delta(a, z, y)
    for l in range(net.L - 1, 1, -1):
        delta[l] = step(l, delta[l + 1])
    return delta


@pytest.mark.parametrize("wrong", [without_transpose, without_slope, of_the_wrong_layer, with_the_wrong_sign])
@pytest.mark.parametrize("number", ["21", "23", "24", "25"])
def test_a_wrong_backward_pass_shows(monkeypatch, number, wrong):
    monkeypatch.setattr(propagation, "backward", wrong)
    net, entry = NETWORKS["square"], equation(number)
    assert entry.residual(net, *data_for(entry, net)) > 1e-3


# The line of code is the equation


def names_for(entry):
    """The names that the lines of code read, each holding what the library or a complex step gives for it."""
    net = NETWORKS["lecture"]
    x, y = data_for(entry, net)
    X, Y = x, y
    if x.ndim == 2:
        x, y = X[:, 0], Y[:, 0]
    a, z = forward(net, x)
    own, L = Own(net, x, y), net.L
    stepped = net.copy()
    stepped.p -= gradient(net, x, y).p
    pushed = net.copy()
    pushed["w43[3]"] += 1.0
    names = {
        "net": net, "np": np, "gradient": gradient, "L": L, "eta": 1.0, "h": 1e-5, "x": x, "y": y, "a": a, "z": z,
        "W": net.W, "b": net.b, "sigma": net.sigma[2], "dsigma": net.dsigma[2], "delta": backward(net, a, z, y),
        "grad": gradient(net, x, y), "D": diagonal_form(net, a, z, y)[0],
        "dC_da": own.dC("a", L), "da_dz": own.dsigma(L), "dC_dz": [None, None] + [own.dC("z", l) for l in range(2, L + 1)],
        "dz_dz": [None, None] + [own.dz(l + 1, "z", l) for l in range(2, L)],
        "dz_db": [None, None] + [own.dz(l, "b", l) for l in range(2, L + 1)],
        "dz_dw": [None, None] + [own.dz(l, "w", l) for l in range(2, L + 1)],
        "before": SimpleNamespace(a=a), "after": SimpleNamespace(a=forward(pushed, x)[0]), "m": 2,
        "constant": z[3][3] - net["w43[3]"] * a[2][2], "cost_from": lambda l, z_l: cost_from(net, y, l, z_l), "C": own.C().real,
    }  # fmt: skip
    if entry.number in OF_A_BATCH:
        each = [gradient(net, X[:, i], Y[:, i]).p for i in range(5)]
        names |= {"X": X, "Y": Y, "N": 5, "A": forward(net, X)[0], "Cost": cost(net, X, Y), "stepped_p": stepped.p,
                  "C": [cost(net, X[:, i], Y[:, i]) for i in range(5)], "i": 0, "k": 0,
                  "dCost_dp": np.mean(each, axis=0), "mean_gradient": gradient(net, X, Y).p}  # fmt: skip
    if entry.number == "Hadamard product":
        names |= {"x": z[3], "y": a[3], "xy": np.array([z_j * a_j for z_j, a_j in zip(z[3], a[3], strict=True)])}
    names |= OF_CHALLENGES.get(entry.number, lambda net, own: {})(net, own)
    return names | {"stepped": stepped}


def of_decay(net, own):
    grad = gradient(net, own.x, own.y)
    for l in range(2, net.L + 1):
        grad.W[l] = own.dC("w", l) + 2.0 * net.W[l]
    return {"decay": 2.0, "grad": grad}


def of_masks(net, own):
    """Each mask of a layer with its probability, for a rate of ⅕."""
    both = [(0.2, 0.0), (0.8, 1 / 0.8)]
    each = [itertools.product(both, repeat=n) for n in net.sizes]
    masks = [[(np.prod([p for p, _ in one]), np.array([m for _, m in one])) for one in layer] for layer in each]
    return {"masks": [None, *masks]}


def of_dropout(net, own):
    """The third neuron of each hidden layer dropped: its column of weights is 0, and that of the others larger."""
    mask, same = [None, None], net.copy()
    for l in range(2, net.L):
        mask.append(np.where(np.arange(net.sizes[l - 1]) == 2, 0.0, 1.5))
        same.W[l + 1] = net.W[l + 1] * mask[l]
    thinned = Own(same, np.array(own.x), np.array(own.y))
    layers = range(2, net.L + 1)
    return {"mask": mask, "z": thinned.z, "delta": [None, None, *(thinned.dC("z", l) for l in layers)]}


def of_mean_squared_error(net, own):
    return {"dMSE_dz": own.slopes(lambda a, z: np.mean((np.array(own.y) - a[-1]) ** 2), "z", net.L)}


def of_cross_entropy(net, own):
    y = np.eye(len(own.y))[-1]
    return {"y": y, "dCE_dz": own.slopes(lambda a, z: -np.log(np.exp(z[-1][-1]) / np.sum(np.exp(z[-1]))), "z", net.L)}


OF_CHALLENGES = {
    "decay": of_decay, "mean over masks": of_masks, "delta with dropout": of_dropout,
    "mean squared error": of_mean_squared_error, "softmax cross-entropy": of_cross_entropy,
}  # fmt: skip


def cost_from(net, y, l, z_l):
    """C if z^[l] were z_l."""
    a = net.sigma[l](z_l)
    for m in range(l + 1, net.L + 1):
        a = net.sigma[m](net.W[m] @ a + net.b[m])
    return 0.5 * np.sum((y - a) ** 2)


def layers_of(entry):
    return entry.check(NETWORKS["lecture"], *data_for(entry, NETWORKS["lecture"]))[2]


@pytest.mark.parametrize("entry", [e for e in equations() if e.number not in ("1", "2")], ids=lambda entry: entry.number)
def test_the_line_of_code_gives_the_left_side(entry):
    (statement,) = ast.parse(entry.code).body
    target = statement.target if isinstance(statement, ast.AugAssign) else statement.targets[0]
    left, right = ast.unparse(target), ast.unparse(statement.value)
    if isinstance(statement, ast.AugAssign):  # what is there afterwards, against a step of all parameters at once
        left, right = "stepped." + left.removeprefix("net."), f"{left} - ({right})"
    for l in layers_of(entry):
        names = {"i": 0, "k": 1, "j": 1, "s": 0} | names_for(entry) | {"l": l, "e": np.eye(NETWORKS["lecture"].sizes[l - 1])}
        tolerance = {"rtol": 1e-7, "atol": 1e-9} if entry.number == "21" else {"rtol": 1e-10, "atol": 1e-14}
        np.testing.assert_allclose(eval(left, names), eval(right, names), err_msg=entry.code, **tolerance)


def test_the_lines_of_the_sigmoid_are_functions():
    names = {"np": np}
    for number in ("1", "2"):
        exec(equation(number).code, names)
    z = np.linspace(-5, 5, 11)
    np.testing.assert_allclose(names["sigma"](z), NETWORKS["lecture"].sigma[2](z), rtol=1e-14)
    np.testing.assert_allclose(names["dsigma"](z), NETWORKS["lecture"].dsigma[2](z), rtol=1e-12)


@pytest.mark.parametrize("entry", equations(), ids=lambda entry: entry.number)
def test_the_latex_can_be_set(entry):
    assert mathml(entry.latex).startswith("<math")


# A rule and its live form take what they use, and nothing else


def unused(function):
    """The parameters that a function names and does not read; one that it binds anew inside counts as another."""
    module = symtable.symtable(textwrap.dedent(inspect.getsource(function)), "source", "exec")
    (scope,) = [scope for scope in module.get_children() if scope.get_name() == function.__name__]
    read = {symbol.get_name() for symbol in scope.get_symbols() if symbol.is_referenced()}
    read |= {name for inner in scope.get_children() for name in inner.get_frees()}
    return sorted(set(inspect.signature(function).parameters) - read)


@pytest.mark.parametrize("entry", equations(), ids=lambda entry: entry.number)
def test_a_rule_takes_only_what_it_uses(entry):
    assert unused(inspect.unwrap(entry.sides)) == []


@pytest.mark.parametrize("entry", [e for e in equations() if e.live_form], ids=lambda entry: entry.number)
def test_a_live_form_takes_only_what_it_uses(entry):
    assert unused(inspect.unwrap(entry.live_form.template)) == []


def test_a_parameter_that_is_not_used_is_found():
    def sides(net, lib, own, l):
        return lib.z[l], [own for own in (1, 2)], [net for _ in (1, 2)]

    assert unused(sides) == ["own"]


@pytest.mark.parametrize(("where", "offered"), [(EVERY, "net, lib, own, l"), (BATCH, "net, lib, points")])
def test_a_rule_that_asks_for_what_there_is_not_says_what_there_is(where, offered):
    enter = rule("new", "01_forward_pass", where, latex="", statement="", code="", wrong="")
    with pytest.raises(TypeError, match=f"sides: expected parameters among {offered}, got delta"):

        @enter
        def sides(net, delta):
            return delta


# The worked example of CONTRIBUTING.md


@pytest.fixture
def worked_example(monkeypatch):
    """The example's entry, in the register for the length of one test."""
    monkeypatch.setattr(rules, "_REGISTER", equations())
    before = equations()
    [source] = [s for s in re.findall(r"^```python\n(.*?)^```", CONTRIBUTING, re.DOTALL | re.MULTILINE) if "@rule(" in s]
    exec(source, {})
    (entry,) = [entry for entry in equations() if entry not in before]
    return entry


@pytest.mark.parametrize("net", [pytest.param(net, id=name) for name, net in NETWORKS.items()])
def test_the_worked_example_holds_and_its_slip_does_not(worked_example, net):
    x, y = data_for(worked_example, net)
    assert worked_example.residual(net, x, y) < 1e-12 and worked_example.wrong_residual(net, x, y) > 1e-3


def test_the_worked_example_can_be_live(worked_example):
    net = NETWORKS["lecture"]
    x, y = data_for(worked_example, net)
    *_, delta = re.findall(r"-?\d+\.\d+", live(worked_example.number, net, x, y, l=4)._latex())
    assert abs(float(delta) - backward(net, *forward(net, x), y)[5][-1]) < 1e-3


def test_the_worked_example_is_not_in_the_register_of_the_lecture():
    assert "dC/da[l]" in CONTRIBUTING and "dC/da[l]" not in [entry.number for entry in equations()]


# What an equation refuses


@pytest.mark.parametrize(("number", "words"), [("25", "one point, shape (4,)"), ("9", "a batch, shape (4, N)")])
def test_a_batch_for_a_point_and_a_point_for_a_batch_are_refused(number, words):
    net, batch = NETWORKS["lecture"], (np.ones((4, 3)), np.ones((2, 3)))
    x, y = batch if number == "25" else (np.ones(4), np.ones(2))
    with pytest.raises(ValueError, match=re.escape(words)):
        equation(number).residual(net, x, y)


@pytest.mark.parametrize("number", ["23", "25", "w43"])
def test_a_point_as_a_column_is_that_point(number):
    net, x, y = NETWORKS["lecture"], np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
    assert equation(number).residual(net, x[:, None], y[:, None]) == equation(number).residual(net, x, y)


def test_a_network_without_a_hidden_layer_is_refused():
    with pytest.raises(ValueError, match=r"equation 23: this network has no layer 2 ≤ l ≤ L − 1, since L = 2"):
        equation("23").residual(Network((2, 2), rng=0), [0.1, 0.2], [0.0, 1.0])


def test_a_network_without_the_weight_is_refused_and_told_what_exists():
    with pytest.raises(ValueError, match=r"equation w43 needs w43\[3\]; w43\[3\]: layer 3 has neurons 1 to 3"):
        equation("w43").residual(NETWORKS["square"], [0.1, 0.2, 0.3], [0.0, 1.0, 0.0])


def test_an_equation_about_the_quadratic_cost_says_so():
    net = Network((2, 3, 2), cost="cross_entropy", rng=0)
    with pytest.raises(ValueError, match=r"equation 22 holds for the quadratic cost \(18\) only"):
        equation("22").residual(net, [0.1, 0.2], [0.0, 1.0])


def test_an_equation_that_does_not_exist_names_those_close_to_it():
    with pytest.raises(ValueError, match=r"there is no equation 'outer produkt' here; close to it are 'outer product'"):
        equation("outer produkt")


def test_a_number_is_a_string():
    with pytest.raises(TypeError, match=r"number: expected a string such as '23' or 'outer product', got 23"):
        equation(23)
