"""Whatever the domain: the database, the records in memory and a plain reading of the rules find the same."""

from __future__ import annotations

import operator as py
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trivium.orm.domain import Domain

TEXTS = ["", False, "a", "A", "b", "é", "É", "100%", "a_b", "back\\slash", "Alpha"]
NUMBERS = [0, 1, -1, 2, False]
FLOATS = [0.0, 1.5, -2.25, False]
DAYS = [False, "2026-01-31", "2026-02-01", "2025-12-31"]
MOMENTS = [False, "2026-01-31 23:30:00", "2026-02-01 00:00:00", "2025-12-31 12:00:00"]
TYPES = [False, "contact", "invoice"]

POOLS = {
    "email": TEXTS,
    "color": NUMBERS,
    "weight": FLOATS,
    "birthday": DAYS,
    "seen": MOMENTS,
    "type": TYPES,
    "is_company": [True, False],
}

COMPARE = {"<": py.lt, "<=": py.le, ">": py.gt, ">=": py.ge}
FALSY = {"email": "", "color": 0, "weight": 0.0}


@st.composite
def conditions(draw):
    name = draw(st.sampled_from(sorted(POOLS)))
    values = st.sampled_from(POOLS[name])
    kinds = ["=", "!=", "in", "not in"]
    if name != "is_company":
        kinds += ["<", "<=", ">", ">="]
    if name in {"email", "type"}:
        kinds += ["like", "not like", "ilike", "not ilike", "=like", "not =like", "=ilike", "not =ilike"]
    kind = draw(st.sampled_from(kinds))
    if kind in {"in", "not in"}:
        return (name, kind, draw(st.lists(values, max_size=3)))
    return (name, kind, draw(values))


@st.composite
def relational(draw, inner):
    kind = draw(st.sampled_from(["any", "not any"]))
    name = draw(st.sampled_from(["parent_id", "every_child_ids"]))
    return (name, kind, draw(inner))


def polish(leaves):
    return st.recursive(
        leaves.map(lambda leaf: [leaf]),
        lambda inner: st.one_of(
            inner.map(lambda one: ["!", *one]),
            st.tuples(st.sampled_from("&|"), inner, inner).map(lambda three: [three[0], *three[1], *three[2]]),
        ),
        max_leaves=4,
    )


DOMAINS = polish(st.one_of(conditions(), relational(polish(conditions()))))

RECORDS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in POOLS.items()}), min_size=3, max_size=5
)


def like(pattern, text, insensitive):
    tokens = re.findall(r"\\.|.", pattern, re.DOTALL)
    parts = [
        ".*" if token == "%" else "." if token == "_" else re.escape(token[1:] if len(token) == 2 else token)
        for token in tokens
    ]
    flags = re.DOTALL | (re.IGNORECASE if insensitive else 0)
    return re.fullmatch("".join(parts), text, flags) is not None


def holds(leaf, row, rows):
    """Tell by the plainest means whether a condition holds for a row."""
    name, kind, value = leaf
    if kind in {"any", "not any"}:
        found = [rows[row["parent"]]] if row["parent"] is not None else []
        if name == "every_child_ids":
            found = [other for other in rows if other["parent"] == row["index"]]
        return any(satisfies(value, other, rows) for other in found) is (kind == "any")
    own = row[name]
    if kind in {"=", "!=", "in", "not in"}:
        wanted = value if kind in {"in", "not in"} else [value]
        same = (own or False) in [item or False for item in wanted]
        return same is (kind in {"=", "in"})
    if kind in COMPARE:
        falsy = FALSY.get(name)
        own, value = (falsy if item is False else item for item in (own, value))
        return own is not None and value is not None and COMPARE[kind](own, value)
    exact = "=" in kind
    if not value:
        return (not own) is not kind.startswith("not") if exact else not kind.startswith("not")
    found = own is not False and like(value if exact else f"%{value}%", own, kind.endswith("ilike"))
    return found is not kind.startswith("not")


