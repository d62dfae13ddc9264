"""Environments: users, companies, languages, time zones, external ids; what is written when."""

from __future__ import annotations

import datetime
import gc
import weakref

import psycopg
import pytest
from tests.support.extended import environment_on

from trivium.data.sql import SQL
from trivium.exceptions import AccessError
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry


@pytest.fixture
def env(base_database):
    with environment_on(Registry(base_database)) as env:
        yield env


@pytest.fixture
def user(env):
    return env["res.users"].create(
        {"name": "u", "login": "u", "tz": "Asia/Tokyo", "group_ids": [(6, 0, [env.ref("base.group_user").id])]}
    )


@pytest.fixture
def companies(env):
    return env["res.company"].create([{"name": "One"}, {"name": "Two"}])


def test_equal_environments_are_one(env, user):
    assert env(context={"a": 1}) is env(context={"a": 1})
    assert env(user=user.id) is env(user=user.id)
    assert env(user=user.id) is not env
    assert env(user=user.id).su is False
    assert env(user=user.id, su=True).su
    assert env(user=user.id)(su=True).user == user
    with pytest.raises(NotImplementedError):
        env.context["lang"] = "fr_FR"


@pytest.mark.parametrize("name", ["cr", "uid", "context", "su", "user", "company", "companies", "lang"])
def test_what_an_environment_is_made_of_cannot_be_assigned(env, name):
    before = getattr(env, name)
    with pytest.raises(AttributeError, match=rf"env\.{name} cannot be assigned.*env\(\)"):
        setattr(env, name, 5)
    assert getattr(env, name) == before
    assert env(user=env.ref("base.user_admin")).uid == env.ref("base.user_admin").id


def test_superuser_mode_comes_and_goes(env, user):
    partner = env["res.partner"].with_user(user)
    assert (partner.env.uid, partner.env.su) == (user.id, False)
    assert (partner.sudo().env.uid, partner.sudo().env.su) == (user.id, True)
    assert not partner.sudo().sudo(False).env.su
    assert not partner.sudo().with_user(user).env.su
    assert not partner.env.is_admin()
    assert partner.sudo().env.is_admin()
    assert not partner.env.is_system()
    assert partner.env.user.env.su


def test_companies_are_those_of_the_user(env, user, companies):
    one, two = companies
    as_user = env(user=user.id)
    assert as_user.company == user.company_id
    with pytest.raises(AccessError, match=str(one.id)):
        _ = as_user(context={"allowed_company_ids": [one.id]}).company
    user.company_ids += one + two
    chosen = env(user=user.id, context={"allowed_company_ids": [two.id, one.id]})
    assert chosen.company == two
    assert chosen.companies == two + one
    assert set(env(user=user.id).companies) == set(user.company_ids)
    records = chosen["res.partner"].with_company(one)
    assert records.env.company == one
    assert records.env.companies == one + two
    assert records.with_company(False) is records
    other = env["res.company"].create({"name": "Three"})
    with pytest.raises(AccessError):
        _ = records.with_user(user).with_company(other).env.companies


def test_languages_and_time_zones(env, user):
    assert env.lang is None
    assert env(context={"lang": "xx_XX"}).lang is None
    assert env(context={"lang": "fr_FR"}).lang is None
    env["res.lang"]._activate_lang("fr_FR")
    assert env(context={"lang": "fr_FR", "a": 0}).lang == "fr_FR"
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    assert moment.astimezone(env(user=user.id).tz).hour == 9
    assert moment.astimezone(env(user=user.id, context={"tz": "UTC"}).tz).hour == 0
    assert moment.astimezone(env(user=user.id, context={"tz": "Not/AZone"}).tz).hour == 0


def test_external_ids(env):
    country = env.ref("base.be")
    assert (country._name, country.code) == ("res.country", "BE")
    assert env.ref("base.nothing_here", raise_if_not_found=False) is None
    for wrong in ("base.nothing_here", "nomodule.x"):
        with pytest.raises(ValueError, match=wrong.replace(".", r"\.")):
            env.ref(wrong)
    partner = env["res.partner"].create({"name": "p"})
    env["ir.model.data"].create({"module": "x", "name": "p", "model": "res.partner", "res_id": partner.id})
    assert env.ref("x.p") == partner
    partner.unlink()
    assert env.ref("x.p", raise_if_not_found=False) is None


