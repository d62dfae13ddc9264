"""Files and binary values as responses: ranges, conditions, caching, safe types."""

from __future__ import annotations

import base64
import io
import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self
from urllib.parse import quote

from werkzeug.utils import send_file

from trivium.http.constants import STATIC_CACHE, STATIC_CACHE_LONG
from trivium.http.local import request
from trivium.http.ranges import answer_in_parts, leave_out_range
from trivium.http.response import Response
from trivium.tools.config import config
from trivium.tools.paths import file_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ACTIVE_TYPES = frozenset({
    "application/xhtml+xml", "application/xml", "application/javascript", "image/svg+xml",
    "text/html", "text/javascript", "text/xml", "application/mathml+xml",
})  # fmt: skip
"""Content that a browser would run: never shown on our origin when somebody uploaded it."""


def content_disposition(filename: str, disposition_type: Literal["attachment", "inline"] = "attachment") -> str:
    """Return the Content-Disposition of a file, with its name in any alphabet (RFC 6266).

    Args:
        filename: its name.
        disposition_type: `attachment` to save, `inline` to show.

    Raises:
        ValueError: another type.
    """
    if disposition_type not in {"attachment", "inline"}:
        raise ValueError(f"A disposition is `attachment` or `inline`, not {disposition_type!r}")
    return f"{disposition_type}; filename*=UTF-8''{quote(filename, safe='')}"


class Stream:
    """Bytes to send: those of a file, of a value in memory, or of a URL elsewhere.

    Attributes:
        type: `path`, `data` or `url`.
        data: the bytes, of type `data`.
        path: the file, of type `path`.
        url: the URL, of type `url`.
        mimetype: content type.
        as_attachment: whether browsers save rather than show it.
        download_name: file name.
        conditional: whether ranges and conditions are answered.
        etag: identifies the content.
        last_modified: when it changed.
        max_age: seconds for which it may be kept.
        immutable: whether its URL always has this content.
        size: bytes.
        public: whether caches on the way may keep it.
    """

    type: Literal["path", "data", "url"]
    data: bytes | None = None
    path: str | None = None
    url: str | None = None
    mimetype: str | None = None
    as_attachment: bool = False
    download_name: str | None = None
    conditional: bool = True
    etag: bool | str = True
    last_modified: datetime | float | None = None
    max_age: int | None = None
    immutable: bool = False
    size: int | None = None
    public: bool = False

    def __init__(self, **kwargs: Any) -> None:
        vars(self).update(kwargs)

    @classmethod
    def from_path(cls, path: str, filter_ext: Sequence[str] = ("",), public: bool = False) -> Self:
        """Return the stream of an addon's file.

        Args:
            path: absolute, or beginning with an addon's name.
            filter_ext: endings that the file may have.
            public: whether caches on the way may keep it.

        Raises:
            FileNotFoundError: there is no such file within an addon.
            ValueError: the ending is another.
        """
        file = Path(file_path(path, tuple(filter_ext)))
        stat = file.stat()
        return cls(
            type="path",
            path=str(file),
            mimetype=mimetypes.guess_type(file.name)[0],
            download_name=file.name,
            etag=f"{stat.st_mtime_ns:x}-{stat.st_size:x}",
            last_modified=stat.st_mtime,
            size=stat.st_size,
            public=public,
        )

    @classmethod
    def from_binary_field(cls, record: Any, field_name: str) -> Self:
        """Return the stream of a binary field's value, which is base64."""
        value = record[field_name]
        data = base64.b64decode(value) if value else b""
        return cls(
            type="data",
            data=data,
            etag=record.env["ir.attachment"]._compute_checksum(data),
            last_modified=record.write_date if record._log_access else None,
            size=len(data),
        )

    def read(self) -> bytes:
        """Return the whole content.

        Raises:
            ValueError: it is at a URL elsewhere.
        """
        if self.type == "data":
            return self.data or b""
        if self.type == "path" and self.path:
            return Path(self.path).read_bytes()
        raise ValueError("The content is at a URL elsewhere")

    def get_response(
        self,
        as_attachment: bool | None = None,
        immutable: bool | None = None,
        content_security_policy: str = "default-src 'none'",
        **send_file_kwargs: Any,
    ) -> Response:
        """Return the response that sends it.

        Args:
            as_attachment: whether browsers save it; the stream's own choice by default.
            immutable: whether the URL always has this content; the stream's own choice by default.
            content_security_policy: what the content may do when it is shown.
            send_file_kwargs: for `werkzeug.utils.send_file`.
        """
        if self.type == "url":
            return request.redirect(self.url, code=301 if self.max_age is None else 302, local=False)
        attach = self.as_attachment if as_attachment is None else as_attachment
        keep = self.immutable if immutable is None else immutable
        max_age = STATIC_CACHE_LONG if keep else self.max_age
        if (self.mimetype or "") in ACTIVE_TYPES:
            attach = attach or not (self.public or self.mimetype == "image/svg+xml")
            content_security_policy += "; style-src 'unsafe-inline'; form-action 'none'; sandbox"
        options = {
            "mimetype": self.mimetype or "application/octet-stream",
            "as_attachment": attach,
            "download_name": self.download_name,
            "conditional": self.conditional,
            "etag": self.etag,
            "last_modified": self.last_modified,
            "max_age": max_age,
            **send_file_kwargs,
        }
        if attach and not options["download_name"]:
            options["download_name"] = "download"
        content: Any = io.BytesIO(self.data or b"") if self.type == "data" else self.path
        response = Response.force_type(
            send_file(
                content,
                leave_out_range(request.httprequest.environ, options["etag"], options["last_modified"]),
                response_class=Response,
                **options,
            )
        )
        if options["download_name"]:
            kind = "attachment" if attach else "inline"
            response.headers["Content-Disposition"] = content_disposition(options["download_name"], kind)  # type: ignore[arg-type] # one of the two
        self._leave_to_proxy(response)
        if self.conditional and "X-Sendfile" not in response.headers:
            whole = Path(self.path) if self.type == "path" and self.path else self.data or b""
            size = whole.stat().st_size if isinstance(whole, Path) else len(whole)
            answer_in_parts(response, request.httprequest.environ, whole, size)
        self._set_cache(response, keep)
        response.headers["Content-Security-Policy"] = content_security_policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _leave_to_proxy(self, response: Response) -> None:
        """Have the web server in front send a file of the filestore (NGINX by `X-Accel-Redirect`)."""
        if not (config.get("x_sendfile") and self.path and request.db and response.status_code == 200):
            return
        try:
            name = Path(self.path).relative_to(config.filestore(request.db))
        except ValueError:
            return  # a file of an addon
        response.close()
        response.response = []
        response.headers["X-Sendfile"] = self.path
        response.headers["X-Accel-Redirect"] = quote(f"/web/filestore/{request.db}/{name.as_posix()}")
        response.headers["Content-Length"] = "0"

    def _set_cache(self, response: Response, immutable: bool) -> None:
        control = response.cache_control
        control.public = self.public
        if not self.public:
            control.private = True
            control.public = False
        if immutable:
            control.immutable = True
            control.no_cache = None


__all__ = ["ACTIVE_TYPES", "STATIC_CACHE", "Stream", "content_disposition"]
