"""One connection of the websocket: what waits for a slow client, how often one may send, how it ends."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from trivium.http.websocket import messages
from trivium.http.websocket.codes import MESSAGE_BYTES, UNSENT_BYTES, CloseCode, ProtocolError
from trivium.http.websocket.socket import RateLimit, Socket


class Wire:
    """The way to a client, which may be blocked."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.free = asyncio.Event()
        self.free.set()
        self.broken = False

    async def send(self, message: Any) -> None:
        await self.free.wait()
        if self.broken:
            raise RuntimeError("the client is gone")
        self.sent.append(message)


def test_messages_are_sent_in_order_and_the_end_after_them() -> None:
    async def run() -> None:
        wire = Wire()
        socket = Socket(wire.send, RateLimit(10, 0.1))
        for text in ("one", "two"):
            socket.push(text)
        socket.close(CloseCode.SESSION_EXPIRED, "over")
        socket.push("too late")
        await socket.closing()
        await socket.finish()
        assert [message.get("text") or message["code"] for message in wire.sent] == ["one", "two", 4001]

    asyncio.run(run())


def test_a_client_that_takes_nothing_is_let_go_before_much_waits_for_it() -> None:
    async def run() -> None:
        wire = Wire()
        wire.free.clear()
        socket = Socket(wire.send, RateLimit(10, 0.1))
        text = "x" * (UNSENT_BYTES // 8)
        for _ in range(8):
            socket.push(text)
            await asyncio.sleep(0)
        assert not socket.gone
        socket.push(text)
        assert socket.gone
        assert len(socket._queue) == 0
        wire.free.set()
        await socket.finish()
        assert wire.sent[-1] == {"type": "websocket.close", "code": CloseCode.TRY_LATER, "reason": "too slow"}
        assert len(wire.sent) == 2, "what was on its way, and the end"

    asyncio.run(run())


def test_a_broken_connection_ends_without_a_word() -> None:
    async def run() -> None:
        wire = Wire()
        wire.broken = True
        socket = Socket(wire.send, RateLimit(10, 0.1))
        socket.push("one")
        await asyncio.wait_for(socket.closing(), 5)
        await socket.finish()
        assert wire.sent == []
        assert socket.gone

    asyncio.run(run())


def test_a_burst_is_taken_and_then_a_steady_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("trivium.http.websocket.socket.time.monotonic", lambda: now)
    limit = RateLimit(3, 0.5)
    assert [limit.take() for _ in range(4)] == [True, True, True, False]
    now += 10
    assert [limit.take() for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", CloseCode.INCONSISTENT_DATA),
        ("[1]", CloseCode.MESSAGE_VIOLATING_POLICY),
        ('{"data": 1}', CloseCode.MESSAGE_VIOLATING_POLICY),
        ("[" * 100_000, CloseCode.INCONSISTENT_DATA),
        ("x" * (MESSAGE_BYTES + 1), CloseCode.MESSAGE_TOO_BIG),
    ],
)
def test_what_is_no_message(content: str | bytes, code: CloseCode) -> None:
    with pytest.raises(ProtocolError) as refused:
        messages.parse(content)
    assert refused.value.code == code


def test_a_message_has_a_name_and_data() -> None:
    assert messages.parse('{"event_name": "subscribe", "data": {"last": 1}}') == ("subscribe", {"last": 1})
    assert messages.parse(b'{"event_name": "x"}') == ("x", None)


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("https://erp.example.com", True),
        ("https://erp.example.com.evil.example", False),
        ("https://erp.example.com:8443", False),
        ("null", False),
        ("", False),
    ],
)
def test_which_pages_are_of_this_site(origin: str | None, same: bool) -> None:
    environ = {"HTTP_HOST": "erp.example.com"}
    if origin is not None:
        environ["HTTP_ORIGIN"] = origin
    assert messages.is_same_origin(environ) is same
