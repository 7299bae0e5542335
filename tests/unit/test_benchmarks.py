"""The benchmarks run and say what they found; how fast anything is stands in no test."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.gradient_check import MISSING, TENSORS, accuracy
from benchmarks.latency import dropped_frames, row_of, within
from benchmarks.page import FIGURE, PAGE, RESULTS, amount, cells, page
from benchmarks.price import counted
from benchmarks.timing import Row, installed, rows_of, take_turns
from lecture_lib import ACTIVATIONS, Activation, Network

ROOT = Path(__file__).parents[2]
QUICK = ["gradient_check", "sweep_of_one_parameter", "peak_memory"]  # no browser, and seconds where peers are missing


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    file = tmp_path_factory.mktemp("benchmarks") / "rows.json"
    done = benchmarks(*QUICK, "--json", str(file))
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(file.read_text(encoding="utf-8"))


def benchmarks(*arguments):
    return subprocess.run([sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8")


def test_table_and_file_tell_of_the_same_work(run):
    text, found = run
    assert found["rows"] and all(row["work"] in text and row["peer"] in text for row in found["rows"])


def test_every_time_of_ours_is_measured(run):
    ours = [row for row in run[1]["rows"] if row["peer"].startswith("lecture_lib.")]
    assert ours and all(row["value"] > 0 for row in ours), ours


@pytest.mark.skipif(installed("torch"), reason="says what is said where PyTorch is missing")
def test_a_peer_that_is_not_installed_is_named(run):
    assert f"{TENSORS}: {MISSING}" in run[0]


def test_a_gradient_counts_as_many_operations_as_its_layers_have():
    assert counted((4, 3, 4, 5, 2), 1) == (2 * (12 + 20 + 10) + 54) / (2 * 54)
    assert counted((4, 3, 4, 5, 2), 2) == (2 * (12 + 20 + 10) + 2 * 54) / (2 * 54)


def test_the_accuracy_of_the_complex_step_is_measured_and_judged():
    sigma, dsigma = ACTIVATIONS["sigmoid"].sigma, ACTIVATIONS["sigmoid"].dsigma
    off = Activation("off", sigma, lambda z: dsigma(z) * (1 + 1e-12))
    x, y = [0.1, 0.2, 0.3, 0.4], [1.0, 0.0]
    good, bad = (accuracy(Row("work", "peer"), Network((4, 3, 2), output_activation=row, rng=0), x, y) for row in (None, off))
    assert good.met and not bad.met and "promised 1e-13" in bad.note


def test_only_the_benchmarks_that_are_named_run():
    done = benchmarks("sweep_of_one_parameter")
    assert done.stderr.split() == ["sweep_of_one_parameter", "…"]


def test_a_name_that_no_benchmark_has_is_refused_with_those_that_exist():
    done = benchmarks("sweeping")
    assert done.returncode == 2
    assert "no benchmark sweeping" in done.stderr and all(b.__name__ in done.stderr for b in BENCHMARKS)


def test_the_page_is_made_of_the_results_beside_it():
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == page(found), "run python3 -m benchmarks --write"


def test_the_figure_names_every_peer_that_was_timed_with_its_time():
    svg, found = FIGURE.read_text(encoding="utf-8"), json.loads(RESULTS.read_text(encoding="utf-8"))
    timed = [row for row in found["rows"] if row["unit"] == "s" and row["value"] is not None]
    missing = [row for row in timed if f">{row['peer']}<" not in svg or f">{amount(row['value'], 's')}<" not in svg]
    assert timed and missing == []


def test_the_figure_is_small():
    assert FIGURE.stat().st_size < 60_000


def test_the_results_come_from_every_benchmark():
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert found["benchmarks"] == [b.__name__ for b in BENCHMARKS], "run python3 -m benchmarks --write"


def test_functions_take_turns():
    calls = []
    take_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=3)
    assert "".join(name for name, _ in groupby(calls)) == "ab" * 4  # once to learn how long it takes, then three rounds


def test_ratio_is_how_many_times_as_long_as_ours():
    ours, other = rows_of("work", {"ours": [1.0, 2.0, 3.0], "other": [8.0, 9.0, 11.0]}, "ours")
    assert (ours, other) == (Row("work", "ours", 2.0, best=1.0), Row("work", "other", 9.0, best=8.0, ratio=4.5))


@pytest.mark.parametrize(
    "value, unit, words",
    [(1.0, "s", "1.00 s"), (0.1239, "s", "124 ms"), (9.96e-8, "s", "99.6 ns"), (-4e5, "B", "-0.4 MB"), (0, "frames", "0 frames")],
)
def test_amounts_have_a_unit_that_suits_them(value, unit, words):
    assert amount(value, unit) == words


def test_p95_is_the_time_that_95_of_100_steps_keep():
    assert row_of("work", "peer", [float(i) for i in range(101)]) == Row("work", "peer", 50.0, best=0.0, p95=95.0)


@pytest.mark.parametrize("p95, met, verdict", [(0.0249, True, " met"), (0.0251, False, " MISSED")])
def test_a_margin_is_kept_or_missed(p95, met, verdict):
    row = within(Row("work", "ours", p95=p95), Row("work", "other", p95=0.020), 5e-3, "p95 of the other")
    assert row.met is met and cells(vars(row))[-1] == "p95 ≤ p95 of the other + 5 ms" + verdict


def test_dropped_frames_are_those_that_are_missing_between_others():
    assert dropped_frames([0, 16, 33, 50, 66, 116, 133, 167, 183]) == 3


def test_dropped_frames_are_counted_where_most_are_missing():
    assert dropped_frames([0, 17, 50, 83, 116, 149, 182, 215]) == 6
