"""Column types: one name for each, and which changes keep the values."""

from __future__ import annotations

import re
from typing import Final

from trivium.data.sql import SQL

_TYPE: Final = re.compile(r"[A-Za-z][\w ]*(?:\(\d+(?:\s*,\s*\d+)?\))?(?:\s+with(?:out)?\s+time\s+zone)?(?:\[\])*")

_NAMES: Final = {
    "int2": "smallint", "int4": "integer", "int": "integer", "serial": "integer", "serial4": "integer",
    "int8": "bigint", "bigserial": "bigint", "serial8": "bigint", "bool": "boolean", "float8": "double precision",
    "float4": "real", "varchar": "character varying", "char": "character", "bpchar": "character",
    "decimal": "numeric", "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
}  # fmt: skip

_CASTS: Final = frozenset(
    (old, new)
    for old, news in {
        "smallint": ("integer", "bigint", "numeric", "double precision", "character varying", "text"),
        "integer": ("bigint", "numeric", "double precision", "character varying", "text"),
        "bigint": ("numeric", "double precision", "character varying", "text"),
        "real": ("double precision", "numeric"),
        "double precision": ("numeric",),
        "numeric": ("double precision",),
        "boolean": ("character varying", "text"),
        "character varying": ("text",),
        "character": ("character varying", "text"),
        "text": ("character varying",),
        "date": ("timestamp without time zone", "character varying", "text"),
        "timestamp without time zone": ("character varying", "text"),
        "timestamp with time zone": ("timestamp without time zone",),
        "json": ("jsonb",),
    }.items()
    for new in news
)  # fmt: skip


def type_sql(name: str) -> SQL:
    """Return the type as code.

    Raises:
        ValueError: it is no name of a type.
    """
    if not _TYPE.fullmatch(name.strip()):
        raise ValueError(f"{name!r} is no PostgreSQL type.")
    return SQL(name)


def canonical(name: str) -> str:
    """Return the name that `format_type` gives the type.

    >>> canonical("VARCHAR(64)")
    'character varying(64)'
    """
    base, parenthesis, rest = name.strip().lower().partition("(")
    base = base.strip()
    return _NAMES.get(base, base) + (parenthesis + rest.replace(" ", "") if parenthesis else "")


def fits(old: str, new: str) -> bool:
    """Tell whether a column may stay as it is: of the type that it should have, or a text that may be longer.

    >>> fits("varchar", "VARCHAR(64)"), fits("varchar(20)", "varchar(64)")
    (True, False)
    """
    before, after = canonical(old), canonical(new)
    is_text = before.startswith("character varying") and after.startswith("character varying")
    return before == after or (is_text and _widens(after, before))


def conversion(column: SQL, old: str, new: str, translated: bool) -> SQL | None:
    """Return the expression that makes the new value of a column from its old one, None if values would be lost.

    Args:
        column: identifier of the column.
        old: type that it has.
        new: type that it should have.
        translated: the new values are texts by language.
    """
    before, after = canonical(old), canonical(new)
    base_before, base_after = before.partition("(")[0], after.partition("(")[0]
    is_text = base_before in {"character varying", "text", "character"}
    if translated and base_after == "jsonb":
        return (
            SQL("CASE WHEN %s IS NOT NULL THEN jsonb_build_object('en_US', %s::text) END", column, column)
            if is_text
            else None
        )
    if base_before == "jsonb" and base_after in {"character varying", "text"} and "(" not in after:
        return SQL(
            "CASE jsonb_typeof(%s) WHEN 'object' THEN coalesce(%s->>'en_US', %s::text) WHEN 'string' THEN %s #>> '{}' "
            "ELSE %s::text END",
            column, column, column, column, column,
        )  # fmt: skip
    if base_before == base_after:
        return SQL("%s::%s", column, type_sql(new)) if _widens(before, after) else None
    if (base_before, base_after) in _CASTS and "(" not in after:
        return SQL("%s::%s", column, type_sql(new))
    return None


def _widens(before: str, after: str) -> bool:
    """Tell whether a type takes all values of the same type with another size."""
    if "(" not in after:
        return True
    old, new = (re.findall(r"\d+", text) for text in (before, after))
    return bool(old) and len(old) == len(new) == 1 and int(new[0]) >= int(old[0])
