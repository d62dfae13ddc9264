"""Run a plan: everything in one statement, and one by one only to see which of them fails."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple

import psycopg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trivium.data.postgres import Cursor
    from trivium.data.sql import SQL

_logger = logging.getLogger(__name__)


class Failure(NamedTuple):
    """A statement that the server refused.

    Attributes:
        statement: as it was sent.
        error: what the server said.
    """

    statement: str
    error: psycopg.Error


def render(cr: Cursor, plan: Sequence[SQL]) -> str:
    """Return the plan as a text that a person reads or psql runs."""
    return "".join(f"{cr.mogrify(statement).decode()};\n" for statement in plan)


def apply(cr: Cursor, plan: Sequence[SQL], *, strict: bool = True) -> list[Failure]:
    """Run the statements of a plan in the transaction of `cr`.

    Args:
        cr: cursor on the database.
        plan: in order.
        strict: False skips what the values at hand do not allow (NOT NULL, a foreign key), with a warning.

    Returns:
        what was skipped; nothing if `strict`.

    Raises:
        psycopg.Error: the server refuses a statement, and `strict`.
    """
    if not plan:
        return []
    text = render(cr, plan)
    if strict:
        cr.execute(text)
        return []
    try:
        with cr.savepoint(flush=False):
            cr.execute(text, log_exceptions=False)
    except psycopg.Error:
        return [failure for statement in plan if (failure := _try(cr, statement))]
    return []


def _try(cr: Cursor, statement: SQL) -> Failure | None:
    text = cr.mogrify(statement).decode()
    try:
        with cr.savepoint(flush=False):
            cr.execute(text, log_exceptions=False)
    except psycopg.Error as error:
        _logger.warning("Left out, as the data at hand do not allow it: %s\n%s", text, error)
        return Failure(text, error)
    return None
