"""Widgets for everyone: axe-core finds nothing in any state, contrast where axe cannot judge, system colours, touch."""

import io

import numpy as np
import pytest
from PIL import Image

from lecture_lib import DepthLab, Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider, Wishes
from lecture_lib.widgets.live.live import LiveEquation
from lecture_lib.widgets.page.page import write_page
from tools.lab import NEXT_FRAME

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
TEXT, THINGS = 4.5, 3.0  # least contrast of text, and of what can be chosen (WCAG 1.4.3 and 1.4.11)
EDGES, RIMS = "[role=option] > .bp-edge, .bp-chosen-edge", "[role=option] > .bp-disc"
CONTRAST = """root => {
    const channel = part => (part /= 255) <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const over = ([r, g, b, alpha = 1], below) => [r, g, b].map((part, place) => alpha * part + (1 - alpha) * below[place]);
    const luminance = rgb => rgb.map(channel).reduce((sum, part, place) => sum + [0.2126, 0.7152, 0.0722][place] * part, 0);
    const ground = numbers(getComputedStyle(root).backgroundColor);
    return ([selector, property]) => [...root.querySelectorAll(selector)]
        .filter(part => part.checkVisibility({ visibilityProperty: true }))
        .map(part => {
            const colour = getComputedStyle(part)[property];
            if (colour === "none") return { part: part.outerHTML.slice(0, 90), colour, contrast: 1 };
            const pair = [luminance(over(numbers(colour), ground)), luminance(ground)].sort();
            const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
            return { part: part.outerHTML.slice(0, 90), colour, contrast };
        });
}"""


class LiveOnAPage(LiveEquation):
    """A live equation has no picture as its still; a page wants one."""

    def _repr_mimebundle_(self, **kwargs):
        return {"image/svg+xml": ""}, {}


def explorer_with_a_form():
    """An explorer as a page shows it with Python: with sweeps of two weights."""
    explorer = Explorer(NET, X, Y)
    return explorer, {"sweeps": Explorer(NET, X, Y, "w11[2]").sweeps | explorer.sweeps}


WIDGETS = {
    "explorer": explorer_with_a_form,
    "player": lambda: (PassPlayer(NET, X, Y, at="delta[3]"), {}),
    "live": lambda: (LiveOnAPage("25", NET, X, Y), {}),
    "lab": lambda: (LearningRateLab(n_iter=40), {}),
    "overfitting": lambda: (OverfittingLab(n_iter=40), {}),
    "steps": lambda: (StepSlider(NET, X, Y), {}),
    "wishes": lambda: (Wishes(NET, X, Y), {}),
    "depth": lambda: (DepthLab(), {}),
}
FOR_A_HALL = [name for name in WIDGETS if name != "live"]


