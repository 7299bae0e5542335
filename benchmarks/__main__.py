"""Run benchmarks by name, or all of them, and print one table; with --write, make the page benchmarks/README.md of it."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

from benchmarks.drag import drag
from benchmarks.gradient_check import gradient_check
from benchmarks.latency import latency
from benchmarks.memory import peak_memory
from benchmarks.page import HEADS, cells, notes, write_page
from benchmarks.price import price_of_a_gradient
from benchmarks.sweep import sweep_of_one_parameter
from benchmarks.timing import machine
from benchmarks.training import batched_gradient, first_calls, sgd_step, whole_run

BENCHMARKS = [  # each returns a list of rows
    gradient_check,
    price_of_a_gradient,
    sweep_of_one_parameter,
    peak_memory,
    sgd_step,
    whole_run,
    batched_gradient,
    first_calls,
    latency,
]
ONLY_BY_NAME = [drag]  # not on the page: it sets two checkouts side by side


def main():
    """Print a table, in which a missed target says so."""
    named = {benchmark.__name__: benchmark for benchmark in [*BENCHMARKS, *ONLY_BY_NAME]}
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"only these: {', '.join(named)}")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write date, machine and rows to this file too")
    parser.add_argument("--write", action="store_true", help="run all, and make benchmarks/README.md of it")
    parser.add_argument("--before", metavar="FOLDER", type=Path, help="another checkout, whose explorer drag measures too")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(named))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}: choose from {', '.join(named)}")
    if options.write and options.names:
        parser.error("--write: the page shows one run of all benchmarks, so name none")
    found = run([named[name] for name in options.names] or BENCHMARKS, {drag: [options.before]})
    print(in_words(found))
    if options.json:
        options.json.write_text(as_json(found), encoding="utf-8")
    if options.write:
        write_page(found, as_json(found))


def run(benchmarks, arguments):
    """The date, the machine, and the rows of these benchmarks; which one is running goes to stderr, since some take minutes."""
    rows = []
    for benchmark in benchmarks:
        print(f"{benchmark.__name__} …", file=sys.stderr, flush=True)
        rows += [asdict(row) for row in benchmark(*arguments.get(benchmark, []))]
    names = [benchmark.__name__ for benchmark in benchmarks]
    return {"date": date.today().isoformat(), "machine": machine(), "benchmarks": names, "rows": rows}


def as_json(found):
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def in_words(found):
    """The results as they are printed."""
    about = ", ".join(f"{name}: {value}" for name, value in found["machine"].items())
    return "\n".join([about, table([HEADS, *map(cells, found["rows"])]), *notes(found["rows"])])


def table(lines):
    """Columns as wide as their widest cell; amounts and ratios end at the same place."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    template = "  ".join(f"{{:{side}{width}}}" for side, width in zip("<<>>>><", widths, strict=True))
    return "\n".join(template.format(*line).rstrip() for line in lines)


if __name__ == "__main__":
    main()
