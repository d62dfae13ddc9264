"""The connections of one process, and how notifications come to them.

A notification is a row of `bus_bus`; a message between processes says only on which channels there are new ones. One
poll at a time for each database fetches what is new for all connections together, so that the number of statements
does not grow with them. Ids of notifications are in the order of their commits (see `bus.bus`): what is behind the
last id that was seen is everything that was missed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import psycopg

from trivium.http.errors import is_outage
from trivium.http.sessionstore import ENDED
from trivium.http.websocket.codes import CloseCode
from trivium.http.websocket.polling import EVERY_CHANNEL, Order, Poll, Wish, channel_key
from trivium.modules.signaling import BUS_CHANNEL, Watcher
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from trivium.http.websocket.socket import Socket

_logger = logging.getLogger(__name__)

SWEEP_SECONDS: Final = 60.0
"""How often sessions are looked at, and connections that are silent."""
RETRY_SECONDS: Final = 1.0
"""When to poll again after PostgreSQL could not be reached."""


class _Database:
    """The connections to one database.

    Attributes:
        sockets: those that are open.
        listeners: keys of the channels that any of them listens to.
        position: everything up to this notification was handed out.
        fresh: connections that wait for what they missed.
        notified: there may be new notifications.
        doubted: sessions may have ended.
        task: the poll under way.
    """

    def __init__(self) -> None:
        self.sockets: set[Socket] = set()
        self.listeners: set[str] = set()
        self.position = 0
        self.fresh: set[Socket] = set()
        self.notified = False
        self.doubted = False
        self.task: asyncio.Task[None] | None = None


class Hub:
    """All connections of this process; used on the event loop.

    Args:
        silence: seconds that a client may be silent.
    """

    def __init__(self, silence: float) -> None:
        self._silence = silence
        self._databases: dict[str, _Database] = {}
        self._loop = asyncio.get_running_loop()
        self.threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="websocket")
        self._watcher = Watcher(self._hear, self._again)
        Registry.signaling.watch(BUS_CHANNEL, self._watcher)
        self._sweeper = self._loop.call_later(min(SWEEP_SECONDS, silence), self._sweep)

    def __len__(self) -> int:
        return sum(len(database.sockets) for database in self._databases.values())

    def add(self, socket: Socket) -> None:
        """Take a connection in."""
        self._databases.setdefault(socket.db, _Database()).sockets.add(socket)

    def remove(self, socket: Socket) -> None:
        """Let go of a connection."""
        database = self._databases.get(socket.db)
        if database is not None:
            database.sockets.discard(socket)
            database.fresh.discard(socket)

    def grant(self, socket: Socket) -> None:
        """Give a connection the channels it asked for, and what it missed on them."""
        if socket.wanted is None:
            return
        socket.channels, socket.last = socket.wanted
        socket.wanted = None
        socket.ready = False
        database = self._databases[socket.db]
        database.listeners.update(channel_key(channel) for channel in socket.channels)
        database.fresh.add(socket)
        self._poll(socket.db)

    def close_all(self, code: int, reason: str = "") -> None:
        """Close every connection."""
        for database in self._databases.values():
            for socket in list(database.sockets):
                socket.close(code, reason)

    def end(self) -> None:
        """Close every connection, and stop."""
        self.close_all(CloseCode.GOING_AWAY, "the server stops")
        Registry.signaling.unwatch(BUS_CHANNEL, self._watcher)
        self._sweeper.cancel()
        self.threads.shutdown(wait=False)

    # messages between processes; from threads

    def _hear(self, db_name: str, message: str) -> None:
        self.call(self._note, db_name, message)

    def _again(self, db_name: str) -> None:
        self.call(self._note, db_name, EVERY_CHANNEL)

    def call(self, function: Callable[..., None], *args: str) -> None:
        """Run a function on the event loop; called from a thread."""
        try:
            self._loop.call_soon_threadsafe(function, *args)
        except RuntimeError:
            if not self._loop.is_closed():
                raise

    def _note(self, db_name: str, message: str) -> None:
        database = self._databases.get(db_name)
        if database is None or not database.sockets:
            return
        keys = set(message.split())
        everything = EVERY_CHANNEL in keys
        database.doubted |= everything or ENDED in keys
        database.notified |= everything or not database.listeners.isdisjoint(keys)
        self._poll(db_name)

    # polling

    def _poll(self, db_name: str) -> None:
        database = self._databases[db_name]
        if database.task is None and (database.fresh or database.notified or database.doubted):
            database.task = asyncio.ensure_future(self._work(db_name, database))

    async def _work(self, db_name: str, database: _Database) -> None:
        """Poll until there is nothing left to ask for."""
        try:
            while database.sockets and (database.fresh or database.notified or database.doubted):
                order = self._order(db_name, database)
                try:
                    poll = await self._loop.run_in_executor(self.threads, Poll(order).run)
                except Exception as error:  # the boundary: clients come again, and get what they missed
                    if not is_outage(error) and not isinstance(error, psycopg.OperationalError):
                        _logger.exception("Notifications of %s could not be fetched", db_name)
                        for socket in list(database.sockets):
                            socket.close(CloseCode.SERVER_ERROR, "notifications could not be fetched")
                        return
                    self._put_back(database, order)
                    await asyncio.sleep(RETRY_SECONDS)
                else:
                    self._hand_out(database, order, poll)
        finally:
            database.task = None

    @staticmethod
    def _order(db_name: str, database: _Database) -> Order:
        fresh = [Wish(socket, socket.channels, socket.last) for socket in database.fresh if not socket.gone]
        live = [socket for socket in database.sockets if socket.ready and not socket.gone]
        doubted = [socket for socket in database.sockets if socket.sid and not socket.gone]
        order = Order(
            db_name,
            database.position,
            fresh,
            live if database.notified else [],
            doubted if database.doubted else [],
        )
        database.fresh = set()
        database.notified = database.doubted = False
        return order

    @staticmethod
    def _put_back(database: _Database, order: Order) -> None:
        database.fresh.update(wish.socket for wish in order.fresh if not wish.socket.gone)
        database.notified = database.doubted = True

    def _hand_out(self, database: _Database, order: Order, poll: Poll) -> None:
        for socket in poll.expired:
            socket.close(CloseCode.SESSION_EXPIRED, "the session has ended")
        for socket, text, last in poll.texts:
            socket.push(text)
            socket.last = last
        for wish in order.fresh:
            if wish.socket not in database.fresh:
                wish.socket.ready = True
        if order.live or not database.position:
            database.position = max(database.position, poll.reached)
        # What came meanwhile, or was too much for one look, may be for connections that were not asked for.
        database.notified |= poll.top > database.position and bool(order.fresh or order.live)
        for socket, last in poll.unfinished.items():
            socket.last = last
            socket.ready = False
            database.fresh.add(socket)
        self._forget_channels(database)

    @staticmethod
    def _forget_channels(database: _Database) -> None:
        if not database.sockets:
            database.listeners.clear()
            database.position = 0

    # time

    def _sweep(self) -> None:
        """Close what is silent, and look whether sessions have ended by themselves."""
        self._sweeper = self._loop.call_later(min(SWEEP_SECONDS, self._silence), self._sweep)
        limit = time.monotonic() - self._silence
        for db_name, database in self._databases.items():
            for socket in list(database.sockets):
                if socket.heard < limit:
                    socket.close(CloseCode.KEEP_ALIVE_TIMEOUT, "silent for too long")
            database.doubted = any(socket.sid for socket in database.sockets)
            database.listeners = {channel_key(name) for socket in database.sockets for name in socket.channels}
            self._poll(db_name)
