"""A network's parameters under the lecture's names: the vector p, the views W[l] and b[l], and w43[3]."""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lecture_lib._checks import array_of_shape, generator, layer_sizes, one_of, real_number, shown
from lecture_lib.activations import ACTIVATIONS
from lecture_lib.costs import COSTS, refused

_TO_ASCII = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾ω", "01234567890123456789()w", "_^{} \\")
_TO_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_FORM = re.compile(r"(?:w(\d+)(?:,(\d+))?|b(\d+))(?:\[(\d+)\]|\((\d+)\))", re.ASCII)


@dataclass(frozen=True)
class ParameterRef:
    """One weight w_jk^[l] or bias b_j^[l], with the lecture's indices: all counted from 1, k None for a bias."""

    layer: int
    j: int
    k: int | None = None

    @classmethod
    def parse(cls, text):
        """Read w43[3], w_{43}^{[3]}, w₄₃⁽³⁾, b4[3], w10,3[2] and the like; ValueError for any other form."""
        if isinstance(text, cls):
            return text
        if not isinstance(text, str):
            raise TypeError(f"parameter: expected a name such as 'w43[3]' or 'b4[3]', got {shown(text)}")
        match = _FORM.fullmatch(text.translate(_TO_ASCII))
        if match is None:
            raise ValueError(f"parameter: expected a name such as 'w43[3]', 'w10,3[2]' or 'b4[3]', got {shown(text)}")
        j, k, bias, *layer = match.groups()
        layer = int(layer[0] or layer[1])
        if bias:
            return cls(layer, int(bias))
        if k is None:
            j, k = _two_digits(j, text)
        return cls(layer, int(j), int(k))

    @property
    def index(self):
        """The place in the array W[layer] or b[layer], counted from 0; this and from_index are the only conversions."""
        return (self.j - 1,) if self.k is None else (self.j - 1, self.k - 1)

    @classmethod
    def from_index(cls, layer, *index):
        """Return the reference of W[layer][index] (two numbers from 0) or b[layer][index] (one)."""
        return cls(layer, *(i + 1 for i in index))

    @property
    def _indices(self):
        if self.k is None:
            return str(self.j)
        return f"{self.j}{self.k}" if max(self.j, self.k) < 10 else f"{self.j},{self.k}"

    @property
    def _letter(self):
        return "b" if self.k is None else "w"

    @property
    def plain(self):
        """As typed: w43[3]."""
        return f"{self._letter}{self._indices}[{self.layer}]"

    @property
    def latex(self):
        """As typeset: w_{43}^{[3]}."""
        return f"{self._letter}_{{{self._indices}}}^{{[{self.layer}]}}"

    @property
    def unicode(self):
        """As printed: w₄₃^[3]."""
        return f"{self._letter}{self._indices.translate(_TO_SUBSCRIPT)}^[{self.layer}]"

    def __str__(self):
        return self.plain


def _two_digits(digits, text):
    """Split 43 into j = 4 and k = 3; any other number of digits could be split in several ways, or not at all."""
    if len(digits) == 1:
        raise ValueError(f"{text}: a weight has two indices, the neuron it feeds and the neuron it comes from, as w43[3]")
    if len(digits) > 2:
        ways = " or ".join(f"w{digits[:i]},{digits[i:]}" for i in range(1, len(digits)))
        raise ValueError(f"{text}: ambiguous; put a comma between the indices: {ways}")
    return digits


class Layers(Sequence):
    """Arrays by the lecture's layer number, None where it has none; assigning copies into the array that is there."""

    def __init__(self, name, arrays):
        self._name, self._arrays = name, tuple(arrays)

    def __len__(self):
        return len(self._arrays)

    def __getitem__(self, l):
        try:
            return self._arrays[l]
        except IndexError:
            raise IndexError(f"{self._name}[{l}]: {self._have_one}") from None

    def __setitem__(self, l, value):
        if not isinstance(l, int | np.integer) or not 2 <= l < len(self):
            raise ValueError(f"{self._name}[{l}]: {self._have_one}")
        view = self._arrays[l]
        if value is not view:
            view[...] = array_of_shape(f"{self._name}[{l}]", value, view.shape)

    @property
    def _have_one(self):
        return f"layers 2 to {len(self) - 1} have a {self._name}"

    def __repr__(self):
        return f"{self._name}[2…{len(self) - 1}] of shapes {', '.join(str(v.shape) for v in self._arrays[2:])}"


