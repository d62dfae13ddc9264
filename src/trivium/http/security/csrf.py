"""Tokens that prove a form came from a page of ours.

A token is `<hex of HMAC-SHA256>o<time it ends, seconds since 1970>`; the HMAC is over the session's identifier and
that time, keyed by the database's secret. It is good for one session, and nothing is stored.
"""

from __future__ import annotations

import hmac
import time
from typing import Any


def secret_of(env: Any) -> str:
    """Return the secret of an environment's database.

    Raises:
        ValueError: it has none.
    """
    secret = env(user=1)["ir.config_parameter"].get_param("database.secret")
    if not secret:
        raise ValueError("The parameter database.secret is missing: update the module base.")
    return str(secret)


def make_token(secret: str, sid: str, time_limit: int) -> str:
    """Return a token for the session `sid`, good for `time_limit` seconds."""
    ends = int(time.time()) + time_limit
    return f"{_digest(secret, sid, ends)}o{ends}"


def check_token(secret: str, sid: str, token: str) -> bool:
    """Whether `token` was made for the session `sid` and has not ended."""
    digest, _, ends = token.rpartition("o")
    if not digest or not ends.isascii() or not ends.isdigit() or len(ends) > 12:
        return False
    genuine = hmac.compare_digest(digest.encode(), _digest(secret, sid, int(ends)).encode())
    return genuine and int(ends) >= time.time()


def _digest(secret: str, sid: str, ends: int) -> str:
    return hmac.digest(secret.encode(), f"csrf:{sid}:{ends}".encode(), "sha256").hex()
