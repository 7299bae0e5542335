"""Explorer: push one weight or bias of a small network and see what moves, what cannot, and why ∂C is what it is."""

import numpy as np
import traitlets

from lecture_lib._checks import real_number, shown
from lecture_lib.perturbation import sweep
from lecture_lib.widgets.explorer import regions
from lecture_lib.widgets.explorer.form import built, chosen_point, code_of, described
from lecture_lib.widgets.explorer.rows import has_row, rows, spread, turning_points
from lecture_lib.widgets.explorer.still import explorer_still
from lecture_lib.widgets.shared.mathml import difference_equation, slope_equation
from lecture_lib.widgets.shared.network_state import network_state, opening
from lecture_lib.widgets.shared.question import checked_question
from lecture_lib.widgets.shared.svg import still
from lecture_lib.widgets.shared.sweep_message import half_range, sweep_message
from lecture_lib.widgets.shared.widget import PageWidget, error_sentence

LEVELS = 4  # of detail
QUANTITIES = {"C", "derivative", "difference", "a"}  # that it shows of every parameter
EQUATIONS = {
    letter: {"number": number, "slope": slope_equation(letter), "difference": difference_equation(letter)}
    for letter, number in {"w": "25", "b": "24"}.items()
}


class Explorer(PageWidget, source="explorer/explorer"):
    """The network as a diagram; choose a weight or bias in it and change it with the slider on the cost plot's axis.

    net: any Network of at most 16 neurons a layer; a copy is made, the caller's is never changed. x, y: one data point,
    shapes (n_1,) and (n_L,), or several as columns, of which point, counted from 1, is shown first. parameter: the weight
    or bias chosen first; if left out w43[3], or w11[2] where there is none. value: where its slider stands, at its start
    if left out. The properties parameter and value read and set the present point. detail: how much is shown, from 1 to 4:
    C, its slope, the two factors of the slope, and the finite difference with prediction and gap. presenter: large, for a
    hall. same_scale: one cost axis for all parameters.
    """

    title = "Push one weight or bias of a network"
    from_browser = ("chosen", "detail", "presenter", "same_scale", "question")

    network = traitlets.Dict().tag(sync=True)
    points = traitlets.Dict().tag(sync=True)  # the data points x, y, each a list of its own
    form = traitlets.Dict().tag(sync=True)  # the network and the data point, as the form shows and asks for them
    regions = traitlets.Dict().tag(sync=True)  # the plane of a network with two inputs, {} of others
    equations = traitlets.Dict(EQUATIONS).tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)  # Python that makes the network, as net
    sweeps = traitlets.Dict().tag(sync=True)  # by parameter: of the one shown, and in a page of all
    chosen = traitlets.Dict().tag(sync=True)
    spread = traitlets.List().tag(sync=True)  # the least and the largest ΔC of any parameter, once they are asked for
    detail = traitlets.Int(LEVELS).tag(sync=True)
    same_scale = traitlets.Bool(False).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)
    standalone = traitlets.Bool(False).tag(sync=True)  # a page without Python

    def __init__(
        self, net, x, y, parameter=None, *, value=None, point=1, detail=LEVELS, presenter=False, same_scale=False
    ):
        X, Y, x, y = chosen_point(net, x, y, point)
        self._given = self._net = net.copy()
        self._x, self._y = x, y
        self._X, self._Y = X, Y
        self._names = QUANTITIES
        ref = opening(net, parameter)
        value = net[ref] if value is None else self._checked_value(ref.plain, value)
        super().__init__(
            network=network_state(self._net, x, y),
            form=described(self._net, x, y, self._given),
            code=code_of(self._net),
            points={"x": X.T.tolist(), "y": Y.T.tolist()},
            regions=regions.described(net, X, Y),
            chosen={"parameter": ref.plain, "value": value},
            detail=detail,
            presenter=presenter,
            same_scale=same_scale,
        )
        self.on_msg(self._reply)

    @traitlets.validate("chosen", "detail", "question")
    def _checked(self, proposal):
        return self._check(proposal.trait.name, proposal.value, {})

    def _check(self, name, value, state):
        value = super()._check(name, value, state)
        if name == "detail" and not 1 <= value <= LEVELS:
            raise ValueError(f"detail: expected a level from 1 to {LEVELS}, got {value!r}")
        if name == "question":
            return checked_question(value)
        return self._with_sweep(value) if name == "chosen" else value

    def _with_sweep(self, chosen):
        """Return a point after its sweep was sent, if it was not there; it cannot be shown where it can have none."""
        parameter = self._net.find(chosen["parameter"]).plain
        value = self._checked_value(parameter, chosen["value"])
        if parameter not in self.sweeps or not has_row(self.sweeps[parameter], value):
            self.sweeps = self._swept(parameter, value)
        return {"parameter": parameter, "value": value}

    def _swept(self, parameter, value):
        return regions.with_regions(self._net, self._X, swept(self._net, self._x, self._y, parameter, value, self._names))

    def provide(self, names):
        """Let every sweep from now on hold these quantities too, for an equation that follows; names as in `sweep_message`."""
        if not names <= self._names:
            self._names = self._names | names
            self.sweeps = self._swept(self.parameter, self.value)

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
        self.chosen = {"parameter": self.parameter, "value": value}

    def _checked_value(self, parameter, value):
        value, most = real_number("value", value), half_range(self._net[parameter])
        if abs(value) > most:
            raise ValueError(f"value: {parameter} can go from {-most:g} to {most:g} here, got {value:g}")
        return value

    # ---- another network or data point, which the form asks for ----

    def _reply(self, widget, request, buffers):
        """Answer what the form asks for: "" once it is shown, otherwise the sentence that says why it cannot be."""
        if not isinstance(request, dict) or request.get("kind") != "build":
            self.message = f"message: expected a request of kind 'build', got {shown(request)}."
            return
        try:
            self._build(request["form"])
            sentence = ""
        except (KeyError, TypeError, ValueError) as error:
            sentence = error_sentence("form", error)
        self.send({"id": request.get("id"), "sentence": sentence})

    def _build(self, form):
        """Show another network or data point, at the same parameter if there is one of its name."""
        with np.errstate(over="ignore", invalid="ignore"):  # numbers that grow too large are refused with their sweep
            net, x, y = built(form, self._given)
            network = network_state(net, x, y)
        name = self.parameter if self.parameter in dict(network["parameters"]) else "w11[2]"
        swept(net, x, y, name, net[name], self._names)  # refuses numbers that grow too large
        with self.hold_sync():  # one message, so that the browser never sees half of it
            self.form = described(net, x, y, self._given)
            if network["id"] != self.network["id"]:
                self._replace((net, x, y), network, name)

    def _replace(self, point, network, name):
        self._net, self._x, self._y = point
        self._X, self._Y = self._points_with()
        self.message, self.spread = "", []
        self.code = code_of(self._net)
        self.regions = regions.described(self._net, self._X, self._Y)
        self.sweeps = self._swept(name, self._net[name])
        self.parameter = name
        self._provide_spread()
        self.network = network  # last: who follows takes it with everything else that belongs to it

    def _points_with(self):
        """Return the data points that came with the explorer, and the present one, if it is another, as the last."""
        X, Y = (np.array(self.points[name]).T for name in "xy")
        x, y = self._x[:, None], self._y[:, None]
        if (len(X), len(Y)) != (len(x), len(y)):
            return x, y
        return (X, Y) if (X == x).all(axis=0).any() else (np.hstack([X, x]), np.hstack([Y, y]))

    @traitlets.observe("same_scale")
    def _provide_spread(self, change=None):
        if self.same_scale and not self.spread:
            self.spread = spread(self._net, self._x, self._y)

    # ---- without a browser ----

    def _page_state(self):
        """Return every parameter's sweep, since a page cannot ask for one."""
        point = self._net, self._x, self._y
        values = {ref.plain: self._net[ref] for ref in self._net.parameters()} | {self.parameter: self.value}
        sweeps = {name: swept(*point, name, value)[name] for name, value in values.items()}
        sweeps = regions.with_regions(self._net, self._X, sweeps)
        return {"sweeps": sweeps, "spread": spread(*point), "standalone": True}

    def __repr__(self):
        cost = sweep(self._net, self._x, self._y, self.parameter, [self.value]).cost[0]
        return f"Explorer({self.parameter} = {self.value:.3f}, C = {cost:.4f})"

    def _still(self):
        return still(explorer_still(self._net, self._x, self._y, self.parameter, self.value, self.detail))


def swept(net, x, y, parameter, value, names=QUANTITIES):
    """Return {parameter: its sweep} with a row for this value: the named quantities, and those δ that the explorer speaks of."""
    ref = net.find(parameter)
    delta = {f"delta-{l}" for l in (ref.layer - 1, ref.layer) if l > 1}
    values = rows(net[ref], value, *turning_points(net, x, y, ref))
    return {parameter: sweep_message(net, x, y, names | delta, parameter, values)}
