"""A script that was edited shows in a running JupyterLab, in the widgets that are there, without another kernel."""

EXPLORER = """
from lecture_lib import Explorer, Network
explorer = Explorer(Network((4, 3, 4, 5, 2), rng=1459, scale=1.5), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0], value=1.0)
explorer
"""
EDIT = """
from lecture_lib.widgets import reload
from lecture_lib.widgets.shared import widget

on_disk = widget.assemble_js
widget.assemble_js = lambda source: on_disk(source).replace('"Reset"', '"Back to the start"')  # as if explorer.js were edited
reload()
"""


def test_a_widget_on_the_screen_gets_its_edited_script_and_keeps_its_state(open_notebook, lab, upload):
    upload(lab, "edits.ipynb", EXPLORER, EDIT)
    notebook = open_notebook("edits.ipynb")
    notebook.page.get_by_role("button", name="Back to the start").wait_for()
    assert notebook.page.locator(".bp-explorer").count() == 1
    assert notebook.page.locator("[data-quantity=parameter]").inner_text() == "1.00"
    assert notebook.console_errors == []
