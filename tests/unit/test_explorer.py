"""The explorer's Python side: what it hands to the browser, and what it makes of what comes back."""

import json
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import Network, PassPlayer, backward, cost, forward, sweep
from lecture_lib.widgets.explorer.explorer import Explorer
from lecture_lib.widgets.shared.mathml import mathml, slope_equation
from lecture_lib.widgets.shared.network_picture import arc
from lecture_lib.widgets.shared.sweep_message import read_message

X, Y = (0.2, 0.9, 0.5, 0.7), (1.0, 0.0)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def net():
    return Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)


@pytest.fixture
def explorer(net):
    return Explorer(net, X, Y)


def values_of(message):
    return np.frombuffer(message["values"], "<f8")


def still_of(explorer):
    return explorer._repr_mimebundle_()[0]["image/svg+xml"]


# what the browser gets


def test_the_network_is_described_at_its_start(net, explorer):
    a, z = forward(net, X)
    delta = backward(net, a, z, Y)
    state = explorer.network
    assert state["cost"] == cost(net, X, Y)
    for name, layers in {"a": a, "delta": delta}.items():
        assert state[name] == [None if layer is None else layer.tolist() for layer in layers]


def test_the_description_is_plain_json(explorer):
    assert json.loads(json.dumps(explorer.network)) == explorer.network


def test_parameters_come_in_the_order_of_p(net, explorer):
    names, values = zip(*explorer.network["parameters"], strict=True)
    assert list(names) == [ref.plain for ref in net.parameters()]
    assert np.array_equal(values, net.p)


def test_the_same_network_has_the_same_id_everywhere():
    code = (
        "from lecture_lib import Network; from lecture_lib.widgets.explorer.explorer import Explorer;"
        f"print(Explorer(Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), {X}, {Y}).network['id'])"
    )
    ids = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout for _ in range(2)}
    net = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
    assert ids == {Explorer(net, X, Y).network["id"] + "\n"}


@pytest.mark.parametrize("change", ["p", "x", "y", "activation"])
def test_another_network_or_point_has_another_id(net, explorer, change):
    other = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459, activation="tanh") if change == "activation" else net.copy()
    if change == "p":
        other["b1[2]"] += 1e-9
    x = (0.2, 0.9, 0.5, 0.7 + 1e-9) if change == "x" else X
    y = (1.0, 1e-9) if change == "y" else Y
    assert Explorer(other, x, y).network["id"] != explorer.network["id"]


@pytest.mark.parametrize(
    ("options", "gauge"),
    [
        ({}, [0, 1]),
        ({"activation": "tanh"}, [-1, 1]),
        ({"output_activation": "softmax", "cost": "cross_entropy"}, [0, 1]),
        ({"activation": "tanh", "output_activation": "sigmoid"}, [-1, 1]),
    ],
)
def test_the_rings_gauge_suits_the_activation(options, gauge):
    assert Explorer(Network((4, 3, 2), rng=0, **options), X, Y, "w11[2]").network["gauge"] == gauge


def test_without_bounds_the_gauge_holds_what_there_is():
    net = Network((4, 3, 2), activation="relu", scale=3, rng=0)
    low, high = Explorer(net, X, Y, "w11[2]").network["gauge"]
    largest = max(layer.max() for layer in forward(net, X)[0][1:])
    assert low == 0 and high >= largest, f"{high} does not hold {largest}"


@pytest.mark.parametrize(("parameter", "layers"), [("w43[3]", "23"), ("w12[2]", "2"), ("b1[5]", "45")])
def test_a_sweep_has_what_the_explorer_shows_and_no_more(net, parameter, layers):
    layout = Explorer(net, X, Y, parameter).sweeps[parameter]["layout"]
    assert {name: "".join(layers) for name, layers in layout.items()} == {
        "C": "0", "derivative": "0", "difference": "0", "a": "12345", "delta": layers,
    }  # fmt: skip


