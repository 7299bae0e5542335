"""Training against a program that shares nothing with the library: the lecture's loop in GNU Octave, in sgd.m beside this."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lecture_lib import Network, lecture_data, train_sgd

SCRIPT = Path(__file__).with_name("sgd.m")
SIZES, ETA, N_ITER, RECORD_EVERY = (2, 2, 3, 2), 0.05, 20_000, 500


@pytest.fixture(scope="module")
def octave_costs(tmp_path_factory, missing):
    """What Octave finds from the network of seed 0 with the points that rng 1 draws."""
    octave = shutil.which("octave-cli") or shutil.which("octave")
    if octave is None:
        missing("GNU Octave is not installed: apt install octave, or see octave.org")
    folder, (X, Y) = tmp_path_factory.mktemp("octave"), lecture_data()
    drawn = np.random.default_rng(1).integers(X.shape[1], size=N_ITER)
    given = {"start": Network(SIZES, rng=0).p, "X": X, "Y": Y, "k": drawn + 1, "run": (ETA, RECORD_EVERY, *SIZES)}
    for name, numbers in given.items():
        np.savetxt(folder / f"{name}.txt", numbers, fmt="%.17g")
    done = subprocess.run([octave, "--no-gui", "--norc", str(SCRIPT), str(folder)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return np.loadtxt(folder / "costs.txt")


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "NumPy"])
def test_costs_follow_those_of_octave(octave_costs, compiled):
    net = Network(SIZES, rng=0)
    history = train_sgd(net, *lecture_data(), eta=ETA, n_iter=N_ITER, rng=1, record_every=RECORD_EVERY, compiled=compiled)
    assert_allclose(history.cost, octave_costs, rtol=1e-9)
