"""Constants, exceptions and adaptation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict as parse_dsn
from psycopg.conninfo import make_conninfo as make_dsn
from psycopg.errors import QueryCanceled as QueryCanceledError
from psycopg.errors import TransactionRollback as TransactionRollbackError
from psycopg.pq import TransactionStatus

from trivium.data.postgres.adaptation import CONTEXT
from trivium.data.postgres.quoting import AsIs, ISQLQuote

if TYPE_CHECKING:
    from types import TracebackType

__all__ = [
    "ISOLATION_LEVEL_AUTOCOMMIT",
    "ISOLATION_LEVEL_DEFAULT",
    "ISOLATION_LEVEL_READ_COMMITTED",
    "ISOLATION_LEVEL_READ_UNCOMMITTED",
    "ISOLATION_LEVEL_REPEATABLE_READ",
    "ISOLATION_LEVEL_SERIALIZABLE",
    "TRANSACTION_STATUS_ACTIVE",
    "TRANSACTION_STATUS_IDLE",
    "TRANSACTION_STATUS_INERROR",
    "TRANSACTION_STATUS_INTRANS",
    "TRANSACTION_STATUS_UNKNOWN",
    "AsIs",
    "ISQLQuote",
    "QueryCanceledError",
    "TransactionRollbackError",
    "connection",
    "cursor",
    "make_dsn",
    "parse_dsn",
    "quote_ident",
]

ISOLATION_LEVEL_AUTOCOMMIT = 0
ISOLATION_LEVEL_READ_COMMITTED = 1
ISOLATION_LEVEL_REPEATABLE_READ = 2
ISOLATION_LEVEL_SERIALIZABLE = 3
ISOLATION_LEVEL_READ_UNCOMMITTED = 4
ISOLATION_LEVEL_DEFAULT = None

TRANSACTION_STATUS_IDLE = int(TransactionStatus.IDLE)
TRANSACTION_STATUS_ACTIVE = int(TransactionStatus.ACTIVE)
TRANSACTION_STATUS_INTRANS = int(TransactionStatus.INTRANS)
TRANSACTION_STATUS_INERROR = int(TransactionStatus.INERROR)
TRANSACTION_STATUS_UNKNOWN = int(TransactionStatus.UNKNOWN)

_LEVELS = {
    ISOLATION_LEVEL_READ_COMMITTED: psycopg.IsolationLevel.READ_COMMITTED,
    ISOLATION_LEVEL_REPEATABLE_READ: psycopg.IsolationLevel.REPEATABLE_READ,
    ISOLATION_LEVEL_SERIALIZABLE: psycopg.IsolationLevel.SERIALIZABLE,
    ISOLATION_LEVEL_READ_UNCOMMITTED: psycopg.IsolationLevel.READ_UNCOMMITTED,
}


class cursor(psycopg.ClientCursor[Any]):  # noqa: N801 - the interface's name
    """A cursor that binds values on the client."""


class connection(psycopg.Connection[Any]):  # noqa: N801 - the interface's name
    """A connection as psycopg 2 has it: values are bound on the client, a `with` block ends only the transaction."""

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> connection:
        """Connect, with values adapted as in the cursors of environments."""
        return super().connect(conninfo, cursor_factory=cursor, context=CONTEXT, **options)

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        if exc_type is None:
            self.commit()
        else:
            self.rollback()

    def set_isolation_level(self, level: Any) -> None:
        """Set the level of the transactions to come: one of the constants here, or the driver's own."""
        if level == ISOLATION_LEVEL_AUTOCOMMIT:
            self.set_autocommit(True)
        else:
            super().set_isolation_level(_LEVELS.get(level, level))

    def get_transaction_status(self) -> int:
        """Return one of the `TRANSACTION_STATUS_` constants."""
        return int(self.info.transaction_status)


def quote_ident(name: str, _scope: Any = None) -> str:
    """Return a name as a statement quotes it."""
    return psycopg.sql.Identifier(name).as_string(None)
