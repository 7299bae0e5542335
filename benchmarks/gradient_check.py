"""A full gradient check of a 20-30-20-10 network, against others that push every parameter by itself; and how it grows."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from benchmarks.timing import MISSING, Row, installed, rows_of, take_turns
from lecture_lib import Network, check_gradient, cost, gradient

SIZES = (20, 30, 20, 10)
WORK = "gradient check of 1,460 parameters"
OURS = "lecture_lib.check_gradient"
COMPLEX = "lecture_lib.check_gradient, complex step"
TENSORS, MODULE = "torch.autograd.gradcheck of tensors", "torch.autograd.gradcheck of a module"
SCIPY, NUMDIFFTOOLS = "scipy.optimize.approx_fprime", "numdifftools.Gradient"
NEEDS = {TENSORS: "torch", MODULE: "torch", SCIPY: "scipy", NUMDIFFTOOLS: "numdifftools"}
TARGETS = {TENSORS: 500, MODULE: 500, SCIPY: 30}  # times as long as ours, at least
ACCURACY = 1e-13
WIDTHS = (5, 10, 20, 40, 80)


def gradient_check():
    """Rows for ours, for a complex step with its accuracy, for each peer, and for networks from small to large."""
    rng = np.random.default_rng(0)
    net, x, y = Network(SIZES, rng=rng), rng.random(SIZES[0]), rng.random(SIZES[-1])
    functions = {OURS: lambda: check_gradient(net, x, y), COMPLEX: lambda: check_gradient(net, x, y, method="complex")}
    for checks in (torch_checks, scipy_checks, numdifftools_checks):
        functions |= checks(net, x, y)
    rows = [with_target(row) for row in rows_of(WORK, take_turns(functions), OURS)]
    rows[1] = accuracy(rows[1], net, x, y)
    return [*rows, *(Row(WORK, peer, note=MISSING) for peer in NEEDS if peer not in functions), *growth()]


def with_target(row):
    """The row with what is promised of it."""
    target = TARGETS.get(row.peer)
    return row if target is None else replace(row, target=f"≥ {target}", met=row.ratio >= target)


def accuracy(row, net, x, y):
    """The row of the complex step with how far its worst entry is from backpropagation."""
    error = check_gradient(net, x, y, method="complex").max_relative_error
    note = f"largest relative error of an entry {error:.0e}, promised {ACCURACY:.0e}"
    return replace(row, target=f"error ≤ {ACCURACY:.0e}", met=error <= ACCURACY, note=note)


def growth():
    """Rows for networks of more and more parameters."""
    rows = []
    for n in WIDTHS:
        net, x, y = Network((n, n, n, 10), rng=0), np.full(n, 0.5), np.full(10, 0.5)
        times = take_turns({OURS: lambda net=net, x=x, y=y: check_gradient(net, x, y)})
        rows += rows_of(f"gradient check of {net.p.size:,} parameters", times, OURS)
    return rows


def cost_of(net, x, y):
    """C as a function of the vector p, written out, with nothing checked: what a user would hand to a peer."""
    own = net.copy()

    def C(p):
        own.p[...] = p
        a = x
        for W, b in zip(own.W[2:], own.b[2:], strict=True):
            a = 1 / (1 + np.exp(-(W @ a + b)))
        return 0.5 * np.sum((y - a) ** 2)

    np.testing.assert_allclose(C(net.p), cost(net, x, y), rtol=1e-14)
    return C


def scipy_checks(net, x, y):
    """Forward differences by SciPy, compared with backpropagation."""
    if not installed("scipy"):
        return {}
    from scipy.optimize import approx_fprime

    C, p, grad = cost_of(net, x, y), net.p.copy(), gradient(net, x, y).p
    return {SCIPY: lambda: np.testing.assert_allclose(approx_fprime(p, C), grad, atol=1e-6)}


def numdifftools_checks(net, x, y):
    """Central differences by numdifftools, in its cheapest setting, compared with backpropagation."""
    if not installed("numdifftools"):
        return {}
    from numdifftools import Gradient

    C, p, grad = cost_of(net, x, y), net.p.copy(), gradient(net, x, y).p
    quotients = Gradient(C, step=1e-5, num_steps=1, order=2)
    return {NUMDIFFTOOLS: lambda: np.testing.assert_allclose(quotients(p), grad, atol=1e-6)}


def torch_checks(net, x, y):
    """The same network, point and cost in PyTorch, in double precision, and its own check of them, of tensors and of a module."""
    if not installed("torch"):
        return {}
    import torch

    parameters = [torch.tensor(v, requires_grad=True) for l in range(2, net.L + 1) for v in (net.W[l], net.b[l])]
    x_t, y_t = torch.tensor(x), torch.tensor(y)

    def of_tensors(*parameters):
        a = x_t
        for W, b in zip(parameters[::2], parameters[1::2], strict=True):
            a = torch.sigmoid(W @ a + b)
        return 0.5 * torch.sum((y_t - a) ** 2)

    layers = [torch.nn.Linear(before, n, dtype=torch.float64) for before, n in pairwise(SIZES)]
    module = torch.nn.Sequential(*(part for layer in layers for part in (layer, torch.nn.Sigmoid())))
    names = [name for name, _ in module.named_parameters()]

    def of_module(*parameters):
        a = torch.func.functional_call(module, dict(zip(names, parameters, strict=True)), (x_t,))
        return 0.5 * torch.sum((y_t - a) ** 2)

    for C in (of_tensors, of_module):
        np.testing.assert_allclose(C(*parameters).item(), cost(net, x, y), rtol=1e-14)
    return {
        TENSORS: lambda: torch.autograd.gradcheck(of_tensors, parameters),
        MODULE: lambda: torch.autograd.gradcheck(of_module, parameters),
    }
