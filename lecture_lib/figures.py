"""Figures: data in, matplotlib Figure out, and `show`, which gives a figure the words that stand for it.

No function here uses pyplot or changes a setting of matplotlib for longer than it runs.
"""

import io
import re

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, ScalarFormatter

from lecture_lib._checks import array_of_shape, one_of, real_array, shown
from lecture_lib._picture import Picture
from lecture_lib.propagation import forward

#  line       label      dashes (on, off, …); the lines are Okabe & Ito's, a label that must be read is a shade darker
STYLES = (
    ("#1f1f1f", "#1f1f1f", ()),
    ("#0072b2", "#0072b2", (6, 2)),
    ("#d55e00", "#b04d00", (3, 2)),
    ("#00785a", "#00785a", (6, 2, 1, 2)),
    ("#cc79a7", "#98487a", (1, 2)),
)
SCALES = {"linear": ("linear", "linear"), "semilog": ("linear", "log"), "log": ("log", "log")}  # of x and y
CLASSES = (("o", "#b04d00", "#fbe4d2"), ("x", "#0072b2", "#d9e8f5"))  # mark, its colour, and the region's
LINE_HEIGHT = 12.75  # points that two labels below each other need

_RC = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so that every machine measures text alike
    "font.size": 9.75,                   # points: 13 CSS pixels
    "svg.fonttype": "none",              # text stays text
    "svg.hashsalt": "lecture",           # the same ids each time
    "axes.spines.left": False, "axes.spines.right": False, "axes.spines.top": False, "axes.edgecolor": "#bdbdbd",
    "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#e0e0e0", "axes.xmargin": 0, "axes.formatter.useoffset": False,
    "axes.titlesize": "medium", "axes.titlelocation": "left", "axes.titlepad": 8, "ytick.major.size": 0,
    "xtick.color": "#bdbdbd", "xtick.labelcolor": "#5f5f5f", "xtick.labelsize": 9,
    "ytick.color": "#bdbdbd", "ytick.labelcolor": "#5f5f5f", "ytick.labelsize": 9,
}  # fmt: skip
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def show(figure, alt):
    """Return what a notebook shows of a matplotlib Figure: the picture, and alt, the words that say what it shows.

    The SVG is the same bytes each time, white behind the figure in a light and a dark notebook, and its text stays
    text. TypeError if figure is not a Figure or alt not a string, ValueError if alt is empty.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure: expected a matplotlib Figure, got {shown(figure)}")
    if not isinstance(alt, str):
        raise TypeError(f"alt: expected a string that says what the figure shows, got {shown(alt)}")
    if not alt.strip():
        raise ValueError("alt: expected words that say what the figure shows, got an empty string")
    return Picture(_svg(figure), " ".join(alt.split()))


def _svg(figure):
    """Return the figure as SVG text: no date, no version, numbers to 0.01 pt, the reader's own fonts."""
    file, nothing = io.StringIO(), dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with matplotlib.rc_context(_RC):
        figure.savefig(file, format="svg", facecolor="white", bbox_inches="tight", pad_inches=0.1, metadata=nothing)
    svg = file.getvalue()
    svg = re.sub(r'="[^"]*"', lambda attribute: re.sub(r"(\.\d\d)\d+", r"\1", attribute[0]), svg[svg.index("<svg") :])
    svg = svg.replace("'DejaVu Sans', sans-serif", "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif")
    return svg.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif").strip()  # mathematics is placed letter by letter


def curves(x, series, *, xlabel, ylabel, scale="linear"):
    """Draw one line for each entry of series, labelled at its end, and return the Figure.

    x: shape (m,), m ≥ 2. series: label → y of shape (m,), NaN for a gap; at most five, since more lines could not be
    told apart. scale: "linear", "semilog" for powers of ten upwards, or "log" for both axes; what is on such an axis must
    be above 0. Anything else: ValueError, TypeError.
    """
    xscale, yscale = SCALES[one_of("scale", scale, SCALES)]
    x, lines = _checked(x, series, xscale, yscale)
    with matplotlib.rc_context(_RC):
        figure = Figure(figsize=(5.8, 3.1), layout="constrained")
        _draw_lines(figure.add_subplot(xscale=xscale, yscale=yscale, xlabel=xlabel, title=ylabel), x, lines)
    return figure


