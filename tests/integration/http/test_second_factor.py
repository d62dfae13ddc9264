"""Signing in with a code from the phone."""

import re
import time

import pyotp
import pytest

from trivium.http.security import guessing
from trivium.modules.lifecycle import environment


@pytest.fixture(scope="module")
def secret(served):
    """The secret of a user with a second factor, who is called Two."""
    text = pyotp.random_base32(32)
    with environment(served.db) as env:
        group = env.ref("base.group_user")
        user = env["res.users"].create(
            {"name": "Two", "login": "two", "password": "first factor", "group_ids": [(6, 0, [group.id])]}
        )
        user.totp_secret = text
    return text


@pytest.fixture(autouse=True)
def afresh(served):
    """Let the code of now be used again, and the counts begin anew."""
    yield
    guessing._waiting.clear()
    with environment(served.db) as env:
        env["res.users"].search([("login", "=", "two")]).sudo().totp_last_counter = 0
        env.cr.execute("DELETE FROM shared_value")


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def send_password(visitor, **more):
    page = visitor.get("/web/login")
    values = {"csrf_token": token_of(page), "login": "two", "password": "first factor", **more}
    return visitor.post("/web/login", data=values, allow_redirects=False)


def send_code(visitor, code, **more):
    page = visitor.get("/web/login/totp")
    values = {"csrf_token": token_of(page), "totp_token": code, **more}
    return visitor.post("/web/login/totp", data=values, allow_redirects=False)


def uid_of(visitor):
    answer = visitor.kw("res.users", "context_get")
    return answer["result"]["uid"] if "result" in answer else None


def test_password_then_code(visitor, secret):
    answer = send_password(visitor)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/web/login/totp")
    assert uid_of(visitor) is None
    assert "/web/database/manager" not in visitor.get("/web/login/totp").text  # which is switched off
    before = visitor.cookies["session_id"]
    answer = send_code(visitor, pyotp.TOTP(secret).now())
    assert (answer.status_code, answer.headers["Location"]) == (303, "/odoo")
    assert uid_of(visitor) is not None
    assert visitor.cookies["session_id"] != before


