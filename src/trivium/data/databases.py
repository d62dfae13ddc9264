"""The databases of the server: made, copied, renamed, dropped, listed."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data.errors import DatabaseExistsError, DatabaseInUseError, DatabaseMissingError, DataError
from trivium.data.extensions import declare_unaccent, install_extensions
from trivium.data.postgres import close_db, db_connect
from trivium.data.server import current_server
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.data.postgres import Cursor

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,62}")
_COPY_ATTEMPTS = 3
_END_MILLISECONDS = 2000
_SYSTEM = frozenset({"postgres", "template0", "template1"})


def check_name(name: str) -> str:
    """Return the name if a database may have it.

    Raises:
        DataError: it may not.
    """
    if not _NAME.fullmatch(name) or name in _SYSTEM:
        raise DataError(
            f"{name!r} cannot be the name of a database: up to 63 letters, digits, dots, dashes and underscores, the "
            f"first a letter or digit, and not one of {', '.join(sorted(_SYSTEM))}."
        )
    return name


def exists(name: str) -> bool:
    """Tell whether there is a database of that name."""
    with _maintenance() as cr:
        cr.execute(SQL("SELECT 1 FROM pg_database WHERE datname = %s", name))
        return cr.fetchone() is not None


def list_names() -> list[str]:
    """Return the databases that the user of the connection owns, sorted; those of the server itself left out."""
    with _maintenance() as cr:
        cr.execute(
            SQL(
                """SELECT datname FROM pg_database
                   WHERE datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user)
                     AND NOT datistemplate AND datallowconn AND NOT datname = ANY(%s)
                   ORDER BY datname""",
                sorted(_SYSTEM),
            )
        )
        return [name for (name,) in cr.fetchall()]


def create(name: str, template: str = "template0") -> None:
    """Make an empty UTF8 database, or a copy of `template`.

    Raises:
        DataError: the name will not do, or the template is in use.
        DatabaseExistsError: there is one of that name.
        DatabaseMissingError: there is no such template.
    """
    check_name(name)
    options = SQL("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE %s TEMPLATE template0", "C.UTF-8")
    if template != "template0":
        close_db(template)
        options = SQL("TEMPLATE %s", _quoted(template))
    statement = SQL("CREATE DATABASE %s %s", _quoted(name), options)
    if template == "template0":
        _run(statement, name, template)
        _install_extensions(name)
        return
    for _attempt in range(_COPY_ATTEMPTS - 1):
        try:
            _run(statement, name, template)
        except DatabaseInUseError:
            _end_idle_sessions(template)
        else:
            return
    _run(statement, name, template)


def duplicate(source: str, name: str) -> None:
    """Copy a database; sessions on the source are ended, as PostgreSQL asks.

    Raises:
        DatabaseMissingError: there is no source.
        DatabaseExistsError: there is one of that name.
    """
    _end_sessions(source)
    create(name, template=source)


def rename(old: str, new: str) -> None:
    """Give a database another name; sessions on it are ended.

    Raises:
        DatabaseMissingError: there is none of the old name.
        DatabaseExistsError: there is one of the new name.
    """
    check_name(new)
    _end_sessions(old)
    _run(SQL("ALTER DATABASE %s RENAME TO %s", _quoted(old), _quoted(new)), new, old)


def drop(name: str) -> bool:
    """Drop a database with the sessions on it; return whether there was one.

    Raises:
        DatabaseInUseError: a session of another role is on it, which cannot be ended.
    """
    if not exists(name):
        return False
    check_name(name)
    close_db(name)
    try:
        _run(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", _quoted(name)), name, name)
    except psycopg.errors.InsufficientPrivilege:
        # A process of PostgreSQL's own, such as one that vacuums, works in it, which only a superuser may end. The
        # plain statement has it leave, and waits for it some seconds.
        _end_sessions(name)
        _run(SQL("DROP DATABASE IF EXISTS %s", _quoted(name)), name, name)
    return True


def keep_as_template(name: str) -> None:
    """Make a database one to copy alone: nobody connects to it, lists leave it out, and `drop` refuses it."""
    close_db(name)
    _run(SQL("ALTER DATABASE %s WITH IS_TEMPLATE true ALLOW_CONNECTIONS false", _quoted(name)), name, name)
    note_use(name)


def note_use(name: str) -> None:
    """Note with a template that it is used now."""
    _run(SQL("COMMENT ON DATABASE %s IS %s", _quoted(name), datetime.now(UTC).isoformat()), name, name)


def list_templates(prefix: str) -> list[str]:
    """Return the templates whose name begins so, the one used last first."""
    with _maintenance() as cr:
        cr.execute(
            SQL(
                """SELECT datname FROM pg_database
                   WHERE datistemplate AND starts_with(datname, %s)
                   ORDER BY shobj_description(oid, 'pg_database') DESC NULLS LAST, datname""",
                prefix,
            )
        )
        return [name for (name,) in cr.fetchall()]


def discard_template(name: str) -> bool:
    """Drop a template; return whether there was one."""
    if not exists(name):
        return False
    _run(SQL("ALTER DATABASE %s WITH IS_TEMPLATE false", _quoted(name)), name, name)
    return drop(name)


def _install_extensions(name: str) -> None:
    with db_connect(name).cursor() as cr:
        install_extensions(cr)
    declare_unaccent(current_server().administrator(), name)


def _end_sessions(name: str) -> None:
    close_db(name)
    with _maintenance() as cr:
        cr.execute(
            SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = %s AND backend_type = 'client backend' AND pg_has_role(usesysid, 'USAGE')",
                name,
            )
        )


def _end_idle_sessions(name: str) -> None:
    """End the sessions that are in no transaction, such as those that listen for signals: they come back."""
    with _maintenance() as cr:
        cr.execute(
            SQL(
                "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity "
                "WHERE datname = %s AND backend_type = 'client backend' AND pg_has_role(usesysid, 'USAGE') "
                "AND state = 'idle'",
                _END_MILLISECONDS,
                name,
            )
        )


def _run(statement: SQL, name: str, source: str) -> None:
    try:
        with _maintenance() as cr:
            cr.execute(cr.mogrify(statement).decode(), log_exceptions=False)
    except psycopg.errors.DuplicateDatabase as error:
        raise DatabaseExistsError(
            f"There is a database {name!r} already: choose another name, or drop it first."
        ) from error
    except psycopg.errors.InvalidCatalogName as error:
        raise DatabaseMissingError(f"There is no database {source!r}.") from error
    except psycopg.errors.ObjectInUse as error:
        raise DatabaseInUseError(f"The database {source!r} is in use by others: end their sessions first.") from error


def _quoted(name: str) -> SQL:
    """Return the name as an identifier; names of databases may have dots."""
    return SQL(psycopg.sql.Identifier(name).as_string(None).replace("%", "%%"))


@contextmanager
def _maintenance() -> Iterator[Any]:
    cr: Cursor = db_connect("postgres").cursor()
    try:
        cr.autocommit(True)
        yield cr
    finally:
        cr.close()
