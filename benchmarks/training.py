"""Training: a step of stochastic gradient descent against C and others, a whole run, a batch, and what the first call takes."""

import ctypes
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.timing import MISSING, Row, installed, rows_of, take_turns
from lecture_lib import Network, gradient, lecture_data, train_sgd
from lecture_lib.training import sgd

ROOT = Path(__file__).resolve().parents[1]
SIZES, ETA = (2, 2, 3, 2), 0.05
X, Y = (np.asfortranarray(points) for points in lecture_data())
STEP, RUN, BATCH = "an SGD step of 2-2-3-2", "1,000,000 SGD steps, with costs", "gradient of 784-128-10, 1,000 points"
OURS, TWIN, C = "lecture_lib.train_sgd", "lecture_lib.train_sgd, compiled=False", "C, cc -O3"
HAND, SCAN, JIT, TORCH, MICROGRAD = "NumPy by hand", "jax.lax.scan", "jax.jit of one step", "PyTorch, eager", "micrograd"
NO_COMPILER = "not available on this machine: no C compiler (cc)"

# The steps that are timed at once, and how many times as long as ours a peer takes at least.
#            steps    target
PEERS = {
    C:       (100_000, 1 / 1.1),
    SCAN:    (100_000, 5),
    JIT:     (1_000,   100),
    TORCH:   (100,     2000),
    MICROGRAD: (200,   None),
    HAND:    (2_000,   None),
}  # fmt: skip


def sgd_step():
    """Rows for one step, taken in runs: compiled, in C, in JAX, PyTorch and micrograd; and in NumPy, ours and by hand."""
    makers = {C: in_c, SCAN: in_jax_scan, JIT: in_jax_jit, TORCH: in_torch, MICROGRAD: in_micrograd, HAND: by_hand}
    made = {name: maker() for name, maker in makers.items()}
    there = {name: run for name, run in made.items() if not isinstance(run, str)}
    for name, run in there.items():
        check(name, run)
    ks = {name: draws(PEERS[name][0]) for name in there} | {OURS: draws(100_000), TWIN: draws(2_000)}
    runs = {OURS: compiled, TWIN: sgd_in_numpy, **there}
    times = take_turns({name: lambda name=name, run=run: run(start(), ks[name]) for name, run in runs.items()})
    rows = rows_of(STEP, {name: [t / len(ks[name]) for t in taken] for name, taken in times.items()}, OURS)
    return [judged(row, rows) for row in rows] + [Row(STEP, name, note=why) for name, why in made.items() if isinstance(why, str)]


def judged(row, rows):
    """The row with its target: peers against ours, and our twin in NumPy against the loop by hand."""
    if row.peer == TWIN:
        by_hand = next(other for other in rows if other.peer == HAND)
        return replace(row, target="≤ NumPy by hand", met=row.value <= by_hand.value)
    target = PEERS.get(row.peer, (0, None))[1]
    return row if target is None else replace(row, target=f"≥ {target:.3g}", met=row.ratio >= target)


def start():
    return Network(SIZES, rng=0)


def draws(n):
    return np.random.default_rng(1).integers(X.shape[1], size=n)


def check(name, run):
    """A peer is timed only if it ends at our parameters."""
    ks, ours = draws(100), start()
    sgd(ours, X, Y, ks, ETA)
    np.testing.assert_allclose(run(start(), ks), ours.p, rtol=1e-12, err_msg=name)


def compiled(net, ks):
    from lecture_lib import _compiled

    _compiled.sgd(net, X, Y, ks, ETA)
    return net.p


def sgd_in_numpy(net, ks):
    sgd(net, X, Y, ks, ETA)
    return net.p


def by_hand():
    """What one writes for this network and no other: each layer by its name, σ′ as a(1 − a)."""

    def sigma(z):
        return 1 / (1 + np.exp(-z))

    def run(net, ks):
        (W2, W3, W4), (b2, b3, b4) = list(net.W)[2:], list(net.b)[2:]
        for k in ks:
            x, y = X[:, k], Y[:, k]
            a2 = sigma(W2 @ x + b2)
            a3 = sigma(W3 @ a2 + b3)
            a4 = sigma(W4 @ a3 + b4)
            delta4 = a4 * (1 - a4) * (a4 - y)
            delta3 = a3 * (1 - a3) * (W4.T @ delta4)
            delta2 = a2 * (1 - a2) * (W3.T @ delta3)
            W2 -= ETA * np.outer(delta2, x)
            W3 -= ETA * np.outer(delta3, a2)
            W4 -= ETA * np.outer(delta4, a3)
            b2 -= ETA * delta2
            b3 -= ETA * delta3
            b4 -= ETA * delta4
        return net.p

    return run


