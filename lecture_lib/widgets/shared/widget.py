"""What all widgets of the family have in common on the side of Python."""

from weakref import WeakSet

import anywidget
import traitlets

from lecture_lib.widgets._assemble import assemble_css, assemble_js

_made = WeakSet()


class FamilyWidget(anywidget.AnyWidget):
    """A widget whose JavaScript and CSS stand in a folder of its own: class Explorer(FamilyWidget, source="explorer/explorer").

    message: a sentence for the widget's own area, "" if all is well.
    """

    message = traitlets.Unicode().tag(sync=True)

    def __init_subclass__(cls, source=None, **kwargs):
        if source is not None:  # anywidget makes a class of each instance, which has its source already
            cls._source = source
            _assemble(cls)
        super().__init_subclass__(**kwargs)

    def __init__(self, **traits):
        super().__init__(**traits)
        _made.add(self)


def _assemble(widget):
    """Put the texts of the folder's files into a class, or into a widget, which shows them at once."""
    widget._esm, widget._css = assemble_js(f"{widget._source}.js"), assemble_css(f"{widget._source}.css")


def reload():
    """Show every widget that was made, and make new ones, with the JavaScript and CSS as they stand on disk now."""
    for widget in [*FamilyWidget.__subclasses__(), *_made]:
        _assemble(widget)
