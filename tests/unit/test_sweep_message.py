"""The message of a sweep: each number is what a changed copy of the network gives, and what does not change travels once."""

import json

import numpy as np
import pytest

from lecture_lib import Network, backward, cost, forward, gradient
from lecture_lib.widgets.shared.sweep_message import H, read_message, sweep_message

LECTURE = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
SQUARE = Network((3, 3, 3, 3), activation="tanh", scale=1.0, rng=4), np.array([0.3, -0.8, 0.5]), np.array([0.0, 1.0, 0.5])
SOFTMAX = (
    Network((2, 3, 3), output_activation="softmax", cost="cross_entropy", rng=3), np.array([0.3, 0.8]), np.array([0.0, 1.0, 0.0])
)  # fmt: skip
EVERY = {"C", "a", "z", "dsigma", "delta", "y", "w", "b", "dw", "rate"}
OF_A_PARAMETER = EVERY | {"derivative", "difference"}
VALUES = [-2.0, 0.5, 3.0]


def swept(point, parameter, names=OF_A_PARAMETER):
    """The message with three values and the start, and its values."""
    values = np.sort([*VALUES, point[0][parameter]])
    return sweep_message(*point, names, parameter, values), values


def direct(net, x, y):
    """Every quantity of one point, by loops over its neurons: {name: {layer: matrix}}, vectors as columns."""
    a, z = forward(net, x)
    delta, layers = backward(net, a, z, y), range(2, net.L + 1)
    slopes = {l: net.dsigma[l](z[l]) for l in layers if l < net.L or net.output_activation != "softmax"}

    def matrix(l, entry):
        return [[entry(j, k) for k in range(net.sizes[l - 2])] for j in range(net.sizes[l - 1])]

    vectors = {"a": a, "z": z, "delta": delta, "b": net.b}
    columns = {name: {l: np.array([of[l]]).T for l in range(1, net.L + 1) if of[l] is not None} for name, of in vectors.items()}
    return columns | {
        "C": {0: [[cost(net, x, y)]]},
        "y": {net.L: [[number] for number in y]},
        "dsigma": {l: [[number] for number in layer] for l, layer in slopes.items()},
        "w": {l: net.W[l] for l in layers},
        "dw": {l: matrix(l, lambda j, k, l=l: gradient(net, x, y)[f"w{j + 1},{k + 1}[{l}]"]) for l in layers},
        "rate": {l: matrix(l, lambda k, j, l=l: net.W[l][k, j] * slopes[l - 1][j]) for l in layers if l > 2},
    }


def assert_same(found, expected):
    assert {name: set(layers) for name, layers in found.items()} == {name: set(map(str, of)) for name, of in expected.items()}
    for name, layers in expected.items():
        for l, numbers in layers.items():
            np.testing.assert_allclose(found[name][str(l)], numbers, rtol=2e-7, atol=1e-9, err_msg=f"{name} of layer {l}")


@pytest.mark.parametrize(
    ("point", "parameter"),
    [
        *((LECTURE, parameter) for parameter in ("w43[3]", "w12[2]", "w21[5]", "b4[3]")),
        *((SQUARE, parameter) for parameter in ("w12[3]", "b3[2]")),
        (SOFTMAX, "w12[3]"),
    ],
    ids=lambda part: part if isinstance(part, str) else "-".join(map(str, part[0].sizes)),
)
def test_every_number_is_that_of_a_changed_copy(point, parameter):
    net, x, y = point
    message, values = swept(point, parameter)
    found = read_message(message)
    for row, value in enumerate(values):
        moved, above, below = net.copy(), net.copy(), net.copy()
        moved[parameter], above[parameter], below[parameter] = value, value + H, value - H
        of_parameter = {
            "derivative": {0: [[gradient(moved, x, y)[parameter]]]},
            "difference": {0: [[(cost(above, x, y) - cost(below, x, y)) / (2 * H)]]},
        }
        at_row = {name: {l: numbers[row] for l, numbers in layers.items()} for name, layers in found.items()}
        assert_same(at_row, direct(moved, x, y) | of_parameter)


