"""Computed fields: what outdates them, when they are computed, how often; forms that react to changes."""

from __future__ import annotations

import logging

import pytest
from tests.support import computed_models, order_models
from tests.support.computed_models import DEFINITIONS, Loop, calls
from tests.support.extended import add_models, environment_on

from trivium.orm.commands import Command
from trivium.orm.composition import add_to_registry
from trivium.orm.registry import Registry


@pytest.fixture(scope="module")
def registry(base_database):
    registry = Registry(base_database)
    add_models(registry, DEFINITIONS)
    return registry


@pytest.fixture
def env(registry):
    with environment_on(registry) as env:
        calls.clear()
        yield env


@pytest.fixture
def teams(env):
    top = env["calc.team"].create({"name": "top", "factor": 10})
    low = env["calc.team"].create({"name": "low", "factor": 2, "parent_id": top.id})
    return top + low


def stored(record, name):
    """Return what the database has for a field."""
    record.env.flush_all()
    record.env.cr.execute(f'SELECT "{name}" FROM "{record._table}" WHERE id = %s', [record.id])
    return record.env.cr.fetchone()[0]


# -- paths -----------------------------------------------------------------------------------------------------------


def test_changes_spread_through_every_kind_of_path(env, teams):
    top, low = teams
    member = env["calc.member"].create({"name": "m", "base": 3, "lead_id": low.id})
    top.member_ids = member
    assert (member.score, top.points) == (6, 6)
    low.factor = 5  # many2one, then many2many
    assert (stored(member, "score"), stored(top, "points")) == (15, 15)
    other = env["calc.member"].create({"name": "o", "base": 4})
    top.member_ids += other
    assert stored(top, "points") == 19
    top.member_ids -= member
    assert stored(top, "points") == 4
    other.unlink()
    assert stored(top, "points") == 0


def test_related_chains_are_followed_when_any_step_changes(env, teams):
    top, low = teams
    member = env["calc.member"].create({"lead_id": low.id})
    assert (member.lead_name, member.lead_name_now) == ("top", "top")
    top.name = "TOP"
    assert (stored(member, "lead_name"), member.lead_name_now) == ("TOP", "TOP")
    low.parent_id = False
    assert (stored(member, "lead_name"), member.lead_name_now) == (None, False)
    member.lead_id = env["calc.team"].create({"parent_id": top.id})
    assert (stored(member, "lead_name"), member.lead_name_now) == ("TOP", "TOP")


def test_recursive_fields_up_and_down(env, teams):
    top, low = teams
    lowest = env["calc.team"].create({"parent_id": low.id, "factor": 100})
    assert [team.depth for team in top + low + lowest] == [0, 1, 2]
    assert [team.weight for team in top + low + lowest] == [112, 102, 100]
    lowest.factor = 1
    assert stored(top, "weight") == 13
    low.parent_id = False
    assert [stored(team, "depth") for team in top + low + lowest] == [0, 0, 1]
    assert stored(top, "weight") == 10
    lowest.unlink()
    assert stored(low, "weight") == 2


def test_fields_that_are_not_stored_follow_too(env, teams):
    member = env["calc.member"].create({"name": "m"})
    teams.member_ids = member
    assert teams.mapped("names") == ["m", "m"]
    member.name = "n"
    assert teams.mapped("names") == ["n", "n"]


def test_values_depend_on_the_context(env):
    member = env["calc.member"].create({"name": "m"})
    assert member.greeting == "Hello m"
    assert member.with_context(greeting="Hi").greeting == "Hi m"
    assert member.greeting == "Hello m"
    member.name = "n"
    assert member.with_context(greeting="Hi").greeting == "Hi n"


def test_values_depend_on_the_company(env, teams):
    one, two = env["res.company"].create([{"name": "1"}, {"name": "2"}])
    member = env["calc.member"].create({"lead_id": teams[0].id})
    teams[0].with_company(one).rate = 7
    teams[0].with_company(two).rate = 8
    assert [member.with_company(company).company_rate for company in (one, two)] == [7, 8]
    teams[0].with_company(one).rate = 9
    assert [member.with_company(company).company_rate for company in (one, two)] == [9, 8]


