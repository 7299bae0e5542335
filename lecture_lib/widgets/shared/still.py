"""The explorer as a still picture, for print and for pages without a kernel: what was chosen, and C against it."""

import math
from html import escape

import numpy as np

from lecture_lib.perturbation import perturb, sweep
from lecture_lib.widgets.shared.tables import half_range, network_state

WIDTH, NETWORK, PLOT = 760, 470, (540, 745)  # the picture, the diagram's part of it, and the plot's left and right
PLOT_TOP = 60
PITCH, RADIUS, TOP = 56, 17, 50
RING = RADIUS - 2  # the radius of a ring's middle
MOST_EDGES = 400  # the heaviest are drawn: more are grey all over, and would not fit into the file
LABEL = 96  # as wide as a symbol and its number get
INK, QUIET, LINE, TRACK = "#212121", "#666666", "#d0d0d0", "#e4e4e4"
ACCENT, POSITIVE, NEGATIVE, POSITIVE_CALM, NEGATIVE_CALM = "#00785a", "#0072b2", "#d55e00", "#a9c4d6", "#e0b79b"
SAMPLES = 65  # of the cost curve


def still(net, x, y, parameter, value):
    """Return the SVG of one parameter at one value; white beneath, so that it reads on a dark page too."""
    return Still(net, x, y, net.find(parameter), value).svg()


class NetworkPicture:
    """The network's part of a picture. Coordinates are rounded to 0.1 and numbers to what is shown: the same everywhere.

    What stands in it a subclass says: weight(ref), moves(ref), marked(ref), whether it is drawn however light it is,
    shown(layer, j), the activation or None, ink(layer, j).
    """

    def __init__(self, net, x, y):
        self.net = net
        self.state = network_state(net, x, y)
        self.most = max(net.sizes)
        self.height = TOP + self.most * PITCH + 40

    def framed(self, title, description, *parts):
        """Return the whole picture, white beneath."""
        frame = {"viewBox": f"0 0 {WIDTH} {self.height}", "width": WIDTH, "height": self.height, "role": "img"}
        fonts = {"font-family": "sans-serif", "font-size": 11.5, "fill": INK}
        paper = element("rect", width=WIDTH, height=self.height, fill="#fff")
        words = element("title", title), element("desc", description)
        return element("svg", *words, paper, *parts, xmlns="http://www.w3.org/2000/svg", **frame, **fonts)

    def place(self, layer, j):
        """Return where a neuron stands, layer and j counted from 1."""
        gap = (NETWORK - 2 * RADIUS - 60) / (self.net.L - 1)
        middle = TOP + self.most * PITCH / 2
        return RADIUS + 15 + round((layer - 1) * gap), middle + (j - (self.net.sizes[layer - 1] + 1) / 2) * PITCH

    def line(self, ref):
        """Return the path of a weight's edge, from rim to rim."""
        (x1, y1), (x2, y2) = self.place(ref.layer - 1, ref.k), self.place(ref.layer, ref.j)
        share = (RADIUS + 1) / math.hypot(x2 - x1, y2 - y1)
        dx, dy = share * (x2 - x1), share * (y2 - y1)
        return f"M{x1 + dx:.0f} {y1 + dy:.0f}L{x2 - dx:.0f} {y2 - dy:.0f}"

    @property
    def left_out(self):
        """Say so where not every weight is drawn."""
        count = sum(W.size for W in self.net.W[2:])
        return f" Of its {count:,} weights the {MOST_EDGES} heaviest are drawn." if count > MOST_EDGES else ""

    def edges(self):
        """Draw edges of one look as one path; of very many, those that are read or changed and the heaviest."""
        weights = [(ref, self.weight(ref)) for ref in self.net.parameters() if ref.k is not None]
        weights.sort(key=lambda edge: (not self.marked(edge[0]), -abs(edge[1])))
        looks = {}
        for ref, weight in weights[:MOST_EDGES]:
            look = self.moves(ref), weight < 0, round(0.7 + 0.7 * min(abs(weight), 6), 1)
            looks.setdefault(look, []).append(self.line(ref))
        return [edge_path(*look, sorted(lines)) for look, lines in sorted(looks.items())]

    def neurons(self):
        """Draw each neuron as a ring that fills with its activation, its number inside; all of one ink together."""
        places = [(layer, j) for layer, n in enumerate(self.net.sizes, start=1) for j in range(1, n + 1)]
        of_ink = {}
        for place in places:
            if self.shown(*place) is not None:
                of_ink.setdefault(self.ink(*place), []).append(place)
        rings = [element("path", d="".join(circle(*self.place(*place)) for place in places), stroke=TRACK)]
        rings += [
            element("path", d="".join(self.filling(*place) for place in known), stroke=ink, fill="none")
            for ink, known in of_ink.items()
        ]
        numbers = [
            element("g", *(self.activation(*place) for place in known), fill=ink, **MIDDLE) for ink, known in of_ink.items()
        ]
        return [element("g", *rings, fill="#fff", **{"stroke-width": 3.6}), *numbers]

    def filling(self, layer, j):
        """Return the path of a ring's filling, from where a would be 0, at the top; to the left if a is below 0."""
        empty, full = self.state["gauge"]
        zero, share = (min(1.0, max(0.0, (v - empty) / (full - empty))) for v in (0.0, self.shown(layer, j)))
        return arc(*self.place(layer, j), share - zero)

    def activation(self, layer, j):
        """Write a neuron's activation into its ring."""
        (x, y), a = self.place(layer, j), self.shown(layer, j)
        return element("text", number(a, 2 if abs(a) < 9.995 else 1), x=x, y=y + 4)

    def names(self):
        """Name the layers."""
        layers = range(1, self.net.L + 1)
        return [element("text", f"layer {l}", x=self.place(l, 1)[0], y=24, fill=QUIET, **MIDDLE) for l in layers]


