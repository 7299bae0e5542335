"""Widgets as pages of their own: they open from disk and work with no server, no kernel and no network."""

import re

import numpy as np
import pytest
from gestures import THUMB, drag_to, let_go, press_thumb, push

from lecture_lib import (
    DepthLab,
    Explorer,
    LearningRateLab,
    Network,
    OverfittingLab,
    PassPlayer,
    StepSlider,
    Wishes,
    backward,
    cost,
    depth_profile,
    forward,
    gradient,
    lecture_data,
    perturb,
    step_size_study,
)
from tools.lab import NEXT_FRAME

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
        shown = ".bp-widget svg" if context.get("java_script_enabled", True) else "#still svg"
        self.page.locator(shown).first.wait_for()  # its module draws it after the page has loaded
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


def test_the_labs_page_goes_through_rates_and_steps(open_page):
    page = open_page(LearningRateLab(n_iter=400)).page
    page.get_by_role("button", name="A network").click()
    page.get_by_role("slider", name="Learning rate").press("End")
    page.get_by_role("slider", name="Step").press("End")
    page.get_by_text("after 400 steps Cost = 0.500, and 5 of 10 points").first.wait_for()
    page.get_by_role("button", name="Two of its parameters").click()
    page.get_by_text("raised Cost, now").first.wait_for()


@pytest.mark.parametrize("part", ["parabola", "points", "surface"])
def test_the_labs_page_fits_a_narrow_screen(open_page, part):
    lab = LearningRateLab(n_iter=40)
    lab.part = part
    page = open_page(lab, viewport={"width": 360, "height": 800}).page
    page.wait_for_selector(".bp-rates .bp-dot")
    page.evaluate(NEXT_FRAME)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("parameter", ["w43[3]", "w21[2]", "b5[4]"])
def test_on_the_explorers_page_any_parameter_can_be_chosen(open_page, parameter):
    opened = open_page(Explorer(NET, X, Y, parameter="w11[5]"))
    opened.page.locator(f'[data-parameter="{parameter}"]').focus()
    opened.page.keyboard.press("Enter")
    opened.page.locator(f'[data-parameter="{parameter}"][aria-current=true]').wait_for(state="attached")
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


def test_the_page_of_the_wishes_follows_a_target(open_page):
    page = open_page(Wishes(NET, X, Y)).page
    page.get_by_role("slider", name="Target of output 1").focus()
    page.keyboard.press("Home")
    page.wait_for_function("document.querySelector('[data-quantity=target-1]').textContent === '0.00'")
    delta = backward(NET, *forward(NET, X), [0.0, 0.0])
    notes = [text.replace("\N{MINUS SIGN}", "-") for text in page.locator("text.bp-note").all_text_contents() if text]
    assert [float(text) for text in notes] == pytest.approx(-np.concatenate(delta[2:]), abs=5.1e-4)


def test_the_page_of_the_depth_lab_shows_the_factor_of_a_layer_that_is_clicked(open_page):
    page = open_page(DepthLab()).page
    plot = page.locator(".bp-plot").first
    box, axis = plot.bounding_box(), page.locator(".bp-plot .bp-axis").first.bounding_box()
    at = axis["x"] - box["x"] + axis["width"] * (20 - 2) / (50 - 2)
    plot.click(position={"x": at, "y": 60})
    page.wait_for_function("document.querySelector('.bp-readout').textContent.startsWith('from layer 21 to 20')")
    net = Network((2, *[10] * 48, 2), rng=0)
    for l in range(2, 51):
        net.b[l] = np.zeros(net.sizes[l - 1])
    factor = depth_profile(net, *lecture_data()).factor[20]
    assert float(page.locator("[data-quantity=factor]").text_content()) == pytest.approx(factor, abs=5.1e-4)


