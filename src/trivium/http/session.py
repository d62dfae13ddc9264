"""What is remembered of a visitor between requests."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

import orjson

from trivium.http.constants import DEFAULT_LANG
from trivium.http.local import request
from trivium.orm.environment import Environment

if TYPE_CHECKING:
    from trivium.http.request import Request


def get_default_session() -> dict[str, Any]:
    """Return the data of a session that was just begun."""
    return {
        "context": {},
        "create_time": time.time(),
        "db": None,
        "debug": "",
        "login": None,
        "uid": None,
        "session_token": None,
        "_trace": [],
    }


class Session(MutableMapping[str, Any]):
    """The data of one session; changes are saved when the request ends well.

    Attributes:
        sid: the secret identifier, which the cookie holds; the store knows its digest alone.
        can_save: whether changes are kept.
        is_dirty: whether something changed.
        is_new: whether the store does not have it yet.
        should_rotate: whether to replace the identifier when saving, because rights changed.
    """

    __slots__ = ("_data", "_initial", "can_save", "is_dirty", "is_new", "seen", "should_rotate", "sid")

    def __init__(self, data: Mapping[str, Any], sid: str, new: bool = False) -> None:
        self.can_save = True
        self._data: dict[str, Any] = dict(data)
        self._initial = orjson.dumps(self._data)
        self.is_dirty = False
        self.is_new = new
        self.seen = 0.0
        self.should_rotate = False
        self.sid = sid

    def __getitem__(self, item: str) -> Any:
        return self._data[item]

    def __setitem__(self, item: str, value: Any) -> None:
        if item not in self._data or self._data[item] != value:
            self.is_dirty = True
        self._data[item] = value

    def __delitem__(self, item: str) -> None:
        del self._data[item]
        self.is_dirty = True

    def __len__(self) -> int:
        return len(self._data)

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __bool__(self) -> bool:
        return True

    def clear(self) -> None:
        """Forget everything."""
        self._data.clear()
        self.is_dirty = True

    def rewind(self) -> None:
        """Take back all changes, for a request that is run again."""
        self._data = orjson.loads(self._initial)
        self.is_dirty = False
        self.should_rotate = False

    def dump(self) -> bytes:
        """Return the data as JSON.

        Raises:
            TypeError: a value has no JSON form.
        """
        return orjson.dumps(self._data)

    def mark_saved(self) -> None:
        """Note that the store has what the session holds now."""
        self._initial = self.dump()
        self.is_dirty = False
        self.is_new = False

    @property
    def changed(self) -> bool:
        """Whether there is something to save, also by values that were changed in place."""
        return self.is_dirty or self.should_rotate or self.dump() != self._initial

    @property
    def secret(self) -> str:
        """The random part of the identifier, without the database."""
        return self.sid.partition(".")[0]

    @property
    def context(self) -> dict[str, Any]:
        """Context given to the environment of each request: language and time zone."""
        return self._data.setdefault("context", {})  # type: ignore[no-any-return] # the data is JSON

    @context.setter
    def context(self, value: Mapping[str, Any]) -> None:
        self["context"] = dict(value)

    @property
    def db(self) -> str | None:
        """Database."""
        return self._data.get("db")

    @db.setter
    def db(self, value: str | None) -> None:
        self["db"] = value

    @property
    def debug(self) -> str:
        """Developer mode of the web client: empty, `1`, `assets`, `tests`."""
        return self._data.get("debug") or ""

    @debug.setter
    def debug(self, value: str) -> None:
        self["debug"] = value

    @property
    def login(self) -> str | None:
        """Login given at sign-in."""
        return self._data.get("login")

    @login.setter
    def login(self, value: str | None) -> None:
        self["login"] = value

    @property
    def uid(self) -> int | None:
        """User signed in."""
        return self._data.get("uid")

    @uid.setter
    def uid(self, value: int | None) -> None:
        self["uid"] = value

    @property
    def session_token(self) -> str | None:
        """Digest of what must stay the same for the session to be good: login, password, being active."""
        return self._data.get("session_token")

    @session_token.setter
    def session_token(self, value: str | None) -> None:
        self["session_token"] = value

    def authenticate(self, env: Any, credential: dict[str, Any]) -> dict[str, Any]:
        """Sign in; the session is complete unless a second factor is asked for.

        Args:
            env: environment of the database to sign in to.
            credential: `type` (`password`, `webauthn` ...), `login`, and what the type needs.

        Returns:
            `uid`, `auth_method`, `mfa` (`default`, `enforce` or `skip`).

        Raises:
            AccessDenied: refused.
        """
        environ = {"interactive": True, "base_location": "", "HTTP_HOST": "", "REMOTE_ADDR": ""}
        if request:
            wsgi = request.httprequest.environ
            environ.update(
                base_location=request.httprequest.url_root.rstrip("/"),
                HTTP_HOST=wsgi.get("HTTP_HOST", ""),
                REMOTE_ADDR=wsgi.get("REMOTE_ADDR", ""),
            )
        env = Environment(env.cr, None, {})  # type: ignore[arg-type] # nobody, until the credential is checked
        auth_info: dict[str, Any] = env["res.users"].authenticate(credential, environ)
        uid = auth_info["uid"]

        self.should_rotate = True
        self.uid = None
        self["pre_login"] = credential.get("login")
        self["pre_uid"] = uid
        user_env = env(user=uid)
        if auth_info.get("mfa") == "skip" or not user_env["res.users"].browse(uid)._mfa_url():
            self.finalize(user_env)
        else:
            self["pre_sid"] = self.sid  # tokens of the page before are good for the form of the second factor
        if request and request.session is self and request.db == env.registry.db_name:
            request.env = request.env(user=self.uid, context={**request.env.context, **self.context})
            request.update_context(lang=request.env.context.get("lang") or DEFAULT_LANG)
        return auth_info

    def finalize(self, env: Any) -> None:
        """Complete the sign-in of the user who gave the first factor."""
        login = self._data.pop("pre_login", None)
        uid = self._data.pop("pre_uid")
        self._data.pop("pre_sid", None)
        env = env(user=uid)
        user = env["res.users"].browse(uid)
        self.should_rotate = True
        self["signed_in"] = time.time()
        self.db = env.registry.db_name
        self.login = login
        self.uid = uid
        self.context = dict(user.context_get())
        self.session_token = user._compute_session_token(self.secret)

    def logout(self, keep_db: bool = False) -> None:
        """Sign out: forget everything but the developer mode, and the database when `keep_db`."""
        kept = {"db": self.db if keep_db else None, "debug": self.debug}
        self.clear()
        self.update({**get_default_session(), **kept})
        self.should_rotate = True

    def touch(self) -> None:
        """Say that something changed, for values that are changed in place."""
        self.is_dirty = True

    def update_trace(self, request: Request) -> dict[str, Any] | None:
        """Note the device that uses the session.

        Returns:
            the device's entry when it is new or was last noted more than an hour ago, else None.
        """
        agent = request.httprequest.user_agent
        now = int(time.time())
        key = {"platform": agent.platform, "browser": agent.browser, "ip_address": request.httprequest.remote_addr}
        traces: list[dict[str, Any]] = self._data.setdefault("_trace", [])
        for trace in traces:
            if all(trace[name] == value for name, value in key.items()):
                if now - trace["last_activity"] < 3600:
                    return None
                trace["last_activity"] = now
                self.is_dirty = True
                return trace
        new = {**key, "first_activity": now, "last_activity": now}
        traces.append(new)
        self.is_dirty = True
        return new
