"""Names of single parameters: every form that is read, every one that is refused, and the way back."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lecture_lib import Network, ParameterRef

INDEX = st.integers(1, 120)
REFERENCES = st.one_of(
    st.builds(ParameterRef, layer=INDEX, j=INDEX, k=INDEX),
    st.builds(ParameterRef, layer=INDEX, j=INDEX),
    st.builds(ParameterRef, layer=st.integers(2, 4), j=st.integers(1, 9), k=st.integers(1, 9)),
)


@pytest.mark.parametrize(
    "text",
    [
        "w43[3]", "w_{43}^{[3]}", "w_{43}^[3]", "w_43^[3]", "w₄₃⁽³⁾", "w₄₃^[3]", "w₄₃[3]", "w43(3)", "w_{43}^{(3)}",
        "w4,3[3]", "w_{4,3}^{[3]}", "w_{4, 3}^{[3]}", "w 43 [3]", "ω43[3]", "ω₄₃⁽³⁾",
    ],
)  # fmt: skip
def test_weight_is_read_from(text):
    assert ParameterRef.parse(text) == ParameterRef(layer=3, j=4, k=3)


@pytest.mark.parametrize("text", ["b4[3]", "b_4^{[3]}", "b_{4}^{[3]}", "b₄⁽³⁾", "b₄^[3]", "b4(3)", "b 4 [3]"])
def test_bias_is_read_from(text):
    assert ParameterRef.parse(text) == ParameterRef(layer=3, j=4, k=None)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("w10,3[2]", ParameterRef(2, 10, 3)),
        ("w_{10,3}^{[2]}", ParameterRef(2, 10, 3)),
        ("w₁₀,₃⁽²⁾", ParameterRef(2, 10, 3)),
        ("w3,10[2]", ParameterRef(2, 3, 10)),
        ("w12,345[67]", ParameterRef(67, 12, 345)),
        ("w11[10]", ParameterRef(10, 1, 1)),
        ("b10[2]", ParameterRef(2, 10)),
        ("b_{123}^{[45]}", ParameterRef(45, 123)),
    ],
)
def test_indices_of_several_digits_are_read_from(text, expected):
    assert ParameterRef.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "w", "b", "43[3]", "w43", "w43[]", "w[3]", "w43[3", "w433]", "w43[3)", "w43(3]", "w43{3}", "w43[[3]]",
        "w43[3.0]", "w4.3[3]", "w-43[3]", "w4,[3]", "w,3[3]", "w4,3,1[3]", "w4;3[3]", "w43[3][3]", "w43[-3]", "w43[3]x",
        "xw43[3]", "b4,3[3]", "b[3]", "b-1[3]", "v43[3]", "a4[3]", "delta4[3]", "W43[3]", "W[3][3, 2]", "wjk[l]", "w43[3]\n",
        "w\u0664\u0663[3]",
    ],
)  # fmt: skip
def test_form_is_refused_with_an_example_of_a_good_one(text):
    with pytest.raises(ValueError, match=r"^parameter: expected a name such as 'w43\[3\]'.*, got ") as caught:
        ParameterRef.parse(text)
    assert repr(text) in str(caught.value)


def test_three_digits_are_refused_as_ambiguous_and_both_readings_are_shown():
    with pytest.raises(ValueError, match=r"w123\[2\]: ambiguous; .* w1,23 or w12,3$"):
        ParameterRef.parse("w123[2]")


def test_four_digits_are_refused_as_ambiguous_and_every_reading_is_shown():
    with pytest.raises(ValueError, match="w1,234 or w12,34 or w123,4$"):
        ParameterRef.parse("w_{1234}^{[2]}")


def test_a_weight_with_one_index_is_refused_and_told_of_the_two():
    with pytest.raises(ValueError, match=r"w4\[3\]: a weight has two indices"):
        ParameterRef.parse("w4[3]")


@pytest.mark.parametrize("value", [None, 43, 4.3, b"w43[3]", ("w", 4, 3), ["w43[3]"]])
def test_what_is_not_a_text_is_a_type_error(value):
    with pytest.raises(TypeError, match="parameter: expected a name such as .*, got ") as caught:
        ParameterRef.parse(value)
    assert repr(value) in str(caught.value)


def test_a_reference_is_read_as_itself():
    ref = ParameterRef(3, 4, 3)
    assert ParameterRef.parse(ref) is ref


@given(ref=REFERENCES)
def test_plain_form_reads_back(ref):
    assert ParameterRef.parse(ref.plain) == ref


@given(ref=REFERENCES)
def test_latex_form_reads_back(ref):
    assert ParameterRef.parse(ref.latex) == ref


@given(ref=REFERENCES)
def test_unicode_form_reads_back(ref):
    assert ParameterRef.parse(ref.unicode) == ref


@given(ref=REFERENCES)
def test_str_is_the_plain_form(ref):
    assert str(ref) == ref.plain


@given(ref=REFERENCES)
def test_index_leads_back_to_the_reference(ref):
    assert ParameterRef.from_index(ref.layer, *ref.index) == ref


@pytest.mark.parametrize(
    "ref, plain, latex, unicode",
    [
        (ParameterRef(3, 4, 3), "w43[3]", "w_{43}^{[3]}", "w₄₃^[3]"),
        (ParameterRef(3, 4), "b4[3]", "b_{4}^{[3]}", "b₄^[3]"),
        (ParameterRef(2, 10, 3), "w10,3[2]", "w_{10,3}^{[2]}", "w₁₀,₃^[2]"),
        (ParameterRef(2, 3, 10), "w3,10[2]", "w_{3,10}^{[2]}", "w₃,₁₀^[2]"),
        (ParameterRef(2, 9, 9), "w99[2]", "w_{99}^{[2]}", "w₉₉^[2]"),
        (ParameterRef(12, 10), "b10[12]", "b_{10}^{[12]}", "b₁₀^[12]"),
    ],
)
def test_forms_are_written_as_the_lecture_writes_them(ref, plain, latex, unicode):
    assert (ref.plain, ref.latex, ref.unicode) == (plain, latex, unicode)


def test_indices_count_from_one_in_names_and_from_zero_in_arrays():
    assert ParameterRef.parse("w43[3]").index == (3, 2)
    assert ParameterRef.parse("b4[3]").index == (3,)


def test_references_can_be_keys():
    assert {ParameterRef.parse("w43[3]"): "found"}[ParameterRef(3, 4, 3)] == "found"


def test_references_cannot_be_changed():
    with pytest.raises(AttributeError):
        ParameterRef(3, 4, 3).layer = 2


@pytest.mark.parametrize("sizes", [(4, 3, 4, 5, 2), (3, 3, 3, 3), (2, 11, 1), (1, 1)])
def test_parameters_come_in_the_order_of_p(sizes):
    net = Network(sizes)
    net.p = np.arange(net.p.size)
    assert [net[ref] for ref in net.parameters()] == net.p.tolist()


def test_parameters_are_weights_row_by_row_and_then_biases_layer_by_layer():
    layers = ("w11[2] w12[2] w21[2] w22[2] w31[2] w32[2] b1[2] b2[2] b3[2]", "w11[3] w12[3] w13[3] b1[3]")
    expected = list(chain.from_iterable(names.split() for names in layers))
    assert [ref.plain for ref in Network((2, 3, 1)).parameters()] == expected


@pytest.mark.parametrize("sizes", [(4, 3, 4, 5, 2), (2, 11, 1)])
def test_the_reference_at_a_position_is_that_of_parameters(sizes):
    net = Network(sizes)
    assert [net.parameter_at(i) for i in range(net.p.size)] == list(net.parameters())


def test_a_position_past_the_end_is_an_index_error():
    with pytest.raises(IndexError, match="position: .* 13 places"):
        Network((2, 3, 1)).parameter_at(13)


@pytest.mark.parametrize(
    "name, words",
    [
        ("w43[1]", "w43[1]: weights and biases belong to layers 2 to 5"),
        ("b1[1]", "b1[1]: weights and biases belong to layers 2 to 5"),
        ("w43[0]", "w43[0]: weights and biases belong to layers 2 to 5"),
        ("w43[6]", "w43[6]: weights and biases belong to layers 2 to 5"),
        ("w53[3]", "w53[3]: layer 3 has neurons 1 to 4"),
        ("w44[3]", "w44[3]: layer 2, which feeds layer 3, has neurons 1 to 3"),
        ("w03[3]", "w03[3]: layer 3 has neurons 1 to 4"),
        ("w40[3]", "w40[3]: layer 2, which feeds layer 3, has neurons 1 to 3"),
        ("b0[3]", "b0[3]: layer 3 has neurons 1 to 4"),
        ("b5[3]", "b5[3]: layer 3 has neurons 1 to 4"),
        ("w10,3[3]", "w10,3[3]: layer 3 has neurons 1 to 4"),
        (ParameterRef(3, -1), "b-1[3]: layer 3 has neurons 1 to 4"),
    ],
)
def test_a_parameter_that_does_not_exist_is_refused_and_what_exists_is_said(refuses, name, words):
    net = Network((4, 3, 4, 5, 2), rng=0)
    refuses(net, ValueError, [words], lambda: net[name])
    refuses(net, ValueError, [words], lambda: net.__setitem__(name, 1.0))


def test_a_layer_of_one_neuron_is_called_so(refuses):
    net = Network((2, 1), rng=0)
    refuses(net, ValueError, ["b2[2]: layer 2 has one neuron, number 1"], lambda: net["b2[2]"])


@pytest.mark.parametrize(
    ("name", "words"), [("w43[3]", "w 4 3, layer 3"), ("w10,3[2]", "w 10 3, layer 2"), ("b4[3]", "b 4, layer 3")]
)
def test_a_parameter_is_spoken_index_by_index(name, words):
    assert ParameterRef.parse(name).spoken == words
