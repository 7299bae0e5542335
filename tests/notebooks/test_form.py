"""Each notebook has the form that all of them share, and each check of it finds what it looks for."""

import re

import form
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lecture_lib._picture import Picture
from tools import ROOT
from tools.refresh import as_file, notebooks

EVERY = pytest.mark.parametrize("path", notebooks(), ids=lambda path: str(path.relative_to(ROOT / "notebooks")))

GET_IT = "# no lecture_lib, as on Colab?  %pip install git+https://github.com/OWNER/backprop-lecture"


def read(path):
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def holds(check, path, *more):
    """Fail with all that the check finds."""
    found = check(read(path), *more)
    assert not found, "\n".join([f"{path.name}: {check.__doc__}", *found])


@EVERY
def test_is_a_valid_notebook(path):
    nbformat.validate(read(path))


@EVERY
def test_is_written_as_jupyter_writes_it(path):
    assert path.read_text(encoding="utf-8") == as_file(read(path))


@EVERY
def test_begins_with_its_only_title(path):
    holds(form.title, path)


@EVERY
def test_has_an_answer_to_open_for_each_question(path):
    holds(form.answers, path)


@EVERY
def test_says_what_you_will_do_and_how_long_it_takes(path):
    holds(form.duration, path)


@EVERY
def test_ends_with_on_your_own_and_further_reading(path):
    holds(form.closing_sections, path)


@EVERY
def test_has_a_shape_board_in_each_section_with_an_equation(path):
    holds(form.shape_boards, path)


@EVERY
def test_asks_something_in_each_section(path):
    holds(form.questions, path)


@EVERY
def test_cites_only_equations_of_the_lecture(path):
    holds(form.equation_numbers, path)


@EVERY
def test_relative_links_lead_somewhere(path):
    holds(form.links, path, path.parent)


@EVERY
def test_first_code_cell_holds_all_imports(path):
    holds(form.imports, path)


@EVERY
def test_says_how_to_get_the_library(path):
    holds(form.way_to_the_library, path)


@EVERY
def test_each_name_is_bound_in_one_cell(path):
    holds(form.names_bound_once, path)


@EVERY
def test_cells_change_only_what_they_made(path):
    holds(form.only_own_objects_changed, path)


@EVERY
def test_code_cells_have_at_most_15_lines(path):
    holds(form.long_cells, path)


@EVERY
def test_median_code_cell_has_at_most_5_lines(path):
    holds(form.median_length, path)


@EVERY
def test_kernel_is_python3(path):
    holds(form.kernel, path)


@EVERY
def test_cell_ids_are_unique_names(path):
    holds(form.cell_ids, path)


@EVERY
def test_cells_carry_no_metadata_of_a_run(path):
    holds(form.cell_metadata, path)


@EVERY
def test_no_output_is_a_bitmap(path):
    holds(form.bitmaps, path)


@EVERY
def test_no_output_is_a_widget_view(path):
    holds(form.widget_views, path)


@EVERY
def test_no_widget_state_is_stored(path):
    holds(form.widget_state, path)


@EVERY
def test_no_output_is_an_error(path):
    holds(form.errors, path)


@EVERY
def test_no_output_is_on_stderr(path):
    holds(form.stderr, path)


@EVERY
def test_code_cells_were_run_from_top_to_bottom(path):
    holds(form.execution_counts, path)


@EVERY
def test_what_a_cell_says_is_stored(path):
    holds(form.missing_outputs, path)


@EVERY
def test_each_image_has_words(path):
    holds(form.images_without_words, path)


@EVERY
def test_each_figure_is_stored_with_its_words(path):
    holds(form.figures, path)


@EVERY
def test_each_explorer_has_a_small_still(path):
    holds(form.stills, path)


@EVERY
def test_outputs_tell_nothing_of_a_machine_or_a_run(path):
    holds(form.machine_traces, path)


@EVERY
def test_each_picture_is_shown_untrusted_and_has_words_for_exports(path):
    holds(form.pictures, path)


def test_the_map_says_of_each_notebook_how_long_it_takes():
    stems = {path.stem: form.minutes(read(path)) for path in notebooks()}
    text = "\n".join(cell.source for cell in form.markdown(read(ROOT / "notebooks/00_start_here.ipynb")))
    rows = re.findall(r"\]\((\w+)\.ipynb\) \| (\d+) minutes \| (\d+) minutes \|", text)
    assert {name: (int(first), int(whole)) for name, first, whole in rows} == {s: stems[s] for s in stems if s != "00_start_here"}


# The checks themselves: a notebook without a fault, then one fault at a time

