"""What accounts can rely on: sessions that end, passwords of any form, and a log that tells of what happened."""

import base64
import hashlib
import json
import logging

import pytest

from trivium.addons.base.models import password_breaches
from trivium.exceptions import UserError
from trivium.http.security import guessing
from trivium.modules.lifecycle import environment
from trivium.modules.logs import JsonFormatter
from trivium.tools.audit import LOGGER
from trivium.tools.outgoing import Answer, OutgoingError
from trivium.tools.viruses import InfectedError, ScannerError

PASSWORD = "the first of them"


@pytest.fixture
def user_id(served):
    """Somebody who works here."""
    with environment(served.db) as env:
        group = env.ref("base.group_user")
        values = {"name": "Ina", "login": "ina", "password": PASSWORD, "group_ids": [(6, 0, [group.id])]}
        user = env["res.users"].create(values)
    yield user.id
    guessing._waiting.clear()
    with environment(served.db) as env:
        env["res.users"].with_context(active_test=False).search([("login", "=", "ina")]).unlink()
        env.cr.execute("SELECT to_regclass('shared_value')")
        if env.cr.fetchone()[0]:  # made at the first failure
            env.cr.execute("DELETE FROM shared_value")
        env.registry.signal_changes()


def is_in(browser):
    return "result" in browser.kw("res.users", "context_get")


@pytest.mark.parametrize("end", ["archive", "delete"])
def test_who_is_archived_or_deleted_is_out_at_once(visitor, user_id, end):
    visitor.login("ina", PASSWORD)
    assert is_in(visitor)
    with environment(visitor.served.db) as env:
        user = env["res.users"].browse(user_id)
        if end == "archive":
            user.active = False
        else:
            user.unlink()
        env.registry.signal_changes()
    assert not is_in(visitor)
    assert "error" in visitor.login("ina", PASSWORD)


def test_administrators_end_the_sessions_of_a_user_and_others_do_not(visitor, user_id):
    visitor.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    visitor.login("ina", PASSWORD)
    visitor.get("/odoo")
    assert is_in(visitor)
    with environment(visitor.served.db) as env:
        devices = env["res.device"].search([("user_id", "=", user_id)])
        assert len(devices) == 1
        demo = env["res.users"].create({"name": "Other", "login": "other"})
        assert not env["res.device"].with_user(demo).search([("user_id", "=", user_id)])
        demo.unlink()
        devices.with_user(visitor.served.uid)._revoke()
    assert not is_in(visitor)


@pytest.mark.parametrize(
    "password", ["nurkleinebuchstaben", "ⅦↄꜩЖ🜁ぬ鴉☯", "4829105736", "x" * 64, "ä" * 4096, "  spaces all round  "]
)
def test_passwords_of_any_form_and_length_are_taken_as_they_are(visitor, user_id, password):
    with environment(visitor.served.db) as env:
        user = env["res.users"].browse(user_id)
        user.with_user(user).env.user._change_password(password)
        env.registry.signal_changes()
    assert visitor.login("ina", password)["result"]["uid"] == user_id
    if password != password.swapcase():
        assert "error" in visitor.login("ina", password.swapcase())


def test_a_password_stays_good_until_it_is_changed(visitor, user_id):
    with environment(visitor.served.db) as env:
        env.cr.execute(
            "UPDATE res_users SET create_date = '2015-01-01', write_date = '2015-01-01' WHERE id = %s", (user_id,)
        )
    assert visitor.login("ina", PASSWORD)["result"]["uid"] == user_id


def test_words_of_the_company_are_no_password(served, user_id):
    with environment(served.db) as env:
        user = env["res.users"].browse(user_id)
        user.company_id.name = "Windmills of Holland"
        user.email = "Ina <ina.of.the.mills@holland.example>"
        for word in ("windmills of holland", "Ina.Of.The.Mills", "ina.of.the.mills@holland.example"):
            with pytest.raises(UserError, match="others know it"):
                user.with_user(user).env.user._change_password(word)
        env.cr.rollback()


class Service:
    """Knows one password, and what it was asked."""

    def __init__(self, known):
        self.digest = hashlib.sha1(known.encode(), usedforsecurity=False).hexdigest().upper()
        self.asked = []

    def __call__(self, method, url, **_options):
        self.asked.append((method, url))
        body = (
            f"{self.digest[5:]}:42\r\n{'0' * 35}:0\r\n".encode() if url.endswith(self.digest[:5]) else b"1" * 35 + b":1"
        )
        return Answer(200, {}, body)


@pytest.fixture
def comparing(served):
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.password_breaches_url", "https://breaches.example/range/")
    yield
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.password_breaches_url", False)


@pytest.mark.usefixtures("comparing")
def test_passwords_that_were_published_are_refused_and_never_sent(served, user_id, monkeypatch):
    service = Service("stolen at some other place")
    monkeypatch.setattr(password_breaches, "fetch", service)
    with environment(served.db) as env:
        own = env["res.users"].with_user(user_id).env.user
        with pytest.raises(UserError, match="published after a theft"):
            own._change_password("stolen at some other place")
        own._change_password("known to nobody at all")
        env.cr.rollback()
    assert service.asked[0] == ("GET", f"https://breaches.example/range/{service.digest[:5]}")
    assert all(len(url.rpartition("/")[2]) == 5 for _method, url in service.asked)


