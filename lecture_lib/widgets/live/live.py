"""live: an equation of the lecture with the present numbers in it, which follows a widget while it is pushed."""

import re

import anywidget
import numpy as np
import traitlets

from lecture_lib.register import equation, equations
from lecture_lib.widgets.explorer.explorer import Explorer
from lecture_lib.widgets.shared.mathml import mathml
from lecture_lib.widgets.shared.network_state import identity
from lecture_lib.widgets.shared.sweep_message import read_message, sweep_message
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

    from_browser = ("indices", "followed_at")

    equation = traitlets.Dict().tag(sync=True)
    sweep = traitlets.Dict(allow_none=True).tag(sync=True)  # None where those of a followed Explorer are read
    indices = traitlets.Dict().tag(sync=True)
    follows = traitlets.Unicode().tag(sync=True)
    followed_at = traitlets.Dict().tag(sync=True)  # l, j and k that were followed last

    def __init__(self, number, net, x=None, y=None, **indices):
        self._entry = equation(number)
        self._live_form = self._entry.live_form
        if self._live_form is None:
            there = ", ".join(entry.number for entry in equations() if entry.live_form)
            raise ValueError(f"number: no live form of ({number}); there is one of {there}")
        followed = self._followed = net if isinstance(net, anywidget.AnyWidget) else None
        if followed is not None:
            if x is not None or y is not None:
                raise ValueError("x, y: a widget that is followed brings its own data point, so leave both out")
            net, x, y = followed._net, followed._x, followed._y
        self._use(net, x, y)
        described, indices = self._described(), self._checked(self._first(followed) | indices, given=indices)
        if isinstance(followed, Explorer):
            followed.provide(self._names)  # before this equation is there to read it
        super().__init__(
            equation=described,
            indices=indices,
            sweep=None if isinstance(followed, Explorer) else self._message(),
            follows="" if followed is None else f"IPY_MODEL_{followed.model_id}",
            followed_at={} if followed is None else _shown_by(followed),
        )
        if followed is not None:
            followed.observe(lambda change: self._move(), ["chosen"] if isinstance(followed, Explorer) else ["at", "neuron"])
            followed.observe(lambda change: self._adopt(), "network")

    def _use(self, net, x, y):
        """Take a network and its points; ValueError if the equation has nothing to say of them."""
        self._x, self._y, self._layers = self._entry.check(net, x, y)
        self._net = net
        self._N = self._x.shape[1] if self._x.ndim == 2 else 1

    def _described(self):
        """Return what the browser needs to set the equation, at each layer of which it speaks."""
        templates = {str(l): self._live_form.latex(self._net, l, self._N) for l in self._layers}
        self._names = {name.partition("-")[0] for t in templates.values() for kind, name in _HOOK.findall(t) if kind == "q"}
        return {
            "network": identity(self._net, self._x, self._y),
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

    # ---- numbers, and the widget that is followed ----

    def _message(self):
        """Return the sweep of the Explorer that is followed, or the numbers of the point or the batch."""
        explorer = self._followed
        if isinstance(explorer, Explorer) and explorer._net is self._net:
            return explorer.sweeps[explorer.parameter]
        return sweep_message(self._net, self._x, self._y, self._names)

    def _adopt(self):
        """Speak of the network that the explorer shows now; where that cannot be, the sentence says why."""
        explorer = self._followed
        try:
            self._use(explorer._net, explorer._x, explorer._y)
        except ValueError as error:
            self.message = f"{error}."
            return
        with self.hold_sync():  # equation and indices belong together
            self.message, self.equation = "", self._described()
            self.indices, self.followed_at = self._first(explorer), _shown_by(explorer)
        explorer.provide(self._names)

    def _move(self):
        """Go where the followed widget went, if the equation speaks of that. The browser goes by itself: nothing is sent."""
        shown = _shown_by(self._followed)
        if self._net is not self._followed._net or shown == self.followed_at:
            return  # of another network this equation hears when that network is there
        indices = self.indices | {name: value for name, value in shown.items() if name in self._live_form.indices}
        try:
            indices = self._checked(indices, {})
        except ValueError:
            indices = self.indices
        with self._lock_property(indices=indices, followed_at=shown):
            self.indices, self.followed_at = indices, shown

    # ---- without a browser ----

    def _latex(self):
        """Return the equation with its numbers, at the point where it was made."""
        message = self._message()
        found, row = read_message(message), self.indices["i"] - 1 if "i" in self.indices else message["start"]

        def number(match):
            kind, name = match.groups()
            if kind == "i":
                chosen = [str(self.indices[index]) for index in name]
                return ("," if max(map(len, chosen)) > 1 else "").join(chosen)
            name, l, j, k = name.split("-") + ["0", "1", "1"][name.count("-") :]
            j, k = (int(self.indices.get(index, index)) for index in (j, k))
            numbers = found[name][l]
            return f"{numbers[row, j - 1, k - 1]:.{_decimals(numbers)}f}"

        return _HOOK.sub(number, self._live_form.latex(self._net, self.indices["l"], self._N))

    def __repr__(self):
        chosen = "".join(f", {name} = {self.indices[name]}" for name in self._live_form.indices)
        return f"LiveEquation(({self._entry.number}){chosen})"

    def _still(self):
        return {"text/latex": f"$\\displaystyle {self._latex()}$"}, {}


def _decimals(numbers):
    """Return how many decimals the numbers of a layer are shown with; decimals.js has the same rule."""
    if np.array_equal(numbers, numbers.round()):
        return 0
    largest = np.abs(numbers).max()
    usual = int(np.clip(2 - np.floor(np.log10(largest / 2)), 3, 8))
    ends = (digits for digits in range(usual, 7) if np.abs(numbers - numbers.round(digits)).max() < 1e-12 * largest)
    return next(ends, usual)


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
