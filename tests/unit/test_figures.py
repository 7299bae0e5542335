"""Figures: what show returns, and what curves draws."""

import base64
import html
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from lecture_lib import Network
from lecture_lib.figures import bands, curves, errors_and_rules, histogram, paths, regions, show

ROOT = Path(__file__).parents[2]
X = np.linspace(-6, 6, 241)
SIGMA = 1 / (1 + np.exp(-X))


@pytest.fixture
def figure():
    return curves(X, {"σ(z)": SIGMA, "σ′(z)": SIGMA * (1 - SIGMA)}, xlabel="z", ylabel="the sigmoid")


def bundle(figure, alt="A curve."):
    return show(figure, alt)._repr_mimebundle_()[0]


def svg(figure):
    source = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle(figure)["text/html"]).group(1)
    return base64.b64decode(source).decode()


def output_of(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout


# show

def test_plain_text_is_the_alternative_in_one_line(figure):
    assert bundle(figure, "Two\n    curves.")["text/plain"] == "Figure: Two curves."


def test_the_image_has_the_alternative_escaped(figure):
    alt = 'C < 1 & "steep"'
    assert f'alt="{html.escape(alt)}"' in bundle(figure, alt)["text/html"]


def test_the_svg_stands_in_the_image_and_by_itself_for_latex(figure):
    assert svg(figure) == bundle(figure)["image/svg+xml"]


def test_the_metadata_have_the_alternative(figure):
    assert show(figure, "A < B.")._repr_mimebundle_()[1] == {"alt": "A < B."}


def test_the_picture_is_as_wide_as_a_column_of_text_in_css_pixels(figure):
    assert 540 <= float(ElementTree.fromstring(svg(figure)).get("width").removesuffix("pt")) / 0.75 <= 600


def test_the_svg_is_the_same_in_another_process():
    code = (
        "from lecture_lib.figures import bands, curves, show;"
        "print(show(curves([0, 1, 2], {'y': [0, 1, 4]}, xlabel='x', ylabel='y'), 'alt').svg)"
    )
    here = show(curves([0, 1, 2], {"y": [0, 1, 4]}, xlabel="x", ylabel="y"), "alt").svg
    assert output_of(code) == here + "\n"


def test_the_svg_is_the_same_twice(figure):
    assert svg(figure) == svg(figure)


def test_the_svg_of_two_curves_is_small(figure):
    assert len(svg(figure)) < 20_000


def test_the_svg_keeps_text_as_text(figure):
    assert ">the sigmoid</text>" in svg(figure)


def test_shortening_numbers_leaves_those_that_are_text():
    assert ">0.0025</text>" in svg(curves([0, 1], {"C": [0, 0.0025]}, xlabel="w", ylabel="0.0025"))


def test_the_svg_names_no_date_and_no_version(figure):
    assert not re.search(r"20\d\d-|atplotlib v|<metadata>", svg(figure))


def test_the_svg_is_white_behind(figure):
    assert re.search(r'<g id="patch_1">\s*<path [^>]*fill: #ffffff', svg(figure))


def test_show_takes_any_figure():
    figure = Figure()
    figure.add_subplot().plot([0, 1], [0, 1])
    assert ">1.0</text>" in svg(figure)


def test_no_setting_of_matplotlib_changes(figure):
    before = dict(matplotlib.rcParams)
    show(curves(X, {"σ": SIGMA}, xlabel="z", ylabel="σ"), "A curve.")
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_not_imported():
    code = (
        "import sys, lecture_lib.figures as f; f.show(f.curves([1, 2], {'y': [1, 2]}, xlabel='x', ylabel='y'), 'alt');"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    assert output_of(code) == "False\n"


@pytest.mark.parametrize(
    "picture, alt, error, sentence",
    [
        (Figure(), " \n", ValueError, "alt: expected words that say what the figure shows"),
        (Figure(), 3, TypeError, "alt: expected a string"),
        ([1, 2], "A curve.", TypeError, "figure: expected a matplotlib Figure, got"),
    ],
)
def test_what_cannot_be_shown_is_refused(picture, alt, error, sentence):
    with pytest.raises(error, match=f"^{sentence}"):
        show(picture, alt)


# curves

def labels(figure):
    """Return the boxes of the lines' labels in pixels, in the order of the lines."""
    figure.draw_without_rendering()
    return [Text.get_window_extent(text) for text in figure.axes[0].texts]  # without the hairline


def test_five_lines_differ_in_colour_and_in_dashes():
    figure = curves(X, {str(i): SIGMA + i for i in range(5)}, xlabel="x", ylabel="y")
    lines = figure.axes[0].lines
    assert len({line.get_color() for line in lines}) == len({str(line._unscaled_dash_pattern) for line in lines}) == 5


def test_each_line_is_labelled_at_its_end(figure):
    box = labels(figure)[0]
    end = figure.axes[0].transData.transform((X[-1], SIGMA[-1]))
    assert abs((box.y0 + box.y1) / 2 - end[1]) < 3 and 0 < box.x0 - end[0] < 20


def test_each_label_has_the_name_the_colour_and_the_end_of_its_own_line():
    series = {"falls": -SIGMA, "rises": SIGMA, "ends low": SIGMA - 3}
    axes = curves(X, series, xlabel="x", ylabel="y").axes[0]
    shown = [(text.get_text(), text.xy, text.get_color()) for text in axes.texts]
    colours = ["#1f1f1f", "#0072b2", "#b04d00"]  # a label is as dark as its line, or a shade darker
    assert shown == [(name, (X[-1], y[-1]), colour) for (name, y), colour in zip(series.items(), colours, strict=True)]
    for line, y, colour in zip(axes.lines, series.values(), ["#1f1f1f", "#0072b2", "#d55e00"], strict=True):
        assert line.get_color() == colour and np.array_equal(line.get_ydata(), y)


def test_a_line_that_stops_is_labelled_where_it_stops():
    figure = curves(X, {"C": np.where(X < 0, SIGMA, np.nan)}, xlabel="x", ylabel="y")
    assert 0 < labels(figure)[0].x0 - figure.axes[0].transData.transform((0, 0))[0] < 30


def test_labels_of_lines_that_end_together_do_not_touch():
    figure = curves(X, {f"line {i}": SIGMA + i / 1000 for i in range(5)}, xlabel="x", ylabel="y")
    boxes = sorted(labels(figure), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 for low, high in pairwise(boxes))


def test_of_lines_that_end_in_one_point_the_first_has_the_upper_label():
    first, second = labels(curves(X, {"first": SIGMA, "second": SIGMA}, xlabel="x", ylabel="y"))
    assert first.y0 > second.y1


def test_a_hairline_leads_to_a_label_only_where_it_had_to_move():
    figure = curves(X, {"apart": SIGMA + 5, "upper": SIGMA, "lower": SIGMA}, xlabel="x", ylabel="y")
    assert [text.arrow_patch is not None for text in figure.axes[0].texts] == [False, True, True]


def test_a_long_label_is_inside_the_figure():
    figure = curves(X, {"a rather long label of a line": SIGMA}, xlabel="z", ylabel="y")
    assert labels(figure)[0].x1 <= figure.bbox.x1


def tick_texts(scale="linear", x=(1, 2), y=(1, 2)):
    """Return what is written along x and along y."""
    figure = curves(x, {"y": y}, xlabel="x", ylabel="y", scale=scale)
    figure.draw_without_rendering()
    axes = figure.axes[0]
    ((left, low), (right, high)) = axes.viewLim.get_points()
    along = [text.get_text() for text in axes.get_xticklabels() if left <= text.get_position()[0] <= right]
    return along, [text.get_text() for text in axes.get_yticklabels() if low <= text.get_position()[1] <= high]


def test_powers_are_written_without_mathematics():
    assert tick_texts("log", x=[1e-3, 1], y=[1e-4, 1e4])[0] == ["10⁻³", "10⁻²", "10⁻¹", "10⁰"]


def test_negative_numbers_have_a_minus_sign():
    assert tick_texts(x=[-4, 4])[0] == ["−4", "−2", "0", "2", "4"]


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("low, high", [(1, 1), (1, 3), (0.5, 60), (1e-12, 1e12), (1e8, 1.01e8), (3e-7, 9e-7)])
def test_any_range_has_two_to_seven_ticks_that_differ(scale, low, high):
    texts = tick_texts(scale, y=[low, high])[1]
    assert 2 <= len(set(texts)) == len(texts) <= 7, texts


def test_log_draws_both_axes_logarithmically():
    axes = curves([1, 10], {"y": [1, 100]}, xlabel="h", ylabel="error", scale="log").axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_semilog_draws_powers_of_ten_upwards_only():
    axes = curves([0, 10], {"y": [1, 100]}, xlabel="step", ylabel="Cost", scale="semilog").axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("linear", "log")


RUNS = {"left": [[3.0, 1.0, 2.0], [0.0, 5.0, 4.0], [1.0, 2.0, 9.0]], "one": [7.0, 7.0, 8.0]}


def drawn_bands(**change):
    (axes,) = bands(**{"x": [0, 1, 2], "runs": RUNS, "xlabel": "x", "ylabel": "y"} | change).axes
    return axes


def test_the_line_of_a_band_is_the_median_of_its_curves():
    assert [line.get_ydata().tolist() for line in drawn_bands().lines] == [[1.0, 2.0, 4.0], [7.0, 7.0, 8.0]]


def test_a_band_reaches_from_the_least_curve_to_the_largest():
    corners = {tuple(corner) for corner in drawn_bands().collections[0].get_paths()[0].vertices.tolist()}
    assert corners == {(0, 0), (1, 1), (2, 2), (2, 9), (1, 5), (0, 3)}


def test_the_points_of_a_band_are_circles_and_crosses_where_they_are_said_to_be():
    circles, crosses = drawn_bands(points=(([0.5], [6.0]), ([1.0, 1.5], [2.0, 3.0]))).lines[:2]
    assert (circles.get_marker(), circles.get_xydata().tolist()) == ("o", [[0.5, 6.0]])
    assert (crosses.get_marker(), crosses.get_xydata().tolist()) == ("x", [[1.0, 2.0], [1.5, 3.0]])


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"runs": [[1.0, 2.0, 3.0]]}, TypeError, "runs: expected a dict"),
        ({"runs": {"C": [[1.0, 2.0]]}}, ValueError, r"runs\['C'\]: expected shape \(3,\), got \(2,\)"),
        ({"runs": {"C": [[1.0, np.nan, 2.0]]}}, ValueError, r"runs\['C'\]: expected finite numbers"),
        ({"scale": "semilog"}, ValueError, "scale: a logarithmic axis expects runs above 0"),
        ({"points": 3 * [([1.0], [1.0])]}, ValueError, "points: expected at most 2 pairs"),
        ({"points": [([1.0], [1.0, 2.0])]}, ValueError, r"points\[0\]\[1\]: expected shape \(1,\)"),
    ],
)
def test_bands_that_cannot_be_drawn_are_refused(change, error, sentence):
    with pytest.raises(error, match=f"^{sentence}"):
        drawn_bands(**change)


