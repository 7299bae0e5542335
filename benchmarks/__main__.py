"""Run every benchmark and print one table; with --json FILE, write the numbers down as well."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.gradient_check import gradient_check
from benchmarks.memory import peak_memory
from benchmarks.price import price_of_a_gradient
from benchmarks.sweep import sweep_of_one_parameter
from benchmarks.timing import machine
from benchmarks.training import batched_gradient, first_calls, sgd_step, whole_run

BENCHMARKS = [  # each returns a list of rows
    gradient_check, price_of_a_gradient, sweep_of_one_parameter, peak_memory, sgd_step, whole_run, batched_gradient, first_calls,
]

HEADS = ("peer", "work", "time", "at best", "ratio", "target")


def main():
    """Print a table, in which a missed target says so."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks", description=__doc__)
    parser.add_argument("--json", metavar="FILE", type=Path, help="write machine and rows to this file too")
    options = parser.parse_args()
    print(", ".join(f"{name}: {value}" for name, value in machine().items()), flush=True)
    rows = [row for benchmark in BENCHMARKS for row in benchmark()]
    print(table([HEADS, *map(cells, rows)]), *(f"{row.peer}: {row.note}" for row in rows if row.note), sep="\n")
    if options.json:
        found = {"machine": machine(), "rows": [asdict(row) for row in rows]}
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def cells(row):
    """A row as texts: a time is a median, and a ratio says how many times as long as ours it is."""
    ratio = "" if row.ratio is None else f"{row.ratio:.0f}"
    verdict = {True: " met", False: " MISSED", None: ""}[row.met]
    return row.peer, row.work, amount(row.value, row.unit), amount(row.best, row.unit), ratio, row.target + verdict


def amount(value, unit):
    """A number of seconds or bytes to three digits."""
    if value is None:
        return ""
    if unit == "B":
        return f"{value / 1e6:.0f} MB"
    return f"{value:.3g} s" if value >= 1 else f"{1e3 * value:.3g} ms"


def table(lines):
    """Columns as wide as their widest cell; amounts and ratios end at the same place."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    template = "  ".join(f"{{:{side}{width}}}" for side, width in zip("<<>>><", widths, strict=True))
    return "\n".join(template.format(*line).rstrip() for line in lines)


if __name__ == "__main__":
    main()
