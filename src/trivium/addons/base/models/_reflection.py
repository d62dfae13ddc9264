"""Writing what the registry knows into the tables of `ir.model` and its kin: many rows in one statement each."""

import json

from trivium import SQL
from trivium.orm.composition import definitions_of

MODULE_UNINSTALL_FLAG = "_force_unlink"
"""Key of the context while an addon is being removed: what is otherwise protected may go."""


def model_xmlid(module, model_name):
    """Return the external id of a model."""
    return f"{module}.model_{model_name.replace('.', '_')}"


def field_xmlid(module, model_name, field_name):
    """Return the external id of a field."""
    return f"{module}.field_{model_name.replace('.', '_')}__{field_name}"


def selection_xmlid(module, model_name, field_name, value):
    """Return the external id of a value of a selection field."""
    name = value.replace(".", "_").replace(" ", "_").lower()
    return f"{module}.selection__{model_name.replace('.', '_')}__{field_name}__{name}"


def defining_modules(model_class):
    """Return the names of the addons whose Python code defines or extends a model."""
    name = model_class._name
    return {each._module for each in definitions_of(model_class) if getattr(each, "_name", None) == name} - {None}


def upsert_en(model, fnames, rows, conflict):
    """Insert `rows`, or update those whose `conflict` columns exist, in one statement.

    Values of translated fields are those of the source language, other languages are kept.

    Args:
        model: the model whose table it is.
        fnames: names of the columns, as many as each row has.
        rows: the rows.
        conflict: names of the columns that identify a row.

    Returns:
        list: the ids, in the order of `rows`.
    """
    rows = list(rows)
    if not rows:
        return []
    fields = [model._fields[name] for name in fnames]
    columns = list(zip(*rows, strict=True))
    arrays = [_array(field, values) for field, values in zip(fields, columns, strict=True)]
    updates = [field for field in fields if field.name not in conflict]
    names = [SQL.identifier(name) for name in fnames]
    changed = SQL(", ").join(SQL("%s = %s", SQL.identifier(field.name), _merged(field)) for field in updates)
    before = SQL(", ").join(SQL.identifier("t", field.name) for field in updates)
    after = SQL(", ").join(_merged(field) for field in updates)
    model.env.cr.execute(
        SQL(
            """
            INSERT INTO %(table)s AS t (%(names)s)
            SELECT * FROM unnest(%(arrays)s)
            ON CONFLICT (%(conflict)s) DO %(action)s
            """,
            table=SQL.identifier(model._table),
            names=SQL(", ").join(names),
            arrays=SQL(", ").join(arrays),
            conflict=SQL(", ").join(SQL.identifier(name) for name in conflict),
            action=SQL("UPDATE SET %s WHERE ROW(%s) IS DISTINCT FROM ROW(%s)", changed, before, after)
            if updates
            else SQL("NOTHING"),
        )
    )
    return _ids(model, fnames, rows, conflict)


def _array(field, values):
    """Return `values` as an array of the type of the column."""
    column_type = field.column_type[0]
    if field.translate:
        values = [None if value is None else json.dumps({"en_US": str(value)}) for value in values]
        return SQL("%s::text[]::jsonb[]", values)
    return SQL(f"%s::{_CASTS.get(column_type, column_type)}[]", list(values))


_CASTS = {"int4": "integer", "varchar": "varchar", "bool": "boolean", "text": "text"}


def _merged(field):
    """Return the value after an update: other languages of a translated field stay."""
    new = SQL.identifier("excluded", field.name)
    if field.translate:
        return SQL("COALESCE(%s, '{}'::jsonb) || %s", SQL.identifier("t", field.name), new)
    return new


def _ids(model, fnames, rows, conflict):
    positions = [fnames.index(name) for name in conflict]
    keys = [tuple(row[position] for position in positions) for row in rows]
    arrays = [_array(model._fields[name], [key[i] for key in keys]) for i, name in enumerate(conflict)]
    found = model.env.execute_query(
        SQL(
            "SELECT %(columns)s, id FROM %(table)s WHERE (%(columns)s) IN (SELECT * FROM unnest(%(arrays)s))",
            columns=SQL(", ").join(SQL.identifier(name) for name in conflict),
            table=SQL.identifier(model._table),
            arrays=SQL(", ").join(arrays),
        )
    )
    by_key = {tuple(row[:-1]): row[-1] for row in found}
    return [by_key[key] for key in keys]
