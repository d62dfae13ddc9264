"""Rounding and comparing floats that stand for decimal numbers.

A float such as 1.005 is stored as the nearest binary fraction, which lies below it. Rounding it half up to cents must
still give 1.01: a number within a few units in the last place of a tie counts as the tie.
"""

import math
from typing import Literal

__all__ = [
    "float_compare",
    "float_is_zero",
    "float_repr",
    "float_round",
    "float_split",
    "float_split_str",
    "json_float_round",
]

RoundingMethod = Literal["HALF-UP", "HALF-DOWN", "HALF-EVEN", "UP", "DOWN"]

_TOLERANCE = 4
"""Units in the last place that a computed decimal may be off."""


def _scale(precision_digits: int | None, precision_rounding: float | None) -> tuple[float, float]:
    """Return `(inverse, step)`: a number times the inverse, or divided by the step, counts in steps.

    The one that is exact is given, the other is 0: 0.01 has no exact float, its inverse 100 has.
    """
    if precision_rounding is None:
        if precision_digits is None:
            raise ValueError("Either precision_digits or precision_rounding must be given")
        if precision_digits < 0 or precision_digits != int(precision_digits):
            raise ValueError(f"precision_digits must be a natural number, not {precision_digits}")
        return 10.0 ** int(precision_digits), 0.0
    if precision_digits is not None:
        raise ValueError("precision_digits and precision_rounding cannot both be given")
    if not precision_rounding > 0:
        raise ValueError(f"precision_rounding must be positive, not {precision_rounding}")
    inverse = 1.0 / precision_rounding
    nearest = float(round(inverse)) if inverse >= 1 else 0.0
    if nearest and abs(inverse - nearest) <= _TOLERANCE * math.ulp(nearest):
        return nearest, 0.0
    return 0.0, precision_rounding


def _round_steps(number: float, method: str) -> float:
    """Round a number that is not negative to an integer."""
    # beyond fifteen digits floats are too coarse for ties; there a number counts as what it is
    tolerance = min(_TOLERANCE * math.ulp(number), 0.1)
    if method == "UP":
        return float(math.ceil(number - tolerance))
    if method == "DOWN":
        return float(math.floor(number + tolerance))
    floor = float(math.floor(number))
    above_half = number - floor - 0.5
    if abs(above_half) > tolerance:
        return floor + (above_half > 0)
    if method == "HALF-UP":
        return floor + 1.0
    if method == "HALF-DOWN":
        return floor
    if method == "HALF-EVEN":
        return floor + floor % 2
    raise ValueError(f"Unknown rounding method {method!r}: use HALF-UP, HALF-DOWN, HALF-EVEN, UP or DOWN")


def float_round(
    value: float,
    precision_digits: int | None = None,
    precision_rounding: float | None = None,
    rounding_method: RoundingMethod = "HALF-UP",
) -> float:
    """Round to a number of decimals, or to a multiple of a step.

    Args:
        value: the number.
        precision_digits: number of decimals.
        precision_rounding: the step, such as 0.05; one of the two must be given.
        rounding_method: ties away from zero (HALF-UP), towards zero (HALF-DOWN), to the even step (HALF-EVEN), or
            everything away from zero (UP) or towards it (DOWN).

    Raises:
        ValueError: neither or both precisions are given, or one makes no sense.
    """
    inverse, step = _scale(precision_digits, precision_rounding)
    if not value or not math.isfinite(value):
        return 0.0 if not value else float(value)
    scaled = abs(value) * inverse if inverse else abs(value) / step
    if not math.isfinite(scaled):
        return float(value)
    steps = _round_steps(scaled, rounding_method)
    return math.copysign(steps / inverse if inverse else steps * step, value)


def float_is_zero(value: float, precision_digits: int | None = None, precision_rounding: float | None = None) -> bool:
    """Tell whether the number rounds to zero at that precision."""
    return float_round(value, precision_digits, precision_rounding) == 0.0


def float_compare(
    value1: float, value2: float, precision_digits: int | None = None, precision_rounding: float | None = None
) -> Literal[-1, 0, 1]:
    """Compare two numbers after rounding each: -1, 0 or 1 as the first is less, equal or greater.

    This is not the same as asking whether their difference rounds to zero: 0.006 and 0.002 differ at two decimals.
    """
    rounded1 = float_round(value1, precision_digits, precision_rounding)
    rounded2 = float_round(value2, precision_digits, precision_rounding)
    if rounded1 == rounded2 or float_is_zero(rounded1 - rounded2, precision_digits, precision_rounding):
        return 0
    return -1 if rounded1 < rounded2 else 1


def float_repr(value: float, precision_digits: int) -> str:
    """Write the number with that many decimals, as it is stored; round it first if it was computed."""
    return f"{value:.{precision_digits}f}"


def float_split_str(value: float, precision_digits: int) -> tuple[str, str]:
    """Round, and return the digits before and after the decimal point."""
    text = float_repr(float_round(value, precision_digits=precision_digits), precision_digits)
    units, _point, decimals = text.partition(".")
    return units, decimals


def float_split(value: float, precision_digits: int) -> tuple[int, int]:
    """Round, and return the integers before and after the decimal point."""
    units, decimals = float_split_str(value, precision_digits)
    return int(units), int(decimals or 0)


def json_float_round(value: float, precision_digits: int, rounding_method: RoundingMethod = "HALF-UP") -> float:
    """Round to the float nearest to the decimal, whose shortest form in JSON has no digits beyond the precision."""
    rounded = float_round(value, precision_digits=precision_digits, rounding_method=rounding_method)
    return float(float_repr(rounded, precision_digits))
