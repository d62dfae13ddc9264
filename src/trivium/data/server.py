"""Which PostgreSQL is used: the configured one, or else the embedded one."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict

from trivium.data.embedded import EmbeddedServer
from trivium.data.embedded.binaries import bundled
from trivium.data.embedded.server import default_data_dir
from trivium.data.errors import ServerError
from trivium.tools.loopback import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

_logger = logging.getLogger(__name__)

MIN_PG_VERSION = 14
"""Oldest major version of PostgreSQL that is used."""

SURE_OF_TLS = frozenset(("require", "verify-ca", "verify-full"))
"""Values of `sslmode` with which there is no connection without TLS."""

_ENVIRONMENT_SIGNS = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGSERVICEFILE")
_KEYWORDS = {
    "db_host": "host", "db_port": "port", "db_user": "user", "db_password": "password", "db_sslmode": "sslmode",
}  # fmt: skip


class Server(Protocol):
    """A PostgreSQL server.

    Attributes:
        embedded: it is our own, and shares the data directory.
    """

    embedded: bool

    def parameters(self) -> dict[str, str]:
        """Return the connection parameters but the database, the server being up."""

    def administrator(self) -> dict[str, str]:
        """Return the connection parameters of who may do more than own databases, as far as we are told of one."""

    def revive(self) -> bool:
        """Start the server again if it is ours and has died; return whether that was so."""

    def stop(self) -> bool:
        """Use the server no more; return whether it was stopped."""

    def tool(self, name: str) -> str:
        """Return the path of a client program such as `pg_dump`."""


class ConfiguredServer:
    """A server that someone else runs.

    Args:
        parameters: of libpq, without the database.
    """

    embedded = False

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._parameters = {key: value for key, value in parameters.items() if key != "dbname"}
        self._maintenance = parameters.get("dbname") or "postgres"
        self._checked = False
        self._major = 0

    def parameters(self) -> dict[str, str]:
        """Return the connection parameters; the first call looks whether the server can be used.

        Raises:
            ServerError: it cannot be reached, or is too old.
        """
        if not self._checked:
            self._check()
            self._checked = True
        return dict(self._parameters)

    def administrator(self) -> dict[str, str]:
        """Return the same: what needs more rights is the business of who runs the server."""
        return self.parameters()

    def revive(self) -> bool:
        """Return False: the server is not ours to start."""
        return False

    def stop(self) -> bool:
        """Return False: the server is not ours to stop."""
        return False

    def tool(self, name: str) -> str:
        """Return the path of a client program: the system's own unless it is older than the server and ours is not.

        A program refuses a server that is newer than itself (PostgreSQL manual, pg_dump, Notes).
        """
        system = shutil.which(name)
        if system is not None and self._major <= _major_of(system):
            return system
        try:
            ours = bundled().path(name)
        except ServerError:
            if system is None:
                raise
            return system
        return ours

    def _check(self) -> None:
        shown = {key: value for key, value in self._parameters.items() if key != "password"}
        described = " ".join(f"{key}={value}" for key, value in shown.items()) or "from the PG* variables"
        try:
            asked = {"connect_timeout": "10", **self._parameters, "dbname": self._maintenance}
            with psycopg.connect(**asked) as connection:  # type: ignore[arg-type]  # psycopg takes all parameters of libpq as keywords
                version = connection.info.server_version
                is_superuser = connection.info.parameter_status("is_superuser") == "on"
                used = connection.info.get_parameters()
        except psycopg.OperationalError as error:
            raise ServerError(
                f"The configured PostgreSQL server ({described}) cannot be used: {str(error).strip()}\n"
                "Check that it runs, its address, user and password (--db-url or db_host, db_port, db_user, "
                "db_password, or the PG* variables), or leave them out to use the embedded server."
            ) from error
        self._major = version // 10000
        if version < MIN_PG_VERSION * 10000:
            raise ServerError(
                f"The configured server ({described}) is PostgreSQL {version // 10000}.{version % 10000}; at least "
                f"{MIN_PG_VERSION} is needed. Upgrade it, or leave the setting out to use the embedded server."
            )
        if can_be_overheard(used):
            _logger.warning(
                "The configured PostgreSQL server (%s) is on another machine, and TLS is not required: whoever stands "
                "between may read along, or answer in its place. Set db_sslmode to verify-full, or to require where it "
                "has no certificate that somebody vouches for.",
                described,
            )
        if is_superuser:
            _logger.warning(
                "The role of the configured PostgreSQL server (%s) is a superuser: code of server actions, or a "
                "statement that somebody smuggles in, can read files and start programs of its machine by COPY. Use a "
                "role with LOGIN and CREATEDB alone.",
                described,
            )


def can_be_overheard(parameters: Mapping[str, str]) -> bool:
    """Whether a server on another machine may be spoken to without TLS (PostgreSQL manual, libpq, SSL Support).

    Args:
        parameters: of libpq, as a connection has them.
    """
    hosts = (parameters.get("hostaddr") or parameters.get("host") or "").split(",")
    elsewhere = any(host and host[0] not in "/@" and not is_loopback(host) for host in hosts)
    return elsewhere and parameters.get("sslmode", "prefer") not in SURE_OF_TLS


def _major_of(program: str) -> int:
    """Return the major version of a client program, 0 where it does not tell."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - a program of PostgreSQL, without a shell
    match = re.search(r"\d+", said)
    return int(match[0]) if match else 0


def resolve_parameters(settings: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the connection parameters of the configured server, None if there is none.

    In order: `db_url`, then `db_host` with its companions, then the PG* variables.

    Raises:
        ServerError: `db_url` is no URL or connection string of PostgreSQL.
    """
    url = settings.get("db_url") or os.environ.get("TRIVIUM_DB_URL")
    if url:
        try:
            return {key: str(value) for key, value in conninfo_to_dict(str(url)).items() if value is not None}
        except psycopg.ProgrammingError as error:
            raise ServerError(f"--db-url {url!r} is not a PostgreSQL URL: {str(error).strip()}") from error
    if settings.get("db_host") or settings.get("db_port"):
        return {libpq: str(settings[key]) for key, libpq in _KEYWORDS.items() if settings.get(key)}
    if any(os.environ.get(name) for name in _ENVIRONMENT_SIGNS):
        # libpq reads the variables itself; user and password of a configuration file still count
        return {libpq: str(settings[key]) for key, libpq in _KEYWORDS.items() if settings.get(key)}
    return None


def resolve_server(settings: Mapping[str, Any]) -> Server:
    """Return the server that settings ask for: `db_url`, `db_host` ..., or embedded in `data_dir`."""
    parameters = resolve_parameters(settings)
    if parameters is not None:
        return ConfiguredServer(parameters)
    return EmbeddedServer(data_directory(settings))


def data_directory(settings: Mapping[str, Any]) -> Path:
    """Return where files and the embedded server live."""
    return Path(settings.get("data_dir") or default_data_dir())


def resolve_dsn(settings: Mapping[str, Any], dbname: str = "postgres") -> str:
    """Return a connection string of libpq for a database, the server being up.

    Raises:
        ServerError: it cannot be started or reached.
    """
    return psycopg.conninfo.make_conninfo(**resolve_server(settings).parameters(), dbname=dbname)


_lock = threading.Lock()
_current: Server | None = None


def configure(server: Server) -> Server:
    """Make a server (`resolve_server(settings)`) the one of this process; return it."""
    global _current  # noqa: PLW0603 - a process has one server
    with _lock:
        _current = server
    return server


def current_server() -> Server:
    """Return the server of this process; without `configure`, the environment chooses."""
    return _current if _current is not None else configure(resolve_server({}))
