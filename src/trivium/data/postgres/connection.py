"""One session with PostgreSQL: statements sent with the fewest round trips, transactions begun with their first one."""

from __future__ import annotations

import contextlib
import os
import re
import select
import socket
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

from trivium.data.postgres.adaptation import CONTEXT
from trivium.data.postgres.encoding import encode
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import abc
    from psycopg.pq.abc import PGresult
    from psycopg.sql import Composable

_PLACEHOLDER: Final = re.compile(r"%[s%]")
_PREPARED_MAX: Final = 250
_CODE_MAX: Final = 20_000
_OK: Final = pq.ConnStatus.OK
_INTRANS: Final = pq.TransactionStatus.INTRANS
IDLE: Final = pq.TransactionStatus.IDLE
_GOOD: Final = frozenset({pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK, pq.ExecStatus.EMPTY_QUERY})
_SETTINGS: Final = (
    "-c default_transaction_isolation=repeatable\\ read -c timezone=UTC -c datestyle=ISO "
    "-c client_min_messages=warning -c lock_timeout=0"
)


Prepared: TypeAlias = "tuple[bytes, list[bytes | None]]"
"""Name of a prepared statement, and its values."""


class _Statements:
    """What this process has learned of statements: which of them the server can take with their values apart.

    A few cannot be parsed without the values (`GROUP BY` the same expression twice, `INTERVAL %s`): these are bound
    on the client for ever. One is tried when it is met for the second time.
    """

    def __init__(self) -> None:
        self.proven: dict[str, bytes] = {}
        self.refused: set[str] = set()
        self.met: set[str] = set()
        self.lock = threading.Lock()

    def is_new(self, code: str) -> bool:
        """Tell whether the code is met for the first time, and remember it."""
        if code in self.met:
            return False
        with self.lock:
            if len(self.met) > 20 * _PREPARED_MAX:
                self.met.clear()
                self.refused.clear()
                self.proven.clear()
            self.met.add(code)
        return True


_statements = _Statements()


