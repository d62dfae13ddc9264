"""What is fetched along with a field stays aside until it is asked for, and is forgotten in time."""

from __future__ import annotations

import pytest
from tests.support.extended import extended

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.model import Model


class Row(Model):
    _name = "ahead.row"
    _description = "Row"
    _module = "rows"

    name = fields.Char()
    note = fields.Char()
    amount = fields.Float()
    done = fields.Boolean()
    title = fields.Char(translate=True)
    above_id = fields.Many2one("ahead.row")
    doubled = fields.Float(compute="_compute_doubled", store=True)

    @api.depends("amount")
    def _compute_doubled(self):
        for row in self:
            row.doubled = row.amount * 2


registry, env = extended(Row)


@pytest.fixture
def rows(env):
    """Three rows of which the names were read, and everything else along with them."""
    rows = env["ahead.row"].create(
        [{"name": name, "note": f"note {name}", "amount": 1, "title": name} for name in "abc"]
    )
    env.flush_all()
    env.invalidate_all()
    assert rows.mapped("name") == ["a", "b", "c"]
    return rows


def change(env, rows, note="by hand"):
    env.cr.execute("UPDATE ahead_row SET note = %s, amount = 7 WHERE id = ANY(%s)", [note, rows.ids])


def notes(rows):
    return [(row.note, row.amount) for row in rows]


def test_what_came_along_takes_no_statement_and_is_as_the_database_has_it(env, rows):
    before = env.cr.sql_log_count
    assert notes(rows) == [("note a", 1.0), ("note b", 1.0), ("note c", 1.0)]
    assert [(row.done, row.title, row.above_id.id, row.doubled) for row in rows] == [
        (False, "a", False, 2.0),
        (False, "b", False, 2.0),
        (False, "c", False, 2.0),
    ]
    assert env.cr.sql_log_count == before


def test_what_came_along_is_not_fetched_again_for_clients(env, rows):
    before = env.cr.sql_log_count
    assert rows[1].read(["done", "above_id", "note"]) == [
        {"id": rows[1].id, "done": False, "above_id": False, "note": "note b"}
    ]
    assert env.cr.sql_log_count == before


@pytest.mark.parametrize(
    "forget",
    [
        lambda rows: rows.invalidate_recordset(["note", "amount"]),
        lambda rows: rows.invalidate_recordset(),
        lambda rows: rows.invalidate_model(["note", "amount"]),
        lambda rows: rows.env.invalidate_all(),
        lambda rows: [rows.env.cache.remove(row, row._fields[name]) for row in rows for name in ("note", "amount")],
        lambda rows: rows.env.cache.invalidate([(rows._fields[name], rows._ids) for name in ("note", "amount")]),
    ],
)
def test_what_is_forgotten_before_it_was_asked_for_is_read_again(env, rows, forget):
    change(env, rows)
    forget(rows)
    assert notes(rows) == [("by hand", 7.0)] * 3


def test_of_two_fetches_the_later_one_holds(env, rows):
    change(env, rows[1])
    rows[1].invalidate_recordset(["name"])
    rows[1].fetch()  # nothing is asked for of the other columns yet
    assert rows.mapped("name") == ["a", "b", "c"]
    change(env, rows, "later")
    rows[2].invalidate_recordset()
    assert rows[2].name == "c"
    assert notes(rows)[2] == ("later", 7.0)
    assert notes(rows)[0] == ("note a", 1.0)


def test_what_is_assigned_holds_though_the_column_was_never_asked_for(env, rows):
    rows[0].note = "assigned"
    rows[0].amount = 5
    assert notes(rows) == [("assigned", 5.0), ("note b", 1.0), ("note c", 1.0)]
    assert rows.mapped("doubled") == [10.0, 2.0, 2.0]
    env.flush_all()
    env.invalidate_all()
    assert [(row.note, row.doubled) for row in rows] == [("assigned", 10.0), ("note b", 2.0), ("note c", 2.0)]


def test_an_outdated_value_that_came_along_is_not_taken_for_the_new_one(rows):
    rows.amount = 4
    assert rows.mapped("doubled") == [8.0] * 3


def test_what_is_fetched_while_something_waits_to_be_written_leaves_that_alone(env, rows):
    rows[0].note = "waiting"
    env["ahead.row"].browse(rows[0].id).invalidate_recordset(["title"], flush=False)
    assert rows[0].title == "a"
    assert notes(rows)[0] == ("waiting", 1.0)


def test_rows_made_and_fetched_are_told_apart(env, rows):
    new = env["ahead.row"].create({"name": "d"})
    env.flush_all()
    assert notes(rows + new) == [("note a", 1.0), ("note b", 1.0), ("note c", 1.0), (False, 0.0)]
    env.cache.check(env)


def test_a_savepoint_that_is_undone_forgets_what_came_along_in_it(env, rows):
    env.invalidate_all()
    with pytest.raises(KeyError), env.cr.savepoint():
        change(env, rows)
        assert rows.mapped("name") == ["a", "b", "c"]
        raise KeyError("x")
    assert notes(rows) == [("note a", 1.0), ("note b", 1.0), ("note c", 1.0)]


def test_the_check_of_the_cache_looks_at_what_came_along(env, rows):
    env.cache.check(env)
    change(env, rows)
    with pytest.raises(AssertionError, match="is cached"):
        env.cache.check(env)
