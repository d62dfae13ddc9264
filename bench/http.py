"""How fast a server answers, and how much memory its workers take."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .measure import Report

DATABASE = "bench_http"
WORKERS = 2
CLIENTS = 8
SEQUENTIAL = 150
SECONDS = 3.0
PARTNERS = 500


class Client:
    """A connection that is kept."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, path: str, body: bytes) -> bytes:
        """Send JSON, return the answer.

        Raises:
            RuntimeError: the answer is an error.
        """
        self.connection.request("POST", path, body, {"Content-Type": "application/json"})
        response = self.connection.getresponse()
        data = response.read()
        if response.status != 200 or b'"error"' in data[:200]:
            raise RuntimeError(f"{response.status}: {data[:500]!r}")
        return data


def call(service: str, method: str, *args: object) -> bytes:
    """Return the body of a JSON-RPC call."""
    params = {"service": service, "method": method, "args": args}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "call", "params": params}).encode()


@contextmanager
def server() -> Iterator[tuple[int, psutil.Process]]:
    """Serve a fresh database with demo data; yield the port and the process."""
    trivium = [str(Path(sys.executable).with_name("trivium"))]
    subprocess.run(
        [*trivium, "db", "init", DATABASE, "--force", "-i", "base,web,contacts", "--with-demo"],
        check=True,
        capture_output=True,
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [*trivium, "serve", "-d", DATABASE, "--http-port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(
        arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TRIVIUM_LOG_LEVEL": "warn"}
    )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                Client(port).post("/jsonrpc", call("common", "version"))
                break
            except (OSError, RuntimeError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)
        subprocess.run([*trivium, "db", "drop", DATABASE], check=False, capture_output=True)


def latencies(port: int, body: bytes) -> tuple[float, float]:
    """Return the median and the 95th percentile of calls one after another, in milliseconds."""
    client = Client(port)
    times = []
    for _ in range(SEQUENTIAL):
        start = time.perf_counter()
        client.post("/jsonrpc", body)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[18]


def throughput(port: int, body: bytes) -> float:
    """Return calls per second of several clients at once."""
    counts = [0] * CLIENTS
    start = threading.Barrier(CLIENTS + 1)
    end = [0.0]

    def work(index: int) -> None:
        client = Client(port)
        start.wait()
        while time.perf_counter() < end[0]:
            client.post("/jsonrpc", body)
            counts[index] += 1

    threads = [threading.Thread(target=work, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    end[0] = time.perf_counter() + SECONDS
    start.wait()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def report(report: Report) -> None:
    """Measure the calls that clients make most."""
    with server() as (port, process):
        client = Client(port)
        uid = json.loads(client.post("/jsonrpc", call("common", "login", DATABASE, "admin", "admin")))["result"]

        def execute(method: str, *args: object, **kwargs: object) -> bytes:
            return call("object", "execute_kw", DATABASE, uid, "admin", "res.partner", method, args, kwargs)

        values = [{"name": f"Bench {i}", "email": f"b{i}@example.com"} for i in range(PARTNERS)]
        ids = json.loads(client.post("/jsonrpc", execute("create", values)))["result"]
        spec = {"name": {}, "email": {}, "phone": {}, "city": {}, "country_id": {"fields": {"display_name": {}}}}
        calls = {
            "version": call("common", "version"),
            "read of one record": execute("read", ids[:1], ["name", "email", "country_id"]),
            "web_search_read of 80": execute("web_search_read", [], spec, limit=80),
            "create of a partner": execute("create", {"name": "Made by the bench"}),
            "write of a partner": execute("write", ids[:1], {"city": "Ghent"}),
        }
        rows = []
        for name, body in calls.items():
            median, high = latencies(port, body)
            rows.append([name, f"{median:.1f}", f"{high:.1f}", f"{throughput(port, body):,.0f}"])
        workers = process.children(recursive=True)
        memory = [worker.memory_info().rss / 2**20 for worker in workers if "postgres" not in worker.name()]
    report.heading("HTTP")
    report.text(
        f"JSON-RPC with a password in each call, {WORKERS} workers, database with `base`, `web`, `contacts` and"
        f" {PARTNERS} partners."
        f" One call after another, then {CLIENTS} clients at once; the clients, in Python, share the machine."
    )
    report.table(["call", "p50 ms", "p95 ms", "calls/s"], rows)
    report.text(f"Resident memory of the largest worker afterwards: {max(memory, default=0):.0f} MB.")
