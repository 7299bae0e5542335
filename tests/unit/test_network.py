"""A network's parameters: one vector p, views by layer, copies, names, and how they are drawn."""

import copy
import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from lecture_lib import Network, Parameters, cost, forward, gradient

SIZES = st.lists(st.integers(1, 6), min_size=2, max_size=5)
RAGGED = (4, 3, 4, 5, 2)
COPIES = {
    "copy method": lambda net: net.copy(),
    "copy.copy": copy.copy,
    "copy.deepcopy": copy.deepcopy,
    "pickle": lambda net: pickle.loads(pickle.dumps(net)),
}
copies = pytest.mark.parametrize("duplicate", COPIES.values(), ids=COPIES)


def ragged():
    return Network(RAGGED, rng=0)


def assert_views_of_p(net):
    """Write p through every view: p must then count up, and nothing else may be left."""
    start = 0
    for l in range(2, net.L + 1):
        for view in (net.W[l], net.b[l]):
            view[...] = np.arange(start, start + view.size).reshape(view.shape)
            start += view.size
    assert_array_equal(net.p, np.arange(start))


# p, W and b

@given(sizes=SIZES)
def test_p_has_an_entry_for_every_weight_and_bias(sizes):
    assert Network(sizes).p.shape == (sum(n * before + n for before, n in pairwise(sizes)),)


@given(sizes=SIZES)
def test_w_and_b_are_views_of_p_layer_by_layer(sizes):
    assert_views_of_p(Network(sizes))


@given(sizes=SIZES)
def test_w_maps_layer_l_minus_one_to_layer_l(sizes):
    net = Network(sizes)
    assert [W.shape for W in net.W[2:]] == [(n, before) for before, n in pairwise(sizes)]
    assert [b.shape for b in net.b[2:]] == [(n,) for n in sizes[1:]]


def test_w_and_b_are_indexed_by_layer_and_none_where_the_lecture_has_nothing():
    net = ragged()
    assert (len(net.W), len(net.b)) == (6, 6)
    assert [net.W[0], net.W[1], net.b[0], net.b[1]] == [None] * 4


def test_sizes_and_number_of_layers_are_as_given():
    net = Network([np.int64(4), 3, 2])
    assert (net.sizes, net.L) == ((4, 3, 2), 3)
    assert {type(n) for n in net.sizes} == {int}


def test_p_is_float64():
    assert Network((2, 2)).p.dtype == np.dtype(float)


def test_assigning_p_fills_the_buffer_that_is_there():
    net = ragged()
    buffer, W3 = net.p, net.W[3]
    net.p = np.arange(net.p.size)
    assert net.p is buffer
    assert_array_equal(W3.ravel(), net.p[15:27])


def test_assigning_p_keeps_no_hold_of_what_was_given():
    net, given_p = ragged(), np.ones(ragged().p.size)
    net.p = given_p
    given_p[:] = 7.0
    assert_array_equal(net.p, np.ones(net.p.size))


def test_p_can_be_moved_in_place():
    net, before, step = ragged(), ragged().p.copy(), np.linspace(0, 1, ragged().p.size)
    W3 = net.W[3]
    net.p -= 0.5 * step
    assert_array_equal(net.p, before - 0.5 * step)
    assert_array_equal(W3.ravel(), net.p[15:27])


def test_p_can_be_moved_by_an_expression():
    net, before = ragged(), ragged().p.copy()
    net.p = net.p - 0.25
    assert_array_equal(net.p, before - 0.25)
    assert_views_of_p(net)


def test_assigning_a_layer_fills_p():
    net = ragged()
    net.W[3] = np.arange(12).reshape(4, 3)
    net.b[3] = [12, 13, 14, 15]
    assert_array_equal(net.p[15:31], np.arange(16))


def test_assigning_a_layer_keeps_no_hold_of_what_was_given():
    net, W3, b3 = ragged(), np.ones((4, 3)), np.ones(4)
    net.W[3], net.b[3] = W3, b3
    W3[...], b3[...] = 7.0, 7.0
    assert_array_equal(net.W[3], np.ones((4, 3)))
    assert_array_equal(net.b[3], np.ones(4))


def test_a_layer_can_be_moved_in_place():
    net, before = ragged(), ragged().p.copy()
    net.W[3] -= 1.0
    net.b[5] *= 2.0
    assert_array_equal(net.p[15:27], before[15:27] - 1.0)
    assert_array_equal(net.p[-2:], before[-2:] * 2.0)


