"""Live equations: which there are, the numbers in them, the indices they take, and what they follow."""

import re

import numpy as np
import pytest

from lecture_lib import Explorer, Network, PassPlayer, backward, cost, equations, forward, gradient, live
from lecture_lib.widgets.shared.sweep_message import read_message

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
MANY_X, MANY_Y = np.linspace(0, 1, 12).reshape(4, 3), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
BATCH = ("9", "13", "15")
POINT = [entry.number for entry in equations() if entry.live_form and entry.number not in BATCH]


def numbers_of(shown):
    """The numbers in an equation's LaTeX still, in the order in which they stand."""
    return [float(text) for text in re.findall(r"-?\d+\.\d+", shown._latex())]


def close(text_number, value):
    return abs(text_number - value) < 0.6e-3


@pytest.mark.parametrize("number", POINT)
def test_a_point_gives_every_equation_about_a_point(number):
    assert f"({number})" in repr(live(number, NET, X, Y))


@pytest.mark.parametrize("number", BATCH)
def test_a_batch_gives_every_equation_about_a_batch(number):
    assert f"({number})" in repr(live(number, NET, MANY_X, MANY_Y))


@pytest.mark.parametrize("number", POINT)
def test_no_command_of_latex_is_left_in_the_mathml(number):
    templates = live(number, NET, X, Y).equation["templates"].values()
    assert templates and all("\\" not in template and template.startswith("<math") for template in templates)


def test_the_slope_by_a_weight_is_the_gradient():
    *_, slope = numbers_of(live("25", NET, X, Y, l=4, j=2, k=3))
    assert close(slope, gradient(NET, X, Y)["w23[4]"])


def test_the_recursion_ends_in_delta():
    a, z = forward(NET, X)
    *_, found = numbers_of(live("delta after rearranging", NET, X, Y, l=2, j=3))
    assert close(found, backward(NET, a, z, Y)[2][2])


def test_the_mean_cost_is_the_cost_of_the_batch():
    *_, found = numbers_of(live("9", NET, MANY_X, MANY_Y))
    assert close(found, cost(NET, MANY_X, MANY_Y))


def test_the_chosen_point_has_its_own_cost():
    *_, found = numbers_of(live("13", NET, MANY_X, MANY_Y, i=3))
    assert close(found, cost(NET, MANY_X[:, 2], MANY_Y[:, 2]))


def test_without_a_choice_it_speaks_of_w43_in_layer_3():
    assert repr(live("25", NET, X, Y)) == "LiveEquation((25), l = 3, j = 4, k = 3)"


def test_where_there_is_no_w43_it_speaks_of_what_there_is():
    assert repr(live("25", Network((1, 1), rng=0), [0.5], [1.0])) == "LiveEquation((25), l = 2, j = 1, k = 1)"


