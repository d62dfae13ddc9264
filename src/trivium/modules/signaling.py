"""Telling other processes that models or cached results have changed.

Each kind of change has a table whose highest id is its sequence (the contract's `orm_signaling_*`), so that a process
that was cut off can see what it missed. A notification wakes the listeners at once: looking for changes costs a
request no statement.
"""

import atexit
import json
import logging
import os
import select
import threading
import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import psycopg

from trivium.data import server
from trivium.data.sql import SQL
from trivium.orm.registry import CACHE_SIZES, Registry

__all__ = ["Signaling", "create_tables"]

logger = logging.getLogger(__name__)

CHANNEL = "trivium_signals"
CACHES = tuple(name for name in CACHE_SIZES if "." not in name)  # `routing.rewrites` goes with `routing`
KINDS = ("registry", *CACHES)
_SEQUENCES = " UNION ALL ".join(
    f"SELECT '{kind}', COALESCE(max(id), 0) FROM orm_signaling_{kind}"  # noqa: S608 - the kinds are constants
    for kind in KINDS
)
_RECONNECT_AFTER = 2.0  # seconds
_POLL = 5.0  # seconds between looks whether the thread should end


def _table(kind: str) -> SQL:
    return SQL.identifier(f"orm_signaling_{kind}")


def create_tables(cr: Any) -> None:
    """Create the tables of signals, each with a first row."""
    for kind in KINDS:
        cr.execute(
            SQL("CREATE TABLE IF NOT EXISTS %s (id serial PRIMARY KEY, date timestamp DEFAULT now())", _table(kind))
        )
    inserts = [SQL("s%s AS (INSERT INTO %s DEFAULT VALUES)", SQL(str(i)), _table(k)) for i, k in enumerate(KINDS)]
    cr.execute(SQL("WITH %s SELECT 1", SQL(", ").join(inserts)))


def read_sequences(cr: Any) -> dict[str, int]:
    """Return the sequence of each kind of change."""
    cr.execute(_SEQUENCES)
    return dict(cr.fetchall())


class Signaling:
    """The one object of a process that sends and hears signals, for all its databases."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: defaultdict[str, set[str]] = defaultdict(set)
        self._listeners: dict[str, _Listener] = {}
        self._identity = uuid.uuid4().hex
        self._ends_at_exit = False

    def start(self, registry: Registry) -> None:
        """Note where the sequences are, and listen from now on."""
        db_name = registry.db_name
        with registry.cursor() as cr:
            self._adopt(registry, read_sequences(cr))
        with self._lock:
            if not self._ends_at_exit:
                # registered after the server was started, so that it runs before the server stops
                self._ends_at_exit = True
                atexit.register(self.stop_all)
            listener = self._listeners.get(db_name)
            if listener is None or not listener.is_alive():
                listener = self._listeners[db_name] = _Listener(db_name, self)
                listener.start()

    @staticmethod
    def _adopt(registry: Registry, sequences: dict[str, int]) -> None:
        registry.registry_sequence = sequences["registry"]
        registry.cache_sequences = {kind: sequences[kind] for kind in CACHES}

    def stop(self, db_name: str) -> None:
        """Listen no more to a database, for it to be dropped."""
        with self._lock:
            listener = self._listeners.pop(db_name, None)
            self._pending.pop(db_name, None)
        if listener is not None:
            listener.end()

    def stop_all(self) -> None:
        """Listen no more to any database."""
        for db_name in list(self._listeners):
            self.stop(db_name)

    def send(self, registry: Registry, changes: Collection[str]) -> None:
        """Tell the other processes of `changes`, names of caches or `registry`."""
        groups = {change.partition(".")[0] for change in changes}
        known = [kind for kind in KINDS if kind in groups]
        if not known:
            return
        message = json.dumps({"from": self._identity_here(), "changes": known})
        inserts = [
            SQL("%s AS (INSERT INTO %s DEFAULT VALUES RETURNING id)", SQL.identifier(f"s_{kind}"), _table(kind))
            for kind in known
        ]
        columns = [SQL("(SELECT id FROM %s)", SQL.identifier(f"s_{kind}")) for kind in known]
        with registry.cursor() as cr:
            cr.execute(
                SQL(
                    "WITH %s SELECT %s, pg_notify(%s, %s)",
                    SQL(", ").join(inserts),
                    SQL(", ").join(columns),
                    CHANNEL,
                    message,
                )
            )
            row = cr.fetchone() or ()
        for kind, sequence in zip(known, row, strict=False):
            if kind == "registry":
                registry.registry_sequence = sequence
            else:
                registry.cache_sequences[kind] = sequence

    def _identity_here(self) -> str:
        return f"{self._identity}-{os.getpid()}"

    def hear(self, db_name: str, message: str) -> None:
        """Take note of another process's message."""
        content = json.loads(message)
        if content["from"] != self._identity_here():
            with self._lock:
                self._pending[db_name].update(content["changes"])

    def catch_up(self, db_name: str, sequences: dict[str, int]) -> None:
        """Take note of what the sequences say was missed."""
        registry = Registry.registries.get(db_name)
        if registry is None:
            return
        known = {"registry": registry.registry_sequence, **registry.cache_sequences}
        missed = {kind for kind, sequence in sequences.items() if sequence > known.get(kind, 0)}
        with self._lock:
            self._pending[db_name].update(missed)

    def check(self, registry: Registry) -> Registry:
        """Return the registry to use: emptied caches, or a new one where models have changed."""
        if registry.db_name not in self._listeners:
            self.start(registry)
        if not self._pending.get(registry.db_name):
            return registry
        with self._lock:
            changes = self._pending.pop(registry.db_name, set())
        if "registry" in changes:
            logger.info("models of %s have changed, loading them anew", registry.db_name)
            return type(registry).new(registry.db_name)
        for name, cache in registry._ormcaches.items():
            if name.partition(".")[0] in changes:
                cache.clear()
        return registry


class _Listener(threading.Thread):
    """Waits for notifications of one database.

    Args:
        db_name: the database.
        signaling: who is told.
    """

    def __init__(self, db_name: str, signaling: Signaling) -> None:
        super().__init__(name=f"trivium-signals-{db_name}", daemon=True)
        self._db_name = db_name
        self._signaling = signaling
        self._ended = threading.Event()
        self._listening = threading.Event()

    @property
    def is_listening(self) -> bool:
        """Whether notifications are being heard."""
        return self._listening.is_set()

    def end(self) -> None:
        """Have the thread end soon."""
        self._ended.set()

    def run(self) -> None:
        """Listen, and connect again whenever the connection breaks."""
        while not self._ended.is_set():
            try:
                self._listen()
            except (psycopg.Error, OSError) as error:
                if self._ended.is_set():
                    return
                logger.info("signals of %s: %s; trying again", self._db_name, error)
                self._ended.wait(_RECONNECT_AFTER)

    def _listen(self) -> None:
        parameters = server.current_server().parameters()
        with psycopg.connect(**{**parameters, "dbname": self._db_name}, autocommit=True) as connection:  # type: ignore[arg-type]  # psycopg takes all parameters of libpq as keywords
            connection.execute(f"LISTEN {CHANNEL}")
            sequences: dict[str, int] = dict(connection.execute(_SEQUENCES).fetchall())
            self._signaling.catch_up(self._db_name, sequences)
            self._listening.set()
            while not self._ended.is_set():
                ready, _write, _error = select.select([connection.fileno()], [], [], _POLL)
                if ready:
                    for notification in connection.notifies(timeout=0):
                        self._signaling.hear(self._db_name, notification.payload)
