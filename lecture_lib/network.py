"""A network's parameters under the lecture's names: the vector p, the views W[l] and b[l], and w43[3]."""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lecture_lib import activations, costs
from lecture_lib._checks import array_of_shape, generator, layer_sizes, one_of, real_number, shown
from lecture_lib.activations import ACTIVATIONS, Activation
from lecture_lib.costs import COSTS, cost_for

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

    @property
    def spoken(self):
        """As heard, in the words of a picture: w 4 3, layer 3."""
        return f"{self._letter} {self.j}{'' if self.k is None else f' {self.k}'}, layer {self.layer}"

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
        if not isinstance(l, int | np.integer) or not 2 <= l < len(self) or self._arrays[l] is None:
            raise ValueError(f"{self._name}[{l}]: {self._have_one}")
        view = self._arrays[l]
        if value is not view:
            view[...] = array_of_shape(f"{self._name}[{l}]", value, view.shape)

    @property
    def _have_one(self):
        if self._arrays[-1] is None:
            return f"this network has no {self._name}, since biases=False"
        return f"layers 2 to {len(self) - 1} have a {self._name}"

    def __repr__(self):
        if self._arrays[-1] is None:
            return f"no {self._name}, since biases=False"
        return f"{self._name}[2…{len(self) - 1}] of shapes {', '.join(str(v.shape) for v in self._arrays[2:])}"


class ReadOnly(tuple):
    """Functions by the lecture's layer number, None where it has none."""

    def __setitem__(self, l, function):
        raise TypeError(READ_ONLY)


READ_ONLY = (
    "sigma, dsigma: the functions of a network are read-only, since training, checks and copies go by its Activations; give "
    "Network one of your own, as Network(sizes, activation=Activation(name, sigma, dsigma))"
)


class Parameters:
    """All weights and biases of the given layer sizes, as one vector p and as views W[l], b[l] for l = 2…L.

    p has shape (P,), float64: for each layer W row by row, then b. A gradient ∇C has the same form. W[l] has shape
    (n_l, n_{l-1}), b[l] has shape (n_l,), or is None, with biases=False. Assigning to p, W[l], b[l] or ["w43[3]"] copies
    and checks; a value of the wrong shape or one that is not finite raises ValueError and changes nothing.
    """

    def __init__(self, sizes, p=None, *, biases=True):
        self.sizes, self.biases = layer_sizes(sizes), one_of("biases", biases, (True, False))
        self._p = np.zeros(sum((before + self.biases) * here for before, here in pairwise(self.sizes)))
        self._make_views()
        if p is not None:
            self.p = p

    def _make_views(self):
        W, b, start = [None, None], [None, None], 0
        for n_before, n in pairwise(self.sizes):
            W.append(self._p[start : start + n * n_before].reshape(n, n_before))
            start += n * n_before
            b.append(self._p[start : start + n] if self.biases else None)
            start += n * self.biases
        self._W, self._b = Layers("W", W), Layers("b", b)

    @classmethod
    def like(cls, other, p=None):
        """Return Parameters of the same form as other, such as a gradient, which are 0 or p."""
        return cls(other.sizes, p, biases=other.biases)

    @property
    def letters(self):
        """What there is in each layer: "Wb", or "W" where there are no biases."""
        return "Wb" if self.biases else "W"

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
            if position < self.sizes[l - 1] * self.biases:
                return ParameterRef.from_index(l, position)
            position -= self.sizes[l - 1] * self.biases
        raise IndexError(f"position: expected one of the {self.p.size} places in p")

    def find(self, parameter):
        """Return the ParameterRef of a name, checked to exist here; ValueError says what exists."""
        ref = ParameterRef.parse(parameter)
        if not 2 <= ref.layer <= self.L:
            raise ValueError(f"{ref}: weights and biases belong to layers 2 to {self.L}")
        if ref.k is None and not self.biases:
            raise ValueError(f"{ref}: this network has no biases, since it was made with biases=False")
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

    sizes: neurons per layer, (n_1, …, n_L). activation: of layers 2…L, a name, an Activation, or a list of these with one
    for each of the layers; output_activation: of layer L, if another. The names are "sigmoid", "tanh", "relu",
    "leaky_relu", "identity", "softplus", "elu", "gelu" and, in the output layer with cost="cross_entropy", "softmax".
    cost: "quadratic" (18), "cross_entropy" (with a sigmoid or softmax output), "huber", "mean_absolute_error", or a Cost.
    rng: Generator, seed or None. init: "normal" makes p = scale · N(0, 1) in one call; "xavier" (Glorot & Bengio 2010) and
    "he" (He et al. 2015) scale each layer's weights themselves and start with biases 0. biases: whether there are any b.
    activations[l] is the row of layer l, sigma[l] and dsigma[l] its functions, cost_row the row of the cost: all read-only.
    net["w43[3]"] reads and sets the weight into neuron 4 of layer 3 from neuron 3 of layer 2, net["b4[3]"] a bias,
    net["w10,3[2]"] a weight with an index above 9; w_{43}^{[3]} and w₄₃⁽³⁾ are read, too.
    """

    def __init__(
        self, sizes, *, activation="sigmoid", output_activation=None, cost="quadratic", rng=None, scale=0.5, init="normal",
        biases=True,
    ):  # fmt: skip
        super().__init__(sizes, biases=biases)
        self._hidden, rows = _rows(activation, output_activation, self.L)
        self._activations = (None, None, *rows)
        self._sigma = ReadOnly(row and row.sigma for row in self._activations)
        self._dsigma = ReadOnly(row and row.dsigma for row in self._activations)
        self._cost_row = cost_for(cost, rows[-1])
        _check_one_row_a_name("activation", rows, ACTIVATIONS)
        _check_one_row_a_name("cost", [self._cost_row], COSTS)
        self._initialise(one_of("init", init, INITS), real_number("scale", scale, positive=True), generator(rng))
        self._drawn = {"rng": rng} | ({"scale": scale} if init == "normal" else {"init": init})

    @property
    def activations(self):
        """The Activation of each layer, by its number."""
        return self._activations

    @property
    def sigma(self):
        """The function σ of each layer, by its number; read-only."""
        return self._sigma

    @property
    def dsigma(self):
        """The function σ′ of each layer, by its number; read-only."""
        return self._dsigma

    @sigma.setter
    def sigma(self, functions):
        raise AttributeError(READ_ONLY)

    @dsigma.setter
    def dsigma(self, functions):
        raise AttributeError(READ_ONLY)

    @property
    def cost_row(self):
        """The Cost."""
        return self._cost_row

    @property
    def activation(self):
        """The name of the activation of layers 2…L, or a list of their names if each was given its own."""
        return [row.name for row in self._hidden] if isinstance(self._hidden, tuple) else self._hidden.name

    @property
    def output_activation(self):
        """The name of the activation of layer L."""
        return self._activations[-1].name

    @property
    def cost(self):
        """The name of the cost."""
        return self._cost_row.name

    def _initialise(self, init, scale, rng):
        if init != "normal" and scale != 0.5:
            raise ValueError(f"scale: init={init!r} sets the scale of each layer itself; leave scale out, got {scale!r}")
        self._p[...] = rng.standard_normal(self._p.size)
        if init == "normal":
            self._p *= scale
            return
        for l in range(2, self.L + 1):
            self.W[l] *= INITS[init](self.sizes[l - 2], self.sizes[l - 1])
            if self.biases:
                self.b[l] = np.zeros(self.sizes[l - 1])

    def pointwise_cost(self, a, z, y):
        """C of each column, from the output layer's a[L] and z[L]."""
        return self._cost_row.pointwise(a[self.L], z[self.L], y)

    def output_delta(self, a, z, y):
        """δ[L], by (22) for the quadratic cost."""
        return self._cost_row.output_delta(a[self.L], z[self.L], y, self._dsigma[self.L])

    def options(self):
        """Return the arguments that make a network of this form, besides its sizes: names, and rows that are not ready-made."""
        if isinstance(self._hidden, tuple):
            found = {"activation": [_name_or_row(row) for row in self._hidden]}
        else:
            found = {"activation": _name_or_row(self._hidden), "output_activation": _name_or_row(self._activations[-1])}
        return found | {"cost": _name_or_row(self._cost_row)} | ({} if self.biases else {"biases": False})

    def initialisation(self):
        """Return the arguments that gave the parameters, rng with scale or init; {} without a seed, or if p has changed since."""
        if not isinstance(self._drawn["rng"], int | np.integer):
            return {}
        again = Network(self.sizes, biases=self.biases, **self._drawn)
        return dict(self._drawn) if np.array_equal(again.p, self._p) else {}

    def __repr__(self):
        return f"Network({self.sizes}, {', '.join(f'{name}={value!r}' for name, value in self.options().items())})"


