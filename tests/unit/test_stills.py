"""Stills are measured: places, colours and texts against numbers of the network that come by another way.

Slopes and sensitivities are found by pushing, what can change by changing it, and a walk by walking it again.
"""

import base64
import html
import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from lecture_lib import (
    DepthLab,
    LearningRateLab,
    Network,
    OverfittingLab,
    PassPlayer,
    StepSlider,
    Wishes,
    cost,
    forward,
    lecture_data,
    train_sgd,
)
from lecture_lib.widgets.explorer.explorer import Explorer

LECTURE = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
TANH = Network((2, 3, 1), activation="tanh", scale=1.5, rng=2), np.array([0.3, -0.8]), np.array([0.5])
SOFTMAX = (
    Network((2, 3, 4), output_activation="softmax", cost="cross_entropy", scale=1.5, rng=3),
    np.array([0.3, 0.8]),
    np.array([0.0, 1.0, 0.0, 0.0]),
)
STATES = {
    "a weight inside": (LECTURE, "w43[3]", 1.2),
    "a weight whose sign has changed": (LECTURE, "w12[2]", -2.5),
    "a bias": (LECTURE, "b2[4]", 3.1),
    "a weight of the output": (LECTURE, "w15[5]", -1.3),
    "tanh": (TANH, "w31[2]", -1.7),
    "a softmax": (SOFTMAX, "w23[3]", 1.9),
}
BLUE, ORANGE = {"#0072b2": True, "#a9c4d6": False}, {"#d55e00": True, "#e0b79b": False}  # whether it is in full colour
GREEN, INK, GREY = "#00785a", "#212121", "#666666"
H = 1e-4


# reading a picture


def still_of(widget):
    """Return the still's elements, by tags without their namespace."""
    svg = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", widget._repr_mimebundle_()[0]["image/svg+xml"]))
    assert svg.tag == "svg"
    return svg


def text_of(element):
    return "".join(element.itertext()).replace("\u200b", "")


def numeral(text):
    return float(text.replace("\N{MINUS SIGN}", "-"))


def place_of(element):
    return float(element.get("x")), float(element.get("y"))


def centre_of(circle):
    return float(circle.get("cx")), float(circle.get("cy"))


def points_of(path):
    """Return the places of a path of M and L, (m, 2)."""
    return np.array([[float(number) for number in pair.split()] for pair in re.findall(r"[ML]([^ML]+)", path)])


def paths(svg, **look):
    return [path for path in svg.iter("path") if all(path.get(name.replace("_", "-")) == value for name, value in look.items())]


def neurons(svg):
    """Return {(layer, j): place}, told by where the rings stand: layers from the left, neurons from the top."""
    track = next(path for path in svg.iter("path") if path.get("stroke") == "#e4e4e4")
    rings = [(float(x) + 15, float(y)) for x, y in re.findall(r"M(\S+) (\S+?)a15 15 0 1 1 30 0", track.get("d"))]
    columns = sorted({x for x, _ in rings})
    layers = [sorted(y for x, y in rings if x == column) for column in columns]
    return {(l, j): (columns[l - 1], y) for l, ys in enumerate(layers, start=1) for j, y in enumerate(ys, start=1)}


def edges(svg):
    """Return {(layer, j, k): its path element}, told by the neurons at the ends of each line."""
    places, found = neurons(svg), {}
    for path in svg.iter("path"):
        if path.get("stroke") in BLUE | ORANGE:
            ends = points_of(path.get("d"))
            for begin, end in zip(ends[::2], ends[1::2], strict=True):
                (before, k), (layer, j) = (min(places, key=lambda at: math.dist(places[at], point)) for point in (begin, end))
                assert layer == before + 1 and (layer, j, k) not in found
                found[layer, j, k] = path
    return found


def activations(svg):
    """Return {(layer, j): (number, colour)} as written into the rings."""
    found = {}
    for group in svg.iter("g"):
        for text in group.findall("text"):
            for at, (x, y) in neurons(svg).items():
                if place_of(text) == (x, y + 4):
                    found[at] = numeral(text.text), group.get("fill")
    return found