@pytest.mark.parametrize("point", [LECTURE, SQUARE, SOFTMAX], ids=lambda point: "-".join(map(str, point[0].sizes)))
def test_without_a_parameter_it_is_the_point(point):
    message = sweep_message(*point, EVERY)
    assert (message["parameter"], message["moving"], message["rows"]) == ("", [], b"")
    assert_same({name: {l: rows[0] for l, rows in of.items()} for name, of in read_message(message).items()}, direct(*point))


def test_of_a_batch_each_point_is_a_row_with_its_own_cost_and_the_mean():
    net, _, _ = LECTURE
    X, Y = np.linspace(0, 1, 12).reshape(4, 3), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
    message = sweep_message(net, X, Y, EVERY | {"cost", "Cost"})
    assert np.frombuffer(message["values"], "<f8").tolist() == [1, 2, 3]
    found = read_message(message)
    costs = [cost(net, X[:, i], Y[:, i]) for i in range(3)]
    for i in range(3):
        at_row = {name: {l: rows[i] for l, rows in of.items()} for name, of in found.items()}
        assert_same(at_row, direct(net, X[:, i], Y[:, i]) | {"cost": {1: [[C] for C in costs]}, "Cost": {0: [[np.mean(costs)]]}})


def test_the_shape_is_in_the_layout():
    message, _ = swept(LECTURE, "w43[3]", {"a", "w"})
    assert message["layout"] == {
        "a": {"1": [0, 4, 1], "2": [4, 3, 1], "3": [7, 4, 1], "4": [11, 5, 1], "5": [16, 2, 1]},
        "w": {"2": [18, 3, 4], "3": [30, 4, 3], "4": [42, 5, 4], "5": [62, 2, 5]},
    }


def test_only_what_moves_has_rows():
    message, values = swept(LECTURE, "w43[3]", {"a", "w"})
    reached, w43 = [10, *range(11, 18)], 30 + 3 * 3 + 2
    assert message["moving"] == [*reached, w43]
    assert len(message["rows"]) == 4 * len(values) * len(message["moving"])


def test_one_layer_can_be_asked_for():
    assert list(swept(LECTURE, "w43[3]", {"delta-3", "delta-2"})[0]["layout"]["delta"]) == ["2", "3"]


@pytest.mark.parametrize(
    ("point", "parameter", "reached"),
    [
        (LECTURE, "w43[3]", {"3": [4], "4": [1, 2, 3, 4, 5], "5": [1, 2]}),
        (LECTURE, "b2[5]", {"5": [2]}),
        (SOFTMAX, "w12[3]", {"3": [1, 2, 3]}),
        (SOFTMAX, "w12[2]", {"2": [1], "3": [1, 2, 3]}),
    ],
    ids=str,
)
def test_it_says_which_neurons_the_parameter_reaches(point, parameter, reached):
    assert swept(point, parameter)[0]["reached"] == reached


def test_beside_a_large_cost_its_small_change_keeps_its_digits():
    net, x = Network((1, 1), activation="identity", rng=0), np.array([1e-6])
    net.p = 1.0, 0.0
    message, values = swept((net, x, np.array([1e3])), "w11[2]", {"C"})
    changes = (1e3 - 1e-6 * values) ** 2 / 2 - (1e3 - 1e-6) ** 2 / 2
    rows = np.frombuffer(message["rows"], "<f4")
    np.testing.assert_allclose(rows, changes, rtol=1e-6, atol=1e-9)
    assert rows[message["start"]] == 0


def test_the_start_is_said_and_is_the_networks_own():
    message, values = swept(LECTURE, "w43[3]")
    assert values[message["start"]] == LECTURE[0]["w43[3]"]


def test_all_but_the_bytes_is_plain_json():
    message, _ = swept(LECTURE, "w43[3]")
    plain = {name: value for name, value in message.items() if not isinstance(value, bytes) and name != "gaps"}
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@pytest.mark.parametrize("names", [{"a"}, {"dw"}])
def test_numbers_that_single_precision_does_not_hold_are_refused(names):
    net = Network((1, 1), activation="identity", rng=0)
    net.p = 1.0, 0.0
    with pytest.raises(ValueError, match=r"^net: when w11\[2\] goes from -2 to 3, numbers grow beyond 3e\+38$"):
        swept((net, np.array([1e39]), np.array([0.0])), "w11[2]", names)
