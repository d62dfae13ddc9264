"""Clients of a server under measurement: one call after another, and several at once."""

from __future__ import annotations

import http.client
import re
import resource
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CLIENTS = 8
SEQUENTIAL = 100
SECONDS = 2.0


@dataclass(frozen=True)
class Exchange:
    """A request that is sent over and over.

    Attributes:
        path: where to.
        body: the body of the request of a number, None for a GET.
        headers: beside those of every request.
        same: whether all bodies are the same, so that `wrk` can send it.
    """

    path: str
    body: Callable[[int], bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    same: bool = False


class Client:
    """A connection that is kept."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, exchange: Exchange, number: int = 0) -> http.client.HTTPResponse:
        """Send a request, return what came before the body of its answer."""
        body = None if exchange.body is None else exchange.body(number)
        self.connection.request("GET" if body is None else "POST", exchange.path, body, dict(exchange.headers))
        return self.connection.getresponse()

    def send(self, exchange: Exchange, number: int = 0) -> bytes:
        """Send a request, return the body of its answer.

        Raises:
            RuntimeError: the answer is an error.
        """
        response = self.ask(exchange, number)
        data = response.read()
        if response.status != 200 or b'"error"' in data[:200] or b"<fault>" in data[:200]:
            raise RuntimeError(f"{exchange.path}: {response.status}: {data[:500]!r}")
        return data


def latencies(port: int, exchange: Exchange, times: int = SEQUENTIAL) -> tuple[float, float]:
    """Return the median and the 95th percentile of calls one after another, in milliseconds."""
    client = Client(port)
    client.send(exchange, 0)
    taken = []
    for number in range(times):
        start = time.perf_counter()
        client.send(exchange, number)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


@dataclass(frozen=True)
class Rate:
    """What several clients got done.

    Attributes:
        calls: how many.
        seconds: in which time.
        processor: seconds of processor time that the clients took.
        client: who they were.
    """

    calls: int
    seconds: float
    processor: float
    client: str


def throughput(port: int, exchange: Exchange) -> Rate:
    """Return what several clients get done at once, by `wrk` where it is installed and all requests are the same."""
    if exchange.same and shutil.which("wrk"):
        return _by_wrk(port, exchange)
    return _by_threads(port, exchange)


def _by_wrk(port: int, exchange: Exchange) -> Rate:
    script = [f"wrk.headers[ {_lua(name)} ] = {_lua(value)}" for name, value in exchange.headers.items()]
    if exchange.body is not None:
        script += ['wrk.method = "POST"', f"wrk.body = {_lua(exchange.body(0).decode())}"]
    url = f"http://127.0.0.1:{port}{exchange.path}"
    before = _processor_of_children()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write("\n".join(script))
        file.flush()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SECONDS:.0f}s", "-s", file.name, url]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"(\d+) requests in ([0-9.]+)s", run.stdout)
    if found is None or "Non-2xx" in run.stdout or run.stderr:
        raise RuntimeError(f"{exchange.path}: {run.stdout} {run.stderr}")
    return Rate(int(found[1]), float(found[2]), _processor_of_children() - before, "wrk")


def _lua(text: str) -> str:
    return f"[==[{text}]==]"


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _by_threads(port: int, exchange: Exchange) -> Rate:
    done = [0] * CLIENTS
    numbers = count()
    start = threading.Barrier(CLIENTS + 1)
    end = [0.0]

    def work(index: int) -> None:
        client = Client(port)
        start.wait()
        while time.perf_counter() < end[0]:
            client.send(exchange, next(numbers))
            done[index] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    end[0] = time.perf_counter() + SECONDS
    before = time.process_time()
    start.wait()
    for thread in threads:
        thread.join()
    return Rate(sum(done), SECONDS, time.process_time() - before, "Python")
