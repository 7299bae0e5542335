"""The learning-rate lab in a real JupyterLab: each part shows what Python computes, and moving a slider asks Python nothing."""

import json
import re
import urllib.request

import pytest

from lecture_lib import Network, cost, lecture_data, train_sgd
from tools.lab import NEXT_FRAME

NOTEBOOK = "rates.ipynb"
CODE = """from lecture_lib import LearningRateLab
lab = LearningRateLab(n_iter=400)
lab"""
X, Y = lecture_data()
NET = Network((2, 2, 3, 2), rng=10)


PRESS = """(slider, keys) => keys.forEach(key => slider.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
))"""


class LabOnScreen:
    """The lab of an opened notebook, used by the keyboard."""

    def __init__(self, notebook):
        self.notebook, self.page = notebook, notebook.page
        self.root = notebook.page.locator(".bp-rates").first
        self.root.scroll_into_view_if_needed()

    def open(self, part):
        self.root.get_by_role("button", name=part).press("Enter")
        self.root.locator(f'button[aria-pressed=true]:has-text("{part}")').wait_for()

    def move(self, slider, *keys):
        """Press keys at once: on a busy machine they would come one by one, and Python's echo of the first amid the others."""
        self.notebook.settle()
        self.root.get_by_role("slider", name=slider).evaluate(PRESS, keys)
        self.page.evaluate(NEXT_FRAME)

    def says(self, words):
        """Wait until the sentence has these words, and return it."""
        self.root.locator(".bp-sentence", has_text=re.compile(words)).wait_for()
        return self.root.locator(".bp-sentence").text_content()

    def shown(self, quantity):
        return float(self.root.locator(f'[data-quantity="{quantity}"]').text_content().replace("\N{MINUS SIGN}", "-"))


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    cell = {"cell_type": "code", "execution_count": None, "id": "rates", "metadata": {}, "outputs": [], "source": CODE}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    body = json.dumps({"type": "notebook", "format": "json", "content": content}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{lab}/api/contents/{NOTEBOOK}", body, method="PUT"))
    notebook = open_notebook(NOTEBOOK)
    notebook.page.wait_for_selector(".bp-rates")
    return notebook


@pytest.fixture
def rates(notebook):
    return LabOnScreen(notebook)


@pytest.mark.parametrize(
    ("rights", "factor", "words"), [(3, 0.8, "slow"), (19, 0.0, "arrives"), (39, -1.0, "no closer"), (47, -1.4, "diverges")]
)
def test_the_parabola_tells_the_regimes(rates, rights, factor, words):
    rates.open("A parabola")
    rates.move("Learning rate", "Home", *["ArrowRight"] * rights)
    rates.says(words)
    assert rates.shown("factor") == pytest.approx(factor, abs=1e-9)


@pytest.mark.parametrize(("lefts", "eta"), [(0, 200.0), (6, 2.0)])
def test_the_network_has_learned_what_python_has_learned(rates, lefts, eta):
    rates.open("A network")
    rates.move("Learning rate", "End", *["ArrowLeft"] * lefts)
    rates.move("Step", "End", *["ArrowLeft"] * 20)
    rates.says(f"η = {eta:g} after 200 steps")
    alone = NET.copy()
    train_sgd(alone, X, Y, eta=eta, n_iter=200, rng=0, compiled=False)
    assert rates.shown("cost") == pytest.approx(cost(alone, X, Y), abs=1e-3)


def test_the_ways_of_two_parameters_follow_rate_and_step(rates):
    rates.open("Two of its parameters")
    rates.move("Learning rate", "End")
    rates.move("Step", "Home", *["ArrowRight"] * 9)
    first = rates.says("η = 200 and all points in each step, .* of 9 steps")
    rates.root.get_by_label("parameters").select_option(index=1)
    sentence = rates.root.locator(".bp-sentence").element_handle()
    rates.page.wait_for_function("([e, before]) => e.textContent !== before", arg=[sentence, first])


def test_a_burst_of_keys_is_one_message_to_python(rates, notebook):
    rates.open("A network")
    rates.move("Step", "Home")
    rates.open("A network")  # a press ends the gesture before
    notebook.settle()
    sent = len(notebook.sent)
    rates.move("Step", *["ArrowRight"] * 10)
    rates.root.locator("[aria-live]", has_text="after 100 steps").wait_for(state="attached")  # said when the burst is over
    notebook.settle()
    assert len([frame for frame in notebook.sent[sent:] if "comm_msg" in str(frame)]) == 1


@pytest.mark.parametrize("part", ["A parabola", "A network", "Two of its parameters"])
def test_nothing_is_wider_than_the_lab(rates, part):
    rates.open(part)
    assert rates.root.evaluate("root => root.scrollWidth <= root.clientWidth + 1")


def test_nothing_went_wrong_meanwhile(rates, notebook):
    assert notebook.console_errors == [] and notebook.outside_requests == []
