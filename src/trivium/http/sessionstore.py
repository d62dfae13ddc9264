"""Sessions in PostgreSQL: each in the database it is for, in one small table.

The table holds the digest of a session's identifier. Times are UTC: so is every connection.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import orjson
from psycopg.errors import UndefinedTable

from trivium.data.postgres import db_connect
from trivium.data.redislink import redis_link
from trivium.data.sql import SQL
from trivium.http.constants import SESSION_LIFETIME
from trivium.http.session import Session
from trivium.http.sharedsessions import SharedSessionStore
from trivium.modules.signaling import BUS_CHANNEL, notify
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trivium.data.postgres import BaseCursor, Cursor

_logger = logging.getLogger(__name__)

ENDED = "sessions"
"""What processes tell each other when sessions have ended."""
_LOCK = 0x7472_6976
"""Advisory lock held while the table is made."""

_TABLE = """
    CREATE TABLE IF NOT EXISTS http_session (
        id bytea PRIMARY KEY,
        data jsonb NOT NULL,
        uid integer,
        created timestamp without time zone NOT NULL,
        seen timestamp without time zone NOT NULL,
        expires timestamp without time zone NOT NULL
    );
    CREATE INDEX IF NOT EXISTS http_session_uid_index ON http_session (uid) WHERE uid IS NOT NULL;
    CREATE INDEX IF NOT EXISTS http_session_expires_index ON http_session (expires);
"""

_INSERT = """
    INSERT INTO http_session (id, data, uid, created, seen, expires)
    VALUES (%(id)s, %(data)s, %(uid)s, %(now)s, %(now)s, %(now)s + %(lifetime)s * interval '1 second')
    ON CONFLICT (id) DO UPDATE
    SET data = excluded.data, uid = excluded.uid, seen = excluded.seen, expires = excluded.expires
"""
_UPDATE = """
    UPDATE http_session
    SET data = %(data)s, uid = %(uid)s, seen = %(now)s, expires = %(now)s + %(lifetime)s * interval '1 second'
    WHERE id = %(id)s
