"""The request being served by the current thread."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

from werkzeug.local import LocalStack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.http.request import Request

_request_stack: LocalStack[Request] = LocalStack()

request = cast("Request", _request_stack())
"""The current request; false outside of one."""


def current_request() -> Request:
    """Return what `request` stands for, for code that asks it several things: each of them is a search otherwise.

    Raises:
        RuntimeError: no request is being served.
    """
    found = _request_stack.top
    if found is None:
        raise RuntimeError("No request is being served.")
    return found


@contextlib.contextmanager
def borrow_request() -> Iterator[Request | None]:
    """Take the current request away for the block, for code that must not see it."""
    taken = _request_stack.pop()
    try:
        yield taken
    finally:
        if taken is not None:
            _request_stack.push(taken)
