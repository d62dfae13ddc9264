"""Recordsets as sets and sequences: algebra, mapping, sorting, new records, copies."""

from __future__ import annotations

import copy
import pickle

import pytest
from tests.support.order_models import order_environment

from trivium.exceptions import MissingError
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


@pytest.fixture
def orders(env):
    return env["order.order"].create([{"name": name, "discount": number} for number, name in enumerate("abcd")])


def counted(env, function):
    """Return what a function gives, and the number of its statements."""
    env.flush_all()
    before = env.cr.sql_log_count
    result = function()
    return result, env.cr.sql_log_count - before


# -- algebra ---------------------------------------------------------------------------------------------------------


def test_sets(orders):
    a, b, c, d = orders
    assert (a | b | a)._ids == (a.id, b.id)
    assert (a + b + a)._ids == (a.id, b.id, a.id)
    assert (orders - b - d)._ids == (a.id, c.id)
    assert ((c | a) & orders)._ids == (c.id, a.id)
    assert (a + b) == (b + a)
    assert (a + b) != (a + c)
    assert (a | b) <= orders
    assert (a | b) < orders
    assert not orders < orders[:]
    assert orders >= d
    assert a in orders
    assert a not in (b | c)
    assert hash(a | b) == hash(b | a)
    assert {a, b, a} == {b, a}
    assert a.concat(b, c) == a + b + c
    assert a.union(b, a) == a | b
    assert bool(orders)
    assert not orders.browse()
    assert len(orders) == 4


def test_other_models_do_not_mix(env, orders):
    tag = env["order.tag"].create({"name": "t"})
    for operation in ("__or__", "__and__", "__sub__", "__add__", "__le__"):
        with pytest.raises(TypeError, match=r"order\.order.*order\.tag"):
            getattr(orders, operation)(tag)
    with pytest.raises(TypeError):
        orders | [1]
    assert orders != tag
    assert env["order.order"] != env["order.tag"]
    with pytest.raises(TypeError):
        assert tag in orders


def test_slices_indexes_and_prefetch(env, orders):
    assert orders[0].name == "a"
    assert orders[-1].name == "d"
    assert orders[1:3].mapped("name") == ["b", "c"]
    assert [record.name for record in reversed(orders)] == ["d", "c", "b", "a"]
    with pytest.raises(IndexError):
        orders[9]
    env.invalidate_all()
    first = orders[2]
    _value, count = counted(env, lambda: (first.name, orders[0].name, orders[3].discount))
    assert count == 1
    env.invalidate_all()
    alone = orders[0].with_prefetch()
    _value, count = counted(env, lambda: (alone.name, orders[1].with_prefetch().name))
    assert count == 2


def test_one_record_is_asked_for(orders):
    assert orders[0].ensure_one() == orders[0]
    for records in (orders, orders.browse()):
        with pytest.raises(ValueError, match="Expected singleton"):
            records.ensure_one()
    with pytest.raises(ValueError, match="Expected singleton"):
        _ = orders.name
    assert orders.browse().name is False
    assert orders.browse().parent_id == orders.browse()


def test_recordsets_belong_to_their_transaction(orders):
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(orders)
    assert copy.deepcopy(orders) is orders


def test_existence(env, orders):
    orders[1].unlink()
    assert orders.exists().mapped("name") == ["a", "c", "d"]
    assert not env["order.order"].browse(10**8).exists()
    with pytest.raises(MissingError):
        _ = env["order.order"].browse(10**8).name
    assert env["order.order"].browse(10**8).id == 10**8


# -- mapping ---------------------------------------------------------------------------------------------------------


def test_mapping(env, orders):
    tags = env["order.tag"].create([{"name": "x"}, {"name": "y"}])
    orders[0].tag_ids = tags
    orders[1].tag_ids = tags[1]
    orders[1].parent_id = orders[2]
    assert orders.mapped("name") == ["a", "b", "c", "d"]
    assert orders.mapped("tag_ids") == tags
    assert orders.mapped("tag_ids.name") == ["x", "y"]
    assert orders.mapped("parent_id.name") == ["c"]
    assert orders.mapped(lambda record: record.discount * 2) == [0.0, 2.0, 4.0, 6.0]
    assert orders.mapped(lambda record: record.tag_ids) == tags
    assert orders.browse().mapped("name") == []
    assert orders.browse().mapped("tag_ids") == env["order.tag"]
    with pytest.raises(KeyError):
        orders.mapped("colour")
    with pytest.raises(TypeError, match=r"'name\.x'"):
        orders.mapped("name.x")