def test_the_token_of_the_login_page_serves_until_the_sign_in_is_complete(visitor, secret):
    token = token_of(visitor.get("/web/login"))
    data = {"csrf_token": token, "login": "two", "password": "first factor"}
    assert visitor.post("/web/login", data=data, allow_redirects=False).status_code == 303
    code = {"csrf_token": token, "totp_token": pyotp.TOTP(secret).now()}
    answer = visitor.post("/web/login/totp", data=code, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/odoo")
    assert visitor.post("/web/login", data=data, allow_redirects=False).status_code == 400


def test_the_page_asked_for_is_not_forgotten_and_is_of_this_site(visitor, secret):
    answer = send_password(visitor, redirect="/odoo/contacts?debug=1&view_type=list")
    assert answer.headers["Location"] == "/web/login/totp?redirect=%2Fodoo%2Fcontacts%3Fdebug%3D1%26view_type%3Dlist"
    answer = send_code(visitor, pyotp.TOTP(secret).now(), redirect="https://example.com/")
    assert answer.headers["Location"] == "/odoo"


def test_a_code_is_good_once(visitor, secret):
    code = pyotp.TOTP(secret).now()
    send_password(visitor)
    assert send_code(visitor, code).status_code == 303
    visitor.cookies.clear()
    send_password(visitor)
    answer = send_code(visitor, code)
    assert answer.status_code == 200
    assert "used before" in answer.text
    assert uid_of(visitor) is None


@pytest.mark.parametrize("wrong", ["000000", "abcdef", "", "12345", "1234567", "١٢٣٤٥٦"])
def test_wrong_codes(visitor, secret, wrong):
    if wrong == pyotp.TOTP(secret).now():
        pytest.skip("one in a million")
    send_password(visitor)
    assert send_code(visitor, wrong).status_code == 200
    assert uid_of(visitor) is None


def test_an_old_code_is_refused(visitor, secret):
    send_password(visitor)
    assert send_code(visitor, pyotp.TOTP(secret).at(time.time() - 120)).status_code == 200


def test_who_guesses_codes_has_to_wait(visitor, secret):
    right = pyotp.TOTP(secret).now()
    wrong = "000001" if right != "000001" else "000002"
    send_password(visitor)
    for _ in range(10):
        assert send_code(visitor, wrong).status_code == 200
    answer = send_code(visitor, right)
    assert "wait a moment" in answer.text
    assert uid_of(visitor) is None


def test_codes_have_a_limit_also_where_passwords_have_none(visitor, secret, served):
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.login_cooldown_after", 0)
    try:
        right = pyotp.TOTP(secret).now()
        send_password(visitor)
        for _ in range(5):
            assert "wait a moment" not in send_code(visitor, "000001" if right != "000001" else "000002").text
        assert "wait a moment" in send_code(visitor, right).text
    finally:
        with environment(served.db) as env:
            env["ir.config_parameter"].set_param("base.login_cooldown_after", 10)


def test_a_trusted_browser_needs_the_password_alone(visitor, secret):
    send_password(visitor)
    answer = send_code(visitor, pyotp.TOTP(secret).now(), remember="on")
    cookie = next(text for text in answer.raw.headers.getlist("Set-Cookie") if text.startswith("td_id="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    key = visitor.cookies["td_id"]
    del visitor.cookies["session_id"]
    send_password(visitor)
    assert visitor.get("/web/login/totp", allow_redirects=False).headers["Location"] == "/odoo"
    assert uid_of(visitor) is not None
    with environment(visitor.served.db) as env:
        user = env["res.users"].search([("login", "=", "two")])
        assert user.totp_trusted_device_ids.scope == "browser"
        env.cr.execute("SELECT key FROM auth_totp_device")
        assert key not in env.cr.fetchone()[0]
        user._revoke_all_devices()
    del visitor.cookies["session_id"]
    send_password(visitor)
    assert visitor.get("/web/login/totp", allow_redirects=False).status_code == 200


@pytest.mark.usefixtures("secret")
def test_another_users_browser_is_not_trusted(visitor):
    with environment(visitor.served.db) as env:
        key = env(user=visitor.served.uid)["auth_totp.device"].sudo()._generate("browser", "x", None)
    visitor.cookies.set("td_id", key)
    send_password(visitor)
    assert visitor.get("/web/login/totp", allow_redirects=False).status_code == 200


@pytest.mark.usefixtures("secret")
def test_programs_need_a_key(visitor):
    with environment(visitor.served.db) as env:
        user = env["res.users"].search([("login", "=", "two")])
        key = env(user=user.id)["res.users.apikeys"].sudo()._generate("rpc", "program", None)
    common = {"service": "common", "method": "authenticate"}
    args = [visitor.served.db, "two"]
    assert visitor.call("/jsonrpc", **common, args=[*args, "first factor", {}])["result"] is False
    assert visitor.call("/jsonrpc", **common, args=[*args, key, {}])["result"] == user.id


@pytest.mark.usefixtures("secret")
def test_signing_in_by_json_does_not_pass_the_second_factor_over(visitor):
    assert visitor.login("two", "first factor")["result"] == {"uid": None}
    assert uid_of(visitor) is None


def test_without_the_password_there_is_nothing_to_type(visitor):
    assert visitor.get("/web/login/totp", allow_redirects=False).headers["Location"] == "/web/login"


def test_the_secret_cannot_be_read_and_switching_on_asks_for_the_password(admin):
    uid = admin.served.uid
    for method in ("read", "search_read"):
        args = [[uid]] if method == "read" else [[["id", "=", uid]]]
        answer = admin.kw("res.users", method, *args, ["totp_secret"])
        assert "error" in answer or "totp_secret" not in answer["result"][0]
    assert "error" in admin.kw("res.users", "search_count", [["totp_secret", "like", "A"]])
    asked = admin.kw("res.users", "action_totp_enable_wizard", [uid])["result"]
    assert asked["res_model"] == "res.users.identitycheck"


def confirm(visitor, action, password="admin"):
    """Type the password that an action asks for; return what comes then."""
    return visitor.kw("res.users.identitycheck", "run_check", [action["res_id"]], context={"password": password})


def test_on_and_off_again(admin):
    uid = admin.served.uid
    asked = admin.kw("res.users", "action_totp_enable_wizard", [uid])["result"]
    assert "error" in confirm(admin, asked, "wrong")
    opened = confirm(admin, asked)["result"]
    assert opened["res_model"] == "auth_totp.wizard"
    wizard = admin.kw("auth_totp.wizard", "read", [opened["res_id"]], ["secret", "url", "qrcode"])["result"][0]
    assert "secret=" + wizard["secret"].replace(" ", "") in wizard["url"]
    assert wizard["qrcode"]
    wrong = admin.kw("auth_totp.wizard", "enable", [wizard["id"]], context={"code": "000000"})
    assert "not the code" in wrong["error"]["data"]["message"]
    code = pyotp.TOTP(wizard["secret"].replace(" ", "")).now()
    try:
        assert admin.kw("auth_totp.wizard", "enable", [wizard["id"]], context={"code": code})["result"]["tag"]
        assert uid_of(admin) == uid
        assert admin.kw("res.users", "read", [uid], ["totp_enabled"])["result"][0]["totp_enabled"] is True
        assert admin.kw("res.users", "search_count", [["totp_enabled", "=", True], ["id", "=", uid]])["result"] == 1
    finally:
        assert admin.kw("res.users", "action_totp_disable", [uid])["result"]["tag"] == "display_notification"
    assert uid_of(admin) == uid
    assert admin.kw("res.users", "search_count", [["totp_enabled", "=", True], ["id", "=", uid]])["result"] == 0


@pytest.mark.usefixtures("secret")
def test_nobody_switches_it_off_for_somebody_else(visitor):
    visitor.login("low", "low")
    with environment(visitor.served.db) as env:
        two = env["res.users"].search([("login", "=", "two")]).id
    asked = visitor.kw("res.users", "action_totp_disable", [two])["result"]
    assert "error" in confirm(visitor, asked, "low")
    with environment(visitor.served.db) as env:
        assert env["res.users"].browse(two).totp_enabled
