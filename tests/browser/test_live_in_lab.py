"""A live equation below its explorer, in a real JupyterLab: it follows a drag without asking the kernel."""

import numpy as np
import pytest

from lecture_lib import Network, gradient

NET = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
X, Y = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


@pytest.fixture(scope="module")
def notebook(open_notebook):
    notebook = open_notebook("05_perturbing_one_weight.ipynb")
    live = notebook.page.locator(".bp-live").first
    live.scroll_into_view_if_needed()
    return notebook


@pytest.fixture
def live(notebook):
    return notebook.page.locator(".bp-live").first


@pytest.fixture
def explorer(notebook):
    return notebook.page.locator(".bp-explorer").first


def number(live, quantity):
    return float(live.locator(f'[data-quantity="{quantity}"]').first.text_content().replace("\N{MINUS SIGN}", "-"))


def wait_for_number(live, quantity, expected):
    """Wait until a number on screen is this one, to a unit of the fourth decimal."""
    live.page.wait_for_function(
        """([live, quantity, expected]) => {
            const text = live.querySelector(`[data-quantity="${quantity}"]`)?.textContent ?? "";
            return Math.abs(Number(text.replace("\u2212", "-")) - expected) <= 1e-4;
        }""",
        arg=[live.element_handle(), quantity, expected],
    )


def test_it_shows_the_slope_by_w43(live):
    wait_for_number(live, "dw-3-j-k", gradient(NET, X, Y)["w43[3]"])


def test_it_follows_the_slider_and_no_kernel_is_asked(notebook, live, explorer):
    slider = explorer.locator("input[type=range]").first
    slider.scroll_into_view_if_needed()
    notebook.page.wait_for_timeout(1000)  # what running the cells sent has left
    before = len(notebook.sent)
    box = slider.bounding_box()
    notebook.page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] / 2)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=8)
    notebook.page.wait_for_timeout(100)
    moved = NET.copy()
    moved["w43[3]"] = float(explorer.locator("[data-quantity=parameter]").text_content().replace("\N{MINUS SIGN}", "-"))
    wait_for_number(live, "dw-3-j-k", gradient(moved, X, Y)["w43[3]"])
    assert len(notebook.sent) == before
    notebook.page.mouse.up()


def test_its_menus_choose_another_weight(live, explorer):
    explorer.get_by_role("button", name="Reset").click()
    live.get_by_label("neuron j").select_option("2")
    wait_for_number(live, "dw-3-j-k", gradient(NET, X, Y)["w23[3]"])


def test_another_weight_of_the_explorer_is_another_equation(live, explorer):
    explorer.locator('[data-parameter="w12[2]"]').first.focus()
    explorer.page.keyboard.press("Enter")
    wait_for_number(live, "dw-2-j-k", gradient(NET, X, Y)["w12[2]"])
