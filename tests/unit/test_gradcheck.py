"""The gradient check: its numeric gradient, its measure of error, what it passes, and the bugs it catches."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import (
    Activation,
    Network,
    ParameterRef,
    Parameters,
    backward,
    check_gradient,
    compare_gradients,
    cost,
    forward,
    gradient,
)
from lecture_lib.activations import ACTIVATIONS
from lecture_lib.costs import READY_MADE as COST_ROWS
from lecture_lib.differences import BLOCK
from lecture_lib.gradcheck import LIMITS

RAGGED, SQUARE = (4, 3, 4, 5, 2), (3, 3, 3, 3)
X4, Y2 = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
METHODS = ("forward", "central", "complex")
PAIRS = [(row.name, output) for row in COST_ROWS for output, o in ACTIVATIONS.items() if row.fits(o)]
LIMIT = {"forward": 1e-2, "central": 1e-4, "complex": 1e-10}
EPS = np.finfo(float).eps
STEP = {"forward": EPS ** (1 / 2), "central": EPS ** (1 / 3), "complex": 1e-20}
# A slope taken by subtracting costs of size C carries an error of about eps·C/h, besides that of the step itself.
NOISE = {"forward": 1e-6, "central": 1e-9, "complex": 1e-13}
methods = pytest.mark.parametrize("method", METHODS)


def ragged(**options):
    return Network(RAGGED, rng=0, **options)


def square_case(N=None):
    """A square network, on which no bug shows in a shape, with a point or a batch of as many points as neurons."""
    rng = np.random.default_rng(1)
    shape = (3,) if N is None else (3, N)
    return Network(SQUARE, rng=2, scale=1.0), rng.uniform(-1, 1, shape), rng.uniform(0, 1, shape)


def away_from_kinks(net, x):
    """Whether every z is so far from 0 that no push of a gradient check crosses the kink of a relu."""
    return all(np.abs(z).min() > 1e-3 for z in forward(net, x)[1][2:])


def measurable(net, x, y):
    """Whether no layer's gradient is so small that the rounding of C hides some of its entries."""
    grad = gradient(net, x, y)
    return all(np.abs(grad.W[l]).max() > 1e-2 * max(1.0, cost(net, x, y)) for l in range(2, net.L + 1))


# what passes

@methods
@given(data=st.data())
def test_backpropagation_passes_with_every_activation_and_cost(data, draw_case, method):
    net, x, y = draw_case(data)
    assume(away_from_kinks(net, x) and measurable(net, x, y))
    check = check_gradient(net, x, y, method=method)
    assert check.passed, check


@methods
@pytest.mark.parametrize("hidden", [name for name, row in ACTIVATIONS.items() if not row.columnwise])
@pytest.mark.parametrize("cost_name, output", PAIRS)
def test_backpropagation_passes_for_each_pair_of_activations(hidden, cost_name, output, method):
    for seed in range(20):
        net = Network((4, 3, 5, 3), activation=hidden, output_activation=output, cost=cost_name, rng=seed, scale=0.8)
        x, y = np.outer(X4, [1.0, -1.0]), np.array([[0.5, 0.125], [0.25, 0.75], [0.25, 0.125]])
        if away_from_kinks(net, x) and measurable(net, x, y):
            break
    check = check_gradient(net, x, y, method=method)
    assert check.passed, check


@methods
@pytest.mark.parametrize("sizes", [SQUARE, RAGGED, (4, 5, 1), (2, 4, 3), (3, 2), (1, 1), (2, 1, 3)])
@pytest.mark.parametrize("N", [None, 1, 3])
def test_backpropagation_passes_for_every_shape(sizes, N, method):
    rng = np.random.default_rng(3)
    shape = () if N is None else (N,)
    net = Network(sizes, activation="tanh", output_activation="sigmoid", rng=rng)
    check = check_gradient(net, rng.uniform(-1, 1, (sizes[0], *shape)), rng.uniform(0, 1, (sizes[-1], *shape)), method=method)
    assert check.passed, check


def test_central_is_the_method_unless_another_is_named():
    assert check_gradient(ragged(), X4, Y2).method == "central"


@methods
def test_the_step_is_the_best_for_the_method_unless_given(method):
    assert check_gradient(ragged(), X4, Y2, method=method).h == STEP[method]


def test_a_given_step_is_used():
    net, h = ragged(), 0.5
    check = check_gradient(net, X4, Y2, method="forward", h=h)
    pushed = net.copy()
    pushed["w43[3]"] += h
    assert check.h == h
    assert_allclose(check.quotient["w43[3]"], (cost(pushed, X4, Y2) - cost(net, X4, Y2)) / h, rtol=1e-12)


# the numeric gradient

