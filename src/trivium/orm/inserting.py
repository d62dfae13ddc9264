"""Rows of new records, and what the cache knows of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

import orjson

from trivium.data.sql import SQL

from .insertion import OWN_ID, Insertion
from .record import RecordCore
from .shape import MAX_KEPT
from .transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .creation import Plan
    from .fields import Field


class InsertingMixin(RecordCore):
    """Inserting rows."""

    __slots__ = ()
    _register = False

    def _insert(self, plans: list[Plan]) -> Self:
        """Insert rows for the columns that any record has a value for, and cache what is known of them."""
        env = self.env
        rows = [plan.stored for plan in plans]
        names = tuple(dict.fromkeys([name for row in rows for name in row]))
        insertion = self._insertion(names)
        columns: dict[Field, list[Any]] = {field: [null] * len(plans) for field, null in insertion.zeros}
        absent: dict[Field, list[int]] = {}
        only = rows[0] if len(rows) == 1 else None
        alike = not [row for row in rows if len(row) < len(names)]
        for name, field, null, is_null, is_amount in insertion.given:
            convert = field.convert_to_cache
            if is_amount:
                columns[field] = [self._rounded(field, row) if name in row else null for row in rows]
            elif only is not None:
                columns[field] = [convert(only[name], self)]
            elif alike:
                columns[field] = [convert(row[name], self) for row in rows]
            else:
                columns[field] = [convert(row[name], self) if name in row else null for row in rows]
            if is_null and not alike:
                # 0 in the cache, but NULL in the row: as if the record were made alone
                absent[field] = [index for index, row in enumerate(rows) if name not in row]
        if insertion.logged:
            now = Transaction.now()
            for field in insertion.logged:
                columns[field] = [now if field.type == "datetime" else env.uid] * len(plans)
        own = {
            self._fields[name]: [index for index, plan in enumerate(plans) if name in plan.own]
            for name in dict.fromkeys([name for plan in plans for name in plan.own])
        }
        ids = self._insert_rows(insertion, columns, len(plans), absent, own)
        for field, indexes in own.items():
            for index in indexes:
                columns[field][index] = ids[index]
        env.transaction.doubt_visibilities()
        referrers = env.transaction.referrers
        for field in referrers.keys() & columns.keys():
            del referrers[field]
        records = self.browse(ids)
        self._cache_created(records, insertion, columns)
        return records

    def _insertion(self, names: tuple[str, ...]) -> Insertion:
        """Return how rows are made of values for the named columns."""
        kept = self._shape.insertions
        found = kept.get(names)
        if found is None:
            if len(kept) >= MAX_KEPT:
                kept.clear()
            found = kept[names] = Insertion(self._shape, names, logged=self._log_access)
        return found

    def _rounded(self, field: Any, row: Mapping[str, Any]) -> Any:
        """Return an amount rounded to the currency of the same record."""
        value = field.convert_to_cache(row[field.name], self, validate=False)
        name = field.get_currency_field(self)
        currency_id = row.get(name) if name else None
        if currency_id and value:
            return self.env["res.currency"].sudo().browse(currency_id).round(value)
        return value

    def _insert_rows(
        self,
        insertion: Insertion,
        columns: Mapping[Field, list[Any]],
        count: int,
        absent: Mapping[Field, Iterable[int]],
        own: Mapping[Field, Iterable[int]],
    ) -> tuple[int, ...]:
        """Insert rows and return their ids.

        Args:
            insertion: how they are made of the columns.
            columns: the cached form of what they hold.
            count: how many rows there are.
            absent: which of them have NULL in a column all the same.
            own: which of them have their own id in a column.
        """
        cr = self.env.cr
        if not columns:
            cr.execute(
                SQL(
                    "INSERT INTO %s (id) SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
                    " FROM generate_series(1, %s) RETURNING id",
                    SQL.identifier(self._table),
                    self._table,
                    count,
                )
            )
            return tuple(row[0] for row in cr.fetchall())
        values: list[Any] = [
            column if encode is None else list(map(encode, column))
            for column, encode in zip(columns.values(), insertion.encoders, strict=True)
        ]
        for index, field in insertion.varying:
            values[index] = self._encoded(field, columns[field])
        for value, places in ((None, absent), (OWN_ID, own)):
            for field, rows in places.items():
                index = insertion.fields.index(field)
                column = values[index] = list(values[index])
                for row in rows:
                    column[row] = value
        if count == 1:
            values = [value for (value,) in values]
        if own:
            values.insert(0, self._table)
        code = insertion.code(self._table, tuple([field.name for field in own]), many=count > 1)
        cr.execute(SQL.bound(code, values))
        return tuple([row[0] for row in cr.fetchall()])

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

    def _cache_created(self, records: Any, insertion: Insertion, columns: Mapping[Field, list[Any]]) -> None:
        """Cache what new rows hold: the given values, and NULL or nothing elsewhere."""
        ids = records._ids
        every = self.env._columns
        for field, values in columns.items():
            if len(ids) == 1:
                every[field][ids[0]] = values[0]
            else:
                every[field].update(zip(ids, values, strict=True))
        self.env.transaction.enter_blank(self._name, ids, insertion.blank)
        inverses = self.pool.field_inverses
        for field, values in columns.items():
            if field in inverses and any(values):
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
