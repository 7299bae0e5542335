"""Hosts other than Jupyter: as marimo is, with a shadow tree around each widget, all styles reset, a dark page; and paper."""

import pytest
from nbconvert import HTMLExporter

from lecture_lib import DepthLab, Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider
from tools import ROOT
from tools.lab import NEXT_FRAME

POINT = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
# the page's script asks for the place of its widget, and is given one in a shadow tree with the page's styles; the page has
# none of Jupyter's names, and counts the keys that come to it
HOST = """scheme => {
    const find = Document.prototype.getElementById;
    let inside = null;
    Document.prototype.getElementById = function (id) {
        if (id !== "widget") return find.call(this, id);
        if (inside) return inside;
        const shadow = find.call(this, id).attachShadow({ mode: "open" });
        const reset = "*, ::before { margin: 0; border: 0 solid } button { background: none; font: inherit }"
            + "svg, img { display: block; vertical-align: middle }";
        for (const text of [reset, document.querySelector("style").textContent]) {
            shadow.append(Object.assign(document.createElement("style"), { textContent: text }));
        }
        document.querySelector("style").remove();
        document.documentElement.style.colorScheme = scheme;
        new MutationObserver(() => document.body.removeAttribute("data-jp-theme-light"))
            .observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
        document.body.removeAttribute("data-jp-theme-light");
        shadow.append(inside = document.createElement("div"));
        return inside;
    };
    window.keys = 0;
    document.addEventListener("keydown", () => window.keys++);
}"""


def overfitting_lab():
    """A lab whose slider can be moved to either side."""
    lab = OverfittingLab(n_iter=40)
    lab.l2 = 0.01
    return lab


WIDGETS = {
    "explorer": lambda: Explorer(*POINT),
    "player": lambda: PassPlayer(*POINT, at="delta[3]"),
    "rates": lambda: LearningRateLab(n_iter=40),
    "overfitting": overfitting_lab,
    "depth": DepthLab,
    "steps": lambda: StepSlider(*POINT),
}


@pytest.fixture
def hosted(browser, tmp_path):
    """Function: a widget's name and the page's color-scheme to the root of the widget."""
    pages = []

    def open_one(name, scheme="light"):
        WIDGETS[name]().to_html(tmp_path / "page.html")
        pages.append(page := browser.new_page())
        page.add_init_script(f"({HOST})('{scheme}')")
        page.goto((tmp_path / "page.html").as_uri())
        root = page.locator(".bp-widget")
        root.wait_for()
        page.evaluate(NEXT_FRAME)
        assert root.evaluate("root => root.getRootNode() instanceof ShadowRoot")
        return root

    yield open_one
    for page in pages:
        page.close()


def press(root, key):
    root.page.keyboard.press(key)
    root.page.evaluate(NEXT_FRAME)


@pytest.mark.parametrize("name", WIDGETS)
def test_in_a_shadow_tree_keys_are_heard_and_kept(hosted, name):
    root = hosted(name)
    slider = root.locator("input[type=range]").first
    slider.focus()
    before = slider.get_attribute("aria-valuetext")
    press(root, "Home")
    assert slider.get_attribute("aria-valuetext") != before
    assert root.page.evaluate("window.keys") == 0


def test_in_a_shadow_tree_a_weight_is_chosen_and_spoken(hosted):
    root = hosted("explorer")
    root.locator("[data-parameter='w12[2]']").focus()
    press(root, "Enter")
    assert root.locator("[aria-current=true]").get_attribute("data-parameter") == "w12[2]"
    assert root.locator("[aria-live]").text_content().startswith("w 1 2, layer 2 is ")


def test_in_a_shadow_tree_the_focus_stays_where_a_button_disables_itself(hosted):
    root = hosted("explorer")
    root.locator("input[type=range]").press("End")
    root.get_by_role("button", name="Reset").click()
    root.page.evaluate(NEXT_FRAME)
    assert root.locator("input[type=range]").evaluate("slider => slider.getRootNode().activeElement === slider")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", WIDGETS)
def test_the_look_needs_nothing_of_a_host(hosted, name, scheme):
    root = hosted(name, scheme)
    ground, ink = root.evaluate("root => [getComputedStyle(root).backgroundColor, getComputedStyle(root).color]")
    assert (ground, ink) == {
        "light": ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0.87)"),
        "dark": ("rgb(17, 17, 17)", "rgba(255, 255, 255, 0.95)"),
    }[scheme]
    blocks = "glyphs => glyphs.filter(glyph => getComputedStyle(glyph).display === 'block').length"
    assert root.locator("th svg, .bp-legend svg").evaluate_all(blocks) == 0


@pytest.mark.parametrize("landscape", [False, True])
def test_a_notebook_that_nbconvert_has_made_a_page_of_is_printed_with_whole_pictures(browser, tmp_path, landscape):
    """JupyterLab prints a notebook in the same way."""
    text, _ = HTMLExporter().from_filename(str(ROOT / "notebooks/05_perturbing_one_weight.ipynb"))
    (tmp_path / "notebook.html").write_text(text, encoding="utf-8")
    width, height = (1010, 680) if landscape else (680, 1010)  # A4 within its margins
    with browser.new_context(offline=True, viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.goto((tmp_path / "notebook.html").as_uri(), wait_until="domcontentloaded")
        page.emulate_media(media="print")
        pictures = page.locator("img[alt]")
        assert pictures.count() == 4
        for picture in pictures.all():
            box, natural = picture.bounding_box(), picture.evaluate("img => img.naturalHeight / img.naturalWidth")
            assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] < height
            assert box["height"] / box["width"] == pytest.approx(natural, rel=0.01)
