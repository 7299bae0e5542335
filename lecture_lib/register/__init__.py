"""The register: every equation of the lecture, each with both of its sides computed separately.

A rule is one equation: its number (a step without a number has a short name), the notebook where it lives, the layers
it speaks of, how it is typeset, said and coded, a slip that is easily made in it, and a function that returns left
side, right side and slip. At most one of the sides comes from the library (`lib`, `first_way.py`); the other (`own`,
`second_way.py`) is written out, neuron by neuron, with complex steps for derivatives, so that a mistake in the library
shows. Most rules have a live form too: the equation with numbers in it (`live_form.py`).

A code line is one statement. It reads the lecture's names (net, W, b, sigma, dsigma, x, y, a, z, delta, grad, eta, L, l;
X, Y, A and N for a batch) and leaves the left side of its equation in what stands on its left. i, j, k and s count
from 0 there; dz_dz[l][k, j] is ∂z_k^[l+1]/∂z_j^[l], dz_db[l][j, i] is ∂z_j^[l]/∂b_i^[l], dz_dw[l][s, j, k] is
∂z_s^[l]/∂w_jk^[l]; cost_from(l, z_l) is C if z^[l] were z_l, and e[j] has a 1 at j and zeros elsewhere.
"""

from importlib import import_module

from lecture_lib.register.rules import Equation, equation, equations

__all__ = ["Equation", "equation", "equations"]

PARTS = (  # in the order in which the lecture speaks, which is the order of equations()
    "neurons",              # (1), (2), (7), (8)
    "stochastic_gradient",  # (9), (13), (15)
    "sensitivity",          # (18), (19), (20), (21)
    "four_formulas",        # (22), (23), (24), (25)
    "proof_of_delta",       # steps to (22) and (23), (26)
    "proof_of_gradient",    # steps to (24) and (25), (27), (28)
    "one_weight",
    "matrices",
    "update",
    "overfitting",          # what the challenges add to it
    "losses",
)  # fmt: skip
for _part in PARTS:
    import_module(f"{__name__}.{_part}")
