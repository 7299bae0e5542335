"""Gestures on a range slider, each of which ends when the page has drawn what it did."""

from tools.lab import NEXT_FRAME

THUMB = 24  # pixels
SHARE = "slider => (slider.value - slider.min) / (slider.max - slider.min)"


def press_thumb(slider):
    """Put the mouse on the thumb, where the page around it has come to rest, and press it."""
    slider.hover(position=place(slider, slider.evaluate(SHARE)))
    slider.page.mouse.down()


def drag_to(slider, share):
    """Move the pressed mouse to this share of the slider's range."""
    box, at = slider.bounding_box(), place(slider, share)
    slider.page.mouse.move(box["x"] + at["x"], box["y"] + at["y"], steps=12)
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
    """Where in the slider the middle of its thumb is at this share of the range."""
    box = slider.bounding_box()
    return {"x": THUMB / 2 + share * (box["width"] - THUMB), "y": box["height"] / 2}
