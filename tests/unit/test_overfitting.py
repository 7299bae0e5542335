"""The overfitting lab: its runs are those of train_regularised, its tables say what these do, and what it refuses."""

from dataclasses import asdict
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import Network, OverfittingLab, cost, predict, train_regularised
from lecture_lib.widgets.overfitting import runs
from lecture_lib.widgets.overfitting.runs import KNOBS, RECORDS, STARTS, Setting, SideBySide
from lecture_lib.widgets.overfitting.still import LEFT, RIGHT

N_ITER = 120
STEP = 1e-4  # of a function in 65,535 steps over less than 5


@pytest.fixture(scope="module")
def lab():
    """A lab of few steps; a test that changes what it shows puts it back."""
    return OverfittingLab(n_iter=N_ITER)


@pytest.fixture(scope="module")
def whole():
    """The lab as it opens."""
    return OverfittingLab()


def noisy(seed=8):
    rng = np.random.default_rng(seed)
    return {name: runs.noisy_points(count, rng) for name, count in runs.POINTS.items()}


def alone(setting, start, n_iter=N_ITER):
    """The network of a setting after train_regularised, which holds its early stop, and the history."""
    data, net = noisy(), runs.first_network(setting.neurons, start)
    X, Y = (values[:, : setting.points] for values in data["training"])
    history = train_regularised(
        net, X, Y, validation=data["validation"], eta=runs.ETA, n_iter=n_iter, l2=setting.l2, dropout=setting.dropout,
        record_every=n_iter // RECORDS, rng=start,
    )  # fmt: skip
    return net, history


def table(lab, name, *shape, dtype="<f4"):
    return np.frombuffer(lab.tables[name], dtype).reshape(-1, STARTS, *shape)


# training side by side


@pytest.mark.parametrize(
    "sizes",
    [(1, 5, 1), (2, 4, 3, 2), (3, 3, 3), (1, 1, 1), (2, 2)],
    ids=["one hidden layer", "two", "square", "one neuron", "none"],
)
def test_each_copy_learns_as_it_would_alone(sizes):
    rng = np.random.default_rng(3)
    X, Y = rng.standard_normal((sizes[0], 7)), rng.standard_normal((sizes[-1], 7))
    nets = [Network(sizes, activation="tanh", output_activation="identity", rng=seed) for seed in range(4)]
    l2, rates, starts = [0.0, 0.01, 0.0, 0.1], [0.0, 0.0, 0.3, 0.5], [5, 5, 6, 6]
    copies = SideBySide(nets, l2, rates, starts)
    for _ in range(200):
        copies.step(X, Y)
    for row, net in enumerate(nets):
        expected = last(net, X, Y, n_iter=200, l2=l2[row], dropout=rates[row], rng=starts[row])
        np.testing.assert_allclose(copies.p[row], expected.p, rtol=1e-12, atol=1e-12)


def last(net, X, Y, **how):
    """The network after the last step, whatever its validation cost."""
    kept = []
    train_regularised(net, X, Y, validation=(X, Y), eta=runs.ETA, **how, callback=lambda *_: kept.append(net.copy()))
    return kept[-1]


@pytest.mark.parametrize("setting", [Setting(), Setting(l2=0.01), Setting(dropout=0.2), Setting(neurons=3), Setting(points=40)])
@pytest.mark.parametrize("start", [1, STARTS])
def test_the_tables_are_the_histories_of_train_regularised(lab, setting, start):
    row = runs.settings()[0].index(setting)
    net, history = alone(setting, start - 1)
    costs, data = table(lab, "costs", 2, RECORDS + 1)[row, start - 1], noisy()
    np.testing.assert_allclose(costs, [history.cost, history.validation_cost], rtol=1e-6)
    assert lab.tables["steps"][table(lab, "best", dtype=np.uint8)[row, start - 1]] == history.best
    assert table(lab, "test", 2)[row, start - 1, 0] == pytest.approx(cost(net, *data["test"]), rel=1e-6)


