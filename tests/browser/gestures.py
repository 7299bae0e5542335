"""Gestures on a range slider, each of which ends when the page has drawn what it did."""

from tools.lab import NEXT_FRAME

THUMB = 16  # pixels
SHARE = "slider => (slider.value - slider.min) / (slider.max - slider.min)"


def press_thumb(slider):
    """Put the mouse on the thumb and press it."""
    slider.scroll_into_view_if_needed()
    slider.page.mouse.move(*place(slider, slider.evaluate(SHARE)))
    slider.page.mouse.down()


def drag_to(slider, share):
    """Move the pressed mouse to this share of the slider's range."""
    slider.page.mouse.move(*place(slider, share), steps=12)
    is_there = f"([slider, share]) => Math.abs(({SHARE})(slider) - share) < 0.01"
    slider.page.wait_for_function(is_there, arg=[slider.element_handle(), share])
    slider.page.evaluate(NEXT_FRAME)


def let_go(slider):
    slider.page.mouse.up()
    slider.page.evaluate(NEXT_FRAME)


def push(slider, share):
    """Press, drag, let go."""
    press_thumb(slider)
    drag_to(slider, share)
    let_go(slider)


def place(slider, share):
    """The point on screen where the middle of the thumb is at this share of the range."""
    box = slider.bounding_box()
    return box["x"] + THUMB / 2 + share * (box["width"] - THUMB), box["y"] + box["height"] / 2
