"""A drag of the explorer's slider side by side with a slider that only writes a number, and with another checkout's explorer.

In JupyterLab and on the page from disk, in one run and in blocks by turns; what a step is, and its clock: latency.py. Each
stands on a page of its own, since two checkouts would share their style sheets on one.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.latency import MARGINS, ROUNDS, not_measured, row_of, within
from benchmarks.peers import EMPTY_RENDER, EMPTY_WIDGET, EXPLORER, IMPORTS, SHARES, SMALL_EXPLORER
from benchmarks.timing import MISSING, installed

HERE = Path(__file__).resolve().parents[1]
IN_LAB = "one step of a slider in JupyterLab, on a page of its own"
FROM_DISK = "one step of a slider on a page from disk"
EMPTY_PAGE = f"<!doctype html><meta charset=utf-8><body><script>({{ {EMPTY_RENDER} }}).render({{ el: document.body }})</script>"


def drag(before=None):
    """Rows for a step in JupyterLab and on the page from disk; before: the root of another checkout, to be measured too."""
    if not installed("playwright", "jupyterlab"):
        return not_measured([EXPLORER], MISSING)
    from benchmarks.bench_page import BenchPage, open_notebooks
    from tools.lab import open_browser

    checkouts = {EXPLORER.name: HERE} | ({f"{EXPLORER.name}, at {before}": before.resolve()} if before else {})
    contents = [(IMPORTS, [EMPTY_WIDGET]), *((imports_from(root), [EXPLORER]) for root in checkouts.values())]
    peers = {EMPTY_WIDGET.name: EMPTY_WIDGET} | dict.fromkeys(checkouts, EXPLORER)
    with tempfile.TemporaryDirectory() as folder, open_browser() as browser, open_notebooks(browser, contents) as in_lab:
        files = write_pages(Path(folder), checkouts.values())
        from_disk = [BenchPage(open_file(browser, file)) for file in files]
        places = {IN_LAB: in_lab, FROM_DISK: from_disk}
        pages = {(work, name): page for work in places for name, page in zip(peers, places[work], strict=True)}
        taken = {key: [] for key in pages}
        for _ in range(ROUNDS):
            for (work, name), page in pages.items():
                with page.hold(peers[name]) as move:
                    taken[work, name] += [page.step("pointermove", lambda share=share: move(share)) for share in SHARES[:40]]
    return rows_of(taken)


def imports_from(root):
    return f"import sys\nsys.path.insert(0, {str(root)!r})\n{IMPORTS}"


def write_pages(folder, roots):
    """The page that only writes a number, and the explorer's of each checkout."""
    files = [folder / "empty.html"]
    files[0].write_text(EMPTY_PAGE, encoding="utf-8")
    for root in roots:
        files.append(folder / f"{len(files)}.html")
        script = f"{IMPORTS}\n{SMALL_EXPLORER.strip()}.to_html({str(files[-1])!r})"
        subprocess.run([sys.executable, "-c", script], check=True, cwd=root, env=os.environ | {"PYTHONPATH": str(root)})
    return files


def open_file(browser, file):
    page = browser.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(file.as_uri())
    page.wait_for_selector("input[type=range]")
    return page


def rows_of(taken):
    rows = {(work, name): row_of(work, name, seconds) for (work, name), seconds in taken.items()}
    empty = {work: row for (work, name), row in rows.items() if name == EMPTY_WIDGET.name}
    ours = {work: row for (work, name), row in rows.items() if name == EXPLORER.name}
    margin, words = MARGINS[EXPLORER], "p95 of the one that only writes"
    return [
        within(row, empty[work], margin, words) if name == EXPLORER.name else replace(row, ratio=row.value / ours[work].value)
        for (work, name), row in rows.items()
    ]
