"""Extensions of PostgreSQL that searching uses where a database has them: trigrams, and accents that do not matter.

Interface: `odoo.modules.db` of the contract.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trivium.data.postgres import Cursor


class FunctionStatus(enum.IntEnum):
    """Whether the database has a function, and whether an index may hold what it returns."""

    MISSING = 0
    PRESENT = 1
    INDEXABLE = 2


def install_extensions(cr: Cursor) -> None:
    """Add the extensions that the server has and that this user may add; both are optional."""
    cr.execute(SQL("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", ["pg_trgm", "unaccent"]))
    statements = [SQL("CREATE EXTENSION IF NOT EXISTS %s", SQL.identifier(name)) for (name,) in cr.fetchall()]
    for statement in statements:
        try:
            with cr.savepoint(flush=False):
                cr.execute(statement, log_exceptions=False)
        except psycopg.errors.InsufficientPrivilege:
            continue  # search is then slower, or minds accents


def declare_unaccent(administrator: Mapping[str, Any], name: str) -> None:
    """Declare that `unaccent` returns the same for the same text, as an index demands (PostgreSQL manual, 36.7).

    It does, as long as nobody replaces the dictionary of accents. The function belongs to the superuser, whoever added
    the extension.

    Args:
        administrator: connection parameters of one who may declare it.
        name: the database.
    """
    try:
        with psycopg.connect(**administrator, dbname=name, autocommit=True) as connection:
            connection.execute("ALTER FUNCTION unaccent(text) IMMUTABLE")
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFunction):
        return  # a search that minds no accents then has no index


def has_trigram(cr: Cursor) -> bool:
    """Tell whether the database can index parts of texts."""
    cr.execute(SQL("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')"))
    return cr.fetchone() == (True,)


def has_unaccent(cr: Cursor) -> FunctionStatus:
    """Tell whether the database has a function `unaccent(text)`, and whether indexes may use it."""
    cr.execute(SQL("SELECT provolatile = 'i' FROM pg_proc WHERE oid = to_regprocedure('unaccent(text)')"))
    found = cr.fetchone()
    if found is None:
        return FunctionStatus.MISSING
    return FunctionStatus.INDEXABLE if found[0] else FunctionStatus.PRESENT
