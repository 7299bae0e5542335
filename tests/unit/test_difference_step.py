"""The study of step sizes: error against h for each method, and the best h."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import Network, ParameterRef, StepSizeStudy, cost, gradient, step_size_study

X4, Y2 = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
BATCH = np.random.default_rng(0).random((4, 3)), np.eye(2)[:, [0, 1, 1]]
METHODS = ("forward", "central", "complex")
EPS = np.finfo(float).eps
methods = pytest.mark.parametrize("method", METHODS)


def lecture():
    return Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)


def cost_with(net, x, y, name, value):
    moved = net.copy()
    moved[name] = value
    return cost(moved, x, y)


@pytest.mark.parametrize("name", ["w43[3]", "b4[3]", "w11[2]", "w25[5]", "b2[5]"])
@pytest.mark.parametrize("x, y", [(X4, Y2), BATCH])
def test_quotients_are_those_of_changed_networks(name, x, y):
    net, hs = lecture(), [0.5, 0.1, 1e-2]
    study, p = step_size_study(net, x, y, name, hs), net[name]
    for row, h in enumerate(hs):
        C = [cost_with(net, x, y, name, value) for value in (p - h, p, p + h)]
        assert_allclose(study.quotient["forward"][row], (C[2] - C[1]) / h, rtol=1e-10)
        assert_allclose(study.quotient["central"][row], (C[2] - C[0]) / (2 * h), rtol=1e-10)


@pytest.mark.parametrize("output, cost_name", [("softmax", "cross_entropy"), ("sigmoid", "cross_entropy"), ("tanh", "quadratic")])
def test_complex_step_agrees_with_backpropagation_to_1e_13(output, cost_name):
    net = Network((4, 3, 4, 5, 2), activation="tanh", output_activation=output, cost=cost_name, rng=3)
    for ref in net.parameters():
        study = step_size_study(net, *BATCH, ref, [1e-20])
        assert study.error["complex"][0] <= 1e-13 * np.abs(gradient(net, *BATCH).p).max()


def test_truth_and_cost_are_the_networks():
    net = lecture()
    study = step_size_study(net, X4, Y2, "w43[3]")
    assert (study.truth, study.cost) == (gradient(net, X4, Y2)["w43[3]"], cost(net, X4, Y2))
    assert study.parameter == ParameterRef(3, 4, 3)


@methods
def test_error_is_the_distance_of_the_quotient_from_the_truth(method):
    study = step_size_study(lecture(), X4, Y2, "w43[3]")
    assert_array_equal(study.error[method], np.abs(study.quotient[method] - study.truth))


@pytest.mark.parametrize("method, power", [("forward", 1), ("central", 2), ("complex", 2)])
def test_truncation_grows_with_its_power_of_h(method, power):
    study = step_size_study(lecture(), X4, Y2, "w43[3]", [1e-3, 1e-2])
    assert_allclose(np.log10(study.error[method][1] / study.error[method][0]), power, atol=0.05)


@pytest.mark.parametrize("method", ["forward", "central"])
def test_rounding_grows_as_h_shrinks(method):
    hs = np.logspace(-13, -9, 401)
    error = step_size_study(lecture(), X4, Y2, "w43[3]", hs).error[method]
    assert 300 < np.median(error[:100]) / np.median(error[-100:]) < 3000  # three powers of ten apart
    assert (error < 4 * EPS / hs).all()


@pytest.mark.parametrize("method", ["forward", "central"])
def test_a_step_lost_beside_the_parameter_leaves_no_digit(method):
    study = step_size_study(lecture(), X4, Y2, "w43[3]", [1e-18])
    assert study.quotient[method][0] == 0.0 and study.error[method][0] == abs(study.truth)


def test_complex_step_loses_nothing_however_small():
    error = step_size_study(lecture(), X4, Y2, "w43[3]", np.logspace(-100, -9, 92)).error["complex"]
    assert error.max() < 1e-15


@methods
@pytest.mark.parametrize("seed", range(8))
def test_the_best_h_found_leaves_hardly_more_error_than_any(method, seed):
    study = step_size_study(Network((4, 3, 4, 5, 2), scale=1.5, rng=seed), X4, Y2, "w43[3]")
    around = (study.hs >= study.best[method] / 3) & (study.hs <= 3 * study.best[method])
    others = [study.error[method][(study.hs >= h / 3) & (study.hs <= 3 * h)].max() for h in study.hs]
    assert study.error[method][around].max() <= max(*[min(others)], 16 * EPS * abs(study.truth))


def test_one_lucky_error_does_not_make_a_step_the_best():
    study = step_size_study(lecture(), X4, Y2, "w43[3]")
    assert 1e-8 < study.best["forward"] < 1e-6 and 1e-6 < study.best["central"] < 1e-3
    assert 1e-8 < study.best["complex"] < 1e-5


def test_predicted_is_the_rule_of_thumb():
    predicted = step_size_study(lecture(), X4, Y2, "w43[3]").predicted
    assert predicted == {"forward": EPS ** (1 / 2), "central": EPS ** (1 / 3), "complex": EPS ** (1 / 2)}


def test_steps_reach_from_1e_20_to_1_unless_given():
    hs = step_size_study(lecture(), X4, Y2, "w43[3]").hs
    assert_allclose([hs[0], hs[-1]], [1e-20, 1])


def test_steps_may_come_in_any_order():
    hs = [1e-1, 1e-3, 1e-2]  # no smaller: rounding depends on where a column stands in a product
    study, sorted_ = (step_size_study(lecture(), X4, Y2, "w43[3]", h) for h in (hs, sorted(hs)))
    assert_array_equal(study.hs, hs)
    assert_allclose(study.error["central"], sorted_.error["central"][[2, 0, 1]], rtol=1e-2)
    assert study.best == sorted_.best


def test_the_network_is_left_as_it_was():
    net = lecture()
    before = net.p.copy()
    step_size_study(net, X4, Y2, "w43[3]")
    assert_array_equal(net.p, before)


def test_the_default_steps_are_a_copy():
    step_size_study(lecture(), X4, Y2, "w43[3]").hs[:] = 0
    assert step_size_study(lecture(), X4, Y2, "w43[3]").hs.min() > 0


def test_repr_says_parameter_slope_and_for_each_method_the_best_h_found_and_predicted():
    study = step_size_study(lecture(), X4, Y2, "w43[3]")
    lines = repr(study).splitlines()
    assert type(study) is StepSizeStudy
    assert lines[0] == "StepSizeStudy of w₄₃^[3]: slope 0.0710249, 161 steps from 1e-20 to 1e+00"
    for line, method in zip(lines[1:], METHODS, strict=True):
        found = f"best h {study.best[method]:.0e}, error {study.error_at_best(method):.0e}"
        assert line.startswith(f"  {method:8} {found}; predicted {study.predicted[method]:.0e} (")


def test_html_is_a_table_with_a_row_for_each_method():
    html = step_size_study(lecture(), X4, Y2, "w43[3]")._repr_html_()
    assert html.startswith("<table><caption>StepSizeStudy of w₄₃^[3]") and html.count("<tr>") == html.count("</tr>") == 4
    assert all(f"<th scope='row'>{method}</th>" in html for method in METHODS)


@pytest.mark.parametrize(
    "hs, error, words",
    [
        ([], ValueError, "hs: expected at least one step, in one dimension, got shape (0,)"),
        ([[1e-3]], ValueError, "hs: expected at least one step, in one dimension, got shape (1, 1)"),
        (1e-3, ValueError, "hs: expected at least one step, in one dimension, got shape ()"),
        ([1e-3, 0.0], ValueError, "hs: expected steps above 0, got 0"),
        ([1e-3, -1e-3], ValueError, "hs: expected steps above 0, got -0.001"),
        ([np.nan], ValueError, "hs: expected finite numbers"),
        ([np.inf], ValueError, "hs: expected finite numbers"),
        (["1e-3"], TypeError, "hs: expected real numbers"),
        ([1e-3j], TypeError, "hs: expected real numbers"),
    ],
)
def test_steps_that_are_no_steps_are_refused(refuses, hs, error, words):
    net = lecture()
    refuses(net, error, [words], lambda: step_size_study(net, X4, Y2, "w43[3]", hs))


@pytest.mark.parametrize("name, words", [("w63[3]", "layer 3 has neurons 1 to 4"), ("w43[1]", "belong to layers 2 to 5")])
def test_a_parameter_that_does_not_exist_is_refused(refuses, name, words):
    net = lecture()
    refuses(net, ValueError, [words], lambda: step_size_study(net, X4, Y2, name))


def test_points_that_do_not_fit_are_refused(refuses):
    net = lecture()
    refuses(net, ValueError, ["y: expected shape (2,)"], lambda: step_size_study(net, X4, Y2[:1], "w43[3]"))