@pytest.mark.parametrize("width", [360, 1060])
def test_the_step_sliders_thumb_stands_under_its_line(open_page, width):
    slider = StepSlider(NET, X, Y)
    slider.h = 1e-5
    page = open_page(slider, viewport={"width": width, "height": 700}).page
    page.evaluate(NEXT_FRAME)
    line = page.locator(".bp-here").bounding_box()
    track = page.locator("input[type=range]").bounding_box()
    thumb = track["x"] + THUMB / 2 + (track["width"] - THUMB) * 15 / 20  # 1e-5 is 15 of 20 powers of ten from the left
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
    page.evaluate(NEXT_FRAME)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_page_shows_the_still(open_page):
    page = open_page(PassPlayer(NET, X, Y, at="delta[2]"), java_script_enabled=False).page
    page.locator("#still svg").wait_for()
    page.get_by_text("Where the scripts of this page do not run").wait_for()


# ---- the explorer by itself: everything but another network works ----


@pytest.fixture
def alone(open_page):
    return open_page(Explorer(NET, X, Y), viewport={"width": 1280, "height": 900})


def choose(page, parameter):
    page.locator(f'[data-parameter="{parameter}"]').focus()
    page.keyboard.press("Enter")
    page.locator(f'[data-parameter="{parameter}"][aria-current=true]').wait_for(state="attached")


def test_on_the_explorers_page_another_weight_is_chosen_and_dragged(alone):
    choose(alone.page, "w51[4]")
    slider = alone.page.locator("input[type=range]")
    press_thumb(slider)
    drag_to(slider, 0.9)
    value = alone.number("parameter")
    pushed = perturb(NET, X, Y, "w51[4]", value - NET["w51[4]"])
    assert value > 3
    assert alone.number("actual") == pytest.approx(pushed.actual, abs=1e-4)
    assert alone.number("predicted") == pytest.approx(pushed.predicted, abs=1e-4)
    let_go(slider)


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("1", ["cost", "parameter", "actual"]),
        ("2", ["cost", "parameter", "actual"]),
        ("3", ["cost", "derivative", "parameter", "actual"]),
        ("4", ["cost", "derivative", "finite-difference", "actual", "predicted", "parameter"]),
    ],
)
def test_each_level_shows_what_it_promises(alone, key, shown):
    alone.page.locator("input[type=range]").focus()
    alone.page.keyboard.press(key)
    alone.page.locator(f'[data-detail="{key}"]').wait_for()
    numbers = alone.page.locator("[data-quantity]").evaluate_all(
        "all => all.filter(one => one.checkVisibility({ visibilityProperty: true })).map(one => one.dataset.quantity)"
    )
    assert sorted(numbers) == sorted(shown)
    assert alone.page.locator(".bp-slope").is_visible() == (key > "1")


def test_at_the_first_level_only_the_outputs_have_numbers(alone):
    alone.page.locator("input[type=range]").focus()
    alone.page.keyboard.press("1")
    alone.page.evaluate(NEXT_FRAME)
    numbers = alone.page.locator(".bp-network text.bp-value")
    visible = numbers.evaluate_all("all => all.filter(one => one.checkVisibility()).length")
    assert visible == NET.sizes[-1]


GIVEN_AWAY = re.compile(r"can change|cannot change|feels|slope|predicted|changed by|unchanged|∂|0\.0711|goes up:|Δ")


def test_asking_nothing_on_the_page_gives_the_answer_away_and_one_key_reveals_it(alone):
    page, root = alone.page, alone.page.locator(".bp-explorer")
    push(page.locator("input[type=range]"), 0.8)
    page.locator("input[type=range]").focus()
    page.keyboard.press("q")
    page.locator(".bp-question").wait_for()
    toolbar = re.compile(r"slope|factors|check|- button \"Show C.*")  # its buttons name what they would show
    for asked in (root.inner_text(), root.aria_snapshot()):
        rest = "\n".join(line for line in asked.splitlines() if not toolbar.fullmatch(line.strip()))
        assert "goes up" in rest and not GIVEN_AWAY.search(rest), GIVEN_AWAY.search(rest)
    page.keyboard.press("a")
    page.keyboard.press("r")
    page.locator(".bp-sentence").get_by_text("A is right.").wait_for()
    assert GIVEN_AWAY.search(root.inner_text()) and GIVEN_AWAY.search(root.aria_snapshot())


