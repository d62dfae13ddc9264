"""Files looked at by a scanner of viruses before they are kept: clamd, where the setting `virus_scanner` names one.

The protocol is that of clamd's manual, INSTREAM: pieces, each behind its length in four bytes, and an empty one.
"""

import contextlib
import socket
import struct
from typing import IO, Final

from trivium.tools.audit import audit
from trivium.tools.config import config

__all__ = ["InfectedError", "ScannerError", "check_file"]

TIMEOUT: Final = 60.0
"""Seconds that the scanner may be silent."""
_PIECE: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


class InfectedError(ValueError):
    """A file has what the scanner knows as harmful; the message names it."""


class ScannerError(OSError):
    """The scanner does not answer, or could not look at the file; nothing is known of it."""


def check_file(stream: IO[bytes]) -> None:
    """Have a file looked at, if a scanner is configured; the stream is at its beginning again afterwards.

    Args:
        stream: content; it can be read twice.

    Raises:
        InfectedError: the scanner found something.
        ScannerError: the scanner did not look.
    """
    address = str(config.get("virus_scanner") or "").strip()
    if not address:
        return
    try:
        with _connected(address) as scanner:
            answer = _ask(scanner, stream)
    except (OSError, ValueError) as error:
        raise ScannerError(f"The scanner of viruses at {address} does not answer: {error}") from error
    stream.seek(0)
    if answer.endswith(" FOUND"):
        name = answer.removeprefix("stream:").removesuffix(" FOUND").strip()
        audit("file_refused", why="virus", virus=name)
        raise InfectedError(f"The file has {name}.")
    if not answer.endswith(" OK"):
        raise ScannerError(f"The scanner of viruses at {address} did not look at the file: {answer or 'no answer'}")


def _connected(address: str) -> socket.socket:
    """Connect to `unix:/path` or `host:port`."""
    if address.startswith("unix:"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(TIMEOUT)
        try:
            scanner.connect(address.removeprefix("unix:"))
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)


def _ask(scanner: socket.socket, stream: IO[bytes]) -> str:
    # a scanner that has had enough says why and reads no more
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        scanner.sendall(b"zINSTREAM\0")
        while piece := stream.read(_PIECE):
            scanner.sendall(struct.pack("!L", len(piece)) + piece)
        scanner.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        part = scanner.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
