"""Training by steps against the gradient: of one point at a time (15), of a few, or of all of them.

Stochastic gradient descent stands here as the lecture writes it, and a second time in _compiled.py, where Numba makes
machine code of it; a test holds the two together.
"""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from lecture_lib._checks import generator, one_of, real_number, shown, whole_number
from lecture_lib.propagation import check_net, check_x, check_y, forward_pass, mean_cost, mean_gradient, not_finite

RECORDS = 250  # costs of a run, unless asked for otherwise: a curve has no use for more
PATIENCE = 0.02  # seconds of work, about, between two looks at callback and Ctrl-C


@dataclass(frozen=True, eq=False, repr=False)
class History:
    """What a training run did.

    iterations, cost: the steps at which Cost (9) was recorded, and its values; step 0 and the last step are included.
    backend: what computed the steps, and why. stopped: None if all steps were taken, else a sentence that says why not.
    """

    iterations: np.ndarray
    cost: np.ndarray
    backend: str
    stopped: str | None

    def __repr__(self):
        steps = f"{self.iterations[-1]:,} steps, Cost {self.cost[0]:.4g} → {self.cost[-1]:.4g}, {self.backend}"
        return f"History: {steps}" + (f". {self.stopped}" if self.stopped else "")


def train_sgd(net, X, Y, *, eta=0.05, n_iter=100_000, rng=None, record_every=None, callback=None, compiled="auto"):
    """Train in place by (15): each step draws one point, with replacement, and goes against its gradient.

    X: shape (n_1, N), Y: shape (n_L, N); the points drawn are rng.integers(N, size=n_iter). rng: Generator, seed or None.
    compiled: True (Numba), False (NumPy, the lecture's algorithm line by line) or "auto" (Numba where it is installed).
    record_every: steps from one recorded Cost (9) to the next; by default some 250 are recorded. callback(step, n_iter,
    cost) is called after each of these steps, and in between every few hundredths of a second; raising StopIteration it
    ends the run. So do Ctrl-C and a step to something not finite, which is not taken. The callback's method close(), if it
    has one, is called in the end. Returns a History, also of a run cut short; the network keeps what was reached.
    ValueError or TypeError, and the network as it was, for bad arguments.
    """
    run = _Run(net, X, Y, eta, n_iter, record_every, callback)
    rng, (twin, backend, seconds) = generator(rng), _twin(compiled, net)
    return run.history(backend, twin, lambda m: rng.integers(run.N, size=m), seconds)


def train_minibatch(net, X, Y, *, eta, n_iter, batch_size, rng=None, record_every=None, callback=None):
    """Train in place by steps against the mean gradient of batch_size points, drawn with replacement.

    The points of all steps are the rows of rng.integers(N, size=(n_iter, batch_size)). All else as in train_sgd.
    """
    run = _Run(net, X, Y, eta, n_iter, record_every, callback)
    batch_size, rng = whole_number("batch_size", batch_size, least=1), generator(rng)
    return run.history("NumPy", minibatch, lambda m: rng.integers(run.N, size=(m, batch_size)), 5e-5, batch_size)


def train_gd(net, X, Y, *, eta, n_iter, record_every=None, callback=None):
    """Train in place by gradient descent: p → p − η∇Cost(p), with the gradient of all points. All else as in train_sgd."""
    run = _Run(net, X, Y, eta, n_iter, record_every, callback)
    return run.history("NumPy", minibatch, lambda m: [slice(None)] * m, 5e-5, run.N)


def sgd(net, X, Y, ks, eta):
    """Take a step for each point k of `ks`: the lecture's algorithm, with the lines for δ that its print leaves out."""
    W, sigma, dsigma, L = list(net.W), net.sigma, net.dsigma, net.L
    b = list(net.b) if net.biases else [0.0] * (L + 1)
    a, z, delta = ([None] * (L + 1) for _ in range(3))
    eta = np.array(eta)  # or NumPy would look for its type at each step
    forwards, backwards = range(2, L + 1), range(L - 1, 1, -1)
    for k in ks:
        a[1] = X[:, k]                                                        # (7)
        for l in forwards:
            z[l] = W[l] @ a[l - 1] + b[l]                                     # (19)
            a[l] = sigma[l](z[l])                                             # (20)
        delta[L] = net.output_delta(a, z, Y[:, k])                            # (22)
        for l in backwards:
            delta[l] = dsigma[l](z[l]) * (W[l + 1].T @ delta[l + 1])          # (23)
        for l in forwards:
            step = eta * delta[l]
            W[l] -= step[:, None] * a[l - 1]                                  # (25), (15)
            if net.biases:
                b[l] -= step                                                  # (24), (15)


def minibatch(net, X, Y, batches, eta):
    """Take a step against the mean gradient of each batch of points."""
    for ks in batches:
        net.p -= eta * mean_gradient(net, X[:, ks], Y[:, ks]).p