def test_asking_every_weight_of_one_sign_has_one_colour(alone):
    strokes = """() => [...new Set([...document.querySelectorAll(".bp-network .bp-edge:not(.negative)")]
        .map(edge => getComputedStyle(edge).stroke))].length"""
    before = alone.page.evaluate(strokes)
    alone.page.locator("input[type=range]").focus()
    alone.page.emulate_media(reduced_motion="reduce")  # or colours would change slowly
    alone.page.keyboard.press("q")
    alone.page.evaluate(NEXT_FRAME)
    assert (before, alone.page.evaluate(strokes)) == (2, 1)


def test_the_copied_line_of_python_makes_what_is_shown_again(alone):
    choose(alone.page, "w12[2]")
    alone.page.locator("input[type=range]").focus()
    for key in ("End", "3"):
        alone.page.keyboard.press(key)
    alone.page.evaluate(NEXT_FRAME)
    alone.page.get_by_role("button", name="Copy as Python").click()
    *before, last = alone.page.get_by_label("The state as Python").input_value().split("; ")
    names = {"Network": Network, "Explorer": Explorer}
    exec("; ".join(before), names)
    made = eval(last, names)
    assert made.network == Explorer(NET, X, Y).network
    assert (made.parameter, made.value, made.detail) == ("w12[2]", 4.0, 3)


@pytest.mark.parametrize("width", [320, 400, 1280])
def test_the_explorers_page_fits_its_width_in_every_mode(open_page, width):
    page = open_page(Explorer(NET, X, Y), viewport={"width": width, "height": 900}).page
    page.locator("input[type=range]").focus()
    widths = {}
    for mode, keys in {"level 4": ["End"], "asking": ["q"], "revealed": ["r"], "over": ["q"], "presenter": ["p"]}.items():
        for key in keys:
            page.keyboard.press(key)
        page.evaluate(NEXT_FRAME)
        widths[mode] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(widths, width)


# the bias of the neuron that is nearest to the label of δ
NEAREST = """() => {
    const middle = part => { const b = part.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; };
    const label = middle(document.querySelector(".bp-label.on"));
    const distance = disc => { const [x, y] = middle(disc); return Math.hypot(x - label[0], y - label[1]); };
    const discs = [...document.querySelectorAll(".bp-disc")].sort((one, other) => distance(one) - distance(other));
    return discs[0].closest("[data-parameter]").dataset.parameter;
}"""


@pytest.mark.parametrize("width", [400, 1280])
@pytest.mark.parametrize("parameter", ["w43[3]", "w21[3]", "w51[4]", "w11[2]", "w21[5]", "b4[3]"])
def test_the_label_of_delta_stands_at_its_neuron(open_page, width, parameter):
    page = open_page(Explorer(NET, X, Y, parameter), viewport={"width": width, "height": 900}).page
    page.wait_for_selector(".bp-label.on")
    page.evaluate(NEXT_FRAME)
    nearest = page.evaluate(NEAREST)
    ref = NET.find(parameter)
    assert nearest == f"b{ref.j}[{ref.layer}]"


# ---- in a hall ----

@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("parameter", ["w43[3]", "b4[3]", "w15[5]"])
def test_at_presenters_size_network_dot_and_equation_fit_a_projector(open_page, size, parameter):
    width, height = size
    page = open_page(Explorer(NET, X, Y, parameter, presenter=True), viewport={"width": width, "height": height}).page
    page.evaluate(NEXT_FRAME)
    within_lab = height - 130  # what JupyterLab's own bars leave of the height
    top = page.locator(".bp-explorer").bounding_box()["y"]
    for part in (".bp-network", ".bp-plot", ".bp-explorer input[type=range]", ".bp-equation .bp-row math >> nth=0"):
        box = page.locator(part).bounding_box()
        end = box["y"] + box["height"] - top
        assert end <= within_lab, f"{part} ends at {end:.0f} of {within_lab}"
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, part
    assert float(page.locator(".bp-explorer").evaluate("root => parseFloat(getComputedStyle(root).fontSize)")) >= 17


