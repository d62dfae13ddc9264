"""Writing: values into the cache, and from there to the database in few statements."""

from __future__ import annotations

import logging
import operator
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.exceptions import MissingError, UserError, ValidationError
from trivium.tools.misc import unique

from .fields.binary import write_attachments
from .identifiers import NewId
from .record import RecordCore
from .shape import MAX_KEPT
from .transaction import ABSENT, NO_KEY, Transaction
from .utils import LOG_ACCESS_COLUMNS, check_known_fields, check_values
from .violations import reference_reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .fields import Field

_unlink = logging.getLogger("odoo.models.unlink")

UNLINK_BATCH = 10_000
"""How many records one DELETE removes at most."""


class WritingMixin(RecordCore):
    """Write, unlink, flush, invalidate, constraints."""

    __slots__ = ()
    _register = False

    # -- write -------------------------------------------------------------------------------------------------------

    def write(self, vals: Mapping[str, Any]) -> bool:
        """Assign fields of all these records.

        Raises:
            AccessError: a record or field may not be written.
            ValidationError: a constraint refuses a value.
            TypeError: the values are no dictionary.
            KeyError: there is no such field, which clients know `write` by; of `create` it is a ValueError.
            ValueError: a value is of a wrong type.
        """
        check_values(self, "write", (vals,))
        if not self._ids:
            return True
        self._check_writable(vals)
        env = self.env
        kept = self._names_kept
        values = {name: value for name, value in vals.items() if name not in kept}
        if self._parent_store and self._parent_name in values:
            self._parent_store_update_prepare_write(values)
        names = list(values)
        fields = [self._fields[name] for name in names]
        relational = [field.name for field in fields if field.relational and (field.store or not field.inherited)]
        together = [f for field in fields for f in self.pool.field_computed.get(field, [field])]
        saved = self if all(self._ids) else self.browse([i for i in self._ids if i and not isinstance(i, NewId)])
        with env.protecting(together, self):
            if relational:
                self.modified(relational, before=True)
            for field in sorted(fields, key=_write_order):
                if field.store or not field.inverse:
                    field.write(self, values[field.name])
            self._log_write(saved)
            self.modified(names)
            if self._parent_store and self._parent_name in values:
                self.flush_model([self._parent_name])
            inversed = [field for field in fields if field.inverse]
            if inversed:
                self._write_inversed(inversed, values)
        # What is delegated or derived is read anew by constraints: while it is protected it would have no value.
        saved._validate_fields(names)
        if self._check_company_auto:
            self._check_company(names)
        return True

    def _check_writable(self, vals: Mapping[str, Any]) -> None:
        check_known_fields(self, vals, KeyError)
        if self.env.su:
            return
        self.check_access("write")
        for name in vals:
            field = self._fields[name]
            if field.groups:
                self._check_field_access(field, "write")

    def _log_write(self, saved: Any) -> None:
        if not self._log_access or not saved._ids:
            return
        env = self.env
        transaction = env.transaction
        ids = saved._ids
        now = Transaction.now()
        for name, value in (("write_uid", env.uid), ("write_date", now)):
            field = self._fields[name]
            env._columns[field].update(dict.fromkeys(ids, value))
            transaction.mark_dirty(field, ids, ())

    def _write_inversed(self, fields: list[Field], values: Mapping[str, Any]) -> None:
        """Call inverse methods: those of delegated fields together per parent, others as they are."""
        delegated: defaultdict[str, dict[Field, Any]] = defaultdict(dict)
        groups: defaultdict[Any, list[Field]] = defaultdict(list)
        for field in fields:
            if field.inherited:
                delegated[field.related_path[0]][field] = values[field.name]
            else:
                groups[field.inverse if isinstance(field.inverse, str) else id(field)].append(field)
        for link, shown in delegated.items():
            self._forget_all(shown)  # derived from the parent, which is about to have another value
            self[link].write({field.related_path[-1]: value for field, value in shown.items()})
            self._forget_all(shown)  # as what reads it meanwhile finds none
        for group in groups.values():
            for field in group:
                if not field.store:
                    field.write(self, values[field.name])
            names = [field.name for field in group]
            self.modified(names)
            for record_set in [self]:
                group[0].determine_inverse(record_set)
            unsaved = [field for field in group if not field.store]
            for field in unsaved:
                if not isinstance(self._ids[0], NewId):
                    self.env.transaction.forget(field, self._ids)

    def _forget_all(self, fields: Iterable[Field]) -> None:
        for field in fields:
            self.env.transaction.forget(field, self._ids)

    # -- constraints -------------------------------------------------------------------------------------------------

    @property
    def _constraint_methods(self) -> list[tuple[str, Any]]:
        """The methods declared by ``@api.constrains``, each with the fields that it is about."""
        return self._declared_methods("_constrains")

    def _validate_fields(self, field_names: Iterable[str], excluded_names: Iterable[str] = ()) -> None:
        """Check the constraints that concern the named fields.

        Raises:
            ValidationError: one of them does not hold.
        """
        if not self._ids:
            return
        constrained_names, asked = self._shape.constrained or self._constrained
        if not asked and constrained_names.isdisjoint(field_names):
            return
        names = set(field_names)
        excluded = set(excluded_names)
        for method, constrained in self._constraint_methods:
            on = constrained(self.sudo()) if callable(constrained) else constrained
            if not names.isdisjoint(on) and excluded.isdisjoint(on):
                getattr(self, method)()

    @property
    def _constrained(self) -> tuple[frozenset[str], bool]:
        """The names of the fields with constraints, and whether there are constraints that name theirs when asked."""
        shape = self._shape
        if shape.constrained is None:
            every = [constrained for _method, constrained in self._constraint_methods]
            named = frozenset(name for on in every if not callable(on) for name in on)
            shape.constrained = named, any(callable(on) for on in every)
        return shape.constrained

    # -- flush -------------------------------------------------------------------------------------------------------

    def flush_model(self, fnames: Collection[str] | None = None) -> None:
        """Compute outdated fields of the model and write what is to be written, where it concerns the named fields."""
        self._recompute_model(fnames)
        dirty = self.env.transaction.dirty
        if any(field in dirty for field in self._select_fields(fnames)):
            self._flush()

    def flush_recordset(self, fnames: Collection[str] | None = None) -> None:
        """Compute outdated fields of these records and write the model's changes, where one of these has any."""
        self._recompute_recordset(fnames)
        dirty = self.env.transaction.dirty
        ids = self._ids
        for field in self._select_fields(fnames):
            changed = dirty.get(field)
            if changed and any(id_ in changed for id_ in ids):
                self._flush()
                return

    def _flush(self) -> None:
        """Write all changes of the model: columns, then files."""
        transaction = self.env.transaction
        dirty: dict[Field, dict[Any, None]] = {}
        changed = [field for field in transaction.dirty if field.model_name == self._name]
        for field in sorted(changed, key=_name):  # in one order: statements that are alike are prepared once
            ids = transaction.dirty.pop(field)
            pending = transaction.pending.get(field)
            if pending and not pending.keys().isdisjoint(ids):
                # Outdated values wait aside: what they become is written later.
                transaction.dirty[field] = {id_: None for id_ in ids if id_ in pending}
                ids = {id_: None for id_ in ids if id_ not in pending}
            if ids:
                dirty[field] = ids
        columns = self.env._columns
        # The contents of now: columns that are written may show that a record is gone, which is then forgotten.
        files = {
            field: {id_: columns[field][id_] for id_ in dirty.pop(field)}
            for field in list(dirty)
            if not field.is_stored_column
        }
        if dirty:
            self._flush_columns(dirty)
        if files:
            write_attachments(self, files)  # type: ignore[arg-type] # only files are written without a column

    def _flush_columns(self, dirty: Mapping[Field, Mapping[Any, None]]) -> None:
        """Write changed columns: an UPDATE for each set of fields that changed together."""
        transaction = self.env.transaction
        keys = {field: transaction.dirty_keys.pop(field) for field in dirty if field in transaction.dirty_keys}
        groups: dict[tuple[Field, ...], list[Any]] = {}
        sets = list(dirty.values())
        if all(ids.keys() == sets[0].keys() for ids in sets[1:]):
            groups[tuple(dirty)] = list(sets[0])
        else:
            by_id: defaultdict[Any, list[Field]] = defaultdict(list)
            for field, ids in dirty.items():
                for id_ in ids:
                    by_id[id_].append(field)
            for id_, fields in by_id.items():
                groups.setdefault(tuple(fields), []).append(id_)
        transaction.doubt_visibilities()
        writer = _Updates(self, keys)
        for together, group in groups.items():
            writer.update(together, group)

    def _write(self, vals: Mapping[str, Any]) -> None:
        """Write column values of these records to the database at once, without anything that follows from them."""
        for name, value in vals.items():
            self._fields[name].write(self, value)
        self._flush()

    def _write_multi(self, vals_list: Iterable[Mapping[str, Any]]) -> None:
        """Write column values of each of these records to the database at once."""
        for record, vals in zip(self, vals_list, strict=True):
            for name, value in vals.items():
                self._fields[name].write(record, value)
        self._flush()

    # -- invalidate --------------------------------------------------------------------------------------------------

    def invalidate_model(self, fnames: Collection[str] | None = None, flush: bool = True) -> None:
        """Forget cached values of the model's records: of the named fields, or all."""
        if flush:
            self.flush_model(fnames)
        self._invalidate_cache(fnames)

    def invalidate_recordset(self, fnames: Collection[str] | None = None, flush: bool = True) -> None:
        """Forget cached values of these records: of the named fields, or all."""
        if flush:
            self.flush_recordset(fnames)
        self._invalidate_cache(fnames, self._ids)

    def _invalidate_cache(self, fnames: Collection[str] | None = None, ids: Collection[Any] | None = None) -> None:
        transaction = self.env.transaction
        fields: Iterable[Field] = self._select_fields(fnames)
        for field in unique([*fields, *(i for f in fields for i in self.pool.field_inverses.get(f, ()))]):
            if ids is None or field.model_name != self._name:
                transaction.forget_field(field)
            else:
                transaction.forget(field, ids)

    # -- unlink ------------------------------------------------------------------------------------------------------

    def unlink(self) -> bool:
        """Delete these records.

        Raises:
            AccessError: one of them may not be deleted.
            UserError: something refuses it.
        """
        if not self._ids:
            return True
        self.check_access("unlink")
        for name in self._ondelete_hooks():
            getattr(self, name)()
        env = self.env
        env.flush_all()
        saved = self.browse([id_ for id_ in self._ids if id_ and not isinstance(id_, NewId)])
        saved.modified(list(self._fields), before=True)
        links = {parent: saved[link] for parent, link in self._inherits.items() if self._deletes_parent(parent, link)}
        for start in range(0, len(saved), UNLINK_BATCH):
            batch = saved[start : start + UNLINK_BATCH]
            batch._delete_defaults_and_references()
            env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(self._table), list(batch._ids)))
        transaction = env.transaction
        gone = set(saved._ids)
        own = set(self._fields.values())
        for field in own & transaction.pending.keys():
            transaction.restore(field, gone)
        # The database may have deleted or emptied more, by foreign keys: nothing cached is certain any more.
        pending = {field: dict.fromkeys(ids, ABSENT) for field, ids in transaction.pending.items()}
        transaction.invalidate()
        transaction.pending.update(pending)
        _unlink.info("User #%s deleted %s records with IDs: %r", env.uid, self._name, list(saved._ids)[:100])
        for parents in links.values():
            parents.unlink()
        return True

    def _deletes_parent(self, parent: str, link: str) -> bool:
        """Tell whether the records that these delegate to go with them; they do not by default."""
        return False

    def _ondelete_hooks(self) -> list[str]:
        uninstalling = self.env.context.get("_force_unlink")
        return [name for name, at_uninstall in self._declared_methods("_ondelete") if at_uninstall or not uninstalling]

    def _delete_defaults_and_references(self) -> None:
        """Remove what refers to these records without a foreign key: external ids, attachments, defaults."""
        env = self.env
        ids = list(self._ids)
        models = self.pool.models
        cr = env.cr
        if "ir.model.data" in models and self._name != "ir.model.data":
            cr.execute(
                SQL("DELETE FROM ir_model_data WHERE model = %s AND res_id = ANY(%s) RETURNING 1", self._name, ids)
            )
            if cr.fetchone():
                self.pool.clear_cache()
        if "ir.attachment" in models and self._name != "ir.attachment":
            attachments = (
                env["ir.attachment"]
                .sudo()
                .with_context(active_test=False)
                .search(
                    [
                        ("res_model", "=", self._name),
                        ("res_id", "in", ids),
                        ("res_field", "in", [False, *self._fields]),
                    ]
                )
            )
            attachments.unlink()
        if "ir.default" in models:
            env["ir.default"].sudo().discard_records(self)

    def action_archive(self) -> Any:
        """Archive these records."""
        return self._set_active(False)

    def action_unarchive(self) -> Any:
        """Take these records back from the archive."""
        return self._set_active(True)

    def toggle_active(self) -> Any:
        """Archive the active ones of these records, or take back the archived ones."""
        name = self._active_name or "active"
        active = self.filtered(name)
        if active:
            active.action_archive()
        (self - active).action_unarchive()

    def _set_active(self, active: bool) -> Any:
        name = self._active_name
        if not name:
            raise UserError(f"Records of {self._description} cannot be archived: the model has no field 'active'.")
        changed = self.with_context(active_test=False).filtered(lambda record: bool(record[name]) != active)
        if changed:
            changed.write({name: active})

    # -- errors of the database --------------------------------------------------------------------------------------

    def _sql_error_to_message(self, exc: Any) -> str:
        """Return what a user is told of an error that a constraint of the database raised."""
        diagnostics = exc.diag
        name = diagnostics.constraint_name
        table_object = self._table_objects.get(name) if name else None
        if table_object is not None:
            message = table_object.get_error_message(self, diagnostics)
            if message:
                return message
        return self._sql_error_to_message_generic(exc)

    def _sql_error_to_message_generic(self, exc: Any) -> str:
        diagnostics = exc.diag
        column = diagnostics.column_name
        field = self._fields.get(column) if column else None
        label = f"{field.string!r} ({column})" if field is not None else repr(column)
        code = exc.sqlstate
        description = self._description
        if code == "23502":
            return self.env._(
                "Missing required value for the field %(field)s of %(model)s.", field=label, model=description
            )
        if code == "23503":
            return reference_reason(self.env, exc) or str(diagnostics.message_primary or exc)
        if code == "23505":
            return self.env._(
                "A record of %(model)s with the same value exists already: %(detail)s",
                model=description,
                detail=diagnostics.message_detail or diagnostics.constraint_name,
            )
        return str(diagnostics.message_primary or exc)


