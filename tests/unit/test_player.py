"""The pass player: its steps, the numbers it sends, and what it shows without a browser."""

import json
import re

import numpy as np
import pytest

from lecture_lib import Network, PassPlayer, backward, cost, forward, gradient
from lecture_lib.widgets.shared.sweep_message import read_message

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
SOFTMAX = Network((2, 3, 3), output_activation="softmax", cost="cross_entropy", rng=3), [0.3, 0.8], [0.0, 1.0, 0.0]
STEPS = (
    "a[1] z[2] a[2] z[3] a[3] z[4] a[4] z[5] a[5] C delta[5] delta[4] delta[3] delta[2] "
    "grad[2] grad[3] grad[4] grad[5] update"
)


def column(player, name, layer):
    """A quantity's numbers, as the one row has them."""
    return read_message(player.sweep)[name][str(layer)][0]


def test_the_steps_are_the_lectures():
    assert " ".join(step["name"] for step in PassPlayer(NET, X, Y).steps) == STEPS


def test_it_ends_where_it_is_told_to():
    player = PassPlayer(NET, X, Y, at="z[3]", until="a[5]")
    assert " ".join(step["name"] for step in player.steps) == STEPS.split(" C")[0]
    with pytest.raises(ValueError, match=r"at: expected a step of this network, one of a\[1\], .*, a\[5\]; got 'C'"):
        player.at = "C"


@pytest.mark.parametrize("until", ["a[6]", "", 3])
def test_an_end_that_is_no_step_is_refused(until):
    with pytest.raises(ValueError, match=r"until: expected a step of this network, one of a\[1\], .*, update; got"):
        PassPlayer(NET, X, Y, until=until)


def test_the_smallest_network_has_no_hidden_step():
    names = [step["name"] for step in PassPlayer(Network((1, 1), rng=0), [0.5], [1.0]).steps]
    assert names == ["a[1]", "z[2]", "a[2]", "C", "delta[2]", "grad[2]", "update"]


@pytest.mark.parametrize("l", range(2, 6))
def test_the_numbers_are_those_of_both_passes(l):
    player = PassPlayer(NET, X, Y)
    a, z = forward(NET, X)
    delta, grad = backward(NET, a, z, Y), gradient(NET, X, Y)
    for name, expected in (("a", a[l]), ("z", z[l]), ("delta", delta[l]), ("dw", grad.W[l]), ("w", NET.W[l]), ("b", NET.b[l])):
        np.testing.assert_allclose(column(player, name, l).squeeze(), expected, rtol=1e-6, atol=1e-9, err_msg=name)


def test_the_update_is_a_step_against_the_gradient():
    player, stepped = PassPlayer(NET, X, Y, eta=2.0), NET.copy()
    stepped.p -= 2.0 * gradient(NET, X, Y).p
    np.testing.assert_allclose(column(player, "new", 4), stepped.W[4], rtol=1e-6)
    np.testing.assert_allclose(column(player, "newb", 4).squeeze(), stepped.b[4], rtol=1e-6)
    assert column(player, "newC", 0).item() == pytest.approx(cost(stepped, X, Y), rel=1e-6)


def test_the_callers_network_is_not_touched():
    net = NET.copy()
    player = PassPlayer(net, X, Y)
    net.p *= 0
    assert column(player, "w", 2).any() and np.array_equal(player._net.p, NET.p)


def test_a_step_that_does_not_exist_says_which_do():
    with pytest.raises(ValueError, match=re.escape("at: expected a step of this network, one of a[1], z[2], a[2]")):
        PassPlayer(NET, X, Y, at="delta[1]")


@pytest.mark.parametrize("at", [3, None])
def test_a_step_that_is_no_name_says_which_exist(at):
    with pytest.raises(ValueError, match=re.escape("at: expected a step of this network, one of a[1], z[2], a[2]")):
        PassPlayer(NET, X, Y, at=at)


def test_a_player_of_what_is_not_a_network_is_a_type_error():
    with pytest.raises(TypeError, match="net: expected a Network, got None"):
        PassPlayer(None, X, Y)


def test_a_bad_step_leaves_the_player_where_it_was():
    player = PassPlayer(NET, X, Y, at="z[3]")
    with pytest.raises(ValueError, match=re.escape("got 'z[9]'")):
        player.at = "z[9]"
    assert player.at == "z[3]"


@pytest.mark.parametrize("value", ["z[9]", "", None, 3, ["z[3]"]])
def test_a_step_from_the_browser_that_does_not_exist_is_told_in_a_sentence(value):
    player = PassPlayer(NET, X, Y, at="z[3]")
    player.set_state({"at": value})
    assert player.at == "z[3]" and player.message.startswith("at: expected a step of this network")


def test_a_neuron_from_the_browser_that_does_not_exist_is_told_in_a_sentence():
    player = PassPlayer(NET, X, Y, at="z[2]")
    player.set_state({"neuron": 4})
    assert player.neuron == 1 and player.message == "neuron: layer 2 has neurons 1 to 3, got 4."


def test_a_step_and_its_neuron_come_from_the_browser_together():
    player = PassPlayer(NET, X, Y, at="z[2]")
    player.set_state({"neuron": 5, "at": "delta[4]"})
    assert (player.at, player.neuron, player.message) == ("delta[4]", 5, "")