def test_the_start_is_a_row_of_its_own_with_no_change(net, explorer):
    message = explorer.sweeps["w43[3]"]
    assert values_of(message)[message["start"]] == net["w43[3]"]
    assert read_message(message)["C"]["0"][message["start"]].item() == explorer.network["cost"]
    assert len(values_of(message)) == 82


def test_a_start_on_the_grid_is_one_row(net):
    net["w43[3]"] = 0.5
    assert np.count_nonzero(np.isclose(values_of(Explorer(net, X, Y).sweeps["w43[3]"]), 0.5)) == 1


@pytest.mark.parametrize(("start", "most"), [(-0.3, 4), (4.0, 4), (4.2, 6), (-9.5, 11)])
def test_the_range_holds_the_start(net, start, most):
    net["w43[3]"] = start
    values = values_of(Explorer(net, X, Y).sweeps["w43[3]"])
    assert (values[0], values[-1]) == (-most, most)


@pytest.mark.parametrize(("letter", "number"), [("w", "25"), ("b", "24")])
def test_each_kind_of_parameter_has_its_equation(explorer, letter, number):
    assert explorer.equations[letter]["number"] == number


# the equations


@pytest.mark.parametrize(
    ("letter", "hooks"),
    [("w", {"jk", "l", "j", "k", "before", "delta", "a", "derivative"}), ("b", {"jk", "l", "j", "delta", "derivative"})],
)
def test_an_equation_has_a_hook_for_each_number_that_is_written_into_it(letter, hooks):
    assert set(re.findall(r'class="([\w-]+)"', slope_equation(letter))) == hooks


@pytest.mark.parametrize("letter", ["w", "b"])
def test_no_backslash_survives_in_an_equation(letter):
    assert "\\" not in slope_equation(letter)


def test_latex_that_is_not_understood_is_refused():
    with pytest.raises(ValueError, match="no MathML"):
        mathml(r"a \nosuchcommand b")


def test_an_equation_is_wellformed_mathml():
    assert ElementTree.fromstring(slope_equation("w")).tag == "{http://www.w3.org/1998/Math/MathML}math"


# the present point


def test_choosing_a_parameter_goes_to_its_start_and_brings_its_sweep(net, explorer):
    explorer.value = 1.0
    explorer.parameter = "b2[4]"
    assert (explorer.parameter, explorer.value) == ("b2[4]", net["b2[4]"])
    assert list(explorer.sweeps) == ["b2[4]"]


@pytest.mark.parametrize("form", ["w_{12}^{[2]}", "w₁₂⁽²⁾", "w1,2[2]"])
def test_every_form_of_a_name_is_understood(explorer, form):
    explorer.parameter = form
    assert explorer.parameter == "w12[2]"


def test_a_value_on_a_row_needs_no_new_sweep(explorer):
    before = explorer.sweeps
    explorer.value = 1.2
    assert explorer.sweeps is before


def test_a_value_between_rows_becomes_a_row(explorer):
    explorer.value = 1.234
    assert 1.234 in values_of(explorer.sweeps["w43[3]"])


def test_the_callers_network_is_never_changed(net, explorer):
    before = net.p.copy()
    explorer.value = 2.0
    assert np.array_equal(net.p, before)


def test_a_later_change_of_the_callers_network_changes_nothing(net, explorer):
    before = explorer.sweeps["w43[3]"]["rows"]
    net.p = np.zeros(net.p.size)
    explorer.parameter = "b2[4]"
    explorer.parameter = "w43[3]"
    assert explorer.sweeps["w43[3]"]["rows"] == before