def test_at_presenters_size_the_lit_level_is_the_one_that_is_shown(open_page):
    page = open_page(Explorer(NET, X, Y, presenter=True)).page
    lit = page.locator(".bp-levels [aria-pressed=true]")
    assert lit.all_text_contents() == ["factors"] and page.locator(".bp-levels button:visible").count() == 3
    page.get_by_role("button", name="Presenter").click()
    page.locator(".bp-explorer:not(.presenter)").wait_for()
    assert lit.all_text_contents() == ["check"]


IN_A_HALL = {
    "player": (lambda: PassPlayer(NET, X, Y, at="delta[3]"), [".bp-network", ".bp-board", ".bp-equation"]),
    "player, update": (lambda: PassPlayer(NET, X, Y, at="update"), [".bp-network", ".bp-board", ".bp-equation"]),
    "lab, parabola": (lambda: lab_at("parabola"), [".bp-panel >> nth=1", ".bp-equation"]),
    "lab, points": (lambda: lab_at("points"), [".bp-panel >> nth=0", ".bp-panel >> nth=1", ".bp-panel >> nth=2"]),
    "lab, surface": (lambda: lab_at("surface"), [f".bp-panel >> nth={n}" for n in range(4)]),
    "overfitting": (lambda: OverfittingLab(n_iter=40), [f".bp-panel >> nth={n}" for n in range(3)]),
    "steps": (lambda: StepSlider(NET, X, Y), [".bp-readout", ".bp-plot"]),
    "wishes": (lambda: Wishes(NET, X, Y), [".bp-network", ".bp-sentence"]),
    "depth": (DepthLab, [".bp-sentence", ".bp-panel >> nth=0", ".bp-panel >> nth=1"]),
}


