"""The progress of a training run: in a terminal, in a notebook, and what is left of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from lecture_lib import Network, Progress, lecture_data, train_sgd
from lecture_lib.widgets.progress import progress

ROOT = Path(__file__).resolve().parents[2]
VIEW = "application/vnd.jupyter.widget-view+json"


class Clock:
    """Seconds pass only when told to."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(progress.time, "monotonic", lambda: self.now)


class FakeBar:
    """A bar that writes down what it is told."""

    made = ()

    def __init__(self, n_iter):
        self.n_iter, self.shown, self.closed = n_iter, [], False
        type(self).made = (*self.made, self)

    def show(self, step, cost):
        self.shown.append(step)

    def close(self):
        self.closed = True


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def bars(monkeypatch):
    """The class that stands in for the line of a terminal; .made holds its bars."""
    kind = type("Bars", (FakeBar,), {})
    monkeypatch.setattr(progress, "Line", kind)
    return kind


def called(clock, callback, seconds):
    """Call at these times after the first."""
    start = clock.now
    for step, second in enumerate(seconds, start=1):
        clock.now = start + second
        callback(step, 100, 0.25)


def test_a_short_run_has_no_bar(clock, bars):
    called(clock, Progress(), [0, 0.1, 0.29])
    assert bars.made == ()


def test_a_long_run_has_one_bar(clock, bars):
    called(clock, Progress(), [0, 0.1, 0.31, 2, 3])
    assert [bar.n_iter for bar in bars.made] == [100]


def test_a_bar_is_not_drawn_more_often_than_can_be_seen(clock, bars):
    called(clock, Progress(), [0, 0.31, 0.32, 0.4, 0.42, 0.43])
    assert bars.made[0].shown == [2, 5]


def test_a_second_run_has_its_own_bar_and_its_own_patience(clock, bars):
    callback = Progress()
    called(clock, callback, [0, 1])
    callback.close()
    called(clock, callback, [0, 0.1])
    assert [bar.closed for bar in bars.made] == [True]
    called(clock, callback, [0.5])
    assert [bar.closed for bar in bars.made] == [True, False]


def test_to_close_what_was_never_shown_is_no_error():
    Progress().close()


def test_the_bar_is_closed_when_training_ends(monkeypatch, bars):
    monkeypatch.setattr(progress, "PATIENCE", 0)
    train_sgd(Network((2, 2, 3, 2), rng=0), *lecture_data(), n_iter=100, rng=0, callback=Progress())
    assert [bar.closed for bar in bars.made] == [True]


TRAIN = """
from lecture_lib import Network, Progress, lecture_data, train_sgd
from lecture_lib.widgets.progress import progress
progress.PATIENCE = 0
net = Network((2, 2, 3, 2), rng=0)
X, Y = lecture_data()
"""
RUN = "history = train_sgd(net, X, Y, n_iter=2000, rng=0, compiled=False, callback=Progress())"


def test_a_terminal_shows_steps_and_cost_on_stderr_and_nothing_on_stdout():
    done = subprocess.run([sys.executable, "-W", "error", "-c", TRAIN + RUN], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and done.stdout == ""
    assert "2.00k" in done.stderr and "Cost 0.2" in done.stderr


@pytest.fixture(scope="module")
def notebook():
    """A notebook that trained, as it would be saved."""
    cells = [TRAIN, f"print('before')\n{RUN}\nprint('after')"]
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    os_path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(notebook, startup_timeout=600, store_widget_state=False, coalesce_streams=True)
    return client.execute(env=os.environ | {"PYTHONPATH": os_path})


def test_nothing_of_the_bar_stays_in_a_notebook(notebook):
    assert VIEW not in nbformat.writes(notebook) and "step" not in json.dumps(notebook.cells[1].outputs)


def test_what_a_cell_prints_besides_stays(notebook):
    printed = [output.text for output in notebook.cells[1].outputs if output.output_type == "stream"]
    assert "".join(printed) == "before\nafter\n"


def test_nothing_reaches_stderr_of_a_notebook(notebook):
    streams = {output.get("name") for cell in notebook.cells for output in cell.outputs}
    assert "stderr" not in streams


def test_the_bar_tells_the_browser_step_and_cost(monkeypatch):
    bar = progress.Bar(2000)
    bar.show(500, 0.125)
    assert bar.get_state(["n_iter", "step", "words"]) == {"n_iter": 2000, "step": 500, "words": "step 500 of 2,000, Cost 0.125"}
