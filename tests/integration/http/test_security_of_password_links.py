"""Links to choose a password: made by administrators or sent by mail, good once, and telling nothing about accounts."""

import hashlib
import re
from datetime import datetime, timedelta

import pytest

from trivium.exceptions import AccessError, UserError
from trivium.http.security import guessing
from trivium.modules.lifecycle import environment

GOOD = "a new sentence to enter by"


@pytest.fixture
def user_id(served):
    """Somebody who has forgotten the password."""
    with environment(served.db) as env:
        group = env.ref("base.group_user")
        user = env["res.users"].create(
            {"name": "Flo", "login": "flo", "email": "Flo <flo@ours.example>", "password": "forgotten one",
             "group_ids": [(6, 0, [group.id])]}
        )  # fmt: skip
    yield user.id
    guessing._waiting.clear()
    with environment(served.db) as env:
        env["res.users"].browse(user.id).unlink()
        env["res.users.password.request"].search([]).unlink()
        env.cr.execute("DELETE FROM shared_value")


def make_link(served, user_id, hours=24):
    with environment(served.db) as env:
        link = env["res.users.password.link"].make(env["res.users"].browse(user_id), hours)
    return link[link.index("/web/password") :]


def token_field(answer):
    return re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]


def choose(browser, path, password, again=None):
    """Open a link and send the form; return the answers."""
    page = browser.get(path)
    if page.status_code != 200:
        return page, None
    data = {"csrf_token": token_field(page), "new_password": password, "confirm_password": again or password}
    return page, browser.post("/web/password", data=data)


def uid_of(browser, password):
    return browser.login("flo", password).get("result", {}).get("uid")


def test_a_link_sets_the_password_once(visitor, user_id):
    path = make_link(visitor.served, user_id)
    page, answer = choose(visitor, path, GOOD)
    assert page.url.endswith("/web/password")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "Your password is set" in answer.text
    assert uid_of(visitor, "forgotten one") is None
    assert uid_of(visitor, GOOD) == user_id
    page, answer = choose(visitor, path, "another sentence altogether")
    assert (page.status_code, answer) == (404, None)


def test_the_link_ends_the_sessions_and_trusts_no_browser(visitor, served, user_id):
    assert uid_of(visitor, "forgotten one") == user_id
    path = make_link(served, user_id)
    with type(visitor)(served) as other:
        choose(other, path, GOOD)
    assert visitor.kw("res.users", "context_get")["error"]["code"] == 100


def test_the_database_keeps_a_digest_of_the_token(served, user_id):
    token = make_link(served, user_id).partition("token=")[2]
    assert len(token) >= 43
    with environment(served.db) as env:
        env.cr.execute("SELECT digest FROM res_users_password_link WHERE user_id = %s", (user_id,))
        assert env.cr.fetchall() == [(hashlib.sha256(token.encode()).hexdigest(),)]


@pytest.mark.parametrize("what", ["ended", "replaced", "changed", "archived", "made up"])
def test_a_link_that_is_not_good_any_more_opens_nothing(visitor, served, user_id, what):
    path = make_link(served, user_id)
    with environment(served.db) as env:
        user = env["res.users"].browse(user_id)
        if what == "ended":
            env["res.users.password.link"].search([]).ends = datetime(2020, 1, 1)  # noqa: DTZ001 - as the field has it
        elif what == "replaced":
            env["res.users.password.link"].make(user, 1)
        elif what == "changed":
            user.password = "set in the meantime"
        elif what == "archived":
            user.active = False
        else:
            path = "/web/password?token=" + "x" * 43
    page, answer = choose(visitor, path, GOOD)
    assert (page.status_code, answer) == (404, None)
    assert "This link does not work" in page.text


@pytest.mark.parametrize(("password", "again", "told"), [
    ("short", None, "8 characters"), ("password1", None, "Many people"), (GOOD, "something else", "differ"),
    ("flo@ours.example", None, "others know"),
])  # fmt: skip
def test_a_password_that_is_refused_leaves_the_link_good(visitor, user_id, password, again, told):
    path = make_link(visitor.served, user_id)
    _page, answer = choose(visitor, path, password, again)
    assert told in answer.text
    assert uid_of(visitor, "forgotten one") == user_id
    _page, answer = choose(visitor, path, GOOD)
    assert "Your password is set" in answer.text


def test_the_form_needs_its_token(visitor, user_id):
    visitor.get(make_link(visitor.served, user_id))
    answer = visitor.post("/web/password", data={"new_password": GOOD, "confirm_password": GOOD})
    assert answer.status_code == 400
    assert uid_of(visitor, "forgotten one") == user_id


