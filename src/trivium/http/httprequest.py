"""The HTTP request as it came over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import werkzeug.wrappers

from trivium.http.constants import DEFAULT_MAX_CONTENT_LENGTH
from trivium.http.useragent import UserAgent

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from trivium.http.session import Session


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
