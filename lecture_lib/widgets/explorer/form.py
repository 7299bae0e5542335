"""A network and a data point as the explorer's form asks for them: plain JSON there, a Network and arrays here."""

from lecture_lib._checks import array_of_shape, shown
from lecture_lib.activations import ACTIVATIONS
from lecture_lib.network import Network
from lecture_lib.propagation import check_x, check_y

CHOICES = [name for name in ACTIVATIONS if name != "softmax"]  # of the hidden layers


def described(net, x, y, *, seed=None, scale=0.5):
    """Return what the form shows of a network and a point; seed is None where no seed gave the parameters."""
    drawn = {"sizes": list(net.sizes), "activation": net.activation, "seed": seed, "scale": scale}
    return drawn | {"x": x.tolist(), "y": y.tolist(), "activations": CHOICES}


def built(form, own):
    """Return the network, x and y that a form asks for; KeyError, TypeError or ValueError says what is wrong with it.

    own: the network shown so far. Its cost is kept, and where the form has no seed its parameters too.
    """
    if not isinstance(form, dict):
        raise TypeError(f"form: expected names with their values, got {shown(form)}")
    sizes, seed = form["sizes"], form["seed"]
    output_activation = None if own.output_activation == own.activation else own.output_activation
    options = {"activation": form["activation"], "output_activation": output_activation, "cost": own.cost}
    if seed is None:
        net = Network(sizes, **options)
        if net.sizes != own.sizes:
            raise ValueError("seed: a network of other sizes needs a seed for its parameters, such as 1")
        net.p = own.p
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


def code_of(net, *, seed=None, scale=0.5):
    """Return a line of Python that makes this network, as net; where no seed gave its parameters, they are written out."""
    usual = {"activation": "sigmoid", "output_activation": net.activation, "cost": "quadratic"}
    options = {name: getattr(net, name) for name, value in usual.items() if getattr(net, name) != value}
    if seed is not None:
        options |= {"rng": seed, "scale": scale}
    call = ", ".join([str(net.sizes), *(f"{name}={value!r}" for name, value in options.items())])
    return f"net = Network({call})" + ("" if seed is not None else f"; net.p = {net.p.tolist()}")
