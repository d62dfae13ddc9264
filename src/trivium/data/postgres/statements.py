"""What a statement does, and how numbers of the database are read: names that addons import."""

from __future__ import annotations

import re
from typing import Any

_FIRST = re.compile(
    r"\s*(?:(?:--[^\n]*\n|/\*.*?\*/)\s*)*(?:WITH\b.*?\)\s*)?(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE | re.DOTALL
)
_TABLE = {
    "from": re.compile(r'\b(?:SELECT\b.*?\bFROM|DELETE\s+FROM)\s+"?([A-Za-z_]\w*)"?', re.IGNORECASE | re.DOTALL),
    "into": re.compile(r'\b(?:INSERT\s+INTO|UPDATE)\s+"?([A-Za-z_]\w*)"?', re.IGNORECASE),
}


def categorize_query(decoded_query: str) -> tuple[str, str | None]:
    """Return whether a statement reads or changes a table, and which.

    Args:
        decoded_query: the statement.

    Returns:
        `("from", table)` of a statement that reads or deletes, `("into", table)` of one that inserts or updates, and
        `("other", None)` of anything else.
    """
    first = _FIRST.match(decoded_query)
    if first is None:
        return "other", None
    kind = "into" if first[1].upper() in {"INSERT", "UPDATE"} else "from"
    table = _TABLE[kind].search(decoded_query, first.start(1))
    return (kind, table[1]) if table else ("other", None)


def undecimalize(value: str | bytes | None, cr: Any) -> float | None:  # noqa: ARG001 - the signature of a type caster
    """Return a number of the database as `float`: how columns of type `numeric` are read."""
    return None if value is None else float(value)
