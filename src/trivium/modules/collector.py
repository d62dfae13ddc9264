"""Lines of the log sent on to a machine of their own, by syslog over TLS (RFC 5424, RFC 5425).

Who breaks into this machine can change what it has written; not what is elsewhere already. A line waits in memory until
it is sent: nobody who logs waits for the network.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import ssl
import sys
import threading
import time
from collections import deque
from datetime import UTC, datetime
from typing import Final

PORT: Final = 6514
"""Of syslog over TLS (RFC 5425, 4.1)."""
WAITING: Final = 10_000
"""Lines that wait at most while the collector is away; the oldest are lost, and their number is told."""
TIMEOUT: Final = 10.0
"""Seconds for a connection, and for a line."""
LONGEST_PAUSE: Final = 30.0
"""Seconds between two attempts to connect, at most."""
FAREWELL: Final = 2.0
"""Seconds that a process which ends waits for what is not sent yet."""

_FACILITY: Final = 16  # local0
_SEVERITIES: Final = ((logging.CRITICAL, 2), (logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))


class CollectorHandler(logging.Handler):
    """Sends lines to a collector whose certificate is verified, from a thread of its own.

    Args:
        address: `host` or `host:port`.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        host, _colon, port = address.rpartition(":") if address.rpartition(":")[2].isdigit() else (address, "", "")
        self._host = host.strip("[]")
        self._port = int(port or PORT)
        self._name = socket.gethostname() or "-"
        self._begin()

    def _begin(self) -> None:
        """Start with nothing to send, as in a process that was just forked: its parent sends its own lines."""
        self._pid = os.getpid()
        self._lines: deque[bytes] = deque()
        self._lost = 0
        self._is_closed = False
        self._news = threading.Event()
        self._sent = threading.Event()
        threading.Thread(target=self._send_all, name="log-collector", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Leave a line to be sent."""
        if self._pid != os.getpid():
            self._begin()
        if len(self._lines) >= WAITING:
            self._lines.popleft()
            self._lost += 1
        self._lines.append(self._frame(self.format(record), record.levelno, record.created))
        self._sent.clear()
        self._news.set()

    def close(self) -> None:
        """Send what is left, if that is quick."""
        if self._pid == os.getpid() and self._lines:
            self._sent.wait(FAREWELL)
        self._is_closed = True
        self._news.set()
        super().close()

    def _frame(self, text: str, level: int, created: float) -> bytes:
        severity = next((number for least, number in _SEVERITIES if level >= least), 7)
        moment = datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds")
        line = f"<{_FACILITY * 8 + severity}>1 {moment} {self._name} trivium {os.getpid()} - - {text}".encode()
        return b"%d %s" % (len(line), line)

    def _send_all(self) -> None:
        lines, news, sent = self._lines, self._news, self._sent
        pause = 1.0
        while not self._is_closed:
            news.wait()
            try:
                with self._connected() as connection:
                    pause = 1.0
                    while not self._is_closed:
                        self._send_waiting(connection, lines)
                        news.clear()
                        if not lines:
                            sent.set()
                            news.wait()
            except OSError as error:
                # to standard error, not to the log: lines about lines that cannot be sent would wait with them
                print(f"The log collector {self._host}:{self._port}: {error}", file=sys.stderr)  # noqa: T201 - see above
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _send_waiting(self, connection: ssl.SSLSocket, lines: deque[bytes]) -> None:
        if self._lost:
            lost, self._lost = self._lost, 0
            connection.sendall(self._frame(f"{lost} lines were lost", logging.WARNING, time.time()))
        while lines:
            connection.sendall(lines[0])  # a line leaves when it is sent
            with contextlib.suppress(IndexError):  # it was lost meanwhile, as there were too many
                lines.popleft()

    def _connected(self) -> ssl.SSLSocket:
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        plain = socket.create_connection((self._host, self._port), TIMEOUT)
        return context.wrap_socket(plain, server_hostname=self._host)
