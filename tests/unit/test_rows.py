"""Rows of one's own, from the gradient to training; what is refused of them; lists of activations; networks without biases."""

import copy
import math
import pickle
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import (
    ACTIVATIONS,
    COSTS,
    Activation,
    Cost,
    Explorer,
    LearningRateLab,
    Network,
    Parameters,
    PassPlayer,
    backward,
    check_gradient,
    compare_gradients,
    cost,
    diagonal_form,
    equation,
    equations,
    forward,
    gradient,
    lecture_data,
    live,
    perturb,
    step_size_study,
    sweep,
    train_gd,
    train_minibatch,
    train_sgd,
)
from lecture_lib.register.rules import BATCH
from lecture_lib.widgets.explorer.form import built, code_of, described
from lecture_lib.widgets.shared.network_state import network_state

METHODS = ("forward", "central", "complex")
methods = pytest.mark.parametrize("method", METHODS)
RAGGED = (4, 3, 4, 5, 2)
X4, Y2 = np.array([0.2, 0.9, 0.5, 0.7]), np.array([0.9, 0.2])
RNG = np.random.default_rng(8)
XS, YS = RNG.uniform(-1, 1, (4, 6)), RNG.uniform(0.1, 0.9, (2, 6))


# rows that no other file knows of

def bump(z):
    return z * np.exp(-z * z)


def dbump(z):
    return (1 - 2 * z * z) * np.exp(-z * z)


def bump_of_number(z):
    e = math.exp(-z * z)
    return z * e, (1 - 2 * z * z) * e


BUMP = Activation("bump", bump, dbump, scalar=bump_of_number)
PLAIN_BUMP = Activation("plain bump", bump, dbump)
HARD = Activation("hard", lambda z: np.where(np.abs(z.real) < 1, z, np.sign(z.real)),
                  lambda z: np.where(np.abs(z.real) < 1, 1.0, 0.0), (-1.0, 1.0))  # fmt: skip


def fourth_power(a, z, y):
    return np.sum((a - y) ** 4, axis=0) / 4


def fourth_power_delta(a, z, y, dsigma):
    return dsigma(z) * (a - y) ** 3


def fourth_power_of_number(a, y, dsigma):
    return dsigma * (a - y) ** 3


FOURTH = Cost("fourth power", fourth_power, fourth_power_delta, scalar=fourth_power_of_number)
LENGTH = Cost("length", lambda a, z, y: np.sqrt(np.sum((a - y) ** 2, axis=0)),  # no sum over neurons
              lambda a, z, y, dsigma: dsigma(z) * (a - y) / np.sqrt(np.sum((a - y) ** 2, axis=0)))  # fmt: skip
BROKEN_BUMP = Activation("broken", bump, lambda z: 1.1 * dbump(z))


def own(**options):
    return Network(RAGGED, **{"activation": BUMP, "output_activation": "tanh", "cost": FOURTH, "rng": 3, "scale": 0.8} | options)


def by_hand(net, p, x, y):
    """C of one point from p, written out: bump in hidden layers, tanh at the output, the fourth power."""
    a, start = x, 0
    for l, (n_before, n) in enumerate(pairwise(RAGGED), start=2):
        W = p[start : start + n * n_before].reshape(n, n_before)
        start += n * n_before
        z = W @ a + (p[start : start + n] if net.biases else 0)
        start += n * net.biases
        a = np.tanh(z) if l == len(RAGGED) else z * np.exp(-z * z)
    return sum((a_j - y_j) ** 4 for a_j, y_j in zip(a, y, strict=True)) / 4


@pytest.mark.parametrize("biases", [True, False])
def test_the_gradient_of_rows_of_ones_own_is_that_of_the_network_written_out(biases):
    net = own(biases=biases)
    slopes = [by_hand(net, net.p + 1e-30j * way, X4, Y2).imag / 1e-30 for way in np.eye(net.p.size)]
    assert_allclose(gradient(net, X4, Y2).p, slopes, rtol=1e-11, atol=1e-15)
    assert_allclose(cost(net, X4, Y2), by_hand(net, net.p, X4, Y2), rtol=1e-14)