class Still(NetworkPicture):
    """The explorer at one value of one parameter."""

    def __init__(self, net, x, y, ref, value):
        super().__init__(net, x, y)
        self.ref, self.value = ref, value
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
        return f"{self.ref.unicode} = {self.value:.3f}, C = {self.cost:.4f}"

    def description(self):
        """Say in words what the picture shows."""
        sizes = ", ".join(map(str, self.net.sizes))
        return (
            f"A network with {sizes} neurons, {self.ref.unicode} marked, and the cost against it with its tangent. "
            f"∂C/∂{self.ref.unicode} = {self.slope:.4f}. No activation before layer {self.ref.layer} can change."
            f"{self.left_out}"
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

    def moves(self, ref):
        """Return whether what this weight carries can change."""
        return ref == self.ref or bool(self.affected[ref.layer - 1][ref.k - 1])

    def marked(self, ref):
        """Return whether this is the weight that is chosen."""
        return ref == self.ref

    def shown(self, layer, j):
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
            element("line", **tangent),
            element("circle", cx=x, cy=y, r=5, fill=ACCENT, stroke="#fff"),
        ]

    def head(self):
        """Write the cost and the slope over the plot."""
        letter, indices = self.ref.plain[0], self.ref.plain[1 : self.ref.plain.index("[")]
        name = [*symbol(letter, indices, self.ref.layer), f" = {number(self.value, 3)}"]
        place = {"x": PLOT[0], "font-size": 13}
        return [
            element("text", f"C = {number(self.cost, 4)} at ", *name, y=24, **place),
            element("text", f"slope {number(self.slope, 4)}", y=44, fill=ACCENT, **place),
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


MIDDLE, END = {"text-anchor": "middle"}, {"text-anchor": "end"}


def circle(x, y):
    """Return the path of a ring."""
    return f"M{x - RING:g} {y:g}a{RING} {RING} 0 1 1 {2 * RING} 0a{RING} {RING} 0 1 1 {-2 * RING} 0"


def arc(x, y, turns):
    """Return the path along a ring from its top, clockwise if turns is above 0: nothing, or all of it, at the ends."""
    if abs(turns) < 0.005:
        return ""
    if abs(turns) > 0.995:
        return circle(x, y)
    dx, dy = RING * math.sin(2 * math.pi * turns), RING * (1 - math.cos(2 * math.pi * turns))
    sweep = 0 if turns < 0 else 1
    return f"M{x:g} {y - RING:g}a{RING} {RING} 0 {int(abs(turns) > 0.5)} {sweep} {dx:.1f} {dy:.1f}"


def edge_path(moves, negative, width, lines):
    """Draw edges of one look: what a change reaches in full colour, negative weights dashed."""
    colour = ((POSITIVE_CALM, NEGATIVE_CALM), (POSITIVE, NEGATIVE))[moves][negative]
    dashes = {"stroke-dasharray": "5 3"} if negative else {}
    return element("path", d="".join(lines), stroke=colour, **{"stroke-width": width}, **dashes)


def symbol(letter, indices, layer):
    """Return the tspans of a letter with index and layer, one above the other as far as SVG text can."""
    small = {"font-size": "75%"}
    return [
        element("tspan", letter, **{"font-style": "italic", "font-family": "serif"}),
        element("tspan", str(indices), dy=3, **small),
        element("tspan", f"[{layer}]", dy=-8, **small),
        element("tspan", "\u200b", dy=5),
    ]


def beside(x, y, name, text, fill):
    """Write a label over what lies behind it."""
    over = {"paint-order": "stroke", "stroke": "#fff", "stroke-width": 4, "stroke-linejoin": "round"}
    return element("text", *name, text, x=x, y=y, fill=fill, **MIDDLE, **over)


class Markup(str):
    """Text that is SVG already."""


def element(tag, *children, **attributes):
    """Return an element; numbers among the attributes are rounded, plain text is escaped."""
    inner = "".join(c if isinstance(c, Markup) else escape(c, quote=False) for c in children)
    given = "".join(f' {k}="{escape(_short(v))}"' for k, v in attributes.items())
    return Markup(f"<{tag}{given}>{inner}</{tag}>" if inner else f"<{tag}{given}/>")


def _short(value):
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) and not 0 < value < 1 else str(value)


def number(value, digits):
    """Return the number with a typeset minus, never a negative zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")
