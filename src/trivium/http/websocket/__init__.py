"""The websocket: one connection for each browser, by which the server tells it what happens."""

from trivium.http.websocket.codes import VERSION, CloseCode, ProtocolError
from trivium.http.websocket.endpoint import WebsocketEndpoint
from trivium.http.websocket.hub import Hub
from trivium.http.websocket.messages import WebsocketRequest, wsrequest
from trivium.http.websocket.socket import Socket

__all__ = [
    "VERSION",
    "CloseCode",
    "Hub",
    "ProtocolError",
    "Socket",
    "WebsocketEndpoint",
    "WebsocketRequest",
    "wsrequest",
]
