"""The learning-rate lab: the numbers it sends, what it refuses, and what it shows without a browser."""

import json
import re

import numpy as np
import pytest

from lecture_lib import LearningRateLab, Network, cost, gradient, lecture_data, train_sgd
from lecture_lib.widgets.learning_rate import rate_tables
from lecture_lib.widgets.learning_rate.rate_tables import RATES, SideBySide, default_pairs, train, walk
from lecture_lib.widgets.page.page import page

X, Y = lecture_data()
NET = Network((2, 2, 3, 2), rng=10)
STEPS = rate_tables.SURFACE_STEPS
ONE_PAIR = [("w13[4]", "b1[4]")]


@pytest.fixture(scope="module")
def lab():
    """A lab of few steps, which no test changes."""
    return LearningRateLab(NET, X, Y, n_iter=200, pairs=ONE_PAIR)


def quick(net=NET, X=X, Y=Y, **changes):
    return LearningRateLab(net, X, Y, **{"n_iter": 40, "pairs": ONE_PAIR, **changes})


def floats(data, *shape):
    return np.frombuffer(data, "<f4").reshape(shape)


def ways(table, kind):
    return floats(table[kind], len(RATES), STEPS + 1, 3)


# training side by side

@pytest.mark.parametrize(
    "net",
    [
        NET,
        Network((2, 5, 2), activation="tanh", rng=1),
        Network((2, 3, 3, 2), activation="relu", output_activation="identity", rng=2),
        Network((2, 2), rng=3),
    ],
    ids=["lecture", "tanh", "relu", "no hidden layer"],
)
def test_each_copy_learns_as_it_would_alone(net):
    rates, ks = [0.02, 0.5, 2.0], np.random.default_rng(4).integers(10, size=20)
    copies = SideBySide(net, rates)
    for k in ks:
        copies.step(X[:, k], Y[:, k])
    for eta, p in zip(rates, copies.p, strict=True):
        alone = net.copy()
        train_sgd(alone, X, Y, eta=eta, n_iter=20, rng=np.random.default_rng(4), compiled=False)
        np.testing.assert_allclose(p, alone.p, rtol=1e-11, atol=1e-13)


