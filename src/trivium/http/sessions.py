"""The interface of stores of sessions, and sessions in files.

The server's own store keeps sessions in their databases (`trivium.http.sessionstore`). An addon may put another in its
place, `root.session_store`: one derived from `SessionStore` that says how sessions are got, saved and deleted.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from trivium.http.constants import SESSION_DELETION_TIMER, SESSION_LIFETIME, STORED_SESSION_BYTES
from trivium.http.session import Session, get_default_session
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trivium.data.postgres import BaseCursor

KEY_LENGTH = 2 * STORED_SESSION_BYTES
"""Characters of an identifier: the first half names the session, the second changes at each soft rotation."""

_KEY = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}")
_session_identifier_re = re.compile(rf"^[A-Za-z0-9_-]{{{STORED_SESSION_BYTES}}}$")


class SessionStore:
    """What a store of sessions offers; `get`, `save` and `delete` are for derived classes to say.

    Attributes:
        session_class: called with data, identifier and whether the session is new.
    """

    def __init__(self, session_class: Any = None) -> None:
        self.session_class: Any = session_class or Session

    def generate_key(self, salt: Any = None) -> str:
        """Return a new identifier; it is random, a salt adds nothing to it."""
        return secrets.token_urlsafe(KEY_LENGTH)[:KEY_LENGTH]

    def is_valid_key(self, key: str) -> bool:
        """Whether `key` has the form of an identifier."""
        return _KEY.fullmatch(key) is not None

    def new(self) -> Session:
        """Return an empty session with a new identifier."""
        session: Session = self.session_class({}, self.generate_key(), True)
        return session

    def get(self, sid: str) -> Session:
        """Return the session of an identifier, a new one where there is none."""
        raise NotImplementedError(f"{type(self).__name__}.get")

    def save(self, session: Session) -> None:
        """Keep a session."""
        raise NotImplementedError(f"{type(self).__name__}.save")

    def delete(self, session: Session) -> None:
        """End a session."""
        raise NotImplementedError(f"{type(self).__name__}.delete")

    def save_if_modified(self, session: Session) -> None:
        """Keep a session where something in it changed."""
        if session.changed:
            self.save(session)

    def rotate(self, session: Session, env: Any, soft: bool = False) -> None:
        """Give a session a new identifier and save it.

        Args:
            session: the session.
            env: environment of the signed-in user, to make the token anew.
            soft: let the old identifier serve the requests that are under way, for two minutes.
        """
        if soft:
            ends = time.time() + SESSION_DELETION_TIMER
            old = self.session_class({**session, "deletion_time": ends}, session.sid, False)
            self.save(old)
            session["replaced_sids"] = [*session.get("replaced_sids", []), session.sid]
            session.sid = session.sid[:STORED_SESSION_BYTES] + self.generate_key()[STORED_SESSION_BYTES:]
        else:
            self.delete_old_sessions(session)
            self.delete(session)
            session.sid = self.generate_key()
        if session.uid:
            session.session_token = env["res.users"].browse(session.uid)._compute_session_token(session.secret)
        session.should_rotate = False
        self.save(session)

    def delete_old_sessions(self, session: Session) -> None:
        """End what the earlier identifiers of a session still lead to."""
        for sid in session.get("replaced_sids", []):
            self.delete(self.session_class({}, sid, False))
        session.pop("replaced_sids", None)

    def vacuum(self, max_lifetime: int = SESSION_LIFETIME) -> None:
        """Remove the sessions that were not used for so many seconds."""
        raise NotImplementedError(f"{type(self).__name__}.vacuum")

    def get_missing_session_identifiers(self, identifiers: list[str]) -> set[str]:
        """Return those of the first halves of identifiers to which there is no session."""
        raise NotImplementedError(f"{type(self).__name__}.get_missing_session_identifiers")

    def delete_from_identifiers(self, identifiers: list[str]) -> None:
        """End the sessions by the first halves of their identifiers."""
        raise NotImplementedError(f"{type(self).__name__}.delete_from_identifiers")

    # what the server asks for, by what is above

    def begin(self, db_name: str | None = None, lang: str | None = None) -> Session:
        """Return a session that was just begun, for a database and with a language."""
        session = self.new()
        session.update({**get_default_session(), "db": db_name, "context": {"lang": lang} if lang else {}})
        session.mark_saved()
        session.is_new = True
        return session

    def database_of(self, sid: str) -> str | None:
        """Return the database that a session is for."""
        return self.get(sid).db

    def prepare(self, db_name: str) -> None:
        """Make ready for the sessions of a database; nothing is to be done where they are kept elsewhere."""

    def load(self, cr: BaseCursor, sid: str) -> Session | None:
        """Return a session that has not ended.

        Args:
            cr: cursor of the session's database, for a store that keeps sessions there.
            sid: its identifier, of valid form.
        """
        session = self.get(sid)
        if session.is_new or session.sid != sid:
            return None
        if session.get("deletion_time", float("inf")) <= time.time():
            self.delete(session)
            return None
        return session

    def load_many(self, cr: BaseCursor, sids: Iterable[str]) -> dict[str, Session]:
        """Return those of some sessions that have not ended, by identifier."""
        found = ((sid, self.load(cr, sid)) for sid in sids)
        return {sid: session for sid, session in found if session is not None}

    def write(self, cr: BaseCursor, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Keep a session, with a cursor of its database for a store that keeps sessions there."""
        self.keep(session, lifetime)

    def keep(self, session: Session, lifetime: int = SESSION_LIFETIME) -> None:
        """Keep a session for so many seconds after its last use, by the store's own way to count them."""
        if session.can_save:
            self.save(session)
            session.mark_saved()

    def identify(self, sid: str) -> str:
        """Return what may be told of a session's identifier: enough to end it, not to use it."""
        return sid[:STORED_SESSION_BYTES]

    def revoke(self, cr: BaseCursor, identifiers: Iterable[str]) -> None:
        """End the sessions that `identify` told of."""
        self.delete_from_identifiers(list(identifiers))

    def ended(self, cr: BaseCursor, identifiers: Iterable[str]) -> set[str]:
        """Return those of what `identify` told of whose sessions are no more."""
        return set(self.get_missing_session_identifiers(list(identifiers)))

    def collect(self, cr: BaseCursor, max_lifetime: int) -> None:
        """Remove the sessions that have ended, those of a cursor's database where each has its own."""
        self.vacuum(max_lifetime)


