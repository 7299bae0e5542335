"""Deep networks: the profile of δ, its bound, and normalisation; HIPS autograd is the judge of its gradients."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from lecture_lib import Network, NormalisedNetwork, backward, depth_profile, forward
from lecture_lib.challenges.depth import PATHS, residual_jacobian, steepest

SIZES = [(3, 4, 5, 2), (3, 3, 3, 3), (2, 6, 1), (4, 3)]
AXES = {"batch": 1, "layer": 0}


def by_autograd(net, X, Y):
    """∇C of a NormalisedNetwork with tanh and the quadratic cost, written out for autograd; a single point is a column here."""
    names, shapes = list(net.arrays), [array.shape for array in net.arrays.values()]
    X, Y = (v.reshape(len(v), -1) for v in (X, Y))

    def C(p):
        arrays, start = {}, 0
        for name, shape in zip(names, shapes, strict=True):
            end = start + int(np.prod(shape))
            arrays[name], start = p[start:end].reshape(shape), end
        a = X
        for l in range(2, net.L):
            z = arrays[f"W{l}"] @ a
            mean = anp.mean(z, axis=AXES[net.normalisation], keepdims=True)
            variance = anp.mean((z - mean) ** 2, axis=AXES[net.normalisation], keepdims=True)
            z_hat = (z - mean) / anp.sqrt(variance + net.eps)
            a = anp.tanh(arrays[f"gamma{l}"][:, None] * z_hat + arrays[f"beta{l}"][:, None])
        a = anp.tanh(arrays[f"W{net.L}"] @ a + arrays[f"b{net.L}"][:, None])
        return anp.mean(0.5 * anp.sum((Y - a) ** 2, axis=0))

    return C(net.p), autograd.grad(C)(net.p.copy())


def a_network(sizes, normalisation, seed=0):
    net = NormalisedNetwork(sizes, normalisation=normalisation, activation="tanh", rng=seed)
    net.p += 0.3 * np.random.default_rng(seed).standard_normal(net.p.size)  # γ other than 1, β other than 0
    return net


def points(sizes, N, seed=1):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((sizes[0], N)), rng.random((sizes[-1], N))


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize(
    ("normalisation", "N"), [("batch", 2), ("batch", 4), ("batch", 7), ("layer", 1), ("layer", 3), ("layer", 4)]
)
def test_cost_and_gradient_are_autograds(sizes, normalisation, N):
    net, (X, Y) = a_network(sizes, normalisation), points(sizes, N)
    C, grad = by_autograd(net, X, Y)
    assert net.cost(X, Y) == pytest.approx(C, rel=1e-12)
    np.testing.assert_allclose(net.gradient(X, Y).p, grad, rtol=1e-10, atol=1e-10 * np.abs(grad).max())


def test_one_point_is_a_batch_of_one_with_layer_normalisation():
    net, (X, Y) = a_network((3, 4, 2), "layer"), points((3, 4, 2), 1)
    np.testing.assert_allclose(net.gradient(X[:, 0], Y[:, 0]).p, net.gradient(X, Y).p, rtol=1e-12)
    np.testing.assert_allclose(net.gradient(X[:, 0], Y[:, 0]).p, by_autograd(net, X, Y)[1], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("normalisation", ["batch", "layer"])
@pytest.mark.parametrize("left_out", PATHS)
def test_each_path_is_needed(normalisation, left_out):
    net, (X, Y) = a_network((3, 4, 5, 2), normalisation), points((3, 4, 5, 2), 5)
    rest = tuple(path for path in PATHS if path != left_out)
    wrong, right = net.gradient(X, Y, paths=rest).p, net.gradient(X, Y).p
    assert np.linalg.norm(wrong - right) > 1e-2 * np.linalg.norm(right)


def test_what_is_normalised_has_mean_0_and_variance_1():
    net, (X, _) = NormalisedNetwork((3, 6, 2), normalisation="batch", rng=0, eps=1e-12), points((3, 6, 2), 9)
    z_hat = net.forward(X).z_hat[2]
    np.testing.assert_allclose([z_hat.mean(axis=1), z_hat.var(axis=1)], [np.zeros(6), np.ones(6)], atol=1e-9)


def test_with_the_statistics_of_training_a_point_does_not_depend_on_its_company():
    net, (X, _) = a_network((3, 4, 2), "batch"), points((3, 4, 2), 6)
    given = net.statistics(X)
    together, alone = net.forward(X, statistics=given), net.forward(X[:, :1], statistics=given)
    np.testing.assert_allclose(together.a[3][:, :1], alone.a[3], rtol=1e-12)
    np.testing.assert_allclose(together.a[3], net.forward(X).a[3], rtol=1e-12)


@pytest.mark.parametrize("X", [np.ones(3), np.ones((3, 1))])
def test_batch_normalisation_of_a_single_point_is_refused(X):
    with pytest.raises(ValueError, match="^x: batch normalisation needs two points or more"):
        NormalisedNetwork((3, 4, 2), rng=0).gradient(X, np.ones((2, *X.shape[1:])))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"normalisation": "group"}, "normalisation: expected one of"),
        ({"eps": 0.0}, "eps: expected a finite number above 0"),
        ({"sizes": (3,)}, "sizes: expected at least two layers"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        NormalisedNetwork(**{"sizes": (3, 4, 2), "rng": 0} | arguments)


def test_an_unknown_path_is_refused():
    net, (X, Y) = a_network((3, 4, 2), "batch"), points((3, 4, 2), 3)
    with pytest.raises(ValueError, match="^paths: expected one of 'x', 'mean', 'variance'"):
        net.gradient(X, Y, paths=("x", "variance²"))


# the profile

@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("depth", [2, 3, 20])
def test_the_profile_is_of_the_networks_own_passes(activation, depth):
    net = Network((5,) * depth, activation=activation, init="he", rng=1)
    X, Y = points((5, 5), 3)
    profile, (a, z) = depth_profile(net, X, Y), forward(net, X)
    delta = backward(net, a, z, Y)
    for l in range(2, net.L + 1):
        assert profile.delta[l] == pytest.approx(np.sqrt(np.mean([d @ d for d in delta[l].T])), rel=1e-12)
        assert profile.activation[l] == pytest.approx(a[l].std(), rel=1e-12)
    steps = [np.divide(profile.delta[l], profile.delta[l + 1]) for l in range(2, net.L)]
    assert profile.factor[2 : net.L] == pytest.approx(steps)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "softplus", "gelu"])
@pytest.mark.parametrize("scale", [0.1, 1.0, 5.0])
def test_no_delta_is_above_its_bound(activation, scale):
    net = Network((6,) * 10, activation=activation, scale=scale, rng=3)
    profile = depth_profile(net, *points((6, 6), 4))
    assert all(profile.delta[l] <= profile.bound[l] * (1 + 1e-12) for l in range(2, net.L + 1))
    assert profile.bound[net.L] == profile.delta[net.L]


@pytest.mark.parametrize("normalisation", ["batch", "layer"])
@pytest.mark.parametrize("seed", range(3))
def test_with_normalisation_delta_is_profiled_and_bounded_too(normalisation, seed):
    net, (X, Y) = a_network((6,) * 8, normalisation, seed), points((6, 6), 5)
    profile, done = depth_profile(net, X, Y), net.forward(X)
    delta, _ = net.backward(done, Y)
    for l in range(2, net.L + 1):
        assert profile.delta[l] == pytest.approx(np.sqrt(np.mean([d @ d for d in delta[l].T])), rel=1e-12)
        assert profile.activation[l] == pytest.approx(done.a[l].std(), rel=1e-12)
        assert profile.delta[l] <= profile.bound[l] * (1 + 1e-12)


def test_with_normalisation_the_bound_is_reached_where_nothing_is_lost():
    """Three points of one neuron: δ of ẑ is across 1 and across ẑ = (−1, 0, 1)·√1.5, so nothing of it is taken away."""
    net = NormalisedNetwork((1, 1, 1), normalisation="batch", activation="identity", rng=0, eps=1e-12)
    net.p = [2.0, 3.0, 0.0, 5.0, 0.0]  # W2, gamma2, beta2, W3, b3
    X = np.array([[-1.0, 0.0, 1.0]])
    profile = depth_profile(net, X, net.forward(X).a[3] - np.array([[1.0, -2.0, 1.0]]))
    assert profile.delta[2] == pytest.approx(profile.bound[2], rel=1e-9)
    assert profile.factor[2] == pytest.approx(5 * 3 / (2 * np.sqrt(2 / 3)), rel=1e-9)


def test_the_bound_is_reached_where_every_slope_is_the_largest():
    net = Network((1,) * 8, rng=0)
    net.p = np.tile([2.0, -1.0], 7)  # with x = 1/2 every z is 0
    profile = depth_profile(net, [0.5], [1.0])
    assert profile.bound[2:] == pytest.approx(profile.delta[2:], rel=1e-12) and profile.factor[2] == pytest.approx(0.5)


@pytest.mark.parametrize(("name", "slope"), [("sigmoid", 0.25), ("tanh", 1.0), ("relu", 1.0), ("identity", 1.0)])
def test_the_steepest_slope_is_known(name, slope):
    assert steepest(Network((1, 1), activation=name, rng=0).activations[2]) == pytest.approx(slope)


def test_a_residual_connection_can_send_nothing_back():
    net = Network((2, 2), activation="identity", rng=0)
    net.W[2], net.b[2] = [[-1.0, 0.0], [0.0, 0.5]], [0.0, 0.0]
    assert np.linalg.svd(residual_jacobian(net, [0.3, 0.7], 2), compute_uv=False).tolist() == [1.5, 0.0]


def test_nothing_can_be_added_to_another_number_of_neurons():
    with pytest.raises(ValueError, match="^l: expected a layer that is as wide as the one before it, got 2"):
        residual_jacobian(Network((2, 3), rng=0), [0.3, 0.7], 2)
