"""Against overfitting: dropout, weight decay and early stopping, with a validation set that is not trained on.

Dropout is that of Srivastava et al. 2014 in its inverted form, where what stays is made larger in training.
"""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import generator, real_number, shown, whole_number
from lecture_lib.network import Parameters
from lecture_lib.propagation import as_columns, check_net, check_x, check_y, mean_cost
from lecture_lib.training import RECORDS, History


def dropout(a, rate, rng):
    """Return activations of which each was dropped with probability `rate`, and the mask: dropped = a ∘ mask.

    a: any shape. mask: 0 where a is dropped, 1 / (1 − rate) where it stays, so that the mean stays what it was. The same mask
    goes with δ on the way back. rng: Generator, seed or None. ValueError unless 0 ≤ rate < 1.
    """
    rate, a = check_rate("rate", rate), np.asarray(a, dtype=float)
    mask = (generator(rng).random(a.shape) >= rate) / (1.0 - rate)
    return a * mask, mask


def check_rate(name, rate):
    """Return a probability below 1."""
    rate = real_number(name, rate)
    if not 0.0 <= rate < 1.0:
        raise ValueError(f"{name}: expected a probability from 0 up to, but not including, 1, got {shown(rate)}")
    return rate


@dataclass(frozen=True, eq=False, repr=False)
class RegularisedHistory(History):
    """What a run of train_regularised did: History, and the cost of the validation set.

    cost and validation_cost are (9), without the punishment of weights, at the steps `iterations`. best: the step whose
    validation cost is the least; its parameters are what the network holds in the end.
    """

    validation_cost: np.ndarray
    best: int


def train_regularised(
    net, X, Y, *, validation, eta, n_iter, batch_size=None, l2=0.0, dropout=0.0, patience=None, record_every=None, rng=None,
    callback=None,
):  # fmt: skip
    """Train in place against Cost (9) + l2/2 Σ‖W‖², with dropout in the hidden layers; keep what was best on the validation set.

    X, Y: shapes (n_1, N), (n_L, N); validation: such a pair of other points. batch_size: points of a step, drawn with
    replacement, or None for all. l2: weight decay, of weights and not of biases. dropout: the rate for each activation of a
    hidden layer. patience: after so many records without a better validation cost the run ends, None for never. record_every,
    rng, callback: as for train_sgd; callback also gets the validation cost. Returns a RegularisedHistory. ValueError or
    TypeError, and the network as it was, for bad arguments.
    """
    X, Y = points(net, X, Y, "XY")
    x_valid, y_valid = validation_points(net, validation)
    eta, n_iter = real_number("eta", eta, positive=True), whole_number("n_iter", n_iter, least=0)
    size = None if batch_size is None else whole_number("batch_size", batch_size, least=1)
    decay, rate = real_number("l2", l2), check_rate("dropout", dropout)
    if decay < 0:
        raise ValueError(f"l2: expected 0 or more, got {shown(l2)}")
    patience = None if patience is None else whole_number("patience", patience, least=1)
    every = max(1, n_iter // RECORDS) if record_every is None else whole_number("record_every", record_every, least=1)
    if callback is not None and not callable(callback):
        wanted = "a function of step, n_iter, cost and validation cost, or None"
        raise TypeError(f"callback: expected {wanted}, got {shown(callback)}")
    rng, record = generator(rng), Record(net, (X, Y), (x_valid, y_valid), patience)
    record.at(0)
    stopped = None
    for step in range(1, n_iter + 1):
        ks = slice(None) if size is None else rng.integers(X.shape[1], size=size)
        with np.errstate(over="ignore", invalid="ignore"):  # said in a sentence below
            p = net.p - eta * regularised_gradient(net, X[:, ks], Y[:, ks], decay, rate, rng)
        if not np.isfinite(p).all():
            stopped = f"Stopped at step {step - 1:,} of {n_iter:,}: the next step leads to something not finite; η = {eta:g}."
            break
        net.p = p
        if step % every == 0 or step == n_iter:
            stopped = record.at(step) or stopped
            try:
                if callback is not None:
                    callback(step, n_iter, record.cost[-1], record.validation_cost[-1])
            except StopIteration as end:
                stopped = f"Stopped by {end} after step {step:,} of {n_iter:,}."
            if stopped:
                break
    return record.history(stopped)


def regularised_gradient(net, X, Y, decay, rate, rng):
    """Return the gradient of the mean cost of some points with their activations dropped, plus l2 W, as a vector."""
    a, z, mask, delta = ([None] * (net.L + 1) for _ in range(4))
    a[1] = X
    for l in range(2, net.L + 1):
        z[l] = net.W[l] @ a[l - 1] + as_columns(net.b[l], X)                                              # (19)
        a[l] = net.sigma[l](z[l])                                                                         # (20)
        if rate and l < net.L:
            a[l], mask[l] = dropout(a[l], rate, rng)
    grad = Parameters.like(net)
    delta[net.L] = net.output_delta(a, z, Y)                                                              # (22)
    for l in range(net.L, 1, -1):
        if l < net.L:
            back = net.W[l + 1].T @ delta[l + 1]
            delta[l] = net.dsigma[l](z[l]) * (back if mask[l] is None else back * mask[l])                # (23), the same mask
        grad.W[l][...] = delta[l] @ a[l - 1].T / X.shape[1] + decay * net.W[l]                                 # (25)
        if net.biases:
            grad.b[l][...] = delta[l].mean(axis=1)                                                             # (24)
    return grad.p


class Record:
    """Costs on both sets while a network is trained, and its best parameters so far."""

    def __init__(self, net, training, validation, patience):
        self.net, self.sets, self.patience = net, (training, validation), patience
        self.iterations, self.cost, self.validation_cost = [], [], []

    def at(self, step):
        """Note both costs; return a sentence if the patience is at its end."""
        cost, validation_cost = (mean_cost(self.net, *points) for points in self.sets)
        if not self.validation_cost or validation_cost < min(self.validation_cost):
            self.best, self.p = step, self.net.p.copy()
        self.iterations.append(step)
        self.cost.append(cost)
        self.validation_cost.append(validation_cost)
        since = len(self.iterations) - 1 - self.iterations.index(self.best)
        if self.patience is not None and since >= self.patience:
            return f"Stopped early at step {step:,}: the validation cost has not fallen since step {self.best:,}."
        return None

    def history(self, stopped):
        """Give the network its best parameters, and return what was noted."""
        self.net.p = self.p
        noted = (np.array(values) for values in (self.iterations, self.cost))
        return RegularisedHistory(*noted, "NumPy", stopped, np.array(self.validation_cost), self.best)


def points(net, X, Y, names):
    """Return a batch and its targets, checked."""
    X = check_x(check_net(net), X, names[0])
    if X.ndim != 2:
        raise ValueError(f"{names[0]}: expected points as columns, shape ({net.sizes[0]}, N), got {X.shape}")
    return X, check_y(net, X, Y, names)


def validation_points(net, validation):
    """Return the points of the validation set."""
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError(f"validation: expected a pair of points and targets, got {shown(validation)}")
    return points(net, *validation, ("validation[0]", "validation[1]"))