def test_contexts_are_replaced_or_changed(env):
    records = env["res.partner"].with_context(a=1, allowed_company_ids=[1])
    assert dict(records.with_context(b=2).env.context) == {"a": 1, "b": 2, "allowed_company_ids": [1]}
    assert dict(records.with_context({"c": 3}).env.context) == {"c": 3, "allowed_company_ids": [1]}
    assert dict(records.with_context({}, allowed_company_ids=[]).env.context) == {"allowed_company_ids": []}


# -- writing ---------------------------------------------------------------------------------------------------------


def test_values_are_written_before_a_statement_reads_them(env):
    partner = env["res.partner"].create({"name": "before"})
    env.flush_all()
    partner.name = "after"
    code = SQL("SELECT name FROM res_partner WHERE id = %s", partner.id)
    assert env.execute_query(code) == [("before",)]
    field = env["res.partner"]._fields["name"]
    flushing = SQL("SELECT %s FROM res_partner WHERE id = %s", SQL.identifier("name", to_flush=field), partner.id)
    assert env.execute_query(flushing) == [("after",)]
    assert env.execute_query_dict(code) == [{"name": "after"}]


def test_what_is_flushed_and_what_is_forgotten(env):
    one, two = env["res.partner"].create([{"name": "1"}, {"name": "2"}])
    env.flush_all()

    def in_database(name="name"):
        env.cr.execute(f"SELECT {name} FROM res_partner WHERE id IN (%s, %s) ORDER BY id", [one.id, two.id])
        return [row[0] for row in env.cr.fetchall()]

    one.name, two.ref = "x", "r"
    env["res.partner"].flush_model(["ref"])
    assert in_database("ref") == [None, "r"]
    one.flush_recordset(["name"])
    assert in_database() == ["x", "2"]
    env.cr.execute("UPDATE res_partner SET name = 'raw' WHERE id = %s", [one.id])
    assert one.name == "x"
    one.invalidate_recordset(["name"])
    assert one.name == "raw"
    env.cr.execute("UPDATE res_partner SET name = 'again' WHERE id = %s", [one.id])
    env["res.partner"].invalidate_model(["name"])
    assert one.name == "again"
    two.name = "lost"
    env.invalidate_all(flush=False)
    assert two.name == "2"
    two.name = "kept"
    env.invalidate_all()
    assert two.name == "kept"
    two.name = "lost"
    env.clear()
    assert two.name in {"2", "kept"}
    assert in_database() == ["again", "kept"]


def test_savepoints_undo_values_and_cache(env):
    partner = env["res.partner"].create({"name": "before"})
    with pytest.raises(RuntimeError), env.cr.savepoint():
        partner.name = "inside"
        made = env["res.partner"].create({"name": "made"})
        raise RuntimeError
    assert partner.name == "before"
    assert not made.exists()
    with env.cr.savepoint():
        partner.name = "inside"
    assert partner.name == "inside"
    env.cache.check(env)


def test_two_cursors_see_what_was_committed(base_database):
    registry = Registry(base_database)
    with registry.cursor() as one, registry.cursor() as two:
        first, second = Environment(one, 1, {}), Environment(two, 1, {})
        assert first.transaction is not second.transaction
        partner = first["res.partner"].create({"name": "one"})
        first.flush_all()
        assert not second["res.partner"].browse(partner.id).exists()
        one.commit()
        two.rollback()
        mirror = second["res.partner"].browse(partner.id)
        assert mirror.name == "one"
        partner.name = "first"
        one.commit()
        mirror.name = "second"
        with pytest.raises(psycopg.errors.SerializationFailure):
            second.flush_all()
        two.rollback()
        assert mirror.name == "first"
        partner.unlink()
        one.commit()


def test_what_a_closed_cursor_leaves_behind_goes_without_a_search_for_garbage(base_database):
    gc.disable()
    try:
        with Registry(base_database).cursor() as cr:
            env = Environment(cr, 1, {})
            assert env.user.company_id.name
            assert [partner.country_id.code for partner in env["res.partner"].search([])]
            left = weakref.ref(env), weakref.ref(env(context={"lang": "en_US"}).user.env), weakref.ref(env.transaction)
            assert all(one() is not None for one in left)
        del env, cr
        assert [one() for one in left] == [None, None, None]
    finally:
        gc.enable()
