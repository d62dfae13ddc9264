"""Chromium in front of a served database with contacts and demo data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.client import WebClient
from tests.support.served import served_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


PROGRAM = next(filter(None, map(shutil.which, PROGRAMS)), None)


def pytest_collection_modifyitems(config, items):
    """Mark every test of this folder; without Chromium one of them says so for all."""
    own = [item for item in items if "tests/browser/" in item.path.as_posix()]
    for item in own:
        item.add_marker(pytest.mark.browser)
    if own and PROGRAM is None:
        reason = f"{len(own)} tests in a browser need Chromium: apt-get install chromium"
        own[0].add_marker(pytest.mark.skip(reason=reason))
        config.hook.pytest_deselected(items=own[1:])
        items[:] = [item for item in items if item not in own[1:]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium; it ends with the module, so that other tests may run event loops of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def running(server):  # noqa: ARG001 - it must run
    """A server with base, web, contacts and demo data."""
    with served_database("web", "contacts", demo=True, low_user=False) as started:
        yield started


@pytest.fixture(scope="module")
def served(running):
    """The server with contacts, as the only one of this process that is spoken to."""
    running.select()
    return running


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Path:
    """Folder of the screenshots, which TRIVIUM_SCREENSHOTS names or which is a temporary one."""
    named = os.environ.get("TRIVIUM_SCREENSHOTS")
    if not named:
        return tmp_path_factory.mktemp("screenshots")
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def options() -> dict[str, object]:
    """How the browser shows pages: a wide window in light colours; modules and tests override it."""
    return {"viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def client(browser, served, pictures, options) -> Iterator[WebClient]:
    """A window nobody has logged in to; nothing may go wrong in it behind the scenes."""
    context = browser.new_context(base_url=served.url, locale="en-US", **options)
    context.set_default_timeout(15_000)
    client = WebClient(context.new_page(), served, pictures)
    yield client
    context.close()
    assert client.complaints == []


@pytest.fixture(scope="module")
def cookies(browser, served) -> list[dict[str, object]]:
    """The cookies of the administrator after logging in."""
    context = browser.new_context(base_url=served.url)
    params = {"db": served.db, "login": "admin", "password": "admin"}
    answer = context.request.post("/web/session/authenticate", data={"params": params}).json()
    assert answer["result"]["uid"] == served.uid
    found = context.cookies()
    context.close()
    return found


@pytest.fixture
def contacts(client, cookies) -> WebClient:
    """The contacts as the administrator sees them."""
    client.page.context.add_cookies(cookies)
    client.page.goto("/odoo/contacts")
    client.wait_for_records()
    return client
