"""Figures for Prometheus, of all processes together, on a port of their own that only this machine reaches.

Each process counts in files of a folder (the client library's multiprocess mode); one more process reads them when
it is asked.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from trivium.http.lifeline import Lifeline

ADDRESS: Final = "127.0.0.1"
FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
"""Bounds of the histogram of durations."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is counted in this process."""

    requests: Any
    seconds: Any
    statements: Any
    sql_seconds: Any
    running: Any
    refused: Any

    @classmethod
    def make(cls) -> Self:
        """Return the counters; the folder must be known before."""
        from prometheus_client import Counter, Gauge, Histogram  # noqa: PLC0415 - chooses files or memory on import

        return cls(
            requests=Counter("trivium_requests", "Requests answered.", ["method", "status"]),
            seconds=Histogram("trivium_request_seconds", "Time from a request to its response.", buckets=SECONDS),
            statements=Counter("trivium_sql_statements", "Statements that requests have run."),
            sql_seconds=Counter("trivium_sql_seconds", "Time that requests have waited for PostgreSQL."),
            running=Gauge("trivium_requests_running", "Requests that run.", multiprocess_mode="livesum"),
            refused=Counter("trivium_requests_refused", "Requests refused because all threads were busy."),
        )

    def answered(self, method: str, status: int, seconds: float, statements: int, sql_seconds: float) -> None:
        """Count a request that was answered."""
        self.requests.labels(method, str(status)).inc()
        self.seconds.observe(seconds)
        self.statements.inc(statements)
        self.sql_seconds.inc(sql_seconds)


class Exporter:
    """The process that tells Prometheus.

    Args:
        port: TCP port.
        lifeline: tells that the server stops.

    Attributes:
        process: the process.
    """

    def __init__(self, port: int, lifeline: Lifeline) -> None:
        self._folder = tempfile.mkdtemp(prefix="trivium-metrics-")
        os.environ[FOLDER] = self._folder
        self.process: BaseProcess = multiprocessing.get_context("fork").Process(
            target=_export, args=(port, lifeline), name="trivium-metrics", daemon=True
        )
        self.process.start()

    def stop(self) -> None:
        """End the process, and remove its files."""
        self.process.terminate()
        self.process.join(5)
        shutil.rmtree(self._folder, ignore_errors=True)


def _export(port: int, lifeline: Lifeline) -> None:
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 - see `Metrics.make`
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 - see `Metrics.make`

    lifeline.let_all_go()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the library leaves it untyped
    _server, thread = start_http_server(port, ADDRESS, registry)
    signal.signal(signal.SIGTERM, lambda *_args: os._exit(0))
    thread.join()
