"""The plan for what values must satisfy, and for the indexes: made when the values are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trivium.data.names import make_identifier
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trivium.data.schema.catalogue import Catalogue, FoundIndex, FoundTable
    from trivium.data.schema.declaration import ForeignKey, Index, Table

_COMMA = SQL(", ")
_ON_DELETE = frozenset({"cascade", "set null", "restrict", "no action", "set default"})


def plan_constraints(catalogue: Catalogue, tables: Iterable[Table], *, drop_stale: bool = True) -> list[SQL]:
    """Return the statements that give the tables their keys, checks, NOT NULL and indexes, and drop stale ones.

    What is dropped was made here (its comment tells from what definition), or holds a name that is wanted. A foreign
    key on a declared column that is not wanted goes too.

    Args:
        catalogue: what there is, the tables and their columns included.
        tables: what there should be; tables that are not there, and views, are left out.
        drop_stale: False while only some of the addons are loaded: the rest may want what these do not know.
    """
    plan: list[SQL] = []
    indexes = catalogue.indexes
    for table in tables:
        found = catalogue.get(table.name)
        if found is None or not found.is_table:
            continue
        drops = [*_stale_constraints(table, found, drop_stale), *_foreign_key_drops(table, found, drop_stale)]
        adds = [*_not_null(table, found), *_constraint_adds(table, found), *_foreign_key_adds(table, found)]
        name = SQL.identifier(table.name)
        plan += [SQL("ALTER TABLE %s %s", name, _COMMA.join(actions)) for actions in (drops, adds) if actions]
        plan += _constraint_comments(table, found)
        plan += _index_changes(table, found, indexes, drop_stale)
    return plan


def _not_null(table: Table, found: FoundTable) -> Iterator[SQL]:
    for column in table.columns:
        existing = found.columns.get(column.name)
        if column.not_null and existing is not None and not existing.not_null:
            yield SQL("ALTER COLUMN %s SET NOT NULL", SQL.identifier(column.name))


def _stale_constraints(table: Table, found: FoundTable, drop_stale: bool) -> Iterator[SQL]:
    wanted = {constraint.name: constraint.signature for constraint in table.constraints}
    for existing in found.constraints.values():
        if existing.kind in {"p", "f"}:
            continue
        signature = wanted.get(existing.name)
        made_here = existing.comment is not None
        if existing.comment != signature if signature is not None else (drop_stale and made_here):
            yield SQL("DROP CONSTRAINT %s", SQL.identifier(existing.name))


def _constraint_adds(table: Table, found: FoundTable) -> Iterator[SQL]:
    for constraint in table.constraints:
        existing = found.constraints.get(constraint.name)
        if existing is None or existing.comment != constraint.signature:
            yield SQL("ADD CONSTRAINT %s %s", SQL.identifier(constraint.name), _code(constraint.definition))


def _constraint_comments(table: Table, found: FoundTable) -> Iterator[SQL]:
    for constraint in table.constraints:
        existing = found.constraints.get(constraint.name)
        if existing is None or existing.comment != constraint.signature:
            yield SQL(
                "COMMENT ON CONSTRAINT %s ON %s IS %s",
                SQL.identifier(constraint.name), SQL.identifier(table.name), constraint.signature,
            )  # fmt: skip


def _foreign_key_name(table: Table, key: ForeignKey) -> str:
    return key.name or make_identifier(f"{table.name}_{key.column}_fkey")


def _matching(table: Table, found: FoundTable) -> dict[str, str]:
    """Return, by column, the name of the foreign key that is there as wanted."""
    wanted = {key.column: (key.ref_table, (key.ref_column,), key.on_delete) for key in table.foreign_keys}
    matching: dict[str, str] = {}
    for existing in found.constraints.values():
        if existing.kind == "f" and len(existing.columns) == 1:
            column = existing.columns[0]
            if wanted.get(column) == (existing.ref_table, existing.ref_columns, existing.on_delete):
                matching.setdefault(column, existing.name)
    return matching


def _foreign_key_drops(table: Table, found: FoundTable, drop_stale: bool) -> Iterator[SQL]:
    kept = set(_matching(table, found).values())
    wanted = {key.column for key in table.foreign_keys}
    declared = {column.name for column in table.columns}
    for existing in found.constraints.values():
        if existing.kind != "f" or existing.name in kept or len(existing.columns) != 1:
            continue
        column = existing.columns[0]
        if column in wanted or (drop_stale and column in declared):
            yield SQL("DROP CONSTRAINT %s", SQL.identifier(existing.name))


def _foreign_key_adds(table: Table, found: FoundTable) -> Iterator[SQL]:
    matching = _matching(table, found)
    for key in table.foreign_keys:
        if key.column in matching:
            continue
        if key.on_delete not in _ON_DELETE:
            raise ValueError(f"{table.name}.{key.column}: ondelete {key.on_delete!r} is none of {sorted(_ON_DELETE)}.")
        yield SQL(
            "ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s) ON DELETE %s",
            SQL.identifier(_foreign_key_name(table, key)), SQL.identifier(key.column),
            SQL.identifier(key.ref_table), SQL.identifier(key.ref_column), SQL(key.on_delete.upper()),
        )  # fmt: skip


def _index_changes(
    table: Table, found: FoundTable, all_indexes: dict[str, FoundIndex], drop_stale: bool
) -> Iterator[SQL]:
    wanted = {index.name: index for index in table.indexes}
    # a unique constraint of that name, made by an older declaration, gives way with its index
    for name, existing in found.indexes.items():
        ours = existing.comment is not None or name == make_identifier(
            f"{table.name}__{'_'.join(existing.columns)}_index"
        )
        if name not in wanted and drop_stale and ours:
            yield SQL("DROP INDEX %s", SQL.identifier(name))
    for index in table.indexes:
        existing_index = all_indexes.get(index.name)
        if existing_index is not None:
            if existing_index.table == table.name and existing_index.comment == index.signature:
                continue
            yield SQL("DROP INDEX %s", SQL.identifier(index.name))
        yield from _make_index(table, index)


def _make_index(table: Table, index: Index) -> Iterator[SQL]:
    name = SQL.identifier(index.name)
    yield SQL(
        "CREATE %s %s ON %s %s",
        SQL("UNIQUE INDEX" if index.unique else "INDEX"), name, SQL.identifier(table.name), _code(index.definition),
    )  # fmt: skip
    yield SQL("COMMENT ON INDEX %s IS %s", name, index.signature)


def _code(definition: str) -> SQL:
    """Return a definition that a developer wrote as code; its percent signs are meant as such."""
    return SQL(definition.replace("%", "%%"))
