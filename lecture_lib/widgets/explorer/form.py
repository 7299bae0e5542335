"""A network and a data point as the explorer's form asks for them: plain JSON there, a Network and arrays here."""

import re

from lecture_lib._checks import array_of_shape, shown
from lecture_lib.activations import ACTIVATIONS, Activation
from lecture_lib.costs import Cost
from lecture_lib.network import Network
from lecture_lib.propagation import check_x, check_y


def described(net, x, y, given):
    """Return what the form shows of a network and a point; seed is None where no seed and scale gave the parameters.

    given: the network that the explorer was made with, whose activation can always be chosen.
    """
    drawn = net.initialisation()
    seed, scale = (drawn["rng"], drawn["scale"]) if "scale" in drawn else (None, 0.5)
    choices = [name for name, row in ACTIVATIONS.items() if not row.columnwise]
    own = [] if _shown(given) in choices else [_shown(given)]  # an Activation of the caller's own, or a list
    form = {"sizes": list(net.sizes), "activation": _shown(net), "seed": seed, "scale": scale}
    return form | {"x": x.tolist(), "y": y.tolist(), "activations": choices + own}


def _shown(net):
    return net.activation if isinstance(net.activation, str) else ", ".join(net.activation)


def built(form, given):
    """Return the network, x and y that a form asks for; KeyError, TypeError or ValueError says what is wrong with it.

    given: the network that the explorer was made with. Its cost and whether it has biases are kept, its output's activation
    if it had one of its own, and where the form has no seed its parameters too.
    """
    if not isinstance(form, dict):
        raise TypeError(f"form: expected names with their values, got {shown(form)}")
    sizes, seed = form["sizes"], form["seed"]
    options = {"activation": form["activation"], "cost": given.cost_row, "biases": given.biases}
    if form["activation"] == _shown(given):
        options |= given.options()
    elif given.output_activation != given.activation:
        options["output_activation"] = given.activations[given.L]
    if seed is None:
        net = Network(sizes, **options)
        if net.sizes != given.sizes:
            raise ValueError("seed: a network of other sizes needs a seed for its parameters, such as 1")
        net.p = given.p
    else:
        net = Network(sizes, rng=seed, scale=form["scale"], **options)
    x = array_of_shape("x", form["x"], (net.sizes[0],))
    return net, x, check_y(net, x, form["y"])


def chosen_point(net, x, y, point):
    """Return all data points as columns of X and Y, and x and y of the chosen one, counted from 1."""
    X = check_x(net, x)
    Y = check_y(net, X, y)
    X, Y = X.reshape(len(X), -1), Y.reshape(len(Y), -1)
    if isinstance(point, bool) or not isinstance(point, int) or not 1 <= point <= X.shape[1]:
        raise ValueError(f"point: expected the number of a data point, 1 to {X.shape[1]}, got {shown(point)}")
    return X, Y, X[:, point - 1], Y[:, point - 1]


def code_of(net):
    """Return a line of Python that makes this network, as net; where no seed gave its parameters, they are written out.

    An Activation or a Cost of the caller's own cannot be: it stands there by its name, and a comment says so.
    """
    options, own = net.options(), []
    usual = {"activation": "sigmoid", "output_activation": options["activation"], "cost": "quadratic"}
    written = {name: _written(value, own) for name, value in options.items() if name not in usual or value != usual[name]}
    drawn = net.initialisation()
    written |= {name: repr(value) for name, value in drawn.items()}
    call = ", ".join([str(net.sizes), *(f"{name}={value}" for name, value in written.items())])
    parameters = "" if drawn else f"; net.p = {net.p.tolist()}"
    comment = f"  # define first, as they are your own: {', '.join(dict.fromkeys(own))}" if own else ""
    return f"net = Network({call}){parameters}{comment}"


def _written(value, own):
    """Return a value as Python; the names of rows of one's own are added to own."""
    if isinstance(value, list):
        return f"[{', '.join(_written(each, own) for each in value)}]"
    if not isinstance(value, Activation | Cost):
        return repr(value)
    own.append(re.sub(r"\W|^(?=\d)", "_", value.name))
    return own[-1]