# what is wrong


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        ("w99[9]", "layers 2 to 5"),
        ("w73[3]", "neurons 1 to 4"),
        ("w40[3]", "neurons 1 to 3"),
        ("nonsense", "such as 'w43"),
    ],
)
def test_a_parameter_that_does_not_exist_is_refused_and_nothing_changes(explorer, parameter, sentence):
    before = dict(explorer.chosen)
    with pytest.raises(ValueError, match=sentence):
        explorer.parameter = parameter
    assert explorer.chosen == before


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 4.1, -100, "a lot", None])
def test_a_value_that_cannot_be_is_refused_and_nothing_changes(explorer, value):
    before = dict(explorer.chosen)
    with pytest.raises((ValueError, TypeError), match="value: "):
        explorer.value = value
    assert explorer.chosen == before


@pytest.mark.parametrize(
    "point",
    [
        {},
        {"parameter": "w43[3]"},
        {"parameter": "w99[9]", "value": 1.0},
        {"parameter": "w43[3]", "value": "x"},
        {"parameter": "w43[3]", "value": None},
        {"parameter": 7, "value": 1.0},
        {"parameter": "w43[3]", "value": 1e9},
    ],
)
def test_a_bad_point_from_a_browser_is_told_in_a_sentence_and_the_last_good_one_stays(explorer, point, capsys):
    explorer.value = 1.2
    explorer.set_state({"chosen": point})
    assert explorer.chosen == {"parameter": "w43[3]", "value": 1.2}
    assert explorer.message.endswith(".") and len(explorer.message) > 20
    assert capsys.readouterr() == ("", "")


def test_the_next_good_point_takes_the_sentence_away(explorer):
    explorer.set_state({"chosen": {"parameter": "w99[9]", "value": 1.0}})
    explorer.set_state({"chosen": {"parameter": "w43[3]", "value": 1.0}})
    assert (explorer.message, explorer.value) == ("", 1.0)


def test_of_several_data_points_the_chosen_one_is_shown(net):
    points, targets = np.linspace(0, 1, 12).reshape(4, 3), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    explorer = Explorer(net, points, targets, point=2)
    assert (explorer.network["x"], explorer.network["y"]) == (points[:, 1].tolist(), [0, 1])
    assert explorer.points == {"x": points.T.tolist(), "y": targets.T.tolist()}


@pytest.mark.parametrize("point", [0, 4, True, "1", 1.0])
def test_a_data_point_that_does_not_exist_is_refused(net, point):
    with pytest.raises(ValueError, match="point: expected the number of a data point, 1 to 3, got"):
        Explorer(net, np.zeros((4, 3)), np.zeros((2, 3)), point=point)


def test_a_point_that_does_not_fit_is_refused(net):
    with pytest.raises(ValueError, match=r"^x: "):
        Explorer(net, (1, 2, 3), Y)


@pytest.mark.parametrize(("sizes", "first"), [((4, 3, 4, 2), "w43[3]"), ((4, 2, 2), "w11[2]"), ((4, 2), "w11[2]")])
def test_left_out_the_parameter_is_one_that_the_network_has(sizes, first):
    assert Explorer(Network(sizes, rng=0), X, Y).parameter == first


def test_a_parameter_that_is_named_has_to_exist():
    with pytest.raises(ValueError, match=r"w43\[3\]: weights and biases belong to layers 2 to 2"):
        Explorer(Network((4, 2), rng=0), X, Y, "w43[3]")


# without a browser


def test_its_repr_says_the_point_and_the_cost(net, explorer):
    assert repr(explorer) == f"Explorer(w43[3] = {net['w43[3]']:.3f}, C = {cost(net, X, Y):.4f})"


def test_its_text_in_a_notebook_is_its_repr(explorer):
    assert explorer._repr_mimebundle_()[0]["text/plain"] == repr(explorer)


def test_the_still_is_the_same_for_the_same_point(net, explorer):
    assert still_of(Explorer(net, X, Y)) == still_of(explorer)


def test_the_still_follows_the_point(explorer):
    before = still_of(explorer)
    explorer.value = 1.2
    assert still_of(explorer) != before


