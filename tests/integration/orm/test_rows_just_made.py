"""What the cache knows of rows that a transaction has made: no statement is needed, and it is forgotten in time."""

from __future__ import annotations

import pytest
from tests.support.extended import extended

from trivium.exceptions import MissingError
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.model import Model

MODULE = "rows"


class Row(Model):
    _name = "made.row"
    _description = "Row"
    _module = MODULE

    name = fields.Char()
    note = fields.Char()
    amount = fields.Float()
    above_id = fields.Many2one("made.row")
    below_ids = fields.One2many("made.row", "above_id")
    doubled = fields.Float(compute="_compute_doubled", store=True)
    kept = fields.Char(compute="_compute_kept", store=True, readonly=False)

    @api.depends("amount")
    def _compute_doubled(self):
        for row in self:
            row.doubled = row.amount * 2

    @api.depends("above_id")
    def _compute_kept(self):
        for row in self:
            if row.above_id:
                row.kept = row.above_id.name


registry, env = extended(Row)


def statements_of(env, read):
    before = env.cr.sql_log_count
    value = read()
    return value, env.cr.sql_log_count - before


def change(env, row, note):
    env.cr.execute("UPDATE made_row SET note = %s, amount = 7 WHERE id = %s", [note, row.id])


def test_what_was_not_given_is_known_without_a_statement(env):
    row = env["made.row"].create({"name": "a"})
    env.flush_all()
    values = (row.note, row.amount, row.above_id, row.below_ids, row.doubled)
    assert values == (False, 0.0, env["made.row"], env["made.row"], 0.0)
    assert statements_of(env, lambda: (row.note, row.below_ids))[1] == 0


def test_rows_are_known_whether_a_column_was_asked_for_before_or_not(env):
    first = env["made.row"].create({"name": "a"})
    assert first.note is False
    second, third = env["made.row"].create([{"name": "b"}, {"note": "c"}])
    env.flush_all()
    every = first + second + third
    read = lambda: [(row.name, row.note, row.above_id.id) for row in every]  # noqa: E731 - called once
    assert statements_of(env, read) == ([("a", False, False), ("b", False, False), (False, "c", False)], 0)


@pytest.mark.parametrize(
    "forget",
    [
        lambda row: row.invalidate_recordset(["note", "amount"]),
        lambda row: row.invalidate_recordset(),
        lambda row: row.invalidate_model(["note", "amount"]),
        lambda row: row.env.invalidate_all(),
        lambda row: [row.env.cache.remove(row, row._fields[name]) for name in ("note", "amount")],
        lambda row: row.env.cache.invalidate([(row._fields[name], row._ids) for name in ("note", "amount")]),
    ],
)
def test_what_is_forgotten_before_it_was_asked_for_is_read_again(env, forget):
    row = env["made.row"].create({"name": "a"})
    env.flush_all()
    change(env, row, "by hand")
    forget(row)
    assert (row.note, row.amount) == ("by hand", 7.0)


def test_a_stored_value_stays_that_its_method_leaves_alone(env):
    above = env["made.row"].create({"name": "above"})
    row = env["made.row"].create({"name": "a", "above_id": above.id})
    assert row.kept == "above"
    env.flush_all()
    env.invalidate_all()
    row.above_id = False
    assert row.kept == "above"
    env.flush_all()
    env.invalidate_all()
    assert row.kept == "above"


def test_what_is_assigned_holds_for_one_row_alone(env):
    first, second = env["made.row"].create([{"name": "a"}, {"name": "b"}])
    first.note = "n"
    first.amount = 3
    assert [(row.note, row.amount, row.doubled) for row in first + second] == [("n", 3.0, 6.0), (False, 0.0, 0.0)]
    env.flush_all()
    env.invalidate_all()
    assert [(row.note, row.amount, row.doubled) for row in first + second] == [("n", 3.0, 6.0), (False, 0.0, 0.0)]


def test_lines_of_a_row_just_made_are_those_that_refer_to_it(env):
    above = env["made.row"].create({"name": "above"})
    below = env["made.row"].create([{"name": "b", "above_id": above.id}, {"name": "c", "above_id": above.id}])
    assert above.below_ids == below
    assert not below.below_ids


def test_the_interface_of_the_cache_tells_what_rows_hold(env):
    row = env["made.row"].create({"name": "a"})
    note = row._fields["note"]
    assert env.cache.contains_field(note)
    assert env.cache.get_records(row, note, all_contexts=True) == row
    assert env.cache.get(row, note) is None
    env.flush_all()
    change(env, row, "by hand")
    with pytest.raises(AssertionError, match=r"made\.row\.note"):
        env.cache.check(env)


def test_nothing_is_known_of_rows_that_are_gone(env):
    row, undone = env["made.row"].create({"name": "a"}), env["made.row"]
    with pytest.raises(ZeroDivisionError), env.cr.savepoint():
        undone = env["made.row"].create({"name": "b"})
        raise ZeroDivisionError
    row.unlink()
    for gone in (row, undone):
        with pytest.raises(MissingError):
            gone.note  # noqa: B018 - reading is what fails
