"""A widget as a page of its own: one file that opens from disk, needs no Python, and asks nothing of the network."""

import base64
import json
from html import escape
from os import PathLike
from pathlib import Path

from lecture_lib._checks import shown
from lecture_lib.widgets._assemble import assemble_js

_HERE = Path(__file__).parent
_POLICY = "default-src 'none'; script-src 'unsafe-inline' blob:; style-src 'unsafe-inline'; img-src data:"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<div id="widget"></div>
<div id="still">
{still}
<p id="why">Where the scripts of this page do not run, its picture stands still.</p>
</div>
</main>
<script type="application/json" id="widgets">{widgets}</script>
<script type="module">
{host}
</script>
</body>
</html>
"""


def page(widget, title, **state):
    """Return the page as a text. state: values that the page has in place of the widget's own."""
    module = {"id": "widget", "module": widget._esm, "state": widget.own_state() | state}
    return _PAGE.format(
        policy=_POLICY,
        title=escape(title),
        style=(_HERE / "page.css").read_text(encoding="utf-8") + widget._css,
        still=widget._repr_mimebundle_()[0]["image/svg+xml"],
        widgets=json.dumps([module], default=in_base64).replace("</", "<\\/"),
        host=assemble_js("page/host.js"),
    )


def write_page(widget, path, title, **state):
    """Write the page to a file; OSError with a sentence where that cannot be, TypeError or ValueError for what is no path."""
    if not isinstance(path, str | PathLike):
        raise TypeError(f"path: expected the name of a file, such as 'page.html', got {shown(path)}")
    path = Path(path)
    if "\0" in str(path):
        raise ValueError(f"path: expected the name of a file, got one with a null character, {str(path)!r}")
    try:
        path.write_text(page(widget, title, **state), encoding="utf-8")
    except OSError as error:
        raise OSError(f"path: cannot write {path} ({error.strerror}); name a file in a folder that exists and is yours") from None


def in_base64(value):
    """Return bytes as JSON can hold them; page_model.js makes a DataView of it again."""
    return {"base64": base64.b64encode(value).decode()}
