"""Grouping: `_read_group` and `_read_grouping_sets`, each one statement."""

from __future__ import annotations

import datetime as dt
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL

from .aggregate_groupings import GroupingMixin, name_term
from .aggregate_legacy import LegacyGroupMixin
from .aggregate_specs import COUNT, Spec, field_of, final_field, parse_group_order, parse_spec
from .aggregate_values import ValuesMixin
from .aggregate_web import WebGroupMixin
from .decorators import model as api_model
from .domain.parsing import parse
from .order import OrderTerm, SqlTerm, order_terms, parse_order
from .query import row_count
from .search_panel import SearchPanelMixin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .query import Query

_COMPARISONS: Final = {
    "=": SQL("="),
    "!=": SQL("<>"),
    "<>": SQL("<>"),
    "<": SQL("<"),
    "<=": SQL("<="),
    ">": SQL(">"),
    ">=": SQL(">="),
}

_AGGREGATES: Final[dict[str, Callable[[SQL, SQL], SQL]]] = {
    "count": lambda column, _id: SQL("COUNT(%s)", column),
    "count_distinct": lambda column, _id: SQL("COUNT(DISTINCT %s)", column),
    "sum": lambda column, _id: SQL("SUM(%s)", column),
    "avg": lambda column, _id: SQL("AVG(%s)", column),
    "min": lambda column, _id: SQL("MIN(%s)", column),
    "max": lambda column, _id: SQL("MAX(%s)", column),
    "bool_and": lambda column, _id: SQL("BOOL_AND(%s)", column),
    "bool_or": lambda column, _id: SQL("BOOL_OR(%s)", column),
    "array_agg": lambda column, id_: SQL("ARRAY_AGG(%s ORDER BY %s)", column, id_),
    "array_agg_distinct": lambda column, _id: SQL("ARRAY_AGG(DISTINCT %s ORDER BY %s)", column, column),
    "recordset": lambda column, id_: SQL("ARRAY_AGG(%s ORDER BY %s)", column, id_),
}


