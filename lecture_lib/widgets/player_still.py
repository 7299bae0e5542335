"""The pass player as a still picture: the network as far as it is known at a step, and the matrix that is read there."""

import re

import numpy as np

from lecture_lib.propagation import backward, forward
from lecture_lib.widgets.still import ACCENT, END, MIDDLE, QUIET, RADIUS, NetworkPicture, element, number, symbol

BOARD, ROW, COLUMN, MOST = 530, 22, 52, 8  # where the matrix begins, its distances, and the most rows and columns drawn


def player_still(net, x, y, at):
    """Return the SVG of one step, for neuron 1 of its layer."""
    return PlayerStill(net, x, y, at).svg()


class PlayerStill(NetworkPicture):
    """The player at one step."""

    def __init__(self, net, x, y, at):
        super().__init__(net, x, y)
        self.at = at
        self.kind, layer = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", at).groups()
        self.layer = int(layer) if layer else net.L
        self.a, self.z = forward(net, x)
        self.delta = backward(net, self.a, self.z, y)

    def svg(self):
        """Return the whole picture."""
        sizes = ", ".join(map(str, self.net.sizes))
        description = f"A network with {sizes} neurons at step {self.at} of its passes, with what is known there."
        return self.framed(self.at, description, *self.edges(), *self.neurons(), *self.names(), *self.notes(), *self.board())

    @property
    def known(self):
        """Return the last layer whose activations are known, and the first whose δ are."""
        if self.kind in ("z", "a"):
            return self.layer - (self.kind == "z"), self.net.L + 1
        return self.net.L, {"C": self.net.L + 1, "delta": self.layer}.get(self.kind, 2)

    def weight(self, ref):
        """Return a weight."""
        return self.net[ref]

    def moves(self, ref):
        """Return whether the step reads this weight, for neuron 1."""
        if self.kind == "delta":
            return (ref.layer - 1, ref.k) == (self.layer, 1)
        return self.kind in ("z", "grad") and (ref.layer, ref.j) == (self.layer, 1)

    def shown(self, layer, j):
        """Return an activation that is known."""
        return float(self.a[layer][j - 1]) if layer <= self.known[0] else None

    def ink(self, layer, j):
        """Return the colour of numbers."""
        return "#212121"

    def notes(self):
        """Write δ under the neurons where it is known, and z where only that is."""
        below = {"fill": ACCENT, **MIDDLE}
        return [
            element("text", *symbol(letter, j, l), f" {number(float(value), digits)}", x=x, y=y + RADIUS + 13, **below)
            for l in range(2, self.net.L + 1)
            for letter, values, digits in self.note(l)
            for j, value in enumerate(values[l], start=1)
            for x, y in [self.place(l, j)]
        ]

    def note(self, l):
        """Return what stands under the neurons of a layer."""
        if l >= self.known[1]:
            return [("δ", self.delta, 3)]
        return [("z", self.z, 2)] if self.kind == "z" and l == self.layer else []

    def board(self):
        """Write the matrix that is read, its row or column 1 in colour."""
        if self.kind not in ("z", "delta") or (self.kind == "delta" and self.layer == self.net.L):
            return []
        layer = self.layer + (self.kind == "delta")
        W = self.net.W[layer][:MOST, :MOST]
        top, step = 60, COLUMN * min(1.0, 4 / W.shape[1])
        lit = (0, None) if self.kind == "z" else (None, 0)
        name = element("text", *symbol("W", "", layer), x=BOARD, y=top - 20)
        colours = {(j, k): ACCENT if lit in ((j, None), (None, k)) else QUIET for j, k in np.ndindex(W.shape)}
        return [name] + [
            element("text", number(float(W[j, k]), 2), x=BOARD + (k + 1) * step, y=top + j * ROW, fill=colour, **END)
            for (j, k), colour in colours.items()
        ]