def slow_numeric_gradient(net, x, y, method, h):
    """The definition, one parameter after another, each in a network of its own."""
    C = {}
    for i in range(net.p.size):
        for step in (h, -h, 0.0):
            pushed = net.copy()
            pushed.p[i] += step
            C[i, np.sign(step)] = cost(pushed, x, y)
    ends = (1, 0) if method == "forward" else (1, -1)
    return np.array([(C[i, ends[0]] - C[i, ends[1]]) / ((ends[0] - ends[1]) * h) for i in range(net.p.size)])


@pytest.mark.parametrize("method", ["forward", "central"])
@given(data=st.data())
def test_numeric_gradient_is_that_of_a_slow_loop_over_parameters(data, draw_case, method):
    net, x, y = draw_case(data)
    assume(away_from_kinks(net, x))
    numeric = check_gradient(net, x, y, method=method).numeric
    slow = slow_numeric_gradient(net, x, y, method, STEP[method])
    assert_allclose(numeric.p, slow, rtol=0, atol=NOISE[method] * max(1.0, cost(net, x, y)))


@pytest.mark.parametrize("method", ["forward", "central"])
@pytest.mark.parametrize("N", [None, 1, 3])
def test_a_large_step_gives_the_quotient_of_differences_and_not_the_derivative(method, N):
    net, x, y = square_case(N)
    check = check_gradient(net, x, y, method=method, h=0.5)
    assert_allclose(check.quotient.p, slow_numeric_gradient(net, x, y, method, 0.5), rtol=1e-12, atol=1e-14)
    assert np.abs(check.quotient.p - check.analytic.p).max() > 1e-4


@given(data=st.data())
def test_numeric_gradient_by_complex_step_is_that_of_the_oracle(data, draw_case, oracle):
    net, x, y = draw_case(data)
    numeric = check_gradient(net, x, y, method="complex").numeric
    expected = Parameters(net.sizes, oracle(net).complex_step(x, y))
    for l in range(2, net.L + 1):
        for actual, desired in ((numeric.W[l], expected.W[l]), (numeric.b[l], expected.b[l])):
            assert_allclose(actual, desired, rtol=1e-12, atol=1e-12 * np.abs(desired).max())


@methods
@pytest.mark.parametrize("block", [1, 7, 40, 64, 1000])
@pytest.mark.parametrize("N", [None, 3])
def test_numeric_gradient_does_not_depend_on_the_size_of_its_blocks(monkeypatch, method, block, N):
    net = Network(RAGGED, output_activation="softmax", cost="cross_entropy", rng=0)
    x, y = (X4, Y2) if N is None else (np.outer(X4, np.linspace(1, 2, N)), np.eye(2)[:, [0, 1, 0]])
    whole = check_gradient(net, x, y, method=method).numeric.p
    monkeypatch.setattr("lecture_lib.differences.BLOCK", block)
    assert_allclose(check_gradient(net, x, y, method=method).numeric.p, whole, rtol=0, atol=NOISE[method])


def test_the_checks_of_the_other_tests_run_in_one_block_unless_they_say_otherwise():
    assert BLOCK > 2 * 5 * max((n_before + 1) * n for n_before, n in ((4, 3), (3, 4), (4, 5), (5, 2)))


# the error

def expected_error(numeric, analytic):
    """The formula of the docstring, entry by entry."""
    error = {}
    for l in range(2, numeric.L + 1):
        refs = [ref for ref in numeric.parameters() if ref.layer == l]
        largest = max(abs(numeric[ref]) for ref in refs)
        for ref in refs:
            gap, size = abs(analytic[ref] - numeric[ref]), max(abs(numeric[ref]), 1e-3 * largest)
            error[ref] = 0.0 if gap == 0 else gap / size if size > 0 else np.inf
    return error


@given(seed=st.integers(0, 2**32 - 1))
def test_relative_error_is_its_formula_entry_by_entry(seed):
    net, rng = ragged(), np.random.default_rng(seed)
    analytic = gradient(net, X4, Y2).p * (1 + rng.normal(size=net.p.size)) + 1e-6 * rng.normal(size=net.p.size)
    check = check_gradient(net, X4, Y2, analytic=analytic)
    expected = expected_error(check.numeric, check.analytic)
    assert_allclose(check.relative_error.p, list(expected.values()), rtol=1e-14)
    assert check.worst == max(expected, key=expected.get)


