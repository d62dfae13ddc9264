"""Rules for the operands of `&` and `|`: what says the same is said once, conditions on one field become one."""

from __future__ import annotations

from typing import Any

from .conditions import X2MANY_TYPES
from .leaves import DomainCondition
from .operators import ANY_OPERATORS
from .rules import nary_condition_optimization, nary_optimization
from .tree import Domain, DomainAnd
from .values import Values


@nary_optimization
def _once(_cls: type, children: list[Any], _model: Any) -> list[Any]:
    unique = list(dict.fromkeys(children))
    return unique if len(unique) < len(children) else children


@nary_condition_optimization({"in", "not in"})
def _memberships(cls: type, conditions: list[Any], model: Any) -> list[Any]:
    """Union and intersection of values; a record has many of an x2many field, so there only what is safe."""
    first = conditions[0]
    field = first._field(model)
    if not all(isinstance(condition.value, Values) for condition in conditions) or "." in first.field_expr:
        return conditions
    if field.type in X2MANY_TYPES:
        joinable = "not in" if cls is DomainAnd else "in"
        same = [condition for condition in conditions if condition.operator == joinable]
        if len(same) < 2:
            return conditions
        others = [condition for condition in conditions if condition.operator != joinable]
        union = tuple(value for condition in same for value in condition.value)
        return [DomainCondition(first.field_expr, joinable, union), *others]
    # `|` is the opposite of `&` on the opposite conditions
    keep, drop = ("in", "not in") if cls is DomainAnd else ("not in", "in")
    dropped = {value for condition in conditions if condition.operator == drop for value in condition.value}
    kept = [condition.value for condition in conditions if condition.operator == keep]
    if not kept:
        return [DomainCondition(first.field_expr, drop, _ordered(conditions))]
    values = [value for value in kept[0] if value not in dropped and all(value in other for other in kept[1:])]
    return [DomainCondition(first.field_expr, keep, values)]


def _ordered(conditions: list[Any]) -> list[Any]:
    return [value for condition in conditions for value in condition.value]


@nary_condition_optimization(ANY_OPERATORS)
def _subdomains(cls: type, conditions: list[Any], model: Any) -> list[Any]:
    """One sub-select instead of several, where both find the same."""
    field = conditions[0]._field(model)
    comodel = model.env[field.comodel_name]
    single = field.type == "many2one"
    groups: dict[str, list[Any]] = {}
    for condition in conditions:
        groups.setdefault(condition.operator, []).append(condition)
    result: list[Any] = []
    for operator, same in groups.items():
        negative = operator.startswith("not")
        union = (cls is DomainAnd) is negative
        mentions = any(_mentions(condition.value, comodel._active_name) for condition in same)
        if len(same) > 1 and (single or (union and not mentions)):
            inner = (Domain.OR if union else Domain.AND)(condition.value for condition in same)
            result.append(DomainCondition(same[0].field_expr, operator, inner))
        else:
            result.extend(same)
    return result if len(result) < len(conditions) else conditions


def _mentions(domain: Domain, name: str | None) -> bool:
    return bool(name) and any(condition.field_expr == name for condition in domain.iter_conditions())