def test_a_histogram_counts_what_lies_between_its_edges():
    axes = histogram([1, 2, 20, 200, 5000], bins=[1, 10, 100, 1000], xlabel="x", ylabel="runs").axes[0]
    assert [bar.get_height() for bar in axes.patches] == [2, 1, 1]


@pytest.mark.parametrize(
    "values, bins, name",
    [
        ([], [1, 2], "values"),
        ([0], [1, 2], "values"),
        ([[1]], [1, 2], "values"),
        ([1], [1], "bins"),
        ([1], [2, 1], "bins"),
        ([1], [0, 1], "bins"),
    ],
)
def test_a_histogram_of_what_cannot_be_counted_is_refused(values, bins, name):
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        histogram(values, bins=bins, xlabel="x", ylabel="y")


def test_regions_show_where_each_output_wins():
    net = Network((2, 2), rng=0)
    net.W[2], net.b[2] = [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]      # the first output wins where x1 > x2
    axes = regions({"net": net}, [[0.1, 0.9], [0.9, 0.1]], np.eye(2)).axes[0]
    second, first = axes.collections[0].get_paths()
    assert second.contains_point((0.1, 0.9)) and first.contains_point((0.9, 0.1))
    assert [to_hex(colour) for colour in axes.collections[0].get_facecolor()] == ["#d9e8f5", "#fbe4d2"]


