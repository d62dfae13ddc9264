"""How code reads and assigns fields: the descriptor, and the ways to a value that is not in the cache."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from trivium.data.postgres.account import current
from trivium.exceptions import AccessError, MissingError
from trivium.orm.identifiers import NewId
from trivium.orm.transaction import ABSENT
from trivium.orm.underway import begin
from trivium.orm.utils import PREFETCH_MAX, expand_ids

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from trivium.orm.identifiers import IdType


def determine(needle: Any, records: Any, *args: Any) -> Any:
    """Call a method given by name, or a function of records, with `records`.

    Raises:
        TypeError: `needle` is neither, or names a method of the interpreter.
    """
    if isinstance(needle, str):
        if needle.startswith("__"):
            raise TypeError(f"{records}: {needle!r} cannot be called from a field")
        return getattr(records, needle)(*args)
    if callable(needle):
        return needle(records, *args)
    raise TypeError(f"{needle!r} is neither a method's name nor a function")


def resolve_mro(model: Any, name: str, predicate: Any) -> list[Any]:
    """Return the values of a class attribute along the model's bases, while `predicate` holds for them."""
    result = []
    for cls in type(model).__mro__:
        if name in cls.__dict__:
            value = cls.__dict__[name]
            if not predicate(value):
                break
            result.append(value)
    return result


