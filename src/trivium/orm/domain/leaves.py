"""The leaves of a domain's tree: conditions on fields, and conditions in SQL.

Interface: `odoo.fields.Domain_module` of the contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from .levels import OptimizationLevel
from .operators import (
    ALIASES,
    ANY_OPERATORS,
    COLLECTION_TYPES,
    CONDITION_OPERATORS,
    INEQUALITY_OPPOSITES,
    INTERNAL_OPERATORS,
    NEGATION,
)
from .rules import rules_of
from .tree import _LEVELS, _UNOPTIMIZED, Domain, DomainNot, Predicate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trivium.data.sql import SQL


class DomainCondition(Domain):
    """A condition on a field, or on what a path of relations leads to.

    Attributes:
        field_expr: the name of a field, or a path such as ``partner_id.country_id.code`` or ``date.month_number``.
        operator: one of `CONDITION_OPERATORS`.
        value: what the field is compared with; a domain for the `any` operators.
    """

    __slots__ = ("field_expr", "operator", "value")

    field_expr: str
    operator: str
    value: Any

    def __new__(cls, field_expr: str, operator: str, value: Any) -> Self:
        """Make the node as it is given; `Domain(...)` chooses among the kinds of nodes."""
        self = object.__new__(cls)
        self.field_expr = field_expr
        self.operator = operator
        self.value = value
        self._optimized = _UNOPTIMIZED
        return self

    def checked(self) -> DomainCondition:
        """Return the condition, its operator in the usual spelling, after checking its form.

        Raises:
            ValueError: the field expression is no name, or there is no such operator.
        """
        field_expr, operator, value = self.field_expr, self.operator, self.value
        if not isinstance(field_expr, str) or not field_expr:
            raise ValueError(f"Domain condition {(field_expr, operator, value)!r}: the field must be named by a text.")
        if operator not in CONDITION_OPERATORS or operator in ALIASES:
            lowered = operator.lower() if isinstance(operator, str) else operator
            lowered = ALIASES.get(lowered, lowered)
            if lowered not in CONDITION_OPERATORS:
                raise ValueError(
                    f"Domain condition {(field_expr, operator, value)!r}: there is no operator {operator!r}; "
                    f"use one of {', '.join(sorted(CONDITION_OPERATORS))}."
                )
            return DomainCondition(field_expr, lowered, value).checked()
        if operator in ANY_OPERATORS:
            if isinstance(value, (list, tuple)):
                return DomainCondition(field_expr, operator, Domain(value))
        elif isinstance(value, Domain) and operator in {"in", "not in"}:
            return DomainCondition(field_expr, "any" if operator == "in" else "not any", value)
        return self

    def __invert__(self) -> Domain:
        negation = NEGATION.get(self.operator)
        if negation is None or "." in self.field_expr:
            # records whose path leads nowhere satisfy neither a condition at its end nor the opposite of that
            return DomainNot(self)
        return DomainCondition(self.field_expr, negation, self.value)

    def __iter__(self) -> Iterator[Any]:
        value = list(self.value) if isinstance(self.value, Domain) else self.value
        if value and self.value is not value and self.value.is_true():
            value = []
        yield (self.field_expr, self.operator, value)

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, DomainCondition)
            and self.field_expr == other.field_expr
            and self.operator == other.operator
            and type(self.value) is type(other.value)
            and bool(self.value == other.value)
        )

    def __hash__(self) -> int:
        # values may be collections, which have no hash
        return hash((self.field_expr, self.operator))

    def __reduce__(self) -> tuple[Any, ...]:
        return DomainCondition, (self.field_expr, self.operator, self.value)

    def iter_conditions(self) -> Iterator[DomainCondition]:  # noqa: D102 - described by the base
        yield self

    def map_conditions(self, function: Callable[[DomainCondition], Domain]) -> Domain:  # noqa: D102 - described by the base
        result = function(self)
        if not isinstance(result, Domain):
            raise TypeError(f"map_conditions: the function must return a Domain for {self!r}, not {result!r}.")
        return result

    def _field(self, model: Any) -> Any:
        name = self.field_expr.partition(".")[0]
        try:
            return model._fields[name]
        except KeyError:
            raise ValueError(f"Invalid field {model._name}.{name} in condition {next(iter(self))!r}") from None

    def _raise(self, message: str) -> None:
        raise ValueError(f"{message} in condition {next(iter(self))!r}")

    def _optimize(self, model: Any, level: OptimizationLevel) -> Domain:
        if self._is_optimized(model, level):
            return self
        field = self._field(model)
        if "." in self.field_expr and field.relational:
            name, _dot, rest = self.field_expr.partition(".")
            return DomainCondition(name, "any", DomainCondition(rest, self.operator, self.value))._optimize(
                model, level
            )
        for step in _LEVELS[1 : level + 1]:
            for rule in rules_of(step, self.operator, field.type):
                result: Domain = rule(self, model)
                if result is not self:
                    return result._optimize(model, level)
        self._optimized = (type(model), level)
        return self

    def _negate(self, model: Any) -> Domain:
        operator, field_expr = self.operator, self.field_expr
        if operator in NEGATION:
            if "." in field_expr and self._field(model).relational:
                return DomainNot(self)
            return DomainCondition(field_expr, NEGATION[operator], self.value)
        if operator not in INEQUALITY_OPPOSITES:
            return DomainNot(self)
        opposite = DomainCondition(field_expr, INEQUALITY_OPPOSITES[operator], self.value)
        if "." not in field_expr and self._field(model).falsy_value is not None:
            return opposite
        return opposite | DomainCondition(field_expr, "in", [False])

    def _to_sql(self, model: Any, alias: str, query: Any) -> SQL:
        if not self._is_optimized(model, OptimizationLevel.FULL):
            domain = self._optimize(model, OptimizationLevel.FULL)
            if domain is not self:
                return domain._to_sql(model, alias, query)
        field = self._field(model)
        sql: SQL = field.condition_to_sql(self.field_expr, self.operator, self.value, model, alias, query)
        return sql

    def _as_predicate(self, records: Any) -> Predicate:
        if not self._is_optimized(records, OptimizationLevel.DYNAMIC_VALUES):
            domain = self._optimize(records, OptimizationLevel.DYNAMIC_VALUES)
            if domain is not self:
                return domain._as_predicate(records)
        predicate: Predicate = self._field(records).filter_function(records, self.field_expr, self.operator, self.value)
        return predicate


def make_leaf(item: Any, *, internal: bool) -> Domain:
    """Make a node of what is not a connective.

    Raises:
        ValueError: it is no condition, or not one that may come from there.
    """
    if isinstance(item, Domain):
        return item
    if not isinstance(item, (list, tuple)) or len(item) != 3:
        raise ValueError(f"{item!r} is no condition: a condition is (field, operator, value).")
    field_expr, operator, value = item
    if isinstance(field_expr, int) and operator == "=" and isinstance(value, int):
        return Domain.TRUE if field_expr == value else Domain.FALSE
    if not internal and isinstance(operator, str) and operator.lower() in INTERNAL_OPERATORS:
        raise ValueError(f"Domain condition {tuple(item)!r}: operator {operator!r} passes over access rules.")
    if operator in ANY_OPERATORS and isinstance(value, COLLECTION_TYPES):
        value = Domain(list(value), internal=internal)
    return DomainCondition(field_expr, operator, value).checked()


Domain._make_leaf = staticmethod(make_leaf)