def satisfies(domain, row, rows):
    stack = []
    for item in reversed(domain):
        if item == "!":
            stack.append(not stack.pop())
        elif item in ("&", "|"):
            one, other = stack.pop(), stack.pop()
            stack.append((one and other) if item == "&" else (one or other))
        else:
            stack.append(holds(item, row, rows))
    return all(stack)


@pytest.fixture(scope="module")
def partners(registry):
    from tests.support.small_models import superuser

    cr = registry.cursor()
    yield superuser(cr)["small.partner"]
    cr.rollback()
    cr.close()


def make(partners, values):
    """Create the records, every other one below the one before; return them with what a plain reading knows of them."""
    records = partners.create([{"name": f"n{index}", **value} for index, value in enumerate(values)])
    for index in range(1, len(records), 2):
        records[index].parent_id = records[index - 1]
    rows = [{**value, "index": index, "parent": index - 1 if index % 2 else None} for index, value in enumerate(values)]
    return records, rows


def leaves():
    """Give every operator with every value of every field."""
    for name, pool in POOLS.items():
        kinds = ["=", "!="] if name == "is_company" else ["=", "!=", *COMPARE]
        if name in {"email", "type"}:
            kinds += [negation + kind for kind in ("like", "ilike", "=like", "=ilike") for negation in ("", "not ")]
            pool = [*pool, "%", "_", "%a%", "lph", "CONT"]
        for value in pool:
            yield from ((name, kind, value) for kind in kinds)
            yield from ((name, kind, [value, other]) for kind in ("in", "not in") for other in pool[:2])


def test_every_operator_with_every_value_agrees(partners):
    depth = max(map(len, POOLS.values()))
    values = [{name: pool[index % len(pool)] for name, pool in POOLS.items()} for index in range(depth)]
    with partners.env.cr.savepoint() as savepoint:
        records, rows = make(partners, values)
        for leaf in leaves():
            wanted = [record.id for record, row in zip(records, rows, strict=True) if satisfies([leaf], row, rows)]
            searched = partners.search([("id", "in", records.ids), leaf], order="id")
            assert searched.ids == wanted, leaf
            assert records.filtered_domain([leaf]).ids == wanted, leaf
        savepoint.rollback()


def test_pairs_of_conditions_on_one_field_agree(partners):
    depth = max(map(len, POOLS.values()))
    values = [{name: pool[index % len(pool)] for name, pool in POOLS.items()} for index in range(depth)]
    with partners.env.cr.savepoint() as savepoint:
        records, rows = make(partners, values)
        base = Domain("id", "in", records.ids)
        for name, pool in POOLS.items():
            leaves = [(name, kind, value) for kind in ("=", "!=") for value in pool[:2]]
            leaves += [(name, kind, pool[:2]) for kind in ("in", "not in")]
            for one in leaves:
                for other in leaves:
                    for pair in (["&", one, other], ["|", one, other], ["!", "&", one, other]):
                        wanted = [r.id for r, row in zip(records, rows, strict=True) if satisfies(pair, row, rows)]
                        assert partners.search(base & Domain(pair), order="id").ids == wanted, pair
        savepoint.rollback()


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=RECORDS, domain=DOMAINS)
def test_database_memory_and_rules_agree(partners, values, domain):
    cr = partners.env.cr
    with cr.savepoint() as savepoint:
        records, rows = make(partners, values)
        searched = partners.search(Domain("id", "in", records.ids) & Domain(domain), order="id")
        filtered = records.filtered_domain(domain)
        wanted = [record.id for record, row in zip(records, rows, strict=True) if satisfies(domain, row, rows)]
        assert searched.ids == wanted
        assert filtered.ids == wanted
        negated = partners.search(Domain("id", "in", records.ids) & ~Domain(domain), order="id")
        assert sorted(searched.ids + negated.ids) == records.ids
        optimized = Domain(domain).optimize(partners)
        assert records.filtered_domain(optimized).ids == wanted
        assert optimized.optimize(partners) == optimized
        assert ~~Domain(domain) == Domain(domain)
        savepoint.rollback()
