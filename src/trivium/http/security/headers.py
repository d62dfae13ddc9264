"""Response headers that tell browsers what pages may do."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from trivium.tools.config import config

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), serial=(), midi=()"
"""What pages may ask people for: codes are read by the camera, places are looked up; nothing for pages within pages."""

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
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")


def complete(response: Response, nonce: str | None) -> None:
    """Add to a response the headers that it does not have yet.

    Args:
        response: any response.
        nonce: of the page's inline scripts, None where it has none.
    """
    headers = response.headers
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    restrict_image(response)
    if (response.mimetype or "") == "text/html":
        headers.setdefault("X-Frame-Options", "SAMEORIGIN")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = page_policy(nonce or new_nonce())
    if (response.mimetype or "") in PRIVATE_TYPES:
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if config.get("proxy_mode"):
        headers.setdefault("Strict-Transport-Security", HSTS)
