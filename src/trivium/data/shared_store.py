"""Small values that all processes share for a while: counters of rate limits, words that are good once.

In Redis where one is configured and answers; else in a table of the database that is not kept over a crash
(`UNLOGGED`). Each call is a transaction of its own, so what it says stays true when the caller's transaction is
rolled back: a failed sign-in is counted although it failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from trivium.data.errors import RedisGoneError
from trivium.data.postgres import db_connect
from trivium.data.redislink import RedisLink, redis_link
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Callable

_Result = TypeVar("_Result")

_LOCK: Final = 0x7472_6977
"""Advisory lock held while the table is made."""
_TABLE: Final = """
    CREATE UNLOGGED TABLE IF NOT EXISTS shared_value (
        key text PRIMARY KEY,
        value bytea NOT NULL DEFAULT '',
        count bigint NOT NULL DEFAULT 0,
        expires timestamp without time zone NOT NULL
    );
    CREATE INDEX IF NOT EXISTS shared_value_expires_index ON shared_value (expires);
"""


class Count(NamedTuple):
    """How often something happened.

    Attributes:
        value: times, this one included.
        seconds: until the count begins anew.
    """

    value: int
    seconds: float


class SharedStore(Protocol):
    """Values by key, each for a number of seconds, seen by all processes."""

    def increment(self, key: str, seconds: float) -> Count:
        """Count once more; the count begins anew `seconds` after its first."""

    def get(self, key: str) -> bytes | None:
        """Return a value, None where there is none or its time is over."""

    def put(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for some seconds, in place of what was there."""

    def put_new(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; return whether there was none."""

    def delete(self, *keys: str) -> None:
        """Forget values and counts."""


class PostgresStore:
    """A store in a table of a database.

    Args:
        db_name: the database.
    """

    _ready: Final[set[str]] = set()

    def __init__(self, db_name: str) -> None:
        self.db_name = db_name

    def increment(self, key: str, seconds: float) -> Count:
        """Count once more; the count begins anew `seconds` after its first."""
        row = self._run(
            SQL(
                """
                INSERT INTO shared_value AS v (key, count, expires) VALUES (%(key)s, 1, %(ends)s)
                ON CONFLICT (key) DO UPDATE
                SET count = CASE WHEN v.expires > %(now)s THEN v.count + 1 ELSE 1 END,
                    expires = CASE WHEN v.expires > %(now)s THEN v.expires ELSE excluded.expires END
                RETURNING count, extract(epoch FROM expires - %(now)s)::float8
                """,
                key=key,
                now=_NOW,
                ends=_ends(seconds),
            )
        )
        assert row is not None, "the statement returns its row"
        return Count(row[0], max(0.0, row[1]))

    def get(self, key: str) -> bytes | None:
        """Return a value, None where there is none or its time is over."""
        row = self._run(SQL("SELECT value FROM shared_value WHERE key = %s AND expires > %s", key, _NOW))
        return bytes(row[0]) if row else None

    def put(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for some seconds, in place of what was there."""
        self._run(
            SQL(
                """
                INSERT INTO shared_value (key, value, expires) VALUES (%s, %s, %s)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires, count = 0
                RETURNING true
                """,
                key,
                value,
                _ends(seconds),
            )
        )

    def put_new(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; return whether there was none."""
        row = self._run(
            SQL(
                """
                INSERT INTO shared_value AS v (key, value, expires) VALUES (%(key)s, %(value)s, %(ends)s)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires, count = 0
                WHERE v.expires <= %(now)s
                RETURNING true
                """,
                key=key,
                value=value,
                now=_NOW,
                ends=_ends(seconds),
            )
        )
        return row is not None

    def delete(self, *keys: str) -> None:
        """Forget values and counts."""
        self._run(SQL("DELETE FROM shared_value WHERE key = ANY(%s) RETURNING true", list(keys)))

    def vacuum(self) -> None:
        """Remove what is over."""
        self._run(SQL("DELETE FROM shared_value WHERE expires <= %s RETURNING true", _NOW))

    def _run(self, statement: SQL) -> tuple[Any, ...] | None:
        """Run a statement in a transaction of its own, where a count never waits for a snapshot to end."""
        with db_connect(self.db_name).cursor() as cr:
            if self.db_name not in self._ready:
                _make_table(cr)
                cr.commit()
                self._ready.add(self.db_name)
            # a text, never prepared: to make room for a prepared statement is a query, and it must come before any
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(statement)
            row: tuple[Any, ...] | None = cr.fetchone()
            return row


class RedisStore:
    """A store in Redis.

    Args:
        link: the way there.
        prefix: what all keys begin with, to tell databases apart.
    """

    def __init__(self, link: RedisLink, prefix: str) -> None:
        self._link = link
        self._prefix = prefix

    def increment(self, key: str, seconds: float) -> Count:
        """Count once more; the count begins anew `seconds` after its first.

        Raises:
            RedisGoneError: Redis does not answer; so do all methods.
        """
        name = self._name(key)

        def count(client: Any) -> Count:
            with client.pipeline(transaction=True) as pipe:
                pipe.set(name, 0, px=max(1, int(seconds * 1000)), nx=True)
                pipe.incr(name)
                pipe.pttl(name)
                _, value, left = pipe.execute()
            return Count(int(value), max(0, left) / 1000)

        return self._link.run(count)

    def get(self, key: str) -> bytes | None:
        """Return a value, None where there is none or its time is over."""
        value: bytes | None = self._link.run(lambda client: client.get(self._name(key)))
        return value

    def put(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for some seconds, in place of what was there."""
        self._link.run(lambda client: client.set(self._name(key), value, px=max(1, int(seconds * 1000))))

    def put_new(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; return whether there was none."""
        done = self._link.run(
            lambda client: client.set(self._name(key), value, px=max(1, int(seconds * 1000)), nx=True)
        )
        return bool(done)

    def delete(self, *keys: str) -> None:
        """Forget values and counts."""
        if keys:
            self._link.run(lambda client: client.delete(*(self._name(key) for key in keys)))

    def _name(self, key: str) -> str:
        return f"{self._prefix}:{key}"


class _EitherStore:
    """Redis while it answers, PostgreSQL while it does not.

    What was counted in the one is not known to the other: an outage starts the counts anew, and stops nobody.
    """

    def __init__(self, first: RedisStore, second: PostgresStore) -> None:
        self._first = first
        self._second = second

    def increment(self, key: str, seconds: float) -> Count:
        """Count once more; the count begins anew `seconds` after its first."""
        return self._try(lambda store: store.increment(key, seconds))

    def get(self, key: str) -> bytes | None:
        """Return a value, None where there is none or its time is over."""
        return self._try(lambda store: store.get(key))

    def put(self, key: str, value: bytes, seconds: float) -> None:
        """Keep a value for some seconds, in place of what was there."""
        self._try(lambda store: store.put(key, value, seconds))

    def put_new(self, key: str, value: bytes, seconds: float) -> bool:
        """Keep a value unless there is one; return whether there was none."""
        return self._try(lambda store: store.put_new(key, value, seconds))

    def delete(self, *keys: str) -> None:
        """Forget values and counts."""
        self._try(lambda store: store.delete(*keys))

    def _try(self, call: Callable[[SharedStore], _Result]) -> _Result:
        try:
            return call(self._first)
        except RedisGoneError:
            return call(self._second)


def shared_store(db_name: str) -> SharedStore:
    """Return the store of a database: in Redis where one is configured, in the database itself otherwise."""
    link = redis_link()
    postgres = PostgresStore(db_name)
    return postgres if link is None else _EitherStore(RedisStore(link, f"trivium:{db_name}"), postgres)


_NOW: Final = SQL("clock_timestamp()::timestamp")


def _ends(seconds: float) -> SQL:
    return SQL("clock_timestamp()::timestamp + %s * interval '1 second'", float(seconds))


def _make_table(cr: Any) -> None:
    cr.execute(SQL("SELECT to_regclass('shared_value') IS NOT NULL"))
    if cr.fetchone()[0]:
        return
    cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", _LOCK))
    cr.execute(SQL(_TABLE))
