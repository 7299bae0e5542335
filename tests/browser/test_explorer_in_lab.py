"""The explorer of notebook 05 in a real JupyterLab: what it shows is what Python computes, and a drag asks nobody."""

import re

import numpy as np
import pytest
from gestures import drag_to, let_go, press_thumb, push

from lecture_lib import Network, ParameterRef, cost, gradient, perturb, sweep
from tools.lab import NEXT_FRAME

NOTEBOOK = "05_perturbing_one_weight.ipynb"
NET = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
X, Y = np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])
H = 1e-3  # the widget's finite difference says so under its equation
QUANTITIES = ("cost", "derivative", "finite-difference", "actual", "predicted", "parameter")


class ExplorerOnScreen:
    """The first explorer of an opened notebook, used as a student uses it."""

    def __init__(self, notebook):
        self.page = notebook.page
        self.root = notebook.page.locator(".bp-explorer").first
        self.root.scroll_into_view_if_needed()
        self.slider = self.root.locator("input[type=range]").first

    @property
    def chosen(self):
        return self.root.locator("[data-parameter][aria-current=true]").get_attribute("data-parameter")

    def choose(self, parameter):
        return self.root.locator(f'[data-parameter="{parameter}"]').first

    def wait_until_chosen(self, parameter):
        self.root.locator(f'[data-parameter="{parameter}"][aria-current=true]').wait_for(state="attached")

    def click_edge(self, parameter):
        """Click an edge near where it leaves its neuron: further on others cross it."""
        point = self.choose(parameter).locator("line").first.evaluate(
            """line => {
                const onEdge = line.getPointAtLength(0.2 * line.getTotalLength());
                const { x, y } = onEdge.matrixTransform(line.getScreenCTM());
                return [x, y];
            }"""
        )
        self.page.mouse.click(*point)
        self.wait_until_chosen(parameter)

    def click_neuron(self, bias):
        self.choose(bias).click(force=True)
        self.wait_until_chosen(bias)

    def choose_by_keyboard(self, parameter):
        self.choose(parameter).focus()
        self.page.keyboard.press("Enter")
        self.wait_until_chosen(parameter)

    def press_button(self, name):
        self.root.get_by_role("button", name=name).click()
        self.page.evaluate(NEXT_FRAME)

    def press_keys(self, *keys):
        """Press keys on the slider."""
        self.slider.focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.page.evaluate(NEXT_FRAME)

    def shown(self, quantity):
        """The text of a number on screen."""
        text = self.root.locator(f'[data-quantity="{quantity}"]').first.text_content()
        return text.replace("\N{MINUS SIGN}", "-").strip()


def computed(parameter, value):
    """The same quantities from Python, for one parameter at one value."""
    ref = ParameterRef.parse(parameter)
    moved = NET.copy()
    moved[ref] = value
    after = perturb(NET, X, Y, ref, value - NET[ref])
    either_side = sweep(NET, X, Y, ref, [value - H, value + H]).cost
    return {
        "cost": cost(moved, X, Y),
        "derivative": gradient(moved, X, Y)[ref],
        "finite-difference": (either_side[1] - either_side[0]) / (2 * H),
        "actual": after.actual,
        "predicted": after.predicted,
        "parameter": value,
    }


def assert_shows_what_python_computes(explorer, parameter):
    """Every number on screen, to one unit of the last digit shown."""
    value = row_of(parameter, float(explorer.shown("parameter")))
    for quantity, expected in computed(parameter, value).items():
        text = explorer.shown(quantity)
        assert re.fullmatch(r"[+-]?\d+\.\d+", text), f"{quantity} shows {text!r}, not a number"
        unit = 10.0 ** -len(text.split(".")[1])
        assert abs(float(text) - expected) <= unit, f"{quantity} of {parameter} shows {text}, Python has {expected:.8f}"


def row_of(parameter, shown):
    """The value that two decimals stand for: rows are multiples of 0.1, and the start with all its digits."""
    return NET[parameter] if abs(shown - NET[parameter]) < 0.005 else shown


@pytest.fixture(scope="module")
def notebook(open_notebook):
    """One opened notebook for all tests of this module: opening one takes longer than all of them."""
    return open_notebook(NOTEBOOK)


@pytest.fixture
def explorer(notebook):
    """The first explorer, on w43[3] at its start, and everything answered that tests before have asked."""
    explorer = ExplorerOnScreen(notebook)
    explorer.choose_by_keyboard("w43[3]")
    explorer.root.locator("button:disabled", has_text="Reset").wait_for()
    notebook.settle()
    return explorer


def test_opens_on_w43_with_the_numbers_of_python(explorer):
    assert explorer.chosen == "w43[3]"
    assert_shows_what_python_computes(explorer, "w43[3]")


