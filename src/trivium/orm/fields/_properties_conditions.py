"""Conditions on properties, which are parts of a JSON column, and on binaries, which attachments hold."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.orm.domain.conditions import INEQUALITIES
from trivium.orm.domain.matching import INEQUALITY, like_matcher
from trivium.orm.domain.operators import LIKE_OPERATORS, POSITIVE_OF

from ._conditions import _INEQUALITY_SQL, _LIKE_SQL, FieldConditions, Predicate

if TYPE_CHECKING:
    from collections.abc import Callable

    from trivium.orm.query import Query

_NAME: Final = re.compile(r"[a-zA-Z0-9_]+")
_EMPTY: Final = ["null", "false", '""', "[]", "0"]
"""Values of a property that stand for none."""


def _plain(value: Any) -> Any:
    """Return a value as it is kept in JSON."""
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, dt.date) else value


class PropertiesConditions(FieldConditions):
    """Conditions on one property; with several values, such as tags, on any of them."""

    def property_to_sql(self, field_sql: SQL, property_name: str, model: Any, alias: str, query: Query) -> SQL:
        """Return a property as JSON.

        Raises:
            ValueError: no property can have that name.
        """
        if not _NAME.fullmatch(property_name):
            raise ValueError(f"{property_name!r} is no name of a property of {self}.")
        return SQL("(%s -> %s)", field_sql, property_name)

    def condition_to_sql(self, field_expr: str, operator: str, value: Any, model: Any, alias: str, query: Query) -> SQL:
        """Return an optimised condition as a boolean expression; see `FieldConditions`.

        Raises:
            ValueError: the operator does not suit properties.
        """
        if "." not in field_expr:
            return super().condition_to_sql(field_expr, operator, value, model, alias, query)
        column = model._field_to_sql(alias, field_expr, query)
        if operator in {"in", "not in"}:
            found = _member_sql(column, list(value))
            return found if operator == "in" else SQL("(%s) IS NOT TRUE", found)
        if operator in INEQUALITIES:
            kind, cast = ("number", SQL("float8")) if isinstance(value, (int, float)) else ("string", SQL("text"))
            text = SQL("CASE jsonb_typeof(%s) WHEN %s THEN (%s #>> '{}')::%s END", column, kind, column, cast)
            return SQL("%s %s %s", text, _INEQUALITY_SQL[operator], _plain(value))
        if operator in LIKE_OPERATORS:
            pattern = value if "=" in operator else f"%{value}%"
            condition = SQL("%s #>> '{}' %s %s", column, _LIKE_SQL[operator], pattern)
            return SQL("(%s OR %s #>> '{}' IS NULL)", condition, column) if operator in POSITIVE_OF else condition
        raise ValueError(f"Field {self} of type {self.type} has no operator {operator!r}.")

    def expression_getter(self, field_expr: str) -> Callable[[Any], Any]:
        """Return the function that reads the properties, or one of them as it is kept."""
        name, _dot, part = field_expr.partition(".")
        if not part:
            return lambda record: record[name]

        def value_of(record: Any) -> Any:
            value = record[name].get(part, False)
            ids = getattr(value, "_ids", None)
            return value if ids is None else list(ids)

        return value_of

    def filter_function(self, records: Any, field_expr: str, operator: str, value: Any) -> Predicate:
        """Return an optimised condition as a function of one record; see `FieldConditions`.

        Raises:
            ValueError: the operator does not suit properties.
        """
        if "." not in field_expr:
            return super().filter_function(records, field_expr, operator, value)
        getter = self.expression_getter(field_expr)
        if operator in {"in", "not in"}:
            members = {_plain(member) or False for member in value}
            return lambda record: bool(members & _several(getter(record))) is (operator == "in")
        if operator in INEQUALITIES:
            return _inequality(getter, operator, _plain(value))
        positive = POSITIVE_OF.get(operator, operator)
        if positive not in LIKE_OPERATORS:
            raise ValueError(f"Field {self} of type {self.type} has no operator {operator!r}.")
        matches = like_matcher(positive, value)
        return lambda record: _is_like(getter(record), matches) is (positive == operator)


def _member_sql(column: SQL, values: list[Any]) -> SQL:
    texts = [json.dumps(_plain(value)) for value in values if value]
    with_none = any(not value for value in values)
    items = SQL(
        "jsonb_array_elements(CASE jsonb_typeof(%s) WHEN 'array' THEN %s ELSE jsonb_build_array(%s) END)",
        column, column, column,
    )  # fmt: skip
    found = SQL("EXISTS (SELECT 1 FROM %s AS item WHERE item = ANY(%s::jsonb[]))", items, texts)
    if not with_none:
        return found
    nothing = SQL("(%s IS NULL OR %s = ANY(%s::jsonb[]))", column, column, _EMPTY)
    return SQL("(%s OR %s)", found, nothing) if texts else nothing


def _several(value: Any) -> set[Any]:
    """Return the values of a property, false where it has none."""
    if isinstance(value, (list, tuple)):
        return set(value) or {False}
    return {_plain(value) or False}


def _inequality(getter: Callable[[Any], Any], operator: str, value: Any) -> Predicate:
    compare = INEQUALITY[operator]
    kinds = (int, float) if isinstance(value, (int, float)) else (str,)

    def matches(record: Any) -> bool:
        own = _plain(getter(record))
        return isinstance(own, kinds) and not isinstance(own, bool) and compare(own, value)

    return matches


def _is_like(value: Any, matches: Callable[[str], bool]) -> bool:
    return value is not False and value is not None and value != [] and matches(str(_plain(value)))


class BinaryConditions(FieldConditions):
    """Conditions on a binary: whether there is one."""

    attachment: bool

    def condition_to_sql(self, field_expr: str, operator: str, value: Any, model: Any, alias: str, query: Query) -> SQL:
        """Return an optimised condition as a boolean expression; see `FieldConditions`.

        Raises:
            ValueError: it is about more than whether there is a value.
        """
        if not self.attachment:
            return super().condition_to_sql(field_expr, operator, value, model, alias, query)
        if operator not in {"in", "not in"} or list(value) != [False]:
            raise ValueError(f"Field {self} is kept in attachments: it can only be compared with False.")
        if not model.env.su:
            model._check_field_access(self, "read")
        return SQL(
            "%s (SELECT 1 FROM ir_attachment AS %s WHERE res_model = %s AND res_field = %s AND res_id = %s)",
            SQL("NOT EXISTS") if operator == "in" else SQL("EXISTS"),
            SQL.identifier(query.make_alias(alias, self.name)),
            self.model_name,
            self.name,
            SQL.identifier(alias, "id"),
        )
