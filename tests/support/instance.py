"""A server as an operator runs it: `trivium serve`, with a PostgreSQL of its own; and clients that write to it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil
import requests

from trivium.http.testserver import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 60.0


class ServerError(Exception):
    """What the server answered instead of a result."""


class Instance:
    """A server and its data.

    Args:
        directory: where the data are; PostgreSQL's user has to reach it.
        db: name of the database.
    """

    def __init__(self, directory: Path, db: str) -> None:
        self.directory = directory
        self.db = db
        self.env = {**os.environ, "TRIVIUM_DATA_DIR": str(directory)}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.log = directory.with_suffix(".log")

    # -- running -----------------------------------------------------------------------------------------------------

    def trivium(self, *args: str) -> subprocess.Popen[bytes]:
        """Begin a command; what it writes goes to the log."""
        with self.log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "trivium.cli", *args], env=self.env, stdout=log, stderr=log)

    def make(self, *addons: str) -> None:
        """Make the database."""
        made = self.trivium("db", "init", self.db, "-i", ",".join(addons), "--password", "admin")
        assert made.wait(PATIENCE) == 0, self.log.read_text()

    def add(self, name: str, controllers: str) -> None:
        """Write an addon of one file of controllers, and install it."""
        addon = self.directory / "addons" / name
        addon.mkdir(parents=True)
        (addon / "__init__.py").write_text("from . import controllers\n")
        (addon / "controllers.py").write_text(controllers)
        (addon / "__manifest__.py").write_text(repr({"name": name.title(), "depends": ["web"]}))
        self.env["TRIVIUM_ADDONS_PATH"] = str(addon.parent)
        assert self.trivium("addon", "install", name, "-d", self.db).wait(PATIENCE) == 0, self.log.read_text()

    def start(self, workers: int = 2) -> None:
        """Serve, and wait until all workers answer."""
        self.process = self.trivium("serve", "-d", self.db, "-p", str(self.port), "--workers", str(workers))
        self.wait()
        wait_until(lambda: len(self.workers()) == workers)

    def wait(self) -> None:
        """Wait until it answers."""

        def answers() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text()
            with contextlib.suppress(requests.RequestException):
                return requests.get(f"{self.url}/web/health", timeout=5).ok
            return False

        wait_until(answers)

    def stop(self) -> None:
        """End it, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def workers(self) -> list[psutil.Process]:
        """Return the processes that listen at the port, without the main one."""
        assert self.process is not None
        workers = []
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):  # one that ends meanwhile is none
                if child.status() != psutil.STATUS_ZOMBIE and any(
                    connection.laddr.port == self.port for connection in child.net_connections("tcp")
                ):
                    workers.append(child)
        return workers

    def postmaster(self) -> psutil.Process:
        """Return the main process of PostgreSQL."""
        for process in psutil.process_iter(["name", "cmdline"]):
            command = process.info["cmdline"] or [""]
            if command[0].endswith("/postgres") and any(str(self.directory) in part for part in command[1:]):
                return process
        raise LookupError("PostgreSQL does not run")

    # -- using -------------------------------------------------------------------------------------------------------

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a method as the administrator by JSON-RPC.

        Raises:
            ServerError: the server says no.
        """
        params = {
            "service": "object",
            "method": "execute_kw",
            "args": [self.db, 2, "admin", model, method, list(args), kwargs],
        }
        answer = requests.post(f"{self.url}/jsonrpc", json={"params": params}, timeout=30).json()
        if "error" in answer:
            raise ServerError(answer["error"]["data"]["name"], answer["error"]["data"]["message"])
        return answer["result"]

    def browser(self) -> Session:
        """Return somebody with cookies."""
        return Session(self.url)


class Session(requests.Session):
    """Somebody with cookies.

    Args:
        url: where the server is.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def rpc(self, path: str, **params: Any) -> Any:
        """Send a JSON-RPC call; an error is answered as it came."""
        answer = self.post(self.url + path, json={"params": params}, timeout=30).json()
        return answer["result"] if "result" in answer else answer["error"]


class Writers:
    """Clients that write at the same time until told to stop.

    Args:
        count: how many.
        write: what each does again and again, with its number and how often it did so; returns what was confirmed.

    Attributes:
        confirmed: what the server confirmed, in the order of its answers.
        refused: what went wrong instead.
    """

    def __init__(self, count: int, write: Callable[[int, int], Any]) -> None:
        self._write = write
        self._stop = threading.Event()
        self.confirmed: list[Any] = []
        self.refused: list[Exception] = []
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(count)]

    def _run(self, number: int) -> None:
        turn = 0
        while not self._stop.is_set():
            try:
                self.confirmed.append(self._write(number, turn))
            except (requests.RequestException, ServerError) as error:
                self.refused.append(error)
                self._stop.wait(0.05)
            turn += 1

    def wait_for(self, count: int) -> None:
        """Wait until so many more writes are confirmed."""
        goal = len(self.confirmed) + count
        wait_until(lambda: len(self.confirmed) >= goal)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)


def wait_until(condition: Callable[[], Any], patience: float = PATIENCE) -> None:
    """Wait until a condition holds.

    Raises:
        TimeoutError: it does not in so many seconds.
    """
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it did not come about")
        time.sleep(0.02)


@contextlib.contextmanager
def reachable_directory() -> Iterator[Path]:
    """Make a directory that PostgreSQL's user can enter; pytest's own is closed to others at each start of pytest."""
    with tempfile.TemporaryDirectory(prefix="trivium-test-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        directory.chmod(0o755)
        yield directory


@contextlib.contextmanager
def instance_with(*addons: str) -> Iterator[Instance]:
    """Make an instance with a database; it is stopped afterwards."""
    with reachable_directory() as directory:
        made = Instance(directory / "data", "proof")
        made.make(*addons)
        try:
            yield made
        finally:
            made.stop()
