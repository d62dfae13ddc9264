"""Which requests for a part of a file are answered with a part (RFC 9110, section 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.http import http_date, is_resource_modified, quote_etag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


def leave_out_range(environ: dict[str, Any], etag: object, last_modified: datetime | float | None) -> dict[str, Any]:
    """Return the request without a `Range` that is to be ignored, so that the whole is sent, or nothing again.

    Ignored are units that are not known, requests for several parts at once (which a server may answer by the whole),
    other methods than GET, and what the client has already.

    Args:
        environ: of the request.
        etag: tag of the content, no text where it is not known yet.
        last_modified: when it changed.
    """
    wanted = environ.get("HTTP_RANGE")
    if wanted is None or not (_is_vain(wanted, environ) or _is_known(environ, etag, last_modified)):
        return environ
    return {name: value for name, value in environ.items() if name != "HTTP_RANGE"}


def _is_vain(wanted: str, environ: Mapping[str, Any]) -> bool:
    unit, _equals, parts = wanted.partition("=")
    return environ["REQUEST_METHOD"] != "GET" or unit.strip().lower() != "bytes" or "," in parts


def _is_known(environ: dict[str, Any], etag: object, last_modified: datetime | float | None) -> bool:
    if "HTTP_IF_NONE_MATCH" not in environ and "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    tag = quote_etag(etag) if isinstance(etag, str) else None
    moment = http_date(last_modified) if last_modified is not None else None
    return not is_resource_modified(environ, tag, last_modified=moment)
