"""What all widgets of the family have in common on the side of Python."""

from uuid import uuid4
from weakref import WeakSet

import anywidget
import traitlets
from ipywidgets import DOMWidget

from lecture_lib._checks import shown
from lecture_lib.widgets._assemble import assemble_css, assemble_js
from lecture_lib.widgets.page.page import write_page

_classes, _made = [], WeakSet()


class FamilyWidget(anywidget.AnyWidget):
    """A widget whose JavaScript and CSS stand in a folder of its own: class Explorer(FamilyWidget, source="explorer/explorer").

    from_browser: the traits that the browser may set, in the order in which they are checked; the others are Python's.
    message: a sentence for the widget's own area, "" if all is well.
    """

    from_browser = ()
    message = traitlets.Unicode().tag(sync=True)

    def __init_subclass__(cls, source=None, **kwargs):
        if source is not None:  # anywidget makes a class of each instance, which has its source already
            cls._source = source
            _assemble(cls)
            _classes.append(cls)
        super().__init_subclass__(**kwargs)

    _own_id = traitlets.Unicode().tag(sync=True)  # by which the browser finds this widget's model

    def __init__(self, **traits):
        own_id = uuid4().hex
        super().__init__(model_id=own_id, _own_id=own_id, **traits)
        _made.add(self)

    def own_state(self):
        """Return what Python and the browser share of this widget: the traits of its own."""
        names = set(self.keys) - set(DOMWidget.class_trait_names())
        return {name: getattr(self, name) for name in sorted(names) if not name.startswith("_")}

    # ---- what the browser sends ----

    def set_state(self, sync_data):
        """Take what the browser sends; invalid input sets `message` instead of raising, and the old value goes back."""
        state, sentences = self.own_state(), {}
        ours = [name for name in dict.fromkeys([*self.from_browser, *state]) if name in sync_data]
        for name in ours:
            try:
                state[name] = self._check_sent(name, sync_data[name], state)
            except (KeyError, TypeError, ValueError) as error:
                sentences[name] = error_sentence(name, error)
        if ours:
            self.message = next(iter(sentences.values()), "")
        super().set_state({name: value for name, value in sync_data.items() if name not in sentences})
        if sentences:
            self.send_state(list(sentences))

    def _handle_custom_msg(self, content, buffers):
        """Send all there is to a browser that has missed some of it; another message is for the widget's own listeners."""
        if content == {"kind": "state"}:
            self.send_state(list(self.own_state()))
        else:
            super()._handle_custom_msg(content, buffers)

    def _check_sent(self, name, value, state):
        if name not in self.from_browser:
            raise ValueError(f"{name}: only Python sets it")
        return self._check(name, value, state)

    def _check(self, name, value, state):
        """Return a trait's value as it is kept; KeyError, TypeError or ValueError says why it cannot be this.

        state: what the other traits are, or will be. For a widget's validators, and for what the browser sends.
        """
        trait = self.traits()[name]
        try:
            return trait.validate(self, value)
        except traitlets.TraitError:
            raise TypeError(f"{name}: expected {trait.info()}, got {shown(value)}") from None

    # ---- without a browser ----

    def _still(self):
        """Return what stands where no widget can be, by MIME type, and its metadata."""
        return {}, {}

    def _repr_mimebundle_(self, **kwargs):
        """Show the live widget where there is one, otherwise what stands still."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        still, words = self._still()
        return {**data, **still}, {**metadata, **words}


class PageWidget(FamilyWidget):
    """A widget that is of use without Python too; title: of its page. presenter: whether it is large, for a hall."""

    title = ""
    presenter = traitlets.Bool(False).tag(sync=True)

    def to_html(self, path):
        """Write one self-contained page that shows the widget without Python; OSError says why it cannot."""
        write_page(self, path, self.title, **self._page_state())

    def _page_state(self):
        """Return what the page has in place of the widget's own state."""
        return {}


def error_sentence(name, error):
    """Return the sentence for what the browser sent in vain; name: what it sent."""
    return f"{name}: {error} is missing." if isinstance(error, KeyError) else f"{error}."


def _assemble(widget):
    """Put the texts of the folder's files into a class, or into a widget, which shows them at once."""
    widget._esm, widget._css = assemble_js(f"{widget._source}.js"), assemble_css(f"{widget._source}.css")


def reload():
    """Show every widget that was made, and make new ones, with the JavaScript and CSS as they stand on disk now."""
    for widget in [*_classes, *_made]:
        _assemble(widget)
