"""Sessions that all processes of all machines share: their identifiers, and how one takes the place of another.

A session's identifier, held by the browser's cookie, is `<43 random characters>.<name of the database>`. Stores hold
the digest of it, so that who reads them cannot use the sessions.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING, Any

from trivium.http.constants import SESSION_DELETION_TIMER, SESSION_LIFETIME
from trivium.http.databases import decode_hint, encode_hint
from trivium.http.session import Session, get_default_session
from trivium.http.sessions import SessionStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trivium.data.postgres import BaseCursor

_KEY_RE = re.compile(r"[A-Za-z0-9_-]{43}(\.[A-Za-z0-9_-]+)?")


class SharedSessionStore(SessionStore):
    """A store whose sessions know their database; where they are kept is for derived classes to say."""

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
        """Return what the store knows a session by."""
        return hashlib.sha256(sid.encode()).digest()

    def identify(self, sid: str) -> str:
        """Return the digest, in hexadecimal."""
        return self.digest(sid).hex()

    # sessions

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

    def save(self, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Keep a session; one without a database is not kept.

        Args:
            session: the session.
            lifetime: seconds without use after which it ends.
        """
        if not session.db or not session.can_save:
            return
        if self.database_of(session.sid) != session.db:
            session.sid = f"{session.secret}.{encode_hint(session.db)}"
            session.is_new = True
        self.keep_in(session.db, session, lifetime)

    def keep(self, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Keep a session, as `save` does."""
        self.save(session, lifetime)

    def rotate(self, session: Session, env: Any, soft: bool = False) -> None:
        """Give a session a new identifier and save it.

        Args:
            session: the session.
            env: environment of the signed-in user, to make the token anew.
            soft: let the old identifier serve the requests that are under way, for two minutes.
        """
        former = self.database_of(session.sid)
        if former and soft:
            self.end_soon(former, session.sid, SESSION_DELETION_TIMER)
        elif former:
            self.end(former, session.sid)
        session.sid = self.generate_key(session.db)
        session.is_new = True
        if session.uid:
            session.session_token = env["res.users"].browse(session.uid)._compute_session_token(session.secret)
        session.should_rotate = False
        self.save(session)

    def delete(self, session: Session) -> None:
        """End a session."""
        db_name = self.database_of(session.sid)
        if db_name:
            self.end(db_name, session.sid)

    # where they are kept

    def keep_in(self, db_name: str, session: Session, lifetime: int) -> None:
        """Keep a session of a database, whose identifier leads there."""
        raise NotImplementedError(f"{type(self).__name__}.keep_in")

    def end(self, db_name: str, sid: str) -> None:
        """End the session of an identifier."""
        raise NotImplementedError(f"{type(self).__name__}.end")

    def end_soon(self, db_name: str, sid: str, seconds: int) -> None:
        """Have the session of an identifier end in so many seconds."""
        raise NotImplementedError(f"{type(self).__name__}.end_soon")

    def ended(self, cr: BaseCursor, identifiers: Iterable[str]) -> set[str]:
        """Return those of some identifiers, as `identify` tells them, whose sessions are no more."""
        raise NotImplementedError(f"{type(self).__name__}.ended")
