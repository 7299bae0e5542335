"""Explorer: push one weight or bias of a small network and see what moves, what cannot, and why ∂C is what it is."""

import anywidget
import numpy as np
import traitlets

from lecture_lib._checks import real_number
from lecture_lib.perturbation import sweep
from lecture_lib.widgets._assemble import assemble_css, assemble_js
from lecture_lib.widgets.page import write_page
from lecture_lib.widgets.still import still
from lecture_lib.widgets.tables import has_row, network_state, reach, sweep_table

MODULES = (
    "dom.js",
    "numbers.js",
    "notation.js",
    "table.js",
    "session.js",
    "geometry.js",
    "diagram.js",
    "reach.js",
    "labels.js",
    "factors.js",
    "legend.js",
    "slider.js",
    "plot.js",
    "words.js",
    "explorer.js",
)


class Explorer(anywidget.AnyWidget):
    """The network as a diagram; choose a weight or bias in it and change it with the slider on the cost plot's axis.

    net: any Network; a copy is made, the caller's is never changed. x, y: one data point, shapes (n_1,) and (n_L,).
    parameter: the weight or bias chosen first. The properties parameter and value read and set the present point.
    """

    _esm = assemble_js(*MODULES)
    _css = assemble_css("family.css", "explorer.css")

    network = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    message = traitlets.Unicode().tag(sync=True)

    def __init__(self, net, x, y, parameter="w43[3]"):
        self._net = net.copy()
        self._x, self._y = np.array(x, dtype=float), np.array(y, dtype=float)
        ref = self._net.find(parameter)
        sweep(self._net, self._x, self._y, ref, [self._net[ref]])  # refuses a batch, or x and y that do not fit
        super().__init__(
            network=network_state(self._net, self._x, self._y), chosen={"parameter": ref.plain, "value": self._net[ref]}
        )

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

    @traitlets.observe("chosen")
    def _provide_table(self, change):
        """Give the browser what it lacks; it may ask for anything, so a bad point is told in a sentence, not raised."""
        try:
            parameter = self._net.find(change.new["parameter"]).plain
            value = self._checked_value(parameter, change.new["value"])
        except (KeyError, TypeError, ValueError) as error:
            self.chosen = change.old
            self.message = f"{error}." if not isinstance(error, KeyError) else f"chosen: {error} is missing."
            return
        self.message = ""
        if parameter not in self.tables or not has_row(self.tables[parameter], value):
            self.tables = {parameter: sweep_table(self._net, self._x, self._y, parameter, value)}

    def to_html(self, path):
        """Write one self-contained page that shows the explorer without Python, with every parameter's table; OSError says
        why it cannot."""
        names = [ref.plain for ref in self._net.parameters()]
        values = {name: self.value if name == self.parameter else self._net[name] for name in names}
        tables = {name: sweep_table(self._net, self._x, self._y, name, value) for name, value in values.items()}
        write_page(self, path, "Push one weight or bias of a network", tables=tables)

    def __repr__(self):
        cost = sweep(self._net, self._x, self._y, self.parameter, [self.value]).cost[0]
        return f"Explorer({self.parameter} = {self.value:.3f}, C = {cost:.4f})"

    def _repr_mimebundle_(self, **kwargs):
        """Show the live widget where there is one, otherwise the still picture."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        picture = still(self._net, self._x, self._y, self.parameter, self.value)
        return {**data, "image/svg+xml": str(picture)}, metadata