def turns_of(svg):
    """Return {(layer, j): (turns of the ring that are filled, colour)}, from the top, to the left below 0."""
    found, at = {}, {place: at for at, place in neurons(svg).items()}
    for path in svg.iter("path"):
        if path.get("fill") == "none" and path.get("stroke") in (INK, GREY):
            for part in path.get("d").split("M"):
                if match := re.fullmatch(r"(\S+) (\S+?)a15 15 0 (.) (.) (\S+) (\S+)", part):
                    x, y, large, clockwise, dx, dy = map(float, match.groups())
                    turns = math.atan2(dx, 15 - dy) / (2 * math.pi) % 1 - (0 if clockwise else 1)
                    assert (abs(turns) > 0.5) == large or abs(turns) == 0.5
                    found[at[x, y + 15]] = turns, path.get("stroke")
    return found


def label(svg, pattern):
    """Return the text element that reads so, and what it says."""
    found = [(text, re.fullmatch(pattern, text_of(text))) for text in svg.iter("text")]
    [(element, match)] = [(element, match) for element, match in found if match]
    return element, match


# numbers of the network, by another way


def moved(net, parameter, value):
    other = net.copy()
    other[parameter] = value
    return other


def slope(net, x, y, parameter):
    """∂C by pushing both ways."""
    above, below = (cost(moved(net, parameter, net[parameter] + push), x, y) for push in (H, -H))
    return (above - below) / (2 * H)


def sensitivity(net, x, y, layer, j):
    """δ: what C does when z_j moves, which a push of the bias does."""
    return slope(net, x, y, f"b{j}[{layer}]")


def can_change(net, x, parameter):
    """Return the neurons that answer when the parameter is changed."""
    before, after = forward(net, x)[0], forward(moved(net, parameter, net[parameter] + 0.7), x)[0]
    return {(l, j) for l in range(1, net.L + 1) for j in range(1, net.sizes[l - 1] + 1) if before[l][j - 1] != after[l][j - 1]}


def assert_edges(svg, net, is_full):
    """Every weight is there: sign by colour and dashes, size by width, and full colour where it is due."""
    found = edges(svg)
    assert set(found) == {(ref.layer, ref.j, ref.k) for ref in net.parameters() if ref.k is not None}
    for (layer, j, k), path in found.items():
        weight = net.W[layer][j - 1, k - 1]
        colours = ORANGE if weight < 0 else BLUE
        assert path.get("stroke") in colours, f"w{j}{k}[{layer}] = {weight:.2f} is {path.get('stroke')}"
        assert (path.get("stroke-dasharray") is not None) == (weight < 0)
        assert float(path.get("stroke-width")) == pytest.approx(0.7 + 0.7 * min(abs(weight), 6), abs=0.051)
        assert colours[path.get("stroke")] == is_full(layer, j, k), f"w{j}{k}[{layer}]"


# the explorer


@pytest.fixture(params=STATES)
def explored(request):
    """An explorer's still, with the network as it is there, its point, and what was chosen."""
    (net, x, y), parameter, value = STATES[request.param]
    svg = still_of(Explorer(net, x, y, parameter, value=value))
    return svg, moved(net, parameter, value), x, y, net.find(parameter)


def axes_of(svg):
    """Return functions from pixels to values of the parameter and to C, as the axes' numbers say."""
    grey = [text for text in svg.iter("text") if text.get("fill") == GREY]
    texts = [(place_of(text), text) for text in grey if re.fullmatch(r"[−\d.]+", text_of(text))]
    across = sorted((x, numeral(text.text)) for (x, _), text in texts if x >= 540 and text.get("text-anchor") == "middle")
    up = sorted((y - 4, numeral(text.text)) for (x, y), text in texts if x == 535 and text.get("text-anchor") == "end")
    assert len(across) == 3 and len(up) == 2
    (left, low), *_, (right, high) = across
    (top, most), (bottom, least) = up
    return (
        lambda x: low + (x - left) / (right - left) * (high - low),
        lambda y: least + (bottom - y) / (bottom - top) * (most - least),
    )


def test_the_explorers_edges_show_sign_size_and_what_carries_a_change(explored):
    svg, net, x, _, ref = explored
    reached = can_change(net, x, ref)
    assert_edges(svg, net, lambda layer, j, k: (layer, j, k) == (ref.layer, ref.j, ref.k) or (layer - 1, k) in reached)


def test_the_explorers_neurons_show_their_activations_and_which_can_change(explored):
    svg, net, x, _, ref = explored
    a, reached, shown = forward(net, x)[0], can_change(net, x, ref), activations(svg)
    assert shown.keys() == neurons(svg).keys()
    for (l, j), (number, colour) in shown.items():
        assert number == pytest.approx(a[l][j - 1], abs=0.0051)
        assert colour == (INK if (l, j) in reached else GREY), f"neuron {j} of layer {l}"


