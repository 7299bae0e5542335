"""The cost of a data set (9), (13), and the stochastic gradient steps that make it smaller (15)."""

import numpy as np

from lecture_lib import propagation
from lecture_lib.register.live_form import JK, I, LiveForm, partial, q, sum_of
from lecture_lib.register.rules import BATCH, ETA, rule
from lecture_lib.register.second_way import H


def _gradient(net, C):
    """Derivatives of C(*push) by every parameter, in the order of p."""
    pushes = (("b" if ref.k is None else "w", ref.layer, *ref.index) for ref in net.parameters())
    return np.imag([C(*push) for push in pushes]) / H


def _each_gradient(net, lib):
    """∇C of each point of the batch by itself, shape (N, P)."""
    return np.array([propagation.gradient(net, x, y).p for x, y in zip(lib.x.T, lib.y.T, strict=True)])


def live_mean_cost(N):
    total = sum_of(N, lambda i: q("cost", 1, i))
    mean = rf"\frac{{1}}{{{N}}} \sum_{{i=1}}^{{{N}}} C_{{x^{{\{{i\}}}}}}"
    return rf"\text{{Cost}} = {mean} = \frac{{1}}{{{N}}} \left( {total} \right) = {q('Cost')}"


@rule("9", "02_cost", BATCH, only="quadratic",
      latex=r"\operatorname{Cost} = \frac{1}{N} \sum_{i=1}^{N} \frac{1}{2} \| y(x^{\{i\}}) - a^{[L]}(x^{\{i\}}) \|_2^2",
      statement="The cost of the whole data set is the mean of what its points cost.",
      code="Cost = np.mean(0.5 * np.sum((Y - A[L]) ** 2, axis=0))",
      wrong="1/N missing",
      live_form=LiveForm("", live_mean_cost))
def mean_cost(lib, points):
    total = sum(own.C().real for own in points)
    return lib.cost, total / len(points), total


def live_cost_of_each_point(net):
    squares = sum_of(net.sizes[-1], lambda j: rf"({q('y', net.L, j)} - {q('a', net.L, j)})^2")
    return rf"C_{{x^{{\{{{I}\}}}}}} = \frac{{1}}{{2}} \left( {squares} \right) = {q('C')}"


@rule("13", "02_cost", BATCH, only="quadratic",
      latex=r"C_{x^{\{i\}}} = \frac{1}{2} \| y(x^{\{i\}}) - a^{[L]}(x^{\{i\}}) \|_2^2",
      statement="A data point costs half the squared distance between its target and the output.",
      code="C[i] = 0.5 * np.sum((Y[:, i] - A[L][:, i]) ** 2)",
      wrong="norm not squared",
      live_form=LiveForm("i", live_cost_of_each_point))
def cost_of_each_point(net, lib, points):
    C = np.array([own.C().real for own in points])
    return net.pointwise_cost(lib.a, lib.z, lib.y), C, np.sqrt(C / 2)


@rule("mean of derivatives", "02_cost", BATCH,
      latex=r"\frac{\partial \operatorname{Cost}}{\partial p} = "
            r"\frac{1}{N} \sum_{i=1}^{N} \frac{\partial C_{x^{\{i\}}}}{\partial p}",
      statement="A derivative of the whole cost is the mean of the data points' derivatives.",
      code="dCost_dp = np.mean([gradient(net, X[:, i], Y[:, i]).p for i in range(N)], axis=0)",
      wrong="1/N missing")
def mean_of_derivatives(net, lib, points):
    each = [_gradient(net, own.C) for own in points]
    return lib.grad.p, np.mean(each, axis=0), np.sum(each, axis=0)


def live_stochastic_step(l):
    slope = partial(rf"C_{{x^{{\{{{I}\}}}}}}", rf"w_{{{JK}}}^{{[{l}]}}")
    weight = rf"w_{{{JK}}}^{{[{l}]}}"
    numbers = rf"({q('w', l, 'j', 'k')}) - \eta \, ({q('dw', l, 'j', 'k')})"
    return rf"{weight} \to {weight} - \eta \, {slope} = {numbers}"


@rule("15", "08a_training", BATCH,
      latex=r"p \to p - \eta\, \nabla C_{x^{\{i\}}}(p)",
      statement="A stochastic gradient step moves every parameter against the gradient of a single data point's cost.",
      code="net.p -= eta * gradient(net, X[:, i], Y[:, i]).p",
      wrong="uphill: plus for minus",
      live_form=LiveForm("iljk", live_stochastic_step))
def stochastic_step(net, lib, points):
    own_each = np.array([_gradient(net, own.C) for own in points])
    return net.p - ETA * _each_gradient(net, lib), net.p - ETA * own_each, net.p + ETA * own_each


@rule("mean of gradients", "08a_training", BATCH,
      latex=r"\frac{1}{N} \sum_{k=1}^{N} \nabla C_{x^{\{k\}}}(p) = \nabla \operatorname{Cost}(p)",
      statement="Over k drawn uniformly, the gradient of one data point is on average the gradient of the whole cost.",
      code="mean_gradient = sum(gradient(net, X[:, k], Y[:, k]).p / N for k in range(N))",
      wrong="one draw taken for the mean")
def mean_of_gradients(net, lib, points):
    each = _each_gradient(net, lib)
    whole = _gradient(net, lambda *push: sum(own.C(*push) for own in points) / len(points))
    return each.mean(axis=0), whole, each[0]