def test_an_entry_much_smaller_than_its_layer_is_measured_against_a_thousandth_of_the_largest():
    net = ragged()
    grad = gradient(net, [1e-12, 1.0, 1.0, 1.0], Y2)
    grad["w11[2]"] += 1e-3 * np.abs(grad.W[2]).max()
    check = check_gradient(net, [1e-12, 1.0, 1.0, 1.0], Y2, analytic=grad)
    largest = max(np.abs(check.numeric.W[2]).max(), np.abs(check.numeric.b[2]).max())
    assert_allclose(check.relative_error["w11[2]"], np.abs(grad.W[2][:, 1:]).max() / largest, rtol=1e-4)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_largest_of_a_layer_may_be_a_weight_or_a_bias(scale):
    net, x = Network((2, 2), activation="identity", rng=0), [scale, scale]  # ∂C/∂W is scale times ∂C/∂b
    analytic = gradient(net, x, Y2).p * 1.5
    check = check_gradient(net, x, Y2, analytic=analytic, method="complex")
    assert_allclose(check.relative_error.p, list(expected_error(check.numeric, check.analytic).values()), rtol=1e-14)


def test_the_floor_of_one_layer_does_not_hide_an_error_in_another():
    net = ragged()
    net.p *= 0.01  # then the gradient shrinks by about a hundred from layer to layer
    grad = gradient(net, X4, Y2)
    grad.W[2][...] *= -1.0
    assert check_gradient(net, X4, Y2, analytic=grad, method="complex").max_relative_error == pytest.approx(2.0)


def dead_relu():
    """Layer 2 is dead, so C depends on the biases of layer 3 alone."""
    net = Network((2, 3, 2), activation="relu", output_activation="identity", rng=0)
    net.b[2] = [-50.0] * 3
    return net, [0.5, 0.25], [1.0, 0.0]


@methods
def test_error_is_zero_where_both_gradients_are_zero(method):
    check = check_gradient(*dead_relu(), method=method)
    assert_array_equal(check.numeric.W[2], np.zeros((3, 2)))
    assert_array_equal(check.relative_error.W[2], np.zeros((3, 2)))
    assert_array_equal(check.relative_error.b[2], np.zeros(3))
    assert check.passed


@methods
def test_error_is_infinite_where_the_numeric_layer_is_zero_and_the_analytic_is_not(method):
    net, x, y = dead_relu()
    grad = gradient(net, x, y)
    grad["w21[2]"] = 1e-150
    check = check_gradient(net, x, y, analytic=grad, method=method)
    assert (check.relative_error["w21[2]"], check.relative_error["w22[2]"]) == (np.inf, 0.0)
    assert (check.max_relative_error, check.worst.plain, check.passed) == (np.inf, "w21[2]", False)


@pytest.mark.parametrize("name", ["w43[3]", "b4[3]", "w11[2]", "b2[5]", "w25[5]"])
def test_worst_is_the_parameter_that_is_wrong(name):
    net = ragged()
    grad = gradient(net, X4, Y2)
    grad[name] *= 1.5
    check = check_gradient(net, X4, Y2, analytic=grad)
    assert check.worst == ParameterRef.parse(name)
    assert check.max_relative_error == check.relative_error[name]


def test_largest_error_is_the_largest_of_all():
    check = check_gradient(ragged(), X4, Y2)
    assert check.max_relative_error == check.relative_error.p.max()
    assert type(check.max_relative_error) is float


@methods
@pytest.mark.parametrize("part, passes", [(0.5, True), (2.0, False)])
def test_the_check_passes_below_the_limit_of_its_method(method, part, passes):
    net = Network((2, 3, 2), rng=0)
    numeric = check_gradient(net, [0.2, 0.9], Y2, method=method).numeric
    check = check_gradient(net, [0.2, 0.9], Y2, analytic=numeric.p * (1 + part * LIMIT[method]), method=method)
    assert (check.max_relative_error == pytest.approx(part * LIMIT[method], rel=1e-3), check.passed) == (True, passes)


# bugs it catches

def delta_with(bug, net, l, dsigma, delta):
    """δ[l] by (23), or by what a misconception makes of it."""
    W, after = net.W[l + 1], delta[l + 1]
    if bug == "transpose forgotten":
        return dsigma[l] * (W @ after)
    if bug == "brackets forgotten":
        return W.T @ (dsigma[l] * after)
    if bug == "W[l] for W[l+1]":
        return dsigma[l] * (net.W[l].T @ after)
    if bug == "σ′ of layer l+1":
        return dsigma[l + 1] * (W.T @ after)
    if bug == "σ′ left out in hidden layers":
        return W.T @ after
    return dsigma[l] * (W.T @ after)