@pytest.mark.parametrize(("indices", "sentence"), [
    ({"l": 6}, "l: equation (25) speaks of layers 2 to 5 here, got 6"),
    ({"j": 5}, "j: layer 3 has neurons 1 to 4, got 5"),
    ({"k": 0}, "k: layer 2 has neurons 1 to 3, got 0"),
    ({"l": 5, "k": 6, "j": 1}, "k: layer 4 has neurons 1 to 5, got 6"),
    ({"i": 1}, "i: equation (25) has no such index to choose; it has l, j, k"),
])  # fmt: skip
def test_an_index_that_does_not_exist_says_which_do(indices, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        live("25", NET, X, Y, **indices)


def test_the_rate_between_two_layers_counts_k_in_the_later_one():
    with pytest.raises(ValueError, match="k: layer 4 has neurons 1 to 5, got 6"):
        live("dz[l+1]/dz[l]", NET, X, Y, l=3, k=6)


def test_a_followed_widget_and_a_point_are_one_too_many():
    with pytest.raises(ValueError, match="x, y: a widget that is followed brings its own data point"):
        live("25", Explorer(NET, X, Y), X, Y)


def test_an_index_is_an_integer():
    with pytest.raises(TypeError, match=r"j: expected an integer, got 1\.5"):
        live("25", NET, X, Y, j=1.5)


def test_an_equation_without_a_live_form_says_which_have_one():
    with pytest.raises(ValueError, match=r"no live form of \(Hadamard product\); there is one of 1, 2, 7"):
        live("Hadamard product", NET, X, Y)


def test_only_what_has_no_numbers_of_one_point_or_batch_is_without_a_live_form():
    without = [entry.number for entry in equations() if entry.live_form is None]
    of_challenges = ["decay", "mean over masks", "delta with dropout", "mean squared error", "softmax cross-entropy"]
    of_lecture = ["mean of derivatives", "mean of gradients", "Hadamard product", "no effect on previous layers"]
    assert without == of_lecture + of_challenges


def factors(number, **indices):
    """The numbers of an equation that is a product, and what the product comes to."""
    *found, product = numbers_of(live(number, NET, X, Y, **indices))
    return found, product


def test_w43_is_the_product_of_its_two_factors():
    (delta, a), slope = factors("w43")
    assert close(slope, gradient(NET, X, Y)["w43[3]"]) and close(delta * a, slope)


def test_b4_is_the_sensitivity_of_its_neuron():
    assert close(factors("b4")[1], gradient(NET, X, Y)["b4[3]"])


def test_z4_is_a_product_and_a_constant():
    (w43, a3, w41, a1, w42, a2, b4), z4 = factors("z4")
    assert close(z4, forward(NET, X)[1][3][3]) and abs(w43 * a3 + w41 * a1 + w42 * a2 + b4 - z4) < 5e-3


def test_the_rates_for_22_multiply():
    (slope, a), delta = factors("chain rule for 22", j=2)
    assert close(slope, NET.dsigma[5](forward(NET, X)[1][5])[1]) and close(slope * (a - Y[1]), delta)


@pytest.mark.parametrize("number", ["chain-rule sum", "delta before rearranging"])
def test_the_paths_add_up_to_delta(number):
    *_, delta = numbers_of(live(number, NET, X, Y, l=3, j=4))
    assert close(delta, backward(NET, *forward(NET, X), Y)[3][3])


def test_a_weighted_input_from_the_layer_before_counts_k_in_the_later_one():
    *_, z = numbers_of(live("z[l+1] from z[l]", NET, X, Y, l=3, k=5))
    assert close(z, forward(NET, X)[1][4][4])


def test_the_chain_rule_for_25_ends_in_the_gradient():
    *_, slope = numbers_of(live("chain rule for 25", NET, X, Y, l=4, j=2, k=3))
    assert close(slope, gradient(NET, X, Y)["w23[4]"])


def test_the_diagonal_matrix_has_zeros_beside_the_slopes():
    shown = live("D matrix", NET, X, Y, l=3)
    assert shown._latex().count(" 0 ") == 12 and np.allclose(numbers_of(shown), NET.dsigma[3](forward(NET, X)[1][3]), atol=1e-3)


@pytest.mark.parametrize(("number", "l"), [("22 with D", 5), ("23 with D", 3), ("expanded product", 2)])
def test_the_matrix_forms_end_in_delta(number, l):
    delta = backward(NET, *forward(NET, X), Y)[l]
    shown = live(number, NET, X, Y) if number == "22 with D" else live(number, NET, X, Y, l=l)
    assert np.allclose(numbers_of(shown)[-len(delta) :], delta, atol=1e-3)


def test_an_update_has_the_weight_and_its_two_factors():
    w, delta, a = numbers_of(live("update of W", NET, X, Y, l=3, j=4, k=3))
    assert close(w, NET["w43[3]"]) and close(delta * a, gradient(NET, X, Y)["w43[3]"])


def test_a_network_without_such_a_layer_is_refused():
    with pytest.raises(ValueError, match="this network has no layer"):
        live("23", Network((2, 2), rng=0), [0.0, 1.0], [1.0, 0.0])


def test_a_point_as_a_column_is_that_point():
    assert repr(live("25", NET, X[:, None], Y[:, None])) == repr(live("25", NET, X, Y))


def test_a_batch_for_one_point_is_refused():
    with pytest.raises(ValueError, match="expects one point"):
        live("25", NET, MANY_X, MANY_Y)


def test_a_bad_choice_of_the_browser_leaves_the_last_good_one_and_says_so():
    shown = live("25", NET, X, Y)
    shown.set_state({"indices": {"l": 3, "j": 9, "k": 1}})
    assert shown.indices == {"l": 3, "j": 4, "k": 3} and "neurons 1 to 4" in shown.message


def sent_by(widget):
    """Put what a widget sends from now on into the list that is returned: for each message the traits that it asks for."""
    messages = []
    widget.send_state = lambda key=None: messages.append(key)
    return messages


def test_it_has_no_numbers_of_its_own_where_it_follows_an_explorer():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    assert shown.follows == f"IPY_MODEL_{explorer.model_id}" and shown.sweep is None
    assert {"delta", "a", "dw"} <= set(explorer.sweeps["w43[3]"]["layout"])


def test_an_explorer_that_is_followed_has_the_numbers_at_every_row():
    explorer = Explorer(NET, X, Y)
    live("25", explorer)
    explorer.parameter = "w21[5]"
    message = explorer.sweeps["w21[5]"]
    for row in (0, 40, 80):
        moved = NET.copy()
        moved["w21[5]"] = np.frombuffer(message["values"], "<f8")[row]
        found = read_message(message)["dw"]["4"][row]
        np.testing.assert_allclose(found, gradient(moved, X, Y).W[4], rtol=1e-5, atol=1e-8)


def test_followers_add_up_and_what_is_there_is_not_sent_again():
    explorer = Explorer(NET, X, Y)
    live("25", explorer)
    messages = sent_by(explorer)
    live("25", explorer)
    live("23", explorer)
    assert messages == ["sweeps"]
    assert {"dw", "dsigma", "w"} <= set(explorer.sweeps["w43[3]"]["layout"])


def test_another_parameter_of_the_explorer_is_followed():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    explorer.parameter = "w12[2]"
    assert shown.indices == {"l": 2, "j": 1, "k": 2} == shown.followed_at


def test_another_parameter_of_the_explorer_adds_no_message_to_the_explorers():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    of_the_explorer, of_the_equation = sent_by(explorer), sent_by(shown)
    explorer.parameter = "w12[2]"
    explorer.value = 1.234
    assert of_the_equation == []
    assert sorted(of_the_explorer) == ["chosen", "chosen", "sweeps", "sweeps"]


def test_a_choice_of_indices_in_python_is_sent():
    shown = live("25", Explorer(NET, X, Y))
    messages = sent_by(shown)
    shown.indices = {"l": 2, "j": 1, "k": 2}
    assert messages == ["indices"]


def test_a_bias_of_the_explorer_moves_layer_and_neuron():
    explorer = Explorer(NET, X, Y)
    shown = live("24", explorer)
    explorer.parameter = "b5[4]"
    assert shown.indices == {"l": 4, "j": 5}


def test_a_layer_the_equation_does_not_speak_of_leaves_it_where_it_is():
    explorer = Explorer(NET, X, Y)
    shown = live("23", explorer)
    explorer.parameter = "w11[5]"
    assert shown.indices == {"l": 3}


ANOTHER = {"sizes": [3, 2, 2], "seed": 1, "scale": 1.0, "x": [0.1, 0.2, 0.3]}


def asked(explorer, change):
    """Ask for another network or point, as the explorer's form does."""
    explorer._handle_custom_msg({"kind": "build", "id": "7", "form": explorer.form | change}, [])


def test_another_network_of_the_explorer_is_followed():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    asked(explorer, ANOTHER)
    slope = gradient(Network((3, 2, 2), rng=1, scale=1.0), [0.1, 0.2, 0.3], Y)["w11[2]"]
    assert shown.indices == {"l": 2, "j": 1, "k": 1} and close(numbers_of(shown)[-1], slope)
    assert shown.equation["counts"] == {"2": {"l": 2, "j": 2, "k": 3}, "3": {"l": 2, "j": 2, "k": 2}}


def test_another_data_point_of_the_explorer_is_followed():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    asked(explorer, {"x": [0.9, 0.1, 0.4, 0.3]})
    assert close(numbers_of(shown)[-1], gradient(NET, [0.9, 0.1, 0.4, 0.3], Y)["w43[3]"])


def test_of_another_network_the_push_is_followed():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    asked(explorer, ANOTHER)
    explorer.parameter = "w21[3]"
    assert shown.indices == {"l": 3, "j": 2, "k": 1}
    assert shown.equation["network"] == explorer.sweeps["w21[3]"]["network"] and "dw" in explorer.sweeps["w21[3]"]["layout"]


def test_a_network_of_which_the_equation_does_not_speak_leaves_it_as_it_was_and_a_sentence():
    explorer = Explorer(NET, X, Y)
    shown = live("23", explorer)
    before, numbers = (shown.equation, shown.indices), numbers_of(shown)
    asked(explorer, {"sizes": [4, 2], "seed": 1})
    assert shown.message.endswith(".") and "\n" not in shown.message
    assert (shown.equation, shown.indices) == before
    np.testing.assert_allclose(numbers_of(shown), numbers, atol=1e-3)


def test_a_network_that_the_explorer_refuses_changes_nothing():
    explorer = Explorer(NET, X, Y)
    shown = live("25", explorer)
    before = shown.equation, shown.indices, shown._latex(), shown.message
    asked(explorer, {"x": [1]})
    assert (shown.equation, shown.indices, shown._latex(), shown.message) == before


def test_a_player_is_followed():
    player = PassPlayer(NET, X, Y, at="delta[3]")
    shown = live("delta after rearranging", player)
    player.at, player.neuron = "delta[2]", 2
    assert shown.indices == {"l": 2, "j": 2}


def test_wide_layers_leave_the_middle_out():
    net = Network((2, 30, 2), rng=0)
    template = live("19", net, [0.1, 0.2], [1.0, 0.0], l=2)._latex()
    assert r"\vdots" in template and len(numbers_of(live("19", net, [0.1, 0.2], [1.0, 0.0], l=2))) == 3 * 2 + 2 + 3 + 3


def test_the_still_is_latex_with_the_numbers():
    data, _ = live("25", NET, X, Y)._repr_mimebundle_()
    assert data["text/latex"].endswith("= (0.0711)(0.999) = 0.0710$")


def test_numbers_that_end_soon_are_shown_whole_so_that_what_is_shown_adds_up():
    net = Network((2, 2, 2))
    net.W[2], net.b[2] = [[1, -1], [2, 0]], [1, np.log(3) - 2]  # those of notebook 04b: δ is (−1/8, 1/8) and (−1/8, 3/32)
    net.W[3], net.b[3] = [[2, 4], [-2, 8]], [-4, -5]
    for l, j, number in ((2, 1, "26"), (2, 2, "26"), (2, 2, "24"), (3, 1, "24")):
        shown = re.findall(r"-?\d+\.\d+", live(number, net, [1.0, 2.0], [1.0, 0.0], l=l, j=j)._latex())
        *factors, total = map(float, shown)
        if number == "26":
            assert sum(a * b for a, b in zip(factors[::2], factors[1::2], strict=True)) == pytest.approx(total, abs=1e-12)
        assert total == pytest.approx(backward(net, *forward(net, [1.0, 2.0]), [1.0, 0.0])[l][j - 1], abs=1e-12)
