"""PassPlayer: the forward pass, the backward pass, the gradient and the update, one step at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import traitlets

from lecture_lib._checks import real_number, shown
from lecture_lib.costs import COSTS
from lecture_lib.propagation import cost, gradient
from lecture_lib.register import equation
from lecture_lib.widgets.player import formulas
from lecture_lib.widgets.player.still import player_still
from lecture_lib.widgets.shared.mathml import mathml
from lecture_lib.widgets.shared.network_state import network_state
from lecture_lib.widgets.shared.svg import still
from lecture_lib.widgets.shared.sweep_message import sweep_message
from lecture_lib.widgets.shared.widget import PageWidget

QUANTITIES = {"C", "y", "a", "z", "dsigma", "delta", "b", "w", "dw"}  # of both passes and the gradient


class PassPlayer(PageWidget, source="player/player"):
    """The network as a diagram, filled in step by step: a[1], z[2], a[2], …, C, delta[L], …, delta[2], grad[2], …, update.

    net: any Network; a copy is made, the caller's is never changed. x, y: one data point, shapes (n_1,) and (n_L,). at: the
    step to begin with. until: the last step that is offered, update if left out. eta: the learning rate of the update.
    presenter: large, for a hall. The traits at, neuron (j, from 1) and, for a weight's slope and update, source (k) say what
    is shown, and can be set; ValueError says what exists.
    """

    title = "The forward and the backward pass, step by step"
    from_browser = ("at", "layer", "neuron", "source", "predict", "revealed", "presenter")

    network = traitlets.Dict().tag(sync=True)
    steps = traitlets.List().tag(sync=True)
    sweep = traitlets.Dict().tag(sync=True)  # of nothing: the numbers of the one point
    at = traitlets.Unicode().tag(sync=True)
    neuron = traitlets.Int(1).tag(sync=True)  # j
    source = traitlets.Int(1).tag(sync=True)  # k, of the weight whose slope or update is shown
    layer = traitlets.Int(2).tag(sync=True)  # whose new weights the update shows
    predict = traitlets.Bool(False).tag(sync=True)  # whether what a step computes is hidden until it is revealed
    revealed = traitlets.Bool(False).tag(sync=True)

    def __init__(self, net, x, y, *, at="a[1]", until=None, eta=0.5, presenter=False):
        self._x, self._y, _ = equation("21").check(net, x, y)
        if not net.biases:
            raise ValueError("net: expected one with biases, whose slopes and steps the player shows; got biases=False")
        self._net = net.copy()
        eta = real_number("eta", eta, positive=True)
        update = quantities_of_the_update(self._net, self._x, self._y, eta)
        steps = offered(steps_of(self._net), until)
        self._layers = {step.name: list(step.layers) for step in steps}
        super().__init__(
            network=network_state(self._net, self._x, self._y),
            steps=[step.message(self._net) for step in steps],
            sweep=sweep_message(self._net, self._x, self._y, QUANTITIES, further=update),
            at=self._check("at", at, {}),
            presenter=presenter,
        )

    # ---- where we are ----

    @traitlets.validate("at", "layer", "neuron", "source")
    def _checked(self, proposal):
        return self._check(proposal.trait.name, proposal.value, {"at": self.at, "layer": self.layer})

    def _check(self, name, value, state):
        """Return one of at, layer, neuron and source if it exists where we are or go to; ValueError says what does."""
        if name == "at":
            if not isinstance(value, str) or value not in self._layers:
                steps = ", ".join(self._layers)
                raise ValueError(f"at: expected a step of this network, one of {steps}; got {shown(value)}")
        elif name in ("layer", "neuron", "source"):
            low, most, whose = self._range(name, state)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= most:
                raise ValueError(f"{name}: {whose} {low} to {most}, got {shown(value)}")
        return super()._check(name, value, state)

    def _range(self, name, state):
        if name == "layer":
            return 2, self._net.L, "weights belong to layers"
        layers = self._layers[state["at"]]
        l = state["layer"] if state["layer"] in layers else layers[0]
        l = max(l - 1, 1) if name == "source" else l
        return 1, self._net.sizes[l - 1], f"layer {l} has neurons"

    @traitlets.observe("at", "layer")
    def _stay_in_the_layer(self, change):
        """Another layer may have fewer neurons: then its last one is shown."""
        for name in ("neuron", "source"):
            most = self._range(name, {"at": self.at, "layer": self.layer})[1]
            setattr(self, name, min(getattr(self, name), most))

    # ---- without a browser ----

    def __repr__(self):
        return f"PassPlayer({self.at} of {'-'.join(map(str, self._net.sizes))})"

    def _still(self):
        return still(player_still(self._net, self._x, self._y, self.at, self.neuron, self.source))


def quantities_of_the_update(net, x, y, eta):
    """Return eta, the new weights and biases of one training step, and the new C, as `sweep_message` takes them."""
    stepped = net.copy()
    stepped.p -= eta * gradient(net, x, y).p                                                          # (15)
    layers = range(2, net.L + 1)
    return {
        "eta": {0: np.array([[eta]])},
        "new": {l: stepped.W[l][None] for l in layers},
        "newb": {l: stepped.b[l][None] for l in layers},
        "newC": {0: np.array([[cost(stepped, x, y)]])},
    }


@dataclass(frozen=True)
class Step:
    """One step: what it computes, by which equations, and the board that is read for it.

    name: such as "delta[2]". equations: for each its number and a function of (net, l, N) that returns its LaTeX.
    layers: those it can be shown for. reveals: the quantities that are new. board: function of (net, l) that returns
    what stands beside the diagram. words: what is done, where j stands for the chosen neuron.
    """

    name: str
    phase: str
    equations: Sequence
    layers: Sequence
    reveals: Sequence
    board: Callable
    words: str

    def message(self, net):
        """Return the step as the browser reads it; templates and boards by layer."""
        return {
            "name": self.name,
            "phase": self.phase,
            "layers": list(self.layers),
            "reveals": self.reveals,
            "words": self.words,
            "equations": [
                {"number": number, "templates": {str(l): mathml(latex(net, l, 1)) for l in self.layers}}
                for number, latex in self.equations
            ],
            "boards": {str(l): self.board(net, l) for l in self.layers},
        }


def steps_of(net):
    """Return every Step of the two passes, the gradient and the update, in order."""
    every = range(2, net.L + 1)
    forward = [step for l in every for step in (_weighted_input(l), _activation(l))]
    backward = [_hidden_delta(l) for l in range(net.L - 1, 1, -1)]
    return [_input(), *forward, _cost(net), _output_delta(net), *backward, *map(_slopes, every), _update(every)]


def offered(steps, until):
    """Return the steps up to the one of this name; ValueError says which there are."""
    names = [step.name for step in steps]
    if until is None:
        return steps
    if until not in names:
        raise ValueError(f"until: expected a step of this network, one of {', '.join(names)}; got {shown(until)}")
    return steps[: names.index(until) + 1]


def _live(number):
    return equation(number).live_form.latex


def _input():
    words = "The point itself is the activation of layer 1."
    return Step("a[1]", "forward pass", [("7", formulas.input_of_neuron)], [1], ["a-1"], _list(["a", 0]), words)


def _weighted_input(l):
    words = f"Row j of W^[{l}] is what neuron j of layer {l} hears, one weight for each neuron of layer {l - 1}."
    board = _matrix("w", lit="row", top=[["a", -1]], side=[["b", 0], ["z", 0]])
    return Step(f"z[{l}]", "forward pass", [("19", _live("component form of 19"))], [l], [f"z-{l}"], board, words)


def _activation(l):
    words = f"Each neuron of layer {l} answers with σ of its own weighted input."
    board = _list(["z", 0], ["a", 0])
    return Step(f"a[{l}]", "forward pass", [("20", formulas.activation_of_neuron)], [l], [f"a-{l}"], board, words)


def _cost(net):
    words = "The outputs are compared with the targets. Here the forward pass ends and the way back begins."
    quadratic = net.cost_row == COSTS["quadratic"]
    rule = ("18", _live("18")) if quadratic else ("", formulas.cost_alone)
    return Step("C", "cost", [rule], [net.L], ["C"], _list(["y", 0], ["a", 0]), words)


def _output_delta(net):
    L, columns, rule = net.L, [["a", 0], ["y", 0], ["delta", 0]], ("21", _live("21"))
    words = "At the output, δ is how C follows each weighted input."
    if net.cost_row == COSTS["quadratic"]:
        words = "At the output, δ is how far off the answer is, times how steep σ is there."
        columns, rule = [["a", 0], ["y", 0], ["dsigma", 0], ["delta", 0]], ("22", _live("chain rule for 22"))
    elif net.cost_row in COSTS["cross_entropy"]:
        words = "At the output, δ is how far off the answer is: with cross-entropy the slope of σ cancels."
        rule = "22", formulas.output_sensitivity_without_slope
    return Step(f"delta[{L}]", "backward pass", [rule], [L], [f"delta-{L}"], _list(*columns), words)


def _hidden_delta(l):
    words = f"Column j of W^[{l + 1}] holds the outgoing weights of neuron j of layer {l}; δ comes back along them."
    board = _matrix("w", at=1, lit="column", side=[["delta", 1]], foot=[["dsigma", 0], ["delta", 0]])
    rule = "23", _live("delta after rearranging")
    return Step(f"delta[{l}]", "backward pass", [rule], [l], [f"delta-{l}"], board, words)


def _slopes(l):
    words = "Each slope is δ where the line ends times a where it begins; for a bias it is δ alone."
    board = _matrix("dw", lit="cell", top=[["a", -1]], side=[["delta", 0]])
    rules = [("25", _live("25")), ("24", _live("24"))]
    return Step(f"grad[{l}]", "gradient", rules, [l], [f"dw-{l}"], board, words)


def _update(layers):
    words = "Every weight and bias moves against its slope, all at once, after every δ is known."
    board = _matrix("w", lit="cell", side=[["b", 0]], becomes={"w": "new", "b": "newb"})
    rules = [("15", formulas.step_of_weight), ("15", formulas.step_of_bias)]
    return Step("update", "update", rules, layers, ["new", "newb", "newC"], board, words)


def _list(*columns):
    """Return a board of (net, l) with the neurons of layer l as rows and quantities as columns."""
    def board(net, l):
        parts = {"top": [], "side": _named(columns, l), "foot": [], "becomes": {}}
        return {"matrix": "", "rows": net.sizes[l - 1], "columns": 0, "lit": "row", **parts}

    return board


def _matrix(family, at=0, lit="row", top=(), side=(), foot=(), becomes=()):
    """Return a board of (net, l) with the matrix of layer l + at, and vectors above, beside and below it.

    becomes: {family: family}, for a number that is replaced by another one.
    """
    def board(net, l):
        m = l + at
        return {
            "matrix": f"{family}-{m}",
            "rows": net.sizes[m - 1],
            "columns": net.sizes[m - 2],
            "lit": lit,
            "top": _named(top, l),
            "side": _named(side, l),
            "foot": _named(foot, l),
            "becomes": {f"{before}-{m}": f"{after}-{m}" for before, after in dict(becomes).items()},
        }

    return board


def _named(vectors, l):
    return [f"{family}-{l + shift}" for family, shift in vectors]