def sound():
    """Return a notebook in which no check finds anything."""
    forms, words = Picture("<svg/>", "a line").forms()
    still, picture = {"text/plain": "Explorer(w43[3] = 1)", **forms}, {"text/plain": "Figure: a line", **forms}
    cells = [
        new_markdown_cell("# Push a weight\n\nYou push $w$, as in (25). About 5 minutes, 5 with everything.", id="title"),
        new_code_cell(f"{GET_IT}\nimport numpy as np", id="imports"),
        new_markdown_cell("## See\n\n$$a = 1 \\tag{24}$$ and $f(3)$, `f (3)`, 61(4), [this](sound.ipynb#x).", id="see"),
        new_markdown_cell("| shape | 1 |", id="board"),
        new_markdown_cell("**Your turn.** Which?", id="question"),
        new_markdown_cell("<details><summary>Answer</summary>\n\nThat one.\n\n</details>", id="answer"),
        new_code_cell("a = np.ones(2)\na[0] = 2\nfor i, j in [(1, 2)]:\n    print(i)   # (1)", id="print"),
        new_code_cell("def f(a):\n    b = a\n    return [i for i in b]", id="function"),
        new_code_cell("explorer = f(a)\nexplorer", id="explorer"),
        new_code_cell("f(3)", id="picture"),
        new_markdown_cell("## On your own\n\n![a cat](https://example.org/cat.svg)", id="own"),
        new_markdown_cell("<details><summary>Answer</summary>\n\nA cat.\n\n</details>", id="own-answer"),
        new_markdown_cell("## Further reading", id="further"),
    ]
    nb = new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    for count, each in enumerate(form.code(nb), 1):
        each.execution_count = count
    printed("1\n")(nb)
    for name, data in (("explorer", still), ("picture", picture)):
        cell(nb, name).outputs.append(new_output("execute_result", data=data, metadata=words, execution_count=1))
    return nb


def cell(nb, name):
    return next(cell for cell in nb.cells if cell.id == name)


def edit(name, old, new):
    """Return a fault: in the source of the named cell, old becomes new."""
    def fault(nb):
        assert old in cell(nb, name).source
        cell(nb, name).source = cell(nb, name).source.replace(old, new)
    return fault


def printed(text, stream="stdout"):
    """Return a fault: a cell has printed this."""
    return lambda nb: cell(nb, "print").outputs.append(new_output("stream", text=text, name=stream))


def shown(form, value):
    """Return a fault: a cell shows this, too."""
    return lambda nb: cell(nb, "picture").outputs[0].data.update({form: value})


FAULTS = [
    (form.title, edit("title", "# Push", "Push")),
    (form.title, edit("see", "## See", "# See")),
    (form.duration, edit("title", "About 5 minutes", "A while")),
    (form.duration, edit("title", "5 with everything", "15 with everything")),
    (form.duration, edit("title", "\n\nYou", " You")),
    (form.closing_sections, edit("own", "On your own", "By yourself")),
    (form.closing_sections, edit("further", "## Further reading", "## Further reading\n\n## More")),
    (form.shape_boards, edit("board", "shape", "size")),
    (form.questions, edit("question", "**Your turn.** Which?", "So it is.")),
    (form.answers, edit("answer", "<details>", "")),
    (form.answers, edit("own-answer", "<details>", "")),
    (form.equation_numbers, edit("title", "(25)", "(3)")),
    (form.equation_numbers, edit("see", "tag{24}", "tag{29}")),
    (form.equation_numbers, edit("print", "# (1)", "# (17)")),
    (form.imports, edit("function", "    b = a", "    import os\n    b = a")),
    (form.imports, edit("imports", "import numpy as np", "np = 1")),
    (form.way_to_the_library, edit("imports", "%pip", "pip")),
    (form.way_to_the_library, edit("imports", "\nimport", "\n\nimport")),
    (form.long_cells, edit("function", "    b = a", "    b = a" + "\n    b = a" * 13)),
    (form.median_length, lambda nb: [setattr(c, "source", c.source + "\n\n\n\n\n#") for c in form.code(nb)]),
    (form.kernel, lambda nb: nb.metadata.kernelspec.update(name="lecture")),
    (form.cell_ids, lambda nb: cell(nb, "see").update(id="own")),
    (form.cell_ids, lambda nb: cell(nb, "see").update(id="9f86d081")),
    (form.cell_metadata, lambda nb: cell(nb, "print").metadata.update(execution={"iopub.status.idle": "now"})),
    (form.bitmaps, shown("image/png", "AAAA")),
    (form.widget_views, shown("application/vnd.jupyter.widget-view+json", {"model_id": "1"})),
    (form.widget_state, lambda nb: nb.metadata.update(widgets={})),
    (form.errors, lambda nb: cell(nb, "print").outputs.append(new_output("error", ename="ValueError"))),
    (form.stderr, printed("a warning", "stderr")),
    (form.execution_counts, lambda nb: cell(nb, "print").update(execution_count=None)),
    (form.execution_counts, lambda nb: cell(nb, "print").update(execution_count=7)),
    (form.missing_outputs, lambda nb: cell(nb, "print").update(outputs=[])),
    (form.missing_outputs, lambda nb: cell(nb, "explorer").update(outputs=[])),
    (form.images_without_words, shown("text/html", "<img src='x'>")),
    (form.images_without_words, shown("text/html", '<img alt="">')),
    (form.images_without_words, edit("own", "a cat", "")),
    (form.figures, lambda nb: cell(nb, "picture").outputs[0].metadata.update(alt="a curve")),
    (form.figures, lambda nb: cell(nb, "picture").outputs[0].data.pop("image/svg+xml")),
    (form.pictures, shown("text/html", '<img alt="a line" src="line.png">')),
    (form.pictures, shown("image/svg+xml", "<svg></svg>")),
    (form.pictures, lambda nb: cell(nb, "picture").outputs[0].metadata.pop("alt")),
    (form.pictures, lambda nb: cell(nb, "explorer").outputs[0].data.pop("text/html")),
    (form.stills, lambda nb: cell(nb, "explorer").outputs[0].data.pop("image/svg+xml")),
    (form.stills, lambda nb: cell(nb, "explorer").outputs[0].data.update({"image/svg+xml": "x" * 30_000})),
    (form.machine_traces, printed("saved in /home/ada/net.npz")),
    (form.machine_traces, printed("saved in C:\\Users\\ada")),
    (form.machine_traces, printed("took 3.2 s")),
    (form.machine_traces, printed("12ms per step")),
    (form.machine_traces, printed("Wall time: 1")),
    (form.machine_traces, printed("<f at 0x7f12>")),
    (form.machine_traces, shown("text/html", "<td>/usr/lib/python3</td>")),
]  # fmt: skip

