"""The rows of the last statement, and what is known about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.abc import Transformer
    from psycopg.pq.abc import PGresult


class RowsMixin:
    """Fetching: rows become Python values when they are asked for."""

    _result: PGresult | None
    _position: int
    _transformer: Transformer

    @property
    def rowcount(self) -> int:
        """Rows that the last statement returned or touched; -1 if it did neither."""
        result = self._result
        if result is None:
            return -1
        if result.nfields:
            return result.ntuples
        return -1 if result.command_tuples is None else result.command_tuples

    @property
    def rownumber(self) -> int:
        """Number of rows fetched already."""
        return self._position

    @property
    def description(self) -> list[tuple[Any, ...]] | None:
        """Names and types of the columns of the last statement (PEP 249); None if it has none."""
        result = self._result
        if result is None or not result.nfields:
            return None
        names = self._column_names(result)
        return [(name, result.ftype(i), None, None, None, None, None) for i, name in enumerate(names)]

    @property
    def statusmessage(self) -> str | None:
        """What the server said to the last statement, such as `UPDATE 3`."""
        status = self._result.command_status if self._result is not None else None
        return status.decode() if status else None

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row of the last statement, None after the last."""
        rows = self._rows(1)
        return rows[0] if rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """Return at most `size` further rows."""
        return self._rows(size)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all further rows."""
        return self._rows(None)

    def dictfetchone(self) -> dict[str, Any] | None:
        """Return the next row by name of column, None after the last."""
        rows = self.dictfetchmany(1)
        return rows[0] if rows else None

    def dictfetchmany(self, size: int) -> list[dict[str, Any]]:
        """Return at most `size` further rows by name of column."""
        return self._dicts(self._rows(size))

    def dictfetchall(self) -> list[dict[str, Any]]:
        """Return all further rows by name of column."""
        return self._dicts(self._rows(None))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        yield from self._rows(None)

    def _rows(self, size: int | None) -> list[tuple[Any, ...]]:
        result = self._result
        if result is None or not result.nfields:
            raise psycopg.ProgrammingError("The last statement has no rows to fetch.")
        start, total = self._position, result.ntuples
        stop = total if size is None else min(total, start + size)
        if start >= stop:
            return []
        self._position = stop
        return self._transformer.load_rows(start, stop, tuple)

    def _dicts(self, rows: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
        if not rows or self._result is None:
            return []
        names = self._column_names(self._result)
        return [dict(zip(names, row, strict=True)) for row in rows]

    @staticmethod
    def _column_names(result: PGresult) -> list[str]:
        return [(result.fname(i) or b"").decode() for i in range(result.nfields)]
