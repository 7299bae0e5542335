"""Widgets as pages of their own: they open from disk and work with no server, no kernel and no network."""


import numpy as np
import pytest

from lecture_lib import Explorer, Network, PassPlayer, StepSlider, backward, forward, gradient, step_size_study

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


class Opened:
    """A page opened from disk, and everything it asked for and complained about meanwhile."""

    def __init__(self, browser, file, **context):
        self.context = browser.new_context(offline=True, **context)
        self.page = self.context.new_page()
        self.complaints, self.requests = [], []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda r: r.url.startswith(("blob:", "data:")) or self.requests.append(r.url))
        self.page.goto(file.as_uri())
        self.file = file

    def number(self, quantity):
        text = self.page.locator(f'[data-quantity="{quantity}"]').first.text_content()
        return float(text.replace("\N{MINUS SIGN}", "-"))


@pytest.fixture
def open_page(browser, tmp_path):
    """Function: a widget to its page, which must have asked for nothing but itself and complained of nothing."""
    opened = []

    def open_one(widget, **context):
        widget.to_html(tmp_path / "page.html")
        opened.append(Opened(browser, tmp_path / "page.html", **context))
        return opened[-1]

    yield open_one
    for page in opened:
        page.context.close()
        assert page.requests == [page.file.as_uri()]
        assert page.complaints == []


def test_the_players_page_plays(open_page):
    opened = open_page(PassPlayer(NET, X, Y, at="z[5]"))
    page = opened.page
    for step in ("activations of layer 5", "cost", "sensitivities of layer 5"):
        page.get_by_role("button", name="Next step").click()
        page.locator(f'input[aria-valuetext$="{step}"]').wait_for()
    a, z = forward(NET, X)
    assert opened.number("delta-5-j") == pytest.approx(backward(NET, a, z, Y)[5][0], abs=1e-4)


@pytest.mark.parametrize("parameter", ["w43[3]", "w21[2]", "b5[4]"])
def test_on_the_explorers_page_any_parameter_can_be_chosen(open_page, parameter):
    opened = open_page(Explorer(NET, X, Y, parameter="w11[5]"))
    opened.page.locator(f'[data-parameter="{parameter}"]').focus()
    opened.page.keyboard.press("Enter")
    opened.page.locator(f'[data-parameter="{parameter}"][aria-selected=true]').wait_for(state="attached")
    slope = opened.page.locator('[data-quantity="derivative"]').first
    opened.page.wait_for_function(
        "([e, expected]) => Math.abs(Number(e.textContent.replace('\u2212', '-')) - expected) < 1e-4",
        arg=[slope.element_handle(), gradient(NET, X, Y)[parameter]],
    )


def test_the_explorers_page_follows_a_push(open_page):
    opened = open_page(Explorer(NET, X, Y))
    slider = opened.page.locator("input[type=range]")
    before = opened.number("cost")
    slider.focus()
    opened.page.keyboard.press("End")
    opened.page.wait_for_function(
        "before => Number(document.querySelector('[data-quantity=cost]').textContent) !== before", arg=before
    )


def test_the_step_sliders_page_answers_the_keyboard(open_page):
    opened = open_page(StepSlider(NET, X, Y))
    opened.page.get_by_role("slider", name="h, the step").focus()
    for _ in range(8 * 3):
        opened.page.keyboard.press("ArrowLeft")
    opened.page.wait_for_function("document.querySelector('[data-quantity=h]').textContent === '1.0 · 10⁻³'")
    study = step_size_study(NET, X, Y, "w43[3]")
    row = np.abs(np.log(study.hs / 1e-3)).argmin()
    assert [opened.number(m) for m in study.quotient] == pytest.approx([q[row] for q in study.quotient.values()], abs=1e-14)


@pytest.mark.parametrize("width", [360, 1060])
def test_the_step_sliders_thumb_stands_under_its_line(open_page, width):
    slider = StepSlider(NET, X, Y)
    slider.h = 1e-5
    page = open_page(slider, viewport={"width": width, "height": 700}).page
    line = page.locator(".bp-here").bounding_box()
    track = page.locator("input[type=range]").bounding_box()
    thumb = track["x"] + 8 + (track["width"] - 16) * 15 / 20  # 1e-5 is 15 of 20 powers of ten from the left
    assert abs(line["x"] + line["width"] / 2 - thumb) < 1.5
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(17, 17, 17)")])
def test_the_page_is_light_or_dark_as_the_reader_wishes(open_page, scheme, background):
    page = open_page(PassPlayer(NET, X, Y), color_scheme=scheme).page
    page.wait_for_selector(".bp-player")
    grounds = page.evaluate("['body', '.bp-player'].map(one => getComputedStyle(document.querySelector(one)).backgroundColor)")
    assert grounds == [background, background]


@pytest.mark.parametrize("width", [360, 1060])
def test_the_page_fits_its_width(open_page, width):
    wide = Network((16, 16, 3), rng=1), np.linspace(0, 1, 16), np.array([1.0, 0.0, 0.0])
    page = open_page(PassPlayer(*wide, at="z[2]"), viewport={"width": width, "height": 800}).page
    page.wait_for_selector(".bp-player")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_page_shows_the_still(open_page):
    page = open_page(PassPlayer(NET, X, Y, at="delta[2]"), java_script_enabled=False).page
    assert page.locator("noscript svg").is_visible()