def gradient_with(bug, net, x, y):
    """Backpropagation of sigmoids written out once more, for a batch of columns, with one misconception in it."""
    L, N = net.L, 1 if bug == "not divided by N" else x.shape[1]
    a, delta, grad = [None, x], [None] * (net.L + 1), Parameters(net.sizes)
    for l in range(2, L + 1):
        a.append(1 / (1 + np.exp(-(net.W[l] @ a[l - 1] + net.b[l][:, None]))))
    dsigma = [None, None] + [v if bug == "σ for σ′" else v * (1 - v) for v in a[2:]]
    slope = {"sign": y - a[L], "factor 2": 2 * (a[L] - y)}.get(bug, a[L] - y)
    delta[L] = slope if bug == "σ′ left out at L" else dsigma[L] * slope
    for l in range(L - 1, 1, -1):
        delta[l] = delta_with(bug, net, l, dsigma, delta)
    for l in range(2, L + 1):
        outer = delta[l] @ a[l if bug == "a[l] for a[l−1]" else l - 1].T / N
        grad.W[l] = outer.T if bug == "outer product swapped" else outer
        grad.b[l] = np.zeros(net.sizes[l - 1]) if bug == "biases forgotten" else delta[l].sum(axis=1) / N
    return grad if bug != "zero" else Parameters(net.sizes)


BUGS = [
    "zero", "sign", "factor 2", "σ′ left out at L", "transpose forgotten", "W[l] for W[l+1]", "σ′ left out in hidden layers",
    "σ′ of layer l+1", "σ for σ′", "brackets forgotten", "a[l] for a[l−1]", "outer product swapped", "biases forgotten",
]  # fmt: skip


@methods
@pytest.mark.parametrize("N", [1, 3])
def test_the_gradient_in_which_bugs_are_planted_is_right_without_one(method, N):
    net, x, y = square_case(N)
    check = check_gradient(net, x, y, analytic=gradient_with(None, net, x, y), method=method)
    assert check.passed, check


@methods
@pytest.mark.parametrize("N", [1, 3])
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_fails_the_check_even_on_a_square_network(method, N, bug):
    net, x, y = square_case(N)
    check = check_gradient(net, x, y, analytic=gradient_with(bug, net, x, y), method=method)
    assert not check.passed, check


@methods
def test_a_batch_that_is_not_divided_by_n_fails_the_check(method):
    net, x, y = square_case(3)
    check = check_gradient(net, x, y, analytic=gradient_with("not divided by N", net, x, y), method=method)
    assert_allclose(check.max_relative_error, 2.0, rtol=1e-2)
    assert not check.passed


@methods
@pytest.mark.parametrize("bug", ["sign", "factor 2", "σ′ left out at L", "σ′ left out in hidden layers", "σ for σ′"])
@pytest.mark.parametrize("sizes", [(4, 5, 1), RAGGED, (2, 4, 3)])
def test_a_planted_bug_fails_the_check_on_a_ragged_network(method, bug, sizes):
    rng = np.random.default_rng(4)
    net, x, y = Network(sizes, rng=rng), rng.uniform(0, 1, (sizes[0], 2)), rng.uniform(0, 1, (sizes[-1], 2))
    check = check_gradient(net, x, y, analytic=gradient_with(bug, net, x, y), method=method)
    assert not check.passed, check


def test_a_bug_in_the_last_layer_alone_is_worst_there():
    net = ragged()
    grad = gradient(net, X4, Y2)
    grad.W[5] = grad.W[5] * 2
    assert check_gradient(net, X4, Y2, analytic=grad).worst.layer == 5


def test_a_broken_derivative_of_an_activation_is_caught_without_naming_an_analytic_gradient():
    flat = Activation("flat", ACTIVATIONS["sigmoid"].sigma, np.ones_like)
    check = check_gradient(ragged(activation=["sigmoid", flat, "sigmoid", "sigmoid"]), X4, Y2)
    assert not check.passed


# bugs told apart

READINGS = {
    "zero": "everything is zero",
    "sign": "the sign is wrong everywhere",
    "factor 2": "everything is 2 times as large",
    "σ′ left out at L": "wrong from the output on: look at (22)",
    "σ for σ′": "wrong from the output on: look at (22)",
    "transpose forgotten": "right down to layer 4, wrong from layer 3 back: look at (23)",
    "W[l] for W[l+1]": "right down to layer 4, wrong from layer 3 back: look at (23)",
    "σ′ left out in hidden layers": "right down to layer 4, wrong from layer 3 back: look at (23)",
    "σ′ of layer l+1": "right down to layer 4, wrong from layer 3 back: look at (23)",
    "brackets forgotten": "right down to layer 4, wrong from layer 3 back: look at (23)",
    "a[l] for a[l−1]": "∂C/∂W is wrong in every layer: look at (25)",
    "outer product swapped": "∂C/∂W of layer 2, 3, 4 is transposed: by (25) rows belong to δ",
    "biases forgotten": "∂C/∂b is wrong in every layer: look at (24)",
}


def test_every_planted_bug_has_its_reading():
    assert sorted(READINGS) == sorted(BUGS)


