"""Many rows at once: VALUES and COPY."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import pq

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import IO

    from trivium.data.postgres.connection import PsycoConnection

_CHUNK = 1 << 16


def batches(values: Iterable[Any], size: int) -> Iterator[tuple[Any, ...]]:
    """Yield the values in tuples of at most `size`."""
    part: list[Any] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield tuple(part)
            part.clear()
    if part:
        yield tuple(part)


def values_clause(cnx: PsycoConnection, rows: Sequence[Any], template: str | None) -> str:
    """Return the rows as they follow VALUES, bound on the client."""
    return ", ".join(cnx.mogrify(template or f"({', '.join(['%s'] * len(row))})", row) for row in rows)


class CopyMixin:
    """COPY, from and to Python."""

    _begin: bytes
    sql_log_count: int

    @property
    def _cnx(self) -> PsycoConnection:
        raise NotImplementedError

    def copy_from(
        self,
        file: IO[Any],
        table: str,
        sep: str = "\t",
        null: str = "\\N",
        size: int = _CHUNK,
        columns: Sequence[str] | None = None,
    ) -> None:
        """Insert the rows of a file in the text format of COPY."""
        names = SQL("(%s)", SQL(", ").join(map(SQL.identifier, columns))) if columns else SQL()
        command = SQL("COPY %s %s FROM STDIN WITH (DELIMITER %s, NULL %s)", SQL.identifier(table), names, sep, null)
        self._copy_in(self._cnx.mogrify(command.code, command.params), _chunks(file, size))

    def copy_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows of values by COPY, the fastest way into a table."""
        names = SQL(", ").join(map(SQL.identifier, columns))
        command = SQL("COPY %s (%s) FROM STDIN", SQL.identifier(table), names)
        self._begin_copy()
        with psycopg.Cursor(self._cnx).copy(command.code.encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def copy_expert(self, sql: str, file: IO[Any], size: int = _CHUNK) -> None:
        """Run a COPY statement that reads from `file` or writes to it."""
        if " FROM STDIN" in sql.upper():
            self._copy_in(sql, _chunks(file, size))
            return
        self._begin_copy()
        with psycopg.Cursor(self._cnx).copy(sql.encode()) as copy:
            for block in copy:
                file.write(bytes(block))

    def _copy_in(self, command: str, blocks: Iterator[bytes]) -> None:
        self._begin_copy()
        with psycopg.Cursor(self._cnx).copy(command.encode()) as copy:
            for block in blocks:
                copy.write(block)

    def _begin_copy(self) -> None:
        cnx = self._cnx
        self.sql_log_count += 1
        if not cnx.alone and cnx.pgconn.transaction_status == pq.TransactionStatus.IDLE:
            cnx.run(self._begin)


def _chunks(file: IO[Any], size: int) -> Iterator[bytes]:
    while block := file.read(size):
        yield block.encode() if isinstance(block, str) else block
