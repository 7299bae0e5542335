"""Correlation, pooling and a small convolutional network; HIPS autograd is the judge of the gradients."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from lecture_lib import ConvolutionalNetwork, correlate, correlate_backward, max_pool, max_pool_backward
from lecture_lib.challenges.convolution import correlation_matrix

RNG = np.random.default_rng(0)


def correlated(W, b, a):
    """The definition, with every index written out; for autograd."""
    n_out, n_in, m, _ = W.shape
    rows, columns = a.shape[1] - m + 1, a.shape[2] - m + 1
    z = [
        [
            [
                sum(W[o, i, r, c] * a[i, row + r, column + c] for i in range(n_in) for r in range(m) for c in range(m)) + b[o]
                for column in range(columns)
            ]
            for row in range(rows)
        ]
        for o in range(n_out)
    ]
    return anp.array(z)


@pytest.mark.parametrize(("n", "m"), [(8, 3), (5, 5), (4, 1)])
def test_a_kernel_in_one_dimension_is_numpys_correlation(n, m):
    W, a = RNG.standard_normal(m), RNG.standard_normal(n)
    np.testing.assert_allclose(correlate(W, 0.3, a), np.correlate(a, W, "valid") + 0.3, rtol=1e-12)
    np.testing.assert_allclose(correlate(W, 0.3, a), correlation_matrix(W, n) @ a + 0.3, rtol=1e-12)


@pytest.mark.parametrize(("n", "m"), [(8, 3), (5, 5), (4, 1)])
def test_back_through_a_kernel_goes_the_transposed_matrix(n, m):
    W, a, delta = RNG.standard_normal(m), RNG.standard_normal(n), RNG.standard_normal(n - m + 1)
    dW, db, da = correlate_backward(W, a, delta)
    np.testing.assert_allclose(da, correlation_matrix(W, n).T @ delta, rtol=1e-12)
    np.testing.assert_allclose(da, np.convolve(delta, W), rtol=1e-12)  # the kernel turned over
    np.testing.assert_allclose(dW, [sum(delta[i] * a[i + k] for i in range(len(delta))) for k in range(m)], rtol=1e-12)
    assert db == pytest.approx(delta.sum(), rel=1e-12)


@pytest.mark.parametrize("shape", [(2, 6, 5), (1, 4, 4), (3, 3, 7)])
@pytest.mark.parametrize(("n_out", "m"), [(1, 1), (3, 2), (2, 3)])
def test_kernels_on_pictures_are_the_definition_and_autograds_gradients(shape, n_out, m):
    W, b, a = RNG.standard_normal((n_out, shape[0], m, m)), RNG.standard_normal(n_out), RNG.standard_normal(shape)
    z = correlate(W, b, a)
    np.testing.assert_allclose(z, correlated(W, b, a), rtol=1e-11, atol=1e-12)
    delta = RNG.standard_normal(z.shape)
    ours = correlate_backward(W, a, delta)
    theirs = autograd.grad(lambda W, b, a: anp.sum(delta * correlated(W, b, a)), (0, 1, 2))(W, b, a)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-11)


def test_pictures_in_a_batch_are_each_their_own():
    W, b, a = RNG.standard_normal((3, 2, 2, 2)), RNG.standard_normal(3), RNG.standard_normal((2, 5, 6, 4))
    z = correlate(W, b, a)
    np.testing.assert_allclose(z, np.stack([correlate(W, b, a[..., n]) for n in range(4)], axis=-1), rtol=1e-12)
    delta = RNG.standard_normal(z.shape)
    single = [correlate_backward(W, a[..., n], delta[..., n]) for n in range(4)]
    dW, db, da = correlate_backward(W, a, delta)
    np.testing.assert_allclose(dW, np.mean([one[0] for one in single], axis=0), rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(db, np.mean([one[1] for one in single], axis=0), rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(da, np.stack([one[2] for one in single], axis=-1), rtol=1e-11, atol=1e-13)


def test_pooling_keeps_the_largest_and_knows_where_it_was():
    a = np.array([[[1.0, 2.0, 0.0, 0.0], [4.0, 3.0, 0.0, -1.0]]])
    pooled, choice = max_pool(a, 2)
    assert pooled.tolist() == [[[4.0, 0.0]]] and choice.tolist() == [[[2, 0]]]  # of equal ones the first


@pytest.mark.parametrize("shape", [(2, 6, 4), (3, 4, 6, 5)])
def test_back_through_pooling_the_largest_gets_all(shape):
    a = RNG.standard_normal(shape)
    pooled, choice = max_pool(a, 2)
    delta = RNG.standard_normal(pooled.shape)
    back = max_pool_backward(delta, choice, 2)
    assert back.shape == shape
    np.testing.assert_allclose(np.sum(back * a), np.sum(delta * pooled), rtol=1e-12)
    assert np.count_nonzero(back) == delta.size
    pushed = a + 1e-7 * RNG.standard_normal(shape)
    change = np.sum(delta * (max_pool(pushed, 2)[0] - pooled))
    np.testing.assert_allclose(change, np.sum(back * (pushed - a)), rtol=1e-6, atol=1e-13)


@pytest.mark.parametrize("N", [None, 1, 4])
@pytest.mark.parametrize("sizes", [(3,), (5, 3)])
def test_the_networks_gradient_is_autograds(N, sizes):
    rng = np.random.default_rng(2)
    net = ConvolutionalNetwork((2, 5, 7), kernels=3, kernel_size=2, pool=2, sizes=sizes, activation="tanh", rng=rng)
    net.p += 0.1 * rng.standard_normal(net.p.size)
    batch = () if N is None else (N,)
    x = rng.standard_normal((2, 5, 7, *batch))
    y = np.eye(3)[:, rng.integers(3, size=N or 1)].reshape(3, *batch)
    pictures, targets = x.reshape(2, 5, 7, -1), y.reshape(3, -1)

    def C(p):
        A, start, total = {}, 0, 0.0
        for name, array in net.arrays.items():
            A[name] = p[start : start + array.size].reshape(array.shape)
            start += array.size
        for n in range(pictures.shape[3]):
            a = anp.tanh(correlated(A["W1"], A["b1"], pictures[..., n]))
            pooled = [anp.max(a[o, 2 * r : 2 * r + 2, 2 * c : 2 * c + 2]) for o in range(3) for r in range(2) for c in range(3)]
            a = anp.array(pooled)
            for l in range(2, len(sizes) + 2):
                z = A[f"W{l}"] @ a + A[f"b{l}"]
                a = anp.tanh(z)
            total = total + anp.log(anp.sum(anp.exp(z))) - anp.sum(targets[:, n] * z)
        return total / pictures.shape[3]

    assert net.cost(x, y) == pytest.approx(C(net.p), rel=1e-12)
    np.testing.assert_allclose(net.gradient(x, y).p, autograd.grad(C)(net.p.copy()), rtol=1e-9, atol=1e-12)


def test_it_learns_which_way_a_line_runs():
    rng = np.random.default_rng(0)
    x, kinds = np.zeros((1, 6, 6, 40)), rng.integers(2, size=40)
    for n, kind in enumerate(kinds):
        place = rng.integers(6)
        x[(0, place, slice(None), n) if kind else (0, slice(None), place, n)] = 1.0
    y = np.eye(2)[:, kinds]
    net = ConvolutionalNetwork((1, 6, 6), kernels=4, kernel_size=3, pool=2, sizes=(2,), rng=1)
    for _ in range(150):
        net.p -= 0.3 * net.gradient(x, y).p
    assert np.mean(net.predict(x).argmax(axis=0) == kinds) == 1.0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: correlate(np.ones(5), 0.0, np.ones(4)), "W: expected a kernel no larger than its input"),
        (lambda: correlate(np.ones((1, 1, 5, 5)), [0.0], np.ones((1, 4, 6))), "W: expected a kernel no larger than its input"),
        (lambda: correlate(np.ones((1, 2, 2, 2)), [0.0], np.ones((1, 4, 6))), "a: expected shape"),
        (lambda: correlate(np.ones((1, 2, 2, 3)), [0.0], np.ones((2, 4, 6))), "W: expected shape"),
        (lambda: correlate(np.ones((2, 1, 2, 2)), [0.0], np.ones((1, 4, 6))), "b: expected one number for each of the 2 kernels"),
        (lambda: correlate_backward(np.ones(2), np.ones(4), np.ones(4)), "delta: expected the shape of z"),
        (lambda: max_pool(np.ones((1, 5, 4)), 2), "size: expected one that divides height and width, 5 and 4, got 2"),
        (lambda: max_pool(np.ones((5, 4)), 2), "a: expected shape"),
        (lambda: max_pool_backward(np.ones((1, 2, 2)), np.zeros((1, 2, 3), int), 2), "delta: expected the shape of choice"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(call, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        call()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"image": (8, 8)}, "image: expected"),
        ({"kernel_size": 9}, "kernel_size: expected at most 8"),
        ({"pool": 4}, "pool: expected a width that divides 6 and 6"),
        ({"kernels": 0}, "kernels: expected an integer from 1"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments, sentence):
    made = {"image": (1, 8, 8), "kernels": 2, "kernel_size": 3, "pool": 2, "sizes": (3,), "rng": 0} | arguments
    with pytest.raises(ValueError, match=f"^{sentence}"):
        ConvolutionalNetwork(**made)


def test_a_picture_of_another_size_is_refused():
    net = ConvolutionalNetwork((1, 8, 8), kernels=2, kernel_size=3, pool=2, sizes=(3,), rng=0)
    with pytest.raises(ValueError, match=r"^x: expected shape \(1, 8, 8\) for one picture"):
        net.predict(np.ones((1, 8, 7)))
