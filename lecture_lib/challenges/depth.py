"""Deep networks: how fast δ vanishes or explodes on its way back, what bounds it, and normalisation, which mends it.

Batch normalisation is that of Ioffe & Szegedy 2015, layer normalisation that of Ba, Kiros & Hinton 2016.
"""

from dataclasses import dataclass

import numpy as np

from lecture_lib._checks import finite_array, one_of, real_number
from lecture_lib.arrays import Arrays
from lecture_lib.network import Network
from lecture_lib.propagation import as_point, backward_pass, check_x, check_y, forward_pass

AXES = {"batch": 1, "layer": 0}  # over which z is normalised: the points of a neuron, or the neurons of a point
PATHS = ("x", "mean", "variance")  # by which a push of z reaches ẑ
GRID = np.linspace(-30.0, 30.0, 6001)  # z, 0 among them: the steepest place of a σ is found here


@dataclass(frozen=True, eq=False)
class DepthProfile:
    """How numbers spread forwards and δ backwards through a network, layer by layer; lists are indexed by layer.

    activation: standard deviation of the entries of a^[l], l = 1…L. delta: the norm ‖δ^[l]‖₂, l = 2…L, of a batch the root of
    the mean of squares. factor: ‖δ^[l]‖ / ‖δ^[l+1]‖, as measured, l = 2…L − 1. bound: what σ′ ≤ its largest value and the
    norm of W allow for ‖δ^[l]‖, starting from δ^[L] as measured: max σ′ · ‖W^[l+1]‖₂ for each step.
    """

    activation: list
    delta: list
    factor: list
    bound: list


def depth_profile(net, x, y):
    """Return the DepthProfile of a Network for one point or a batch, or of a NormalisedNetwork.

    With normalisation a step also multiplies by γ and divides by the deviation: its bound has the largest of the one over the
    smallest of the other besides.
    """
    a, delta, widest = (normalised_passes if isinstance(net, NormalisedNetwork) else plain_passes)(net, x, y)
    sizes = [None] * 2 + [norm(d) for d in delta[2:]]
    factor = [None] * 2 + [ratio(sizes[l], sizes[l + 1]) for l in range(2, net.L)] + [None]
    bound = [None] * 2 + sizes[2:]
    for l in range(net.L - 1, 1, -1):
        bound[l] = bound[l + 1] * widest[l]
    return DepthProfile([None] + [float(np.std(v)) for v in a[1:]], sizes, factor, bound)


def plain_passes(net, x, y):
    """Return a, δ and, for each hidden layer, the most by which a step back to it can multiply ‖δ‖."""
    x = check_x(net, x)
    a, z = forward_pass(net, x)
    delta = backward_pass(net, a, z, check_y(net, x, y))
    return a, delta, [None] * 2 + [steepest(net.activations[l]) * np.linalg.norm(net.W[l + 1], 2) for l in range(2, net.L)]


def normalised_passes(net, x, y):
    """Return the same of a NormalisedNetwork: minus the mean and minus what it has of ẑ no vector grows."""
    done = net.forward(x)
    delta, _ = net.backward(done, y)
    widest = [None] * 2
    for l in range(2, net.L):
        stretch = np.abs(net.arrays[f"gamma{l}"]).max() / done.deviation[l].min()
        widest.append(steepest(net.activations[l]) * np.linalg.norm(net.arrays[f"W{l + 1}"], 2) * stretch)
    return done.a, delta, widest


def norm(delta):
    """Return ‖δ‖₂ of one point, or the root of the mean of its square over the columns."""
    return float(np.sqrt(np.mean(np.sum(delta**2, axis=0))))


def ratio(left, right):
    """Return left / right, NaN where both are 0."""
    return left / right if right else float("nan")


def steepest(activation):
    """Return the largest |σ′| of an Activation, 1/4 for the sigmoid."""
    return float(np.abs(activation.dsigma(GRID)).max())


