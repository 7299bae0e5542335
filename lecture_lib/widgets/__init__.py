"""The widgets: traits in Python, gestures and pictures in the browser; a folder for each, and `shared` for what several use."""

from lecture_lib.widgets.shared.widget import reload

__all__ = ["reload"]