def test_the_explorers_rings_are_as_full_as_their_activations(explored):
    svg, net, x, _, ref = explored
    a, reached, found = forward(net, x)[0], can_change(net, x, ref), turns_of(svg)
    share = 2 if net.activation == "tanh" else 1  # of a ring: half of it for each sign, or all of it
    for (l, j), (turns, colour) in found.items():
        assert turns == pytest.approx(a[l][j - 1] / share, abs=0.005) and colour == (INK if (l, j) in reached else GREY)
    missing = neurons(svg).keys() - found.keys()
    assert all(not 0.005 < abs(a[l][j - 1]) / share < 0.99 for l, j in missing), missing


def test_the_explorer_says_under_each_layer_whether_it_can_change(explored):
    svg, net, x, _, ref = explored
    layers = {l for l, _ in can_change(net, x, ref)}
    columns = {x: l for (l, _), (x, _) in neurons(svg).items()}
    said = {columns[place_of(text)[0]]: text.text for text in svg.iter("text") if text.text in ("Δa = 0", "can change")}
    assert said == {l: "can change" if l in layers else "Δa = 0" for l in range(1, net.L + 1)}


def test_the_explorer_marks_what_was_chosen(explored):
    svg, _, _, _, ref = explored
    [halo] = [element for element in svg if element.get("opacity") == "0.2"]
    if ref.k is None:
        assert centre_of(halo) == neurons(svg)[ref.layer, ref.j]
    else:
        assert halo.get("d") in edges(svg)[ref.layer, ref.j, ref.k].get("d")


def test_the_explorer_writes_both_factors_of_the_slope_where_they_live(explored):
    svg, net, x, y, ref = explored
    element, found = label(svg, r"δ(\d)\[(\d)\] = (\S+)")
    delta = sensitivity(net, x, y, ref.layer, ref.j)
    assert (int(found[1]), int(found[2]), numeral(found[3])) == (ref.j, ref.layer, pytest.approx(delta, abs=5.1e-5))
    assert math.dist(place_of(element), neurons(svg)[ref.layer, ref.j]) < 30
    if ref.k is not None:
        element, found = label(svg, r"a(\d)\[(\d)\] = (\S+)")
        a = forward(net, x)[0][ref.layer - 1][ref.k - 1]
        assert (int(found[1]), int(found[2]), numeral(found[3])) == (ref.k, ref.layer - 1, pytest.approx(a, abs=5.1e-4))
        assert abs(place_of(element)[1] - neurons(svg)[ref.layer - 1, ref.k][1]) < 35


def test_the_explorers_curve_is_the_cost_at_each_value(explored):
    svg, net, x, y, ref = explored
    value_at, cost_at = axes_of(svg)
    [curve] = [path for path in paths(svg, stroke=INK, fill="none", stroke_width="1.7")]
    places = points_of(curve.get("d"))
    costs = [cost(moved(net, ref, value_at(px)), x, y) for px, _ in places]
    span = max(costs) - min(costs)
    assert len(places) > 60 and np.allclose([cost_at(py) for _, py in places], costs, atol=0.005 * span + 6e-4)


def test_the_explorers_tangent_has_the_slope_of_the_cost_and_touches_it_here(explored):
    svg, net, x, y, ref = explored
    value_at, cost_at = axes_of(svg)
    [line] = list(svg.iter("line"))
    (x1, x2), (y1, y2) = ([float(line.get(f"{axis}{n}")) for n in (1, 2)] for axis in "xy")
    drawn = (cost_at(y2) - cost_at(y1)) / (value_at(x2) - value_at(x1))
    expected = slope(net, x, y, ref)
    assert drawn == pytest.approx(expected, rel=0.02, abs=2e-3)
    assert value_at((x1 + x2) / 2) == pytest.approx(net[ref], abs=0.01)
    assert cost_at((y1 + y2) / 2) == pytest.approx(cost(net, x, y), abs=2e-3)


def test_the_explorers_dot_lies_at_the_present_value_and_cost(explored):
    svg, net, x, y, ref = explored
    value_at, cost_at = axes_of(svg)
    [(px, py)] = [centre_of(circle) for circle in svg.iter("circle") if circle.get("r") == "5"]
    assert value_at(px) == pytest.approx(net[ref], abs=0.01)
    assert cost_at(py) == pytest.approx(cost(net, x, y), abs=2e-3)


