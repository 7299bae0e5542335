"""The benchmarks run and say what they found; how fast anything is stands in no test."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from benchmarks.gradient_check import MISSING, TENSORS, accuracy
from benchmarks.price import counted
from benchmarks.timing import Row, installed, rows_of, take_turns
from lecture_lib import Network

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    file = tmp_path_factory.mktemp("benchmarks") / "rows.json"
    command = [sys.executable, "-m", "benchmarks", "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout, json.loads(file.read_text(encoding="utf-8"))


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
    net, x, y = Network((4, 3, 2), rng=0), [0.1, 0.2, 0.3, 0.4], [1.0, 0.0]
    good = accuracy(Row("work", "peer"), net, x, y)
    net.dsigma = [*net.dsigma[:-1], lambda z: net.dsigma[2](z) * (1 + 1e-12)]
    bad = accuracy(Row("work", "peer"), net, x, y)
    assert good.met and not bad.met and "promised 1e-13" in bad.note


def test_functions_take_turns():
    calls = []
    take_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=3)
    assert "".join(name for name, _ in groupby(calls)) == "ab" * 4  # once to learn how long it takes, then three rounds


def test_ratio_is_how_many_times_as_long_as_ours():
    ours, other = rows_of("work", {"ours": [1.0, 2.0, 3.0], "other": [8.0, 9.0, 11.0]}, "ours")
    assert (ours, other) == (Row("work", "ours", 2.0, best=1.0), Row("work", "other", 9.0, best=8.0, ratio=4.5))
