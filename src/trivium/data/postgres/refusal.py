"""What the log says of a statement that PostgreSQL refused.

Values are people's data and secrets: the log has the statement with its placeholders, and of PostgreSQL's answer what
tells of the schema. With `dev_mode` it has everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trivium.tools.config import config

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    import psycopg

_DATA_EXCEPTION: Final = "22"
"""Class of the errors whose message quotes the value (PostgreSQL manual, appendix A)."""


def log_refusal(logger: logging.Logger, code: str, error: psycopg.Error, full: Callable[[], str]) -> None:
    """Log that a statement failed, and note the statement with the error, for tracebacks.

    Args:
        logger: where to.
        code: the statement, with placeholders where values go.
        error: what PostgreSQL answered.
        full: returns the statement with its values; called in `dev_mode` alone.
    """
    error.add_note(f"The statement was: {code}")
    if config.get("dev_mode"):
        logger.error("bad query: %s\nERROR: %s", full(), error)
    else:
        logger.error("bad query: %s\nERROR: %s", code, reason(error))


def reason(error: psycopg.Error) -> str:
    """Return what may be told of an error: its kind, and what it says of tables, columns and constraints."""
    diagnosis = error.diag
    told = [type(error).__name__, diagnosis.sqlstate or ""]
    if diagnosis.sqlstate is None:  # the driver's own: a lost connection, placeholders without a value
        told.append(str(error))
    elif diagnosis.message_primary and not diagnosis.sqlstate.startswith(_DATA_EXCEPTION):
        told.append(diagnosis.message_primary)
    named = {"table": diagnosis.table_name, "column": diagnosis.column_name, "constraint": diagnosis.constraint_name}
    told.extend(f"{kind} {name}" for kind, name in named.items() if name)
    return ", ".join(filter(None, told))
