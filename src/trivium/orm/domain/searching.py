"""Full rules: fields without a column are asked how to search them, and hierarchies are walked."""

from __future__ import annotations

from typing import Any

from trivium.exceptions import UserError

from .conditions import refuse
from .hierarchy import hierarchy_domain
from .leaves import DomainCondition
from .levels import OptimizationLevel
from .operators import HIERARCHY_OPERATORS, NEGATION, STANDARD_OPERATORS
from .rules import operator_optimization
from .tree import Domain
from .values import Values


@operator_optimization(STANDARD_OPERATORS | HIERARCHY_OPERATORS, OptimizationLevel.FULL)
def _not_stored(condition: DomainCondition, model: Any) -> Domain:
    field = condition._field(model)
    if field.store and "search" not in field._args:
        return condition
    if not model.env.su:
        # what stands for the condition does not speak of this field any more
        model._check_field_access(field, "read")
    if field.related and "search" not in field._args:
        return related_domain(condition, field)
    if field.search:
        return search_method_domain(condition, field, model)
    raise refuse(
        condition,
        f"field {field} is neither stored nor has it a search method, so nothing can be searched by it; "
        "give it `search=` or `store=True`.",
    )


def search_method_domain(condition: DomainCondition, field: Any, model: Any) -> Domain:
    """Return what the field's search method makes of the condition.

    It is asked for the condition, then for its opposite, then for its values one by one: it may know few operators.

    Raises:
        ValueError: it knows none of these.
    """
    operator, value = condition.operator, condition.value
    reason: Exception | None = None
    try:
        found = field.determine_domain(model, operator, value)
    except (NotImplementedError, UserError) as error:
        found, reason = NotImplemented, error
    if found is not NotImplemented:
        return Domain(found, internal=True)
    opposite = NEGATION.get(operator)
    attempts: list[Any] = []
    if opposite is not None:
        attempts.append(lambda: (~_found(field.determine_domain(model, opposite, value)),))
    if operator in {"in", "not in"} and isinstance(value, Values):
        sign = "=" if operator == "in" else "!="
        attempts.append(lambda: [_found(field.determine_domain(model, sign, member)) for member in value])
    for attempt in attempts:
        try:
            domains = attempt()
        except (NotImplementedError, UserError, _UnknownError):
            continue
        return Domain.AND(domains) if operator == "not in" else Domain.OR(domains)
    if isinstance(reason, UserError):
        raise reason
    raise refuse(condition, f"the search method of {field} does not support {operator!r}.") from reason


class _UnknownError(Exception):
    """A search method does not know an operator."""


def _found(domain: Any) -> Domain:
    if domain is NotImplemented:
        raise _UnknownError
    return Domain(domain, internal=True)


def related_domain(condition: DomainCondition, field: Any) -> Domain:
    """Return the condition on the field at the end of the path; a path that ends early has no value."""
    path = field.related.split(".") if isinstance(field.related, str) else list(field.related)
    rest = condition.field_expr.partition(".")[2]
    target = f"{path[-1]}.{rest}" if rest else path[-1]
    positive = _positive(condition)
    operator = "any!" if field.compute_sudo or field.inherited else "any"
    domain: Domain = DomainCondition(target, positive.operator, positive.value)
    with_nothing = _matches_nothing(positive, field)
    for depth in range(len(path) - 1, 0, -1):
        domain = DomainCondition(path[depth - 1], operator, domain)
        if with_nothing:
            domain |= DomainCondition(path[depth - 1], "in", Values([False]))
    return domain if positive is condition else ~domain


def _positive(condition: DomainCondition) -> DomainCondition:
    if condition.operator in Domain.NEGATIVE_OPERATORS:
        return DomainCondition(condition.field_expr, NEGATION[condition.operator], condition.value)
    return condition


def _matches_nothing(condition: DomainCondition, field: Any) -> bool:
    """Tell whether a record without any value satisfies the positive condition."""
    operator, value = condition.operator, condition.value
    if operator == "in":
        return isinstance(value, Values) and False in value
    if operator in {"<", "<=", ">", ">="} and "." not in condition.field_expr and field.falsy_value is not None:
        return bool(field.value_matches(field.falsy_value, operator, value))
    return False


@operator_optimization(HIERARCHY_OPERATORS, OptimizationLevel.FULL)
def _walk(condition: DomainCondition, model: Any) -> Domain:
    if not model.env.su:
        model._check_field_access(condition._field(model), "read")
    return hierarchy_domain(condition, model)
