"""What the overfitting lab looks up: every run it offers, really trained, and what its network says after each record."""

from dataclasses import asdict, dataclass, replace
from itertools import groupby

import numpy as np

from lecture_lib.network import Network
from lecture_lib.widgets.shared.copies import Copies
from lecture_lib.widgets.shared.plane import in_steps

VERSION = 1
KNOBS = {  # what is dragged, one at a time, and its values
    "l2": (0.0, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1),
    "dropout": (0.0, 0.05, 0.1, 0.2, 0.3, 0.5),
    "neurons": (1, 2, 3, 4, 6, 8, 12, 16, 24),
    "points": (6, 8, 12, 16, 24, 40, 80),
}
STARTS = 6  # from how many first weights each setting is trained
RECORDS = 40  # of a run, after the one of its start
ETA = 0.05
STEEP = 6.0  # spread of the hidden layer's first parameters: a network that bends sharply learns noise in a few thousand steps
NOISE = 0.4
POINTS = {"training": max(KNOBS["points"]), "validation": 16, "test": 400}
CELLS = 40  # along the x-axis, on which the network's function is drawn
LEFT, RIGHT = -1.0, 1.0
GRID = np.linspace(LEFT, RIGHT, CELLS + 1)[None]


@dataclass(frozen=True)
class Setting:
    """What a run is made with; its defaults are the base setting, from which one is dragged at a time."""

    l2: float = 0.0
    dropout: float = 0.0
    neurons: int = 24
    points: int = 12


def settings():
    """Return every setting once, and for each knob the rows of its values among them."""
    of_knob = {knob: [replace(Setting(), **{knob: value}) for value in values] for knob, values in KNOBS.items()}
    every = list(dict.fromkeys(setting for row in of_knob.values() for setting in row))
    return every, {knob: [every.index(setting) for setting in row] for knob, row in of_knob.items()}


def truth(x):
    """Return the function under the noise."""
    return np.sin(3.0 * x)


def noisy_points(count, rng):
    """Return points and targets, each of shape (1, count)."""
    x = rng.uniform(LEFT, RIGHT, (1, count))
    return x, truth(x) + NOISE * rng.standard_normal((1, count))


def first_network(neurons, start):
    """Return the network from which start number `start` trains."""
    net = Network((1, neurons, 1), activation="tanh", output_activation="identity", scale=1.0, rng=start)
    net.W[2], net.b[2] = STEEP * net.W[2], STEEP * net.b[2]
    net.W[3], net.b[3] = net.W[3] / np.sqrt(neurons), np.zeros(1)
    return net


class SideBySide(Copies):
    """Networks that train_regularised would train one after the other, with all points in each step.

    l2, rates: (R,), of each copy. starts: (R,), the copies of one start draw the same numbers, as from a generator each.
    """

    def __init__(self, nets, l2, rates, starts):
        super().__init__(nets)
        self.l2, self.rates = np.array(l2), np.array(rates)
        order, self.row_of_start = np.unique(starts, return_inverse=True)
        self.rngs = [np.random.default_rng(start) for start in order]

    def outputs(self, X):
        """Return a[L] of each copy, (R, n_L, N)."""
        a = X
        for l in range(2, self.net.L + 1):
            a = self.net.sigma[l](self.W[l] @ a + self.b[l][:, :, None])
        return a

    def mask(self, shape):
        """Return the mask of each copy for the activations of a layer, by the same draws as dropout's; 1 where nothing drops."""
        if not self.rates.any():
            return 1.0
        drawn = np.array([rng.random(shape) for rng in self.rngs])[self.row_of_start]
        rates = self.rates[:, None, None]
        return (drawn >= rates) / (1.0 - rates)

    def step(self, X, Y):
        """Take one step of gradient descent, as regularised_gradient goes."""
        L, W, b, sigma, dsigma = self.net.L, self.W, self.b, self.net.sigma, self.net.dsigma
        a, z, mask, delta = [None, X], [None, None], [None, None], [None] * (L + 1)
        for l in range(2, L + 1):
            z.append(W[l] @ a[l - 1] + b[l][:, :, None])                                                 # (19)
            a.append(sigma[l](z[l]))                                                                     # (20)
            mask.append(self.mask(a[l].shape[1:]) if l < L else 1.0)
            a[l] = a[l] * mask[l]
        delta[L] = dsigma[L](z[L]) * (a[L] - Y)                                                          # (22)
        for l in range(L - 1, 1, -1):
            delta[l] = dsigma[l](z[l]) * (W[l + 1].swapaxes(1, 2) @ delta[l + 1] * mask[l])              # (23), the same mask
        for l in range(2, L + 1):
            slopes = delta[l] @ a[l - 1].swapaxes(-1, -2) / X.shape[1]                                   # (25)
            W[l] -= ETA * (slopes + self.l2[:, None, None] * W[l])
            b[l] -= ETA * delta[l].mean(axis=2)                                                          # (24)