@methods
@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("row", [FOURTH, LENGTH, "huber", "mean_absolute_error"])
def test_a_network_of_own_rows_passes_the_check(method, biases, row):
    for x, y in ((X4, Y2), (XS, YS)):
        check = check_gradient(own(biases=biases, cost=row), x, y, method=method)
        assert check.passed, check


@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("options", [{}, {"activation": ["elu", BUMP, "softplus", "gelu"], "output_activation": None},
                                     {"output_activation": "softmax", "cost": "cross_entropy"}])  # fmt: skip
def test_the_twins_agree_on_rows_of_ones_own(options, biases):
    compiled, y = own(biases=biases, **options), YS / YS.sum(axis=0)
    plain = compiled.copy()
    history = train_sgd(compiled, XS, y, eta=0.1, n_iter=200, rng=1, compiled=True, record_every=100)
    train_sgd(plain, XS, y, eta=0.1, n_iter=200, rng=1, compiled=False, record_every=100)
    assert history.backend == "compiled by Numba"
    assert_allclose(compiled.p, plain.p, rtol=1e-11, atol=1e-13)


def test_a_step_of_training_goes_by_the_row_and_not_by_another():
    net, ready_made = own(), own(activation="tanh")
    assert_array_equal(net.p, ready_made.p)
    train_sgd(net, XS, YS, eta=1.0, n_iter=1, rng=1)
    train_sgd(ready_made, XS, YS, eta=1.0, n_iter=1, rng=1)
    assert abs(net.p - ready_made.p).max() > 1e-3


@pytest.mark.parametrize(
    "options, name", [({"activation": PLAIN_BUMP}, "Activation('plain bump')"), ({"cost": LENGTH}, "Cost('length')")]
)
def test_a_row_without_a_scalar_form_trains_in_numpy_and_the_history_names_it(options, name, refuses):
    net, plain = own(**options), own(**options)
    history = train_sgd(net, XS, YS, n_iter=20, rng=1)
    train_sgd(plain, XS, YS, n_iter=20, rng=1, compiled=False)
    assert history.backend == f"NumPy, since {name} has no scalar form"
    assert_array_equal(net.p, plain.p)
    refuses(net, ValueError, ["compiled: True", name, "'auto'"], lambda: train_sgd(net, XS, YS, compiled=True))


def test_a_scalar_form_that_numba_cannot_compile_trains_in_numpy_and_the_history_names_it():
    row = Activation("calling", bump, dbump, scalar=lambda z: bump_of_number(z))  # which is no compiled function
    history = train_sgd(own(activation=row), XS, YS, n_iter=2, rng=1)
    assert history.backend.startswith("NumPy, since Numba cannot compile the scalar form of Activation('calling')")


@pytest.mark.parametrize("train", [lambda net: train_gd(net, XS, YS, eta=0.1, n_iter=5),
                                   lambda net: train_minibatch(net, XS, YS, eta=0.1, n_iter=5, batch_size=2, rng=1)])  # fmt: skip
def test_batches_are_trained_with_rows_of_ones_own_and_without_biases(train):
    net = own(biases=False)
    before = cost(net, XS, YS)
    train(net)
    assert cost(net, XS, YS) < before


@pytest.mark.parametrize("biases", [True, False])
def test_a_sweep_and_a_push_go_by_the_row(biases):
    net = own(biases=biases)
    swept = sweep(net, X4, Y2, "w43[3]", [-1.0, 0.5])
    for i, value in enumerate(swept.values):
        moved = net.copy()
        moved["w43[3]"] = value
        assert_allclose(swept.cost[i], by_hand(moved, moved.p, X4, Y2), rtol=1e-13)
        assert_allclose(swept.derivative[i], gradient(moved, X4, Y2)["w43[3]"], rtol=1e-12)
        assert_allclose(perturb(net, X4, Y2, "w43[3]", value - net["w43[3]"]).after.cost, swept.cost[i], rtol=1e-12)


@pytest.mark.parametrize("options", [{}, {"cost": LENGTH}, {"output_activation": "sigmoid", "cost": "cross_entropy"}])
def test_the_diagonal_form_goes_by_the_row(options):
    net = own(biases=False, **options)
    a, z = forward(net, X4)
    D, through_D = diagonal_form(net, a, z, Y2)
    for l, delta in enumerate(backward(net, a, z, Y2)[2:], start=2):
        assert_allclose(through_D[l], delta, rtol=1e-13)
        assert_array_equal(np.diag(D[l]), net.dsigma[l](z[l]))


