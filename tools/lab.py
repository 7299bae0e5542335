"""A real JupyterLab and a real browser, with settings of their own: for tests/browser and for what is measured."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from start import find_browser, furnish
from tools import ROOT

PATIENCE = 60_000  # ms; only a machine that does not answer at all waits this long
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOMES = [
    "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR", "MPLCONFIGDIR",
]  # fmt: skip
SESSION = "jupyterapp.shell.currentWidget.context.sessionContext"
UNANSWERED = f"""() => {{
    window.unanswered = new Set();  // ids of messages to Python
    {SESSION}.session.kernel.anyMessage.connect((_, {{ msg, direction }}) => {{
        const isIdle = msg.header.msg_type === "status" && msg.content.execution_state === "idle";
        if (direction === "send" && msg.channel === "shell") unanswered.add(msg.header.msg_id);
        if (isIdle) unanswered.delete(msg.parent_header.msg_id);
    }});
}}"""
# every widget in sight, each of which is drawn some time after its cell has run
DRAWN = """Array.from(document.querySelectorAll(".lm-Panel.jp-OutputArea-output"))
    .every(output => output.querySelector(":scope > .lm-Widget > *"))"""
# every output that is saved is in the page, each widget as found or missed
LOADED = """() => {
    const { model } = jupyterapp.shell.currentWidget.content;
    const saved = Array.from(model.cells).reduce((sum, cell) => sum + (cell.outputs?.length ?? 0), 0);
    const shown = Array.from(document.querySelectorAll(".jp-OutputArea-output"));
    return shown.length >= saved && shown.every(output => output.textContent !== "Loading widget...");
}"""
# what changed before the first callback is drawn in its frame, what that makes change (a size) in the next
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def has_browser():
    """Whether open_browser finds one."""
    with sync_playwright() as playwright:
        return find_browser() is not None or Path(playwright.chromium.executable_path).exists()


@contextmanager
def open_browser():
    """The Chromium, Chrome or Edge of this machine, else Playwright's own, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS, timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serve_lab(notebooks, home):
    """The address of a JupyterLab on the folder notebooks, furnished as start.py does, with settings and log in the folder home.

    Kernels import the library that stands here. RuntimeError, with the end of the log, where JupyterLab does not start.
    """
    furnish(home / "furnished")
    keep_quiet(home / "JUPYTERLAB_SETTINGS_DIR")
    log = home / "lab.log"
    port = free_port()
    with log.open("w") as output:
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
                "--ip=127.0.0.1", f"--port={port}", f"--ServerApp.root_dir={notebooks}",
                f"--LabApp.app_settings_dir={home / 'furnished/share/jupyter/lab/settings'}",
                "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
            ],
            env=lab_environment(home), stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def keep_quiet(settings):
    """Turn off what would cover the page or ask the outside world: JupyterLab's news and updates."""
    file = settings / "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def lab_environment(home):
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    furnished = {"JUPYTER_CONFIG_PATH": str(home / "furnished/etc/jupyter"), "PYTHONPATH": path}
    return os.environ | {name: str(home / name) for name in HOMES} | furnished


def wait_for(address, server, log):
    while server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


class OpenNotebook:
    """A notebook in JupyterLab, run from top to bottom, and everything the page did meanwhile."""

    def __init__(self, browser, address, name):
        self.page = browser.new_page(viewport={"width": 1280, "height": 1400})
        self.page.set_default_timeout(PATIENCE)
        self.console_errors, self.outside_requests, self.sent = [], [], []
        self._listen(address)
        self.page.goto(f"{address}/doc/tree/{name}?reset")
        self.page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
        self.page.wait_for_function(f"window.jupyterapp && jupyterapp.shell.currentWidget?.context && {SESSION}")
        # the page says idle before the kernel is connected, and then running all does nothing
        self.page.evaluate(f"{SESSION}.ready.then(() => {SESSION}.session.kernel.info).then(() => 1)")
        self.page.evaluate(UNANSWERED)
        self._begin()

    def _begin(self):
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells').then(() => 1)")
        self._wait_until_run()

    def _listen(self, address):
        local = (address, address.replace("http", "ws"), "data:", "blob:")
        self.page.on("console", lambda message: message.type == "error" and self.console_errors.append(message.text))
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        self.page.on("request", lambda r: r.url.startswith(local) or self.outside_requests.append(r.url))
        self.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: self.sent.append(frame)))

    def _wait_until_run(self):
        self.page.wait_for_function(
            """() => {
                const { content, context } = jupyterapp.shell.currentWidget;
                const cells = Array.from(content.model.cells).filter(cell => cell.type === "code");
                const isIdle = context.sessionContext.session?.kernel?.status === "idle";
                return isIdle && cells.every(cell => cell.executionCount !== null && cell.executionState !== "running");
            }""",
            timeout=10 * PATIENCE,  # the cells' own work
        )
        self.page.wait_for_function(DRAWN)
        self.settle()

    def settle(self):
        """Wait until Python has answered all that the page has asked, and the page has drawn what it answered."""
        self.page.wait_for_function("unanswered.size === 0")
        self.page.evaluate(NEXT_FRAME)

    def code_cells(self):
        """Execution count and outputs of each code cell, from the notebook's model: cells out of sight have no page."""
        return self.page.evaluate(
            """() => {
                const { cells } = jupyterapp.shell.currentWidget.content.model;
                return Array.from(cells).filter(cell => cell.type === "code")
                    .map(cell => ({ count: cell.executionCount, outputs: cell.outputs.toJSON() }));
            }"""
        )

    def save(self):
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save').then(() => 1)")

    def close(self):
        self.page.evaluate(f"{SESSION}.shutdown().then(() => 1)")
        self.page.close()


class UnrunNotebook(OpenNotebook):
    """The same as it opens, before any cell has been run."""

    def _begin(self):
        self.page.wait_for_function(LOADED)
        self.settle()
