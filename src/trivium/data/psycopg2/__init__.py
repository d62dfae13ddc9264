"""The names of psycopg 2 that addons import, for the driver that is used here.

`import psycopg2` finds this package where the real one is not installed (`trivium.modules.importer`). Exceptions are
those that the driver raises, so that `except psycopg2.IntegrityError` catches what happens.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Warning,  # noqa: A004 - the interface's name
    apilevel,
    paramstyle,
    threadsafety,
)

from trivium.data.psycopg2 import errorcodes, errors, extensions, extras, sql

__all__ = [
    "Binary",
    "DataError",
    "DatabaseError",
    "Error",
    "IntegrityError",
    "InterfaceError",
    "InternalError",
    "NotSupportedError",
    "OperationalError",
    "ProgrammingError",
    "Warning",
    "apilevel",
    "connect",
    "errorcodes",
    "errors",
    "extensions",
    "extras",
    "paramstyle",
    "sql",
    "threadsafety",
]

__version__ = f"2.9 (names for psycopg {psycopg.__version__})"

Binary = bytes
"""What wraps the value of a bytea: bytes are one already."""


def connect(dsn: str | None = None, **options: Any) -> extensions.connection:
    """Connect to a PostgreSQL server: one of yours, beside the database that an environment works in.

    Args:
        dsn: connection string.
        options: its parts, by name.

    Raises:
        psycopg.OperationalError: there is no such server, or it refuses.
    """
    if "database" in options:
        options["dbname"] = options.pop("database")
    return extensions.connection.connect(dsn or "", **options)
