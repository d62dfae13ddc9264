"""Creating, reading, writing and deleting records, by value and by number of statements."""

from __future__ import annotations

from contextlib import contextmanager

import psycopg
import pytest
from tests.support.order_models import order_environment

from trivium.exceptions import MissingError, ValidationError
from trivium.orm.commands import Command
from trivium.orm.identifiers import NewId


@pytest.fixture(scope="module")
def shared(database):
    with order_environment(database) as env:
        yield env


@pytest.fixture
def env(shared):
    yield shared
    shared.cr.rollback()


@contextmanager
def statements(env, at_most):
    env.flush_all()
    executed = []
    execute = type(env.cr).execute

    def recorded(cr, query, *args, **kwargs):
        executed.append(str(query))
        return execute(cr, query, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(env.cr), "execute", recorded)
        yield
        env.flush_all()
    listing = "\n".join(statement[:400] for statement in executed)
    assert len(executed) <= at_most, f"{len(executed)} statements, at most {at_most} are needed:\n{listing}"


def order(env, **values):
    return env["order.order"].create({"name": "o", **values})


# -- create ----------------------------------------------------------------------------------------------------------


def test_create_applies_defaults_and_commands(env):
    record = order(
        env,
        line_ids=[Command.create({"quantity": 2, "price": 5}), Command.create({"price": 7})],
        tag_ids=[Command.create({"name": "urgent"})],
    )
    env.invalidate_all()
    assert record.active is True
    assert record.state == "draft"
    assert record.reference == "new"
    assert record.line_ids.mapped("amount") == [10.0, 7.0]
    assert record.total == 17.0
    assert record.tag_ids.order_ids == record
    assert record.tag_ids.order_count == 1


@pytest.mark.parametrize("count", [10, 1000])
def test_the_number_of_statements_of_create_does_not_grow(env, count):
    with statements(env, 7):
        orders = env["order.order"].create(
            [{"name": f"o{i}", "line_ids": [Command.create({"price": i})]} for i in range(count)]
        )
    assert sum(orders.mapped("total")) == sum(range(count))


def test_create_refuses_unknown_fields(env):
    with pytest.raises(ValueError, match=r"Invalid field 'colour' in 'order\.order'"):
        order(env, colour=1)


def test_create_refuses_a_wrong_selection(env):
    with pytest.raises(ValueError, match="draft"):
        order(env, state="lost")


def test_a_missing_required_value_is_refused_by_the_database(env):
    with pytest.raises(psycopg.errors.NotNullViolation) as error, env.cr.savepoint():
        env["order.order"].create({"date": "2026-01-01"})
    assert "Name" in env["order.order"]._sql_error_to_message(error.value)


def test_a_constraint_in_python_refuses(env):
    with pytest.raises(ValidationError, match="forbidden"):
        order(env, name="forbidden")


def test_a_constraint_of_the_table_tells_its_message(env):
    with pytest.raises(psycopg.errors.CheckViolation) as error, env.cr.savepoint():
        order(env, discount=-1)
    assert env["order.order"]._sql_error_to_message(error.value) == "A discount is not negative."


def test_delegation_creates_the_parent_record(env):
    person = env["order.person"].create(
        {"name": "delegated", "nickname": "d", "line_ids": [Command.create({"price": 3})]}
    )
    assert person.order_id.name == "delegated"
    assert person.total == 3.0
    person.name = "renamed"
    assert person.order_id.name == "renamed"
    assert person.path == "renamed"


# -- read ------------------------------------------------------------------------------------------------------------


def test_attributes_of_many_records_take_one_statement(env):
    orders = env["order.order"].create([{"name": f"o{i}"} for i in range(50)])
    env.invalidate_all()
    with statements(env, 1):
        assert [record.name for record in orders] == [f"o{i}" for i in range(50)]
        assert [record.total for record in orders] == [0.0] * 50


def test_lines_of_many_records_take_one_statement_more(env):
    orders = env["order.order"].create(
        [{"name": f"o{i}", "line_ids": [Command.create({"price": i})]} for i in range(50)]
    )
    env.invalidate_all()
    with statements(env, 2):
        assert [sum(record.line_ids.mapped("price")) for record in orders] == list(range(50))


def test_read_gives_what_clients_take(env):
    parent = order(env, name="parent")
    child = order(env, name="child", parent_id=parent.id, date="2026-02-03")
    [row] = child.read(["name", "parent_id", "date", "line_ids", "note", "reference"])
    assert row == {
        "id": child.id,
        "name": "child",
        "parent_id": (parent.id, "parent"),
        "date": child.date,
        "line_ids": [],
        "note": "made when draft",
        "reference": "new",
    }
    assert child.read(["parent_id"], load=None) == [{"id": child.id, "parent_id": parent.id}]