def test_each_point_has_the_mark_of_its_class():
    axes = regions({"net": Network((2, 2), rng=0)}, [[0.1, 0.9], [0.9, 0.1]], np.eye(2)).axes[0]
    assert [line.get_marker() for line in axes.lines] == ["o", "x"]
    assert [tuple(np.ravel(line.get_data())) for line in axes.lines] == [(0.1, 0.9), (0.9, 0.1)]


def test_in_the_picture_of_regions_the_marks_of_a_class_have_the_colours_of_its_side():
    net = Network((2, 2), rng=0)
    net.W[2], net.b[2] = [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]      # the first output wins where x1 > x2
    axes = regions({"net": net}, [[0.9, 0.1, 0.2], [0.1, 0.9, 0.7]], [[1, 0, 0], [0, 1, 1]]).axes[0]
    rings, crosses = axes.lines
    assert (rings.get_marker(), to_hex(rings.get_color()), rings.get_xdata().tolist()) == ("o", "#b04d00", [0.9])
    assert (crosses.get_marker(), to_hex(crosses.get_color()), crosses.get_xdata().tolist()) == ("x", "#0072b2", [0.1, 0.2])
    orange = next(path for path, colour in zip(axes.collections[0].get_paths(), axes.collections[0].get_facecolor(), strict=True)
                  if to_hex(colour) == "#fbe4d2")  # fmt: skip
    assert orange.contains_point((0.9, 0.1)) and not orange.contains_point((0.1, 0.9))


