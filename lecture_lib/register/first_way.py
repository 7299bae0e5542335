"""The first way (`lib`): what the library computes for a point or a batch, each when it is asked for."""

from functools import cached_property

from lecture_lib import propagation


class Library:
    """a and z as from `forward`, delta as from `backward`, grad and cost, of one network and x, y."""

    def __init__(self, net, x, y):
        self._net, self.x, self.y = net, x, y
        self.a, self.z = propagation.forward(net, x)

    @cached_property
    def delta(self):
        return propagation.backward(self._net, self.a, self.z, self.y)

    @cached_property
    def grad(self):
        return propagation.gradient(self._net, self.x, self.y)

    @cached_property
    def cost(self):
        return propagation.cost(self._net, self.x, self.y)
