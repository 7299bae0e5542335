"""Training: what a step is, which points it draws, what a run reports, how it ends, and what it refuses."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import Network, cost, gradient, lecture_data, train_gd, train_minibatch, train_sgd
from lecture_lib.activations import ACTIVATIONS
from lecture_lib.costs import READY_MADE as COST_ROWS
from lecture_lib.training import RECORDS, sgd

ROOT = Path(__file__).resolve().parents[2]
X, Y = lecture_data()
SIZES = (2, 2, 3, 2)
PAIRS = [(row.name, output) for row in COST_ROWS for output, o in ACTIVATIONS.items() if row.fits(o)]
BOTH = pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "NumPy"])
TRAINERS = {
    "sgd": lambda net, X=X, Y=Y, **options: train_sgd(net, X, Y, **{"n_iter": 20, "rng": 1} | options),
    "gd": lambda net, X=X, Y=Y, **options: train_gd(net, X, Y, **{"eta": 0.05, "n_iter": 20} | options),
    "minibatch": lambda net, X=X, Y=Y, **options: train_minibatch(
        net, X, Y, **{"eta": 0.05, "n_iter": 20, "batch_size": 3, "rng": 1} | options
    ),
}
every_trainer = pytest.mark.parametrize("train", TRAINERS.values(), ids=TRAINERS)


def network(**options):
    return Network(SIZES, rng=0, **options)


def trained(train, **options):
    """A network after training, and the History."""
    net = network()
    return net, train(net, **options)


# steps

@BOTH
@given(data=st.data())
def test_a_step_is_against_the_gradient_of_the_point_drawn(draw_case, data, compiled):
    net, x, y = draw_case(data, N=st.integers(1, 5))
    k = np.random.default_rng(3).integers(x.shape[1])
    expected = net.p - 0.3 * gradient(net, x[:, k], y[:, k]).p
    train_sgd(net, x, y, eta=0.3, n_iter=1, rng=3, compiled=compiled)
    assert_allclose(net.p, expected, rtol=1e-13, atol=1e-15)


@BOTH
def test_a_run_can_be_replayed_from_the_numbers_of_its_generator(compiled):
    net, replayed = network(), network()
    train_sgd(net, X, Y, eta=0.7, n_iter=500, rng=np.random.default_rng(5), compiled=compiled)
    for k in np.random.default_rng(5).integers(10, size=500):
        replayed.p -= 0.7 * gradient(replayed, X[:, k], Y[:, k]).p
    assert_allclose(net.p, replayed.p, rtol=1e-12)


@pytest.mark.parametrize("record_every", [1, 7, 1000])
def test_points_drawn_do_not_depend_on_where_a_run_is_cut(record_every):
    whole, cut = network(), network()
    train_sgd(whole, X, Y, n_iter=1000, rng=2, record_every=10**6)
    train_sgd(cut, X, Y, n_iter=1000, rng=2, record_every=record_every)
    assert_array_equal(whole.p, cut.p)


@pytest.mark.parametrize("train", [TRAINERS["sgd"], TRAINERS["minibatch"]])
def test_a_generator_goes_on_where_a_run_has_left_it(train):
    once, twice, rng = network(), network(), np.random.default_rng(4)
    train(once, n_iter=30, rng=4)
    train(twice, n_iter=11, rng=rng)
    train(twice, n_iter=19, rng=rng)
    assert_array_equal(once.p, twice.p)


def test_gradient_descent_is_against_the_gradient_of_the_mean_cost():
    net, expected = network(), network()
    train_gd(net, X, Y, eta=2.0, n_iter=30)
    for _ in range(30):
        expected.p -= 2.0 * gradient(expected, X, Y).p
    assert_allclose(net.p, expected.p, rtol=1e-12)


def test_a_minibatch_step_is_against_the_mean_gradient_of_the_points_drawn():
    net, expected = network(), network()
    train_minibatch(net, X, Y, eta=2.0, n_iter=30, batch_size=4, rng=6)
    for ks in np.random.default_rng(6).integers(10, size=(30, 4)):
        expected.p -= 2.0 * sum(gradient(expected, X[:, k], Y[:, k]).p for k in ks) / 4
    assert_allclose(net.p, expected.p, rtol=1e-12)


def test_minibatches_of_one_point_are_stochastic_gradient_descent():
    single, batches = network(), network()
    train_sgd(single, X, Y, eta=1.0, n_iter=200, rng=7)
    train_minibatch(batches, X, Y, eta=1.0, n_iter=200, batch_size=1, rng=7)
    assert_allclose(single.p, batches.p, rtol=1e-12)


# twins

def test_the_twins_agree_after_10_000_steps():
    compiled, plain = network(), network()
    train_sgd(compiled, X, Y, n_iter=10_000, rng=1, compiled=True)
    train_sgd(plain, X, Y, n_iter=10_000, rng=1, compiled=False)
    assert_allclose(compiled.p, plain.p, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("hidden", [name for name, row in ACTIVATIONS.items() if not row.columnwise])
@pytest.mark.parametrize("cost_name, output", PAIRS)
def test_the_twins_agree_for_every_activation_and_cost(hidden, cost_name, output):
    rng = np.random.default_rng(2)
    compiled = Network((4, 3, 4, 5, 3), activation=hidden, output_activation=output, cost=cost_name, rng=rng)
    x, y, plain = rng.uniform(-1, 1, (4, 6)), rng.dirichlet(np.ones(3), 6).T, compiled.copy()
    train_sgd(compiled, x, y, eta=0.02, n_iter=100, rng=1, compiled=True)
    train_sgd(plain, x, y, eta=0.02, n_iter=100, rng=1, compiled=False)
    assert_allclose(compiled.p, plain.p, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("sizes", [(3, 3, 3, 3), (2, 3, 1), (1, 1), (3, 2), (2, 1, 3)])
def test_the_twins_agree_for_every_shape(sizes):
    rng = np.random.default_rng(2)
    compiled, x, y = Network(sizes, rng=rng), rng.uniform(-1, 1, (sizes[0], 4)), rng.uniform(0, 1, (sizes[-1], 4))
    plain = compiled.copy()
    train_sgd(compiled, x, y, eta=0.5, n_iter=500, rng=1, compiled=True)
    train_sgd(plain, x, y, eta=0.5, n_iter=500, rng=1, compiled=False)
    assert_allclose(compiled.p, plain.p, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_the_twins_agree_where_neurons_are_saturated(activation):
    compiled = Network(SIZES, activation=activation, output_activation="sigmoid", rng=0, scale=2000.0)
    plain = compiled.copy()
    train_sgd(compiled, X, Y, eta=0.5, n_iter=100, rng=1, compiled=True)
    train_sgd(plain, X, Y, eta=0.5, n_iter=100, rng=1, compiled=False)
    assert_allclose(compiled.p, plain.p, rtol=1e-12)


@pytest.mark.parametrize("z", [20.0, 40.0, 300.0])
def test_a_compiled_step_keeps_the_digits_of_a_softmax_next_to_its_target(z):
    net, x, y = Network((1, 3), output_activation="softmax", cost="cross_entropy"), np.zeros(1), np.array([1.0, 0.0, 0.0])
    net.p = [0, 0, 0, z, 0, -z]
    slopes, eta = np.array([-1 - np.exp(-z), 1, np.exp(-z)]) * np.exp(-z), 1e6 * np.exp(z)  # beside such a step b is small
    assert_allclose(gradient(net, x, y).b[2], slopes / (1 + np.exp(-z)), rtol=1e-8)
    train_sgd(net, x[:, None], y[:, None], eta=eta, n_iter=1, rng=0, compiled=True)
    assert_allclose(([z, 0, -z] - net.b[2]) / eta, slopes, rtol=1e-8, atol=1e-8 * np.exp(-z))


# what is reported

@every_trainer
def test_costs_are_those_of_the_network_at_the_steps_recorded(train):
    start, (net, history) = network(), trained(train, n_iter=7, record_every=3)
    assert_array_equal(history.iterations, [0, 3, 6, 7])
    assert_allclose(history.cost[[0, -1]], [cost(start, X, Y), cost(net, X, Y)], rtol=1e-14)


def test_a_cost_in_the_middle_is_that_of_a_shorter_run():
    _, history = trained(TRAINERS["sgd"], n_iter=40, record_every=10)
    shorter, _ = trained(TRAINERS["sgd"], n_iter=30)
    assert_allclose(history.cost[3], cost(shorter, X, Y), rtol=1e-14)


@every_trainer
def test_no_steps_record_the_start_and_change_nothing(train):
    net, history = trained(train, n_iter=0)
    assert_array_equal(net.p, network().p)
    assert (history.iterations.tolist(), history.cost.tolist(), history.stopped) == ([0], [cost(net, X, Y)], None)


@pytest.mark.parametrize("n_iter", [1, RECORDS - 1, RECORDS, 10 * RECORDS + 3])
def test_a_long_run_records_no_more_than_a_curve_needs(n_iter):
    _, history = trained(TRAINERS["sgd"], n_iter=n_iter)
    assert len(history.cost) <= 2 * RECORDS and history.iterations[-1] == n_iter


@pytest.mark.parametrize("compiled, backend", [
    ("auto", "compiled by Numba"), (True, "compiled by Numba"), (False, "NumPy, as asked for by compiled=False"),
])
def test_history_says_what_ran_and_why(compiled, backend):
    _, history = trained(TRAINERS["sgd"], compiled=compiled)
    assert history.backend == backend and backend in repr(history)


def test_a_whole_run_has_no_reason_to_stop():
    assert trained(TRAINERS["sgd"])[1].stopped is None


@every_trainer
def test_training_prints_nothing(train, capfd):
    trained(train)
    assert capfd.readouterr() == ("", "")


# the end of a run

def overflowing(eta, **options):
    """A linear network whose steps grow until its numbers end."""
    net = Network((2, 3, 2), output_activation="identity", rng=0)
    return net, train_sgd(net, X, Y, eta=eta, n_iter=10_000, rng=1, **options)


@BOTH
def test_a_run_that_leaves_the_finite_numbers_stops_and_names_eta_and_step(compiled):
    _, history = overflowing(5.0, compiled=compiled)
    step = history.iterations[-1]
    assert history.stopped == (
        f"Stopped after step {step:,} of 10,000, with η = 5: the next step leads to something that is not finite."
    )


several_ends = pytest.mark.parametrize("eta", [3.0, 4.0, 5.0, 7.0, 10.0])  # at another place in a block each time


@BOTH
@several_ends
def test_the_network_keeps_its_last_finite_step(compiled, eta):
    net, history = overflowing(eta, compiled=compiled, record_every=1000)
    again = Network((2, 3, 2), output_activation="identity", rng=0)
    train_sgd(again, X, Y, eta=eta, n_iter=int(history.iterations[-1]), rng=1, compiled=compiled)
    assert_array_equal(net.p, again.p)
    assert history.cost[-1] == cost(net, X, Y) < np.inf


@BOTH
@several_ends
def test_the_step_after_the_last_one_kept_is_not_finite(compiled, eta):
    net, history = overflowing(eta, compiled=compiled, record_every=1000)
    k = np.random.default_rng(1).integers(10, size=10_000)[history.iterations[-1]]
    with np.errstate(all="ignore"):
        after = net.p - eta * gradient(net, X[:, k], Y[:, k]).p
        net.p[...] = after
        error = Y - (net.W[3] @ (1 / (1 + np.exp(-(net.W[2] @ X + net.b[2][:, None])))) + net.b[3][:, None])
        assert not np.isfinite(after).all() or not np.isfinite(np.mean(error**2))


@pytest.mark.parametrize("train", [TRAINERS["gd"], TRAINERS["minibatch"]])
def test_batches_that_diverge_stop_too(train):
    net = Network((2, 3, 2), output_activation="identity", rng=0)
    history = train(net, eta=20.0, n_iter=1000)
    assert "not finite" in history.stopped and np.isfinite(net.p).all()


class Interrupted:
    """A callback that behaves as Ctrl-C does from a given step on."""

    def __init__(self, step, error=KeyboardInterrupt):
        self.step, self.error, self.closed = step, error, 0

    def __call__(self, step, n_iter, cost):
        if step >= self.step:
            raise self.error

    def close(self):
        self.closed += 1


@every_trainer
@pytest.mark.parametrize("error, who", [(KeyboardInterrupt, "Interrupted"), (StopIteration, "Stopped by the callback"),
                                        (StopIteration("a red light"), "Stopped by a red light")])
def test_a_run_that_is_stopped_says_who_when_and_with_which_eta(train, error, who):
    _, history = trained(train, eta=0.5, record_every=4, callback=Interrupted(9, error))
    assert history.stopped == f"{who} after step 12 of 20, with η = 0.5."


@every_trainer
def test_a_run_that_is_stopped_keeps_what_it_reached(train):
    stopped, history = trained(train, record_every=4, callback=Interrupted(9))
    assert_array_equal(stopped.p, trained(train, n_iter=12)[0].p)
    assert (history.iterations[-1], history.cost[-1]) == (12, cost(stopped, X, Y))


def test_ctrl_c_in_the_middle_of_a_step_goes_back_to_a_whole_one(monkeypatch):
    def interrupted(net, X, Y, ks, eta):
        sgd(net, X, Y, ks, eta)
        net.W[2][...] = 7.0
        raise KeyboardInterrupt

    net = network()
    monkeypatch.setattr("lecture_lib.training.sgd", interrupted)
    history = train_sgd(net, X, Y, n_iter=10, rng=1, compiled=False)
    assert_array_equal(net.p, network().p)
    assert history.stopped == "Interrupted after step 0 of 10, with η = 0.05."


SIGNAL = """
import signal, threading
from lecture_lib import Network, lecture_data, train_sgd
signal.signal(signal.SIGINT, signal.default_int_handler)  # a program started in the background ignores it
training = threading.Event()
threading.Thread(target=lambda: training.wait() and signal.raise_signal(signal.SIGINT)).start()
history = train_sgd(Network((2, 2, 3, 2), rng=0), *lecture_data(), n_iter={n_iter}, rng=0, compiled={compiled},
                    callback=lambda *_: training.set())
