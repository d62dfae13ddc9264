"""The cache by the interface that addons know: a view on the columns of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .transaction import ABSENT, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .fields import Field


class Cache:
    """Look-ups and updates of cached values, record by record and set by set.

    The engine itself works on the columns directly (``env._columns[field]``).
    """

    __slots__ = ("transaction",)

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction

    def contains(self, record: Any, field: Field) -> bool:
        """Tell whether the value of the field is cached for the record."""
        return record.id in record.env._columns[field]

    def contains_field(self, field: Field) -> bool:
        """Tell whether any value of the field is cached."""
        return any(self.transaction.columns_of(field).values())

    def get(self, record: Any, field: Field, default: Any = ABSENT) -> Any:
        """Return the cached value.

        Raises:
            KeyError: it is not cached and no default is given.
        """
        value = record.env._columns[field].get(record._ids[0], default)
        if value is ABSENT:
            raise KeyError(f"{field} of {record} is not cached")
        return value

    def set(self, record: Any, field: Field, value: Any, dirty: bool = False) -> None:
        """Cache a value; `dirty` says that it is to be written."""
        self.update(record, field, [value], dirty=dirty)

    def update(self, records: Any, field: Field, values: Iterable[Any], dirty: bool = False) -> None:
        """Cache the values of records, in their order; `dirty` says that they are to be written."""
        records.env._columns[field].update(zip(records._ids, values, strict=False))
        if dirty:
            self.transaction.mark_dirty(field, records._ids, records.env.cache_key(field))

    update_raw = update

    def insert_missing(self, records: Any, field: Field, values: Iterable[Any]) -> None:
        """Cache values where none is cached."""
        column = records.env._columns[field]
        for id_, value in zip(records._ids, values, strict=False):
            column.setdefault(id_, value)

    def patch(self, records: Any, field: Field, new_id: Any) -> None:
        """Add an id to the cached values of a x2many field."""
        column = records.env._columns[field]
        for id_ in records._ids:
            if id_ in column and new_id not in column[id_]:
                column[id_] = (*column[id_], new_id)

    def patch_and_set(self, record: Any, field: Field, value: Any) -> Any:
        """Cache the value of one record and return it."""
        self.set(record, field, value)
        return value

    def remove(self, record: Any, field: Field) -> None:
        """Forget the value of one record."""
        for column in self.transaction.columns_of(field).values():
            column.pop(record.id, None)

    def get_values(self, records: Any, field: Field) -> Iterator[Any]:
        """Yield the cached values of records, passing over those without one."""
        column = records.env._columns[field]
        for id_ in records._ids:
            if id_ in column:
                yield column[id_]

    def get_until_miss(self, records: Any, field: Field) -> list[Any]:
        """Return the cached values of records up to the first without one."""
        column = records.env._columns[field]
        values = []
        for id_ in records._ids:
            if id_ not in column:
                break
            values.append(column[id_])
        return values

    def get_missing_ids(self, records: Any, field: Field) -> Iterator[Any]:
        """Yield the ids of the records without a cached value."""
        column = records.env._columns[field]
        return (id_ for id_ in records._ids if id_ not in column)

    def get_records_different_from(self, records: Any, field: Field, value: Any) -> Any:
        """Return the records whose value is not cached, or another one."""
        column = records.env._columns[field]
        return records.browse([id_ for id_ in records._ids if column.get(id_, ABSENT) != value])

    def get_records(self, model: Any, field: Field, all_contexts: bool = False) -> Any:
        """Return the records of which a value is cached."""
        if not all_contexts:
            return model.browse(list(model.env._columns[field]))
        return model.browse(
            list(dict.fromkeys(id_ for column in self.transaction.columns_of(field).values() for id_ in column))
        )

    def get_fields(self, record: Any) -> Iterator[Field]:
        """Yield the fields of which the record has a cached value."""
        for name, field in record._fields.items():
            if name != "id" and record.id in record.env._columns[field]:
                yield field

    def get_dirty_fields(self) -> Iterable[Field]:
        """Return the fields that have values to write."""
        return self.transaction.dirty.keys()

    def has_dirty_fields(self, records: Any, fields: Iterable[Field] | None = None) -> bool:
        """Tell whether one of the records has a value to write."""
        dirty = self.transaction.dirty
        chosen = dirty if fields is None else [field for field in fields if field in dirty]
        return any(
            field.model_name == records._name and not dirty[field].keys().isdisjoint(records._ids) for field in chosen
        )

    def clear_dirty_field(self, field: Field) -> Iterable[Any]:
        """Say that nothing of the field is to be written, and return the ids that were."""
        self.transaction.dirty_keys.pop(field, None)
        return self.transaction.dirty.pop(field, {})

    def filtered_dirty_records(self, records: Any, field: Field) -> Any:
        """Return the records whose value is to be written."""
        dirty = self.transaction.dirty.get(field, ())
        return records.browse([id_ for id_ in records._ids if id_ in dirty])

    def filtered_clean_records(self, records: Any, field: Field) -> Any:
        """Return the records whose value is not to be written."""
        dirty = self.transaction.dirty.get(field, ())
        return records.browse([id_ for id_ in records._ids if id_ not in dirty])

    def invalidate(self, spec: Iterable[tuple[Field, Iterable[Any] | None]] | None = None) -> None:
        """Forget values: all, or those of pairs of a field and ids (None for all of them)."""
        if spec is None:
            self.transaction.invalidate()
            return
        for field, ids in spec:
            if ids is None:
                self.transaction.forget_field(field)
            else:
                self.transaction.forget(field, ids)

    def clear(self) -> None:
        """Forget all values, also those that are to be written."""
        self.transaction.clear()

    def check(self, env: Any) -> None:
        """Compare cached values of stored fields with the database.

        Raises:
            AssertionError: a value differs.
        """
        dirty = self.transaction.dirty
        for name in {*self.transaction.blanks, *self.transaction.fetched}:
            for field in env.registry[name]._fields.values():
                self.transaction.columns_of(field)
        for field, by_key in list(self.transaction.columns.items()):
            if not field.is_stored_column or field.context_keys or field.name == "id" or field.prefetch is False:
                continue
            column = by_key.get((), {})
            ids = [id_ for id_ in column if isinstance(id_, int) and id_ not in dirty.get(field, ())]
            cached = {id_: column[id_] for id_ in ids}
            model = env(su=True)[field.model_name].with_context(active_test=False)
            rows = env.execute_query(model._check_cache_query(field, ids)) if ids else []
            for id_, value in rows:
                expected = field.column_to_cache(value)
                if expected != cached[id_]:
                    raise AssertionError(f"{field} of {id_}: {cached[id_]!r} is cached, {expected!r} is stored")
