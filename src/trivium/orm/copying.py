"""Copies: the values of records as new records are given them, in all languages."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

import orjson

from trivium.data.sql import SQL

from .commands import Command
from .record import RecordCore
from .utils import MAGIC_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .fields import Field


class CopyingMixin(RecordCore):
    """Copy, and what a copy is made of."""

    __slots__ = ()
    _register = False

    def copy_data(self, default: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the values with which copies of these records are created.

        Args:
            default: values that replace those of the records.
        """
        if self._abstract:
            raise ValueError(f"{self._name} is abstract: it has no records to copy.")
        default = dict(default or {})
        blacklist = {*MAGIC_COLUMNS, "parent_path"}
        for parent, link in self._inherits.items():
            blacklist.add(link)
            if link in default:
                # The parent is given: its fields are not copied.
                blacklist.update(name for name in self.env[parent]._fields if name not in type(self)._own_names(self))
        copied = [
            field
            for name, field in self._fields.items()
            if field.copy
            and name not in default
            and name not in blacklist
            and (field.store or field.inherited)
            and self._has_field_access(field, "read")
        ]
        ordinary = [field for field in copied if field.type != "one2many"]
        seen = self.env.context.get("__copy_data_seen")
        if seen is None:
            seen = defaultdict(set)
        records = self.with_context(__copy_data_seen=seen) if not self.env.context.get("__copy_data_seen") else self
        records._fetch_to_copy(copied)
        result: list[dict[str, Any]] = []
        for record in records:
            if record.id in seen[self._name]:
                result.append({})
                continue
            seen[self._name].add(record.id)
            values = dict(default)
            for field in ordinary:
                if field.inherited and field.related_path[0] in default:
                    continue
                values[field.name] = field.convert_to_write(record[field.name], record)
            for field in copied:
                if field.type == "one2many":
                    lines = record[field.name].copy_data()
                    values[field.name] = [Command.create(line) for line in lines if line]
            result.append(values)
        return result

    def _fetch_to_copy(self, fields: Iterable[Field]) -> None:
        """Bring what is copied into the cache, for all records together."""
        own = [field for field in fields if field.store and not field.inherited]
        self._fetch_missing([field.name for field in own])
        for field in own:
            if field.type == "one2many" and (lines := self.mapped(field.name)):
                lines._fetch_missing([name for name, other in lines._fields.items() if other.store and other.copy])

    def _own_names(self) -> Collection[str]:
        return [name for name, field in self._fields.items() if not field.inherited]

    def copy(self, default: Mapping[str, Any] | None = None) -> Self:
        """Create copies of these records.

        Args:
            default: values that replace those of the records.

        Raises:
            AccessError: the user may not read one of the records, or not create such.
        """
        self.check_access("read")
        origin = self.with_context(active_test=False)
        vals_list = origin.copy_data(default)
        copies: Self = self.create(vals_list)
        self.copy_translations(copies, excluded=default or ())
        return copies

    # -- translations ------------------------------------------------------------------------------------------------

    def copy_translations(self, new: Self, excluded: Collection[str] = ()) -> None:
        """Give copies the translations of these records and of their lines, of the fields that were copied.

        What a copy says in the user's language stays, as ``create`` was given it: the other languages are added. A
        field translated by its terms has those terms translated that the copy still has.

        Args:
            new: the copies, in the order of these records.
            excluded: fields that were not copied.
        """
        if not self._ids or len(self.pool.languages(self.env)) < 2:
            return
        translated = [field for field in self._translated_to_copy() if field.name not in excluded]
        if translated:
            self._merge_translations(new, translated)
        for link in self._inherits.values():
            if link not in excluded:
                parents, copies = self.sudo()[link], new.sudo()[link]
                if len(parents) == len(self) == len(copies):
                    parents.copy_translations(copies, excluded)
        for field in self._translated_lines():
            if field.name not in excluded:
                self._copy_lines_translations(new, field)

    def _translated_to_copy(self) -> list[Field]:
        """Return the own fields whose translations a copy takes over."""
        return [f for f in self._fields.values() if f.translate and f.is_stored_column and f.copy and not f.inherited]

    def _translated_lines(self) -> list[Field]:
        """Return the fields of lines that are copied along and have, or whose lines have, translated fields."""
        return self._derived(  # type: ignore[no-any-return] # what the function returns
            "translated_lines",
            lambda: [field for field in _copied_lines(self) if _reaches_translations(self.env[field.comodel_name])],  # type: ignore[index] # lines have a model
        )

    def _copy_lines_translations(self, new: Self, field: Field) -> None:
        """Copy the translations of lines; a copy that has other lines than its original keeps what it has."""
        old_ids: list[int] = []
        new_ids: list[int] = []
        for old, copy in zip(self.with_context(active_test=False), new.with_context(active_test=False), strict=True):
            lines, copied = old[field.name]._ids, sorted(copy[field.name]._ids)
            if len(lines) == len(copied):
                old_ids += lines
                new_ids += copied
        comodel = self.env[field.comodel_name]  # type: ignore[index] # lines have a model
        comodel.browse(old_ids).copy_translations(comodel.browse(new_ids))

    def _merge_translations(self, new: Self, fields: list[Field]) -> None:
        """Write the translations of fields to the copies: one statement that reads, one that writes."""
        names = [field.name for field in fields]
        self.flush_model(names)
        table = SQL.identifier(self._table)
        columns = [SQL.identifier(name) for name in names]
        self.env.cr.execute(
            SQL("SELECT id, %s FROM %s WHERE id = ANY(%s)", SQL(", ").join(columns), table, [*self._ids, *new._ids])
        )
        stored = {row[0]: row[1:] for row in self.env.cr.fetchall()}
        lang = self.env._lang
        merged: dict[int, list[Any]] = {}
        for old_id, new_id in zip(self._ids, new._ids, strict=True):
            before, now = stored.get(old_id), stored.get(new_id)
            if before and now and any(values and len(values) > 1 for values in before):
                merged[new_id] = [
                    field.terms.copied(*pair, lang)  # type: ignore[attr-defined] # a field of text
                    for field, pair in zip(fields, zip(before, now, strict=True), strict=True)
                ]
        if not merged:
            return
        arrays = [
            SQL("%s::jsonb[]", [None if value is None else orjson.dumps(value).decode() for value in column])
            for column in zip(*merged.values(), strict=True)
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s FROM unnest(%s::int4[], %s) AS copied(id, %s) WHERE %s.id = copied.id",
                table,
                SQL(", ").join(SQL("%s = copied.%s", column, column) for column in columns),
                list(merged),
                SQL(", ").join(arrays),
                SQL(", ").join(columns),
                table,
            )
        )
        for field in fields:
            self.env.transaction.forget(field, merged)


def _copied_lines(model: Any) -> list[Field]:
    """Return the fields of a model whose lines are copied with a record."""
    return [field for field in model._fields.values() if field.type == "one2many" and field.copy and field.store]


def _reaches_translations(model: Any) -> bool:
    """Tell whether a copy of a model's record has translations to take over: its own, or those of its lines."""
    seen: set[str] = set()
    todo = [model]
    while todo:
        current = todo.pop()
        if current._name in seen:
            continue
        seen.add(current._name)
        if current._translated_to_copy():
            return True
        todo += [current.env[link] for link in current._inherits]
        todo += [current.env[field.comodel_name] for field in _copied_lines(current)]
    return False


__all__ = ["CopyingMixin"]
