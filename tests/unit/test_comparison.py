"""Two gradients side by side: c, the cosine, and the words for what they say."""

import re
from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture_lib import Network, Parameters, compare_gradients, forward, gradient

SIZES = (4, 3, 4, 5, 2)


@pytest.fixture
def truth():
    return gradient(Network(SIZES, rng=0), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0])


def changed(truth, change):
    """A copy of truth in which `change` has been at work."""
    student = Parameters(truth.sizes, truth.p)
    change(student)
    return student


def other_delta(grad, *layers):
    """Make W and b of these layers of another δ."""
    for l in layers:
        factors = np.arange(1.0, grad.sizes[l - 1] + 1)
        grad.W[l] = factors[:, None] * grad.W[l]
        grad.b[l] = factors * grad.b[l]


def test_c_and_cosine_are_their_formulas(truth):
    student = Parameters(SIZES, np.random.default_rng(1).standard_normal(truth.p.size))
    found = compare_gradients(student, truth)
    for l in range(2, 6):
        for name in "Wb":
            f, g = getattr(student, name)[l], getattr(truth, name)[l]
            assert_allclose(getattr(found.c, name)[l], (f * g).sum() / (g * g).sum(), rtol=1e-13)
            cosine = (f * g).sum() / np.sqrt((f * f).sum() * (g * g).sum())
            assert_allclose(getattr(found.cosine, name)[l], cosine, rtol=1e-13)


def test_layers_are_numbered_as_in_the_lecture(truth):
    found = compare_gradients(truth, truth)
    assert found.c.W[:2] == found.cosine.b[:2] == found.kind.W[:2] == (None, None) and len(found.c.b) == 6


def test_a_gradient_beside_itself_is_right(truth):
    found = compare_gradients(truth.p.tolist(), truth)
    assert found.right and found.reading == "every part agrees."


@pytest.mark.parametrize("layer", [2, 3, 4, 5])
@pytest.mark.parametrize("name", ["W", "b"])
@pytest.mark.parametrize(
    "factor, kind, words",
    [
        (-1.0, "sign", "has the wrong sign (c = −1)"),
        (2.0, "factor", "is 2 times as large (cosine 1)"),
        (-0.5, "factor", "is -0.5 times as large (cosine -1)"),
        (0.0, "zero", "is zero, and should not be"),
        (1 + 1e-9, "right", "agrees"),
        (1 + 1e-4, "factor", "is 1.0001 times as large (cosine 1)"),
    ],
)
def test_a_multiple_is_told_by_c(truth, layer, name, factor, kind, words):
    student = changed(truth, lambda g: getattr(g, name).__setitem__(layer, factor * getattr(g, name)[layer]))
    found = compare_gradients(student, truth)
    assert_allclose(getattr(found.c, name)[layer], factor, atol=1e-15)
    assert (getattr(found.kind, name)[layer], found.words(layer, name)) == (kind, words)
    assert [(l, letter) for l, letter, k in found.parts() if k != "right"] == [(layer, name)] * (kind != "right")


def test_another_direction_is_told_by_the_cosine(truth):
    found = compare_gradients(changed(truth, lambda g: g.W[3].sort(axis=0)), truth)
    assert found.kind.W[3] == "direction" and found.cosine.W[3] < 0.99
    assert found.words(3, "W") == f"points elsewhere (c {found.c.W[3]:.2g}, cosine {found.cosine.W[3]:.4f})"


def test_something_where_nothing_should_be_is_told():
    truth, student = Parameters((2, 1)), Parameters((2, 1), [1.0, 0.0, 0.0])
    found = compare_gradients(student, truth)
    assert (found.kind.W[2], found.words(2, "W"), found.kind.b[2]) == ("direction", "should be zero", "right")
    assert np.isnan(found.c.W[2]) and np.isnan(found.cosine.W[2])