BINDINGS = [
    "a = 1", "a, c = 1, 2", "[a, *c] = 1, 2", "*a, c = 1, 2", "c = a = 1", "a += 1", "a: int = 1", "del a",
    "(a := 1)", "[a := c for c in b]", "c = [(a := d) for d in b]", "import a.b", "import b as a", "from b import a",
    "for a in []:\n    pass", "for c, (d, a) in []:\n    pass", "while b:\n    a = 1", "if b:\n    a = 1",
    "with b as a:\n    pass", "with b as (c, a):\n    pass", "match b:\n    case a:\n        pass",
    "try:\n    pass\nexcept ValueError as a:\n    pass", "def g():\n    global a\n    a = 1",
    "def a():\n    pass", "async def a():\n    pass", "class a:\n    pass",
]  # fmt: skip
NO_BINDINGS = [
    "b = [a for a in c]", "{a: 1 for a in c}", "print(sum(a for a in b))", "def g(a):\n    a = 1", "g = lambda a: a",
    "class g:\n    a = 1", "a == 1", "a.b = 1", "a[0] = 1", "f(a=1)",
]  # fmt: skip
CHANGES = ["a[0] = 1", "a.b = 1", "a[0].b += 1", "a.b, c = 1, 2", "for a[0] in b:\n    pass", "del a[0]"]


def two_cells(source):
    return new_notebook(cells=[new_code_cell("a = 0", id="first"), new_code_cell(source, id="second")])


def test_checks_find_nothing_in_a_sound_notebook(tmp_path):
    (tmp_path / "sound.ipynb").touch()
    checks = {check for check, _ in FAULTS} | {form.names_bound_once, form.only_own_objects_changed}
    found = {check.__name__: check(sound()) for check in checks}
    assert not any(found.values()) and form.links(sound(), tmp_path) == [], found


@pytest.mark.parametrize("check, fault", FAULTS, ids=[f"{check.__name__}-{i}" for i, (check, _) in enumerate(FAULTS)])
def test_check_finds_a_fault(check, fault):
    nb = sound()
    fault(nb)
    assert len(check(nb)) > 0


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    assert form.links(sound(), tmp_path) == ["see: sound.ipynb#x"]


@pytest.mark.parametrize("source", BINDINGS)
def test_a_second_binding_is_found(source):
    assert form.names_bound_once(two_cells(source)) == ["a is bound in first, second"]


@pytest.mark.parametrize("source", NO_BINDINGS)
def test_what_binds_nothing_is_left_alone(source):
    assert form.names_bound_once(two_cells(source)) == []


@pytest.mark.parametrize("source", CHANGES)
def test_a_change_of_what_another_cell_made_is_found(source):
    assert form.only_own_objects_changed(two_cells(source)) == ["second changes a"]
