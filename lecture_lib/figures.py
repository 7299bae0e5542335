"""Figures: data in, matplotlib Figure out, and `show`, which gives a figure the words that stand for it.

No function here uses pyplot or changes a setting of matplotlib for longer than it runs. Lengths are in CSS pixels.
"""

import base64
import html
import io
import math
import re
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from lecture_lib._checks import array_of_shape, one_of, real_array, real_number, shown

PX = 0.75  # points in a CSS pixel, which is 1/96 inch
WIDTH, HEIGHT = 560, 300
TEXT, SMALL = 13, 12  # type sizes
LABEL_GAP = 14  # from the right end of the axes to the labels
LINE_HEIGHT = 17  # what two labels below each other need

INK, GREY, HAIRLINE, AXIS, ACCENT = "#1f1f1f", "#5f5f5f", "#e0e0e0", "#bdbdbd", "#00785a"

#  line       label      dashes (on, off, …); the lines are Okabe & Ito's, a label that must be read is a shade darker
STYLES = (
    (INK,       INK,       ()),
    ("#0072b2", "#0072b2", (9, 3)),
    ("#d55e00", "#b04d00", (4, 3)),
    (ACCENT,    ACCENT,    (9, 3, 1.5, 3)),
    ("#cc79a7", "#98487a", (1.5, 2.5)),
)
SIDES = ((0.6, 1), (-0.6, 1), (0.6, -1), (-0.6, -1), (0, 1), (0, -1), (1, 0), (-1, 0))  # of a mark, for its text

_RC = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib, so that every machine measures text alike
    "mathtext.fontset": "stix",          # comes with matplotlib, and is as wide as the Times every machine has
    "text.usetex": False,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",              # text stays text
    "svg.hashsalt": "lecture",           # the same ids each time
}
_FONTS = {
    "'DejaVu Sans', sans-serif": "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif",
    "'DejaVu Sans'": "'DejaVu Sans', Verdana, sans-serif",  # beside mathematics letters are placed one by one
    "'STIXGeneral'": "'STIX Two Text', STIXGeneral, 'Times New Roman', 'Liberation Serif', serif",
}
_FONT = re.compile("|".join(_FONTS))
_NUMBERS = re.compile(r'(?<= )(d|x|y|x1|x2|y1|y2|width|height|points|transform)="[^"]*"')
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, repr=False)
class Picture:
    """A figure as an SVG, its width in CSS pixels, and the words for those who do not see it."""

    svg: str
    width: int
    alt: str

    def __repr__(self):
        return f"Figure: {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = base64.b64encode(self.svg.encode()).decode()
        img = (
            f'<img alt="{html.escape(self.alt)}" width="{self.width}" style="max-width:100%;height:auto" '
            f'src="data:image/svg+xml;base64,{data}">'
        )
        return {"text/html": img, "text/plain": repr(self)}


def show(figure, alt):
    """Return what a notebook shows of a matplotlib Figure: the picture, and alt, the words that say what it shows.

    The SVG is the same bytes each time, white behind and around the figure, and its text stays text. TypeError if
    figure is not a Figure or alt not a string, ValueError if alt is empty.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure: expected a matplotlib Figure, got {shown(figure)}")
    if not isinstance(alt, str):
        raise TypeError(f"alt: expected a string that says what the figure shows, got {shown(alt)}")
    alt = " ".join(alt.split())
    if not alt:
        raise ValueError("alt: expected words that say what the figure shows, got an empty string")
    svg = _svg(figure)
    width = float(re.search(r'viewBox="0 0 ([\d.]+) ', svg).group(1)) / PX
    return Picture(svg, math.ceil(width), alt)


def _svg(figure):
    """Return the figure as SVG text: no date, no version, numbers to 0.01 pt, fonts that the reader's system has."""
    file = io.StringIO()
    with matplotlib.rc_context(_RC):
        figure.savefig(
            file,
            format="svg",
            facecolor="white",
            bbox_inches="tight",
            pad_inches=10 / 96,
            metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")),
        )
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = _NUMBERS.sub(lambda match: re.sub(r"-?\d+\.\d+", _hundredths, match.group()), svg)
    svg = _FONT.sub(lambda match: _FONTS[match.group()], svg)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", " ", svg).replace("> <", "><")


def _hundredths(match):
    return f"{round(float(match.group()), 2) + 0.0:g}"


