"""Sorting: from `"country_id, name desc"` to ORDER BY."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trivium.data.sql import SQL, between

if TYPE_CHECKING:
    from .query import Query

regex_order: Final = re.compile(
    r"""^\s*(?P<term>(?P<field>[a-z0-9_]+)(?:\.(?P<property>[a-z0-9_]+))?
        (?:\s+(?P<direction>asc|desc))?
        (?:\s+nulls\s+(?P<nulls>first|last))?)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)

ASCENDING: Final = SQL("ASC")
DESCENDING: Final = SQL("DESC")
_NULLS: Final = {"": SQL(""), "first": SQL("NULLS FIRST"), "last": SQL("NULLS LAST")}


class OrderTerm(NamedTuple):
    """A term of an order.

    Attributes:
        expr: the field, or a part of it.
        descending: whether from the greatest to the least.
        nulls: `first`, `last`, or nothing for PostgreSQL's way.
    """

    expr: str
    descending: bool
    nulls: str

    def reversed(self) -> OrderTerm:
        """Return the term that sorts the other way round."""
        nulls = {"first": "last", "last": "first", "": ""}[self.nulls]
        return OrderTerm(self.expr, not self.descending, nulls)


class SqlTerm(NamedTuple):
    """A term of ORDER BY.

    Attributes:
        expr: what is sorted by.
        descending: whether from the greatest to the least.
        nulls: `first`, `last`, or nothing for PostgreSQL's way.
    """

    expr: SQL
    descending: bool
    nulls: str

    def to_sql(self) -> SQL:
        """Return it as it stands in ORDER BY."""
        if not self.descending and not self.nulls:
            return self.expr
        parts = [self.expr]
        if self.descending:
            parts.append(DESCENDING)
        if self.nulls:
            parts.append(_NULLS[self.nulls])
        return SQL.concat(between(" ", parts))


@lru_cache(maxsize=4096)
def parse_order(order: str) -> tuple[OrderTerm, ...]:
    """Return the terms of an order.

    Raises:
        ValueError: a term is not of the form `field [asc|desc] [nulls first|last]`.
    """
    if not isinstance(order, str):
        raise ValueError(f"An order is a text, such as `name, id desc`; not {order!r}.")  # noqa: TRY004 - of the values that callers send
    terms = []
    for text in order.split(","):
        match = regex_order.match(text)
        if not match:
            raise ValueError(
                f"Invalid order {order!r}: {text.strip()!r} is not of the form `field [asc|desc] [nulls first|last]`."
            )
        expr = match["field"] + (f".{match['property']}" if match["property"] else "")
        terms.append(OrderTerm(expr, (match["direction"] or "").lower() == "desc", (match["nulls"] or "").lower()))
    return tuple(terms)


def order_terms(
    model: Any, alias: str, term: OrderTerm, query: Query, followed: frozenset[Any] = frozenset()
) -> list[SqlTerm]:
    """Return what a term stands for; a many2one is sorted as the records that it leads to are.

    Args:
        model: the model that is sorted.
        alias: of its table in `query`.
        term: one of its order.
        query: gets the joins.
        followed: many2one fields on the way here: a model may be sorted by one that leads to itself.

    Raises:
        ValueError: the field does not exist or cannot be sorted by.
    """
    name, _dot, part = term.expr.partition(".")
    field = model._fields.get(name)
    if field is None:
        raise ValueError(f"Invalid field {name!r} in the order of model {model._name!r}")
    if field.type in {"one2many", "many2many"}:
        raise ValueError(f"Field {field} cannot be sorted by: it has many records.")
    sql = model._field_to_sql(alias, term.expr, query)
    if field.type == "many2one" and not part:
        return [] if field in followed else _many2one_terms(model, alias, field, sql, term, query, followed | {field})
    if field.type == "boolean":
        sql = SQL("COALESCE(%s, FALSE)", sql)
    return [SqlTerm(sql, term.descending, term.nulls)]


def _many2one_terms(
    model: Any, alias: str, field: Any, column: SQL, term: OrderTerm, query: Query, followed: frozenset[Any]
) -> list[SqlTerm]:
    comodel = model.env[field.comodel_name].sudo()
    inner = parse_order(comodel._order)
    joined = query.make_alias(alias, field.name)
    if inner[0].expr == "id":
        return [SqlTerm(column, term.descending is not inner[0].descending, term.nulls)]
    query.add_join("LEFT JOIN", joined, comodel._table_sql, SQL("%s = %s", column, SQL.identifier(joined, "id")))
    terms = [SqlTerm(SQL("%s IS NULL", column), term.nulls == "first", "")] if term.nulls else []
    for step in inner:
        terms += order_terms(comodel, joined, step.reversed() if term.descending else step, query, followed)
    return terms


def _joined(terms: list[SqlTerm]) -> SQL:
    return terms[0].to_sql() if len(terms) == 1 else SQL.concat(between(", ", [term.to_sql() for term in terms]))


class OrderMixin:
    """How a model's records are sorted by the database."""

    __slots__ = ()

    def _order_to_sql(self: Any, order: str, query: Query, alias: str | None = None, reverse: bool = False) -> SQL:
        """Return the ORDER BY terms.

        Args:
            order: the terms; the model's `_order` if empty.
            query: gets the joins that terms need.
            alias: of the model's table; the main one of `query` if not given.
            reverse: whether to sort the other way round.

        Raises:
            ValueError: the order cannot be read, or a field cannot be sorted by.
        """
        alias = alias or query.table
        plain = type(self)._order_field_to_sql is OrderMixin._order_field_to_sql
        parts: list[SQL] = []
        for term in parse_order(order or self._order):
            if reverse:
                term = term.reversed()
            if plain:
                sql = _joined(order_terms(self, alias, term, query))
            else:
                direction = DESCENDING if term.descending else SQL()
                sql = self._order_field_to_sql(alias, term.expr, direction, _NULLS[term.nulls], query)
            if sql and sql not in parts:
                parts.append(sql)
        return SQL.concat(between(", ", parts))

    def _order_field_to_sql(self: Any, alias: str, field_name: str, direction: SQL, nulls: SQL, query: Query) -> SQL:
        """Return one term of an order, with all that it stands for.

        Args:
            alias: of the model's table in `query`.
            field_name: the field, or a part of it.
            direction: `DESC`, or nothing.
            nulls: `NULLS FIRST`, `NULLS LAST`, or nothing.
            query: gets the joins.

        Raises:
            ValueError: the field does not exist or cannot be sorted by.
        """
        where = "first" if "FIRST" in nulls.code.upper() else "last" if "LAST" in nulls.code.upper() else ""
        term = OrderTerm(field_name, "DESC" in direction.code.upper(), where)
        return _joined(order_terms(self, alias, term, query))
