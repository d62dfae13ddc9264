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


async def read_body(receive: Receive, limit: int, patience: float) -> tuple[IO[bytes], int]:
    """Return the body as a file at its beginning, and its size in bytes.

    Args:
        receive: as ASGI gives it.
        limit: bytes that are taken.
        patience: seconds to wait for each part.

    Raises:
        BodyTooLarge: there are more bytes.
        BodyTooSlow: no part came in time.
        ClientGone: the client left.
    """
    message = await _receive(receive, patience)
    first: bytes = message.get("body", b"")
    if not message.get("more_body"):
        if len(first) > limit:
            raise BodyTooLarge
        return io.BytesIO(first), len(first)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the request
    try:
        size = await _store(file, first, receive, limit, patience)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, size


async def _store(file: IO[bytes], part: bytes, receive: Receive, limit: int, patience: float) -> int:
    """Write the first part and those that follow to a file; return their size."""
    size = len(part)
    file.write(part)
    more = True
    while more:
        message = await _receive(receive, patience)
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise BodyTooLarge
        file.write(part)
        more = message.get("more_body", False)
    return size


async def _receive(receive: Receive, patience: float) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(patience):
            message = await receive()
    except TimeoutError as error:
        raise BodyTooSlow from error
    if message["type"] == "http.disconnect":
        raise ClientGone
    return message