class Opened:
    """One widget on a page of its own, from disk."""

    def __init__(self, context, file, axe=""):
        self.axe = axe
        self.page = context.new_page()
        self.page.goto(file.as_uri())
        self.root = self.page.locator(".bp-widget")
        self.root.wait_for()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.next_frame()

    def next_frame(self):
        self.page.evaluate(NEXT_FRAME)

    def violations(self):
        """What axe-core finds inside the widget, one line for each rule."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(self.axe)
        found = self.page.evaluate("axe.run('.bp-widget', { resultTypes: ['violations'] })")
        assert len(found["passes"]) > 5, "axe-core has looked at nothing"
        return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]

    def contrasts(self, selector, property):
        """The contrast of each visible part with the widget's ground."""
        found = self.root.evaluate(f"(root, which) => ({CONTRAST})(root)(which)", [selector, property])
        assert found, f"nothing is {selector}"
        return found


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A page for each widget."""
    folder = tmp_path_factory.mktemp("pages")
    for name, make in WIDGETS.items():
        widget, state = make()
        write_page(widget, folder / f"{name}.html", name, **state)
    return folder


@pytest.fixture
def open_widget(browser, files, axe):
    """Function: a widget's name, and what the reader's system prefers, to the opened page."""
    contexts = []

    def open_one(name, **preferences):
        contexts.append(browser.new_context(offline=True, reduced_motion="reduce", **preferences))
        return Opened(contexts[-1], files / f"{name}.html", axe)

    yield open_one
    for context in contexts:
        context.close()


def level(number):
    return lambda opened: (opened.page.locator("input[type=range]").focus(), opened.press(number))


def dragged(opened):
    opened.page.locator("input[type=range]").focus()
    opened.press("End")
    opened.page.locator("[aria-live]", has_text="C changed by").wait_for(state="attached")  # the burst of keys is over


def asking(opened):
    opened.page.locator("input[type=range]").focus()
    opened.press("q", "a")


def form_open(opened):
    opened.page.get_by_text("Network and data point").click()


def refused(opened):
    opened.page.get_by_label("x", exact=True).fill("two")
    opened.page.get_by_role("button", name="Build").click()
    opened.page.get_by_text("numbers such as").wait_for()


def focus_in_the_diagram(opened):
    opened.page.locator("[role=option][tabindex='0']").focus()
    opened.press("ArrowLeft", "ArrowUp")


#  each state begins where the one before it ends
STATES = {
    "level 4": level("4"),
    "level 3": level("3"),
    "level 2": level("2"),
    "level 1": level("1"),
    "asking": asking,
    "revealed": lambda opened: opened.press("r"),
    "the questions over": lambda opened: opened.press("q", "4"),
    "after a drag": dragged,
    "on the common scale": lambda opened: opened.press("s"),
    "as Python": lambda opened: opened.page.get_by_role("button", name="Copy as Python").click(),
    "form open": form_open,
    "refused": refused,
    "focus in the diagram": focus_in_the_diagram,
    "presenter": lambda opened: opened.press("p"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_explorer(open_widget, scheme):
    opened = open_widget("explorer", color_scheme=scheme)
    found = {}
    for state, go in STATES.items():
        go(opened)
        opened.next_frame()
        found[state] = opened.violations()
    assert found == {state: [] for state in STATES}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_step_of_the_player(open_widget, scheme):
    opened = open_widget("player", color_scheme=scheme)
    found = [opened.violations()]
    opened.page.locator("input[type=range]").focus()
    for key in ("Home", "ArrowRight", "End", "ArrowLeft"):
        opened.press(key)
        found.append(opened.violations())
    assert found == [[]] * 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_overfitting_lab(open_widget, scheme):
    opened = open_widget("overfitting", color_scheme=scheme)
    opened.page.locator("input[type=range]").first.focus()
    found = [opened.violations()]
    for key in ("End", "q", "a", "r", "n", "p"):
        opened.press(key)
        found.append(opened.violations())
    assert found == [[]] * 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_live_equation(open_widget, scheme):
    assert open_widget("live", color_scheme=scheme).violations() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("widget", ["explorer", "player"])
def test_what_can_be_chosen_stands_out_from_its_ground(open_widget, widget, scheme):
    opened = open_widget(widget, color_scheme=scheme)
    assert [part for part in opened.contrasts(f"{EDGES}, {RIMS}", "stroke") if part["contrast"] < THINGS] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("widget", ["explorer", "player"])
def test_every_text_of_a_picture_can_be_read(open_widget, widget, scheme):
    opened = open_widget(widget, color_scheme=scheme)
    if widget == "explorer":
        dragged(opened)
    texts = opened.contrasts("svg text", "fill")
    if widget == "explorer":
        texts += opened.contrasts(".bp-label", "color")
    assert [part for part in texts if part["contrast"] < TEXT] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_plots_lines_and_the_slider_stand_out_from_their_ground(open_widget, scheme):
    opened = open_widget("explorer", color_scheme=scheme)
    dragged(opened)
    lines = opened.contrasts(".bp-curve, .bp-tangent, .bp-start-tangent, .bp-start, .bp-predicted", "stroke")
    assert [part for part in lines + opened.contrasts(".bp-present", "fill") if part["contrast"] < THINGS] == []


# ---- what the reader's system asks for ----


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_everything_stands_out_in_the_systems_colours(open_widget, scheme):
    opened = open_widget("explorer", color_scheme=scheme, forced_colors="active")
    dragged(opened)
    chosen = opened.contrasts(f"{EDGES}, {RIMS}, .bp-curve, .bp-tangent", "stroke")
    texts = opened.contrasts("svg text", "fill") + opened.contrasts("p, button, th, td, mn, label, summary", "color")
    weak = [part for part in chosen if part["contrast"] < THINGS] + [part for part in texts if part["contrast"] < TEXT]
    assert weak == []
    palette = {"rgb(0, 114, 178)", "rgb(213, 94, 0)", "rgb(86, 180, 233)", "rgb(240, 128, 60)", "rgb(0, 120, 90)"}
    assert {part["colour"] for part in chosen}.isdisjoint(palette)


def test_in_forced_colours_a_pressed_button_has_another_frame(open_widget):
    opened = open_widget("explorer", forced_colors="active")
    frame = "button => { const s = getComputedStyle(button); return [s.borderTopWidth, s.outlineStyle]; }"
    pressed, not_pressed = (opened.page.get_by_role("button", name=name, exact=True).evaluate(frame) for name in (
        "Show C, slope, factors, check", "Show C",
    ))
    assert pressed != not_pressed


def contrast_inside(opened, button):
    """The contrast of the lightest and the darkest of a button's pixels, its frame left out."""
    pixels = np.asarray(Image.open(io.BytesIO(button.screenshot())).convert("RGB"), float)[5:-5, 5:-5] / 255
    channels = np.where(pixels <= 0.03928, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    luminance = channels @ [0.2126, 0.7152, 0.0722]
    return (luminance.max() + 0.05) / (luminance.min() + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_words_of_reveal_can_be_read(open_widget, scheme):
    opened = open_widget("explorer", color_scheme=scheme, forced_colors="active")
    asking(opened)
    assert contrast_inside(opened, opened.page.get_by_role("button", name="Reveal")) > TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_chosen_run_of_the_lab_is_another_colour_and_thicker(open_widget, scheme):
    opened = open_widget("lab", color_scheme=scheme, forced_colors="active")
    opened.page.get_by_role("button", name="2 A network").click()
    opened.next_frame()
    look = "line => { const { stroke, strokeWidth } = getComputedStyle(line); return [stroke, parseFloat(strokeWidth)]; }"
    chosen, other = (opened.page.locator(f".bp-cost-line{kind}").first.evaluate(look) for kind in (".whole", ".other"))
    assert chosen[0] != other[0] and chosen[1] > 2 * other[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("widget", WIDGETS)
def test_in_forced_colours_every_text_has_a_colour_that_the_system_means_for_text(open_widget, widget, scheme):
    opened = open_widget(widget, color_scheme=scheme, forced_colors="active")
    texts = opened.contrasts("p, button:enabled, th, td, mn, mi, span, b", "color")
    meant = opened.page.evaluate(
        """() => ["CanvasText", "LinkText", "ButtonText"].map(name => {
            const one = document.body.appendChild(document.createElement("p"));
            one.style.color = name;
            return getComputedStyle(one).color;
        })"""
    )
    assert {part["colour"] for part in texts} <= set(meant)


@pytest.mark.parametrize("widget", WIDGETS)
@pytest.mark.parametrize("state", ["forced colours", "on paper", "for a hall"])
def test_axe_finds_nothing_in_any_widget_whatever_it_is_shown_on(open_widget, widget, state):
    opened = open_widget(widget, **({"forced_colors": "active"} if state == "forced colours" else {}))
    if state == "on paper":
        opened.page.emulate_media(media="print")
        opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    elif state == "for a hall" and widget in FOR_A_HALL:
        opened.page.get_by_role("button", name="Presenter").click()
        opened.page.locator(".presenter").wait_for()
    opened.next_frame()
    assert opened.violations() == []


@pytest.mark.parametrize("widget", WIDGETS)
def test_on_a_page_from_right_to_left_a_widget_keeps_its_own_direction(open_widget, widget):
    opened = open_widget(widget)
    places = """root => [...root.querySelectorAll("svg, p, table, button, input, .bp-row")].filter(part => part.checkVisibility())
        .map(part => Math.round(part.getBoundingClientRect().x - root.getBoundingClientRect().x))"""
    before = opened.root.evaluate(places)
    opened.page.evaluate("document.documentElement.dir = 'rtl'")
    opened.next_frame()
    assert opened.root.evaluate(places) == before


@pytest.mark.parametrize("widget", WIDGETS)
def test_on_320_pixels_as_at_400_percent_everything_is_there_and_equations_are_large_enough(open_widget, widget):
    opened = open_widget(widget, viewport={"width": 320, "height": 640})
    opened.next_frame()
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 320
    sizes = opened.root.evaluate(
        """root => [...root.querySelectorAll(".bp-equation .bp-terms > math, .bp-row > math")]
            .map(equation => parseFloat(getComputedStyle(equation).fontSize))"""
    )
    assert all(size >= 14 for size in sizes) and (sizes or widget in ("depth", "overfitting", "steps", "wishes"))
    outside, over = opened.root.evaluate(
        """root => {
            const seen = [...root.querySelectorAll("svg text, .bp-label, math, p, button, select")]
                .filter(part => part.checkVisibility({ visibilityProperty: true }))
                .filter(part => !part.closest(".bp-unseen, .bp-board, .bp-row[tabindex]"));
            const boxes = seen.map(part => [part, part.getBoundingClientRect()]).filter(([, box]) => box.width);
            const html = ([part]) => part.outerHTML.slice(0, 90);
            const outside = boxes.filter(([, { left, right }]) => left < 0 || right > 320).map(html);
            const captions = boxes.filter(([part]) => part.matches(".bp-caption, .bp-layer, .bp-tick-label, .bp-zone"));
            const covers = ([, a], [, b]) => a.left < b.right && b.left < a.right && a.top + 3 < b.bottom && b.top + 3 < a.bottom;
            const over = captions.filter((one, place) => captions.some((other, at) => at > place && covers(one, other)));
            return [outside, over.map(html)];
        }"""
    )
    assert (outside, over) == ([], [])


def moving_parts(opened):
    return opened.root.evaluate(
        """root => [...root.querySelectorAll("*")].map(part => getComputedStyle(part))
            .filter(style => parseFloat(style.transitionDuration) > 0 || style.animationName !== "none").length"""
    )


def test_nothing_moves_by_itself_for_those_who_asked_for_less_motion(open_widget, browser, files):
    with browser.new_context(offline=True, reduced_motion="no-preference") as context:
        assert moving_parts(Opened(context, files / "explorer.html")) > 0
    assert [moving_parts(open_widget(name)) for name in WIDGETS] == [0] * len(WIDGETS)


# ---- fingers ----


@pytest.fixture
def touched(open_widget):
    return open_widget("explorer", has_touch=True, is_mobile=True, viewport={"width": 800, "height": 1200})


def beside_an_edge(opened, parameter, distance):
    """A point on screen over the middle of an edge, so many pixels above it."""
    return opened.page.locator(f'[data-parameter="{parameter}"] line').first.evaluate(
        """(line, distance) => {
            const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
            return [x, y - distance];
        }""",
        distance,
    )


def chosen(opened):
    return opened.page.locator("[aria-current=true]").get_attribute("data-parameter")


def test_a_finger_beside_an_edge_chooses_it_where_a_mouse_does_not(touched):
    point = beside_an_edge(touched, "w11[2]", 13)
    touched.page.mouse.click(*point)
    touched.next_frame()
    by_mouse = chosen(touched)
    touched.page.touchscreen.tap(*point)
    touched.page.locator('[data-parameter="w11[2]"][aria-current=true]').wait_for(state="attached")
    assert by_mouse == "w43[3]"


@pytest.mark.parametrize("widget", FOR_A_HALL)
@pytest.mark.parametrize("way", [-11, 11])
def test_a_thumb_is_at_least_24_pixels_wide(open_widget, widget, way):
    opened = open_widget(widget)
    slider = opened.page.locator("input[type=range]").first
    slider.focus()
    opened.press("Home", *["ArrowRight"] * 3)  # inside the track
    before = slider.input_value()
    box, share = slider.bounding_box(), slider.evaluate("({ value, min, max }) => (value - min) / (max - min)")
    opened.page.mouse.click(box["x"] + 12 + share * (box["width"] - 24) + way, box["y"] + box["height"] / 2)
    opened.next_frame()
    assert slider.input_value() == before  # beside it, the thumb would come there


def test_what_a_finger_presses_is_at_least_40_pixels_high(touched):
    form_open(touched)
    small = touched.root.evaluate(
        """root => [...root.querySelectorAll("button, input, select, summary")].filter(part => part.checkVisibility())
            .filter(part => part.getBoundingClientRect().height < 40).map(part => part.outerHTML.slice(0, 90))"""
    )
    assert small == []
