"""Response headers that tell browsers what pages may do."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from werkzeug.wrappers import Response

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), serial=(), midi=()"
"""What pages may ask people for: codes are read by the camera, places are looked up; nothing for pages within pages."""

PAGE = {
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Permissions-Policy": PERMISSIONS,
}
IMAGE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
HSTS = f"max-age={365 * 24 * 3600}; includeSubDomains"
PRIVATE_TYPES = frozenset(("text/html", "application/json"))
"""Of answers that no other site has a reason to load; pictures are shown in mails and on other sites."""

_BASE = (
    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'; "
    "img-src 'self' data: blob: https:; font-src 'self' data:; connect-src 'self'; "
    "media-src 'self' data: blob:; frame-src 'self' https:; worker-src 'self' blob:; "
)
# A style attribute may not carry a nonce: views set widths and colours by them.
_STYLE = "style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; "


def new_nonce() -> str:
    """Return a word that marks the inline scripts of one page as ours."""
    return secrets.token_urlsafe(16)


def page_policy(nonce: str, *, templates: bool = False) -> str:
    """Return the content security policy of a page.

    Args:
        nonce: what the page's inline scripts and styles carry.
        templates: whether the page compiles templates in the browser, as the signed-in client does.
    """
    evaluation = " 'unsafe-eval'" if templates else ""
    return f"{_BASE}{_STYLE.format(nonce=nonce)}script-src 'self' 'nonce-{nonce}'{evaluation}"


def restrict_image(response: Response) -> None:
    """Keep an image from doing anything when it is opened by itself: an SVG may have scripts."""
    if (response.mimetype or "").startswith("image/"):
        _add_missing(response, [name.lower() for name, _value in response.headers], _by_name(IMAGE))


def complete(response: Response, nonce: str | None, *, is_personal: bool = False) -> None:
    """Add to a response the headers that it does not have yet.

    Args:
        response: any response.
        nonce: of the page's inline scripts, None where it has none.
        is_personal: whether it was made for somebody who is signed in: browsers keep no such page.
    """
    held = {name.lower(): value for name, value in response.headers}
    mimetype = held.get("content-type", "").partition(";")[0].strip().lower()
    _add_missing(response, held, _wanted(mimetype, bool(config.get("proxy_mode"))))
    if mimetype != "text/html":
        return
    if is_personal and "cache-control" not in held:
        response.headers.add("Cache-Control", "no-store")
    if "content-security-policy" not in held:
        response.headers.add("Content-Security-Policy", page_policy(nonce or new_nonce()))


@lru_cache(64)
def _wanted(mimetype: str, proxied: bool) -> dict[str, tuple[str, str]]:
    """Return the headers of responses of a kind, by their names in small letters."""
    wanted = dict(ALWAYS)
    if mimetype.startswith("image/"):
        wanted |= IMAGE
    elif mimetype == "text/html":
        wanted |= PAGE
    if mimetype in PRIVATE_TYPES:
        wanted["Cross-Origin-Resource-Policy"] = "same-origin"
    if proxied:
        wanted["Strict-Transport-Security"] = HSTS
    return _by_name(wanted)


def _by_name(headers: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {name.lower(): (name, value) for name, value in headers.items()}


def _add_missing(response: Response, held: Container[str], wanted: Mapping[str, tuple[str, str]]) -> None:
    """Add the headers that are not there.

    Args:
        response: the response.
        held: the names of its headers, in small letters.
        wanted: headers by name, in small letters.
    """
    # as they are: `add` looks for line breaks in each, and these are our own
    response.headers._list += [header for name, header in wanted.items() if name not in held]


def put_id(response: Response, request_id: str) -> None:
    """Tell the client by which id the request is logged.

    Args:
        response: any response.
        request_id: a text without line breaks.
    """
    given = response.headers
    if "x-request-id" in [name.lower() for name, _value in given]:
        given.set("X-Request-Id", request_id)
    else:
        given._list.append(("X-Request-Id", request_id))
