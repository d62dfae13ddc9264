"""The process that runs scheduled actions, beside those that answer requests.

It sleeps until a database says that a job is due (`NOTIFY cron_trigger`), and looks at all of them once a minute.
"""

from __future__ import annotations

import logging
import multiprocessing
import select
import signal
import socket
import threading
from typing import TYPE_CHECKING, Any, Final

import psycopg

from trivium.data.errors import DataError
from trivium.data.server import current_server
from trivium.http.databases import configured, list_dbs
from trivium.http.processes import prepare_child
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from trivium.http.lifeline import Lifeline

_logger = logging.getLogger("trivium.scheduler")

CHANNEL: Final = "cron_trigger"
ROUND_SECONDS: Final = 60.0
RECONNECT_SECONDS: Final = 5.0
LISTEN_SECONDS: Final = 5.0


class Scheduler:
    """Runs the jobs of databases, one after another, until told to stop.

    Attributes:
        stopped: set to end after the job that runs.
    """

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self._bell, self._ringer = socket.socketpair()

    def stop(self) -> None:
        """End after the job that runs."""
        self.stopped.set()
        self._ringer.close()

    def run(self) -> None:
        """Work until stopped; a lost connection is made again."""
        while not self.stopped.is_set():
            try:
                self._listen()
            except (psycopg.Error, DataError, OSError) as error:
                _logger.warning("Scheduled actions: %s; trying again", error)
                self.stopped.wait(RECONNECT_SECONDS)

    def _listen(self) -> None:
        parameters: dict[str, Any] = {**current_server().parameters(), "dbname": "postgres"}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            due = set(databases())
            waited = 0.0
            while not self.stopped.is_set():
                for name in sorted(due):
                    self.process(name)
                ready, _write, _error = select.select(
                    [connection.fileno(), self._bell.fileno()], [], [], LISTEN_SECONDS
                )
                due = set()
                waited += LISTEN_SECONDS
                if connection.fileno() in ready:
                    due = {message.payload for message in connection.notifies(timeout=0)} & set(databases())
                if waited >= ROUND_SECONDS:
                    waited = 0.0
                    due = set(databases())

    def process(self, db_name: str) -> None:
        """Run the jobs of a database that are due; what goes wrong in one database does not keep the others waiting."""
        try:
            registry = Registry(db_name).check_signaling()
            if "ir.cron" in registry.models:
                registry["ir.cron"]._process_jobs(db_name)
        except Exception:  # the boundary: jobs are anybody's code, and the next round comes anyway
            _logger.exception("Scheduled actions of %s failed", db_name)


def databases() -> list[str]:
    """Return the databases whose jobs are run: those that are served."""
    return configured() or list_dbs(force=True)


def start(lifeline: Lifeline) -> BaseProcess:
    """Start the process; it ends with its parent, which alone holds the lifeline."""
    process = multiprocessing.get_context("fork").Process(
        target=_main, args=(lifeline,), name="trivium-scheduler", daemon=True
    )
    process.start()
    return process


def _main(lifeline: Lifeline) -> None:
    lifeline.let_all_go()
    scheduler = Scheduler()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_args: scheduler.stop())
    prepare_child()
    scheduler.run()
