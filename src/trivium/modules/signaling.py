"""Telling other processes that models or cached results have changed.

Each kind of change has a table whose highest id is its sequence (the contract's `orm_signaling_*`), so that a process
that was cut off can see what it missed. A notification wakes the listeners at once: looking for changes costs a
request no statement.
"""

import atexit
import json
import logging
import os
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from trivium.data.errors import RedisGoneError
from trivium.data.postgres import db_connect
from trivium.data.redislink import redis_link
from trivium.data.sql import SQL
from trivium.modules.listening import Listener, RedisListener, redis_channel
from trivium.orm.registry import CACHE_SIZES, Registry

__all__ = ["BUS_CHANNEL", "Signaling", "Watcher", "create_tables", "notify"]

logger = logging.getLogger(__name__)

CHANNEL = "trivium_signals"
BUS_CHANNEL = "trivium_bus"
CHANNELS = (CHANNEL, BUS_CHANNEL)
CACHES = tuple(name for name in CACHE_SIZES if "." not in name)  # `routing.rewrites` goes with `routing`
KINDS = ("registry", *CACHES)
_SEQUENCES = " UNION ALL ".join(
    f"SELECT '{kind}', COALESCE(max(id), 0) FROM orm_signaling_{kind}"  # noqa: S608 - the kinds are constants
    for kind in KINDS
)


class Watcher(NamedTuple):
    """Who is told of messages on a channel; called from a thread of the listener.

    Attributes:
        hear: called with the name of the database and the message.
        again: called with the name of the database when messages may have been missed.
    """

    hear: Callable[[str, str], None]
    again: Callable[[str], None]


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


def notify(cr: Any, channel: str, messages: Collection[str]) -> None:
    """Send messages by PostgreSQL, when the cursor's transaction is committed; each has less than 8,000 bytes."""
    cr.execute(SQL("SELECT pg_notify(%s, message) FROM unnest(%s::text[]) AS message", channel, list(messages)))


def read_sequences(cr: Any) -> dict[str, int]:
    """Return the sequence of each kind of change."""
    cr.execute(_SEQUENCES)
    return dict(cr.fetchall())


class Signaling:
    """The one object of a process that sends and hears signals, for all its databases."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: defaultdict[str, set[str]] = defaultdict(set)
        self._listeners: dict[str, Listener] = {}
        self._redis_listener: RedisListener | None = None
        self._watchers: defaultdict[str, list[Watcher]] = defaultdict(list)
        self._identity = uuid.uuid4().hex
        self._ends_at_exit = False
        self.watch(CHANNEL, Watcher(self.hear, self._catch_up))

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
                listener = self._listeners[db_name] = Listener(db_name, CHANNELS, self._hear, self._again, self.stop)
                listener.start()
            link = redis_link()
            if link is not None and self._redis_listener is None:
                self._redis_listener = RedisListener(link, CHANNELS, self._hear, self._again_everywhere)
                self._redis_listener.start()

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
        if self._redis_listener is not None:
            self._redis_listener.end()
            self._redis_listener = None

    # any channel

    def watch(self, channel: str, watcher: Watcher) -> None:
        """Have a watcher told of the messages on one of `CHANNELS`, beside those that are told already."""
        self._watchers[channel].append(watcher)

    def unwatch(self, channel: str, watcher: Watcher) -> None:
        """Have a watcher told no more."""
        self._watchers[channel].remove(watcher)

    def publish(self, db_name: str, channel: str, messages: Collection[str]) -> None:
        """Send messages to all processes, now: what they tell of is committed.

        By Redis where one is configured and answers, else by PostgreSQL.
        """
        link = redis_link()
        if link is not None:
            name = redis_channel(db_name, channel)
            try:
                link.run(lambda client: [client.publish(name, message) for message in messages])
            except RedisGoneError as error:
                logger.info("messages of %s go by PostgreSQL: %s", db_name, error)
            else:
                return
        with db_connect(db_name).cursor() as cr:
            notify(cr, channel, messages)

    def _hear(self, db_name: str, channel: str, message: str) -> None:
        for watcher in list(self._watchers[channel]):
            watcher.hear(db_name, message)

    def _again(self, db_name: str) -> None:
        for watcher in [watcher for watchers in self._watchers.values() for watcher in watchers]:
            watcher.again(db_name)

    def _again_everywhere(self) -> None:
        for db_name in list(self._listeners):
            self._again(db_name)

    # changes of models and caches

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
        by_redis = redis_link() is not None
        if not by_redis:
            columns.append(SQL("pg_notify(%s, %s)", CHANNEL, message))
        with registry.cursor() as cr:
            cr.execute(SQL("WITH %s SELECT %s", SQL(", ").join(inserts), SQL(", ").join(columns)))
            row = cr.fetchone() or ()
        if by_redis:
            self.publish(registry.db_name, CHANNEL, [message])
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

    def _catch_up(self, db_name: str) -> None:
        with db_connect(db_name).cursor() as cr:
            self.catch_up(db_name, read_sequences(cr))

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
