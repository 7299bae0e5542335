"""The stop button of a training run, in a real JupyterLab, while Python is busy."""

import json

import pytest

from tools.lab import PATIENCE, SESSION

DAYS = 10**12  # steps
TRAIN = f"""
from lecture_lib import Network, Progress, lecture_data, train_sgd
print("before")
history = train_sgd(Network((2, 2, 3, 2), rng=0), *lecture_data(), n_iter={DAYS}, rng=0, callback=Progress())
print(history.stopped)
"""


@pytest.fixture(scope="module")
def page(browser, lab, upload):
    """A notebook that trains for days, with its bar in sight."""
    upload(lab, "trains.ipynb", TRAIN, "print('the next cell')")
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/doc/tree/trains.ipynb?reset")
    page.wait_for_function(f"window.jupyterapp && jupyterapp.shell.currentWidget?.context && {SESSION}")
    page.evaluate(f"{SESSION}.ready.then(() => {SESSION}.session.kernel.info).then(() => 1)")
    page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
    yield page
    page.evaluate(f"{SESSION}.shutdown().then(() => 1)")
    page.close()


def outputs(page, cell):
    return page.evaluate(f"jupyterapp.shell.currentWidget.content.model.cells.get({cell}).outputs.toJSON()")


def text(page, cell):
    return "".join(output.get("text", "") for output in outputs(page, cell))


def test_bar_and_button_have_names(page):
    page.get_by_role("progressbar", name="Training").wait_for()
    page.get_by_role("button", name="Stop", exact=True).wait_for()


def test_the_bar_says_how_far_training_is(page):
    page.locator(".bp-progress", has_text="of 1,000,000,000,000, Cost").wait_for()


@pytest.fixture(scope="module")
def stopped(page):
    """The same, after its stop button was pressed and the cells below have run."""
    page.get_by_role("button", name="Stop", exact=True).click()
    page.wait_for_function("jupyterapp.shell.currentWidget.content.model.cells.get(1).outputs.length > 0")
    return page


def test_the_stop_button_ends_training_and_the_bar_goes(stopped):
    stopped.locator(".bp-progress").wait_for(state="detached")
    assert "before\nInterrupted after step" in text(stopped, 0) and outputs(stopped, 0)[-1]["output_type"] == "stream"


def test_the_next_cell_runs(stopped):
    assert text(stopped, 1) == "the next cell\n"


def test_nothing_of_the_bar_is_left_to_be_saved(stopped):
    assert "widget-view" not in json.dumps(outputs(stopped, 0))
