"""Convolution: one small set of weights for every place of a picture; its gradient is a sum over the places.

What networks call a convolution is a correlation: the kernel is not turned over on the way forward. It is on the way back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lecture_lib._checks import finite_array, generator, real_number, shown, whole_number
from lecture_lib.arrays import Arrays
from lecture_lib.network import Network
from lecture_lib.propagation import backward_pass, check_y, forward_pass


def correlate(W, b, a):
    """Return z, where z_i = Σ_m W_m a_(i+m) + b: the kernel slides over a, at each place where it fits.

    W (m,), b a number, a (n,) → z (n − m + 1,). Or W (n_out, n_in, m, m), b (n_out,), a (n_in, height, width), or with a last
    axis of N pictures → z (n_out, height − m + 1, width − m + 1) or the same with N. ValueError if shapes do not fit.
    """
    W, a = check_shapes(W, a)
    if W.ndim == 1:
        return windows(a, len(W)) @ W + real_number("b", b)
    b = finite_array("b", b)
    if b.shape != W.shape[:1]:
        raise ValueError(f"b: expected one number for each of the {len(W)} kernels, got shape {b.shape}")
    z = np.tensordot(W, patches(a, W.shape[2]), axes=((1, 2, 3), (0, -2, -1)))
    return z + b.reshape(-1, *[1] * (a.ndim - 1))


def correlate_backward(W, a, delta):
    """Return ∂C/∂W, ∂C/∂b and ∂C/∂a from δ = ∂C/∂z of correlate; for N pictures the first two are means over them.

    ∂C/∂W is a correlation of a with δ, a sum over all places where the weight was used. ∂C/∂a is one of δ, with zeros around it,
    with the kernel turned over: each a_(i+m) was multiplied by W_m on its way to z_i.
    """
    W, a = check_shapes(W, a)
    delta = finite_array("delta", delta)
    size = W.shape[-1]
    lengths = [n - size + 1 for n in (a.shape if W.ndim == 1 else a.shape[1:3])]
    wanted = tuple(lengths) if W.ndim == 1 else (len(W), *lengths, *a.shape[3:])
    if delta.shape != wanted:
        raise ValueError(f"delta: expected the shape of z, {wanted}, got {delta.shape}")
    if W.ndim == 1:
        around = np.pad(delta, size - 1)
        return windows(a, len(delta)) @ delta, float(delta.sum()), windows(around, size) @ W[::-1]
    N = a.shape[3] if a.ndim == 4 else 1
    places = tuple(range(1, delta.ndim))
    dW = np.tensordot(delta, patches(a, size), axes=(places, places)) / N
    around = np.pad(delta, [(0, 0), (size - 1, size - 1), (size - 1, size - 1)] + [(0, 0)] * (a.ndim - 3))
    turned = W[:, :, ::-1, ::-1]
    da = np.tensordot(turned, patches(around, size), axes=((0, 2, 3), (0, -2, -1)))
    return dW, delta.sum(axis=places) / N, da


def correlation_matrix(W, n):
    """Return the banded matrix that a 1-D kernel W (m,) is, shape (n − m + 1, n): z = M a + b, and δ goes back by Mᵀ."""
    W, _ = check_shapes(W, np.zeros(whole_number("n", n, least=1)))
    M = np.zeros((n - len(W) + 1, n))
    for place in range(len(M)):
        M[place, place : place + len(W)] = W
    return M


def max_pool(a, size):
    """Return the largest of each size × size square of a picture, and which it was, counted row by row from 0.

    a: (n, height, width), or with a last axis of N pictures; of several largest the first counts. ValueError if size does not
    divide height and width.
    """
    a, size = finite_array("a", a), whole_number("size", size, least=1)
    if a.ndim not in (3, 4):
        raise ValueError(f"a: expected shape (n, height, width) or (n, height, width, N), got {a.shape}")
    if a.shape[1] % size or a.shape[2] % size:
        raise ValueError(f"size: expected one that divides height and width, {a.shape[1]} and {a.shape[2]}, got {size}")
    squares = as_squares(a, size)
    choice = squares.argmax(axis=-1)
    return np.take_along_axis(squares, choice[..., None], axis=-1)[..., 0], choice


def max_pool_backward(delta, choice, size):
    """Return ∂C/∂a of max_pool: δ goes to the one that was the largest, and the others get 0."""
    delta, size = finite_array("delta", delta), whole_number("size", size, least=1)
    if delta.shape != np.shape(choice):
        raise ValueError(f"delta: expected the shape of choice, {np.shape(choice)}, got {delta.shape}")
    squares = np.zeros((*delta.shape, size * size))
    np.put_along_axis(squares, np.asarray(choice)[..., None], delta[..., None], axis=-1)
    n, rows, columns, *N = delta.shape
    parts = squares.reshape(n, rows, columns, *N, size, size)
    back = np.moveaxis(parts, (-2, -1), (2, 4))  # (n, rows, size, columns, size, N)
    return back.reshape(n, rows * size, columns * size, *N)


@dataclass(frozen=True, eq=False)
class ConvolutionalPass:
    """What a forward pass computed: the pictures x, z and a of each kernel, what was pooled and which it was, and the network's
    lists a and z, indexed by its layers, whose first is what was pooled.
    """

    x: np.ndarray
    z: np.ndarray
    a: np.ndarray
    pooled: np.ndarray
    choice: np.ndarray
    net_a: list
    net_z: list


@dataclass(frozen=True, eq=False)
class ConvolutionalSensitivity:
    """∂C/∂z, ∂C/∂a and ∂C/∂pooled of the kernels, and δ of the network's layers; each picture's own."""

    z: np.ndarray
    a: np.ndarray
    pooled: np.ndarray
    net: list


class ConvolutionalNetwork(Arrays):
    """Kernels that slide over a picture, σ, max pooling, and a Network that hears what is left.

    image: (n_in, height, width). kernels, kernel_size: how many, and their width. pool: width of the squares of which the
    largest is kept. sizes: neurons of the layers after them, the output last. activation: of kernels and hidden layers;
    output_activation and cost: as for Network. x: (n_in, height, width), or with a last axis of N pictures; y: (n_out,) or
    (n_out, N). arrays: "W1", "b1" of the kernels, shapes (kernels, n_in, m, m) and (kernels,), then "W2", "b2", … of the
    network. All weights begin as in He et al. 2015.
    """

    def __init__(
        self, image, *, kernels, kernel_size, pool, sizes, activation="relu", output_activation="softmax", cost="cross_entropy",
        rng=None,
    ):  # fmt: skip
        self.image, self.pool = image_shape(image), whole_number("pool", pool, least=1)
        n, m = whole_number("kernels", kernels, least=1), whole_number("kernel_size", kernel_size, least=1)
        rows, columns = (length - m + 1 for length in self.image[1:])
        if rows < 1 or columns < 1:
            raise ValueError(f"kernel_size: expected at most {min(self.image[1:])}, the picture's side, got {m}")
        if rows % self.pool or columns % self.pool:
            raise ValueError(f"pool: expected a width that divides {rows} and {columns}, what the kernels leave, got {pool}")
        rng = generator(rng)
        self.sizes = (n * (rows // self.pool) * (columns // self.pool), *sizes)
        self._net = Network(
            self.sizes, activation=activation, output_activation=output_activation, cost=cost, rng=rng, init="he"
        )
        self._row = Network((1, 1), activation=activation, rng=0).activations[2]
        shapes = {"W1": (n, self.image[0], m, m), "b1": (n,)}
        for l in range(2, self._net.L + 1):
            shapes |= {f"W{l}": self._net.W[l].shape, f"b{l}": self._net.b[l].shape}
        super().__init__(shapes)
        W1 = self.arrays["W1"]
        W1[...] = rng.standard_normal(W1.shape) * np.sqrt(2 / W1[0].size)
        self._p[self._of_kernels :] = self._net.p

    @property
    def _of_kernels(self):
        return self.arrays["W1"].size + self.arrays["b1"].size

    def forward(self, x):
        """Forward pass of one picture or of N, as a ConvolutionalPass."""
        x = finite_array("x", x)
        if x.ndim not in (3, 4) or x.shape[:3] != self.image or x.size == 0:
            raise ValueError(f"x: expected shape {self.image} for one picture or {(*self.image, 'N')} for N, got {x.shape}")
        z = correlate(self.arrays["W1"], self.arrays["b1"], x)
        a = self._row.sigma(z)
        pooled, choice = max_pool(a, self.pool)
        self._net.p = self.p[self._of_kernels :]
        layers = forward_pass(self._net, pooled.reshape(self.sizes[0], *x.shape[3:]))
        return ConvolutionalPass(x, z, a, pooled, choice, *layers)

    def predict(self, x):
        """Return the output, (n_out,) or (n_out, N)."""
        return self.forward(x).net_a[-1]

    def cost(self, x, y):
        """C of one picture, or the mean over the pictures."""
        done = self.forward(x)
        return float(np.mean(self._net.pointwise_cost(done.net_a, done.net_z, check_y(self._net, done.net_a[1], y))))

    def backward(self, done, y):
        """Return what came back, as a ConvolutionalSensitivity."""
        delta = backward_pass(self._net, done.net_a, done.net_z, check_y(self._net, done.net_a[1], y))
        pooled = (self._net.W[2].T @ delta[2]).reshape(done.pooled.shape)
        a = max_pool_backward(pooled, done.choice, self.pool)
        return ConvolutionalSensitivity(a * self._row.dsigma(done.z), a, pooled, delta)                   # (23)

    def gradient(self, x, y):
        """∇C of one picture, or of the mean cost of N, as Arrays of the same form as p."""
        done = self.forward(x)
        back, grad = self.backward(done, y), self.zeros()
        dW, db, _ = correlate_backward(self.arrays["W1"], done.x, back.z)
        grad.arrays["W1"][...], grad.arrays["b1"][...] = dW, db
        for l in range(2, self._net.L + 1):
            delta, before = back.net[l], done.net_a[l - 1]
            if before.ndim == 1:
                grad.arrays[f"W{l}"][...], grad.arrays[f"b{l}"][...] = np.outer(delta, before), delta
            else:
                grad.arrays[f"W{l}"][...] = delta @ before.T / before.shape[1]
                grad.arrays[f"b{l}"][...] = delta.mean(axis=1)
        return grad

    def __repr__(self):
        kernels = "{} kernels of {} × {}".format(*self.arrays["W1"].shape[::2], self.arrays["W1"].shape[3])
        return f"ConvolutionalNetwork({self.image}, {kernels}, pool {self.pool}, sizes {self.sizes})"


def image_shape(image):
    """Return (n_in, height, width)."""
    if not isinstance(image, tuple | list) or len(image) != 3:
        raise ValueError(f"image: expected (n_in, height, width), got {shown(image)}")
    return tuple(whole_number("image", n, least=1) for n in image)


def check_shapes(W, a):
    """Return kernels and pictures that fit each other."""
    W, a = finite_array("W", W), finite_array("a", a)
    if W.ndim == 1:
        if a.ndim != 1:
            raise ValueError(f"a: expected shape (n,) to go with a kernel of shape {W.shape}, got {a.shape}")
        sides = a.shape
    else:
        if W.ndim != 4 or W.shape[2] != W.shape[3]:
            raise ValueError(f"W: expected shape (m,) or (n_out, n_in, m, m), got {W.shape}")
        if a.ndim not in (3, 4) or a.shape[0] != W.shape[1]:
            raise ValueError(f"a: expected shape ({W.shape[1]}, height, width), or with a last axis of N pictures, got {a.shape}")
        sides = a.shape[1:3]
    if not 1 <= W.shape[-1] <= min(sides):
        raise ValueError(f"W: expected a kernel no larger than its input, {' × '.join(map(str, sides))}, got width {W.shape[-1]}")
    return W, a


def windows(a, size):
    """Return all pieces of a vector of this length, as rows."""
    return sliding_window_view(a, size)


def patches(a, size):
    """Return all size × size pieces of pictures: (n, rows, columns, [N,] size, size)."""
    return sliding_window_view(a, (size, size), axis=(1, 2))


def as_squares(a, size):
    """Return pictures in squares that do not overlap: (n, rows, columns, [N,] size²)."""
    n, height, width, *N = a.shape
    parts = a.reshape(n, height // size, size, width // size, size, *N)
    return np.moveaxis(parts, (2, 4), (-2, -1)).reshape(n, height // size, width // size, *N, size * size)
