"""Dropout, weight decay and early stopping; HIPS autograd is the judge of the gradient."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from lecture_lib import Network, cost, dropout, gradient, train_gd, train_regularised
from lecture_lib.challenges.regularisation import regularised_gradient

RNG = np.random.default_rng(0)
X, Y = RNG.random((2, 12)), RNG.random((1, 12))
VALIDATION = RNG.random((2, 8)), RNG.random((1, 8))


def a_network(seed=0):
    return Network((2, 7, 5, 1), activation="tanh", output_activation="identity", scale=0.7, rng=seed)


@pytest.mark.parametrize("rate", [0.0, 0.3, 0.9])
def test_what_stays_makes_up_for_what_is_dropped(rate):
    a = np.full((50, 400), 2.0)
    dropped, mask = dropout(a, rate, 1)
    np.testing.assert_array_equal(dropped, a * mask)
    assert set(np.round(np.unique(mask) * (1 - rate), 12)) <= {0.0, 1.0}
    assert np.mean(mask == 0) == pytest.approx(rate, abs=0.01) and dropped.mean() == pytest.approx(2.0, rel=0.03)


@pytest.mark.parametrize("rate", [1.0, -0.1, 2.0, float("nan")])
def test_a_rate_that_is_no_probability_below_1_is_refused(rate):
    with pytest.raises(ValueError, match="^rate: expected"):
        dropout(np.ones(3), rate, 0)


def test_the_same_draw_gives_the_same_mask():
    assert np.array_equal(dropout(np.ones(100), 0.5, 3)[1], dropout(np.ones(100), 0.5, 3)[1])


def quadratic(a, y):
    return 0.5 * anp.sum((y - a) ** 2, axis=0)


def sigmoid_cross_entropy(z, y):
    a = 1 / (1 + anp.exp(-z))
    return -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a), axis=0)


def softmax_cross_entropy(z, y):
    return -anp.sum(y * anp.log(anp.exp(z) / anp.sum(anp.exp(z), axis=0)), axis=0)


LOSSES = {
    "quadratic": ("identity", quadratic),
    "cross_entropy of sigmoids": ("sigmoid", sigmoid_cross_entropy),
    "cross_entropy of softmax": ("softmax", softmax_cross_entropy),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("decay", "rate"), [(0.0, 0.0), (0.1, 0.0), (0.0, 0.4), (0.05, 0.5)])
def test_the_gradient_with_these_masks_is_autograds(decay, rate, loss):
    output, C_of_point = LOSSES[loss]
    Y3, draws = np.random.default_rng(4).dirichlet(np.ones(3), 12).T, np.random.default_rng(5)
    net = Network((2, 7, 5, 3), activation="tanh", output_activation=output, cost=loss.split()[0], scale=0.7, rng=0)
    masks = [(draws.random((n, X.shape[1])) >= rate) / (1 - rate) for n in (7, 5)] if rate else [1.0, 1.0]

    def C(p):
        arrays, start = [], 0
        for n_before, n in ((2, 7), (7, 5), (5, 3)):
            middle, end = start + n * n_before, start + n * (n_before + 1)
            arrays.append((p[start:middle].reshape(n, n_before), p[middle:end]))
            start = end
        a = X
        for (W, b), mask in zip(arrays, [*masks, None], strict=True):
            z = anp.dot(W, a) + b[:, None]
            a = z if mask is None else anp.tanh(z) * mask
        return anp.mean(C_of_point(a, Y3)) + decay / 2 * sum(anp.sum(W**2) for W, _ in arrays)

    ours = regularised_gradient(net, X, Y3, decay, rate, np.random.default_rng(5))
    np.testing.assert_allclose(ours, autograd.grad(C)(net.p.copy()), rtol=1e-10, atol=1e-14)


def test_without_any_of_it_it_is_gradient_descent():
    ours, theirs = a_network(), a_network()
    train_regularised(ours, X, Y, validation=(X, Y), eta=0.1, n_iter=40, record_every=1)
    train_gd(theirs, X, Y, eta=0.1, n_iter=40)
    np.testing.assert_allclose(ours.p, theirs.p, rtol=1e-10)


def test_the_best_parameters_on_the_validation_set_are_kept():
    net = a_network()
    history = train_regularised(net, X, Y, validation=VALIDATION, eta=0.5, n_iter=400, record_every=10)
    assert history.validation_cost.min() < history.validation_cost[-1]  # it overfits, or this shows nothing
    assert history.best == history.iterations[history.validation_cost.argmin()]
    assert cost(net, *VALIDATION) == pytest.approx(history.validation_cost.min(), rel=1e-12)
    assert history.iterations[0] == 0 and history.iterations[-1] == 400


def test_patience_ends_the_run_and_says_so():
    net = a_network()
    history = train_regularised(net, X, Y, validation=VALIDATION, eta=0.5, n_iter=100_000, record_every=10, patience=3)
    assert history.iterations[-1] == history.best + 30
    assert history.stopped == (
        f"Stopped early at step {history.best + 30:,}: the validation cost has not fallen since step {history.best:,}."
    )


def test_decay_makes_weights_smaller_and_leaves_biases_alone():
    flat = np.zeros((2, 4)), np.zeros((1, 4))
    net = Network((2, 3, 1), output_activation="identity", rng=0)
    net.W[3] = np.zeros((1, 3))
    net.b[3] = [0.0]
    before = net.copy()
    train_regularised(net, *flat, validation=flat, eta=0.1, n_iter=1, l2=0.5)
    assert gradient(before, *flat).p.any() == 0  # nothing to learn
    train_regularised(net, *flat, validation=(flat[0], np.ones((1, 4))), eta=0.1, n_iter=0, l2=0.5)
    stepped = before.copy()
    stepped.p -= 0.1 * regularised_gradient(before, *flat, 0.5, 0.0, np.random.default_rng(0))
    np.testing.assert_allclose(stepped.W[2], before.W[2] * 0.95)
    np.testing.assert_array_equal(stepped.b[2], before.b[2])


def test_a_run_can_be_replayed():
    runs = [a_network(), a_network()]
    for net in runs:
        train_regularised(net, X, Y, validation=VALIDATION, eta=0.1, n_iter=50, batch_size=4, dropout=0.3, rng=9)
    np.testing.assert_array_equal(runs[0].p, runs[1].p)


def test_the_callback_hears_both_costs_and_can_stop():
    heard = []

    def callback(step, n_iter, cost, validation_cost):
        heard.append((step, n_iter, cost, validation_cost))
        if step == 20:
            raise StopIteration("the reader")

    history = train_regularised(a_network(), X, Y, validation=VALIDATION, eta=0.1, n_iter=50, record_every=10, callback=callback)
    assert [one[:2] for one in heard] == [(10, 50), (20, 50)] and heard[-1][3] == history.validation_cost[-1]
    assert history.stopped == "Stopped by the reader after step 20 of 50."


def test_a_step_to_something_not_finite_is_not_taken():
    net = Network((2, 3, 1), activation="identity", rng=0)
    with np.errstate(all="ignore"):
        history = train_regularised(net, 100 * X, Y, validation=VALIDATION, eta=1e6, n_iter=500, record_every=1)
    assert "not finite" in history.stopped and np.isfinite(net.p).all()


BAD = {
    "a rate of 1": ({"dropout": 1.0}, "dropout: expected a probability"),
    "a rate below 0": ({"dropout": -0.1}, "dropout: expected a probability"),
    "a punishment below 0": ({"l2": -1.0}, "l2: expected 0 or more"),
    "no patience": ({"patience": 0}, "patience: expected an integer from 1"),
    "no validation set": ({"validation": (np.ones((2, 0)), np.ones((1, 0)))}, r"validation\[0\]: expected at least one point"),
    "validation of another shape": ({"validation": (np.ones((3, 4)), np.ones((1, 4)))}, r"validation\[0\]: expected shape"),
    "targets that do not go with it": ({"validation": (np.ones((2, 4)), np.ones((1, 5)))}, r"validation\[1\]: expected shape"),
    "points in no columns": ({"X": np.ones(2), "Y": np.ones(1)}, "X: expected points as columns"),
    "no step": ({"eta": 0.0}, "eta: expected a finite number above 0"),
    "an empty batch": ({"batch_size": 0}, "batch_size: expected an integer from 1"),
}


@pytest.mark.parametrize(("bad", "sentence"), BAD.values(), ids=BAD)
def test_bad_arguments_are_refused_and_the_network_is_left_alone(bad, sentence):
    net = a_network()
    before = net.p.copy()
    arguments = {"X": X, "Y": Y, "validation": VALIDATION, "eta": 0.1, "n_iter": 5} | bad
    with pytest.raises(ValueError, match=f"^{sentence}"):
        train_regularised(net, **arguments)
    np.testing.assert_array_equal(net.p, before)


@pytest.mark.parametrize(("name", "bad"), [("validation", None), ("callback", 3)])
def test_arguments_of_another_kind_are_refused(name, bad):
    with pytest.raises(TypeError, match=f"^{name}: expected"):
        train_regularised(a_network(), X, Y, **{"validation": VALIDATION, "eta": 0.1, "n_iter": 5} | {name: bad})