def test_the_still_says_in_words_what_it_shows(explorer):
    svg = ElementTree.fromstring(still_of(explorer))
    assert svg.find(f"{SVG}title").text == "w 4 3, layer 3, is −0.303, C is 0.4816"
    assert "the cost against it" in svg.find(f"{SVG}desc").text


def test_the_still_is_white_beneath(explorer):
    first_shape = ElementTree.fromstring(still_of(explorer)).find(f"{SVG}rect")
    assert (first_shape.get("fill"), first_shape.get("width")) == ("#fff", "760")


@pytest.mark.parametrize("sizes", [(4, 3, 4, 5, 2), (16, 16, 16, 3), (2, 2), (16,) * 8])
def test_the_still_is_under_30_kb(sizes):
    net = Network(sizes, rng=0)
    size = len(still_of(Explorer(net, np.ones(sizes[0]), np.ones(sizes[-1]), "w12[2]")).encode())
    assert size < 30_000, f"{size} bytes for {sizes}"


def test_a_still_without_all_edges_says_so_and_keeps_the_chosen_one():
    net = Network((16,) * 4, rng=0)
    net["w12[2]"] = 1e-3  # the lightest of all
    still = still_of(Explorer(net, np.ones(16), np.ones(16), "w12[2]"))
    assert "Of its 768 weights the 400 heaviest are drawn." in still
    assert still.count(re.search(r'<path d="(\S+ \S+ \S+)" stroke="#00785a" stroke-width="13"', still)[1]) == 2


@pytest.mark.parametrize(("a", "turn"), [(0.5, 0.25), (-0.5, -0.25), (1.0, 0.5)])
def test_a_signed_ring_fills_from_the_top_to_its_side(a, turn):
    net = Network((1, 1), activation="tanh", rng=0)
    shown = still_of(Explorer(net, [a], [0.0], "w11[2]"))
    assert arc(32, 78, turn) in shown


@pytest.mark.parametrize(
    ("turns", "path"), [(0.001, ""), (0.25, "M0 -15a15 15 0 0 1 15.0 15.0"), (-0.75, "M0 -15a15 15 0 1 0 15.0 15.0")]
)
def test_an_arc_begins_at_the_top_and_goes_clockwise(turns, path):
    assert arc(0, 0, turns) == path


def test_the_still_has_no_number_with_more_digits_than_it_shows(explorer):
    numbers = re.findall(r"\d+\.\d+", still_of(explorer).split("</desc>")[1])
    longest = max(numbers, key=lambda n: len(n.split(".")[1]))
    assert len(longest.split(".")[1]) <= 4, longest


def test_the_library_alone_does_not_load_the_widget():
    code = "import sys, lecture_lib; print(sorted({'anywidget', 'ipywidgets', 'traitlets'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert printed == "[]\n"


# another network or data point, as the browser asks for it


@pytest.fixture(autouse=True)
def replies(monkeypatch):
    """What Python sends back to the browser beside its state."""
    sent = []
    monkeypatch.setattr(Explorer, "send", lambda self, content, buffers=None: sent.append(content))
    return sent


def request(explorer, content):
    """Send what is no state, as the browser does."""
    explorer._handle_custom_msg(content, [])


def asked(explorer, **change):
    """Ask for another network or point, as the form does."""
    request(explorer, {"kind": "build", "id": "7", "form": explorer.form | change})


def state_of_network(explorer):
    return explorer.network, explorer.sweeps, explorer.chosen, explorer.form, explorer.code


GOOD = [
    {"seed": 7},
    {"activation": "tanh"},
    {"activation": "relu", "seed": 3, "scale": 1.0},
    {"x": [0.1, 0.2, 0.3, 0.4]},
    {"y": [0.0, 1.0]},
    {"sizes": [3, 2, 1], "seed": 1, "x": [1, 2, 3], "y": [0]},
    {"sizes": [4, 3, 4, 2], "seed": 1},
]