@dataclass(frozen=True)
class Runs:
    """What was found in every run, by setting, start and record.

    training, validation, test: costs (9), (S, STARTS, RECORDS + 1). functions: the outputs along the x-axis, (…, CELLS + 1).
    """

    training: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    functions: np.ndarray

    @property
    def best(self):
        """The record whose validation cost is least, (S, STARTS): its parameters are what early stopping keeps."""
        return self.validation.argmin(axis=2)

    def kept(self, costs):
        """Return costs at the early stop and at the end, (S, STARTS, 2)."""
        stopped = np.take_along_axis(costs, self.best[:, :, None], axis=2)
        return np.concatenate([stopped, costs[:, :, -1:]], axis=2)


def train(every, data, n_iter, callback):
    """Return the Runs of settings, each from all starts. data: (X, Y) of "training", "validation" and "test".

    callback: called after each record with the steps of all runs so far, how many there will be, and a mean cost.
    """
    shape, taken = (len(every), STARTS, RECORDS + 1), 0
    runs = Runs(*(np.empty(shape) for _ in range(3)), np.empty((*shape, CELLS + 1)))
    for rows in alike(every):
        copies = copies_of([every[row] for row in rows])
        X, Y = (values[:, : every[rows[0]].points] for values in data["training"])
        for record in range(RECORDS + 1):
            for _ in range(n_iter // RECORDS if record else 0):
                copies.step(X, Y)
            note(runs, rows, record, copies, {**data, "training": (X, Y)})
            taken += len(copies.p) * n_iter // RECORDS if record else 0
            callback(taken, len(every) * STARTS * n_iter, runs.training[rows, :, record].mean())
    return runs


def alike(every):
    """Return the rows of settings that can be trained side by side, with arrays of the same shape."""

    def kind(row):
        return every[row].neurons, every[row].points, every[row].dropout > 0

    return [list(rows) for _, rows in groupby(sorted(range(len(every)), key=kind), kind)]


def copies_of(chosen):
    """Return the networks of settings side by side, all starts of the first before those of the second."""
    each = [(setting, start) for setting in chosen for start in range(STARTS)]
    nets = [first_network(setting.neurons, start) for setting, start in each]
    return SideBySide(nets, [s.l2 for s, _ in each], [s.dropout for s, _ in each], [start for _, start in each])


def note(runs, rows, record, copies, data):
    """Write what the copies are at a record."""
    for name, (X, Y) in data.items():
        costs = ((copies.outputs(X) - Y) ** 2).sum(axis=1) / 2                                           # (18)
        getattr(runs, name)[rows, :, record] = costs.mean(axis=1).reshape(-1, STARTS)                    # (9)
    runs.functions[rows, :, record] = copies.outputs(GRID).reshape(-1, STARTS, CELLS + 1)


def tables(rng, n_iter, callback):
    """Return what the browser looks up. rng: Generator of the points."""
    data = {name: noisy_points(count, rng) for name, count in POINTS.items()}
    every, rows = settings()
    runs = train(every, data, n_iter, callback)
    low, high = window(data)
    return {
        "version": VERSION,
        "values": {knob: list(values) for knob, values in KNOBS.items()},
        "base": asdict(Setting()),
        "rows": rows,
        "starts": STARTS,
        "judges": POINTS["test"],  # how many points
        "steps": np.linspace(0, n_iter, RECORDS + 1).astype(int).tolist(),
        "costs": as_float32(np.stack([runs.training, runs.validation], axis=2)),  # by setting, start, set and record
        "best": runs.best.astype(np.uint8).tobytes(),
        "test": as_float32(runs.kept(runs.test)),
        "functions": in_steps(runs.functions, low, high, np.dtype("<u2")),
        "window": [LEFT, low, RIGHT, high],
        "truth": truth(GRID[0]).tolist(),
        "training": np.concatenate(data["training"]).T.tolist(),
        "validation": np.concatenate(data["validation"]).T.tolist(),
    }


def window(data):
    """Return the least and the largest y of the picture: those of the points that are drawn, and some room."""
    drawn = np.concatenate([data[name][1][0] for name in ("training", "validation")])
    return float(drawn.min()) - 0.5, float(drawn.max()) + 0.5


def as_float32(values):
    """Return numbers as the browser reads them, in C order."""
    return np.asarray(values).astype("<f4").tobytes()
