"""A proxy between client and server that breaks connections."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: close without waiting, so that the other side gets a reset (socket(7))."""


class BreakingProxy:
    """Forwards connections to a port, and breaks each after so many bytes in one of the directions.

    Args:
        port: where the server is.
        up: bytes from the client after which a connection breaks; None for never.
        down: the same, from the server.

    Attributes:
        port: where the proxy listens.
        broken: connections that it broke.
    """

    def __init__(self, port: int, *, up: int | None = None, down: int | None = None) -> None:
        self._target = port
        self._limits = {"up": up, "down": down}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.broken = 0
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return  # closed: the test is over
            server = socket.create_connection(("127.0.0.1", self._target))
            for source, sink, way in ((client, server, "up"), (server, client, "down")):
                thread = threading.Thread(target=self._forward, args=(source, sink, self._limits[way]), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _forward(self, source: socket.socket, sink: socket.socket, limit: int | None) -> None:
        left = limit
        # either side may be gone already: that is what the proxy is for
        with contextlib.suppress(OSError):
            while part := source.recv(65536 if left is None else min(left, 65536)):
                sink.sendall(part)
                if left is not None:
                    left -= len(part)
                    if left <= 0:
                        self.broken += 1
                        break
        for end in (source, sink):
            with contextlib.suppress(OSError):
                if left is not None and left <= 0:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                    end.shutdown(socket.SHUT_RD)  # wakes who reads, says nothing to the other side
                end.close()
