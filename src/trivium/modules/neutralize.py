"""Making a copy of a database harmless: no mail goes out, no job runs, no service is called, no secret of it is good.

Each addon says what that takes in its `data/neutralize.sql`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from trivium.data.sql import SQL
from trivium.modules import paths

__all__ = ["get_installed_modules", "get_neutralization_queries", "neutralize_database"]


def get_installed_modules(cursor: Any) -> list[str]:
    """Return the names of the addons installed in the database of `cursor`."""
    cursor.execute(
        SQL("SELECT name FROM ir_module_module WHERE state IN ('installed', 'to upgrade', 'to remove') ORDER BY name")
    )
    return [name for (name,) in cursor.fetchall()]


def get_neutralization_queries(modules: Iterable[str]) -> Iterator[str]:
    """Yield the SQL that the addons have for it."""
    for name in modules:
        root = paths.find_addon(name)
        file = root / "data" / "neutralize.sql" if root else None
        if file is not None and file.is_file():
            yield file.read_text(encoding="utf-8")


def neutralize_database(cursor: Any) -> None:
    """Make the database of `cursor` harmless."""
    for query in get_neutralization_queries(get_installed_modules(cursor)):
        cursor.execute(query)
