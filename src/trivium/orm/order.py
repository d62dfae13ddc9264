"""Sorting: from `"country_id, name desc"` to ORDER BY."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from .query import Query

regex_order: Final = re.compile(
    r"""^\s*(?P<term>(?P<field>[a-z0-9_]+)(?:\.(?P<property>[a-z0-9_]+))?
        (?:\s+(?P<direction>asc|desc))?
        (?:\s+nulls\s+(?P<nulls>first|last))?)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)

_DIRECTIONS: Final = {False: SQL(""), True: SQL(" DESC")}
_NULLS: Final = {"": SQL(""), "first": SQL(" NULLS FIRST"), "last": SQL(" NULLS LAST")}


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


@lru_cache(maxsize=4096)
def parse_order(order: str) -> tuple[OrderTerm, ...]:
    """Return the terms of an order.

    Raises:
        ValueError: a term is not of the form `field [asc|desc] [nulls first|last]`.
    """
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
        parts: list[SQL] = []
        for term in parse_order(order or self._order):
            sql = self._order_field_to_sql(
                alias, term.expr, _DIRECTIONS[term.descending is not reverse], _nulls(term, reverse=reverse), query
            )
            if sql and sql not in parts:
                parts.append(sql)
        return SQL(", ").join(parts)

    def _order_field_to_sql(self: Any, alias: str, field_name: str, direction: SQL, nulls: SQL, query: Query) -> SQL:
        """Return one term; a many2one is sorted as the records that it leads to are.

        Raises:
            ValueError: the field does not exist or cannot be sorted by.
        """
        name, _dot, part = field_name.partition(".")
        field = self._fields.get(name)
        if field is None:
            raise ValueError(f"Invalid field {name!r} in the order of model {self._name!r}")
        if field.type == "many2one" and not part:
            order: SQL = self._order_many2one(alias, field, direction, nulls, query)
            return order
        if field.type in {"one2many", "many2many"}:
            raise ValueError(f"Field {field} cannot be sorted by: it has many records.")
        sql = self._field_to_sql(alias, field_name, query)
        if field.type == "boolean":
            sql = SQL("COALESCE(%s, FALSE)", sql)
        return SQL("%s%s%s", sql, direction, nulls)

    def _order_many2one(self: Any, alias: str, field: Any, direction: SQL, nulls: SQL, query: Query) -> SQL:
        column = self._field_to_sql(alias, field.name, query)
        comodel = self.env[field.comodel_name].sudo()
        terms = parse_order(comodel._order)
        if terms[0].expr == "id":
            descending = bool(direction) is not terms[0].descending
            return SQL("%s%s%s", column, _DIRECTIONS[descending], nulls)
        model = self
        if field.related and not field.store:
            model, field, alias = self._traverse_related_sql(alias, field, query)
        joined = query.make_alias(alias, field.name)
        if _depth(joined) > _MAX_DEPTH:
            return SQL("%s%s%s", column, direction, nulls)
        query.add_join(
            "LEFT JOIN",
            joined,
            comodel._table_sql,
            SQL("%s = %s", model._field_to_sql(alias, field.name, query), SQL.identifier(joined, "id")),
        )
        order: SQL = comodel._order_to_sql(comodel._order, query, joined, reverse=bool(direction))
        return SQL("%s%s, %s", SQL("%s IS NULL", column), _NULLS_DIRECTION[nulls.code], order) if nulls else order


_MAX_DEPTH: Final = 4
"""How many many2one an order follows: models may be sorted by each other."""

_NULLS_DIRECTION: Final = {" NULLS FIRST": SQL(" DESC"), " NULLS LAST": SQL("")}


def _depth(alias: str) -> int:
    return alias.count("__")


def _nulls(term: OrderTerm, *, reverse: bool) -> SQL:
    if not term.nulls or not reverse:
        return _NULLS[term.nulls]
    return _NULLS["last" if term.nulls == "first" else "first"]
