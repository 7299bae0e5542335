"""The pass player in a real JupyterLab: each step shows what Python computes, and no step asks Python."""

import json
import re
import urllib.request

import numpy as np
import pytest

from lecture_lib import Network, backward, cost, forward, gradient
from tools.lab import NEXT_FRAME

NOTEBOOK = "player.ipynb"
CODE = """from lecture_lib import Network, PassPlayer
net = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
player = PassPlayer(net, [0.2, 0.9, 0.5, 0.7], [1.0, 0.0], at="z[3]", eta=2.0)
player"""
FORWARD, BACKWARD = "a[1] z[2] a[2] z[3] a[3] z[4] a[4] z[5] a[5] C", "delta[5] delta[4] delta[3] delta[2]"
STEPS = f"{FORWARD} {BACKWARD} grad[2] grad[3] grad[4] grad[5] update".split()
NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


class PlayerOnScreen:
    """The player of an opened notebook, used as a student uses it."""

    def __init__(self, notebook):
        self.page = notebook.page
        self.root = notebook.page.locator(".bp-player").first
        self.root.scroll_into_view_if_needed()
        self.slider = self.root.locator("input[type=range]")

    def go(self, step):
        """Move to a step by the keyboard, from the first one."""
        place = STEPS.index(step)
        self.slider.focus()
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowRight")
        self.page.evaluate(NEXT_FRAME)
        self.root.locator(f'input[aria-valuetext^="step {place + 1} of {len(STEPS)}:"]').wait_for()

    def choose(self, neuron, layer):
        """Choose a neuron by the keyboard; a step of slopes then selects a weight into it."""
        option = self.root.locator(f'[role=option][aria-label^="neuron {neuron}, layer {layer},"]')
        option.focus()
        self.page.keyboard.press("Enter")
        self.page.evaluate(NEXT_FRAME)
        names = f'[aria-label^="neuron {neuron}, layer {layer},"]', f'[data-parameter^="w{neuron}"][data-parameter$="[{layer}]"]'
        self.root.locator(", ".join(f"{name}[aria-current=true]" for name in names)).wait_for(state="attached")

    def shown(self, quantity):
        return number(self.root.locator(f'[data-quantity="{quantity}"]').first.text_content())

    def lit(self):
        """The lit numbers of the matrix, in order."""
        return [number(text) for text in self.root.locator("tbody td.lit").all_text_contents()]


def number(text):
    return text.replace("\N{MINUS SIGN}", "-").strip()


def assert_is(text, expected):
    """The number on screen is Python's, to one unit of the last digit shown."""
    assert re.fullmatch(r"-?\d+(\.\d+)?", text), f"{text!r} is not a number"
    unit = 10.0 ** -len(text.partition(".")[2])
    assert abs(float(text) - expected) <= unit, f"shown {text}, Python has {expected:.8f}"


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    cell = {"cell_type": "code", "execution_count": None, "id": "player", "metadata": {}, "outputs": [], "source": CODE}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    body = json.dumps({"type": "notebook", "format": "json", "content": content}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{lab}/api/contents/{NOTEBOOK}", body, method="PUT"))
    notebook = open_notebook(NOTEBOOK)
    notebook.page.wait_for_selector(".bp-player")
    return notebook


@pytest.fixture
def player(notebook):
    return PlayerOnScreen(notebook)


@pytest.mark.parametrize(("neuron", "l"), [(4, 3), (2, 4)])
def test_the_forward_pass_shows_what_python_computes(player, neuron, l):
    z = forward(NET, X)[1]
    player.go(f"z[{l}]")
    player.choose(neuron, l)
    assert_is(player.shown(f"z-{l}-j"), z[l][neuron - 1])
    row = [*NET.W[l][neuron - 1], NET.b[l][neuron - 1], z[l][neuron - 1]]
    for text, expected in zip(player.lit(), row, strict=True):
        assert_is(text, expected)


@pytest.mark.parametrize(("neuron", "l"), [(1, 2), (3, 4)])
def test_the_backward_pass_shows_what_python_computes(player, neuron, l):
    a, z = forward(NET, X)
    delta = backward(NET, a, z, Y)
    player.go(f"delta[{l}]")
    player.choose(neuron, l)
    assert_is(player.shown(f"delta-{l}-j"), delta[l][neuron - 1])
    column = np.column_stack([NET.W[l + 1][:, neuron - 1], delta[l + 1]]).ravel()
    for text, expected in zip(player.lit(), column, strict=True):
        assert_is(text, expected)


def test_the_gradient_and_the_update_show_what_python_computes(player):
    grad, after = gradient(NET, X, Y), NET.copy()
    after.p -= 2.0 * grad.p
    player.go("grad[3]")
    player.choose(4, 3)
    k = int(re.fullmatch(r"w4(\d)\[3\]", player.root.locator("[aria-current=true]").get_attribute("data-parameter"))[1])
    assert_is(player.shown("dw-3-j-k"), grad.W[3][3, k - 1])
    player.go("update")
    words = player.root.locator(".bp-sentence").text_content()
    before, now = re.search(r"goes from ([\d.]+\d) to ([\d.]+\d)", words).groups()
    assert_is(before, cost(NET, X, Y))
    assert_is(now, cost(after, X, Y))


def test_python_is_told_the_step_in_one_message(player, notebook):
    player.go("a[2]")
    notebook.settle()
    sent = len(notebook.sent)
    player.slider.focus()
    player.page.keyboard.press("End")
    player.root.locator('input[aria-valuetext$="update"]').wait_for()
    notebook.settle()
    states = [str(frame) for frame in notebook.sent[sent:] if "comm_msg" in str(frame)]
    assert len(states) == 1 and '"at":"update"' in states[0]


def test_a_hidden_number_comes_when_it_is_asked_for(player):
    player.go("delta[3]")
    player.root.get_by_label("Predict first").check()
    hook = player.root.locator('[data-quantity="delta-3-j"]')
    player.page.wait_for_function("e => e.textContent === '?'", arg=hook.element_handle())
    player.slider.focus()
    player.page.keyboard.press("r")
    player.page.wait_for_function("e => e.textContent !== '?'", arg=hook.element_handle())
    player.root.get_by_label("Predict first").uncheck()


def test_the_wide_board_stays_in_itself(player):
    assert player.root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")


def test_nothing_went_wrong_meanwhile(player, notebook):
    assert notebook.console_errors == [] and notebook.outside_requests == []
