"""Recurrent networks: one layer for each time, and the same weights in all of them; their gradient is a sum over times.

The plain cell is that of Elman 1990, the other the LSTM of Hochreiter & Schmidhuber 1997 with the forget gate of Gers,
Schmidhuber & Cummins 2000. Lists are indexed by time, 0…T; at time 0 there is no input, and a⟨0⟩ = c⟨0⟩ = 0.
"""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import finite_array, generator, one_of, real_number, whole_number
from lecture_lib.activations import sigmoid
from lecture_lib.arrays import Arrays
from lecture_lib.network import Network

CELLS, OUTPUTS = ("tanh", "lstm"), ("last", "every")
GATES = ("i", "f", "o", "g")  # input, forget and output gate, and what is written


@dataclass(frozen=True, eq=False)
class RecurrentPass:
    """What a forward pass through a RecurrentNetwork computed, for each time; arrays have shape (n, N), also for one sequence.

    x: the inputs. a: the hidden activations. c: the cells of an LSTM. gates: "i", "f", "o", "g" of an LSTM after their σ or tanh.
    z_out, a_out: weighted inputs and activations of the output, None at a time without one.
    """

    x: list
    a: list
    c: list
    gates: list
    z_out: list
    a_out: list


@dataclass(frozen=True, eq=False)
class RecurrentSensitivity:
    """What came back: δ for each time, each column N times the derivative of the mean cost.

    delta: ∂C/∂z⟨t⟩, a dict by gate for an LSTM. a, c: ∂C/∂a⟨t⟩ and, for an LSTM, ∂C/∂c⟨t⟩. out: ∂C/∂z of the output.
    """

    delta: list
    a: list
    c: list
    out: list


