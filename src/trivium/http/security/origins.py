"""Whether a request was made by a page of another site.

Browsers say so in `Sec-Fetch-Site` (W3C Fetch Metadata) where the connection is secure, and in `Origin` or `Referer`
otherwise. Programs say nothing, and what was typed or opened from a bookmark comes from no page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_OWN: Final = frozenset(("same-origin", "none"))


def comes_from_elsewhere(environ: Mapping[str, Any]) -> bool:
    """Whether another site's page, or one of another host of the same site, made this request.

    Args:
        environ: WSGI environment, corrected by what a trusted proxy says.
    """
    told = environ.get("HTTP_SEC_FETCH_SITE")
    if told:
        return told not in _OWN
    source = environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER")
    if not source:
        return False
    host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME") or ""
    return urlsplit(str(source)).netloc.lower() != str(host).lower()
