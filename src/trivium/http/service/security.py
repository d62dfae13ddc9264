"""Whether a session is still good: login and password are those it was begun with."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trivium.http.session import Session


def compute_session_token(session: Session, env: Any) -> str | bool:
    """Return the digest of session and user, false where the user does not exist."""
    token: str | bool = env["res.users"].browse(session.uid)._compute_session_token(session.secret)
    return token


def check_session(session: Session, env: Any, request: Any = None) -> bool:  # noqa: ARG001 - the interface's argument
    """Whether the session's user still has the login and password of the sign-in, and is active."""
    expected = compute_session_token(session, env)
    given = session.session_token
    return bool(expected and given) and hmac.compare_digest(str(expected), str(given))