def curves(x, series, *, xlabel, ylabel, scale="linear", marks=()):
    """Draw one line for each entry of series, labelled at its end, and return the Figure.

    x: shape (m,), m ≥ 2, in any order. series: label → y of shape (m,), where NaN leaves a gap; at most five, since
    more lines could not be told apart. scale: "linear", or "log" for both axes, where all must be above 0. marks:
    (x, y, text) for each point to point out. ValueError or TypeError for anything else.
    """
    x, series = _checked_series(x, series, one_of("scale", scale, ("linear", "log")))
    marks = [_checked_mark(mark, scale) for mark in marks]
    with matplotlib.rc_context(_RC):
        figure = Figure(figsize=(WIDTH / 96, HEIGHT / 96), dpi=96, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1), xscale=scale, yscale=scale, facecolor="none")
        for y, (colour, _, dashes) in zip(series.values(), STYLES, strict=False):
            axes.plot(x, y, color=colour, lw=2 * PX, ls=(0, dashes) if dashes else "-", dash_capstyle="butt", zorder=3)
        for at_x, at_y, _ in marks:
            axes.plot(at_x, at_y, "o", ms=9 * PX, mfc="white", mec=ACCENT, mew=2 * PX, zorder=5, clip_on=False)
        _dress(axes, scale, xlabel, ylabel)
        labels = [axes.text(0, 0, name, size=_size(name), va="center") for name in series]
        _lay_out(axes, labels)
        _label_ends(axes, labels, x, list(series.values()))
        _label_marks(axes, marks, x, list(series.values()))
    return figure


def _checked_series(x, series, scale):
    """Return x in ascending order and series likewise, as float64 arrays that can be drawn."""
    x = real_array("x", x)
    if x.ndim != 1 or x.size < 2:
        raise ValueError(f"x: expected at least two values, in one dimension, got shape {x.shape}")
    if not isinstance(series, dict):
        raise TypeError(f"series: expected a dict of label and values, got {shown(series)}")
    if not 1 <= len(series) <= len(STYLES):
        raise ValueError(f"series: expected 1 to {len(STYLES)} lines, which can be told apart, got {len(series)}")
    order = np.argsort(x, kind="stable")
    lines = {name: _checked_line(name, y, x.shape, scale)[order] for name, y in series.items()}
    return _fit("x", x[order], scale), lines


def _checked_line(name, y, shape, scale):
    """Return y as a float64 copy of the given shape, with NaN where there is a gap."""
    name = f"series[{name!r}]"
    gap = np.array([isinstance(value, float) and math.isnan(value) for value in y])
    y = array_of_shape(name, [0.0 if missing else value for value, missing in zip(y, gap, strict=True)], shape)
    if gap.all():
        raise ValueError(f"{name}: expected at least one number, got only NaN")
    _fit(name, y[~gap], scale)
    return np.where(gap, np.nan, y)


def _checked_mark(mark, scale):
    """Return a mark as (x, y, text)."""
    if not isinstance(mark, tuple) or len(mark) != 3:
        raise ValueError(f"marks: expected (x, y, text), got {shown(mark)}")
    x, y, text = mark
    x, y = real_number("marks", x), real_number("marks", y)
    _fit("marks", np.array([x, y]), scale)
    return x, y, text


def _fit(name, values, scale):
    """Return values, which must be above 0 on a logarithmic scale."""
    if scale == "log" and values.min() <= 0:
        raise ValueError(f"{name}: a logarithmic scale expects values above 0 (NaN leaves a gap), got {values.min():g}")
    return values


def _dress(axes, scale, xlabel, ylabel):
    """Hairlines, ticks and titles: lines across at the values of y, one axis below, and what y is, above it."""
    axes.margins(x=0)
    axes.autoscale_view()
    axes.set_title(ylabel, loc="left", size=_size(ylabel), color=INK, pad=10 * PX)
    axes.set_xlabel(xlabel, size=_size(xlabel), color=INK)
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.spines["bottom"].set(color=AXIS, linewidth=1.5 * PX)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks(*_ticks(*axis.get_view_interval(), scale))
        axis.set_ticks([], minor=True)
    axes.tick_params(labelsize=SMALL * PX, labelcolor=GREY, color=AXIS, width=1.5 * PX, length=5 * PX, pad=4 * PX)
    axes.tick_params(axis="y", length=0, pad=8 * PX)
    axes.grid(axis="y", color=HAIRLINE, lw=PX)
    axes.set_axisbelow(True)


def _size(text):
    """Return the type size in points; mathematics by itself is set in a smaller face, and is enlarged."""
    return (TEXT + 2 if text.startswith("$") and text.endswith("$") else TEXT) * PX


def _ticks(low, high, scale):
    """Return round values from low to high, and how each is written: with the digits that all of them need, no more."""
    if scale == "log" and high / low >= 100:
        exponents = MaxNLocator(6, integer=True).tick_values(math.log10(low), math.log10(high))
        ticks = [10.0**e for e in exponents if low <= 10.0**e <= high]
        return ticks, [_power(t, 0) for t in ticks]
    ticks = [t + 0.0 for t in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high) if low <= t <= high]
    if len(ticks) < 2:  # low and high are too near to 0 for the locator
        return [low, high], [_power(low, 2), _power(high, 2)]
    decimals = max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))
    largest = max(map(abs, ticks))
    if decimals <= 5 and largest < 1e6:
        return ticks, [f"{t:.{decimals}f}".replace("-", "−") for t in ticks]
    digits = max(0, math.ceil(math.log10(largest / (ticks[1] - ticks[0]))))
    return ticks, [_power(t, digits) for t in ticks]


