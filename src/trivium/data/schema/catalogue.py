"""What is in the database: read from the system catalogue by set queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trivium.data.postgres import BaseCursor, Cursor

_ON_DELETE = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column that is there.

    Attributes:
        name: unquoted.
        type: as `format_type` tells it: `character varying(64)`.
        not_null: a value is required.
        comment: stored with the column.
        default: SQL expression, None if there is none.
    """

    name: str
    type: str
    not_null: bool
    comment: str | None
    default: str | None


@dataclass(frozen=True, slots=True)
class FoundConstraint:
    """A constraint that is there.

    Attributes:
        name: unique in the table.
        kind: `p` key, `f` foreign key, `u` unique, `c` check, `x` exclusion (manual, 51.13).
        columns: that it is on.
        definition: as `pg_get_constraintdef` tells it.
        comment: the definition it was made from, if it was made here.
        ref_table: of a foreign key.
        ref_columns: of a foreign key.
        on_delete: of a foreign key.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    definition: str
    comment: str | None
    ref_table: str | None
    ref_columns: tuple[str, ...]
    on_delete: str | None


@dataclass(frozen=True, slots=True)
class FoundIndex:
    """An index that is there, and that no constraint has made.

    Attributes:
        name: unique in the schema.
        table: that it is on.
        columns: that it names, those inside expressions included.
        unique: no two rows with equal values.
        definition: as `pg_get_indexdef` tells it.
        comment: the definition it was made from, if it was made here.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    unique: bool
    definition: str
    comment: str | None


@dataclass(slots=True)
class FoundTable:
    """A table or view that is there.

    Attributes:
        name: unquoted.
        kind: `r` table, `v` view, `m` materialized view, `f` foreign, `p` partitioned (manual, 51.11).
        comment: stored with the table.
        columns: by name.
        constraints: by name.
        indexes: by name.
    """

    name: str
    kind: str
    comment: str | None
    columns: dict[str, FoundColumn] = field(default_factory=dict)
    constraints: dict[str, FoundConstraint] = field(default_factory=dict)
    indexes: dict[str, FoundIndex] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        """Whether it is a table rather than a view."""
        return self.kind in {"r", "p", "f"}


class Catalogue(dict[str, FoundTable]):
    """Tables and views of the current schema, by name."""

    @property
    def indexes(self) -> dict[str, FoundIndex]:
        """All indexes, by name: names are unique in the schema."""
        return {name: index for table in self.values() for name, index in table.indexes.items()}


def reflect(cr: BaseCursor, tables: Iterable[str] | None = None) -> Catalogue:
    """Return what is in the current schema, by three statements.

    Args:
        cr: cursor on the database.
        tables: names to look at; all by default.
    """
    names = None if tables is None else list(tables)
    chosen = SQL("c.relnamespace = current_schema()::regnamespace")
    if names is not None:
        chosen = SQL("%s AND c.relname = ANY(%s::text[])", chosen, names)
    catalogue = Catalogue()
    _read_columns(cr, catalogue, chosen)  # type: ignore[arg-type]  # every real cursor fetches
    _read_constraints(cr, catalogue, chosen)  # type: ignore[arg-type]  # as above
    _read_indexes(cr, catalogue, chosen)  # type: ignore[arg-type]  # as above
    return catalogue


def _read_columns(cr: Cursor, catalogue: Catalogue, chosen: SQL) -> None:
    cr.execute(
        SQL(
            """SELECT c.relname, c.relkind, obj_description(c.oid, 'pg_class'), a.attname,
                      format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum),
                      pg_get_expr(d.adbin, d.adrelid)
               FROM pg_class c
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
               LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
               WHERE c.relkind = ANY('{r,v,m,f,p}'::"char"[]) AND %s
               ORDER BY c.relname, a.attnum""",
            chosen,
        )
    )
    for table, kind, table_comment, name, type_name, not_null, comment, default in cr.fetchall():
        found = catalogue.get(table)
        if found is None:
            found = catalogue[table] = FoundTable(table, kind, table_comment)
        if name is not None:
            found.columns[name] = FoundColumn(name, type_name, not_null, comment, default)


def _read_constraints(cr: Cursor, catalogue: Catalogue, chosen: SQL) -> None:
    cr.execute(
        SQL(
            """SELECT c.relname, k.conname, k.contype, pg_get_constraintdef(k.oid),
                      obj_description(k.oid, 'pg_constraint'),
                      ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY u(num, i)
                            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.i)::text[],
                      r.relname,
                      ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY u(num, i)
                            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.i)::text[],
                      k.confdeltype
               FROM pg_constraint k
               JOIN pg_class c ON c.oid = k.conrelid
               LEFT JOIN pg_class r ON r.oid = k.confrelid
               WHERE k.contype = ANY('{p,f,u,c,x}'::"char"[]) AND %s
               ORDER BY c.relname, k.conname""",
            chosen,
        )
    )
    for table, name, kind, definition, comment, columns, ref_table, ref_columns, on_delete in cr.fetchall():
        catalogue[table].constraints[name] = FoundConstraint(
            name, kind, tuple(columns), definition, comment, ref_table, tuple(ref_columns), _ON_DELETE.get(on_delete)
        )


def _read_indexes(cr: Cursor, catalogue: Catalogue, chosen: SQL) -> None:
    cr.execute(
        SQL(
            """SELECT c.relname, x.relname, i.indisunique, pg_get_indexdef(i.indexrelid),
                      obj_description(i.indexrelid, 'pg_class'),
                      ARRAY(SELECT a.attname FROM pg_depend d
                            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                              AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                              AND d.refobjsubid > 0)::text[]
               FROM pg_index i
               JOIN pg_class c ON c.oid = i.indrelid
               JOIN pg_class x ON x.oid = i.indexrelid
               WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype != 'f')
                 AND %s
               ORDER BY c.relname, x.relname""",
            chosen,
        )
    )
    for table, name, unique, definition, comment, columns in cr.fetchall():
        catalogue[table].indexes[name] = FoundIndex(name, table, tuple(columns), unique, definition, comment)