@pytest.mark.parametrize("change", GOOD)
def test_a_network_that_is_asked_for_is_shown_with_everything_that_belongs_to_it(explorer, replies, change):
    wanted = explorer.form | change
    asked(explorer, **change)
    net = Network(wanted["sizes"], activation=wanted["activation"], rng=wanted["seed"], scale=wanted["scale"])
    if wanted["seed"] is None:
        net.p = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459).p
    expected = Explorer(net, wanted["x"], wanted["y"], explorer.parameter)
    assert (explorer.form, replies) == (wanted, [{"id": "7", "sentence": ""}])
    assert (explorer.network, explorer.chosen, explorer.message) == (expected.network, expected.chosen, "")
    assert explorer.sweeps == expected.sweeps != {}


def test_the_form_shows_seed_and_scale_and_gives_that_network_again(explorer):
    assert (explorer.form["seed"], explorer.form["scale"]) == (1459, 1.5)
    first = explorer.network
    asked(explorer, seed=7, scale=0.5)
    asked(explorer, seed=1459, scale=1.5)
    assert explorer.network == first and "rng=1459, scale=1.5" in explorer.code


def test_without_a_seed_the_form_gives_the_parameters_again_that_came_with_the_explorer():
    trained = Network((4, 3, 4, 5, 2), rng=1)
    trained.p = trained.p + 0.25
    explorer = Explorer(trained, (0.2, 0.9, 0.5, 0.7), (1.0, 0.0))
    first = explorer.network
    assert explorer.form["seed"] is None
    asked(explorer, seed=7, activation="tanh")
    asked(explorer, seed=None, activation="sigmoid")
    assert explorer.network == first


BAD = [
    ({"x": [1, 2, 3]}, r"x: expected shape \(4,\), got \(3,\)\."),
    ({"x": [None] * 4}, r"x: expected real numbers, got"),
    ({"x": [0.1, 0.2, 0.3, float("nan")]}, r"x: expected finite numbers"),
    ({"y": [1.0]}, r"y: expected shape \(2,\)"),
    ({"sizes": [4, 3, 2], "seed": None}, r"seed: a network of other sizes needs a seed for its parameters, such as 1\."),
    ({"sizes": [4, 17, 2], "seed": 1}, r"sizes: the diagram has room for 8 layers of at most 16 neurons, got \(4, 17, 2\)\."),
    ({"sizes": [4, *[2] * 8], "seed": 1}, r"sizes: the diagram has room for 8 layers"),
    ({"sizes": [4, 2.5, 2], "seed": 1}, r"sizes: expected positive integers, got 2\.5"),
    ({"sizes": None}, r"sizes: expected neurons per layer"),
    ({"activation": "softmax"}, r"activation: expected one of"),
    ({"seed": 1.5}, r"rng: expected .* a seed"),
    ({"seed": 1, "scale": 0}, r"scale: expected a finite number above 0, got 0\."),
    ({"seed": 1, "scale": 1e30, "activation": "relu"}, r"net: when w43\[3\] goes from .* numbers grow beyond 3e\+38\."),
]


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_a_network_that_cannot_be_is_told_in_the_reply_and_everything_stays(explorer, replies, change, sentence):
    explorer.value = 1.2
    before = state_of_network(explorer)
    asked(explorer, **change)
    assert [reply["id"] for reply in replies] == ["7"]
    assert re.fullmatch(f"{sentence}.*", replies[0]["sentence"]), replies
    assert (state_of_network(explorer), explorer.message) == (before, "")


@pytest.mark.parametrize("missing", ["sizes", "activation", "seed", "scale", "x", "y"])
def test_a_form_with_something_missing_is_told_and_everything_stays(explorer, replies, missing):
    before = state_of_network(explorer)
    form = {name: value for name, value in {**explorer.form, "seed": 1}.items() if name != missing}
    request(explorer, {"kind": "build", "id": "7", "form": form})
    assert replies == [{"id": "7", "sentence": f"form: '{missing}' is missing."}]
    assert state_of_network(explorer) == before


