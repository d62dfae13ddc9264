"""The modules that evaluated code may use, each cut down to what is harmless in it."""

import datetime as dt
import json as _json
import time as _time
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import dateutil as _dateutil
import pytz as _pytz
from dateutil import relativedelta, rrule, tz

from trivium.tools.safe_eval._guards import LimitError, check_size

__all__ = ["datetime", "dateutil", "json", "pytz", "time", "wrap_module"]

_MAX_SLEEP = 60


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
    text = _json.dumps(*args, **kwargs)
    check_size(text)
    return text


def _sleep(seconds: float) -> None:
    """As `time.sleep`, for a minute at most: a request waits meanwhile."""
    if seconds > _MAX_SLEEP:
        raise LimitError(f"Evaluated code may sleep {_MAX_SLEEP} seconds at most, not {seconds}")
    _time.sleep(seconds)


datetime = wrap_module(dt, ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MAXYEAR", "MINYEAR"))
json = wrap_module(_json, ("loads",), dumps=_dumps)
time = wrap_module(_time, ("time", "strptime", "strftime"), sleep=_sleep)
pytz = wrap_module(_pytz, ("utc", "UTC", "timezone"))
dateutil = wrap_module(
    _dateutil,
    {
        "tz": tz.__all__,
        "parser": ("isoparse", "parse"),
        "relativedelta": relativedelta.__all__,
        "rrule": rrule.__all__,
    },
)
