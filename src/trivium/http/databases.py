"""Which databases there are, and which of them a request may choose."""

from __future__ import annotations

import base64
import binascii
import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data.databases import list_names
from trivium.data.errors import DataError
from trivium.exceptions import AccessDenied
from trivium.http.errors import RegistryError
from trivium.http.local import request
from trivium.orm.registry import Registry
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterable

LIST_SECONDS = 5.0
"""How long the list of databases is believed."""

HINTS_KEPT = 256
"""Names of databases in cookies that are remembered."""

_listed: tuple[float, list[str]] | None = None


def configured() -> list[str]:
    """Return the databases named by the settings, none when any may be used."""
    names = config.get("db_name") or []
    if isinstance(names, str):
        names = [name.strip() for name in names.split(",")]
    return [name for name in names if name]


def db_list(force: bool = False, host: str | None = None) -> list[str]:
    """Return the databases that a request from `host` may choose.

    Args:
        force: also when the settings keep the list from clients.
        host: name the client asked for; that of the request by default.
    """
    return _fitting(list_dbs(force), host)


def list_dbs(force: bool = False) -> list[str]:
    """Return the databases that are configured, or else all that belong to the platform.

    Raises:
        AccessDenied: the settings keep the list from clients, and not `force`.
    """
    if not force and not config.get("list_db", False):
        raise AccessDenied
    names = configured()
    if names:
        return sorted(names)
    return _all_databases()


def is_served(name: Any) -> bool:
    """Whether what a client names is a database of this server: one that is configured, or else one of the platform's.

    A name that is not known is looked up at once: the database may be new.
    """
    names = configured()
    if names:
        return name in names
    return name in _all_databases() or name in _all_databases(anew=True)


def not_served(name: Any) -> str:
    """Return what a client is told that names another database, whether there is one or not."""
    return f"The database {name!r} is not served here."


def registry_of(name: Any) -> Registry:
    """Return the models of a database that a client names, as they are now.

    Raises:
        RegistryError: it is not served here.
        NotInitializedError: nothing is installed in it.
    """
    if not is_served(name):
        raise RegistryError(not_served(name))
    return Registry(name).check_signaling()


def _all_databases(*, anew: bool = False) -> list[str]:
    """Return the platform's databases; as they were before, while PostgreSQL does not answer.

    Args:
        anew: ask PostgreSQL, however little time has passed.
    """
    global _listed  # noqa: PLW0603 - a cache of the process
    now = time.monotonic()
    if anew or _listed is None or now - _listed[0] > LIST_SECONDS:
        try:
            names = list_names()
        except (psycopg.OperationalError, DataError):
            if _listed is None:
                raise
            return list(_listed[1])
        _listed = (now, names)
    return list(_listed[1])


def forget_list() -> None:
    """Look the databases up anew: one was created, renamed or dropped."""
    global _listed  # noqa: PLW0603 - a cache of the process
    _listed = None


def db_filter(dbs: Iterable[str], host: str | None = None) -> list[str]:
    """Return those of `dbs` that `--db-filter` (`%h` host, `%d` its first part) and `--database` let through."""
    names = _fitting(list(dbs), host)
    wanted = configured()
    return sorted(name for name in names if name in wanted) if wanted else names


def _fitting(names: list[str], host: str | None) -> list[str]:
    """Return the names that `--db-filter` lets through."""
    pattern = config.get("dbfilter")
    if not pattern:
        return names
    if host is None:
        host = request.httprequest.environ.get("HTTP_HOST", "") if request else ""
    host = host.partition(":")[0].removeprefix("www.")
    domain = host.partition(".")[0]
    regex = re.compile(pattern.replace("%h", re.escape(host)).replace("%d", re.escape(domain)))
    return [name for name in names if regex.match(name)]


def encode_hint(db_name: str) -> str:
    """Return a database's name in the letters of a cookie."""
    return base64.urlsafe_b64encode(db_name.encode()).decode().rstrip("=")


@lru_cache(HINTS_KEPT)
def decode_hint(hint: str) -> str | None:
    """Return the database's name behind `encode_hint`, None where it is none."""
    try:
        return base64.b64decode(hint + "=" * (-len(hint) % 4), altchars=b"-_", validate=True).decode() or None
    except (binascii.Error, UnicodeDecodeError):
        return None
