"""Three engines, one story: each widget from disk, and notebook 05 in JupyterLab, do and show the same in all of them."""

from contextlib import ExitStack, nullcontext
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from lecture_lib import Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider
from start import other_engines
from tools.engines import Chromium, open_firefox, open_webkit
from tools.lab import NEXT_FRAME, SESSION

pytestmark = pytest.mark.filterwarnings("ignore:setting remote_server_addr")  # of selenium, at itself

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
NOTEBOOK = "05_perturbing_one_weight.ipynb"
ENGINES = ["Chromium", "Firefox", "WebKit"]
SLIDER, RATE, STEP = "input[type=range]", "input[aria-label='Learning rate']", "input[aria-label='Step']"
DECAY = "input[aria-label='Weight decay λ']"
# anywidget's own, on a slow computer; such a widget works all the same, as test_late_in_lab.py shows
LATE = "Error: [anywidget] Failed to initialize model."
LISTEN = """() => {
    window.complaints = [];
    const complain = (...words) => complaints.push(words.map(String).join(" "));
    console.error = complain;
    addEventListener("error", (event) => complain(event.message));
    addEventListener("unhandledrejection", (event) => complain(event.reason));
    addEventListener("securitypolicyviolation", (event) => complain("refused", event.blockedURI));
}"""
# what a widget says in numbers: those with a name; those in pictures, formulas and tables; what its sliders say
NUMBERS = """(widget) => {
    const root = document.querySelector(widget);
    const all = (parts, say) => [...root.querySelectorAll(parts)].map(say);
    return [
        ...all("[data-quantity]", (part) => `${part.dataset.quantity} ${part.textContent}`),
        ...all("svg text, mn, td", (part) => part.textContent),
        ...all("input[type=range]", (part) => part.getAttribute("aria-valuetext")),
    ];
}"""
# in pixels, of what is visible; and how much taller each fraction is than its numerator
SIZES = """(widget) => {
    const root = document.querySelector(widget);
    const boxes = (parts) => [...root.querySelectorAll(parts)].filter((part) => part.checkVisibility())
        .map((part) => [part.getBoundingClientRect(), part.firstElementChild?.getBoundingClientRect()]);
    const smaller = ([{ width, height }]) => Math.min(width, height);
    return {
        pictures: boxes("svg").map(smaller),
        formulas: boxes("math").map(smaller),
        fractions: boxes("mfrac").map(([whole, numerator]) => whole.height / numerator.height),
    };
}"""


# ---- gestures, and what is waited for, in any engine ----


def focus(page, selector):
    page.evaluate("(selector) => document.querySelector(selector).focus()", selector)


def click_button(page, words):
    """Click the button that shows these words, or is named so."""
    point = page.evaluate(
        """(words) => {
            const isIt = ({ textContent, ariaLabel }) => textContent === words || ariaLabel === words;
            const button = [...document.querySelectorAll("button")].find(isIt);
            button.scrollIntoView({ block: "center" });
            const { x, y, width, height } = button.getBoundingClientRect();
            return [x + width / 2, y + height / 2];
        }""",
        words,
    )
    page.click(point)


def click_edge(page, parameter):
    """Click an edge near where it leaves its neuron: further on others cross it."""
    point = page.evaluate(
        """(parameter) => {
            const line = document.querySelector(`[data-parameter="${parameter}"] line`);
            line.scrollIntoView({ block: "center" });
            const { x, y } = line.getPointAtLength(0.2 * line.getTotalLength()).matrixTransform(line.getScreenCTM());
            return [x, y];
        }""",
        parameter,
    )
    page.click(point)
    page.wait("(name) => document.querySelector(`[data-parameter='${name}'][aria-current=true]`) !== null", parameter)


def drag(page, selector, share):
    """Take a slider's thumb with the mouse to this share of its range, and keep holding it."""
    start, stop, height = page.evaluate(
        """(selector, share) => {
            const slider = document.querySelector(selector);
            slider.scrollIntoView({ block: "center" });
            const { x, y, width, height } = slider.getBoundingClientRect();
            const at = (share) => x + 12 + share * (width - 24);  // half a thumb at each end
            return [at((slider.value - slider.min) / (slider.max - slider.min)), at(share), y + height / 2];
        }""",
        selector,
        share,
    )
    page.move((start, height))
    page.hold()
    for part in (0.25, 0.5, 0.75, 1):
        page.move((start + part * (stop - start), height))


