"""Who may do what on the embedded server: one role owns the databases, another one the server.

The first is what everything runs as, and has no more rights than that: a statement that somebody smuggles in, or that
the code of a server action runs, reads no files of the machine and starts no programs (PostgreSQL manual, 22.5 and
COPY). The second is used here and for what only a superuser may declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OWNER = "trivium"
"""The database role that owns the databases."""
ADMINISTRATOR = "postgres"
"""The database role that owns the server."""
_RENAMER = "trivium_renamer"

_LEFT_BEHIND: LiteralString = """
    SELECT format('ALTER %s %s OWNER TO ', kind, name)
    FROM (
        SELECT 1 AS step, 'SCHEMA' AS kind, quote_ident(nspname) AS name, nspowner AS owner, oid,
               'pg_namespace' AS class
        FROM pg_namespace
        WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
        UNION ALL
        SELECT 2, CASE relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                  ELSE 'TABLE' END,
               oid::regclass::text, relowner, oid, 'pg_class'
        FROM pg_class c
        WHERE relkind = ANY('{r,p,v,m,S}')
          AND NOT EXISTS (
              SELECT FROM pg_depend d
              WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass
                AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
          )
        UNION ALL
        SELECT 3, 'ROUTINE', oid::regprocedure::text, proowner, oid, 'pg_proc' FROM pg_proc WHERE prokind <> 'a'
        UNION ALL
        SELECT 4, 'TYPE', oid::regtype::text, typowner, oid, 'pg_type' FROM pg_type WHERE typtype = ANY('{e,d}')
        UNION ALL
        SELECT 5, 'LARGE OBJECT', oid::text, lomowner, oid, 'pg_largeobject' FROM pg_largeobject_metadata
    ) AS thing
    WHERE owner = 10 AND oid >= 16384
      AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.objid = thing.oid AND d.classid = class::regclass AND d.deptype = 'e'
      )
    ORDER BY step
"""
"""What the superuser of the cluster (its number is 10) owns and no extension does."""


def identities(accounts: Iterable[str]) -> str:
    """Return the lines of `pg_ident.conf`: which roles these accounts of the operating system may take."""
    roles = (OWNER, ADMINISTRATOR, _RENAMER)
    return "".join(f"trivium {account} {role}\n" for account in sorted(accounts) for role in roles)


def settle(sockets: Path) -> None:
    """Make the role that owns the databases, and give it those that an older cluster's superuser owns.

    Each step may be done again: what breaks off in the middle goes on at the next start.
    """
    if not _is_there(sockets, ADMINISTRATOR):
        _rename_superuser(sockets)
    with _connect(sockets) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone():
            connection.execute(_named("CREATE ROLE {} LOGIN CREATEDB IN ROLE pg_signal_backend", OWNER))
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [_RENAMER]).fetchone():
            connection.execute(_named("DROP ROLE {}", _RENAMER))
        databases = connection.execute(
            "SELECT datname, datallowconn FROM pg_database "
            "WHERE datdba = 10 AND datname NOT IN ('template0', 'template1')"
        ).fetchall()
        for name, is_open in databases:
            _hand_over(sockets, connection, name, is_open=is_open)


def _is_there(sockets: Path, role: str) -> bool:
    try:
        _connect(sockets, role).close()
    except psycopg.OperationalError:
        return False
    return True


def _rename_superuser(sockets: Path) -> None:
    """Free the name of the owner in a cluster whose superuser has it; nobody can rename who is connected as them."""
    if not _is_there(sockets, _RENAMER):
        with _connect(sockets, OWNER) as connection:
            connection.execute(_named("CREATE ROLE {} LOGIN SUPERUSER", _RENAMER))
    with _connect(sockets, _RENAMER) as connection:
        connection.execute(_named("ALTER ROLE {} RENAME TO {}", OWNER, ADMINISTRATOR))


def _hand_over(sockets: Path, maintenance: psycopg.Connection[Any], name: str, *, is_open: bool) -> None:
    """Give a database and what is in it to its new owner; the database last, as the sign that all is done."""
    if not is_open:
        maintenance.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS true", name))
    with _connect(sockets, dbname=name) as connection, connection.transaction():
        for (statement,) in connection.execute(_LEFT_BEHIND).fetchall():
            connection.execute(sql.SQL(statement) + sql.Identifier(OWNER))
    if not is_open:
        maintenance.execute(_named("ALTER DATABASE {} ALLOW_CONNECTIONS false", name))
    maintenance.execute(_named("ALTER DATABASE {} OWNER TO {}", name, OWNER))


def _named(statement: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*(sql.Identifier(name) for name in names))


def _connect(sockets: Path, user: str = ADMINISTRATOR, dbname: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(sockets), user=user, dbname=dbname, autocommit=True)
