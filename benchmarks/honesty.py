"""How often a gradient check accuses a right gradient, and how often it finds a wrong one: `python -m benchmarks.honesty`.

The cases are networks of every size, activation and cost, from all but linear to saturated, trained, with inputs near 1 and
far from it, steps h from 1e-13 to 1e-1, and gradients in double and single precision. The errors planted are of one hundredth,
in an entry that matters: not below a thousandth of the largest of its layer. Where a check does not decide on one, many more
digits do: an entry of which rounding has taken more than half a hundredth anyway is no right number with an error planted in
it, and is counted as lost.
"""

import argparse
from collections import Counter

import numpy as np

from benchmarks.exact import exact_slope
from lecture_lib import ACTIVATIONS, Network, check_gradient, forward, gradient, train_sgd
from lecture_lib.costs import READY_MADE

SIZES = [(1, 1), (2, 1), (1, 2), (2, 2, 2), (4, 3, 4, 5, 2), (4,) * 8, (3, 3, 3, 3), (5, 8, 3), (1, 6, 1), (10, 4)]
PAIRS = [(row.name, output) for row in READY_MADE for output, o in ACTIVATIONS.items() if row.fits(o)]
HIDDEN = [name for name, row in ACTIVATIONS.items() if not row.columnwise]


def random_case(rng):
    """A network, perhaps trained, with a point or a batch, and how its gradient is checked."""
    (cost, output), sizes = PAIRS[rng.integers(len(PAIRS))], SIZES[rng.integers(len(SIZES))]
    hidden = [HIDDEN[i] for i in rng.integers(len(HIDDEN), size=len(sizes) - 2)]
    hidden = hidden if rng.random() < 0.5 else ["sigmoid"] * (len(sizes) - 2)
    scale = 10 ** rng.uniform(-2, np.log10(30))
    net = Network(sizes, activation=[*hidden, output], cost=cost, rng=rng, scale=scale)
    N = int(rng.choice([1, 1, 4]))
    x = rng.standard_normal((sizes[0], N)) * 10 ** rng.choice([0, 0, 0, 1, 3, 5]) + rng.choice([0, 0, 0, 2000])
    x = np.zeros_like(x) if rng.random() < 0.02 else x
    y = np.eye(sizes[-1])[:, rng.integers(sizes[-1], size=N)] if rng.random() < 0.6 else rng.random((sizes[-1], N))
    y = y / y.sum(axis=0) if output == "softmax" else y
    if output == "identity" and rng.random() < 0.2:
        y = y * 1e5
    if rng.random() < 0.2:
        before = net.copy()
        train_sgd(net, x, y, eta=0.5, n_iter=300, rng=rng, compiled=False) if np.isfinite(net.p).all() else None
        net = net if np.isfinite(net.p).all() and np.abs(net.p).max() < 1e6 else before
    how = {"method": str(rng.choice(["central", "central", "forward", "complex"]))}
    if rng.random() < 0.6:
        how["h"] = 10 ** rng.uniform(-13, -1)
    return (net, x[:, 0], y[:, 0], how) if N == 1 else (net, x, y, how)


def right_gradient_is(rng):
    """The verdict on a right gradient of a random case, in either precision; and the check."""
    net, x, y, how = random_case(rng)
    with np.errstate(all="ignore"):
        right = gradient(net, x, y).p
        if not np.isfinite(right).all() or np.abs(right).max() > 1e38:
            return "passed", None
        analytic = right.astype(np.float32) if rng.random() < 0.3 else right if rng.random() < 0.5 else None
        check = check_gradient(net, x, y, analytic=analytic, **how)
    return check.verdict, check


def meets_its_targets(net, x, y):
    """Whether only rounding is left of a − y; cross-entropy can tell how far an a next to 0 or 1 is from it."""
    saturated = net.cost == "cross_entropy" and np.isin(y, (0, 1)).all()
    off = np.abs(forward(net, x)[0][net.L] - y)
    least = off.min() if net.cost_row.kinks else off.max()  # at a kink anything between two slopes is right
    return not saturated and least < 1e-12 * max(1.0, np.abs(y).max())


def planted_error_is(rng):
    """The verdict, at default settings, on a gradient with one entry off by a hundredth; None where there is no slope at all.

    Nor is there one where a network meets its targets to the last digits: what is left of a − y is rounding. "lost": undecided,
    and the entry without the error is not known to half a hundredth.
    """
    net, x, y, _ = random_case(rng)
    with np.errstate(all="ignore"):
        grad = gradient(net, x, y)
        layer = rng.integers(2, net.L + 1)
        entries = np.concatenate([grad.W[layer].ravel(), grad.b[layer]])
        matter = np.flatnonzero(np.abs(entries) >= max(1e-3 * np.abs(entries).max(), 1e-180))
        if not np.isfinite(grad.p).all() or not matter.size or meets_its_targets(net, x, y):
            return None, None
        place = rng.choice(matter)
        part = grad.W[layer].reshape(-1) if place < grad.W[layer].size else grad.b[layer]
        before = grad.p.copy()
        part[place - (grad.W[layer].size if place >= grad.W[layer].size else 0)] *= 1.01
        check = check_gradient(net, x, y, analytic=grad)
    position = int(np.flatnonzero(grad.p != before)[0])
    if check.verdict == "undecided" and is_lost(net, x, y, grad.parameter_at(position), before[position]):
        return "lost", check
    return check.verdict, check


def is_lost(net, x, y, ref, slope):
    """Whether rounding has taken more than half a hundredth of a slope."""
    right = float(exact_slope(net, x, y, ref))
    return abs(slope - right) > 0.005 * abs(right)


def main(n, seed):
    """Print how the verdicts fall."""
    rng = np.random.default_rng(seed)
    for what, verdict in (("right gradients", right_gradient_is), ("planted errors of 1 %", planted_error_is)):
        counts = Counter(verdict(rng)[0] for _ in range(n))
        total = n - counts.pop(None, 0)
        print(f"{total:,} {what}: " + ", ".join(f"{counts[name]:,} {name}" for name in ("passed", "undecided", "lost", "failed")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-n", type=int, default=20_000, help="cases of each kind (20,000)")
    parser.add_argument("--seed", type=int, default=0)
    main(**vars(parser.parse_args()))
