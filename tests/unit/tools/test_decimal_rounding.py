"""Rounding and comparing decimals that are stored as floats."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trivium.tools.float_utils import (
    float_compare,
    float_is_zero,
    float_repr,
    float_round,
    float_split,
    float_split_str,
    json_float_round,
)


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        (1.005, {"precision_digits": 2}, 1.01),
        (2.675, {"precision_digits": 2}, 2.68),
        (-2.675, {"precision_digits": 2}, -2.68),
        (2.675, {"precision_digits": 2, "rounding_method": "HALF-DOWN"}, 2.67),
        (2.5, {"precision_digits": 0, "rounding_method": "HALF-EVEN"}, 2.0),
        (3.5, {"precision_digits": 0, "rounding_method": "HALF-EVEN"}, 4.0),
        (1.001, {"precision_digits": 2, "rounding_method": "UP"}, 1.01),
        (-1.001, {"precision_digits": 2, "rounding_method": "UP"}, -1.01),
        (1.009, {"precision_digits": 2, "rounding_method": "DOWN"}, 1.0),
        (0.29, {"precision_rounding": 0.01, "rounding_method": "UP"}, 0.29),
        (1.13, {"precision_rounding": 0.05}, 1.15),
        (12.0, {"precision_rounding": 5.0}, 10.0),
        (1e300, {"precision_digits": 20}, 1e300),
        (math.inf, {"precision_digits": 2}, math.inf),
    ],
)
def test_rounding(value, options, expected):
    assert float_round(value, **options) == expected


@pytest.mark.parametrize(
    "options",
    [{}, {"precision_digits": 2, "precision_rounding": 0.01}, {"precision_rounding": 0}, {"precision_digits": -1}],
)
def test_a_precision_that_makes_no_sense_is_refused(options):
    with pytest.raises(ValueError, match="precision"):
        float_round(1.5, **options)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="HALF-UP"):
        float_round(1.5, precision_digits=0, rounding_method="NEAREST")


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_decimals_are_fixed_points_of_rounding(number, digits):
    value = number / 10**digits
    assert float_round(value, precision_digits=digits) == value


@given(st.floats(-1e9, 1e9), st.integers(0, 6))
def test_rounding_twice_is_rounding_once(value, digits):
    once = float_round(value, precision_digits=digits)
    assert float_round(once, precision_digits=digits) == once


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 4))
def test_comparison_is_antisymmetric(one, two, digits):
    assert float_compare(one, two, precision_digits=digits) == -float_compare(two, one, precision_digits=digits)


def test_comparing_is_not_looking_at_the_difference():
    assert float_compare(0.006, 0.002, precision_digits=2) == 1
    assert float_is_zero(0.006 - 0.002, precision_digits=2)


def test_writing_and_splitting():
    assert float_repr(0.5, 2) == "0.50"
    assert float_split_str(1.1, 0) == ("1", "")
    assert float_split(2.675, 2) == (2, 68)
    assert json_float_round(0.1 + 0.2, 2) == 0.3
