"""A real browser for tests: Chromium, driven by Playwright."""

import base64
import shutil
import threading
import time
import unittest
from collections.abc import Callable
from typing import Any

from trivium.testing import network
from trivium.testing.helpers import save_test_file

__all__ = ["ChromeBrowser", "ChromeBrowserException"]

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromeBrowserException(Exception):  # noqa: N818 - the contract's name
    """The page failed, or did not say in time that all went well."""


class ChromeBrowser:
    """A browser with one page.

    Args:
        test_case: the test; it is skipped where there is no browser.
        success_signal: what the console says when the test has gone well.
        headless: whether nothing is shown.
        debug: whether the browser's tools are opened.
    """

    def __init__(
        self, test_case: Any, success_signal: str = "test successful", headless: bool = True, debug: bool = False
    ) -> None:
        self.test_case = test_case
        self.success_signal = success_signal
        self._errors: list[str] = []
        self._succeeded = threading.Event()
        try:
            from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a library of tests, absent from a server
        except ImportError as error:
            raise unittest.SkipTest("The browser tests need the package playwright") from error
        program = self.executable
        self._playwright = sync_playwright().start()
        width, height = map(int, test_case.browser_size.split("x"))
        self._browser = self._playwright.chromium.launch(
            executable_path=program,
            headless=headless,
            args=["--no-sandbox", *(["--auto-open-devtools-for-tabs"] if debug else [])],
        )
        self._context = self._browser.new_context(
            viewport={"width": width, "height": height}, has_touch=test_case.touch_enabled
        )
        self._context.route(network.goes_elsewhere, self._answer)
        self._page = self._context.new_page()
        self._page.on("console", self._on_console)
        self._page.on("pageerror", lambda error: self._errors.append(str(error)))

    @property
    def executable(self) -> str:
        """Path of the browser's program; without one the test is skipped."""
        for name in _PROGRAMS:
            found = shutil.which(name)
            if found:
                return found
        raise unittest.SkipTest("The browser tests need Chromium: apt-get install chromium")

    def _answer(self, route: Any) -> None:
        """Answer a request to another machine by the test's `fetch_proxy`, unless requests are let through."""
        if network.is_allowed():
            route.continue_()
            return
        answer = self.test_case.fetch_proxy(route.request.url)
        headers = {each["name"]: each["value"] for each in answer["responseHeaders"]}
        route.fulfill(status=answer["responseCode"], body=base64.b64decode(answer["body"]), headers=headers)

    def _on_console(self, message: Any) -> None:
        if self.success_signal in message.text:
            self._succeeded.set()
        elif message.type == "error":
            self._errors.append(message.text)

    def set_cookie(self, name: str, value: str, path: str, domain: str) -> None:
        """Give the browser a cookie."""
        self._context.add_cookies([{"name": name, "value": value, "path": path, "domain": domain}])

    def delete_cookie(self, name: str, **kwargs: Any) -> None:
        """Take a cookie from the browser."""
        self._context.clear_cookies(name=name, **kwargs)

    def navigate_to(self, url: str, wait_stop: bool = False) -> None:
        """Open a page; with `wait_stop` until the network is quiet."""
        self._page.goto(url, wait_until="networkidle" if wait_stop else "load")

    def throttle(self, factor: float | None) -> None:
        """Slow the browser down by a factor."""
        if factor:
            session = self._context.new_cdp_session(self._page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": factor})

    def wait_ready(self, expression: str, timeout: float) -> None:
        """Wait until an expression is true in the page.

        Raises:
            ChromeBrowserException: it is not, within so many seconds.
        """
        if not expression:
            return
        from playwright.sync_api import Error  # noqa: PLC0415 - see above

        try:
            self._page.wait_for_function(f"() => !!({expression})", timeout=timeout * 1000)
        except Error as error:
            self.take_screenshot("ready_")
            raise ChromeBrowserException(f"The page was not ready ({expression}): {self._errors}") from error

    def run(self, code: str, timeout: float, error_checker: Callable[[str], bool] | None = None) -> None:
        """Run code in the page, and wait for the console to say that all went well.

        Raises:
            ChromeBrowserException: the console told of an error, or the time is over.
        """
        self._page.evaluate(f"() => {{ {code} }}")
        deadline = time.monotonic() + timeout
        while not self._succeeded.is_set():
            errors = [text for text in self._errors if error_checker is None or error_checker(text)]
            if errors:
                self.take_screenshot("failed_")
                raise ChromeBrowserException("\n".join(errors))
            if time.monotonic() > deadline:
                self.take_screenshot("timeout_")
                raise ChromeBrowserException(f"The console did not say {self.success_signal!r} in {timeout} seconds")
            self._page.wait_for_timeout(50)

    def take_screenshot(self, prefix: str = "sc_") -> None:
        """Write a picture of the page below the folder of screenshots."""
        save_test_file(self.test_case.id(), self._page.screenshot(), prefix)

    def stop(self) -> None:
        """Close the browser."""
        self._browser.close()
        self._playwright.stop()
