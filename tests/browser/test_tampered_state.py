"""A page whose state somebody has changed: markup in an equation is told in a sentence, and nothing of it is built."""

import copy

import pytest

from lecture_lib import Explorer, Network, PassPlayer
from lecture_lib.widgets.live.live import LiveEquation
from lecture_lib.widgets.page.page import write_page
from tools.lab import NEXT_FRAME

POINT = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
HARM = "window.harmed = true"
SENTENCE = ".bp-message:not(:empty)"
TOLD = "What came as an equation is not MathML as it is written here, so it is not shown."
FOREIGN = "script, style, img, iframe, a, maction, semantics, annotation-xml, [href], [style*=fixed], [onclick], [onmouseover]"
SVG, XHTML = 'xmlns="http://www.w3.org/2000/svg"', 'xmlns="http://www.w3.org/1999/xhtml"'
MARKUP = {
    "a script": f"<script {XHTML}>{HARM}</script>",
    "a script of SVG": f"<svg {SVG}><script>{HARM}</script></svg>",
    "an image": f'<img {XHTML} src="x:" onerror="{HARM}"/>',
    "a frame": f'<iframe {XHTML} srcdoc="&lt;script>parent.{HARM}&lt;/script>"/>',
    "a style sheet": f"<style {XHTML}>* {{ display: none }}</style>",
    "a link": f'<mrow href="javascript:{HARM}"><mi>x</mi></mrow>',
    "a link of HTML": f'<a {XHTML} href="javascript:{HARM}">x</a>',
    "HTML as an annotation": f'<semantics><mi>x</mi><annotation-xml encoding="text/html"><img {XHTML} src="x:" onerror="{HARM}"/>'
    "</annotation-xml></semantics>",
    "an action": f'<maction actiontype="statusline" onclick="{HARM}"><mi>x</mi></maction>',
    "an event": f'<mi onmouseover="{HARM}">x</mi>',
    "a style": '<mi style="position: fixed; inset: 0">x</mi>',
    "a link elsewhere": '<mi xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://example.org/">x</mi>',
    "an element of a page": f"<mtext><div {XHTML}>x</div></mtext>",
    "an instruction": '<?xml-stylesheet href="x"?>',
    "no XML": "<mi>",
}


def first_equation(widget, state):
    """The place of an equation that the widget shows: what holds it, and its key."""
    if widget == "explorer":
        return state["equations"]["w"], "slope"
    if widget == "player":
        templates = state["steps"][0]["equations"][0]["templates"]
        return templates, next(iter(templates))
    return state["equation"]["templates"], str(state["indices"]["l"])


class LiveOnAPage(LiveEquation):
    """A live equation has no picture as its still; a page wants one."""

    def _repr_mimebundle_(self, **kwargs):
        return {"image/svg+xml": ""}, {}


@pytest.fixture(scope="module")
def widgets():
    return {"explorer": Explorer(*POINT), "player": PassPlayer(*POINT), "live": LiveOnAPage("25", *POINT)}


@pytest.fixture
def open_tampered(browser, tmp_path, widgets):
    """Function: a widget and the markup in one of its equations to the page that shows it."""
    pages = []

    def open_one(name, change):
        state = copy.deepcopy(widgets[name].own_state())
        holder, key = first_equation(name, state)
        holder[key] = change(holder[key])
        write_page(widgets[name], tmp_path / "page.html", name, **state)
        pages.append(page := browser.new_page())
        page.goto((tmp_path / "page.html").as_uri())
        page.locator(SENTENCE).wait_for(state="attached")
        page.evaluate(NEXT_FRAME)
        return page

    yield open_one
    for page in pages:
        page.close()


@pytest.mark.parametrize("what", MARKUP)
@pytest.mark.parametrize("name", ["explorer", "player", "live"])
def test_markup_in_an_equation_draws_a_sentence_and_builds_nothing(open_tampered, name, what):
    page = open_tampered(name, lambda equation: equation.replace("<mrow>", f"<mrow>{MARKUP[what]}", 1))
    root = page.locator(".bp-widget")
    assert root.locator(SENTENCE).text_content() == TOLD
    assert root.locator(FOREIGN).count() == 0
    assert page.evaluate("window.harmed") is None


def test_an_entity_is_not_read(open_tampered):
    declared = '<!DOCTYPE math [<!ENTITY x "many">]>'
    page = open_tampered("explorer", lambda equation: declared + equation.replace("<mi>C</mi>", "<mi>&x;</mi>", 1))
    assert page.locator(SENTENCE).text_content() == TOLD


def test_an_explorer_whose_equation_is_no_equation_can_still_be_pushed(open_tampered):
    page = open_tampered("explorer", lambda _: "<p>C</p>")
    page.get_by_role("slider").press("End")
    page.wait_for_function("() => document.querySelector('[data-quantity=parameter]').textContent === '4.00'")
    assert page.locator(SENTENCE).text_content().startswith("What came as an equation")