def test_a_record_holds_what_the_run_had_reached():
    run = train(NET, X, Y, [2.0], 400, np.random.default_rng(0))[2.0]
    halfway = NET.copy()
    train_sgd(halfway, X, Y, eta=2.0, n_iter=200, rng=0, compiled=False)
    assert run.cost[0] == pytest.approx(cost(NET, X, Y), rel=1e-12)
    assert run.cost[rate_tables.RECORDS // 2] == pytest.approx(cost(halfway, X, Y), rel=1e-9)


def test_a_run_that_leaves_all_numbers_ends_and_the_others_go_on():
    net = Network((2, 3, 2), activation="identity", rng=1)
    runs = train(net, X, Y, [0.02, 200.0], 40, np.random.default_rng(0))
    assert runs[0.02].ended is None and runs[200.0].ended in range(2, 10)
    last = runs[200.0].ended - 1  # a record after each step
    assert (runs[200.0].cost[last:] == runs[200.0].cost[last]).all() and runs[200.0].cost[last] > runs[200.0].cost[0]
    assert np.isfinite(runs[200.0].cost).all() and runs[0.02].cost[-1] < runs[0.02].cost[0]


def test_the_largest_slope_of_a_saturated_network_is_nearly_0(lab):
    run = train(NET, X, Y, [200.0], 400, np.random.default_rng(0))[200.0]
    assert run.slope[0] > 0.2 and run.slope[-1] < 1e-3 and run.cost[-1] == pytest.approx(0.5, abs=1e-3)


# the parabola

@pytest.mark.parametrize(("curvature", "eta"), [(0.5, 0.2), (1.0, 1.6), (1.0, 2.2), (2.0, 0.75)])
def test_the_walk_on_the_parabola_is_that_of_the_rule(lab, curvature, eta):
    table = lab.tables["parabola"]
    place = table["curvatures"].index(curvature), table["rates"].index(eta)
    shape = len(table["curvatures"]), len(table["rates"]), -1
    w = [1.0]
    for _ in range(table["steps"]):
        w.append(w[-1] - eta * curvature * w[-1])
    np.testing.assert_allclose(floats(table["w"], *shape)[place], w, rtol=1e-6)
    np.testing.assert_allclose(floats(table["costs"], *shape)[place], curvature * np.square(w) / 2, rtol=1e-6)


@pytest.mark.parametrize("curvature", rate_tables.CURVATURES)
@pytest.mark.parametrize(("share", "factor"), [(1, 0.0), (2, -1.0)])
def test_the_best_rate_and_the_limit_are_among_those_offered(lab, curvature, share, factor):
    table = lab.tables["parabola"]
    factors = floats(table["factors"], len(table["curvatures"]), len(table["rates"]))
    row = table["rates"].index(share / curvature)
    assert factors[table["curvatures"].index(curvature), row] == factor


# two parameters

def test_the_surface_is_the_cost_of_the_network_with_two_parameters_moved(lab):
    table, cells = lab.tables["surfaces"][0], rate_tables.SURFACE_CELLS
    left, bottom, right, top = table["window"]
    low, high = table["scale"]
    heights = low + (high - low) * np.frombuffer(table["heights"], "<u2").reshape(cells + 1, cells + 1) / 65535
    for i, j in [(0, 0), (3, 17), (30, 4)]:
        moved = train(NET, X, Y, RATES, 200, np.random.default_rng(0))[lab.tables["best"]].net
        moved["w13[4]"] = left + (right - left) * j / cells
        moved["b1[4]"] = bottom + (top - bottom) * i / cells
        assert 10 ** heights[i, j] == pytest.approx(cost(moved, X, Y), rel=1e-3)


def test_the_start_and_what_was_found_lie_in_the_picture(lab):
    table = lab.tables["surfaces"][0]
    left, bottom, right, top = table["window"]
    for x, y in [(NET["w13[4]"], NET["b1[4]"]), table["found"]]:
        assert left < x < right and bottom < y < top


def test_each_way_starts_where_the_network_does(lab):
    table = lab.tables["surfaces"][0]
    for kind in ("whole", "single"):
        np.testing.assert_allclose(ways(table, kind)[:, 0, :2], [[NET["w13[4]"], NET["b1[4]"]]] * len(RATES), rtol=1e-6)


def test_a_way_with_all_points_goes_against_the_gradient_of_cost():
    refs = [NET.find("w13[4]"), NET.find("b2[2]")]
    places, _ = walk(NET, X, Y, refs, 5.0, lambda _: slice(None))
    net = NET.copy()
    for x, y, c in places:
        assert (x, y, c) == pytest.approx((net["w13[4]"], net["b2[2]"], cost(net, X, Y)), rel=1e-9)
        grad = gradient(net, X, Y)
        net["w13[4]"] -= 5.0 * grad["w13[4]"]
        net["b2[2]"] -= 5.0 * grad["b2[2]"]


def test_a_way_with_one_point_goes_along_the_arrow_of_the_point_drawn(lab):
    table, k = lab.tables["surfaces"][0], lab.tables["draws"]
    places = ways(table, "single")
    arrows = floats(table["arrows"], len(RATES), STEPS, 10, 2)
    for n in range(STEPS):
        np.testing.assert_allclose(places[7, n + 1, :2], places[7, n, :2] + arrows[7, n, k[n]], rtol=1e-4, atol=1e-5)


def test_the_arrows_are_those_of_each_point():
    refs = [NET.find("w21[3]"), NET.find("b1[4]")]
    _, arrows = walk(NET, X, Y, refs, 2.0, lambda n: slice(n % 10, n % 10 + 1))
    for k in range(10):
        grad = gradient(NET, X[:, k], Y[:, k])
        assert arrows[0][k] == pytest.approx([-2.0 * grad["w21[3]"], -2.0 * grad["b1[4]"]], rel=1e-9)


def test_with_a_small_rate_no_step_of_all_points_raises_cost_and_some_of_one_point_do(lab):
    table = lab.tables["surfaces"][0]
    whole, single = (np.diff(ways(table, kind)[RATES.index(1.0), :, 2]) for kind in ("whole", "single"))
    assert (whole <= 0).all() and (single > 0).any()


@pytest.mark.parametrize("sizes", [(2, 2), (2, 1, 2), (2, 12, 2), (2, 2, 3, 2), (2, 3, 1, 2)])
def test_default_pairs_are_of_the_network(sizes):
    net = Network(sizes, rng=0)
    pairs = [tuple(net.find(name) for name in pair) for pair in default_pairs(net)]
    assert len(pairs) >= 2 and all(first != second for first, second in pairs)


# what is asked for

def test_all_arguments_have_defaults():
    lab = LearningRateLab(n_iter=40)
    assert lab.tables["points"]["X"] == X.T.tolist() and lab.tables["parameters"] == 23 and len(lab.tables["surfaces"]) == 3


def test_the_rate_asked_for_is_one_of_those_trained():
    lab = quick(eta=3.0)
    assert lab.eta == 3.0 and lab.tables["rates"] == sorted([*RATES, 3.0])


def test_the_callers_network_is_not_touched():
    net = NET.copy()
    quick(net)
    np.testing.assert_array_equal(net.p, NET.p)


def test_the_same_seed_gives_the_same_lab():
    assert quick(rng=3).tables == quick(rng=3).tables != quick(rng=4).tables


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"net": Network((3, 2, 2), rng=0), "X": np.zeros((3, 10))}, "net: expected 2 inputs"),
        ({"net": Network((2, 2, 3), rng=0), "Y": np.zeros((3, 10))}, "net: expected 2 inputs"),
        ({"net": Network((2, 2), cost="cross_entropy", output_activation="softmax", rng=0)}, "the quadratic cost"),
        ({"X": X[:, 0], "Y": Y[:, 0]}, "X: expected 2 to 20 points as columns, got shape (2,)"),
        ({"X": X[:, :1], "Y": Y[:, :1]}, "got shape (2, 1)"),
        ({"X": np.tile(X, 3), "Y": np.tile(Y, 3)}, "got shape (2, 30)"),
        ({"X": np.full((2, 10), np.nan)}, "X: expected finite numbers"),
        ({"Y": Y[:, :5]}, "y: expected shape (2, 10)"),
        ({"eta": 0}, "eta: expected a finite number above 0, got 0"),
        ({"n_iter": 50}, "n_iter: expected a multiple of 40, got 50"),
        ({"n_iter": 0}, "n_iter: expected an integer from 40, got 0"),
        ({"pairs": []}, "pairs: expected two different names each"),
        ({"pairs": [("b1[4]", "b1[4]")]}, "pairs: expected two different names each"),
        ({"pairs": ["b1[4]", "b2[4]"]}, "pairs: expected two different names each"),
        ({"pairs": [("b1[4]", "b9[4]")]}, "b9[4]"),
    ],
)
def test_what_cannot_be_shown_is_refused(refuses, changes, words):
    net = changes.get("net", NET)
    refuses(net, ValueError, [words], lambda: quick(**changes))


