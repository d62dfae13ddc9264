"""Calls from outside with arbitrary arguments: what can be called, what is sent, and what a caller may change."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.exceptions import AccessError
from trivium.http.rpc.dispatch import ENGINE_METHODS, get_public_method

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

DEEP: Final = eval("[" * 60 + "]" * 60)
PLAIN: Final = (
    None, True, False, 0, 1, -1, 2, 2**31, 2**63, 2**70, 1.5, 1e308, "", "name", "id", "base.user_admin", "res.partner",
    "\ud7ff", "x" * 300, "%s", "{0.__class__}", "2020-01-31", "9999-99-99", "<data/>", "[('id', '=', 1)]", "1", "form",
    "__class__", "env.cr", "../../etc/passwd", "base", "en_US", "'; --", "id; DROP TABLE res_users",
)  # fmt: skip
NESTED: Final[tuple[Any, ...]] = (
    [], {}, [[]], [None], [1], [1, 2], ["name"], ["name", "id"], [1, "a", None], {"name": "x"}, {"": None}, {"id": 1},
    {"active": False}, [{"name": "x"}], [["name", "=", "x"]], [["id", "in", [1, 2]]], ["&"], ["|", [1, "=", 1]],
    [["name", "??", 1]], [["create_uid.login", "like", "a"]], [[False, "form"], [False, "list"]], [[6, 0, [1]]],
    {"name": {}, "create_uid": {"fields": {"login": {}}}}, ["__count"], ["id:sum"], ["create_date:month"], DEEP,
    {"a": {"b": {"c": [1, {"d": None}]}}}, [["name"], ["x"]],
)  # fmt: skip
LIKELY: Final[dict[str, tuple[Any, ...]]] = {
    "domain": ([], [["id", ">", 0]], [["create_uid", "=", 1]]),
    "fields": (["id"], ["display_name"], ["create_uid", "write_date"]),
    "field_names": ([], ["name"]),
    "fields_spec": ({}, {"name": {}}),
    "specification": ({}, {"display_name": {}}),
    "groupby": ([], ["create_uid"], ["create_date:month"]),
    "aggregates": ([], ["__count"]),
    "vals": ({}, {"name": "sent"}, {"active": False}),
    "values": ({}, {"name": "sent"}),
    "vals_list": ([{}], [{"name": "sent"}]),
    "model_name": ("res.partner", "res.users"),
    "model": ("res.partner", "ir.rule"),
    "view_type": ("form", "list"),
    "views": ([[False, "form"]], [[False, "search"]]),
}
"""By the name of a parameter, values that go further into a method than arbitrary ones."""


@dataclass(frozen=True, order=True)
class Target:
    """A method that can be called from outside.

    Attributes:
        model: model.
        method: name of the method.
        on_records: whether the first argument is a list of ids.
        parameters: names of the others; `*` in front where any number is taken.
    """

    model: str
    method: str
    on_records: bool
    parameters: tuple[str, ...]


def targets(env: Any) -> list[Target]:
    """Return everything that can be called from outside, by model and name."""
    return sorted(target for name in env.registry.models for target in _targets_of(env[name]))


def own_targets(env: Any) -> list[Target]:
    """Return what models define themselves, and what the engine gives to all of them for one model alone."""
    return [t for t in targets(env) if t.method not in ENGINE_METHODS or t.model == "res.partner"]


def _targets_of(model: Any) -> Iterator[Target]:
    for name in dir(type(model)):
        try:
            method = get_public_method(model, name)
        except (AccessError, AttributeError):
            continue
        parameters = list(inspect.signature(method).parameters.values())[1:]
        names = tuple(p.name for p in parameters if p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL})
        yield Target(model._name, name, not getattr(method, "_api_model", False), names)


def arguments(target: Target, chance: random.Random) -> dict[str, Any]:
    """Return arguments by name for a call, likely ones or arbitrary ones; some of them left out."""
    chosen: dict[str, Any] = {}
    if target.on_records:
        chosen["ids"] = chance.choice(([], [1], [1, 2], [2, 3, 4, 5], [999_999], [-1], [2**63], "x", None, [[1]]))
    for name in target.parameters:
        if chance.random() < 0.15:
            continue
        likely = LIKELY.get(name)
        if likely and chance.random() < 0.6:
            chosen[name] = chance.choice(likely)
        else:
            chosen[name] = chance.choice(PLAIN if chance.random() < 0.5 else NESTED)
    if chance.random() < 0.1:
        chosen["context"] = chance.choice(({"lang": "xx"}, {"active_test": False}, {"tz": 1}, {"lang": ["a"]}, "x"))
    return chosen


def contents(cr: Any) -> dict[str, str]:
    """Return a digest of the rows of every table."""
    cr.execute(SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"))
    digests = {}
    for (table,) in cr.fetchall():
        name = SQL.identifier(table)
        cr.execute(SQL("SELECT count(*) || ':' || coalesce(sum(hashtext(t::text)::bigint), 0) FROM %s t", name))
        digests[table] = cr.fetchone()[0]
    return digests


def writable_tables(env: Any) -> set[str]:
    """Return the tables of the models that a user may change by the lines of access, and of their relations."""
    tables = set()
    for model in env.registry.models.values():
        records = env[model._name]
        if not any(records.has_access(operation) for operation in ("write", "create", "unlink")):
            continue
        tables.add(records._table)
        tables.update(env[parent]._table for parent in records._inherits)
        tables.update(f.relation for f in records._fields.values() if f.type == "many2many" and f.store)
    return tables
