"""Values bound on the server: text form and type of each, chosen so that a statement is prepared once.

The type says what a literal of the value would be in a statement; 0 leaves it to the statement.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import psycopg
from psycopg.adapt import PyFormat, Transformer

from trivium.data.postgres.adaptation import CONTEXT, dump_json
from trivium.data.postgres.quoting import ISQLQuote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Encoded: TypeAlias = tuple[bytes | None, int]

_UNKNOWN, _BOOL, _BYTEA, _INT8, _INT4, _NUMERIC = 0, 16, 17, 20, 23, 1700
_INT4_ARRAY, _INT8_ARRAY, _NUMERIC_ARRAY, _JSONB, _DATE, _TIMESTAMP = 1007, 1016, 1231, 3802, 1082, 1114
_TIMESTAMPTZ: Final = 1184
_WHOLE: Final = {int}
_INT4_MIN, _INT4_MAX, _INT8_MIN, _INT8_MAX = -(2**31), 2**31 - 1, -(2**63), 2**63 - 1


def encode(params: Sequence[Any]) -> tuple[list[bytes | None], tuple[int, ...]] | None:
    """Return texts and types of the values, or None if one of them (such as a tuple) can only be a literal.

    Raises:
        psycopg.DataError: a text has a NUL character.
        psycopg.ProgrammingError: a value is of a type that no database knows.
    """
    texts: list[bytes | None] = []
    types: list[int] = []
    for value in params:
        encoder = _ENCODERS.get(type(value))
        if encoder is None:
            if isinstance(value, (tuple, ISQLQuote)):
                return None
            encoder = _encoder_of(value)
        text, kind = encoder(value)
        texts.append(text)
        types.append(kind)
    return texts, tuple(types)


def _encoder_of(value: Any) -> Callable[[Any], Encoded]:
    for kind in (str, bool, int, float, list, dict):
        if isinstance(value, kind):
            return _ENCODERS[kind]
    return _encode_other


def _encode_other(value: Any) -> Encoded:
    dumper = Transformer(CONTEXT).get_dumper(value, PyFormat.TEXT)
    text = dumper.dump(value)
    return None if text is None else bytes(text), dumper.oid


def _encode_str(value: str) -> Encoded:
    if "\x00" in value:
        raise psycopg.DataError(f"A text of PostgreSQL cannot contain the character NUL: {value[:80]!r}")
    try:
        return str(value).encode(), _UNKNOWN
    except UnicodeEncodeError as error:
        raise psycopg.DataError(f"A text of PostgreSQL cannot contain half a surrogate pair: {value[:80]!r}") from error


def _encode_int(value: int) -> Encoded:
    if _INT4_MIN <= value <= _INT4_MAX:
        return b"%d" % value, _INT4
    return b"%d" % value, _INT8 if _INT8_MIN <= value <= _INT8_MAX else _NUMERIC


def _encode_list(values: list[Any]) -> Encoded:
    if len(values) == 1 and type(values[0]) is int and _INT4_MIN <= values[0] <= _INT4_MAX:  # one id: most calls
        return b"{%d}" % values[0], _INT4_ARRAY
    if set(map(type, values)) == _WHOLE:
        least, greatest = min(values), max(values)
        kind = _INT4_ARRAY if least >= _INT4_MIN and greatest <= _INT4_MAX else _INT8_ARRAY
        if least < _INT8_MIN or greatest > _INT8_MAX:
            kind = _NUMERIC_ARRAY
        return f"{{{','.join(map(str, values))}}}".encode(), kind
    return b"{" + b",".join(map(_encode_item, values)) + b"}", _UNKNOWN


def _encode_item(value: Any) -> bytes:
    if value is None:
        return b"NULL"
    if isinstance(value, list):
        encoded = _encode_list(value)[0]
        assert encoded is not None, "a list is never NULL"
        return encoded
    encoder = _ENCODERS.get(type(value)) or _encoder_of(value)
    text = encoder(value)[0]
    if text is None:
        return b"NULL"
    return b'"' + text.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


_ENCODERS: Final[dict[type, Callable[[Any], Encoded]]] = {
    str: _encode_str,
    int: _encode_int,
    bool: lambda value: (b"t" if value else b"f", _BOOL),
    type(None): lambda _value: (None, _UNKNOWN),
    float: lambda value: (repr(float(value)).encode(), _NUMERIC),
    Decimal: lambda value: (str(value).encode(), _NUMERIC),
    bytes: lambda value: (b"\\x" + value.hex().encode(), _BYTEA),
    dt.date: lambda value: (value.isoformat().encode(), _DATE),
    dt.datetime: lambda value: (str(value).encode(), _TIMESTAMP if value.tzinfo is None else _TIMESTAMPTZ),
    list: _encode_list,
    dict: lambda value: (dump_json(value), _JSONB),
}
