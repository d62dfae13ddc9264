"""What becomes of sessions, devices and trusted browsers when a password changes, and who changed it."""

import hashlib

import pytest
import requests
from tests.integration.http.conftest import Browser

from trivium.data.postgres import db_connect
from trivium.data.sql import SQL
from trivium.http.request import store
from trivium.modules.lifecycle import environment

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
OLD, NEW = "the password before", "the password after"


@pytest.fixture
def user(served):
    """Somebody who works here, afresh for each test; the id."""
    with environment(served.db) as env:
        groups = [(6, 0, [env.ref("base.group_user").id])]
        made = env["res.users"].create({"name": "Pat", "login": "pat", "password": OLD, "group_ids": groups})
    yield made.id
    with environment(served.db) as env:
        env["res.users"].browse(made.id).unlink()


@pytest.fixture
def devices(served, user):
    """Two browsers in which the user is signed in: the one that is worked with, and another."""
    with Browser(served) as here, Browser(served) as there:
        for browser, agent in ((here, CHROME), (there, FIREFOX)):
            browser.headers["User-Agent"] = agent
            assert browser.login("pat", OLD)["result"]["uid"] == user
        yield here, there


def sid(browser):
    (value,) = {cookie.value for cookie in browser.cookies if cookie.name == "session_id"}
    return value


def is_in(browser):
    """Whether a browser is signed in."""
    return "result" in browser.kw("res.users", "context_get")


def digests(served, user):
    """Return the digests of the sessions that a user has."""
    with db_connect(served.db).cursor() as cr:
        cr.execute(SQL("SELECT id FROM http_session WHERE uid = %s", user))
        return {bytes(row[0]) for row in cr.fetchall()}


def digest(identifier):
    return hashlib.sha256(identifier.encode()).digest()


def listed(browser, user):
    """Return the devices that a browser is told of: what browser, and whether it is the one."""
    domain = [["user_id", "=", user]]
    found = browser.kw("res.device", "search_read", domain, ["browser", "is_current"])["result"]
    return sorted((device["browser"], device["is_current"]) for device in found)


def by_method(browser):
    """Change it by the method that takes the old one."""
    return browser.kw("res.users", "change_password", OLD, NEW)


def by_wizard(browser):
    """Change it in the preferences."""
    assert browser.kw("res.users", "preference_change_password", [browser.uid])["result"]["res_model"] == (
        "res.users.identitycheck"
    )
    asked = browser.kw("res.users", "preference_change_password", [browser.uid])["result"]["res_id"]
    opened = browser.kw("res.users.identitycheck", "run_check", [asked], context={"password": OLD})["result"]
    assert opened["res_model"] == "change.password.own"
    values = {"new_password": NEW, "confirm_password": NEW}
    (wizard,) = browser.kw("change.password.own", "create", [values])["result"]
    return browser.kw("change.password.own", "change_password", [wizard])


@pytest.mark.parametrize("change", [by_method, by_wizard])
def test_who_changes_the_own_password_goes_on_here_and_nowhere_else(served, devices, user, change):
    here, there = devices
    here.uid = user
    with environment(served.db) as env:
        env(user=user)["auth_totp.device"].sudo()._generate("browser", "trusted", None)
    before = sid(here)
    assert listed(here, user) == [("chrome", True), ("firefox", False)]
    assert "result" in change(here)
    after = sid(here)
    assert after != before
    assert is_in(here)
    assert not is_in(there)
    assert digests(served, user) == {digest(after)}
    assert listed(here, user) == [("chrome", True)]
    with environment(served.db) as env:
        logs = env["res.device.log"].search([("user_id", "=", user)])
        assert {(log.browser, log.revoked) for log in logs} == {("chrome", False), ("firefox", True)}
        assert not env["res.users"].browse(user).totp_trusted_device_ids
        assert logs.filtered(lambda log: not log.revoked).session_identifier == store.identify(after)
    with Browser(served) as thief:
        thief.cookies.set("session_id", before)
        assert not is_in(thief)
        assert "Set-Cookie" not in thief.post("/web/session/check", json={"params": {}}).headers
    assert "error" in there.login("pat", OLD)
    assert there.login("pat", NEW)["result"]["uid"] == user
    assert listed(here, user) == [("chrome", True), ("firefox", False)]


