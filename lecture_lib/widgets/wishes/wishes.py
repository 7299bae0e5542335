"""Wishes: the targets are dragged, and every neuron shows its wish, −δ: which way its weighted input should go."""

import numpy as np
import traitlets

from lecture_lib._checks import array_of_shape, shown
from lecture_lib.propagation import backward, forward
from lecture_lib.register import equation
from lecture_lib.widgets.shared.network_state import VERSION, network_state
from lecture_lib.widgets.shared.svg import still
from lecture_lib.widgets.shared.widget import PageWidget
from lecture_lib.widgets.wishes.still import wishes_still

STEPS = 20  # from one end of a target's slider to the other


class Wishes(PageWidget, source="wishes/wishes"):
    """A network with −δ as an arrow at each neuron, up where a larger z would lower C, while its targets are dragged.

    net: any Network with one or two outputs, except softmax, whose targets cannot be moved one by one. x, y: one data point,
    shapes (n_1,) and (n_L,). neuron: the layer and number j of the neuron whose wish is put into words. presenter: large,
    for a hall. The property targets reads and sets what the sliders show. ValueError says what cannot be.
    """

    title = "What each neuron wishes"
    from_browser = ("at", "neuron", "presenter")

    network = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)  # values of each target, and C and δ for all their combinations, the last fastest
    at = traitlets.List().tag(sync=True)  # for each target the place of its value
    neuron = traitlets.List().tag(sync=True)

    def __init__(self, net, x, y, *, neuron=None, presenter=False):
        self._x, y, _ = equation("21").check(net, x, y)
        if len(y) > 2 or net.activations[net.L].columnwise:
            raise ValueError(f"net: expected one or two outputs, each with a target of its own, got {net!r}")
        self._net = net.copy()
        self._values = [target_values(net, target) for target in y]
        super().__init__(
            network=network_state(self._net, self._x, y),
            table=table_of(self._net, self._x, self._values),
            at=[int(np.flatnonzero(values == target)[0]) for values, target in zip(self._values, y, strict=True)],
            neuron=self._check("neuron", [net.L, 1] if neuron is None else list(neuron), {}),
            presenter=presenter,
        )

    @property
    def targets(self):
        """What the sliders show, shape (n_L,); setting it takes for each the nearest value that its slider has."""
        return np.array([values[row] for values, row in zip(self._values, self.at, strict=True)])

    @targets.setter
    def targets(self, targets):
        targets = array_of_shape("targets", targets, (len(self._values),))
        self.at = [int(np.abs(values - target).argmin()) for values, target in zip(self._values, targets, strict=True)]

    @traitlets.validate("at", "neuron")
    def _checked(self, proposal):
        return self._check(proposal.trait.name, proposal.value, {})

    def _check(self, name, value, state):
        value = super()._check(name, value, state)
        if name == "at":
            self._expect(value, [range(len(values)) for values in self._values], "at: expected a place for each target")
        elif name == "neuron":
            layers = range(2, self._net.L + 1)
            neurons = range(1, self._net.sizes[value[0] - 1] + 1) if len(value) == 2 and value[0] in layers else range(0)
            self._expect(value, [layers, neurons], "neuron: expected a layer from 2 on and one of its neurons")
        return value

    def _expect(self, value, ranges, sentence):
        are_whole = all(isinstance(number, int) and not isinstance(number, bool) for number in value)
        if len(value) != len(ranges) or not are_whole or any(n not in those for n, those in zip(value, ranges, strict=True)):
            raise ValueError(f"{sentence}, got {shown(value)}")

    # ---- without a browser ----

    def __repr__(self):
        targets = ", ".join(f"{target:g}" for target in self.targets)
        return f"Wishes({'-'.join(map(str, self._net.sizes))}, y = ({targets}))"

    def _still(self):
        return still(wishes_still(self._net, self._x, self.targets))


def target_values(net, target):
    """Return the values of a target's slider: what the output can be, or 1 to either side, the present target among them."""
    low, high = net.activations[net.L].bounds or (target - 1.0, target + 1.0)
    return np.unique(np.append(np.linspace(min(low, target), max(high, target), STEPS + 1).round(6), target))


def table_of(net, x, values):
    """Return what is sent of the targets, C and δ: a row for each combination of targets, the last changing fastest."""
    Y = np.array(np.meshgrid(*values, indexing="ij")).reshape(len(values), -1)
    a, z = forward(net, np.repeat(x[:, None], Y.shape[1], axis=1))
    return {
        "version": VERSION,
        "targets": [target.tolist() for target in values],
        "cost": net.pointwise_cost(a, z, Y).tolist(),
        "delta": [None if delta is None else delta.T.tolist() for delta in backward(net, a, z, Y)],
    }
