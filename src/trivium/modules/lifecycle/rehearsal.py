"""Doing an installation, upgrade or removal in a transaction that is undone, to see what it would change.

What happens is exactly what would happen, scripts and hooks included; commits of theirs stay within the transaction.
Two things remain of it, as of every transaction of PostgreSQL that is undone: sequences of ids have gaps, and files
that no attachment refers to lie in the filestore until they are collected.
"""

import re
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trivium.data.postgres import TestCursor, forget_statements
from trivium.data.sql import SQL
from trivium.modules.lifecycle import migrations
from trivium.modules.lifecycle.loading import Loading
from trivium.modules.lifecycle.plan import Change, LinkChange, Plan, Step
from trivium.modules.lifecycle.requests import Request
from trivium.modules.manifest import adapt_version
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from trivium.data.postgres import Cursor
    from trivium.modules.graph import ModuleNode

__all__ = ["rehearse"]

_SCHEMA_STATEMENT = re.compile(r"\s*(ALTER|COMMENT|CREATE|DROP|TRUNCATE)\s", re.IGNORECASE)
_END_OF_STATEMENT = re.compile(r";\s*(?:\n|\Z)")
_UNTOLD = ("create_date", "create_uid", "write_date", "write_uid")
"""Columns that say when something was done, which is not what is done."""
_UNTOLD_TABLES = re.compile(r"ir_model_data|ir_module_module(_\w+)?|orm_signaling_\w+")
"""Tables of which the plan tells otherwise: external ids stand beside records, addons are its steps."""


def rehearse(
    db_name: str,
    *,
    install: Collection[str] = (),
    upgrade: Collection[str] = (),
    uninstall: Collection[str] = (),
    demo: bool | None = None,
) -> Plan:
    """Return what would be done; the database stays as it is.

    Tables that would be altered are locked until this returns.

    Args:
        db_name: the database.
        install: names of addons to install.
        upgrade: names of addons to upgrade; `all` for all installed.
        uninstall: names of addons to remove.
        demo: whether addons get their demo data; None for what the database has.

    Raises:
        ModuleError, DataFileError, UserError: what the real thing would raise.
    """
    request = Request(
        update_module=True,
        install_modules=tuple(install),
        upgrade_modules=tuple(upgrade),
        remove_modules=tuple(uninstall),
        new_db_demo=demo,
        progress=lambda _name, _position, _total: None,
    )
    with Registry.provisional(db_name) as registry, registry.cursor() as cr:
        try:
            plan, touched = _carry_out(registry, cr, request)
        finally:
            cr.rollback()
            forget_statements(db_name)
        plan.changes, plan.links = _compare(cr, touched)
    return plan


def _carry_out(registry: Registry, real: "Cursor", request: Request) -> "tuple[Plan, list[_Touched]]":
    """Do what is requested in the transaction of `real`; return what was done and what it has written to."""
    lock = threading.RLock()
    own: Any = registry  # every cursor of the registry is part of the transaction from here on
    own.cursor = lambda readonly=False: TestCursor(real, lock)  # noqa: ARG005 - the interface has it
    with _Recorder(real, lock) as cr:
        loading = Loading(registry, cr, request)
        loading.run()
        cr.flush()
        models = {model._table: name for name, model in registry.models.items() if not model._abstract}
        return Plan(_steps(loading), cr.statements), _after(cr, models)


class _Recorder(TestCursor):
    """A cursor that keeps the statements that changed the schema.

    Attributes:
        statements: as they were sent.
    """

    def __init__(self, cursor: "Cursor", lock: threading.RLock) -> None:
        super().__init__(cursor, lock)
        self.statements: list[str] = []

    def execute(self, query: str | SQL, params: Any = None, log_exceptions: bool = True) -> None:
        """Run a statement, and keep it if it changed the schema."""
        super().execute(query, params, log_exceptions)
        if _SCHEMA_STATEMENT.match(query.code if isinstance(query, SQL) else query):
            sent = self._cursor.mogrify(query, params).decode()
            self.statements += [part.strip() for part in _END_OF_STATEMENT.split(sent) if part.strip()]


def _steps(loading: Loading) -> list[Step]:
    updated = [_step(loading.graph[name]) for name in loading.registry.updated_modules]
    removed = [loading.graph[name] for name in loading.removed]
    return updated + [
        Step(node.name, "uninstall", node.load_version or "", "", _hooks(node, "uninstall_hook")) for node in removed
    ]


def _step(node: "ModuleNode") -> Step:
    version = node.manifest.version
    if not node.load_version:
        return Step(node.name, "install", "", version, _hooks(node, "pre_init_hook", "post_init_hook"))
    installed = adapt_version(node.load_version)
    files = [
        "/".join(file.parts[-3:])
        for stage in ("pre", "post", "end")
        for file in migrations.scripts(node.name, node.manifest.path, stage, installed, version)
    ]
    return Step(node.name, "upgrade", installed, version, tuple(files))