def test_a_layer_can_be_given_its_own_transpose():
    net = Network((2, 2), rng=0)
    before = net.W[2].copy()
    net.W[2] = net.W[2].T
    assert_array_equal(net.W[2], before.T)


def test_assigning_one_layer_leaves_the_others():
    net, before = ragged(), ragged().p.copy()
    net.W[4] = np.zeros((5, 4))
    changed = np.flatnonzero(net.p != before)
    assert_array_equal(changed, np.arange(31, 51))


# names

def test_w43_3_is_row_four_column_three_of_w_3():
    net = ragged()
    assert net["w43[3]"] == net.W[3][3, 2]


def test_b4_3_is_entry_four_of_b_3():
    net = ragged()
    assert net["b4[3]"] == net.b[3][3]


def test_a_parameter_that_is_read_is_a_plain_float():
    assert type(ragged()["w43[3]"]) is float


def test_setting_a_parameter_by_name_changes_that_entry_alone():
    net, before = ragged(), ragged().p.copy()
    net["w_{43}^{[3]}"] = 0.125
    assert net.W[3][3, 2] == 0.125
    assert_array_equal(np.flatnonzero(net.p != before), [15 + 3 * 3 + 2])


def test_setting_a_bias_by_name_changes_that_entry_alone():
    net, before = ragged(), ragged().p.copy()
    net["b₄⁽³⁾"] = 2
    assert net.b[3][3] == 2.0
    assert_array_equal(np.flatnonzero(net.p != before), [27 + 3])


def test_a_parameter_can_be_moved_by_name():
    net, before = ragged(), ragged()["w43[3]"]
    net["w43[3]"] += 0.5
    assert net["w43[3]"] == before + 0.5


# copies

@copies
def test_copy_has_the_same_parameters(duplicate):
    net = ragged()
    assert_array_equal(duplicate(net).p, net.p)


@copies
def test_views_of_a_copy_are_views_of_its_own_p(duplicate):
    assert_views_of_p(duplicate(ragged()))


@copies
def test_changing_a_copy_leaves_the_original(duplicate):
    net, before = ragged(), ragged().p.copy()
    other = duplicate(net)
    other.p += 1.0
    other.W[3] = np.zeros((4, 3))
    other["b4[3]"] = 5.0
    assert_array_equal(net.p, before)


@copies
def test_changing_the_original_leaves_a_copy(duplicate):
    net = ragged()
    other, before = duplicate(net), net.p.copy()
    assert_views_of_p(net)
    assert_array_equal(other.p, before)


@copies
def test_copy_computes_the_same(duplicate):
    net = Network(RAGGED, activation="tanh", output_activation="softmax", cost="cross_entropy", rng=0)
    x, y = [0.2, 0.9, 0.5, 0.7], [1.0, 0.0]
    assert cost(duplicate(net), x, y) == cost(net, x, y)
    assert repr(duplicate(net)) == repr(net)


@copies
def test_copy_of_a_gradient_is_independent_too(duplicate):
    grad = gradient(ragged(), [0.2, 0.9, 0.5, 0.7], [1.0, 0.0])
    other, before = duplicate(grad), grad.p.copy()
    assert type(other) is Parameters
    assert_views_of_p(other)
    assert_array_equal(grad.p, before)


def test_a_pickle_holds_each_parameter_once():
    net = Network((40, 30, 10), rng=0)
    assert len(pickle.dumps(net)) < 1.5 * net.p.nbytes


@copies
def test_several_networks_in_a_list_are_copied_apart(duplicate):
    one = ragged()
    first, second = duplicate(one), duplicate(one)
    first.p[:] = 0.0
    assert_array_equal(second.p, one.p)


# Parameters

def test_parameters_start_at_zero():
    assert_array_equal(Parameters((2, 3, 1)).p, np.zeros(13))


def test_parameters_take_a_copy_of_p():
    p = np.arange(13.0)
    parameters = Parameters((2, 3, 1), p)
    p[:] = 0.0
    assert_array_equal(parameters.p, np.arange(13.0))
    assert_views_of_p(parameters)


def test_repr_says_sizes_and_number_of_parameters():
    assert repr(Parameters((2, 3, 1))) == "Parameters((2, 3, 1): 13 parameters)"


