"""What nbconvert makes of a saved notebook: every picture is there, with its words."""

import re
from html import unescape

import nbformat
import pytest
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter, SlidesExporter
from nbconvert.filters import get_metadata

from tools import ROOT

NOTEBOOK = ROOT / "notebooks/01_forward_pass.ipynb"  # has a figure and a widget


@pytest.fixture
def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


@pytest.fixture
def pictures(notebook):
    """Its outputs that are pictures."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output for output in outputs if "image/svg+xml" in output.get("data", {})]


@pytest.mark.parametrize("exporter", [HTMLExporter, SlidesExporter, MarkdownExporter])
def test_an_export_has_every_picture_with_its_words(notebook, pictures, exporter):
    text, _ = exporter().from_notebook_node(notebook)
    shown = re.findall(r'<img alt="([^"]+)"[^>]* src="data:image/svg\+xml;base64,', text)
    assert len(pictures) == 2 and [unescape(alt) for alt in shown] == [picture.metadata["alt"] for picture in pictures]


def test_latex_has_every_picture(notebook, pictures):
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]  # text would need pandoc
    exporter = LatexExporter(config={"SVG2PDFPreprocessor": {"enabled": False}})  # and this Inkscape
    text, resources = exporter.from_notebook_node(notebook)
    included = re.findall(r"\\adjustimage\{.*\}\{(.*\.svg)\}", text)
    assert [resources["outputs"][name].decode() for name in included] == [picture.data["image/svg+xml"] for picture in pictures]


@pytest.mark.parametrize("form", ["image/svg+xml", "image/png"])
def test_templates_find_the_words_where_nbconvert_looks_for_them(pictures, form):
    assert [get_metadata(picture, "alt", form) for picture in pictures] == [picture.metadata["alt"] for picture in pictures]
