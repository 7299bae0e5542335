"""The explorer's modes in a real JupyterLab, where Python can build another network and its kernel can die."""

import json
import urllib.request

import pytest
from gestures import drag_to, let_go, press_thumb

from lecture_lib import Network, cost, gradient, perturb
from tools.lab import NEXT_FRAME

NOTEBOOK = "modes.ipynb"
CODE = """from lecture_lib import Explorer, Network
net = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
explorer = Explorer(net, [0.2, 0.9, 0.5, 0.7], [1.0, 0.0])
explorer"""
NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]


@pytest.fixture(scope="module")
def notebook(lab, open_notebook):
    cell = {"cell_type": "code", "execution_count": None, "id": "modes", "metadata": {}, "outputs": [], "source": CODE}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    body = json.dumps({"type": "notebook", "format": "json", "content": content}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{lab}/api/contents/{NOTEBOOK}", body, method="PUT"))
    notebook = open_notebook(NOTEBOOK)
    notebook.page.wait_for_selector(".bp-explorer")
    return notebook


@pytest.fixture
def page(notebook):
    return notebook.page


@pytest.fixture
def root(notebook, page):
    """The explorer, with the focus on its slider and no mode on."""
    root = page.locator(".bp-explorer")
    root.locator("input[type=range]").focus()
    page.keyboard.press("4")
    notebook.settle()
    yield root
    page.evaluate(NEXT_FRAME)
    for name in ("Predict first", "Presenter"):
        button = root.get_by_role("button", name=name)
        if button.get_attribute("aria-pressed") == "true":
            button.click()


def number(root, quantity):
    return float(root.locator(f'[data-quantity="{quantity}"]').text_content().replace("\N{MINUS SIGN}", "-"))


def open_form(root):
    if not root.locator(".bp-form[open]").count():
        root.get_by_text("Network and data point").click()


@pytest.mark.parametrize("level", ["1", "2", "3", "4"])
def test_a_digit_is_the_level(page, root, level):
    page.keyboard.press(level)
    page.locator(f'.bp-explorer[data-detail="{level}"]').wait_for()


def test_a_question_is_asked_answered_and_ended_by_keys(page, root):
    page.keyboard.press("q")
    root.locator(".bp-question").wait_for()
    page.keyboard.press("b")
    root.locator('.bp-options [aria-pressed=true][value="B"]').wait_for()
    page.keyboard.press("r")
    root.locator(".bp-sentence").get_by_text("You said B; the answer is A.").wait_for()
    assert number(root, "actual") == pytest.approx(perturb(NET, X, Y, "w43[3]", 0.7 - NET["w43[3]"]).actual, abs=1e-4)
    page.keyboard.press("q")
    root.locator(".bp-sentence").get_by_text("Layers 1 and 2 come before").wait_for()


def test_the_presenters_type_is_larger_and_the_table_is_hidden(page, root):
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    before = root.evaluate(size)
    page.keyboard.press("p")
    page.locator(".bp-explorer.presenter").wait_for()
    assert root.evaluate(size) >= 1.3 * before  # as much as the window is high enough for
    hidden = (".bp-readout", '[data-quantity="finite-difference"]')
    assert [root.locator(part).first.is_visible() for part in hidden] == [False, False]


def test_axe_finds_nothing_in_the_explorer(page, root, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run('.bp-explorer', { resultTypes: ['violations'] })")
    assert len(found["passes"]) > 5
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]] == []


def test_the_form_builds_a_network_whose_numbers_are_pythons(notebook, page, root):
    open_form(root)
    for label, text in {"neurons by layer": "3, 4, 2", "x": "0.1, -0.4, 0.8", "y": "0, 1", "seed": "5", "scale": "1"}.items():
        root.get_by_label(label, exact=True).fill(text)
        page.keyboard.press("Tab")  # sizes fit x and y when they are left
    root.locator("label", has_text="activation").locator("select").select_option("tanh")
    root.get_by_role("button", name="Build").click()
    notebook.settle()
    root.locator('[data-parameter="w11[2]"][aria-current=true]').wait_for(state="attached")
    net, x, y = Network((3, 4, 2), activation="tanh", rng=5, scale=1.0), [0.1, -0.4, 0.8], [0.0, 1.0]
    slope = gradient(net, x, y)["w11[2]"]
    assert number(root, "cost") == pytest.approx(cost(net, x, y), abs=1e-4)
    assert number(root, "derivative") == pytest.approx(slope, abs=1e-4)
    assert number(root, "finite-difference") == pytest.approx(slope, abs=1e-4)
    assert root.get_by_label("neurons by layer").input_value() == "3, 4, 2"


def test_what_the_form_asks_in_vain_is_told_and_the_picture_stays(page, root):
    before = number(root, "cost")
    open_form(root)
    root.get_by_label("x", exact=True).fill("1, 2, 3, 4, 5, 6")
    root.get_by_role("button", name="Build").click()
    root.locator(".bp-message").get_by_text("x: expected shape").wait_for()
    assert (number(root, "cost"), root.get_by_label("x", exact=True).input_value()) == (before, "1, 2, 3, 4, 5, 6")


def test_a_kernel_that_dies_in_mid_drag_leaves_the_picture_and_says_so(notebook, page, root):
    parameter = root.locator("[aria-current=true]").get_attribute("data-parameter")
    slider = root.locator("input[type=range]")
    press_thumb(slider)
    drag_to(slider, 0.7)
    page.evaluate(
        """() => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel
            .requestExecute({ code: "import os, signal; os.kill(os.getpid(), signal.SIGKILL)" }) && 1"""
    )
    root.locator(".bp-message").get_by_text("Python has gone; what is here can still be moved.").wait_for()
    drag_to(slider, 0.9)
    let_go(slider)
    numbers = [number(root, quantity) for quantity in ("parameter", "cost")]
    page.locator(".jp-Dialog button").click()  # JupyterLab says that it starts another kernel
    root.locator('[data-parameter="b1[3]"]').focus()
    page.keyboard.press("Enter")
    root.locator(".bp-message").get_by_text("so the numbers for b₁^[3] are not here").wait_for()
    assert numbers[0] > 2 and [number(root, quantity) for quantity in ("parameter", "cost")] == numbers
    assert root.locator("[aria-current=true]").get_attribute("data-parameter") == parameter