def test_a_step_size_study_goes_by_the_row():
    study = step_size_study(own(biases=False), X4, Y2, "w43[3]")
    assert study.error_at_best("complex") < 1e-14 * max(1.0, abs(study.truth))


def softmin(z):
    e = np.exp(-z)
    return e / np.sum(e, axis=0)


def softmin_of_column(z):
    total = 0.0
    for j in range(len(z)):
        z[j] = math.exp(-z[j])
        total += z[j]
    for j in range(len(z)):
        z[j] /= total


@methods
def test_a_columnwise_row_of_ones_own_needs_a_cost_of_its_own_and_is_trained_compiled(method):
    row = Activation("softmin", softmin, ACTIVATIONS["softmax"].dsigma, columnwise=True, scalar=softmin_of_column)
    made_for_it = Cost("entropy of softmin", lambda a, z, y: -np.sum(y * np.log(a), axis=0), lambda a, z, y, dsigma: y - a,
                       outputs=(row,), scalar=lambda a, y, dsigma: y - a)  # fmt: skip
    net, y = own(output_activation=row, cost=made_for_it), YS / YS.sum(axis=0)
    check = check_gradient(net, XS, y, method=method)
    assert check.passed, check
    plain = net.copy()
    assert train_sgd(net, XS, y, eta=0.1, n_iter=50, rng=1, compiled=True).backend == "compiled by Numba"
    train_sgd(plain, XS, y, eta=0.1, n_iter=50, rng=1, compiled=False)
    assert_allclose(net.p, plain.p, rtol=1e-11, atol=1e-13)
    with pytest.raises(ValueError, match=r"output_activation: 'softmin' needs a Cost of its own"):
        own(output_activation=row)


# kinks

@pytest.mark.parametrize("z, kink", [(-1 + 1e-7, -1.0), (1 - 1e-7, 1.0), (1.0, 1.0)])
def test_a_kink_of_ones_own_away_from_zero_is_met_and_named_with_its_place(z, kink):
    net = Network((2, 3, 2), activation=HARD, output_activation="identity", rng=1, scale=0.1)
    x, y = np.array([0.5, 0.25]), np.array([1.0, 0.0])
    net.W[2][1], net.b[2][1] = 0.0, z
    check = check_gradient(net, x, y)
    assert [ref.plain for ref in check.kinks] == ["w21[2]", "w22[2]", "b2[2]"] and check.passed
    assert f"moves z₂^[2] = {z:.1g} across {kink:g}, where the activation has two slopes" in repr(check)


@pytest.mark.parametrize("method, gap, met", [
    ("central", 1e-9, True), ("central", -1e-9, True), ("central", 0.0, True), ("central", 1e-3, False),
    ("forward", 1e-9, True), ("forward", -1e-9, False), ("complex", 1e-9, False), ("complex", 0.0, True),
])
def test_an_output_at_its_target_is_a_kink_of_the_absolute_error(method, gap, met):
    net = Network((2, 2), activation="identity", cost="mean_absolute_error", rng=1)
    x = np.array([0.5, 0.25])
    y = net.W[2] @ x + net.b[2] + [1.0, gap]
    check = check_gradient(net, x, y, method=method)
    assert check.passed, check
    assert [ref.plain for ref in check.kinks] == (["w21[2]", "w22[2]", "b2[2]"] if met else [])
    assert (f"across {y[1]:g}, where the cost has two slopes" in repr(check)) == met


def test_huber_has_no_kink_where_its_two_forms_meet():
    net = Network((2, 2), activation="identity", cost="huber", rng=1)
    x = np.array([0.5, 0.25])
    check = check_gradient(net, x, net.W[2] @ x + net.b[2] + [1.0, -1.0])
    assert check.passed and check.kinks == ()


# a derivative that is none

@methods
def test_a_sigma_prime_that_is_not_the_derivative_is_found_and_named(method):
    net = own(activation=["tanh", BROKEN_BUMP, "tanh", "sigmoid"], output_activation=None)
    check = check_gradient(net, XS, YS, method=method)
    assert not check.passed
    assert check.reading.startswith("σ′ of Activation('broken') is not the derivative of its σ: at z = ")
    assert len(check.wrong_rows) == 1 and check.reading in repr(check) and check.reading in check._repr_html_()


