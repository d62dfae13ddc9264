"""One connection: what it listens to, and what waits to be sent to it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from trivium.http.websocket.codes import SEND_SECONDS, UNSENT_BYTES, CloseCode, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trivium.http.asgi import Send

_logger = logging.getLogger(__name__)


class RateLimit:
    """How often a client may send: at once a few times, in the long run at a steady pace.

    Args:
        burst: messages at once.
        delay: seconds between messages in the long run.
    """

    __slots__ = ("_burst", "_delay", "_next")

    def __init__(self, burst: int, delay: float) -> None:
        self._burst = burst
        self._delay = delay
        self._next = 0.0

    def take(self) -> bool:
        """Note a message; return whether it is within the limit."""
        now = time.monotonic()
        self._next = max(self._next, now) + self._delay
        return self._next <= now + self._burst * self._delay


class Socket:
    """An open connection; used on the event loop, but for `subscribe`.

    Args:
        send: sends an ASGI message.
        limit: how often the client may send.

    Attributes:
        environ: WSGI environment of the request that opened it.
        db: database.
        sid: identifier of its session, None where a visitor has none that is kept.
        uid: user of the session.
        channels: what it listens to, as kept in `bus_bus.channel`.
        last: id of the last notification that was put into its queue.
        heard: when the client last sent something, by the monotonic clock.
        gone: it is closed, or about to be.
    """

    __slots__ = (
        "__weakref__", "_bytes", "_close", "_closing", "_queue", "_send", "_writer", "channels", "db", "environ",
        "gone", "heard", "last", "limit", "ready", "sid", "uid", "wanted",
    )  # fmt: skip

    def __init__(self, send: Send, limit: RateLimit) -> None:
        self.environ: dict[str, Any] = {}
        self.db = ""
        self.sid: str | None = None
        self.uid: int | None = None
        self.channels: frozenset[str] = frozenset()
        self.last = 0
        self.wanted: tuple[frozenset[str], int] | None = None
        self.ready = False
        self.heard = time.monotonic()
        self.gone = False
        self.limit = limit
        self._send = send
        self._queue: deque[str] = deque()
        self._bytes = 0
        self._close: tuple[int, str] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def send_by(self, send: Send) -> None:
        """Send by another way from now on."""
        self._send = send

    def subscribe(self, channels: Iterable[str], last: int) -> None:
        """Ask for other channels, and for what came after a notification; granted once the message is handled.

        Args:
            channels: as kept in `bus_bus.channel`.
            last: id of the last notification that the client has, 0 for a client that has none.
        """
        self.wanted = (frozenset(channels), last)

    def push(self, text: str) -> None:
        """Queue a message; a client that is too slow to take them is let go."""
        if self.gone:
            return
        self._bytes += len(text)
        if self._bytes > UNSENT_BYTES:
            self._queue.clear()
            self.close(CloseCode.TRY_LATER, "too slow")
            return
        self._queue.append(text)
        if self._writer is None:
            self._writer = asyncio.ensure_future(self._write())

    def close(self, code: int, reason: str = "") -> None:
        """Have the connection closed, once what is queued was sent."""
        if not self.gone:
            self.gone = True
            self._close = (code, reason)
            self._closing.set_result(None)

    async def closing(self) -> None:
        """Wait until the connection is to be closed."""
        await asyncio.shield(self._closing)

    async def finish(self) -> None:
        """Send what is queued, then the reason for the end; nothing of the client must be awaited any more."""
        self.gone = True
        if self._close is None:
            return
        if self._writer is not None:
            await self._writer
        code, reason = self._close
        if code != CloseCode.ABNORMAL_CLOSURE:  # which stands for a connection that no close was sent on
            await self._try({"type": "websocket.close", "code": int(code), "reason": reason})

    def abandon(self) -> None:
        """The connection is no more: forget what was to be sent."""
        self.gone = True
        self._queue.clear()
        if self._writer is not None:
            self._writer.cancel()

    def check_rate(self) -> None:
        """Note that the client sent something.

        Raises:
            ProtocolError: too often.
        """
        self.heard = time.monotonic()
        if not self.limit.take():
            raise ProtocolError(CloseCode.TRY_LATER, "too many messages")

    async def _write(self) -> None:
        """Send what is queued; the task ends with the queue, so that an idle connection costs none."""
        try:
            while self._queue:
                text = self._queue.popleft()
                if not await self._try({"type": "websocket.send", "text": text}):
                    self._queue.clear()
                    self.close(CloseCode.ABNORMAL_CLOSURE)
                self._bytes -= len(text)
        finally:
            self._writer = None

    async def _try(self, message: dict[str, Any]) -> bool:
        """Send a message; return whether the client took it: one that did not comes again for what it missed."""
        try:
            await asyncio.wait_for(self._send(message), SEND_SECONDS)
        except (OSError, RuntimeError) as error:
            _logger.debug("A websocket takes no message: %r", error)
            return False
        return True
