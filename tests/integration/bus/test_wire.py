"""The websocket's frames, which are read and written on the socket itself: RFC 6455, sections 5 and 7."""

from __future__ import annotations

import json
import socket
import uuid
from typing import TYPE_CHECKING, Any

from tests.support.instance import wait_until
from tests.support.websocket import client

from trivium.http.websocket import CloseCode, endpoint
from trivium.http.websocket.codes import MESSAGE_BYTES
from trivium.http.websocket.wire import Wire, _taken
from trivium.modules.lifecycle import environment

if TYPE_CHECKING:
    import pytest
    from tests.support.served import Served


def subscription(channel: str) -> str:
    return json.dumps({"event_name": "subscribe", "data": {"channels": [channel], "last": 0}})


def send(served: Served, channel: str, payload: Any) -> None:
    with environment(served.db) as env:
        env["bus.bus"]._sendone(channel, "probe", payload)


def test_the_socket_is_served_without_the_server_that_accepted_it(bus: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Wire | None] = []

    class Watched(Wire):
        @classmethod
        async def take(cls, scope: Any) -> Wire | None:
            taken.append(await Wire.take(scope))
            return taken[-1]

    monkeypatch.setattr(endpoint, "Wire", Watched)
    with client(bus.url) as one:
        one.connection.send(subscription("wire"))
        send(bus, "wire", 1)
        assert one.collect(1) == [1]
        (wire,) = taken
        assert wire is not None, "the socket was found"
        assert wire.descriptors <= _taken
        assert len(wire.descriptors) == 2, "the server's, and the one that is read and written"
    wait_until(lambda: not wire.descriptors & _taken)


def test_a_connection_whose_socket_is_not_found_is_served_as_well(bus: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        @staticmethod
        async def take(_scope: Any) -> None:
            return None

    monkeypatch.setattr(endpoint, "Wire", Nowhere)
    with client(bus.url) as one:
        one.connection.send(subscription("nowhere"))
        send(bus, "nowhere", 1)
        assert one.collect(1) == [1]


def test_a_ping_is_answered(bus: Served) -> None:
    with client(bus.url) as one:
        assert one.connection.ping(b"there?").wait(5)


def test_a_message_may_come_in_parts(bus: Served) -> None:
    channel = uuid.uuid4().hex
    text = subscription(channel)
    with client(bus.url) as one:
        one.connection.send(iter([text[:10], text[10:20], text[20:]]))
        send(bus, channel, "whole")
        assert one.collect(1) == ["whole"]


def test_a_large_notification_arrives_whole(bus: Served) -> None:
    with client(bus.url) as one:
        one.connection.send(subscription("large"))
        payload = "x" * 900_000
        send(bus, "large", payload)
        assert one.collect(1) == [payload]


def test_a_message_that_is_too_large_ends_the_connection(bus: Served) -> None:
    with client(bus.url) as one:
        one.connection.send("x" * (MESSAGE_BYTES + 1))
        assert one.closed()[0] == CloseCode.MESSAGE_TOO_BIG


def test_what_is_no_frame_ends_the_connection(bus: Served) -> None:
    with client(bus.url) as one:
        raw: socket.socket = one.connection.socket
        raw.sendall(b"\xff\xff no frame at all")
        assert one.closed()[0] == CloseCode.PROTOCOL_ERROR


def test_a_client_that_breaks_off_is_forgotten(bus: Served) -> None:
    endpoint_ = bus.server.asgi.websockets
    wait_until(lambda: len(endpoint_) == 0)
    with client(bus.url) as one:
        one.connection.send(subscription("broken"))
        wait_until(lambda: len(endpoint_) == 1)
        one.connection.socket.shutdown(socket.SHUT_RDWR)
        wait_until(lambda: len(endpoint_) == 0)
