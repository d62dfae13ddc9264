"""Comparing values in memory as PostgreSQL compares them."""

from __future__ import annotations

import datetime as dt
import operator as py
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from trivium.tools.text import remove_accents

if TYPE_CHECKING:
    from collections.abc import Callable

INEQUALITY: Final[dict[str, Callable[[Any, Any], bool]]] = {"<": py.lt, "<=": py.le, ">": py.gt, ">=": py.ge}

_PATTERN_TOKEN: Final = re.compile(r"\\(?P<escaped>.)|(?P<wildcard>[%_])|(?P<plain>.)", re.DOTALL)


@lru_cache(maxsize=1024)
def like_matcher(operator: str, pattern: str, *, unaccented: bool = False) -> Callable[[str], bool]:
    """Return the function that tells whether a text matches, for one of the positive `like` operators.

    The wildcards are those of LIKE (PostgreSQL manual, 9.7.1): `%`, `_`; after a backslash they stand for themselves.

    Args:
        operator: the operator.
        pattern: what texts are to be like.
        unaccented: whether the operators that do not mind case do not mind accents either.
    """
    if not operator.startswith("="):
        pattern = f"%{pattern}%"
    fold: Callable[[str], str] = _exact
    if operator.endswith("ilike"):
        fold = _unaccented if unaccented else _lower
    expression = re.compile("".join(_translate(token) for token in _PATTERN_TOKEN.finditer(fold(pattern))))

    def matches(text: str) -> bool:
        return expression.fullmatch(fold(text)) is not None

    return matches


def _translate(token: re.Match[str]) -> str:
    if token["wildcard"]:
        return "(?s:.*)" if token["wildcard"] == "%" else "(?s:.)"
    return re.escape(token["escaped"] or token["plain"])


def _exact(text: str) -> str:
    return text


def _lower(text: str) -> str:
    return text.lower()


def _unaccented(text: str) -> str:
    return remove_accents(text).lower()


def as_text(value: Any) -> str:
    """Return the text that PostgreSQL makes of the value when it is cast."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, dt.datetime):
        text = value.isoformat(" ")
        return text.rstrip("0") if value.microsecond else text
    return str(value)


DATE_PARTS: Final[dict[str, Callable[[Any], int]]] = {
    "year_number": lambda day: int(day.year),
    "quarter_number": lambda day: (int(day.month) + 2) // 3,
    "month_number": lambda day: int(day.month),
    "iso_week_number": lambda day: int(day.isocalendar().week),
    "day_of_year": lambda day: int(day.timetuple().tm_yday),
    "day_of_month": lambda day: int(day.day),
    "day_of_week": lambda day: int(day.isoweekday() % 7),
    "hour_number": lambda day: int(day.hour),
    "minute_number": lambda day: int(day.minute),
    "second_number": lambda day: int(day.second),
}
"""Parts of a date by the name that a condition or a grouping gives them; Sunday is day 0 of the week."""

SQL_DATE_PARTS: Final = {
    "year_number": "year",
    "quarter_number": "quarter",
    "month_number": "month",
    "iso_week_number": "week",
    "day_of_year": "doy",
    "day_of_month": "day",
    "day_of_week": "dow",
    "hour_number": "hour",
    "minute_number": "minute",
    "second_number": "second",
}
"""The same parts as PostgreSQL's `date_part` names them (manual, 9.9.1)."""

TIME_PARTS: Final = frozenset({"hour_number", "minute_number", "second_number"})