def test_the_explorer_writes_cost_value_and_slope_over_the_plot(explored):
    svg, net, x, y, ref = explored
    _, head = label(svg, r"C = (\S+) at (\w)(\d+)\[(\d)\] = (\S+)")
    indices = f"{ref.j}{ref.k or ''}"
    assert (head[2], head[3], int(head[4])) == ("b" if ref.k is None else "w", indices, ref.layer)
    assert numeral(head[1]) == pytest.approx(cost(net, x, y), abs=5.1e-5)
    assert numeral(head[5]) == pytest.approx(net[ref], abs=5.1e-4)
    assert numeral(label(svg, r"slope (\S+)")[1][1]) == pytest.approx(slope(net, x, y, ref), abs=5.1e-5)


# the player


def player_at(at, neuron=1, source=1, point=LECTURE):
    player = PassPlayer(*point, at=at)
    player.neuron, player.source = neuron, source
    return still_of(player)


PLAYED = {
    "z[3]": (4, 1, lambda layer, j, k: (layer, j) == (3, 4)),      # a row of W[3] is read
    "a[4]": (2, 1, lambda layer, j, k: False),
    "delta[2]": (2, 1, lambda layer, j, k: (layer, k) == (3, 2)),  # a column of W[3]
    "delta[4]": (3, 1, lambda layer, j, k: (layer, k) == (5, 3)),
    "delta[5]": (2, 1, lambda layer, j, k: False),
    "grad[4]": (5, 3, lambda layer, j, k: (layer, j, k) == (4, 5, 3)),
}


@pytest.fixture(params=PLAYED)
def played(request):
    at = request.param
    return (at, *PLAYED[at], player_at(at, *PLAYED[at][:2]))


def test_the_player_lights_the_weights_that_a_step_reads(played):
    _, _, _, is_read, svg = played
    assert_edges(svg, LECTURE[0], is_read)


def test_the_player_shows_the_activations_that_are_known(played):
    at, *_, svg = played
    last = {"z[3]": 2, "a[4]": 4}.get(at, 5)
    a = forward(*LECTURE[:2])[0]
    shown = activations(svg)
    assert shown.keys() == {at for at in neurons(svg) if at[0] <= last}
    assert all(number == pytest.approx(a[l][j - 1], abs=0.0051) for (l, j), (number, _) in shown.items())


def notes_of(svg, letter):
    """Return {(layer, j): number} of what is written under the neurons, named as it is."""
    found = {}
    for text in svg.iter("text"):
        if match := re.fullmatch(rf"{letter}(\d)\[(\d)\] (\S+)", text_of(text)):
            x, y = place_of(text)
            assert neurons(svg)[int(match[2]), int(match[1])] == (x, y - 30)
            found[int(match[2]), int(match[1])] = numeral(match[3])
    return found


def test_the_player_writes_under_each_neuron_its_own_delta_once_it_is_known(played):
    at, *_, svg = played
    first = {"delta[2]": 2, "delta[4]": 4, "delta[5]": 5, "grad[4]": 2}.get(at, 6)
    notes = notes_of(svg, "δ")
    assert notes.keys() == {at for at in neurons(svg) if at[0] >= first}
    for (l, j), number in notes.items():
        assert number == pytest.approx(sensitivity(*LECTURE, l, j), abs=5.1e-4), f"neuron {j} of layer {l}"


def test_the_player_writes_z_only_where_a_is_not_known_yet(played):
    at, *_, svg = played
    net, x, _ = LECTURE
    a = forward(net, x)[0]
    expected = {}
    if at == "z[3]":
        expected = {(3, j): sum(net[f"w{j}{k}[3]"] * a[2][k - 1] for k in (1, 2, 3)) + net[f"b{j}[3]"] for j in (1, 2, 3, 4)}
    assert notes_of(svg, "z") == pytest.approx(expected, abs=0.0051)


