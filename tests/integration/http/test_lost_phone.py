"""Who has lost the phone: recovery codes; and secrets that the database alone does not tell."""

import logging
import re

import pyotp
import pytest

from trivium.http.security import guessing
from trivium.modules.lifecycle import environment
from trivium.tools.config import config


@pytest.fixture
def user_id(served):
    """A user with a second factor, afresh for each test."""
    with environment(served.db) as env:
        group = env.ref("base.group_user")
        user = env["res.users"].create(
            {"name": "Lost", "login": "lost", "password": "first factor", "group_ids": [(6, 0, [group.id])]}
        )
        user.totp_secret = pyotp.random_base32(32)
        uid = user.id
    yield uid
    guessing._waiting.clear()
    with environment(served.db) as env:
        env["res.users"].browse(uid).unlink()
        env.cr.execute("DELETE FROM shared_value")


@pytest.fixture
def codes(served, user_id):
    with environment(served.db) as env:
        return env["auth_totp.recovery"].generate(env["res.users"].browse(user_id))


def send(visitor, code):
    """Log in by password, then by a code; return the answer to that."""
    visitor.cookies.clear()
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/web/login").text)[1]
    visitor.post("/web/login", data={"csrf_token": token, "login": "lost", "password": "first factor"})
    page = visitor.get("/web/login/totp?recovery=1")
    assert "Type a recovery code" in page.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    values = {"csrf_token": token, "totp_token": code, "recovery": "1"}
    return visitor.post("/web/login/totp", data=values, allow_redirects=False)


def test_each_code_is_good_once(visitor, codes, caplog):
    assert len(set(codes)) == 10
    with caplog.at_level(logging.WARNING):
        assert send(visitor, codes[3]).status_code == 303
    assert "recovery_code_used" in caplog.text
    assert not any(code in caplog.text for code in codes)
    assert send(visitor, codes[3]).status_code == 200
    assert send(visitor, f" {codes[4].upper().replace('-', ' ')} ").status_code == 303


def test_the_database_keeps_hashes(served, user_id, codes):
    with environment(served.db) as env:
        env.cr.execute("SELECT t::text FROM auth_totp_recovery t WHERE user_id = %s", [user_id])
        rows = [row for (row,) in env.cr.fetchall()]
        assert len(rows) == 10
        assert all("$pbkdf2-sha512$" in row for row in rows)
        assert not any(code[5:] in row for row in rows for code in codes)
        assert env["res.users"].browse(user_id).totp_recovery_left == 10


def test_guesses_are_counted(visitor, codes):
    wrong = "-".join(["aaaa"] * 6)
    for _ in range(10):
        assert send(visitor, wrong).status_code == 200
    assert "wait a moment" in send(visitor, codes[0]).text


def test_new_codes_end_the_former_ones_and_ask_for_the_password(visitor, codes, user_id):
    send(visitor, codes[0])
    asked = visitor.kw("res.users", "action_totp_recovery_codes", [user_id])["result"]
    assert asked["res_model"] == "res.users.identitycheck"
    shown = visitor.kw("res.users.identitycheck", "run_check", [asked["res_id"]], context={"password": "first factor"})[
        "result"
    ]
    new = shown["context"]["default_codes"].split("\n")
    assert len(new) == 10
    assert send(visitor, codes[1]).status_code == 200
    assert send(visitor, new[0]).status_code == 303


def test_nobody_reads_or_makes_codes_of_others(visitor, codes, user_id):
    visitor.login("low", "low")
    for method, args in (("read", [[1], []]), ("search", [[]]), ("generate", [[user_id]]), ("use", [[user_id], "x"])):
        assert "error" in visitor.kw("auth_totp.recovery", method, *args)
    with environment(visitor.served.db) as env:
        assert len(env["res.users"].browse(user_id).sudo().totp_recovery_ids) == len(codes)


def test_secrets_are_sealed_with_the_key_of_the_settings(served, user_id, monkeypatch):
    def stored():
        env.cr.execute("SELECT totp_secret FROM res_users WHERE id = %s", [user_id])
        return env.cr.fetchone()[0]

    with environment(served.db) as env:
        user = env["res.users"].browse(user_id)
        secret = user.totp_secret
        assert stored() == secret
        monkeypatch.setitem(config, "secret_key", "outside of the database")
        user._totp_check(pyotp.TOTP(secret).now())  # the next code seals it
        assert secret not in stored()
        user.invalidate_recordset()
        assert user.totp_secret == secret
        user.totp_last_counter = 0
        env.flush_all()
        user._totp_check(pyotp.TOTP(secret).now())
        monkeypatch.setitem(config, "secret_key", "")
        user.invalidate_recordset()
        with pytest.raises(ValueError, match="secret_key"):
            user.totp_secret  # noqa: B018 - reading it is what fails
