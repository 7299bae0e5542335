"""What a browser sends to a widget: it may send anything, by hand or from an older page."""

from unittest.mock import Mock

import pytest
from traitlets import TraitError

from lecture_lib import DepthLab, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider, Wishes, live
from lecture_lib.widgets.explorer.explorer import Explorer
from lecture_lib.widgets.progress.progress import Bar

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), (0.2, 0.9, 0.5, 0.7), (1.0, 0.0)
WIDGETS = {
    "explorer": lambda: Explorer(NET, X, Y),
    "player": lambda: PassPlayer(NET, X, Y, at="z[3]"),
    "live": lambda: live("25", NET, X, Y),
    "lab": lambda: LearningRateLab(n_iter=40),
    "overfitting": lambda: OverfittingLab(n_iter=40),
    "steps": lambda: StepSlider(NET, X, Y),
    "progress": lambda: Bar(100),
    "wishes": lambda: Wishes(NET, X, Y),
    "depth": DepthLab,
}
QUESTION = {"kind": "zero", "votes": [], "revealed": False}
BAD = [
    ("explorer", "chosen", {"parameter": "w99[9]", "value": 1.0}),
    ("explorer", "chosen", {"parameter": "w43[3]", "value": float("nan")}),
    ("explorer", "chosen", {"value": 1.0}),
    ("explorer", "chosen", "w43[3]"),
    ("explorer", "chosen", None),
    ("explorer", "detail", 5),
    ("explorer", "detail", "4"),
    *((name, "presenter", "yes") for name in ("explorer", "player", "lab", "overfitting", "steps", "wishes")),
    ("explorer", "same_scale", 2),
    ("explorer", "question", {"kind": "zero"}),
    ("explorer", "question", QUESTION | {"votes": "A"}),
    ("explorer", "question", 7),
    ("player", "at", "z[9]"),
    ("player", "at", None),
    ("player", "neuron", 9),
    ("player", "source", True),
    ("player", "layer", 1),
    ("player", "predict", "no"),
    ("player", "revealed", 3),
    ("live", "indices", {"l": 3, "j": 9, "k": 1}),
    ("live", "indices", {"l": 3, "j": 1}),
    ("live", "indices", {"l": 3, "j": "1", "k": 1}),
    ("live", "indices", {"l": 3, "j": 1, "k": 1, "m": 1}),
    ("live", "indices", {}),
    ("live", "indices", None),
    ("lab", "part", "curve"),
    ("lab", "eta", "much"),
    ("lab", "record", None),
    ("lab", "pair", [1]),
    ("overfitting", "knob", "eta"),
    ("overfitting", "knob", None),
    ("overfitting", "l2", 0.5),
    ("overfitting", "l2", float("nan")),
    ("overfitting", "dropout", "0.1"),
    ("overfitting", "neurons", True),
    ("overfitting", "points", [12]),
    ("overfitting", "start", 7),
    ("overfitting", "record", -1),
    ("overfitting", "question", {"kind": "best"}),
    ("steps", "chosen", 1000),
    ("steps", "chosen", "first"),
    ("steps", "chosen", None),
    ("wishes", "at", [0]),
    ("wishes", "at", [0, 21]),
    ("wishes", "at", [0, 1.5]),
    ("wishes", "at", [0, True]),
    ("wishes", "neuron", [1, 1]),
    ("wishes", "neuron", [3, 5]),
    ("wishes", "neuron", [3]),
    ("wishes", "neuron", ["3", 1]),
    ("wishes", "neuron", None),
    ("depth", "activation", "gelu"),
    ("depth", "depth", 7),
    ("depth", "scale", "large"),
    ("depth", "layer", 1),
    ("depth", "normalised", "no"),
    ("depth", "question", {"kind": "fate"}),
]
ONLY_PYTHONS = [
    ("explorer", "network", {}),
    ("explorer", "sweeps", {"w43[3]": {}}),
    ("explorer", "form", {"sizes": [4, 2]}),
    ("player", "steps", []),
    ("player", "sweep", {}),
    ("live", "equation", {}),
    ("live", "sweep", {}),
    ("lab", "tables", {}),
    ("overfitting", "tables", {}),
    ("steps", "study", {}),
    ("progress", "step", 7),
    ("progress", "words", "done"),
]
GOOD = {
    "explorer": {"detail": 2, "question": QUESTION, "chosen": {"parameter": "b2[4]", "value": 1.0}},
    "player": {"source": 3, "neuron": 5, "at": "grad[4]", "predict": True},
    "live": {"indices": {"l": 2, "j": 1, "k": 4}},
    "lab": {"part": "points", "record": 3},
    "overfitting": {"knob": "points", "points": 40, "record": 3, "question": QUESTION},
    "steps": {"chosen": 7},
}


