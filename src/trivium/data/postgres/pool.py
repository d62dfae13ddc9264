"""Connections kept between transactions, for all databases of a server."""

from __future__ import annotations

import os
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data.errors import PoolError
from trivium.data.postgres.connection import PsycoConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_IDLE_TIMEOUT = 60 * 10
"""Seconds after which an unused connection is closed."""

_WAIT_TIMEOUT = 30.0
_SWEEP_SECONDS = 10.0


class ConnectionPool:
    """A bounded set of connections; the one used last is used first.

    A connection that died meanwhile is replaced, silently, before it is handed out.

    Args:
        maxconn: connections open at the same time, over all databases.
        readonly: transactions may only read.
        revive: called when a connection cannot be made; True if that is worth another try (a restarted server).
    """

    def __init__(self, maxconn: int = 64, readonly: bool = False, revive: Callable[[], bool] | None = None) -> None:
        self._max = max(maxconn, 1)
        self._readonly = readonly
        self._revive = revive or (lambda: False)
        self._idle: dict[str, list[PsycoConnection]] = {}
        self._used: set[PsycoConnection] = set()
        self._opening = 0
        # reentrant, as a cursor that nobody closed is closed by the collector, at any moment
        self._lock = threading.RLock()
        self._given_back = threading.Condition(self._lock)
        self._waiting = 0
        self._looked_for_old = time.monotonic()
        self._pid = os.getpid()

    @property
    def readonly(self) -> bool:
        """Whether transactions may only read."""
        return self._readonly

    def borrow(self, connection_info: Mapping[str, Any]) -> PsycoConnection:
        """Return a connection, to be given back.

        Raises:
            PoolError: all connections are in use, for half a minute.
            psycopg.OperationalError: the server cannot be reached, or has no such database.
        """
        key = dsn_key(connection_info)
        found = self._take(key)
        if found is not None:
            return found
        try:
            connection = self._open(connection_info)
            connection.dsn_key = key
            with self._lock:
                self._used.add(connection)
            return connection
        finally:
            with self._lock:
                self._opening -= 1
                self._given_back.notify()

    def give_back(self, connection: PsycoConnection, keep_in_pool: bool = True) -> None:
        """Take a connection back; one in a transaction is rolled back."""
        keep = keep_in_pool and not connection.closed
        connection.alone = False
        if keep and not connection.ending and connection.in_transaction:
            try:
                connection.run(b"ROLLBACK")
            except psycopg.Error:
                keep = False
        now = time.monotonic()
        with self._lock:
            known = connection in self._used
            self._used.discard(connection)
            if keep and known:
                connection.idle_since = now
                self._idle.setdefault(connection.dsn_key, []).append(connection)
            if self._waiting:
                self._given_back.notify()
        if not (keep and known):
            connection.close()
        if now - self._looked_for_old > _SWEEP_SECONDS:
            self._close_old(now)

    def close_all(self, dsn: Mapping[str, Any] | None = None) -> None:
        """Close the idle connections, and those in use when they are given back; of one database or of all."""
        key = None if dsn is None else dsn_key(dsn)
        with self._lock:
            keys = list(self._idle) if key is None else [key]
            doomed = [connection for each in keys for connection in self._idle.pop(each, ())]
            self._used = {c for c in self._used if key is not None and c.dsn_key != key}
            self._given_back.notify_all()
        for connection in doomed:
            connection.close()

    def forget_statements(self, dsn: Mapping[str, Any]) -> None:
        """Let the idle connections of a database drop their prepared statements: its tables have changed."""
        key = dsn_key(dsn)
        with self._lock:
            idle = self._idle.pop(key, [])
            self._used |= set(idle)
        for connection in idle:
            connection.forget_prepared()
            self.give_back(connection)

    def _take(self, key: str) -> PsycoConnection | None:
        """Return a live idle connection, or None with the right to open one."""
        deadline: float | None = None
        while True:
            doomed: PsycoConnection | None = None
            with self._lock:
                if self._pid != os.getpid():
                    self._after_fork()
                idle = self._idle.get(key)
                if idle:
                    connection = idle.pop()
                    if connection.usable():
                        self._used.add(connection)
                        return connection
                    doomed = connection
                elif self._size() < self._max:
                    self._opening += 1
                    return None
                else:
                    doomed = self._oldest_idle()
                    deadline = deadline or time.monotonic() + _WAIT_TIMEOUT
                    if doomed is None and not self._wait(deadline):
                        raise PoolError(
                            f"All {self._max} connections to PostgreSQL have been in use for {_WAIT_TIMEOUT:.0f} s. "
                            "Raise --db-maxconn, or look for transactions that do not end."
                        )
            if doomed is not None:
                doomed.close()

    def _wait(self, deadline: float) -> bool:
        """Wait until a connection may be had; false when it is too late."""
        self._waiting += 1
        try:
            return self._given_back.wait(deadline - time.monotonic())
        finally:
            self._waiting -= 1

    def _open(self, connection_info: Mapping[str, Any]) -> PsycoConnection:
        try:
            return PsycoConnection.open(connection_info)
        except psycopg.OperationalError:
            if not self._revive():
                raise
            return PsycoConnection.open(connection_info)

    def _size(self) -> int:
        return self._opening + len(self._used) + sum(map(len, self._idle.values()))

    def _oldest_idle(self) -> PsycoConnection | None:
        stacks = [stack for stack in self._idle.values() if stack]
        return min(stacks, key=lambda stack: stack[0].idle_since).pop(0) if stacks else None

    def _close_old(self, now: float) -> None:
        limit = now - MAX_IDLE_TIMEOUT
        doomed = []
        with self._lock:
            self._looked_for_old = now
            for stack in self._idle.values():
                while stack and stack[0].idle_since < limit:
                    doomed.append(stack.pop(0))
        for connection in doomed:
            connection.close()

    def _after_fork(self) -> None:
        """Leave the connections of the parent process to it: a socket has one speaker."""
        for connection in [*self._used, *(c for stack in self._idle.values() for c in stack)]:
            os.close(connection.pgconn.socket)
        self._idle, self._used, self._opening, self._pid = {}, set(), 0, os.getpid()


class Parameters(dict[str, Any]):
    """Parameters of a connection that are kept: what tells connections apart is worked out once."""

    @cached_property
    def key(self) -> str:
        """The same for all connections that may take each other's place."""
        return _key(self)


def dsn_key(connection_info: Mapping[str, Any]) -> str:
    """Return what tells connections apart: everything but the password."""
    return connection_info.key if isinstance(connection_info, Parameters) else _key(connection_info)


def _key(connection_info: Mapping[str, Any]) -> str:
    return repr(sorted((k, str(v)) for k, v in connection_info.items() if k != "password"))