def _twin(compiled, net):
    """The function that takes the steps of SGD, what to say of it, and about how many seconds a step takes at least."""
    if not one_of("compiled", compiled, ("auto", True, False)):
        return sgd, "NumPy, as asked for by compiled=False", 3e-5
    try:
        twin = import_module("lecture_lib._compiled")
        why_not = twin.why_not(check_net(net))
    except ImportError as error:
        why_not = f"Numba cannot be imported ({error})"
    if why_not is None:
        return twin.sgd, "compiled by Numba", 1e-7
    if compiled == "auto":
        return sgd, f"NumPy, since {why_not}", 3e-5
    raise ValueError(f"compiled: True needs Numba and a scalar form of each row, but {why_not}; 'auto' does without")


class _Run:
    """The arguments of a run, checked, and the run itself, in blocks of steps."""

    def __init__(self, net, X, Y, eta, n_iter, record_every, callback):
        self.net, (self.X, self.Y) = net, _points(net, X, Y)
        self.N = self.X.shape[1]
        self.eta, self.n_iter = real_number("eta", eta, positive=True), whole_number("n_iter", n_iter, least=0)
        self.record_every = max(1, self.n_iter // RECORDS)
        if record_every is not None:
            self.record_every = whole_number("record_every", record_every, least=1)
        if callback is not None and not callable(callback):
            raise TypeError(f"callback: expected a function of step, n_iter and cost, or None, got {shown(callback)}")
        self.callback = callback
        self.iterations, self.cost = [], []
        if not self._reach(0):
            found = not_finite(net, *forward_pass(net, self.X)) if np.isfinite(net.p).all() else None
            raise ValueError("net: expected finite parameters and a finite Cost to start from" + (f"; {found}" if found else ""))
        self._record()

    def history(self, backend, steps, draw, seconds, columns=1):
        """Run. draw(m): the points of the next m steps; steps(net, X, Y, points, eta) takes them, each in `seconds`."""
        block = round(PATIENCE / (seconds + 2e-9 * self.net.p.size * columns))
        block = max(1, block, self.N // (4 * columns))  # Cost, of all points, is to be the lesser work
        try:
            stopped = self._blocks(steps, draw, block)
        except KeyboardInterrupt:
            self.net.p[...] = self.reached[2]  # where the last whole step led
            stopped = self._sentence("Interrupted")
        except StopIteration as reason:
            stopped = self._sentence(f"Stopped by {reason.value or 'the callback'}")
        finally:
            if hasattr(self.callback, "close"):
                self.callback.close()
        self._record()
        return History(np.array(self.iterations), np.array(self.cost), backend, stopped)

    def _blocks(self, steps, draw, block):
        """Take all steps, in blocks; return a sentence if they led to something not finite."""
        while (done := self.reached[0]) < self.n_iter:
            m = min(block, self.record_every - done % self.record_every, self.n_iter - done)
            if not self._walk(steps, draw(m)):
                return self._sentence("Stopped", ": the next step leads to something that is not finite")
            if self.reached[0] % self.record_every == 0:
                self._record()
            if self.callback is not None:
                self.callback(self.reached[0], self.n_iter, self.reached[1])
        return None

    def _walk(self, steps, points):
        """Take these steps, or as many of them as lead to something finite; return whether all do."""
        with np.errstate(all="ignore"):  # what overflows is found here, and said in words
            steps(self.net, self.X, self.Y, points, self.eta)
        if self._reach(self.reached[0] + len(points)):
            return True
        self.net.p[...] = self.reached[2]
        half = len(points) // 2
        if half and self._walk(steps, points[:half]):
            self._walk(steps, points[half:])
        return False

    def _reach(self, step):
        """Keep step, Cost and parameters, if they are finite; return whether they are."""
        with np.errstate(all="ignore"):
            cost = mean_cost(self.net, self.X, self.Y)
        finite = bool(np.isfinite(cost) and np.isfinite(self.net.p).all())
        if finite:
            self.reached = step, cost, self.net.p.copy()  # all three at once: Ctrl-C may come at any time
        return finite

    def _record(self):
        step, cost, _ = self.reached
        if step not in self.iterations[-1:]:
            self.iterations.append(step)
            self.cost.append(cost)

    def _sentence(self, what, why=""):
        return f"{what} after step {self.reached[0]:,} of {self.n_iter:,}, with η = {self.eta:g}{why}."


def _points(net, X, Y):
    """Copies of X and Y, checked, in which each point is one piece of memory."""
    X = check_x(net, X, "X")
    Y = check_y(net, X, Y, "XY")
    if X.ndim == 1:
        raise ValueError(f"X: expected shape ({net.sizes[0]}, N), points as columns, got {X.shape}")
    return np.array(X, order="F"), np.array(Y, order="F")
