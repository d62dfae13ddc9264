"""What both ends of a websocket agree on: the version, why one is closed, how much may be sent."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

VERSION: Final = "19.0-1"
"""Changes whenever an older page could not talk to this server; its client is told to be loaded again."""

OUTDATED: Final = "OUTDATED_VERSION"
"""Reason that a client with another version is given."""

HEARTBEAT: Final = b"\x00"
"""What clients send for no other reason than to be heard."""

MESSAGE_BYTES: Final = 2**20
"""Size of a message from a client, at most."""
UNSENT_BYTES: Final = 4 * 2**20
"""What may wait to be sent to a client that is slow; beyond, it is let go and fetches the rest when it comes again."""
SEND_SECONDS: Final = 30.0
"""How long a client may take to receive a message."""
SOCKETS: Final = 10_000
"""Connections of one process, at most."""


class CloseCode(IntEnum):
    """Why a connection is closed: RFC 6455, section 7.4, and the private codes that clients of 19.0 know."""

    CLEAN = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 1002
    INCORRECT_TYPE = 1003
    ABNORMAL_CLOSURE = 1006
    INCONSISTENT_DATA = 1007
    MESSAGE_VIOLATING_POLICY = 1008
    MESSAGE_TOO_BIG = 1009
    EXTENSION_NEGOTIATION_FAILED = 1010
    SERVER_ERROR = 1011
    RESTART = 1012
    TRY_LATER = 1013
    BAD_GATEWAY = 1014
    SESSION_EXPIRED = 4001
    KEEP_ALIVE_TIMEOUT = 4002
    KILL_NOW = 4003


class ProtocolError(Exception):
    """A client sent what it may not.

    Attributes:
        code: what the connection is closed with.
    """

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
