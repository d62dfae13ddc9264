"""Recording where the time of requests goes, in the sessions that asked for it (`ir.profile`)."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trivium.data.profiling import Profiler

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from trivium.http.request import Request

UNRECORDED = ("/web/set_profiling", "/web/profile_config/", "/web/speedscope/", "/websocket", "/web/assets/")
"""Requests about recordings, and those that say nothing of the application."""
_NOTHING = contextlib.nullcontext()


def recording(request: Request) -> AbstractContextManager[object]:
    """Return what records the request in a block, or does nothing where the session does not ask for it."""
    if not request.session_loaded or not request.session.get("profile_session"):
        return _NOTHING
    session, httprequest = request.session, request.httprequest
    now = datetime.now(UTC).replace(tzinfo=None)
    if str(now) > str(session.get("profile_expiration") or ""):
        session["profile_session"] = None
        return _NOTHING
    if httprequest.path.startswith(UNRECORDED):
        return _NOTHING
    return Profiler(
        collectors=session.get("profile_collectors") or None,
        db=request.db,
        profile_session=session["profile_session"],
        description=f"{httprequest.method} {httprequest.path}",
        params=session.get("profile_params"),
    )
