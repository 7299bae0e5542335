"""The benchmarks run and say what they found; how fast anything is stands in no test."""

import json
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from benchmarks.gradient_check import MISSING, TENSORS
from benchmarks.timing import Row, installed, rows_of, take_turns

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


def test_functions_take_turns():
    calls = []
    take_turns({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=3)
    assert "".join(name for name, _ in groupby(calls)) == "ab" * 4  # once to learn how long it takes, then three rounds


def test_ratio_is_how_many_times_as_long_as_ours():
    ours, other = rows_of("work", {"ours": [1.0, 2.0, 3.0], "other": [8.0, 9.0, 11.0]}, "ours")
    assert (ours, other) == (Row("work", "ours", 2.0, best=1.0), Row("work", "other", 9.0, best=8.0, ratio=4.5))
