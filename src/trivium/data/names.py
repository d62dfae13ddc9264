"""Names in PostgreSQL: identifiers within its limits, and the small texts built around them."""

from __future__ import annotations

import re
import zlib

MAX_IDENTIFIER = 63
"""Bytes of an identifier that PostgreSQL keeps (manual, 4.1.1: NAMEDATALEN - 1)."""

_ORDER_TERM = re.compile(
    r"""^\s*(?P<term>.*?)
        (?:\s+(?P<direction>asc|desc))?
        (?:\s+nulls\s+(?P<nulls>first|last))?\s*$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def make_identifier(identifier: str) -> str:
    """Return `identifier`, shortened with a checksum when PostgreSQL would cut it.

    >>> make_identifier("res_partner_name_index")
    'res_partner_name_index'
    """
    encoded = identifier.encode()
    if len(encoded) <= MAX_IDENTIFIER:
        return identifier
    checksum = f"_{zlib.crc32(encoded):08x}"
    return encoded[: MAX_IDENTIFIER - len(checksum)].decode(errors="ignore") + checksum


def make_index_name(table_name: str, column_name: str) -> str:
    """Return the name of the index that a field of that column has (`db_schema_base.json`)."""
    return make_identifier(f"{table_name}__{column_name}_index")


def escape_psql(to_escape: str) -> str:
    r"""Return the text with the wildcards of LIKE (`\`, `%`, `_`) escaped."""
    return to_escape.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def pg_varchar(size: int = 0) -> str:
    """Return the type of a text column of at most `size` characters; 0 is without a limit.

    Raises:
        TypeError: `size` is not a whole number.
    """
    if not isinstance(size, int):
        raise TypeError(f"The size of a varchar is a whole number, not {size!r}.")
    return f"VARCHAR({size})" if size > 0 else "VARCHAR"


def reverse_order(order: str) -> str:
    """Return the ORDER BY terms that sort the other way round.

    >>> reverse_order("name, date desc nulls last")
    'name desc, date asc nulls first'
    """
    return ", ".join(_reverse_term(term) for term in order.split(","))


def _reverse_term(term: str) -> str:
    match = _ORDER_TERM.match(term)
    assert match is not None, "the pattern matches every text"
    turned = [match["term"], "asc" if (match["direction"] or "").lower() == "desc" else "desc"]
    if match["nulls"]:
        turned += ["nulls", "last" if match["nulls"].lower() == "first" else "first"]
    return " ".join(turned)
