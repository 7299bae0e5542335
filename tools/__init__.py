"""What refreshes, generates and serves for tests, from the root of the project: no tests, no benchmarks."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