@pytest.mark.parametrize("sizes", [(3, 2), (2, 3)])
def test_regions_of_another_network_are_refused(sizes):
    with pytest.raises(ValueError, match=r"networks\['net'\]: expected two inputs and two outputs"):
        regions({"net": Network(sizes, rng=0)}, np.eye(2), np.eye(2))


@pytest.mark.parametrize(("X", "Y"), [([1.0, 2.0], [1.0, 2.0]), (np.eye(3), np.eye(3)), (np.eye(2), np.ones((2, 3)))])
def test_regions_of_other_points_are_refused(X, Y):
    with pytest.raises(ValueError, match=r"X, Y: expected shape \(2, N\) both"):
        regions({"net": Network((2, 2), rng=0)}, X, Y)


def test_what_the_caller_passed_is_left_alone():
    x, y = np.array([3.0, 1.0, 2.0]), np.array([9.0, np.nan, 4.0])
    curves(x, {"y": y}, xlabel="x", ylabel="y")
    np.testing.assert_array_equal([x, y], [[3, 1, 2], [9, np.nan, 4]])


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
        ({"series": {"y": [1, 0, 2]}, "scale": "log"}, ValueError, "scale: a logarithmic axis expects series above 0"),
        ({"series": {"y": [1, 0, 2]}, "scale": "semilog"}, ValueError, "scale: a logarithmic axis expects series above 0"),
        ({"x": [0, 1, 2], "scale": "log"}, ValueError, "scale: a logarithmic axis expects x above 0"),
        ({"scale": "square"}, ValueError, "scale: expected one of 'linear', 'semilog', 'log'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change, error, sentence):
    arguments = {"x": [1, 2, 3], "series": {"y": [1, 2, 3]}, "xlabel": "x", "ylabel": "y"} | change
    with pytest.raises(error, match=f"^{sentence}"):
        curves(**arguments)


# errors and the rules that foretell them

H = np.logspace(-16, 0, 65)
ERROR = np.maximum(1e-16 / H, H)


def v(**change):
    arguments = {"x": H, "errors": {"forward": ERROR}, "rules": {"h": H, "eps / h": 1e-16 / H}, "xlabel": "h", "ylabel": "off by"}
    return errors_and_rules(**arguments | change)


def test_errors_and_rules_are_drawn_on_logarithmic_axes_and_labelled():
    axes = v().axes[0]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert {text.get_text() for text in axes.texts} == {"forward", "h", "eps / h"}
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), ERROR)