def bands(x, runs, *, xlabel, ylabel, scale="linear", points=()):
    """Draw the median of several curves as a line, and a band from the least of them to the largest; return the Figure.

    x, scale: as for curves. runs: label → curves of shape (r, m), or one of shape (m,), without NaN; at most five labels.
    points: up to two pairs of abscissas and ordinates, each of shape (k,), drawn as circles and as crosses. Anything else:
    ValueError, TypeError.
    """
    xscale, yscale = SCALES[one_of("scale", scale, SCALES)]
    if not isinstance(runs, dict):
        raise TypeError(f"runs: expected a dict of label and curves, got {shown(runs)}")
    runs = {label: np.atleast_2d(real_array(f"runs[{label!r}]", curves)) for label, curves in runs.items()}
    x, _ = _checked(x, {label: curves.min(axis=0) for label, curves in runs.items()}, xscale, yscale, "runs")
    if len(points) > len(CLASSES):
        raise ValueError(f"points: expected at most {len(CLASSES)} pairs, which can be told apart, got {len(points)}")
    with matplotlib.rc_context(_RC):
        figure = Figure(figsize=(5.8, 3.1), layout="constrained")
        axes = figure.add_subplot(xscale=xscale, yscale=yscale, xlabel=xlabel, title=ylabel)
        for curves, (colour, *_) in zip(runs.values(), STYLES, strict=False):
            axes.fill_between(x, curves.min(axis=0), curves.max(axis=0), color=colour, alpha=0.18, linewidth=0, zorder=2)
        for place, ((marker, colour, _), (u, v)) in enumerate(zip(CLASSES, points, strict=False)):
            u = real_array(f"points[{place}][0]", u)
            v = array_of_shape(f"points[{place}][1]", v, u.shape)
            axes.plot(u, v, marker, color=colour, markerfacecolor="none", markersize=6, zorder=4)
        _draw_lines(axes, x, {label: np.median(curves, axis=0) for label, curves in runs.items()})
    return figure


def _draw_lines(axes, x, lines):
    """A line for each entry, labelled at its end, and few ticks."""
    for y, (colour, _, dashes) in zip(lines.values(), STYLES, strict=False):
        axes.plot(x, y, color=colour, linestyle=(0, dashes) if dashes else "-", zorder=3)
    for axis in (axes.xaxis, axes.yaxis):
        _set_ticks(axis)
    _label_ends(axes, x, lines)


def histogram(values, *, bins, xlabel, ylabel):
    """Draw how many of the values lie between one of the bins' edges and the next, on a logarithmic axis; return the Figure.

    values, bins: shapes (m,) and (k + 1,), k ≥ 1, all above 0, bins rising. ValueError otherwise.
    """
    values, bins = real_array("values", values), real_array("bins", bins)
    if values.ndim != 1 or values.size == 0 or values.min() <= 0:
        raise ValueError(f"values: expected numbers above 0, in one dimension, got {shown(values)}")
    if bins.ndim != 1 or bins.size < 2 or bins.min() <= 0 or np.diff(bins).min() <= 0:
        raise ValueError(f"bins: expected at least two rising edges above 0, got {shown(bins)}")
    with matplotlib.rc_context(_RC):
        figure = Figure(figsize=(5.8, 2.6), layout="constrained")
        axes = figure.add_subplot(xscale="log", xlabel=xlabel, title=ylabel, xlim=(bins[0], bins[-1]))
        axes.hist(values, bins, color=STYLES[1][0], zorder=3)
        for axis in (axes.xaxis, axes.yaxis):
            _set_ticks(axis)
    return figure