_name = operator.attrgetter("name")
_write_order = operator.attrgetter("write_sequence")


class _Updates:
    """Writes the cached values of fields for sets of ids."""

    def __init__(self, model: Any, keys: Mapping[Field, Mapping[tuple[Any, ...], Mapping[Any, None]]]) -> None:
        self.model = model
        self.env = model.env
        self.columns = model.env.transaction.columns
        self.keys = keys

    def update(self, fields: Iterable[Field], ids: list[Any]) -> None:
        """Write fields that changed for the same ids."""
        constants: dict[Field, Any] = {}
        arrays: dict[Field, list[Any]] = {}
        one = len(ids) == 1
        referrers = self.env.transaction.referrers
        for field in fields:
            if field in referrers:
                del referrers[field]
            if field.context_keys:
                self._update_by_key(field, ids)
                continue
            column = self.columns[field][NO_KEY]
            first = column[ids[0]]
            if one or all(value is first or value == first for value in [column[id_] for id_ in ids]):
                constants[field] = field.cache_to_column(first)
            else:
                arrays[field] = [field.cache_to_column(column[id_]) for id_ in ids]
        if not constants and not arrays:
            return
        code = self._code(tuple(constants), tuple(arrays), one)
        where = [ids, *arrays.values()] if arrays else ids if one else [ids]
        statement = SQL.bound(code, [*constants.values(), *where])
        certain = one and self.env.transaction.has_seen(self.model._name, ids[0])
        if not (certain and self.env.cr.execute_late(statement)):
            self.env.cr.execute(statement)
            self._check_existence(fields, ids)

    def _code(self, constants: tuple[Field, ...], arrays: tuple[Field, ...], one: bool) -> str:
        """Return the code of an UPDATE, with a placeholder for each value, for the ids, and for each list of values.

        Args:
            constants: the fields that are given one value.
            arrays: those that are given a value for each record.
            one: whether there is one record.
        """
        kept = self.model._shape.updates
        key = (constants, arrays, one)
        code: str | None = kept.get(key)
        if code is None:
            table, comma = SQL.identifier(self.model._table), SQL(", ")
            same = [SQL("%s = CAST(%s AS %s)", SQL.identifier(field.name), None, field.sql_type) for field in constants]
            names = [SQL.identifier(field.name) for field in arrays]
            if arrays:
                update = SQL(
                    "UPDATE %s SET %s FROM unnest(%s::int4[], %s) AS new(id, %s) WHERE %s.id = new.id",
                    table,
                    comma.join([*same, *(SQL("%s = new.%s", name, name) for name in names)]),
                    None,
                    comma.join(SQL("%s::%s[]", None, field.sql_type) for field in arrays),
                    comma.join(names),
                    table,
                )
            else:
                where = SQL("id = %s" if one else "id = ANY(%s)", None)
                update = SQL("UPDATE %s SET %s WHERE %s", table, comma.join(same), where)
            if len(kept) >= MAX_KEPT:
                kept.clear()
            code = kept[key] = update.code
        return code

    def _check_existence(self, fields: Iterable[Field], ids: list[Any]) -> None:
        """Refuse what was written on records that are gone; what was merely computed for them is dropped.

        Raises:
            MissingError: the last statement has not found all of the records.
        """
        if self.env.cr.rowcount == len(ids):
            return
        records = self.model.browse(ids)
        gone = records - records.exists()
        if not gone:
            return
        gone._invalidate_cache(ids=gone._ids)
        written = [field for field in fields if not field.compute and field.name not in LOG_ACCESS_COLUMNS]
        if written:
            raise MissingError(
                f"Records that do not exist or have been deleted cannot be changed: {gone!r}"
                f" (writing {', '.join(map(str, written))}, user {self.env.uid})"
            )

    def _update_by_key(self, field: Field, ids: list[Any]) -> None:
        """Write values per language or company into the jsonb column that holds them all."""
        from .jsonb import merge_statement  # noqa: PLC0415 - only fields with several values need it

        wanted = set(ids)
        updates = []  # what one language is given empties the cache of the others: all values are gathered first
        for key, changed in self.keys.get(field, {}).items():
            column = self.columns[field][key]
            if chosen := [id_ for id_ in changed if id_ in wanted]:
                updates.append((str(key[0]), chosen, [column[id_] for id_ in chosen]))
        for name, chosen, values in updates:
            merge_statement(self.model, field, name, chosen, values)
            self._check_existence([field], chosen)


__all__ = ["ValidationError", "WritingMixin"]
