"""A widget's own page, opened from disk with no server behind it."""

import numpy as np
import pytest

from lecture_lib import Explorer, Network, PassPlayer, forward, gradient

NET = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
X, Y = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


@pytest.fixture
def opened(browser, tmp_path):
    """Function: write a widget's page, open it, and return the page with what went wrong in it."""
    pages = []

    def open_one(widget):
        widget.to_html(tmp_path / "page.html")
        page = browser.new_page()
        pages.append(page)
        page.troubles = []
        page.on("console", lambda message: message.type == "error" and page.troubles.append(message.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda r: r.url.startswith(("file:", "blob:", "data:")) or page.troubles.append(r.url))
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield open_one
    for page in pages:
        page.close()


def number(page, quantity):
    return float(page.locator(f'[data-quantity="{quantity}"]').first.text_content().replace("\N{MINUS SIGN}", "-"))


def test_the_explorer_opens_and_asks_nobody(opened):
    page = opened(Explorer(NET, X, Y))
    page.locator("[data-quantity=derivative]").wait_for()
    assert abs(number(page, "derivative") - gradient(NET, X, Y)["w43[3]"]) <= 1e-4
    assert page.troubles == []


def test_another_weight_can_be_chosen_in_the_explorers_page(opened):
    page = opened(Explorer(NET, X, Y))
    page.locator('[data-parameter="w12[5]"]').focus()
    page.keyboard.press("Enter")
    page.locator('[data-parameter="w12[5]"][aria-selected=true]').wait_for(state="attached")
    assert abs(number(page, "derivative") - gradient(NET, X, Y)["w12[5]"]) <= 1e-4
    assert page.troubles == []


def test_the_player_walks_through_its_steps(opened):
    page = opened(PassPlayer(NET, X, Y))
    for _ in range(3):
        page.get_by_role("button", name="Next step").click()
    page.locator('[data-quantity="z-3-j"]').wait_for()
    assert abs(number(page, "z-3-j") - forward(NET, X)[1][3][0]) <= 1e-3
    assert page.troubles == []
