"""Pages with sliders, in a real JupyterLab and from disk, and the hands that move them; how it is timed: latency.py."""

import itertools
import json
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil

from benchmarks.peers import IMPORTS, SHARES
from tools.lab import SESSION, OpenNotebook, open_browser, serve_lab

KERNEL = f"{SESSION}.session.kernel"
CURVE = "root => root.querySelector('.bp-curve').getAttribute('d')"
MOUSE_INTERVAL = 0.01  # seconds between moves in a drag


@contextmanager
def open_page(peers):
    """A notebook in which the cells of the peers have been run."""
    with open_browser() as browser, open_notebooks(browser, [(IMPORTS, peers)]) as (page,):
        yield page


@contextmanager
def open_notebooks(browser, contents):
    """Pages of notebooks in one JupyterLab; contents: for each its first cell and its peers, whose cells are run."""
    with tempfile.TemporaryDirectory() as folder:
        notebooks, home = Path(folder) / "notebooks", Path(folder) / "home"
        notebooks.mkdir()
        home.mkdir()
        names = [f"peers-{number}.ipynb" for number in range(1, len(contents) + 1)]
        for name, (first, peers) in zip(names, contents, strict=True):
            write_notebook(notebooks / name, [first, *(peer.cell for peer in peers), "print(os.getpid())"])
        with serve_lab(notebooks, home) as address:
            yield [
                NotebookPage(OpenNotebook(HearsKeysFirst(browser), address, name), peers)
                for name, (_, peers) in zip(names, contents, strict=True)
            ]


def write_notebook(path, cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    content = [
        {"id": f"cell-{i}", "cell_type": "code", "source": cell.strip(), "metadata": {}, "outputs": [], "execution_count": None}
        for i, cell in enumerate(cells)
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": content}
    path.write_text(json.dumps(notebook), encoding="utf-8")


class HearsKeysFirst:
    """A browser whose pages hear keys before any widget does: widgets keep theirs to themselves."""

    def __init__(self, browser):
        self.browser = browser

    def new_page(self, **options):
        page = self.browser.new_page(**options)
        page.add_init_script("addEventListener('keydown', (event) => window.probe?.begin(event), true);")
        return page


class BenchPage:
    """A page with one slider, with the probe in it."""

    def __init__(self, page):
        self.page = page
        page.evaluate(Path(__file__).with_name("probe.js").read_text(encoding="utf-8"))
        self.pauses = itertools.cycle(np.random.default_rng(0).uniform(20, 60, 997))  # milliseconds

    def watch(self, peer, shown):
        """Bring the peer onto the screen and let the probe watch it; gives the element that it stands in."""
        self.page.bring_to_front()
        root = self.place(peer)
        root.evaluate(f"root => probe.watch(root, {shown})")
        self.page.wait_for_timeout(300)
        return root

    def place(self, peer):
        return self.page.query_selector("body")

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
        yield lambda share: mouse.move(track["x"] + 12 + share * (track["width"] - 24), y)  # 12: half a thumb
        mouse.up()
        self.page.wait_for_timeout(500)

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


class NotebookPage(BenchPage):
    """The notebook of several peers."""

    def __init__(self, notebook, peers):
        super().__init__(notebook.page)
        self.peers = peers
        cells = notebook.code_cells()
        errors = [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
        if errors:
            raise RuntimeError(f"a cell failed: {errors[0]['ename']}: {errors[0]['evalue']}")
        self.kernel = psutil.Process(int(cells[-1]["outputs"][0]["text"]))
        self.devtools = self.page.context.new_cdp_session(self.page)

    def place(self, peer):
        """The output of its cell."""
        cell = 1 + self.peers.index(peer)
        notebook = "jupyterapp.shell.currentWidget.content"
        self.page.evaluate(f"{notebook}.scrollToItem({cell}).then(() => 1)")
        return self.page.evaluate_handle(f"{notebook}.widgets[{cell}].outputArea.node").as_element()

    def choose(self, peer, parameters):
        """Seconds until the curve is painted, for each of these parameters of an explorer."""
        root = self.watch(peer, CURVE)
        return [self._choose(root, parameter) for parameter in parameters]

    def _choose(self, root, parameter):
        root.query_selector(f'[data-parameter="{parameter}"]').focus()
        taken = self.step("keydown", lambda: self.page.keyboard.press("Enter"))
        self.page.evaluate(f"window.nap ? 0 : {KERNEL}.requestKernelInfo().then(() => 1)")  # what it had to say has come
        return taken

    def unchosen(self, peer):
        """All parameters of an explorer but the one that is chosen."""
        items = self.watch(peer, CURVE).query_selector_all('[data-parameter]:not([aria-current="true"])')
        return [item.get_attribute("data-parameter") for item in items]

    @contextmanager
    def busy_kernel(self):
        """Meanwhile the kernel answers nobody."""
        sleep = "{ code: 'import time; time.sleep(3600)', stop_on_error: false }"
        self.page.evaluate(f"() => {{ window.nap = {KERNEL}.requestExecute({sleep}); }}")
        self.page.wait_for_function(f"{KERNEL}.status === 'busy'")
        yield
        self.page.evaluate(f"{KERNEL}.interrupt().then(() => nap.done).then(() => {{ window.nap = null; }})")
        self.page.wait_for_timeout(500)  # what it was asked meanwhile is answered

    def memory(self):
        """Bytes in use by JavaScript, after a collection of garbage, and by the kernel."""
        self.page.wait_for_timeout(1000)
        for _ in range(2):  # what finalisers let go is found by the second
            self.devtools.send("HeapProfiler.collectGarbage")
        heap = self.devtools.send("Runtime.getHeapUsage")["usedSize"]
        return {"in the browser": heap, "in the kernel": self.kernel.memory_info().rss}
