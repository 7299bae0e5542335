"""A server may send a content-security policy of its own: what a widget's page shows then."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lecture_lib import DepthLab, Explorer, LearningRateLab, Network, OverfittingLab, PassPlayer, StepSlider
from tools.lab import NEXT_FRAME

POINT = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
WIDGETS = {
    "explorer": lambda: Explorer(*POINT),
    "player": lambda: PassPlayer(*POINT, at="delta[3]"),
    "rates": lambda: LearningRateLab(n_iter=40),
    "overfitting": lambda: OverfittingLab(n_iter=40),
    "depth": DepthLab,
    "steps": lambda: StepSlider(*POINT),
}
WITHOUT_BLOB = "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
WITH_BLOB = WITHOUT_BLOB.replace("'unsafe-inline';", "'unsafe-inline' blob:;")
WITHOUT_SCRIPTS = "script-src 'none'"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The page of each widget."""
    folder = tmp_path_factory.mktemp("policy")
    for name, make in WIDGETS.items():
        make().to_html(folder / f"{name}.html")
    return {name: (folder / f"{name}.html").read_bytes() for name in WIDGETS}


@pytest.fixture
def opened(browser, pages):
    """Function: a widget's name to its page, served with a policy."""
    served, shown = [], []

    def open_one(name, policy):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(pages[name])

            def log_message(self, *args):
                pass

        served.append(server := ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        shown.append(page := browser.new_page())
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page

    yield open_one
    for page in shown:
        page.close()
    for server in served:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("name", WIDGETS)
def test_without_blob_the_page_shows_its_picture_and_says_why(opened, name):
    page = opened(name, WITHOUT_BLOB)
    page.get_by_text("is there a policy that forbids scripts from blob: addresses?").wait_for()
    box = page.locator("#still > svg").bounding_box()
    assert box["width"] > 300 and box["height"] > 200 and page.locator(".bp-widget").count() == 0


def test_without_any_script_the_page_shows_its_picture_and_says_so(opened):
    page = opened("explorer", WITHOUT_SCRIPTS)
    page.get_by_text("Where the scripts of this page do not run").wait_for()
    assert page.locator("#still > svg").is_visible()


def test_where_blob_is_allowed_the_widget_takes_the_place_of_its_picture(opened):
    page = opened("explorer", WITH_BLOB)
    page.locator(".bp-widget").wait_for()
    page.evaluate(NEXT_FRAME)
    assert page.locator("#still").count() == 0