def board_of(svg):
    """Return the matrix as {(row, column): number}, and which of its entries are lit, told by the numbers at its rims."""
    texts = {place_of(text): text for text in svg.iter("text") if place_of(text)[0] >= 530}
    rows = {y: int(text.text) for (x, y), text in texts.items() if x == 530 and (text.text or "").isdigit()}
    columns = {x: int(text.text) for (x, y), text in texts.items() if x > 530 and y == 54}
    cells = {(rows[y], columns[x]): text for (x, y), text in texts.items() if y in rows and x in columns}
    return {at: numeral(cell.text) for at, cell in cells.items()}, {at for at, cell in cells.items() if cell.get("fill") == GREEN}


@pytest.mark.parametrize(
    ("at", "neuron", "layer"), [("z[3]", 4, 3), ("z[4]", 2, 4), ("delta[2]", 2, 3), ("delta[3]", 4, 4)]
)
def test_the_players_board_is_the_matrix_that_is_read_row_forward_and_column_backward(at, neuron, layer):
    svg, W = player_at(at, neuron), LECTURE[0].W[layer]
    numbers, lit = board_of(svg)
    assert numbers == pytest.approx({(j + 1, k + 1): w for (j, k), w in np.ndenumerate(W)}, abs=0.0051)
    place = 0 if at.startswith("z") else 1
    assert lit == {at for at in numbers if at[place] == neuron}
    assert label(svg, rf"W\[{layer}\]")


def test_the_players_slopes_are_what_pushing_each_weight_gives():
    svg = player_at("grad[4]", 5, 3)
    numbers, lit = board_of(svg)
    net, x, y = LECTURE
    pushed = {(j, k): slope(net, x, y, f"w{j}{k}[4]") for j in range(1, 6) for k in range(1, 5)}
    assert numbers == pytest.approx(pushed, abs=5.1e-4) and lit == {(5, 3)}
    assert label(svg, r"∂C/∂W\[4\]")


def test_a_large_board_is_a_part_of_the_matrix_with_the_right_counts():
    wide = Network((16, 16, 3), scale=1.5, rng=1), np.linspace(0, 1, 16), np.array([1.0, 0.0, 0.0])
    numbers, lit = board_of(player_at("grad[2]", 13, 9, wide))
    assert lit == {(13, 9)} and len(numbers) == 32
    for j, k in [(13, 9), (6, 6), (10, 7)]:
        assert numbers[j, k] == pytest.approx(slope(*wide, f"w{j},{k}[2]"), abs=5.1e-4)


# the learning-rate lab

X, Y = lecture_data()
START = Network((2, 2, 3, 2), rng=10)
PAIR = "w13[4]", "b1[4]"
N_ITER = 40


@pytest.fixture(scope="module")
def lab():
    return LearningRateLab(START, X, Y, n_iter=N_ITER, pairs=[PAIR])


def lab_at(lab, **changes):
    for name, value in changes.items():
        setattr(lab, name, value)
    return still_of(lab)


