"""The wishes, as Python has them: −δ at each neuron for every target that can be dragged to."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import Network, Wishes, backward, cost, forward, gradient

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
SOFTMAX = Network((2, 2), output_activation="softmax", cost="cross_entropy", rng=0)
ONE = Network((2, 3, 1), activation="tanh", scale=1.0, rng=3)


@pytest.fixture
def wishes():
    return Wishes(NET, X, Y)


def row_of(table, at):
    return int(np.ravel_multi_index(at, [len(values) for values in table["targets"]]))


@pytest.mark.parametrize("at", [(20, 0), (0, 20), (7, 13), (20, 20)])
def test_each_row_is_cost_and_sensitivities_of_its_targets(wishes, at):
    table, row = wishes.table, row_of(wishes.table, at)
    y = [values[place] for values, place in zip(table["targets"], at, strict=True)]
    delta = backward(NET, *forward(NET, X), y)
    assert table["cost"][row] == pytest.approx(cost(NET, X, y), rel=1e-12)
    for l in range(2, NET.L + 1):
        np.testing.assert_allclose(table["delta"][l][row], delta[l], rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(table["delta"][l][row], gradient(NET, X, y).b[l], rtol=1e-10, atol=1e-15)  # by (24)


def test_it_opens_at_the_point_and_an_output(wishes):
    assert wishes.targets.tolist() == Y.tolist() and wishes.neuron == [5, 1]
    assert repr(wishes) == "Wishes(4-3-4-5-2, y = (1, 0))"


def test_the_present_target_is_one_of_the_values():
    assert 0.123 in Wishes(ONE, [0.1, 0.7], [0.123]).table["targets"][0]


@pytest.mark.parametrize(
    ("activation", "y", "ends"),
    [("sigmoid", 0.5, (0.0, 1.0)), ("tanh", 0.5, (-1.0, 1.0)), ("identity", 3.0, (2.0, 4.0)), ("sigmoid", 1.5, (0.0, 1.5))],
)
def test_a_target_goes_as_far_as_its_output_can_and_includes_itself(activation, y, ends):
    net = Network((2, 3, 1), output_activation=activation, rng=3)
    values = Wishes(net, [0.1, 0.7], [y]).table["targets"][0]
    assert (values[0], values[-1]) == ends and values == sorted(values)


def test_targets_that_are_set_are_the_nearest_there_are(wishes):
    wishes.targets = [0.33, 0.71]
    np.testing.assert_allclose(wishes.targets, [0.35, 0.7])


def test_the_network_of_the_caller_is_left_alone():
    net = NET.copy()
    shown = Wishes(net, X, Y)
    net.p *= 2
    assert shown.table == Wishes(NET, X, Y).table


@pytest.mark.parametrize(
    ("net", "x", "y", "sentence"),
    [
        (Network((2, 3), rng=0), [0.1, 0.7], [1.0, 0.0, 0.0], "net: expected one or two outputs"),
        (SOFTMAX, [0.1, 0.7], [1.0, 0.0], "net: expected one or two outputs"),
        (NET, X[:3], Y, "x: expected shape"),
    ],
)
def test_what_cannot_be_shown_is_refused(net, x, y, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        Wishes(net, x, y)


@pytest.mark.parametrize("neuron", [(1, 1), (6, 1), (3, 5), (3,), (3, 1, 1)])
def test_a_neuron_that_is_not_there_is_refused(neuron):
    with pytest.raises(ValueError, match="^neuron: expected a layer from 2 on and one of its neurons, got"):
        Wishes(NET, X, Y, neuron=neuron)


@pytest.mark.parametrize("targets", [[0.5], [0.5, 0.5, 0.5], 0.5, [np.nan, 0.0]])
def test_targets_of_another_shape_are_refused(wishes, targets):
    with pytest.raises(ValueError, match="^targets: expected"):
        wishes.targets = targets
    assert wishes.targets.tolist() == Y.tolist()


def test_the_stills_arrows_are_the_wishes(wishes):
    wishes.targets = [0.2, 0.9]
    svg = ElementTree.fromstring(wishes._repr_mimebundle_()[0]["image/svg+xml"])
    paths = svg.iter("{http://www.w3.org/2000/svg}path")
    drawn = next(path.get("d") for path in paths if path.get("stroke-width") == "2.5")
    arrows = [tuple(map(float, found)) for found in re.findall(r"M([\d.]+) ([\d.]+)V([\d.]+)", drawn)]
    delta = np.concatenate(backward(NET, *forward(NET, X), [0.2, 0.9])[2:])
    seen = delta[np.abs(delta) * 30 >= 0.5 * np.abs(delta).max()]
    falls = np.array([tip - y for _, y, tip in arrows])
    np.testing.assert_allclose(falls, seen / np.abs(delta).max() * 30, atol=0.11)  # down the page where δ is above 0
