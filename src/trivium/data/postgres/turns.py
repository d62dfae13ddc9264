"""Turns for transactions that got in each other's way: they run one after another instead of colliding again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

import psycopg

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from trivium.data.postgres.connection import PsycoConnection

_logger = logging.getLogger(__name__)

_KEY: Final = b"7305861142"
"""Key of the advisory lock (PostgreSQL manual, 13.3.5); these are apart for each database."""

_TAKE: Final = b"SET lock_timeout = 2000; SELECT pg_advisory_lock(" + _KEY + b"); RESET lock_timeout"
_GIVE_BACK: Final = b"SELECT pg_advisory_unlock(" + _KEY + b")"


class Turn:
    """The right to try again, which one transaction of a database holds at a time.

    In REPEATABLE READ a transaction fails when a row that it waited for was changed: waiting on the row again, with
    the same rivals, ends the same way for all but one. The turn is taken before the next try begins, so that what
    this try reads is newer than what the holder before it wrote. Who waits for longer than two seconds goes on without.
    """

    def __init__(self) -> None:
        self._holder: PsycoConnection | None = None

    def take(self, cr: Any) -> None:
        """Wait for the turn, on the cursor's connection, between two transactions."""
        connection = getattr(cr, "connection", None)
        if self._holder is not None or connection is None or connection.in_transaction or connection.lost:
            return
        try:
            connection.run(_TAKE)
        except psycopg.errors.LockNotAvailable:
            _logger.info("Waited for too long for other transactions to try again")
        else:
            self._holder = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        holder, self._holder = self._holder, None
        if holder is None or holder.lost:
            return
        if exc_type is not None and holder.in_transaction:
            holder.run(b"ROLLBACK")
        holder.run(_GIVE_BACK)