# -- when and how often ----------------------------------------------------------------------------------------------


def test_methods_run_once_for_many_records(env, teams):
    members = env["calc.member"].create([{"name": str(i), "base": i, "lead_id": teams[0].id} for i in range(200)])
    env.flush_all()
    assert calls.count(("score", 200)) == 1
    assert calls.count(("range", 200)) == 1
    assert members.mapped("high") == [i + 1 for i in range(200)]
    calls.clear()
    teams[0].factor = 3
    teams[0].factor = 4
    env.flush_all()
    assert calls == [("score", 200)]
    assert sum(members.mapped("score")) == 4 * sum(range(200))
    calls.clear()
    before = env.cr.sql_log_count
    members.base = 2
    env.flush_all()
    assert calls in ([("score", 200), ("range", 200)], [("range", 200), ("score", 200)])
    assert env.cr.sql_log_count - before <= 5


def test_precomputed_values_are_in_the_insert(env):
    env["calc.member"].create({"name": "what is looked up once"})
    env.flush_all()
    before = env.cr.sql_log_count
    member = env["calc.member"].create({"name": "abc"})
    env.cr.execute("SELECT code FROM calc_member WHERE id = %s", [member.id])
    assert env.cr.fetchone()[0] == "ABC"
    assert env.cr.sql_log_count - before == 2
    member.name = "x"
    assert stored(member, "code") == "X"
    assert env["calc.member"].create({"name": "abc", "code": "given"}).code == "given"


def test_editable_values_stay_until_what_they_depend_on_changes(env):
    member = env["calc.member"].create({"wish": 9})
    assert stored(member, "wish") == 9
    member.kind = "b"
    assert stored(member, "wish") == 2
    member.write({"kind": "a", "wish": 5})
    assert stored(member, "wish") == 5
    member.wish = 6
    assert stored(member, "wish") == 6


def test_protected_records_keep_their_values(env):
    members = env["calc.member"].create([{"base": 1}, {"base": 1}])
    env.flush_all()
    field = members._fields["score"]
    with env.protecting([field], members[0]):
        members.base = 5
        assert env.is_protected(field, members[0])
        assert not env.is_protected(field, members[1])
    assert [stored(member, "score") for member in members] == [1, 5]


def test_pending_values_can_be_asked_for_and_dropped(env):
    member = env["calc.member"].create({"base": 1})
    env.flush_all()
    field = member._fields["score"]
    member.base = 2
    assert env.is_to_compute(field, member)
    assert field in env.fields_to_compute()
    assert env.records_to_compute(field) == member
    assert not env.not_to_compute(field, member)
    env.remove_to_compute(field, member)
    assert stored(member, "score") == 1
    env.add_to_compute(field, member)
    assert stored(member, "score") == 2


def test_searching_computes_what_the_search_reads(env, teams):
    member = env["calc.member"].create({"base": 1, "lead_id": teams[0].id})
    env.flush_all()
    member.base = 50
    assert env["calc.member"].search([("score", "=", 500)]) == member
    teams[0].factor = 3
    assert env["calc.member"].search([("score", "=", 150)]) == member
    assert env["calc.member"]._read_group([("id", "=", member.id)], [], ["score:sum"]) == [(150,)]


def test_an_error_leaves_values_outdated(env, monkeypatch):
    member = env["calc.member"].create({"base": 1})
    env.flush_all()
    monkeypatch.setattr(computed_models, "calls", None)
    member.base = 2
    with pytest.raises(AttributeError):
        _ = member.score
    monkeypatch.undo()
    assert member.score == 2


def test_stored_values_equal_those_computed_anew(env, teams):
    members = env["calc.member"].create([{"base": i, "lead_id": teams[i % 2].id} for i in range(10)])
    teams[0].member_ids = members[:5]
    members[3].unlink()
    teams[1].factor = 7
    members.exists()[1].lead_id = False
    env.flush_all()
    names = {"calc.member": ["score", "low", "high", "lead_name"], "calc.team": ["points", "depth", "weight"]}
    for model, fields in names.items():
        records = env[model].search([])
        before = [[record[name] for name in fields] for record in records]
        for name in fields:
            env.add_to_compute(records._fields[name], records)
        assert [[record[name] for name in fields] for record in records] == before


