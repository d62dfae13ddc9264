"""A client of the websocket, for tests."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.support.served import LOGIN, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator


class Client:
    """A client of the websocket.

    Args:
        connection: its connection.
    """

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.last = 0

    def say(self, event: str, data: Any) -> None:
        """Send a message."""
        self.connection.send(json.dumps({"event_name": event, "data": data}))

    def subscribe(self, *channels: str, last: int = 0) -> None:
        """Listen to channels."""
        self.say("subscribe", {"channels": list(channels), "last": last})

    def hear(self, seconds: float = 5.0) -> list[dict[str, Any]]:
        """Return the next notifications but those of the installation.

        Raises:
            TimeoutError: there are none within some seconds.
        """
        while True:
            found = json.loads(self.connection.recv(timeout=seconds))
            self.last = max(self.last, *(one["id"] for one in found))
            messages = [one["message"] for one in found if one["message"]["type"] != "bundle_changed"]
            if messages:
                return messages

    def collect(self, count: int, seconds: float = 5.0) -> list[Any]:
        """Return the payloads of the next notifications, so many of them."""
        found: list[Any] = []
        while len(found) < count:
            found += [message["payload"] for message in self.hear(seconds)]
        return found

    def closed(self, seconds: float = 5.0) -> tuple[int, str]:
        """Wait until the server closes the connection; return code and reason."""
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                self.connection.recv(timeout=seconds)
        frame = closed.value.rcvd
        assert frame is not None, "the connection broke"
        return frame.code, frame.reason


def sign_in(url: str, db: str, login: str = LOGIN, password: str = PASSWORD) -> str:
    """Return the cookie of a new session."""
    params = {"db": db, "login": login, "password": password}
    answer = requests.post(f"{url}/web/session/authenticate", json={"jsonrpc": "2.0", "params": params}, timeout=10)
    assert answer.json()["result"]["uid"], answer.text
    return answer.cookies["session_id"]


@contextmanager
def client(url: str, cookie: str | None = None, *, query: str = "", **headers: str) -> Iterator[Client]:
    """Open a websocket."""
    if cookie:
        headers["Cookie"] = f"session_id={cookie}"
    with connect(f"ws{url.removeprefix('http')}/websocket{query}", additional_headers=headers) as connection:
        yield Client(connection)
