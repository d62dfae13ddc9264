"""Which database one opens, as people choose it: by its name, or from the list where there is one."""

import re

import pytest
from playwright.sync_api import expect

from trivium.http.databases import forget_list
from trivium.http.service import db as db_service
from trivium.http.service.master import MasterPassword
from trivium.tools.config import config

LOOKS = [
    pytest.param({"viewport": {"width": 1280, "height": 800}}, "light", id="wide"),
    pytest.param({"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}, "dark", id="dark"),
    pytest.param(
        {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}, "phone", id="phone"
    ),
]


@pytest.fixture
def several(served, monkeypatch, tmp_path):
    """Serve another database beside the one with contacts; nobody has guessed the master password yet."""
    monkeypatch.setattr(db_service, "master_password", MasterPassword(path=tmp_path / "guesses.json"))
    monkeypatch.setitem(config._runtime, "db_name", [served.db, "another"])
    monkeypatch.setitem(config._runtime, "admin_passwd", "a password of its own")
    forget_list()
    yield served
    forget_list()


def fits(page):
    """Whether nothing of a page is beyond its right edge."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("options", "name"), LOOKS)
def test_the_name_is_typed_and_leads_to_the_login(client, several, name):
    page = client.page
    page.goto("/odoo/contacts")
    expect(page.get_by_role("heading", name="Which database?")).to_be_visible()
    box = page.get_by_label("Database", exact=True)
    expect(box).to_be_focused()
    assert several.db not in page.content()
    assert fits(page)
    client.picture(f"choice-{name}")
    box.fill("nowhere")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("No database of this name")
    expect(box).to_have_value("nowhere")
    assert fits(page)
    client.picture(f"choice-in-vain-{name}")
    box.fill(several.db)
    page.get_by_role("button", name="Open").click()
    client.log_in()
    expect(page).to_have_url(re.compile("/odoo/contacts"))
    client.wait_for_records()


@pytest.mark.parametrize(("options", "name"), LOOKS)
def test_the_list_and_the_manager_where_they_are_asked_for(client, several, monkeypatch, name):
    monkeypatch.setitem(config._runtime, "list_db", True)
    page = client.page
    page.goto("/")
    expect(page.get_by_role("heading", name="Choose a database")).to_be_visible()
    expect(page.get_by_role("link", name="another")).to_be_visible()
    assert fits(page)
    client.picture(f"selector-{name}")
    page.get_by_role("link", name="Manage databases").click()
    row = page.get_by_role("listitem").filter(has_text=several.db)
    row.locator("summary").click()
    expect(row.get_by_role("button", name="Download")).to_be_visible()
    assert fits(page)
    client.picture(f"manager-{name}")
    row.locator("form[action$=drop]").get_by_label("Master password").fill("wrong")
    row.get_by_role("button", name=f"Delete {several.db}").click()
    expect(page.get_by_role("alert")).to_contain_text("this is not the master password")
    page.get_by_text("New database").click()
    expect(page.get_by_label("Language")).to_have_value("en_US")
    assert fits(page)
    client.picture(f"manager-new-{name}")
    page.get_by_role("link", name=f"Open {several.db}").click()
    client.log_in()
    expect(page.locator(".o_web_client")).to_be_visible()
