"""The server within this process, for tests: real HTTP on a free port of the loopback interface."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import TYPE_CHECKING, Self

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from trivium.http.application import Application, root
from trivium.http.asgi import AsgiApplication

if TYPE_CHECKING:
    from types import TracebackType

START_SECONDS = 10.0


class TestServer:
    """A running server; a context manager.

    Args:
        application: what answers.
        threads: handlers that run at the same time.
        host: address to listen at.
        port: TCP port; a free one by default.
        options: further arguments of `AsgiApplication`.
    """

    __test__ = False

    def __init__(
        self,
        application: Application = root,
        *,
        threads: int = 4,
        host: str = "127.0.0.1",
        port: int = 0,
        **options: float,
    ) -> None:
        self.host = host
        self.port = port or free_port(host)
        self.asgi = AsgiApplication(application, threads=threads, **options)  # type: ignore[arg-type] # limits, all numbers
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        self._thread = threading.Thread(target=self._run, name="testserver", daemon=True)

    @property
    def url(self) -> str:
        """Address without a final slash."""
        return f"http://{self.host}:{self.port}"

    def start(self) -> Self:
        """Serve, once the port answers.

        Raises:
            TimeoutError: it does not.
        """
        self._thread.start()
        self._ready.wait(START_SECONDS)
        deadline = START_SECONDS / 0.02
        while deadline > 0:
            try:
                socket.create_connection((self.host, self.port), timeout=1).close()
            except OSError:
                deadline -= 1
                threading.Event().wait(0.02)
            else:
                return self
        raise TimeoutError(f"The test server does not answer at {self.url}")

    def wait_idle(self, seconds: float) -> None:
        """Wait until no request is under way: those of clients that gave up go on for a while.

        Raises:
            TimeoutError: after so many seconds one still runs.
        """
        deadline = time.monotonic() + seconds
        while self.asgi.pool.active:
            if time.monotonic() > deadline:
                raise TimeoutError(f"A request at {self.url} runs for {seconds:g} s after the test that made it")
            time.sleep(0.005)

    def stop(self) -> None:
        """End; running requests are waited for."""
        if self._loop is not None and self._server is not None:
            self._loop.call_soon_threadsafe(self.asgi.websockets.end)
            self._loop.call_soon_threadsafe(self._server.stop)
            self._thread.join(START_SECONDS)
        self.asgi.pool.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = Server(
            self.asgi,
            address=self.host,
            port=self.port,
            interface=Interfaces.ASGINL,
            log_enabled=False,
            log_level=LogLevels.critical,
        )
        self._ready.set()
        await self._server.serve()


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
