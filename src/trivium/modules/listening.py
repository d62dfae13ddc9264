"""Threads that wait for messages from other processes: of a database by LISTEN, of all databases by Redis."""

from __future__ import annotations

import logging
import select
import threading
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from trivium.data import databases, server
from trivium.data.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from trivium.data.redislink import RedisLink

logger = logging.getLogger(__name__)

_RECONNECT_AFTER = 2.0  # seconds
_POLL = 5.0  # seconds between looks whether the thread should end
_FAILURES = (psycopg.Error, DataError, OSError)


class _Thread(threading.Thread):
    """A thread that listens, connects again whenever the connection breaks, and ends when told to."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._failures: tuple[type[Exception], ...] = _FAILURES
        self._ended = threading.Event()
        self._listening = threading.Event()

    @property
    def is_listening(self) -> bool:
        """Whether messages are being heard."""
        return self._listening.is_set()

    def end(self) -> None:
        """Have the thread end soon."""
        self._ended.set()

    def run(self) -> None:
        """Listen until told to end."""
        while not self._ended.is_set():
            try:
                self._listen()
            except self._failures as error:
                self._listening.clear()
                if self._ended.is_set() or self._over():
                    return
                logger.info("%s: %s; trying again", self.name, error)
                self._ended.wait(_RECONNECT_AFTER)
                self._while_deaf()

    def _listen(self) -> None:
        raise NotImplementedError

    def _over(self) -> bool:
        """Tell whether there is nothing to listen to any more."""
        return False

    def _while_deaf(self) -> None:
        """Do what keeps things going while there is no connection."""


class Listener(_Thread):
    """Waits for the notifications of one database.

    Args:
        db_name: the database.
        channels: what to listen to.
        hear: called with database, channel and message.
        again: called with the database each time when listening begins: messages before that were missed.
        gone: called with the database when there is none of that name any more; the thread ends then.
    """

    def __init__(
        self,
        db_name: str,
        channels: Collection[str],
        hear: Callable[[str, str, str], None],
        again: Callable[[str], None],
        gone: Callable[[str], None],
    ) -> None:
        super().__init__(f"trivium-signals-{db_name}")
        self._db_name = db_name
        self._channels = channels
        self._hear = hear
        self._again = again
        self._gone = gone

    def _over(self) -> bool:
        try:
            over = not databases.exists(self._db_name)
        except _FAILURES:
            return False
        if over:
            self._gone(self._db_name)
        return over

    def _listen(self) -> None:
        parameters: dict[str, Any] = {**server.current_server().parameters(), "dbname": self._db_name}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            for channel in self._channels:
                connection.execute(Composed([SQL("LISTEN "), Identifier(channel)]))
            self._again(self._db_name)
            self._listening.set()
            while not self._ended.is_set():
                ready, _write, _error = select.select([connection.fileno()], [], [], _POLL)
                if ready:
                    for notification in connection.notifies(timeout=0):
                        self._hear(self._db_name, notification.channel, notification.payload)


class RedisListener(_Thread):
    """Waits for the messages of all databases on a Redis.

    Args:
        link: the way to it.
        channels: what to listen to.
        hear: called with database, channel and message.
        again: called each time when listening begins, and while there is no connection: messages are being missed.
    """

    def __init__(
        self,
        link: RedisLink,
        channels: Collection[str],
        hear: Callable[[str, str, str], None],
        again: Callable[[], None],
    ) -> None:
        super().__init__("trivium-redis")
        self._link = link
        self._failures = (*_FAILURES, link.failure)
        self._channels = channels
        self._hear = hear
        self._again = again

    def _listen(self) -> None:
        with self._link.subscriber() as client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.psubscribe(*(redis_channel("*", channel) for channel in self._channels))
            subscription.get_message(timeout=_POLL)
            self._again()
            self._listening.set()
            while not self._ended.is_set():
                message = subscription.get_message(timeout=_POLL)
                if message is not None and message["type"] == "pmessage":
                    _prefix, _, rest = message["channel"].decode().partition(":")
                    db_name, _, channel = rest.rpartition(":")
                    self._hear(db_name, channel, message["data"].decode())

    def _while_deaf(self) -> None:
        self._again()


def redis_channel(db_name: str, channel: str) -> str:
    """Return what a channel of a database is called in Redis."""
    return f"trivium:{db_name}:{channel}"
