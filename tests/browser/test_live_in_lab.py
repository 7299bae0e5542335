"""A live equation below its explorer, in a real JupyterLab: it follows a drag without asking the kernel."""

import numpy as np
import pytest
from gestures import drag_to, let_go, press_thumb

from lecture_lib import Network, gradient

NET = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
X, Y = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


@pytest.fixture(scope="module")
def notebook(open_notebook):
    return open_notebook("05_perturbing_one_weight.ipynb")


@pytest.fixture
def explorer(notebook):
    """The explorer, on w43[3] at its start."""
    explorer = notebook.page.locator(".bp-explorer").first
    explorer.locator('[data-parameter="w43[3]"]').first.focus()
    notebook.page.keyboard.press("Enter")
    explorer.locator("button:disabled", has_text="Reset").wait_for()
    notebook.settle()
    return explorer


@pytest.fixture
def live(notebook, explorer):
    """The equation below the explorer, for w43[3]."""
    live = notebook.page.locator(".bp-live").first
    live.scroll_into_view_if_needed()
    for menu, index in {"layer l": "3", "neuron j": "4", "neuron k": "3"}.items():
        live.get_by_label(menu).select_option(index)
    notebook.settle()
    return live


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
    before = len(notebook.sent)
    press_thumb(slider)
    drag_to(slider, 0.8)
    moved = NET.copy()
    moved["w43[3]"] = float(explorer.locator("[data-quantity=parameter]").text_content().replace("\N{MINUS SIGN}", "-"))
    wait_for_number(live, "dw-3-j-k", gradient(moved, X, Y)["w43[3]"])
    notebook.settle()
    assert len(notebook.sent) == before
    let_go(slider)


def test_its_menus_choose_another_weight(live):
    live.get_by_label("neuron j").select_option("2")
    wait_for_number(live, "dw-3-j-k", gradient(NET, X, Y)["w23[3]"])


def test_another_weight_of_the_explorer_is_another_equation(live, explorer):
    explorer.locator('[data-parameter="w12[2]"]').first.focus()
    explorer.page.keyboard.press("Enter")
    wait_for_number(live, "dw-2-j-k", gradient(NET, X, Y)["w12[2]"])
