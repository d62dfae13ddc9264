"""The frames of a connection, read and written on its socket itself.

The server that accepts connections keeps a buffer of 128 kB for each websocket from its first read to its end, however
idle it is. So it does the handshake alone; the socket is then looked up and served here, where an idle connection has
no buffer at all. `websockets` knows the protocol (RFC 6455), asyncio moves the bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import os
import socket
import stat
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side, State

from trivium.http.websocket.codes import MESSAGE_BYTES, CloseCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trivium.http.asgi import Scope

_logger = logging.getLogger(__name__)

_DESCRIPTORS: Final = Path("/proc/self/fd") if Path("/proc/self/fd").exists() else Path("/dev/fd")
_BUFFER: Final = bytearray(64 * 1024)
"""What is received goes through here, for all connections: there is one event loop, and nothing stays in it."""
_WAITING: Final = 32
"""Messages of a client that may wait to be handled; more are left to the network."""
CLOSE_SECONDS: Final = 5.0
"""How long a client may take to answer a close."""
_KEEPALIVE: Final = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 20, "TCP_KEEPCNT": 3}
"""Seconds of silence, seconds between questions, and how many without answer show that a peer is dead."""
_DISCONNECT: Final = {"type": "websocket.disconnect", "code": int(CloseCode.ABNORMAL_CLOSURE)}
_quiet: Final = logging.getLogger("trivium.http.websocket.frames")
_taken: Final[set[int]] = set()
"""File descriptors of the connections that are served here."""


class Wire(asyncio.BufferedProtocol):
    """One connection behind its handshake; `receive` and `send` are those of ASGI."""

    __slots__ = ("_frames", "_lost", "_messages", "_parts", "_transport", "_waiting", "_writable", "descriptors")

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.descriptors: set[int] = set()
        self._frames = Protocol(Side.SERVER, state=State.OPEN, max_size=MESSAGE_BYTES, logger=_quiet)
        self._parts: list[bytes] = []
        self._messages: deque[bytes] = deque()
        self._transport: asyncio.Transport
        self._waiting: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._lost: asyncio.Future[None] = loop.create_future()

    @classmethod
    async def take(cls, scope: Scope) -> Wire | None:
        """Return the wire of a connection whose handshake is done, None where its socket cannot be found."""
        found = _find(scope)
        if found is None:
            return None
        descriptor, connection = found
        _keep_alive(connection)
        _transport, wire = await asyncio.get_running_loop().connect_accepted_socket(cls, connection)
        wire.descriptors = {descriptor, connection.fileno()}
        _taken.update(wire.descriptors)
        return wire

    async def receive(self) -> Mapping[str, Any]:
        """Wait for what the client sends, or for its end."""
        while not self._messages:
            if self._lost.done() or self._frames.state is not State.OPEN:
                return _DISCONNECT
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if len(self._messages) == _WAITING:
            self._transport.resume_reading()
        return {"type": "websocket.receive", "bytes": self._messages.popleft()}

    async def send(self, message: Mapping[str, Any]) -> None:
        """Send a message, or close.

        Raises:
            ConnectionResetError: the connection is no more.
        """
        if self._frames.state is not State.OPEN or self._lost.done():
            raise ConnectionResetError("the client has gone")
        if message["type"] == "websocket.close":
            self._frames.send_close(message["code"], message.get("reason") or "")
            self._flush()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._lost), CLOSE_SECONDS)
            return
        self._frames.send_text(message["text"].encode())
        self._flush()
        if self._writable is not None:
            await asyncio.shield(self._writable)

    def release(self) -> None:
        """Let go of the socket, at once."""
        _taken.difference_update(self.descriptors)
        self._transport.abort()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember by what to write."""
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> bytearray:
        """Return where to put what is received."""
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """Take frames apart; those of the protocol itself are answered."""
        self._frames.receive_data(bytes(memoryview(_BUFFER)[:nbytes]))
        for event in self._frames.events_received():
            frame = cast("Frame", event)
            if frame.opcode in {Opcode.TEXT, Opcode.BINARY, Opcode.CONT}:
                self._parts.append(bytes(frame.data))
                if frame.fin:
                    self._messages.append(b"".join(self._parts))
                    self._parts.clear()
        self._flush()
        if len(self._messages) >= _WAITING:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """The client sends nothing more: the connection is over."""
        self._frames.receive_eof()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell those who wait."""
        if exc is not None:
            _logger.debug("A websocket broke: %r", exc)
        for future in (self._lost, self._writable):
            if future is not None and not future.done():
                future.set_result(None)
        self._wake()

    def pause_writing(self) -> None:
        """The client takes nothing more for now."""
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """The client takes more again."""
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def _flush(self) -> None:
        """Write what the protocol has to say; its last word is that nothing more comes."""
        for data in self._frames.data_to_send():
            if self._transport.is_closing():
                return
            if data:
                self._transport.write(data)
            else:
                self._transport.write_eof()


def _find(scope: Scope) -> tuple[int, socket.socket] | None:
    """Return the descriptor of a connection in this process, and another socket of the same connection."""
    if not scope.get("client") or not scope.get("server"):
        return None
    wanted = _address(scope["client"]), int(scope["server"][1])
    for descriptor in _candidates():
        # descriptors come and go in other threads while they are looked through
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
            candidate = socket.socket(fileno=os.dup(descriptor))
            if _ends(candidate) == wanted:
                candidate.setblocking(False)
                return descriptor, candidate
            candidate.close()
    return None


def _candidates() -> Iterator[int]:
    """Yield descriptors of this process, those that the newest connection most probably has first."""
    # the system gives the lowest number that is free, so that there are few gaps
    likely = range(max(_taken, default=0) + 64)
    yield from (descriptor for descriptor in likely if descriptor not in _taken)
    yield from (int(name) for name in os.listdir(_DESCRIPTORS) if int(name) not in likely)  # noqa: PTH208 - names alone


def _ends(candidate: socket.socket) -> tuple[tuple[str, int], int] | None:
    """Return the client's address and this side's port, None for what is no connection."""
    if candidate.family not in {socket.AF_INET, socket.AF_INET6}:
        return None
    try:
        return _address(candidate.getpeername()), int(candidate.getsockname()[1])
    except OSError:
        return None  # it listens, or is no longer connected


def _address(given: Any) -> tuple[str, int]:
    """Return host and port; an IPv4 address within IPv6 as IPv4."""
    address = ipaddress.ip_address(str(given[0]).partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address), int(given[1])


def _keep_alive(connection: socket.socket) -> None:
    """Have the system find out whether the peer is still there: a browser whose network is gone says no farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE.items():
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
