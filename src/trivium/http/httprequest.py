"""The HTTP request as it came over the wire."""

from __future__ import annotations

from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, cast

import werkzeug.wrappers
from werkzeug.datastructures import EnvironHeaders, Headers
from werkzeug.http import parse_options_header
from werkzeug.wsgi import get_content_length, get_input_stream

from trivium.http.constants import DEFAULT_MAX_CONTENT_LENGTH
from trivium.http.useragent import UserAgent
from trivium.tools.func import lazy_property

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from trivium.http.session import Session


MIMETYPES_KEPT = 256
"""Content types that requests have whose meaning is remembered."""


@lru_cache(MIMETYPES_KEPT)
def _mimetype(content_type: str) -> str:
    return parse_options_header(content_type)[0].lower()


def _text(raw: str) -> str:
    """Return a path as people write it; in a WSGI environment each letter stands for one byte (PEP 3333)."""
    return raw if raw.isascii() else raw.encode("latin1").decode(errors="replace")


class HTTPRequest(werkzeug.wrappers.Request):
    """werkzeug's request with the platform's limits, and the names that older addons ask for.

    Attributes:
        session: the session of the request, set when it is first asked for.
    """

    user_agent_class = UserAgent
    max_content_length = DEFAULT_MAX_CONTENT_LENGTH
    max_form_memory_size = 10 * 1024 * 1024
    max_form_parts = 10_000
    charset = "utf-8"
    url_charset = "utf-8"
    encoding_errors = "replace"

    session: Session

    def __init__(self, environ: WSGIEnvironment) -> None:
        # in place of werkzeug's, which works out what most requests are never asked for
        self.environ = environ
        self.shallow = False
        self.method = environ.get("REQUEST_METHOD", "GET").upper()
        self.scheme = environ.get("wsgi.url_scheme", "http")
        self.path = "/" + _text(environ.get("PATH_INFO") or "").lstrip("/")
        self.remote_addr = environ.get("REMOTE_ADDR")

    @lazy_property
    def headers(self) -> Headers:
        """The headers that the client sent."""
        return EnvironHeaders(self.environ)

    @lazy_property
    def query_string(self) -> bytes:
        """What follows the question mark, as it was sent."""
        query: str = self.environ.get("QUERY_STRING", "")
        return query.encode("latin1")

    @lazy_property
    def root_path(self) -> str:
        """Path under which the application is mounted, without the final slash."""
        return _text(self.environ.get("SCRIPT_NAME") or "").rstrip("/")

    @lazy_property
    def server(self) -> tuple[str, int | None] | None:
        """Name and port of the server; no port where it listens on a file."""
        name, port = self.environ.get("SERVER_NAME"), str(self.environ.get("SERVER_PORT"))
        return None if name is None else (name, int(port) if port.isdecimal() else None)

    @property
    def mimetype(self) -> str:
        """The content type without its parameters, in small letters."""
        return _mimetype(self.environ.get("CONTENT_TYPE", ""))

    @lazy_property
    def content_length(self) -> int | None:
        """The size of the body in bytes, None where it is not known."""
        size = self.environ.get("CONTENT_LENGTH", "")
        if size.isdecimal() and size.isascii() and "HTTP_TRANSFER_ENCODING" not in self.environ:
            return int(size)
        return get_content_length(self.environ)

    @lazy_property
    def stream(self) -> IO[bytes]:
        """The body; reading from it ends where the body ends, or too much came.

        Raises:
            RequestEntityTooLarge: there is more than may come.
        """
        size, limit = self.content_length, self.max_content_length
        if "wsgi.input_terminated" in self.environ and size is not None and limit is not None and size <= limit:
            return cast("IO[bytes]", self.environ["wsgi.input"])  # the server gives no more than that
        return get_input_stream(self.environ, max_content_length=limit)

    @property
    def script_root(self) -> str:
        """Path under which the application is mounted, without the final slash."""
        return self.root_path.rstrip("/")

    @property
    def url_root(self) -> str:
        """Scheme, host and mount point."""
        return self.root_url

    @property
    def accept_charsets(self) -> Any:
        """The charsets that the client takes."""
        return self.headers.get("Accept-Charset", "")