def test_filtering(orders):
    orders[3].parent_id = orders[0]
    assert orders.filtered("discount").mapped("name") == ["b", "c", "d"]
    assert orders.filtered("parent_id.name") == orders[3]
    assert orders.filtered(lambda record: record.discount > 1) == orders[2:]
    assert orders.filtered_domain([("discount", ">", 1), ("name", "!=", "d")]) == orders[2]
    assert orders.filtered([("name", "in", ["a", "b"])]) == orders[:2]
    assert orders.filtered(None) == orders


def test_sorting(orders):
    orders[0].date = "2026-01-02"
    orders[1].date = "2026-01-01"
    orders[2].parent_id = orders[3]
    orders[3].parent_id = orders[0]
    assert orders.sorted("name desc").mapped("name") == list("dcba")
    assert orders.sorted("date, name desc").mapped("name") == list("badc")
    assert orders.sorted("date desc, name").mapped("name") == list("cdab")
    assert orders.sorted("date desc nulls last, name").mapped("name") == list("abcd")
    assert orders.sorted("parent_id, name").mapped("name") == list("dcab")
    assert orders[::-1].sorted().mapped("name") == list("abcd")
    assert orders.sorted(key=lambda record: -record.discount).mapped("name") == list("dcba")
    assert orders.sorted(reverse=True).mapped("name") == list("dcba")
    for order in ("name desc", "date, name desc", "date desc, name", "parent_id, name", "parent_id desc, name"):
        assert orders.sorted(order)._ids == orders.search([("id", "in", orders.ids)], order=order)._ids
    with pytest.raises(ValueError, match="colour"):
        orders.sorted("colour")


def test_grouping(orders):
    orders[1].state = "done"
    groups = orders.grouped("state")
    assert {key: records.mapped("name") for key, records in groups.items()} == {
        "draft": ["a", "c", "d"],
        "done": ["b"],
    }
    assert orders.grouped(lambda record: record.discount > 1)[True] == orders[2:]


def test_order_through_many2one(env, orders):
    env["order.line"].create([{"order_id": order.id, "price": 1} for order in orders])
    orders[0].name = "zz"
    lines = env["order.line"].search([("order_id", "in", orders.ids)], order="order_id desc, id")
    assert lines.mapped("order_id.name") == ["zz", "d", "c", "b"]


# -- new records -----------------------------------------------------------------------------------------------------


def test_new_records_have_no_id_but_an_origin(env, orders):
    fresh = env["order.order"].new({"name": "n"})
    assert not fresh.id
    assert isinstance(fresh.id, NewId)
    assert not fresh._origin
    assert fresh.ids == []
    other = env["order.order"].new({"name": "n"})
    assert fresh != other
    draft = orders[0].new(origin=orders[0])
    assert draft._origin == orders[0]
    assert draft.ids == orders[0].ids
    assert draft.name == "a"
    assert draft != orders[0]
    draft.name = "changed"
    assert orders[0].name == "a"
    same = env["order.order"].new({}, ref="r1")
    assert same.id.ref == "r1"


def test_new_records_take_relations(env, orders):
    tag = env["order.tag"].create({"name": "t"})
    draft = env["order.order"].new(
        {"parent_id": orders[0], "tag_ids": [Command.link(tag.id)], "line_ids": [Command.create({"price": 2})]}
    )
    assert draft.parent_id == orders[0]
    assert draft.parent_id.name == "a"
    assert draft.tag_ids._origin == tag
    assert draft.tag_ids.name == "t"
    assert draft.line_ids.amount == 2.0
    draft.line_ids |= env["order.line"].new({"price": 3})
    assert draft.total == 5.0
    values = draft._convert_to_write({"parent_id": draft.parent_id, "tag_ids": draft.tag_ids, "name": "x"})
    assert values == {"parent_id": orders[0].id, "tag_ids": [Command.set([tag.id])], "name": "x"}