class RecurrentNetwork(Arrays):
    """A network with one hidden layer that hears itself: its activations at time t − 1 are an input at time t.

    cell "tanh": z⟨t⟩ = W x⟨t⟩ + U a⟨t−1⟩ + b, a⟨t⟩ = tanh z⟨t⟩. cell "lstm": i, f, o = σ(…), g = tanh(…), each with W, U and b of
    its own; c⟨t⟩ = f ∘ c⟨t−1⟩ + i ∘ g, a⟨t⟩ = o ∘ tanh c⟨t⟩. Output: V a⟨t⟩ + d, through output_activation, at the last time or
    at every one. x: shape (n_in, T), or (n_in, T, N) for N sequences. y: (n_out,) or (n_out, N); with output="every" (n_out, T)
    or (n_out, T, N), and C is summed over the times. output_activation and cost: as for Network. arrays: W, U, b, V, d; of an
    LSTM W_i, U_i, b_i and so on. Weights begin as N(0, 1) over the root of what they hear, biases as 0, but b_f as 1.
    """

    def __init__(
        self, n_in, n_hidden, n_out, *, cell="tanh", output="last", output_activation="identity", cost="quadratic", rng=None,
    ):  # fmt: skip
        sizes = (whole_number(name, n, least=1) for name, n in (("n_in", n_in), ("n_hidden", n_hidden), ("n_out", n_out)))
        self.n_in, self.n_hidden, self.n_out = sizes
        self.cell, self.output = one_of("cell", cell, CELLS), one_of("output", output, OUTPUTS)
        self._out = Network((n_hidden, n_out), output_activation=output_activation, cost=cost, rng=0)
        n, shapes = n_hidden, {}
        for end in self.ends:
            shapes |= {f"W{end}": (n, n_in), f"U{end}": (n, n), f"b{end}": (n,)}
        super().__init__(shapes | {"V": (n_out, n), "d": (n_out,)})
        self._p[...] = generator(rng).standard_normal(self._p.size)
        for array in self.arrays.values():
            array *= 1 / np.sqrt(array.shape[1]) if array.ndim == 2 else 0.0
        if cell == "lstm":
            self.arrays["b_f"][...] = 1.0  # so that a cell remembers until it learns to forget (Jozefowicz et al. 2015)

    @property
    def ends(self):
        """What the names of the cell's arrays end in."""
        return tuple(f"_{gate}" for gate in GATES) if self.cell == "lstm" else ("",)

    # ---- forwards ----

    def forward(self, x):
        """Forward pass through all times, as a RecurrentPass."""
        x = self._check_x(x)
        T, N = x.shape[1:]
        lists = xs, a, c, gates, z_out, a_out = [[None] * (T + 1) for _ in range(6)]
        a[0] = np.zeros((self.n_hidden, N))
        c[0] = np.zeros((self.n_hidden, N)) if self.cell == "lstm" else None
        for t in range(1, T + 1):
            xs[t] = x[:, t - 1]
            z = {end: self._weighted(end, xs[t], a[t - 1]) for end in self.ends}
            if self.cell == "tanh":
                a[t] = np.tanh(z[""])
            else:
                gates[t] = {gate: np.tanh(z["_g"]) if gate == "g" else sigmoid(z[f"_{gate}"]) for gate in GATES}
                c[t] = gates[t]["f"] * c[t - 1] + gates[t]["i"] * gates[t]["g"]
                a[t] = gates[t]["o"] * np.tanh(c[t])
            if t == T or self.output == "every":
                z_out[t] = self.arrays["V"] @ a[t] + self.arrays["d"][:, None]
                a_out[t] = self._out.sigma[2](z_out[t])
        return RecurrentPass(*lists)

    def _weighted(self, end, x, a_before):
        return self.arrays[f"W{end}"] @ x + self.arrays[f"U{end}"] @ a_before + self.arrays[f"b{end}"][:, None]

    def cost(self, x, y):
        """C of one sequence, or the mean over the sequences; with output="every" the sum over the times."""
        done = self.forward(x)
        return float(sum(np.mean(self._cost_at(done, t, target)) for t, target in self._targets(done, y)))

    def _cost_at(self, done, t, target):
        return self._out.cost_row.pointwise(done.a_out[t], done.z_out[t], target)

    # ---- backwards ----

    def backward(self, done, y, *, truncate=None):
        """Return a RecurrentSensitivity: δ of each time, from the last to the first, made of the next time's δ and the output's.

        truncate: None, or how many times a piece has from whose first time nothing is passed on to the piece before (truncated
        backpropagation through time).
        """
        T, targets = len(done.a) - 1, dict(self._targets(done, y))
        piece = T if truncate is None else whole_number("truncate", truncate, least=1)
        delta, da, dc, out = ([None] * (T + 1) for _ in range(4))
        for t in range(T, 0, -1):
            da[t] = np.zeros_like(done.a[t])
            if t in targets:
                out[t] = self._out.cost_row.output_delta(done.a_out[t], done.z_out[t], targets[t], self._out.dsigma[2])   # (22)
                da[t] += self.arrays["V"].T @ out[t]
            goes_on = t < T and t % piece != 0
            if goes_on:
                da[t] += sum(self.arrays[f"U{end}"].T @ delta_of(delta[t + 1], end) for end in self.ends)
            if self.cell == "tanh":
                delta[t] = (1 - done.a[t] ** 2) * da[t]                                                                   # (23)
            else:
                dc_next = dc[t + 1] * done.gates[t + 1]["f"] if goes_on else 0.0
                delta[t], dc[t] = self._through_cell(done, t, da[t], dc_next)
        return RecurrentSensitivity(delta, da, dc, out)

    def _through_cell(self, done, t, da, dc_next):
        """δ of the four gates and ∂C/∂c, from ∂C/∂a and what comes from the next cell."""
        i, f, o, g = (done.gates[t][gate] for gate in GATES)
        squashed = np.tanh(done.c[t])
        dc = da * o * (1 - squashed**2) + dc_next
        return {
            "i": dc * g * i * (1 - i),
            "f": dc * done.c[t - 1] * f * (1 - f),
            "o": da * squashed * o * (1 - o),
            "g": dc * i * (1 - g**2),
        }, dc

    def terms(self, x, y, *, truncate=None):
        """Return what each time adds to the gradient: a list of Arrays, None at time 0; their sum is the gradient."""
        done = self.forward(x)
        back, N = self.backward(done, y, truncate=truncate), done.a[0].shape[1]
        terms = [None]
        for t in range(1, len(done.a)):
            term = self.zeros()
            for end in self.ends:
                delta = delta_of(back.delta[t], end)
                term.arrays[f"W{end}"][...] = delta @ done.x[t].T / N                                                    # (25)
                term.arrays[f"U{end}"][...] = delta @ done.a[t - 1].T / N                                                # (25)
                term.arrays[f"b{end}"][...] = delta.mean(axis=1)                                                         # (24)
            if back.out[t] is not None:
                term.arrays["V"][...] = back.out[t] @ done.a[t].T / N
                term.arrays["d"][...] = back.out[t].mean(axis=1)
            terms.append(term)
        return terms

    def gradient(self, x, y, *, truncate=None):
        """∇C as Arrays of the same form as p: the sum of what each time adds."""
        grad = self.zeros()
        for term in self.terms(x, y, truncate=truncate)[1:]:
            grad.p += term.p
        return grad

    # ---- what comes in ----

    def _check_x(self, x):
        x = finite_array("x", x)
        if x.ndim not in (2, 3) or x.shape[0] != self.n_in or x.size == 0:
            wanted = f"({self.n_in}, T) for one sequence or ({self.n_in}, T, N) for N of equal length, with T and N from 1"
            raise ValueError(f"x: expected shape {wanted}, got {x.shape}")
        return x.reshape(*x.shape[:2], -1)

    def _targets(self, done, y):
        """Pairs of a time that has an output and its targets, (n_out, N)."""
        T, N = len(done.a) - 1, done.a[0].shape[1]
        y = finite_array("y", y)
        times = (T,) if self.output == "every" else ()
        shapes = [(self.n_out, *times, N)] + ([(self.n_out, *times)] if N == 1 else [])
        if y.shape not in shapes:
            raise ValueError(f"y: expected shape {' or '.join(map(str, shapes))} to go with x, got {y.shape}")
        y = y.reshape(self.n_out, -1, N)
        if self._out.cost_row.refuses is not None and (wrong := self._out.cost_row.refuses(y.reshape(self.n_out, -1))):
            raise ValueError(f"y: {wrong}")
        return [(t, y[:, t - 1]) for t in range(1, T + 1)] if times else [(T, y[:, 0])]

    def __repr__(self):
        return f"RecurrentNetwork({self.n_in}, {self.n_hidden}, {self.n_out}, cell={self.cell!r}, output={self.output!r})"


def delta_of(delta, end):
    """Return δ of one gate, or δ where there are none."""
    return delta[end[1:]] if end else delta


def clip(p, most):
    """Return a gradient vector made shorter where its norm is above `most`: ∇C · most / ‖∇C‖; its direction stays."""
    most, length = real_number("most", most, positive=True), np.linalg.norm(p)
    return p * (most / length) if length > most else np.array(p)
