"""How Python values become SQL and back, with the habits that addons have.

Two ways of binding: on the client, where a value is written into the statement as a literal, and on the server,
where it travels beside the statement (`encoding`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
import psycopg
from psycopg.adapt import AdaptersMap, Buffer, Dumper, Transformer
from psycopg.types.array import ListDumper
from psycopg.types.json import Jsonb, JsonbDumper, set_json_dumps, set_json_loads
from psycopg.types.numeric import FloatLoader
from psycopg.types.string import TextLoader

from trivium.data.postgres.quoting import ISQLQuote, QuotedDumper

if TYPE_CHECKING:
    from psycopg.abc import AdaptContext

_JSON_OPTIONS: Final = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
_INT4_MAX: Final = 2**31 - 1
_INT8_MAX: Final = 2**63 - 1


class TupleDumper(Dumper):
    """A tuple is the list in parentheses of `IN %s`; it can only be bound on the client."""

    def __init__(self, cls: type, context: AdaptContext | None = None) -> None:
        super().__init__(cls, context)
        self._transformer = Transformer(context)

    def dump(self, obj: Any) -> Buffer:
        """Refuse: a list in parentheses is no value of PostgreSQL."""
        raise psycopg.ProgrammingError("A tuple cannot be bound on the server; use a list with = ANY(%s).")

    def quote(self, obj: tuple[Any, ...]) -> Buffer:
        """Return `(a, b)`; nothing is in the empty tuple, so that it becomes `(NULL)`."""
        return b"(" + (b", ".join(self._transformer.as_literal(item) for item in obj) or b"NULL") + b")"


class ArrayDumper(ListDumper):
    """A list is an array: of texts where the statement would leave it open, of int4 or int8 for whole numbers."""

    def quote(self, obj: list[Any]) -> Buffer:
        """Return the literal with its type."""
        if obj and all(type(item) is int for item in obj):
            greatest = max(map(abs, obj))
            kind = b"int4" if greatest <= _INT4_MAX else b"int8" if greatest <= _INT8_MAX else b"numeric"
            # the trailing bracket keeps psycopg from adding the smaller type that it would choose
            return b"('{" + ",".join(map(str, obj)).encode() + b"}'::" + kind + b"[])"
        quoted = bytes(super().quote(obj))
        return quoted + b"::text[]" if obj and not self.oid and self.sub_dumper is not None else quoted


class DictDumper(JsonbDumper):
    """A dictionary is jsonb."""

    def dump(self, obj: dict[str, Any]) -> Buffer | None:
        """Return the JSON text."""
        return super().dump(Jsonb(obj))


def dump_json(value: Any) -> bytes:
    """Return the JSON text of a value; what JSON does not know becomes its text."""
    return orjson.dumps(value, default=_json_default, option=_JSON_OPTIONS)


def _json_default(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    return str(value)


class AdaptContextOf:
    """What psycopg takes the adapters of a new connection from.

    Attributes:
        adapters: the adapters.
        connection: none, as they are of all connections.
    """

    connection = None

    def __init__(self, adapters: AdaptersMap) -> None:
        self.adapters = adapters


def make_context() -> AdaptContextOf:
    """Return the adapters of every connection."""
    adapters = AdaptersMap(psycopg.adapters)
    context = AdaptContextOf(adapters)
    adapters.register_loader("numeric", FloatLoader)
    adapters.register_loader("uuid", TextLoader)
    adapters.register_dumper(tuple, TupleDumper)
    adapters.register_dumper(list, ArrayDumper)
    adapters.register_dumper(dict, DictDumper)
    adapters.register_dumper(ISQLQuote, QuotedDumper)
    set_json_loads(orjson.loads, context)
    set_json_dumps(dump_json, context)
    return context


CONTEXT: Final = make_context()