@pytest.mark.usefixtures("comparing")
def test_a_service_that_is_gone_hinders_nobody(served, user_id, monkeypatch, caplog):
    def gone(*_args, **_options):
        raise OutgoingError("it is gone")

    monkeypatch.setattr(password_breaches, "fetch", gone)
    with environment(served.db) as env:
        env["res.users"].with_user(user_id).env.user._change_password("known to nobody at all")
        env.cr.rollback()
    assert "cannot be compared" in caplog.text


@pytest.mark.parametrize(
    ("error", "told"), [(InfectedError("it has Test.Bad"), "Test.Bad"), (ScannerError("gone"), "could not")]
)
def test_an_upload_that_the_scanner_refuses_is_not_kept(admin, monkeypatch, error, told):
    def refuse(_stream):
        raise error

    monkeypatch.setattr("trivium.addons.base.models.ir_attachment_content.check_file", refuse)
    values = {"name": "bad.txt", "datas": base64.b64encode(b"bad").decode()}
    answer = admin.kw("ir.attachment", "create", values)
    assert told in answer["error"]["data"]["message"]
    assert admin.kw("ir.attachment", "search_count", [["name", "=", "bad.txt"]])["result"] == 0


def events(caplog):
    return [record.security_event for record in caplog.records if record.name == LOGGER]


def test_signing_in_and_out_is_logged_with_who_and_whence(visitor, user_id, caplog):  # noqa: ARG001 - it must be there
    with caplog.at_level(logging.INFO, LOGGER):
        visitor.login("ina", "wrong")
        visitor.login("ina", PASSWORD)
        visitor.get("/web/session/logout")
    assert events(caplog) == ["login_failed", "login", "logout"]
    told = [json.loads(JsonFormatter().format(record)) for record in caplog.records if record.name == LOGGER]
    assert all(event["login"] == "ina" for event in told)
    assert told[0]["remote"] == told[1]["remote"] == "127.0.0.1"
    assert told[1]["method"] == "password"
    assert PASSWORD not in caplog.text
    assert "wrong" not in caplog.text


def test_waiting_and_programs_are_logged_too(visitor, user_id, caplog):
    with environment(visitor.served.db) as env:
        before = env["ir.config_parameter"].set_param("base.login_cooldown_after", 1)
    caplog.clear()
    args = [visitor.served.db, user_id, "wrong", "res.users", "context_get", []]
    with caplog.at_level(logging.INFO, LOGGER):
        visitor.call("/jsonrpc", service="object", method="execute_kw", args=args)
        visitor.login("ina", PASSWORD)
        visitor.call("/jsonrpc", service="object", method="execute_kw", args=args)
    told = events(caplog)
    with environment(visitor.served.db) as env:
        env["ir.config_parameter"].set_param("base.login_cooldown_after", before or 10)
    assert told == ["login_failed", "login_delayed", "login_failed", "login_delayed"]


def test_changes_of_rights_are_logged_without_values(admin, user_id, caplog):
    with environment(admin.served.db) as env:
        group = env.ref("base.group_no_one").id
    with caplog.at_level(logging.INFO, LOGGER):
        admin.kw("res.users", "write", [user_id], {"group_ids": [[4, group]]})
        admin.kw("ir.config_parameter", "set_param", "our.secret", "hidden value")
        rule = admin.kw("ir.rule", "create", {"name": "r", "model_id": 1, "domain_force": "[]"})["result"]
        admin.kw("ir.rule", "unlink", [rule])
        admin.kw("ir.config_parameter", "set_param", "our.secret", False)
    told = [(record.security_event, record.action) for record in caplog.records if record.name == LOGGER]
    assert told == [
        ("user_changed", "write"), ("parameter_changed", "create"), ("rights_changed", "create"),
        ("rights_changed", "unlink"), ("parameter_changed", "unlink"),
    ]  # fmt: skip
    assert "hidden value" not in caplog.text
    assert all(record.by == admin.served.uid for record in caplog.records if record.name == LOGGER)


def test_refused_access_is_logged(visitor, user_id, caplog):  # noqa: ARG001 - it must be there
    visitor.login("ina", PASSWORD)
    with caplog.at_level(logging.INFO, LOGGER):
        assert "error" in visitor.kw("ir.rule", "create", {"name": "mine", "model_id": 1})
    assert "access_refused" in events(caplog)


def test_an_unexpected_error_is_logged_with_its_traceback_which_nobody_is_told(admin, monkeypatch, caplog):
    def broken(*_args):
        raise RuntimeError("the inside of it")

    monkeypatch.setattr("trivium.addons.web.controllers.dataset.call_kw", broken)
    answer = admin.kw("res.users", "context_get")
    assert answer["error"]["data"]["debug"] == ""
    assert "dataset.py" not in json.dumps(answer)
    (record,) = [record for record in caplog.records if record.exc_info and record.levelno >= logging.ERROR]
    assert "the inside of it" in str(record.exc_info[1])