def frame_of(svg, n):
    """Return functions from pixels to the values of frame n, left to right, as the numbers at its axes' ends say."""
    axes = paths(svg, stroke="#d0d0d0", fill="none")
    axis = [path for path in axes if re.fullmatch(r"M\d+ \d+V\d+H\d+", path.get("d"))][n]
    left, top, bottom, right = map(float, re.findall(r"\d+", axis.get("d")))
    texts = {place_of(text): text.text for text in svg.iter("text") if text.get("fill") == GREY}

    def value(text):
        if re.fullmatch(r"10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", text):
            return float(text[2:].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
        return numeral(text)

    low, high = value(texts[left, bottom + 16]), value(texts[right, bottom + 16])
    least, most = value(texts[left - 5, bottom + 4]), value(texts[left - 5, top + 4])
    return (
        lambda x: low + (x - left) / (right - left) * (high - low),
        lambda y: least + (bottom - y) / (bottom - top) * (most - least),
    )


def values_of(path, frame):
    return np.array([[frame[0](x), frame[1](y)] for x, y in points_of(path.get("d"))])


@pytest.mark.parametrize(("curvature", "eta"), [(0.5, 3.0), (1.0, 1.6), (2.0, 0.2), (1.0, 2.2)])
def test_the_still_of_the_parabola_walks_by_the_rule(lab, curvature, eta):
    svg = lab_at(lab, part="parabola", curvature=curvature, parabola_eta=eta)
    plane, logs = frame_of(svg, 0), frame_of(svg, 1)
    w = [1.0]
    for _ in range(20):
        w.append(w[-1] - eta * curvature * w[-1])
    w = np.array(w)
    C = curvature * w**2 / 2
    [bowl] = paths(svg, stroke=INK)
    way, costs = paths(svg, stroke=GREEN)
    at = values_of(bowl, plane)
    assert np.allclose(np.minimum(curvature * at[:, 0] ** 2 / 2, 2), at[:, 1], atol=0.03)
    inside = np.cumprod(abs(w) < 2).astype(bool)
    expected = np.column_stack([w, np.minimum(C, 2)])[inside]
    assert np.allclose(values_of(way, plane), expected, atol=0.01)
    dots = [[plane[0](x), plane[1](y)] for x, y in map(centre_of, svg.iter("circle"))]
    assert np.allclose(dots, expected, atol=0.01)
    seen = (C > 1e-8) & (C < 1e4)
    assert np.allclose(values_of(costs, logs), np.column_stack([np.arange(21), np.log10(np.maximum(C, 1e-30))])[seen], atol=0.06)


def test_the_still_of_the_runs_marks_points_of_the_first_class_with_rings_and_of_the_second_with_crosses(lab):
    svg = lab_at(lab, part="points", eta=2.0, record=40)
    plane = frame_of(svg, 1)
    rings = {centre_of(circle): circle.get("stroke") for circle in svg.iter("circle") if circle.get("fill") == "none"}
    crosses = {}
    for path in svg.iter("path"):
        if match := re.fullmatch(r"M(\S+) (\S+?)l8 8m0 -8l-8 8", path.get("d")):
            crosses[float(match[1]) + 4, float(match[2]) + 4] = path.get("stroke")
    for marks, of_class, colour in ((rings, 0, "#d55e00"), (crosses, 1, "#0072b2")):
        assert set(marks.values()) == {colour}
        places = sorted((plane[0](x), plane[1](y)) for x, y in marks)
        assert np.allclose(places, sorted(X[:, Y[of_class] == 1].T.tolist()), atol=0.005)


def inside(path, x, y):
    """Whether a pixel lies in one of a path's rectangles."""
    boxes = re.findall(r"M(\d+) (\d+)H(\d+)V(\d+)H\d+z", path.get("d"))
    return any(float(left) < x < float(right) and float(up) < y < float(down) for left, down, right, up in boxes)


@pytest.mark.parametrize("record", [0, 40])
def test_the_still_of_the_runs_colours_each_place_for_the_larger_output(lab, record):
    svg = lab_at(lab, part="points", eta=2.0, record=record)
    trained, plane = START.copy(), frame_of(svg, 1)
    train_sgd(trained, X, Y, eta=2.0, n_iter=record * N_ITER // 40, rng=0, compiled=False)
    first, second = ([path for path in svg.iter("path") if path.get("fill") == fill] for fill in ("#fbe4d2", "#d9e8f5"))
    told = 0
    for px in range(447, 680, 23):
        for py in range(57, 290, 23):
            one, other = forward(trained, [plane[0](px), plane[1](py)])[0][4]
            if abs(one - other) > 0.05:  # the grid's cells leave the border a little way off
                told += 1
                assert (inside(first[0], px, py), inside(second[0], px, py)) == (one > other, one < other)
    assert told > 20


def test_the_still_of_the_runs_shows_cost_of_the_chosen_rate_in_green(lab):
    svg = lab_at(lab, part="points", eta=0.5, record=20)
    frame = frame_of(svg, 0)
    trained, costs = START.copy(), [cost(START, X, Y)]
    rng = np.random.default_rng(0)
    for k in rng.integers(10, size=N_ITER):
        train_sgd(trained, X[:, [k]], Y[:, [k]], eta=0.5, n_iter=1, rng=0, compiled=False)
        costs.append(cost(trained, X, Y))
    [chosen] = paths(svg, stroke=GREEN)
    assert np.allclose(values_of(chosen, frame), np.column_stack([np.arange(41), np.log10(costs)]), atol=0.02)
    [(x, y)] = [centre_of(circle) for circle in svg.iter("circle") if circle.get("fill") != "none"]
    assert (frame[0](x), frame[1](y)) == pytest.approx((20, np.log10(costs[20])), abs=0.05)
    assert len(paths(svg, stroke="#d0d0d0", stroke_width="1.5")) == 12  # the other rates


def walk(net, eta, draws=None):
    """Walk with two parameters alone, slopes by pushing; draws: the point of each step, None for all of them."""
    net, places = net.copy(), []
    for n in range(31):
        places.append([*(net[name] for name in PAIR), cost(net, X, Y)])
        x, y = (X, Y) if draws is None else (X[:, draws[n % len(draws)]], Y[:, draws[n % len(draws)]])
        steps = [eta * slope(net, x, y, name) for name in PAIR]
        for name, step in zip(PAIR, steps, strict=True):
            net[name] -= step
    return np.array(places)


def frozen(lab):
    """The network in which the two walk: as the best rate left it, the two at their start."""
    net = START.copy()
    train_sgd(net, X, Y, eta=lab.tables["best"], n_iter=N_ITER, rng=0, compiled=False)
    for name in PAIR:
        net[name] = START[name]
    return net


def test_the_still_of_the_surface_draws_both_walks_solid_with_all_points_and_dashed_with_one(lab):
    svg = lab_at(lab, part="surface", eta=2.0)
    map_, frame = frame_of(svg, 0), frame_of(svg, 1)
    lines = paths(svg, stroke=GREEN)
    assert [line.get("stroke-dasharray") for line in lines] == ["none", "none", "5 3", "5 3"]
    for draws, (way, costs) in ((None, lines[:2]), (np.random.default_rng(0).integers(10, size=30), lines[2:])):
        expected = walk(frozen(lab), 2.0, draws)
        assert np.allclose(values_of(way, map_), expected[:, :2], atol=0.08)  # the axes' ends have one decimal
        assert np.allclose(values_of(costs, frame), np.column_stack([np.arange(31), np.log10(expected[:, 2])]), atol=0.02)
    [(x, y)] = map(centre_of, svg.iter("circle"))
    assert (map_[0](x), map_[1](y)) == pytest.approx([START[name] for name in PAIR], abs=0.08)


def test_the_still_of_the_surface_is_darker_where_cost_is_higher(lab):
    svg = lab_at(lab, part="surface", eta=2.0)
    map_, base = frame_of(svg, 0), frozen(lab)
    greys = [(int(path.get("fill")[9:-2]), path) for path in svg.iter("path") if (path.get("fill") or "").startswith("hsl(0,0%,")]
    assert len(greys) == 7
    seen = []
    for px in range(57, 290, 29):
        for py in range(57, 290, 29):
            [light] = [light for light, path in greys if inside(path, px + 0.3, py + 0.3)]
            seen.append((cost(moved(moved(base, PAIR[0], map_[0](px)), PAIR[1], map_[1](py)), X, Y), light))
    by_cost = [light for _, light in sorted(seen)]
    # bands of equal ratio: at a border two neighbours may be told apart by a pixel
    assert by_cost[0] > by_cost[-1] and all(after <= before + 4 for before, after in pairwise(by_cost))


# what a notebook gets

SHOWN = {
    "Explorer": lambda: Explorer(*LECTURE),
    "PassPlayer": lambda: PassPlayer(*LECTURE, at="z[3]"),
    "LearningRateLab": lambda: LearningRateLab(n_iter=40),
    "OverfittingLab": lambda: OverfittingLab(n_iter=40),
    "StepSlider": lambda: StepSlider(*LECTURE),
    "Wishes": lambda: Wishes(*LECTURE),
    "DepthLab": DepthLab,
}


@pytest.fixture(scope="module", params=SHOWN)
def bundle(request):
    """Data and metadata of a widget that has a picture."""
    return SHOWN[request.param]()._repr_mimebundle_()


def test_an_image_shows_the_same_picture_where_a_notebook_is_not_trusted(bundle):
    (source,) = re.findall(r'^<img [^>]*src="data:image/svg\+xml;base64,([^"]+)">$', bundle[0]["text/html"])
    assert base64.b64decode(source).decode() == bundle[0]["image/svg+xml"]


def test_the_image_and_the_metadata_have_its_words(bundle):
    assert f'alt="{html.escape(bundle[1]["alt"])}"' in bundle[0]["text/html"] and len(bundle[1]["alt"].split()) > 8


def test_the_live_widget_is_there_too(bundle):
    assert "application/vnd.jupyter.widget-view+json" in bundle[0]


def test_the_explorers_words_say_the_point_and_the_slope():
    words = Explorer(*LECTURE)._repr_mimebundle_()[1]["alt"]
    assert words.startswith("w 4 3, layer 3, is −0.303, C is 0.4816. A network with 4, 3, 4, 5, 2 neurons") and "0.0710" in words
