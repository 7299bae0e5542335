"""StepSlider: the step of a difference quotient on one slider, and which digits of the slope it leaves right."""

import numpy as np
import traitlets

from lecture_lib._checks import real_number
from lecture_lib.difference_step import EPS, step_size_study
from lecture_lib.figures import errors_and_rules, show
from lecture_lib.widgets.shared.network_state import opening
from lecture_lib.widgets.shared.widget import PageWidget


class StepSlider(PageWidget, source="difference_step/difference_step"):
    """The slope of C by one parameter as forward, central and complex step give it, at the h that the slider has chosen.

    net, x, y: as for `gradient`. parameter: such as "b4[3]"; if left out w43[3], or w11[2] where there is none.
    presenter: large, for a hall. The property h reads and sets the step, from 1e-20 to 1.
    """

    title = "Find the best step"
    from_browser = ("chosen", "presenter")

    study = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Int().tag(sync=True)

    def __init__(self, net, x, y, parameter=None, *, presenter=False):
        self._study = found = step_size_study(net, x, y, opening(net, parameter))
        least = EPS * abs(found.truth) / 2 or EPS  # what is smaller than the slope's last digit is drawn there
        self._drawn = {method: np.maximum(error, least) for method, error in found.error.items()}
        state = {
            "parameter": found.parameter.plain,
            "truth": found.truth,
            "hs": found.hs.tolist(),
            "quotient": {method: values.tolist() for method, values in found.quotient.items()},
            "error": {method: values.tolist() for method, values in found.error.items()},
            "lowest": least,
            "highest": float(max(values.max() for values in self._drawn.values())),
        }
        super().__init__(study=state, chosen=len(found.hs) - 1, presenter=presenter)

    @property
    def h(self):
        """The step that is shown; setting it goes to the nearest that the slider has."""
        return float(self._study.hs[self.chosen])

    @h.setter
    def h(self, h):
        h, hs = real_number("h", h, positive=True), self._study.hs
        if not hs[0] * 0.999 <= h <= hs[-1] * 1.001:
            raise ValueError(f"h: expected a step from {hs[0]:.0e} to {hs[-1]:.0e}, got {h:g}")
        self.chosen = int(np.abs(np.log(hs / h)).argmin())

    @traitlets.validate("chosen")
    def _checked(self, proposal):
        return self._check("chosen", proposal.value, {})

    def _check(self, name, value, state):
        row, most = super()._check(name, value, state), len(self._study.hs) - 1
        if not 0 <= row <= most:
            raise ValueError(f"chosen: expected a row of the study, 0 to {most}, got {row}")
        return row

    # ---- without a browser ----

    def __repr__(self):
        return f"StepSlider({self._study.parameter.plain}, h = {self.h:.1e})"

    def _still(self):
        figure = errors_and_rules(self._study.hs, self._drawn, {}, xlabel="h", ylabel="off by", marks=[self.h])
        errors = f"how far the forward, central and complex step are off the slope of C by {self._study.parameter.spoken}"
        return show(figure, f"Against the step h, {errors}; a mark stands at h = {self.h:.0e}.").forms()