def test_the_identity_stays_confirmed_and_forms_get_a_token_of_the_new_session(devices, user):
    here, _there = devices
    here.uid = user
    old_token = here.get("/odoo").text.partition('csrf_token: "')[2].partition('"')[0]
    params = {"model": "res.users", "method": "change_password", "args": [OLD, NEW], "kwargs": {}}
    answer = here.post("/web/dataset/call_kw", json={"params": params})
    assert answer.json()["result"] is True
    token = answer.headers["X-CSRF-Token"]
    form = {"model": "res.partner", "id": 1}
    upload = {"ufile": ("a.txt", b"text")}
    with_old = here.post("/web/binary/upload_attachment", data={**form, "csrf_token": old_token}, files=upload)
    assert with_old.status_code == 400
    with_new = here.post("/web/binary/upload_attachment", data={**form, "csrf_token": token}, files=upload)
    assert with_new.status_code == 200
    later = here.post("/web/dataset/call_kw", json={"params": {**params, "method": "context_get", "args": []}})
    assert "X-CSRF-Token" not in later.headers


def test_who_confirms_the_password_gets_another_identifier(devices, user):
    here, there = devices
    before = sid(here)
    asked = here.kw("res.users", "preference_change_password", [user])["result"]["res_id"]
    here.kw("res.users.identitycheck", "run_check", [asked], context={"password": "wrong"})
    assert sid(here) == before
    here.kw("res.users.identitycheck", "run_check", [asked], context={"password": OLD})
    assert sid(here) != before
    assert is_in(there)
    assert listed(here, user) == [("chrome", True), ("firefox", False)]
    with Browser(here.served) as thief:
        thief.cookies.set("session_id", before)
        assert not is_in(thief)
    assert here.kw("res.users", "preference_change_password", [user])["result"]["res_model"] == "change.password.own"


def test_a_change_that_fails_ends_nothing(served, devices, user):
    here, there = devices
    before = sid(here)
    for old, new in (("wrong", NEW), (OLD, "short"), (OLD, "  ")):
        assert "error" in here.kw("res.users", "change_password", old, new)
    assert sid(here) == before
    assert is_in(here)
    assert is_in(there)
    assert len(digests(served, user)) == 2


def set_in_wizard(browser, user):
    line = (0, 0, {"user_id": user, "user_login": "pat", "new_passwd": NEW})
    (wizard,) = browser.kw("change.password.wizard", "create", [{"user_ids": [line]}])["result"]
    return browser.kw("change.password.wizard", "change_password_button", [wizard])


@pytest.mark.parametrize(
    "change",
    [set_in_wizard, lambda browser, user: browser.kw("res.users", "write", [user], {"new_password": NEW})],
    ids=["wizard", "form"],
)
def test_an_administrator_s_change_ends_all_sessions_of_that_user(served, admin, devices, user, change):
    before = sid(admin)
    assert "result" in change(admin, user)
    assert sid(admin) == before
    assert is_in(admin)
    assert not any(is_in(device) for device in devices)
    assert digests(served, user) == set()
    assert listed(admin, user) == []
    assert "error" in devices[0].login("pat", OLD)
    assert devices[0].login("pat", NEW)["result"]["uid"] == user


def test_a_change_by_a_program_ends_all_sessions(served, devices, user):
    args = [served.db, user, OLD, "res.users", "change_password", [OLD, NEW]]
    params = {"service": "object", "method": "execute_kw", "args": args}
    answer = requests.post(f"{served.url}/jsonrpc", json={"params": params}, timeout=20)
    assert answer.json()["result"] is True
    assert "Set-Cookie" not in answer.headers
    assert not any(is_in(device) for device in devices)
    assert digests(served, user) == set()


def test_a_link_ends_all_sessions_where_it_is_used_too(served, devices, user):
    here, there = devices
    with environment(served.db) as env:
        token = env["res.users.password.link"].make_token(env["res.users"].browse(user), hours=1)
    form = here.get(f"/web/password?token={token}").text
    csrf = form.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": csrf, "new_password": NEW, "confirm_password": NEW}
    assert here.post("/web/password", data=data).status_code == 200
    assert not is_in(here)
    assert not is_in(there)
    assert digests(served, user) == set()


@pytest.mark.parametrize("way", ["/web/session/logout", "/web/session/destroy"])
def test_a_device_that_is_logged_out_is_not_listed_any_more(served, devices, user, way):
    here, there = devices
    left = sid(there)
    if way.endswith("destroy"):
        assert "error" not in there.call(way)
    else:
        there.get(way, allow_redirects=False)
    assert listed(here, user) == [("chrome", True)]
    with Browser(served) as thief:
        thief.cookies.set("session_id", left)
        assert not is_in(thief)
