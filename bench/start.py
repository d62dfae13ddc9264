"""How long a server takes from its start to the first page."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time

ROUNDS = 3
SECONDS = 30.0
"""After which a server that does not answer is given up."""


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_page(database: str) -> float:
    """Return the seconds from the command to the login page, the least of some rounds.

    Raises:
        RuntimeError: the server does not answer.
    """
    return min(_round(database) for _ in range(ROUNDS))


def _round(database: str) -> float:
    port = free_port()
    command = "from trivium.cli import main; main()"
    arguments = ["serve", "-d", database, "--http-port", str(port), "--log-level", "error"]
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", command, *arguments], stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - start > SECONDS:
                raise RuntimeError(f"The server of {database} does not answer.")
            time.sleep(0.005)
        return time.perf_counter() - start
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(SECONDS)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/web/login")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
