"""A visitor's choice among several databases: by `?db=`, from the list where it is told, or on a page that says how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trivium.http.databases import db_list
from trivium.http.request import COOKIE
from trivium.http.response import Response
from trivium.http.security.headers import new_nonce, page_policy
from trivium.http.service.db import is_managed
from trivium.http.service.pages import choice_page

if TYPE_CHECKING:
    from trivium.http.request import Request

SELECTOR = "/web/database/selector"


def enter(request: Request, typed: str | None) -> Response | None:
    """Return a redirect into another database than the request's: the one that was typed, or the only one there is.

    None where it stays as it is: nothing else is wanted, the name is of none, or the database was entered in vain.
    """
    names = db_list(force=True)
    wanted = typed if typed in names else None
    if wanted is None and request.db is None and len(names) == 1:
        wanted = names[0]
    if wanted is None or wanted == request.db or _was_in_vain(request, wanted):
        return None
    request.db = wanted
    session = request.session = request.store.begin(wanted)
    session.touch()
    request.store.keep(session)
    response: Response = request.redirect(request.httprequest.full_path.rstrip("?"), 302)
    response.set_cookie(COOKIE, session.sid, httponly=True, samesite="Lax", secure=request.httprequest.is_secure)
    return response


def _was_in_vain(request: Request, name: str) -> bool:
    """Whether the visitor has a session of a database and got here without it, since it cannot be used."""
    sid = request.sent_sid
    return request.db is None and sid is not None and request.store.database_of(sid) == name


def offer_choice(request: Request, typed: str | None = None) -> Response:
    """Return where a visitor chooses a database: the list, or a page where its name is typed, which tells no name.

    Args:
        request: without a database.
        typed: a name that was chosen in vain.
    """
    if is_managed():
        response: Response = request.redirect(SELECTOR, 303)
        return response
    nonce = new_nonce()
    kept = [(key, value) for key, value in request.httprequest.args.items(multi=True) if key != "db"]
    page = Response(choice_page(nonce, is_any=bool(db_list(force=True)), typed=typed or "", kept=kept))
    page.headers["Content-Security-Policy"] = page_policy(nonce)
    page.headers["Cache-Control"] = "no-store"
    return page


def choose_for_page(request: Request) -> Response | None:
    """Answer a page that may be one of a database, while none is chosen; None for what is no page.

    Who does not ask for HTML in so many words is told by the status that there is nothing yet.
    """
    httprequest = request.httprequest
    accepted = httprequest.headers.get("Accept", "*/*")
    if httprequest.method not in {"GET", "HEAD"} or ("text/html" not in accepted and accepted != "*/*"):
        return None
    typed = httprequest.args.get("db", "").strip() or None
    response = enter(request, typed)
    if response is None:
        response = offer_choice(request, typed)
        if response.status_code == 200 and "text/html" not in accepted:
            response.status_code = 404
    return response