def test_test_cost_at_the_end_is_that_of_the_last_step(lab):
    net, data = runs.first_network(24, 2), noisy()
    X, Y = (values[:, :12] for values in data["training"])
    ended = last(net, X, Y, n_iter=N_ITER, rng=2)
    assert table(lab, "test", 2)[0, 2, 1] == pytest.approx(cost(ended, *data["test"]), rel=1e-6)


def test_functions_are_what_the_network_says(lab):
    setting = Setting(dropout=0.1)
    row = runs.settings()[0].index(setting)
    net, history = alone(setting, 3)
    _, low, _, high = lab.tables["window"]
    record = lab.tables["steps"].index(history.best)
    sent = table(lab, "functions", RECORDS + 1, runs.CELLS + 1, dtype="<u2")[row, 3, record]
    expected = np.clip(predict(net, np.linspace(-1, 1, runs.CELLS + 1)[None])[0], low, high)
    np.testing.assert_allclose(low + (high - low) * sent / 65535, expected, atol=STEP)


# the design


def test_each_value_differs_from_the_base_setting_in_its_knob_alone():
    every, rows = runs.settings()
    for knob, values in KNOBS.items():
        for value, row in zip(values, rows[knob], strict=True):
            assert asdict(every[row]) == asdict(Setting()) | {knob: value}
    assert len(every) == sum(map(len, KNOBS.values())) - len(KNOBS) + 1


def test_the_sets_are_apart_and_fewer_points_are_the_first_of_more(lab):
    xs = [x for x, _ in lab.tables["training"] + lab.tables["validation"]]
    assert len(set(xs)) == len(xs) == 80 + 16
    assert lab.tables["training"] == np.concatenate(noisy()["training"]).T.tolist()


def test_runs_of_one_setting_differ(lab):
    ends = table(lab, "costs", 2, RECORDS + 1)[:, :, 1, -1]
    assert all(len(set(row)) == STARTS for row in ends)


def test_another_seed_has_other_points_and_the_same_seed_the_same_lab(lab):
    assert OverfittingLab(n_iter=N_ITER, rng=np.random.default_rng(8)).tables == lab.tables
    assert OverfittingLab(n_iter=RECORDS, rng=9).tables["training"] != lab.tables["training"]


def test_what_is_sent_and_the_page_are_under_a_megabyte(lab, tmp_path):
    assert sum(len(value) for value in lab.tables.values() if isinstance(value, bytes)) < 600_000
    lab.to_html(tmp_path / "lab.html")
    assert (tmp_path / "lab.html").stat().st_size < 1_000_000


def test_progress_is_told_to_its_end():
    told = []
    every = [Setting(), Setting(dropout=0.1), Setting(neurons=2)]
    runs.train(every, noisy(), RECORDS, lambda *what: told.append(what))
    steps = [step for step, _, _ in told]
    assert all(before <= after for before, after in pairwise(steps)) and steps[-1] == 3 * STARTS * RECORDS
    assert {n_iter for _, n_iter, _ in told} == {steps[-1]} and all(np.isfinite(one) for _, _, one in told)


# what it shows


def medians(lab, name):
    return np.median(table(lab, "test", 2)[lab.tables["rows"][name]], axis=1).T


