"""Groupings in SQL: fields, periods and parts of dates, many2many, paths, properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.tools.i18n import babel_locale_parse

from .aggregate_specs import (
    READ_GROUP_ALL_TIME_GRANULARITY,
    READ_GROUP_NUMBER_GRANULARITY,
    READ_GROUP_TIME_GRANULARITY,
    field_of,
    parse_spec,
)
from .domain import Domain
from .domain.values import DATE_TYPES
from .fields._conditions import context_timezone
from .fields._property_values import options

if TYPE_CHECKING:
    from .query import Query

_TRUNCATE: Final = {name: f"date_trunc('{name}', %s)" for name in READ_GROUP_TIME_GRANULARITY}


def name_term(query: Query, term: SQL) -> SQL:
    """Return a column that holds the term, so that it can be named again in GROUP BY and ORDER BY.

    A term with bound values is another expression each time it is written; a lateral join gives it a name, and the
    planner dissolves it.
    """
    if not term.params:
        return term
    alias = query.make_alias(query.table, f"term_{len(query._joins)}")
    query.add_join("CROSS JOIN", alias, SQL("LATERAL (SELECT %s AS value)", term), None)
    return SQL.identifier(alias, "value")


def first_weekday(env: Any) -> int:
    """Return the day that weeks start with in the user's language: 0 is Monday."""
    code = env.context.get("lang") or "en_US"
    if "res.lang" in env.registry.models:
        week_start = env["res.lang"]._get_data(code=code).week_start
        if week_start:
            return int(week_start) - 1
    return int(babel_locale_parse(code).first_week_day)


class GroupingMixin:
    """How a grouping becomes SQL."""

    __slots__ = ()

    def _read_group_groupby(self: Any, alias: str, groupby_spec: str, query: Query) -> SQL:
        """Return a grouping.

        Args:
            alias: of the model's table in `query`.
            groupby_spec: `field`, `field:granularity`, or a path.
            query: gets the joins.

        Raises:
            ValueError: the field does not exist, or cannot be grouped like that.
        """
        parsed = parse_spec(groupby_spec)
        field = field_of(self, groupby_spec)
        if field.type == "properties":
            return _group_property(self, alias, field, parsed, query)
        if parsed.path:
            return _group_by_path(self, alias, field, parsed, query)
        if field.type == "many2many":
            return _group_many2many(self, alias, field, query)
        if field.type in {"one2many", "binary", "json", "properties_definition"}:
            raise ValueError(f"Records cannot be grouped by {groupby_spec!r}: field {field} is a {field.type}.")
        column: SQL = self._field_to_sql(alias, field.name, query)
        if field.type in DATE_TYPES:
            return _group_date(self, alias, field, column, parsed.function or "month", query)
        if parsed.function:
            raise ValueError(f"Grouping {groupby_spec!r}: only dates have a granularity, not {field}.")
        if field.type == "boolean":
            return SQL("COALESCE(%s, FALSE)", column)
        if field.name == "id" or field.falsy_value is None or field.relational:
            return column
        # no value and an empty value are found by the same condition, so they are the same group
        return SQL("NULLIF(%s, '')", column) if field.falsy_value == "" else SQL("COALESCE(%s, 0)", column)

    def _read_group_expand_full(self: Any, groups: Any, domain: Any) -> Any:
        """Return all records that could be grouped by, in their order: what `group_expand=True` shows."""
        return groups.search([])

    def _read_group_groupby_properties(self: Any, alias: str, field: Any, property_name: str, query: Query) -> SQL:
        """Return a property as a grouping; one with many values joins each of them.

        Raises:
            ValueError: there is no such property, or it cannot be grouped by.
        """
        definition = self.get_property_definition(f"{field.name}.{property_name}")
        kind = definition.get("type")
        column = self._field_to_sql(alias, f"{field.name}.{property_name}", query)
        if kind in {"tags", "many2many"}:
            joined = query.make_alias(alias, f"{field.name}_{property_name}")
            array = SQL("CASE jsonb_typeof(%s) WHEN 'array' THEN %s ELSE '[]' END", column, column)
            elements = SQL("LATERAL (SELECT value #>> '{}' AS value FROM jsonb_array_elements(%s))", array)
            value = SQL.identifier(joined, "value")
            if kind == "many2many":
                value = SQL("%s::int", value)
            query.add_join("LEFT JOIN", joined, elements, _is_there(self.env, definition, value))
            return value
        text = SQL("(%s #>> '{}')", column)
        if kind == "selection":
            return SQL("CASE WHEN %s THEN %s END", _is_there(self.env, definition, text), text)
        if kind in {"many2one", "integer"}:
            # a many2one without record is kept as false
            number = SQL("CASE jsonb_typeof(%s) WHEN 'number' THEN %s::numeric::int END", column, text)
            if kind == "integer":
                return number
            return SQL("CASE WHEN %s THEN %s END", _is_there(self.env, definition, number), number)
        if kind in {"float", "monetary"}:
            return SQL("CASE jsonb_typeof(%s) WHEN 'number' THEN %s::float8 END", column, text)
        if kind == "boolean":
            return SQL("COALESCE(CASE jsonb_typeof(%s) WHEN 'boolean' THEN %s::boolean END, FALSE)", column, text)
        if kind in DATE_TYPES:
            stamp = SQL("CASE jsonb_typeof(%s) WHEN 'string' THEN %s END", column, text)
            return SQL("(%s)::timestamp", stamp) if kind == "datetime" else SQL("(%s)::date", stamp)
        if kind in {"char", "text"}:
            return SQL("NULLIF(CASE jsonb_typeof(%s) WHEN 'string' THEN %s END, '')", column, text)
        raise ValueError(f"Records cannot be grouped by property {property_name!r} of {field}: it is of type {kind!r}.")


