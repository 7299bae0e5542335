"""StepSlider: the step of a difference quotient on one slider, and which digits of the slope it leaves right."""

import numpy as np
import traitlets

from lecture_lib._checks import real_number
from lecture_lib.difference_step import EPS, step_size_study
from lecture_lib.figures import errors_and_rules, show
from lecture_lib.widgets.page.page import write_page
from lecture_lib.widgets.shared.widget import FamilyWidget


class StepSlider(FamilyWidget, source="difference_step/difference_step"):
    """The slope of C by one parameter as forward, central and complex step give it, at the h that the slider has chosen.

    net, x, y: as for `gradient`. parameter: such as "w43[3]". The property h reads and sets the step, from 1e-20 to 1.
    """

    study = traitlets.Dict().tag(sync=True)
    chosen = traitlets.Int().tag(sync=True)

    def __init__(self, net, x, y, parameter="w43[3]"):
        self._study = found = step_size_study(net, x, y, parameter)
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
        super().__init__(study=state, chosen=len(found.hs) - 1)

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
    def _keep_in_table(self, proposal):
        """The browser may send anything; a row that is not there becomes the nearest that is."""
        return int(np.clip(proposal["value"], 0, len(self._study.hs) - 1))

    def to_html(self, path):
        """Write one self-contained page that shows the slider without Python; OSError says why it cannot."""
        write_page(self, path, "Find the best step")

    def __repr__(self):
        return f"StepSlider({self._study.parameter.plain}, h = {self.h:.1e})"

    def _repr_mimebundle_(self, **kwargs):
        """Show the live widget where there is one, otherwise the still picture."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        still = errors_and_rules(self._study.hs, self._drawn, {}, xlabel="h", ylabel="off by", marks=[self.h])
        return {**data, "image/svg+xml": show(still, repr(self)).svg.strip()}, metadata
