"""Whatever computed fields depend on, along whatever relations: what is stored equals what a computation anew gives."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.databases import throwaway_database
from tests.support.order_models import Base, Company, Lang, Users

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.commands import Command
from trivium.orm.composition import add_to_registry
from trivium.orm.environment import Environment
from trivium.orm.model import Model
from trivium.orm.registry import Registry

MODELS = 3
RELATIONS = ("up_id", "down_ids", "pair_ids", "back_ids")
names = itertools.count()

relation = st.sampled_from(RELATIONS)
#: A dependency of a computed field: up to two relations, then a plain field (None) or an earlier computed one.
dependency = st.tuples(st.lists(relation, max_size=2), st.one_of(st.none(), st.integers(0, 3)))
graphs = st.lists(
    st.tuples(st.integers(0, MODELS - 1), st.lists(dependency, min_size=1, max_size=2)), min_size=2, max_size=5
)
indexes = st.integers(0, 30)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("number"), indexes, st.integers(0, 9)),
        st.tuples(st.just("up"), indexes, indexes),
        st.tuples(st.just("link"), indexes, indexes),
        st.tuples(st.just("unlink_pair"), indexes, indexes),
        st.tuples(st.just("create"), indexes, indexes),
        st.tuples(st.just("create_with_lines"), indexes, st.integers(0, 9)),
        st.tuples(st.just("delete"), indexes, indexes),
        st.tuples(st.just("write_many"), indexes, st.integers(0, 9)),
        st.tuples(st.just("flush"), indexes, indexes),
        st.tuples(st.just("invalidate"), indexes, indexes),
        st.tuples(st.just("undone"), indexes, indexes),
    ),
    min_size=1,
    max_size=10,
)


def model_name(prefix, index):
    return f"{prefix}.m{index % MODELS}"


def target(index, name):
    """Return the number of the model that a relation of another one leads to."""
    return {"up_id": index + 1, "down_ids": index - 1, "pair_ids": index + 1, "back_ids": index - 1}[name] % MODELS


def definitions(prefix, graph):
    """Return the models: each refers to the next one, and all have the computed fields of the graph."""
    paths = {}
    for number, (owner, dependencies) in enumerate(graph):
        found = []
        for path, computed in dependencies:
            end = owner
            for name in path:
                end = target(end, name)
            earlier = [n for n in range(number) if graph[n][0] == end]
            last = f"c{earlier[computed % len(earlier)]}" if computed is not None and earlier else "number"
            found.append(".".join([*path, last]))
        paths[number] = found
    return paths, [
        model(prefix, index, {n: p for n, p in paths.items() if graph[n][0] == index}) for index in range(MODELS)
    ]


def model(prefix, index, computed):
    table = prefix.replace(".", "_")
    body = {
        "_name": model_name(prefix, index),
        "_description": "Random",
        "_module": "trigger_graphs",
        "__module__": __name__,
        "__qualname__": f"M{index}",
        "number": fields.Integer(),
        "up_id": fields.Many2one(model_name(prefix, index + 1), ondelete="set null"),
        "down_ids": fields.One2many(model_name(prefix, index - 1), "up_id"),
        "pair_ids": fields.Many2many(model_name(prefix, index + 1), f"{table}_rel{index}", "one", "two"),
        "back_ids": fields.Many2many(model_name(prefix, index - 1), f"{table}_rel{(index - 1) % MODELS}", "two", "one"),
    }
    for number, paths in computed.items():
        body[f"c{number}"] = fields.Integer(compute=f"_compute_{number}", store=True)
        body[f"_compute_{number}"] = api.depends(*paths)(computation(number, paths))
    return type(Model)(f"M{index}", (Model,), body)


def computation(number, paths):
    def compute(self):
        for record in self:
            record[f"c{number}"] = number + sum(sum(record.mapped(path)) for path in paths)

    return compute


class World:
    """The records of a graph's models, changed step by step."""

    def __init__(self, env, prefix, paths, graph):
        self.env, self.prefix, self.paths, self.graph = env, prefix, paths, graph
        for index in range(MODELS):
            env[model_name(prefix, index)].create([{"number": n} for n in range(1, 3)])

    def records(self, index):
        return self.env[model_name(self.prefix, index)].search([], order="id")

    def pick(self, index):
        records = self.records(index)
        return records[index // MODELS % len(records)] if records else records

    def number(self, index, value):
        self.pick(index).number = value

    def up(self, index, other):
        if record := self.pick(index):
            above = self.records(index + 1)
            record.up_id = above[other % len(above)] if above and other % 4 else False

    def link(self, index, other):
        above = self.records(index + 1)
        if (record := self.pick(index)) and above:
            record.pair_ids = [Command.link(above[other % len(above)].id)]

    def unlink_pair(self, index, other):
        below = self.records(index - 1)
        if (record := self.pick(index)) and below:
            record.back_ids = [Command.unlink(below[other % len(below)].id)]

    def create(self, index, other):
        above = self.records(index + 1)
        up = above[other % len(above)] if above else above
        self.env[model_name(self.prefix, index)].create(
            {"number": other, "up_id": up.id, "pair_ids": [Command.set(up.ids)]}
        )

    def create_with_lines(self, index, value):
        self.env[model_name(self.prefix, index)].create(
            {"number": value, "down_ids": [Command.create({"number": value + 1})], "back_ids": [Command.create({})]}
        )

    def delete(self, index, _other):
        self.pick(index).unlink()

    def write_many(self, index, value):
        self.records(index).write({"number": value})

    def flush(self, _index, _other):
        self.env.flush_all()

    def invalidate(self, _index, _other):
        self.env.invalidate_all()

    def undone(self, index, other):
        with pytest.raises(ZeroDivisionError), self.env.cr.savepoint():
            self.up(index, other)
            self.create(index, other)
            raise ZeroDivisionError

    def expected(self):
        """Evaluate the graph by hand, from plain fields alone."""
        values = {}
        for number, (owner, _dependencies) in enumerate(self.graph):
            for record in self.records(owner):
                total = number
                for path in self.paths[number]:
                    *relations, last = path.split(".")
                    found = record
                    for name in relations:
                        found = found.mapped(name)
                    total += sum(each.number if last == "number" else values[each, last] for each in found)
                values[record, f"c{number}"] = total
        return values

    def stored(self):
        self.env.flush_all()
        values = {}
        for number, (owner, _dependencies) in enumerate(self.graph):
            table = self.env[model_name(self.prefix, owner)]._table
            self.env.cr.execute(f"SELECT id, c{number} FROM {table}")
            for id_, value in self.env.cr.fetchall():
                values[self.env[model_name(self.prefix, owner)].browse(id_), f"c{number}"] = value
        return values


@pytest.fixture(scope="module")
def db(server):  # noqa: ARG001 - it must run
    with throwaway_database() as name:
        loader, Registry.loader = Registry.loader, None
        try:
            registry = Registry(name)
            for definition in (Base, Company, Users, Lang):
                add_to_registry(registry, definition)
            with registry.cursor() as cr:
                registry.setup_models(cr)
                registry.init_models(cr, list(registry.models), {})
                Environment(cr, 1, {})["res.users"].create({"name": "root"})
            yield name
        finally:
            Registry.loader = loader
            Registry.delete(name)


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(graph=graphs, sequences=st.lists(steps, min_size=4, max_size=4))
def test_stored_values_are_what_a_computation_anew_gives(db, graph, sequences):
    prefix = f"random{next(names)}"
    registry = Registry(db)
    paths, models = definitions(prefix, graph)
    known = list(registry.models)
    for definition in models:
        add_to_registry(registry, definition)
    with registry.cursor() as cr:
        try:
            registry.setup_models(cr)
            registry.init_models(cr, [name for name in registry.models if name not in known], {})
            registry.finalize_constraints(cr)
            world = World(Environment(cr, 1, {}), prefix, paths, graph)
            for sequence in sequences:
                for step, *arguments in sequence:
                    getattr(world, step)(*arguments)
                cached = {key: value for key in world.expected() for value in [key[0][key[1]]]}
                assert cached == world.expected(), paths
                assert world.stored() == world.expected(), paths
                world.env.invalidate_all()
                assert {key: key[0][key[1]] for key in cached} == cached
        finally:
            cr.rollback()
            for definition in models:
                del registry.models[definition._name]