@methods
def test_an_output_delta_that_is_not_the_derivative_is_found_and_named(method):
    wrong = Cost("twice", fourth_power, lambda a, z, y, dsigma: 2 * fourth_power_delta(a, z, y, dsigma))
    check = check_gradient(own(cost=wrong), XS, YS, method=method)
    (sentence,) = check.wrong_rows
    assert sentence.startswith("output_delta of Cost('twice') is not the derivative of its C by z: at a = ")


def test_a_wrong_sigma_prime_of_the_output_is_not_blamed_on_the_cost():
    check = check_gradient(own(output_activation=BROKEN_BUMP), XS, YS)
    assert len(check.wrong_rows) == 1 and "broken" in check.reading


@pytest.mark.parametrize("cost_row, output", [("cross_entropy", "softmax"), ("cross_entropy", "sigmoid"), ("quadratic", "relu")])
def test_right_rows_are_not_blamed_for_a_wrong_gradient(cost_row, output):
    net = Network((3, 3, 3), activation="relu", output_activation=output, cost=cost_row, rng=0)
    x, y = np.array([0.3, 0.1, 0.6]), np.array([0.2, 0.5, 0.3])
    check = check_gradient(net, x, y, analytic=-gradient(net, x, y).p)
    assert check.wrong_rows == () and "the sign is wrong everywhere" in check.reading


def with_hole():
    return Activation("with a hole", lambda z: np.where(z.real > 5, np.nan, np.tanh(z)), lambda z: 1 / np.cosh(z) ** 2)


def test_a_row_that_makes_nan_far_out_is_named_by_the_check_and_by_training():
    net = own(activation=with_hole())
    net.b[3][1] = 9.0
    with pytest.raises(ValueError, match=r"net: σ of Activation\('with a hole'\) makes nan of z = .* in layer 3"):
        check_gradient(net, X4, Y2)
    with pytest.raises(ValueError, match=r"net: expected finite .*σ of Activation\('with a hole'\) makes nan .* in layer 3"):
        train_sgd(net, XS, YS, n_iter=1)


def test_a_sigma_prime_that_makes_nan_far_out_is_named():
    net = own(activation=Activation("gap", np.tanh, lambda z: np.where(z > 5, np.nan, 1 / np.cosh(z) ** 2)))
    net.b[3][1] = 9.0
    with pytest.raises(ValueError, match=r"net: σ′ of Activation\('gap'\) makes nan of z = .* in layer 3"):
        check_gradient(net, X4, Y2)


# what is refused of a row

def row(sigma=bump, dsigma=dbump, kinks=(), **options):
    return lambda: Activation("x", sigma, dsigma, kinks, **options)


def cost_row(C=fourth_power, delta=fourth_power_delta, **options):
    return lambda: Cost("x", C, delta, **options)


def network(*listed, **options):
    return lambda: own(**{"activation": list(listed) or BUMP, **({"output_activation": None} if listed else {}), **options})


