"""The pass player as a still picture: the network as far as it is known at a step, and the matrix that is read there."""

import re

import numpy as np

from lecture_lib.propagation import backward, forward
from lecture_lib.widgets.shared.network_picture import RADIUS, NetworkPicture
from lecture_lib.widgets.shared.svg import ACCENT, END, MIDDLE, QUIET, element, number, symbol

BOARD, TABLE_TOP, ROW, COLUMN = 530, 76, 22, 50  # where the matrix begins, and its distances
ROWS, COLUMNS = 8, 4  # the most that are drawn
NAMED = 40  # neurons: in a larger network names would lie over each other


def player_still(net, x, y, at, neuron=1, source=1):
    """Return the SVG of one step, for one neuron of its layer and, where a weight's slope is shown, where that begins."""
    return PlayerStill(net, x, y, at, neuron, source).svg()


class PlayerStill(NetworkPicture):
    """The player at one step."""

    def __init__(self, net, x, y, at, neuron, source):
        super().__init__(net, x, y)
        self.at, self.neuron, self.source = at, neuron, source
        self.kind, layer = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", at).groups()
        self.layer = int(layer) if layer else net.L
        self.a, self.z = forward(net, x)
        self.delta = backward(net, self.a, self.z, y)

    def svg(self):
        """Return the whole picture."""
        sizes = ", ".join(map(str, self.net.sizes))
        description = f"A network with {sizes} neurons at step {self.at} of its passes, with what is known there.{self.left_out}"
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

    def lit(self, ref):
        """Return whether the step reads this weight."""
        if self.kind == "delta":
            return (ref.layer - 1, ref.k) == (self.layer, self.neuron)
        is_read = self.kind == "z" or (self.kind == "grad" and ref.k == self.source)
        return is_read and (ref.layer, ref.j) == (self.layer, self.neuron)

    chosen = lit  # what is read is drawn

    def activation(self, layer, j):
        """Return an activation that is known."""
        return float(self.a[layer][j - 1]) if layer <= self.known[0] else None

    def notes(self):
        """Write δ under the neurons where it is known, and z where only that is; by name, unless they are very many."""
        few = sum(self.net.sizes) <= NAMED
        notes = [
            element("text", *(symbol(letter, j, l) if few else ()), f" {number(float(value), digits)}", x=x, y=y + RADIUS + 13)
            for l in range(2, self.net.L + 1)
            for letter, values, digits in self.note(l)
            for j, value in enumerate(values[l], start=1)
            for x, y in [self.place(l, j)]
        ]
        return [element("g", *notes, fill=ACCENT, **MIDDLE)] if notes else []

    def note(self, l):
        """Return what stands under the neurons of a layer."""
        if l >= self.known[1]:
            return [("δ", self.delta, 3)]
        return [("z", self.z, 2)] if self.kind == "z" and l == self.layer else []

    def board(self):
        """Write the matrix that is read, its lit row, column or entry in colour; of a large one a part."""
        layer = self.layer + (self.kind == "delta")
        if self.kind not in ("z", "delta", "grad") or layer > self.net.L:
            return []
        if self.kind == "grad":
            slopes = np.outer(self.delta[layer], self.a[layer - 1])                                          # (25)
            return self.matrix(["∂C/∂", *symbol("W", "", layer)], slopes, 3, self.neuron, self.source)
        j, k = (self.neuron, None) if self.kind == "z" else (None, self.neuron)
        return self.matrix(symbol("W", "", layer), self.net.W[layer], 2, j, k)

    def matrix(self, name, M, digits, j, k):
        """Write a matrix with its rows and columns counted; row j and column k are lit, where None is every one."""
        rows, columns = window(M.shape[0], ROWS, j or 1), window(M.shape[1], COLUMNS, k or 1)
        down = {r: TABLE_TOP + (r - rows[0]) * ROW for r in rows}
        across = {c: BOARD + (c - columns[0] + 1) * COLUMN for c in columns}

        def look(r, c):
            return {"fill": ACCENT, "font-weight": "bold"} if j in (None, r) and k in (None, c) else {"fill": QUIET}

        return [
            element("text", *name, x=BOARD, y=TABLE_TOP - 2 * ROW),
            *(element("text", str(r), x=BOARD, y=y, fill=QUIET) for r, y in down.items()),
            *(element("text", str(c), x=x, y=TABLE_TOP - ROW, fill=QUIET, **END) for c, x in across.items()),
            *(
                element("text", number(float(M[r - 1, c - 1]), digits), x=x, y=y, **END, **look(r, c))
                for r, y in down.items()
                for c, x in across.items()
            ),
        ]


def window(n, most, chosen):
    """Return at most so many of 1…n, one after the other, the chosen one among them."""
    first = min(max(chosen - most + 1, 1), max(n - most + 1, 1))
    return range(first, min(first + most, n + 1))
