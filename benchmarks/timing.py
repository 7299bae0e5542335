"""Rows of the table, times taken by turns, and the machine they were taken on."""

import os
import platform
import statistics
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

MISSING = "not available on this machine: pip install -e .[bench]"
PEERS = ("numba", "torch", "jax", "scipy", "numdifftools", "micrograd", "jupyterlab", "anywidget", "matplotlib", "ipympl")
ROUNDS = 11  # odd, so that the median is a time that was taken
SAMPLE = 0.02  # seconds: what is faster is repeated this long, so that the clock and its own call do not count


@dataclass(frozen=True)
class Row:
    """One line of the table. value: seconds (median) or bytes; ratio: this row's time ÷ ours; target: what is promised."""

    work: str
    peer: str
    value: float | None = None
    unit: str = "s"
    best: float | None = None
    p95: float | None = None
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""


def installed(*modules):
    """Whether all of these can be imported."""
    return all(find_spec(name) is not None for name in modules)


def take_turns(functions, rounds=ROUNDS):
    """Time functions by turns, so that a busy moment of the machine strikes all: seconds per call, a list for each name."""
    repeats = {name: _repeats(function) for name, function in functions.items()}
    times = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            times[name].append(_seconds(function, repeats[name]))
    return times


def _repeats(function):
    function()  # the first call may import or allocate
    return max(1, round(SAMPLE / _seconds(function, 1)))


def _seconds(function, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        function()
    return (time.perf_counter() - start) / repeats


def rows_of(work, times, ours):
    """Return a row for each name of `times`, with the ratio of its median to that of `ours`."""
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    return [
        Row(work, name, value=median, best=min(times[name]), ratio=None if name == ours else median / medians[ours])
        for name, median in medians.items()
    ]


def machine():
    """What the numbers depend on, by name."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": os.environ["OMP_NUM_THREADS"],
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "NumPy": np.__version__,
        **{name: version(name) for name in PEERS if installed(name)},
    }


def _processor():
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if names:
            return names[0]
    return platform.processor() or "unknown"
