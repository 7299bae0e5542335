"""SVG as text: elements, colours, numbers and symbols, the same bytes on every machine."""

import re
from html import escape, unescape

from lecture_lib._picture import Picture

INK, QUIET, LINE, TRACK = "#212121", "#666666", "#d0d0d0", "#e4e4e4"
ACCENT, POSITIVE, NEGATIVE, POSITIVE_CALM, NEGATIVE_CALM = "#00785a", "#0072b2", "#d55e00", "#a9c4d6", "#e0b79b"
MIDDLE, END = {"text-anchor": "middle"}, {"text-anchor": "end"}


class Markup(str):
    """Text that is SVG already."""


def picture(size, words, *parts):
    """Return a whole picture, white beneath, so that it reads on a dark page too.

    size: width and height in pixels. words: the elements that say what it shows, a title and perhaps a desc.
    """
    width, height = size
    frame = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height, "role": "img"}
    fonts = {"font-family": "sans-serif", "font-size": 11.5, "fill": INK}
    paper = element("rect", width=width, height=height, fill="#fff")
    return element("svg", *words, paper, *parts, xmlns="http://www.w3.org/2000/svg", **frame, **fonts)


def still(svg):
    """Return a whole picture's forms for a notebook, as a widget shows them, with the words that stand in it."""
    words = re.findall("<(?:title|desc)>(.*?)</", svg)
    return Picture(str(svg), unescape(". ".join(words))).forms()


def element(tag, *children, **attributes):
    """Return an element; numbers among the attributes are rounded, plain text is escaped."""
    inner = "".join(c if isinstance(c, Markup) else escape(c, quote=False) for c in children)
    given = "".join(f' {k}="{escape(_short(v))}"' for k, v in attributes.items())
    return Markup(f"<{tag}{given}>{inner}</{tag}>" if inner else f"<{tag}{given}/>")


def _short(value):
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) and not 0 < value < 1 else str(value)


def number(value, digits):
    """Return the number with a typeset minus, never a negative zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def symbol(letter, indices, layer):
    """Return the tspans of a letter with index and layer, one above the other as far as SVG text can."""
    small = {"font-size": "75%"}
    return [
        element("tspan", letter, **{"font-style": "italic", "font-family": "serif"}),
        element("tspan", str(indices), dy=3, **small),
        element("tspan", f"[{layer}]", dy=-8, **small),
        element("tspan", "\u200b", dy=5),
    ]
