"""One JupyterLab and one browser for the whole run, on a copy of the notebooks and with settings of their own."""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from start import find_browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60_000  # ms; only a machine that does not answer at all waits this long
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
HOMES = [
    "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR", "MPLCONFIGDIR",
]
SESSION = "jupyterapp.shell.currentWidget.context.sessionContext"


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of a JupyterLab that serves copies of the notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "root", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    keep_quiet(folder / "JUPYTERLAB_SETTINGS_DIR")
    log = folder / "lab.log"
    with socket.socket() as free, log.open("w") as output:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = subprocess.Popen(
            [
                sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
                "--ip=127.0.0.1", f"--port={port}", f"--ServerApp.root_dir={folder / 'root'}",
                "--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True",
            ],
            env=os.environ | {name: str(folder / name) for name in HOMES}, stdout=output, stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/api/status", server, log)
    yield address
    server.terminate()
    server.wait(30)


def keep_quiet(settings):
    """Turn off what would cover the page or ask the outside world: JupyterLab's news and updates."""
    file = settings / "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))


def wait_for(address, server, log):
    for _ in range(PATIENCE // 200):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def axe(node_modules):
    """The text of axe-core, which judges a page's accessibility."""
    return (node_modules / "axe-core/axe.min.js").read_text(encoding="utf-8")


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
            }"""
        )
        self.page.wait_for_timeout(500)  # widgets draw after the kernel has become idle

    def code_cells(self):
        """Execution count and outputs of each code cell, from the notebook's model: cells out of sight have no page."""
        return self.page.evaluate(
            """() => {
                const { cells } = jupyterapp.shell.currentWidget.content.model;
                return Array.from(cells).filter(cell => cell.type === "code")
                    .map(cell => ({ count: cell.executionCount, outputs: cell.outputs.toJSON() }));
            }"""
        )

    def close(self):
        self.page.evaluate(f"{SESSION}.shutdown().then(() => 1)")
        self.page.close()


@pytest.fixture(scope="module")
def open_notebook(browser, lab):
    """Function: a notebook's name to the OpenNotebook, closed when the module's tests have ended."""
    opened = []

    def open_one(name):
        opened.append(OpenNotebook(browser, lab, name))
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.close()
