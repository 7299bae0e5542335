"""What a notebook shows when JupyterLab opens it and nothing has been run: at first sight, and the day after."""

import json
import urllib.request

import nbformat
import pytest

from tools import ROOT
from tools.lab import SESSION, UnrunNotebook

WIDGETS = """
from lecture_lib import Explorer, LearningRateLab, Network, PassPlayer, StepSlider, live
point = Network((4, 3, 4, 5, 2), rng=1459, scale=1.5), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
explorer = Explorer(*point)
lab = LearningRateLab(n_iter=40)
"""
# the size of each picture in the page, and its words
IMAGES = """images => images.map(image => [image.naturalWidth, image.getAttribute("alt")])"""
MISSED = "model not found"


@pytest.fixture
def opened(browser, lab):
    """Function: a notebook as it opens, before any cell has been run; closed when the test has ended."""
    notebooks = []

    def open_one(name):
        notebooks.append(UnrunNotebook(browser, lab, name))
        return notebooks[-1]

    yield open_one
    for notebook in notebooks:
        notebook.close()


def text(lab, name, form="files"):
    """A file as it stands on disk, or in the form that an export gives it."""
    with urllib.request.urlopen(f"{lab}/{form}/{name}") as answer:
        return answer.read().decode()


def pictures(lab, name):
    """The words of the pictures in the outputs of a file."""
    outputs = [output for cell in json.loads(text(lab, name))["cells"] for output in cell.get("outputs", [])]
    return [output["metadata"]["alt"] for output in outputs if "image/svg+xml" in output.get("data", {})]


@pytest.fixture
def untouched(lab, upload):
    """Function: a notebook of the project under a name of its own, since JupyterLab may have saved what other tests have run."""

    def put(name):
        upload(lab, f"untouched_{name}", notebook=nbformat.read(ROOT / "notebooks" / name, as_version=nbformat.NO_CONVERT))
        return f"untouched_{name}"

    return put


def test_in_a_dark_theme_pictures_are_dark_and_in_a_light_one_as_they_were_drawn(open_notebook, lab, upload):
    upload(lab, "dark.ipynb", "from lecture_lib import show\nfrom lecture_lib.figures import curves",
           "show(curves([0, 1], {'a line': [0, 1]}, xlabel='x', ylabel='y'), alt='A line.')")
    page = open_notebook("dark.ipynb").page
    image, found = page.locator(".jp-OutputArea-output img"), {}
    for theme in ("JupyterLab Dark", "JupyterLab Light"):  # the light one stays for the other tests
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme }).then(() => 1)", theme)
        page.wait_for_function("theme => document.body.getAttribute('data-jp-theme-name') === theme", arg=theme)
        found[theme] = image.evaluate("image => getComputedStyle(image).filter")
    assert found == {
        "JupyterLab Dark": "invert(0.93) hue-rotate(180deg)",
        "JupyterLab Light": "invert(0) hue-rotate(0deg)",
    }


def test_at_first_sight_every_picture_is_there_with_its_words(opened, lab, untouched):
    name = untouched("05_perturbing_one_weight.ipynb")
    images = opened(name).page.locator(".jp-OutputArea-output img").evaluate_all(IMAGES)
    assert len(images) > 2 and [alt for _, alt in images] == pictures(lab, name)
    assert all(width > 100 for width, _ in images)


def test_saving_a_notebook_that_was_only_looked_at_changes_nothing(opened, lab, untouched):
    name = untouched("03_sensitivity.ipynb")
    before = text(lab, name)
    opened(name).save()
    assert text(lab, name) == before


@pytest.fixture(scope="module")
def saved(lab, open_notebook, upload):
    """Function: save widgets under a name, do something with the kernel, save again and end it; return the name."""

    def save(name, *steps):
        upload(lab, name, WIDGETS, "explorer", "live('25', explorer)", "PassPlayer(*point)", "StepSlider(*point)", "lab")
        notebook = open_notebook(name)
        notebook.save()
        for step in steps:
            notebook.page.evaluate(step)
            notebook.save()
        notebook.page.evaluate(f"{SESSION}.shutdown().then(() => 1)")
        return name

    return save


@pytest.fixture(scope="module")
def ended(saved):
    """A notebook that was saved with its widgets, and whose kernel has ended."""
    return saved("ended.ipynb")


