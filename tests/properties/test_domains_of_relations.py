"""Trees, links, parts of dates, languages, companies, properties: the database, memory and a plain reading agree."""

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.extended import add_models

from trivium.orm import fields
from trivium.orm.domain import Domain
from trivium.orm.environment import Environment
from trivium.orm.model import Model
from trivium.orm.registry import Registry

TODAY = dt.datetime.now(dt.UTC).date()
DAYS = [
    None, TODAY, TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=400),
    dt.date(2024, 2, 29), dt.date(2025, 12, 29), dt.date(2026, 1, 1),
]  # fmt: skip
MOMENTS = [
    moment and dt.datetime.fromisoformat(moment)
    for moment in (None, "2025-12-31 23:30", "2026-01-01", "2026-06-30 22:15:59", "2024-02-29 12:00:01")
]
WORDS = [False, "one", "two", "One"]
NUMBERS = [0, 1, 2]
RELATIVE = {"today": 0, "today -1d": -1, "today +1d": 1, "-1d": -1, "today -400d": -400, "today +1w": 7}
PARTS = {
    "year_number": lambda d: d.year,
    "quarter_number": lambda d: (d.month + 2) // 3,
    "month_number": lambda d: d.month,
    "iso_week_number": lambda d: d.isocalendar()[1],
    "day_of_year": lambda d: d.timetuple().tm_yday,
    "day_of_month": lambda d: d.day,
    "day_of_week": lambda d: d.isoweekday() % 7,
}
TIMES = {"hour_number": lambda d: d.hour, "minute_number": lambda d: d.minute, "second_number": lambda d: d.second}
COMPARE = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip
SHAPE = [None, 0, 0, 1, 3, None]
"""The tree of every example: whose child each node is."""


class Node(Model):
    _name = "domains.node"
    _description = "Node"
    _parent_store = True
    _module = "domains_of_relations"

    name = fields.Char(translate=True)
    parent_id = fields.Many2one("domains.node")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("domains.node", "parent_id")
    definition = fields.PropertiesDefinition()


class Loose(Model):
    _name = "domains.loose"
    _description = "Loose node, without paths"
    _module = "domains_of_relations"

    name = fields.Char()
    parent_id = fields.Many2one("domains.loose")


class Item(Model):
    _name = "domains.item"
    _description = "Item"
    _module = "domains_of_relations"

    title = fields.Char(translate=True)
    label = fields.Char(company_dependent=True)
    rating = fields.Integer(company_dependent=True)
    node_id = fields.Many2one("domains.node")
    loose_id = fields.Many2one("domains.loose")
    tag_ids = fields.Many2many("domains.node")
    day = fields.Date()
    moment = fields.Datetime()
    properties = fields.Properties(definition="node_id.definition")


@pytest.fixture(scope="module")
def world(base_database):
    """The environment, its nodes and loose nodes; French, a second company."""
    registry = Registry(base_database)
    add_models(registry, [Node, Loose, Item])
    cr = registry.cursor()
    env = Environment(cr, 1, {"tz": "UTC"})
    env["res.lang"]._activate_lang("fr_FR")
    other = env["res.company"].create({"name": "Other"})
    env.user.company_ids |= other
    definition = [
        {"name": "size", "type": "integer", "string": "Size"},
        {"name": "word", "type": "char", "string": "Word"},
    ]
    nodes = env["domains.node"].create([{"name": f"n{i}", "definition": definition} for i in range(len(SHAPE))])
    loose = env["domains.loose"].create([{"name": f"l{i}"} for i in range(len(SHAPE))])
    for index, parent in enumerate(SHAPE):
        if parent is not None:
            nodes[index].parent_id = nodes[parent]
            loose[index].parent_id = loose[parent]
    yield env, nodes, loose, other
    cr.rollback()
    cr.close()
    registry.clear_all_caches()


def above(index):
    """The node and all above it."""
    while index is not None:
        yield index
        index = SHAPE[index]


