"""How long a push takes to be seen: from the input event to the painted frame, in a real JupyterLab.

All peers stand in one notebook, on one page, with one kernel, and take turns in blocks of a few steps, so that a busy
moment of the machine strikes all. What is done to them and how it is timed is the same for all:

- The mouse presses a slider's thumb and moves it, step by step (Chromium's own input, not events made by a script), or
  Enter is pressed on a weight. A step begins when the browser had the event (`event.timeStamp`), so that waiting for the
  next frame counts. Pauses between steps are uneven, or they would keep in step with the screen.
- A step ends when the first frame is painted in which what the step changes has changed: a number's text, the curve, the
  picture (and it is decoded), the canvas. `probe.js` looks at the end of a frame's layout, and reads the clock in the
  first task after that frame. What the compositor does later, on threads of its own, is in no peer's time.
- A drag of five seconds moves the mouse 100 times a second; a frame is dropped where the time from one to the next is
  longer than that of a frame by half or more, and as many as would have fitted are counted.
- Memory is read after a collection of garbage, when every table has come once, and again 1,000 selections later.
"""

import itertools
import json
import statistics
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil

from benchmarks.peers import (
    EMPTY_WIDGET,
    EXPLORER,
    EXPLORER_LARGE,
    IMPORTS,
    KERNEL_ROUND_TRIP,
    NUMBER,
    PEERS,
)
from benchmarks.timing import MISSING, Row, installed

from benchmarks.lab import SESSION

STEP = "one step of a slider, until it is painted"
CHOICE = "another parameter chosen, until its curve is painted"
DRAG = "frames dropped in a drag of 5 s"
MEMORY = "growth of memory over 1,000 selections"

FIRST, FIRST_LARGE = f"{EXPLORER.name}, first time", f"{EXPLORER_LARGE.name}, first time"
AGAIN = f"{EXPLORER.name}, again"

ROUNDS = 10
DRAGS, DRAG_SECONDS, MOUSE_INTERVAL = 3, 5, 0.01
SELECTIONS = 1000
MARGINS = {EXPLORER: 5e-3, EXPLORER_LARGE: 10e-3}  # seconds
CHOICE_MARGIN = 40e-3
MOST = 2e6  # bytes: 2 kB for a selection would be a leak that counts; allocators differ by more than nothing
SHARES = [*np.linspace(0.1, 0.9, 33), *np.linspace(0.9, 0.1, 33)[1:-1]]  # of the slider's range, forth and back
CURVE = "root => root.querySelector('.bp-curve').getAttribute('d')"


def latency():
    """Rows for a step, for a choice, for a drag, and for memory; where there is no browser, one that says so."""
    if not installed("playwright", "jupyterlab"):
        return [Row(STEP, peer.name, note=MISSING) for peer in PEERS]
    peers = [peer for peer in PEERS if installed(*peer.needs)]
    missing = [Row(STEP, peer.name, note=MISSING) for peer in PEERS if peer not in peers]
    with open_page(peers) as page:
        steps = measure_steps(page, peers)
        return [*step_rows(steps), *missing, *choice_rows(steps, page), *drag_rows(page), *memory_rows(page)]


@contextmanager
def open_page(peers):
    """A notebook in which the cells of the peers have been run."""
    from benchmarks.lab import OpenNotebook, open_browser, serve_lab

    with tempfile.TemporaryDirectory() as folder:
        notebooks, home = Path(folder) / "notebooks", Path(folder) / "home"
        notebooks.mkdir()
        home.mkdir()
        write_notebook(notebooks / "peers.ipynb", [IMPORTS, *(peer.cell for peer in peers), "print(os.getpid())"])
        with serve_lab(notebooks, home) as address, open_browser() as browser:
            yield BenchPage(OpenNotebook(browser, address, "peers.ipynb"), peers)


