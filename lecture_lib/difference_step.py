"""The step of a difference quotient: how far it is off for each h, and which h is best.

A large h follows the curve away from its tangent (truncation), a small h subtracts two costs that differ in their
last digits only (rounding). On logarithmic axes the two make a V.
"""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import real_array
from lecture_lib.differences import EPS, METHODS
from lecture_lib.network import ParameterRef
from lecture_lib.propagation import check_y, forward, gradient, propagate

HS = np.logspace(-20, 0, 161)  # eight steps for each power of ten

# The best h, and where it comes from: with C and its derivatives near 1, truncation + rounding is least there.
PREDICTED = {
    "forward": (EPS ** (1 / 2), "√eps"),         # h + eps/h
    "central": (EPS ** (1 / 3), "eps^(1/3)"),    # h² + eps/h
    "complex": (EPS ** (1 / 2), "√eps or less"), # h² alone, which is lost beside 1 from here down
}


@dataclass(frozen=True, repr=False)
class StepSizeStudy:
    """The error of each method at each h, for one parameter.

    hs and error[method] have shape (m,); error is |quotient − truth|, truth is ∂C by backpropagation. best[method] is
    the h around which (up to a factor 3) the largest error is least, since a single small error may be luck; the largest
    such h if errors of the size of truth's last digits tie. predicted[method] is the best h by the rule of thumb.
    """

    parameter: ParameterRef
    truth: float
    cost: float
    hs: np.ndarray
    quotient: dict
    error: dict
    best: dict
    predicted: dict

    def error_at_best(self, method):
        """Return the error at best[method]."""
        return float(self.error[method][np.flatnonzero(self.hs == self.best[method])[0]])

    def __repr__(self):
        rows = [
            f"  {method:8} best h {self.best[method]:.0e}, error {self.error_at_best(method):.0e}; "
            f"predicted {self.predicted[method]:.0e} ({PREDICTED[method][1]})"
            for method in METHODS
        ]
        span = f"{len(self.hs)} steps from {self.hs.min():.0e} to {self.hs.max():.0e}"
        return "\n".join([f"StepSizeStudy of {self.parameter.unicode}: slope {self.truth:.6g}, {span}", *rows])

    def _repr_html_(self):
        rows = "".join(
            f"<tr><th scope='row'>{method}</th><td>{self.best[method]:.0e}</td><td>{self.error_at_best(method):.0e}</td>"
            f"<td>{self.predicted[method]:.0e} ({PREDICTED[method][1]})</td></tr>"
            for method in METHODS
        )
        heads = "".join(f"<th scope='col'>{head}</th>" for head in ("", "best h found", "error there", "best h predicted"))
        caption = f"<caption>{repr(self).splitlines()[0]}</caption>"
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def step_size_study(net, x, y, parameter, hs=None):
    """Try difference quotients of every method and every h on one parameter, for one point or a batch.

    hs: steps, finite and above 0, shape (m,), m ≥ 1, in any order; by default from 1e-20 to 1. ValueError otherwise.
    """
    ref = net.find(parameter)
    hs = HS.copy() if hs is None else _steps(hs)
    a, z = forward(net, x)
    y = check_y(net, a[1], y)
    truth = gradient(net, x, y)[ref]
    quotient = {method: _quotients(net, a, z, y, ref, method, hs) for method in METHODS}
    error = {method: np.abs(values - truth) for method, values in quotient.items()}
    best = {method: _best(hs, values, 16 * EPS * abs(truth)) for method, values in error.items()}
    predicted = {method: h for method, (h, _) in PREDICTED.items()}
    return StepSizeStudy(ref, truth, float(np.mean(net.pointwise_cost(a, z, y))), hs, quotient, error, best, predicted)


def _steps(hs):
    hs = real_array("hs", hs)
    if hs.ndim != 1 or hs.size == 0:
        raise ValueError(f"hs: expected at least one step, in one dimension, got shape {hs.shape}")
    if hs.min() <= 0:
        raise ValueError(f"hs: expected steps above 0, got {hs.min():g}")
    return hs


def _quotients(net, a, z, y, ref, method, hs):
    """Return the difference quotient of a method for each h."""
    steps, weights, _ = METHODS[method]
    C = np.stack([_cost_at(net, a, z, y, ref, net[ref] + step * hs) for step in steps])
    return (np.array(weights) @ C).real / hs


def _cost_at(net, a, z, y, ref, values):
    """Return C, (m,), for each value of one parameter: a pass that starts at its layer, with a column for each."""
    l, j = ref.layer, ref.index[0]
    z_l, N = z[l].reshape(len(z[l]), -1, 1), y[0].size
    moved = np.repeat(z_l.astype(values.dtype), len(values), axis=2)
    a_k = 1.0 if ref.k is None else a[l - 1].reshape(len(a[l - 1]), N, 1)[ref.index[1]]
    moved[j] += (values - net[ref]) * a_k                                         # (19) is linear in w_jk and b_j
    pushed_a, pushed_z = [None] * (net.L + 1), [None] * (net.L + 1)
    pushed_z[l] = moved.reshape(len(moved), -1)
    pushed_a[l] = net.sigma[l](pushed_z[l])
    propagate(net, pushed_a, pushed_z, l + 1)
    C = net.pointwise_cost(pushed_a, pushed_z, np.repeat(y.reshape(len(y), N), len(values), axis=1))
    return C.reshape(N, -1).mean(axis=0)


def _best(hs, error, resolution):
    """Return the h around which the largest error is least; the largest such h where errors are below the truth's rounding."""
    around = np.array([error[(hs >= h / 3) & (hs <= 3 * h)].max() for h in hs])
    return float(hs[around <= max(around.min(), resolution)].max())
