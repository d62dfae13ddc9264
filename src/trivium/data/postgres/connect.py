"""The way to a cursor: databases by name, through the pools of this process.

Interface: `odoo.sql_db` of the contract (`orm_api.json`).
"""

from __future__ import annotations

import threading
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from trivium.data.postgres.cursor import Cursor
from trivium.data.postgres.pool import ConnectionPool
from trivium.data.server import Server, current_server

DEFAULT_MAX_CONNECTIONS = 64

_pools: dict[bool, tuple[Server, ConnectionPool]] = {}
_lock = threading.Lock()
_limits = {"maxconn": DEFAULT_MAX_CONNECTIONS}


class Connection:
    """A database that cursors can be had on; no connection is made before."""

    def __init__(self, pool: ConnectionPool, dbname: str, dsn: dict[str, Any]) -> None:
        self._pool = pool
        self._dbname = dbname
        self._dsn = dsn

    @property
    def dbname(self) -> str:
        """Name of the database."""
        return self._dbname

    @property
    def dsn(self) -> dict[str, Any]:
        """Parameters of the connection, without the password."""
        return {key: value for key, value in self._dsn.items() if key != "password"}

    def cursor(self) -> Cursor:
        """Return a cursor, to be closed.

        Raises:
            psycopg.OperationalError: there is no such database, or the server cannot be reached.
            PoolError: all connections are in use.
        """
        return Cursor(self._pool, self._dbname, self._dsn)

    def __bool__(self) -> bool:
        raise TypeError("A Connection is neither true nor false: ask what you mean (`is None`, `cursor()`).")


def set_max_connections(maxconn: int) -> None:
    """Limit the connections that pools made from now on may have open."""
    _limits["maxconn"] = maxconn


def connection_info_for(
    db_or_uri: str,
    readonly: bool = False,  # noqa: ARG001 - part of the interface: replicas will have their own address
) -> tuple[str, dict[str, Any]]:
    """Return name and connection parameters (`database` is the name) of a database of this server, or of a URL.

    The folder of a socket is not among them, as it has no place in a URL: where no host is named, `db_connect` takes
    that of this server.

    Raises:
        ServerError: the server cannot be started or reached.
    """
    if db_or_uri.startswith(("postgresql://", "postgres://")):
        parameters = {key: value for key, value in conninfo_to_dict(db_or_uri).items() if value is not None}
        return str(parameters.get("dbname") or parameters.get("user") or ""), dict(parameters)
    parameters = {**current_server().parameters(), "database": db_or_uri}
    if str(parameters.get("host", "")).startswith("/"):
        del parameters["host"]
    return db_or_uri, parameters


def db_connect(to: str, allow_uri: bool = False, readonly: bool = False) -> Connection:
    """Return a database to have cursors on.

    Args:
        to: its name, or a URL if `allow_uri`.
        allow_uri: accept a URL of another server.
        readonly: transactions may only read.

    Raises:
        ValueError: a URL, and these are not allowed.
        ServerError: the server cannot be started or reached.
    """
    dbname, parameters = connection_info_for(to, readonly)
    if "database" in parameters:
        parameters["dbname"] = parameters.pop("database")
    if not parameters.get("host"):
        parameters = {**current_server().parameters(), **parameters}
    if dbname != to and not allow_uri:
        raise ValueError("A database is named here, not given by URL.")
    return Connection(_pool(readonly), dbname, parameters)


def close_db(db_name: str) -> None:
    """Close the connections to a database."""
    for server, pool in list(_pools.values()):
        pool.close_all({**server.parameters(), "dbname": db_name})


def forget_statements(db_name: str) -> None:
    """Drop what connections have prepared for a database whose tables have changed."""
    for server, pool in list(_pools.values()):
        pool.forget_statements({**server.parameters(), "dbname": db_name})


def close_all() -> None:
    """Close all connections."""
    with _lock:
        pools = [pool for _server, pool in _pools.values()]
        _pools.clear()
    for pool in pools:
        pool.close_all()


def _pool(readonly: bool) -> ConnectionPool:
    server = current_server()
    found = _pools.get(readonly)
    if found is not None and found[0] is server:
        return found[1]
    with _lock:
        found = _pools.get(readonly)
        if found is None or found[0] is not server:
            found = _pools[readonly] = (server, ConnectionPool(_limits["maxconn"], readonly, server.revive))
        return found[1]
