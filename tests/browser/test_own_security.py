"""What people do for their own security: in the preferences, and when they sign in."""

import io
import re

import pyotp
import pytest
import requests
import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from tests.browser.client import forget_user

from trivium.http.security import guessing
from trivium.modules.lifecycle import environment


@pytest.fixture
def own_user(running):
    """Somebody who works here, afresh for each test; the login."""
    login = "secure"
    with environment(running.db) as env:
        group = env.ref("base.group_user")
        env["res.users"].create(
            {"name": "Sam Secure", "login": login, "password": "first password", "group_ids": [(6, 0, [group.id])]}
        )
    yield login
    guessing._waiting.clear()
    with environment(running.db) as env:
        forget_user(env, env["res.users"].search([("login", "=", login)]).id)


UPLOAD = """() => {
    const data = new FormData();
    data.append("csrf_token", odoo.csrf_token);
    data.append("model", "res.users.settings");
    data.append("id", "0");
    data.append("ufile", new File(["text"], "a.txt"));
    return fetch("/web/binary/upload_attachment", { method: "POST", body: data });
}"""


def open_security(client):
    client.page.get_by_role("button", name="Sam Secure").click()
    client.page.get_by_role("menuitem", name="Preferences").click()
    client.page.get_by_role("tab", name="Security").click()


def confirm_password(client):
    expect(client.dialog.get_by_text("type your password")).to_be_visible(timeout=15_000)
    client.dialog.locator("input[type=password]").fill("first password")
    client.dialog.get_by_role("button", name="Confirm").click()


def test_an_api_key_is_shown_once(client, own_user):
    client.page.goto(f"{client.served.url}/web/login")
    client.log_in(own_user, "first password")
    open_security(client)
    client.dialog.get_by_role("button", name="New API key").click()
    confirm_password(client)
    client.dialog.get_by_label("Description").fill("for a program")
    client.dialog.get_by_role("button", name="Create the key").click()
    expect(client.dialog.get_by_text("shown this once")).to_be_visible()
    key = re.search(r"[0-9a-f]{40}", client.dialog.inner_text())[0]
    client.picture("api-key")
    client.dialog.get_by_role("button", name="Done").click()
    with environment(client.served.db) as env:
        user = env["res.users"].search([("login", "=", own_user)])
        assert user.api_key_ids.mapped("name") == ["for a program"]
        assert env["res.users.apikeys"]._check_credentials(scope="rpc", key=key) == user.id


def test_a_dialog_is_answered_by_keys_alone(client, own_user):
    client.page.goto(f"{client.served.url}/web/login")
    client.log_in(own_user, "first password")
    open_security(client)
    client.dialog.get_by_role("button", name="New API key").click()
    expect(client.dialog.locator("input[type=password]")).to_be_focused(timeout=15_000)
    client.page.keyboard.type("first password")
    client.page.keyboard.press("Enter")
    expect(client.dialog.get_by_label("Description")).to_be_focused(timeout=15_000)
    client.page.keyboard.type("by keys")
    client.page.keyboard.press("Control+Enter")
    expect(client.dialog.get_by_text("shown this once")).to_be_visible(timeout=15_000)
    with environment(client.served.db) as env:
        user = env["res.users"].search([("login", "=", own_user)])
        assert user.api_key_ids.mapped("name") == ["by keys"]


def test_second_factor_from_the_preferences_to_the_login(client, own_user):
    client.page.goto(f"{client.served.url}/web/login")
    client.log_in(own_user, "first password")
    open_security(client)
    client.dialog.get_by_role("button", name="Switch on").click()
    confirm_password(client)
    expect(client.dialog.get_by_text("Read this code")).to_be_visible()
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", client.dialog.inner_text())[0].replace(" ", "")
    picture = client.dialog.locator("img").screenshot()
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert f"secret={secret}" in read.text
    client.picture("second-factor")
    client.dialog.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    client.dialog.get_by_role("button", name="Switch on").click()
    expect(client.page.get_by_text("from now on you need your phone")).to_be_visible()

    with environment(client.served.db) as env:
        env["res.users"].search([("login", "=", own_user)]).sudo().totp_last_counter = 0
    client.page.goto(f"{client.served.url}/web/session/logout")
    client.log_in(own_user, "first password")
    expect(client.page.get_by_role("heading", name="Type the code")).to_be_visible()
    client.picture("code-page")
    client.page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    client.page.get_by_role("button", name="Log in").click()
    expect(client.page.get_by_role("button", name="Sam Secure")).to_be_visible()