def test_repr_of_a_network_makes_it_again():
    net = Network((2, 3, 1), activation="tanh", output_activation="sigmoid", cost="cross_entropy")
    again = eval(repr(net))
    assert (again.sizes, again.activation, again.output_activation, again.cost) == (
        (2, 3, 1), "tanh", "sigmoid", "cross_entropy",
    )  # fmt: skip


def test_repr_of_w_says_its_shapes():
    assert repr(Network((2, 3, 1)).W) == "W[2…3] of shapes (3, 2), (1, 3)"


# how parameters are drawn

@given(sizes=SIZES, seed=st.integers(0, 2**32 - 1), scale=st.floats(1e-3, 1e3))
def test_a_seed_means_the_same_network_everywhere(sizes, seed, scale):
    net = Network(sizes, rng=seed, scale=scale)
    assert_array_equal(net.p, scale * np.random.default_rng(seed).standard_normal(net.p.size))


def test_scale_is_one_half_unless_given():
    assert_array_equal(Network(RAGGED, rng=7).p, 0.5 * np.random.default_rng(7).standard_normal(68))


def test_a_generator_is_drawn_from_where_it_stands():
    rng, same = np.random.default_rng(7), np.random.default_rng(7)
    nets = [Network((2, 3, 1), rng=rng) for _ in range(2)]
    assert_array_equal(np.concatenate([net.p for net in nets]), 0.5 * same.standard_normal(26))


@pytest.mark.parametrize("options", [{"rng": 3}, {"rng": 3, "scale": 1.5}, {"rng": np.int64(3), "init": "he"}])
def test_initialisation_gives_the_same_parameters_again(options):
    net = Network((4, 3, 2), activation="tanh", **options)
    found = net.copy().initialisation()
    assert_array_equal(Network((4, 3, 2), **found).p, net.p)
    net["w11[2]"] += 1e-9
    assert net.initialisation() == {}


@pytest.mark.parametrize("rng", [None, np.random.default_rng(3)])
def test_what_was_not_drawn_from_a_seed_cannot_be_drawn_again(rng):
    assert Network((2, 2), rng=rng).initialisation() == {}


def test_networks_without_a_seed_differ():
    assert (Network((2, 3, 1)).p != Network((2, 3, 1)).p).all()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_activation_does_not_change_the_draw(activation):
    assert_array_equal(Network(RAGGED, activation=activation, rng=7).p, Network(RAGGED, rng=7).p)


@pytest.mark.parametrize(
    "init, scale",
    [("xavier", lambda n_before, n: np.sqrt(2 / (n_before + n))), ("he", lambda n_before, n: np.sqrt(2 / n_before))],
)
def test_init_scales_each_layer_of_weights_by_its_own_number(init, scale):
    net, normal = Network(RAGGED, rng=7, init=init), Network(RAGGED, rng=7, scale=1.0)
    for l in range(2, net.L + 1):
        assert_allclose(net.W[l], scale(RAGGED[l - 2], RAGGED[l - 1]) * normal.W[l], rtol=1e-15)


@pytest.mark.parametrize("init", ["xavier", "he"])
def test_init_by_layer_starts_with_biases_zero(init):
    assert all((b == 0).all() for b in Network(RAGGED, rng=7, init=init).b[2:])


@pytest.mark.parametrize("init, activation", [("xavier", "identity"), ("he", "relu")])
def test_init_keeps_the_size_of_a_signal_through_wide_layers(init, activation):
    sizes = (400,) * 6
    net = Network(sizes, rng=0, init=init, activation=activation)
    a, _ = forward(net, np.random.default_rng(1).standard_normal((400, 30)))
    assert 0.8 < np.mean(a[6] ** 2) / np.mean(a[3] ** 2) < 1.25  # without the scale: a factor above 10⁶


def test_sigma_and_dsigma_are_the_functions_of_each_layer():
    net = Network((2, 3, 3, 1), activation="tanh", output_activation="identity")
    z = np.array([0.3, -0.2])
    assert [*net.sigma[:2], *net.dsigma[:2]] == [None] * 4
    assert_allclose([net.sigma[l](z) for l in (2, 3, 4)], [np.tanh(z), np.tanh(z), z], rtol=1e-15)
    assert_allclose([net.dsigma[l](z) for l in (2, 3, 4)], [1 - np.tanh(z) ** 2] * 2 + [[1, 1]], rtol=1e-15)


def test_output_activation_is_that_of_the_other_layers_unless_given():
    assert Network((2, 3, 1), activation="tanh").output_activation == "tanh"


