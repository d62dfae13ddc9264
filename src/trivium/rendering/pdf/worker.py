"""The process that makes PDF: what is wrong with a document, or takes too long, ends here and not in the server.

Messages are pickled between the two ends of one pipe, which only the server and this process have:

    to it    ("document", html, base)          from it  ("fetch", url), answered by ("found", bytes, mimetype)
                                                        or ("refused", reason)
                                               from it  ("pdf", bytes) or ("failed", reason)
"""

from __future__ import annotations

import sys
from multiprocessing.connection import Connection
from typing import Any

IMMUTABLE = "/web/assets/"
"""Style sheets below this address never change, and are parsed once."""


def serve(connection: Any) -> None:
    """Make documents until the other end is closed.

    Raises:
        OSError: a library of the system is missing.
    """
    # Half a second, in this process only.
    import weasyprint  # type: ignore[import-untyped] # noqa: PLC0415 - it has no types
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped] # noqa: PLC0415 - nor here

    sheets: dict[str, Any] = {}

    class Fetcher(URLFetcher):  # type: ignore[misc] # the library has no types
        """Asks the server for what a document refers to; nothing is fetched from elsewhere."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            connection.send(("fetch", url))
            kind, *rest = connection.recv()
            if kind == "refused":
                raise ValueError(rest[0])
            return URLFetcherResponse(url, rest[0], {"Content-Type": rest[1]})

    fetch = Fetcher(allowed_protocols={"data"})

    while True:
        try:
            _kind, source, base = connection.recv()
        except EOFError:
            return
        try:
            document = weasyprint.HTML(string=source, base_url=base, url_fetcher=fetch)
            kept = []
            for link in list(document.etree_element.iter("link")):
                address = link.get("href", "")
                if link.get("rel") == "stylesheet" and address.startswith(IMMUTABLE):
                    if address not in sheets:
                        sheets[address] = weasyprint.CSS(url=base + address, base_url=base, url_fetcher=fetch)
                    kept.append(sheets[address])
                    link.set("rel", "parsed")
            connection.send(("pdf", document.write_pdf(stylesheets=kept)))
        except Exception as error:  # whatever the document does wrong is told to the server
            connection.send(("failed", f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
