"""How long a server takes from its start to the first page."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time

ROUNDS = 3
STEPS = """
import gc, sys, time
gc.disable()
began = time.process_time()
said = []
def step(name):
    global began
    now = time.process_time()
    said.append(f"{name} {1000 * (now - began):.0f} ms")
    began = now
from trivium.cli.settings import prepare
from trivium.http.server import make_asgi, ServerSettings
prepare(["--log-level", "error"])
step("loading the program")
from trivium.http.application import root
from trivium.http.processes import prepare_main
from trivium.tools.config import config
config["db_name"] = [sys.argv[1]]
prepare_main([sys.argv[1]])
step("loading the addons and composing their models")
from werkzeug.test import create_environ
answer = root.respond(create_environ("/web/login"))
assert answer.status_code == 200, answer.status
step("the page")
root.respond(create_environ("/web/login"))
step("the page once more")
print(", ".join(said))
"""
"""What a server does until the first page, in one process."""
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


def steps(database: str) -> str:
    """Return the processor time of each step to the first page, in words."""
    command = [sys.executable, "-c", STEPS, database]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() for _ in range(ROUNDS)]
    return min(runs, key=lambda said: sum(int(word) for word in said.split() if word.isdigit()))


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
