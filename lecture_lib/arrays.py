"""All parameters of a model in one vector, and each array of them as a view: what the models of the challenges are made of."""

import copy
from types import MappingProxyType

import numpy as np

from lecture_lib._checks import array_of_shape


class Arrays:
    """Named arrays that are views into one vector p, shape (P,), float64; a gradient ∇C has the same form.

    shapes: name → shape, in the order of p. arrays: name → view. Assigning to p copies and checks; a value of the wrong shape or
    one that is not finite raises ValueError and changes nothing.
    """

    def __init__(self, shapes, p=None):
        self._shapes = dict(shapes)
        self._p = np.zeros(sum(int(np.prod(shape)) for shape in self._shapes.values()))
        self._make_views()
        if p is not None:
            self.p = p

    def _make_views(self):
        views, start = {}, 0
        for name, shape in self._shapes.items():
            end = start + int(np.prod(shape))
            views[name] = self._p[start:end].reshape(shape)
            start = end
        self._arrays = MappingProxyType(views)

    @property
    def arrays(self):
        """Each array by its name, such as arrays["W2"]."""
        return self._arrays

    @property
    def p(self):
        """Every parameter in one vector, shape (P,)."""
        return self._p

    @p.setter
    def p(self, value):
        if value is not self._p:  # after model.p -= … the buffer itself comes back, already changed
            self._p[...] = array_of_shape("p", value, self._p.shape)

    def zeros(self):
        """Return Arrays of the same form, all 0, such as a gradient that is about to be filled in."""
        return Arrays(self._shapes)

    def copy(self):
        """Return an independent copy."""
        return copy.copy(self)

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_arrays"}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._p = self._p.copy()  # copy.copy hands over the original's buffer
        self._make_views()

    def __repr__(self):
        return f"{type(self).__name__}({self._p.size} parameters)"
