"""Conditions on fields that lead to other records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.orm.domain import Domain, Values
from trivium.orm.domain.operators import ANY_OPERATORS
from trivium.orm.query import Query

from ._conditions import FieldConditions, Predicate, subquery_ids

if TYPE_CHECKING:
    from collections.abc import Callable

TRUE = SQL("TRUE")
FALSE = SQL("FALSE")


def _is_negative(operator: str) -> bool:
    return operator.startswith("not")


def _constant(value: bool) -> SQL:
    return TRUE if value else FALSE


class RelationalConditions(FieldConditions):
    """What conditions on all relations have in common."""

    comodel_name: str

    def search_comodel(self, model: Any, operator: str) -> Any:
        """Return the other model as a sub-search sees it: `any!` passes over its access rules."""
        raise NotImplementedError

    def filter_function(self, records: Any, field_expr: str, operator: str, value: Any) -> Predicate:
        """Return an optimised condition as a function of one record; see `FieldConditions`."""
        if operator in ANY_OPERATORS:
            return self._any(records, operator, value)
        return super().filter_function(records, field_expr, operator, value)

    def corecords(self, records: Any) -> Any:
        """Return the records referred to, archived ones too."""
        return records.with_context(active_test=False)[self.name]

    def _any(self, records: Any, operator: str, domain: Domain) -> Predicate:
        corecords = self.corecords(records.sudo())
        found = frozenset(corecords.filtered_domain(self._sub_domain(records, domain))._ids)
        negative = _is_negative(operator)
        return lambda record: negative is found.isdisjoint(self.corecords(record.sudo())._ids)

    def _sub_domain(self, records: Any, domain: Domain) -> Domain:
        """Return the domain that the records referred to must satisfy."""
        return domain


class Many2oneConditions(RelationalConditions):
    """Conditions on a many2one: its column holds an id."""

    def search_comodel(self, model: Any, operator: str) -> Any:
        """Return the other model, archived records included: what is referred to is referred to."""
        comodel = model.env[self.comodel_name].with_context(active_test=False)
        return comodel.sudo() if operator.endswith("!") else comodel

    def condition_to_sql(self, field_expr: str, operator: str, value: Any, model: Any, alias: str, query: Query) -> SQL:
        """Return an optimised condition as a boolean expression; see `FieldConditions`."""
        if operator not in ANY_OPERATORS:
            return super().condition_to_sql(field_expr, operator, value, model, alias, query)
        negative = _is_negative(operator)
        comodel = self.search_comodel(model, operator)
        found = comodel._search(value, active_test=False, bypass_access=operator.endswith("!"))
        if found.is_empty():
            return _constant(negative)
        column = model._field_to_sql(alias, field_expr, query)
        if not found.where_clause:
            return SQL("%s IS NULL", column) if negative else SQL("%s IS NOT NULL", column)
        if negative:
            return SQL("(%s NOT IN %s OR %s IS NULL)", column, found.subselect(), column)
        return SQL("%s IN %s", column, found.subselect())

    def _membership(self, getter: Callable[[Any], Any], operator: str, value: Any, env: Any) -> Predicate:
        members = subquery_ids(value, env) if isinstance(value, (SQL, Query)) else frozenset(value)
        positive = operator == "in"

        def matches(record: Any) -> bool:
            ids = getter(record)._ids
            if not ids:
                return (False in members) is positive
            return (ids[0] in members or getattr(ids[0], "origin", None) in (members - {False})) is positive

        return matches

    def _inequality(self, getter: Callable[[Any], Any], operator: str, value: Any, *, is_part: bool) -> Predicate:
        return super()._inequality(lambda record: getter(record).id, operator, value, is_part=is_part)


class X2manyConditions(RelationalConditions):
    """Conditions on a one2many or a many2many: a record satisfies them by any of its lines."""

    inverse_name: str | None
    relation: str | None
    column1: str | None
    column2: str | None

    get_comodel_domain: Callable[[Any], Domain]
    static_context: Callable[[Any], dict[str, Any]]

    def search_comodel(self, model: Any, operator: str) -> Any:
        """Return the other model in the field's context, which tells whether archived records count."""
        comodel = model.env[self.comodel_name].with_context(**self.static_context(model.env))
        return comodel.sudo() if operator.endswith("!") else comodel

    # -- in SQL ------------------------------------------------------------------------------------------------------

    def condition_to_sql(self, field_expr: str, operator: str, value: Any, model: Any, alias: str, query: Query) -> SQL:
        """Return an optimised condition as a boolean expression; see `FieldConditions`.

        Raises:
            ValueError: there is no such operator on sets of records.
        """
        if not model.env.su:
            model._check_field_access(self, "read")
        negative = _is_negative(operator)
        if operator in ANY_OPERATORS:
            comodel = self.search_comodel(model, operator)
            domain = value & self.get_comodel_domain(model)
            found = comodel._search(domain, bypass_access=operator.endswith("!"))
            return self._exists(model, alias, found, negative=negative)
        if operator not in {"in", "not in"}:
            raise ValueError(f"Field {self} of type {self.type} has no operator {operator!r}.")
        if isinstance(value, (SQL, Query)):
            return self._exists(model, alias, self._lines(model, Domain("id", "in", value)), negative=negative)
        members = [id_ for id_ in value if id_ is not False]
        parts = [self._exists(model, alias, self._lines(model, Domain("id", "in", members)))] if members else []
        if False in value:
            parts.append(self._exists(model, alias, self._lines(model, Domain.TRUE), negative=True))
        condition = SQL("(%s)", SQL(" OR ").join(parts)) if len(parts) > 1 else parts[0]
        return SQL("NOT %s", condition) if negative else condition

    def _lines(self, model: Any, domain: Domain) -> Query:
        """Return the query of those lines, whoever may read them and archived or not."""
        comodel = model.env[self.comodel_name].sudo().with_context(active_test=False)
        query: Query = comodel._search(domain & self.get_comodel_domain(model), active_test=False, bypass_access=True)
        return query

    def _exists(self, model: Any, alias: str, lines: Query, *, negative: bool = False) -> SQL:
        """Return whether a record has one of the lines."""
        if lines.is_empty():
            return _constant(negative)
        if self.type == "one2many":
            return self._exists_inverse(model, alias, lines, negative=negative)
        pairs = Query.make_alias(alias, self.name)
        first, second = SQL.identifier(pairs, self.column1 or ""), SQL.identifier(pairs, self.column2 or "")
        condition = SQL("%s = %s", first, SQL.identifier(alias, "id"))
        if lines.where_clause:
            condition = SQL("%s AND %s IN %s", condition, second, lines.subselect())
        return SQL(
            "%s (SELECT 1 FROM %s AS %s WHERE %s)",
            SQL("NOT EXISTS") if negative else SQL("EXISTS"),
            SQL.identifier(self.relation or ""),
            SQL.identifier(pairs),
            SQL(condition, to_flush=self),
        )

    def _exists_inverse(self, model: Any, alias: str, lines: Query, *, negative: bool) -> SQL:
        comodel = lines.env[self.comodel_name]
        inverse = comodel._fields[self.inverse_name or ""]
        own_id = SQL.identifier(alias, "id")
        operator = SQL("NOT IN") if negative else SQL("IN")
        if not inverse.store:
            owners = comodel.sudo().browse(lines.get_result_ids()).mapped(inverse.name)
            ids = [id_ for id_ in getattr(owners, "_ids", owners) if id_]
            return SQL("%s <> ALL(%s)" if negative else "%s = ANY(%s)", own_id, ids)
        if lines.limit or lines.offset:
            ids = list(lines.get_result_ids())
            lines = Query(lines.env, comodel._table, comodel._table_sql)
            lines.add_where(SQL("%s = ANY(%s)", SQL.identifier(lines.alias, "id"), ids))
        elif lines._ids is None:
            lines = lines.copy()
        else:
            lines = comodel.browse(lines._ids)._as_query(ordered=False)
            lines._ids = None
        column = comodel.sudo()._field_to_sql(lines.alias, inverse.name, lines)
        if inverse.type == "many2one_reference":
            kind = comodel.sudo()._field_to_sql(lines.alias, inverse.model_field, lines)
            lines.add_where(SQL("%s = %s", kind, model._name))
        if not inverse.required:
            lines.add_where(SQL("%s IS NOT NULL", column))
        return SQL("%s %s %s", own_id, operator, lines.subselect(column))

    # -- in memory ---------------------------------------------------------------------------------------------------

    def _sub_domain(self, records: Any, domain: Domain) -> Domain:
        comodel = records.env[self.comodel_name]
        context = {**records.env.context, **self.static_context(records.env)}
        name = comodel._active_name
        if not name or not context.get("active_test", True) or _mentions(domain, name):
            return domain
        return domain & Domain(name, "=", True)

    def _membership(self, getter: Callable[[Any], Any], operator: str, value: Any, env: Any) -> Predicate:
        members = subquery_ids(value, env) if isinstance(value, (SQL, Query)) else frozenset(value)
        positive = operator == "in"

        def matches(record: Any) -> bool:
            ids = self.corecords(record)._ids
            if not ids:
                return (False in members) is positive
            hit = any(id_ in members or getattr(id_, "origin", None) in (members - {False}) for id_ in ids)
            return hit is positive

        return matches


def _mentions(domain: Domain, name: str) -> bool:
    return any(condition.field_expr == name for condition in domain.iter_conditions())


__all__ = ["Many2oneConditions", "RelationalConditions", "Values", "X2manyConditions"]
