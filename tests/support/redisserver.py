"""A Redis of the test's own, on a free port, that can be stopped and started."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import redis

from trivium.http.testserver import free_port

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "redis-server is not installed: run scripts/test-requirements"


class RedisServer:
    """A running Redis.

    Args:
        folder: where it works.
    """

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address."""
        return f"redis://127.0.0.1:{self.port}/0"

    @staticmethod
    def is_installed() -> bool:
        """Whether the machine has the program."""
        return shutil.which("redis-server") is not None

    def start(self) -> None:
        """Start it, empty; return once it answers."""
        program = shutil.which("redis-server")
        assert program is not None, MISSING
        self._process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
             "--dir", str(self._folder), "--logfile", str(self._folder / "redis.log")],
        )  # fmt: skip
        client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                if client.ping():
                    return
            except redis.ConnectionError:
                time.sleep(0.02)
        raise TimeoutError("Redis does not answer")

    def pause(self) -> None:
        """Have it answer nobody, and forget nothing."""
        assert self._process is not None, "it does not run"
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Have it answer again."""
        assert self._process is not None, "it does not run"
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