def test_what_the_browser_sends_next_clears_the_sentence():
    player = PassPlayer(NET, X, Y)
    player.set_state({"at": "z[9]"})
    player.set_state({"at": "z[2]"})
    assert (player.at, player.message) == ("z[2]", "")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("neuron", 0, "neuron: layer 2 has neurons 1 to 3, got 0"),
        ("neuron", 4, "neuron: layer 2 has neurons 1 to 3, got 4"),
        ("source", 5, "source: layer 1 has neurons 1 to 4, got 5"),
        ("layer", 6, "layer: weights belong to layers 2 to 5, got 6"),
    ],
)
def test_a_neuron_that_does_not_exist_says_which_do(name, value, says):
    player = PassPlayer(NET, X, Y, at="grad[2]")
    with pytest.raises(ValueError, match=re.escape(says)):
        setattr(player, name, value)
    assert getattr(player, name) != value


def test_a_layer_with_fewer_neurons_shows_its_last_one():
    player = PassPlayer(NET, X, Y, at="a[4]")
    player.neuron = 5
    player.at = "delta[2]"
    assert player.neuron == 3


def test_eta_is_above_0():
    with pytest.raises(ValueError, match="eta: expected a finite number above 0, got 0"):
        PassPlayer(NET, X, Y, eta=0)


def test_a_point_as_a_column_is_that_point():
    assert PassPlayer(NET, X[:, None], Y[:, None]).network == PassPlayer(NET, X, Y).network


def test_a_batch_is_refused():
    with pytest.raises(ValueError, match="expects one point"):
        PassPlayer(NET, np.ones((4, 3)), np.ones((2, 3)))


def test_repr_names_the_step_and_the_network():
    assert repr(PassPlayer(NET, X, Y, at="delta[2]")) == "PassPlayer(delta[2] of 4-3-4-5-2)"


@pytest.mark.parametrize(
    ("at", "numbers"),
    [("a[1]", "7"), ("z[3]", "19"), ("a[3]", "20"), ("C", "18"), ("delta[5]", "22"), ("delta[2]", "23"), ("grad[2]", "25 24")],
)
def test_a_step_carries_the_lectures_numbers(at, numbers):
    step = next(step for step in PassPlayer(NET, X, Y).steps if step["name"] == at)
    assert [rule["number"] for rule in step["equations"]] == numbers.split()


def test_a_softmax_output_has_no_slope_of_its_own():
    player = PassPlayer(*SOFTMAX, at="delta[3]")
    step = next(step for step in player.steps if step["name"] == "delta[3]")
    assert "dsigma" not in step["equations"][0]["templates"]["3"] and "dsigma-3" not in step["boards"]["3"]["side"]


@pytest.mark.parametrize("point", [(NET, X, Y), SOFTMAX], ids=["lecture", "softmax"])
def test_every_number_an_equation_or_a_board_shows_is_sent(point):
    player = PassPlayer(*point)
    layout = player.sweep["layout"]
    for step in player.steps:
        for l, board in step["boards"].items():
            vectors = [*board["top"], *board["side"], *board["foot"], *board["becomes"], *board["becomes"].values()]
            shown = [name.split("-") for name in [*vectors, board["matrix"]] if name]
            for rule in step["equations"]:
                shown += [name.split("-")[:2] for name in re.findall(r'class="q-([\w-]+)"', rule["templates"][l])]
            assert shown and all((path[1] if len(path) > 1 else "0") in layout[path[0]] for path in shown), step["name"]


def test_what_is_sent_holds_no_number_that_json_lacks():
    json.dumps(PassPlayer(NET, X, Y).own_state(), allow_nan=False, default=lambda value: len(value))
    assert np.isfinite(np.frombuffer(PassPlayer(NET, X, Y).sweep["base"], "<f8")).all()


@pytest.mark.parametrize("at", STEPS.split())
def test_the_still_is_small_and_always_the_same(at):
    first, second = (PassPlayer(NET, X, Y, at=at)._repr_mimebundle_()[0]["image/svg+xml"] for _ in range(2))
    assert first == second and len(first.encode()) < 30_000


@pytest.mark.parametrize("sizes", [(16, 16, 3), (16,) * 8])
def test_the_still_of_a_wide_network_is_small(sizes):
    wide = Network(sizes, rng=1), np.linspace(0, 1, 16), np.linspace(0, 1, sizes[-1])
    stills = [PassPlayer(*wide, at=at)._repr_mimebundle_()[0]["image/svg+xml"] for at in ("z[2]", "delta[2]", "grad[2]")]
    assert max(len(still.encode()) for still in stills) < 30_000


def test_the_still_shows_the_chosen_neurons_column():
    player = PassPlayer(NET, X, Y, at="delta[2]")
    player.neuron = 3
    still = player._repr_mimebundle_()[0]["image/svg+xml"]
    lit = re.findall(r'font-weight="bold">([^<]+)<', still)
    assert lit == [f"{w:.2f}".replace("-", "\N{MINUS SIGN}") for w in NET.W[3][:, 2]]


def test_the_still_shows_only_what_is_known():
    still = PassPlayer(NET, X, Y, at="z[3]")._repr_mimebundle_()[0]["image/svg+xml"]
    a, _ = forward(NET, X)
    assert f">{a[2][0]:.2f}<" in still and f">{a[5][0]:.2f}<" not in still and "δ" not in still