def test_the_base_setting_learns_the_noise_and_an_early_stop_helps(whole):
    training, validation = np.median(table(whole, "costs", 2, RECORDS + 1)[0], axis=0)
    assert training[-1] < training[RECORDS // 2] and validation[-1] > 1.3 * validation.min() and validation[-1] > 3 * training[-1]
    kept, end = medians(whole, "l2")[:, 0]
    assert end > 1.3 * kept


@pytest.mark.parametrize(("knob", "value"), [("l2", 0.01), ("dropout", 0.1), ("neurons", 6), ("points", 80)])
def test_each_knob_has_a_value_with_a_clearly_lower_test_cost_at_the_end(whole, knob, value):
    ends = medians(whole, knob)[1]
    base = ends[KNOBS[knob].index(getattr(Setting(), knob))]
    assert ends[KNOBS[knob].index(value)] < 0.9 * base


@pytest.mark.parametrize(("knob", "value"), [("l2", 0.1), ("neurons", 1)])
def test_too_much_is_no_better_than_nothing(whole, knob, value):
    ends = medians(whole, knob)[1]
    assert ends[KNOBS[knob].index(value)] > 1.2 * ends.min()


# what it refuses


@pytest.mark.parametrize("n_iter", [39, 100, 0, 41])
def test_steps_that_are_no_multiple_of_the_records_are_refused(n_iter):
    with pytest.raises(ValueError, match="^n_iter: expected"):
        OverfittingLab(n_iter=n_iter)


@pytest.mark.parametrize(
    ("name", "value"),
    [("knob", "eta"), ("l2", 0.5), ("dropout", 1.0), ("neurons", 5), ("points", 0), ("start", 0), ("start", 7), ("record", 41)],
)
def test_what_the_lab_has_not_is_refused_and_all_stays(lab, name, value):
    before = getattr(lab, name)
    with pytest.raises(ValueError, match=f"^{name}: the lab has "):
        setattr(lab, name, value)
    assert getattr(lab, name) == before


# without a browser


SVG = "{http://www.w3.org/2000/svg}"


def still_of(lab):
    return ElementTree.fromstring(lab._repr_mimebundle_()[0]["image/svg+xml"])


def texts(lab):
    return " ".join(still_of(lab).itertext())


@pytest.fixture
def shown(lab):
    """The lab, shown as it was when the test is over."""
    before = {name: getattr(lab, name) for name in (*lab.places, "question")}
    yield lab
    for name, value in before.items():
        setattr(lab, name, value)


def test_its_repr_says_what_is_dragged(shown):
    shown.knob, shown.neurons = "neurons", 6
    assert repr(shown) == "OverfittingLab(neurons = 6)"


def test_the_still_is_small_and_says_the_early_stop(shown):
    shown.start = 4
    svg = shown._repr_mimebundle_()[0]["image/svg+xml"]
    _, history = alone(Setting(), 3)
    assert len(svg) < 30_000 and svg == shown._repr_mimebundle_()[0]["image/svg+xml"]
    assert f"early stop at step {history.best}," in texts(shown)


def test_the_still_has_as_many_points_as_are_trained_on(shown):
    shown.knob = "points"
    for points in KNOBS["points"]:
        shown.points = points
        svg = shown._repr_mimebundle_()[0]["image/svg+xml"]
        assert svg.count("l7 7m0 -7l-7 7") == points + 1  # one in the legend


def test_the_stills_function_is_that_of_the_run(shown):
    net, history = alone(Setting(), 4)
    shown.start, shown.record = 5, shown.tables["steps"].index(history.best)
    (path,) = [path for path in still_of(shown).iter(f"{SVG}path") if path.get("stroke-width") == "2.2"]
    drawn = np.array([pair.split() for pair in path.get("d")[1:].split("L")], float)
    left, top, right, bottom = RIGHT
    _, low, _, high = shown.tables["window"]
    x, y = -1 + 2 * (drawn[:, 0] - left) / (right - left), low + (high - low) * (bottom - drawn[:, 1]) / (bottom - top)
    np.testing.assert_allclose(y, np.clip(predict(net, x[None])[0], low, high), atol=0.02)


def test_the_stills_dots_stand_at_the_costs_of_the_record(shown):
    shown.start, shown.record = 2, 7
    _, history = alone(Setting(), 1)
    dots = [circle for circle in still_of(shown).iter(f"{SVG}circle") if circle.get("r") == "4"]
    left, top, right, bottom = LEFT
    costs = [10 ** (2 * (bottom - float(dot.get("cy"))) / (bottom - top) - 2) for dot in dots]
    assert costs == pytest.approx([min(1, history.cost[7]), min(1, history.validation_cost[7])], rel=0.01)
    assert [float(dot.get("cx")) for dot in dots] == pytest.approx([left + (right - left) * 7 / RECORDS] * 2, abs=0.1)


def test_while_a_question_waits_the_still_has_points_and_no_curve(shown):
    shown.question = {"kind": "stop", "votes": [], "revealed": False}
    svg = shown._repr_mimebundle_()[0]["image/svg+xml"]
    assert "early stop" not in svg and svg.count("L") == 0 and svg.count("<circle") == 16 + 1