def _power(value, digits):
    """Write 0.001 as 10⁻³ and 0.0025 as 2.5·10⁻³, with at most the given number of decimals in the factor."""
    factor, exponent = f"{value:.{digits}e}".replace("-", "−").split("e")
    factor = factor.rstrip("0").rstrip(".") if "." in factor else factor
    power = "10" + str(int(exponent.replace("−", "-"))).translate(_SUPERSCRIPT)
    return {"0": "0", "1": power, "−1": "−" + power}.get(factor, f"{factor}·{power}")


def _lay_out(axes, labels):
    """Give the axes the room that the numbers to their left, the labels to their right and the titles leave."""
    left = max([0.0] + [text.get_window_extent().width for text in axes.get_yticklabels()]) + 10
    right = max(label.get_window_extent().width for label in labels) + LABEL_GAP
    low, high = 48, HEIGHT - 30
    axes.set_position((left / WIDTH, low / HEIGHT, (WIDTH - left - right) / WIDTH, (high - low) / HEIGHT))


def _label_ends(axes, labels, x, lines):
    """Put each label beside the last point of its line; where it had to move away, a hairline leads to it."""
    last = [np.flatnonzero(~np.isnan(y))[-1] for y in lines]
    ends = axes.transData.transform([(x[i], y[i]) for i, y in zip(last, lines, strict=True)])
    heights = _spread(ends[:, 1], LINE_HEIGHT, axes.bbox.y0, axes.bbox.y1)
    for label, end, height, (_, colour, _) in zip(labels, ends, heights, STYLES, strict=False):
        place = np.array([end[0] + LABEL_GAP, height])
        label.set(transform=axes.figure.transFigure, position=_on_figure(axes, place), color=colour)
        if abs(height - end[1]) > LINE_HEIGHT / 4:
            leader = _on_figure(axes, [np.add(end, (2, 0)), np.subtract(place, (3, 0))])
            axes.figure.add_artist(Line2D(*leader.T, color=colour, lw=0.75 * PX))


def _on_figure(axes, pixels):
    """Return pixels as parts of the figure, which stay where they are when it is drawn at another resolution."""
    return axes.figure.transFigure.inverted().transform(pixels)


def _spread(wanted, distance, low, high):
    """Return positions nearest to the wanted ones (least squares) that lie `distance` apart, in the same order.

    Position minus rank times distance must not decrease: an isotonic regression, by pooling neighbours that violate it.
    """
    order = np.lexsort((-np.arange(len(wanted)), np.round(wanted)))  # of equal ones the first comes out on top
    rank = np.arange(len(order)) * distance
    pools = []
    for value in np.asarray(wanted)[order] - rank:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (value_1, n_1), (value_2, n_2) = pools.pop(), pools.pop()
            pools.append(((value_1 * n_1 + value_2 * n_2) / (n_1 + n_2), n_1 + n_2))
    placed = np.clip(np.repeat(*zip(*pools, strict=True)), low, max(low, high - rank[-1])) + rank
    return placed[np.argsort(order)]


def _label_marks(axes, marks, x, lines):
    """Write each mark's text beside it, where it covers least of the lines and of the other texts."""
    ink = np.concatenate([_points_along(axes.transData.transform(np.column_stack([x, y]))) for y in lines])
    for at_x, at_y, text in marks:
        centre = axes.transData.transform((at_x, at_y))
        label = axes.text(0, 0, text, color=ACCENT, size=SMALL * PX, ha="center", va="center", zorder=6)
        box = label.get_window_extent()
        half = np.array([box.width / 2, box.height / 2])
        sides = [centre + np.array(side) * (half + gap) for gap in (10, 24) for side in SIDES]
        best = min(sides, key=lambda side: _covered(axes, ink, side, half + 5))
        label.set(transform=axes.figure.transFigure, position=_on_figure(axes, best))
        ink = np.concatenate([ink, best + half * [[0, 0], [-1, 0], [1, 0], [-0.5, 0], [0.5, 0]]])


def _points_along(line, how_many=600):
    """Return points along a line of shape (m, 2), so close that a text cannot hide between them."""
    at = np.linspace(0, len(line) - 1, how_many)
    return np.column_stack([np.interp(at, np.arange(len(line)), column) for column in line.T])


def _covered(axes, ink, centre, half):
    """Count the points of ink in a box, and refuse a box that leaves the axes."""
    outside = np.any(centre - half < axes.bbox.p0) or np.any(centre + half > axes.bbox.p1)
    return np.sum(np.all(np.abs(ink - centre) < half, axis=1)) + 1e6 * outside
