"""A network as a still picture, for print and for pages without a kernel: the explorer's and the player's stills draw it."""

import math

from lecture_lib.widgets.shared.network_state import network_state
from lecture_lib.widgets.shared.svg import (
    INK,
    MIDDLE,
    NEGATIVE,
    NEGATIVE_CALM,
    POSITIVE,
    POSITIVE_CALM,
    QUIET,
    TRACK,
    element,
    number,
    picture,
)

WIDTH, NETWORK = 760, 470  # the picture, and the diagram's part of it
PITCH, RADIUS, TOP = 56, 17, 50
RING = RADIUS - 2  # the radius of a ring's middle
MOST_EDGES = 400  # the heaviest are drawn: more are grey all over, and would not fit into the file


class NetworkPicture:
    """The network's part of a picture. Coordinates are rounded to 0.1 and numbers to what is shown: the same everywhere.

    What stands in it a subclass says: weight(ref); lit(ref), whether an edge has its full colour; chosen(ref), whether it is
    drawn however light it is; activation(layer, j), or None where it is not known.
    """

    def __init__(self, net, x, y):
        self.net = net
        self.state = network_state(net, x, y)
        self.most = max(net.sizes)
        self.height = TOP + self.most * PITCH + 40

    def ink(self, layer, j):
        """Return the colour of a neuron's number and ring."""
        return INK

    def framed(self, title, description, *parts):
        """Return the whole picture."""
        words = element("title", title), element("desc", description)
        return picture((WIDTH, self.height), words, *parts)

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
        """Draw edges of one look as one path; of very many, those that are chosen and the heaviest."""
        weights = [(ref, self.weight(ref)) for ref in self.net.parameters() if ref.k is not None]
        weights.sort(key=lambda edge: (not self.chosen(edge[0]), -abs(edge[1])))
        looks = {}
        for ref, weight in weights[:MOST_EDGES]:
            look = self.lit(ref), weight < 0, round(0.7 + 0.7 * min(abs(weight), 6), 1)
            looks.setdefault(look, []).append(self.line(ref))
        return [edge_path(*look, sorted(lines)) for look, lines in sorted(looks.items())]

    def neurons(self):
        """Draw each neuron as a ring that fills with its activation, its number inside; all of one ink together."""
        places = [(layer, j) for layer, n in enumerate(self.net.sizes, start=1) for j in range(1, n + 1)]
        of_ink = {}
        for place in places:
            if self.activation(*place) is not None:
                of_ink.setdefault(self.ink(*place), []).append(place)
        rings = [element("path", d="".join(circle(*self.place(*place)) for place in places), stroke=TRACK)]
        rings += [
            element("path", d="".join(self.filling(*place) for place in known), stroke=ink, fill="none")
            for ink, known in of_ink.items()
        ]
        numbers = [
            element("g", *(self.number_inside(*place) for place in known), fill=ink, **MIDDLE) for ink, known in of_ink.items()
        ]
        return [element("g", *rings, fill="#fff", **{"stroke-width": 3.6}), *numbers]

    def filling(self, layer, j):
        """Return the path of a ring's filling, from where a would be 0, at the top; to the left if a is below 0."""
        empty, full = self.state["gauge"]
        zero, share = (min(1.0, max(0.0, (v - empty) / (full - empty))) for v in (0.0, self.activation(layer, j)))
        return arc(*self.place(layer, j), share - zero)

    def number_inside(self, layer, j):
        """Write a neuron's activation into its ring."""
        (x, y), a = self.place(layer, j), self.activation(layer, j)
        return element("text", number(a, 2 if abs(a) < 9.995 else 1), x=x, y=y + 4)

    def names(self):
        """Name the layers."""
        layers = range(1, self.net.L + 1)
        return [element("text", f"layer {l}", x=self.place(l, 1)[0], y=24, fill=QUIET, **MIDDLE) for l in layers]


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
    is_large, is_clockwise = int(abs(turns) > 0.5), int(turns > 0)
    return f"M{x:g} {y - RING:g}a{RING} {RING} 0 {is_large} {is_clockwise} {dx:.1f} {dy:.1f}"


def edge_path(lit, negative, width, lines):
    """Draw edges of one look: lit ones in full colour, negative weights dashed."""
    colour = ((POSITIVE_CALM, NEGATIVE_CALM), (POSITIVE, NEGATIVE))[lit][negative]
    dashes = {"stroke-dasharray": "5 3"} if negative else {}
    return element("path", d="".join(lines), stroke=colour, **{"stroke-width": width}, **dashes)