def test_a_deleted_record_is_missing(env):
    record = order(env)
    other = env["order.order"].browse(record.id)
    record.unlink()
    assert not other.exists()
    with pytest.raises(MissingError, match=r"order\.order"):
        _ = other.name


# -- write -----------------------------------------------------------------------------------------------------------


def test_one_value_on_many_records_is_one_update(env):
    orders = env["order.order"].create([{"name": f"o{i}"} for i in range(500)])
    with statements(env, 2):
        orders.write({"date": "2026-05-06"})
    env.invalidate_all()
    assert set(orders.mapped(lambda record: str(record.date))) == {"2026-05-06"}


def test_different_values_by_assignment_are_one_update(env):
    orders = env["order.order"].create([{"name": f"o{i}"} for i in range(500)])
    with statements(env, 1):
        for number, record in enumerate(orders):
            record.reference = f"r{number}"
    env.invalidate_all()
    assert orders.mapped("reference") == [f"r{i}" for i in range(500)]


def test_write_records_who_and_when(env):
    record = order(env)
    env.cr.execute("UPDATE order_order SET write_date = '2000-01-01'")
    env.invalidate_all()
    record.name = "other"
    assert record.write_date.year >= 2026
    assert record.write_uid.id == 1


def test_commands_change_lines(env):
    record = order(env, line_ids=[Command.create({"price": price}) for price in (1, 2, 3)])
    first, second, third = record.line_ids
    record.write(
        {
            "line_ids": [
                Command.update(first.id, {"price": 10}),
                Command.delete(second.id),
                Command.create({"price": 100}),
            ]
        }
    )
    assert record.line_ids.mapped("price") == [10.0, 3.0, 100.0]
    assert record.total == 113.0
    record.line_ids = [Command.set([third.id])]
    assert record.line_ids == third
    assert record.total == 3.0
    assert not first.exists()


def test_moving_a_line_changes_both_orders(env):
    one = order(env, name="one", line_ids=[Command.create({"price": 5})])
    two = order(env, name="two")
    assert (one.total, two.total) == (5.0, 0.0)
    one.line_ids.order_id = two
    assert (one.total, two.total) == (0.0, 5.0)
    assert not one.line_ids
    assert two.line_ids.order_name == "two"


def test_both_sides_of_many2many_agree(env):
    tags = env["order.tag"].create([{"name": "a"}, {"name": "b"}])
    one, two = order(env, tag_ids=tags), order(env)
    tags[0].order_ids = [Command.link(two.id), Command.unlink(one.id)]
    assert one.tag_ids == tags[1]
    assert two.tag_ids == tags[0]
    assert tags.mapped("order_count") == [1, 1]
    env.invalidate_all()
    assert one.tag_ids == tags[1]


def test_assignment_through_a_path(env):
    parent = order(env, name="parent")
    child = order(env, parent_id=parent.id)
    child.parent_id.name = "new"
    assert child.path == "new / o"


def test_an_inverse_writes_what_the_value_is_made_of(env):
    record = order(env)
    record.label = "<renamed>"
    assert record.name == "renamed"
    assert record.label == "<renamed>"


# -- computed --------------------------------------------------------------------------------------------------------


def test_recursive_fields_follow_the_hierarchy(env):
    top = order(env, name="top")
    middle = order(env, name="middle", parent_id=top.id)
    low = order(env, name="low", parent_id=middle.id)
    assert low.path == "top / middle / low"
    top.name = "TOP"
    assert low.path == "TOP / middle / low"
    middle.parent_id = False
    assert low.path == "middle / low"


def test_stored_related_fields_follow(env):
    parent = order(env, name="parent", line_ids=[Command.create({"price": 5})])
    child = order(env, parent_id=parent.id)
    assert child.parent_total == 5.0
    parent.line_ids.price = 8
    env.invalidate_all()
    assert child.parent_total == 8.0


def test_a_value_given_to_an_editable_computed_field_stays(env):
    record = order(env, note="mine")
    assert record.note == "mine"
    record.state = "done"
    assert record.note == "mine"
    assert order(env).note == "made when draft"


def test_computed_fields_are_searched_by_their_method(env):
    record = order(env, line_ids=[Command.create({"price": 500})])
    other = order(env)
    found = env["order.order"].search([("big", "=", True), ("id", "in", [record.id, other.id])])
    assert found == record


# -- unsaved records -------------------------------------------------------------------------------------------------


