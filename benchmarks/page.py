"""The page of one run, benchmarks/README.md, and its figure: both from the rows of benchmarks/results.json alone."""

import io
import re
from itertools import groupby
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

FOLDER = Path(__file__).parent
RESULTS, PAGE, FIGURE = FOLDER / "results.json", FOLDER / "README.md", FOLDER / "results.svg"
HEADS = ("peer", "work", "time", "at best", "p95", "ratio", "target")
NUMBERS = ("time", "memory", "frames", "at best", "p95", "ratio")
NAMES_OF_VALUE = {"B": "memory", "frames": "frames"}
OURS, OTHERS = "#00785a", "#5f5f5f"
PAPER = {"bbox": {"facecolor": "white", "edgecolor": "none", "pad": 1}}  # hides the lines behind words
SCALES = ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns"))
_RC = {
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "svg.fonttype": "none",  # text stays text: small, and it can be searched
    "svg.hashsalt": "benchmarks",  # the same ids each time
}


def cells(row):
    """A row as texts: a time is a median, and a ratio says how many times as long as ours it is."""
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.3g}" if row["ratio"] < 10 else f"{row['ratio']:.0f}"
    verdict = {True: " met", False: " MISSED", None: ""}[row["met"]]
    value, best, p95 = (amount(row[name], row["unit"]) for name in ("value", "best", "p95"))
    return row["peer"], row["work"], value or "not measured", best, p95, ratio, row["target"] + verdict


def amount(value, unit):
    """Seconds to three digits, bytes to a tenth of a megabyte; anything else is counted."""
    if value is None:
        return ""
    if unit == "B":
        return f"{value / 1e6:.1f} MB"
    if unit != "s":
        return f"{value} {unit}"
    factor, name = next((scale for scale in SCALES if value * scale[0] >= 1), SCALES[-1])
    return f"{three_digits(value * factor)} {name}"


def three_digits(number):
    """Without an exponent: 615, 61.5, 6.15."""
    return f"{number:.{max(0, 3 - len(str(int(number))))}f}"


def notes(rows):
    """What rows have to say besides their numbers: what was not available, for one."""
    return [f"{row['peer']}: {row['note']}" for row in rows if row["note"]]


def write_page(found, as_json):
    """Write results, figure and page."""
    RESULTS.write_text(as_json, encoding="utf-8")
    FIGURE.write_text(svg(figure(found["rows"])), encoding="utf-8")
    PAGE.write_text(page(found), encoding="utf-8")


def page(found):
    """The page as Markdown."""
    sections = "".join(section(work, list(rows)) for work, rows in groupby(found["rows"], lambda row: row["work"]))
    remarks = "".join(f"- {note}\n" for note in notes(found["rows"]))
    return f"""# What the library is measured against

All of it was measured in one run of `python3 -m benchmarks --write`, on {found["date"]}, on this machine:
{", ".join(f"{name} {value}" for name, value in found["machine"].items())}.
Peers of the same work take turns, so that a busy moment of the machine strikes all. A time is a median, and p95 is what
95 of 100 keep; a ratio says how many times as long as ours a peer takes. How each number is come by stands at the head of
its file in this folder.

![Times of every peer on a logarithmic axis, by work; the table below has the same numbers.]({FIGURE.name})

{sections}{remarks}"""


def section(work, rows):
    """One work and its peers, in the columns that any of them fills."""
    heads = [NAMES_OF_VALUE.get(rows[0]["unit"], head) if head == "time" else head for head in HEADS]
    columns = [
        [head, "---:" if head in NUMBERS else "---", *column]
        for head, column in zip(heads, zip(*map(cells, rows), strict=True), strict=True)
        if head != "work" and any(column)
    ]
    lines = (f"| {' | '.join(line)} |" for line in zip(*columns, strict=True))
    return f"## {work[0].upper()}{work[1:]}\n\n" + "\n".join(lines) + "\n\n"


def figure(rows):
    """Times on a logarithmic axis, a line for each peer: a dot at the median, a bar to p95; ours in green."""
    timed = [row for row in rows if row["unit"] == "s" and row["value"] is not None]
    works = [list(group) for _, group in groupby(timed, lambda row: row["work"])]
    with matplotlib.rc_context(_RC):
        height = 0.6 + 0.22 * len(timed) + 0.42 * len(works)
        figure = Figure(figsize=(9, height), facecolor="white")
        axes = figure.add_axes((0.40, 0.35 / height, 0.50, 1 - 0.45 / height))
        y = 0.0
        for peers in works:
            axes.text(-0.78, y, peers[0]["work"], transform=axes.get_yaxis_transform(), weight="bold", va="center", **PAPER)
            for row in peers:
                y += 1
                draw(axes, row, y)
            y += 1.9
        axes.set(xscale="log", ylim=(y - 1, -1), yticks=[])
        frame(axes, timed)
    return figure


def draw(axes, row, y):
    colour = OURS if row["peer"].startswith("lecture_lib.") else OTHERS
    beside = axes.get_yaxis_transform()
    end = max(row["value"], row["p95"] or 0)
    axes.plot([row["value"], end], [y, y], color=colour, linewidth=2.5, alpha=0.4, solid_capstyle="butt")
    axes.plot(row["value"], y, "o", color=colour, markersize=5)
    axes.text(-0.02, y, row["peer"], transform=beside, ha="right", va="center", color=colour)
    axes.annotate(amount(row["value"], "s"), (end, y), (7, 0), textcoords="offset points", va="center", color=colour)


def frame(axes, timed):
    ends = [row["value"] for row in timed] + [row["p95"] for row in timed if row["p95"]]
    axes.set_xlim(min(ends) / 2, max(ends) * 2)
    axes.xaxis.set_major_formatter(lambda seconds, _: re.sub(r"\.0+ ", " ", amount(seconds, "s")))
    axes.minorticks_off()
    axes.grid(axis="x", color="#e0e0e0", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelcolor=OTHERS)


def svg(figure):
    """The figure as text that depends on nothing but its data and matplotlib's version."""
    text = io.StringIO()
    with matplotlib.rc_context(_RC):
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"[ \t]+\n", "\n", text.getvalue())
