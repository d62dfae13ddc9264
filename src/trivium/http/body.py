"""Reading a request's body: in memory while it is small, on disk when it is large, never without bounds."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Any

Receive = Callable[[], Awaitable[Mapping[str, Any]]]

IN_MEMORY = 1024 * 1024
"""Bytes up to which a body is kept in memory."""


class BodyTooLarge(Exception):  # noqa: N818 - told to the client as status 413
    """The body has more bytes than allowed."""


class BodyTooSlow(Exception):  # noqa: N818 - told to the client as status 408
    """Nothing came for too long."""


class ClientGone(Exception):  # noqa: N818 - nobody is left to be told
    """The client closed the connection before the body was complete."""


class Patience:
    """Waits for parts of bodies, each for so long; one timer is set for all that wait.

    Args:
        seconds: how long.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # task -> when it is given up, the first to be given up first
        self._waiting: dict[asyncio.Task[Any], float] = {}
        self._given_up: set[asyncio.Task[Any]] = set()
        self._looking = False

    async def receive(self, receive: Receive) -> Mapping[str, Any]:
        """Return the next message.

        Raises:
            BodyTooSlow: none came in time.
            ClientGone: the client left.
        """
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None, "only tasks can be told to wait no longer"
        self._waiting[task] = loop.time() + self._seconds
        if not self._looking:
            self._look(loop)
        try:
            message = await receive()
        except asyncio.CancelledError:
            if task not in self._given_up:
                raise
            task.uncancel()
            raise BodyTooSlow from None
        finally:
            self._waiting.pop(task, None)
            self._given_up.discard(task)
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give up what is overdue, and look again when the next would be, if any waits."""
        now = loop.time()
        for task, deadline in list(self._waiting.items()):
            if deadline > now:
                loop.call_at(deadline, self._look, loop)
                break
            self._given_up.add(task)
            del self._waiting[task]
            task.cancel()
        self._looking = bool(self._waiting)


async def read_body(
    receive: Receive, limit: int, patience: Patience, announced: int | None = None
) -> tuple[IO[bytes], int]:
    """Return the body as a file at its beginning, and its size in bytes.

    Args:
        receive: as ASGI gives it.
        limit: bytes that are taken.
        patience: how long to wait for each part.
        announced: bytes that come, where that is known: nobody waits to be told that there are no more.

    Raises:
        BodyTooLarge: there are more bytes.
        BodyTooSlow: no part came in time.
        ClientGone: the client left.
    """
    message = await patience.receive(receive)
    first: bytes = message.get("body", b"")
    if not message.get("more_body") or len(first) == announced:
        if len(first) > limit:
            raise BodyTooLarge
        return io.BytesIO(first), len(first)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the request
    try:
        size = await _store(file, first, receive, limit, patience, announced)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, size


async def _store(
    file: IO[bytes], part: bytes, receive: Receive, limit: int, patience: Patience, announced: int | None
) -> int:
    """Write the first part and those that follow to a file; return their size."""
    size = len(part)
    file.write(part)
    more = True
    while more and size != announced:
        message = await patience.receive(receive)
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BodyTooLarge
        file.write(part)
        more = message.get("more_body", False)
    return size
