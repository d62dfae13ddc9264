"""A client of the server for tests that are functions: requests that share the transaction of an environment."""

from types import TracebackType
from typing import Any, Self

import requests

from trivium.testing.database import use_database
from trivium.testing.http import HttpCase

__all__ = ["TestClient"]


class _Case(HttpCase):
    """The machinery of test cases over HTTP, on an environment that exists."""

    __test__ = False

    def runTest(self) -> None:  # noqa: N802 - the standard library's name
        """Do nothing: the test is elsewhere."""


class TestClient:
    """Asks the server: `get`, `post`, `jsonrpc`; a context manager.

    Args:
        env: whose transaction the requests share.
    """

    __test__ = False

    def __init__(self, env: Any) -> None:
        use_database(env.cr.dbname)
        self._case = _Case()
        self._case.registry, self._case.cr, self._case.env = env.registry, env.cr, env
        _Case.registry, _Case.cr, _Case.env = env.registry, env.cr, env

    def __enter__(self) -> Self:
        self._case._begin_serving()
        self._case._begin_requests()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._case.doCleanups()
        _Case.doClassCleanups()

    def login(self, user: str, password: str) -> None:
        """Sign in."""
        self._case.authenticate(user, password)

    def get(self, url: str, **options: Any) -> requests.Response:
        """Ask for a page."""
        return self._case.url_open(url, **options)

    def post(self, url: str, data: Any = None, **options: Any) -> requests.Response:
        """Send data to a page."""
        return self._case.url_open(url, data=data if data is not None else {}, **options)

    def jsonrpc(self, route: str, **params: Any) -> Any:
        """Call a route of type `jsonrpc`, and return its result."""
        return self._case.make_jsonrpc_request(route, params)
