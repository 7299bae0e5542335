"""A widget that starts late, as on a slow computer, hears Python all the same."""

import pytest

from lecture_lib import Network, cost, gradient
from tools.lab import SESSION, OpenNotebook

NOTEBOOK = "late.ipynb"
CODE = [
    """from lecture_lib import Explorer, LearningRateLab, Network, PassPlayer, StepSlider, live
net = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
x, y = [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
explorer = Explorer(net, x, y)
explorer""",
    "live('25', explorer)",
    "player = PassPlayer(net, x, y)\nplayer",
    "rates = LearningRateLab(n_iter=40)\nrates",
    "steps = StepSlider(net, x, y)\nsteps",
]
NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
# anywidget waits 2 s for a widget's script; here it gives up before any script can be there
IMPATIENT = """const { timeout } = AbortSignal;
AbortSignal.timeout = (ms) => {
    if (ms !== 2000) return timeout.call(AbortSignal, ms);
    const giveUp = new AbortController();
    queueMicrotask(() => giveUp.abort());
    return giveUp.signal;
};"""


class Impatient:
    """A browser in whose pages every widget is late."""

    def __init__(self, browser):
        self.browser = browser

    def new_page(self, **options):
        page = self.browser.new_page(**options)
        page.add_init_script(IMPATIENT)
        return page


@pytest.fixture(scope="module")
def notebook(browser, lab, upload):
    upload(lab, NOTEBOOK, *CODE)
    notebook = OpenNotebook(Impatient(browser), lab, NOTEBOOK)
    yield notebook
    notebook.close()


@pytest.fixture
def page(notebook):
    return notebook.page


def number(root, quantity):
    return float(root.locator(f'[data-quantity="{quantity}"]').text_content().replace("\N{MINUS SIGN}", "-"))


def run(page, code):
    """Run a line in the notebook's kernel."""
    page.evaluate(f"code => {SESSION}.session.kernel.requestExecute({{ code }}).done.then(() => 1)", code)


def test_the_page_has_given_the_widgets_up(notebook):
    assert any("Failed to initialize model" in error for error in notebook.console_errors)


def test_the_numbers_of_another_weight_come_and_an_equation_follows(notebook, page):
    root, equation = page.locator(".bp-explorer"), page.locator(".bp-live")
    root.locator('[data-parameter="w12[2]"]').focus()
    page.keyboard.press("Enter")
    root.locator('[data-parameter="w12[2]"][aria-current=true]').wait_for(state="attached")
    notebook.settle()
    assert number(root, "cost") == pytest.approx(cost(NET, X, Y), abs=1e-4)
    assert number(root, "derivative") == pytest.approx(gradient(NET, X, Y)["w12[2]"], abs=1e-4)
    shown = f"{gradient(NET, X, Y)['w12[2]']:.4f}".replace("-", "\N{MINUS SIGN}")
    page.wait_for_function("([root, text]) => root.textContent.includes(text)", arg=[equation.element_handle(), shown])


@pytest.mark.parametrize(
    ("code", "where", "words"),
    [
        ("player.at = 'delta[3]'", ".bp-player input[type=range]", "sensitivities of layer 3"),
        ("rates.parabola_eta = 2.0", ".bp-rates input[type=range]", "η = 2,"),
        ("steps.chosen = 0", ".bp-steps input[type=range]", "1.0e-20"),
        ("explorer.value = 4.0", ".bp-explorer input[type=range]", "4.00"),
    ],
)
def test_what_python_sets_is_shown(page, code, where, words):
    slider = page.locator(where)
    slider.scroll_into_view_if_needed()
    run(page, code)
    says = "([slider, words]) => slider.getAttribute('aria-valuetext').includes(words)"
    page.wait_for_function(says, arg=[slider.element_handle(), words])