def test_update_and_dotted_assignment(env, orders):
    orders[0].parent_id = orders[1]
    orders[:1].update({"name": "u", "discount": 4})
    orders[0].parent_id.discount = 9
    env.invalidate_all()
    assert (orders[0].name, orders[0].discount, orders[1].discount) == ("u", 4.0, 9.0)
    orders[0]["name"] = "item"
    assert orders[0]["name"] == "item"
    orders.date = "2026-01-01"
    assert {str(day) for day in orders.mapped("date")} == {"2026-01-01"}


def test_copies(env, orders):
    orders[0].line_ids = [Command.create({"price": 2, "sequence": 5})]
    [data] = orders[0].copy_data()
    assert data["name"] == "a"
    assert [values for _command, _id, values in data["line_ids"]] == [
        {"order_id": orders[0].id, "sequence": 5, "quantity": 1, "price": 2.0}
    ]
    assert "reference" not in data
    assert "total" not in data
    assert "create_date" not in data
    assert "child_ids" not in data
    assert orders[0].copy_data({"name": "other"})[0]["name"] == "other"
    both = orders[:2].copy()
    assert both.mapped("total") == [2.0, -1.0]
    assert both != orders[:2]
    person = env["order.person"].create({"name": "p", "nickname": "n", "line_ids": [Command.create({"price": 1})]})
    twin = person.copy({"nickname": "m"})
    assert twin.order_id != person.order_id
    assert (twin.name, twin.nickname, twin.total) == ("p", "m", 1.0)


# -- reading ---------------------------------------------------------------------------------------------------------


def test_search_returns_queries_and_fetches(env, orders):
    found, count = counted(env, lambda: env["order.order"].search_fetch([("id", "in", orders.ids)], ["name"]))
    assert count == 1
    _names, count = counted(env, lambda: found.mapped("name"))
    assert count == 0
    assert env["order.order"].search_count([("id", "in", orders.ids)]) == 4
    assert env["order.order"].search_count([("id", "in", orders.ids)], limit=3) == 3
    query = env["order.order"]._search([("id", "in", orders.ids), ("discount", ">", 1)])
    assert env["order.order"].search([("id", "in", query)]) == orders[2:]


def test_name_create_search_and_default_get(env, orders):
    id_, name = env["order.order"].name_create("quick")
    assert name == "quick"
    assert env["order.order"].browse(id_).name == "quick"
    assert env["order.order"].name_search("quic") == [(id_, "quick")]
    assert env["order.order"].default_get(["state", "name", "active"]) == {"state": "draft", "active": True}
    with_default = env["order.order"].with_context(default_name="context")
    assert with_default.default_get(["name"]) == {"name": "context"}
    assert with_default.create({}).name == "context"
    assert orders[0].display_name == "a"


@pytest.mark.parametrize("count", [20, 400])
def test_statements_do_not_grow(env, count):
    orders = env["order.order"].create(
        [{"name": f"o{i}", "line_ids": [Command.create({"price": 1})]} for i in range(count)]
    )
    env.flush_all()
    env.invalidate_all()
    rows, statements = counted(env, lambda: orders.read(["name", "parent_id", "line_ids", "tag_ids", "total"]))
    assert len(rows) == count
    assert statements <= 3
    _done, statements = counted(env, lambda: (orders.line_ids.write({"price": 3}), env.flush_all()))
    assert set(orders.mapped("total")) == {3.0}
    assert statements <= 6
    _done, statements = counted(env, lambda: (orders.unlink(), env.flush_all()))
    assert statements <= 14


def test_records_made_together_are_as_if_made_alone(env, orders):
    line = {"order_id": orders[0].id}
    alone = env["order.line"].create(line)
    together = env["order.line"].create([{**line, "price": 3}, line])
    env.flush_all()
    env.cr.execute("SELECT price, amount FROM order_line WHERE id = ANY(%s) ORDER BY id", [(alone + together).ids])
    assert env.cr.fetchall() == [(None, 0.0), (3, 3.0), (None, 0.0)]
    assert together.mapped("price") == [3.0, 0.0]