def test_while_dragging_the_numbers_are_those_of_python_and_no_kernel_is_asked(explorer, notebook):
    before = len(notebook.sent)
    visited = []
    press_thumb(explorer.slider)
    for share in (0.6, 0.95, 0.1, 0.4):
        drag_to(explorer.slider, share)
        visited.append(explorer.shown("parameter"))
        assert_shows_what_python_computes(explorer, "w43[3]")
    assert len(set(visited)) == 4, f"the drag visited {visited}"
    notebook.settle()
    assert len(notebook.sent) == before, f"{len(notebook.sent) - before} messages left while dragging"
    let_go(explorer.slider)
    notebook.settle()
    assert len(notebook.sent) == before + 1, f"{len(notebook.sent) - before} messages told Python where the drag ended"


def test_another_edge_is_chosen_by_mouse(explorer):
    explorer.click_edge("w12[5]")
    assert_shows_what_python_computes(explorer, "w12[5]")


def test_a_bias_is_chosen_by_clicking_its_neuron(explorer):
    explorer.click_neuron("b2[4]")
    assert_shows_what_python_computes(explorer, "b2[4]")


def test_another_edge_is_chosen_by_keyboard(explorer):
    explorer.choose("w43[3]").focus()
    for key in ("ArrowUp", "Enter"):
        explorer.page.keyboard.press(key)
    explorer.wait_until_chosen("w42[3]")
    assert_shows_what_python_computes(explorer, "w42[3]")


def test_the_slider_is_pushed_by_keyboard(explorer):
    start = float(explorer.shown("parameter"))
    explorer.press_keys(*["ArrowRight"] * 5)
    assert float(explorer.shown("parameter")) > start + 0.3
    assert_shows_what_python_computes(explorer, "w43[3]")


def test_reset_undo_and_redo(explorer):
    start = explorer.shown("parameter")
    push(explorer.slider, 0.9)
    pushed = explorer.shown("parameter")
    explorer.press_button("Reset")
    assert explorer.shown("parameter") == start != pushed
    explorer.press_button("Undo")
    assert explorer.shown("parameter") == pushed
    explorer.press_button("Redo")
    assert explorer.shown("parameter") == start


def test_neurons_before_the_weight_do_not_change_and_later_ones_do(explorer):
    def activations():
        return {
            name: explorer.choose(name).get_attribute("aria-label").split("activation")[1]
            for name in ("b1[2]", "b3[2]", "b1[3]", "b4[3]", "b1[4]", "b1[5]")
        }

    before = activations()
    push(explorer.slider, 0.95)  # spoken names follow once a gesture is over
    after = activations()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"b4[3]", "b1[4]", "b1[5]"}


def test_a_typed_value_is_computed_exactly(explorer):
    box = explorer.root.locator("input:not([type=range])").first
    box.fill("1.2345")
    box.press("Enter")
    explorer.page.evaluate(NEXT_FRAME)
    explorer.page.wait_for_function(
        "root => !root.querySelector('[data-quantity=cost]').textContent.includes('≈')",
        arg=explorer.root.element_handle(),
    )
    expected = computed("w43[3]", 1.2345)
    for quantity in ("cost", "actual", "derivative"):
        text = explorer.shown(quantity)
        assert abs(float(text) - expected[quantity]) <= 10.0 ** -len(text.split(".")[1]), (quantity, text, expected)


def test_a_typed_word_is_refused_in_a_sentence_and_changes_nothing(explorer):
    before = {quantity: explorer.shown(quantity) for quantity in QUANTITIES}
    box = explorer.root.locator("input:not([type=range])").first
    box.fill("1e999")
    box.press("Enter")
    explorer.root.get_by_text("needs a number").wait_for()
    assert {quantity: explorer.shown(quantity) for quantity in QUANTITIES} == before


@pytest.mark.parametrize("width", [720, 420, 360])
def test_nothing_sticks_out_of_a_narrow_explorer_though_other_widgets_bring_their_styles(explorer, width):
    push(explorer.slider, 0.9)
    column = explorer.root.locator("..")
    column.evaluate("(column, width) => { column.style.maxWidth = `${width}px`; }", width)
    explorer.page.evaluate(NEXT_FRAME)
    outside = explorer.root.evaluate(
        """root => {
            const { left, right } = root.getBoundingClientRect();
            const sticksOut = box => box.width > 0 && (box.left < left - 1 || box.right > right + 1);
            return [...root.querySelectorAll("*:not(.bp-unseen, clipPath *, [clip-path] *)")]
                .filter(part => sticksOut(part.getBoundingClientRect())).map(part => part.outerHTML.slice(0, 80));
        }"""
    )
    column.evaluate("column => { column.style.maxWidth = ''; }")
    explorer.page.evaluate(NEXT_FRAME)
    assert outside == []


def test_the_picture_stays_when_the_kernel_dies(open_notebook):
    notebook = open_notebook(NOTEBOOK)
    explorer = ExplorerOnScreen(notebook)
    notebook.page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown().then(() => 1)")
    push(explorer.slider, 0.8)
    assert_shows_what_python_computes(explorer, "w43[3]")
    explorer.choose("w11[2]").focus()
    explorer.page.keyboard.press("Enter")
    explorer.root.get_by_text("Run its cell again: Python does not know this widget any more").wait_for()
    assert_shows_what_python_computes(explorer, "w43[3]")
