"""How long a push takes to be seen: from the input event to the painted frame, in a real JupyterLab.

All peers stand in one notebook, on one page, with one kernel, and take turns in blocks of a few steps, so that a busy
moment of the machine strikes all. What is done to them and how it is timed is the same for all:

- The mouse presses a slider's thumb and moves it, step by step (Chromium's own input, not events made by a script), or
  Enter is pressed on a weight. A step begins when the browser had the event (`event.timeStamp`), so that waiting for the
  next frame counts. Pauses between steps are uneven, or they would keep in step with the screen.
- A step ends when the first frame is painted in which what the step changes has changed: a number's text, the curve, the
  picture (and it is decoded), the canvas. `probe.js` looks at the end of a frame's layout, and reads the clock in the
  first task after that frame. What the compositor does later, on threads of its own, is in no peer's time.
- Each peer takes 200 steps, and 50 where the kernel draws, which its row says.
- A drag moves the mouse 100 times a second; a frame is dropped where the time from one to the next is
  longer than that of a frame by half or more, and as many as would have fitted are counted.
- Memory is read after a collection of garbage, when every table has come once, and again 1,000 selections later.
"""

import itertools
import statistics
from dataclasses import replace

import numpy as np

from benchmarks.peers import EMPTY_WIDGET, EXPLORER, EXPLORER_LARGE, KERNEL_ROUND_TRIP, PEERS, SHARES
from benchmarks.timing import MISSING, Row, installed

STEP = "one step of a slider, until it is painted"
CHOICE = "another parameter chosen, until its curve is painted"

FIRST, FIRST_LARGE = f"{EXPLORER.name}, first time", f"{EXPLORER_LARGE.name}, first time"
AGAIN = f"{EXPLORER.name}, again"

ROUNDS = 10
DRAGS, DRAG_SECONDS = 3, 5
SELECTIONS = 1000
DRAG = f"frames dropped in {DRAGS} drags of {DRAG_SECONDS} s"
MEMORY = f"growth of memory over {SELECTIONS:,} selections"
FEWER = {50: "50 steps, where the others take 200"}
MARGINS = {EXPLORER: 5e-3, EXPLORER_LARGE: 10e-3}  # seconds
CHOICE_MARGIN = 40e-3
MOST = 2e6  # bytes: 2 kB for a selection would be a leak that counts; allocators differ by more than nothing


def latency():
    """Rows for a step, for a choice, for a drag, and for memory; where there is no browser, one that says so."""
    if not installed("playwright", "jupyterlab"):
        return not_measured(PEERS, MISSING)
    from benchmarks.bench_page import open_page
    from tools.lab import has_browser

    if not has_browser():
        return not_measured(PEERS, "no Chromium, Chrome or Edge on this machine: playwright install chromium")
    peers = [peer for peer in PEERS if installed(*peer.needs)]
    missing = not_measured([peer for peer in PEERS if peer not in peers], MISSING)
    with open_page(peers) as page:
        steps = measure_steps(page, peers)
        return [*step_rows(steps), *missing, *choice_rows(page), *drag_rows(page), *memory_rows(page)]


def not_measured(peers, why):
    return [Row(STEP, peer.name, note=why) for peer in peers]


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
    rows = {peer: replace(row_of(STEP, peer.name, seconds), note=FEWER.get(peer.steps, "")) for peer, seconds in taken.items()}
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
    frame = np.quantile(gaps, 0.1, method="lower")  # the median would be two frames where more than half are missing
    return int(np.round(gaps / frame - 1).sum())


def memory_rows(page):
    """What JavaScript and kernel hold more after many choices; each parameter's table has come before."""
    names = page.unchosen(EXPLORER)
    page.choose(EXPLORER, names)
    before = page.memory()
    page.choose(EXPLORER, itertools.islice(itertools.cycle(names), SELECTIONS))
    growth = {where: after - before[where] for where, after in page.memory().items()}
    target = f"< {MOST / 1e6:.0f} MB"
    return [
        Row(MEMORY, f"{EXPLORER.name}, {where}", value=more, unit="B", target=target, met=more < MOST)
        for where, more in growth.items()
    ]