class Parameters:
    """All weights and biases of the given layer sizes, as one vector p and as views W[l], b[l] for l = 2…L.

    p has shape (P,), float64: for each layer W row by row, then b. A gradient ∇C has the same form. W[l] has shape
    (n_l, n_{l-1}), b[l] has shape (n_l,). Assigning to p, W[l], b[l] or ["w43[3]"] copies and checks; a value of the
    wrong shape or one that is not finite raises ValueError and changes nothing.
    """

    def __init__(self, sizes, p=None):
        self.sizes = layer_sizes(sizes)
        n = self.sizes
        self._p = np.zeros(sum((before + 1) * here for before, here in pairwise(n)))
        self._make_views()
        if p is not None:
            self.p = p

    def _make_views(self):
        W, b, start = [None, None], [None, None], 0
        for n_before, n in pairwise(self.sizes):
            W.append(self._p[start : start + n * n_before].reshape(n, n_before))
            b.append(self._p[start + n * n_before : start + n * n_before + n])
            start += n * n_before + n
        self._W, self._b = Layers("W", W), Layers("b", b)

    @property
    def L(self):
        """Number of layers, input included."""
        return len(self.sizes)

    @property
    def W(self):
        """Weight matrices by layer."""
        return self._W

    @property
    def b(self):
        """Bias vectors by layer."""
        return self._b

    @property
    def p(self):
        """Every parameter in one vector, shape (P,)."""
        return self._p

    @p.setter
    def p(self, value):
        if value is not self._p:  # after net.p -= … the buffer itself comes back, already changed
            self._p[...] = array_of_shape("p", value, self._p.shape)

    def parameters(self):
        """Iterate over the ParameterRef of every parameter, in the order of p."""
        return map(self.parameter_at, range(self.p.size))

    def parameter_at(self, position):
        """Return the ParameterRef of p[position]."""
        for l in range(2, self.L + 1):
            if position < self.W[l].size:
                return ParameterRef.from_index(l, *divmod(position, self.sizes[l - 2]))
            position -= self.W[l].size
            if position < self.b[l].size:
                return ParameterRef.from_index(l, position)
            position -= self.b[l].size
        raise IndexError(f"position: expected one of the {self.p.size} places in p")

    def find(self, parameter):
        """Return the ParameterRef of a name, checked to exist here; ValueError says what exists."""
        ref = ParameterRef.parse(parameter)
        if not 2 <= ref.layer <= self.L:
            raise ValueError(f"{ref}: weights and biases belong to layers 2 to {self.L}")
        _check_neuron(ref, ref.j, ref.layer, self.sizes[ref.layer - 1], "")
        if ref.k is not None:
            _check_neuron(ref, ref.k, ref.layer - 1, self.sizes[ref.layer - 2], f", which feeds layer {ref.layer},")
        return ref

    def _array(self, ref):
        return (self.b if ref.k is None else self.W)[ref.layer]

    def __getitem__(self, parameter):
        ref = self.find(parameter)
        return float(self._array(ref)[ref.index])

    def __setitem__(self, parameter, value):
        ref = self.find(parameter)
        self._array(ref)[ref.index] = real_number(ref.plain, value)

    def copy(self):
        """Return an independent copy."""
        return copy.copy(self)

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name not in ("_W", "_b")}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self._p = self._p.copy()  # copy.copy hands over the original's buffer
        self._make_views()

    def __repr__(self):
        return f"{type(self).__name__}({self.sizes}: {self.p.size} parameters)"


def _check_neuron(ref, index, layer, n, role):
    if not 1 <= index <= n:
        neurons = "one neuron, number 1" if n == 1 else f"neurons 1 to {n}"
        raise ValueError(f"{ref}: layer {layer}{role} has {neurons}")


class Network(Parameters):
    """A feedforward network: its parameters, the activation σ of each layer, and the cost C.

    sizes: neurons per layer, (n_1, …, n_L). activation: of layers 2…L; output_activation: of layer L, if another.
    cost: "quadratic" (18) or "cross_entropy" (with a sigmoid or softmax output). rng: Generator, seed or None.
    init: "normal" makes p = scale · N(0, 1) in one call; "xavier" (Glorot & Bengio 2010) and "he" (He et al. 2015)
    scale each layer's weights themselves and start with biases 0. sigma[l], dsigma[l]: the functions of layer l.
    """

    def __init__(
        self, sizes, *, activation="sigmoid", output_activation=None, cost="quadratic", rng=None, scale=0.5, init="normal"
    ):
        super().__init__(sizes)
        self.activation = one_of("activation", activation, [name for name in ACTIVATIONS if name != "softmax"])
        output_activation = activation if output_activation is None else output_activation
        self.output_activation = one_of("output_activation", output_activation, ACTIVATIONS)
        self.cost = one_of("cost", cost, dict.fromkeys(name for name, _ in COSTS))
        if (cost, output_activation) not in COSTS:
            raise refused(cost, output_activation)
        per_layer = [activation] * (self.L - 2) + [output_activation]
        self.sigma = [None, None] + [ACTIVATIONS[name][0] for name in per_layer]
        self.dsigma = [None, None] + [ACTIVATIONS[name][1] for name in per_layer]
        self._initialise(one_of("init", init, INITS), real_number("scale", scale, positive=True), generator(rng))

    def _initialise(self, init, scale, rng):
        if init != "normal" and scale != 0.5:
            raise ValueError(f"scale: init={init!r} sets the scale of each layer itself; leave scale out, got {scale!r}")
        self._p[...] = rng.standard_normal(self._p.size)
        if init == "normal":
            self._p *= scale
            return
        for l in range(2, self.L + 1):
            self.W[l] *= INITS[init](self.sizes[l - 2], self.sizes[l - 1])
            self.b[l] = np.zeros(self.sizes[l - 1])

    def pointwise_cost(self, a, z, y):
        """C of each column, from the output layer's a[L] and z[L]."""
        return COSTS[self.cost, self.output_activation][0](a[self.L], z[self.L], y)

    def output_delta(self, a, z, y):
        """δ[L], by (22) for the quadratic cost."""
        return COSTS[self.cost, self.output_activation][1](a[self.L], z[self.L], y, self.dsigma[self.L])

    def __repr__(self):
        return (
            f"Network({self.sizes}, activation={self.activation!r}, output_activation={self.output_activation!r}, "
            f"cost={self.cost!r})"
        )


INITS = {
    "normal": None,
    "xavier": lambda n_before, n: np.sqrt(2 / (n_before + n)),
    "he": lambda n_before, n: np.sqrt(2 / n_before),
}
