"""Sessions in PostgreSQL: each in the database it is for, in one small table.

A session's identifier, held by the browser's cookie, is `<43 random characters>.<name of the database>`. The table
holds the digest of it, so that who reads the table cannot use the sessions. Times are UTC: so is every connection.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from typing import TYPE_CHECKING, Any

import orjson

from trivium.data.postgres import db_connect
from trivium.data.sql import SQL
from trivium.http.constants import SESSION_DELETION_TIMER, SESSION_LIFETIME
from trivium.http.databases import decode_hint, encode_hint
from trivium.http.session import Session, get_default_session
from trivium.http.sessions import SessionStore
from trivium.modules.signaling import BUS_CHANNEL, notify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trivium.data.postgres import BaseCursor

_logger = logging.getLogger(__name__)

_KEY_RE = re.compile(r"[A-Za-z0-9_-]{43}(\.[A-Za-z0-9_-]+)?")
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


class DatabaseSessionStore(SessionStore):
    """Loads and saves sessions, of all databases."""

    def __init__(self) -> None:
        super().__init__()
        self._ready: set[str] = set()

    # identifiers

    def generate_key(self, salt: str | None = None) -> str:
        """Return a new identifier; what is salted with the name of a database leads there."""
        secret = secrets.token_urlsafe(32)
        return f"{secret}.{encode_hint(salt)}" if salt else secret

    def is_valid_key(self, key: str) -> bool:
        """Whether `key` has the form of an identifier."""
        return _KEY_RE.fullmatch(key) is not None

    def database_of(self, sid: str) -> str | None:
        """Return the database that an identifier is for; its word alone, to be checked by the caller."""
        hint = sid.partition(".")[2]
        return decode_hint(hint) if hint else None

    @staticmethod
    def digest(sid: str) -> bytes:
        """Return what the table knows a session by."""
        return hashlib.sha256(sid.encode()).digest()

    def identify(self, sid: str) -> str:
        """Return the digest, in hexadecimal."""
        return self.digest(sid).hex()

    # one session

    def new(self, db_name: str | None = None, lang: str | None = None) -> Session:
        """Return a session that was just begun.

        Args:
            db_name: the database it is for.
            lang: language of its context.
        """
        data = {**get_default_session(), "db": db_name, "context": {"lang": lang} if lang else {}}
        return Session(data, self.generate_key(db_name), new=True)

    def begin(self, db_name: str | None = None, lang: str | None = None) -> Session:
        """Return a session that was just begun, as `new` does."""
        return self.new(db_name, lang)

    def get(self, sid: str) -> Session:
        """Return the session of an identifier, a new one where there is none."""
        db_name = self.database_of(sid) if self.is_valid_key(sid) else None
        if db_name is None:
            return self.new()
        self.prepare(db_name)
        with db_connect(db_name).cursor() as cr:
            return self.load(cr, sid) or self.new(db_name)

    def load(self, cr: BaseCursor, sid: str) -> Session | None:
        """Read a session that has not ended; one statement.

        Args:
            cr: cursor of the session's database.
            sid: its identifier, of valid form.
        """
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

    def save(self, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Write a session to its database; a session without one is not kept.

        Args:
            session: the session.
            lifetime: seconds without use after which it ends.
        """
        if not session.db or not session.can_save:
            return
        if self.database_of(session.sid) != session.db:
            session.sid = f"{session.secret}.{encode_hint(session.db)}"
        self.prepare(session.db)
        with db_connect(session.db).cursor() as cr:
            self.write(cr, session, lifetime)

    def keep(self, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Write a session to its database, as `save` does."""
        self.save(session, lifetime)

    def write(self, cr: BaseCursor, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Write a session by a cursor of its database; one statement."""
        cr.execute(
            SQL(
                """
                INSERT INTO http_session (id, data, uid, created, seen, expires)
                VALUES (%(id)s, %(data)s, %(uid)s, %(now)s, %(now)s, %(now)s + %(lifetime)s * interval '1 second')
                ON CONFLICT (id) DO UPDATE
                SET data = excluded.data, uid = excluded.uid, seen = excluded.seen, expires = excluded.expires
                """,
                id=self.digest(session.sid),
                data=SQL("%s::jsonb", session.dump().decode()),
                uid=session.uid,
                now=SQL("clock_timestamp()::timestamp"),
                lifetime=lifetime,
            )
        )
        session.mark_saved()

    def rotate(self, session: Session, env: Any, soft: bool = False) -> None:
        """Give a session a new identifier and save it.

        Args:
            session: the session.
            env: environment of the signed-in user, to make the token anew.
            soft: let the old identifier serve the requests that are under way, for two minutes.
        """
        old, db_name = session.sid, session.db
        if db_name:
            self.prepare(db_name)
            with db_connect(db_name).cursor() as cr:
                if soft:
                    ends = SQL("now()::timestamp + %s * interval '1 second'", SESSION_DELETION_TIMER)
                    cr.execute(SQL("UPDATE http_session SET expires = %s WHERE id = %s", ends, self.digest(old)))
                else:
                    cr.execute(SQL("DELETE FROM http_session WHERE id = %s", self.digest(old)))
                    tell_of_ends(cr)
        session.sid = self.generate_key(db_name)
        if session.uid:
            session.session_token = env["res.users"].browse(session.uid)._compute_session_token(session.secret)
        session.should_rotate = False
        self.save(session)

    def delete(self, session: Session) -> None:
        """End a session."""
        db_name = self.database_of(session.sid)
        if db_name:
            self.prepare(db_name)
            with db_connect(db_name).cursor() as cr:
                cr.execute(SQL("DELETE FROM http_session WHERE id = %s", self.digest(session.sid)))
                tell_of_ends(cr)

    # many sessions

    def delete_of_user(self, cr: BaseCursor, uid: int, keep: Session | None = None) -> int:
        """End all sessions of a user but `keep`.

        Returns:
            how many ended.
        """
        cr.execute(
            SQL(
                "DELETE FROM http_session WHERE uid = %s AND id != %s",
                uid,
                self.digest(keep.sid) if keep is not None else b"",
            )
        )
        ended = int(cr.rowcount)  # type: ignore[attr-defined] # of every cursor that is open
        tell_of_ends(cr)
        return ended

    def revoke(self, cr: BaseCursor, identifiers: Iterable[str]) -> None:
        """End the sessions whose digests, in hexadecimal, are given."""
        digests = [bytes.fromhex(identifier) for identifier in identifiers]
        cr.execute(SQL("DELETE FROM http_session WHERE id IN %s", tuple(digests)))
        tell_of_ends(cr)

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
    notify(cr, BUS_CHANNEL, [ENDED])


def create_table(cr: BaseCursor) -> None:
    """Make the table of sessions unless it is there."""
    cr.execute(SQL("SELECT to_regclass('http_session') IS NOT NULL"))
    row = cr.fetchone()
    if row is not None and row[0]:
        return
    cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", _LOCK))
    cr.execute(SQL(_TABLE))
