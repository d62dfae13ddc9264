"""How fields live in the database: columns, their types, and the expressions that read them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from trivium.data import schema
from trivium.data.schema import tools
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldColumn:
    """The column of a field."""

    # -- SQL ---------------------------------------------------------------------------------------------------------

    def to_sql(self: Any, model: Any, alias: str) -> SQL:
        """Return the expression of the field's value in the row named `alias`, in the environment of `model`.

        Raises:
            ValueError: the field is not stored in a column.
        """
        if not self.is_stored_column:
            raise ValueError(f"Field {self} is not stored in a column, it cannot be used in SQL")
        column = SQL.identifier(alias, self.name, to_flush=self)
        expression: SQL = column
        if self.company_dependent:
            expression = self._company_sql(column, model)
        elif self.translate:
            expression = self._translated_sql(column, model)
        return expression

    def _translated_sql(self: Any, column: SQL, model: Any) -> SQL:
        lang = model.env._lang
        if lang == "en_US":
            return SQL("%s->>'en_US'", column)
        return SQL("COALESCE(%s->>%s, %s->>'en_US')", column, lang, column)

    def _company_sql(self: Any, column: SQL, model: Any) -> SQL:
        _ident, pg_type = self._column_type or ("text", "text")
        company = str(model.env.company.id)
        fallback = self.cache_to_column(self.get_company_dependent_fallback(model))
        value = SQL("(%s->>%s)::%s", column, company, SQL(pg_type))
        if fallback in (None, False):
            return value
        # A company may have no value on purpose: only where its key is missing the default holds.
        return SQL(
            "CASE WHEN jsonb_exists(%s, %s) THEN %s ELSE CAST(%s AS %s) END",
            column,
            company,
            value,
            fallback,
            SQL(pg_type),
        )

    def to_json(self: Any, value: Any) -> Any:
        """Return a cached value as it is kept among those of several companies."""
        return (
            value.isoformat(sep=" ")
            if isinstance(value, datetime.datetime)
            else str(value)
            if isinstance(value, datetime.date)
            else value
        )

    def get_company_dependent_fallback(self: Any, records: Any) -> Any:
        """Return the cached form of the value for companies without one of their own: the default set for it."""
        fallback = records.env["ir.default"]._get_model_defaults(records._name).get(self.name)
        return self.convert_to_cache(fallback, records, validate=False)

    def get_column_update(self: Any, record: Any) -> Any:
        """Return what the database is to be given for the cached value of a record."""
        return self.cache_to_column(record.env._columns[self][record.id])

    # -- one by one --------------------------------------------------------------------------------------------------

    def update_db(self: Any, model: Any, columns: Mapping[str, Any]) -> bool:
        """Bring the field's column to what it should be; tell whether it is new, so that it needs values.

        The engine updates all columns of a table together; this is for addons that do it for one field.
        """
        if not self.is_stored_column:
            return False
        column = columns.get(self.name)
        self.update_db_column(model, column)
        self.update_db_notnull(model, column)
        return not column

    def update_db_column(self: Any, model: Any, column: Any) -> None:
        """Create the column, or change its type."""
        table = model.pool.schema.table(model)
        own = schema.Table(table.name, tuple(c for c in table.columns if c.name in ("id", self.name)))
        schema.apply(model.env.cr, schema.plan_tables(schema.reflect(model.env.cr, [table.name]), [own], relax=False))

    def update_db_notnull(self: Any, model: Any, column: Any) -> None:
        """Require a value in the column, or allow none; existing rows get the default first."""
        if self.required and not self.company_dependent:
            if model._table_has_rows():
                model._init_column(self.name)
                model.flush_model([self.name])
            tools.set_not_null(model.env.cr, model._table, self.name)
        elif column and column.get("is_nullable") == "NO":
            tools.drop_not_null(model.env.cr, model._table, self.name)

    def update_db_related(self: Any, model: Any) -> None:
        """Fill a stored related field of one step by one statement, instead of record by record."""
        link, name = self.related_path
        comodel = model.env[model._fields[link].comodel_name]
        other = comodel._fields[name]
        model.env.flush_query(SQL("", to_flush=other))
        model.env.cr.execute(
            SQL(
                "UPDATE %s AS own SET %s = other.%s FROM %s AS other WHERE own.%s = other.id",
                SQL.identifier(model._table),
                SQL.identifier(self.name),
                SQL.identifier(name),
                SQL.identifier(comodel._table),
                SQL.identifier(link),
            )
        )
        model.env.transaction.forget_field(self)