def regions(networks, X, Y):
    """Draw, for each entry of networks, where in the unit square which of two classes wins, and the points; return the Figure.

    networks: title → Network with two inputs and two outputs. X, Y: shape (2, N), columns are points; the class of a point
    is the larger entry of its column of Y. ValueError for other shapes.
    """
    for title, net in networks.items():
        if (net.sizes[0], net.sizes[-1]) != (2, 2):
            raise ValueError(f"networks[{title!r}]: expected two inputs and two outputs, got sizes {net.sizes}")
    X, Y = real_array("X", X), real_array("Y", Y)
    if X.ndim != 2 or X.shape[0] != 2 or X.shape != Y.shape:
        raise ValueError(f"X, Y: expected shape (2, N) both, got {X.shape} and {Y.shape}")
    with matplotlib.rc_context(_RC | {"axes.grid": False}):
        figure = Figure(figsize=(3.3 * len(networks), 3.2), layout="constrained")
        for axes, (title, net) in zip(figure.subplots(1, len(networks), squeeze=False)[0], networks.items(), strict=True):
            _draw_regions(axes, net, X, Y)
            axes.set(title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    return figure


def _draw_regions(axes, net, X, Y):
    grid = np.linspace(0, 1, 41)
    plane = np.array(np.meshgrid(grid, grid))
    first, second = forward(net, plane.reshape(2, -1))[0][net.L].reshape(2, 41, 41)
    colours = [CLASSES[1][2], CLASSES[0][2]]
    axes.contourf(*plane, first - second, levels=[-np.inf, 0, np.inf], colors=colours)
    for of_class, (mark, colour, _) in zip((Y[0] > Y[1], Y[0] <= Y[1]), CLASSES, strict=True):
        axes.plot(*X[:, of_class], mark, color=colour, clip_on=False, mew=2 if mark == "x" else 1)


def paths(products, *, first_layer):
    """Draw each path through a network, as wide as its product is large, and how the products add up; return the Figure.

    products: path → number, not all 0. A path holds the number of its neuron, from 1, in each layer from first_layer to the
    output; all are of one length. A product below 0 is dashed. ValueError otherwise.
    """
    lengths = {len(path) for path in products}
    if len(lengths) != 1 or min(lengths) < 2:
        raise ValueError(f"products: expected paths of one length, 2 layers or more, got {shown(list(products))}")
    values = real_array("products", list(products.values()))
    if not np.abs(values).max() > 0:
        raise ValueError("products: expected at least one that is not 0")
    with matplotlib.rc_context(_RC | {"axes.grid": False}):
        figure = Figure(figsize=(7.4, 3.1), layout="constrained")
        network, sums = figure.subplots(1, 2, width_ratios=[1.15, 1])
        _draw_paths(network, products, first_layer)
        _draw_sums(sums, values)
    return figure


def _draw_paths(axes, products, first_layer):
    sizes = np.array(list(products)).max(axis=0)
    most = max(map(abs, products.values()))
    for path, product in sorted(products.items(), key=lambda item: abs(item[1])):
        heights = [(size + 1) / 2 - j for size, j in zip(sizes, path, strict=True)]
        colour, _, dashes = STYLES[1 if product > 0 else 2]
        line = (0, dashes) if product < 0 else "-"
        axes.plot(heights, color=colour, linestyle=line, linewidth=0.4 + 4 * abs(product) / most, solid_capstyle="round")
    for place, size in enumerate(sizes):
        heights = (size + 1) / 2 - np.arange(1, size + 1)
        axes.plot(np.full(size, place), heights, "o", color="white", mec="#1f1f1f", ms=11, zorder=4)
    axes.set(xticks=range(len(sizes)), xticklabels=[f"[{first_layer + place}]" for place in range(len(sizes))], yticks=[])
    axes.set(title="every path", xlabel="layer", xlim=(-0.3, len(sizes) - 0.7))


def _draw_sums(axes, values):
    """Bars from one partial sum to the next, the largest product first; the last sum is a line."""
    values = values[np.argsort(-np.abs(values))]
    ends = np.cumsum(values)
    colours = [STYLES[1 if value > 0 else 2][0] for value in values]
    axes.use_sticky_edges = False  # or the lowest bar would stand on the axis
    axes.bar(np.arange(1, len(values) + 1), values, bottom=ends - values, color=colours, width=0.8)
    axes.axhline(0, color="#bdbdbd", linewidth=0.8, zorder=0)
    axes.axhline(ends[-1], color="#00785a", linewidth=1)
    total = f"{ends[-1]:.5f}".replace("-", "−")
    axes.annotate(total, (len(values), ends[-1]), (0, 4), textcoords="offset points", ha="right", color="#00785a")
    axes.set(title="their products, added up", xlabel="paths, the largest first", xlim=(0, len(values) + 1))
    for axis in (axes.xaxis, axes.yaxis):
        _set_ticks(axis)


def errors_and_rules(x, errors, rules, *, xlabel, ylabel, marks=()):
    """Draw measured errors as lines labelled at their right end, and above them rules that foretell them, thin and grey.

    x: shape (m,), m ≥ 2, both axes logarithmic. errors: label → y of shape (m,), NaN for a gap, at most five; rules
    likewise, or empty. A rule is drawn as far as the errors reach, with its label beside it. marks: places on the x axis
    where a line goes up. Anything else: ValueError, TypeError.
    """
    x, errors = _checked(x, errors, "log", "log", "errors")
    rules = _checked(x, rules, "log", "log", "rules")[1] if rules else {}
    with matplotlib.rc_context(_RC):
        figure = Figure(figsize=(5.8, 3.6), layout="constrained")
        axes = figure.add_subplot(xscale="log", yscale="log", xlabel=xlabel, title=ylabel)
        low, high = min(map(np.nanmin, errors.values())), max(map(np.nanmax, errors.values()))
        axes.set_ylim(low / 3, high * 30)
        for y, (colour, _, dashes) in zip(errors.values(), STYLES, strict=False):
            axes.plot(x, y, color=colour, linestyle=(0, dashes) if dashes else "-", zorder=3)
        for label, y in rules.items():
            _draw_rule(axes, x, np.where((y >= low) & (y <= 10 * high), y, np.nan), label)
        for mark in marks:
            axes.axvline(mark, color="#00785a", linewidth=0.8, zorder=1)
        for axis in (axes.xaxis, axes.yaxis):
            _set_ticks(axis)
        _label_ends(axes, x, errors)
    return figure


def _draw_rule(axes, x, y, label):
    """A thin grey line, with its label where lines that rise and fall leave room: right of its lower part, or at its top."""
    axes.plot(x, y, color="#767676", linewidth=0.9, zorder=2)
    drawn = np.flatnonzero(~np.isnan(y))
    if not drawn.size:  # all of it lies where no error does
        return
    rises = y[drawn[-1]] > y[drawn[0]]
    place = drawn[len(drawn) // 4] if rises else drawn[0]
    axes.annotate(
        label, (x[place], y[place]), (6, -2 if rises else 0), textcoords="offset points",
        va="top" if rises else "center", color="#5f5f5f", fontsize=9,
    )  # fmt: skip


def _set_ticks(axis):
    """Powers of ten where a logarithmic axis has two of them, 1, 2, 5, 10, 20 … where it has one, round numbers elsewhere."""
    low, high = axis.get_view_interval()
    powers = np.log10(high / low) if axis.get_scale() == "log" else 0.0
    if powers >= 2:
        axis.set_major_locator(LogLocator(numticks=6))
        axis.set_major_formatter(lambda value, _: "10" + str(round(np.log10(value))).translate(_SUPERSCRIPT))
    else:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)) if powers >= 1 else MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.set_major_formatter(ScalarFormatter())
    axis.set_minor_locator(NullLocator())


