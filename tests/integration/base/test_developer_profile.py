"""What developers are told: the lines of addons that fetch one by one, and that cause slow statements."""

import inspect
import logging

import pytest

from trivium.data.postgres.account import current, open_account
from trivium.data.postgres.profile import REPEATED
from trivium.tools.config import config


@pytest.fixture
def profile():
    """The profile of this thread, with `dev_mode` on."""
    config["dev_mode"] = ["xml"]
    profile = open_account().profile
    yield profile
    config["dev_mode"] = []
    open_account()


def one_by_one(env, ids):
    return [env["res.partner"].browse(id_).name for id_ in ids], inspect.currentframe().f_lineno


def together(env, ids):
    return [partner.name for partner in env["res.partner"].browse(ids)]


def test_a_field_that_is_fetched_record_by_record_is_told_with_its_line(env, profile, caplog):
    ids = env["res.partner"].create([{"name": f"P{number}"} for number in range(REPEATED + 2)]).ids
    env.invalidate_all()
    names, line = one_by_one(env, ids)
    assert names == [f"P{number}" for number in range(REPEATED + 2)]
    assert profile.repeated() == [("res.partner.name", (__file__, line), REPEATED + 2)]
    with caplog.at_level(logging.INFO, "trivium.dev"):
        profile.report("a test")
    assert f"res.partner.name was fetched record by record {REPEATED + 2} times at {__file__}:{line}" in caplog.text
    assert profile.repeated() == []


def test_records_that_are_fetched_together_are_not_told(env, profile):
    ids = env["res.partner"].create([{"name": f"P{number}"} for number in range(REPEATED + 2)]).ids
    env.invalidate_all()
    together(env, ids)
    assert profile.repeated() == []


def test_the_slowest_statement_is_told_with_its_line(env, profile, caplog):
    env["res.partner"].search([("name", "=", "nobody")])
    env.cr.execute("SELECT pg_sleep(0.05)")
    line = inspect.currentframe().f_lineno - 1
    text, place, cost = profile.slowest()[0]
    assert text == "SELECT pg_sleep(0.05)"
    assert place == (__file__, line)
    assert cost.count == 1
    assert cost.seconds >= 0.05
    with caplog.at_level(logging.INFO, "trivium.dev"):
        profile.report("a test")
    assert f"1 times, {__file__}:{line}: SELECT pg_sleep(0.05)" in caplog.text


def test_without_dev_mode_there_is_no_profile(env):
    account = open_account()
    env["res.partner"].search([])
    assert account.profile is None
    assert account.statements > 0
    assert current.account is account
