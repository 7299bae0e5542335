"""Explorer: push one weight or bias of a small network and see what moves, what cannot, and why ∂C is what it is."""

import numpy as np
import traitlets

from lecture_lib._checks import real_number
from lecture_lib.perturbation import sweep
from lecture_lib.widgets.explorer.form import built, chosen_point, code_of, described
from lecture_lib.widgets.explorer.rows import has_row, rows, spread
from lecture_lib.widgets.page.page import write_page
from lecture_lib.widgets.shared.mathml import difference_equation, slope_equation
from lecture_lib.widgets.shared.network_state import network_state
from lecture_lib.widgets.shared.still import still
from lecture_lib.widgets.shared.sweep_message import reach, sweep_message
from lecture_lib.widgets.shared.widget import FamilyWidget

LEVELS = 4  # of detail
QUANTITIES = {"C", "derivative", "difference", "a"}  # that it shows of every parameter
EQUATIONS = {
    letter: {"number": number, "slope": slope_equation(letter), "difference": difference_equation(letter)}
    for letter, number in {"w": "25", "b": "24"}.items()
}


class Explorer(FamilyWidget, source="explorer/explorer"):
    """The network as a diagram; choose a weight or bias in it and change it with the slider on the cost plot's axis.

    net: any Network of at most 16 neurons a layer; a copy is made, the caller's is never changed. x, y: one data point,
    shapes (n_1,) and (n_L,), or several as columns, of which point, counted from 1, is shown first. parameter: the weight
    or bias chosen first; value: where its slider stands, at its start if left out. The properties parameter and value read
    and set the present point. detail: how much is shown, from 1 to 4: C, its slope, the two factors of the slope, and the
    finite difference with prediction and gap. presenter: large, for a hall. same_scale: one cost axis for all parameters.
    """

    network = traitlets.Dict().tag(sync=True)
    points = traitlets.Dict().tag(sync=True)  # the data points x, y, each a list of its own
    setup = traitlets.Dict().tag(sync=True)  # the network and the data point, as the form asks for them
    equations = traitlets.Dict(EQUATIONS).tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)  # Python that makes the network, as net
    sweeps = traitlets.Dict().tag(sync=True)  # by parameter: of the one shown, and in a page of all
    chosen = traitlets.Dict().tag(sync=True)
    spread = traitlets.List().tag(sync=True)  # the least and the largest ΔC of any parameter, once they are asked for
    detail = traitlets.Int(LEVELS).tag(sync=True)
    presenter = traitlets.Bool(False).tag(sync=True)
    same_scale = traitlets.Bool(False).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    standalone = traitlets.Bool(False).tag(sync=True)  # a page without Python

    def __init__(
        self, net, x, y, parameter="w43[3]", *, value=None, point=1, detail=LEVELS, presenter=False, same_scale=False
    ):
        X, Y, x, y = chosen_point(net, x, y, point)
        self._net, self._x, self._y = net.copy(), x, y
        self._names = QUANTITIES
        ref = net.find(parameter)
        value = net[ref] if value is None else self._checked_value(ref.plain, value)
        super().__init__(
            network=network_state(self._net, x, y),
            setup=described(self._net, x, y),
            code=code_of(self._net),
            points={"x": X.T.tolist(), "y": Y.T.tolist()},
            chosen={"parameter": ref.plain, "value": value},
            detail=detail,
            presenter=presenter,
            same_scale=same_scale,
        )

    @traitlets.validate("detail")
    def _check_detail(self, proposal):
        if not 1 <= proposal["value"] <= LEVELS:
            raise ValueError(f"detail: expected a level from 1 to {LEVELS}, got {proposal['value']!r}")
        return proposal["value"]

    @property
    def parameter(self):
        """The chosen weight or bias, such as "w43[3]"; setting it takes its value back to the start."""
        return self.chosen["parameter"]

    @parameter.setter
    def parameter(self, parameter):
        ref = self._net.find(parameter)
        self.chosen = {"parameter": ref.plain, "value": self._net[ref]}

    @property
    def value(self):
        """The chosen parameter's present value."""
        return self.chosen["value"]

    @value.setter
    def value(self, value):
        self.chosen = {"parameter": self.parameter, "value": self._checked_value(self.parameter, value)}

    def _checked_value(self, parameter, value):
        value, most = real_number("value", value), reach(self._net[parameter])
        if abs(value) > most:
            raise ValueError(f"value: {parameter} can go from {-most:g} to {most:g} here, got {value:g}")
        return value

    # ---- what the browser asks for; it may ask for anything, so what cannot be is told in a sentence, not raised ----

    @traitlets.observe("chosen")
    def _provide_sweep(self, change):
        try:
            parameter = self._net.find(change.new["parameter"]).plain
            value = self._checked_value(parameter, change.new["value"])
            if parameter not in self.sweeps or not has_row(self.sweeps[parameter], value):
                self.sweeps = self._swept(parameter, value)
        except (KeyError, TypeError, ValueError) as error:
            if not change.old:
                raise
            self.chosen = change.old
            self.message = error_sentence("chosen", error)
            return
        self.message = ""

    def _swept(self, parameter, value):
        return swept(self._net, self._x, self._y, parameter, value, self._names)

    def provide(self, names):
        """Let every sweep from now on hold these quantities too, for an equation that follows; names as in `sweep_message`."""
        if not names <= self._names:
            self._names = self._names | names
            self.sweeps = self._swept(self.parameter, self.value)

    @traitlets.observe("setup")
    def _build(self, change):
        """Show another network or data point, at the same parameter if there is one of its name."""
        if not change.old:
            return
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # numbers that grow too large are refused with their sweep
                net, x, y = built(change.new, self._net)
                network = network_state(net, x, y)
            name = self.parameter if self.parameter in dict(network["parameters"]) else "w11[2]"
            sweeps = swept(net, x, y, name, net[name], self._names)
        except (KeyError, TypeError, ValueError) as error:
            self.setup = change.old
            self.message = error_sentence("setup", error)
            return
        if network["id"] != self.network["id"]:
            self._replace((net, x, y), network, name, sweeps)

    def _replace(self, point, network, name, sweeps):
        code = code_of(point[0], seed=self.setup["seed"], scale=self.setup["scale"])
        with self.hold_sync():  # one message, so that the browser never sees half of it
            self._net, self._x, self._y = point
            self.message, self.spread, self.code = "", [], code
            self.sweeps = sweeps
            self.parameter = name
            self._provide_spread()
            self.network = network  # last: who follows takes it with everything else that belongs to it

    @traitlets.observe("same_scale")
    def _provide_spread(self, change=None):
        if self.same_scale and not self.spread:
            self.spread = spread(self._net, self._x, self._y)

    def to_html(self, path):
        """Write one self-contained page that shows the explorer without Python, with every parameter's sweep; OSError says
        why it cannot."""
        point = self._net, self._x, self._y
        values = {ref.plain: self._net[ref] for ref in self._net.parameters()} | {self.parameter: self.value}
        sweeps = {name: swept(*point, name, value)[name] for name, value in values.items()}
        known = {"sweeps": sweeps, "spread": spread(*point), "standalone": True}
        write_page(self, path, "Push one weight or bias of a network", **known)

    def __repr__(self):
        cost = sweep(self._net, self._x, self._y, self.parameter, [self.value]).cost[0]
        return f"Explorer({self.parameter} = {self.value:.3f}, C = {cost:.4f})"

    def _repr_mimebundle_(self, **kwargs):
        """Show the live widget where there is one, otherwise the still picture."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        picture = still(self._net, self._x, self._y, self.parameter, self.value)
        return {**data, "image/svg+xml": str(picture)}, metadata


def swept(net, x, y, parameter, value, names=QUANTITIES):
    """Return {parameter: its sweep} with a row for this value: the named quantities, and those δ that the explorer speaks of."""
    delta = {f"delta-{l}" for l in (net.find(parameter).layer - 1, net.find(parameter).layer) if l > 1}
    return {parameter: sweep_message(net, x, y, names | delta, parameter, rows(net[parameter], value))}


def error_sentence(name, error):
    """Return the sentence for what the browser asked for in vain; name: the trait that asked."""
    return f"{name}: {error} is missing." if isinstance(error, KeyError) else f"{error}."
