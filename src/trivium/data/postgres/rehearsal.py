"""Cursors of tests: their commits and rollbacks stay within a transaction that is undone at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data.postgres.cursor import BaseCursor
from trivium.data.postgres.savepoint import Savepoint

if TYPE_CHECKING:
    import threading
    from datetime import datetime

    from trivium.data.postgres.cursor import Cursor
    from trivium.data.sql import SQL


class TestCursor(BaseCursor):
    """A cursor that shares the transaction of a test.

    `commit` makes a savepoint, `rollback` returns to the last one. While it is open it holds the lock of the test, so
    that of several threads only one speaks on the connection.

    Args:
        cursor: the real one of the test.
        lock: held from here to `close`.
        readonly: refuse to write.
    """

    __test__ = False
    _stack: dict[int, list[TestCursor]] = {}  # noqa: RUF012 - of the process: cursors on the same real one nest

    def __init__(self, cursor: Cursor, lock: threading.RLock, readonly: bool = False) -> None:
        super().__init__()
        self._cursor = cursor
        self._lock = lock
        self._closed = False
        self.readonly = readonly
        self.dbname = cursor.dbname
        lock.acquire()
        self._savepoint: Savepoint | None = None
        self._stack.setdefault(id(cursor), []).append(self)
        if readonly:
            self._begin()

    @property
    def closed(self) -> bool:
        """Whether the cursor is closed."""
        return self._closed

    def execute(self, query: str | SQL, params: Any = None, log_exceptions: bool = True) -> None:
        """Run a statement in the transaction of the test."""
        if self._closed:
            raise psycopg.InterfaceError("This cursor of a test has been closed.")
        self._begin()
        self._cursor.execute(query, params, log_exceptions)

    def keep(self) -> None:
        """Keep what was done, as far as the test is concerned."""
        self.flush()
        if self._savepoint is not None:
            self._savepoint.close(rollback=self.readonly)
            self._savepoint = None
        self.clear()
        self.prerollback.clear()
        self.postrollback.clear()
        # what waits for a commit never happens in a test: there is none
        self.closing.clear()
        self.postcommit.clear()

    def rollback(self) -> None:
        """Undo what was done since the last commit."""
        self.clear()
        self.closing.clear()
        self.postcommit.clear()
        self.prerollback.run()
        if self._savepoint is not None:
            self._savepoint.close(rollback=True)
            self._savepoint = None
        self.postrollback.run()

    def close(self) -> None:
        """Undo what was not committed, and let other threads have the connection."""
        if self._closed:
            return
        try:
            self.rollback()
        finally:
            self._closed = True
            stack = self._stack[id(self._cursor)]
            stack.remove(self)
            if not stack:
                del self._stack[id(self._cursor)]
            self._lock.release()

    def now(self) -> datetime:
        """Return the time of the transaction of the test."""
        return self._cursor.now()

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row of the last statement, None after the last."""
        return self._cursor.fetchone()

    def dictfetchone(self) -> dict[str, Any] | None:
        """Return the next row of the last statement by name of column, None after the last."""
        return self._cursor.dictfetchone()

    def dictfetchmany(self, size: int) -> list[dict[str, Any]]:
        """Return at most `size` further rows by name of column."""
        return self._cursor.dictfetchmany(size)

    def dictfetchall(self) -> list[dict[str, Any]]:
        """Return all further rows by name of column."""
        return self._cursor.dictfetchall()

    def __getattr__(self, name: str) -> Any:
        if name == "_cursor":
            raise AttributeError(name)
        return getattr(self._cursor, name)

    def _begin(self) -> None:
        if self._savepoint is None:
            self._savepoint = Savepoint(self._cursor)
            if self.readonly:
                self._cursor.execute("SET TRANSACTION READ ONLY")
