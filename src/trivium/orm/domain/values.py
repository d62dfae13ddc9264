"""Values of conditions as their field's type has them: the same for SQL and in memory."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from trivium.tools.containers import OrderedSet
from trivium.tools.date_utils import parse_date, parse_iso_date

if TYPE_CHECKING:
    from collections.abc import Callable

TRUE_WORDS: Final = frozenset({"1", "t", "true", "y", "yes", "on"})

TEXT_TYPES: Final = frozenset({"char", "text", "html", "selection", "reference"})
NUMBER_TYPES: Final = frozenset({"integer", "float", "monetary", "many2one_reference"})
DATE_TYPES: Final = frozenset({"date", "datetime"})


class Values(OrderedSet[Any]):
    """The operand of `in`: values of the field's type, with False for "no value"."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(list(self))


def _text(value: Any) -> Any:
    if value is None or value is False or value == "":
        return False
    return value if type(value) is str else str(value)


def _number(value: Any) -> Any:
    if value is None or value is False or value == "":
        return False
    if isinstance(value, str):
        return float(value) if any(mark in value for mark in ".eE") else int(value)
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, (int, float)) and value:
        return float(value)
    return value


def _boolean(value: Any) -> bool:
    return value.lower() in TRUE_WORDS if isinstance(value, str) else bool(value)


def _date(value: Any) -> Any:
    if not value:
        return False
    if isinstance(value, str):
        value = parse_iso_date(value)
    return value.date() if isinstance(value, dt.datetime) else value


def _datetime(value: Any) -> Any:
    """Return a naive datetime in UTC; a day alone stays a date, as it stands for all of its moments."""
    if not value:
        return False
    if is_relative_date(value):
        return value
    if isinstance(value, str):
        value = parse_iso_date(value)
    return _naive(value)


def _naive(value: Any) -> Any:
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return value


def _id(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return bool(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


_NORMALIZERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(TEXT_TYPES, _text),
    **dict.fromkeys(NUMBER_TYPES, _number),
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "many2one": _id,
    "one2many": _id,
    "many2many": _id,
}


def normalizer(field: Any, field_expr: str) -> Callable[[Any], Any]:
    """Return the function that makes a value one of the type that the expression has."""
    if "." in field_expr:
        return _number if field.type in DATE_TYPES else _plain
    return _NORMALIZERS.get(field.type, _plain)


def _plain(value: Any) -> Any:
    return False if value is None else value


def is_relative_date(value: Any) -> bool:
    """Tell whether the value is a date relative to now, such as ``today -7d``."""
    return isinstance(value, str) and bool(value) and not value[0].isdigit()


def resolve_date(value: str, env: Any, field_type: str) -> Any:
    """Return the date or moment, in UTC, that a relative date is now.

    For a datetime field ``today`` is the first moment of the user's day, not of the day in UTC.
    """
    result = parse_date(value, env)
    if field_type == "date":
        return _date(result)
    return result if isinstance(result, dt.datetime) else _midnight(result, env)


def _midnight(day: dt.date, env: Any) -> dt.datetime:
    """Return the start of the user's day, in naive UTC."""
    start, zone = dt.datetime.combine(day, dt.time.min), env.tz
    local = zone.localize(start) if hasattr(zone, "localize") else start.replace(tzinfo=zone)
    moment: dt.datetime = _naive(local)
    return moment


def span_of(value: Any, env: Any = None) -> tuple[dt.datetime, dt.datetime]:
    """Return the first moment that `value` stands for and the first after: a day, a second, or an instant.

    Args:
        value: a date, a datetime, or a date relative to now.
        env: gives the user's day that a relative date is about.
    """
    if isinstance(value, str):
        value = parse_date(value, env)
        if not isinstance(value, dt.datetime):
            return _midnight(value, env), _midnight(value + dt.timedelta(days=1), env)
    if not isinstance(value, dt.datetime):
        start = dt.datetime.combine(value, dt.time.min)
        return start, start + dt.timedelta(days=1)
    step = dt.timedelta(microseconds=1) if value.microsecond else dt.timedelta(seconds=1)
    return value, value + step
