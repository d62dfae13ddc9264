"""Record rules optimised in full: what they amount to, kept beside them as long as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .domain import Domain, DomainAnd, DomainBool, DomainCondition, DomainNary, DomainNot, Values
from .domain.operators import HIERARCHY_OPERATORS
from .query import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from trivium.data.sql import SQL

    Holds = Callable[[Mapping[str, Any]], bool]

CACHE: Final = "default"
"""The cache of the registry that holds what was found about access."""

_SEEN_AS_CACHED: Final = frozenset(
    ["boolean", "char", "date", "datetime", "float", "integer", "many2one", "monetary", "selection", "text"]
)
"""Types of fields whose cached values are compared as conditions compare them, but for "no value"."""


class Settled(NamedTuple):
    """Rules optimised in full.

    Attributes:
        domain: what they amount to.
        sql: it for the model's table, if that is known.
        asked: the names of the columns that tell, by their cached values, whether the rules hold for a record.
        holds: tells it from these values by name; None if more than values of columns is asked for.
    """

    domain: Domain
    sql: SQL | None
    asked: frozenset[str]
    holds: Holds | None


def settle(model: Any, rules: Domain, *, archived: bool = False) -> Settled:
    """Return what rules amount to.

    Most rules compare columns with values, or with the companies above the user's, which the registry knows. What these
    amount to is kept beside the rules themselves, and forgotten when those or companies change.

    Args:
        model: the model.
        rules: its rules, as they were composed.
        archived: whether archived records count where rules that are not kept lead on to other records.
    """
    store = model.env.registry._ormcaches[CACHE]
    key = ("trivium.orm.access", "settled", type(model), rules)
    found: Settled | None = store.get(key)
    if found is None:
        model = model.sudo().with_context(active_test=False) if archived else model.sudo()
        full = rules.optimize_full(model)
        holds = _holds(model, full)
        asked = frozenset(condition.field_expr for condition in full.iter_conditions()) if holds else frozenset()
        if not all(is_steady(model, leaf) for leaf in _leaves(rules)):
            return Settled(full, None, asked, holds)
        query = Query(model.env, model._table)
        sql = full._to_sql(model, model._table, query)
        found = store[key] = Settled(full, None if query.has_joins() else sql, asked, holds)
    return found


def is_steady(model: Any, leaf: Domain) -> bool:
    """Tell whether a part of a domain finds the same until rules, users or companies change."""
    if isinstance(leaf, DomainBool):
        return True
    if not isinstance(leaf, DomainCondition):
        return False
    field = model._fields.get(leaf.field_expr)
    if field is None or not field.is_stored_column or field.context_keys or "search" in field._args:
        return False
    if leaf.operator in {"in", "not in"}:
        return isinstance(leaf.value, Values) and field.type not in {"date", "datetime"}  # "today" passes
    if leaf.operator not in HIERARCHY_OPERATORS or field.type != "many2one" or field.comodel_name == model._name:
        return False
    comodel = model.env[field.comodel_name]
    kept = getattr(type(comodel)._parent_paths, "__cache__", None)
    known = comodel._parent_store and kept is not None and kept.cache_name == CACHE
    return known and isinstance(leaf.value, (list, tuple, Values)) and all(type(id_) is int for id_ in leaf.value)


def _leaves(domain: Domain) -> Iterator[Domain]:
    """Yield what connectives connect."""
    if isinstance(domain, DomainNary):
        for child in domain.children:
            yield from _leaves(child)
    elif isinstance(domain, DomainNot):
        yield from _leaves(domain.child)
    else:
        yield domain


def _holds(model: Any, domain: Domain) -> Holds | None:
    """Return a domain as a function of cached values of columns, None where it asks for anything else."""
    if isinstance(domain, DomainNary):
        parts = [_holds(model, child) for child in domain.children]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        combined = all if isinstance(domain, DomainAnd) else any
        return lambda values: combined([part(values) for part in known])
    if not isinstance(domain, DomainCondition) or not isinstance(domain.value, Values):
        return None
    name, field = domain.field_expr, model._fields.get(domain.field_expr)
    if field is None or field.type not in _SEEN_AS_CACHED or not field.is_stored_column or field.context_keys:
        return None
    members = frozenset(domain.value)
    if domain.operator == "in":
        return lambda values: (values[name] or False) in members
    return (lambda values: (values[name] or False) not in members) if domain.operator == "not in" else None