def test_a_wrong_password_is_told_and_may_be_typed_again(client, own_user):
    client.page.goto(f"{client.served.url}/web/login")
    client.log_in(own_user, "first password")
    open_security(client)
    client.dialog.get_by_role("button", name="New API key").click()
    expect(client.dialog.get_by_text("type your password")).to_be_visible(timeout=15_000)
    client.dialog.locator("input[type=password]").fill("wrong password")
    client.dialog.get_by_role("button", name="Confirm").click()
    expect(client.page.get_by_text("This password is wrong")).to_be_visible()
    client.picture("wrong-password")
    client.page.get_by_role("dialog").filter(has_text="This password is wrong").get_by_role(
        "button", name="Close"
    ).last.click()
    confirm_password(client)
    expect(client.dialog.get_by_label("Description")).to_be_visible()


def test_another_device_is_logged_out(client, own_user):
    url = client.served.url
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    with requests.Session() as other:
        other.headers["User-Agent"] = firefox
        params = {"db": client.served.db, "login": own_user, "password": "first password"}
        assert other.post(f"{url}/web/session/authenticate", json={"params": params}, timeout=20).json()["result"][
            "uid"
        ]
        assert other.get(f"{url}/odoo", allow_redirects=False, timeout=20).status_code == 200

        client.page.goto(f"{url}/web/login")
        client.log_in(own_user, "first password")
        open_security(client)
        cards = client.dialog.locator(".o_kanban_record").filter(visible=True)
        expect(cards.filter(has_text="Firefox")).to_have_count(1)
        expect(cards.filter(has_text="This device")).to_have_count(1)
        client.picture("devices")
        cards.filter(has_text="Firefox").get_by_role("button", name="Log out").click()
        client.dialog.get_by_role("button", name="Ok").click()
        confirm_password(client)
        expect(client.page.get_by_text("type your password")).to_be_hidden()
        answer = other.get(f"{url}/odoo", allow_redirects=False, timeout=20)
        assert (answer.status_code, "/web/login" in answer.headers["Location"]) == (303, True)
    assert client.page.request.get(f"{url}/odoo").url.endswith("/odoo")


def test_who_changes_the_password_goes_on_working(client, own_user):
    url = client.served.url
    page = client.page
    with requests.Session() as other:
        params = {"db": client.served.db, "login": own_user, "password": "first password"}
        other.post(f"{url}/web/session/authenticate", json={"params": params}, timeout=20)
        page.goto(f"{url}/web/login")
        client.log_in(own_user, "first password")
        expect(page.get_by_role("button", name="Sam Secure")).to_be_visible()
        second = page.context.new_page()
        second.goto(f"{url}/odoo")
        expect(second.get_by_role("button", name="Sam Secure")).to_be_visible()
        before = page.evaluate("odoo.csrf_token")
        (identifier,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session_id"]

        open_security(client)
        client.dialog.get_by_role("button", name="Change password").click()
        confirm_password(client)
        for name in ("new_password", "confirm_password"):
            client.dialog.locator(f".o_field_widget[name={name}] input").fill("second password")
        client.picture("change-password")
        client.dialog.get_by_role("button", name="Change password").click()
        expect(page.get_by_text("Your password is changed. You stay logged in here")).to_be_visible()
        client.picture("changed-password")
        (renewed,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "session_id"]
        assert renewed != identifier
        assert other.get(f"{url}/odoo", allow_redirects=False, timeout=20).status_code == 303

    # on: what is looked for and opened, what forms send, and what the other tab does
    expect(page.get_by_role("dialog")).to_have_count(0)
    client.search("Brightwater Supplies")
    client.open("Brightwater Supplies, Gemma Tully")
    for tab in (page, second):
        tab.wait_for_function("before => odoo.csrf_token !== before", arg=before)
        with tab.expect_response("**/upload_attachment") as sent:
            tab.evaluate(UPLOAD)
        assert sent.value.status == 200
    second.reload()
    expect(second.get_by_role("button", name="Sam Secure")).to_be_visible()
    expect(page.get_by_text("signed out")).to_have_count(0)
    page.goto(f"{url}/web/session/logout")
    client.log_in(own_user, "second password")
    expect(page.get_by_role("button", name="Sam Secure")).to_be_visible()
