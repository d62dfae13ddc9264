"""The plan for tables and columns: what must be there before values can be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trivium.data.names import make_identifier
from trivium.data.schema.types import conversion, fits, type_sql
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trivium.data.schema.catalogue import Catalogue, FoundTable
    from trivium.data.schema.declaration import Column, Table

_COMMA = SQL(", ")


def plan_tables(catalogue: Catalogue, tables: Iterable[Table], *, relax: bool = True) -> list[SQL]:
    """Return the statements that give the database these tables and columns; a table comes before those it lends to.

    A column whose type cannot take the old values keeps them under another name (`name_moved0`).

    Args:
        catalogue: what there is.
        tables: what there should be; a view of that name is left alone.
        relax: drop NOT NULL from columns that no longer want it, or that the declaration does not know: rows could not
            be inserted otherwise.
    """
    plan: list[SQL] = []
    for table in sorted(tables, key=lambda table: table.inherits is not None):
        found = catalogue.get(table.name)
        if found is None:
            plan.append(_create(table))
            plan += _comments(table, None)
        elif found.is_table:
            plan += _change(table, found, relax)
            plan += _comments(table, found)
    return plan


def _create(table: Table) -> SQL:
    # an inherited id keeps its sequence: one for all of the family
    parts = [_declare(column) for column in table.columns if not (table.inherits and column.name in table.primary_key)]
    if table.primary_key:
        parts.append(SQL("PRIMARY KEY (%s)", _COMMA.join(map(SQL.identifier, table.primary_key))))
    created = SQL("CREATE TABLE %s (%s)", SQL.identifier(table.name), _COMMA.join(parts))
    return SQL("%s INHERITS (%s)", created, SQL.identifier(table.inherits)) if table.inherits else created


def _declare(column: Column, *, with_not_null: bool = True) -> SQL:
    """Return a column as CREATE TABLE and ADD COLUMN name it."""
    declared = SQL("%s %s", SQL.identifier(column.name), type_sql(column.type))
    if column.default is not None:
        declared = SQL("%s DEFAULT %s", declared, SQL(column.default))
    return SQL("%s NOT NULL", declared) if column.not_null and with_not_null else declared


def _change(table: Table, found: FoundTable, relax: bool) -> list[SQL]:
    moved: list[SQL] = []
    actions: list[SQL] = []
    wanted = {column.name: column for column in table.columns}
    for column in table.columns:
        existing = found.columns.get(column.name)
        if existing is None:
            # rows may be there: NOT NULL comes with the constraints, when the column has its values
            actions.append(SQL("ADD COLUMN IF NOT EXISTS %s", _declare(column, with_not_null=False)))
        elif not fits(existing.type, column.type):
            name = SQL.identifier(column.name)
            expression = conversion(name, existing.type, column.type, column.translated)
            if expression is None:
                moved += _move_away(found, column.name)
                actions.append(SQL("ADD COLUMN IF NOT EXISTS %s", _declare(column, with_not_null=False)))
                continue
            moved += _drop_indexes(found, column.name)
            if existing.default is not None:
                actions.append(SQL("ALTER COLUMN %s DROP DEFAULT", name))
            actions.append(SQL("ALTER COLUMN %s TYPE %s USING %s", name, type_sql(column.type), expression))
    if relax:
        actions += _relax(wanted, found, set(table.primary_key))
    if actions:
        moved.append(SQL("ALTER TABLE %s %s", SQL.identifier(table.name), _COMMA.join(actions)))
    return moved


def _relax(wanted: dict[str, Column], found: FoundTable, key: set[str]) -> Iterator[SQL]:
    keyed = key | {name for k in found.constraints.values() if k.kind == "p" for name in k.columns}
    for existing in found.columns.values():
        column = wanted.get(existing.name)
        unwanted = column is None and existing.default is None
        if existing.not_null and existing.name not in keyed and (unwanted or (column and not column.not_null)):
            yield SQL("ALTER COLUMN %s DROP NOT NULL", SQL.identifier(existing.name))


def _move_away(found: FoundTable, column: str) -> Iterator[SQL]:
    """Yield statements that rename a column, and drop what else would keep its name."""
    table = SQL.identifier(found.name)
    yield from _drop_indexes(found, column)
    for constraint in list(found.constraints.values()):
        if column in constraint.columns and constraint.kind != "p":
            yield SQL("ALTER TABLE %s DROP CONSTRAINT %s", table, SQL.identifier(constraint.name))
            del found.constraints[constraint.name]
    number = 0
    while (moved := make_identifier(f"{column}_moved{number}")) in found.columns:
        number += 1
    yield SQL("ALTER TABLE %s RENAME COLUMN %s TO %s", table, SQL.identifier(column), SQL.identifier(moved))
    if found.columns[column].not_null:
        yield SQL("ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL", table, SQL.identifier(moved))


def _drop_indexes(found: FoundTable, column: str) -> Iterator[SQL]:
    """Yield statements that drop the indexes on a column; they are planned anew with the constraints."""
    for index in list(found.indexes.values()):
        if column in index.columns:
            yield SQL("DROP INDEX %s", SQL.identifier(index.name))
            del found.indexes[index.name]


def _comments(table: Table, found: FoundTable | None) -> Iterator[SQL]:
    name = SQL.identifier(table.name)
    if table.comment is not None and (found is None or found.comment != table.comment):
        yield SQL("COMMENT ON TABLE %s IS %s", name, table.comment)
    for column in table.columns:
        existing = found.columns.get(column.name) if found else None
        if column.comment is not None and (existing is None or existing.comment != column.comment):
            yield SQL("COMMENT ON COLUMN %s IS %s", SQL.identifier(table.name, column.name), column.comment)