class PsycoConnection(psycopg.Connection[Any]):
    """A connection in REPEATABLE READ, whose transactions are begun and ended by their cursor.

    psycopg itself is in autocommit mode: it sends what it is told and nothing else.
    """

    dsn_key: str = ""
    idle_since: float = 0.0
    alone: bool = False
    """Whether each statement is a transaction of its own, because `autocommit` was asked for."""
    ending: bool = False
    """Whether a transaction was told to end and the answer was not looked at yet."""
    _literals: psycopg.ClientCursor[Any]
    _incoming: select.poll
    """Tells whether the server has said something."""
    transformer: abc.Transformer
    """Reads the rows of the cursor that has the connection; it knows the types that it has met."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepared_names: OrderedDict[tuple[str, tuple[int, ...]], bytes] = OrderedDict()
        self._prepared_count = 0

    @classmethod
    def open(cls, parameters: Mapping[str, Any]) -> PsycoConnection:
        """Return a new connection.

        Raises:
            psycopg.OperationalError: the server cannot be reached, or refuses.
        """
        options = f"{_SETTINGS} {parameters.get('options') or ''}".strip()
        name = str(config.get("db_app_name") or "trivium").replace("{pid}", str(os.getpid()))
        merged = {"application_name": name, "connect_timeout": 10, **parameters, "options": options}
        connection = cls.connect(**merged, autocommit=True, prepare_threshold=None, context=CONTEXT)
        connection._literals = psycopg.ClientCursor(connection)
        connection.transformer = Transformer(connection)
        connection._incoming = select.poll()
        connection._incoming.register(connection.pgconn.socket, select.POLLIN)
        return connection

    def get_backend_pid(self) -> int:
        """Return the process of the server that serves this connection."""
        return self.pgconn.backend_pid

    @property
    def server_version(self) -> int:
        """Version such as 170010 for 17.10."""
        return self.pgconn.server_version

    @property
    def autocommit(self) -> bool:
        """Whether each statement is a transaction of its own."""
        return self.alone

    @autocommit.setter
    def autocommit(self, value: bool) -> None:
        self.alone = value

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, failed or not."""
        if self.ending:
            self.settle()
        return self.pgconn.transaction_status != IDLE

    @property
    def unfailed(self) -> bool:
        """Whether a transaction is open in which nothing has failed."""
        return self.pgconn.transaction_status == _INTRANS

    @property
    def lost(self) -> bool:
        """Whether the server, or the way to it, is gone."""
        return self.pgconn.status != _OK

    def sever(self) -> None:
        """Cut the way to the server, from any thread; what waits for an answer fails at once.

        Raises:
            psycopg.Error: there is none any more.
        """
        with socket.socket(fileno=os.dup(self.pgconn.socket)) as way, contextlib.suppress(OSError):
            way.shutdown(socket.SHUT_RDWR)

    def mogrify(self, query: str | Composable, params: Any = None) -> str:
        """Return the statement with its values written into it as literals."""
        if not isinstance(query, str):
            # composed with the driver's own tools
            query = query.as_string(self)
        return self._literals.mogrify(query, params) if params else query

    def run(self, command: bytes) -> PGresult:
        """Send a command without values; of several, the last one's result is returned.

        Raises:
            psycopg.Error: the server refuses it, or is gone.
        """
        return self._checked(self.pgconn.exec_(command))

    def end_reading(self, command: bytes) -> None:
        """End a transaction that has only read. The answer is not waited for: whatever it is, nothing is lost.

        Args:
            command: COMMIT or ROLLBACK.

        Raises:
            psycopg.OperationalError: the server is gone.
        """
        self.pgconn.send_query(command)
        self.pgconn.flush()
        self.ending = True

    def settle(self) -> None:
        """Take the answer to `end_reading`.

        Raises:
            psycopg.OperationalError: the server is gone.
        """
        self.ending = False
        while self._next_result() is not None:
            pass

    def run_literal(self, query: str | Composable, params: Any, begin: bytes) -> PGresult:
        """Run a statement with its values bound on the client, after `begin` (empty in a transaction)."""
        text = self.mogrify(query, params)
        return self.run(_after(begin, text))

    def run_bound(self, code: str, params: Sequence[Any], begin: bytes) -> PGresult:
        """Run a statement with its values bound on the server, prepared if it comes again.

        A statement or value that the server cannot take apart is bound on the client.
        """
        known = _statements
        if code not in known.proven and (code in known.refused or len(code) > _CODE_MAX or known.is_new(code)):
            return self._run_code(code, params, begin)
        encoded = encode(params)
        if encoded is None or not (begin or self.in_transaction):
            return self._run_code(code, params, begin)
        values, types = encoded
        name = self._prepared_names.get((code, types))
        if name is not None and begin:
            return self.run_together(begin, (name, values))
        if begin:
            self.run(begin)
        if name is None:
            name = self._prepare(code, types)
            if name is None:
                return self._run_code(code, params, b"")
        return self._checked(self.pgconn.exec_prepared(name, values))  # type: ignore[arg-type]  # None is NULL

    def prepared(self, code: str, params: Sequence[Any]) -> Prepared | None:
        """Return a statement as it is sent when it is prepared and its values can be bound on the server; or None."""
        if code not in _statements.proven:
            return None
        encoded = encode(params)
        name = encoded and self._prepared_names.get((code, encoded[1]))
        return (name, encoded[0]) if name and encoded else None

    def run_together(self, *commands: bytes | Prepared) -> PGresult:
        """Run several statements, without values or prepared, in one round trip; the last one's result is returned.

        None is run after one that fails.

        Raises:
            psycopg.Error: the server refuses one of them, or is gone.
        """
        pgconn = self.pgconn
        told: PGresult | None = None
        pgconn.enter_pipeline_mode()
        try:
            for command in commands:
                if isinstance(command, bytes):
                    pgconn.send_query_params(command, None)
                else:
                    pgconn.send_query_prepared(*command)
            pgconn.pipeline_sync()
            # an answer to each statement, None after it, and an answer to the end of the pipeline
            for _ in commands:
                answer = self._next_result()
                # what follows a failure is only "aborted"
                if told is None or told.status in _GOOD:
                    told = answer
                self._next_result()
            self._next_result()
        finally:
            if pgconn.status == _OK:
                pgconn.exit_pipeline_mode()
        if told is None:
            raise psycopg.OperationalError("The connection to PostgreSQL is lost.")
        return self._checked(told)

    def _next_result(self) -> PGresult | None:
        """Return the next result of a pipeline, None between those of two statements.

        The driver's own call would wait for the server with Python's lock held: where the statement waits for a row
        that another thread of this process has locked, that thread could not go on.
        """
        pgconn = self.pgconn
        while pgconn.is_busy():
            # large values do not go out in one piece: the server waits for the rest of them
            waiting = self._incoming
            if pgconn.flush():
                waiting = select.poll()
                waiting.register(pgconn.socket, select.POLLIN | select.POLLOUT)
            waiting.poll()
            pgconn.consume_input()
        return pgconn.get_result()

    def _run_code(self, code: str, params: Sequence[Any], begin: bytes) -> PGresult:
        text = self._literals.mogrify(code, params) if params else code.replace("%%", "%")
        return self.run(_after(begin, text))

    def forget_prepared(self) -> None:
        """Drop the prepared statements: the tables they were planned for have changed."""
        self._prepared_names.clear()
        if self.ending:
            self.settle()
        if self.pgconn.transaction_status in {IDLE, _INTRANS}:
            self.run(b"DEALLOCATE ALL")

    def _prepare(self, code: str, types: tuple[int, ...]) -> bytes | None:
        """Prepare a statement and return its name; None if it cannot be."""
        text = _statements.proven.get(code)
        self._prepared_count += 1
        name = b"t%d" % self._prepared_count
        if text is not None:
            self._checked(self.pgconn.prepare(name, text, types))
        else:
            text = _numbered(code)
            self.run(b"SAVEPOINT preparing")
            tried = self.pgconn.prepare(name, text, types)
            if tried.status not in _GOOD:
                self.run(b"ROLLBACK TO SAVEPOINT preparing; RELEASE SAVEPOINT preparing")
                _statements.refused.add(code)
                return None
            self.run(b"RELEASE SAVEPOINT preparing")
            _statements.proven[code] = text
        self._prepared_names[code, types] = name
        if len(self._prepared_names) > _PREPARED_MAX:
            self.run(b"DEALLOCATE " + self._prepared_names.popitem(last=False)[1])
        return name

    def _checked(self, result: PGresult) -> PGresult:
        if result.status in _GOOD:
            return result
        if self.lost:
            raise psycopg.OperationalError(f"The connection to PostgreSQL is lost: {self.pgconn.get_error_message()}")
        error = error_from_result(result, "utf-8")
        if error.sqlstate == "0A000" and "cached plan" in str(error):
            self._prepared_names.clear()
        raise error

    def usable(self) -> bool:
        """Tell whether the connection is alive as far as can be seen without waiting for the server.

        What the server says unasked is its farewell.
        """
        try:
            while self.ending and self._incoming.poll(0):
                self._settle_without_waiting()
        except psycopg.OperationalError:
            return False
        return not self.lost and (self.ending or not self._incoming.poll(0))

    def _settle_without_waiting(self) -> None:
        """Take as much of the answer to `end_reading` as has come.

        Raises:
            psycopg.OperationalError: it is no answer to that: the server is about to go.
        """
        pgconn = self.pgconn
        pgconn.consume_input()
        while self.ending and not pgconn.is_busy():
            answer = pgconn.get_result()
            if answer is not None and answer.status not in _GOOD:
                raise psycopg.OperationalError(f"PostgreSQL ends the connection: {answer.get_error_message()}")
            self.ending = answer is not None


def _after(begin: bytes, text: str) -> bytes:
    return begin + b";" + text.encode() if begin else text.encode()


def _numbered(code: str) -> bytes:
    """Return the code with `$1`, `$2` ... for its placeholders."""
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        if match[0] == "%%":
            return "%"
        count += 1
        return f"${count}"

    return _PLACEHOLDER.sub(number, code).encode()
