"""The HTTP request as it came over the wire."""

from __future__ import annotations

from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any, cast

import werkzeug.wrappers
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
        super().__init__(environ, populate_request=False)

    @property
    def mimetype(self) -> str:
        """The content type without its parameters, in small letters."""
        return _mimetype(self.environ.get("CONTENT_TYPE", ""))

    @lazy_property
    def content_length(self) -> int | None:
        """The size of the body in bytes, None where it is not known."""
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
