"""PostgreSQL: connections, transactions, retries."""

from trivium.data.postgres.callbacks import Callbacks
from trivium.data.postgres.connect import (
    Connection,
    close_all,
    close_db,
    connection_info_for,
    db_connect,
    forget_statements,
    set_max_connections,
)
from trivium.data.postgres.connection import PsycoConnection
from trivium.data.postgres.cursor import BaseCursor, Cursor
from trivium.data.postgres.pool import MAX_IDLE_TIMEOUT, ConnectionPool
from trivium.data.postgres.rehearsal import TestCursor
from trivium.data.postgres.retrying import CONCURRENCY_ERRORS, MAX_TRIES, is_passing, retrying
from trivium.data.postgres.savepoint import FlushingSavepoint, Savepoint

__all__ = [
    "CONCURRENCY_ERRORS",
    "MAX_IDLE_TIMEOUT",
    "MAX_TRIES",
    "BaseCursor",
    "Callbacks",
    "Connection",
    "ConnectionPool",
    "Cursor",
    "FlushingSavepoint",
    "PsycoConnection",
    "Savepoint",
    "TestCursor",
    "close_all",
    "close_db",
    "connection_info_for",
    "db_connect",
    "forget_statements",
    "is_passing",
    "retrying",
    "set_max_connections",
]