def test_tolerance_is_relative_to_the_norm_of_the_part(truth):
    student = changed(truth, lambda g: np.multiply(g.p, 1.01, g.p))
    assert compare_gradients(student, truth, tolerance=0.0101).right
    assert not compare_gradients(student, truth, tolerance=0.0099).right


@pytest.mark.parametrize(
    "change, reading",
    [
        (lambda g: np.negative(g.p, g.p), "the sign is wrong everywhere: one minus does that, such as y − a for a − y in (22)."),
        (lambda g: np.multiply(g.p, 3, g.p), "everything is 3 times as large: a factor is missing or too many."),
        (lambda g: np.multiply(g.p, 0, g.p), "everything is zero: nothing has been filled in."),
        (lambda g: g.W[3].sort(axis=0), "∂C/∂b is right, and so is δ, but ∂C/∂W is wrong in layer 3: look at (25)."),
        (lambda g: g.b[4].fill(1), "∂C/∂W is right, and so is δ, but ∂C/∂b is wrong in layer 4: look at (24)."),
        (lambda g: other_delta(g, 2, 3), "right down to layer 4, wrong from layer 3 back: look at (23)."),
        (
            lambda g: other_delta(g, 2, 3, 4, 5),
            "wrong from the output on: look at (22) first, which begins the backward pass in layer 5; more may show then.",
        ),
        (
            lambda g: g.p.sort(),
            "several slips: ∂C/∂W and ∂C/∂b of layer 5 are not made of one δ. Begin with (24) and (25), then look at (22).",
        ),
        (lambda g: (g.W[4].sort(axis=0), g.b[5].fill(1)), "only b[5], W[4] wrong: look at what is special there."),
    ],
)
def test_the_reading_says_where_to_look(truth, change, reading):
    assert compare_gradients(changed(truth, change), truth).reading == reading


def test_different_factors_are_not_read_as_one(truth):
    found = compare_gradients(changed(truth, lambda g: (np.multiply(g.p, 2, g.p), np.multiply(g.W[5], 2, g.W[5]))), truth)
    assert {kind for *_, kind in found.parts()} == {"factor"} and "look at (22)" in found.reading


def test_repr_and_table_have_a_line_for_each_part_from_the_output_back(truth):
    found = compare_gradients(changed(truth, lambda g: g.W[3].fill(0)), truth)
    lines = repr(found).splitlines()
    assert lines[0] == f"Comparison: {found.reading}" and lines[1] == "  W[5] agrees" and len(lines) == 9
    assert lines[5] == "  W[3] is zero, and should not be"
    html = found._repr_html_()
    assert html.startswith(f"<table><caption>{found.reading}") and html.count("<tr>") == html.count("</tr>") == 9
    assert "<th scope='row'>W<sup>[3]</sup></th><td>0</td><td>nan</td><td>is zero, and should not be</td>" in html


def test_neither_gradient_is_changed(truth):
    student, before = np.arange(68.0), truth.p.copy()
    compare_gradients(student, truth)
    assert np.array_equal(student, np.arange(68.0)) and np.array_equal(truth.p, before)


@pytest.mark.parametrize(
    "student, error, words",
    [
        (np.zeros(67), ValueError, r"student: expected shape \(68,\), got \(67,\)"),
        (np.full(68, np.nan), ValueError, "student: expected finite numbers"),
        (Parameters((4, 3)), ValueError, r"student: expected the gradient of a network \(4, 3, 4, 5, 2\), got one of \(4, 3\)"),
        ("gradient", TypeError, r"student: expected Parameters or a vector of shape \(68,\), got 'gradient'"),
    ],
)
def test_a_student_gradient_that_does_not_fit_is_refused(truth, student, error, words):
    with pytest.raises(error, match=words):
        compare_gradients(student, truth)


def test_a_truth_that_is_a_vector_is_refused(truth):
    with pytest.raises(TypeError, match="truth: expected Parameters, as gradient returns, got array"):
        compare_gradients(truth, truth.p)


