"""Costs C of one point and the δ[L] they give, one row for each pair of cost and output activation.

Arrays have shape (n_L,) or (n_L, N); a cost sums over the first axis, so that each column has its own C.
"""

import numpy as np


def quadratic(a, z, y):
    """C = ½ ‖y − a‖², lecture (18)."""
    return 0.5 * np.sum((y - a) ** 2, axis=0)


def quadratic_delta(a, z, y, dsigma):
    """δ[L] = σ′(z) ∘ (a − y), lecture (22)."""
    return dsigma(z) * (a - y)


def softmax_cross_entropy(a, z, y):
    """C = −Σ y log a for a = softmax(z), from z, so that a tiny a keeps its logarithm."""
    top = np.max(np.real(z), axis=0)
    return np.sum(y * (top + np.log(np.sum(np.exp(z - top), axis=0)) - z), axis=0)


def sigmoid_cross_entropy(a, z, y):
    """C = −Σ (y log a + (1 − y) log(1 − a)) for a = σ(z), from z: −log σ(z) is log(1 + e⁻ᶻ), which keeps its digits."""
    return np.sum(y * log1p_exp(-z) + (1 - y) * log1p_exp(z), axis=0)


def log1p_exp(z):
    """log(1 + eᶻ), without overflow."""
    right = np.real(z) > 0
    return np.where(right, z, 0.0) + np.log1p(np.exp(np.where(right, -z, z)))


def difference(a, z, y, dsigma):
    """δ[L] = a − y: the σ′ of (22) cancels against ∂C/∂a."""
    return a - y


#        cost             output        C                      δ[L]
COSTS = {
    ("quadratic",     "sigmoid"):    (quadratic,             quadratic_delta),
    ("quadratic",     "tanh"):       (quadratic,             quadratic_delta),
    ("quadratic",     "relu"):       (quadratic,             quadratic_delta),
    ("quadratic",     "leaky_relu"): (quadratic,             quadratic_delta),
    ("quadratic",     "identity"):   (quadratic,             quadratic_delta),
    ("cross_entropy", "sigmoid"):    (sigmoid_cross_entropy, difference),
    ("cross_entropy", "softmax"):    (softmax_cross_entropy, difference),
}


def refused(cost, output_activation):
    """Return the error for a pair that is not in COSTS, saying why."""
    if output_activation == "softmax":
        return ValueError(
            "output_activation: 'softmax' needs cost='cross_entropy': (22) wants a componentwise σ, and softmax is not"
        )
    return ValueError(
        "cost: 'cross_entropy' takes the logarithm of an output between 0 and 1, so it needs output_activation "
        f"'sigmoid' or 'softmax', got {output_activation!r}"
    )