@pytest.mark.parametrize("form", [None, 7, "w43[3]", []])
def test_what_is_no_form_is_told_and_everything_stays(explorer, replies, form):
    before = state_of_network(explorer)
    request(explorer, {"kind": "build", "id": "7", "form": form})
    assert replies[0]["sentence"].startswith("form: expected names with their values, got ")
    assert state_of_network(explorer) == before


@pytest.mark.parametrize("content", [{}, {"kind": "burn"}, [], "build", None])
def test_a_request_that_nobody_knows_is_told_in_the_area_and_everything_stays(explorer, replies, content, capsys):
    before = state_of_network(explorer)
    request(explorer, content)
    assert explorer.message.startswith("message: expected a request of kind 'build', got ")
    assert (state_of_network(explorer), replies, capsys.readouterr()) == (before, [], ("", ""))


def test_a_new_network_comes_in_one_message(explorer, monkeypatch):
    states = []
    monkeypatch.setattr(Explorer, "_send", lambda self, message, buffers=None: states.append(set(message["state"])))
    asked(explorer, seed=7)
    assert states == [{"network", "sweeps", "chosen", "form", "code"}]


@pytest.mark.parametrize(("sizes", "kept"), [([4, 3, 4, 2], "w43[3]"), ([4, 2, 2], "w11[2]")])
def test_the_parameter_is_kept_if_there_is_one_of_its_name(explorer, sizes, kept):
    asked(explorer, sizes=sizes, seed=1)
    assert explorer.parameter == kept


def test_the_cost_and_the_output_of_the_network_are_kept():
    net = Network((4, 3, 2), output_activation="softmax", cost="cross_entropy", rng=0)
    explorer = Explorer(net, X, Y, "w11[2]")
    asked(explorer, seed=2, activation="tanh")
    expected = Network((4, 3, 2), activation="tanh", output_activation="softmax", cost="cross_entropy", rng=2)
    assert explorer.network["cost"] == cost(expected, X, Y)


def test_the_callers_network_is_left_alone(net):
    explorer, before = Explorer(net, X, Y), net.p.copy()
    asked(explorer, seed=9)
    assert np.array_equal(net.p, before)


# a common scale, the levels, the state as Python


def test_the_spread_holds_every_cost_change_of_every_parameter(net):
    least, most = Explorer(net, X, Y, same_scale=True).spread
    changes = [sweep(net, X, Y, ref, np.linspace(-4, 4, 81)).cost - cost(net, X, Y) for ref in net.parameters()]
    assert (least, most) == pytest.approx((np.min(changes), np.max(changes)), abs=1e-12)


def test_the_spread_is_computed_when_it_is_asked_for_and_again_for_another_network(explorer):
    assert explorer.spread == []
    explorer.set_state({"same_scale": True})
    first = explorer.spread
    asked(explorer, seed=1)
    assert len(first) == len(explorer.spread) == 2 and explorer.spread != first


@pytest.mark.parametrize("detail", [0, 5, -1])
def test_a_level_that_does_not_exist_is_refused(net, explorer, detail):
    with pytest.raises(ValueError, match=f"detail: expected a level from 1 to 4, got {detail}"):
        Explorer(net, X, Y, detail=detail)
    with pytest.raises(ValueError, match="detail: expected a level from 1 to 4"):
        explorer.detail = detail
    assert explorer.detail == 4


def rebuilt(line):
    """Run the line of Python that the widget offers, as one would paste it, and return what its last part makes."""
    *before, last = line.split("; ")
    names = {"Network": Network, "Explorer": Explorer}
    exec("; ".join(before), names)
    return eval(last, names)


