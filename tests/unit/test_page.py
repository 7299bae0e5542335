"""A widget as a page of its own: complete, and closed to the network."""

import json
import re

import numpy as np
import pytest

from lecture_lib import Explorer, Network, OverfittingLab, PassPlayer, StepSlider, Wishes

NET, X, Y = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), np.array([0.2, 0.9, 0.5, 0.7]), np.array([1.0, 0.0])


def overfitting_lab(*_):
    return OverfittingLab(n_iter=40)


WITH_A_PAGE = [Explorer, PassPlayer, StepSlider, Wishes, overfitting_lab]


@pytest.fixture(params=WITH_A_PAGE)
def page(request, tmp_path):
    file = tmp_path / "page.html"
    request.param(NET, X, Y).to_html(file)
    return file.read_text(encoding="utf-8")


def widgets_in(page):
    return json.loads(re.search(r'id="widgets">(.*?)</script>', page, re.DOTALL)[1].replace("<\\/", "</"))


@pytest.mark.parametrize("widget", WITH_A_PAGE)
def test_it_holds_the_widgets_module_and_style(widget, tmp_path):
    shown = widget(NET, X, Y)
    shown.to_html(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert widgets_in(text)[0]["module"] == shown._esm and "export default" in shown._esm and shown._css in text


def test_it_names_no_address(page):
    addresses = {address for address in re.findall(r"https?://[\w./]+", page) if not address.startswith("http://www.w3.org/")}
    assert addresses == set()


def test_its_policy_allows_nothing_from_elsewhere(page):
    assert "default-src 'none'" in page and "connect-src" not in page


def test_it_has_a_language_a_title_and_a_heading(page):
    assert '<html lang="en">' in page and re.search(r"<title>(.+)</title>.*<h1>\1</h1>", page, re.DOTALL)


def test_without_scripts_it_shows_the_still(page):
    assert re.search(r'<div id="still">\n<svg .*</svg>\n<p id="why">', page, re.DOTALL)


def test_only_the_scripts_of_the_page_end_a_script(page):
    assert page.count("</script>") == 2


def test_the_explorers_page_has_every_parameter(tmp_path):
    Explorer(NET, X, Y, parameter="b2[4]").to_html(tmp_path / "page.html")
    (widget,) = widgets_in((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert set(widget["state"]["sweeps"]) == {ref.plain for ref in NET.parameters()}
    assert widget["state"]["chosen"]["parameter"] == "b2[4]"


def test_the_explorers_page_is_under_a_megabyte(tmp_path):
    Explorer(NET, X, Y).to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size < 1_000_000


def test_the_explorers_page_has_the_common_scale_and_knows_that_it_is_alone(tmp_path):
    Explorer(NET, X, Y).to_html(tmp_path / "page.html")
    (widget,) = widgets_in((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert len(widget["state"]["spread"]) == 2 and widget["state"]["standalone"]


@pytest.mark.parametrize("place", [".", "missing/page.html"])
def test_a_path_that_cannot_be_written_is_said(tmp_path, place):
    with pytest.raises(OSError, match=r"path: cannot write .* name a file in a folder that exists and is yours"):
        PassPlayer(NET, X, Y).to_html(tmp_path / place)


@pytest.mark.parametrize(
    ("path", "error", "sentence"),
    [
        (None, TypeError, "path: expected the name of a file, such as 'page.html', got None"),
        (3, TypeError, "path: expected the name of a file, such as 'page.html', got 3"),
        ("a\0b.html", ValueError, "path: expected the name of a file, got one with a null character"),
        ("", OSError, "path: cannot write"),
        (".", OSError, "path: cannot write"),
    ],
)
def test_what_is_no_file_is_refused_in_a_sentence(path, error, sentence):
    with pytest.raises(error, match=f"^{sentence}"):
        StepSlider(NET, X, Y).to_html(path)
