"""Columns that hold a value per language or per company."""

from __future__ import annotations

from typing import Any

import orjson

from trivium.data.sql import SQL


def merge_statement(model: Any, field: Any, key: str, ids: list[Any], values: list[Any]) -> None:
    """Write the values of one language or company, and keep those of the others.

    Args:
        model: the model.
        field: a translated or company-dependent field.
        key: the language's code, or the company's id.
        ids: of the records.
        values: as cached, one for each id.
    """
    column = SQL.identifier(field.name)
    table = SQL.identifier(model._table)
    cr = model.env.cr
    if field.company_dependent:
        encoded = [orjson.dumps(field.to_json(value)).decode() for value in values]
        cr.execute(
            SQL(
                "UPDATE %s SET %s = COALESCE(%s, '{}'::jsonb) || jsonb_build_object(%s::text, new.value)"
                " FROM unnest(%s::int4[], %s::jsonb[]) AS new(id, value) WHERE %s.id = new.id",
                table,
                column,
                SQL.identifier(model._table, field.name),
                key,
                ids,
                encoded,
                table,
            )
        )
        return
    if callable(field.translate):
        _merge_terms(model, field, key, ids, values)
    else:
        # The source language has a value whenever any language has one.
        cr.execute(
            SQL(
                "UPDATE %s SET %s = CASE WHEN new.value IS NULL THEN NULL ELSE"
                " COALESCE(%s, jsonb_build_object('en_US', new.value)) || jsonb_build_object(%s::text, new.value) END"
                " FROM unnest(%s::int4[], %s::text[]) AS new(id, value) WHERE %s.id = new.id",
                table,
                column,
                SQL.identifier(model._table, field.name),
                key,
                ids,
                values,
                table,
            )
        )
    for other, cached in model.env.transaction.columns[field].items():
        if other != (key,):
            dirty = model.env.transaction.dirty.get(field, ())
            for id_ in ids:
                if id_ not in dirty:
                    cached.pop(id_, None)


def _merge_terms(model: Any, field: Any, lang: str, ids: list[Any], values: list[Any]) -> None:
    cr = model.env.cr
    table, column = SQL.identifier(model._table), SQL.identifier(field.name)
    cr.execute(SQL("SELECT id, %s FROM %s WHERE id = ANY(%s)", column, table, ids))
    stored = dict(cr.fetchall())
    merged = [field.terms.merged(stored.get(id_), lang, value) for id_, value in zip(ids, values, strict=True)]
    cr.execute(
        SQL(
            "UPDATE %s SET %s = new.value FROM unnest(%s::int4[], %s::jsonb[]) AS new(id, value) WHERE %s.id = new.id",
            table,
            column,
            ids,
            [None if value is None else orjson.dumps(value).decode() for value in merged],
            table,
        )
    )