def _rows(activation, output_activation, L):
    """Return what was given for layers 2…L, a row or a tuple of rows, and the row of each of these layers."""
    inner = [name for name, row in ACTIVATIONS.items() if not row.columnwise]
    if not isinstance(activation, list | tuple):
        hidden = _row("activation", activation, inner)
        output = hidden if output_activation is None else _row("output_activation", output_activation, ACTIVATIONS)
        return hidden, [hidden] * (L - 2) + [output]
    if len(activation) != L - 1:
        raise ValueError(f"activation: expected one for each of the layers 2 to {L}, {L - 1} in all, got {len(activation)}")
    if output_activation is not None:
        raise ValueError(
            f"output_activation: that of layer {L} stands at the end of the list of activations already; leave it out, got "
            f"{shown(output_activation)}"
        )
    *before, last = activation
    rows = [_row("activation", value, inner) for value in before] + [_row("activation", last, ACTIVATIONS)]
    return tuple(rows), rows


def _row(argument, value, names):
    """Return the Activation of a name, or the Activation itself, if it may stand in this layer."""
    if callable(value):
        raise TypeError(f"{argument}: a function alone has no σ′; expected Activation(name, sigma, dsigma), got {shown(value)}")
    if not isinstance(value, Activation):
        return ACTIVATIONS[one_of(argument, value, names)]
    if value.columnwise and names is not ACTIVATIONS:
        raise ValueError(f"{argument}: expected a componentwise σ below the output layer, got the columnwise {value!r}")
    return value


def _check_one_row_a_name(argument, rows, ready_made):
    """Refuse two rows of one name, in the network or beside the ready-made ones: by the name one would be taken for the other."""
    known = dict(ready_made)
    for row in rows:
        namesakes = known.setdefault(row.name, row)
        if row not in (namesakes if isinstance(namesakes, tuple) else (namesakes,)):
            raise ValueError(f"{argument}: two different rows have the name {row.name!r}; give yours a name of its own")


def _name_or_row(row):
    """Return the name of a ready-made row, else the row."""
    return row.name if row in (*activations.READY_MADE, *costs.READY_MADE) else row


INITS = {
    "normal": None,
    "xavier": lambda n_before, n: np.sqrt(2 / (n_before + n)),
    "he": lambda n_before, n: np.sqrt(2 / n_before),
}
