"""The slider of steps, as Python has it."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import Network, StepSlider, step_size_study

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


@pytest.fixture
def slider():
    return StepSlider(NET, X, Y)


def still(slider):
    return slider._repr_mimebundle_()[0]["image/svg+xml"]


def test_it_holds_the_study(slider):
    study = step_size_study(NET, X, Y, "w43[3]")
    state = slider.study
    assert (state["parameter"], state["truth"], state["hs"]) == ("w43[3]", study.truth, study.hs.tolist())
    assert state["quotient"] == {method: values.tolist() for method, values in study.quotient.items()}
    assert state["error"] == {method: values.tolist() for method, values in study.error.items()}


def test_it_starts_at_the_largest_step(slider):
    assert slider.h == 1.0 and repr(slider) == "StepSlider(w43[3], h = 1.0e+00)"


@pytest.mark.parametrize("h", [1e-20, 1e-8, 0.0316227766, 1.0])
def test_a_step_that_is_set_is_the_nearest_there_is(slider, h):
    slider.h = h
    assert slider.h == pytest.approx(h, rel=1e-6)


@pytest.mark.parametrize("h", [0, -1, 2.0, 1e-21, "1"])
def test_a_step_that_is_not_there_is_refused(slider, h):
    with pytest.raises(TypeError if h == "1" else ValueError, match="h: expected a "):
        slider.h = h
    assert slider.h == 1.0


@pytest.mark.parametrize("row", [-1, 161, 10_000])
def test_a_row_that_is_not_there_is_refused(slider, row):
    with pytest.raises(ValueError, match=f"chosen: expected a row of the study, 0 to 160, got {row}"):
        slider.chosen = row
    assert slider.chosen == 160


def test_the_still_is_small_valid_and_shows_the_step(slider):
    before = still(slider)
    ElementTree.fromstring(before)
    assert len(before.encode()) < 30_000 and all(word in before for word in ("forward", "central", "complex"))
    slider.h = 1e-8
    assert still(slider) != before


def test_a_parameter_of_a_dead_neuron_can_be_shown():
    net = Network((2, 2, 1), activation="relu", output_activation="identity", rng=0)
    net.b[2] = [-9.0, 1.0]
    slider = StepSlider(net, [0.5, 0.25], [1.0], "w11[2]")
    assert slider.study["truth"] == 0.0 and 0 < slider.study["lowest"] <= slider.study["highest"]
    ElementTree.fromstring(still(slider))


def test_a_parameter_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="layer 3 has neurons 1 to 4"):
        StepSlider(NET, X, Y, "w63[3]")


def test_left_out_the_parameter_is_one_that_the_network_has():
    assert StepSlider(Network((2, 3, 1), rng=0), [0.5, 0.25], [1.0]).study["parameter"] == "w11[2]"


def test_a_page_of_it_is_complete(slider, tmp_path):
    slider.to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert re.search(r'<div id="still">\n<svg .*</svg>\n<p id="why">', page, re.DOTALL)
    assert "<title>Find the best step</title>" in page
