"""The way to a cursor: databases by name, through the pools of this process.

Interface: `odoo.sql_db` of the contract (`orm_api.json`).
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trivium.data.postgres.cursor import Cursor
from trivium.data.postgres.pool import ConnectionPool, Parameters
from trivium.data.server import Server, current_server
from trivium.tools.config import config

DEFAULT_MAX_CONNECTIONS = 64

AVOIDED_SECONDS = 30.0
"""How long a replica that could not be reached is left alone."""

_logger = logging.getLogger("trivium.sql_db")
_pools: dict[bool, tuple[Server, ConnectionPool]] = {}
_lock = threading.Lock()
_limits = {"maxconn": DEFAULT_MAX_CONNECTIONS}


class Connection:
    """A database that cursors can be had on; no connection is made before.

    Args:
        pool: where connections are taken from.
        dbname: name of the database.
        dsn: parameters of the connection.
        readonly: transactions may only read.
        primary: where cursors are had while the server of this one, a replica, cannot be reached.
    """

    def __init__(
        self,
        pool: ConnectionPool,
        dbname: str,
        dsn: dict[str, Any],
        readonly: bool = False,
        primary: Connection | None = None,
    ) -> None:
        self._pool = pool
        self._dbname = dbname
        self._dsn = Parameters(dsn)
        self._readonly = readonly
        self._primary = primary
        self._avoided_until = 0.0

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
        if self._primary is None:
            return Cursor(self._pool, self._dbname, self._dsn, self._readonly)
        if time.monotonic() < self._avoided_until:
            return self._primary.cursor()
        try:
            return Cursor(self._pool, self._dbname, self._dsn, self._readonly)
        except psycopg.OperationalError as error:
            self._avoided_until = time.monotonic() + AVOIDED_SECONDS
            _logger.warning("The replica cannot be used, the primary is read instead: %s", error)
            return self._primary.cursor()

    def __bool__(self) -> bool:
        raise TypeError("A Connection is neither true nor false: ask what you mean (`is None`, `cursor()`).")


def set_max_connections(maxconn: int) -> None:
    """Limit the connections that pools made from now on may have open."""
    _limits["maxconn"] = maxconn


def connection_info_for(
    db_or_uri: str,
    readonly: bool = False,
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
    parameters = {**current_server().parameters(), **(replica_parameters() if readonly else {}), "database": db_or_uri}
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
    if not (readonly and replica_parameters()):
        return Connection(_pool(replica=False), dbname, parameters, readonly)
    primary = Connection(_pool(replica=False), dbname, {**current_server().parameters(), "dbname": dbname}, readonly)
    return Connection(_pool(replica=True), dbname, {**parameters, **replica_parameters()}, readonly, primary)


def replica_parameters() -> dict[str, Any]:
    """Return what differs in connections to the replica, nothing where none is configured."""
    host, port = config.get("db_replica_host"), config.get("db_replica_port")
    given = {"host": host, "port": int(port) if port else None}
    return {name: value for name, value in given.items() if value}


def close_db(db_name: str) -> None:
    """Close the connections to a database."""
    for pool, parameters in _places(db_name):
        pool.close_all(parameters)


def forget_statements(db_name: str) -> None:
    """Drop what connections have prepared for a database whose tables have changed."""
    for pool, parameters in _places(db_name):
        pool.forget_statements(parameters)


def _places(db_name: str) -> list[tuple[ConnectionPool, dict[str, Any]]]:
    """Return the pools with the parameters of the connections that they have to a database."""
    return [
        (pool, {**server.parameters(), "dbname": db_name, **(replica_parameters() if replica else {})})
        for replica, (server, pool) in list(_pools.items())
    ]


def close_all() -> None:
    """Close all connections."""
    with _lock:
        pools = [pool for _server, pool in _pools.values()]
        _pools.clear()
    for pool in pools:
        pool.close_all()


def _pool(replica: bool) -> ConnectionPool:
    server = current_server()
    found = _pools.get(replica)
    if found is not None and found[0] is server:
        return found[1]
    with _lock:
        found = _pools.get(replica)
        if found is None or found[0] is not server:
            # nobody here can start a replica that is down
            pool = ConnectionPool(_limits["maxconn"], replica, None if replica else server.revive)
            found = _pools[replica] = (server, pool)
        return found[1]
