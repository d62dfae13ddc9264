"""How fast a server answers, and how much memory its workers take."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import xmlrpc.client
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from .httpclient import CLIENTS, Client, Exchange, latencies, throughput
from .transfers import GIGABYTE, transfer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .httpclient import Rate
    from .measure import Report

DATABASE = "bench_http"
WORKERS = 2
PARTNERS = 500
LOGINS = 10
MEGABYTE = 2**20
MEMORY_GOAL = 100
TRANSFER_GOAL = 64

JSON = {"Content-Type": "application/json"}
FIELDS = ["name", "email", "phone", "city", "street", "zip", "country_id", "parent_id", "is_company", "create_date"]
SPECIFICATION = {
    **{name: {} for name in FIELDS},
    "country_id": {"fields": {"display_name": {}, "code": {}}},
    "parent_id": {"fields": {"display_name": {}}},
}
HASHING = """
import time
from trivium.addons.base.models.password_hash import CryptContext
context = CryptContext()
hashed = context.hash("admin")
times = []
for _ in range(5):
    start = time.perf_counter()
    context.verify("admin", hashed)
    times.append(time.perf_counter() - start)
print(min(times))
"""


@dataclass(frozen=True)
class Goal:
    """What a call is to reach.

    Attributes:
        rate: calls per second, with all clients.
        median: milliseconds that it may take alone.
    """

    rate: float
    median: float | None = None

    def __str__(self) -> str:
        return f">= {self.rate:,.0f}/s" + ("" if self.median is None else f", p50 <= {self.median:g} ms")


GOALS = {
    "version": Goal(5000),
    "login page": Goal(1500),
    "JSON-RPC: read of one record": Goal(1200),
    "JSON-RPC: web_search_read of 80": Goal(600, 5),
    "JSON-RPC: create of a partner": Goal(600),
    "JSON-RPC: write of a partner": Goal(700),
}


@dataclass(frozen=True)
class Cost:
    """What one call takes of the processors, in microseconds."""

    workers: float
    database: float
    clients: float

    def __str__(self) -> str:
        workers, database, clients = (f"{each:,.0f}" for each in (self.workers, self.database, self.clients))
        return f"{workers} µs of the workers, {database} of PostgreSQL, {clients} of the clients"

    @property
    def bound(self) -> float:
        """Calls per second that the machine can do where nothing else runs."""
        return (psutil.cpu_count() or 1) * 1e6 / (self.workers + self.database + self.clients)


@contextmanager
def server() -> Iterator[tuple[int, psutil.Process]]:
    """Serve a fresh database; yield the port and the process."""
    trivium = [str(Path(sys.executable).with_name("trivium"))]
    subprocess.run(
        [*trivium, "db", "init", DATABASE, "--force", "-i", "base,web", "--password", "admin"],
        check=True,
        stdout=subprocess.DEVNULL,
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
                Client(port).send(json_rpc("common", "version"))
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


def encoded(params: Any) -> bytes:
    """Return the body of a call of a route of type `jsonrpc`."""
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "call", "params": params}).encode()


def json_rpc(service: str, method: str, *args: object) -> Exchange:
    """Return a call of a service, the same each time."""
    body = encoded({"service": service, "method": method, "args": args})
    return Exchange("/jsonrpc", lambda _number: body, JSON, same=True)


class Calls:
    """The calls that are measured.

    Args:
        port: where the server is.
    """

    def __init__(self, port: int) -> None:
        client = Client(port)
        self.login = Exchange(
            "/web/session/authenticate",
            lambda _number: encoded({"db": DATABASE, "login": "admin", "password": "admin"}),
            JSON,
        )
        answer = client.ask(self.login)
        self.uid = json.load(answer)["result"]["uid"]
        self.cookie = {"Cookie": str(answer.headers["Set-Cookie"]).partition(";")[0]}
        values = [{"name": f"Bench {i}", "email": f"b{i}@example.com"} for i in range(PARTNERS)]
        self.ids = json.loads(client.send(self._execute("create", lambda _number: [values], same=True)))["result"]

    def _execute(self, method: str, args: Any, *, same: bool = False, **kwargs: object) -> Exchange:
        def body(number: int) -> bytes:
            call = [DATABASE, self.uid, "admin", "res.partner", method, args(number), kwargs]
            return encoded({"service": "object", "method": "execute_kw", "args": call})

        return Exchange("/jsonrpc", body, JSON)

    def _in_session(self, method: str, *args: object, **kwargs: object) -> Exchange:
        body = encoded({"model": "res.partner", "method": method, "args": args, "kwargs": kwargs})
        return Exchange(f"/web/dataset/call_kw/res.partner/{method}", lambda _number: body, {**JSON, **self.cookie})

    def _xml_rpc(self, method: str, *args: object) -> Exchange:
        params = (DATABASE, self.uid, "admin", "res.partner", method, args)
        body = xmlrpc.client.dumps(params, "execute_kw", allow_none=True).encode()
        return Exchange("/xmlrpc/2/object", lambda _number: body, {"Content-Type": "text/xml"})

    def all(self) -> dict[str, Exchange]:
        """Return them by what the report calls them."""
        one = self.ids[0]
        return {
            "version": json_rpc("common", "version"),
            "login page": Exchange("/web/login", same=True),
            "web client's page": Exchange("/odoo", headers=self.cookie, same=True),
            "JSON-RPC: read of one record": self._execute("read", lambda _number: [[one], FIELDS]),
            "JSON-RPC: web_search_read of 80": self._execute(
                "web_search_read", lambda _number: [[], SPECIFICATION], limit=80
            ),
            "JSON-RPC: create of a partner": self._execute(
                "create", lambda number: [[{"name": f"New {number}", "email": f"n{number}@example.com"}]]
            ),
            # each its own record: clients that write the same one wait for each other
            "JSON-RPC: write of a partner": self._execute(
                "write", lambda number: [[self.ids[number % PARTNERS]], {"street2": f"v{number}"}]
            ),
            "session: read of one record": self._in_session("read", [one], FIELDS),
            "session: web_search_read of 80": self._in_session("web_search_read", [], SPECIFICATION, limit=80),
            "XML-RPC: read of one record": self._xml_rpc("read", [one], FIELDS),
        }


class Processes:
    """The processes behind a server.

    Args:
        main: its main process.
    """

    def __init__(self, main: psutil.Process) -> None:
        self._main = main

    def workers(self) -> list[psutil.Process]:
        """Return the main process and those that it has started, without PostgreSQL's."""
        return [self._main, *(one for one in self._main.children(recursive=True) if "postgres" not in one.name())]

    def processor(self) -> tuple[float, float]:
        """Return the seconds of processor time that workers, and the database's connections, have used."""
        database = [one for one in psutil.process_iter(["cmdline"]) if DATABASE in " ".join(one.info["cmdline"] or ())]
        connections = [one for one in database if (one.info["cmdline"] or [""])[0].startswith("postgres")]
        return _used(self.workers()), _used(connections)

    def memory(self) -> float:
        """Return the resident memory of the largest worker, in MB."""
        return max(one.memory_info().rss for one in self.workers()) / MEGABYTE


