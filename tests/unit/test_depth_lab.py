"""The depth lab, as Python has it: lengths of δ by layer for every depth, scale and activation, with and without the mend."""

import re

import numpy as np
import pytest

from lecture_lib import DepthLab, Network, NormalisedNetwork, backward, depth_profile, forward, lecture_data
from lecture_lib.widgets.depth_lab.depth_tables import ACTIVATIONS, DEPTHS, lines_at, scales

X, Y = lecture_data()


@pytest.fixture(scope="module")
def lab():
    return DepthLab()


def network(depth, activation, scale):
    sizes = (2, *[10] * (depth - 2), 2)
    net = Network(sizes, activation=activation, output_activation="sigmoid", scale=scale, rng=0)
    for l in range(2, net.L + 1):
        net.b[l] = np.zeros(net.sizes[l - 1])
    return net


@pytest.mark.parametrize("depth", [2, 5, 50])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scale", [0.05, 0.5, 3.0])
def test_the_lengths_of_a_network_are_those_of_its_backward_pass(lab, depth, activation, scale):
    net = network(depth, activation, scale)
    a, z = forward(net, X)
    delta = backward(net, a, z, Y)
    with np.errstate(divide="ignore"):
        lengths = np.log10([np.sqrt(np.mean(np.sum(d**2, axis=0))) for d in delta[2:]])
        spreads = np.log10([v.std() for v in a[1:]])
    (found, bound, spread), _ = lines_at(lab.tables, depth, activation, scale)
    np.testing.assert_allclose(found[1:], lengths, atol=1e-5)
    np.testing.assert_allclose(spread, spreads, atol=1e-4)
    assert np.isnan(found[0]) and (found[1:] <= bound[1:] + 1e-5).all()


def test_the_normalised_networks_have_the_same_weights(lab):
    net = network(8, "tanh", 1.4)
    normalised = NormalisedNetwork(net.sizes, activation="tanh", output_activation="sigmoid")
    for l in range(2, 9):
        normalised.arrays[f"W{l}"][...] = net.W[l]
    _, (delta, bound, spread) = lines_at(lab.tables, 8, "tanh", 1.4)
    profile = depth_profile(normalised, X, Y)
    np.testing.assert_allclose(10 ** delta[1:], profile.delta[2:], rtol=1e-5)
    np.testing.assert_allclose(10 ** bound[1:], profile.bound[2:], rtol=1e-5)
    np.testing.assert_allclose(10**spread, profile.activation[1:], rtol=1e-4)


def test_the_tables_stay_below_a_megabyte_and_so_does_a_page(lab, tmp_path):
    assert len(lab.tables["lines"]) < 300_000
    lab.to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size < 1_000_000


def test_another_seed_is_other_networks_and_the_same_seed_is_the_same(lab):
    other = DepthLab(rng=1)
    assert other.tables["lines"] != lab.tables["lines"]
    assert DepthLab(rng=np.random.default_rng(1)).tables == other.tables


def test_xaviers_and_hes_scales_are_offered():
    assert {np.sqrt(2 / (7 + 7)), np.sqrt(2 / 7)} <= set(scales(7))


def test_it_opens_where_delta_vanishes(lab):
    assert repr(lab) == "DepthLab(sigmoid, 50 layers, scale = 0.5)"
    (delta, _, _), _ = lines_at(lab.tables, lab.depth, lab.activation, lab.scale)
    assert delta[1] - delta[-1] < -20


@pytest.mark.parametrize("name, value", [
    ("activation", "gelu"), ("depth", 7), ("scale", 0.51), ("layer", 1), ("layer", 51),
    ("question", {"kind": "fate"}),
])
def test_what_there_is_not_cannot_be_shown(lab, name, value):
    with pytest.raises((ValueError, TypeError), match=name):
        setattr(lab, name, value)


@pytest.mark.parametrize("arguments, words", [
    ({"neurons": 1}, "neurons"),
    ({"neurons": 31}, "neurons: expected at most 30"),
    ({"X": [[0.1], [0.2]], "Y": [[1.0], [0.0]]}, "X: expected two points or more"),
    ({"X": X[:, :4]}, "Y: expected shape"),
    ({"Y": 3 * Y}, "Y: expected targets from 0 to 1"),
    ({"X": 3.0}, "X, Y: expected points as columns"),
])
def test_bad_arguments_are_refused_in_a_sentence(arguments, words):
    with pytest.raises((ValueError, TypeError), match=words):
        DepthLab(**arguments)


def test_the_still_draws_each_line_to_the_length_that_it_stands_for(lab):
    lab.normalised = True
    svg = lab._repr_mimebundle_()[0]["image/svg+xml"]
    lab.normalised = False
    paths = [[tuple(map(float, pair.split())) for pair in path.split("L")] for path in re.findall(r'd="M([-\d. L]+)"', svg)]
    lines = {len(path): path for path in paths if len(path) > 2}
    plain, normalised = lines_at(lab.tables, 50, "sigmoid", 0.5)
    digits = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    low, high = (int(re.search(rf'y="{y}"[^>]*>10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)<', svg)[1].translate(digits)) for y in ("294", "54"))
    drawn = [path for path in paths if len(path) == 49]
    assert lines and len(drawn) == 3
    for path, values in zip(drawn, (plain[1], plain[0], normalised[0]), strict=True):
        heights = [low + (290 - y) / 240 * (high - low) for _, y in path]
        np.testing.assert_allclose(heights, values[1:], atol=0.6 * (high - low) / 240)


def test_the_depths_reach_from_no_hidden_layer_to_fifty_layers():
    assert DEPTHS[0] == 2 and DEPTHS[-1] == 50