def test_new_records_compute_without_the_database(env):
    with statements(env, 0):
        record = env["order.order"].new({"name": "n", "line_ids": [Command.create({"quantity": 3, "price": 2})]})
        assert isinstance(record.id, NewId)
        assert not record.id
        assert record.total == 6.0
        assert record.line_ids.order_id == record
        record.line_ids.quantity = 5
        assert record.total == 10.0
        assert record.state == "draft"


def test_new_records_stand_for_saved_ones(env):
    saved = order(env, name="saved", line_ids=[Command.create({"price": 4})])
    draft = env["order.order"].new({"discount": 1.0}, origin=saved)
    assert draft.name == "saved"
    assert draft.total == 3.0
    assert draft._origin == saved
    assert saved.total == 4.0


def test_onchange_tells_what_follows(env):
    spec = {"name": {}, "total": {}, "path": {}, "line_ids": {"fields": {"quantity": {}, "price": {}, "amount": {}}}}
    answer = env["order.order"].onchange(
        {"name": "n", "line_ids": [(0, "v1", {"price": 4, "quantity": 2})]}, ["line_ids"], spec
    )
    assert answer["value"]["total"] == 8.0
    assert answer["value"]["line_ids"] == [(1, "v1", {"amount": 8.0})]
    first = env["order.order"].onchange({}, [], {"name": {}, "state": {}, "total": {}, "line_ids": {"fields": {}}})
    assert first == {"value": {"name": False, "state": "draft", "total": 0.0}}


def test_onchange_keeps_the_saved_lines_that_a_form_does_not_speak_of(env):
    saved = order(env, line_ids=[Command.create({"price": 4}), Command.create({"price": 3})])
    first, second = saved.line_ids
    spec = {"discount": {}, "total": {}, "line_ids": {"fields": {"price": {}, "amount": {}}}}
    assert saved.onchange({"discount": 1.0, "line_ids": []}, ["discount"], spec)["value"] == {"total": 6.0}
    commands = [Command.update(first.id, {"price": 5}), Command.delete(second.id)]
    answer = saved.onchange({"discount": 0.0, "line_ids": commands}, ["line_ids"], spec)
    assert answer["value"]["total"] == 5.0
    assert answer["value"]["line_ids"] == [(1, first.id, {"amount": 5.0})]


# -- copy, delete ----------------------------------------------------------------------------------------------------


def test_copy_takes_lines_and_leaves_what_is_not_copied(env):
    record = order(
        env,
        reference="R1",
        state="done",
        line_ids=[Command.create({"price": 4})],
        tag_ids=[Command.create({"name": "t"})],
    )
    copy = record.copy({"name": "copy"})
    assert copy.name == "copy"
    assert copy.reference == "new"
    assert copy.state == "draft"
    assert copy.line_ids.mapped("price") == [4.0]
    assert copy.line_ids != record.line_ids
    assert copy.tag_ids == record.tag_ids


def test_deleting_recomputes_what_depended_on_it(env):
    record = order(env, line_ids=[Command.create({"price": price}) for price in (1, 2)])
    record.line_ids[0].unlink()
    assert record.total == 2.0
    assert len(record.line_ids) == 1


# -- translations ----------------------------------------------------------------------------------------------------


def test_translated_values_are_kept_per_language(env):
    tag = env["order.tag"].create({"name": "Urgent"})
    tag.with_context(lang="fr_FR").name = "Pressé"
    assert tag.name == "Urgent"
    env.invalidate_all()
    assert tag.with_context(lang="fr_FR").name == "Pressé"
    assert tag.with_context(lang="en_US").name == "Urgent"
    assert env["order.tag"].with_context(lang="fr_FR").search([("name", "=", "Pressé")]) == tag
    tag.name = "Very urgent"
    assert tag.with_context(lang="fr_FR").name == "Pressé"


def test_values_in_other_languages_follow_what_is_assigned_before_it_is_written(env):
    tag = env["order.tag"].create({"name": "Urgent"})
    french = tag.with_context(lang="fr_FR")
    assert french.name == "Urgent"
    tag.name = "Very urgent"
    assert french.name == "Very urgent"
    french.name = "Pressé"
    tag.name = False
    assert (tag.name, french.name) == (False, False)
    tag.name = "Late"
    env.invalidate_all()
    assert (tag.name, french.name) == ("Late", "Late")


# -- savepoints ------------------------------------------------------------------------------------------------------


def test_a_rolled_back_savepoint_leaves_nothing_in_the_cache(env):
    record = order(env, name="before")
    with pytest.raises(RuntimeError), env.cr.savepoint():
        record.name = "inside"
        env.flush_all()
        raise RuntimeError
    assert record.name == "before"
    assert record.path == "before"
    env.cache.check(env)
