"""Every equation of the register holds, and its wrong variant does not."""

import numpy as np
import pytest

from lecture_lib import Network
from lecture_lib.register import equation, equations

NET = Network((4, 3, 4, 5, 2), scale=1.5, rng=1459)
RNG = np.random.default_rng(0)
POINT, BATCH = (RNG.random(4), RNG.random(2)), (RNG.random((4, 5)), RNG.random((2, 5)))
OF_A_BATCH = {"9", "13", "15", "mean of derivatives", "mean of gradients"}
NUMBERED = ["1", "2", "7", "8", "9", "13", "15", *(str(number) for number in range(18, 29))]


def data_for(entry):
    return BATCH if entry.number in OF_A_BATCH else POINT


@pytest.mark.parametrize("entry", equations(), ids=lambda entry: entry.number)
def test_both_sides_agree(entry):
    assert entry.residual(NET, *data_for(entry)) < 1e-12


@pytest.mark.parametrize("entry", equations(), ids=lambda entry: entry.number)
def test_the_wrong_variant_does_not_agree(entry):
    assert entry.wrong_residual(NET, *data_for(entry)) > 1e-3


def test_every_numbered_equation_has_one_entry():
    assert sorted(entry.number for entry in equations() if entry.number.isdigit()) == sorted(NUMBERED)


def test_an_equation_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="99"):
        equation("99")