def test_the_day_after_the_widgets_are_there_and_nothing_is_missed(opened, ended):
    notebook = opened(ended)
    assert notebook.page.locator(".bp-widget").count() == 5
    assert MISSED not in notebook.page.locator(".jp-Notebook").inner_text()
    assert notebook.console_errors == []


def test_the_day_after_the_explorer_can_be_pushed_and_the_equation_follows(opened, ended):
    page = (notebook := opened(ended)).page
    equation = page.locator(".bp-live").inner_html()
    page.locator(".bp-explorer input[type=range]").first.press("End")
    notebook.settle()
    assert page.locator("[data-quantity=parameter]").first.inner_text() == "4.00"
    assert page.locator(".bp-live").inner_html() != equation


def another_weight(page):
    page.locator("[data-parameter='w11[2]']").first.dispatch_event("click")


def a_value_between_two_rows(page):
    page.locator(".bp-explorer .bp-box").first.fill("0.123")
    page.keyboard.press("Enter")


def another_network(page):
    page.get_by_text("Network and data point").first.click()
    page.get_by_label("x", exact=True).first.fill("0.1, 0.2, 0.3, 0.4")
    page.get_by_role("button", name="Build").first.click()


def the_common_scale(page):
    page.get_by_role("button", name="Same scale").first.click()


@pytest.mark.parametrize(
    ("root", "ask"),
    [
        (".bp-explorer", another_weight),
        (".bp-explorer", a_value_between_two_rows),
        (".bp-explorer", another_network),
        (".bp-explorer", the_common_scale),
        (".bp-live", another_weight),
    ],
)
def test_the_day_after_what_needs_python_says_that_the_cell_has_to_be_run(opened, ended, root, ask):
    page = (notebook := opened(ended)).page
    ask(page)
    message = page.locator(f"{root} .bp-message:not(:empty)").first
    message.wait_for()
    assert message.inner_text().startswith("Run its cell again: Python does not know this ")
    assert notebook.console_errors == []


def the_player(page):
    page.get_by_role("button", name="Next step").click()


def the_lab(page):
    page.locator(".bp-rates input[type=range]").first.press("End")


def the_step(page):
    page.locator(".bp-steps input[type=range]").press("Home")


@pytest.mark.parametrize(("root", "push"), [(".bp-player", the_player), (".bp-rates", the_lab), (".bp-steps", the_step)])
def test_the_day_after_what_a_widget_can_do_by_itself_it_does(opened, ended, root, push):
    page = (notebook := opened(ended)).page
    words = "root => root.querySelector('input[type=range]').getAttribute('aria-valuetext')"
    before = page.locator(root).evaluate(words)
    push(page)
    page.wait_for_function(f"([root, before]) => ({words})(root) !== before", arg=[page.locator(root).element_handle(), before])
    assert page.locator(f"{root} .bp-message:not(:empty)").count() == 0
    assert notebook.console_errors == []


def test_a_saved_notebook_that_somebody_has_changed_is_not_trusted_and_shows_pictures_alone(opened, ended, lab, upload):
    notebook = nbformat.reads(text(lab, ended), as_version=4)
    notebook.cells[0].source += "  # changed"
    notebook.cells[1].outputs[0].data["text/html"] += "<img src='x:' onerror='window.harmed = true'>"
    upload(lab, "changed.ipynb", notebook=notebook)
    page = opened("changed.ipynb").page
    images = page.locator(".jp-OutputArea-output img[alt]").evaluate_all(IMAGES)
    assert set(pictures(lab, ended)) < {alt for _, alt in images}
    assert page.locator(".bp-widget").count() == 0 and page.evaluate("window.harmed") is None


def test_jupyterlabs_export_of_saved_widgets_shows_their_pictures(ended, lab):
    page = text(lab, ended, "nbconvert/html")
    assert page.count('<img alt="') == len(pictures(lab, ended)) == 4 and "widget-view" not in page


def test_after_a_restart_of_the_kernel_the_pictures_are_there(opened, lab, saved):
    name = saved("restarted.ipynb", f"{SESSION}.session.kernel.restart().then(() => 1)")
    page = (notebook := opened(name)).page
    images = page.locator(".jp-OutputArea-output img").evaluate_all(IMAGES)
    assert len(images) == 4 and [alt for _, alt in images] == pictures(lab, name)
    assert page.locator(".jp-OutputArea-output.jp-RenderedLatex").count() == 1
    assert MISSED not in page.locator(".jp-Notebook").inner_text() and notebook.console_errors == []
