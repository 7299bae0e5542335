r"""Live forms, equations with numbers in them: LaTeX in which each number and each index one can choose is a hook.

A hook \class{q-delta-3-j}{0} is the number of δ_j^[3], for the j chosen at the moment; \class{i-j}{j} is the index j
itself. The names of quantities are those of `widgets/shared/sweep_message.py`.
"""

from lecture_lib.register.by_name import by_name

MOST_TERMS = 5  # of a sum, or entries of a column: more would not be read, so the middle is left out


class LiveForm:
    """An equation with numbers in it: the indices one can choose, and a template, a function that returns LaTeX.

    template: of a network, a layer and a number of points, as far as its parameters name net, l and N. k_layer: whose
    neurons k counts, of layer l − 1 as in (25), or of layer l + 1 as in (23).
    """

    def __init__(self, indices, template, k_layer=-1):
        self.indices, self.k_layer = indices, k_layer
        self.template = by_name(template, "net", "l", "N")

    def latex(self, net, l, N):
        """Return the LaTeX for a network, one of its layers and a number of points, with hooks for all numbers."""
        return self.template(net=net, l=l, N=N)


def q(*parts):
    """The hook of a number, such as q("delta", 3, "j")."""
    return rf"\class{{q-{'-'.join(map(str, parts))}}}{{0}}"


def _index(name):
    return rf"\class{{i-{name}}}{{0}}"


J, K, I, JK, KJ = map(_index, ("j", "k", "i", "jk", "kj"))


def _shown(n):
    """Return 1…n, with None for what is left out."""
    return list(range(1, n + 1)) if n <= MOST_TERMS else [1, 2, None, n]


def sum_of(n, term):
    """term(1) + … + term(n)."""
    return " + ".join(r"\cdots" if index is None else term(index) for index in _shown(n))


def column(n, entry):
    """A vector of entry(1), …, entry(n)."""
    return matrix(n, 1, lambda j, k: entry(j))


def matrix(n_rows, n_columns, entry):
    """A matrix of entry(j, k)."""

    def row(j):
        if j is None:
            return [r"\vdots"] * len(_shown(n_columns))
        return [r"\cdots" if k is None else entry(j, k) for k in _shown(n_columns)]

    rows = r" \\ ".join(" & ".join(row(j)) for j in _shown(n_rows))
    return rf"{{\begin{{pmatrix}} {rows} \end{{pmatrix}}}}"  # in braces its brackets are as high as it is, whatever is beside it


def vector(net, name, l):
    """A vector of layer l, such as vector(net, "delta", 3)."""
    return column(net.sizes[l - 1], lambda j: q(name, l, j))


def weights(net, l):
    """W^[l]."""
    return matrix(net.sizes[l - 1], net.sizes[l - 2], lambda j, k: q("w", l, j, k))


def weights_transposed(net, l):
    """The transpose of W^[l]."""
    return matrix(net.sizes[l - 2], net.sizes[l - 1], lambda k, j: q("w", l, j, k))


def partial(of, by):
    """The symbol ∂of/∂by."""
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"