def lab_at(part):
    lab = LearningRateLab(n_iter=40)
    lab.part = part
    return lab


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720)])
@pytest.mark.parametrize("name", IN_A_HALL)
def test_at_presenters_size_every_widget_fits_a_projector(open_page, size, name):
    make, parts = IN_A_HALL[name]
    page = open_page(make(), viewport={"width": size[0], "height": size[1]}).page
    root = page.locator(".bp-widget")
    page.get_by_role("button", name="Presenter").click()
    page.locator(".bp-widget.presenter").wait_for()
    page.evaluate(NEXT_FRAME)
    assert root.evaluate("root => parseFloat(getComputedStyle(root).fontSize)") >= 17
    top = root.bounding_box()["y"]
    for part in parts:
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] - top <= size[1] - 130, part  # what JupyterLab's own bars leave of the height
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0], part
    assert page.locator(".bp-board").evaluate_all("boards => boards.every(board => board.scrollWidth <= board.clientWidth)")
    page.keyboard.press("p")
    page.locator(".bp-widget:not(.presenter)").wait_for()


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_the_dot_on_the_curve_can_be_dragged_as_the_slider_can(open_page, share):
    opened = open_page(Explorer(NET, X, Y))
    page, dot, plot = opened.page, opened.page.locator(".bp-plot .bp-present"), opened.page.locator(".bp-plot")
    before, box, slider = dot.bounding_box(), plot.bounding_box(), page.locator("input[type=range]").first
    track = slider.bounding_box()
    page.mouse.move(before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
    page.mouse.down()
    x = track["x"] + THUMB / 2 + share * (track["width"] - THUMB)
    page.mouse.move(x, box["y"] + 20, steps=8)
    page.wait_for_function(
        "([slider, share]) => Math.abs((slider.value - slider.min) / (slider.max - slider.min) - share) < 0.02",
        arg=[slider.element_handle(), share],
    )
    page.mouse.up()
    page.evaluate(NEXT_FRAME)
    value = opened.number("parameter")
    pushed = NET.copy()
    pushed["w43[3]"] = value
    assert opened.number("cost") == pytest.approx(cost(pushed, X, Y), abs=6e-5)
    assert abs(dot.bounding_box()["x"] + dot.bounding_box()["width"] / 2 - x) < box["width"] / 40
    assert slider.evaluate("slider => slider === document.activeElement")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelector('[data-quantity=parameter]').textContent === '\u22120.303'")


def test_a_press_beside_the_dot_moves_nothing(open_page):
    opened = open_page(Explorer(NET, X, Y))
    plot = opened.page.locator(".bp-plot").bounding_box()
    opened.page.mouse.click(plot["x"] + plot["width"] - 30, plot["y"] + 30)
    opened.page.evaluate(NEXT_FRAME)
    assert opened.number("parameter") == pytest.approx(NET["w43[3]"], abs=1e-3)


# ---- on paper ----

PRINTED = {
    "explorer": lambda: Explorer(NET, X, Y, value=4.0),
    "player": lambda: PassPlayer(NET, X, Y, at="delta[3]"),
    "lab": lambda: LearningRateLab(n_iter=40),
    "overfitting": lambda: OverfittingLab(n_iter=40),
    "steps": lambda: StepSlider(NET, X, Y),
    "wishes": lambda: Wishes(NET, X, Y),
    "depth": DepthLab,
}
ON_PAPER = "window.dispatchEvent(new Event('beforeprint'))"


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize("landscape", [False, True])
def test_a_widget_is_printed_on_one_page(open_page, name, landscape):
    page = open_page(PRINTED[name](), viewport={"width": 1280, "height": 800}).page
    printed = page.pdf(format="A4", landscape=landscape)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


PAPER = {"upright": {"width": 1280, "height": 1400}, "landscape": {"width": 1280, "height": 800}}


@pytest.fixture
def lay_on_paper(open_page):
    """Function: a widget and the way the paper lies to the page as it is printed."""

    def lay(widget, way):
        opened = open_page(widget, viewport=PAPER[way])
        opened.page.evaluate(ON_PAPER)
        opened.page.emulate_media(media="print")
        return opened.page

    return lay


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.parametrize("way", PAPER)
def test_on_paper_nothing_is_cut_and_no_button_is_there(lay_on_paper, name, way):
    page = lay_on_paper(PRINTED[name](), way)
    zoom = 0.7 if way == "landscape" else 1
    root = page.locator(".bp-widget").bounding_box()
    assert root["width"] == pytest.approx(680 * zoom)
    parts = ".bp-widget :is(svg text, svg path:not([clip-path] *), svg circle:not([clip-path] *), math, table, .bp-label)"
    cut = page.evaluate(
        """([parts, left, right]) => [...document.querySelectorAll(parts)]
            .filter(part => part.checkVisibility() && !part.closest("defs") && part.getAttribute("d") !== "")
            .map(part => [part.outerHTML.slice(0, 90), part.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.left < left - 1 || box.right > right + 1)).map(([words]) => words)""",
        [parts, root["x"], root["x"] + root["width"]],
    )
    assert cut == []
    assert page.locator('.bp-widget button:not([aria-pressed="true"]):visible').count() == 0


@pytest.mark.parametrize("way", PAPER)
def test_on_paper_the_thumb_and_the_dot_stand_at_the_value_and_labels_at_their_neurons(lay_on_paper, way):
    page = lay_on_paper(PRINTED["explorer"](), way)
    slider, dot = (page.locator(part).first.bounding_box() for part in ("input[type=range]", ".bp-plot .bp-present"))
    end = slider["x"] + slider["width"] - THUMB / 2 * (0.7 if way == "landscape" else 1)
    assert dot["x"] + dot["width"] / 2 == pytest.approx(end, abs=1.5)  # 4 is the slider's end
    assert page.evaluate(NEAREST) == "b4[3]"
    curve, axis = (page.locator(part).first.bounding_box() for part in (".bp-plot .bp-curve", ".bp-plot .bp-axis"))
    assert curve["x"] == pytest.approx(axis["x"], abs=3) and curve["width"] == pytest.approx(axis["width"], abs=6)  # all of it


def test_after_printing_the_widget_is_as_wide_as_before(open_page):
    page = open_page(PRINTED["explorer"](), viewport={"width": 1280, "height": 800}).page
    before = page.locator(".bp-network").bounding_box()
    page.pdf(format="A4")
    page.evaluate(NEXT_FRAME)
    assert page.locator(".bp-network").bounding_box() == before