class FilesystemSessionStore(SessionStore):
    """Sessions as JSON in files, a folder for each two first characters of the identifier.

    Attributes:
        path: the folder.
        renew_missing: whether an identifier without a session begins a new one under a new identifier.
    """

    def __init__(self, path: str | None = None, session_class: Any = None, renew_missing: bool = True) -> None:
        super().__init__(session_class)
        self.path = str(path or config.session_dir)
        self.renew_missing = renew_missing

    def get_session_filename(self, sid: str) -> str:
        """Return the path of a session's file.

        Raises:
            ValueError: `sid` is no identifier, so that no path outside of the folder can be named.
        """
        if not self.is_valid_key(sid):
            raise ValueError("This is no identifier of a session")
        return str(Path(self.path, sid[:2], sid))

    def get(self, sid: str) -> Session:
        """Return the session of an identifier, a new one where there is none."""
        if not self.is_valid_key(sid):
            return self.new()
        file = Path(self.get_session_filename(sid))
        try:
            data = orjson.loads(file.read_bytes())
        except FileNotFoundError:
            return self.new() if self.renew_missing else self.session_class({}, sid, True)
        session: Session = self.session_class(data, sid, False)
        session.seen = file.stat().st_mtime
        return session

    def save(self, session: Session) -> None:
        """Keep a session; its file is replaced as a whole."""
        file = Path(self.get_session_filename(session.sid))
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as new:
            new.write(orjson.dumps(dict(session)))
        Path(name).replace(file)

    def delete(self, session: Session) -> None:
        """End a session."""
        Path(self.get_session_filename(session.sid)).unlink(missing_ok=True)

    def vacuum(self, max_lifetime: int = SESSION_LIFETIME) -> None:
        """Remove the sessions that were not used for so many seconds."""
        limit = time.time() - max_lifetime
        for file in Path(self.path).glob("*/*"):
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                if file.stat().st_mtime < limit:
                    file.unlink()

    def get_missing_session_identifiers(self, identifiers: list[str]) -> set[str]:
        """Return those of the first halves of identifiers to which there is no session."""
        held = {file.name[:STORED_SESSION_BYTES] for file in Path(self.path).glob("*/*")}
        return set(identifiers) - held

    def delete_from_identifiers(self, identifiers: list[str]) -> None:
        """End the sessions by the first halves of their identifiers.

        Raises:
            ValueError: one of them is none.
        """
        for identifier in identifiers:
            if not _session_identifier_re.match(identifier):
                raise ValueError(f"{identifier!r} is no first half of a session's identifier")
        for identifier in identifiers:
            for file in Path(self.path, identifier[:2]).glob(f"{identifier}*"):
                file.unlink(missing_ok=True)
