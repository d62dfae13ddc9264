"""Test cases that talk to the server over HTTP, within the transaction of the test."""

import base64
import contextlib
import json as json_lib
import logging
import os
import xmlrpc.client
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from unittest.mock import patch
from urllib.parse import SplitResult, urljoin, urlsplit

import requests

from trivium.http import root
from trivium.http.databases import forget_list
from trivium.http.session import Session
from trivium.http.testserver import TestServer
from trivium.testing import network
from trivium.testing.case import TransactionCase
from trivium.testing.database import get_db_name
from trivium.testing.network import BlockedRequest
from trivium.tools.config import config

__all__ = ["HOST", "BlockedRequest", "HttpCase", "JsonRpcException", "Opener", "Transport"]

_logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
REQUEST_SECONDS = 120.0
"""How long the end of a test waits for requests that it began."""
_COOKIE = "session_id"


class JsonRpcException(Exception):  # noqa: N818 - the contract's name
    """The server answered a JSON-RPC request with an error.

    Args:
        code: the error's number.
        message: the exception's class and text.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Opener(requests.Session):
    """Sends the requests of a test; what the test has pending is written first, and read anew after.

    Args:
        http_case: the test.
    """

    def __init__(self, http_case: "HttpCase") -> None:
        super().__init__()
        self._case = http_case

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request."""
        with self._case.served():
            return super().request(*args, **kwargs)


class Transport(xmlrpc.client.Transport):
    """Sends the XML-RPC calls of a test.

    Args:
        http_case: the test.
    """

    def __init__(self, http_case: "HttpCase") -> None:
        super().__init__()
        self._case = http_case

    def request(self, *args: Any, **kwargs: Any) -> Any:
        """Send a call."""
        with self._case.served():
            return super().request(*args, **kwargs)


class _Connection:
    """Stands in for a connection outside of the test's transaction, and gives cursors inside of it."""

    def __init__(self, case: "HttpCase") -> None:
        self._case = case

    def cursor(self) -> Any:
        """Return a cursor that shares the test's transaction."""
        return self._case.registry.cursor()


def _restore(settings: Mapping[str, Any]) -> None:
    """Set settings back."""
    for name, value in settings.items():
        config[name] = value
    forget_list()


