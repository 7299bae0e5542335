"""live: an equation of the lecture with the present numbers in it, which follows a widget while it is pushed."""

import re

import anywidget
import numpy as np
import traitlets

from lecture_lib.register import equation, equations
from lecture_lib.widgets.explorer.explorer import Explorer
from lecture_lib.widgets.shared.mathml import mathml
from lecture_lib.widgets.shared.quantities import batch_quantities, swept_quantities, table
from lecture_lib.widgets.shared.widget import FamilyWidget

NEURONS = {"j": "neuron", "k": "neuron", "l": "layer", "i": "point"}
_HOOK = re.compile(r"\\class\{([qi])-([\w-]+)\}\{0\}")


def live(number, net, x=None, y=None, **indices):
    """Return an equation of the register with present numbers in it, as a widget.

    number: such as "25" or "outer product". net, x, y: as for `gradient`; (9), (13) and (15) take a batch. In their
    place an Explorer or a PassPlayer, which the equation then follows, without Python while it is dragged. indices:
    l, j, k or i, as far as the equation has them; ValueError says which exist. They can be changed in the widget.
    """
    return LiveEquation(number, net, x, y, **indices)


class LiveEquation(FamilyWidget, source="live/live"):
    """What `live` returns. The property indices reads and sets the chosen l, j, k and i."""

    from_browser = ("indices",)

    equation = traitlets.Dict().tag(sync=True)
    quantities = traitlets.Dict().tag(sync=True)
    indices = traitlets.Dict().tag(sync=True)
    follows = traitlets.Unicode().tag(sync=True)

    def __init__(self, number, net, x=None, y=None, **indices):
        self._entry = equation(number)
        self._live_form = self._entry.live_form
        if self._live_form is None:
            there = ", ".join(entry.number for entry in equations() if entry.live_form)
            raise ValueError(f"number: no live form of ({number}); there is one of {there}")
        followed = net if isinstance(net, anywidget.AnyWidget) else None
        if followed is not None:
            if x is not None or y is not None:
                raise ValueError("x, y: a widget that is followed brings its own data point, so leave both out")
            net, x, y = followed._net, followed._x, followed._y
        self._use(net, x, y)
        super().__init__(
            equation=self._described(),
            indices=self._checked(self._first(followed) | indices, given=indices),
            follows="" if followed is None else f"IPY_MODEL_{followed.model_id}",
        )
        self._follow(followed)

    def _use(self, net, x, y):
        """Take a network and its points; ValueError if the equation has nothing to say of them."""
        self._x, self._y, self._layers = self._entry.check(net, x, y)
        self._net = net
        self._N = self._x.shape[1] if self._x.ndim == 2 else 1

    def _described(self):
        """Return what the browser needs to set the equation, at each layer of which it speaks."""
        templates = {str(l): self._live_form.latex(self._net, l, self._N) for l in self._layers}
        self._families = {name.partition("-")[0] for t in templates.values() for kind, name in _HOOK.findall(t) if kind == "q"}
        return {
            "number": self._entry.number,
            "statement": self._entry.statement,
            "templates": {l: mathml(template) for l, template in templates.items()},
            "counts": {str(l): {index: self._count(index, l) for index in self._live_form.indices} for l in self._layers},
        }

    # ---- indices ----

    def _count(self, index, l):
        """Return how many values an index has at layer l."""
        layer = {"j": l, "k": l + self._live_form.k_layer}
        return self._N if index == "i" else len(self._layers) if index == "l" else self._net.sizes[layer[index] - 1]

    def _first(self, followed):
        """Return the indices to begin with: those of w43[3] where it exists, or what the followed widget shows."""
        l = 3 if 3 in self._layers else self._layers[0]
        wanted = {"l": l, "j": 4, "k": 3, "i": 1} | (_shown_by(followed) if followed is not None else {})
        wanted["l"] = wanted["l"] if wanted["l"] in self._layers else l
        return {
            index: wanted[index] if index == "l" or wanted[index] <= self._count(index, wanted["l"]) else 1
            for index in self._live_form.indices
        } | {"l": wanted["l"]}

    def _checked(self, indices, given):
        for name in given:
            if name not in self._live_form.indices:
                has = ", ".join(self._live_form.indices) or "none"
                raise ValueError(f"{name}: equation ({self._entry.number}) has no such index to choose; it has {has}")
        for name, value in indices.items():
            if isinstance(value, bool) or not isinstance(value, int | np.integer):
                raise TypeError(f"{name}: expected an integer, got {value!r}")
        l = int(indices["l"])
        if l not in self._layers:
            raise ValueError(f"l: equation ({self._entry.number}) speaks of layers {_listed(self._layers)} here, got {l}")
        for name in set(indices) - {"l"}:
            most = self._count(name, l)
            if not 1 <= indices[name] <= most:
                whose = "there are points" if name == "i" else f"layer {l + (name == 'k') * self._live_form.k_layer} has neurons"
                raise ValueError(f"{name}: {whose} 1 to {most}, got {indices[name]}")
        return {name: int(value) for name, value in indices.items()}

    @traitlets.validate("indices")
    def _checked_choice(self, proposal):
        return self._check("indices", proposal.value, {})

    def _check(self, name, value, state):
        indices = super()._check(name, value, state)
        missing = [index for index in ("l", *self._live_form.indices) if index not in indices]
        if missing:
            raise KeyError(missing[0])
        chosen = {index: value for index, value in indices.items() if index != "l" or "l" in self._live_form.indices}
        return self._checked(indices, chosen)

    # ---- numbers ----

    def _follow(self, followed):
        if self._x.ndim == 2:
            found = batch_quantities(self._net, self._x, self._y)
            self.quantities = table(found, self._families, np.arange(1, self._N + 1), "")
        elif isinstance(followed, Explorer):
            followed.observe(lambda change: self._sweep(followed), ["tables", "chosen"])
            followed.observe(lambda change: self._adopt(followed), "network")
            self._sweep(followed)
        else:
            parameter = "w11[2]"  # every network has it; at its own value nothing is swept
            self._take(parameter, [self._net[parameter]], "")
            if followed is not None:
                followed.observe(lambda change: self._move(followed), ["at", "neuron"])

    def _adopt(self, explorer):
        """Speak of the network that the explorer shows now; where that cannot be, the sentence says why."""
        try:
            self._use(explorer._net, explorer._x, explorer._y)
        except ValueError as error:
            self.message = f"{error}."
            return
        with self.hold_sync():  # equation, indices and numbers belong together
            self.message, self.quantities = "", {}
            self.equation = self._described()
            self.indices = self._first(explorer)
            self._sweep(explorer)

    def _sweep(self, explorer):
        """Take the rows of the explorer's table, and its parameter's indices where the parameter is another one."""
        parameter = explorer.parameter
        if self._net is not explorer._net or parameter not in explorer.tables:
            return  # of another network this equation hears when that network is there
        values = explorer.tables[parameter]["values"]
        if self.quantities.get("parameter") != parameter or self.quantities["values"] != values:
            moved = self.quantities.get("parameter", parameter) != parameter
            self._take(parameter, np.frombuffer(values, "<f8"), parameter)
            if moved:
                self._move(explorer)

    def _take(self, parameter, values, name):
        found = swept_quantities(self._net, self._x, self._y, parameter, values)
        self.quantities = table(found, self._families, values, name)

    def _move(self, followed):
        shown = {name: value for name, value in _shown_by(followed).items() if name in self._live_form.indices}
        try:
            self.indices = self._checked(self.indices | shown, {})
        except ValueError:
            pass  # the equation does not speak of that layer or neuron, so it stays where it is

    # ---- without a browser ----

    def _latex(self):
        """Return the equation with its numbers, at the point where it was made."""
        l = self.indices["l"]
        values = np.frombuffer(self.quantities["values"], "<f8")
        rows = np.frombuffer(self.quantities["rows"], "<f4").reshape(len(values), -1)
        parameter = self.quantities["parameter"]
        row = np.argmin(abs(values - self._net[parameter])) if parameter else self.indices.get("i", 1) - 1

        def number(match):
            kind, name = match.groups()
            if kind == "i":
                chosen = [str(self.indices[index]) for index in name]
                return ("," if max(map(len, chosen)) > 1 else "").join(chosen)
            column, decimals = self._column(*name.split("-"))
            return f"{rows[row, column]:.{decimals}f}"

        return _HOOK.sub(number, self._live_form.latex(self._net, l, self._N))

    def _column(self, name, l="0", j="1", k="1"):
        first, width, decimals = self.quantities["layout"][name][l]
        j, k = (int(self.indices.get(index, index)) for index in (j, k))
        return first + (j - 1) * width + k - 1, decimals

    def __repr__(self):
        chosen = "".join(f", {name} = {self.indices[name]}" for name in self._live_form.indices)
        return f"LiveEquation(({self._entry.number}){chosen})"

    def _still(self):
        return {"text/latex": f"$\\displaystyle {self._latex()}$"}


def _shown_by(followed):
    """Return the indices of what an Explorer or a PassPlayer shows now."""
    if isinstance(followed, Explorer):
        ref = followed._net.find(followed.parameter)
        return {"l": ref.layer, "j": ref.j} | ({} if ref.k is None else {"k": ref.k})
    layer = re.search(r"\[(\d+)\]", followed.at)
    return ({"l": int(layer[1])} if layer else {}) | {"j": followed.neuron}


def _listed(numbers):
    first, *_, last = (numbers[0], *numbers)
    return f"{first} to {last}" if len(numbers) > 1 else f"{first} only"
