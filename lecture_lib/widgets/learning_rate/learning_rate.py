"""LearningRateLab: how large a step may be, on a parabola, for ten points, and for two parameters of a network."""

import copy

import traitlets

from lecture_lib._checks import generator, real_array, real_number, shown, whole_number
from lecture_lib.costs import COSTS
from lecture_lib.data import lecture_data
from lecture_lib.network import Network
from lecture_lib.propagation import cost
from lecture_lib.widgets.learning_rate import rate_tables
from lecture_lib.widgets.learning_rate.still import learning_rate_still
from lecture_lib.widgets.shared.svg import still
from lecture_lib.widgets.shared.widget import PageWidget

PARTS = ("parabola", "points", "surface")
MOST_POINTS = 20  # each has an arrow of its own in the picture


class LearningRateLab(PageWidget, source="learning_rate/learning_rate"):
    """Steps of every length: down a parabola, with all points of a data set, and over the cost of two parameters.

    net: a Network with two inputs, two outputs and the quadratic cost, from which every run starts (a copy; None: sizes 2,
    2, 3, 2, rng=10). X, Y: (2, N), N from 2 to 20, None for lecture_data(). eta: the rate shown first; it joins those
    between 0.02 and 200 that are trained. n_iter: stochastic steps of each run, a multiple of 40. rng: of their draws, which
    are the same in each run. pairs: names of two parameters each. presenter: large, for a hall. The traits part ("parabola",
    "points" or "surface"), curvature, parabola_eta, eta, record, pair and step say what is shown; ValueError says what
    exists.
    """

    title = "How large may a step be?"
    places = ("part", "curvature", "parabola_eta", "eta", "record", "pair", "step")
    from_browser = (*places, "presenter")

    tables = traitlets.Dict().tag(sync=True)
    part = traitlets.Unicode("parabola").tag(sync=True)
    curvature = traitlets.Float(1.0).tag(sync=True)  # λ
    parabola_eta = traitlets.Float(1.6).tag(sync=True)
    eta = traitlets.Float(1.0).tag(sync=True)
    record = traitlets.Int(rate_tables.RECORDS).tag(sync=True)  # of the runs with all points
    pair = traitlets.Int(1).tag(sync=True)  # which two parameters, counted from 1
    step = traitlets.Int(8).tag(sync=True)  # of the paths of two parameters

    def __init__(self, net=None, X=None, Y=None, *, eta=1.0, n_iter=6000, rng=0, pairs=None, presenter=False):
        net = Network((2, 2, 3, 2), rng=10) if net is None else net
        X, Y = (known if given is None else given for given, known in zip((X, Y), lecture_data(), strict=True))
        X, Y = checked_points(net, X, Y)
        eta = real_number("eta", eta, positive=True)
        self._net, self._rates = net.copy(), sorted({*rate_tables.RATES, eta})
        self._pairs = checked_pairs(net, rate_tables.default_pairs(net) if pairs is None else pairs)
        self._n_iter = checked_steps(n_iter)
        self._choices = self._provided_choices()
        super().__init__(tables=self._computed(X, Y, generator(rng)), eta=eta, presenter=presenter)

    def _provided_choices(self):
        return {
            "part": list(PARTS),
            "curvature": list(rate_tables.CURVATURES),
            "parabola_eta": rate_tables.PARABOLA_RATES.tolist(),
            "eta": self._rates,
            "record": range(rate_tables.RECORDS + 1),
            "pair": range(1, len(self._pairs) + 1),
            "step": range(rate_tables.SURFACE_STEPS + 1),
        }

    def _computed(self, X, Y, rng):
        draws = copy.deepcopy(rng).integers(X.shape[1], size=rate_tables.SURFACE_STEPS)
        runs = rate_tables.train(self._net, X, Y, self._rates, self._n_iter, rng)
        best = min(runs, key=lambda eta: runs[eta].cost[-1])
        surfaces = [
            rate_tables.surface_table(self._net, runs[best].net, X, Y, pair, self._rates, draws) for pair in self._pairs
        ]
        return {
            "version": rate_tables.VERSION,
            "rates": self._rates,
            "iterations": self._n_iter,
            "parabola": rate_tables.parabola_table(),
            "points": rate_tables.points_table(self._net, X, Y, runs),
            "best": best,
            "parameters": self._net.p.size,
            "draws": draws.tolist(),
            "steps": rate_tables.SURFACE_STEPS,
            "cells": rate_tables.SURFACE_CELLS,
            "surfaces": surfaces,
        }

    # ---- where we are ----

    @traitlets.validate(*places)
    def _checked(self, proposal):
        return self._check(proposal.trait.name, proposal.value, {})

    def _check(self, name, value, state):
        choices = self._choices.get(name, (value,))
        if isinstance(value, bool) or not isinstance(value, int | float | str) or value not in choices:
            are = f"{choices[0]} to {choices[-1]}" if isinstance(choices, range) else ", ".join(map(str, choices))
            raise ValueError(f"{name}: the lab has {are}; got {shown(value)}")
        return super()._check(name, value, state)

    @property
    def chosen_pair(self):
        """The two parameters whose paths are shown, as ParameterRefs."""
        return self._pairs[self.pair - 1]

    # ---- without a browser ----

    def __repr__(self):
        eta = self.parabola_eta if self.part == "parabola" else self.eta
        return f"LearningRateLab({self.part}, eta = {eta:g})"

    def _still(self):
        return still(learning_rate_still(self))


def checked_points(net, X, Y):
    """Return X and Y as arrays that the lab can draw; ValueError says what it needs."""
    X, Y = real_array("X", X), real_array("Y", Y)
    cost(net, X, Y)  # refuses what does not fit
    if not net.biases:
        raise ValueError("net: expected one with biases, over which the lab draws Cost; got biases=False")
    if (net.sizes[0], net.sizes[-1], net.cost_row) != (2, 2, COSTS["quadratic"]):
        kind = f"{net.sizes[0]} inputs, {net.sizes[-1]} outputs and cost={net.cost!r}"
        raise ValueError(f"net: expected 2 inputs, 2 outputs and the quadratic cost, for a plane and (22); got {kind}")
    if X.ndim != 2 or not 2 <= X.shape[1] <= MOST_POINTS:
        raise ValueError(f"X: expected 2 to {MOST_POINTS} points as columns, got shape {X.shape}")
    return X, Y


def checked_pairs(net, pairs):
    """Return each pair as two different ParameterRefs that the network has."""
    try:
        found = [tuple(net.find(name) for name in pair) for pair in pairs if not isinstance(pair, str)]
    except TypeError:
        raise TypeError(f'pairs: expected names such as [("b1[4]", "b2[4]")], got {shown(pairs)}') from None
    if not found or len(found) != len(pairs) or any(len(set(pair)) != 2 or len(pair) != 2 for pair in found):
        raise ValueError(f'pairs: expected two different names each, such as [("b1[4]", "b2[4]")]; got {shown(pairs)}')
    return found


def checked_steps(n_iter):
    """Return n_iter, which must be a multiple of the number of records."""
    n_iter = whole_number("n_iter", n_iter, least=rate_tables.RECORDS)
    if n_iter % rate_tables.RECORDS:
        raise ValueError(f"n_iter: expected a multiple of {rate_tables.RECORDS}, got {n_iter}")
    return n_iter
