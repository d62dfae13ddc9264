"""Records in trees: materialised paths, cycles."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.exceptions import UserError, ValidationError

from .domain import Domain
from .record import RecordCore

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class HierarchyMixin(RecordCore):
    """``parent_path`` of models with ``_parent_store``, and the search for cycles.

    A path lists the ids from the root down to the record, each followed by a slash: ``1/5/12/``.
    """

    __slots__ = ()
    _register = False

    def _parent_paths(self, ids: Sequence[int]) -> list[str]:
        """Return the paths of those of the records that exist; one statement for those that are not in the cache."""
        field = self._fields["parent_path"]
        column = self.env._columns[field]
        missing = [id_ for id_ in ids if id_ not in column]
        if missing:
            query = self._search(Domain("id", "in", missing), active_test=False, bypass_access=True)
            self._fetch_query(query, [field])
        return [path for path in map(column.get, ids) if path]

    def _parent_store_create(self) -> None:
        """Set the paths of records just created."""
        if not self._ids:
            return
        self.env.flush_query(SQL("", to_flush=self._fields[self._parent_name]))
        table, parent = SQL.identifier(self._table), SQL.identifier(self._parent_name)
        self.env.cr.execute(
            SQL(
                "WITH RECURSIVE made(id, path) AS ("
                " SELECT node.id, COALESCE(above.parent_path, '') || node.id || '/' FROM %(table)s node"
                " LEFT JOIN %(table)s above ON node.%(parent)s = above.id"
                " WHERE node.id = ANY(%(ids)s) AND (node.%(parent)s IS NULL OR NOT node.%(parent)s = ANY(%(ids)s))"
                " UNION ALL"
                " SELECT node.id, made.path || node.id || '/' FROM %(table)s node"
                " JOIN made ON node.%(parent)s = made.id"
                " WHERE node.id = ANY(%(ids)s))"
                " UPDATE %(table)s SET parent_path = made.path FROM made WHERE %(table)s.id = made.id"
                " RETURNING %(table)s.id, %(table)s.parent_path",
                table=table,
                parent=parent,
                ids=list(self._ids),
            )
        )
        self.env._columns[self._fields["parent_path"]].update(dict(self.env.cr.fetchall()))

    def _parent_store_update_prepare_write(self, values: Mapping[str, Any]) -> None:
        """Refuse a parent below the records, and have the paths below them changed after the write.

        Raises:
            UserError: the records would be their own ancestors.
        """
        parent = values[self._parent_name]
        parent_id = parent.id if isinstance(parent, RecordCore) else parent
        self.flush_recordset([self._parent_name])
        cr = self.env.cr
        cr.execute(SQL("SELECT parent_path FROM %s WHERE id = %s", SQL.identifier(self._table), parent_id or 0))
        row = cr.fetchone()
        path = (row[0] if row else None) or ""
        if parent_id and any(str(id_) in path.split("/") for id_ in self._ids):
            raise UserError(self.env._("Recursion detected: a record cannot be below itself."))
        moved = self.browse([id_ for id_ in self._ids if id_])
        if not moved:
            return
        table = SQL.identifier(self._table)
        cr.execute(
            SQL(
                "UPDATE %(table)s child SET parent_path = %(path)s || substr(child.parent_path,"
                " length(node.parent_path) - length(node.id || '/') + 1)"
                " FROM %(table)s node WHERE node.id = ANY(%(ids)s)"
                " AND starts_with(child.parent_path, node.parent_path)"
                " AND node.%(parent)s IS DISTINCT FROM %(parent_id)s RETURNING child.id, child.parent_path",
                table=table,
                path=path,
                ids=list(moved._ids),
                parent=SQL.identifier(self._parent_name),
                parent_id=parent_id or None,
            )
        )
        changed = dict(cr.fetchall())
        if changed:
            field = self._fields["parent_path"]
            self.env._columns[field].update(changed)
            self.browse(changed).modified(["parent_path"])

    def _parent_store_compute(self) -> None:
        """Compute the paths of all records anew."""
        if not self._parent_store:
            return
        self.env.cr.execute(
            SQL(
                "WITH RECURSIVE made(id, path) AS ("
                " SELECT id, id || '/' FROM %(table)s WHERE %(parent)s IS NULL UNION ALL"
                " SELECT node.id, made.path || node.id || '/' FROM %(table)s node"
                " JOIN made ON node.%(parent)s = made.id)"
                " UPDATE %(table)s SET parent_path = made.path FROM made WHERE %(table)s.id = made.id",
                table=SQL.identifier(self._table),
                parent=SQL.identifier(self._parent_name),
            )
        )
        self.env.transaction.forget_field(self._fields["parent_path"])

    def _has_cycle(self, field_name: str | None = None) -> bool:
        """Tell whether one of these records is its own ancestor along a many2one or many2many of the model.

        Raises:
            ValueError: there is no such field.
        """
        name = field_name or self._parent_name
        field = self._fields.get(name)
        if (
            field is None
            or field.type not in ("many2one", "many2many")
            or field.comodel_name != self._name
            or not field.store
        ):
            raise ValueError(f"Invalid field for _has_cycle: {name!r} of {self._name!r}")
        if not self._ids:
            return False
        self.flush_model([name])
        if field.type == "many2many":
            table, child, parent = field.relation, field.column1, field.column2  # type: ignore[attr-defined] # a many2many
        else:
            table, child, parent = self._table, "id", name
        cr = self.env.cr
        successors: defaultdict[Any, list[Any]] = defaultdict(list)
        todo, seen = set(self.ids), set()
        while todo:
            seen |= todo
            cr.execute(
                SQL(
                    "SELECT %s, %s FROM %s WHERE %s = ANY(%s) AND %s IS NOT NULL",
                    SQL.identifier(child),
                    SQL.identifier(parent),
                    SQL.identifier(table),
                    SQL.identifier(child),
                    list(todo),
                    SQL.identifier(parent),
                )
            )
            todo = set()
            for id_, above in cr.fetchall():
                successors[id_].append(above)
                if above not in seen:
                    todo.add(above)
        return _cyclic(successors, self.ids)

    def _check_recursion(self, parent: str | None = None) -> bool:
        """Tell whether the records form no cycle: the older name of the opposite of :meth:`_has_cycle`."""
        return not self._has_cycle(parent)

    def _check_m2m_recursion(self, field_name: str) -> bool:
        """Tell whether the records form no cycle along a many2many."""
        return not self._has_cycle(field_name)

    def _check_parent_path(self) -> None:
        """Check that the model with ``_parent_store`` can keep its paths.

        Raises:
            ValidationError: the field for them is missing.
        """
        if self._parent_store and ("parent_path" not in self._fields or not self._fields["parent_path"].index):
            raise ValidationError(f"Model {self._name!r} keeps paths: it needs parent_path = fields.Char(index=True)")


def _cyclic(successors: Mapping[Any, list[Any]], starts: list[Any]) -> bool:
    """Tell whether a walk from `starts` meets itself."""
    done: set[Any] = set()
    for start in starts:
        path: dict[Any, Any] = {}
        stack: list[tuple[Any, Any]] = [(start, iter(successors.get(start, ())))]
        path[start] = None
        while stack:
            node, following = stack[-1]
            for above in following:
                if above in path:
                    return True
                if above not in done:
                    path[above] = None
                    stack.append((above, iter(successors.get(above, ()))))
                    break
            else:
                stack.pop()
                path.pop(node, None)
                done.add(node)
    return False
