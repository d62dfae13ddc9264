"""`/websocket`: a connection from its handshake to its end."""

from __future__ import annotations

import asyncio
import io
import logging
import math
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from trivium.exceptions import AccessError, UserError
from trivium.http.errors import SessionExpiredException, is_outage
from trivium.http.pool import HandlerPool, Overloaded
from trivium.http.websocket import messages
from trivium.http.websocket.codes import HEARTBEAT, OUTDATED, SOCKETS, VERSION, CloseCode, ProtocolError
from trivium.http.websocket.hub import Hub
from trivium.http.websocket.socket import RateLimit, Socket
from trivium.http.websocket.wire import CLOSE_SECONDS, Wire
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Callable

    from trivium.http.asgi import Scope, Send
    from trivium.http.body import Receive

_logger = logging.getLogger("trivium.http")

PATH: Final = "/websocket"
FAREWELL_SECONDS: Final = CLOSE_SECONDS + 1.0
"""How long a process that ends waits until its clients have heard of it."""


class WebsocketEndpoint:
    """Answers the websocket connections of a process.

    Args:
        pool: threads that handle messages.
        make_environ: makes the WSGI environment of a connection's request.
    """

    def __init__(self, pool: HandlerPool, make_environ: Callable[..., dict[str, Any]]) -> None:
        self._pool = pool
        self._make_environ = make_environ
        self._hub: Hub | None = None
        self._conversing: set[asyncio.Task[Any]] = set()
        self._left = math.inf

    @property
    def hub(self) -> Hub:
        """The connections of this process."""
        if self._hub is None:
            self._hub = Hub(float(config.get("websocket_keep_alive_timeout") or 3600))
        return self._hub

    def __len__(self) -> int:
        return 0 if self._hub is None else len(self._hub)

    def end(self) -> None:
        """Close all connections."""
        self._left = min(self._left, time.monotonic())
        if self._hub is not None:
            self._hub.end()
            self._hub = None

    async def farewell(self) -> None:
        """Close all connections, and wait until their clients have heard of it."""
        self.end()
        if self._conversing:
            await asyncio.wait(self._conversing, timeout=FAREWELL_SECONDS)

    def leave(self) -> None:
        """Close all connections; called from a thread."""
        self._left = min(self._left, time.monotonic())
        if self._hub is not None:
            self._hub.call(self.end)

    @property
    def has_left(self) -> bool:
        """Whether all clients have been told of the end, or have had the time to hear of it."""
        return not self._conversing or time.monotonic() - self._left > FAREWELL_SECONDS

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, until either end closes it."""
        await receive()  # websocket.connect
        if scope["path"] != PATH or len(self) >= SOCKETS:
            await send({"type": "websocket.close", "code": int(CloseCode.TRY_LATER)})
            return
        socket = Socket(send, _rate_limit())
        socket.environ = self._make_environ({**scope, "method": "GET", "scheme": _scheme(scope)}, io.BytesIO(), 0)
        try:
            await self._pool.run(lambda: messages.handshake(socket))
        except Exception as error:  # the boundary: the code says what went wrong, and whether to come again
            _logger.info("A websocket was refused: %s", error or type(error).__name__)
            await send({"type": "websocket.close", "code": int(_code_of(error))})
            return
        await send({"type": "websocket.accept"})
        if _version(scope) not in {None, VERSION}:
            await send({"type": "websocket.close", "code": int(CloseCode.CLEAN), "reason": OUTDATED})
            return
        conversation = asyncio.ensure_future(self._carry(socket, receive, await Wire.take(scope)))
        self._conversing.add(conversation)
        try:
            await conversation
        finally:
            self._conversing.discard(conversation)

    async def _carry(self, socket: Socket, receive: Receive, wire: Wire | None) -> None:
        """Converse over the connection's own socket where it could be taken, else as the server offers it."""
        if wire is None:
            await self._converse(socket, receive)
            return
        socket.send_by(wire.send)
        try:
            await self._converse(socket, wire.receive)
        finally:
            wire.release()

    async def _converse(self, socket: Socket, receive: Receive) -> None:
        hub = self.hub
        hub.add(socket)
        listening = asyncio.ensure_future(self._listen(socket, receive, hub))
        closing = asyncio.ensure_future(socket.closing())
        try:
            await asyncio.wait({listening, closing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hub.remove(socket)
            # Granian sends no end of a connection while its client is awaited.
            for task in (listening, closing):
                task.cancel()
            await asyncio.gather(listening, closing, return_exceptions=True)
            await socket.finish()
            socket.abandon()
        if socket.channels:
            await self._say_farewell(socket, hub)

    async def _listen(self, socket: Socket, receive: Receive, hub: Hub) -> None:
        """Handle what the client sends, until it goes."""
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            content = message.get("text")
            if content is None:
                content = message.get("bytes") or b""
            try:
                await self._handle(socket, content)
            except Exception as error:  # the boundary: the connection is closed with the code for what went wrong
                socket.close(_code_of(error), _reason_of(error))
                return
            hub.grant(socket)

    async def _handle(self, socket: Socket, content: str | bytes) -> None:
        socket.check_rate()
        if content != HEARTBEAT:
            await self._pool.run(lambda: messages.handle(socket, content))

    @staticmethod
    async def _say_farewell(socket: Socket, hub: Hub) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(hub.threads, messages.farewell, socket)
        except RuntimeError:
            _logger.debug("The server stops; nobody is told that a websocket was closed")
        except Exception as error:
            if not is_outage(error):
                _logger.exception("What follows from a closed websocket failed")


def _rate_limit() -> RateLimit:
    return RateLimit(
        int(config.get("websocket_rate_limit_burst") or 10), float(config.get("websocket_rate_limit_delay") or 0.2)
    )


def _scheme(scope: Scope) -> str:
    return "https" if scope.get("scheme") == "wss" else "http"


def _version(scope: Scope) -> str | None:
    values = parse_qs(scope["query_string"].decode("latin-1")).get("version")
    return values[0] if values else None


def _code_of(error: Exception) -> CloseCode:
    if isinstance(error, ProtocolError):
        return error.code
    if isinstance(error, SessionExpiredException):
        return CloseCode.SESSION_EXPIRED
    if isinstance(error, Overloaded) or is_outage(error):
        return CloseCode.TRY_LATER
    if isinstance(error, (UserError, AccessError, ValueError, TypeError)):
        _logger.warning("A message of a websocket was refused: %s", error)
        return CloseCode.MESSAGE_VIOLATING_POLICY
    _logger.error("A message of a websocket failed", exc_info=error)
    return CloseCode.SERVER_ERROR


def _reason_of(error: Exception) -> str:
    """Return what clients are told: our own words, nothing of what failed inside."""
    return str(error) if isinstance(error, ProtocolError) else ""
