"""ASGI: what the server hands over becomes a WSGI environment, and the response is streamed back."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from werkzeug.middleware.proxy_fix import ProxyFix

from trivium.http.body import BodyTooLarge, BodyTooSlow, ClientGone, Patience, Receive, read_body
from trivium.http.pool import HandlerPool, Overloaded
from trivium.http.websocket import WebsocketEndpoint

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from trivium.http.application import Application

_logger = logging.getLogger(__name__)

Scope = Mapping[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

CHUNK = 256 * 1024
NO_BODY = frozenset({"GET", "HEAD", "OPTIONS", "DELETE"})
BODILESS = frozenset((*range(100, 200), 204, 304))
"""Status of responses that have no body."""
CORRECTED = frozenset(("location", "content-location"))
"""Headers that are not sent as they are."""
NAMES_KEPT = 512
"""Names of headers whose other forms are remembered."""

_ALWAYS = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
"""What all environments have in common."""


class AsgiApplication:
    """The application as an ASGI server calls it.

    Args:
        application: what answers.
        threads: handlers that run at the same time.
        waiting: requests that may wait for a handler; further ones are told to come back.
        body_limit: bytes that a request's body may have.
        patience: seconds to wait for each part of a body.
        proxy: believe the `X-Forwarded-*` headers of one proxy in front.

    Attributes:
        running: requests whose response is not yet handed over.
        websockets: connections that stay open.
        is_retiring: whether another process takes the place of this one: connections end with their answers.
    """

    def __init__(
        self,
        application: Application,
        *,
        threads: int = 8,
        waiting: int = 64,
        body_limit: int = 2 * 1024**3,
        patience: float = 30.0,
        proxy: bool = False,
    ) -> None:
        self.application = application
        self.running = 0
        self.is_retiring = False
        self.pool = HandlerPool(threads, waiting)
        self.body_limit = body_limit
        self._patience = Patience(patience)
        self.websockets = WebsocketEndpoint(self.pool, self._environ)
        self._fix = ProxyFix(_no_application, x_for=1, x_proto=1, x_host=1, x_prefix=1) if proxy else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's request."""
        if scope["type"] == "http":
            self.running += 1
            try:
                await self._serve(scope, receive, send)
            finally:
                self.running -= 1
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self.websockets.serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.websockets.farewell()
                self.pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, size = await self._body(scope, receive)
        except BodyTooLarge:
            await _plain(send, 413, "The request is larger than this server takes.")
            return
        except BodyTooSlow:
            await _plain(send, 408, "The request did not arrive in time.")
            return
        except ClientGone:
            # gone, or there is no making sense of what follows: who is still there is told
            await _plain(send, 400, "The request is not complete, or damaged.")
            return
        environ = self._environ(scope, body, size)
        try:
            begun, content = await self.pool.run(lambda: self._answer(environ, send), _is_handed_over)
        except Overloaded:
            await _plain(send, 503, "The server is busy. Try again in a moment.", retry_after=1)
            return
        finally:
            body.close()
        await self._complete(send, begun, content)

    def _answer(self, environ: dict[str, Any], send: Send) -> tuple[list[Awaitable[None]], _Parts | None]:
        """Answer a request and begin to send, in the thread of the handler: the event loop has only to wait for it.

        Returns:
            what was begun, to be waited for in this order; and the content that is still to be sent in parts, if any.
        """
        start, content = self._respond(environ)
        if isinstance(content, bytes):
            return [send(start), send({"type": "http.response.body", "body": content})], None
        return [send(start)], content

    def _environ(self, scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
        environ = make_environ(scope, body, size)
        if self._fix is not None:
            self._fix(environ, lambda *_args: None)  # type: ignore[arg-type] # corrects the environment
        return environ

    async def _body(self, scope: Scope, receive: Receive) -> tuple[IO[bytes], int]:
        announced = is_chunked = False
        size: int | None = None
        hosts = 0
        for name, value in scope["headers"]:
            if name == b"content-length":
                announced = value != b"0"
                size = int(value) if value.isdigit() else None
                if size is not None and size > self.body_limit:
                    raise BodyTooLarge
            elif name == b"transfer-encoding":
                is_chunked = True
            elif name == b"host":
                hosts += bool(value)
        if scope["http_version"] == "1.1" and hosts != 1:
            raise ClientGone  # RFC 9112, 3.2: there is no telling whom it means
        if not (announced or is_chunked) and scope["http_version"] == "1.1":
            return io.BytesIO(), 0  # RFC 9112, 6.3: neither header, no body
        return await read_body(receive, self.body_limit, self._patience, None if is_chunked else size)

    def _respond(self, environ: dict[str, Any]) -> tuple[dict[str, Any], bytes | _Parts]:
        """Return the start message and the content: all of it where it is in memory, else to be read in parts."""
        response = self.application.respond(environ)
        headers = [
            (_wire_name(name), value.encode("latin-1", "replace")) for name, value in _headers(response, environ)
        ]
        if self.is_retiring:
            headers.append((b"connection", b"close"))
        start = {"type": "http.response.start", "status": response.status_code, "headers": headers}
        if not response.is_sequence:
            return start, _Parts(response, iter(response.get_app_iter(environ)))
        is_empty = environ["REQUEST_METHOD"] == "HEAD" or response.status_code in BODILESS
        content = b"" if is_empty else b"".join(response.iter_encoded())
        response.close()
        return start, content

    async def _complete(self, send: Send, begun: list[Awaitable[None]], content: _Parts | None) -> None:
        try:
            for sending in begun:
                await sending
            if content is None:
                return
            while part := await self.pool.run(lambda: next(content, b"")):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except Overloaded:
            _logger.warning("A response was cut: all threads are busy")
            raise
        finally:
            if content is not None:
                content.close()


def _is_handed_over(answered: tuple[list[Awaitable[None]], _Parts | None]) -> bool:
    """Whether a whole response was handed to the server, so that nobody waits for what is left to do."""
    return answered[1] is None


class _Parts:
    """The parts of a streamed response, small ones joined, and its end."""

    def __init__(self, response: Response, content: Iterator[bytes]) -> None:
        self._response = response
        self._content = content

    def __iter__(self) -> _Parts:
        return self

    def __next__(self) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in self._content:
            parts.append(part)
            size += len(part)
            if size >= CHUNK:
                break
        if not size:
            raise StopIteration
        return b"".join(parts)

    def close(self) -> None:
        """Close what the content is read from."""
        self._response.close()


def make_environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """Return the WSGI environment (PEP 3333) of an ASGI request.

    Args:
        scope: as ASGI gives it.
        body: the body as a file.
        size: its size in bytes.
    """
    client = scope.get("client") or ("", 0)
    server = scope.get("server") or ("localhost", 80)
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw_path.partition(b"?")[0]
    environ: dict[str, Any] = {
        **_ALWAYS,
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
    }
    for name, raw_value in scope["headers"]:
        key = _environ_key(name)
        if key is None:
            continue
        value = raw_value.decode("latin-1")
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    if size or "CONTENT_LENGTH" in environ or scope["method"] not in NO_BODY:
        environ["CONTENT_LENGTH"] = str(size)
    return environ


@lru_cache(NAMES_KEPT)
def _environ_key(name: bytes) -> str | None:
    """Return the key of a request header, None for one that is not passed on.

    One with an underscore would be taken for the header with hyphens, which a proxy in front may have set.
    """
    if b"_" in name:
        return None
    key = name.decode("latin-1").upper().replace("-", "_")
    return key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else "HTTP_" + key


def _headers(response: Response, environ: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Return the headers of a response, as werkzeug corrects them where there is something to correct."""
    names = {name.lower() for name, _value in response.headers}
    if "content-length" in names and names.isdisjoint(CORRECTED) and response.status_code not in BODILESS:
        return response.headers
    return response.get_wsgi_headers(environ)


@lru_cache(NAMES_KEPT)
def _wire_name(name: str) -> bytes:
    """Return the name of a response header as ASGI wants it."""
    return name.lower().encode("latin-1")


def _no_application(_environ: Any, _start_response: Any) -> list[bytes]:
    return []


async def _plain(send: Send, status: int, text: str, retry_after: int | None = None) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
