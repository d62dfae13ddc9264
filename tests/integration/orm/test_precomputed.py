"""Values that are computed before a record is made: they are in the row that the one INSERT writes."""

from __future__ import annotations

import pytest
from tests.support.extended import extended

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.model import Model

MODULE = "precomputed"


class Node(Model):
    _name = "pre.node"
    _description = "Node"
    _module = MODULE

    label = fields.Char(required=True)
    above_id = fields.Many2one("pre.node")
    top_id = fields.Many2one("pre.node", compute="_compute_top_id", precompute=True, store=True, recursive=True)
    topped_ids = fields.One2many("pre.node", "top_id")
    top_label = fields.Char(compute="_compute_top_label", precompute=True, store=True)
    later_id = fields.Many2one("pre.node", compute="_compute_later_id", store=True)
    mark = fields.Char(compute="_compute_mark", precompute=True, store=True, groups="base.group_system")
    tags = fields.Many2many("pre.tag", default=lambda self: self.env["pre.tag"])

    @api.depends("above_id.top_id")
    def _compute_top_id(self):
        for node in self:
            node.top_id = node.above_id.top_id or node

    @api.depends("top_id.label")
    def _compute_top_label(self):
        for node in self:
            node.top_label = f"<{node.top_id.label}>"

    @api.depends("label")
    def _compute_mark(self):
        for node in self:
            node.mark = f"{node.label}!"

    @api.depends("label")
    def _compute_later_id(self):
        for node in self:
            node.later_id = node if node.label == "itself" else False


class Tag(Model):
    _name = "pre.tag"
    _description = "Tag"
    _module = MODULE

    name = fields.Char()


class Seat(Model):
    _name = "pre.seat"
    _description = "Seat"
    _module = MODULE

    label = fields.Char()
    seat_id = fields.Many2one(
        "pre.seat", compute="_compute_seat_id", inverse="_inverse_seat_id", precompute=True, store=True
    )

    @api.depends("label")
    def _compute_seat_id(self):
        for seat in self:
            seat.seat_id = seat

    def _inverse_seat_id(self):
        for seat in self:
            seat.label = f"at {seat.seat_id.id}"


registry, env = extended(Tag, Node, Seat)


def rows(env, nodes):
    env.cr.execute("SELECT id, top_id, top_label FROM pre_node WHERE id = ANY(%s) ORDER BY id", [list(nodes._ids)])
    return env.cr.fetchall()


def test_a_new_record_refers_to_itself_in_the_row_that_is_made(env):
    env["pre.node"].create({"label": "what is asked for once"})
    env.flush_all()
    before = env.cr.sql_log_count
    node = env["pre.node"].create({"label": "a"})
    env.flush_all()
    assert env.cr.sql_log_count - before == 1
    assert rows(env, node) == [(node.id, node.id, "<a>")]
    assert node.top_id == node


def test_records_made_together_refer_each_to_itself_or_to_another(env):
    root = env["pre.node"].create({"label": "root"})
    made = env["pre.node"].create([{"label": "a"}, {"label": "b", "above_id": root.id}, {"label": "c"}])
    first, second, third = made
    expected = [(first.id, first.id, "<a>"), (second.id, root.id, "<root>"), (third.id, third.id, "<c>")]
    assert rows(env, made) == expected
    assert [node.top_id for node in made] == [first, root, third]
    env.invalidate_all()
    assert [node.top_id for node in made] == [first, root, third]


def test_records_that_are_known_to_have_lines_have_the_new_ones_too(env):
    root = env["pre.node"].create({"label": "root"})
    assert root.topped_ids == root
    below = env["pre.node"].create({"label": "below", "above_id": root.id})
    assert root.topped_ids == root + below
    assert not below.topped_ids


def test_what_follows_from_a_change_is_computed_anew(env):
    node = env["pre.node"].create({"label": "a"})
    node.label = "b"
    assert node.top_label == "<b>"
    env.flush_all()
    assert rows(env, node) == [(node.id, node.id, "<b>")]


def test_what_refers_to_a_new_record_later_follows_its_changes(env):
    node, other = env["pre.node"].create([{"label": "a"}, {"label": "b"}])
    other.above_id = node
    assert other.top_label == "<a>"
    node.label = "c"
    assert other.top_label == "<c>"


def test_what_is_not_saved_follows_the_changes_of_a_new_record(env):
    node = env["pre.node"].create({"label": "a"})
    below = env["pre.node"].new({"label": "b", "above_id": node.id})
    assert below.top_label == "<a>"
    node.label = "c"
    assert below.top_label == "<c>"


def test_a_value_that_is_given_is_not_computed(env):
    other = env["pre.node"].create({"label": "other"})
    node = env["pre.node"].create({"label": "a", "top_id": other.id})
    assert (node.top_id, node.top_label) == (other, "<other>")


def test_what_is_computed_after_a_record_was_made_may_be_itself(env):
    node = env["pre.node"].create({"label": "itself"})
    env.flush_all()
    env.invalidate_all()
    assert node.later_id == node


def test_a_field_with_an_inverse_method_is_itself_when_there_is_an_id(env):
    seat = env["pre.seat"].create({"label": "x"})
    assert (seat.seat_id, seat.label) == (seat, "x")
    other = env["pre.seat"].create({"seat_id": seat.id})
    assert (other.seat_id, other.label) == (seat, f"at {seat.id}")


def test_who_may_not_see_a_field_makes_records_that_have_it(env):
    group = env.ref("base.group_user")
    user = env["res.users"].create({"name": "U", "login": "pre_user", "group_ids": [(6, 0, group.ids)]})
    node = env["pre.node"].with_user(user).create({"label": "a"})
    assert node.sudo().mark == "a!"


def test_nothing_is_left_of_what_was_computed_on(env):
    env["pre.node"].create([{"label": "a"}, {"label": "b"}])
    ids = {id_ for by_key in env.transaction.columns.values() for column in by_key.values() for id_ in column}
    assert all(isinstance(id_, int) for id_ in ids)
    assert not any(env.transaction.unsaved.values())


@pytest.mark.parametrize("value", [[], [(5,)], [(6, 0, [])], [(5, 0, 0)], False])
def test_new_records_that_are_given_no_lines_have_none(env, value):
    node = env["pre.node"].create({"label": "a", "tags": value})
    assert not node.tags
    assert node.id in env._columns[node._fields["tags"]]


@pytest.mark.parametrize("value", [[("x",)], [(5.0,)], [(6, 0, 3)]])
def test_new_records_are_not_given_what_is_no_command(env, value):
    with pytest.raises(ValueError, match=r"pre\.node\.tags"):
        env["pre.node"].create({"label": "a", "tags": value})