class AggregateMixin(GroupingMixin, ValuesMixin, WebGroupMixin, LegacyGroupMixin, SearchPanelMixin):
    """What a model's records are when they are grouped."""

    __slots__ = ()

    @api_model
    def _read_group(
        self: Any,
        domain: Any,
        groupby: Sequence[str] = (),
        aggregates: Sequence[str] = (),
        having: Any = (),
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> list[tuple[Any, ...]]:
        """Return a tuple for each group: its values of `groupby`, then its `aggregates`.

        Args:
            domain: which records are grouped.
            groupby: fields, with a granularity for dates (`date:month`), or paths of fields.
            aggregates: `field:function`, or `__count`.
            having: a domain on aggregates.
            offset: number of groups to skip.
            limit: greatest number of groups to return.
            order: of the groups, by their groupings and aggregates; by `groupby` if not given.

        Raises:
            ValueError: a field does not exist, or cannot be grouped or aggregated like that.
            AccessError: the user may not read the model or a field.
        """
        query = self._search(domain)
        if query.is_empty():
            return [] if groupby else [tuple(self._read_group_empty_value(spec) for spec in aggregates)]
        terms = {spec: name_term(query, self._read_group_groupby(query.table, spec, query)) for spec in groupby}
        selected = [self._read_group_select(spec, query) for spec in aggregates]
        if having:
            query.having = self._read_group_having(having, query)
        query.groupby = SQL(", ").join(terms.values()) if terms else None
        query.order = self._read_group_orderby(order or ",".join(groupby), terms, query)
        query.limit, query.offset = row_count(limit, "limit"), row_count(offset, "offset")
        rows = self.env.execute_query(query.select(*terms.values(), *selected)) if terms or selected else []
        if not rows and not groupby:
            return [tuple(self._read_group_empty_value(spec) for spec in aggregates)] if selected else [()]
        columns: list[Any] = list(zip(*rows, strict=True)) or [()] * (len(groupby) + len(aggregates))
        values = [
            *map(self._read_group_postprocess_groupby, groupby, columns),
            *map(self._read_group_postprocess_aggregate, aggregates, columns[len(groupby) :]),
        ]
        return list(zip(*values, strict=True))

    @api_model
    def _read_grouping_sets(
        self: Any,
        domain: Any,
        grouping_sets: Sequence[Sequence[str]],
        aggregates: Sequence[str] = (),
        order: str | None = None,
    ) -> list[list[tuple[Any, ...]]]:
        """Return what `_read_group` does for several `groupby` at once, in one statement.

        Groupings by a many2many take a statement each: they multiply the records that they group.
        """
        result: list[list[tuple[Any, ...]] | None] = [None] * len(grouping_sets)
        together = [
            index
            for index, groupby in enumerate(grouping_sets)
            if not any(self._multiplies_records(spec) for spec in groupby)
        ]
        sets = [tuple(grouping_sets[index]) for index in together]
        specs = _common_order(sets)
        if len(together) > 1 and not order and specs is not None:
            for index, groups in zip(together, self._read_sets_together(domain, sets, specs, aggregates), strict=True):
                result[index] = groups
        return [
            self._read_group(domain, groupby, aggregates, order=_order_within(order, groupby, aggregates))
            if found is None
            else found
            for groupby, found in zip(grouping_sets, result, strict=True)
        ]

    def _multiplies_records(self: Any, spec: str) -> bool:
        field = final_field(self, spec)
        return field.type in {"many2many", "properties"}

    def _read_sets_together(
        self: Any,
        domain: Any,
        grouping_sets: Sequence[tuple[str, ...]],
        specs: list[str],
        aggregates: Sequence[str],
    ) -> list[list[tuple[Any, ...]]]:
        query = self._search(domain)
        if query.is_empty():
            empty = tuple(self._read_group_empty_value(spec) for spec in aggregates)
            return [[] if groupby else [empty] for groupby in grouping_sets]
        terms = {spec: name_term(query, self._read_group_groupby(query.table, spec, query)) for spec in specs}
        sorting: dict[str, list[SqlTerm]] = {
            spec: [
                SqlTerm(name_term(query, found.expr), found.descending, found.nulls)
                for found in self._group_order_terms(query.table, spec, descending=False, nulls="", query=query)
            ]
            or [SqlTerm(terms[spec], descending=False, nulls="")]
            for spec in specs
        }
        selected = [self._read_group_select(spec, query) for spec in aggregates]
        sets = [
            SQL("(%s)", SQL(", ").join([part for spec in groupby for part in (terms[spec], *_exprs(sorting[spec]))]))
            for groupby in grouping_sets
        ]
        # a set may be asked for twice: GROUPING SETS would return its groups twice then
        unique = list(dict.fromkeys(sets))
        query.groupby = SQL("GROUPING SETS (%s)", SQL(", ").join(unique))
        marks = SQL("GROUPING(%s)", SQL(", ").join(terms.values())) if terms else SQL("0")
        query.order = SQL(", ").join([marks, *(term.to_sql() for spec in specs for term in sorting[spec])])
        rows = self.env.execute_query(query.select(marks, *terms.values(), *selected))
        return _split_sets(self, rows, specs, grouping_sets, aggregates)

    # -- SQL ---------------------------------------------------------------------------------------------------------

    def _read_group_select(self: Any, aggregate_spec: str, query: Query) -> SQL:
        """Return an aggregate.

        Raises:
            ValueError: the field does not exist or cannot be aggregated like that.
        """
        if aggregate_spec == COUNT:
            return SQL("COUNT(*)")
        parsed = parse_spec(aggregate_spec)
        field = field_of(self, aggregate_spec)
        if not parsed.function:
            raise ValueError(f"Aggregate {aggregate_spec!r} has no function: write `{parsed.field}:sum`, for example.")
        if parsed.function == "sum_currency":
            return _sum_currency(self, field, parsed, query)
        aggregate = _AGGREGATES.get(parsed.function)
        if aggregate is None:
            raise ValueError(f"Aggregate {aggregate_spec!r}: there is no function {parsed.function!r}.")
        if parsed.function == "recordset" and not (field.relational or field.name == "id"):
            raise ValueError(f"Aggregate {aggregate_spec!r}: field {field} leads to no records.")
        column = self._field_to_sql(query.table, parsed.expr, query)
        if field.type == "boolean" and not parsed.path:
            column = SQL("COALESCE(%s, FALSE)", column)
        return aggregate(column, SQL.identifier(query.table, "id"))

    def _read_group_having(self: Any, having_domain: Any, query: Query) -> SQL:
        """Return a domain on aggregates as SQL.

        Raises:
            ValueError: it holds another operator than comparisons and `in`.
        """

        def leaf(item: Any) -> SQL:
            if not isinstance(item, (list, tuple)) or len(item) != 3:
                raise ValueError(f"Invalid condition {item!r} in having: it is (aggregate, operator, value).")
            spec, operator, value = item
            if operator in {"in", "not in"}:
                found = SQL("%s = ANY(%s)", self._read_group_select(spec, query), list(value))
                return found if operator == "in" else SQL("NOT %s", found)
            if operator not in _COMPARISONS:
                raise ValueError(f"Invalid operator {operator!r} in having: use one of {', '.join(_COMPARISONS)}, in.")
            return SQL("%s %s %s", self._read_group_select(spec, query), _COMPARISONS[operator], value)

        return parse(
            list(having_domain),
            leaf=leaf,
            negate=lambda node: SQL("NOT (%s)", node),
            connect=lambda operator, nodes: SQL(
                "(%s)", (SQL(" AND ") if operator == "&" else SQL(" OR ")).join(list(nodes))
            ),
        )

    def _read_group_orderby(self: Any, order: str, groupby_terms: dict[str, SQL], query: Query) -> SQL:
        """Return the order of groups; what it needs beyond the groupings joins `query.groupby`.

        Args:
            order: by groupings and aggregates.
            groupby_terms: the groupings with their SQL.
            query: is grouped by them already.

        Raises:
            ValueError: a term is neither a grouping nor an aggregate.
        """
        parts: list[SQL] = []
        for term in parse_group_order(order) if order else ():
            if term.spec not in groupby_terms:
                column = self._read_group_select(term.spec, query)
                parts.append(SqlTerm(column, term.descending, term.nulls).to_sql())
                continue
            found = self._group_order_terms(
                query.table, term.spec, descending=term.descending, nulls=term.nulls, query=query
            )
            if not found:
                found = [SqlTerm(groupby_terms[term.spec], term.descending, term.nulls)]
            else:
                found = [SqlTerm(name_term(query, each.expr), each.descending, each.nulls) for each in found]
                query.groupby = SQL(", ").join([query.groupby, *_exprs(found)])
            parts += [each.to_sql() for each in found]
        return SQL(", ").join(parts)

    def _group_order_terms(
        self: Any, alias: str, spec: str, *, descending: bool, nulls: str, query: Query
    ) -> list[SqlTerm]:
        """Return what groups of records are sorted by; nothing where it is the grouping itself."""
        parsed = parse_spec(spec)
        field = final_field(self, spec)
        if parsed.function or parsed.path or field.type not in {"many2one", "many2many"}:
            return []
        if field.type == "many2one":
            found = order_terms(self, alias, OrderTerm(parsed.field, descending, nulls), query)
            return [] if len(found) == 1 else found
        comodel = self.env[field.comodel_name].sudo()
        pairs = query.make_alias(alias, field.name)
        joined = query.make_alias(pairs, "record")
        condition = SQL("%s = %s", SQL.identifier(pairs, field.column2), SQL.identifier(joined, "id"))
        query.add_join("LEFT JOIN", joined, comodel._table_sql, condition)
        return _own_order(comodel, joined, query, descending=descending)


def _exprs(terms: Sequence[SqlTerm]) -> list[SQL]:
    return [term.expr for term in terms]


def _common_order(grouping_sets: Sequence[Sequence[str]]) -> list[str] | None:
    """Return all groupings in an order that each set is sorted by, None if there is none."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for groupby in grouping_sets:
        for before, after in zip(("", *groupby), groupby, strict=False):
            sorter.add(after, *([before] if before else []))
    try:
        return list(sorter.static_order())
    except CycleError:
        return None


def _order_within(order: str | None, groupby: Sequence[str], aggregates: Sequence[str]) -> str | None:
    """Return those terms of an order that a grouping set knows."""
    if not order:
        return None
    known = {*groupby, *aggregates}
    texts = [
        text.strip()
        for text, term in zip(order.split(","), parse_group_order(order), strict=True)
        if term.spec in known or term.spec == COUNT
    ]
    return ",".join(texts) or None


def _split_sets(
    model: Any,
    rows: list[tuple[Any, ...]],
    specs: list[str],
    grouping_sets: Sequence[tuple[str, ...]],
    aggregates: Sequence[str],
) -> list[list[tuple[Any, ...]]]:
    result = []
    for groupby in grouping_sets:
        mark = sum(1 << (len(specs) - 1 - place) for place, spec in enumerate(specs) if spec not in groupby)
        own = [row for row in rows if row[0] == mark]
        if not own:
            empty = tuple(model._read_group_empty_value(spec) for spec in aggregates)
            result.append([] if groupby else [empty])
            continue
        columns = list(zip(*own, strict=True))
        values = [
            *(model._read_group_postprocess_groupby(spec, columns[1 + specs.index(spec)]) for spec in groupby),
            *map(model._read_group_postprocess_aggregate, aggregates, columns[1 + len(specs) :]),
        ]
        result.append(list(zip(*values, strict=True)) if values else [()])
    return result


def _sum_currency(model: Any, field: Any, parsed: Spec, query: Query) -> SQL:
    """Return the sum of amounts in different currencies, in the company's, at today's rates.

    Raises:
        ValueError: the field holds no amounts of money.
    """
    if field.type != "monetary":
        raise ValueError(f"Aggregate {parsed.expr}:sum_currency: field {field} holds no amounts of money.")
    company = model.env.company
    currencies = model.env["res.currency"].sudo().with_context(active_test=False).search([])
    rates = currencies._get_rates(company, dt.datetime.now(model.env.tz).date())
    own_rate = rates.get(company.currency_id.id) or 1.0
    amount = model._field_to_sql(query.table, parsed.expr, query)
    currency = model._field_to_sql(query.table, field.get_currency_field(model), query)
    alias = query.make_alias(query.table, f"{field.name}__rates")
    table = SQL(
        "(SELECT * FROM unnest(%s::int4[], %s::float8[]) AS known (currency_id, factor))",
        list(rates),
        [own_rate / (rate or 1.0) for rate in rates.values()],
    )
    query.add_join("LEFT JOIN", alias, table, SQL("%s = %s", SQL.identifier(alias, "currency_id"), currency))
    return SQL("SUM(%s * COALESCE(%s, 1))", amount, SQL.identifier(alias, "factor"))


def _own_order(model: Any, alias: str, query: Query, *, descending: bool) -> list[SqlTerm]:
    """Return the terms of the model's own order, for a table that is joined."""
    steps = [step.reversed() if descending else step for step in parse_order(model._order)]
    return [term for step in steps for term in order_terms(model, alias, step, query)]
