"""Whatever is done to records: the cache agrees with the database, and computed values with their definition."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.order_models import order_environment

from trivium.orm.commands import Command

NAMES = st.sampled_from(["a", "b", "c", "d"])
NUMBERS = st.integers(0, 50)
INDEX = st.integers(0, 20)

OPERATIONS = st.one_of(
    st.tuples(st.just("create"), NAMES, st.lists(NUMBERS, max_size=3)),
    st.tuples(st.just("create_child"), INDEX, NAMES),
    st.tuples(st.just("rename"), INDEX, NAMES),
    st.tuples(st.just("discount"), INDEX, NUMBERS),
    st.tuples(st.just("set_parent"), INDEX, INDEX),
    st.tuples(st.just("clear_parent"), INDEX),
    st.tuples(st.just("add_line"), INDEX, NUMBERS),
    st.tuples(st.just("price"), INDEX, NUMBERS),
    st.tuples(st.just("move_line"), INDEX, INDEX),
    st.tuples(st.just("delete_line"), INDEX),
    st.tuples(st.just("replace_lines"), INDEX, st.lists(NUMBERS, max_size=2)),
    st.tuples(st.just("tag"), INDEX, INDEX),
    st.tuples(st.just("untag"), INDEX),
    st.tuples(st.just("write_all"), NUMBERS),
    st.tuples(st.just("unlink"), INDEX),
    st.tuples(st.just("flush")),
    st.tuples(st.just("invalidate")),
    st.tuples(st.just("read")),
    st.tuples(st.just("savepoint"), INDEX, NAMES),
)


@pytest.fixture(scope="module")
def env(database):
    with order_environment(database) as environment:
        yield environment


class Interpreter:
    """Carries out operations on whatever records there are."""

    def __init__(self, env):
        self.env = env
        self.orders = env["order.order"]
        self.tags = env["order.tag"].create([{"name": name} for name in "xyz"])

    def pick(self, index):
        return self.orders[index % len(self.orders)] if self.orders else self.orders

    def line(self, index):
        lines = self.orders.line_ids
        return lines[index % len(lines)] if lines else lines

    def create(self, name, prices):
        values = {"name": name, "line_ids": [Command.create({"price": price}) for price in prices]}
        self.orders |= self.orders.create(values)

    def create_child(self, index, name):
        self.orders |= self.orders.create({"name": name, "parent_id": self.pick(index).id})

    def rename(self, index, name):
        if order := self.pick(index):
            order.name = name

    def discount(self, index, number):
        if order := self.pick(index):
            order.write({"discount": number})

    def set_parent(self, index, other):
        order, parent = self.pick(index), self.pick(other)
        above = parent
        while above:
            if above == order:
                return
            above = above.parent_id
        if order:
            order.parent_id = parent

    def clear_parent(self, index):
        if order := self.pick(index):
            order.parent_id = False

    def add_line(self, index, price):
        if order := self.pick(index):
            order.write({"line_ids": [Command.create({"price": price, "quantity": 2})]})

    def price(self, index, price):
        if line := self.line(index):
            line.price = price

    def move_line(self, index, other):
        if line := self.line(index):
            line.order_id = self.pick(other)

    def delete_line(self, index):
        self.line(index).unlink()

    def replace_lines(self, index, prices):
        if order := self.pick(index):
            order.line_ids = [Command.clear(), *(Command.create({"price": price}) for price in prices)]

    def tag(self, index, other):
        if order := self.pick(index):
            order.tag_ids = [Command.link(self.tags[other % 3].id)]

    def untag(self, index):
        self.tags[index % 3].order_ids = [Command.clear()]

    def write_all(self, number):
        self.orders.write({"discount": number})

    def unlink(self, index):
        order = self.pick(index)
        self.orders -= order
        order.unlink()

    def flush(self):
        self.env.flush_all()

    def invalidate(self):
        self.env.invalidate_all()

    def read(self):
        self.orders.read(["name", "total", "path", "parent_total", "line_ids", "tag_ids", "child_ids"])

    def savepoint(self, index, name):
        with pytest.raises(KeyError), self.env.cr.savepoint():
            self.rename(index, name)
            self.create(name, [1])
            raise KeyError


def expected(order):
    """Compute by hand what the stored fields of an order should be."""
    total = sum(line.quantity * line.price for line in order.line_ids) - order.discount
    names, above = [], order
    while above:
        names.append(above.name)
        above = above.parent_id
    return total, " / ".join(reversed(names))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(OPERATIONS, max_size=14))
def test_cache_database_and_definitions_agree(env, operations):
    interpreter = Interpreter(env)
    try:
        for name, *arguments in operations:
            before = interpreter.orders
            getattr(interpreter, name)(*arguments)
            if name == "savepoint":
                interpreter.orders = before
        seen = {
            order.id: (
                order.total,
                order.path,
                order.parent_total,
                order.line_ids.ids,
                sorted(order.tag_ids.ids),
                sorted(order.child_ids.ids),
            )
            for order in interpreter.orders
        }
        env.flush_all()
        env.cache.check(env)
        env.invalidate_all()
        for order in interpreter.orders:
            total, path = expected(order)
            stored = (
                order.total,
                order.path,
                order.parent_total,
                order.line_ids.ids,
                sorted(order.tag_ids.ids),
                sorted(order.child_ids.ids),
            )
            assert (order.total, order.path) == (total, path)
            assert order.parent_total == order.parent_id.total
            # The order of lines in the cache is that of insertion until they are read again.
            assert sorted(seen[order.id][3]) == sorted(stored[3])
            assert seen[order.id][:3] + seen[order.id][4:] == stored[:3] + stored[4:]
        for tag in interpreter.tags:
            assert tag.order_count == len(tag.order_ids)
    finally:
        env.cr.rollback()
