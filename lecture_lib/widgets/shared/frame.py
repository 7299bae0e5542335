"""Axes of a still picture, and what is drawn between them."""

from lecture_lib.widgets.shared.svg import ACCENT, END, LINE, MIDDLE, QUIET, element


class Frame:
    """A rectangle with an x-axis and a y-axis; points outside of it are drawn at its rim."""

    def __init__(self, box, across, up):
        self.box, self.across, self.up = box, across, up

    def at(self, x, y):
        """Return where a point stands, in pixels."""
        left, top, right, bottom = self.box
        share = [(value - low) / (high - low) for value, (low, high) in ((x, self.across), (y, self.up))]
        x, y = (min(max(value, 0.0), 1.0) for value in share)
        return round(left + x * (right - left), 1), round(bottom - y * (bottom - top), 1)

    def line(self, xs, ys, **look):
        """Draw a line through points."""
        places = "L".join("{:g} {:g}".format(*self.at(*place)) for place in zip(xs, ys, strict=True))
        return element("path", d=f"M{places}", **{"fill": "none", "stroke-width": 1.5, **look})

    def dots(self, xs, ys, r=2.6, **look):
        """Draw a dot at each point."""
        places = [self.at(*place) for place in zip(xs, ys, strict=True)]
        return element("g", *(element("circle", cx=x, cy=y, r=r) for x, y in places), **{"fill": ACCENT, **look})

    def axes(self, caption, across="{:g}".format, up="{:g}".format):
        """Draw both axes with their ends, and say above what is shown."""
        left, top, right, bottom = self.box
        return [
            element("text", caption, x=left, y=top - 9, fill=QUIET),
            element("path", d=f"M{left} {top}V{bottom}H{right}", fill="none", stroke=LINE),
            *(element("text", across(self.across[n]), x=(left, right)[n], y=bottom + 16, fill=QUIET, **MIDDLE) for n in (0, 1)),
            *(element("text", up(self.up[n]), x=left - 5, y=(bottom, top)[n] + 4, fill=QUIET, **END) for n in (0, 1)),
        ]


def power(exponent):
    """Return a power of ten as text."""
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
