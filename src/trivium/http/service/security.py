"""Whether a session is still good: login and password are those it was begun with."""

from __future__ import annotations

import hmac
import logging
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from trivium.http.session import Session

_logger = logging.getLogger(__name__)

SESSION_MAX_LIFETIME: Final = 90 * 24 * 3600.0
"""Seconds."""


def max_lifetime(env: Any) -> float:
    """Return for how many seconds a sign-in is good."""
    value = env["ir.config_parameter"].sudo().get_param("sessions.max_lifetime_seconds")
    try:
        return float(value or SESSION_MAX_LIFETIME)
    except ValueError:
        _logger.warning("The parameter sessions.max_lifetime_seconds is no number: %r", value)
        return SESSION_MAX_LIFETIME


def compute_session_token(session: Session, env: Any) -> str | bool:
    """Return the digest of session and user, false where the user does not exist."""
    token: str | bool = env["res.users"].browse(session.uid)._compute_session_token(session.secret)
    return token


def check_session(session: Session, env: Any, request: Any = None) -> bool:  # noqa: ARG001 - the interface's argument
    """Whether the session's user still has the login and password of the sign-in, is active, and signed in lately.

    The parameter `sessions.max_lifetime_seconds` is how long a sign-in is good, however much it is used.
    """
    begun = session.get("signed_in", session.get("create_time", 0.0))
    if time.time() - begun > max_lifetime(env):
        return False
    expected = compute_session_token(session, env)
    given = session.session_token
    return bool(expected and given) and hmac.compare_digest(str(expected), str(given))
