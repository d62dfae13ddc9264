"""What a client says, handled in a thread and a transaction as a request is."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import orjson
from werkzeug.local import LocalProxy

from trivium.data.postgres import retrying
from trivium.http.application import root
from trivium.http.databases import db_filter
from trivium.http.httprequest import HTTPRequest
from trivium.http.local import _request_stack
from trivium.http.request import COOKIE, Request
from trivium.http.websocket.codes import MESSAGE_BYTES, CloseCode, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.http.websocket.socket import Socket

_logger = logging.getLogger(__name__)


class WebsocketRequest(Request):
    """A message of a websocket, as the models that handle it see it.

    Args:
        httprequest: the request that opened the connection.
        ws: the connection.
    """

    def __init__(self, httprequest: HTTPRequest, ws: Socket) -> None:
        super().__init__(httprequest, root.session_store)
        self.ws = ws
        if ws.db:
            self.db = ws.db

    def authenticate(self) -> None:
        """Find out who speaks: the session's user as long as the session is good, else the public user."""
        self.env["ir.websocket"]._authenticate()


def _current() -> WebsocketRequest | None:
    request = _request_stack.top
    return request if isinstance(request, WebsocketRequest) else None


wsrequest = cast("WebsocketRequest", LocalProxy(_current))
"""The message being handled; false outside of one."""


@contextmanager
def speaking(socket: Socket) -> Iterator[WebsocketRequest]:
    """Make a message of a connection the current request, in a transaction on up-to-date models."""
    request = WebsocketRequest(HTTPRequest(socket.environ), socket)
    _request_stack.push(request)
    try:
        yield request
    finally:
        request.close()
        request.httprequest.close()
        _request_stack.pop()


def handshake(socket: Socket) -> None:
    """Find database, session and user of a connection that is being opened.

    A page of another site gets no session, whatever its browser sends: it sees what a visitor sees.

    Raises:
        ProtocolError: there is nothing to connect to.
    """
    if not is_same_origin(socket.environ):
        socket.environ.pop("HTTP_COOKIE", None)
    with speaking(socket) as request:
        name = request.db
        if name is None or not db_filter([name]):
            raise ProtocolError(CloseCode.BAD_GATEWAY, "no database is selected")
        if "ir.websocket" not in request.registry.models:
            raise ProtocolError(CloseCode.BAD_GATEWAY, "the addon bus is not installed")
        request.open()
        request.authenticate()
        socket.db = name
        socket.uid = request.session.uid
        socket.sid = None if request.session.is_new else request.httprequest.cookies.get(COOKIE)
        request.registry.signal_changes()


def is_same_origin(environ: dict[str, Any]) -> bool:
    """Whether a page of this site, or a program that is no browser, opens the connection."""
    origin = environ.get("HTTP_ORIGIN")
    return origin is None or origin.partition("://")[2] == environ.get("HTTP_HOST")


def handle(socket: Socket, content: str | bytes) -> None:
    """Do what a message asks for, as its user may.

    Raises:
        ProtocolError: it is none that a client may send.
        SessionExpiredException: the session has ended.
    """
    event, data = parse(content)
    with speaking(socket) as request:

        def serve() -> None:
            request.authenticate()
            request.env["ir.websocket"]._serve_ir_websocket(event, data)

        retrying(serve, request.open(), reset=request.rewind)
        request.registry.signal_changes()
        if request.session.is_dirty and not request.session.is_new:
            request.store.keep(request.session)


def parse(content: str | bytes) -> tuple[str, Any]:
    """Return name and data of a message.

    Raises:
        ProtocolError: it is none.
    """
    if len(content) > MESSAGE_BYTES:
        raise ProtocolError(CloseCode.MESSAGE_TOO_BIG, f"more than {MESSAGE_BYTES} bytes")
    try:
        message = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise ProtocolError(CloseCode.INCONSISTENT_DATA, "not JSON") from error
    if not isinstance(message, dict) or not isinstance(message.get("event_name"), str):
        raise ProtocolError(CloseCode.MESSAGE_VIOLATING_POLICY, "not {event_name, data}")
    return message["event_name"], message.get("data")


def farewell(socket: Socket) -> None:
    """Tell the models that a connection was closed."""
    with speaking(socket) as request:
        request.open()
        request.update_env(user=socket.uid or request.registry["ir.http"]._nobody())

        def tell() -> None:
            request.env["ir.websocket"]._on_websocket_closed(request.httprequest.cookies)

        retrying(tell, request.env)
