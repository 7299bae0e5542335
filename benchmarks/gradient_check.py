"""A full central gradient check of a 20-30-20-10 network, against PyTorch's, which also pushes every parameter by itself."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from benchmarks.timing import MISSING, Row, installed, rows_of, take_turns
from lecture_lib import Network, check_gradient, cost

SIZES = (20, 30, 20, 10)
WORK = "gradient check of 1,460 parameters"
OURS = "lecture_lib.check_gradient"
TENSORS, MODULE = "torch.autograd.gradcheck of tensors", "torch.autograd.gradcheck of a module"
TARGET = 500


def gradient_check():
    """Rows for ours and for PyTorch's: of a function written out in tensors, its fastest form, and of a module."""
    rng = np.random.default_rng(0)
    net, x, y = Network(SIZES, rng=rng), rng.random(SIZES[0]), rng.random(SIZES[-1])
    functions = {OURS: lambda: check_gradient(net, x, y)}
    if not installed("torch"):
        return [*rows_of(WORK, take_turns(functions), OURS), *(Row(WORK, peer, note=MISSING) for peer in (TENSORS, MODULE))]
    functions |= torch_checks(net, x, y)
    rows = rows_of(WORK, take_turns(functions), OURS)
    return [r if r.peer == OURS else replace(r, target=f"≥ {TARGET}", met=r.ratio >= TARGET) for r in rows]


def torch_checks(net, x, y):
    """The same network, point and cost in PyTorch, in double precision, and its own check of them."""
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