def test_administrators_alone_make_links_and_none_for_themselves(served, user_id):
    with environment(served.db) as env:
        own = env["res.users"].with_user(user_id)
        action = type(env["res.users"]).action_password_link.__wrapped__
        with pytest.raises(AccessError, match="Only administrators"):
            action(own.browse(served.uid))
        admin = env["res.users"].with_user(served.uid)
        with pytest.raises(UserError, match="your preferences"):
            action(admin.browse(served.uid))
        link = action(admin.browse(user_id))["context"]["default_link"]
        assert env["res.users.password.link"].user_of(link.partition("token=")[2]).id == user_id
        env.cr.rollback()


def test_making_a_link_asks_for_the_password_first(admin, user_id):
    answer = admin.kw("res.users", "action_password_link", [user_id])["result"]
    assert answer["res_model"] == "res.users.identitycheck"


def test_nobody_reads_or_calls_what_makes_links(admin, user_id):
    make_link(admin.served, user_id)
    assert "error" in admin.kw("res.users.password.link", "search_read", [], ["digest"])
    for method in ("make", "use", "user_of", "end"):
        assert "error" in admin.kw("res.users.password.link", method, user_id, 1)
    assert "error" in admin.kw("res.users.password.request", "ask", "flo")


@pytest.fixture
def by_mail(served, monkeypatch):
    """Messages that would be sent, as (recipients, text)."""
    sent = []
    with environment(served.db) as env:
        server = env["ir.mail_server"].create({"name": "Out", "smtp_host": "mail.invalid"})
        env.ref("base.user_root").email = "system@ours.example"
        model = type(env["ir.mail_server"])
    monkeypatch.setattr(
        model, "send_email", lambda _self, message, **_k: sent.append((message["To"], message.get_content()))
    )
    yield sent
    with environment(served.db) as env:
        env["ir.mail_server"].browse(server.id).unlink()


def ask(browser, login):
    page = browser.get("/web/password/forgotten")
    answer = browser.post("/web/password/forgotten", data={"csrf_token": token_field(page), "login": login})
    return answer.status_code, re.sub(r'nonce="[^"]+"|value="[^"]+"', "", answer.text.replace(f">{login}<", "><"))


def deliver(served):
    with environment(served.db) as env:
        env["res.users.password.request"]._send_links()


def test_without_a_mail_server_nothing_is_offered(visitor):
    assert "Password forgotten" not in visitor.get("/web/login").text
    assert visitor.get("/web/password/forgotten", allow_redirects=False).headers["Location"] == "/web/login"


def test_accounts_and_strangers_are_told_the_same(visitor, user_id, by_mail):  # noqa: ARG001 - it must be there
    assert "/web/password/forgotten" in visitor.get("/web/login").text
    answers = {ask(visitor, login) for login in ("flo", "nobody", "flo@ours.example", "admin")}
    assert len(answers) == 1
    assert answers.pop()[0] == 200
    assert by_mail == []  # whatever there is to find is looked for later


def test_who_asks_gets_a_link_by_mail(visitor, user_id, by_mail):
    ask(visitor, "flo")
    ask(visitor, "nobody")
    deliver(visitor.served)
    ((recipient, text),) = by_mail
    assert recipient == "flo@ours.example"
    assert "within 2 hours" in text
    path = re.search(r"\S+(/web/password\?db=[^&]+&token=\S+)", text)[1]
    assert "Your password is set" in choose(visitor, path, GOOD)[1].text
    assert uid_of(visitor, GOOD) == user_id
    deliver(visitor.served)
    assert len(by_mail) == 1


def test_the_link_leads_to_this_site_whatever_host_was_asked_for(visitor, user_id, by_mail):  # noqa: ARG001 - it must be there
    page = visitor.get("/web/password/forgotten")
    visitor.post(
        "/web/password/forgotten",
        data={"csrf_token": token_field(page), "login": "flo"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    deliver(visitor.served)
    assert all("evil.example" not in text for _to, text in by_mail)


def test_an_old_request_is_not_answered(visitor, user_id, by_mail):  # noqa: ARG001 - it must be there
    ask(visitor, "flo")
    with environment(visitor.served.db) as env:
        env.cr.execute("UPDATE res_users_password_request SET create_date = create_date - %s", (timedelta(hours=2),))
    deliver(visitor.served)
    assert by_mail == []


def test_asking_again_and_again_sends_no_more(visitor, user_id, by_mail):  # noqa: ARG001 - it must be there
    with environment(visitor.served.db) as env:
        env["ir.config_parameter"].set_param("base.login_cooldown_after", 3)
    for _ in range(6):
        status, _text = ask(visitor, "flo")
        assert status == 200
    with environment(visitor.served.db) as env:
        assert env["res.users.password.request"].search_count([]) == 3
        env["ir.config_parameter"].set_param("base.login_cooldown_after", 10)