def as_copied(explorer):
    """The line that the browser completes from what Python sends."""
    x, y = (", ".join(map(repr, explorer.network[name])) for name in "xy")
    chosen = f'"{explorer.parameter}", value={explorer.value!r}, detail={explorer.detail}'
    return f"{explorer.code}; Explorer(net, [{x}], [{y}], {chosen})"


def shown_by(explorer):
    return explorer.network["id"], explorer.chosen, explorer.detail


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"activation": "tanh"},
        {"activation": "relu", "output_activation": "sigmoid", "cost": "cross_entropy"},
        {"output_activation": "softmax", "cost": "cross_entropy"},
    ],
)
def test_the_state_as_python_makes_the_same_state_again(options):
    explorer = Explorer(Network((4, 3, 4, 5, 2), rng=5, **options), X, Y, "w12[2]", value=1.234, detail=3)
    assert shown_by(rebuilt(as_copied(explorer))) == shown_by(explorer)


@pytest.mark.parametrize("change", GOOD)
def test_the_state_as_python_makes_what_was_asked_for_again(explorer, change):
    asked(explorer, **change)
    explorer.value = 0.7
    assert shown_by(rebuilt(as_copied(explorer))) == shown_by(explorer)


def test_a_seed_is_copied_as_a_seed(explorer):
    asked(explorer, seed=7, scale=1.5, activation="tanh")
    assert explorer.code == "net = Network((4, 3, 4, 5, 2), activation='tanh', rng=7, scale=1.5)"


# how large a network may be


WIDGETS = {"explorer": lambda *point: Explorer(*point, "w11[2]"), "player": PassPlayer}


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("sizes", [(17, 2), (2, 17, 2), (2,) * 9])
def test_a_network_too_large_to_draw_is_refused(widget, sizes):
    sentence = re.escape(f"sizes: the diagram has room for 8 layers of at most 16 neurons, got {sizes}")
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        WIDGETS[widget](Network(sizes, rng=0), np.ones(sizes[0]), np.ones(sizes[-1]))


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("sizes", [(16, 16, 2), (2,) * 8])
def test_the_largest_networks_are_drawn(widget, sizes):
    shown = WIDGETS[widget](Network(sizes, rng=0), np.ones(sizes[0]), np.ones(sizes[-1]))
    assert ElementTree.fromstring(still_of(shown)).tag == f"{SVG}svg"


def test_numbers_beyond_single_precision_are_refused():
    net = Network((4, 3, 2), activation="identity", rng=0)
    net.p = np.full_like(net.p, 1e20)
    with pytest.raises(ValueError, match=r"^net: when w11\[2\] goes from -1e\+20 to 1e\+20, numbers grow beyond 3e\+38$"):
        Explorer(net, X, Y, "w11[2]")


# where the curve turns, and how much a still shows

def test_where_the_curve_turns_there_is_a_row_with_slope_0():
    valley = Network((4, 3, 4, 5, 2), scale=2, rng=377)
    x, y = [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
    values = np.frombuffer(Explorer(valley, x, y).sweeps["w43[3]"]["values"], "<f8")
    slopes = sweep(valley, x, y, "w43[3]", values).derivative
    turns = np.abs(slopes) < 1e-9
    assert values[turns] == pytest.approx([-3.443], abs=1e-3)
    lowest = sweep(valley, x, y, "w43[3]", np.linspace(-4, -3, 2001)).cost.min()
    assert sweep(valley, x, y, "w43[3]", values[turns]).cost[0] == pytest.approx(lowest, abs=1e-9)


@pytest.mark.parametrize(("detail", "has"), [(1, (False, False)), (2, (True, False)), (3, (True, True)), (4, (True, True))])
def test_a_still_shows_as_much_as_its_level_of_detail(detail, has):
    net = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
    still = Explorer(net, [0.2, 0.9, 0.5, 0.7], [1.0, 0.0], detail=detail)._repr_mimebundle_()[0]["image/svg+xml"]
    assert ("slope" in still, "δ" in still) == has
