"""The modules that evaluated code may use, each cut down to what is harmless in it."""

import datetime as dt
import json as _json
import time as _time
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

import dateutil as _dateutil
import pytz as _pytz
from dateutil import parser, relativedelta, rrule, tz

from trivium.tools.safe_eval._guards import LimitError, check_shown, check_size

__all__ = ["datetime", "dateutil", "json", "pytz", "time", "wrap_module"]

_MAX_SLEEP = 60
_MAX_OCCURRENCES = 100_000
_MAX_DATE = 1_000
_MAX_PADDING = 100


class wrap_module:  # noqa: N801 - the contract's name
    """Shows the named attributes of a module, and nothing else of it.

    Args:
        module: the module.
        attributes: names; or a mapping of submodule -> names of its attributes.
        replaced: attributes with another value than the module's.
    """

    def __init__(
        self, module: ModuleType, attributes: Iterable[str] | Mapping[str, Iterable[str]], **replaced: Any
    ) -> None:
        for name in attributes:
            value = getattr(module, name)
            if isinstance(attributes, Mapping) and isinstance(value, ModuleType):
                value = wrap_module(value, attributes[name])
            object.__setattr__(self, name, value)
        for name, value in replaced.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "_repr", repr(module))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("Modules given to evaluated code cannot be changed")

    def __repr__(self) -> str:
        return str(self._repr)  # type: ignore[attr-defined]  # set in the constructor, past `__setattr__`


def _dumps(*args: Any, **kwargs: Any) -> str:
    """As `json.dumps`, up to the size that an evaluation may make."""
    for value in (*args, *kwargs.values()):
        check_shown(value)
    for value in (kwargs.get("indent") or 0, *(kwargs.get("separators") or ())):
        if (value if isinstance(value, int) else len(value)) > _MAX_PADDING:
            raise LimitError(f"What stands between values of JSON has {_MAX_PADDING} characters at most")
    text = _json.dumps(*args, **kwargs)
    check_size(text)
    return text


def _sleep(seconds: float) -> None:
    """As `time.sleep`, for a minute at most: a request waits meanwhile."""
    if seconds > _MAX_SLEEP:
        raise LimitError(f"Evaluated code may sleep {_MAX_SLEEP} seconds at most, not {seconds}")
    _time.sleep(seconds)


def _parse(timestr: Any, *args: Any, **kwargs: Any) -> Any:
    """As `dateutil.parser.parse`, for what is no longer than a date: the time that it takes grows with the square."""
    if isinstance(timestr, (str, bytes, bytearray)) and len(timestr) > _MAX_DATE:
        raise LimitError(f"A date has {_MAX_DATE:,} characters at most, not {len(timestr):,}")
    return parser.parse(timestr, *args, **kwargs)


def _gettz(name: str | None = None) -> dt.tzinfo | None:
    """As `dateutil.tz.gettz`, for names of time zones alone: it reads any file otherwise."""
    if name is not None and name not in _pytz.all_timezones_set:
        return None
    return tz.gettz(name)


class _BoundedRule(rrule.rrule):
    """A rule of recurrence that ends, so that a list of its days does."""

    def _iter(self) -> Iterator[dt.datetime]:
        for count, moment in enumerate(super()._iter()):  # type: ignore[misc] # the stubs lack it
            if count >= _MAX_OCCURRENCES:
                raise LimitError(f"A rule of recurrence may give {_MAX_OCCURRENCES:,} times at most: set `count`")
            yield moment


_ZONES = (
    "datetime_ambiguous",
    "datetime_exists",
    "resolve_imaginary",
    "tzlocal",
    "tzoffset",
    "tzrange",
    "tzstr",
    "tzutc",
)
_RULES = tuple(name for name in rrule.__all__ if name not in {"rrule", "rruleset", "rrulestr"})

datetime = wrap_module(dt, ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MAXYEAR", "MINYEAR"))
json = wrap_module(_json, ("loads",), dumps=_dumps)
time = wrap_module(_time, ("time", "strptime", "strftime"), sleep=_sleep)
pytz = wrap_module(_pytz, ("utc", "UTC", "timezone"))
dateutil = wrap_module(
    _dateutil,
    {
        "tz": (),
        "parser": (),
        "relativedelta": relativedelta.__all__,
        "rrule": (),
    },
)
object.__setattr__(dateutil, "parser", wrap_module(parser, ("isoparse",), parse=_parse))
# without the classes that read files, and with rules that end
object.__setattr__(dateutil, "tz", wrap_module(tz, _ZONES, gettz=_gettz, UTC=tz.UTC))
object.__setattr__(dateutil, "rrule", wrap_module(rrule, _RULES, rrule=_BoundedRule))