BAD_FUNCTIONS = {
    "no function": (row(3), TypeError, ["Activation 'x': sigma", "function", "3"]),
    "no derivative": (row(dsigma=None), TypeError, ["Activation 'x': dsigma", "function", "None"]),
    "kinks as a number": (row(kinks=0.0), TypeError, ["Activation 'x': kinks", "0.0"]),
    "kinks as text": (row(kinks=("a",)), TypeError, ["Activation 'x': kinks", "'a'"]),
    "another shape": (row(lambda z: z.sum(axis=0)), ValueError, ["Activation 'x': sigma", "(3, 4)", "(4,)"]),
    "a slope of another shape": (row(dsigma=lambda z: 1.0), ValueError, ["Activation 'x': dsigma", "shape ()"]),
    "integers": (row(dsigma=lambda z: (z > 0).astype(int)), ValueError, ["Activation 'x': dsigma", "int64"]),
    "truth values": (row(lambda z: z > 0), ValueError, ["Activation 'x': sigma", "bool"]),
    "NaN": (row(np.sqrt), ValueError, ["Activation 'x': sigma", "finite", "nan"]),
    "an error": (row(lambda z: z @ z), ValueError, ["Activation 'x': sigma fails: ValueError"]),
    "a whole column": (row(lambda z: z / np.sum(np.abs(z), axis=0)), ValueError, ["Activation 'x'", "columnwise"]),
    "abs": (row(np.abs), ValueError, ["Activation 'x': sigma must take complex"]),
    "math": (row(lambda z: np.reshape([math.erf(v) for v in z.flat], z.shape)), ValueError, ["Activation 'x'", "complex"]),
    "z changed": (row(lambda z: np.multiply(z, 2, out=z)), ValueError, ["Activation 'x': sigma changes"]),
    "another scalar": (row(scalar=lambda z: (z, 1.0)), ValueError, ["Activation 'x': scalar"]),
    "a scalar without σ′": (row(scalar=lambda z: z), ValueError, ["Activation 'x': scalar"]),
    "a cost without δ": (cost_row(delta=1), TypeError, ["Cost 'x': output_delta", "1"]),
    "a cost of all columns": (cost_row(lambda a, z, y: np.sum(a - y)), ValueError, ["Cost 'x': pointwise", "(4,)", "()"]),
    "a cost that is NaN": (cost_row(lambda a, z, y: np.log(-a[0])), ValueError, ["Cost 'x': pointwise", "finite"]),
    "a cost with abs": (cost_row(lambda a, z, y: np.sum(np.abs(a - y), axis=0)), ValueError, ["Cost 'x': pointwise must"]),
    "δ of another shape": (cost_row(delta=lambda a, z, y, dsigma: a[0]), ValueError, ["Cost 'x': output_delta", "(3, 4)"]),
    "another scalar of a cost": (cost_row(scalar=lambda a, y, d: a - y), ValueError, ["Cost 'x': scalar"]),
    "outputs by name": (cost_row(outputs=("tanh",)), TypeError, ["Cost 'x': outputs"]),
}
BAD_ROWS = {
    "no name": (lambda: Activation("", bump, dbump), ValueError, ["Activation: name", "''"]),
    "a name that is no text": (lambda: Activation(3, bump, dbump), TypeError, ["Activation: name", "3"]),
    "a cost without a name": (lambda: Cost(" ", fourth_power, fourth_power_delta), ValueError, ["Cost: name"]),
    "the name of another row": (network(activation=Activation("tanh", bump, dbump)), ValueError, ["activation", "'tanh'"]),
    "one name twice": (network(BUMP, Activation("bump", np.sin, np.cos), BUMP, BUMP), ValueError, ["activation", "'bump'"]),
    "the name of another cost": (network(cost=Cost("huber", fourth_power, fourth_power_delta)), ValueError, ["cost", "'huber'"]),
    "a list too short": (network(*["tanh"] * 3), ValueError, ["activation", "layers 2 to 5", "4", "got 3"]),
    "a list and an output": (network(*["tanh"] * 4, output_activation="relu"), ValueError, ["output_activation", "'relu'"]),
    "a name in a list that is none": (network("tanh", "tangh", "tanh", "tanh"), ValueError, ["activation", "'tangh'"]),
    "softmax inside a list": (network(*["softmax"] * 4), ValueError, ["activation", "'softmax'"]),
    "a columnwise row inside": (network(activation=ACTIVATIONS["softmax"]), ValueError, ["activation", "columnwise"]),
    "an own cost after softmax": (network(output_activation="softmax"), ValueError, ["'softmax' needs cost='cross_entropy'"]),
    "a function for a row": (network(activation=bump), TypeError, ["activation", "Activation(name, sigma, dsigma)"]),
    "biases as a number": (network(biases=2), ValueError, ["biases", "2"]),
    "costs that are none": (network(cost=("quadratic",)), TypeError, ["cost", "'quadratic'"]),
}
BAD = BAD_FUNCTIONS | BAD_ROWS


@pytest.mark.parametrize("make, error, words", BAD.values(), ids=BAD)
def test_a_bad_row_is_refused_in_a_sentence_that_names_it(make, error, words):
    with pytest.raises(error) as caught:
        make()
    missing = [word for word in words if word not in str(caught.value)]
    assert not missing, f"{missing} not in {caught.value}"


# what a network says of its rows

