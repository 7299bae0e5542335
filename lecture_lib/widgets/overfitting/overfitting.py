"""OverfittingLab: a network learns the noise of a few points, and what helps against that is dragged."""

import traitlets

from lecture_lib._checks import generator, shown, whole_number
from lecture_lib.widgets.overfitting import runs
from lecture_lib.widgets.overfitting.still import overfitting_still
from lecture_lib.widgets.progress.progress import Progress
from lecture_lib.widgets.shared.question import checked_question
from lecture_lib.widgets.shared.svg import still
from lecture_lib.widgets.shared.widget import PageWidget


class OverfittingLab(PageWidget, source="overfitting/overfitting"):
    """Training runs of a network with one input on a few noisy points, for each l2, dropout rate, size and number of points.

    Every run is one of train_regularised. One of the four is dragged at a time, the others stay as in the base setting. rng:
    of the points, a seed or a Generator; n_iter: steps of each run, a multiple of 40. presenter: large, for a hall. The traits
    knob ("l2", "dropout", "neurons" or "points"), l2, dropout, neurons, points, start and record say what is shown;
    ValueError says what exists.
    """

    title = "When does a network learn the noise?"
    places = ("knob", *runs.KNOBS, "start", "record")
    from_browser = (*places, "question", "presenter")

    tables = traitlets.Dict().tag(sync=True)
    knob = traitlets.Unicode("l2").tag(sync=True)  # what is dragged
    l2 = traitlets.Float(runs.Setting.l2).tag(sync=True)  # λ
    dropout = traitlets.Float(runs.Setting.dropout).tag(sync=True)
    neurons = traitlets.Int(runs.Setting.neurons).tag(sync=True)
    points = traitlets.Int(runs.Setting.points).tag(sync=True)
    start = traitlets.Int(1).tag(sync=True)  # which of the runs of a setting, counted from 1
    record = traitlets.Int(runs.RECORDS).tag(sync=True)
    question = traitlets.Dict().tag(sync=True)

    def __init__(self, *, rng=8, n_iter=3000, presenter=False):
        rng, n_iter = generator(rng), whole_number("n_iter", n_iter, least=runs.RECORDS)
        if n_iter % runs.RECORDS:
            raise ValueError(f"n_iter: expected a multiple of {runs.RECORDS}, got {n_iter}")
        progress = Progress()
        try:
            super().__init__(tables=runs.tables(rng, n_iter, progress), presenter=presenter)
        finally:
            progress.close()

    # ---- where we are ----

    @property
    def choices(self):
        """What there is to choose, by the name of the trait that chooses it."""
        counted = {"start": range(1, runs.STARTS + 1), "record": range(runs.RECORDS + 1)}
        return {"knob": tuple(runs.KNOBS), **runs.KNOBS, **counted}

    @traitlets.validate(*places, "question")
    def _checked(self, proposal):
        return self._check(proposal.trait.name, proposal.value, {})

    def _check(self, name, value, state):
        choices = self.choices.get(name, (value,))
        if isinstance(value, bool) or not isinstance(value, int | float | str | dict) or value not in choices:
            are = f"{choices[0]} to {choices[-1]}" if isinstance(choices, range) else ", ".join(map(str, choices))
            raise ValueError(f"{name}: the lab has {are}; got {shown(value)}")
        value = super()._check(name, value, state)
        return checked_question(value) if name == "question" else value

    # ---- without a browser ----

    def __repr__(self):
        return f"OverfittingLab({self.knob} = {getattr(self, self.knob):g})"

    def _still(self):
        return still(overfitting_still(self))
