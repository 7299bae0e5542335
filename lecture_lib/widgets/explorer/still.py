"""The explorer as a still picture: the network with what was chosen, and C against it."""

import math

import numpy as np

from lecture_lib.perturbation import perturb, sweep
from lecture_lib.widgets.shared.network_picture import RADIUS, NetworkPicture
from lecture_lib.widgets.shared.svg import ACCENT, END, INK, LINE, MIDDLE, QUIET, element, number, symbol
from lecture_lib.widgets.shared.sweep_message import half_range

PLOT, PLOT_TOP = (540, 745), 60  # the plot's left and right
LABEL = 96  # as wide as a symbol and its number get
SAMPLES = 65  # of the cost curve


def explorer_still(net, x, y, parameter, value, detail):
    """Return the SVG of one parameter at one value, with as much as the explorer shows at a level of detail."""
    return ExplorerStill(net, x, y, net.find(parameter), value, detail).svg()


class ExplorerStill(NetworkPicture):
    """The explorer at one value of one parameter: C and the curve, from detail 2 on the slope, from 3 on its two factors."""

    def __init__(self, net, x, y, ref, value, detail):
        super().__init__(net, x, y)
        self.ref, self.value, self.detail = ref, value, detail
        self.plot_bottom = min(self.height - 60, 260)
        self.values = np.linspace(-half_range(net[ref]), half_range(net[ref]), SAMPLES)
        self.costs = sweep(net, x, y, ref, self.values).cost
        self.here = sweep(net, x, y, ref, [value])
        self.affected = perturb(net, x, y, ref, 0.0).affected

    def svg(self):
        """Return the whole picture."""
        network = [*self.halo(), *self.edges(), *self.neurons(), *self.names(), *self.reached(), *self.factors()]
        return self.framed(self.title(), self.description(), *network, *self.plot())

    def title(self):
        """Name the point shown."""
        return f"{self.ref.spoken}, is {number(self.value, 3)}, C is {number(self.cost, 4)}"

    def description(self):
        """Say in words what the picture shows."""
        sizes = ", ".join(map(str, self.net.sizes))
        tangent = f" with its tangent, whose slope is {number(self.slope, 4)}" if self.detail > 1 else ""
        return (
            f"A network with {sizes} neurons, {self.ref.spoken}, marked, and the cost against it{tangent}. "
            f"No activation before layer {self.ref.layer} can change.{self.left_out}"
        )

    @property
    def cost(self):
        return float(self.here.cost[0])

    @property
    def slope(self):
        return float(self.here.derivative[0])

    # the diagram

    def weight(self, ref):
        """Return a weight as it is now."""
        return self.value if ref == self.ref else self.net[ref]

    def lit(self, ref):
        """Return whether what this weight carries can change."""
        return ref == self.ref or bool(self.affected[ref.layer - 1][ref.k - 1])

    def chosen(self, ref):
        """Return whether this is the weight that is chosen."""
        return ref == self.ref

    def activation(self, layer, j):
        """Return an activation as it is now."""
        return float(self.here.a[layer][0, j - 1])

    def ink(self, layer, j):
        """Return the colour of what can change, or of what cannot."""
        return INK if self.affected[layer][j - 1] else QUIET

    def halo(self):
        """Mark the chosen edge or neuron."""
        if self.ref.k is None:
            x, y = self.place(self.ref.layer, self.ref.j)
            return [element("circle", cx=x, cy=y, r=RADIUS + 6, fill=ACCENT, opacity=0.2)]
        return [element("path", d=self.line(self.ref), stroke=ACCENT, **{"stroke-width": 13, "opacity": 0.2})]

    def reached(self):
        """Say under the layers which of them can change."""
        words = [("Δa = 0", QUIET) if l < self.ref.layer else ("can change", ACCENT) for l in range(1, self.net.L + 1)]
        return [
            element("text", text, x=self.place(l, 1)[0], y=self.height - 16, fill=fill, **MIDDLE)
            for l, (text, fill) in enumerate(words, start=1)
        ]

    def factors(self):
        """Write a at one end of the chosen edge and δ at the other."""
        if self.detail < 3:
            return []
        layer, j, k = self.ref.layer, self.ref.j, self.ref.k
        delta = float(self.here.delta[layer][0, j - 1])
        x, y = self.place(layer, j)
        labels = [beside(x, y - RADIUS - 8, symbol("δ", j, layer), f" = {number(delta, 4)}", ACCENT)]
        if k is not None:
            x, y = self.place(layer - 1, k)
            a = number(float(self.here.a[layer - 1][0, k - 1]), 3)
            labels.append(beside(max(x, LABEL / 2), y + RADIUS + 15, symbol("a", k, layer - 1), f" = {a}", INK))
        return labels

    # the plot

    def at(self, value, c):
        """Return where a value of the parameter and a cost meet in the plot."""
        (left, right), bottom = PLOT, self.plot_bottom
        low, high = self.costs.min(), self.costs.max()
        room = max(0.1 * (high - low), 1e-4)
        across = (value - self.values[0]) / (self.values[-1] - self.values[0])
        up = (c - low + room) / (high - low + 2 * room)
        return left + across * (right - left), bottom - up * (bottom - PLOT_TOP)

    def plot(self):
        """Draw C against the parameter, its tangent here, and the numbers of both."""
        points = (self.at(*point) for point in zip(self.values, self.costs, strict=True))
        curve = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        (x, y), (x1, y1) = self.at(self.value, self.cost), self.at(self.value + 1, self.cost + self.slope)
        share = 40 / math.hypot(x1 - x, y1 - y)
        dx, dy = share * (x1 - x), share * (y1 - y)
        tangent = {"x1": x - dx, "x2": x + dx, "y1": y - dy, "y2": y + dy, "stroke": ACCENT, "stroke-width": 3}
        return [
            *self.head(),
            *self.axes(),
            element("path", d=f"M{curve}", fill="none", stroke=INK, **{"stroke-width": 1.7}),
            *([element("line", **tangent)] if self.detail > 1 else []),
            element("circle", cx=x, cy=y, r=5, fill=ACCENT, stroke="#fff"),
        ]

    def head(self):
        """Write the cost and the slope over the plot."""
        letter, indices = self.ref.plain[0], self.ref.plain[1 : self.ref.plain.index("[")]
        name = [*symbol(letter, indices, self.ref.layer), f" = {number(self.value, 3)}"]
        place = {"x": PLOT[0], "font-size": 13}
        return [
            element("text", f"C = {number(self.cost, 4)} at ", *name, y=24, **place),
            *([element("text", f"slope {number(self.slope, 4)}", y=44, fill=ACCENT, **place)] if self.detail > 1 else []),
        ]

    def axes(self):
        """Draw both axes; the cost's says the least and the largest cost, or the only one."""
        (left, right), bottom = PLOT, self.plot_bottom
        low, high = self.costs.min(), self.costs.max()
        costs = (low, high) if high - low > 1e-3 else (self.cost,)
        values = (self.values[0], 0.0, self.values[-1])
        return [
            element("path", d=f"M{left} {PLOT_TOP}V{bottom}H{right}", fill="none", stroke=LINE),
            *(element("text", number(c, 3), x=left - 5, y=self.at(0, c)[1] + 4, fill=QUIET, **END) for c in costs),
            *(element("text", number(v, 0), x=self.at(v, low)[0], y=bottom + 16, fill=QUIET, **MIDDLE) for v in values),
        ]


def beside(x, y, name, text, fill):
    """Write a label over what lies behind it."""
    over = {"paint-order": "stroke", "stroke": "#fff", "stroke-width": 4, "stroke-linejoin": "round"}
    return element("text", *name, text, x=x, y=y, fill=fill, **MIDDLE, **over)