def wait_for_quantity(page, name, text):
    page.wait("(name, text) => document.querySelector(`[data-quantity='${name}']`).textContent === text", name, text)


def wait_for_slider(page, selector, words):
    """Wait until a slider is there and says these words of its value."""
    page.wait(
        "(selector, words) => document.querySelector(selector)?.getAttribute('aria-valuetext')?.includes(words)", selector, words
    )


# ---- stories: each stops where numbers are to be read, and says where that is ----


def push_a_weight(page):
    wait_for_slider(page, SLIDER, "−0.303")
    yield "opened"
    focus(page, SLIDER)
    page.press(*["ArrowRight"] * 5)
    wait_for_quantity(page, "parameter", "0.10")
    yield "pushed by five keys"
    page.press("End")
    wait_for_quantity(page, "parameter", "4.00")
    yield "pushed to the end"


def use_explorer(page):
    yield from push_a_weight(page)
    drag(page, SLIDER, 0.5)
    wait_for_quantity(page, "parameter", "0.00")
    yield "while the mouse holds it in the middle"
    page.release()
    click_edge(page, "w12[5]")
    yield "another weight, chosen by a click"
    drag(page, SLIDER, 0)
    page.release()
    wait_for_quantity(page, "parameter", "−4.00")
    yield "another weight, dragged to the left end"


def use_player(page):
    wait_for_slider(page, SLIDER, "weighted inputs of layer 5")
    yield "opened"
    for step in ("activations of layer 5", "cost", "sensitivities of layer 5"):
        click_button(page, "Next step")
        wait_for_slider(page, SLIDER, step)
        yield step
    focus(page, SLIDER)
    page.press("ArrowRight")
    wait_for_slider(page, SLIDER, "sensitivities of layer 4")
    yield "a step by keyboard"
    drag(page, SLIDER, 1)
    page.release()
    wait_for_slider(page, SLIDER, "update")
    yield "dragged to the last step"


def use_lab(page):
    wait_for_slider(page, RATE, "η = 1.6")
    focus(page, RATE)
    page.press("Home", *["ArrowRight"] * 3)
    wait_for_slider(page, RATE, "slow")
    yield "a parabola"
    click_button(page, "2 A network")
    wait_for_slider(page, STEP, "step")
    focus(page, STEP)
    page.press("End")
    wait_for_slider(page, STEP, "step 400")
    yield "a network"
    drag(page, STEP, 0)
    page.release()
    wait_for_slider(page, STEP, "step 0")
    yield "a network, dragged to the first step"
    click_button(page, "3 Two of its parameters")
    page.wait("() => document.querySelector('select') !== null")
    yield "two parameters"


def use_overfitting_lab(page):
    wait_for_slider(page, DECAY, "λ = 0")
    focus(page, DECAY)
    page.press("End")
    wait_for_slider(page, DECAY, "λ = 0.1")
    yield "the largest λ"
    click_button(page, "Hidden neurons")
    wait_for_slider(page, STEP, "step 400")
    drag(page, STEP, 0)
    page.release()
    wait_for_slider(page, STEP, "step 0")
    yield "before the first step"
    page.press("q")
    page.wait("() => document.querySelector('.bp-ask:not([hidden]) .bp-options button') !== null")
    yield "a question"
    page.press("a", "r")
    page.wait("() => /answer is|is right/.test(document.querySelector('.bp-sentence').textContent)")
    yield "revealed"


def use_step_slider(page):
    wait_for_slider(page, SLIDER, "h = 1.0e+0")
    yield "opened"
    focus(page, SLIDER)
    page.press(*["ArrowLeft"] * 24)
    wait_for_quantity(page, "h", "1.0 · 10⁻³")
    yield "moved by keyboard"
    drag(page, SLIDER, 0)
    wait_for_quantity(page, "h", "1.0 · 10⁻²⁰")
    yield "while the mouse holds it at the left end"
    page.release()