@pytest.mark.parametrize("tolerance", [0, -1e-6, np.nan])
def test_a_tolerance_that_is_not_above_zero_is_refused(truth, tolerance):
    with pytest.raises(ValueError, match="tolerance: expected a finite number above 0"):
        compare_gradients(truth, truth, tolerance=tolerance)


# slips, one and two at a time, on a network where none of them changes a shape

SLIPS = (
    "22 sign", "22 slope", "23 transpose", "23 W of the layer", "23 slope", "23 brackets", "24 zero", "24 slope",
    "25 swapped", "25 a_j", "25 sign",
)  # fmt: skip
SQUARE, X3, Y3 = Network((3, 3, 3, 3), scale=1.5, rng=4), np.array([0.9, 0.2, 0.5]), np.array([1.0, 0.0, 0.0])


def slipped(*slips):
    """The gradient of one point with these slips."""
    a, z = forward(SQUARE, X3)
    W, L, delta = SQUARE.W, SQUARE.L, [None] * (SQUARE.L + 1)
    slope = [None, None] + [SQUARE.dsigma[l](z[l]) for l in range(2, L + 1)]
    delta[L] = (a[L] - Y3) * (1.0 if "22 slope" in slips else slope[L]) * (-1.0 if "22 sign" in slips else 1.0)
    for l in range(L - 1, 1, -1):
        back = W[l + 1] if "23 transpose" in slips else W[l].T if "23 W of the layer" in slips else W[l + 1].T
        delta[l] = slope[l] * (back @ delta[l + 1])
        delta[l] = back @ delta[l + 1] if "23 slope" in slips else delta[l]
        delta[l] = back @ (slope[l] * delta[l + 1]) if "23 brackets" in slips else delta[l]
    grad = gradient(SQUARE, X3, Y3)
    for l in range(2, L + 1):
        grad.b[l] = delta[l] * (0.0 if "24 zero" in slips else 1.0) * (slope[l] if "24 slope" in slips else 1.0)
        outer = np.outer(delta[l], a[l] if "25 a_j" in slips else a[l - 1]) * (-1.0 if "25 sign" in slips else 1.0)
        grad.W[l] = outer.T if "25 swapped" in slips else outer
    return grad


def reading_of(*slips):
    return compare_gradients(slipped(*slips), gradient(SQUARE, X3, Y3)).reading


def test_without_a_slip_all_is_right():
    assert reading_of() == "every part agrees."


@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_is_blamed_on_its_equation_alone(slip):
    assert re.findall(r"\((2\d)\)", reading_of(slip)) == [slip[:2]]


TWO = [pair for pair in combinations(SLIPS, 2) if pair[0][:2] != pair[1][:2]]


@pytest.mark.parametrize("pair", [pair for pair in TWO if pair != ("22 sign", "25 sign")], ids=" and ".join)
def test_two_slips_are_not_blamed_on_one_equation(pair):
    reading = reading_of(*pair)
    assert reading.startswith("several slips: ") or ("look at (22) first" in reading and "more may show then" in reading)


def test_two_minus_signs_in_W_are_none_and_then_b_has_one():
    assert "look at (24)" in reading_of("22 sign", "25 sign")


def test_a_transposed_matrix_is_called_transposed():
    assert reading_of("25 swapped").startswith("∂C/∂W of layer 2, 3, 4 is transposed")
    one = gradient(SQUARE, X3, Y3)
    one.W[3] = one.W[3].T
    assert compare_gradients(one, gradient(SQUARE, X3, Y3)).reading.startswith("∂C/∂W of layer 3 is transposed")


def test_of_a_batch_nobody_can_tell_whether_both_are_of_one_delta():
    X, Y = np.column_stack([X3, X3[::-1], 2 * X3]), np.eye(3)
    truth = gradient(SQUARE, X, Y)
    assert compare_gradients(2 * truth.p, truth).one_delta[2:] == (None, None, None)