@pytest.mark.parametrize("method", ["central", "complex"])  # forward's limit is wider than one layer's forgotten brackets
@pytest.mark.parametrize("N", [1, 3])
@pytest.mark.parametrize("bug", BUGS)
def test_a_check_says_in_which_equation_a_planted_bug_is(method, N, bug):
    net, x, y = square_case(N)
    check = check_gradient(net, x, y, analytic=gradient_with(bug, net, x, y), method=method)
    assert READINGS[bug] in repr(check) and READINGS[bug] in check._repr_html_()


@pytest.mark.parametrize("N", [1, 3])
@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_right_beside_the_suspect_that_has_the_same_bug_and_no_other(N, bug):
    net, x, y = square_case(N)
    student = gradient_with(bug, net, x, y)
    culprits = [b for b in BUGS if b != "zero" and compare_gradients(student, gradient_with(b, net, x, y)).right]
    assert culprits == [b for b in [bug] if b != "zero"]


def test_without_the_slope_in_hidden_layers_c_grows_from_layer_to_layer():
    net, x, y = square_case(3)
    c = compare_gradients(gradient_with("σ′ left out in hidden layers", net, x, y), gradient(net, x, y)).c
    assert c.W[4] == pytest.approx(1) and c.W[2] > 4 * c.W[3] > 16  # σ′ ≤ ¼


def test_a_check_that_fails_has_a_line_for_each_layer_from_the_output_back():
    net = ragged()
    grad = gradient(net, X4, Y2)
    grad.W[3][...] *= -2
    lines = repr(check_gradient(net, X4, Y2, analytic=grad)).splitlines()
    agreeing = [f"  layer {l}: W agrees, b agrees; all below 1e-04" for l in (5, 4, 2)]
    assert lines[1:3] + lines[4:5] == agreeing
    assert lines[3].startswith("  layer 3: W is -2 times as large (cosine -1), b agrees; worst at w")
    assert lines[5] == "  In short: ∂C/∂b is right, and so is δ, but ∂C/∂W is wrong in layer 3: look at (25)."


@pytest.mark.parametrize("name", ["w43[3]", "b2[3]", "b2[5]", "w25[5]"])
def test_the_worst_of_a_layer_is_the_parameter_that_is_wrong_there(name):
    net = ragged()
    grad = gradient(net, X4, Y2)
    grad[name] *= 1.5
    grad["w11[2]"] *= 9
    check = check_gradient(net, X4, Y2, analytic=grad)
    ref = ParameterRef.parse(name)
    assert check.worst_of(ref.layer) == (ref, check.relative_error[name]) and check.worst.plain == "w11[2]"


@methods
def test_the_limit_is_explained_where_it_stands(method):
    html = check_gradient(ragged(), X4, Y2, method=method)._repr_html_()
    assert f"Why {LIMIT[method]:.0e}: in the right gradients of 40 random networks the worst entry was off by" in html


@methods
def test_the_worst_of_40_right_gradients_is_what_the_explanation_says(method):
    limit, seen = LIMITS[method]
    worst = max(check_gradient(Network(RAGGED, rng=seed), X4, Y2, method=method).max_relative_error for seed in range(40))
    assert seen / 3 < worst < 3 * seen < limit  # rounding differs from machine to machine


# kinks

def at_a_kink(z, activation="relu", output="identity"):
    """A network in which z₂^[2] is z, up to rounding, and no other z is near 0."""
    net, x = Network((2, 3, 2), activation=activation, output_activation=output, rng=1), np.array([0.5, 0.25])
    net.b[2][1], net.W[3][:, 1] = 0.0, [1.0, 0.5]
    net.b[2][1] = z - forward(net, x)[1][2][1]
    return net, x, np.array([1.0, 0.0])


def names(refs):
    return [ref.plain for ref in refs]


INTO_2 = ["w21[2]", "w22[2]", "b2[2]"]


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
@pytest.mark.parametrize(
    "method, z, met",
    [
        ("central", 1e-7, True),
        ("central", -1e-7, True),
        ("central", 1e-3, False),
        ("forward", -1e-9, True),   # up and across
        ("forward", 1e-9, False),   # up and away
        ("complex", 1e-9, False),   # no step along the axis of z
        ("complex", -1e-9, False),
    ],
)  # fmt: skip
def test_pushes_across_a_kink_are_named(activation, method, z, met):
    check = check_gradient(*at_a_kink(z, activation), method=method)
    assert (names(check.kinks), list(check.kink_neurons)) == ((INTO_2, ["z₂^[2]"]) if met else ([], []))


@methods
def test_at_zero_itself_the_sentence_says_that_there_is_no_slope(method):
    net, x, y = at_a_kink(0.0)
    net.W[2][1], net.b[2][1] = [0.5, -1.0], 0.0
    check = check_gradient(net, x, y, method=method)
    assert check.passed and "At z = 0 itself there is no slope" in repr(check) and "no slope" in check._repr_html_()
    assert check.kink_neurons == {"z₂^[2]": 0.0}


