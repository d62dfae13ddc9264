"""Which requests for parts of a file are answered with parts (RFC 9110, section 14)."""

from __future__ import annotations

import io
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import http_date, is_resource_modified, parse_range_header, quote_etag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import BinaryIO

    from werkzeug.wrappers import Response

MOST_PARTS: Final = 50
"""Parts that one answer has at most; who asks for more gets the whole (RFC 9110, section 17.15)."""
_CHUNK: Final = 64 * 1024


def leave_out_range(environ: dict[str, Any], etag: object, last_modified: datetime | float | None) -> dict[str, Any]:
    """Return the request without a `Range` that is to be ignored, so that the whole is sent, or nothing again.

    Ignored are units that are not known, other methods than GET, and what the client has already. Several parts at once
    are not for werkzeug, which knows one: `answer_in_parts` sends them.

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


class Parts:
    """The body of an answer with several parts: each with its own headers, read as it is sent.

    Args:
        content: the bytes, or the file that has them.
        size: bytes of the content.
        spans: where each part begins and ends.
        mimetype: of the content.
        boundary: what stands between parts, and in none of them.
    """

    def __init__(
        self, content: bytes | Path, size: int, spans: Sequence[tuple[int, int]], mimetype: str, boundary: str
    ) -> None:
        self._content = content
        self._spans = spans
        head = f"\r\n--{boundary}\r\nContent-Type: {mimetype}\r\nContent-Range: bytes"
        self._heads = [f"{head} {first}-{end - 1}/{size}\r\n\r\n".encode() for first, end in spans]
        self._last = f"\r\n--{boundary}--\r\n".encode()

    @property
    def length(self) -> int:
        """Bytes of the body."""
        return sum(map(len, self._heads)) + sum(end - first for first, end in self._spans) + len(self._last)

    def __iter__(self) -> Iterator[bytes]:
        """Give the body piece by piece."""
        with self._opened() as file:
            for head, (first, end) in zip(self._heads, self._spans, strict=True):
                yield head
                file.seek(first)
                left = end - first
                while left and (chunk := file.read(min(left, _CHUNK))):
                    left -= len(chunk)
                    yield chunk
        yield self._last

    def _opened(self) -> BinaryIO:
        return self._content.open("rb") if isinstance(self._content, Path) else io.BytesIO(self._content)


def answer_in_parts(response: Response, environ: dict[str, Any], content: bytes | Path, size: int) -> None:
    """Have an answer of the whole send the several parts that were asked for, in place (RFC 9110, section 14.6).

    Parts that overlap or go backwards are left to the answer of the whole, as are too many of them.

    Args:
        response: with its headers, such as the tag of the content.
        environ: of the request.
        content: the bytes, or the file that has them.
        size: bytes of the content.

    Raises:
        RequestedRangeNotSatisfiable: the content has none of the parts.
    """
    wanted = environ.get("HTTP_RANGE", "")
    if response.status_code != 200 or environ["REQUEST_METHOD"] != "GET" or not 0 < wanted.count(",") < MOST_PARTS:
        return
    ranges = parse_range_header(wanted)
    if ranges is None or ranges.units != "bytes" or _is_changed(response, environ):
        return
    spans = [span for first, end in ranges.ranges if (span := _within(first, end, size))]
    if not spans:
        response.close()
        raise RequestedRangeNotSatisfiable(size)
    boundary = secrets.token_hex(16)
    parts = Parts(content, size, spans, response.headers["Content-Type"], boundary)
    response.close()
    response.response = parts
    response.direct_passthrough = True
    response.status_code = 206
    response.headers["Content-Type"] = f"multipart/byteranges; boundary={boundary}"
    response.headers["Content-Length"] = str(parts.length)


def _is_changed(response: Response, environ: dict[str, Any]) -> bool:
    """Whether the client has parts of an older content (`If-Range`): it needs the whole."""
    if "HTTP_IF_RANGE" not in environ:
        return False
    tag, moment = response.headers.get("ETag"), response.headers.get("Last-Modified")
    return is_resource_modified(environ, tag, last_modified=moment, ignore_if_range=False)


def _within(first: int, end: int | None, size: int) -> tuple[int, int] | None:
    """Return where a part begins and ends in the content, None where it lies behind it."""
    if first < 0:
        first = max(0, size + first)
    end = size if end is None else min(end, size)
    return (first, end) if first < end else None