# -- cycles ----------------------------------------------------------------------------------------------------------


def test_cycles_are_told_with_their_path(base_database, registry, caplog):
    previous = Registry.loader
    Registry.loader = None
    try:
        with caplog.at_level(logging.WARNING, "odoo.registry"):
            other = Registry.new(base_database)
            for definition in (*order_models.DEFINITIONS[:4], Loop):
                add_to_registry(other, definition)
            with other.cursor() as cr:
                other.setup_models(cr)
            assert other.graph is not None
    finally:
        Registry.loader = previous
        Registry.registries[base_database] = registry
    [message] = [record.getMessage() for record in caplog.records]
    path = message.partition(": ")[2].partition(";")[0].split(" -> ")
    start = path.index("calc.loop.one")
    assert path[start:-1] + path[:start] == ["calc.loop.one", "calc.loop.two", "calc.loop.three"]
    assert path[0] == path[-1]
    assert list(registry.graph.cycles()) == []


# -- forms -----------------------------------------------------------------------------------------------------------

SPEC = {
    "name": {},
    "kind": {},
    "limit": {},
    "wish": {},
    "base": {},
    "score": {},
    "lead_id": {"fields": {"display_name": {}}},
    "part_count": {},
    "part_ids": {"fields": {"label": {}, "size": {}, "double": {}}},
}


def test_a_new_form_has_defaults_and_what_follows(env):
    answer = env["calc.member"].with_context(default_name="n").onchange({}, [], SPEC)
    value = answer["value"]
    assert {name: value[name] for name in ("name", "kind", "wish", "score", "lead_id")} == {
        "name": "n",
        "kind": "a",
        "wish": 1,
        "score": 0,
        "lead_id": False,
    }


def test_a_change_in_a_form_is_computed_without_a_write(env, teams):
    member = env["calc.member"].create({"base": 2})
    env.flush_all()
    answer = member.onchange({"lead_id": teams[0].id}, ["lead_id"], SPEC)
    assert answer == {"value": {"score": 20}}
    env.flush_all()
    assert (stored(member, "score"), stored(member, "lead_id")) == (2, None)


def test_methods_of_a_change_may_warn(env):
    answer = env["calc.member"].onchange({"limit": 50, "name": "m"}, ["limit"], SPEC)
    assert answer["value"] == {"limit": 10}
    assert answer["warning"] == {"title": "Limit", "message": "At most ten.", "type": "dialog"}
    assert "warning" not in env["calc.member"].onchange({"limit": 5}, ["limit"], SPEC)


def test_methods_of_a_change_may_give_commands(env):
    member = env["calc.member"].create({"part_ids": [Command.create({"label": "old", "size": 1})]})
    part = member.part_ids
    answer = member.onchange({"kind": "b"}, ["kind"], SPEC)
    commands = answer["value"]["part_ids"]
    assert commands[0] == (Command.DELETE, part.id, 0)
    assert (commands[1][0], commands[1][2]) == (Command.CREATE, {"label": "made", "size": 3, "double": 6})
    assert "part_count" not in answer["value"]
    assert answer["value"]["wish"] == 2
    for _time in range(2):
        answer = member.onchange({"kind": "a"}, ["kind"], SPEC)
        assert answer["value"]["part_ids"] == [(Command.UPDATE, part.id, {"size": 2, "double": 4})]
    assert part.exists()
    assert part.size == 1


def test_lines_of_a_form_keep_the_names_that_clients_gave_them(env):
    answer = env["calc.member"].onchange(
        {"part_ids": [(0, "virtual_1", {"label": "x", "size": 4})]}, ["part_ids"], SPEC
    )
    assert answer["value"]["part_ids"] == [(Command.UPDATE, "virtual_1", {"double": 8})]
    assert answer["value"]["part_count"] == 1
