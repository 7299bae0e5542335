"""The lecture's ten points."""

import numpy as np
from numpy.testing import assert_array_equal

from lecture_lib import lecture_data


def test_points_are_the_columns_of_x():
    X, _ = lecture_data()
    assert_array_equal(X[0], [0.1, 0.3, 0.1, 0.6, 0.4, 0.6, 0.5, 0.9, 0.4, 0.7])
    assert_array_equal(X[1], [0.1, 0.4, 0.5, 0.9, 0.2, 0.3, 0.6, 0.2, 0.4, 0.6])


def test_first_five_points_are_of_class_one_zero_and_the_others_of_class_zero_one():
    _, Y = lecture_data()
    assert_array_equal(Y.T, [(1, 0)] * 5 + [(0, 1)] * 5)


def test_data_is_made_of_floats_of_shape_two_by_ten():
    for array in lecture_data():
        assert (array.shape, array.dtype) == ((2, 10), np.dtype(float))


def test_data_is_new_at_every_call():
    X, Y = lecture_data()
    X[...] = Y[...] = 7.0
    assert lecture_data()[0].max() == 0.9
    assert lecture_data()[1].max() == 1.0
