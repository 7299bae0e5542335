"""What the unit tests share: networks drawn at random, and an oracle that computes C and its derivatives apart from us."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import settings
from hypothesis import strategies as st

from lecture_lib import Network

settings.register_profile("unit", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("unit")

HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "identity")
OUTPUTS = [("quadratic", name) for name in HIDDEN] + [("cross_entropy", "sigmoid"), ("cross_entropy", "softmax")]
SIZES = st.one_of(
    st.sampled_from([(3, 3, 3, 3), (4, 3, 4, 5, 2), (5, 4, 1), (2, 3, 3), (3, 2), (2, 1, 3), (1, 1)]),
    st.lists(st.integers(1, 5), min_size=2, max_size=5).map(tuple),
)


@st.composite
def networks_and_points(draw, sizes=SIZES, N=None, hidden=HIDDEN, outputs=OUTPUTS):
    """A network, x and y. N: a strategy for the number of points, in which None is one point of shape (n_1,)."""
    sizes = draw(sizes)
    N = draw(st.sampled_from([None, 1, 4, *sizes]) if N is None else N)  # with N = n_l a wrong broadcast is silent
    cost, output = draw(st.sampled_from(outputs))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    net = Network(sizes, activation=draw(st.sampled_from(hidden)), output_activation=output, cost=cost, rng=rng, scale=0.8)
    shape = () if N is None else (N,)
    x, y = rng.uniform(-1, 1, (sizes[0], *shape)), rng.uniform(0, 1, (sizes[-1], *shape))
    return net, x, y / y.sum(axis=0) if output == "softmax" else y


@pytest.fixture(scope="session")
def draw_case():
    """Draw (net, x, y) inside a test: draw_case(data), where sizes, N, hidden and outputs can be narrowed."""
    return lambda data, **narrowed: data.draw(networks_and_points(**narrowed), label="net, x, y")


@pytest.fixture(scope="session")
def refuses():
    """Check that a call raises exactly this error, that its sentence has these words, and that net is left as it was."""

    def check(net, error, words, call):
        before = net.p.copy()
        with pytest.raises(error) as caught:
            call()
        assert type(caught.value) is error
        missing = [word for word in words if word not in str(caught.value)]
        assert not missing, f"{missing} not in {caught.value}"
        np.testing.assert_array_equal(net.p, before)

    return check


SIGMA = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: z * (anp.real(z) > 0),
    "leaky_relu": lambda z: z * anp.where(anp.real(z) > 0, 1.0, 0.01),
    "identity": lambda z: z,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z)),
}
COST = {
    ("quadratic", None): lambda a, z, y: anp.sum((y - a) ** 2) / 2,
    ("cross_entropy", "softmax"): lambda a, z, y: -anp.sum(y * anp.log(a)),
    ("cross_entropy", "sigmoid"): lambda a, z, y: anp.sum(
        y * anp.log(1 + anp.exp(-z)) + (1 - y) * anp.log(1 + anp.exp(z))
    ),
}


class Oracle:
    """C of a network as a function of p and of shifts of one z^[l], for real p, complex p and autograd's p."""

    def __init__(self, net):
        self.sizes, self.p, L = net.sizes, net.p.copy(), len(net.sizes)
        self.sigma = [SIGMA[net.activation]] * (L - 2) + [SIGMA[net.output_activation]]
        self.C = COST[net.cost, None if net.cost == "quadratic" else net.output_activation]

    def one_point(self, p, x, y, shift=0.0, shifted_layer=None):
        a, start = x, 0
        for l, sigma in enumerate(self.sigma, start=2):
            n, n_before = self.sizes[l - 1], self.sizes[l - 2]
            W, b = p[start : start + n * n_before], p[start + n * n_before : start + n * n_before + n]
            z = anp.dot(anp.reshape(W, (n, n_before)), a) + b
            z = z + shift if l == shifted_layer else z
            a, start = sigma(z), start + n * n_before + n
        return self.C(a, z, y)

    def cost(self, p, x, y):
        if x.ndim == 1:
            return self.one_point(p, x, y)
        return sum(self.one_point(p, x[:, i], y[:, i]) for i in range(x.shape[1])) / x.shape[1]

    def gradient(self, x, y):
        """∇C by autograd."""
        return grad(lambda p: self.cost(p, x, y))(self.p)

    def complex_step(self, x, y, h=1e-30):
        """∇C by a complex step in each parameter."""
        return np.array([self.cost(self.p + 1j * h * e, x, y).imag / h for e in np.eye(self.p.size)])

    def delta(self, l, x, y):
        """∂C/∂z^[l] of one point by autograd: the definition (21)."""
        return grad(lambda shift: self.one_point(self.p, x, y, shift, l))(np.zeros(self.sizes[l - 1]))


@pytest.fixture(scope="session")
def oracle():
    return Oracle