@pytest.mark.parametrize("method, z", [("central", 1e-7), ("forward", -1e-9)])
def test_a_difference_across_a_kink_would_fail_a_right_gradient(method, z):
    net, x, y = at_a_kink(z)
    slow, right = slow_numeric_gradient(net, x, y, method, STEP[method]), gradient(net, x, y)
    gap = Parameters(net.sizes, slow - right.p)
    assert abs(gap["b2[2]"]) > 0.2 * np.abs(right.p).max() and abs(gap["b1[2]"]) < 1e-6


def test_entries_that_pass_count_as_agreeing_though_rounding_is_all_they_are():
    net, x = ragged(), [1e-9, 1e-9, 1e-9, 1e-9]  # ∂C/∂W[2] is as small as the rounding of a difference
    check = check_gradient(net, x, Y2, method="forward")
    found = compare_gradients(check.analytic, check.numeric)
    assert check.passed and not found.right and check.comparison.right


def test_a_failure_in_one_small_entry_is_named_as_such():
    net = Network((30, 30, 2), rng=0)
    x, y = np.linspace(0, 1, 30), [1.0, 0.0]
    grad = gradient(net, x, y)
    ref = min((ref for ref in grad.parameters() if ref.k and ref.k > 1), key=lambda ref: abs(grad[ref]))
    grad[ref] += 1.5e-7 * max(np.abs(grad.W[ref.layer]).max(), np.abs(grad.b[ref.layer]).max())
    text = repr(check_gradient(net, x, y, analytic=grad))
    assert f"worst at {ref.unicode}" in text
    assert text.endswith("In short: only entries far smaller than others of their layer are off.")


@pytest.mark.parametrize("method, z", [("central", 1e-7), ("central", -1e-7), ("forward", -1e-9)])
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_a_right_gradient_passes_at_a_kink_and_the_sentence_says_how(method, z, activation):
    check = check_gradient(*at_a_kink(z, activation), method=method)
    assert check.passed, check
    words = f"Kink: pushing w₂₁^[2] and 2 more moves z₂^[2] = {z:.1g} across 0"
    assert words in repr(check) and "complex step" in repr(check) and words in check._repr_html_()


@pytest.mark.parametrize("name", INTO_2)
def test_a_wrong_entry_at_a_kink_fails(name):
    net, x, y = at_a_kink(1e-7)
    grad = gradient(net, x, y)
    grad[name] *= 1.01
    check = check_gradient(net, x, y, analytic=grad)
    assert (check.passed, check.worst.plain) == (False, name)


@pytest.mark.parametrize("point", [0, 1, 2])
def test_a_kink_of_one_point_of_a_batch_is_named(point):
    net, x, y = at_a_kink(1e-7)
    X, Y = np.array([[0.9, 0.1, 0.4], [0.3, 0.8, 0.9]]), np.tile(y[:, None], 3)
    X[:, point] = x
    check = check_gradient(net, X, Y)
    assert (names(check.kinks), list(check.kink_neurons), check.passed) == (INTO_2, ["z₂^[2]"], True)
    assert check.kink_neurons["z₂^[2]"] == pytest.approx(1e-7)


def test_a_kink_two_layers_on_is_named_with_its_neuron():
    net, x = Network((2, 2, 2, 1), activation="relu", output_activation="identity", rng=0), np.array([0.5, 0.25])
    net.W[2], net.b[2], net.W[3] = np.ones((2, 2)), np.ones(2), np.ones((2, 2))
    net.b[3] = [1.0, -forward(net, x)[0][2].sum() + 1e-8]
    check = check_gradient(net, x, [1.0])
    into_layer_2 = [ref.plain for ref in net.parameters() if ref.layer == 2]
    assert names(check.kinks) == [*into_layer_2, "w21[3]", "w22[3]", "b2[3]"]
    assert list(check.kink_neurons) == ["z₂^[3]"] and check.passed


def test_a_kink_of_the_output_layer_is_named():
    net, x = Network((2, 2), activation="relu", rng=0), np.array([0.5, 0.25])
    net.b[2] = -net.W[2] @ x + [1.0, 1e-8]
    check = check_gradient(net, x, [1.0, 0.5])
    assert (names(check.kinks), check.passed) == (INTO_2, True)