print(history.stopped)
"""


@pytest.mark.parametrize("compiled, n_iter", [(True, 10**9), (False, 10**7)], ids=["compiled", "NumPy"])
def test_ctrl_c_ends_a_run_that_would_take_minutes(compiled, n_iter):
    done = subprocess.run(
        [sys.executable, "-c", SIGNAL.format(compiled=compiled, n_iter=n_iter)], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert done.stderr == "" and done.stdout.startswith("Interrupted after step ")


def test_networks_trained_side_by_side_in_threads_end_as_each_alone():
    def end(seed):
        net = Network(SIZES, rng=seed)
        train_sgd(net, X, Y, n_iter=20_000, rng=seed)
        return net.p

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(end, range(16)))
    assert_array_equal(together, [end(seed) for seed in range(16)])


def test_an_error_of_the_callback_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        trained(TRAINERS["sgd"], callback=Interrupted(0, ZeroDivisionError))


@pytest.mark.parametrize("error", [KeyboardInterrupt, StopIteration, ZeroDivisionError, None])
def test_the_callback_is_closed_once_however_a_run_ends(error):
    callback = Interrupted(10 if error else 100, error)
    try:
        trained(TRAINERS["sgd"], callback=callback)
    except ZeroDivisionError:
        pass
    assert callback.closed == 1


@every_trainer
def test_the_callback_hears_of_each_record_after_the_start(train):
    calls = []
    _, history = trained(train, record_every=4, callback=lambda *call: calls.append(call))
    assert calls == [(step, 20, C) for step, C in zip(history.iterations[1:], history.cost[1:], strict=True)]


def test_the_callback_is_called_where_nothing_is_recorded():
    steps = []
    trained(TRAINERS["sgd"], n_iter=3000, record_every=10**9, compiled=False, callback=lambda *call: steps.append(call[0]))
    assert len(steps) > 2 and steps[-1] == 3000


# where Numba is not

def test_auto_goes_on_in_numpy_where_numba_is_missing(monkeypatch):
    hide_numba(monkeypatch)
    net, history = trained(TRAINERS["sgd"])
    assert history.backend.startswith("NumPy, since Numba cannot be imported")
    assert_array_equal(net.p, trained(TRAINERS["sgd"], compiled=False)[0].p)


def test_compiled_true_is_refused_where_numba_is_missing(monkeypatch, refuses):
    hide_numba(monkeypatch)
    net = network()
    refuses(net, ValueError, ["compiled: True needs Numba", "'auto'"], lambda: train_sgd(net, X, Y, compiled=True))


def hide_numba(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "lecture_lib._compiled", raising=False)


NOWHERE_TO_WRITE = """
from lecture_lib import Network, lecture_data, train_sgd
print(train_sgd(Network((2, 2, 3, 2), rng=0), *lecture_data(), n_iter=10, rng=0, compiled=True).backend)
"""


def test_it_compiles_where_no_cache_can_be_written(tmp_path):
    """With files in the place of folders, so that not even root can write there."""
    package = tmp_path / "lecture_lib"
    shutil.copytree(ROOT / "lecture_lib", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__pycache__").touch()
    (tmp_path / "home").touch()
    home = {name: str(tmp_path / "home") for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "USERPROFILE", "NUMBA_CACHE_DIR")}
    done = subprocess.run([sys.executable, "-c", NOWHERE_TO_WRITE], cwd=tmp_path, capture_output=True, text=True,
                          env=clean_environment() | home)
    assert (done.stdout, done.stderr) == ("compiled by Numba\n", "")


def clean_environment():
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


# what is refused

NAN = np.where(np.arange(10) == 3, np.nan, X)
BAD = {
    "eta of zero": ({"eta": 0}, ValueError, ["eta: expected a finite number above 0, got 0"]),
    "eta below zero": ({"eta": -0.1}, ValueError, ["eta", "-0.1"]),
    "eta of NaN": ({"eta": float("nan")}, ValueError, ["eta", "nan"]),
    "eta as text": ({"eta": "0.1"}, TypeError, ["eta", "'0.1'"]),
    "n_iter below zero": ({"n_iter": -1}, ValueError, ["n_iter: expected an integer from 0, got -1"]),
    "n_iter of a half": ({"n_iter": 0.5}, ValueError, ["n_iter", "0.5"]),
    "n_iter as a float": ({"n_iter": 1e3}, ValueError, ["n_iter", "1000.0"]),
    "n_iter as text": ({"n_iter": "10"}, TypeError, ["n_iter", "'10'"]),
    "n_iter of True": ({"n_iter": True}, TypeError, ["n_iter", "True"]),
    "record_every of zero": ({"record_every": 0}, ValueError, ["record_every: expected an integer from 1, got 0"]),
    "callback that is none": ({"callback": 3}, TypeError, ["callback", "3"]),
    "NaN in X": ({"X": NAN}, ValueError, ["X: expected finite numbers"]),
    "infinity in Y": ({"Y": np.where(Y > 0, np.inf, 0)}, ValueError, ["Y: expected finite numbers"]),
    "no points": ({"X": X[:, :0], "Y": Y[:, :0]}, ValueError, ["X: expected at least one point", "N = 0"]),
    "X and Y that disagree": ({"Y": Y[:, :9]}, ValueError, ["Y: expected shape (2, 10)", "X of shape (2, 10)", "(2, 9)"]),
    "one point": ({"X": X[:, 0], "Y": Y[:, 0]}, ValueError, ["X: expected shape (2, N)", "(2,)"]),
    "points as rows": ({"X": X.T, "Y": Y.T}, ValueError, ["X: expected shape", "(10, 2)"]),
    "X of text": ({"X": np.full((2, 10), "a")}, TypeError, ["X: expected real numbers"]),
}
BAD_DRAWS = {
    "rng below zero": ({"rng": -1}, ValueError, ["rng", "-1"]),
    "rng as text": ({"rng": "seed"}, TypeError, ["rng", "'seed'"]),
}


@every_trainer
@pytest.mark.parametrize("bad, error, words", BAD.values(), ids=BAD)
def test_refuses_and_leaves_the_network_alone(train, bad, error, words, refuses):
    net = network()
    refuses(net, error, words, lambda: train(net, **bad))


@pytest.mark.parametrize("train", [TRAINERS["sgd"], TRAINERS["minibatch"]])
@pytest.mark.parametrize("bad, error, words", BAD_DRAWS.values(), ids=BAD_DRAWS)
def test_refuses_bad_generators(train, bad, error, words, refuses):
    net = network()
    refuses(net, error, words, lambda: train(net, **bad))


@pytest.mark.parametrize("batch_size, error", [(0, ValueError), (1.5, ValueError), ("2", TypeError)])
def test_refuses_bad_batches(batch_size, error, refuses):
    net = network()
    refuses(net, error, ["batch_size: expected an integer from 1"], lambda: TRAINERS["minibatch"](net, batch_size=batch_size))


@pytest.mark.parametrize("compiled", ["yes", None, 2])
def test_refuses_other_values_of_compiled(compiled, refuses):
    net = network()
    refuses(net, ValueError, ["compiled: expected one of 'auto', True, False"], lambda: train_sgd(net, X, Y, compiled=compiled))


@every_trainer
def test_refuses_a_network_that_is_not_finite(train):
    net = network()
    net.p[3] = np.nan
    with pytest.raises(ValueError, match="net: expected finite parameters"):
        train(net)


@every_trainer
def test_refuses_what_is_no_network(train):
    with pytest.raises(TypeError, match="net: expected a Network"):
        train([1.0])


def test_cross_entropy_refuses_labels_that_are_no_probabilities(refuses):
    net = network(cost="cross_entropy")
    refuses(net, ValueError, ["Y: cost='cross_entropy'"], lambda: train_sgd(net, X, 2 * Y))


@every_trainer
def test_data_are_left_alone(train):
    mine, labels = X.copy(), Y.copy()
    train(network(), X=mine, Y=labels)
    assert_array_equal([mine, labels], [X, Y])