def _used(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def measured(port: int, exchange: Exchange, processes: Processes) -> tuple[Rate, Cost]:
    """Return what several clients get done at once, and what a call costs."""
    before = processes.processor()
    rate = throughput(port, exchange)
    workers, database = (after - earlier for after, earlier in zip(processes.processor(), before, strict=True))
    costs = (1e6 * seconds / rate.calls for seconds in (workers, database, rate.processor))
    return rate, Cost(*costs)


def hashing() -> float:
    """Return how long the verification of a password takes, in milliseconds, by code of the server itself."""
    run = subprocess.run([sys.executable, "-c", HASHING], capture_output=True, text=True, check=True)
    return float(run.stdout) * 1000


def report(report: Report) -> None:
    """Measure the calls that clients make most."""
    rows = []
    missed = []
    with server() as (port, process):
        processes = Processes(process)
        calls = Calls(port)
        for name, exchange in calls.all().items():
            median, high = latencies(port, exchange)
            rate, cost = measured(port, exchange, processes)
            speed = rate.calls / rate.seconds
            goal = GOALS.get(name)
            rows.append(
                [name, f"{median:.1f}", f"{high:.1f}", f"{speed:,.0f}", rate.client, f"{cost.workers:,.0f}",
                 f"{cost.database:,.0f}", str(goal or "")]
            )  # fmt: skip
            if goal and (speed < goal.rate or (goal.median and median > goal.median)):
                missed.append(
                    f"- misses its goal: {name}. A call takes {cost}: {cost.bound:,.0f}/s fill the processors."
                )
        login = latencies(port, calls.login, LOGINS)
        memory = processes.memory()
        growth = transfer(port, calls.cookie, processes.workers)
    report.heading("HTTP")
    report.text(
        f"{WORKERS} workers, database with `base`, `web` and {PARTNERS} partners; JSON-RPC and XML-RPC with a password"
        f" in each call. One call after another, then {CLIENTS} clients at once, which share the machine with the"
        " server: `wrk` where the requests are all the same, else Python. µs are processor time of all workers, or of"
        " PostgreSQL, for a call. Each write is of another record."
    )
    report.table(["call", "p50 ms", "p95 ms", "calls/s", "client", "workers µs", "PostgreSQL µs", "goal"], rows)
    for line in missed:
        report.parts.append(line)
    report.parts.append("")
    report.table(
        ["what", "found", "goal"],
        [
            ["login by a password, p50", f"{login[0]:.0f} ms", f"the hash alone: {hashing():.0f} ms"],
            ["largest worker after all calls", f"{memory:.0f} MB", f"<= {MEMORY_GOAL} MB"],
            *(
                [f"{name} of {GIGABYTE / 2**30:.0f} GB, growth", f"{size:.0f} MB", f"<= {TRANSFER_GOAL} MB"]
                for name, size in growth.items()
            ),
        ],
    )
