"""Figures: what show returns, and what curves draws."""

import base64
import html
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from lecture_lib.figures import LINE_HEIGHT, _spread, curves, show

ROOT = Path(__file__).parents[2]
X = np.linspace(-6, 6, 241)
SIGMA = 1 / (1 + np.exp(-X))


@pytest.fixture
def figure():
    series = {"σ(z)": SIGMA, "σ′(z)": SIGMA * (1 - SIGMA)}
    return curves(X, series, xlabel="z", ylabel="the sigmoid", marks=[(0, 0.25, "¼")])


def bundle(figure, alt="A curve."):
    return show(figure, alt)._repr_mimebundle_()


def svg(figure):
    source = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle(figure)["text/html"]).group(1)
    return base64.b64decode(source).decode()


def output_of(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout


# show

def test_plain_text_is_the_alternative(figure):
    assert bundle(figure, "Two curves.")["text/plain"] == "Figure: Two curves."


def test_repr_is_the_plain_text(figure):
    assert repr(show(figure, "Two curves.")) == "Figure: Two curves."


def test_alternative_is_escaped(figure):
    alt = 'C < 1 & "steep"'
    assert f'alt="{html.escape(alt)}"' in bundle(figure, alt)["text/html"]


def test_alternative_written_over_several_lines_is_one_line(figure):
    assert repr(show(figure, "Two\n    curves.")) == "Figure: Two curves."


def test_picture_is_as_wide_as_the_figure_in_css_pixels(figure):
    width = int(re.search(r'width="(\d+)"', bundle(figure)["text/html"]).group(1))
    assert 540 <= width <= 600


def test_picture_shrinks_with_a_narrow_window(figure):
    assert "max-width:100%" in bundle(figure)["text/html"]


def test_svg_is_well_formed(figure):
    from xml.etree import ElementTree

    assert ElementTree.fromstring(svg(figure)).tag == "{http://www.w3.org/2000/svg}svg"


def test_svg_is_the_same_twice(figure):
    assert svg(figure) == svg(figure)


def test_svg_of_the_same_data_is_the_same():
    first, second = (svg(curves(X, {"σ": SIGMA}, xlabel="z", ylabel="σ")) for _ in range(2))
    assert first == second


def test_svg_is_the_same_in_another_process():
    code = (
        "from lecture_lib.figures import curves, show;"
        "print(show(curves([0, 1, 2], {'y': [0, 1, 4]}, xlabel='x', ylabel='y'), 'alt').svg)"
    )
    here = show(curves([0, 1, 2], {"y": [0, 1, 4]}, xlabel="x", ylabel="y"), "alt").svg
    assert output_of(code) == here + "\n"


def test_svg_of_two_curves_is_small(figure):
    assert len(svg(figure)) < 20_000


def test_svg_keeps_text_as_text(figure):
    assert ">the sigmoid</text>" in svg(figure)


def test_svg_names_no_date_and_no_version(figure):
    assert not re.search(r"20\d\d-|atplotlib v|<metadata>", svg(figure))


def test_svg_asks_nothing_of_the_network(figure):
    addresses = set(re.findall(r"https?://[^\"' ]+", svg(figure)))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_svg_is_white_behind(figure):
    assert re.search(r'<g id="patch_1"><path [^>]*fill: #ffffff', svg(figure))


def test_show_takes_any_figure():
    figure = Figure()
    figure.add_subplot().plot([0, 1], [0, 1])
    assert ">1.0</text>" in svg(figure)


def test_no_setting_of_matplotlib_changes(figure):
    before = dict(matplotlib.rcParams)
    show(figure, "A curve.")
    curves(X, {"σ": SIGMA}, xlabel="z", ylabel="σ")
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_not_imported():
    code = (
        "import sys, lecture_lib.figures as f; f.show(f.curves([1, 2], {'y': [1, 2]}, xlabel='x', ylabel='y'), 'alt');"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    assert output_of(code) == "False\n"


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_empty_alternative_is_refused(figure, alt):
    with pytest.raises(ValueError, match=r"^alt: expected words that say what the figure shows"):
        show(figure, alt)


def test_alternative_that_is_not_text_is_refused(figure):
    with pytest.raises(TypeError, match=r"^alt: expected a string"):
        show(figure, 3)


def test_what_is_not_a_figure_is_refused():
    with pytest.raises(TypeError, match=r"^figure: expected a matplotlib Figure, got"):
        show([1, 2], "A curve.")


# curves

def lines(figure):
    return figure.axes[0].lines


def place(text):
    """Return a text's box in pixels."""
    return text.get_window_extent()


def test_each_line_has_its_own_colour(figure):
    assert len({line.get_color() for line in lines(figure)[:2]}) == 2


def test_each_line_has_its_own_dashes():
    figure = curves(X, {str(i): SIGMA + i for i in range(5)}, xlabel="x", ylabel="y")
    assert len({str(line._unscaled_dash_pattern) for line in lines(figure)}) == 5


def test_each_line_is_labelled_at_the_height_of_its_end(figure):
    box = place(next(text for text in figure.axes[0].texts if text.get_text() == "σ(z)"))
    end = figure.axes[0].transData.transform((X[-1], SIGMA[-1]))
    assert abs((box.y0 + box.y1) / 2 - end[1]) < 3 and 0 < box.x0 - end[0] < 20


def test_labels_of_lines_that_end_together_do_not_touch():
    figure = curves(X, {f"line {i}": SIGMA + i / 1000 for i in range(5)}, xlabel="x", ylabel="y")
    boxes = sorted((place(text) for text in figure.axes[0].texts), key=lambda box: box.y0)
    assert all(low.y1 < high.y0 for low, high in pairwise(boxes))


def test_labels_of_lines_that_end_together_are_in_the_order_of_the_lines():
    figure = curves(X, {"upper": SIGMA + 0.001, "lower": SIGMA}, xlabel="x", ylabel="y")
    upper, lower = (place(text).y0 for text in figure.axes[0].texts)
    assert upper > lower


def test_nothing_is_outside_the_figure():
    figure = curves(X, {"a rather long label of a line": SIGMA * 1e5}, xlabel="z", ylabel="y")
    texts = [*figure.axes[0].texts, *figure.axes[0].get_yticklabels(), *figure.axes[0].get_xticklabels()]
    assert all(place(text).x0 >= 0 and place(text).x1 <= figure.bbox.x1 + 8 for text in texts)  # show pads by 10


def test_a_line_that_stops_is_labelled_where_it_stops():
    figure = curves(X, {"C": np.where(X < 0, SIGMA, np.nan)}, xlabel="x", ylabel="y")
    assert abs(place(figure.axes[0].texts[0]).x0 - figure.axes[0].transData.transform((0, 0))[0]) < 30


def test_a_mark_does_not_cover_the_line():
    figure = curves(X, {"σ": SIGMA}, xlabel="z", ylabel="σ", marks=[(0, 0.5, "the middle")])
    box = place(next(text for text in figure.axes[0].texts if text.get_text() == "the middle"))
    inside = [box.contains(*figure.axes[0].transData.transform(point)) for point in zip(X, SIGMA, strict=True)]
    assert not any(inside)


def test_log_draws_both_axes_logarithmically():
    axes = curves([1, 10], {"y": [1, 100]}, xlabel="h", ylabel="error", scale="log").axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_powers_are_written_without_mathematics():
    axes = curves([1e-16, 1], {"y": [1e-8, 1]}, xlabel="h", ylabel="error", scale="log").axes[0]
    assert "10⁻¹⁵" in [text.get_text() for text in axes.get_xticklabels()]


def test_negative_numbers_have_a_minus_sign():
    axes = curves([-4, 4], {"C": [0.2, 0.1]}, xlabel="w", ylabel="C").axes[0]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["−4", "−2", "0", "2", "4"]


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize(
    "low, high",
    [(1, 1), (1, 1 + 1e-9), (1e-300, 1e-299), (1, 3), (0.5, 60), (1e-12, 1e12), (1e8, 1.0001e8)],
)
def test_any_range_has_at_least_two_ticks_that_differ(scale, low, high):
    axes = curves([1, 2], {"y": [low, high]}, xlabel="x", ylabel="y", scale=scale).axes[0]
    texts = [text.get_text() for text in axes.get_yticklabels()]
    assert len(set(texts)) == len(texts) >= 2


def test_order_of_x_does_not_matter():
    first = curves([1, 2, 3], {"y": [1, 4, 9]}, xlabel="x", ylabel="y")
    second = curves([3, 1, 2], {"y": [9, 1, 4]}, xlabel="x", ylabel="y")
    assert svg(first) == svg(second)


def test_what_the_caller_passed_is_left_alone():
    x, y = np.array([3.0, 1.0, 2.0]), np.array([9.0, np.nan, 4.0])
    curves(x, {"y": y}, xlabel="x", ylabel="y")
    assert x.tolist() == [3, 1, 2] and y[0] == 9 and np.isnan(y[1]) and y[2] == 4


@pytest.mark.parametrize(
    "change, error, sentence",
    [
        ({"x": [1]}, ValueError, "x: expected at least two values"),
        ({"x": [1, np.nan, 3]}, ValueError, "x: expected finite numbers"),
        ({"series": [[1, 2, 3]]}, TypeError, "series: expected a dict"),
        ({"series": {}}, ValueError, "series: expected 1 to 5 lines"),
        ({"series": {str(i): [1, 2, 3] for i in range(6)}}, ValueError, "series: expected 1 to 5 lines"),
        ({"series": {"y": [1, 2]}}, ValueError, r"series\['y'\]: expected shape \(3,\), got \(2,\)"),
        ({"series": {"y": [1, np.inf, 2]}}, ValueError, r"series\['y'\]: expected finite numbers"),
        ({"series": {"y": ["a", "b", "c"]}}, TypeError, r"series\['y'\]: expected real numbers"),
        ({"series": {"y": [np.nan] * 3}}, ValueError, r"series\['y'\]: expected at least one number"),
        ({"series": {"y": [1, 0, 2]}, "scale": "log"}, ValueError, r"series\['y'\]: a logarithmic scale expects"),
        ({"x": [0, 1, 2], "scale": "log"}, ValueError, "x: a logarithmic scale expects"),
        ({"scale": "square"}, ValueError, "scale: expected one of 'linear', 'log'"),
        ({"marks": [(1, np.nan, "here")]}, ValueError, "marks: expected a finite number"),
        ({"marks": [(1, 2)]}, ValueError, r"marks: expected \(x, y, text\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change, error, sentence):
    arguments = {"x": [1, 2, 3], "series": {"y": [1, 2, 3]}, "xlabel": "x", "ylabel": "y"} | change
    with pytest.raises(error, match=f"^{sentence}"):
        curves(**arguments)


# labels

@pytest.mark.parametrize("wanted", [[50.0], [10.0, 60.0], [30.0, 30.0, 30.0], [0.0, 1.0, 100.0], [200.0, -5.0, 199.0]])
def test_spread_positions_are_apart_and_inside(wanted):
    placed = np.sort(_spread(np.array(wanted), LINE_HEIGHT, 0, 100))
    assert np.all(np.diff(placed) >= LINE_HEIGHT - 1e-9) and placed[0] >= 0 and placed[-1] <= 100


def test_spread_leaves_what_is_apart_where_it_is():
    assert _spread(np.array([70.0, 10.0, 40.0]), LINE_HEIGHT, 0, 100).tolist() == [70, 10, 40]
