"""Costs C of one point and the δ[L] they give: a row for each, and two for cross-entropy, which needs its output's σ.

Arrays have shape (n_L,) or (n_L, N); a cost sums over the first axis, so that each column has its own C. The scalar form
of each is δ of one neuron, of the numbers a, y and σ′(z); of a columnwise output, which has no σ′, of the sum of the other a.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field

import numpy as np

from lecture_lib._checks import one_of, shown
from lecture_lib._rows import check_cost, check_names_and_functions, is_sum_over_neurons
from lecture_lib.activations import ACTIVATIONS, Activation, log1p, sigmoid, softplus


@dataclass(frozen=True, repr=False)
class Cost:
    """One row: the cost C of one point, and all that the library asks of it.

    pointwise: C of each column from (a_L, z_L, y), shape () for one point, (N,) for a batch; a_L and z_L real or complex.
    output_delta: δ[L] from (a_L, z_L, y, dsigma_L), of the shape of a_L, real. kinks: the a_j − y_j at which C has two
    slopes. scalar: a function of the numbers a, y and σ′(z), or the sum of all other a where the output is columnwise, that
    returns δ of one neuron, which Numba can compile; without it training runs in NumPy. outputs: the Activations that the
    formulas are for; without, any but columnwise ones.
    refuses: a function of y that says what is wrong with it, or returns None.
    ValueError or TypeError, naming the row, if the functions do not return this for a few outputs, tried here and now.
    Whether output_delta is the derivative of pointwise is for check_gradient to find.
    """

    name: str
    pointwise: Callable
    output_delta: Callable
    _: KW_ONLY
    kinks: tuple = ()
    scalar: Callable | None = None
    outputs: tuple = ()
    refuses: Callable | None = None
    sums_over_neurons: bool = field(init=False, compare=False)

    def __post_init__(self):
        optional = [name for name in ("scalar", "refuses") if getattr(self, name) is not None]
        check_names_and_functions(self, "pointwise", "output_delta", *optional)
        if not isinstance(self.outputs, tuple) or not all(isinstance(row, Activation) for row in self.outputs):
            raise TypeError(f"Cost {self.name!r}: outputs: expected a tuple of Activations, got {shown(self.outputs)}")
        output = (*self.outputs, ACTIVATIONS["sigmoid"])[0]
        check_cost(self, output)
        object.__setattr__(self, "sums_over_neurons", is_sum_over_neurons(self, output))

    def fits(self, output):
        """Whether the formulas are for this Activation of the output layer."""
        return output in self.outputs if self.outputs else not output.columnwise

    def __repr__(self):
        return f"Cost({self.name!r})"


def quadratic(a, z, y):
    """C = ½ ‖y − a‖², lecture (18)."""
    return 0.5 * np.sum((y - a) ** 2, axis=0)


def quadratic_delta(a, z, y, dsigma):
    """δ[L] = σ′(z) ∘ (a − y), lecture (22)."""
    return dsigma(z) * (a - y)


def quadratic_of_number(a, y, dsigma):
    """The same δ of one neuron."""
    return dsigma * (a - y)


def softmax_cross_entropy(a, z, y):
    """C = −Σ y log a for a = softmax(z), from z, as Σ y (z_top − z) + log(1 + Σ of the other e^{z − z_top}).

    A tiny a keeps its logarithm, and so does an a next to 1, whose logarithm is as small as all the others together.
    """
    top = np.expand_dims(np.argmax(np.real(z), axis=0), 0)
    below = z - np.take_along_axis(z, top, axis=0)
    others = np.exp(below)
    np.put_along_axis(others, top, 0.0, axis=0)
    return np.sum(y, axis=0) * log1p(np.sum(others, axis=0)) - np.sum(y * below, axis=0)


def sigmoid_cross_entropy(a, z, y):
    """C = −Σ (y log a + (1 − y) log(1 − a)) for a = σ(z), from z: −log σ(z) is log(1 + e⁻ᶻ), which keeps its digits."""
    return np.sum(y * softplus(-z) + (1 - y) * softplus(z), axis=0)


def sigmoid_difference(a, z, y, dsigma):
    """δ[L] = a − y, as (1 − y)σ(z) − yσ(−z), which keeps its digits where a is next to 1: the σ′ of (22) cancels."""
    return (1 - y) * a - y * sigmoid(-z)


def sigmoid_difference_of_number(a, y, dsigma):
    """The same δ of one neuron: σ(−z) is σ′(z) / σ(z)."""
    return (1.0 - y) * a - y * dsigma / a


def softmax_difference(a, z, y, dsigma):
    """δ[L] = a − y, where Σy = 1. All δ_j sum to 0, so that of an a_j next to 1, which has lost its digits, is in the others."""
    large = a > 0.5
    others = np.where(large, 0.0, a * np.sum(y, axis=0) - y)
    return np.where(large, -np.sum(others, axis=0), others)


def softmax_difference_of_number(a, y, others):
    """The same δ of one neuron: the others sum to 1 − a, with all its digits."""
    return (1.0 - y) * a - y * others


def no_shares(y):
    """What is wrong with a y that has entries outside [0, 1]."""
    outside = y.min() < 0 or y.max() > 1
    return f"cost='cross_entropy' expects entries in [0, 1], got {shown(y.tolist())}" if outside else None


def no_distribution(y):
    """What is wrong with a y whose columns are no probabilities."""
    if np.allclose(y.sum(axis=0), 1.0):
        return no_shares(y)
    return no_shares(y) or f"a softmax output expects each point's entries to sum to 1, got {shown(y.sum(axis=0).tolist())}"


def huber(a, z, y):
    """C = Σ ½d² where |d| ≤ 1, else |d| − ½, with d = a − y (Huber 1964): it does not square what is far off.

    At |d| = 1 both have slope 1, so that there is no kink.
    """
    d = a - y
    return np.sum(np.where(np.abs(np.real(d)) <= 1.0, 0.5 * d**2, np.sign(np.real(d)) * d - 0.5), axis=0)


def huber_delta(a, z, y, dsigma):
    """δ[L] = σ′(z) ∘ (a − y), with a − y no further from 0 than 1."""
    return dsigma(z) * np.clip(a - y, -1.0, 1.0)


def huber_of_number(a, y, dsigma):
    """The same δ of one neuron."""
    return dsigma * min(max(a - y, -1.0), 1.0)


def absolute_error(a, z, y):
    """C = Σ |a − y|, summed over the outputs as (18) is; the mean, (9), is that over the points."""
    return np.sum(np.sign(np.real(a - y)) * (a - y), axis=0)


def absolute_error_delta(a, z, y, dsigma):
    """δ[L] = ±σ′(z), by the side of y on which a is; 0 at a = y, the kink."""
    return dsigma(z) * np.sign(a - y)


def absolute_error_of_number(a, y, dsigma):
    """The same δ of one neuron."""
    return dsigma if a > y else -dsigma if a < y else 0.0


SIGMOID, SOFTMAX = ACTIVATIONS["sigmoid"], ACTIVATIONS["softmax"]

READY_MADE = (
    #    name                   C                      δ[L]
    Cost("quadratic",           quadratic,             quadratic_delta,      scalar=quadratic_of_number),
    Cost("cross_entropy",       sigmoid_cross_entropy, sigmoid_difference,   scalar=sigmoid_difference_of_number,
         outputs=(SIGMOID,), refuses=no_shares),
    Cost("cross_entropy",       softmax_cross_entropy, softmax_difference,   scalar=softmax_difference_of_number,
         outputs=(SOFTMAX,), refuses=no_distribution),
    Cost("huber",               huber,                 huber_delta,          scalar=huber_of_number),
    Cost("mean_absolute_error", absolute_error,        absolute_error_delta, scalar=absolute_error_of_number, kinks=(0.0,)),
)  # fmt: skip
COSTS = {row.name: row for row in READY_MADE} | {"cross_entropy": READY_MADE[1:3]}  # one for each output


def cost_for(cost, output):
    """Return the row for an output layer with this Activation, from the name of a cost, a Cost, or several of one name."""
    rows = cost if isinstance(cost, Cost | tuple) else COSTS[one_of("cost", cost, COSTS)]
    rows = rows if isinstance(rows, tuple) else (rows,)
    for row in rows:
        if not isinstance(row, Cost):
            raise TypeError(f"cost: expected a name, a Cost, or several Costs, got {shown(cost)}")
        if row.fits(output):
            return row
    if output.columnwise:
        made = " or ".join(sorted({f"cost={row.name!r}" for row in READY_MADE if output in row.outputs})) or "a Cost of its own"
        raise ValueError(
            f"output_activation: {output.name!r} needs {made}: (22) wants a componentwise σ, and {output.name} is not"
        )
    outputs = [row for each in rows for row in each.outputs]
    raise ValueError(
        f"cost: {rows[0].name!r} is written for an output_activation {' or '.join(repr(row.name) for row in outputs)}"
        f"{_between(outputs)}, got {output.name!r}"
    )


def _between(rows):
    """Say between which numbers these activations all are, if they are."""
    bounds = {row.bounds for row in rows}
    if len(bounds) > 1 or None in bounds:
        return ""
    return ", whose output is between {:g} and {:g}".format(*bounds.pop())
