"""What the depth lab looks up: δ, its bound and the spread of a in networks of every depth, scale and activation it offers."""

import copy

import numpy as np

from lecture_lib.challenges.depth import NormalisedNetwork, depth_profile
from lecture_lib.network import Network

VERSION = 1
ACTIVATIONS = ("sigmoid", "tanh", "relu")
DEPTHS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50)
ROUND_SCALES = (0.05, 0.1, 0.15, 0.2, 0.25, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0)
LINES = ("delta", "bound", "activation")  # of a network, each with a number for each layer


def scales(neurons):
    """Return the standard deviations of the weights that are offered, Xavier's and He's for square layers among them."""
    return sorted({*ROUND_SCALES, *rules(neurons).values()})


def rules(neurons):
    """Return the two rules for the scale of a layer that is as wide as the one before it: 2 / (n + n) and 2 / n, as variances."""
    return {"Xavier": float(np.sqrt(1 / neurons)), "He": float(np.sqrt(2 / neurons))}


def tables_of(X, Y, neurons, rng):
    """Return everything the browser looks up.

    lines: for each depth, activation, scale, without and with batch normalisation, and each of LINES, log₁₀ of a number for
    each layer, float32; -inf where it is 0, NaN where a layer has none.
    """
    found = [lines_of(X, Y, L, sigma, scale, neurons, rng) for L in DEPTHS for sigma in ACTIVATIONS for scale in scales(neurons)]
    return {
        "version": VERSION,
        "activations": list(ACTIVATIONS),
        "depths": list(DEPTHS),
        "scales": scales(neurons),
        "rules": rules(neurons),
        "neurons": neurons,
        "lines": np.concatenate([lines.ravel() for lines in found]).astype("<f4").tobytes(),
    }


def lines_of(X, Y, L, sigma, scale, neurons, rng):
    """Return log₁₀ of LINES, shape (2, 3, L), of a network without biases and of the same weights with batch normalisation."""
    sizes = (len(X), *[neurons] * (L - 2), len(Y))
    made = {"activation": sigma, "output_activation": "sigmoid"}
    net = Network(sizes, scale=scale, rng=copy.deepcopy(rng), **made)
    for l in range(2, L + 1):
        net.b[l] = np.zeros(sizes[l - 1])  # as the rules for the scale assume
    normalised = NormalisedNetwork(sizes, rng=0, **made)
    for l in range(2, L + 1):
        normalised.arrays[f"W{l}"][...] = net.W[l]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        profiles = [depth_profile(each, X, Y) for each in (net, normalised)]
        return np.log10([[filled(getattr(profile, name)) for name in LINES] for profile in profiles])


def filled(by_layer):
    """Return the numbers of layers 1…L, NaN where a layer has none."""
    return [np.nan if number is None else number for number in by_layer[1:]]


def lines_at(tables, depth, activation, scale):
    """Return log₁₀ of LINES from the tables, shape (2, 3, L): without and with normalisation."""
    numbers, at, settings = np.frombuffer(tables["lines"], "<f4"), 0, len(tables["activations"]) * len(tables["scales"])
    for L in tables["depths"]:
        size = 2 * len(LINES) * L
        if L == depth:
            place = tables["activations"].index(activation) * len(tables["scales"]) + tables["scales"].index(scale)
            return numbers[at + place * size : at + (place + 1) * size].reshape(2, len(LINES), L)
        at += settings * size
    raise ValueError(f"depth: expected one of {tables['depths']}, got {depth}")