def _is_there(env: Any, definition: dict[str, Any], value: SQL) -> SQL:
    """Return whether there is still what the value of a property stands for: a record, an option, a tag."""
    if definition["type"] not in {"many2one", "many2many"}:
        return SQL("%s = ANY(%s)", value, options(definition))
    return SQL("%s IN (SELECT id FROM %s)", value, env[definition["comodel"]]._table_sql)


def _period(env: Any, kind: str, column: SQL, granularity: str) -> SQL:
    """Return the start of the period that a date lies in; of a moment, in the context's time zone."""
    if kind == "date" and granularity == "hour":
        raise ValueError("A date has no hours to group by.")
    if kind == "datetime" and (zone := context_timezone(env)):
        column = SQL("timezone(%s, timezone('UTC', %s))", zone, column)
    if granularity == "week":
        offset = -first_weekday(env) % 7
        if offset:
            days = SQL("make_interval(days => %s)", offset)
            column = SQL("(date_trunc('week', %s + %s) - %s)", column, days, days)
        else:
            column = SQL("date_trunc('week', %s)", column)
    else:
        column = SQL(_TRUNCATE[granularity], column)
    return SQL("%s::date", column) if kind == "date" else column


def _group_date(model: Any, alias: str, field: Any, column: SQL, granularity: str, query: Query) -> SQL:
    if granularity not in READ_GROUP_ALL_TIME_GRANULARITY:
        raise ValueError(
            f"Grouping {field}:{granularity}: the granularity is one of {', '.join(READ_GROUP_ALL_TIME_GRANULARITY)}."
        )
    if granularity in READ_GROUP_NUMBER_GRANULARITY:
        part: SQL = field.property_to_sql(column, granularity, model, alias, query)
        return part
    return _period(model.env, field.type, column, granularity)


def _group_by_path(model: Any, alias: str, field: Any, parsed: Any, query: Query) -> SQL:
    rest = f"{parsed.path}:{parsed.function}" if parsed.function else parsed.path
    if field.type != "many2one":
        raise ValueError(f"Grouping by {parsed.expr!r}: only a many2one can be followed, not {field}.")
    comodel = model.env[field.comodel_name].with_context(active_test=False)
    column = model._field_to_sql(alias, field.name, query)
    joined = query.make_alias(alias, field.name)
    condition = SQL("%s = %s", column, SQL.identifier(joined, "id"))
    visible = comodel._search(Domain.TRUE, active_test=False, bypass_access=field.bypass_search_access)
    if visible.is_empty():
        condition = SQL("FALSE")
    elif visible.where_clause:
        condition = SQL("%s AND %s IN %s", condition, SQL.identifier(joined, "id"), visible.subselect())
    query.add_join("LEFT JOIN", joined, comodel._table_sql, condition)
    result: SQL = comodel._read_group_groupby(joined, rest, query)
    return result


def _group_many2many(model: Any, alias: str, field: Any, query: Query) -> SQL:
    """Join the pairs whose record the user sees: a record is in the group of each of them."""
    if not model.env.su:
        model._check_field_access(field, "read")
    if not field.store:
        raise ValueError(f"Records cannot be grouped by {field}: it is not stored.")
    comodel = field.search_comodel(model, "any")
    visible = comodel._search(field.get_comodel_domain(model), bypass_access=field.bypass_search_access)
    pairs = query.make_alias(alias, field.name)
    second = SQL.identifier(pairs, field.column2)
    condition = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(pairs, field.column1))
    if visible.is_empty():
        condition = SQL("FALSE")
    elif visible.where_clause:
        condition = SQL("%s AND %s IN %s", condition, second, visible.subselect())
    query.add_join("LEFT JOIN", pairs, field.relation, condition)
    return second


def _group_property(model: Any, alias: str, field: Any, parsed: Any, query: Query) -> SQL:
    if not parsed.path:
        raise ValueError(f"Records cannot be grouped by {field} as a whole: name a property, `{field.name}.name`.")
    term: SQL = model._read_group_groupby_properties(alias, field, parsed.path, query)
    definition = model.get_property_definition(f"{field.name}.{parsed.path}")
    if definition.get("type") in DATE_TYPES:
        return _period(model.env, definition["type"], term, parsed.function or "month")
    return term
