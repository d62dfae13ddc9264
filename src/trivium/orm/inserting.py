"""Rows of new records, and what the cache knows of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

import orjson

from trivium.data.sql import SQL

from .record import RecordCore
from .shape import MAX_KEPT
from .transaction import NO_KEY, Transaction
from .utils import LOG_ACCESS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .creation import Plan
    from .fields import Field

OWN_ID = 0
"""Stands for a row's id among the values that it is to be made of: no row has it."""


class InsertingMixin(RecordCore):
    """Inserting rows."""

    __slots__ = ()
    _register = False

    def _insert(self, plans: list[Plan]) -> Self:
        """Insert rows for the columns that any record has a value for, and cache what is known of them."""
        env = self.env
        fields = self._fields
        shape = self._shape
        given = dict.fromkeys([name for plan in plans for name in plan.stored])
        columns: dict[Field, list[Any]] = {
            # What is computed later begins as 0 in the row as in the cache: NULL and 0 look the same there.
            field: [null] * len(plans)
            for field, null in shape.zeros
            if field.name not in given
        }
        absent: dict[Field, list[int]] = {}
        for name in given:
            field = shape.columns[name]
            null = field.null
            if null is not None and not field.compute:
                # 0 in the cache, but NULL in the row: as if the record were made alone
                absent[field] = [index for index, plan in enumerate(plans) if name not in plan.stored]
            convert = field.convert_to_cache
            if field.type == "monetary":
                columns[field] = [self._rounded(field, plan) if name in plan.stored else null for plan in plans]
            else:
                columns[field] = [convert(plan.stored[name], self) if name in plan.stored else null for plan in plans]
        if self._log_access:
            now = Transaction.now()
            for name, value in zip(LOG_ACCESS_COLUMNS, (env.uid, now, env.uid, now), strict=True):
                field = fields[name]
                if field not in columns:
                    columns[field] = [value] * len(plans)
        own = {
            fields[name]: [index for index, plan in enumerate(plans) if name in plan.own]
            for name in dict.fromkeys([name for plan in plans for name in plan.own])
        }
        ids = self._insert_rows(columns, len(plans), absent, own)
        for field, indexes in own.items():
            for index in indexes:
                columns[field][index] = ids[index]
        env.transaction.doubt_visibilities()
        referrers = env.transaction.referrers
        for field in referrers.keys() & columns.keys():
            del referrers[field]
        records = self.browse(ids)
        self._cache_created(records, columns)
        return records

    def _rounded(self, field: Any, plan: Plan) -> Any:
        """Return an amount rounded to the currency of the same record."""
        value = field.convert_to_cache(plan.stored[field.name], self, validate=False)
        name = field.get_currency_field(self)
        currency_id = plan.stored.get(name) if name else None
        if currency_id and value:
            return self.env["res.currency"].sudo().browse(currency_id).round(value)
        return value

    def _insert_rows(
        self,
        columns: Mapping[Field, list[Any]],
        count: int,
        absent: Mapping[Field, Iterable[int]],
        own: Mapping[Field, Iterable[int]],
    ) -> tuple[int, ...]:
        """Insert rows and return their ids.

        Args:
            columns: the cached form of what they hold.
            count: how many rows there are.
            absent: which of them have NULL in a column all the same.
            own: which of them have their own id in a column.
        """
        cr = self.env.cr
        table = SQL.identifier(self._table)
        if not columns:
            cr.execute(
                SQL(
                    "INSERT INTO %s (id) SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
                    " FROM generate_series(1, %s) RETURNING id",
                    table,
                    self._table,
                    count,
                )
            )
            return tuple(row[0] for row in cr.fetchall())
        values = []
        for field, cached in columns.items():
            column = self._encoded(field, cached) if field.context_keys else list(map(field.cache_to_column, cached))
            for index in absent.get(field, ()):
                column[index] = None
            for index in own.get(field, ()):
                column[index] = OWN_ID
            values.append(column if count > 1 else column[0])
        if own:
            values.insert(0, self._table)
        cr.execute(SQL.bound(self._insert_code(tuple(columns), tuple(own), many=count > 1), values))
        return tuple([row[0] for row in cr.fetchall()])

    def _insert_code(self, fields: tuple[Field, ...], own: tuple[Field, ...], *, many: bool) -> str:
        """Return the code of an INSERT of these columns, with a placeholder for each.

        Args:
            fields: of the columns.
            own: those of them in which rows may have their own id; if there are any, the first placeholder is for the
                name of the table.
            many: whether the placeholders are for lists of values, or for one value each.
        """
        kept = self._shape.inserts
        key = (many, fields, own)
        code = kept.get(key)
        if code is None:
            names = SQL(", ").join(SQL.identifier(field.name) for field in fields)
            cast = "%s::%s[]" if many else "%s::%s"
            values = SQL(", ").join(SQL(cast, None, field.sql_type) for field in fields)
            rows = SQL("SELECT * FROM unnest(%s)" if many else "VALUES (%s)", values)
            if own:
                rows = _with_own_ids(fields, own, names, rows)
                names = SQL("id, %s", names)
            insert = SQL("INSERT INTO %s (%s) %s RETURNING id", SQL.identifier(self._table), names, rows)
            if len(kept) >= MAX_KEPT:
                kept.clear()
            code = kept[key] = insert.code
        return code

    def _encoded(self, field: Field, values: list[Any]) -> list[Any]:
        """Return cached values as the column takes them."""
        if field.company_dependent:
            key = str(self.env.company.id)
            fallback = field.get_company_dependent_fallback(self)
            return [
                None if value in (None, fallback) else orjson.dumps({key: field.to_json(value)}).decode()
                for value in values
            ]
        if field.translate:
            lang = self.env._lang
            return [None if value is None else orjson.dumps({"en_US": value, lang: value}).decode() for value in values]
        return list(map(field.cache_to_column, values))

    def _cache_created(self, records: Any, columns: Mapping[Field, list[Any]]) -> None:
        """Cache what the new rows hold: NULL or nothing, and the given values."""
        env = self.env
        ids = records._ids
        every = env.transaction.columns
        inverses = self.pool.field_inverses
        for field, null in self._shape.blank:
            if field not in columns:
                if NO_KEY in (by_key := every[field]):
                    by_key[NO_KEY].update(dict.fromkeys(ids, null))
                else:
                    by_key[NO_KEY] = dict.fromkeys(ids, null)
        for field, values in columns.items():
            if field.context_keys:
                env._columns[field].update(zip(ids, values, strict=True))
            elif NO_KEY in (by_key := every[field]):
                by_key[NO_KEY].update(zip(ids, values, strict=True))
            else:
                by_key[NO_KEY] = dict(zip(ids, values, strict=True))
            if field in inverses:
                self._join_lines(records, field, values, inverses[field])

    def _join_lines(self, records: Any, field: Field, values: list[Any], inverses: Iterable[Field]) -> None:
        """Add the new records to the cached one2many fields of the records that they refer to."""
        env = self.env
        for inverse in inverses:
            lines = env._columns[inverse]
            if not lines:
                continue
            joined: defaultdict[Any, list[Any]] = defaultdict(list)
            for id_, value in zip(records._ids, values, strict=True):
                if value in lines:
                    joined[value].append(id_)
            for owner, ids in joined.items():
                if inverse.domain:  # type: ignore[attr-defined] # a one2many
                    ids = records.browse(ids).filtered_domain(inverse.get_comodel_domain(records))._ids  # type: ignore[attr-defined] # a one2many
                lines[owner] = (*lines[owner], *ids)


def _with_own_ids(fields: tuple[Field, ...], own: tuple[Field, ...], names: SQL, rows: SQL) -> SQL:
    """Return rows of new ids and values, with the id in place of :data:`OWN_ID`."""
    values = [
        SQL("CASE new.%s WHEN %s THEN new.id ELSE new.%s END", name, SQL(str(OWN_ID)), name)
        if field in own
        else SQL("new.%s", name)
        for field, name in [(field, SQL.identifier(field.name)) for field in fields]
    ]
    return SQL(
        "SELECT new.id, %s FROM (SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) AS id, given.*"
        " FROM (%s) AS given(%s)) AS new",
        SQL(", ").join(values),
        None,
        rows,
        names,
    )