@pytest.mark.parametrize("hidden, output, met", [("relu", "identity", []), ("tanh", "relu", ["w11[3]", "w12[3]", "b1[3]"])])
def test_the_output_layer_has_the_kinks_of_its_own_activation(hidden, output, met):
    net, x = Network((2, 2, 2), activation=hidden, output_activation=output, rng=0), np.array([0.5, 0.25])
    net.b[2] = [1.0, 1.0]
    net.b[3] = -net.W[3] @ forward(net, x)[0][2] + [1e-8, 1.0]
    check = check_gradient(net, x, [1.0, 0.5])
    assert [ref for ref in names(check.kinks) if "[3]" in ref] == met and bool(check.kinks) == bool(met)


@methods
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity"])
def test_a_smooth_activation_has_no_kink_at_zero(method, activation):
    assert check_gradient(*at_a_kink(0.0, activation), method=method).kinks == ()


@pytest.mark.parametrize("block", [1, 5, 1000])
def test_kinks_do_not_depend_on_the_size_of_blocks(monkeypatch, block):
    monkeypatch.setattr("lecture_lib.differences.BLOCK", block)
    check = check_gradient(*at_a_kink(1e-7))
    assert (names(check.kinks), list(check.kink_neurons)) == (INTO_2, ["z₂^[2]"])


# what it returns

def test_gradients_are_parameters_of_the_networks_sizes():
    check = check_gradient(ragged(), X4, Y2)
    for parameters in (check.numeric, check.analytic, check.relative_error):
        assert (type(parameters), parameters.sizes) == (Parameters, RAGGED)


def test_analytic_is_the_gradient_by_backpropagation_unless_given():
    net = ragged()
    assert_array_equal(check_gradient(net, X4, Y2).analytic.p, gradient(net, X4, Y2).p)


@pytest.mark.parametrize("kind", [Parameters, np.asarray, list, tuple])
def test_analytic_may_be_parameters_or_a_vector(kind):
    net = ragged()
    p = gradient(net, X4, Y2).p
    given_ = Parameters(RAGGED, p) if kind is Parameters else kind(p)
    check = check_gradient(net, X4, Y2, analytic=given_)
    assert_array_equal(check.analytic.p, p)
    assert check.passed


def test_analytic_is_a_copy_of_what_was_given():
    net = ragged()
    grad = gradient(net, X4, Y2)
    check, before = check_gradient(net, X4, Y2, analytic=grad), grad.p.copy()
    grad.p[:] = 0.0
    assert_array_equal(check.analytic.p, before)


@methods
@pytest.mark.parametrize("N", [None, 3])
def test_the_network_and_the_points_are_left_as_they_were(method, N):
    net, x, y = square_case(N)
    before = [v.copy() for v in (net.p, x, y)]
    check_gradient(net, x, y, method=method)
    for now, was in zip((net.p, x, y), before, strict=True):
        assert_array_equal(now, was)


def test_repr_says_the_verdict_the_size_the_method_and_the_worst():
    net = ragged()
    grad = gradient(net, X4, Y2)
    grad["w43[3]"] *= 3
    assert repr(check_gradient(net, X4, Y2, analytic=grad)).splitlines()[0] == (
        "GradientCheck FAILED: 68 parameters, central difference, largest relative error 2e+00 at w₄₃^[3] (limit 1e-04)"
    )


@methods
def test_repr_of_a_check_that_passes_says_so_and_the_limit(method):
    text = repr(check_gradient(ragged(), X4, Y2, method=method))
    assert text.startswith(f"GradientCheck passed: 68 parameters, {method} difference, largest relative error ")
    assert text.endswith(f"(limit {LIMIT[method]:.0e})")


def test_html_is_a_table_with_a_row_for_each_w_and_b():
    html = check_gradient(Network((2, 3, 1), rng=0), [0.2, 0.9], [1.0])._repr_html_()
    rows = [f"<th scope='row'>{name}<sup>[{l}]</sup></th><td>{entries}</td>" for name, l, entries in
            (("W", 2, 6), ("b", 2, 3), ("W", 3, 3), ("b", 3, 1))]  # fmt: skip
    positions = [html.index(row) for row in rows]
    assert positions == sorted(positions)
    assert html.startswith("<table><caption>GradientCheck passed: 13 parameters")
    assert html.count("<tr>") == html.count("</tr>") == 5


def test_html_shows_the_largest_error_of_each_part():
    net = Network((2, 3, 1), rng=0)
    grad = gradient(net, [0.2, 0.9], [1.0])
    grad["b2[2]"] *= 6
    html = check_gradient(net, [0.2, 0.9], [1.0], analytic=grad)._repr_html_()
    assert "<th scope='row'>b<sup>[2]</sup></th><td>3</td><td>5e+00</td>" in html


def test_a_check_is_not_changed_by_mistake():
    with pytest.raises(AttributeError):
        check_gradient(ragged(), X4, Y2).passed = True


# large networks

