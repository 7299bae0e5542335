"""Perturbing one weight or bias: what changes, by how much, and how well ∂C foretells it."""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import real_array, real_number
from lecture_lib.network import ParameterRef
from lecture_lib.propagation import (
    as_point,
    backward,
    check_net,
    check_x,
    check_y,
    cost,
    forward,
    forward_pass,
    gradient,
    propagate,
)


@dataclass(frozen=True, repr=False)
class Pass:
    """One forward and backward pass: a[l], z[l], delta[l] by layer, and the cost."""

    a: list
    z: list
    delta: list
    cost: float


@dataclass(frozen=True, repr=False)
class Perturbation:
    """One parameter changed: both passes, ΔC as it is and as ∂C · change foretells it, and the cone of what can change.

    affected[l], shape (n_l,), bool: the neurons of layer l whose activation the parameter reaches.
    """

    parameter: ParameterRef
    change: float
    before: Pass
    after: Pass
    derivative: float
    affected: list

    @property
    def actual(self):
        """ΔC."""
        return self.after.cost - self.before.cost

    @property
    def predicted(self):
        """∂C · change."""
        return self.derivative * self.change

    def __repr__(self):
        return (
            f"Perturbation({self.parameter.unicode} changed by {self.change:+.3g}: "
            f"ΔC = {self.actual:+.3g}, predicted {self.predicted:+.3g})"
        )


def perturb(net, x, y, parameter, change):
    """Add change to one parameter of a copy of net and compare, for one point or a batch (9)."""
    ref = check_net(net).find(parameter)
    change = real_number("change", change)
    changed = net.copy()
    changed[ref] += change
    before, after = _pass(net, x, y), _pass(changed, x, y)
    return Perturbation(ref, change, before, after, gradient(net, x, y)[ref], _cone(net, ref))


def _pass(net, x, y):
    a, z = forward(net, x)
    return Pass(a, z, backward(net, a, z, y), cost(net, x, y))


def _cone(net, ref):
    """Neurons that the parameter reaches: none before its layer, its own neuron in it, every one after it."""
    affected = [None] + [np.full(n, l > ref.layer) for l, n in enumerate(net.sizes, start=1)]
    affected[ref.layer][ref.j - 1] = True
    if net.activations[net.L].columnwise and ref.layer == net.L:
        affected[net.L][:] = True  # the outputs of a softmax share one denominator
    return affected


@dataclass(frozen=True, repr=False)
class Sweep:
    """One parameter at m values: row i of each array belongs to values[i].

    values, cost and derivative have shape (m,); a[l], z[l] and delta[l] have shape (m, n_l).
    """

    parameter: ParameterRef
    values: np.ndarray
    cost: np.ndarray
    a: list
    z: list
    delta: list
    derivative: np.ndarray

    def __repr__(self):
        low, high = self.values.min(), self.values.max()
        return f"Sweep({self.parameter.unicode} at {len(self.values)} values from {low:.3g} to {high:.3g})"


def sweep(net, x, y, parameter, values):
    """C, a, z, δ and ∂C for every value of one parameter, for one point, in one batched pass.

    values: finite, shape (m,), m ≥ 1, in any order. ValueError otherwise, and for a batch x.
    """
    ref = check_net(net).find(parameter)
    values = _sweep_values(values)
    x = check_x(net, x)
    y, x = as_point(check_y(net, x, y)), as_point(x)
    if x.ndim != 1:
        raise ValueError(f"x: a sweep takes one point, shape ({net.sizes[0]},), got {x.shape}")
    (a, z), y = forward_pass(net, x), y[:, None]
    a_k = 1.0 if ref.k is None else a[ref.layer - 1][ref.k - 1]
    shift = values - net[ref]
    a, z = ([None if v is None else np.tile(v[:, None], len(values)) for v in layers] for layers in (a, z))
    z[ref.layer][ref.j - 1] += shift * a_k                                        # (19) is linear in w_jk and b_j
    a[ref.layer] = net.sigma[ref.layer](z[ref.layer])
    propagate(net, a, z, ref.layer + 1)
    delta = _swept_delta(net, a, z, y, ref, shift)
    slope = delta[ref.layer][ref.j - 1] * a_k                                     # (24) or (25)
    rows = ([None if v is None else np.ascontiguousarray(v.T) for v in layers] for layers in (a, z, delta))
    return Sweep(ref, values, net.pointwise_cost(a, z, y), *rows, slope)


def _sweep_values(values):
    values = real_array("values", values)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"values: expected at least one value, in one dimension, got shape {values.shape}")
    return values


def _swept_delta(net, a, z, y, ref, shift):
    """Backward pass (22), (23) for every column at once: column i uses W with its own w_jk, which is shift[i] away."""
    delta = [None] * (net.L + 1)
    delta[net.L] = net.output_delta(a, z, y)                                      # (22)
    for l in range(net.L - 1, 1, -1):
        back = net.W[l + 1].T @ delta[l + 1]
        if l + 1 == ref.layer and ref.k is not None:
            back[ref.k - 1] += shift * delta[ref.layer][ref.j - 1]
        delta[l] = net.dsigma[l](z[l]) * back                                     # (23)
    return delta