def test_output_activation_alone_serves_a_network_of_two_layers():
    net = Network((2, 2), activation="tanh", output_activation="softmax", cost="cross_entropy", rng=0)
    assert_allclose(forward(net, [1.0, 2.0])[0][2].sum(), 1.0, rtol=1e-15)


# what is refused

NOT_NUMBERS = [("NaN", np.nan), ("infinity", np.inf), ("infinity", -np.inf)]


@pytest.mark.parametrize("word, value", NOT_NUMBERS)
def test_p_that_is_not_finite_is_refused(refuses, word, value):
    net = ragged()
    bad = np.append(np.zeros(net.p.size - 1), value)
    refuses(net, ValueError, ["p: expected finite numbers", word], lambda: setattr(net, "p", bad))


@pytest.mark.parametrize("shape", [(), (1,), (67,), (69,), (68, 1), (1, 68)])
def test_p_of_another_shape_is_refused(refuses, shape):
    net = ragged()
    words = ["p: expected shape (68,), got " + str(shape)]
    refuses(net, ValueError, words, lambda: setattr(net, "p", np.zeros(shape)))


@pytest.mark.parametrize("value", [None, "abc", np.zeros(68, complex), [None] * 68, {}])
def test_p_that_is_not_made_of_real_numbers_is_a_type_error(refuses, value):
    net = ragged()
    refuses(net, TypeError, ["p: expected real numbers, got "], lambda: setattr(net, "p", value))


def test_p_with_rows_of_unequal_length_is_refused(refuses):
    net = ragged()
    refuses(net, ValueError, ["p: ", "unequal length"], lambda: setattr(net, "p", [[1.0], [1.0, 2.0]]))


@pytest.mark.parametrize("shape", [(), (3,), (12,), (3, 4), (4, 1), (1, 3), (4, 3, 1)])
def test_w_of_another_shape_is_refused_though_it_might_broadcast(refuses, shape):
    net = ragged()
    words = ["W[3]: expected shape (4, 3), got " + str(shape)]
    refuses(net, ValueError, words, lambda: net.W.__setitem__(3, np.zeros(shape)))


@pytest.mark.parametrize("shape", [(), (1,), (3,), (4, 1)])
def test_b_of_another_shape_is_refused_though_it_might_broadcast(refuses, shape):
    net = ragged()
    words = ["b[3]: expected shape (4,), got " + str(shape)]
    refuses(net, ValueError, words, lambda: net.b.__setitem__(3, np.zeros(shape)))


@pytest.mark.parametrize("word, value", NOT_NUMBERS)
def test_a_layer_that_is_not_finite_is_refused(refuses, word, value):
    net = ragged()
    refuses(net, ValueError, ["b[3]: expected finite", word], lambda: net.b.__setitem__(3, [0, 0, 0, value]))


@pytest.mark.parametrize("l", [0, 1, 6, -1, 2.0, "2", slice(2, 3)])
def test_a_layer_without_weights_is_refused_and_those_with_are_named(refuses, l):
    net = ragged()
    refuses(net, ValueError, [f"W[{l}]", "layers 2 to 5"], lambda: net.W.__setitem__(l, np.zeros((4, 3))))
    refuses(net, ValueError, [f"b[{l}]", "layers 2 to 5"], lambda: net.b.__setitem__(l, np.zeros(4)))


def test_reading_a_layer_that_does_not_exist_says_which_do():
    with pytest.raises(IndexError, match=r"W\[6\]: layers 2 to 5 have a W"):
        ragged().W[6]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_parameter_that_is_not_finite_is_refused(refuses, value):
    net = ragged()
    words = ["w43[3]: expected a finite number, got " + repr(value)]
    refuses(net, ValueError, words, lambda: net.__setitem__("w43[3]", value))


@pytest.mark.parametrize("value", ["1.0", None, 1j, [1.0], True])
def test_a_parameter_that_is_not_a_number_is_a_type_error(refuses, value):
    net = ragged()
    words = ["w43[3]: expected a finite number, got " + repr(value)]
    refuses(net, TypeError, words, lambda: net.__setitem__("w43[3]", value))


