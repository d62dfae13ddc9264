"""The way from a server to its PostgreSQL, which can be cut, stalled and closed."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

Pair = tuple[socket.socket, socket.socket]
WAIT = 30.0


class Link:
    """Forwards TCP connections to a unix socket, and breaks them when told to.

    Args:
        target: path of the socket.

    Attributes:
        port: where the link listens.
        cuts: connections that were cut for what was said on them.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._listener: socket.socket | None = None
        self.port = 0
        self.cuts = 0
        self._cue: tuple[bytes, bytes, bool] | None = None
        self._flowing = threading.Event()
        self._flowing.set()
        self._met: set[Pair] = set()
        self._mute: set[Pair] = set()
        self._pairs: set[Pair] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()
        self.flow()
        for thread in self._threads:
            thread.join(WAIT)

    def open(self) -> None:
        """Let connections in."""
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept, self._listener)

    def close(self) -> None:
        """Cut all connections, and refuse further ones."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.cut()

    def cut(self) -> None:
        """Cut all connections."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            self._break(pair)

    def cut_at(self, words: bytes, *, after: bytes, delivered: bool) -> None:
        """Cut the connection on which the server says these words.

        Args:
            words: part of what is sent to PostgreSQL.
            after: what has been sent on the same connection before, or with it.
            delivered: whether PostgreSQL still gets the words.
        """
        self._met.clear()
        self._cue = (words, after, delivered)

    def stall(self) -> None:
        """Forward nothing, and keep the connections."""
        self._flowing.clear()

    def flow(self) -> None:
        """Forward again."""
        self._flowing.set()

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type] # a method of ours
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return  # closed
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self._target)
            except OSError:  # PostgreSQL does not run
                server.close()
                client.close()
                continue
            pair = (client, server)
            with self._lock:
                self._pairs.add(pair)
            self._start(self._forward, pair, client, server, True)
            self._start(self._forward, pair, server, client, False)

    def _forward(self, pair: Pair, source: socket.socket, sink: socket.socket, upwards: bool) -> None:
        # either side may be gone already: that is what the link is for
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                self._flowing.wait()
                if pair in self._mute:
                    break  # PostgreSQL answers: it has done what it was told
                cue = self._cue
                if upwards and cue is not None and self._is_met(pair, part, cue):
                    self._cue = None
                    self.cuts += 1
                    if not cue[2]:
                        break
                    self._mute.add(pair)
                sink.sendall(part)
        self._break(pair)

    def _is_met(self, pair: Pair, part: bytes, cue: tuple[bytes, bytes, bool]) -> bool:
        if cue[1] in part:
            self._met.add(pair)
        return pair in self._met and cue[0] in part

    def _break(self, pair: Pair) -> None:
        with self._lock:
            known = pair in self._pairs
            self._pairs.discard(pair)
        if not known:
            return
        for end in pair:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
