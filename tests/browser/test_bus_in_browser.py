"""Notifications of the server in open tabs: one connection for all of them, which outlives the tab that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.browser.client import WebClient

from trivium.modules.lifecycle import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 30_000
"""Milliseconds until a notification must be seen, also while the machine is busy with other tests."""


CHANGE_PASSWORD = """async () => {
    const args = ["the password before", "the password after"];
    const params = { model: "res.users", method: "change_password", args, kwargs: {} };
    const body = JSON.stringify({ params });
    const headers = { "Content-Type": "application/json" };
    return (await fetch("/web/dataset/call_kw", { method: "POST", headers, body })).json();
}"""


@pytest.fixture
def tabs(browser, served, pictures, cookies) -> Iterator[tuple[WebClient, WebClient, list[Any]]]:
    """Two tabs of the administrator, and the connections that they opened."""
    context = browser.new_context(base_url=served.url, locale="en-US")
    context.add_cookies(cookies)
    opened: list[Any] = []

    def note(connection: Any) -> None:
        opened.append(connection)

    context.on("page", lambda page: page.on("websocket", note))
    both = []
    for _ in range(2):
        tab = WebClient(context.new_page(), served, pictures)
        tab.page.goto("/odoo/contacts")
        tab.wait_for_records()
        both.append(tab)
    yield both[0], both[1], opened
    context.close()


def say(served: Any, text: str, user_id: int = 0) -> None:
    with environment(served.db) as env:
        env["res.users"].browse(user_id or served.uid)._bus_send(
            "simple_notification", {"title": "Hello", "message": text, "type": "info", "sticky": True}
        )


def test_the_tabs_of_a_browser_hear_by_one_connection(tabs, served):
    first, second, opened = tabs
    expect(first.page.locator("body")).to_be_visible()
    say(served, "For everybody here")
    for tab in (first, second):
        expect(tab.page.get_by_text("For everybody here")).to_be_visible(timeout=PATIENCE)
    assert len(opened) == 1
    first.picture("bus-notification")
    first.page.close()
    say(served, "While nobody listened")
    expect(second.page.get_by_text("While nobody listened")).to_be_visible(timeout=PATIENCE)
    assert len(opened) == 2, "the other tab has taken over"
    say(served, "And on")
    expect(second.page.get_by_text("And on")).to_be_visible(timeout=PATIENCE)
    assert first.complaints == second.complaints == []


def test_a_tab_says_that_its_session_has_ended(tabs, served):
    first, second, _opened = tabs
    say(served, "Before")
    expect(second.page.get_by_text("Before")).to_be_visible(timeout=PATIENCE)
    with environment(served.db) as env:
        env["res.users"].browse(served.uid).password = "admin"
    for tab in (first, second):
        expect(tab.page.get_by_text("You have been signed out.")).to_be_visible(timeout=PATIENCE)
    second.picture("bus-signed-out")


@pytest.fixture
def kim(served) -> Iterator[int]:
    """A user of one's own; the other tests count the contacts."""
    with environment(served.db) as env:
        groups = [(6, 0, [env.ref("base.group_user").id])]
        values = {"name": "Kim", "login": "kim", "password": "the password before", "group_ids": groups}
        user_id = env["res.users"].create(values).id
    yield user_id
    with environment(served.db) as env:
        user = env["res.users"].browse(user_id)
        partner = user.partner_id
        user.unlink()
        partner.unlink()


def test_a_tab_goes_on_when_its_user_changes_the_password(browser, served, pictures, kim):
    context = browser.new_context(base_url=served.url, locale="en-US")
    params = {"db": served.db, "login": "kim", "password": "the password before"}
    context.request.post("/web/session/authenticate", data={"params": params})
    tab = WebClient(context.new_page(), served, pictures)
    connections: list[Any] = []
    tab.page.on("websocket", lambda connection: connections.append(connection))  # noqa: PLW0108 - a function is asked for
    tab.page.goto("/odoo/contacts")
    tab.wait_for_records()
    say(served, "Before", kim)
    expect(tab.page.get_by_text("Before")).to_be_visible(timeout=PATIENCE)
    with tab.page.expect_event("websocket", timeout=PATIENCE):
        assert tab.page.evaluate(CHANGE_PASSWORD) == {"jsonrpc": "2.0", "id": None, "result": True}
    say(served, "Afterwards", kim)
    expect(tab.page.get_by_text("Afterwards")).to_be_visible(timeout=PATIENCE)
    expect(tab.page.get_by_text("You have been signed out.")).to_have_count(0)
    assert len(connections) == 2
    context.close()
    assert tab.complaints == []
