"""What a condition on a field means, in SQL and in memory: the one place where both are defined.

Conditions arrive optimised (`orm/domain`): operators are few, values are of the field's type, and False among the
values of `in` stands for "no value". Where the database has NULL, a field with a `falsy_value` compares as that value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import pytz

from trivium.data.sql import SQL
from trivium.orm.domain.conditions import INEQUALITIES
from trivium.orm.domain.hierarchy import hierarchy_predicate
from trivium.orm.domain.leaves import DomainCondition
from trivium.orm.domain.matching import DATE_PARTS, INEQUALITY, SQL_DATE_PARTS, TIME_PARTS, as_text, like_matcher
from trivium.orm.domain.operators import HIERARCHY_OPERATORS, LIKE_OPERATORS, POSITIVE_OF
from trivium.orm.domain.searching import search_method_domain
from trivium.orm.domain.values import DATE_TYPES, TEXT_TYPES
from trivium.orm.query import Query

from ._trigrams import narrowed

if TYPE_CHECKING:
    from trivium.orm.domain import Domain

Predicate = Callable[[Any], bool]

_INEQUALITY_SQL: Final = {operator: SQL(operator) for operator in INEQUALITY}
_LIKE_SQL: Final = {
    "like": SQL("LIKE"),
    "ilike": SQL("ILIKE"),
    "=like": SQL("LIKE"),
    "=ilike": SQL("ILIKE"),
    "not like": SQL("NOT LIKE"),
    "not ilike": SQL("NOT ILIKE"),
    "not =like": SQL("NOT LIKE"),
    "not =ilike": SQL("NOT ILIKE"),
}


def context_timezone(env: Any) -> str | None:
    """Return the name of the context's time zone, None where it has none or one that does not exist."""
    name = env.context.get("tz")
    return name if name and name != "UTC" and name in pytz.all_timezones_set else None


def subquery(value: Any) -> SQL:
    """Return the operand of IN for a query or a piece of SQL."""
    if isinstance(value, Query):
        return value.subselect()
    return value if value.code.lstrip().startswith("(") else SQL("(%s)", value)


def subquery_ids(value: Any, env: Any) -> frozenset[int]:
    """Return the ids that a query or a piece of SQL finds."""
    if isinstance(value, Query):
        return frozenset(value.get_result_ids())
    return frozenset(row[0] for row in env.execute_query(value))