@pytest.fixture(autouse=True)
def no_notebook(monkeypatch):
    """Where the bar would be shown, nothing is."""
    monkeypatch.setattr("lecture_lib.widgets.progress.progress.display", Mock())


def is_sentence(text):
    return len(text) > 20 and text.endswith(".") and not text.endswith("..") and "\n" not in text


@pytest.mark.parametrize(("widget", "name", "value"), BAD + ONLY_PYTHONS)
def test_a_bad_value_from_the_browser_is_told_and_all_stays_as_it_was(widget, name, value, capsys):
    shown = WIDGETS[widget]()
    before, still, _ = shown.own_state(), shown._still(), capsys.readouterr()
    shown.set_state({name: value})
    after = shown.own_state()
    assert is_sentence(after["message"]), after["message"]
    assert after == before | {"message": after["message"]}
    assert (shown._still(), capsys.readouterr()) == (still, ("", ""))


@pytest.mark.parametrize(("widget", "name", "value"), ONLY_PYTHONS)
def test_what_only_python_sets_is_told_to_be_so(widget, name, value):
    shown = WIDGETS[widget]()
    shown.set_state({name: value})
    assert shown.message == f"{name}: only Python sets it."


@pytest.mark.parametrize(("widget", "name", "value"), BAD + ONLY_PYTHONS)
def test_the_value_before_a_bad_one_goes_back_to_the_browser(monkeypatch, widget, name, value):
    shown, sent = WIDGETS[widget](), []
    monkeypatch.setattr("ipywidgets.Widget.send_state", lambda self, key=None: sent.append(key))
    shown.set_state({name: value})
    assert sent == ["message", [name]]


@pytest.mark.parametrize(("widget", "name", "value"), BAD)
def test_the_same_bad_value_from_python_raises_and_all_stays_as_it_was(widget, name, value):
    shown = WIDGETS[widget]()
    before = shown.own_state()
    with pytest.raises((KeyError, TypeError, ValueError, TraitError)):
        setattr(shown, name, value)
    assert shown.own_state() == before


@pytest.mark.parametrize("widget", GOOD)
def test_good_values_from_the_browser_are_taken_together(widget):
    shown = WIDGETS[widget]()
    shown.set_state(GOOD[widget])
    assert {name: getattr(shown, name) for name in GOOD[widget]} == GOOD[widget] and shown.message == ""


BESIDE = {"explorer": {"chosen": 7}, "player": {"layer": 9}, "lab": {"eta": 3.0}}


@pytest.mark.parametrize("widget", BESIDE)
def test_what_comes_beside_a_bad_value_is_taken(widget):
    shown = WIDGETS[widget]()
    good = {name: value for name, value in GOOD[widget].items() if name not in BESIDE[widget]}
    shown.set_state(BESIDE[widget] | good)
    assert {name: getattr(shown, name) for name in good} == good and is_sentence(shown.message)


def test_a_neuron_that_comes_with_a_bad_step_is_looked_for_in_the_step_that_stays():
    player = WIDGETS["player"]()
    player.set_state({"at": "z[9]", "neuron": 4})
    assert (player.at, player.neuron) == ("z[3]", 4)


@pytest.mark.parametrize("widget", GOOD)
def test_the_next_good_value_takes_the_sentence_away(widget):
    shown = WIDGETS[widget]()
    shown.set_state({"message": "by hand"})
    assert shown.message == "message: only Python sets it."
    shown.set_state(GOOD[widget])
    assert shown.message == ""


@pytest.mark.parametrize("widget", WIDGETS)
def test_what_every_widget_has_is_none_of_our_business(widget):
    shown = WIDGETS[widget]()
    shown.message = "a sentence."
    shown.set_state({"tooltip": "a widget", "unheard_of": 7})
    assert (shown.tooltip, shown.message) == ("a widget", "a sentence.")
