"""Cursors: the transactions that the upper tiers work in.

Interface: `odoo.sql_db` of the contract (`orm_api.json`).
"""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data.postgres.account import current
from trivium.data.postgres.bulk import CopyMixin, batches, values_clause
from trivium.data.postgres.callbacks import Callbacks
from trivium.data.postgres.connection import IDLE
from trivium.data.postgres.refusal import log_refusal
from trivium.data.postgres.rows import RowsMixin
from trivium.data.postgres.savepoint import FlushingSavepoint, Savepoint
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from psycopg.pq.abc import PGresult

    from trivium.data.postgres.connection import Prepared, PsycoConnection
    from trivium.data.postgres.pool import ConnectionPool

_logger = logging.getLogger("trivium.sql_db")


class BaseCursor:
    """A transaction and the hooks around its end.

    Attributes:
        IN_MAX: values that one statement is given at most where lists are split.
        transaction: what the environments on this cursor share; set by the first of them.
        cache: values to keep for the length of the transaction, by any key.
        in_doubt: whether COMMIT was sent, and no answer has come.
        each_commit: what is called after every commit, as long as the cursor lives; `postcommit` is for one commit.
    """

    IN_MAX = 1000

    transaction: Any
    dbname: str
    in_doubt = False

    def __init__(self) -> None:
        self.cache: dict[Any, Any] = {}
        self.transaction = None
        self.each_commit: Callable[[], None] | None = None
        self._now: datetime | None = None

    # Most transactions need none of these: each is made when somebody first asks for it.

    @cached_property
    def precommit(self) -> Callbacks:
        """Functions run before the transaction is committed (and by each flush)."""
        return Callbacks()

    @cached_property
    def closing(self) -> Callbacks:
        """Functions run as its very last, right before COMMIT; they run statements, and leave nothing to write."""
        return Callbacks()

    @cached_property
    def postcommit(self) -> Callbacks:
        """Functions run after it has been committed."""
        return Callbacks()

    @cached_property
    def prerollback(self) -> Callbacks:
        """Functions run before it is rolled back."""
        return Callbacks()

    @cached_property
    def postrollback(self) -> Callbacks:
        """Functions run after it has been rolled back."""
        return Callbacks()

    def _run(self, name: str) -> None:
        """Run the functions of a queue, if there are any."""
        queue: Callbacks | None = self.__dict__.get(name)
        if queue is not None:
            queue.run()

    def _drop(self, *names: str) -> None:
        """Forget the functions of queues."""
        made = self.__dict__
        for name in names:
            if name in made:
                made[name].clear()

    def flush(self) -> None:
        """Write what is pending in memory, and run the functions of `precommit`; these may leave more to write."""
        transaction = self.transaction
        if transaction is not None and (transaction.dirty or transaction.pending):
            transaction.flush()
        if "precommit" in self.__dict__ and self.precommit:
            self.precommit.run()
            self.flush()

    def clear(self) -> None:
        """Forget what was read and what is pending, and the functions of `precommit`."""
        if self.transaction is not None:
            self.transaction.clear()
        self._drop("precommit")

    def reset(self) -> None:
        """Forget the environments of the transaction altogether."""
        if self.transaction is not None:
            self.transaction.reset()

    def execute(self, query: str | SQL, params: Any = None, log_exceptions: bool = True) -> None:
        """Run a statement."""
        raise NotImplementedError

    def execute_late(self, query: SQL) -> bool:
        """Leave a statement to be sent together with the COMMIT that follows, before any other; it returns no rows.

        A refusal of the server is raised when it is sent.

        Returns:
            whether it was left; if not, as when the transaction goes on, nothing was done.
        """
        return False

    def keep(self) -> None:
        """End the transaction and keep what it did; the functions of `postcommit` are not run."""
        raise NotImplementedError

    def commit(self) -> None:
        """End the transaction, keep what it did, and run the functions of `postcommit`."""
        self.keep()
        self._run("postcommit")
        if self.each_commit is not None:
            self.each_commit()

    def rollback(self) -> None:
        """End the transaction and undo what it did."""
        raise NotImplementedError

    def close(self) -> None:
        """Use the cursor no more; what was not committed is undone."""
        raise NotImplementedError

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row of the last statement, None after the last."""
        raise NotImplementedError

    def dictfetchone(self) -> dict[str, Any] | None:
        """Return the next row of the last statement by name of column, None after the last."""
        raise NotImplementedError

    def dictfetchmany(self, size: int) -> list[dict[str, Any]]:
        """Return at most `size` further rows by name of column."""
        raise NotImplementedError

    def dictfetchall(self) -> list[dict[str, Any]]:
        """Return all further rows by name of column."""
        raise NotImplementedError

    @contextmanager
    def savepoint(self, flush: bool = True) -> Iterator[Savepoint]:
        """Run a block whose work is undone if an exception leaves it.

        Args:
            flush: write what is pending before, and after the block; without it the caches are left alone.
        """
        with FlushingSavepoint(self) if flush else Savepoint(self) as savepoint:
            yield savepoint

    def now(self) -> datetime:
        """Return the time at which the transaction began, naive in UTC."""
        if self._now is None:
            self.execute("SELECT now() AT TIME ZONE 'UTC'")
            row = self.fetchone()
            assert row is not None, "the statement has one row"
            self._now = row[0]
        return self._now

    def split_for_in_conditions(self, ids: Sequence[Any], size: int = 0) -> Iterator[tuple[Any, ...]]:
        """Yield the values in tuples of at most `size`, by default `IN_MAX`."""
        return batches(ids, size or self.IN_MAX)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if exc_type is None:
                self.commit()
        finally:
            self.close()


class Cursor(RowsMixin, CopyMixin, BaseCursor):
    """A transaction on a connection of the pool.

    The connection is borrowed with the first statement and given back by `close`; the transaction begins with the
    first statement after each commit or rollback.

    Attributes:
        sql_log_count: number of statements so far.
        dbname: name of the database.
    """

    def __init__(self, pool: ConnectionPool, dbname: str, dsn: dict[str, Any], readonly: bool = False) -> None:
        super().__init__()
        self.dbname = dbname
        self.sql_log_count = 0
        self._pool = pool
        self._dsn = dsn
        self._readonly = readonly or pool.readonly
        self._begin = b"BEGIN READ ONLY" if self._readonly else b"BEGIN"
        self._closed = False
        self._connection: PsycoConnection | None = pool.borrow(dsn)
        self._transformer = self._connection.transformer
        self._result = None
        self._position = 0
        self._committing = False
        self._late: list[tuple[SQL, Prepared]] = []

    @property
    def _cnx(self) -> PsycoConnection:
        if self._connection is None:
            raise psycopg.InterfaceError(f"This cursor on {self.dbname!r} has been closed.")
        if self._connection.ending:
            self._connection.settle()
        if self._late:
            self._send_late()
        return self._connection

    @property
    def connection(self) -> PsycoConnection:
        """The connection that the cursor works on."""
        return self._cnx

    @property
    def closed(self) -> bool:
        """Whether the cursor, or its connection, is closed."""
        return self._connection is None or self._connection.closed

    @property
    def readonly(self) -> bool:
        """Whether only reading is possible."""
        return self._readonly

    def autocommit(self, on: bool) -> None:
        """Let each statement be a transaction of its own, as CREATE DATABASE and VACUUM need."""
        self._cnx.autocommit = on

    def execute(self, query: str | SQL, params: Any = None, log_exceptions: bool = True) -> None:
        """Run a statement.

        Args:
            query: an `SQL` is bound on the server; a text on the client, with `%s` or `%(name)s` placeholders.
            params: values of a text: a sequence or a mapping. Without values the text is taken as it is.
            log_exceptions: log a refusal of the server, with the statement.

        Raises:
            psycopg.Error: the server refuses the statement.
        """
        cnx = self._connection or self._cnx
        if self._late:
            self._send_late()
        self.sql_log_count += 1
        account = current.account
        account.statements += 1
        account.connection = cnx
        started = time.perf_counter()
        self._result = None
        try:
            begin = b"" if cnx.alone or cnx.in_transaction else self._begin
            if isinstance(query, SQL):
                if params:
                    raise TypeError("An SQL object brings its own values: none can be given beside it.")
                self._result = cnx.run_bound(query._code, query._params, begin)
            else:
                self._result = cnx.run_literal(query, params, begin)
        except psycopg.Error as error:
            if log_exceptions:
                code = query._code if isinstance(query, SQL) else query
                log_refusal(_logger, code, error, lambda: self._shown(query, params))
            raise
        finally:
            account.connection = None
            took = time.perf_counter() - started
            account.seconds += took
            for observe in account.observers:
                observe(self, query, params, started, took)
        self._position = 0
        if self._result.nfields:
            self._transformer.set_pgresult(self._result)
        if _logger.isEnabledFor(logging.DEBUG):
            _logger.debug("[%.3f ms] query: %s", 1000 * took, self._shown(query, params))

    def execute_late(self, query: SQL) -> bool:
        """Leave a statement to be sent together with the COMMIT that follows."""
        cnx = self._connection or self._cnx
        prepared = cnx.prepared(query._code, query._params) if self._committing and cnx.unfailed else None
        if prepared is not None:
            self._late.append((query, prepared))
        return prepared is not None

    def _send_late(self, *last: bytes) -> PGresult:
        """Send what was left, and after it a command, in one round trip; return the answer to the last."""
        late, self._late = self._late, []
        cnx = self._cnx
        self.sql_log_count += len(late)
        account = current.account
        account.statements += len(late)
        account.connection = cnx
        started = time.perf_counter()
        try:
            return cnx.run_together(*[prepared for _query, prepared in late], *last)
        except psycopg.Error as error:
            queries = [query for query, _ in late]
            code = "; ".join(query._code for query in queries)
            log_refusal(_logger, code, error, lambda: "; ".join(self._shown(query, None) for query in queries))
            raise
        finally:
            account.connection = None
            took = time.perf_counter() - started
            account.seconds += took
            for query, _ in late:
                for observe in account.observers:
                    observe(self, query, None, started, took / len(late))

    def executemany(self, query: str, argslist: Sequence[Any]) -> None:
        """Run a statement once for each set of values, sent together."""
        for part in batches(argslist, 100):
            self._execute_joined(query, "; ".join(self.mogrify(query, params).decode() for params in part))

    def execute_values(
        self,
        query: str | SQL,
        argslist: Sequence[Any],
        template: str | None = None,
        page_size: int = 100,
        fetch: bool = False,
    ) -> list[tuple[Any, ...]] | None:
        """Run a statement whose single `%s` stands for rows of VALUES.

        Args:
            query: such as `INSERT INTO t (a, b) VALUES %s`.
            argslist: the rows.
            template: what a row looks like, by default `(%s, %s, ...)`.
            page_size: rows in one statement.
            fetch: return the rows that the statements return.
        """
        head, placeholder, tail = (query.code if isinstance(query, SQL) else query).partition("%s")
        if not placeholder:
            raise psycopg.ProgrammingError("execute_values needs a %s where the rows go.")
        head, tail = head.replace("%%", "%"), tail.replace("%%", "%")
        rows: list[tuple[Any, ...]] = []
        for part in batches(argslist, page_size):
            values = values_clause(self._cnx, part, template)
            self._execute_joined(f"{head}%s{tail}", f"{head}{values}{tail}")
            if fetch:
                rows.extend(self.fetchall())
        return rows if fetch else None

    def mogrify(self, query: str | SQL, params: Any = None) -> bytes:
        """Return the statement as it is sent when values are bound on the client."""
        if isinstance(query, SQL):
            code, values = query._code, query._params
            return (self._cnx.mogrify(code, values) if values else code.replace("%%", "%")).encode()
        return self._cnx.mogrify(query, params).encode()

    def keep(self) -> None:
        """Write what is pending, end the transaction, and keep what it did."""
        self._committing = True
        try:
            self.flush()
            self._run("closing")
        finally:
            self._committing = False
        if self._is_begun:
            self.in_doubt = True
            self._end(b"COMMIT")
            self.in_doubt = False
            self._now = None
            if self.transaction is not None:
                self.transaction.clear()
        self.cache.clear()
        self._drop("precommit", "prerollback", "postrollback")

    def rollback(self) -> None:
        """Undo the transaction, forget what is pending, and run the functions around a rollback."""
        self.clear()
        self._late.clear()
        self._drop("closing", "postcommit")
        self._run("prerollback")
        if self._is_begun:
            self._end(b"ROLLBACK")
        self.in_doubt = False
        self._now = None
        self.cache.clear()
        self._run("postrollback")

    def close(self) -> None:
        """Give the connection back; what was not committed is undone."""
        connection = self._connection
        if connection is None:
            return
        self.cache.clear()
        self._result = None
        self._transformer.set_pgresult(None)
        try:
            if self._is_begun:
                if connection.lost or not connection.in_transaction:
                    self.clear()
                else:
                    self.rollback()
        finally:
            self._connection = None
            self._closed = True
            self._pool.give_back(connection)
            if self.transaction is not None:
                self.transaction.retire()

    def print_log(self) -> None:
        """Log how many statements the cursor has run."""
        _logger.debug("%d queries on %s", self.sql_log_count, self.dbname)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self.__dict__.get("_connection") is None and self.__dict__.get("_closed"):
            raise psycopg.InterfaceError(f"This cursor on {self.dbname!r} has been closed.")
        return getattr(self._cnx, name)

    def __del__(self) -> None:
        if self.__dict__.get("_connection") is not None:
            _logger.warning("A cursor on %s was not closed; its transaction is rolled back.", self.dbname)
            self.close()

    @property
    def _is_begun(self) -> bool:
        """Whether there is something to end: a statement has run, and the transaction was not told to end since."""
        cnx = self._connection or self._cnx
        return cnx.alone or not (cnx.ending or cnx.pgconn.transaction_status == IDLE)

    def _end(self, command: bytes) -> None:
        cnx = self._connection or self._cnx
        if cnx.lost and command == b"ROLLBACK":
            self._replace_lost(cnx)
        elif self._readonly and cnx.unfailed:
            cnx.end_reading(command)
        elif cnx.in_transaction:
            account = current.account
            account.connection = cnx
            try:
                result = self._send_late(command) if self._late else cnx.run(command)
            finally:
                account.connection = None
            if command == b"COMMIT" and result.command_status == b"ROLLBACK":
                raise psycopg.errors.InFailedSqlTransaction(
                    "The transaction had failed before it was to be committed: it is rolled back."
                )

    def _replace_lost(self, lost: PsycoConnection) -> None:
        """Go on with another connection: the server has undone the transaction of the one that was lost."""
        self._pool.give_back(lost, keep_in_pool=False)
        self._connection = None
        self._connection = self._pool.borrow(self._dsn)
        self._transformer = self._connection.transformer
        self._result = None

    def _execute_joined(self, query: str, joined: str) -> None:
        """Run a statement that has its values within; what is logged of a refusal is the one without them."""
        try:
            self.execute(joined, log_exceptions=False)
        except psycopg.Error as error:
            log_refusal(_logger, query, error, lambda: joined)
            raise

    def _shown(self, query: str | SQL, params: Any) -> str:
        try:
            return self.mogrify(query, params).decode()
        except psycopg.Error:
            return f"{query} with {params!r}"
