"""Progress: how far a training run is, as a bar with a stop button in a notebook, as a line in a terminal."""

import time

import traitlets
from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm

from lecture_lib.widgets.shared.widget import FamilyWidget

PATIENCE = 0.3  # seconds: a run that ends before needs no bar
REFRESH = 0.1  # seconds between two pictures of the bar


class Progress:
    """A callback for train_sgd, train_gd and train_minibatch: train_sgd(…, callback=Progress()).

    Once a run lasts longer than 0.3 s: a bar with a stop button in a notebook, elsewhere a line on stderr (Ctrl-C stops).
    It goes when the run ends, and nothing of it stays in a notebook that is saved.
    """

    def __init__(self):
        self._bar, self._due = None, None

    def __call__(self, step, n_iter, cost):
        now = time.monotonic()
        if self._due is None:
            self._due = now + PATIENCE
        if now < self._due:
            return
        if self._bar is None:
            self._bar = (Bar if hasattr(get_ipython(), "kernel") else Line)(n_iter)
        self._bar.show(step, cost)
        self._due = now + REFRESH

    def close(self):
        """Take the bar away; the next run gets a new one."""
        if self._bar is not None:
            self._bar.close()
        self._bar, self._due = None, None


class Line:
    """A line in a terminal."""

    def __init__(self, n_iter):
        # drawn whenever it is shown: how often that is, Progress has decided
        self._line = tqdm(total=n_iter, unit=" steps", unit_scale=True, leave=False, mininterval=0, miniters=1)

    def show(self, step, cost):
        self._line.set_postfix_str(f"Cost {cost:.4g}", refresh=False)
        self._line.update(step - self._line.n)

    def close(self):
        self._line.close()


class Bar(FamilyWidget, source="progress/progress"):
    """A bar, the same in words, and a stop button, which interrupts the kernel: a busy one hears nothing else."""

    n_iter = traitlets.Int().tag(sync=True)
    step = traitlets.Int().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)

    def __init__(self, n_iter):
        super().__init__(n_iter=n_iter)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        # the view only: a text beside it would be saved with the notebook
        self._shown = display({"application/vnd.jupyter.widget-view+json": view}, raw=True, display_id=True)

    def show(self, step, cost):
        with self.hold_sync():
            self.step, self.words = step, f"step {step:,} of {self.n_iter:,}, Cost {cost:.4g}"

    def close(self):
        self._shown.update({}, raw=True)
        super().close()