@pytest.mark.parametrize("method, N", [("central", None), ("central", 20), ("complex", None)])
def test_a_check_of_a_network_for_handwritten_digits_stays_small(method, N):
    rng = np.random.default_rng(5)
    net = Network((784, 30, 10), rng=rng, scale=0.05)
    shape = () if N is None else (N,)
    x, y = rng.random((784, *shape)), rng.random((10, *shape))
    tracemalloc.start()
    try:
        check = check_gradient(net, x, y, method=method)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert check.passed, check
    assert peak < 100e6, f"{peak / 1e6:.0f} MB"  # all pushes at once would take 23,860 · 2 · 30 · 8 bytes a point and array


# what is refused

@pytest.mark.parametrize("h", [0, -1e-5, np.nan, np.inf])
def test_a_step_that_is_not_finite_and_positive_is_refused(refuses, h):
    net = ragged()
    refuses(net, ValueError, [f"h: expected a finite number above 0, got {h}"], lambda: check_gradient(net, X4, Y2, h=h))


@pytest.mark.parametrize("h", ["1e-5", [1e-5], 1e-20j, True])
def test_a_step_that_is_not_a_number_is_a_type_error(refuses, h):
    net = ragged()
    refuses(net, TypeError, ["h: expected a finite number above 0, got "], lambda: check_gradient(net, X4, Y2, h=h))


def test_an_unknown_method_is_refused_and_the_known_ones_are_listed(refuses):
    net = ragged()
    words = ["method: expected one of 'forward', 'central', 'complex', got 'middle'"]
    refuses(net, ValueError, words, lambda: check_gradient(net, X4, Y2, method="middle"))


def test_parameters_of_another_networks_sizes_are_refused(refuses):
    net, other = ragged(), Parameters((4, 3, 4, 2, 5))
    words = ["analytic: expected the gradient of a network (4, 3, 4, 5, 2), got one of (4, 3, 4, 2, 5)"]
    refuses(net, ValueError, words, lambda: check_gradient(net, X4, Y2, analytic=other))


def test_parameters_of_other_sizes_are_refused_though_they_are_as_many(refuses):
    net = Network((2, 3), rng=0)
    words = ["analytic: expected the gradient of a network (2, 3), got one of (8, 1)"]
    refuses(net, ValueError, words, lambda: check_gradient(net, [0.1, 0.2], [1.0, 0.0, 0.0], analytic=Parameters((8, 1))))


@pytest.mark.parametrize("shape", [(67,), (69,), (68, 1), (1, 68), (1,)])
def test_a_vector_of_another_shape_is_refused(refuses, shape):
    net = ragged()
    words = [f"analytic: expected shape (68,), got {shape}"]
    refuses(net, ValueError, words, lambda: check_gradient(net, X4, Y2, analytic=np.zeros(shape)))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_an_analytic_gradient_that_is_not_finite_is_refused(refuses, value):
    net = ragged()
    p = gradient(net, X4, Y2).p
    p[7] = value
    words = ["analytic: expected finite numbers, got NaN or infinity"]
    refuses(net, ValueError, words, lambda: check_gradient(net, X4, Y2, analytic=p))


@pytest.mark.parametrize("analytic", [1.0, "gradient", {"w43[3]": 1.0}, gradient])
def test_an_analytic_gradient_of_another_type_is_a_type_error(refuses, analytic):
    net = ragged()
    words = ["analytic: expected Parameters or a vector of shape (68,), got "]
    refuses(net, TypeError, words, lambda: check_gradient(net, X4, Y2, analytic=analytic))


@pytest.mark.parametrize(
    "x, y, words",
    [
        (X4[:3], Y2, "x: expected shape (4,)"),
        (X4, Y2[:1], "y: expected shape (2,)"),
        (X4[:, None], Y2, "y: expected shape (2, 1)"),
        (np.zeros((4, 0)), np.zeros((2, 0)), "x: expected at least one point"),
        ([np.nan] * 4, Y2, "x: expected finite numbers"),
        (X4, [np.inf, 0], "y: expected finite numbers"),
    ],
)
def test_points_that_do_not_fit_are_refused(refuses, x, y, words):
    net = ragged()
    refuses(net, ValueError, [words], lambda: check_gradient(net, x, y))


def test_what_is_not_a_network_is_a_type_error():
    with pytest.raises(TypeError, match="net: expected a Network, or a model that has p"):
        check_gradient(Parameters(RAGGED), X4, Y2)


def test_delta_can_be_checked_by_hand_from_the_numeric_gradient():
    net = ragged()
    a, z = forward(net, X4)
    delta, numeric = backward(net, a, z, Y2), check_gradient(net, X4, Y2, method="complex").numeric
    assert_allclose(numeric["w43[3]"], delta[3][3] * a[2][2], rtol=1e-13)