def test_a_rule_ends_where_the_errors_do():
    for line, rule in zip(v().axes[0].lines[1:], (H, 1e-16 / H), strict=True):
        inside = (rule >= ERROR.min()) & (rule <= 10 * ERROR.max())
        np.testing.assert_array_equal(line.get_ydata(), np.where(inside, rule, np.nan))


def test_the_label_of_a_rule_stands_at_its_line():
    by_text = {text.get_text(): text.xy for text in v().axes[0].texts}
    assert by_text["h"][1] == pytest.approx(by_text["h"][0])
    assert by_text["eps / h"][1] == pytest.approx(1e-16 / by_text["eps / h"][0])


def test_a_rule_far_from_all_errors_is_left_out():
    assert [text.get_text() for text in v(rules={"far": 1e30 * H}).axes[0].texts] == ["forward"]


def test_marks_go_up_from_their_places_on_the_axis():
    plain, marked = v().axes[0], v(marks=[1e-8, 1e-5]).axes[0]
    assert [line.get_xdata()[0] for line in marked.lines[len(plain.lines) :]] == [1e-8, 1e-5]


def test_rules_may_be_missing():
    assert len(v(rules={}).axes[0].lines) == 1


@pytest.mark.parametrize(
    "change, error, sentence",
    [
        ({"errors": {}}, ValueError, "errors: expected 1 to 5 lines"),
        ({"errors": {"forward": ERROR[1:]}}, ValueError, r"errors\['forward'\]: expected shape"),
        ({"errors": {"forward": 0 * H}}, ValueError, "scale: a logarithmic axis expects errors above 0"),
        ({"rules": {"h": -H}}, ValueError, "scale: a logarithmic axis expects rules above 0"),
        ({"rules": [H]}, TypeError, "rules: expected a dict"),
    ],
)
def test_errors_and_rules_that_cannot_be_drawn_are_refused(change, error, sentence):
    with pytest.raises(error, match=f"^{sentence}"):
        v(**change)


# paths

PRODUCTS = {(1, 1, 1): 0.5, (1, 1, 2): -2.0, (1, 3, 1): 1.0, (1, 2, 2): 0.25}


def paths_drawn():
    network, sums = paths(PRODUCTS, first_layer=2).axes
    return [line for line in network.lines if line.get_marker() == "None"], network, sums


def test_each_path_leads_through_its_neurons_from_top_to_bottom():
    heights = {tuple(line.get_ydata()) for line in paths_drawn()[0]}
    assert heights == {(0, 1, 0.5), (0, 1, -0.5), (0, -1, 0.5), (0, 0, -0.5)}


def test_a_path_is_as_wide_as_its_product_is_large_and_dashed_below_zero():
    drawn = {tuple(line.get_ydata()): line for line in paths_drawn()[0]}
    widths = {path: drawn[path].get_linewidth() - 0.4 for path in drawn}
    assert widths[0, 1, -0.5] == pytest.approx(2 * widths[0, -1, 0.5]) == pytest.approx(4 * widths[0, 1, 0.5])
    assert {path for path, line in drawn.items() if line.is_dashed()} == {(0, 1, -0.5)}


def test_layers_are_named():
    assert [label.get_text() for label in paths_drawn()[1].get_xticklabels()] == ["[2]", "[3]", "[4]"]


def test_the_products_add_up_from_the_largest_on():
    bars = paths_drawn()[2].patches
    assert [bar.get_height() for bar in bars] == [-2.0, 1.0, 0.5, 0.25]
    assert [bar.get_y() for bar in bars] == [0.0, -2.0, -1.0, -0.5]


def test_the_sum_is_a_line_and_said():
    sums = paths_drawn()[2]
    assert sums.lines[-1].get_ydata()[0] == sum(PRODUCTS.values()) and sums.texts[0].get_text() == "−0.25000"


@pytest.mark.parametrize(
    "products, sentence",
    [
        ({}, "products: expected paths of one length"),
        ({(1,): 1.0}, "products: expected paths of one length"),
        ({(1, 1): 1.0, (1, 1, 1): 1.0}, "products: expected paths of one length"),
        ({(1, 1): 0.0}, "products: expected at least one that is not 0"),
        ({(1, 1): np.nan}, "products: "),
    ],
)
def test_paths_that_cannot_be_drawn_are_refused(products, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        paths(products, first_layer=2)
