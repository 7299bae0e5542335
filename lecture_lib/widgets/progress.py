"""Progress: how far a training run is, as a bar with a stop button in a notebook, as a line in a terminal."""

import time

from IPython import get_ipython

PATIENCE = 0.3  # seconds: a run that ends before needs no bar
REFRESH = 0.1  # seconds between two pictures of the bar


class Progress:
    """A callback for train_sgd, train_gd and train_minibatch: train_sgd(…, callback=Progress()).

    In a notebook a bar with a stop button, in a terminal a line on stderr; each is there while the run lasts, leaves
    nothing in what is saved, and stays away from a run of less than 0.3 s. The network keeps what it reached when stopped.
    """

    def __init__(self):
        self._bar, self._due = None, None

    def __call__(self, step, n_iter, cost):
        now = time.monotonic()
        self._due = self._due or now + PATIENCE
        if now >= self._due:
            self._bar = self._bar or (_Widget if hasattr(get_ipython(), "kernel") else _Line)(n_iter)
            self._bar.show(step, cost)
            self._due = now + REFRESH
        if self._bar is not None and self._bar.stopped:
            raise StopIteration("the stop button")

    def close(self):
        """Take the bar away; the next run begins a new one."""
        if self._bar is not None:
            self._bar.close()
        self.__init__()


class _Line:
    """A line of tqdm's."""

    stopped = False  # Ctrl-C does it

    def __init__(self, n_iter):
        from tqdm import tqdm

        self._line = tqdm(total=n_iter, unit=" steps", unit_scale=True, leave=False)

    def show(self, step, cost):
        self._line.set_postfix_str(f"Cost {cost:.4g}", refresh=False)
        self._line.update(step - self._line.n)

    def close(self):
        self._line.close()


class _Widget:
    """A bar, how far it is in words, and a stop button."""

    def __init__(self, n_iter):
        from IPython.display import display
        from ipywidgets import Button, FloatProgress, HBox, Label, Layout

        self.stopped, self._n_iter = False, n_iter
        self._bar, self._words = FloatProgress(max=n_iter, layout=Layout(width="16em")), Label()
        button = Button(description="Stop", tooltip="Stop training; the network keeps what it has reached")
        button.on_click(self._stop)
        self._box = HBox([self._bar, self._words, button])
        shown = {"application/vnd.jupyter.widget-view+json": {"version_major": 2, "version_minor": 0, "model_id": self._box.model_id}}
        self._handle = display(shown, raw=True, display_id=True)

    def _stop(self, button):
        self.stopped = True

    def show(self, step, cost):
        self._bar.value = step
        self._words.value = f"step {step:,} of {self._n_iter:,}, Cost {cost:.4g}"

    def close(self):
        self._handle.update({}, raw=True)
        self._box.close_all()