WIDGETS = {
    "explorer": (lambda: Explorer(NET, X, Y), use_explorer),
    "player": (lambda: PassPlayer(NET, X, Y, at="z[5]"), use_player),
    "learning-rate lab": (lambda: LearningRateLab(n_iter=400), use_lab),
    "overfitting lab": (lambda: OverfittingLab(n_iter=400), use_overfitting_lab),
    "step slider": (lambda: StepSlider(NET, X, Y), use_step_slider),
}


def go_through(page, story, widget):
    """What the page shows at each stop of its story, how large it is, and what its scripts complained of."""
    shown = []
    for stop in story:
        page.evaluate(f"() => {NEXT_FRAME}")
        shown += [f"{stop}: {text}" for text in page.evaluate(NUMBERS, widget)]
    return SimpleNamespace(shown=shown, sizes=page.evaluate(SIZES, widget), complaints=page.evaluate("() => complaints"))


# ---- each page gone through once in each engine ----


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The addresses of the widgets' pages, in which a listener stands before all else."""
    folder = tmp_path_factory.mktemp("pages")
    for name, (make, _) in WIDGETS.items():
        file = folder / f"{name}.html"
        make().to_html(file)
        page = file.read_text(encoding="utf-8").replace("<head>", f"<head><script>({LISTEN})()</script>")
        file.write_text(page, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in WIDGETS}


@pytest.fixture(scope="module")
def engine(browser):
    """Function: an engine's name to its page."""
    ways = {"Chromium": lambda: nullcontext(Chromium(browser)), "Firefox": open_firefox, "WebKit": open_webkit}
    with ExitStack() as opened:
        yield cache(lambda name: opened.enter_context(ways[name]()))


@pytest.fixture(scope="module")
def gone_through(engine, pages, lab, missing):
    """Function: an engine and a page to what go_through found."""

    @cache
    def once(name, where):
        program, how = other_engines().get(name, (True, ""))
        if not program:
            missing(f"{name} is not installed: {how}")
        page = engine(name)
        if where == NOTEBOOK:
            return go_through_notebook(page, lab)
        page.goto(pages[where])
        return go_through(page, WIDGETS[where][1](page), ".bp-widget")

    return once


def go_through_notebook(page, lab):
    """Notebook 05 in JupyterLab, run from top to bottom; its first explorer is pushed."""
    page.goto(f"{lab}/doc/tree/{NOTEBOOK}?reset")
    page.evaluate(LISTEN)
    page.wait(f"() => window.jupyterapp?.shell.currentWidget?.context && {SESSION} && true")
    # the page says idle before the kernel is connected, and then running all does nothing
    page.evaluate(f"() => {SESSION}.ready.then(() => {SESSION}.session.kernel.info).then(() => true)")
    page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
    page.wait(f"() => document.querySelector('.bp-explorer {SLIDER}') !== null")
    found = go_through(page, push_a_weight(page), ".bp-explorer")
    page.evaluate(f"() => {SESSION}.shutdown().then(() => true)")
    return found


@pytest.mark.parametrize("where", [*WIDGETS, NOTEBOOK])
@pytest.mark.parametrize("name", ["Firefox", "WebKit"])
def test_the_same_gestures_show_the_same_numbers_as_in_chromium(gone_through, name, where):
    assert gone_through(name, where).shown == gone_through("Chromium", where).shown


@pytest.mark.parametrize("where", [*WIDGETS, NOTEBOOK])
@pytest.mark.parametrize("name", ENGINES)
def test_every_picture_and_formula_has_its_size(gone_through, name, where):
    sizes = gone_through(name, where).sizes
    assert max(sizes["pictures"]) > 200 and min(sizes["pictures"]) > 9, sizes["pictures"]
    assert all(size > 8 for size in sizes["formulas"]) and (sizes["formulas"] or where == "overfitting lab"), sizes["formulas"]
    assert all(ratio > 1.8 for ratio in sizes["fractions"]), sizes["fractions"]  # it stands over its denominator


@pytest.mark.parametrize("where", [*WIDGETS, NOTEBOOK])
@pytest.mark.parametrize("name", ENGINES)
def test_no_script_complains(gone_through, name, where):
    assert [words for words in gone_through(name, where).complaints if words != LATE] == []
