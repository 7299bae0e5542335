"""The wishes as a still picture: the network, at each neuron −δ as an arrow and as a number."""

import numpy as np

from lecture_lib.propagation import backward, forward
from lecture_lib.widgets.shared.network_picture import RADIUS, NetworkPicture
from lecture_lib.widgets.shared.svg import ACCENT, MIDDLE, QUIET, element, number, symbol

LONGEST = 30  # of an arrow, in pixels


def wishes_still(net, x, y):
    """Return the SVG."""
    return WishesStill(net, x, y).svg()


class WishesStill(NetworkPicture):
    """The network with its wishes."""

    def __init__(self, net, x, y):
        super().__init__(net, x, y)
        self.a, z = forward(net, x)
        self.delta, self.y = backward(net, self.a, z, y), y
        self.largest = max(float(np.abs(layer).max()) for layer in self.delta[2:]) or 1.0

    def svg(self):
        """Return the whole picture."""
        sizes = ", ".join(map(str, self.net.sizes))
        up = [f"neuron {j} of layer {l}" for l in range(2, self.net.L + 1) for j in range(1, self.net.sizes[l - 1] + 1)
              if self.delta[l][j - 1] < 0]  # fmt: skip
        wishes = f"up: {', '.join(up)}" if up else "none is up"
        description = f"A network with {sizes} neurons, and at each an arrow of minus delta; {wishes}.{self.left_out}"
        parts = *self.edges(), *self.neurons(), *self.names(), *self.targets(), *self.wishes()
        return self.framed("What each neuron wishes", description, *parts)

    def weight(self, ref):
        """Return a weight."""
        return self.net[ref]

    def lit(self, ref):
        """No edge stands out."""
        return False

    chosen = lit

    def activation(self, layer, j):
        """Return an activation."""
        return float(self.a[layer][j - 1])

    def targets(self):
        """Write the target beside each output."""
        places = [self.place(self.net.L, j) for j in range(1, len(self.y) + 1)]
        texts = [f"target {number(float(target), 2)}" for target in self.y]
        return [element("text", text, x=x + RADIUS + 22, y=y + 4, fill=QUIET) for (x, y), text in zip(places, texts, strict=True)]

    def wishes(self):
        """Draw the arrows, and write each wish under its neuron."""
        places = [(l, j) for l in range(2, self.net.L + 1) for j in range(1, self.net.sizes[l - 1] + 1)]
        arrows = "".join(self.arrow(*place) for place in places)
        notes = [
            element("text", signed(-float(self.delta[l][j - 1])), x=x, y=y + RADIUS + 13)
            for l, j in places
            for x, y in [self.place(l, j)]
        ]
        key = element("text", "arrow and number: −", *symbol("δ", "j", "l"), x=20, y=self.height - 8, fill=QUIET)
        line = {"stroke": ACCENT, "fill": "none", "stroke-width": 2.5}
        return [element("path", d=arrows, **line), element("g", *notes, fill=ACCENT, **MIDDLE), key]

    def arrow(self, l, j):
        """Return the path of one arrow, right of its neuron; nothing where there is no wish to be seen."""
        x, y = self.place(l, j)
        rise = float(self.delta[l][j - 1]) / self.largest * LONGEST  # down the page where δ is above 0
        if abs(rise) < 0.5:
            return ""
        wing = min(4.0, abs(rise))  # a short arrow has a small head
        x, tip = x + RADIUS + 9, y + rise
        back = tip - np.sign(rise) * wing
        return f"M{x:.1f} {y:.1f}V{tip:.1f}M{x - wing:.1f} {back:.1f}L{x:.1f} {tip:.1f}L{x + wing:.1f} {back:.1f}"


def signed(value):
    """Return a wish with its sign, as the widget writes it."""
    text = number(value, 3)
    return f"+{text}" if value > 0 and float(text) else text
