"""The embedded server as the rest sees it: started on first use, stopped by its last user."""

from __future__ import annotations

import atexit
import hashlib
import os
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trivium.data.embedded.account import choose_account
from trivium.data.embedded.binaries import bundled
from trivium.data.embedded.cluster import Cluster
from trivium.data.embedded.roles import ADMINISTRATOR, OWNER
from trivium.data.embedded.sharing import Users
from trivium.data.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Callable

_SOCKET_PATH = 107 - len("/.s.PGSQL.5432.lock")
"""Bytes that a directory of unix sockets may have (unix(7): sun_path)."""


class EmbeddedServer:
    """The private PostgreSQL of one data directory.

    Args:
        data_dir: directory of the platform's data; the cluster lives in `postgresql` below it.
        durable: False gives up safety on power loss for speed: only for throwaway data.
    """

    embedded = True

    def __init__(self, data_dir: Path | str, *, durable: bool = True) -> None:
        self.data_dir = Path(data_dir).resolve()
        self._durable = durable
        self._cluster: Cluster | None = None
        self._users: Users | None = None
        self._lock = threading.RLock()
        self._pid = 0

    def __reduce__(self) -> tuple[Callable[[Path], EmbeddedServer], tuple[Path]]:
        """Return how another process of this machine comes to use the same server."""
        return partial(EmbeddedServer, durable=self._durable), (self.data_dir,)

    def parameters(self) -> dict[str, str]:
        """Return the connection parameters, the server running.

        Raises:
            ServerError: it cannot be started.
        """
        cluster = self._cluster
        if cluster is None or self._pid != os.getpid():
            cluster = self.start()
        return {"host": str(cluster.sockets), "port": "5432", "user": OWNER}

    def administrator(self) -> dict[str, str]:
        """Return the connection parameters of the role that owns the server.

        Raises:
            ServerError: it cannot be started.
        """
        return {**self.parameters(), "user": ADMINISTRATOR}

    def start(self) -> Cluster:
        """Start the server unless it runs, and count this process as a user of it.

        Raises:
            ServerError: it cannot be started.
        """
        with self._lock:
            cluster = self._cluster or self._prepare_home()
            users = Users(cluster.home) if self._users is None or self._pid != os.getpid() else self._users
            with users.exclusive():
                cluster.prepare()
                users.join()
                if cluster.postmaster() is None or not cluster.answers():
                    cluster.start()
            if self._pid != os.getpid():
                atexit.register(self.stop)
            self._cluster, self._users, self._pid = cluster, users, os.getpid()
            return cluster

    def revive(self) -> bool:
        """Start the server again if it has died; return whether that was so."""
        with self._lock:
            cluster = self._cluster
            if cluster is None or cluster.answers():
                return False
            self.start()
            return True

    def stop(self) -> bool:
        """Use the server no more; return whether it was stopped, as its last user left."""
        with self._lock:
            cluster, users = self._cluster, self._users
            if cluster is None or users is None or self._pid != os.getpid():
                return False
            self._cluster = self._users = None
            self._pid = 0
            with users.exclusive():
                last = users.leave()
                if last:
                    cluster.stop()
            return last

    def tool(self, name: str) -> str:
        """Return the path of a client program such as `pg_dump`."""
        return bundled().path(name)

    def _prepare_home(self) -> Cluster:
        account = choose_account()
        home = self.data_dir / "postgresql"
        try:
            home.mkdir(parents=True, exist_ok=True)
            account.own(home)
            home.chmod(0o700)
        except OSError as error:
            raise ServerError(
                f"The data directory {self.data_dir} cannot be used ({error.strerror}). "
                "Choose another with --data-dir or TRIVIUM_DATA_DIR."
            ) from error
        if account.switched:
            self._check_reachable(home, account.uid)
        sockets = _socket_directory(home)
        if sockets != home:
            sockets.mkdir(mode=0o700, exist_ok=True)
            account.own(sockets)
            _check_owner(sockets, account.uid)
        return Cluster(home, sockets, account, bundled(), self._durable)

    @staticmethod
    def _check_reachable(home: Path, uid: int) -> None:
        for parent in home.parents:
            status = parent.stat()
            if status.st_uid != uid and not status.st_mode & 0o001:
                raise ServerError(
                    f"The embedded PostgreSQL runs as an unprivileged user, who cannot enter {parent}. "
                    "Choose a data directory outside with --data-dir or TRIVIUM_DATA_DIR (default: /var/lib/trivium)."
                )


def default_data_dir() -> Path:
    """Return where data is kept if nothing says otherwise: /var/lib/trivium for root, else below $XDG_DATA_HOME."""
    if named := os.environ.get("TRIVIUM_DATA_DIR"):
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/lib/trivium")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "trivium"


def _socket_directory(home: Path) -> Path:
    if len(os.fsencode(home)) <= _SOCKET_PATH:
        return home
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"trivium-{digest}"


def _check_owner(path: Path, uid: int) -> None:
    status = path.stat(follow_symlinks=False)
    if status.st_uid != uid or status.st_mode & 0o077:
        raise ServerError(f"{path} belongs to someone else: remove it, or choose a shorter --data-dir.")
