"""Guessing passwords, over HTTP: by account and by address, for users and for nobody alike."""

import time
from datetime import timedelta

import pytest

from trivium.data.shared_store import shared_store
from trivium.exceptions import AccessDenied, UserError
from trivium.http.security import guessing
from trivium.modules.lifecycle import environment


@pytest.fixture(autouse=True)
def few_tries(served):
    """Let an account fail three times, and forget what was counted before and after."""
    forget(served)
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.login_cooldown_after", 3)
        user = env["res.users"].search([("login", "=", "guessed")])
        if not user:
            env["res.users"].create(
                {
                    "name": "Guessed",
                    "login": "guessed",
                    "password": "right",
                    "group_ids": [(6, 0, [env.ref("base.group_user").id])],
                }
            )
    yield
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.login_cooldown_after", 10)
    forget(served)


def forget(served):
    with environment(served.db) as env:
        shared_store(env.cr.dbname).get("nothing")  # makes the table where nothing was counted yet
        env.cr.execute("DELETE FROM shared_value")
    guessing._waiting.clear()


def told(visitor, login, password):
    answer = visitor.login(login, password)
    return answer["error"]["data"]["message"] if "error" in answer else answer["result"]["uid"]


def test_users_and_nobody_are_told_the_same(visitor):
    known = [told(visitor, "guessed", "wrong") for _ in range(5)]
    unknown = [told(visitor, "no such login", "wrong") for _ in range(5)]
    assert known == unknown
    assert known[0] == known[2] != known[3]
    assert "wait" in known[3]


def test_the_right_password_does_not_help_while_waiting_and_other_accounts_go_on(visitor):
    for _ in range(3):
        told(visitor, "guessed", "wrong")
    assert "wait" in told(visitor, "guessed", "right")
    assert told(visitor, "admin", "admin") == visitor.served.uid


def test_another_process_knows(visitor):
    for _ in range(3):
        told(visitor, "guessed", "wrong")
    guessing._waiting.clear()
    assert "wait" in told(visitor, "guessed", "right")


def test_a_success_ends_the_count(visitor):
    for _ in range(3):
        told(visitor, "guessed", "wrong")
        told(visitor, "guessed", "wrong")
        assert isinstance(told(visitor, "guessed", "right"), int)


def test_an_address_waits_after_five_times_as_many(visitor):
    for number in range(15):
        told(visitor, f"nobody {number}", "wrong")
    assert "wait" in told(visitor, "admin", "admin")


def test_failures_are_counted_although_their_transaction_is_rolled_back(visitor):
    told(visitor, "guessed", "wrong")
    key = "failed:" + guessing.account("login", "guessed", 3).key
    assert shared_store(visitor.served.db).increment(key, 60).value == 2


def rpc(visitor, uid, password):
    args = [visitor.served.db, uid, password, "res.users", "context_get", []]
    answer = visitor.call("/jsonrpc", service="object", method="execute_kw", args=args)
    return answer["result"]["uid"] if "result" in answer else answer["error"]["data"]["name"]


def make_key(served, seconds):
    with environment(served.db) as env:
        user = env["res.users"].search([("login", "=", "guessed")])
        ends = env.cr.now() + timedelta(seconds=seconds)
        return user.id, env(user=user.id)["res.users.apikeys"]._generate("rpc", "for programs", ends)


def test_a_key_in_place_of_a_password_ends_when_it_expires(visitor):
    uid, key = make_key(visitor.served, 3)
    assert rpc(visitor, uid, key) == uid
    assert rpc(visitor, uid, key) == uid
    time.sleep(3.2)
    assert rpc(visitor, uid, key) == "odoo.exceptions.AccessDenied"


def test_a_key_in_place_of_a_password_ends_when_it_is_removed(visitor):
    uid, key = make_key(visitor.served, 3600)
    assert rpc(visitor, uid, key) == uid
    with environment(visitor.served.db) as env:
        env["res.users"].browse(uid).api_key_ids._remove()
        env.registry.signal_changes()
    assert rpc(visitor, uid, key) == "odoo.exceptions.AccessDenied"


def test_calls_of_programs_are_counted_too(visitor):
    uid, _key = make_key(visitor.served, 3600)
    assert rpc(visitor, uid, "right") == uid
    for _ in range(3):
        rpc(visitor, uid, "wrong")
    assert rpc(visitor, uid, "right") == "odoo.exceptions.AccessDenied"


def test_an_account_is_one_by_its_login_and_by_its_id(visitor):
    with environment(visitor.served.db) as env:
        uid = env["res.users"].search([("login", "=", "guessed")]).id

    def called(password):
        args = [visitor.served.db, uid, password, "res.partner", "search", [[]]]
        answer = visitor.call("/jsonrpc", service="object", method="execute_kw", args=args)
        return answer["error"]["data"]["message"] if "error" in answer else answer["result"]

    for password in ("wrong", "worse"):
        told(visitor, "guessed", password)
    called("worst")
    assert "wait" in told(visitor, "guessed", "right")
    assert "wait" in called("right")


def test_passwords_that_people_choose_are_long_and_not_their_names(served):
    with environment(served.db) as env:
        user = env["res.users"].search([("login", "=", "guessed")])
        own = user.with_user(user).env.user
        with pytest.raises(UserError, match="8 characters"):
            own._change_password("short")
        env["ir.config_parameter"].set_param("base.password_minimum_length", 12)
        with pytest.raises(UserError, match="12 characters"):
            own._change_password("eleven char")
        env["ir.config_parameter"].set_param("base.password_minimum_length", 5)
        with pytest.raises(UserError, match="others know it"):
            own._change_password("Guessed")
        env.cr.rollback()


def test_a_sign_in_ends_after_its_lifetime_however_it_is_used(visitor):
    visitor.login()
    assert visitor.kw("res.users", "context_get")["result"]["uid"] == visitor.served.uid
    with environment(visitor.served.db) as env:
        env["ir.config_parameter"].set_param("sessions.max_lifetime_seconds", 1)
        env.registry.signal_changes()
    time.sleep(1.1)
    try:
        assert visitor.kw("res.users", "context_get")["error"]["code"] == 100
    finally:
        with environment(visitor.served.db) as env:
            env["ir.config_parameter"].set_param("sessions.max_lifetime_seconds", False)
            env.registry.signal_changes()


@pytest.mark.parametrize("common", ["password1", "Iloveyou", "qwertyuiop", "1234567890"])
def test_passwords_that_many_people_use_are_refused(visitor, common):
    with environment(visitor.served.db) as env:
        user = env["res.users"].search([("login", "=", "guessed")])
        with pytest.raises(UserError, match="Many people use this password"):
            user.with_user(user)._change_password(common)


def test_spaces_belong_to_a_password(visitor):
    with environment(visitor.served.db) as env:
        user = env["res.users"].create({"name": "Spaces", "login": "spaces", "password": "first one of it"})
        user._change_password("  a correct horse ")
        credential = {"type": "password", "login": "spaces"}
        assert user._check_credentials({**credential, "password": "  a correct horse "}, {})["uid"] == user.id
        with pytest.raises(AccessDenied):
            user._check_credentials({**credential, "password": "a correct horse"}, {})
        with pytest.raises(UserError, match="empty password"):
            user._change_password("   ")
        for value in (["a"], {"a": 1}, 5, None):
            with pytest.raises(UserError, match="empty"):
                user._change_password(value)
        user.unlink()
