"""Small helpers on single tables and columns, under the names that addons import from `odoo.tools.sql`.

The platform itself plans whole schemas; these serve the hooks and migrations of addons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.names import make_identifier
from trivium.data.schema.types import type_sql
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trivium.data.postgres import Cursor

_IN_SCHEMA = SQL("n.nspname = current_schema")


def existing_tables(cr: Cursor, tablenames: Iterable[str]) -> list[str]:
    """Return those of the names that are tables or views."""
    cr.execute(
        SQL(
            """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relname = ANY(%s) AND c.relkind = ANY('{r,v,m,f,p}'::"char"[]) AND %s""",
            list(tablenames), _IN_SCHEMA,
        )
    )  # fmt: skip
    return [name for (name,) in cr.fetchall()]


def table_exists(cr: Cursor, tablename: str) -> bool:
    """Tell whether there is a table or view of that name."""
    return bool(existing_tables(cr, [tablename]))


def table_kind(cr: Cursor, tablename: str) -> str | None:
    """Return `r` for a table, `v` view, `m` materialized view, `f` foreign table, `t` temporary table, or None."""
    cr.execute(
        SQL(
            """SELECT CASE WHEN c.relpersistence = 't' THEN 't' ELSE c.relkind END
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = %s AND %s""",
            tablename, _IN_SCHEMA,
        )
    )  # fmt: skip
    row = cr.fetchone()
    return row[0] if row else None


def table_columns(cr: Cursor, tablename: str) -> dict[str, dict[str, Any]]:
    """Return, by name, `column_name`, `udt_name`, `character_maximum_length` and `is_nullable` of the columns."""
    cr.execute(
        SQL(
            """SELECT column_name, udt_name, character_maximum_length, is_nullable
               FROM information_schema.columns WHERE table_name = %s AND table_schema = current_schema""",
            tablename,
        )
    )
    return {row["column_name"]: row for row in cr.dictfetchall()}


def column_exists(cr: Cursor, tablename: str, columnname: str) -> bool:
    """Tell whether the table has the column."""
    return columnname in table_columns(cr, tablename)


def create_model_table(
    cr: Cursor, tablename: str, comment: str | None = None, columns: Iterable[tuple[str, str, str | None]] = ()
) -> None:
    """Make a table with the key `id` and further columns of (name, type, comment)."""
    declared = [SQL("id SERIAL NOT NULL"), SQL("PRIMARY KEY (id)")]
    declared[1:1] = [SQL("%s %s", SQL.identifier(name), type_sql(kind)) for name, kind, _comment in columns]
    cr.execute(SQL("CREATE TABLE %s (%s)", SQL.identifier(tablename), SQL(", ").join(declared)))
    if comment:
        _run(cr, SQL("COMMENT ON TABLE %s IS %s", SQL.identifier(tablename), comment))
    for name, _kind, text in columns:
        if text:
            _run(cr, SQL("COMMENT ON COLUMN %s IS %s", SQL.identifier(tablename, name), text))


def create_column(cr: Cursor, tablename: str, columnname: str, columntype: str, comment: str | None = None) -> None:
    """Add a column; a boolean one begins as false."""
    default = SQL("DEFAULT false") if columntype.lower() in {"boolean", "bool"} else SQL()
    name = SQL.identifier(columnname)
    cr.execute(
        SQL("ALTER TABLE %s ADD COLUMN %s %s %s", SQL.identifier(tablename), name, type_sql(columntype), default)
    )
    if comment:
        _run(cr, SQL("COMMENT ON COLUMN %s IS %s", SQL.identifier(tablename, columnname), comment))


def rename_column(cr: Cursor, tablename: str, columnname1: str, columnname2: str) -> None:
    """Give a column another name."""
    names = map(SQL.identifier, (tablename, columnname1, columnname2))
    cr.execute(SQL("ALTER TABLE %s RENAME COLUMN %s TO %s", *names))


def convert_column(cr: Cursor, tablename: str, columnname: str, columntype: str) -> None:
    """Change the type of a column by a cast of its values."""
    name = SQL.identifier(columnname)
    kind = type_sql(columntype)
    cr.execute(
        SQL("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT, ALTER COLUMN %s TYPE %s USING %s::%s",
            SQL.identifier(tablename), name, name, kind, name, kind)
    )  # fmt: skip


def convert_column_translatable(cr: Cursor, tablename: str, columnname: str, columntype: str) -> None:
    """Change a text column into one of texts by language (`jsonb`), or back; the text is that of `en_US`."""
    name = SQL.identifier(columnname)
    if columntype.lower() == "jsonb":
        using = SQL("CASE WHEN %s IS NOT NULL THEN jsonb_build_object('en_US', %s::varchar) END", name, name)
    else:
        using = SQL("%s->>'en_US'", name)
    cr.execute(
        SQL("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT, ALTER COLUMN %s TYPE %s USING %s",
            SQL.identifier(tablename), name, name, type_sql(columntype), using)
    )  # fmt: skip


def set_not_null(cr: Cursor, tablename: str, columnname: str) -> None:
    """Require a value in a column."""
    cr.execute(
        SQL("ALTER TABLE %s ALTER COLUMN %s SET NOT NULL", SQL.identifier(tablename), SQL.identifier(columnname))
    )


def drop_not_null(cr: Cursor, tablename: str, columnname: str) -> None:
    """Require no value in a column any more."""
    cr.execute(
        SQL("ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL", SQL.identifier(tablename), SQL.identifier(columnname))
    )


def constraint_definition(cr: Cursor, tablename: str, constraintname: str) -> str | None:
    """Return the definition of a constraint: the one it was made from if that is known; None if there is none."""
    cr.execute(
        SQL(
            """SELECT coalesce(d.description, pg_get_constraintdef(k.oid))
               FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace
               LEFT JOIN pg_description d ON d.objoid = k.oid AND d.classoid = 'pg_constraint'::regclass
               WHERE c.relname = %s AND k.conname = %s AND %s""",
            tablename, constraintname, _IN_SCHEMA,
        )
    )  # fmt: skip
    row = cr.fetchone()
    return row[0] if row else None


def add_constraint(cr: Cursor, tablename: str, constraintname: str, definition: str) -> None:
    """Add a constraint, and remember the definition beside it."""
    table, name = SQL.identifier(tablename), SQL.identifier(constraintname)
    _run(cr, SQL("ALTER TABLE %s ADD CONSTRAINT %s %s", table, name, SQL(definition.replace("%", "%%"))))
    _run(cr, SQL("COMMENT ON CONSTRAINT %s ON %s IS %s", name, table, definition))


def drop_constraint(cr: Cursor, tablename: str, constraintname: str) -> None:
    """Drop a constraint if there is one of that name."""
    table, name = SQL.identifier(tablename), SQL.identifier(constraintname)
    cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", table, name))


def add_foreign_key(
    cr: Cursor, tablename1: str, columnname1: str, tablename2: str, columnname2: str, ondelete: str
) -> None:
    """Add a foreign key from the first column to the second.

    Raises:
        ValueError: no such action on deletion.
    """
    if ondelete.lower() not in {"cascade", "set null", "restrict", "no action", "set default"}:
        raise ValueError(f"ON DELETE {ondelete!r} is unknown to PostgreSQL.")
    cr.execute(
        SQL("ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (%s) ON DELETE %s",
            *map(SQL.identifier, (tablename1, columnname1, tablename2, columnname2)), SQL(ondelete))
    )  # fmt: skip


def index_definition(cr: Cursor, indexname: str) -> tuple[str, str | None] | tuple[None, None]:
    """Return definition and comment of an index; (None, None) if there is none."""
    cr.execute(
        SQL(
            """SELECT pg_get_indexdef(c.oid), obj_description(c.oid, 'pg_class')
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relname = %s AND c.relkind = ANY('{i,I}'::"char"[]) AND %s""",
            indexname, _IN_SCHEMA,
        )
    )  # fmt: skip
    row = cr.fetchone()
    return (row[0], row[1]) if row else (None, None)


def index_exists(cr: Cursor, indexname: str) -> bool:
    """Tell whether there is an index of that name."""
    return index_definition(cr, indexname)[0] is not None


def create_index(
    cr: Cursor,
    indexname: str,
    tablename: str,
    expressions: Sequence[str],
    method: str = "btree",
    where: str = "",
    *,
    comment: str | None = None,
    unique: bool = False,
) -> None:
    """Make an index unless there is one of that name; expressions and condition are code."""
    if index_exists(cr, indexname):
        return
    code = ", ".join(expressions).replace("%", "%%")
    condition = SQL("WHERE %s", SQL(where.replace("%", "%%"))) if where else SQL()
    kind = SQL("UNIQUE INDEX" if unique else "INDEX")
    name, table = SQL.identifier(indexname), SQL.identifier(tablename)
    _run(
        cr, SQL("CREATE %s %s ON %s USING %s (%s) %s", kind, name, table, SQL.identifier(method), SQL(code), condition)
    )
    if comment:
        _run(cr, SQL("COMMENT ON INDEX %s IS %s", name, comment))


def add_index(cr: Cursor, indexname: str, tablename: str, definition: str, *, unique: bool, comment: str = "") -> None:
    """Make an index from what follows the table in CREATE INDEX."""
    kind = SQL("UNIQUE INDEX" if unique else "INDEX")
    code = SQL(definition.replace("%", "%%"))
    name = SQL.identifier(indexname)
    _run(cr, SQL("CREATE %s %s ON %s %s", kind, name, SQL.identifier(tablename), code))
    if comment:
        _run(cr, SQL("COMMENT ON INDEX %s IS %s", name, comment))


def create_unique_index(cr: Cursor, indexname: str, tablename: str, expressions: Sequence[str]) -> None:
    """Make an index that allows equal values only once."""
    create_index(cr, indexname, tablename, expressions, unique=True)


def drop_index(cr: Cursor, indexname: str, tablename: str) -> None:  # noqa: ARG001 - part of the interface
    """Drop an index if there is one of that name."""
    cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(make_identifier(indexname))))


def drop_view_if_exists(cr: Cursor, viewname: str) -> None:
    """Drop a view, materialized or not, with what depends on it."""
    kind = table_kind(cr, viewname)
    if kind in {"v", "m"}:
        what = SQL("VIEW" if kind == "v" else "MATERIALIZED VIEW")
        cr.execute(SQL("DROP %s %s CASCADE", what, SQL.identifier(viewname)))


def increment_fields_skiplock(records: Any, *fields: str) -> bool:
    """Add one to number columns of records that no other transaction holds; return whether any was changed."""
    if not records:
        return False
    for name in fields:
        if records._fields[name].type != "integer":
            raise ValueError(f"{records._name}.{name} is no whole number: it cannot be counted up.")
    columns = SQL(", ").join(
        SQL("%s = COALESCE(%s, 0) + 1", SQL.identifier(name), SQL.identifier(name)) for name in fields
    )
    table = SQL.identifier(records._table)
    records.env.cr.execute(
        SQL("UPDATE %s SET %s WHERE id IN (SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED)",
            table, columns, table, list(records.ids))
    )  # fmt: skip
    records.invalidate_recordset(list(fields), flush=False)
    return bool(records.env.cr.rowcount)


def _run(cr: Cursor, statement: SQL) -> None:
    """Run a statement of the data definition language, which takes no values apart from its text."""
    cr.execute(cr.mogrify(statement).decode())