@dataclass(frozen=True, eq=False)
class NormalisedPass:
    """What a forward pass through a NormalisedNetwork computed, in lists indexed by layer, as `forward` has them.

    z = W a; z_hat = (z − mean) / deviation; u = γ ∘ ẑ + β; a = σ(u). mean and deviation, √(variance + ε), have shape (n_l, 1) for
    batch normalisation and (1, N), or (1,) of one point, for layer normalisation. Layer L has z and a only.
    """

    a: list
    z: list
    z_hat: list
    u: list
    mean: list
    deviation: list


class NormalisedNetwork(Arrays):
    """A network whose hidden layers are normalised: z = W a, then ẑ, then a = σ(γ ∘ ẑ + β).

    normalisation: whether mean and variance are over the points, "batch", or over the neurons, "layer". sizes, activation,
    output_activation, cost, rng: as for Network. p holds W2, gamma2, beta2, …, and of the output layer, which is not normalised,
    W and b; arrays has them by these names. W begins as 0.5 · N(0, 1), γ as 1, β and b as 0. eps: added to the variance. Batch
    normalisation couples the points of a batch: it takes two or more, and its cost and gradient are those of the batch as a
    whole. ValueError says what cannot be.
    """

    def __init__(
        self, sizes, *, normalisation="batch", activation="sigmoid", output_activation=None, cost="quadratic", rng=None, eps=1e-5,
    ):  # fmt: skip
        self.normalisation, self.eps = one_of("normalisation", normalisation, AXES), real_number("eps", eps, positive=True)
        self._net = Network(sizes, activation=activation, output_activation=output_activation, cost=cost, rng=rng)
        self.sizes = self._net.sizes
        shapes = {}
        for l in range(2, self.L + 1):
            n, n_before = self.sizes[l - 1], self.sizes[l - 2]
            after = {f"b{l}": (n,)} if l == self.L else {f"gamma{l}": (n,), f"beta{l}": (n,)}
            shapes |= {f"W{l}": (n, n_before), **after}
        super().__init__(shapes)
        for name, array in self.arrays.items():
            array[...] = self._net.W[int(name[1:])] if name[0] == "W" else float(name.startswith("gamma"))

    @property
    def L(self):
        """Number of layers, input included."""
        return len(self.sizes)

    @property
    def activations(self):
        """The Activation of each layer, by its number."""
        return self._net.activations

    def statistics(self, X):
        """Return mean and deviation of each hidden layer for the points X: what a network is given once it is trained."""
        done = self.forward(X)
        return done.mean, done.deviation

    def forward(self, x, *, statistics=None):
        """Forward pass of one point (n_1,), with layer normalisation, or a batch (n_1, N), as a NormalisedPass.

        statistics: mean and deviation of another batch, as `statistics` returns them, in place of this one's own.
        """
        x = check_x(self._net, x)
        if self.normalisation == "batch" and statistics is None and (x.ndim == 1 or x.shape[1] == 1):
            raise ValueError(f"x: batch normalisation needs two points or more, as columns, got shape {x.shape}")
        lists = a, z, z_hat, u, mean, deviation = [[None] * (self.L + 1) for _ in range(6)]
        a[1] = x
        for l in range(2, self.L):
            z[l] = self.arrays[f"W{l}"] @ a[l - 1]
            mean[l], deviation[l] = (s[l] for s in statistics) if statistics else self._mean_and_deviation(z[l])
            z_hat[l] = (z[l] - mean[l]) / deviation[l]
            u[l] = column(self.arrays[f"gamma{l}"], x) * z_hat[l] + column(self.arrays[f"beta{l}"], x)
            a[l] = self._net.sigma[l](u[l])
        z[self.L] = self.arrays[f"W{self.L}"] @ a[self.L - 1] + column(self.arrays[f"b{self.L}"], x)
        a[self.L] = self._net.sigma[self.L](z[self.L])
        return NormalisedPass(*lists)

    def _mean_and_deviation(self, z):
        axis = AXES[self.normalisation]
        mean = z.mean(axis=axis, keepdims=True)
        return mean, np.sqrt(((z - mean) ** 2).mean(axis=axis, keepdims=True) + self.eps)

    def backward(self, done, y, *, paths=PATHS):
        """Return δ^[l] = ∂C/∂z^[l] and ∂C/∂u^[l], indexed by layer; for a batch N times the derivatives of the mean cost.

        A push of z reaches ẑ by three paths: straight, through the mean, and through the variance. paths: those that are
        taken; leaving one out gives a wrong gradient, as if mean or variance were constants.
        """
        for path in paths:
            one_of("paths", path, PATHS)
        y = check_y(self._net, done.a[1], y)
        delta, du = [None] * (self.L + 1), [None] * (self.L + 1)
        delta[self.L] = self._net.output_delta(done.a, done.z, y)                                         # (22)
        for l in range(self.L - 1, 1, -1):
            du[l] = self._net.dsigma[l](done.u[l]) * (self.arrays[f"W{l + 1}"].T @ delta[l + 1])          # (23)
            delta[l] = self._through_normalisation(done, l, column(self.arrays[f"gamma{l}"], du[l]) * du[l], paths)
        return delta, du

    def _through_normalisation(self, done, l, dz_hat, paths):
        """∂C/∂z from ∂C/∂ẑ: straight, minus its mean, minus what it has of ẑ, all over the deviation."""
        axis, z_hat = AXES[self.normalisation], done.z_hat[l]
        by = {"x": dz_hat}
        by["mean"] = -dz_hat.mean(axis=axis, keepdims=True)
        by["variance"] = -z_hat * (dz_hat * z_hat).mean(axis=axis, keepdims=True)
        return sum((by[path] for path in paths), np.zeros_like(dz_hat)) / done.deviation[l]

    def gradient(self, x, y, *, paths=PATHS):
        """∇C of one point, or of the mean cost (9) of a batch, as Arrays of the same form as p. paths: as for backward."""
        done = self.forward(x)
        delta, du = self.backward(done, y, paths=paths)
        grad, mean = self.zeros(), (lambda v: v) if done.a[1].ndim == 1 else (lambda v: v.mean(axis=1))
        for l in range(2, self.L + 1):
            before = done.a[l - 1]
            grad.arrays[f"W{l}"][...] = np.outer(delta[l], before) if before.ndim == 1 else delta[l] @ before.T / before.shape[1]
            if l < self.L:
                grad.arrays[f"gamma{l}"][...] = mean(du[l] * done.z_hat[l])
                grad.arrays[f"beta{l}"][...] = mean(du[l])
        grad.arrays[f"b{self.L}"][...] = mean(delta[self.L])
        return grad

    def cost(self, x, y, *, statistics=None):
        """C of one point, (18), or the mean over the columns of a batch, (9)."""
        done = self.forward(x, statistics=statistics)
        return float(np.mean(self._net.pointwise_cost(done.a, done.z, check_y(self._net, done.a[1], y))))

    def __repr__(self):
        return f"NormalisedNetwork({self.sizes}, normalisation={self.normalisation!r})"


def column(vector, like):
    """Return γ or β ready for `like`: as it is for one point, as a column for a batch."""
    return vector if like.ndim == 1 else vector[:, None]


def residual_jacobian(net, x, l):
    """Return I + J of one layer, J = ∂a^[l]/∂a^[l−1], shape (n, n): what a residual connection a + layer(a) sends δ back by.

    ValueError if the layer changes the number of neurons, since then nothing can be added.
    """
    if not 2 <= l <= net.L or net.sizes[l - 2] != net.sizes[l - 1]:
        raise ValueError(f"l: expected a layer that is as wide as the one before it, got {l} of a network of sizes {net.sizes}")
    _, z = forward_pass(net, as_point(finite_array("x", check_x(net, x))))
    return np.eye(net.sizes[l - 1]) + net.dsigma[l](z[l])[:, None] * net.W[l]
