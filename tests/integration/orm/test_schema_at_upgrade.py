"""What happens to tables and values when a later version of an addon declares its fields otherwise."""

from __future__ import annotations

import pytest
from tests.support.extended import add_models

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.environment import Environment
from trivium.orm.model import Model
from trivium.orm.registry import Registry
from trivium.orm.tables import Constraint, Index


class Before(Model):
    _name = "up.thing"
    _description = "Thing"
    _module = "upgraded_before"

    name = fields.Char(size=10)
    code = fields.Char()
    number = fields.Integer(index=True)
    text = fields.Char()
    title = fields.Char()
    due = fields.Date()
    needed = fields.Char(required=True, default="x")
    gone = fields.Char()

    _number_positive = Constraint("CHECK (number >= 0)", "Positive.")
    _old_idx = Index("(code)")


class After(Model):
    _name = "up.thing"
    _inherit = ("up.thing",)
    _module = "upgraded_after"

    name = fields.Char(size=40)
    number = fields.Float(index=False)
    text = fields.Text()
    title = fields.Char(translate=True)
    due = fields.Datetime()
    needed = fields.Char(required=False)
    added = fields.Char(required=True, default="made")
    added_number = fields.Integer(required=True, default=lambda self: self.env["up.thing"]._fallback())
    computed = fields.Integer(compute="_compute_computed", store=True)
    label = fields.Char(related="other_id.name", store=True)
    other_id = fields.Many2one("up.thing", ondelete="cascade")

    _number_positive = Constraint("CHECK (number >= -1)", "Nearly positive.")

    def _fallback(self):
        return 7

    @api.depends("number")
    def _compute_computed(self):
        for thing in self:
            thing.computed = int(thing.number * 2)


@pytest.fixture(scope="module")
def upgraded(base_database):
    registry = Registry(base_database)
    add_models(registry, [Before])
    with registry.cursor() as cr:
        env = Environment(cr, 1, {})
        env["up.thing"].create(
            [
                {"name": f"n{i}", "number": i, "text": "t", "title": "T", "due": "2026-01-02", "gone": "g"}
                for i in range(3)
            ]
        )
    add_models(registry, [After])
    return registry


@pytest.fixture
def env(upgraded):
    with upgraded.cursor() as cr:
        yield Environment(cr, 1, {})
        cr.rollback()


def columns(env):
    env.cr.execute(
        "SELECT column_name, udt_name, is_nullable, character_maximum_length FROM information_schema.columns"
        " WHERE table_name = 'up_thing'"
    )
    return {name: (kind, nullable == "YES", size) for name, kind, nullable, size in env.cr.fetchall()}


def test_columns_take_their_new_types(env):
    found = columns(env)
    assert found["name"] == ("varchar", True, 40)
    assert found["number"][0] == "float8"
    assert found["text"][0] == "text"
    assert found["title"][0] == "jsonb"
    assert found["due"][0] == "timestamp"


def test_values_stay(env):
    things = env["up.thing"].search([], order="id")
    assert things.mapped("name") == ["n0", "n1", "n2"]
    assert things.mapped("number") == [0.0, 1.0, 2.0]
    assert things.mapped("text") == ["t"] * 3
    assert things.mapped("title") == ["T"] * 3
    assert [str(due) for due in things.mapped("due")] == ["2026-01-02 00:00:00"] * 3


def test_new_required_columns_have_their_default(env):
    found = columns(env)
    assert found["added"][1] is False
    assert found["added_number"][1] is False
    assert found["needed"][1] is True
    things = env["up.thing"].search([])
    assert set(things.mapped("added")) == {"made"}
    assert set(things.mapped("added_number")) == {7}


def test_new_computed_columns_have_their_values(env):
    env.cr.execute("SELECT computed FROM up_thing ORDER BY id")
    assert [row[0] for row in env.cr.fetchall()] == [0, 2, 4]


def test_constraints_are_those_of_the_new_version(env):
    thing = env["up.thing"].search([], limit=1)
    thing.number = -1
    env.flush_all()
    assert thing.number == -1.0
    env.cr.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'up_thing'")
    assert "up_thing__number_index" not in [row[0] for row in env.cr.fetchall()]


def test_a_second_look_changes_nothing(env, upgraded):
    before = columns(env)
    upgraded.init_models(env.cr, ["up.thing"], {})
    assert columns(env) == before
