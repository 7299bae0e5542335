"""Gradient checks of models other than Network: the reader's own, and those of the challenges."""

import numpy as np
import pytest

from lecture_lib import ConvolutionalNetwork, Network, NormalisedNetwork, RecurrentNetwork, check_gradient

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((3, 20)), RNG.standard_normal(20)


class Line:
    """Linear regression with weight decay, as a reader may write it: C = mean ½(wᵀx + b − y)² + λ/2 ‖w‖²."""

    def __init__(self, slip=""):
        self.p, self.slip, self.decay = np.array([0.5, -1.0, 2.0, 0.3]), slip, 0.1

    def off(self, x, y):
        return self.p[:3] @ x + self.p[3] - y

    def cost(self, x, y):
        return float(np.mean(0.5 * self.off(x, y) ** 2) + self.decay / 2 * np.sum(self.p[:3] ** 2))

    def gradient(self, x, y):
        off = self.off(x, y)
        w = x @ off / len(off) + (0 if self.slip == "decay" else self.decay * self.p[:3])
        b = off.sum() if self.slip == "sum" else off.mean()
        return Vector(np.append(w, b))


class Vector:
    def __init__(self, p):
        self.p = p


class Absolute(Line):
    """The same with Σ|w| for what is punished: a kink where w is 0."""

    def __init__(self, said):
        super().__init__()
        self.p, self.said = np.array([0.0, -1.0, 2.0, 0.3]), said

    def cost(self, x, y):
        return float(np.mean(0.5 * self.off(x, y) ** 2) + np.abs(self.p[:3]).sum())

    def gradient(self, x, y):
        off = self.off(x, y)
        sign = np.array([self.said, -1.0, 1.0])
        return Vector(np.append(x @ off / len(off) + sign, off.mean()))


def models():
    """{name: (model, x, y)} of the challenges."""
    rng = np.random.default_rng(1)
    pictures, kinds = rng.standard_normal((1, 6, 6, 5)), np.eye(3)[:, [0, 1, 2, 1, 0]]
    points, targets = rng.standard_normal((3, 7)), rng.random((2, 7))
    return {
        "batch": (NormalisedNetwork((3, 4, 2), normalisation="batch", rng=2), points, targets),
        "layer": (NormalisedNetwork((3, 4, 2), normalisation="layer", rng=2), points, targets),
        "tanh": (RecurrentNetwork(3, 4, 2, rng=2), rng.standard_normal((3, 6)), [0.2, 0.7]),
        "lstm": (RecurrentNetwork(3, 4, 2, cell="lstm", output="every", rng=2), rng.random((3, 6, 2)), rng.random((2, 6, 2))),
        "convolution": (ConvolutionalNetwork((1, 6, 6), kernels=2, kernel_size=3, pool=2, sizes=(3,), rng=2), pictures, kinds),
    }


@pytest.fixture(params=models())
def model(request):
    return models()[request.param]


def test_a_model_of_ones_own_passes():
    check = check_gradient(Line(), X, Y)
    assert check.passed and check.max_relative_error < 1e-6 and check.numeric.arrays.keys() == {"p"}
    np.testing.assert_allclose(check.numeric.p, Line().gradient(X, Y).p, rtol=1e-6)


@pytest.mark.parametrize(("slip", "worst"), [("decay", "p[2]"), ("sum", "p[3]")])
def test_a_slip_in_it_is_found_and_named(slip, worst):
    check = check_gradient(Line(slip), X, Y)
    assert check.verdict == "failed" and check.worst.startswith("p[") and f"at {check.worst}" in repr(check)
    assert check.wrong[int(worst[2])]


def test_the_models_of_the_challenges_pass(model):
    check = check_gradient(*model)
    assert check.passed, repr(check)
    assert check.numeric.arrays.keys() == model[0].arrays.keys() and check.reading == "every array agrees."


def test_the_model_is_left_as_it_was(model):
    before = model[0].p.copy()
    check_gradient(*model)
    np.testing.assert_array_equal(model[0].p, before)


def test_an_array_that_is_wrong_is_named(model):
    net, x, y = model
    name = next(iter(net.arrays))
    wrong = net.gradient(x, y)
    wrong.arrays[name][...] *= -1
    check = check_gradient(net, x, y, analytic=wrong.p)
    assert check.verdict == "failed" and check.reading.startswith(f"{name} has the wrong sign (c = −1). Right: ")
    assert check.worst.startswith(f"{name}[") and f"<th scope='row'>{name}</th>" in check._repr_html_()


def test_an_error_of_one_percent_in_one_entry_is_found(model):
    net, x, y = model
    wrong = net.gradient(x, y).p
    place = int(np.abs(wrong).argmax())
    wrong[place] *= 1.01
    check = check_gradient(net, x, y, analytic=wrong)
    assert check.verdict == "failed" and np.flatnonzero(check.wrong).tolist() == [place]


@pytest.mark.parametrize("name", ["i", "f", "o", "g"])
def test_a_slip_in_one_gate_is_seen_in_its_arrays(name):
    net, x, y = models()["lstm"]
    grad = net.gradient(x, y)
    for letter in "WUb":
        grad.arrays[f"{letter}_{name}"][...] *= 1.7
    assert f"W_{name} is 1.7 times as large" in check_gradient(net, x, y, analytic=grad.p).reading


@pytest.mark.parametrize("said", [-1.0, 0.0, 0.4, 1.0])
def test_at_a_kink_anything_between_both_slopes_is_right(said):
    check = check_gradient(Absolute(said), X, Y)
    assert check.passed and (said in (-1.0, 0.0, 1.0) or "Kink: at p[0]" in check.reasons[0])


@pytest.mark.parametrize("said", [-1.2, 1.2])
def test_at_a_kink_what_is_not_between_them_is_wrong(said):
    assert check_gradient(Absolute(said), X, Y).verdict == "failed"


def test_a_step_that_is_too_small_decides_nothing():
    check = check_gradient(Line(), X, Y, h=1e-13)
    assert check.verdict != "failed" and "h = 1e-13" in " ".join(check.reasons)


@pytest.mark.parametrize("scale", [1e-3, 1e3, 1e6])
@pytest.mark.parametrize("h", [None, 1e-11, 1e-2])
def test_a_right_gradient_is_never_called_wrong(scale, h):
    model = Line()
    model.p = model.p * scale
    assert check_gradient(model, X, Y * scale, h=h).verdict != "failed"


def test_a_penalty_is_part_of_the_cost():
    model = Line()
    with_it = model.gradient(X, Y).p + 3.0 * model.p
    assert check_gradient(model, X, Y, analytic=with_it, penalty=lambda p: 1.5 * np.sum(p**2)).passed


def test_what_is_no_model_is_told_what_one_has():
    sentence = r"^net: expected a Network, or a model that has p, cost\(x, y\) and gradient\(x, y\).p, got 3"
    with pytest.raises(TypeError, match=sentence):
        check_gradient(3, X, Y)


def test_an_analytic_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"^analytic: expected shape \(4,\), got \(3,\)"):
        check_gradient(Line(), X, Y, analytic=np.ones(3))


def test_a_complex_step_that_does_not_come_through_is_refused():
    with pytest.raises(ValueError, match="^method: a complex step does not come through this model"):
        check_gradient(*models()["tanh"], method="complex")


def test_a_network_is_checked_as_before():
    net = Network((2, 3, 2), rng=0)
    assert type(check_gradient(net, [0.1, 0.2], [0.0, 1.0])).__name__ == "GradientCheck"