def _hooks(node: "ModuleNode", *keys: str) -> tuple[str, ...]:
    return tuple(f"{key} {node.manifest[key]}" for key in keys if node.manifest[key])


# -- what differs ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Touched:
    """A table that the transaction wrote to, as it is at its end.

    Attributes:
        table: its name.
        model: the model whose records it has, else the table.
        rows: by id, those that the transaction made or changed.
        ids: all ids, where rows were deleted.
        links: number of rows made and deleted, of a table without ids.
        xmlids: external ids by id of a record.
    """

    table: str
    model: str
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    ids: list[int] | None = None
    links: tuple[int, int] | None = None
    xmlids: dict[int, str] = field(default_factory=dict)


def _after(cr: Any, models: Mapping[str, str]) -> list[_Touched]:
    """Return what the transaction of `cr` has written to, before it is undone.

    PostgreSQL counts what a transaction does to each table (manual 27.2, `pg_stat_xact_user_tables`), and the rows it
    wrote bear its number or one of its savepoints', none of which is older (manual 5.6, `xmin`).
    """
    cr.execute(
        SQL(
            """
            SELECT c.relname, t.n_tup_ins, t.n_tup_del, EXISTS (
                SELECT FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname = 'id' AND a.atttypid = 'integer'::regtype)
            FROM pg_stat_xact_user_tables t JOIN pg_class c ON c.oid = t.relid
            WHERE t.schemaname = current_schema AND t.n_tup_ins + t.n_tup_upd + t.n_tup_del > 0
            ORDER BY 1
            """
        )
    )
    found = []
    for table, inserted, deleted, has_id in cr.fetchall():
        if _UNTOLD_TABLES.fullmatch(table):
            continue
        touched = _Touched(table, models.get(table, table))
        if has_id:
            cr.execute(SQL("SELECT t.id, to_jsonb(t) FROM %s t WHERE age(t.xmin) <= 0", SQL.identifier(table)))
            touched.rows = dict(cr.fetchall())
            if deleted:
                cr.execute(SQL("SELECT id FROM %s", SQL.identifier(table)))
                touched.ids = [row_id for (row_id,) in cr.fetchall()]
            touched.xmlids = _xmlids(cr, touched.model, list(touched.rows))
        else:
            touched.links = (inserted, deleted)
        found.append(touched)
    return found


def _compare(cr: Any, after: Collection[_Touched]) -> tuple[list[Change], list[LinkChange]]:
    """Return what `after` differs in from the database as it is."""
    changes: list[Change] = []
    links: list[LinkChange] = []
    for touched in after:
        if touched.links is not None:
            if any(touched.links):
                links.append(LinkChange(touched.table, *touched.links))
            continue
        before = _before(cr, touched)
        xmlids = {**_xmlids(cr, touched.model, list(before)), **touched.xmlids}
        for row_id in sorted(touched.rows.keys() | before.keys()):
            change = _change(
                touched.model, row_id, xmlids.get(row_id, ""), before.get(row_id), touched.rows.get(row_id)
            )
            if change is not None:
                changes.append(change)
    return changes, links


def _before(cr: Any, touched: _Touched) -> dict[int, dict[str, Any]]:
    """Return the rows as they are of those that were changed or deleted."""
    cr.execute(SQL("SELECT to_regclass(%s) IS NOT NULL", f'"{touched.table}"'))
    if not cr.fetchone()[0]:
        return {}
    table = SQL.identifier(touched.table)
    cr.execute(SQL("SELECT t.id, to_jsonb(t) FROM %s t WHERE t.id = ANY(%s)", table, list(touched.rows)))
    rows: dict[int, dict[str, Any]] = dict(cr.fetchall())
    if touched.ids is not None:
        cr.execute(
            SQL(
                """
                SELECT t.id, to_jsonb(t) FROM %s t
                WHERE NOT EXISTS (SELECT FROM unnest(%s::integer[]) AS kept (id) WHERE kept.id = t.id)
                """,
                table,
                touched.ids,
            )
        )
        rows.update(cr.fetchall())
    return rows


def _change(
    model: str, row_id: int, xmlid: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Change | None:
    old = {key: value for key, value in (before or {}).items() if key != "id" and key not in _UNTOLD}
    new = {key: value for key, value in (after or {}).items() if key != "id" and key not in _UNTOLD}
    if before is None:
        return Change("create", model, row_id, xmlid, {}, {k: v for k, v in new.items() if v is not None})
    if after is None:
        return Change("remove", model, row_id, xmlid, old, {})
    differing = [key for key, value in new.items() if old.get(key) != value]
    if not differing:
        return None
    return Change(
        "update", model, row_id, xmlid, {key: old.get(key) for key in differing}, {key: new[key] for key in differing}
    )


def _xmlids(cr: Any, model: str, ids: list[int]) -> dict[int, str]:
    cr.execute(
        SQL(
            """
            SELECT res_id, min(module || '.' || name) FROM ir_model_data
            WHERE model = %s AND res_id = ANY(%s) GROUP BY 1
            """,
            model,
            ids,
        )
    )
    return dict(cr.fetchall())
