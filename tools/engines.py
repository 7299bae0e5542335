"""Three browsers behind one small interface, so that a test says once what holds in each: Chromium, Firefox and WebKit."""

import json
import os
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.remote.command import Command
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from websocket import create_connection

from start import find_firefox, find_webkit

WIDTH, HEIGHT = 1280, 1000
PATIENCE = 120  # s; only what never comes takes this long, and ten times as long a browser that does not answer
KEYS = {"End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowRight": "\ue014"}
WAIT = """(look, patience) => new Promise((found, tooLate) => {
    const end = performance.now() + patience;
    const again = () => {
        const seen = look();
        if (seen) found(seen);
        else if (performance.now() > end) tooLate(new Error(`still not so: ${look}`));
        else setTimeout(again, 20);
    };
    again();
})"""


class Page:
    """The one page of a browser; an engine brings goto, run (an expression, to what it promises), press, move, hold, release."""

    def evaluate(self, function, *arguments):
        """Return what a JavaScript function gives or resolves to: all that JSON can say."""
        called = f"({function})({', '.join(map(json.dumps, arguments))})"
        return json.loads(self.run(f"Promise.resolve({called}).then((found) => JSON.stringify(found ?? null))"))

    def wait(self, function, *arguments):
        """Wait until a JavaScript function gives something true, and return that."""
        look = f"() => ({function})({', '.join(map(json.dumps, arguments))})"
        return self.evaluate(f"() => ({WAIT})({look}, {1000 * PATIENCE})")

    def click(self, point):
        self.move(point)
        self.hold()
        self.release()


class Chromium(Page):
    """A page of Playwright's."""

    def __init__(self, browser):
        self.page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self.goto, self.run = self.page.goto, self.page.evaluate
        self.hold, self.release = self.page.mouse.down, self.page.mouse.up

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def move(self, point):
        self.page.mouse.move(*point)


class WebDriverPage(Page):
    """Keys and mouse as the W3C's WebDriver says them; an engine brings perform."""

    def press(self, *keys):
        strokes = [{"type": way, "value": KEYS.get(key, key)} for key in keys for way in ("keyDown", "keyUp")]
        self.perform({"type": "key", "id": "keyboard", "actions": strokes})

    def move(self, point):
        self._mouse({"type": "pointerMove", "x": round(point[0]), "y": round(point[1]), "duration": 0})

    def hold(self):
        self._mouse({"type": "pointerDown", "button": 0})

    def release(self):
        self._mouse({"type": "pointerUp", "button": 0})

    def _mouse(self, action):
        self.perform({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [action]})


class Firefox(WebDriverPage):
    """Firefox by WebDriver BiDi, which it speaks itself: https://www.w3.org/TR/webdriver-bidi/."""

    def __init__(self, address):
        self.socket = create_connection(f"{address}/session", timeout=10 * PATIENCE, suppress_origin=True)
        self.asked = 0
        self.ask("session.new", capabilities={})
        self.context = self.ask("browsingContext.create", type="tab")["context"]  # the first tab has no focus
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": WIDTH, "height": HEIGHT})

    def ask(self, method, **params):
        """What Firefox answers to a command; RuntimeError with its words where it refuses."""
        self.asked += 1
        self.socket.send(json.dumps({"id": self.asked, "method": method, "params": params}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.asked:
            pass  # an event
        if answer["type"] == "error":
            raise RuntimeError(f"Firefox refuses {method}: {answer['message']}")
        return answer["result"]

    def goto(self, url):
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression):
        target = {"context": self.context}
        answer = self.ask("script.evaluate", expression=expression, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return answer["result"]["value"]

    def perform(self, actions):
        self.ask("input.performActions", context=self.context, actions=[actions])


class WebKit(WebDriverPage):
    """WebKitGTK's small browser, by its WebDriver."""

    def __init__(self, driver):
        self.driver = driver
        self.goto = driver.get
        driver.set_script_timeout(10 * PATIENCE)
        driver.set_window_rect(0, 0, WIDTH, HEIGHT)
        bars = HEIGHT - self.evaluate("() => innerHeight")
        driver.set_window_rect(0, 0, WIDTH, HEIGHT + bars)

    def run(self, expression):
        return self.driver.execute_script(f"return {expression}")

    def perform(self, actions):
        self.driver.execute(Command.W3C_ACTIONS, {"actions": [actions]})


@contextmanager
def open_firefox():
    """Firefox without a window, with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [find_firefox(), "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as firefox:
            try:
                place = json.loads(wait_for(firefox, Path(profile) / "WebDriverBiDiServer.json"))
                yield Firefox(f"ws://{place['ws_host']}:{place['ws_port']}")
            finally:
                firefox.terminate()


def wait_for(process, file):
    """The text of a file that a program writes when it is ready."""
    for _ in range(20 * PATIENCE):
        if file.is_file() and (text := file.read_text(encoding="utf-8")):
            return text
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} did not start: it has not written {file.name}")


@contextmanager
def open_webkit():
    """WebKit's small browser, in a screen that nobody sees."""
    with open_screen() as display:
        driver = webdriver.WebKitGTK(Options(), Service(find_webkit(), env=os.environ | {"DISPLAY": display}))
        try:
            yield WebKit(driver)
        finally:
            driver.quit()


@contextmanager
def open_screen():
    """The name of a display that nobody sees; Xvfb finds a free one."""
    told, tell = os.pipe()
    size = f"{WIDTH + 200}x{HEIGHT + 400}x24"
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(tell), "-screen", "0", size, "-nolisten", "tcp"], pass_fds=[tell], stderr=subprocess.DEVNULL
    ) as screen:
        os.close(tell)
        try:
            number = os.read(told, 16).decode().strip()
            if not number:
                raise RuntimeError("Xvfb did not start: run it by hand to see why")
            yield f":{number}"
        finally:
            screen.terminate()
            os.close(told)