@pytest.mark.parametrize(
    "sizes, words",
    [
        ((), "at least two layers"),
        ((4,), "at least two layers (input and output), got (4,)"),
        ((4, 0, 2), "positive integers, got 0"),
        ((4, -1), "positive integers, got -1"),
        ((4, 2.0), "positive integers, got 2.0"),
        ((4, "2"), "positive integers, got '2'"),
        ((4, True), "positive integers, got True"),
        ((4, None), "positive integers, got None"),
        ((4, np.nan), "positive integers, got nan"),
        ("432", "positive integers, got '4'"),
    ],
)
def test_sizes_that_make_no_network_are_refused(sizes, words):
    with pytest.raises(ValueError, match="^sizes: expected ") as caught:
        Network(sizes)
    assert words in str(caught.value)


@pytest.mark.parametrize("sizes", [4, None, 2.5])
def test_sizes_that_are_no_sequence_are_a_type_error(sizes):
    with pytest.raises(TypeError, match=f"sizes: expected neurons per layer .*, got {sizes}"):
        Network(sizes)


@pytest.mark.parametrize("scale", [0, -0.5, np.nan, np.inf])
def test_scale_that_is_not_finite_and_positive_is_refused(scale):
    with pytest.raises(ValueError, match=f"scale: expected a finite number above 0, got {scale}"):
        Network((2, 2), scale=scale)


@pytest.mark.parametrize("scale", ["0.5", None, [0.5], 1j, True])
def test_scale_that_is_not_a_number_is_a_type_error(scale):
    with pytest.raises(TypeError, match="scale: expected a finite number above 0, got "):
        Network((2, 2), scale=scale)


@pytest.mark.parametrize("init", ["xavier", "he"])
def test_init_by_layer_refuses_a_scale(init):
    with pytest.raises(ValueError, match=f"scale: init='{init}' .* leave scale out, got 1.0"):
        Network((2, 2), init=init, scale=1.0)


@pytest.mark.parametrize("argument", ["activation", "output_activation", "cost", "init"])
def test_a_name_that_is_no_text_is_refused_and_the_known_ones_are_listed(argument):
    with pytest.raises(ValueError, match=f"^{argument}: expected one of '.*', '.*', got array"):
        Network((2, 2), **{argument: np.array([1, 2])})


@pytest.mark.parametrize("argument", ["activation", "output_activation", "cost", "init"])
def test_an_unknown_name_is_refused_and_the_known_ones_are_listed(argument):
    with pytest.raises(ValueError, match=f"^{argument}: expected one of '.*', '.*', got 'sigmoyd'$"):
        Network((2, 2), **{argument: "sigmoyd"})


def test_softmax_inside_the_network_is_refused():
    with pytest.raises(ValueError, match="^activation: expected .*, got 'softmax'"):
        Network((2, 2), activation="softmax", cost="cross_entropy")


def test_softmax_with_the_quadratic_cost_is_refused_and_told_why():
    with pytest.raises(ValueError, match="'softmax' needs cost='cross_entropy'.* componentwise"):
        Network((2, 2), output_activation="softmax")


@pytest.mark.parametrize("output", ["tanh", "relu", "leaky_relu", "identity"])
def test_cross_entropy_with_an_output_outside_zero_to_one_is_refused_and_told_why(output):
    with pytest.raises(ValueError, match=f"cost: 'cross_entropy' .* between 0 and 1.*, got '{output}'"):
        Network((2, 2), output_activation=output, cost="cross_entropy")


@pytest.mark.parametrize("rng", [-1, 1.5])
def test_rng_that_is_no_seed_is_refused(rng):
    with pytest.raises(ValueError, match=f"rng: expected .*a seed.*, got {rng}"):
        Network((2, 2), rng=rng)


@pytest.mark.parametrize("rng", ["seed", object()])
def test_rng_of_another_type_is_a_type_error(rng):
    with pytest.raises(TypeError, match="rng: expected a NumPy Generator"):
        Network((2, 2), rng=rng)


def test_a_refused_network_draws_nothing():
    rng = np.random.default_rng(7)
    with pytest.raises(ValueError):
        Network((2, 2), scale=-1.0, rng=rng)
    assert rng.standard_normal() == np.random.default_rng(7).standard_normal()


def test_an_error_about_a_long_value_is_short(refuses):
    net = ragged()
    with pytest.raises(TypeError) as caught:
        net.p = ["a long text"] * 1000
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize("number", [10**400, -(10**400)])
def test_a_number_that_no_float_can_hold_is_refused_in_a_sentence(number):
    net = Network((2, 2), rng=0)
    with pytest.raises(ValueError, match=r"^w11\[2\]: expected a finite number, got one that no float can hold$"):
        net["w11[2]"] = number
