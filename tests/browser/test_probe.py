"""The probe that times steps in a page: it waits for the frame that shows what a step changes, and for nothing else."""

import pytest

from tools import ROOT
from tools.lab import NEXT_FRAME

PROBE = (ROOT / "benchmarks/probe.js").read_text(encoding="utf-8")
TEXT = "root => root.querySelector('output').textContent"
DRAWINGS = "root => probe.drawings(root.querySelector('canvas'))"
PAGE = """
<div id="root"><output></output><canvas></canvas></div>
<script>
  const output = document.querySelector("output");
  const write = () => { output.textContent += "x"; };
  const draw = () => document.querySelector("canvas").getContext("2d").drawImage(document.createElement("canvas"), 0, 0);
  const work = () => { for (const end = performance.now() + 100; performance.now() < end; ); };
  const answers = {
    late: () => setTimeout(write, 100),
    busy: () => { work(); write(); },
    inFrame: () => requestAnimationFrame(() => { work(); write(); }),
    lateDrawing: () => setTimeout(draw, 100),
    elsewhere: () => output.setAttribute("title", "touched"),
  };
  addEventListener("keydown", () => answers[window.answer]());
</script>
"""


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.set_content(PAGE)
    page.evaluate(PROBE)
    yield page
    page.close()


def press(page, answer, shown):
    """Press a key in a page that answers in this way, while the probe waits for what is shown to change."""
    page.evaluate(f"probe.watch(document.querySelector('#root'), {shown})")
    page.evaluate("answer => { window.answer = answer; probe.arm('keydown'); }", answer)
    page.keyboard.press("a")


@pytest.mark.parametrize(
    "answer, shown", [("late", TEXT), ("busy", TEXT), ("inFrame", TEXT), ("lateDrawing", DRAWINGS)]
)
def test_a_step_lasts_until_its_change_is_there(page, answer, shown):
    press(page, answer, shown)
    assert page.evaluate("probe.step") >= 99.5  # each answer takes 100 ms; timers and clocks are rounded


def test_a_change_of_something_else_ends_no_step(page):
    press(page, "elsewhere", TEXT)
    page.evaluate(NEXT_FRAME)
    assert page.evaluate("Promise.race([probe.step, Promise.resolve('waiting')])") == "waiting"
