"""Keys pressed in a widget stay in it, wherever it was clicked, until Escape gives them back to JupyterLab."""

import pytest

from tools.lab import NEXT_FRAME

NOTEBOOK = "keys.ipynb"
EXPLORER = """from lecture_lib import DepthLab, Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider, live
net = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
x, y = [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
Explorer(net, x, y)"""
OTHERS = {
    "bp-live": "live('25', net, x, y)",
    "bp-player": "PassPlayer(net, x, y)",
    "bp-rates": "LearningRateLab(n_iter=40)",
    "bp-overfitting": "OverfittingLab(n_iter=40)",
    "bp-depth": "DepthLab()",
    "bp-steps": "StepSlider(net, x, y)",
}
# what JupyterLab hears in command mode: cells come and go, change their kind and order, are run, folded, chosen, merged
COMMANDS = [
    *"abcvxzmyrjklohs", *"123456", "d", "d", "i", "i", "0", "0", "Enter", " ", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight",
    "Home", "End", "PageUp", "PageDown", "Shift+Enter", "Shift+M", "Shift+K", "Shift+J", "Shift+L", "Shift+O", "Shift+V",
    "Control+Enter", "Alt+Enter", "Control+a", "Control+x", "Control+v", "Control+z", "Control+Shift+ArrowUp",
]  # fmt: skip
CELLS = """() => {
    const { content } = jupyterapp.shell.currentWidget;
    const cells = Array.from(content.model.cells, ({ id, type, executionCount }) => [id, type, executionCount]);
    return [content.mode, cells];
}"""
HAS_FOCUS = "root => root.contains(document.activeElement)"


@pytest.fixture(scope="module")
def notebook(lab, open_notebook, upload):
    upload(lab, NOTEBOOK, EXPLORER, *OTHERS.values())
    return open_notebook(NOTEBOOK)


@pytest.fixture
def page(notebook):
    return notebook.page


def press_every_command(page, root):
    """Press every key of the command mode, as long as the widget has the focus; the notebook as it was before and is after."""
    before = page.evaluate(CELLS)
    for key in COMMANDS:
        page.keyboard.press(key)
        page.evaluate(NEXT_FRAME)
        assert root.evaluate(HAS_FOCUS), f"{key} has taken the focus away"
    return before, page.evaluate(CELLS)


@pytest.mark.parametrize("spot", [".bp-sentence", ".bp-legend", ".bp-plot", ".bp-network", ".bp-readout", "[aria-label=Redo]"])
def test_wherever_the_explorer_is_clicked_no_key_reaches_the_notebook(notebook, page, spot):
    root = page.locator(".bp-explorer")
    root.locator(spot).click(position={"x": 3, "y": 3}, force=True)
    before, after = press_every_command(page, root)
    assert after == before
    notebook.settle()


def test_beside_an_open_question_no_key_reaches_the_notebook(notebook, page):
    root = page.locator(".bp-explorer")
    root.locator("input[type=range]").focus()
    page.keyboard.press("q")
    root.locator(".bp-ask").click(position={"x": 2, "y": 2})
    before, after = press_every_command(page, root)
    assert after == before
    page.keyboard.press("q")
    notebook.settle()


@pytest.mark.parametrize("name", OTHERS)
def test_in_each_widget_no_key_reaches_the_notebook(notebook, page, name):
    root = page.locator(f".{name}")
    root.scroll_into_view_if_needed()
    root.click(position={"x": 2, "y": 2})
    before, after = press_every_command(page, root)
    assert after == before
    notebook.settle()


def test_a_button_that_disables_itself_hands_the_focus_to_the_slider(notebook, page):
    root = page.locator(".bp-explorer")
    slider = root.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("End")
    root.get_by_role("button", name="Reset").click()
    root.locator("button:disabled", has_text="Reset").wait_for()
    page.evaluate(NEXT_FRAME)
    assert slider.evaluate("slider => document.activeElement === slider")
    notebook.settle()


@pytest.mark.parametrize("name", ["bp-explorer", *OTHERS])
def test_escape_gives_the_keys_to_the_widgets_cell_in_command_mode(page, name):
    root = page.locator(f".{name}")
    root.scroll_into_view_if_needed()
    root.click(position={"x": 2, "y": 2})
    page.keyboard.press("Escape")
    found = root.evaluate(
        """root => {
            const { activeCell, activeCellIndex, mode } = jupyterapp.shell.currentWidget.content;
            return [activeCell.node.contains(root), activeCell.node.contains(document.activeElement), mode, activeCellIndex];
        }"""
    )
    assert found[:3] == [True, True, "command"]
    page.keyboard.press("k")
    page.wait_for_function("place => jupyterapp.shell.currentWidget.content.activeCellIndex === place", arg=max(found[3] - 1, 0))
