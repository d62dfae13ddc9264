"""One look into the database for many connections: new notifications, and sessions that have ended."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trivium.http.application import root
from trivium.http.service.security import check_session
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID

if TYPE_CHECKING:
    from trivium.http.websocket.socket import Socket

EVERY_CHANNEL: Final = "*"
"""Stands for all channels where messages between processes may have been missed."""
ROWS: Final = 5_000
"""Notifications that one look fetches; what is left is for the next."""
TEXT_SIZE: Final = 2**20
"""How long a message to a client may grow; what is left is for the next."""


class Wish(NamedTuple):
    """A connection that wants what it missed.

    Attributes:
        socket: the connection.
        channels: what it listens to.
        last: id of the last notification that it has; 0 for the present ones.
    """

    socket: Socket
    channels: frozenset[str]
    last: int


@dataclass(frozen=True, slots=True)
class Order:
    """What to look for.

    Attributes:
        db: database.
        position: everything up to this notification was handed out to `live`.
        fresh: connections that want what they missed.
        live: connections that want what is new.
        doubted: connections whose sessions may have ended.
    """

    db: str
    position: int
    fresh: list[Wish]
    live: list[Socket]
    doubted: list[Socket]


class Poll:
    """The look, and what it found; `run` is for a thread.

    Args:
        order: what to look for.

    Attributes:
        top: id of the last notification there is.
        reached: everything up to this notification was looked at.
        texts: connection, message, id of the last notification in it.
        unfinished: connections for which there is more than one look takes, with the id up to which they have all.
        expired: connections whose sessions have ended.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self.top = 0
        self.reached = 0
        self.unfinished: dict[Socket, int] = {}
        self.texts: list[tuple[Socket, str, int]] = []
        self.expired: set[Socket] = set()

    def run(self) -> Poll:
        """Look; five statements at most, however many connections there are."""
        order = self._order
        registry = Registry(order.db).check_signaling()
        with registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            if order.fresh or order.live:
                self._fetch(env["bus.bus"])
            self._check_sessions(env)
        return self

    def _check_sessions(self, env: Environment) -> None:
        """No notification goes to who is signed out: sessions are looked at in the same snapshot."""
        receivers = [socket for socket, _text, _last in self.texts if socket.sid]
        doubted = {*self._order.doubted, *receivers}
        if not doubted:
            return
        sessions = root.session_store.load_many(env.cr, {socket.sid for socket in doubted if socket.sid})
        for socket in doubted:
            session = sessions.get(socket.sid or "")
            if session is None or session.uid != socket.uid or (session.uid and not check_session(session, env)):
                self.expired.add(socket)
        self.texts = [found for found in self.texts if found[0] not in self.expired]

    def _fetch(self, bus: Any) -> None:
        order = self._order
        wanted: dict[Socket, tuple[frozenset[str], int]] = {}
        present = bus._first_id_of_the_present() if any(wish.last <= 0 for wish in order.fresh) else 0
        self.top = self.reached = bus._bus_last_id()
        for wish in order.fresh:
            # A client that knows of more than there is has known another database of that name.
            last = wish.last if 0 < wish.last <= self.top else present
            wanted[wish.socket] = wish.channels, last
        for socket in order.live:
            if socket not in wanted:
                wanted[socket] = socket.channels, max(socket.last, order.position)
        if not wanted:
            return
        first = min(last for _channels, last in wanted.values())
        if first >= self.top:
            return
        channels = frozenset().union(*(names for names, _last in wanted.values()))
        rows = bus._read_after(first, channels, ROWS)
        if len(rows) == ROWS:
            self.reached = rows[-1][0]
            self.unfinished = {wish.socket: max(self.reached, wanted[wish.socket][1]) for wish in order.fresh}
        self._share_out(rows, wanted)

    def _share_out(self, rows: list[tuple[int, str, str]], wanted: dict[Socket, tuple[frozenset[str], int]]) -> None:
        listeners: defaultdict[str, list[Socket]] = defaultdict(list)
        for socket, (channels, _last) in wanted.items():
            for channel in channels:
                listeners[channel].append(socket)
        found: defaultdict[Socket, list[tuple[int, str]]] = defaultdict(list)
        for row_id, channel, message in rows:
            part = f'{{"id":{row_id},"message":{message}}}'
            for socket in listeners[channel]:
                if row_id > wanted[socket][1]:
                    found[socket].append((row_id, part))
        for socket, parts in found.items():
            self._write(socket, parts)

    def _write(self, socket: Socket, parts: list[tuple[int, str]]) -> None:
        size, taken = 0, 0
        for _id, part in parts:
            size += len(part)
            if taken and size > TEXT_SIZE:
                break
            taken += 1
        last = parts[taken - 1][0]
        if taken < len(parts):
            self.unfinished[socket] = last
        self.texts.append((socket, f"[{','.join(part for _id, part in parts[:taken])}]", last))


def channel_key(channel: str) -> str:
    """Return the short name of a channel in messages between processes."""
    return hashlib.blake2b(channel.encode(), digest_size=9).hexdigest()