def test_a_network_tells_the_row_of_each_layer():
    net = own(activation=["tanh", BUMP, "gelu", "sigmoid"], output_activation=None)
    assert net.activations == (None, None, ACTIVATIONS["tanh"], BUMP, ACTIVATIONS["gelu"], ACTIVATIONS["sigmoid"])
    assert (net.activation, net.output_activation) == (["tanh", "bump", "gelu", "sigmoid"], "sigmoid")
    assert (net.cost, net.cost_row, Network((2, 2)).cost_row) == ("fourth power", FOURTH, COSTS["quadratic"])


@pytest.mark.parametrize("net, text", [
    (Network((2, 3, 1), activation=["tanh", "relu"], cost="huber", biases=False),
     "Network((2, 3, 1), activation=['tanh', 'relu'], cost='huber', biases=False)"),
    (Network((2, 3, 1), activation=BUMP, cost=FOURTH),
     "Network((2, 3, 1), activation=Activation('bump'), output_activation=Activation('bump'), cost=Cost('fourth power'))"),
])
def test_repr_names_lists_rows_and_missing_biases(net, text):
    assert repr(net) == text


@pytest.mark.parametrize("change, error", [
    (lambda net: net.sigma.__setitem__(2, bump), TypeError), (lambda net: net.dsigma.__setitem__(2, dbump), TypeError),
    (lambda net: setattr(net, "sigma", [bump] * 6), AttributeError), (lambda net: setattr(net, "dsigma", []), AttributeError),
])
def test_the_functions_of_a_network_are_read_only_and_the_way_is_named(change, error):
    net = own()
    with pytest.raises(error, match="read-only.*Activation"):
        change(net)
    assert net.sigma[2] is bump and net.dsigma[2] is dbump


@pytest.mark.parametrize("name", ["activation", "output_activation", "cost", "activations", "cost_row"])
def test_what_a_network_is_made_of_cannot_be_assigned(name):
    with pytest.raises(AttributeError):
        setattr(own(), name, "relu")


