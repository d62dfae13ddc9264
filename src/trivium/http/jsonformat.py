"""JSON as the interface sends it, at the speed of orjson."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from werkzeug.exceptions import BadRequest

from trivium.orm.domain import Domain
from trivium.tools.json import datetime_text, json_default

_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def default_form(value: Any) -> Any:
    """Return what stands for a value that JSON does not know."""
    if value.__class__ is datetime:  # first, as most rows have some
        return datetime_text(value)
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, Domain) else json_default(value)


def dumps(data: Any, default: Callable[[Any], Any] = default_form) -> bytes:
    """Encode `data`; dates and times in the formats of the ORM, UTC.

    Raises:
        TypeError: something in it has no JSON form.
    """
    try:
        return orjson.dumps(data, default, _OPTIONS)
    except orjson.JSONEncodeError:
        pass  # perhaps for keys that are no texts: few answers have such, and what allows them is slower for all
    try:
        return orjson.dumps(data, default, _OPTIONS | orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        # Integers of more than 64 bits and lone surrogates are beyond orjson, not beyond JSON.
        return json.dumps(data, default=default, separators=(",", ":")).encode()


def loads(data: bytes | str) -> Any:
    """Decode `data`, sent by a client.

    Raises:
        BadRequest: it is not JSON.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"Invalid JSON data: {error}") from error