INDEXES = st.integers(0, len(SHAPE) - 1)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(WORDS), "title_fr": st.sampled_from(WORDS[1:]), "label": st.sampled_from(WORDS),
            "label_other": st.sampled_from(WORDS), "rating": st.sampled_from(NUMBERS),
            "rating_other": st.sampled_from(NUMBERS), "node": st.none() | INDEXES, "loose": st.none() | INDEXES,
            "tags": st.frozensets(INDEXES, max_size=3),
            "day": st.sampled_from(DAYS), "moment": st.sampled_from(MOMENTS), "size": st.sampled_from(NUMBERS),
            "word": st.sampled_from(WORDS),
        }
    ),
    min_size=3,
    max_size=6,
)  # fmt: skip


@st.composite
def leaves(draw):
    """A condition as a tuple, with nodes by index: ("node", name, operator, indexes), ..."""
    kind = draw(st.sampled_from(["tree", "link", "any", "path", "part", "relative", "plain", "property"]))
    negated = draw(st.booleans())
    if kind == "tree":
        name = draw(st.sampled_from(["node", "loose", "tags"]))
        return (kind, name, draw(st.sampled_from(["child_of", "parent_of"])), draw(st.frozensets(INDEXES, max_size=2)))
    if kind == "link":
        name = draw(st.sampled_from(["node", "tags"]))
        empty = draw(st.booleans())
        return (kind, name, negated, draw(st.frozensets(INDEXES, max_size=2)), empty)
    if kind in {"any", "path"}:
        return (kind, draw(st.sampled_from(["node", "tags"])), negated, draw(st.frozensets(INDEXES, max_size=3)))
    if kind == "part":
        name = draw(st.sampled_from(["day", "moment"]))
        part = draw(st.sampled_from(sorted(PARTS) + (sorted(TIMES) if name == "moment" else [])))
        value = draw(st.sampled_from([d for d in (DAYS if name == "day" else MOMENTS) if d]))
        number = {**PARTS, **TIMES}[part](value) + draw(st.integers(-1, 1))
        return (kind, name, part, draw(st.sampled_from(["=", "!=", "in", "not in", *COMPARE])), number)
    if kind == "relative":
        return (kind, draw(st.sampled_from(["=", "!=", *COMPARE])), draw(st.sampled_from(sorted(RELATIVE))))
    if kind == "property":
        name = draw(st.sampled_from(["size", "word"]))
    else:
        name = draw(st.sampled_from(["title", "label", "rating"]))
    values = NUMBERS if name in {"size", "rating"} else WORDS
    return (kind, name, negated, draw(st.lists(st.sampled_from(values), min_size=1, max_size=2)))


DOMAINS = st.recursive(
    leaves(),
    lambda inner: st.tuples(st.sampled_from("&|"), inner, inner) | st.tuples(st.just("!"), inner),
    max_leaves=4,
)
COLUMNS = {"node": "node_id", "loose": "loose_id", "tags": "tag_ids"}


def holds(leaf, row):
    """Tell by the plainest means whether a condition holds for a row."""
    kind = leaf[0]
    if kind in "&|!":
        results = [holds(inner, row) for inner in leaf[1:]]
        return not results[0] if kind == "!" else all(results) if kind == "&" else any(results)
    if kind in {"tree", "link", "any", "path"}:
        found = row[leaf[1]]
        found = found if isinstance(found, frozenset) else frozenset() if found is None else frozenset([found])
    if kind == "tree":
        _kind, _name, operator, roots = leaf
        if operator == "child_of":
            return any(roots & set(above(index)) for index in found)
        return any(index in set(above(root)) for index in found for root in roots)
    if kind == "link":
        _kind, _name, negated, wanted, empty = leaf
        return (bool(found & wanted) or (empty and not found)) is not negated
    if kind in {"any", "path"}:
        return bool(found & leaf[3]) is not leaf[2]
    if kind == "part":
        _kind, name, part, operator, number = leaf
        value = row[name]
        value = None if value is None else {**PARTS, **TIMES}[part](value)
        if operator in COMPARE:
            return value is not None and COMPARE[operator](value, number)
        return (value == number) is (operator in {"=", "in"})
    if kind == "relative":
        _kind, operator, text = leaf
        wanted = TODAY + dt.timedelta(days=RELATIVE[text])
        if operator in COMPARE:
            return row["day"] is not None and COMPARE[operator](row["day"], wanted)
        return (row["day"] == wanted) is (operator == "=")
    _kind, name, negated, values = leaf
    own = row[name]
    if kind == "property" and row["node"] is None:
        own = False  # nothing defines it
    return ((own or False) in [value or False for value in values]) is not negated


