"""Basic rules: few operators, values of the field's type. They ask neither the database nor the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.orm.identifiers import NewId
from trivium.orm.query import Query

from .leaves import DomainCondition
from .levels import OptimizationLevel
from .operators import ANY_OPERATORS, COLLECTION_TYPES, HIERARCHY_OPERATORS, LIKE_OPERATORS, POSITIVE_OF
from .rules import operator_optimization
from .tree import Domain
from .values import DATE_TYPES, Values, is_relative_date, normalizer, resolve_date, span_of

if TYPE_CHECKING:
    from collections.abc import Iterable

INEQUALITIES: Final = frozenset({"<", "<=", ">", ">="})
X2MANY_TYPES: Final = frozenset({"one2many", "many2many"})
NO_LIKE_TYPES: Final = frozenset({"boolean", "binary", "json"})
_SUBQUERIES: Final = (SQL, Query)


def refuse(condition: DomainCondition, message: str) -> ValueError:
    """Return the error for a condition that makes no sense."""
    return ValueError(f"Domain condition {next(iter(condition))!r}: {message}")


def _values(value: Any) -> Any:
    """Return the members of a collection or recordset, or the value alone."""
    if isinstance(value, (*COLLECTION_TYPES, Values)):
        return value
    ids = getattr(value, "_ids", None)
    if ids is not None:
        return ids
    return value if hasattr(value, "__iter__") and not isinstance(value, (str, bytes, dict)) else (value,)


def _saved(values: Iterable[Any]) -> Iterable[Any]:
    """Return the values with the ids of saved records for those of new ones; what is not saved is not in a table."""
    return [
        value.origin if isinstance(value, NewId) else value
        for value in values
        if not isinstance(value, NewId) or value.origin
    ]


@operator_optimization(["=", "!="])
def _equality(condition: DomainCondition, _model: Any) -> Domain:
    operator = "in" if condition.operator == "=" else "not in"
    value = condition.value
    if not isinstance(value, _SUBQUERIES):
        value = tuple(_values(value)) or (False,)
    return DomainCondition(condition.field_expr, operator, value)


@operator_optimization(["=?"])
def _equality_if_given(condition: DomainCondition, _model: Any) -> Domain:
    if not condition.value:
        return Domain.TRUE
    return DomainCondition(condition.field_expr, "=", condition.value)


@operator_optimization(["in", "not in"])
def _membership(condition: DomainCondition, model: Any) -> Domain:
    value = condition.value
    if isinstance(value, (Values, *_SUBQUERIES)):
        return condition
    field = condition._field(model)
    expr, operator = condition.field_expr, condition.operator
    if field.type in DATE_TYPES and "." not in expr and any(map(is_relative_date, _values(value))):
        return condition
    try:
        values = Values(map(normalizer(field, expr), _saved(_values(value))))
    except (TypeError, ValueError) as error:
        raise refuse(condition, f"the value does not suit a {field.type} field ({error}).") from error
    if field.type == "boolean" and "." not in expr:
        return _boolean_membership(condition, values)
    if not values:
        return Domain.FALSE if operator == "in" else Domain.TRUE
    if field.type == "datetime" and "." not in expr:
        return _moments(condition, values)
    if field.relational:
        return _relational_membership(condition, values)
    return DomainCondition(expr, operator, values)


def _boolean_membership(condition: DomainCondition, values: Values) -> Domain:
    wanted = set(values) if condition.operator == "in" else {True, False} - set(values)
    if len(wanted) != 1:
        return Domain.TRUE if wanted else Domain.FALSE
    return DomainCondition(condition.field_expr, "in", Values(wanted))


def _relational_membership(condition: DomainCondition, values: Values) -> Domain:
    """Names stand for the records that have them; true stands for any record."""
    expr, positive = condition.field_expr, condition.operator == "in"
    parts: list[Domain] = []
    if any(value is True for value in values):
        parts.append(DomainCondition(expr, "not in", Values([False])))
        values = Values(value for value in values if value is not True)
    if names := [value for value in values if isinstance(value, str)]:
        parts.append(DomainCondition(expr, "any", DomainCondition("display_name", "in", names)))
        values = Values(value for value in values if not isinstance(value, str))
    if not parts:
        return DomainCondition(expr, condition.operator, values)
    if values:
        parts.append(DomainCondition(expr, "in", values))
    found = Domain.OR(parts)
    return found if positive else ~found


def _moments(condition: DomainCondition, values: Iterable[Any], env: Any = None) -> Domain:
    """A moment without fraction stands for its second, a day for all of its moments."""
    expr, positive = condition.field_expr, condition.operator == "in"
    values = list(values)
    nothing = DomainCondition(expr, "in", Values([False]))
    spans = [span_of(value, env) for value in values if value is not False]
    if not spans:
        return nothing if positive else ~nothing
    if positive:
        parts: list[Domain] = [
            DomainCondition(expr, ">=", start) & DomainCondition(expr, "<", end) for start, end in spans
        ]
        return Domain.OR([*parts, nothing] if False in values else parts)
    outside = Domain.AND(DomainCondition(expr, "<", start) | DomainCondition(expr, ">=", end) for start, end in spans)
    return outside if False in values else outside | nothing


@operator_optimization(INEQUALITIES)
def _inequality(condition: DomainCondition, model: Any) -> Domain:
    field, value = condition._field(model), condition.value
    if isinstance(value, _SUBQUERIES):
        return condition
    if field.type in X2MANY_TYPES or field.type in {"json", "binary"}:
        raise refuse(condition, f"a {field.type} field has no order; use `in` or `any`.")
    if isinstance(value, COLLECTION_TYPES):
        raise refuse(condition, "an inequality compares with one value, not with several.")
    is_part = "." in condition.field_expr
    if field.type in DATE_TYPES and not is_part and is_relative_date(value):
        return condition
    try:
        normal = normalizer(field, condition.field_expr)(value)
    except (TypeError, ValueError) as error:
        raise refuse(condition, f"the value does not suit a {field.type} field ({error}).") from error
    if normal is False and field.type != "boolean":
        falsy = None if is_part else field.falsy_value
        if falsy is None:
            return Domain.FALSE
        normal = falsy
    if field.type == "datetime" and not is_part and normal is not False:
        return _moment_inequality(condition, normal)
    if normal is value or (type(normal) is type(value) and normal == value):
        return condition
    return DomainCondition(condition.field_expr, condition.operator, normal)


def _moment_inequality(condition: DomainCondition, value: Any) -> Domain:
    start, end = span_of(value)
    operator, expr = condition.operator, condition.field_expr
    if operator in {">", "<="} and end.microsecond == 0:
        return DomainCondition(expr, ">=" if operator == ">" else "<", end)
    if start is condition.value:
        return condition
    return DomainCondition(expr, operator, start)


@operator_optimization(LIKE_OPERATORS)
def _pattern(condition: DomainCondition, model: Any) -> Domain:
    field, operator, value = condition._field(model), condition.operator, condition.value
    expr = condition.field_expr
    if isinstance(value, SQL):
        return condition
    if isinstance(value, COLLECTION_TYPES):
        raise refuse(condition, f"{operator!r} compares with one pattern, not with several.")
    positive = POSITIVE_OF.get(operator, operator)
    is_positive = positive == operator
    if field.type in NO_LIKE_TYPES and "." not in expr:
        raise refuse(condition, f"a {field.type} field has no text to compare with a pattern.")
    if value is False or value is None or value == "":
        if positive.startswith("="):
            return DomainCondition(expr, "in" if is_positive else "not in", (False,))
        if field.relational:
            return DomainCondition(expr, "not in" if is_positive else "in", (False,))
        return Domain.TRUE if is_positive else Domain.FALSE
    if not isinstance(value, str):
        return DomainCondition(expr, operator, str(value))
    if positive.startswith("=") and (len(value) - len(value.rstrip("\\"))) % 2:
        raise refuse(condition, "the pattern ends with a backslash that escapes nothing; double it.")
    if field.relational:
        name = DomainCondition("display_name", positive, value)
        return DomainCondition(expr, "any" if is_positive else "not any", name)
    return condition


@operator_optimization(HIERARCHY_OPERATORS)
def _hierarchy(condition: DomainCondition, model: Any) -> Domain:
    field = condition._field(model)
    if condition.field_expr != "id" and not field.relational:
        raise refuse(condition, f"{condition.operator!r} needs a relation or `id`, not a {field.type} field.")
    return condition


def _any_rule(level: OptimizationLevel) -> None:
    """Register the rule that takes the domain inside of an `any` to that level."""

    @operator_optimization(ANY_OPERATORS, level)
    def optimize_inner(condition: DomainCondition, model: Any) -> Domain:
        operator, value, expr = condition.operator, condition.value, condition.field_expr
        field = condition._field(model)
        if not field.relational:
            raise refuse(condition, f"{operator!r} needs a relation, not a {field.type} field.")
        if isinstance(value, _SUBQUERIES):
            return DomainCondition(expr, "not in" if operator.startswith("not") else "in", value)
        if not isinstance(value, Domain):
            raise refuse(condition, f"{operator!r} needs a domain on {field.comodel_name}.")
        if not operator.endswith("!") and field.bypass_search_access:
            operator += "!"
        inner = value._optimize(field.search_comodel(model, operator), level)
        if inner.is_false():
            return Domain.TRUE if operator.startswith("not") else Domain.FALSE
        if inner is value and operator == condition.operator:
            return condition
        return DomainCondition(expr, operator, inner)


for _level in (OptimizationLevel.BASIC, OptimizationLevel.DYNAMIC_VALUES, OptimizationLevel.FULL):
    _any_rule(_level)


@operator_optimization([*INEQUALITIES, "in", "not in"], OptimizationLevel.DYNAMIC_VALUES)
def _relative_dates(condition: DomainCondition, model: Any) -> Domain:
    field, value, operator = condition._field(model), condition.value, condition.operator
    if field.type not in DATE_TYPES or "." in condition.field_expr or isinstance(value, (Values, *_SUBQUERIES)):
        return condition
    try:
        if operator in INEQUALITIES:
            if not is_relative_date(value):
                return condition
            return DomainCondition(condition.field_expr, operator, resolve_date(value, model.env, field.type))
        if field.type == "datetime":
            return _moments(condition, map(normalizer(field, condition.field_expr), _values(value)), model.env)
        resolved = [resolve_date(day, model.env, "date") if is_relative_date(day) else day for day in _values(value)]
    except ValueError as error:
        raise refuse(condition, f"it holds no date that can be read ({error}).") from error
    return DomainCondition(condition.field_expr, operator, resolved)
