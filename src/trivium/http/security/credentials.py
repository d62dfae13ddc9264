"""Who holds a bearer's API key."""

from __future__ import annotations

from typing import Any


def bearer_uid(env: Any, key: str) -> int | None:
    """Return the user of an API key for remote calls, None where it is not good.

    Args:
        env: environment of the database; nobody needs to be signed in.
        key: what came as `Authorization: Bearer <key>`.
    """
    uid: int | None = env["res.users.apikeys"]._check_credentials(scope="rpc", key=key)
    return uid