class FieldConditions:
    """Conditions on a field with a column of its own."""

    name: str
    type: str
    model_name: str
    falsy_value: Any
    search: Any
    translate: Any
    index: Any
    company_dependent: bool

    # -- in SQL ------------------------------------------------------------------------------------------------------

    def condition_to_sql(self, field_expr: str, operator: str, value: Any, model: Any, alias: str, query: Query) -> SQL:
        """Return an optimised condition as a boolean expression.

        Args:
            field_expr: the name of the field, or one of its parts such as ``date.month_number``.
            operator: one of the standard operators.
            value: of the field's type; `Values`, a query or SQL for `in`.
            model: the model of the field.
            alias: of its table.
            query: gets the joins that are needed.

        Raises:
            ValueError: the field cannot be compared that way.
        """
        sql_field = model._field_to_sql(alias, field_expr, query)
        is_part = "." in field_expr
        if operator in {"in", "not in"}:
            if isinstance(value, (SQL, Query)):
                found = SQL("%s IN %s", sql_field, subquery(value))
                return found if operator == "in" else SQL("(%s) IS NOT TRUE", found)
            return self._membership_to_sql(sql_field, operator, value, is_part=is_part)
        if operator in INEQUALITIES:
            condition = SQL("%s %s %s", sql_field, _INEQUALITY_SQL[operator], value)
            if not is_part and self.null_matches(operator, value):
                return SQL("(%s OR %s IS NULL)", condition, sql_field)
            return condition
        if operator in LIKE_OPERATORS:
            condition = self._pattern_to_sql(sql_field, operator, value, model, is_part=is_part)
            if self.index == "trigram" and self.translate and isinstance(value, str) and operator not in POSITIVE_OF:
                column = SQL.identifier(alias, self.name)
                unaccented = operator.endswith("ilike") and bool(model.pool.has_unaccent)
                return narrowed(condition, column, _LIKE_SQL[operator], value, unaccented=unaccented)
            return condition
        raise ValueError(f"Field {self} of type {self.type} has no operator {operator!r}.")

    def _membership_to_sql(self, sql_field: SQL, operator: str, values: Any, *, is_part: bool) -> SQL:
        falsy = None if is_part else self.falsy_value
        if self.type == "boolean" and not is_part:
            return SQL("%s IS TRUE", sql_field) if True in values else SQL("%s IS NOT TRUE", sql_field)
        with_null = any(value is False for value in values) or (falsy is not None and falsy in values)
        members = [value for value in values if value is not False]
        if with_null and falsy is not None and falsy not in members:
            members.append(falsy)
        positive = operator == "in"
        if not members:
            return SQL("%s IS NULL", sql_field) if positive else SQL("%s IS NOT NULL", sql_field)
        if positive:
            found = self._one_of(sql_field, members)
            return SQL("(%s OR %s IS NULL)", found, sql_field) if with_null else found
        missed = (
            SQL("%s <> %s", sql_field, members[0]) if len(members) == 1 else SQL("%s <> ALL(%s)", sql_field, members)
        )
        return missed if with_null or self.name == "id" else SQL("(%s OR %s IS NULL)", missed, sql_field)

    @staticmethod
    def _one_of(sql_field: SQL, members: list[Any]) -> SQL:
        if len(members) == 1:
            return SQL("%s = %s", sql_field, members[0])
        return SQL("%s = ANY(%s)", sql_field, members)

    def _pattern_to_sql(self, sql_field: SQL, operator: str, value: Any, model: Any, *, is_part: bool) -> SQL:
        text = sql_field
        if self.type not in TEXT_TYPES or is_part:
            if self.falsy_value is not None and not is_part:
                text = SQL("COALESCE(%s, %s)", sql_field, self.falsy_value)
            text = SQL("%s::text", text)
        if isinstance(value, str):
            value = value if "=" in operator else f"%{value}%"
        pattern = value if isinstance(value, SQL) else SQL("%s", value)
        if operator.endswith("ilike") and model.pool.has_unaccent:
            text, pattern = SQL("unaccent(%s)", text), SQL("unaccent(%s)", pattern)
        condition = SQL("%s %s %s", text, _LIKE_SQL[operator], pattern)
        return SQL("(%s OR %s IS NULL)", condition, sql_field) if operator in POSITIVE_OF else condition

    def null_matches(self, operator: str, value: Any) -> bool:
        """Tell whether a record without value satisfies the inequality."""
        return self.falsy_value is not None and self.value_matches(self.falsy_value, operator, value)

    @staticmethod
    def value_matches(one: Any, operator: str, other: Any) -> bool:
        """Tell whether two values are related by the inequality."""
        return not isinstance(other, (SQL, Query)) and INEQUALITY[operator](one, other)

    def property_to_sql(self, field_sql: SQL, property_name: str, model: Any, alias: str, query: Query) -> SQL:
        """Return a part of the field's value; dates have parts such as ``month_number``.

        Raises:
            ValueError: the field has no such part.
        """
        part = SQL_DATE_PARTS.get(property_name)
        if self.type not in DATE_TYPES or part is None or (self.type == "date" and property_name in TIME_PARTS):
            raise ValueError(f"Field {self} of type {self.type} has no part {property_name!r}.")
        zone = context_timezone(model.env) if self.type == "datetime" else None
        if zone:
            field_sql = SQL("timezone(%s, timezone('UTC', %s))", zone, field_sql)
        # the part is a literal of this module: a bound one could not be matched with the same term in GROUP BY
        return SQL("date_part(%s, %s)", SQL(f"'{part}'"), field_sql)

    # -- in memory ---------------------------------------------------------------------------------------------------

    def filter_function(self, records: Any, field_expr: str, operator: str, value: Any) -> Predicate:
        """Return an optimised condition as a function of one record.

        Args:
            records: those that it will be called on.
            field_expr: as for `condition_to_sql`, as are operator and value.
            operator: one of the standard operators.
            value: of the field's type.

        Raises:
            ValueError: the field cannot be compared that way.
        """
        if self.name == "display_name" and self.search:
            # names are found by the fields that they are searched in, in memory as by a search
            condition = DomainCondition(field_expr, operator, value)
            return search_method_domain(condition, self, records)._as_predicate(records)
        if operator in HIERARCHY_OPERATORS:
            return self._hierarchy(records, operator, value)
        getter = self.expression_getter(field_expr)
        if operator in {"in", "not in"}:
            if "." in field_expr:
                return self._part_membership(getter, operator, value)
            return self._membership(getter, operator, value, records.env)
        if operator in INEQUALITIES:
            return self._inequality(getter, operator, value, is_part="." in field_expr)
        if operator in LIKE_OPERATORS:
            return self._pattern(getter, operator, value, unaccented=bool(records.pool.has_unaccent))
        raise ValueError(f"Field {self} of type {self.type} has no operator {operator!r}.")

    def _membership(self, getter: Callable[[Any], Any], operator: str, value: Any, env: Any) -> Predicate:
        members = subquery_ids(value, env) if isinstance(value, (SQL, Query)) else frozenset(value)
        if operator == "in":
            return lambda record: (getter(record) or False) in members
        return lambda record: (getter(record) or False) not in members

    @staticmethod
    def _part_membership(getter: Callable[[Any], Any], operator: str, value: Any) -> Predicate:
        """Tell whether a part of a date is one of several, of which 0 is one that a date has, and false is none."""
        members = {(member is False, member) for member in value}
        positive = operator == "in"
        return lambda record: (((own := getter(record)) is False, own) in members) is positive

    def _inequality(self, getter: Callable[[Any], Any], operator: str, value: Any, *, is_part: bool) -> Predicate:
        compare = INEQUALITY[operator]
        falsy = None if is_part else self.falsy_value

        def matches(record: Any) -> bool:
            own = getter(record)
            if own is False or own is None:
                own = falsy
            return own is not None and compare(own, value)

        return matches

    def _pattern(self, getter: Callable[[Any], Any], operator: str, value: str, *, unaccented: bool) -> Predicate:
        positive = POSITIVE_OF.get(operator, operator)
        matches = like_matcher(positive, value, unaccented=unaccented)

        def found(record: Any) -> bool:
            own = getter(record)
            return own is not False and own is not None and matches(own if isinstance(own, str) else as_text(own))

        return found if positive == operator else lambda record: not found(record)

    def _hierarchy(self, records: Any, operator: str, value: Any) -> Predicate:
        """Tell whether a record is below, or above, one of those that `value` stands for."""
        return hierarchy_predicate(self, records, operator, value)

    def expression_getter(self, field_expr: str) -> Callable[[Any], Any]:
        """Return the function that reads the field, or a part of it, from a record.

        Raises:
            ValueError: the field has no such part.
        """
        name, _dot, part = field_expr.partition(".")
        if not part:
            return lambda record: record[name]
        of_day = DATE_PARTS.get(part)
        if self.type not in DATE_TYPES or of_day is None or (self.type == "date" and part in TIME_PARTS):
            raise ValueError(f"Field {self} of type {self.type} has no part {part!r}.")

        def part_of(record: Any) -> Any:
            value = record[name]
            if not value:
                return False
            zone = context_timezone(record.env) if self.type == "datetime" else None
            return of_day(pytz.utc.localize(value).astimezone(pytz.timezone(zone)) if zone else value)

        return part_of

    # -- by a method of the model ------------------------------------------------------------------------------------

    def determine_domain(self, records: Any, operator: str, value: Any) -> Domain | Any:
        """Return what the field's search method makes of a condition; `NotImplemented` if it does not know how."""
        if isinstance(self.search, str):
            return getattr(records, self.search)(operator, value)
        return self.search(records, operator, value)
