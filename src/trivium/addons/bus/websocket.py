"""Names of the websocket that addons import."""

from trivium.http.websocket import VERSION, CloseCode, WebsocketRequest, wsrequest

__all__ = ["CloseCode", "WebsocketConnectionHandler", "WebsocketRequest", "wsrequest"]


class WebsocketConnectionHandler:
    """What clients must agree with."""

    _VERSION = VERSION
