r"""LaTeX in, MathML out, with hooks: \class{delta}{0} becomes an mrow of that class, its number the browser's."""

from latex2mathml.converter import convert

_RULE = 'linethickness="1.1px"'  # without a math font browsers draw the fraction bar at any thickness


def mathml(latex):
    """Return the equation as MathML; ValueError if a command was not understood."""
    text = convert(latex, display="block").replace("<mfrac>", f"<mfrac {_RULE}>")
    if "\\" in text or "&#x0005C;" in text:
        raise ValueError(f"latex: no MathML for a command in {latex}")
    return text


def slope_equation(letter):
    """(25) for a weight, (24) for a bias, each factor once as a symbol and once as a number; hooks for the indices too."""
    factor, number = {"w": (r"a_{\class{k}{0}}^{[\class{before}{0}]}", r"\class{a}{0}"), "b": (r"\times 1", "1")}[letter]
    return mathml(
        rf"\frac{{\partial C}}{{\partial {letter}_{{\class{{jk}}{{0}}}}^{{[\class{{l}}{{0}}]}}}}"
        rf" = \delta_{{\class{{j}}{{0}}}}^{{[\class{{l}}{{0}}]}} {factor}"
        rf" = (\class{{delta}}{{0}})({number}) = \class{{derivative}}{{0}}"
    )


def difference_equation(letter):
    """The central difference of C, which knows nothing of backpropagation."""
    return mathml(rf"\frac{{C({letter} + h) - C({letter} - h)}}{{2h}} = \class{{finite-difference}}{{0}}")