class FieldValues:
    """Reading, computing and assigning values."""

    # -- reading -----------------------------------------------------------------------------------------------------

    def __get__(self: Any, record: Any, owner: Any = None) -> Any:
        try:
            (id_,) = record._ids
            value = record.env._readable[self][id_]
        except KeyError:
            value = self.miss(record)
        except (AttributeError, ValueError):
            return self.get_other(record)
        return False if value is None else value

    def get_other(self: Any, record: Any) -> Any:
        """Return what the field is on anything but one record: itself on a class, the empty value on no records.

        To be called where reading it as of one record has failed.

        Raises:
            ValueError: there are several records.
            Exception: the failure, where there is one record after all.
        """
        if record is None:
            return self
        if len(record._ids) == 1:
            raise  # noqa: PLE0704 - the caller handles the failure
        if record._ids:
            record.ensure_one()
        return self.convert_to_record(self.null, record)

    def cached(self: Any, record: Any) -> Any:
        """Return the cached value of one record, fetched or computed where it was missing."""
        try:
            return record.env._readable[self][record._ids[0]]
        except KeyError:
            return self.miss(record)

    def miss(self: Any, record: Any) -> Any:
        """Compute, fetch or derive the value of one record that is not in the cache.

        Raises:
            MissingError: the record does not exist.
        """
        if self.groups and not record.env.su:
            record._check_field_access(self, "read")
        env = record.env
        id_ = record._ids[0]
        column = env._columns[self]
        transaction = env.transaction
        pending = transaction.pending.get(self)
        if pending and id_ in pending:
            self.recompute_around(record, pending)
            if id_ and id_ not in column:  # the method has left the value as it was
                self.fetch_around(record, column)
        elif self.store and id_ and not isinstance(id_, NewId):
            self.fetch_around(record, column)
        elif self.compute:
            self.compute_around(record, column)
        elif isinstance(id_, NewId) and id_.origin:
            column[id_] = self.value_of_origin(record)
        else:
            column[id_] = self.value_of_new(record)
        value = column.get(id_, ABSENT)
        if value is ABSENT:
            if id_ and not isinstance(id_, NewId):
                record._raise_missing(self)
            value = column[id_] = self.null
        return value

    def fetch_around(self: Any, record: Any, column: dict[Any, Any]) -> None:
        """Fetch the value of a record together with those of the records that were found with it."""
        id_ = record._ids[0]
        ids = [id_]
        if self.prefetch:
            pending = record.env.transaction.pending.get(self, ())
            others = (i for i in expand_ids(id_, record._prefetch_ids) if i not in column and i not in pending)
            ids = list(itertools.islice(others, PREFETCH_MAX)) or ids
            if ids[0] != id_:
                ids.insert(0, id_)
        if len(ids) == 1 and (profile := current.account.profile) is not None:
            profile.fetched_alone(self)
        try:
            record.browse(ids)._fetch_field(self)
        except AccessError:  # of a record found with this one: this one may be readable all the same
            if len(ids) == 1:
                raise
            record.browse([id_])._fetch_field(self)

    def recompute_around(self: Any, record: Any, pending: Collection[IdType]) -> None:
        """Compute an outdated value, with the other outdated ones unless the field is recursive."""
        if isinstance(record._ids[0], NewId) or record._ids[0] in record.env.transaction.protected.get(self, ()):
            # New records are computed when they are read. In a batch of a recursive field that is under way, what
            # another record needs comes first.
            records = record
        else:
            ids = list(itertools.islice((id_ for id_ in pending if id_), PREFETCH_MAX))  # new ids are false
            if record._ids[0] not in ids:
                ids.append(record._ids[0])
            records = record.browse(ids)
        self.recompute(records)

    def compute_around(self: Any, record: Any, column: dict[Any, Any]) -> None:
        """Compute a value that is not stored, with those of the records that were found with it."""
        id_ = record._ids[0]
        transaction = record.env.transaction
        busy = transaction.protected.get(self, ())
        if id_ in busy:
            if not self.recursive or (self, id_) in transaction.computing:
                column[id_] = self.value_being_computed(record)
            else:
                transaction.computing.add((self, id_))
                try:
                    self.compute_value(record)
                finally:
                    transaction.computing.discard((self, id_))
            return
        missing = (i for i in expand_ids(id_, record._prefetch_ids) if i not in column and i not in busy)
        records = record.browse(list(itertools.islice(missing, PREFETCH_MAX)) or [id_])
        try:
            self.compute_value(records)
        except (AccessError, MissingError):  # of a record found with this one
            if len(records) == 1:
                raise
            self.compute_value(record)

    def value_being_computed(self: Any, record: Any) -> Any:
        """Return what a compute method sees when it reads the field it is computing."""
        id_ = record._ids[0]
        if isinstance(id_, NewId) and id_.origin:
            return self.value_of_origin(record)
        return self.null

    def value_of_origin(self: Any, record: Any) -> Any:
        """Return the cached form, for a new record, of the value of the saved record behind it."""
        value = self.__get__(record._origin)
        return self.convert_to_cache(value, record, validate=False)

    def value_of_new(self: Any, record: Any) -> Any:
        """Return the cached form of the value of a new record that has none: the default."""
        if self.default is None and f"default_{self.name}" not in record.env.context:
            return self.null
        column = record.env._columns[self]
        column[record._ids[0]] = self.null  # a default may look at the record
        defaults = record.default_get([self.name])
        return self.convert_to_cache(defaults[self.name], record) if self.name in defaults else self.null

    # -- computing ---------------------------------------------------------------------------------------------------

    def compute_value(self: Any, records: Any) -> None:
        """Call the compute method for records, with all fields that it computes protected."""
        env = records.env
        if self.compute_sudo and not env.su:
            records = records.sudo()
        if (
            env.context
            and "bin_size" not in self.context_keys
            and (sizes := [k for k in env.context if k.startswith("bin_size")])
        ):
            # what is computed is for everybody: from the contents of files, not from their sizes
            records = records.with_context(**dict.fromkeys(sizes, False))
        computation = env.registry.graph.computations[self]
        fields, stored = computation.fields, computation.stored
        transaction = env.transaction
        ids = records._ids
        batch = computation.recursive and len(ids) > 1
        if not batch:
            for field in stored:
                if field in transaction.pending:
                    transaction.restore(field, ids)
        underway = begin(transaction, fields, records)
        protected = transaction.protected
        before = {field: protected[field] for field in fields if field in protected} if protected else {}
        busy = frozenset(ids)
        for field in fields:
            protected[field] = busy.union(before[field]) if field in before else busy
        try:
            # In a batch of a recursive field values stay outdated until they are assigned: a record that needs
            # the value of another one of the batch finds it missing, and has it computed first.
            records._compute_field_value(self)
            if batch:
                for field in stored:
                    transaction.restore(field, ids)
        except Exception:
            for field in stored:
                real = [id_ for id_ in ids if not isinstance(id_, NewId)]
                if real:
                    transaction.outdate(field, real)
            raise
        finally:
            transaction.underway.pop()
            for field in fields:
                if field in before:
                    protected[field] = before[field]
                elif field in protected:
                    del protected[field]
        if underway.seen:
            underway.settle()

    def recompute(self: Any, records: Any) -> None:
        """Compute outdated values of a stored field; records that are gone meanwhile are passed over."""
        try:
            self.compute_value(records)
        except MissingError:
            existing = records.exists()
            gone = records - existing
            if not gone:
                raise
            for field in records.pool.graph.computations[self].fields:
                records.env.transaction.restore(field, gone._ids)
                records.env.transaction.forget(field, gone._ids)
            if existing:
                self.compute_value(existing)

    def determine_inverse(self: Any, records: Any) -> None:
        """Call the inverse method for records."""
        determine(self.inverse, records)

    def determine_group_expand(self: Any, records: Any, values: Any, domain: Any) -> Any:
        """Return the groups to show, also empty ones, when grouping by the field."""
        if self.group_expand is True:
            return records._read_group_expand_full(values, domain)
        return determine(self.group_expand, records, values, domain)

    # -- assigning ---------------------------------------------------------------------------------------------------

    def refused(self: Any, value: Any, error: Exception) -> ValueError | TypeError:
        """Return the error to raise for a value that cannot be converted, with the field's name and what it takes."""
        kind = ValueError if isinstance(error, ValueError | OverflowError) else TypeError
        return kind(f"Wrong value for {self}: {value!r} is not {self._expects}")

    def __set__(self: Any, records: Any, value: Any) -> None:
        env = records.env
        ids = records._ids
        busy = env.transaction.protected.get(self)
        if busy and len(ids) == 1 and ids[0] in busy:
            self.write(records, value)
            return
        protected, new, saved = [], [], []
        for id_ in ids:
            if busy and id_ in busy:
                protected.append(id_)
            elif not id_ or isinstance(id_, NewId):
                new.append(id_)
            else:
                saved.append(id_)
        if protected:
            self.write(records.browse(protected), value)
        if new:
            self.write_new(records.browse(new), value)
        if saved:
            records = records if len(saved) == len(ids) else records.browse(saved)
            records.write({self.name: self.convert_to_write(self.to_record(value, records), records)})

    def to_record(self: Any, value: Any, records: Any) -> Any:
        """Return an assigned value as code would see it."""
        return self.convert_to_record(self.convert_to_cache(value, records, validate=False), records)

    def write_new(self: Any, records: Any, value: Any) -> None:
        """Assign the value of records that are not saved, and outdate what depends on it."""
        fields = records.pool.graph.computations[self].fields
        with records.env.protecting(fields, records):
            if self.relational:
                records.modified([self.name], before=True)
            self.write(records, value)
            records.modified([self.name])
        if self.inherited:
            parents = records[self.related_path[0]]
            new_parents = parents.filtered(lambda parent: not parent.id)
            if new_parents:
                new_parents[self.name] = value

    def write(self: Any, records: Any, value: Any) -> None:
        """Put a value into the cache of `records`, to be written to the database at the next flush.

        Nothing that depends on it is outdated: that is the caller's part.
        """
        self.put(records, self.convert_to_cache(value, records))

    def put(self: Any, records: Any, cached: Any) -> None:
        """Put a value in its cached form into the cache of `records`, to be written at the next flush."""
        env = records.env
        ids = records._ids
        transaction = env.transaction
        pending = transaction.pending.get(self)
        if pending:
            transaction.restore(self, ids)
        column = env._columns[self]
        if len(ids) == 1:
            id_ = ids[0]
            if column.get(id_, ABSENT) == cached and type(column[id_]) is type(cached):
                return
            column[id_] = cached
            if not isinstance(id_, NewId) and self.is_stored_column:
                transaction.mark_dirty(self, ids, env.cache_key(self) if self.context_keys else ())
            return
        changed = [id_ for id_ in ids if column.get(id_, ABSENT) != cached]
        column.update(dict.fromkeys(changed, cached))
        if self.is_stored_column:
            real = [id_ for id_ in changed if not isinstance(id_, NewId)]
            if real:
                transaction.mark_dirty(self, real, env.cache_key(self) if self.context_keys else ())

    def create(self: Any, record_values: Iterable[tuple[Any, Any]]) -> None:
        """Set the field on records just created: for fields that are not columns of their table."""
        for record, value in record_values:
            self.write(record, value)

    def is_blank_after(self: Any, _value: Any) -> bool:
        """Tell whether a value given to a record just created leaves it as it is without one; of no column."""
        return False

    def read(self: Any, records: Any) -> None:
        """Fill the cache for records: for stored fields that are not columns of their table."""
        raise NotImplementedError(f"{self} has no column and does not say how it is read")

    def read_ahead(self: Any, records: Any) -> None:
        """Fill the cache for records whose values code is about to use."""
        self.read(records)
