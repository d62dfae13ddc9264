"""Sessions in Redis, where one is configured: any number of machines share them, and PostgreSQL has less to write.

A session is a value under the digest of its identifier, which Redis forgets by itself when its time is over. While
Redis does not answer nobody can be known: who has a cookie is told to come back (503), who has none is served.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import orjson

from trivium.data.redislink import RedisLink, redis_link
from trivium.http.constants import SESSION_LIFETIME
from trivium.http.session import Session
from trivium.http.sessionstore import ENDED, DatabaseSessionStore, tell_of_ends
from trivium.http.sharedsessions import SharedSessionStore
from trivium.modules.signaling import BUS_CHANNEL
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trivium.data.postgres import BaseCursor


class RedisSessionStore(SharedSessionStore):
    """Loads and saves sessions, of all databases; every method raises `RedisGoneError` while Redis does not answer.

    Args:
        link: the way to Redis.
    """

    def __init__(self, link: RedisLink) -> None:
        super().__init__()
        self._link = link

    # one session

    def get(self, sid: str) -> Session:
        """Return the session of an identifier, a new one where there is none."""
        db_name = self.database_of(sid) if self.is_valid_key(sid) else None
        if db_name is None:
            return self.new()
        return self._load([sid]).get(sid) or self.new(db_name)

    def load(self, cr: BaseCursor, sid: str) -> Session | None:
        """Return a session that has not ended."""
        return self._load([sid]).get(sid)

    def load_many(self, cr: BaseCursor, sids: Iterable[str]) -> dict[str, Session]:
        """Return those of some sessions that have not ended, by identifier; one message to Redis."""
        return self._load(list(sids))

    def write(self, cr: BaseCursor, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Keep a session of a cursor's database."""
        self.keep_in(cr.dbname, session, lifetime)

    def keep_in(self, db_name: str, session: Session, lifetime: int) -> None:
        """Keep a session; one that was ended meanwhile, by whoever else uses it, is not brought back."""
        value = orjson.dumps({"seen": time.time(), "data": dict(session)})
        name, milliseconds = self._name(db_name, self.identify(session.sid)), max(1, int(lifetime * 1000))
        self._link.run(lambda client: client.set(name, value, px=milliseconds, xx=not session.is_new))
        session.mark_saved()

    def end(self, db_name: str, sid: str) -> None:
        """End the session of an identifier."""
        self._link.run(lambda client: client.delete(self._name(db_name, self.identify(sid))))
        Registry.signaling.publish(db_name, BUS_CHANNEL, [ENDED])

    def end_soon(self, db_name: str, sid: str, seconds: int) -> None:
        """Have the session of an identifier end in so many seconds."""
        self._link.run(lambda client: client.pexpire(self._name(db_name, self.identify(sid)), seconds * 1000))

    # many sessions

    def revoke(self, cr: BaseCursor, identifiers: Iterable[str]) -> None:
        """End the sessions that `identify` told of: at once, and for good when the transaction fails."""
        names = [self._name(cr.dbname, identifier) for identifier in identifiers]
        if names:
            self._link.run(lambda client: client.delete(*names))
            tell_of_ends(cr)

    def ended(self, cr: BaseCursor, identifiers: Iterable[str]) -> set[str]:
        """Return those of some identifiers, as `identify` tells them, whose sessions are no more."""
        asked = list(identifiers)

        def ask(client: Any) -> list[int]:
            with client.pipeline(transaction=False) as pipe:
                for identifier in asked:
                    pipe.exists(self._name(cr.dbname, identifier))
                return list(pipe.execute())

        return {identifier for identifier, there in zip(asked, self._link.run(ask), strict=True) if not there}

    def collect(self, cr: BaseCursor, max_lifetime: int = SESSION_LIFETIME) -> None:
        """Remove the sessions that have ended: Redis did."""

    def _load(self, sids: list[str]) -> dict[str, Session]:
        if not sids:
            return {}
        names = [self._name(self.database_of(sid) or "", self.identify(sid)) for sid in sids]
        found: dict[str, Session] = {}
        for sid, value in zip(sids, self._link.run(lambda client: client.mget(names)), strict=True):
            if value is not None:
                content = orjson.loads(value)
                found[sid] = Session(content["data"], sid)
                found[sid].seen = content["seen"]
        return found

    @staticmethod
    def _name(db_name: str, identifier: str) -> str:
        return f"trivium:{db_name}:session:{identifier}"


def make_store() -> SharedSessionStore:
    """Return the server's own store: in Redis where one is configured, in the databases otherwise."""
    link = redis_link()
    return DatabaseSessionStore() if link is None else RedisSessionStore(link)
