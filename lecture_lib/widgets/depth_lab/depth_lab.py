"""DepthLab: how long δ is in every layer of networks up to fifty layers deep, what bounds it, and what normalisation does."""

import traitlets

from lecture_lib._checks import generator, shown, whole_number
from lecture_lib.data import lecture_data
from lecture_lib.network import Network
from lecture_lib.propagation import check_x, check_y
from lecture_lib.widgets.depth_lab.depth_tables import ACTIVATIONS, DEPTHS, scales, tables_of
from lecture_lib.widgets.depth_lab.still import depth_still
from lecture_lib.widgets.shared.question import checked_question
from lecture_lib.widgets.shared.svg import still
from lecture_lib.widgets.shared.widget import PageWidget

MOST_NEURONS = 30


class DepthLab(PageWidget, source="depth_lab/depth_lab"):
    """‖δ^[l]‖ by layer while depth and the scale of the first weights are dragged, beside its bound and the same normalised.

    X, Y: points as columns, (n_1, N) with N ≥ 2 and (n_L, N), targets in [0, 1]; None for lecture_data(). neurons: of each hidden
    layer, from 2 to 30. rng: of the weights, which are the same numbers in every network, times the scale. presenter: large, for
    a hall. The traits activation, depth, scale, layer and normalised say what is shown; ValueError says what exists.
    """

    title = "How far back does δ reach?"
    places = ("activation", "depth", "scale", "layer", "normalised")
    from_browser = (*places, "question", "presenter")

    tables = traitlets.Dict().tag(sync=True)
    activation = traitlets.Unicode("sigmoid").tag(sync=True)
    depth = traitlets.Int(50).tag(sync=True)  # L
    scale = traitlets.Float(0.5).tag(sync=True)
    layer = traitlets.Int(2).tag(sync=True)  # the chosen one; where there is none so high, the last but one
    normalised = traitlets.Bool(False).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)

    def __init__(self, X=None, Y=None, *, neurons=10, rng=0, presenter=False):
        X, Y = (known if given is None else given for given, known in zip((X, Y), lecture_data(), strict=True))
        X, Y = checked_points(X, Y)
        neurons = whole_number("neurons", neurons, least=2)
        if neurons > MOST_NEURONS:
            raise ValueError(f"neurons: expected at most {MOST_NEURONS} in a layer, got {neurons}")
        self._choices = {
            "activation": list(ACTIVATIONS),
            "depth": list(DEPTHS),
            "scale": scales(neurons),
            "layer": range(2, DEPTHS[-1] + 1),
        }
        super().__init__(tables=tables_of(X, Y, neurons, generator(rng)), presenter=presenter)

    @traitlets.validate(*places, "question")
    def _checked(self, proposal):
        return self._check(proposal.trait.name, proposal.value, {})

    def _check(self, name, value, state):
        value = super()._check(name, value, state)
        if name == "question":
            return checked_question(value)
        choices = self._choices.get(name)
        if choices is not None and value not in choices:
            are = f"{choices[0]} to {choices[-1]}" if isinstance(choices, range) else ", ".join(map(str, choices))
            raise ValueError(f"{name}: the lab has {are}; got {shown(value)}")
        return value

    # ---- without a browser ----

    def __repr__(self):
        normalised = ", normalised" if self.normalised else ""
        return f"DepthLab({self.activation}, {self.depth} layers, scale = {self.scale:.3g}{normalised})"

    def _still(self):
        return still(depth_still(self))


def checked_points(X, Y):
    """Return points and targets as a network with sigmoid outputs takes them; ValueError says what is wrong."""
    rows = [len(v) if hasattr(v, "__len__") else 0 for v in (X, Y)]
    if 0 in rows:
        raise ValueError(f"X, Y: expected points as columns, got {shown(X)} and {shown(Y)}")
    net = Network(rows, rng=0)
    X = check_x(net, X, "X")
    Y = check_y(net, X, Y, "XY")
    if X.ndim != 2 or X.shape[1] < 2:
        raise ValueError(f"X: expected two points or more as columns, which normalisation needs, got shape {X.shape}")
    if Y.min() < 0 or Y.max() > 1:
        raise ValueError(f"Y: expected targets from 0 to 1, as a sigmoid answers, got {Y.min():g} to {Y.max():g}")
    return X, Y