class HttpCase(TransactionCase):
    """Tests with a running server, whose requests share the transaction of the test.

    Attributes:
        session: of the user who was authenticated.
        opener: sends requests with the session's cookie.
        xmlrpc_common, xmlrpc_db, xmlrpc_object: the services of the external API.
    """

    __test__ = False
    registry_test_mode = True
    browser: Any = None
    browser_size = "1366x768"
    touch_enabled = False
    session: Session | None = None

    _server: ClassVar[TestServer | None] = None

    @classmethod
    def setUpClass(cls) -> None:
        """Have the server run, started once for all tests of the process, and addresses of the database lead to it."""
        super().setUpClass()
        cls._begin_serving()
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base_url())
        cls.env.flush_all()

    @classmethod
    def _begin_serving(cls) -> None:
        """Have the server answer for the database of the tests, until the last test of the class."""
        if HttpCase._server is None:
            HttpCase._server = TestServer().start()
        before = {name: config[name] for name in ("db_name", "dbfilter", "http_port")}
        config["db_name"] = [get_db_name()]
        config["http_port"] = cls.http_port()
        forget_list()
        cls.addClassCleanup(_restore, before)
        root.session_store.prepare(get_db_name())

    def setUp(self) -> None:
        """Have requests share the test's transaction."""
        super().setUp()
        self._begin_requests()

    def _begin_requests(self) -> None:
        """Begin a session of nobody, whose requests share the transaction."""
        if self.registry_test_mode:
            self.registry_enter_test_mode()
            # sessions, too, are kept where the requests of the test find them
            self.startPatcher(patch("trivium.http.sessionstore.db_connect", lambda _name: _Connection(self)))
        # a request that a client gave up works on in the test's transaction, which is about to be undone
        assert self._server is not None
        self.addCleanup(self._server.wait_idle, REQUEST_SECONDS)
        self.opener = Opener(self)
        self.addCleanup(self.opener.close)
        for service in ("common", "db", "object"):
            proxy = xmlrpc.client.ServerProxy(f"{self.base_url()}/xmlrpc/2/{service}", transport=Transport(self))
            setattr(self, f"xmlrpc_{service}", proxy)
            self.addCleanup(proxy("close"))
        self.authenticate(None, None)

    def get_method_additional_tags(self, test_method: Any) -> list[str]:
        """Return `is_tour` for tests that run a tour."""
        tags = super().get_method_additional_tags(test_method)
        names = test_method.__code__.co_names if hasattr(test_method, "__code__") else ()
        return [*tags, "is_tour"] if "start_tour" in names else tags

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Let the server see what the test has done, and the test what the server does in the block."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        try:
            yield
        finally:
            self.env.invalidate_all(flush=False)

    # -- addresses ---------------------------------------------------------------------------------------------------

    @classmethod
    def http_port(cls) -> int:
        """Return the port of the server."""
        if HttpCase._server is None:
            raise RuntimeError("The server of the tests does not run yet")
        return HttpCase._server.port

    @classmethod
    def base_url(cls) -> str:
        """Return the address of the server."""
        return f"http://{HOST}:{cls.http_port()}"

    def parse_http_location(self, location: str) -> SplitResult:
        """Return the parts of a `Location` header, those of the server where it names a path only."""
        return urlsplit(urljoin(self.base_url(), location))

    def assertURLEqual(self, test_url: str, truth_url: str, message: str | None = None) -> None:  # noqa: N802 - the contract's name
        """Fail unless two URLs are the same; paths are those of the server."""
        found, expected = (urljoin(f"{self.base_url()}/", url) for url in (test_url, truth_url))
        if urlsplit(found) != urlsplit(expected):
            self.fail(f"{message + ': ' if message else ''}{found} is not {expected}")

    # -- requests ----------------------------------------------------------------------------------------------------

    def url_open(
        self,
        url: str,
        data: Any = None,
        files: Any = None,
        timeout: float = 12,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        params: Any = None,
        allow_redirects: bool = True,
        cookies: Mapping[str, str] | None = None,
        method: str | None = None,
    ) -> requests.Response:
        """Ask the server, by GET, or by POST where there is something to send.

        Args:
            url: path, or URL of the server.
            data: form, or body.
            files: to upload.
            timeout: seconds to wait; longer where a debugger may hold the server.
            headers: of the request.
            json: to send as body.
            params: of the query.
            allow_redirects: whether redirections are followed.
            cookies: beside that of the session.
            method: another method.
        """
        sends = data is not None or files is not None or json is not None
        if os.environ.get("PYTHONBREAKPOINT"):
            timeout = 3600
        return self.opener.request(
            method or ("POST" if sends else "GET"),
            urljoin(f"{self.base_url()}/", url),
            data=data,
            files=files,
            timeout=timeout,
            headers=dict(headers or {}),
            json=json,
            params=params,
            allow_redirects=allow_redirects,
            cookies=dict(cookies) if cookies else None,
        )

    def build_rpc_payload(self, params: Any = None) -> dict[str, Any]:
        """Return the body of a JSON-RPC request."""
        return {"jsonrpc": "2.0", "method": "call", "id": 0, "params": params or {}}

    def make_jsonrpc_request(
        self,
        route: str,
        params: Any = None,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        timeout: float = 12,
    ) -> Any:
        """Call a route of type `jsonrpc` and return its result.

        Raises:
            JsonRpcException: the server answered with an error.
        """
        response = self.url_open(
            route,
            json_lib.dumps(self.build_rpc_payload(params), default=str),
            headers={"Content-Type": "application/json", **(headers or {})},
            cookies=cookies,
            timeout=timeout,
        )
        response.raise_for_status()
        answer = response.json()
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise JsonRpcException(code=answer["error"]["code"], message=data.get("name") or answer["error"]["message"])
        return answer.get("result")

    # -- sessions ----------------------------------------------------------------------------------------------------

    def authenticate(
        self,
        user: str | None,
        password: str | None,
        *,
        browser: Any = None,
        session_extra: Mapping[str, Any] | None = None,
    ) -> Session:
        """Begin a session: of a user, or of nobody.

        Args:
            user: login; None for a session without a user.
            password: the user's.
            browser: a browser to give the session's cookie too.
            session_extra: values to put into the session.

        Raises:
            AccessDenied: login or password are wrong.
        """
        store = root.session_store
        self.session = session = store.begin(get_db_name())
        if user:
            self.env.flush_all()
            session.authenticate(self.env, {"type": "password", "login": user, "password": password})
            session.should_rotate = False
        session.update(session_extra or {})
        store.write(self.env.cr, session)
        self.opener.cookies.clear()
        self.opener.cookies.set(_COOKIE, session.sid, domain=HOST)
        if browser is not None:
            browser.set_cookie(_COOKIE, session.sid, "/", HOST)
        return session

    def logout(self, keep_db: bool = True) -> None:
        """End the session of the user."""
        if self.session is not None:
            self.session.logout(keep_db=keep_db)
            self.session.should_rotate = False
            root.session_store.write(self.env.cr, self.session)

    @contextlib.contextmanager
    def allow_requests(self, browser: Any = None, all_requests: bool = False) -> Iterator[None]:
        """Run a block in which requests to other machines are sent.

        Args:
            browser: kept for the interface: its requests are let through with those of the test.
            all_requests: whether other machines may be asked, not the server alone.
        """
        with network.allowed() if all_requests else contextlib.nullcontext():
            yield

    def fetch_proxy(self, url: str) -> dict[str, Any]:
        """Answer a request of the browser to another machine; tests that need an answer bring it by overriding this.

        Returns:
            what `make_fetch_proxy_response` makes; by itself that there is nothing.
        """
        _logger.info("The browser asked another machine, and was told that there is nothing: %s", url)
        return self.make_fetch_proxy_response("", code=404)

    def make_fetch_proxy_response(self, content: str | bytes, code: int = 200) -> dict[str, Any]:
        """Return an answer for `fetch_proxy`.

        Args:
            content: body of the answer.
            code: its status.
        """
        body = content.encode() if isinstance(content, str) else content
        headers = [{"name": "Access-Control-Allow-Origin", "value": "*"}]
        return {"body": base64.b64encode(body).decode(), "responseCode": code, "responseHeaders": headers}

    # -- browsers ----------------------------------------------------------------------------------------------------

    def browser_js(
        self,
        url_path: str,
        code: str,
        ready: str = "",
        login: str | None = None,
        timeout: float = 60,
        cookies: Mapping[str, str] | None = None,
        error_checker: Any = None,
        watch: bool = False,
        success_signal: str = "test successful",
        debug: bool = False,
        cpu_throttling: float | None = None,
        **kw: Any,
    ) -> None:
        """Open a page in a browser, run code in it, and wait for it to say that all went well.

        Args:
            url_path: path of the page.
            code: JavaScript to run once the page is ready.
            ready: an expression that is true when the page is ready.
            login: the user, whose password is the same; None for the current session.
            timeout: seconds.
            cookies: further cookies.
            error_checker: a function that tells of a line of the console whether it is an error to fail for.
            watch: show the browser, slowly enough to watch.
            success_signal: what the console says at the end.
            debug: show the browser, with its tools.
            cpu_throttling: by how much the browser is slowed down.
            kw: kept for the interface.
        """
        from trivium.testing.browser import ChromeBrowser  # noqa: PLC0415 - a library of tests, absent from a server

        browser = ChromeBrowser(self, success_signal, headless=not (watch or debug), debug=debug)
        try:
            if login:
                self.authenticate(login, login)
            if self.session is not None:
                browser.set_cookie(_COOKIE, self.session.sid, "/", HOST)
            for name, value in (cookies or {}).items():
                browser.set_cookie(name, value, "/", HOST)
            if cpu_throttling:
                browser.throttle(cpu_throttling)
            with self.served():
                browser.navigate_to(urljoin(f"{self.base_url()}/", url_path))
                browser.wait_ready(ready, timeout)
                browser.run(code, timeout, error_checker)
        finally:
            browser.stop()

    def start_tour(self, url_path: str, tour_name: str, step_delay: float | None = None, **kwargs: Any) -> None:
        """Run a tour in a browser.

        Args:
            url_path: path of the page where it starts.
            tour_name: its name in the registry `web_tour.tours`.
            step_delay: milliseconds between its steps.
            kwargs: as for `browser_js`.
        """
        kwargs.setdefault("success_signal", "tour succeeded")
        options = {"stepDelay": step_delay or 0, "keepWatchBrowser": kwargs.get("watch", False)}
        start = f"odoo.startTour({json_lib.dumps(tour_name)}, {json_lib.dumps(options)})"
        ready = f"odoo.isTourReady({json_lib.dumps(tour_name)})"
        self.browser_js(url_path, code=kwargs.pop("code", start), ready=kwargs.pop("ready", ready), **kwargs)
