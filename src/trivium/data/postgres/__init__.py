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
from trivium.data.postgres.savepoint import FlushingSavepoint, Savepoint

__all__ = [
    "MAX_IDLE_TIMEOUT",
    "BaseCursor",
    "Callbacks",
    "Connection",
    "ConnectionPool",
    "Cursor",
    "FlushingSavepoint",
    "PsycoConnection",
    "Savepoint",
    "close_all",
    "close_db",
    "connection_info_for",
    "db_connect",
    "forget_statements",
    "set_max_connections",
]