def _label_ends(axes, x, lines):
    """Write each line's label beside its last point; where it had to move away, a hairline leads to it."""
    ends = [np.array([x, y])[:, ~np.isnan(y)][:, -1] for y in lines.values()]
    axes.figure.draw_without_rendering()  # places the axes, so that ends have heights
    heights = axes.transData.transform(ends)[:, 1] * 72 / axes.figure.dpi
    moves = _spread(heights) - heights
    for label, end, move, (_, colour, _) in zip(lines, ends, moves, STYLES, strict=False):
        hairline = {"arrowstyle": "-", "color": colour, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2}
        leader = hairline if abs(move) > LINE_HEIGHT / 4 else None
        axes.annotate(label, end, (10, move), textcoords="offset points", va="center", color=colour, arrowprops=leader)


def _spread(heights):
    """Return heights moved apart as little as it takes for labels not to touch; of equal ones the first comes out on top."""
    downwards = np.lexsort((np.arange(len(heights)), -np.round(heights)))
    placed = heights[downwards]
    for _ in range(200):  # neighbours push each other, half the overlap each
        overlap = np.maximum(LINE_HEIGHT + np.diff(placed), 0) / 2
        placed[:-1] += overlap
        placed[1:] -= overlap
    return placed[np.argsort(downwards)]


def _checked(x, series, xscale, yscale, name="series"):
    """Return x and series with float64 arrays that can be drawn."""
    x = real_array("x", x)
    if x.ndim != 1 or x.size < 2:
        raise ValueError(f"x: expected at least two values, in one dimension, got shape {x.shape}")
    if not isinstance(series, dict):
        raise TypeError(f"{name}: expected a dict of label and values, got {shown(series)}")
    if not 1 <= len(series) <= len(STYLES):
        raise ValueError(f"{name}: expected 1 to {len(STYLES)} lines, which can be told apart, got {len(series)}")
    lines = {label: _with_gaps(f"{name}[{label!r}]", y, x.shape) for label, y in series.items()}
    for what, scale, values in (("x", xscale, [x]), (name, yscale, lines.values())):
        lowest = min(map(np.nanmin, values))
        if scale == "log" and lowest <= 0:
            raise ValueError(f"scale: a logarithmic axis expects {what} above 0 (NaN leaves a gap), got {lowest:g}")
    return x, lines


def _with_gaps(name, y, shape):
    gap = np.not_equal(y, y)  # only NaN differs from itself
    y = array_of_shape(name, np.where(gap, 0.0, y) if gap.any() else y, shape)
    if gap.all():
        raise ValueError(f"{name}: expected at least one number, got only NaN")
    return np.where(gap, np.nan, y)
