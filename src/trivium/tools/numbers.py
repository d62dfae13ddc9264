"""Numbers as a language writes them: separators, grouping of digits, currencies."""

import json
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, Final, Literal

from trivium.tools.constants import NON_BREAKING_SPACE
from trivium.tools.float_utils import RoundingMethod, float_round
from trivium.tools.i18n import get_lang

__all__ = ["formatLang", "format_amount", "group_digits", "localize_number"]

_UNITS: Final = {"decimals": 1, "units": 1, "thousands": 10**3, "lakhs": 10**5, "millions": 10**6}
_WORD_JOINER: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Keeps the minus sign and the number on one line."""


def group_digits(digits: str, grouping: str | list[int], separator: str) -> str:
    """Put separators into a row of digits, counting from its end.

    Args:
        digits: nothing but digits.
        grouping: sizes of the groups from the right, as JSON or a list; the last size repeats where 0 follows it, and
            -1 ends the grouping (as `localeconv` of the C library has it): `[3, 0]`, `[3, 2, -1]`.
        separator: what stands between groups.
    """
    sizes = json.loads(grouping) if isinstance(grouping, str) else grouping
    if not separator:
        return digits
    groups: list[str] = []
    rest = digits
    for size in _sizes(sizes):
        if size >= len(rest):
            break
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return separator.join([rest, *groups])


def _sizes(sizes: Iterable[int]) -> Iterator[int]:
    """Give the size of each group from the right."""
    last = 0
    for size in sizes:
        if size == -1:
            return
        if size == 0:
            yield from repeat(last) if last else ()
            return
        yield size
        last = size


def localize_number(text: str, lang: Any, *, grouping: bool = True) -> str:
    """Return a number written by `%f` or `%d` with the separators of the language.

    Args:
        text: the number with a point and without separators; a sign may stand before it.
        lang: data of a `res.lang`.
        grouping: whether thousands are separated.
    """
    sign = text[:1] if text[:1] in {"-", "+"} else ""
    units, point, decimals = text[len(sign) :].partition(".")
    if grouping and units.isdigit():
        units = group_digits(units, lang.grouping, lang.thousands_sep or "")
    return f"{sign}{units}{lang.decimal_point if point else ''}{decimals}"


def formatLang(  # noqa: N802 - the contract's name
    env: Any,
    value: float | Literal[""],
    digits: int = 2,
    grouping: bool = True,
    dp: str | None = None,
    currency_obj: Any = None,
    rounding_method: RoundingMethod = "HALF-EVEN",
    rounding_unit: Literal["decimals", "units", "thousands", "lakhs", "millions"] = "decimals",
) -> str:
    """Return a number as the user's language writes it.

    Args:
        env: the environment.
        value: the number; an empty text gives an empty text.
        digits: number of decimals.
        grouping: whether thousands are separated.
        dp: name of a decimal precision that gives the decimals.
        currency_obj: a currency that gives the decimals and its symbol.
        rounding_method: as for `float_round`.
        rounding_unit: what is counted; other than `decimals` there are no decimals.
    """
    if value == "":
        return ""
    if rounding_unit not in _UNITS:
        raise ValueError(f"{rounding_unit!r} is no unit to round to: use one of {', '.join(_UNITS)}")
    if rounding_unit != "decimals":
        digits = 0
    elif dp:
        digits = env["decimal.precision"].precision_get(dp)
    elif currency_obj:
        digits = currency_obj.decimal_places
    rounded = float_round(
        float(value) / _UNITS[rounding_unit], precision_digits=digits, rounding_method=rounding_method
    )
    text = localize_number(f"{rounded:.{digits}f}", get_lang(env), grouping=grouping)
    if currency_obj and currency_obj.symbol:
        parts = (text, currency_obj.symbol) if currency_obj.position == "after" else (currency_obj.symbol, text)
        return NON_BREAKING_SPACE.join(parts)
    return text


def format_amount(
    env: Any, amount: float, currency: Any, lang_code: str | None = None, trailing_zeroes: bool = True
) -> str:
    """Return an amount of money with the currency's decimals and symbol, in one piece that no line break splits.

    Args:
        env: the environment.
        amount: the amount.
        currency: a `res.currency`.
        lang_code: another language than the environment's.
        trailing_zeroes: whether zeroes at the end of the decimals are shown.
    """
    lang = get_lang(env, lang_code)
    text = localize_number(f"{currency.round(amount):.{currency.decimal_places}f}", lang)
    if not trailing_zeroes and lang.decimal_point in text:
        text = text.rstrip("0").rstrip(lang.decimal_point)
    text = text.replace(" ", NON_BREAKING_SPACE).replace("-", f"-{_WORD_JOINER}")
    symbol = currency.symbol or ""
    if currency.position == "before":
        return f"{symbol}{NON_BREAKING_SPACE}{text}"
    return f"{text}{NON_BREAKING_SPACE}{symbol}"
