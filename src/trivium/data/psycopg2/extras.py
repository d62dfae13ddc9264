"""Helpers beyond the interface of Python's database drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Json", "execute_batch", "execute_values"]


def execute_values(
    cur: Any,
    sql: str,
    argslist: Sequence[Sequence[Any]],
    template: str | None = None,
    page_size: int = 100,
    fetch: bool = False,
) -> list[Any] | None:
    """Run a statement whose single `%s` stands for rows of VALUES, on an environment's cursor."""
    rows: list[Any] | None = cur.execute_values(sql, argslist, template=template, page_size=page_size, fetch=fetch)
    return rows


def execute_batch(cur: Any, sql: str, argslist: Sequence[Any], page_size: int = 100) -> None:  # noqa: ARG001 - the cursor knows a good size
    """Run a statement once for each set of values."""
    cur.executemany(sql, argslist)
