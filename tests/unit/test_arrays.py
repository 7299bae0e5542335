"""Named arrays in one vector, which the models of the challenges are."""

import copy
import pickle

import numpy as np
import pytest

from lecture_lib.arrays import Arrays

SHAPES = {"W2": (2, 3), "b2": (2,), "V": (1, 2)}


@pytest.fixture
def arrays():
    return Arrays(SHAPES, np.arange(10.0))


def test_each_array_is_a_view_in_the_order_of_p(arrays):
    assert arrays.arrays["W2"].tolist() == [[0, 1, 2], [3, 4, 5]] and arrays.arrays["V"].tolist() == [[8, 9]]
    arrays.arrays["b2"][1] = -1
    assert arrays.p[7] == -1
    arrays.p = np.ones(10)
    assert arrays.arrays["W2"].tolist() == [[1, 1, 1], [1, 1, 1]]


def test_p_can_be_changed_in_place(arrays):
    buffer = arrays.p
    arrays.p -= 1.0
    assert arrays.p is buffer and arrays.arrays["W2"][0, 0] == -1.0


@pytest.mark.parametrize("bad", [np.ones(9), np.full(10, np.nan), "p"])
def test_a_p_that_does_not_fit_is_refused(arrays, bad):
    with pytest.raises((ValueError, TypeError), match="^p: expected"):
        arrays.p = bad
    assert arrays.p.tolist() == list(range(10))


@pytest.mark.parametrize("twin", [Arrays.copy, copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_shares_nothing(arrays, twin):
    other = twin(arrays)
    other.arrays["W2"][0, 0] = 99.0
    assert (other.p[0], arrays.p[0]) == (99.0, 0.0)


def test_arrays_cannot_be_exchanged(arrays):
    with pytest.raises(TypeError):
        arrays.arrays["W2"] = np.ones((2, 3))


def test_zeros_has_the_same_form(arrays):
    assert arrays.zeros().p.tolist() == 10 * [0.0] and arrays.zeros().arrays["W2"].shape == (2, 3)
