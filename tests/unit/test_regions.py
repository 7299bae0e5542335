"""The regions of a network with two inputs, for the explorer's inset."""

import numpy as np
import pytest

from lecture_lib import Explorer, Network, forward, lecture_data

X, Y = lecture_data()
NETWORKS = {
    "two outputs": (Network((2, 2, 3, 2), scale=3, rng=415), X, Y),
    "one output": (Network((2, 3, 1), scale=2, rng=3), X, Y[:1]),
    "tanh": (Network((2, 3, 1), activation="tanh", rng=3), 3 * X - 1, 2 * Y[:1] - 1),
}


def planes(explorer, parameter):
    cells = explorer.regions["cells"]
    return np.frombuffer(explorer.sweeps[parameter]["regions"], np.uint8).reshape(-1, cells + 1, cells + 1)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_byte_is_above_the_middle_where_the_network_says_the_first_class(name):
    net, X, Y = NETWORKS[name]
    explorer = Explorer(net, X, Y, "w12[2]")
    left, bottom, right, top = explorer.regions["square"]
    assert left <= X[0].min() and right >= X[0].max() and bottom <= X[1].min() and top >= X[1].max()
    values = np.frombuffer(explorer.sweeps["w12[2]"]["values"], "<f8")
    found = planes(explorer, "w12[2]")
    assert len(found) == len(values)
    between = {"two outputs": None, "one output": 0.5, "tanh": 0.0}[name]
    for row in (0, len(values) // 2, -1):
        moved = net.copy()
        moved["w12[2]"] = values[row]
        for i, j in ((0, 0), (3, 7), (12, 12), (12, 0)):
            point = [left + (right - left) * j / 12, bottom + (top - bottom) * i / 12]
            a = forward(moved, point)[0][net.L]
            margin = a[0] - (a[1] if between is None else between)
            assert abs(margin) < 0.01 or (found[row, i, j] > 127.5) == (margin > 0)


def test_the_data_points_come_with_their_classes():
    about = Explorer(*NETWORKS["two outputs"], point=3).regions
    assert about["X"] == X.T.tolist() and about["classes"] == [0] * 5 + [1] * 5
    assert Explorer(*NETWORKS["one output"]).regions["classes"] == [0] * 5 + [1] * 5


def test_a_network_that_has_no_plane_has_no_regions():
    explorer = Explorer(Network((3, 2), rng=0), [0.1, 0.2, 0.3], [1.0, 0.0])
    assert explorer.regions == {} and "regions" not in explorer.sweeps[explorer.parameter]


def test_of_a_single_point_no_plane_is_shown():
    net, X, Y = NETWORKS["two outputs"]
    explorer = Explorer(net, X[:, 0], Y[:, 0])
    assert explorer.regions == {} and "regions" not in explorer.sweeps[explorer.parameter]


def test_another_network_or_point_that_the_form_builds_has_regions_of_its_own(monkeypatch):
    monkeypatch.setattr(Explorer, "send", lambda self, content, buffers=None: None)
    explorer = Explorer(*NETWORKS["two outputs"])
    before = planes(explorer, explorer.parameter)
    ask = lambda **change: explorer._handle_custom_msg({"kind": "build", "id": "1", "form": explorer.form | change}, [])  # noqa: E731
    ask(seed=7)
    assert not np.array_equal(planes(explorer, explorer.parameter)[:20], before[:20])
    ask(x=[0.95, 0.05], y=[0.0, 1.0])
    assert explorer.regions["X"][-1] == [0.95, 0.05] and len(explorer.regions["X"]) == 11
    ask(sizes=[3, 2], x=[0.1, 0.2, 0.3])
    assert explorer.regions == {}
    ask(sizes=[2, 2], x=[0.1, 0.2], y=[1.0, 0.0])
    assert len(explorer.regions["X"]) == 11


def test_a_page_has_regions_of_every_parameter_and_stays_below_a_megabyte(tmp_path):
    explorer = Explorer(*NETWORKS["two outputs"])
    explorer.to_html(tmp_path / "page.html")
    assert all("regions" in message for message in explorer._page_state()["sweeps"].values())
    assert (tmp_path / "page.html").stat().st_size < 1e6