def in_c():
    """sgd.c, compiled here and now for these sizes."""
    if shutil.which("cc") is None:
        return NO_COMPILER
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        library = Path(folder) / "sgd.so"
        sizes = ",".join(map(str, SIZES))
        source = Path(__file__).with_name("sgd.c")
        subprocess.run(["cc", "-O3", f"-DSIZES={sizes}", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
        function = ctypes.CDLL(str(library)).sgd
    doubles, integers = (np.ctypeslib.ndpointer(kind, flags="C") for kind in (np.float64, np.int64))
    function.argtypes = [doubles, doubles, doubles, integers, ctypes.c_longlong, ctypes.c_double]

    def run(net, ks):
        function(net.p, X.T, Y.T, ks, len(ks), ETA)
        return net.p

    return run


def jax_step():
    """A step as JAX sees it, with its own gradient: parameters and point drawn to parameters."""
    import jax

    jax.config.update("jax_enable_x64", True)
    points, targets = jax.numpy.asarray(X.T), jax.numpy.asarray(Y.T)

    def cost(layers, k):
        a = points[k]
        for W, b in layers:
            a = jax.nn.sigmoid(W @ a + b)
        return 0.5 * jax.numpy.sum((targets[k] - a) ** 2)

    def step(layers, k):
        return jax.tree.map(lambda p, g: p - ETA * g, layers, jax.grad(cost)(layers, k))

    return jax, step


def layers_of(net):
    return [(net.W[l].copy(), net.b[l].copy()) for l in range(2, net.L + 1)]


def flat(layers):
    return np.concatenate([np.ravel(part) for layer in layers for part in layer])


def in_jax_scan():
    """All steps in one compiled function."""
    if not installed("jax"):
        return MISSING
    jax, step = jax_step()
    scan = jax.jit(lambda layers, ks: jax.lax.scan(lambda layers, k: (step(layers, k), None), layers, ks)[0])
    return lambda net, ks: flat(scan(layers_of(net), ks))


def in_jax_jit():
    """One compiled step after another, from Python."""
    if not installed("jax"):
        return MISSING
    jax, step = jax_step()
    one = jax.jit(step)

    def run(net, ks):
        layers = layers_of(net)
        for k in ks:
            layers = one(layers, k)
        return flat(layers)

    return run


def in_torch():
    """Eager PyTorch, as its tutorials train."""
    if not installed("torch"):
        return MISSING
    import torch

    points, targets = torch.tensor(X.T), torch.tensor(Y.T)

    def run(net, ks):
        layers = [(torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True)) for W, b in layers_of(net)]
        optimiser = torch.optim.SGD([part for layer in layers for part in layer], lr=ETA)
        for k in ks:
            a = points[k]
            for W, b in layers:
                a = torch.sigmoid(W @ a + b)
            optimiser.zero_grad()
            (0.5 * torch.sum((targets[k] - a) ** 2)).backward()
            optimiser.step()
        return flat([[part.detach().numpy() for part in layer] for layer in layers])

    return run


def in_micrograd():
    """A number at a time in Python, with a sigmoid, which micrograd leaves out."""
    if not installed("micrograd"):
        return MISSING
    from micrograd.engine import Value

    def sigmoid(z):
        a = Value(1 / (1 + np.exp(-z.data)), (z,), "sigmoid")

        def backward():
            z.grad += a.data * (1 - a.data) * a.grad

        a._backward = backward
        return a

    def run(net, ks):
        layers = [([[Value(w) for w in row] for row in W.tolist()], [Value(b) for b in bs.tolist()]) for W, bs in layers_of(net)]
        parameters = [p for W, b in layers for p in [*(w for row in W for w in row), *b]]
        for k in ks:
            a = X[:, k].tolist()
            for W, b in layers:
                a = [sigmoid(sum((w * a_k for w, a_k in zip(row, a, strict=True)), b_j)) for row, b_j in zip(W, b, strict=True)]
            C = sum((a_j - y_j) ** 2 for a_j, y_j in zip(a, Y[:, k].tolist(), strict=True)) * 0.5
            for p in parameters:
                p.grad = 0.0
            C.backward()
            for p in parameters:
                p.data -= ETA * p.grad
        return np.array([p.data for p in parameters])

    return run


def whole_run():
    """Rows for a call of train_sgd, points drawn and costs recorded, against C, which is handed the points and records none."""
    n_iter, c = 1_000_000, in_c()
    ours = {OURS: lambda: train_sgd(start(), X, Y, eta=ETA, n_iter=n_iter, rng=1)}
    if isinstance(c, str):
        return [*rows_of(RUN, take_turns(ours), OURS), Row(RUN, C, note=c)]
    ks, trained = draws(n_iter), start()
    train_sgd(trained, X, Y, eta=ETA, n_iter=n_iter, rng=1)
    np.testing.assert_allclose(c(start(), ks), trained.p, rtol=1e-9)
    first, second = rows_of(RUN, take_turns(ours | {C: lambda: c(start(), ks)}), OURS)
    return [first, replace(second, target=f"≥ {1 / 1.3:.3g}", met=second.ratio >= 1 / 1.3)]


def batched_gradient():
    """Rows for the gradient of a batch, against PyTorch on as many threads."""
    rng, ours, peer = np.random.default_rng(0), "lecture_lib.gradient", "torch.autograd.grad"
    net, x, y = Network((784, 128, 10), rng=rng, scale=0.05), rng.random((784, 1000)), rng.random((10, 1000))
    if not installed("torch"):
        return [*rows_of(BATCH, take_turns({ours: lambda: gradient(net, x, y)}), ours), Row(BATCH, peer, note=MISSING)]
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    x_t, y_t = torch.tensor(x), torch.tensor(y)
    parameters = [torch.tensor(v, requires_grad=True) for l in (2, 3) for v in (net.W[l], net.b[l])]

    def in_torch():
        a = x_t
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = torch.sigmoid(W @ a + b[:, None])
        return torch.autograd.grad(0.5 * torch.sum((y_t - a) ** 2) / x.shape[1], parameters)

    np.testing.assert_allclose(np.concatenate([g.numpy().ravel() for g in in_torch()]), gradient(net, x, y).p, rtol=1e-9)
    first, second = rows_of(BATCH, take_turns({ours: lambda: gradient(net, x, y), peer: in_torch}), ours)
    return [first, replace(second, target=f"≥ {1 / 1.1:.3g}", met=second.ratio >= 1 / 1.1)]


FIRST_CALL = """
import time
from lecture_lib import Network, lecture_data, train_sgd
net, (X, Y) = Network((2, 2, 3, 2), rng=0), lecture_data()
start = time.perf_counter()
train_sgd(net, X, Y, n_iter=1, rng=0, compiled=True)
print(time.perf_counter() - start)
"""


def first_calls(rounds=5):
    """Rows for the first call in a new process, Numba's import included, and for a later one."""
    with tempfile.TemporaryDirectory() as folder:
        cold = [first_call(Path(folder) / str(i)) for i in range(rounds)]
        warm = [first_call(Path(folder) / "0") for _ in range(rounds)]
    later = take_turns({OURS: lambda: train_sgd(start(), X, Y, n_iter=1, rng=0, compiled=True)})[OURS]
    return [
        within("first call, nothing compiled", cold, 3.0),
        within("first call, compiled before", warm, 0.7),
        within("a later call, of one step", later, 1e-3),
    ]


def first_call(cache):
    """Seconds, measured in a new process whose compiled code is kept in this folder."""
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", FIRST_CALL], env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def within(work, times, limit):
    median = statistics.median(times)
    unit = f"{limit:.3g} s" if limit >= 0.1 else f"{1e3 * limit:.3g} ms"
    return Row(work, OURS, value=median, best=min(times), target=f"≤ {unit}", met=median <= limit)