@pytest.mark.parametrize("duplicate", [Network.copy, copy.copy, copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_copy_has_the_same_rows_and_shares_nothing_that_can_change(duplicate):
    net = own(biases=False)
    other, before = duplicate(net), net.p.copy()
    assert (other.activations, other.cost_row, repr(other)) == (net.activations, net.cost_row, repr(net))
    other.p += 1.0
    assert_array_equal(net.p, before)
    train_sgd(other, XS, YS, n_iter=3, rng=0, compiled=True)


def test_names_of_a_list_can_be_changed_without_changing_the_network():
    net = own(activation=["tanh"] * 4, output_activation=None)
    net.activation[0] = "relu"
    assert net.activation == ["tanh"] * 4


def test_a_row_entered_in_the_table_is_found_by_its_name(monkeypatch):
    monkeypatch.setitem(ACTIVATIONS, "bump", BUMP)
    monkeypatch.setitem(COSTS, "fourth power", FOURTH)
    net = own(activation="bump", cost="fourth power")
    assert_array_equal(gradient(net, X4, Y2).p, gradient(own(), X4, Y2).p)
    assert train_sgd(net, XS, YS, n_iter=3, rng=0).backend == "compiled by Numba"


# no biases

def test_without_biases_p_holds_the_weights_and_b_is_none():
    net = Network((2, 3, 1), biases=False, rng=0)
    assert_array_equal(net.p, np.concatenate([net.W[2].ravel(), net.W[3].ravel()]))
    assert list(net.b) == [None] * 4 and repr(net.b) == "no b, since biases=False"
    names = [ref.plain for ref in net.parameters()]
    assert names == [*(f"w{j}{k}[2]" for j in (1, 2, 3) for k in (1, 2)), *(f"w1{k}[3]" for k in (1, 2, 3))]


@pytest.mark.parametrize("init", ["xavier", "he"])
def test_a_network_without_biases_is_initialised_layer_by_layer(init):
    assert Network((4, 3, 2), biases=False, rng=0, init=init).p.size == 18


def test_a_bias_that_does_not_exist_is_refused_and_the_reason_named(refuses):
    net = own(biases=False)
    refuses(net, ValueError, ["b4[3]: this network has no biases", "biases=False"], lambda: net["b4[3]"])
    refuses(net, ValueError, ["b4[3]: this network has no biases"], lambda: sweep(net, X4, Y2, "b4[3]", [0.0]))
    refuses(net, ValueError, ["b[3]: this network has no b", "biases=False"], lambda: net.b.__setitem__(3, np.zeros(4)))


def test_the_gradient_without_biases_is_that_of_biases_zero():
    with_b, without = own(), own(biases=False)
    for l in range(2, 6):
        with_b.W[l], with_b.b[l] = without.W[l], np.zeros(RAGGED[l - 1])
    for x, y in ((X4, Y2), (XS, YS)):
        full, grad = gradient(with_b, x, y), gradient(without, x, y)
        assert cost(with_b, x, y) == cost(without, x, y) and grad.b[3] is None
        for l in range(2, 6):
            assert_array_equal(grad.W[l], full.W[l])


def test_a_wrong_gradient_without_biases_is_read_layer_by_layer():
    net = own(biases=False)
    grad = gradient(net, X4, Y2)
    grad.W[2][...] *= 3
    check = check_gradient(net, X4, Y2, analytic=grad)
    assert not check.passed and ", b" not in repr(check) and "wrong from layer 2 back: look at (23)" in check.reading
    assert check.worst_of(2)[0].k is not None and "<sup>[2]</sup>" in check._repr_html_()


def test_gradients_with_and_without_biases_are_not_compared():
    grad = gradient(own(biases=False), X4, Y2)
    with pytest.raises(ValueError, match="student: expected the gradient of a network without biases"):
        compare_gradients(Parameters(RAGGED), grad)


# the register and the explorer

NETWORKS = {
    "own rows": Network(RAGGED, activation=BUMP, cost=FOURTH, rng=3, scale=0.8),
    "a list": Network(RAGGED, activation=["elu", "gelu", BUMP, "sigmoid"], cost="huber", rng=3, scale=0.8),
    "own σ, quadratic": Network(RAGGED, activation=PLAIN_BUMP, rng=3, scale=0.8),
    "no biases": Network(RAGGED, activation="softplus", biases=False, rng=3, scale=0.8),
    "not a sum": Network(RAGGED, activation="gelu", cost=LENGTH, rng=3, scale=0.8),
}


def entries():
    """Every equation of the register with every network of these that it speaks of, and its data."""
    for entry in equations():
        for name, net in NETWORKS.items():
            x, y = (XS, YS) if entry.where == BATCH else (X4, Y2)
            try:
                entry.check(net, x, y)
            except ValueError:
                continue
            yield pytest.param(entry, net, x, y, id=f"{entry.number} with {name}")


@pytest.mark.parametrize("entry, net, x, y", list(entries()))
def test_an_equation_holds_with_such_rows_and_its_slip_does_not(entry, net, x, y):
    assert entry.residual(net, x, y) < 1e-12
    assert entry.wrong_residual(net, x, y) > 1e-3


@pytest.mark.parametrize("name, most", [("own rows", 12), ("no biases", 12)])
def test_the_register_says_of_such_a_network_what_does_not_hold_there(name, most):
    refused = []
    for entry in equations():
        try:
            entry.check(NETWORKS[name], *((XS, YS) if entry.where == BATCH else (X4, Y2)))
        except ValueError as error:
            refused.append((entry.number, str(error)))
    assert 0 < len(refused) <= most
    assert {"8", "19", "24", "b4"} <= {number for number, _ in refused} or name == "own rows"
    assert all(f"equation {number} " in text for number, text in refused)


def test_a_sigma_prime_that_is_not_the_derivative_shows_in_the_register():
    net = Network(RAGGED, activation=BROKEN_BUMP, rng=3, scale=0.8)
    assert equation("23").residual(net, X4, Y2) > 1e-3


@pytest.mark.parametrize("net", NETWORKS.values(), ids=NETWORKS)
def test_the_explorer_shows_such_a_network(net):
    explorer = Explorer(net, X4, Y2)
    assert explorer.network["parameters"] == [[ref.plain, net[ref]] for ref in net.parameters()]
    low, high = explorer.network["gauge"]
    assert all(low <= a_j <= high for layer in explorer.network["a"][1:] for a_j in layer)
    explorer.value = 1.25
    assert f"C = {sweep(net, X4, Y2, 'w43[3]', [1.25]).cost[0]:.4f}" in repr(explorer)
    assert "<svg" in explorer._repr_mimebundle_()[0]["image/svg+xml"]


HALF = Activation("half", lambda z: np.tanh(z) / 2, lambda z: 0.5 / np.cosh(z) ** 2, bounds=(-0.5, 0.5))


@pytest.mark.parametrize("options, gauge", [
    ({"activation": ["tanh", "sigmoid"]}, [-1.0, 1.0]),
    ({"activation": HALF}, [-0.5, 0.5]),
    ({"output_activation": "softmax", "cost": "cross_entropy"}, [0.0, 1.0]),
])
def test_a_ring_is_full_where_the_row_says_that_its_values_end(options, gauge):
    assert network_state(Network((2, 3, 2), rng=1, **options), np.array([0.3, 0.1]), np.array([0.25, 0.75]))["gauge"] == gauge


def test_the_form_offers_every_activation_that_fits_below_the_output_and_the_networks_own():
    names = [name for name in ACTIVATIONS if name != "softmax"]
    assert described(Network((2, 2)), X4[:2], Y2, Network((2, 2)))["activations"] == names
    form = described(NETWORKS["own rows"], X4, Y2, NETWORKS["own rows"])
    assert (form["activations"], form["activation"]) == ([*names, "bump"], "bump")
    assert described(NETWORKS["a list"], X4, Y2, NETWORKS["a list"])["activation"] == "elu, gelu, bump, sigmoid"


@pytest.mark.parametrize("name", NETWORKS)
def test_the_form_builds_what_it_shows_and_keeps_rows_cost_and_missing_biases(name):
    net = NETWORKS[name]
    form = described(net, X4, Y2, net)
    assert (form["seed"], form["scale"]) == (3, 0.8)
    same, *_ = built(form, net)
    assert np.array_equal(same.p, net.p)
    assert (same.activations, same.cost_row, same.biases) == (net.activations, net.cost_row, net.biases)
    other, *_ = built(form | {"activation": "tanh"}, net)
    assert other.activations[2] == ACTIVATIONS["tanh"] and (other.cost_row, other.biases) == (net.cost_row, net.biases)
    assert form["activation"] in described(other, X4, Y2, net)["activations"]  # the way back


@pytest.mark.parametrize("net", NETWORKS.values(), ids=NETWORKS)
def test_the_code_of_a_network_makes_it_again_where_its_own_rows_are_defined(net):
    names = {"Network": Network, "bump": BUMP, "plain_bump": PLAIN_BUMP, "fourth_power": FOURTH, "length": LENGTH}
    exec(code_of(net), names)
    assert cost(names["net"], X4, Y2) == cost(net, X4, Y2) and repr(names["net"]) == repr(net)


@pytest.mark.parametrize("name, code", [
    ("own rows", "net = Network((4, 3, 4, 5, 2), activation=bump, cost=fourth_power, rng=3, scale=0.8)"
                 "  # define first, as they are your own: bump, fourth_power"),
    ("a list", "net = Network((4, 3, 4, 5, 2), activation=['elu', 'gelu', bump, 'sigmoid'], cost='huber', rng=3, scale=0.8)"
               "  # define first, as they are your own: bump"),
    ("no biases", "net = Network((4, 3, 4, 5, 2), activation='softplus', biases=False, rng=3, scale=0.8)"),
])
def test_the_code_of_a_network_says_what_it_cannot_write(name, code):
    assert code_of(NETWORKS[name]) == code


@pytest.mark.parametrize("number", ["22", "23", "25"])
def test_a_live_equation_shows_own_rows_without_biases(number):
    net = Network(RAGGED, activation=BUMP, biases=False, rng=3)
    assert number in repr(live(number, net, X4, Y2))


def test_the_player_says_what_delta_is_for_a_cost_of_ones_own():
    (step,) = [step for step in PassPlayer(NETWORKS["own rows"], X4, Y2).steps if step["name"] == "delta[5]"]
    assert "δ is how C follows each weighted input" in step["words"]
    assert [equation["number"] for equation in step["equations"]] == ["21"]


@pytest.mark.parametrize("widget", [lambda: PassPlayer(NETWORKS["no biases"], X4, Y2),
                                    lambda: LearningRateLab(Network((2, 2, 2), biases=False), *lecture_data())])  # fmt: skip
def test_widgets_about_biases_refuse_a_network_without(widget):
    with pytest.raises(ValueError, match="net: expected one with biases"):
        widget()
