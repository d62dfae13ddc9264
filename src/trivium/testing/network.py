"""Keeping tests from talking to the world."""

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

__all__ = ["BlockedRequest", "allowed", "blocking", "goes_elsewhere", "is_allowed"]

_LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
_allowed: list[bool] = []


def goes_elsewhere(url: str) -> bool:
    """Tell whether an address is of another machine."""
    host = urlsplit(url).hostname
    return host is not None and host not in _LOCAL


def is_allowed() -> bool:
    """Tell whether requests to other machines are let through now."""
    return bool(_allowed)


class BlockedRequest(requests.exceptions.ConnectionError):
    """A test asked another machine: it must bring its own answer, by a patch of what asks."""


def blocking() -> Any:
    """Return a patcher under which requests to other machines raise `BlockedRequest`."""
    send = HTTPAdapter.send

    def guarded(self: HTTPAdapter, request: Any, *args: Any, **kwargs: Any) -> Any:
        if goes_elsewhere(request.url or "") and not is_allowed():
            raise BlockedRequest(f"A test asked {request.url}: patch the function that does, or use allow_requests()")
        return send(self, request, *args, **kwargs)

    return patch.object(HTTPAdapter, "send", guarded)


@contextlib.contextmanager
def allowed() -> Iterator[None]:
    """Let requests to other machines through while the context lasts."""
    _allowed.append(True)
    try:
        yield
    finally:
        _allowed.pop()