def write_notebook(path, cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = [
        {"id": f"cell-{i}", "cell_type": "code", "source": cell.strip(), "metadata": {}, "outputs": [], "execution_count": None}
        for i, cell in enumerate(cells)
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": content}
    path.write_text(json.dumps(notebook), encoding="utf-8")


class BenchPage:
    """The notebook of the peers, with the probe in its page."""

    def __init__(self, notebook, peers):
        self.page, self.peers = notebook.page, peers
        cells = notebook.code_cells()
        errors = [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
        if errors:
            raise RuntimeError(f"a cell failed: {errors[0]['ename']}: {errors[0]['evalue']}")
        self.kernel = psutil.Process(int(cells[-1]["outputs"][0]["text"]))
        self.devtools = self.page.context.new_cdp_session(self.page)
        self.page.evaluate(Path(__file__).with_name("probe.js").read_text(encoding="utf-8"))
        self.pauses = itertools.cycle(np.random.default_rng(0).uniform(20, 60, 997))  # milliseconds

    def watch(self, peer, shown):
        """Bring the peer onto the screen and let the probe watch it; gives the output of its cell."""
        cell = 1 + self.peers.index(peer)
        notebook = "jupyterapp.shell.currentWidget.content"
        self.page.evaluate(f"{notebook}.scrollToItem({cell}).then(() => 1)")
        root = self.page.evaluate_handle(f"{notebook}.widgets[{cell}].outputArea.node").as_element()
        root.evaluate(f"root => probe.watch(root, {shown})")
        self.page.wait_for_timeout(300)
        return root

    def step(self, event, gesture):
        """Seconds from the event that the gesture causes to the painted frame."""
        self.page.evaluate("type => { probe.arm(type); }", event)
        gesture()
        taken = self.page.evaluate("probe.step")
        self.page.wait_for_timeout(next(self.pauses))
        return taken / 1000

    @contextmanager
    def hold(self, peer):
        """Press the thumb of a peer's slider, and let it go at the end; gives the function that moves it to a share."""
        root = self.watch(peer, peer.shown)
        thumb, track = (root.query_selector(part).bounding_box() for part in (peer.thumb, peer.track))
        mouse, y = self.page.mouse, thumb["y"] + thumb["height"] / 2
        mouse.move(thumb["x"] + thumb["width"] / 2, y)
        mouse.down()
        self.page.wait_for_timeout(500)  # whoever asks the kernel has its answer
        yield lambda share: mouse.move(track["x"] + 8 + share * (track["width"] - 16), y)  # 8: half a thumb
        mouse.up()
        self.page.wait_for_timeout(500)

    def choose(self, peer, parameters):
        """Seconds until the curve is painted, for each of these parameters of an explorer."""
        root = self.watch(peer, CURVE)
        return [self._choose(root, parameter) for parameter in parameters]

    def _choose(self, root, parameter):
        root.query_selector(f'[data-parameter="{parameter}"]').focus()
        return self.step("keydown", lambda: self.page.keyboard.press("Enter"))

    def unchosen(self, peer):
        """All parameters of an explorer but the one that is chosen."""
        items = self.watch(peer, CURVE).query_selector_all('[data-parameter]:not([aria-selected="true"])')
        return [item.get_attribute("data-parameter") for item in items]

    @contextmanager
    def busy_kernel(self):
        """Meanwhile the kernel answers nobody."""
        kernel = f"{SESSION}.session.kernel"
        self.page.evaluate(f"""() => {{
            window.nap = {kernel}.requestExecute({{ code: "import time; time.sleep(3600)", stop_on_error: false }});
        }}""")
        self.page.wait_for_function(f"{kernel}.status === 'busy'")
        yield
        self.page.evaluate(f"{kernel}.interrupt().then(() => nap.done).then(() => 1)")

    def drag(self, peer, seconds):
        """Times of the frames, in milliseconds, while the mouse drags a thumb to and fro."""
        with self.hold(peer) as move:
            self.page.evaluate("() => { probe.record(); }")
            end = time.perf_counter() + seconds
            for share in itertools.cycle(SHARES):
                move(share)
                if time.perf_counter() > end:
                    return self.page.evaluate("probe.recorded()")
                time.sleep(MOUSE_INTERVAL)

    def memory(self):
        """Bytes in use by JavaScript, after a collection of garbage, and by the kernel."""
        self.page.wait_for_timeout(1000)
        for _ in range(2):  # what finalisers let go is found by the second
            self.devtools.send("HeapProfiler.collectGarbage")
        heap = self.devtools.send("Runtime.getHeapUsage")["usedSize"]
        return {"in the browser": heap, "in the kernel": self.kernel.memory_info().rss}


def measure_steps(page, peers):
    """Seconds of each step by peer: a block of each, by turns."""
    taken = {peer: [] for peer in peers}
    for _ in range(ROUNDS):
        for peer in peers:
            with page.hold(peer) as move:
                shares = itertools.islice(itertools.cycle(SHARES), peer.steps // ROUNDS)
                taken[peer] += [page.step("pointermove", lambda share=share: move(share)) for share in shares]
    return taken


def step_rows(taken):
    rows = {peer: row_of(STEP, peer.name, seconds) for peer, seconds in taken.items()}
    ours = rows[EXPLORER].value
    rows = {peer: replace(row, ratio=None if peer is EXPLORER else row.value / ours) for peer, row in rows.items()}
    for peer, margin in MARGINS.items():
        rows[peer] = within(rows[peer], rows[EMPTY_WIDGET], margin, "p95 of the one that only writes")
    return list(rows.values())


def row_of(work, peer, seconds):
    """Median and p95, the time that 95 of 100 steps keep."""
    return Row(work, peer, value=statistics.median(seconds), p95=float(np.quantile(seconds, 0.95)), best=min(seconds))


def within(row, other, margin, words):
    """The row with its target: a p95 at most margin seconds above the other's."""
    return replace(row, target=f"p95 ≤ {words} + {1e3 * margin:.0f} ms", met=row.p95 <= other.p95 + margin)


def measure_choices(page):
    """Seconds of each choice, by turns: the bare round trip, parameters chosen for the first time, and again."""
    taken = {name: [] for name in (KERNEL_ROUND_TRIP.name, FIRST, FIRST_LARGE, AGAIN)}
    fresh = {peer: iter(page.unchosen(peer)) for peer in (EXPLORER, EXPLORER_LARGE)}
    for _ in range(ROUNDS):
        with page.hold(KERNEL_ROUND_TRIP) as move:
            taken[KERNEL_ROUND_TRIP.name] += [page.step("pointermove", lambda share=share: move(share)) for share in SHARES[:20]]
        taken[FIRST_LARGE] += page.choose(EXPLORER_LARGE, itertools.islice(fresh[EXPLORER_LARGE], 20))
        once = list(itertools.islice(fresh[EXPLORER], 6))
        taken[FIRST] += page.choose(EXPLORER, once)
        with page.busy_kernel():
            taken[AGAIN] += page.choose(EXPLORER, 3 * once)
    return taken


def choice_rows(page):
    trip, first, large, again = (row_of(CHOICE, name, seconds) for name, seconds in measure_choices(page).items())
    first, large = (within(row, trip, CHOICE_MARGIN, "p95 of the round trip") for row in (first, large))
    again = replace(again, target="without a round trip", met=True, note="the kernel was kept busy meanwhile")
    return [first, *(replace(row, ratio=row.value / first.value) for row in (large, again, trip))]


def drag_rows(page):
    """Frames that were not painted while a thumb was dragged to and fro."""
    dropped = {peer: 0 for peer in (EXPLORER, EXPLORER_LARGE, EMPTY_WIDGET)}
    for _ in range(DRAGS):
        for peer in dropped:
            dropped[peer] += dropped_frames(page.drag(peer, DRAG_SECONDS))
    rows = [Row(DRAG, peer.name, value=count, unit="frames") for peer, count in dropped.items()]
    *ours, empty = rows
    target = "≤ the one that only writes"
    return [*(replace(row, target=target, met=row.value <= empty.value) for row in ours), empty]


def dropped_frames(times):
    """How many frames would have fitted between these times (in any unit) and are missing."""
    gaps = np.diff(times)
    return int(np.round(gaps / np.median(gaps) - 1).sum())


def memory_rows(page):
    """What JavaScript and kernel hold more after many choices; each parameter's table has come before."""
    names = page.unchosen(EXPLORER)
    page.choose(EXPLORER, names)
    before = page.memory()
    page.choose(EXPLORER, itertools.islice(itertools.cycle(names), SELECTIONS))
    return [
        Row(MEMORY, f"{EXPLORER.name}, {where}", value=after - before[where], unit="B", target=f"< {MOST / 1e6:.0f} MB", met=after - before[where] < MOST)
        for where, after in page.memory().items()
    ]