def test_pairs_of_another_kind_are_refused(refuses):
    refuses(NET, TypeError, ["pairs: expected names such as"], lambda: quick(pairs=7))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("part", "curve", "part: the lab has parabola, points, surface; got 'curve'"),
        ("curvature", 3.0, "curvature: the lab has 0.5, 1.0, 2.0; got 3.0"),
        ("parabola_eta", 1.61, "parabola_eta: the lab has 0.05, "),
        ("eta", 3.0, "eta: the lab has 0.02, "),
        ("record", 41, "record: the lab has 0 to 40; got 41"),
        ("pair", 0, "pair: the lab has 1 to 1; got 0"),
        ("step", -1, "step: the lab has 0 to 30; got -1"),
    ],
)
def test_a_place_that_does_not_exist_says_which_do(lab, name, value, says):
    before = getattr(lab, name)
    with pytest.raises(ValueError, match=re.escape(says)):
        setattr(lab, name, value)
    assert getattr(lab, name) == before


@pytest.mark.parametrize(
    ("name", "value"), [("eta", 3.0), ("eta", None), ("part", ["points"]), ("step", "8"), ("record", float("nan"))]
)
def test_what_the_browser_sends_and_is_not_there_is_told_in_a_sentence(name, value):
    lab = quick()
    before = getattr(lab, name)
    lab.set_state({name: value})
    assert getattr(lab, name) == before and lab.message.startswith(f"{name}: the lab has ")


def test_what_the_browser_sends_next_clears_the_sentence():
    lab = quick()
    lab.set_state({"eta": 3.0})
    lab.set_state({"eta": 50, "step": 4})
    assert (lab.eta, lab.step, lab.message) == (50.0, 4, "")


# beyond the notebook

def test_what_is_sent_holds_no_number_that_json_lacks():
    diverging = quick(Network((2, 3, 2), activation="identity", rng=1), pairs=[("b1[3]", "b2[3]")], n_iter=2000)
    json.dumps(diverging.own_state(), allow_nan=False, default=lambda value: len(value))
    table = diverging.tables["surfaces"][0]
    found = diverging.tables["points"]["costs"], table["whole"], table["single"], table["arrows"]
    assert all(np.isfinite(np.frombuffer(data, "<f4")).all() for data in found)
    assert diverging.tables["points"]["ended"][-1] is not None


def test_the_page_is_below_a_megabyte():
    assert len(page(LearningRateLab(n_iter=40), "lab").encode()) < 1_000_000


@pytest.mark.parametrize("part", ["parabola", "points", "surface"])
def test_the_still_is_small_and_always_the_same(part):
    stills = []
    for _ in range(2):
        lab = quick(n_iter=400)
        lab.part = part
        stills.append(lab._repr_mimebundle_()[0]["image/svg+xml"])
    assert stills[0] == stills[1] and len(stills[0].encode()) < 30_000


@pytest.mark.parametrize(
    ("part", "says"),
    [("parabola", "λ = 1, η = 1.6: each step"), ("points", "η = 1 after 40 steps"), ("surface", "η = 1: steps")],
)
def test_the_still_says_what_it_shows(part, says):
    lab = quick()
    lab.part = part
    assert f"<title>{says}" in lab._repr_mimebundle_()[0]["image/svg+xml"]


def test_repr_names_the_part_and_its_rate():
    lab = quick(eta=50.0)
    assert repr(lab) == "LearningRateLab(parabola, eta = 1.6)"
    lab.part = "surface"
    assert repr(lab) == "LearningRateLab(surface, eta = 50)"
