"""Who holds a bearer's API key; and hashes that were verified once, verified again in microseconds.

Verifying is slow by design, against who has stolen the hashes. A client that sends its key with every call would pay
that each time, so this process remembers which secret a hash was verified with, as a keyed digest that is worth nothing
elsewhere. Nothing has to be forgotten when a password or key changes: its hash is then another.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from typing import TYPE_CHECKING, Any, Final, Protocol

from trivium.data.sql import SQL
from trivium.modules.lifecycle.databases import KNOWN_PASSWORD
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.loopback import is_loopback, is_loopback_host
from trivium.tools.lru import LRU

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_LOGIN: Final = "admin"
DEFAULT_PASSWORD: Final = KNOWN_PASSWORD

_SENT_ON_FOR: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")

REMEMBERED: Final = 4096
"""Hashes that are remembered."""

_PROCESS_KEY: Final = secrets.token_bytes(32)
_verified: Final[LRU[str, bytes]] = LRU(REMEMBERED)
_turns: Final = tuple(threading.Lock() for _ in range(16))


class Verifier(Protocol):
    """What hashes secrets and verifies them."""

    def verify(self, secret: str, hashed: str) -> bool:
        """Whether `hashed` was made from `secret`."""


def verify(context: Verifier, secret: str, hashed: str) -> bool:
    """Whether `hashed` was made from `secret`, at full cost only the first time it was.

    Args:
        context: what verifies.
        secret: what somebody sent.
        hashed: what is stored.
    """
    digest = hmac.digest(_PROCESS_KEY, f"{hashed}\0{secret}".encode(), hashlib.sha256)
    if _is_known(hashed, digest):
        return True
    # Clients that come together with the same secret wait for the first, rather than all doing its work.
    with _turns[hash(hashed) % len(_turns)]:
        if _is_known(hashed, digest):
            return True
        if not context.verify(secret, hashed):
            return False
        _verified[hashed] = digest
        return True


def _is_known(hashed: str, digest: bytes) -> bool:
    known = _verified.get(hashed)
    return known is not None and hmac.compare_digest(known, digest)


def default_password_check(db_name: str) -> Callable[[], bool]:
    """Return what tells whether the administrator of a database has the password that every new one begins with.

    The database is asked at once; telling takes as long as a hash does, and can wait.
    """
    with Registry(db_name).cursor() as cr:
        users = Environment(cr, SUPERUSER_ID, {})["res.users"]
        query = SQL("SELECT password FROM res_users WHERE login = %s AND active", DEFAULT_LOGIN)
        rows = users.env.execute_query(query)
        hashed = rows[0][0] if rows else None
        context = users._crypt_context()
    return lambda: bool(hashed) and bool(context.verify(DEFAULT_PASSWORD, hashed))


def comes_from_here(environ: Mapping[str, Any]) -> bool:
    """Whether a request is this machine's own: its sender, whom it was sent on for, and the name that it was sent to.

    What a proxy on this machine sends on is the request of another, whether the server was told of the proxy or not.
    The name tells of one that keeps to itself where requests come from.

    Args:
        environ: WSGI environment, corrected by what a trusted proxy says.
    """
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME") or ""
    forwarded = ",".join(str(environ.get(name) or "") for name in _SENT_ON_FOR)
    senders = [environ.get("REMOTE_ADDR", ""), *filter(None, map(str.strip, forwarded.split(",")))]
    return all(map(is_loopback, senders)) and "HTTP_FORWARDED" not in environ and is_loopback_host(host)


def bearer_uid(env: Any, key: str) -> int | None:
    """Return the user of an API key for remote calls, None where it is not good.

    Args:
        env: environment of the database; nobody needs to be signed in.
        key: what came as `Authorization: Bearer <key>`.
    """
    uid: int | None = env["res.users.apikeys"]._check_credentials(scope="rpc", key=key)
    return uid