"""


class DatabaseSessionStore(SharedSessionStore):
    """Loads and saves sessions, of all databases."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: set[str] = set()

    # one session

    def get(self, sid: str) -> Session:
        """Return the session of an identifier, a new one where there is none."""
        db_name = self.database_of(sid) if self.is_valid_key(sid) else None
        if db_name is None:
            return self.new()
        with self._cursor(db_name) as cr:
            return self.load(cr, sid) or self.new(db_name)

    def load(self, cr: BaseCursor, sid: str) -> Session | None:
        """Read a session that has not ended; one statement.

        Args:
            cr: cursor of the session's database.
            sid: its identifier, of valid form.
        """
        with self._noting_loss(cr.dbname):
            cr.execute(
                SQL(
                    "SELECT data::text, extract(epoch FROM seen)::float8 FROM http_session "
                    "WHERE id = %s AND expires > now()::timestamp",
                    self.digest(sid),
                )
            )
        row = cr.fetchone()
        if row is None:
            return None
        session = Session(orjson.loads(row[0]), sid)
        session.seen = row[1]
        return session

    def load_many(self, cr: BaseCursor, sids: Iterable[str]) -> dict[str, Session]:
        """Read the sessions that have not ended, by identifier; one statement."""
        by_digest = {self.digest(sid): sid for sid in sids}
        cr.execute(
            SQL(
                "SELECT id, data::text FROM http_session WHERE id = ANY(%s) AND expires > now()::timestamp",
                list(by_digest),
            )
        )
        found = ((by_digest[bytes(digest)], data) for digest, data in cr.fetchall())  # type: ignore[attr-defined] # of every cursor that is open
        return {sid: Session(orjson.loads(data), sid) for sid, data in found}

    def keep_in(self, db_name: str, session: Session, lifetime: int) -> None:
        """Write a session to its database."""
        with self._cursor(db_name) as cr:
            self.write(cr, session, lifetime)

    def write(self, cr: BaseCursor, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Write a session by a cursor of its database; one statement.

        One that was ended meanwhile, by whoever else uses it, is not brought back.
        """
        statement = _INSERT if session.is_new else _UPDATE
        cr.execute(
            SQL(
                statement,
                id=self.digest(session.sid),
                data=SQL("%s::jsonb", session.dump().decode()),
                uid=session.uid,
                now=SQL("clock_timestamp()::timestamp"),
                lifetime=lifetime,
            )
        )
        session.mark_saved()

    def end(self, db_name: str, sid: str) -> None:
        """End the session of an identifier."""
        with self._cursor(db_name) as cr:
            cr.execute(SQL("DELETE FROM http_session WHERE id = %s", self.digest(sid)))
            tell_of_ends(cr)

    def end_soon(self, db_name: str, sid: str, seconds: int) -> None:
        """Have the session of an identifier end."""
        ends = SQL("now()::timestamp + %s * interval '1 second'", seconds)
        with self._cursor(db_name) as cr:
            cr.execute(SQL("UPDATE http_session SET expires = %s WHERE id = %s", ends, self.digest(sid)))

    # many sessions

    def revoke(self, cr: BaseCursor, identifiers: Iterable[str]) -> None:
        """End the sessions whose digests, in hexadecimal, are given."""
        digests = [bytes.fromhex(identifier) for identifier in identifiers]
        cr.execute(SQL("DELETE FROM http_session WHERE id IN %s", tuple(digests)))
        tell_of_ends(cr)

    def ended(self, cr: BaseCursor, identifiers: Iterable[str]) -> set[str]:
        """Return those of some identifiers, as `identify` tells them, whose sessions are no more; one statement."""
        cr.execute(
            SQL(
                "SELECT given FROM unnest(%s::text[]) AS given "
                "WHERE NOT EXISTS (SELECT 1 FROM http_session s WHERE encode(s.id, 'hex') = given)",
                list(identifiers),
            )
        )
        return {row[0] for row in cr.fetchall()}  # type: ignore[attr-defined] # of every cursor that is open

    def collect(self, cr: BaseCursor, max_lifetime: int = SESSION_LIFETIME) -> None:
        """Remove the sessions that have ended; each knows when it does."""
        cr.execute(SQL("DELETE FROM http_session WHERE expires < now()::timestamp"))

    # the table

    def prepare(self, db_name: str) -> None:
        """Make the table where a database does not have it; asked once in a process."""
        if db_name in self._ready:
            return
        # Not by the registry's cursor: a test's transaction would take the table back when it ends.
        with db_connect(db_name).cursor() as cr:
            create_table(cr)
        self._ready.add(db_name)

    @contextmanager
    def _cursor(self, db_name: str) -> Iterator[Cursor]:
        """Give a cursor of a database that has the table."""
        self.prepare(db_name)
        with self._noting_loss(db_name), db_connect(db_name).cursor() as cr:
            yield cr

    @contextmanager
    def _noting_loss(self, db_name: str) -> Iterator[None]:
        """Have the table made again by who comes next, where it is found missing: it has no model that keeps it."""
        try:
            yield
        except UndefinedTable:
            self._ready.discard(db_name)
            raise


def get_session_max_inactivity(env: Any) -> int:
    """Return the seconds without use after which sessions of a database end: `sessions.max_inactivity_seconds`."""
    if env is None:
        return SESSION_LIFETIME
    value = env["ir.config_parameter"].sudo().get_param("sessions.max_inactivity_seconds", SESSION_LIFETIME)
    try:
        return int(value)
    except ValueError:
        _logger.warning("The parameter sessions.max_inactivity_seconds is no whole number: %r", value)
        return SESSION_LIFETIME


def tell_of_ends(cr: BaseCursor) -> None:
    """Have all processes look which open websockets are of sessions that have ended, once this is committed."""
    if redis_link() is None:
        notify(cr, BUS_CHANNEL, [ENDED])
        return
    db_name = cr.dbname
    cr.postcommit.add(lambda: Registry.signaling.publish(db_name, BUS_CHANNEL, [ENDED]))


def create_table(cr: BaseCursor) -> None:
    """Make the table of sessions unless it is there."""
    cr.execute(SQL("SELECT to_regclass('http_session') IS NOT NULL"))
    row = cr.fetchone()
    if row is not None and row[0]:
        return
    cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", _LOCK))
    cr.execute(SQL(_TABLE))