def written(leaf, nodes, loose):
    """Return a condition as addons write it."""
    kind = leaf[0]
    if kind in "&|!":
        return [kind, *itertools.chain.from_iterable(written(inner, nodes, loose) for inner in leaf[1:])]
    if kind == "tree":
        ids = (loose if leaf[1] == "loose" else nodes).ids
        return [(COLUMNS[leaf[1]], leaf[2], [ids[index] for index in sorted(leaf[3])])]
    if kind == "link":
        _kind, name, negated, wanted, empty = leaf
        values = [nodes.ids[index] for index in sorted(wanted)] + [False] * empty
        return [(COLUMNS[name], "not in" if negated else "in", values)]
    if kind == "any":
        _kind, name, negated, wanted = leaf
        return [(COLUMNS[name], "not any" if negated else "any", [("name", "in", [f"n{index}" for index in wanted])])]
    if kind == "path":
        _kind, name, negated, wanted = leaf
        condition = (f"{COLUMNS[name]}.name", "in", [f"n{index}" for index in wanted])
        return ["!", condition] if negated else [condition]
    if kind == "part":
        _kind, name, part, operator, number = leaf
        return [(f"{name}.{part}", operator, [number] if operator.endswith("in") else number)]
    if kind == "relative":
        return [("day", leaf[1], leaf[2])]
    _kind, name, negated, values = leaf
    name = f"properties.{name}" if kind == "property" else name
    if len(values) == 1:
        return [(name, "!=" if negated else "=", values[0])]
    return [(name, "not in" if negated else "in", values)]


def make(env, nodes, loose, other, rows):
    items = env["domains.item"].create(
        [
            {
                "title": row["title"], "label": row["label"], "rating": row["rating"], "day": row["day"],
                "moment": row["moment"], "node_id": row["node"] is not None and nodes[row["node"]].id,
                "loose_id": row["loose"] is not None and loose[row["loose"]].id,
                "tag_ids": [(6, 0, [nodes[index].id for index in row["tags"]])],
            }
            for row in rows
        ]
    )  # fmt: skip
    for item, row in zip(items, rows, strict=True):
        if row["title"]:
            item.with_context(lang="fr_FR").title = row["title_fr"]
        item.with_company(other).write({"label": row["label_other"], "rating": row["rating_other"]})
        if row["node"] is not None:
            item.properties = {"size": row["size"], "word": row["word"]}
    return items


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, leaf=DOMAINS, cold=st.booleans())
def test_database_memory_and_a_plain_reading_agree(world, rows, leaf, cold):
    env, nodes, loose, other = world
    with env.cr.savepoint() as savepoint:
        items = make(env, nodes, loose, other, rows)
        if cold:
            env.flush_all()
            env.invalidate_all()
        domain = written(leaf, nodes, loose)
        french = [{**row, "title": row["title"] and row["title_fr"]} for row in rows]
        others = [{**row, "label": row["label_other"], "rating": row["rating_other"]} for row in rows]
        for records, read in (
            (items, rows), (items.with_context(lang="fr_FR"), french), (items.with_company(other), others),
        ):  # fmt: skip
            wanted = [item.id for item, row in zip(items, read, strict=True) if holds(leaf, row)]
            assert records.search(Domain("id", "in", items.ids) & Domain(domain), order="id").ids == wanted
            assert records.filtered_domain(domain).ids == wanted
            optimized = Domain(domain).optimize_full(records)
            assert records.search(Domain("id", "in", items.ids) & ~optimized, order="id").ids == [
                id_ for id_ in items.ids if id_ not in wanted
            ]
        savepoint.rollback()
