"""What the environments of one cursor share: cached values, what is to be written, what is to be computed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .environment import Environment
    from .fetching import Loader
    from .fields import Field
    from .identifiers import IdType
    from .registry import Registry
    from .underway import Underway
    from .visibility import Visibility

Column = dict[Any, Any]
"""The cached values of a field: id -> value."""

NO_KEY: tuple[Any, ...] = ()
MAX_ENVIRONMENTS = 500


class Transaction:
    """The state behind the environments of a cursor.

    Attributes:
        registry: the registry of the database.
        columns: field -> context key -> column. The key is ``()`` but for fields that depend on the context. A
            column object is never replaced while the transaction lives, so environments keep references to it.
        blanks: model -> what is known of rows made in the transaction, for the columns that nobody has asked for yet.
        fetched: model -> what was fetched, for the columns that nobody has asked for yet.
        dirty: field -> ids whose cached value is not in the database yet, in the order of assignment.
        dirty_keys: for fields stored as one value per language or company: field -> context key -> ids.
        pending: stored computed field -> id -> the value it had in the cache before it became outdated, or
            :data:`ABSENT`. A pending id is never in the field's column, so that reading it misses and computes.
        referrers: many2one -> id -> ids of the records whose row refers to it, as the database has it.
        underway: computations that have begun and not ended, the innermost last.
        unsaved: model -> ids of the new records that were made.
        visibilities: user, companies and model -> which records they may read, as far as somebody asked.
        protected: field -> ids that are being assigned or computed, where assignment only fills the cache.
        computing: values of recursive fields that are being computed for one record, because another needs them.
        environments: the environments made so far, by user, mode and context.
        default_env: the environment that flushes, unless the caller has one: that of the user who is served, or else
            the first of anybody.
    """

    __slots__ = (
        "__weakref__",
        "blanks",
        "columns",
        "computing",
        "default_env",
        "dirty",
        "dirty_keys",
        "environments",
        "fetched",
        "pending",
        "protected",
        "referrers",
        "registry",
        "underway",
        "unsaved",
        "visibilities",
    )

    registry_of: ClassVar[type[Registry]]
    """Finds the registry of a database by its name; `registry` sets it, as it knows transactions."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.columns: defaultdict[Field, dict[tuple[Any, ...], Column]] = defaultdict(dict)
        self.blanks: dict[str, Blank] = {}
        self.fetched: dict[str, list[Fetched]] = {}
        self.dirty: dict[Field, dict[IdType, None]] = {}
        self.dirty_keys: dict[Field, dict[tuple[Any, ...], dict[IdType, None]]] = {}
        self.pending: dict[Field, dict[IdType, Any]] = {}
        self.unsaved: dict[str, dict[IdType, None]] = {}
        self.referrers: dict[Field, dict[int, list[int]]] = {}
        self.visibilities: dict[tuple[Any, ...], Visibility] = {}
        self.underway: list[Underway] = []
        self.computing: set[tuple[Field, IdType]] = set()
        self.protected: dict[Field, frozenset[IdType]] = {}
        self.environments: dict[Any, Environment] = {}
        self.default_env: Environment | None = None

    def column(self, field: Field, key: tuple[Any, ...]) -> Column:
        """Return the column of `field` under a context key, made if it was not there."""
        by_key = self.columns[field]
        column = by_key.get(key)
        if column is None:
            column = by_key[key] = self.first_values(field, key)
        return column

    def first_values(self, field: Field, key: tuple[Any, ...]) -> Column:
        """Return what is known of a column that nobody has asked for yet: what rows made or fetched meanwhile hold."""
        column: Column = {}
        if key:
            return column
        name = field.model_name
        if name in self.blanks and field in (blank := self.blanks[name]).nulls:
            column = dict.fromkeys(blank.ids, blank.nulls[field])
        if name in self.fetched:
            for fetched in self.fetched[name]:
                if field in fetched.loaders:
                    column.update(fetched.values(field))
        return column

    def columns_of(self, field: Field) -> Mapping[tuple[Any, ...], Column]:
        """Return the columns of `field` by context key, also those that nobody has asked for yet."""
        by_key = self.columns.get(field)
        if by_key is None or NO_KEY not in by_key:
            name = field.model_name
            if (name in self.blanks or name in self.fetched) and field.store and not field.context_keys:
                self.column(field, NO_KEY)
                return self.columns[field]
        return {} if by_key is None else by_key

    def has_seen(self, model_name: str, id_: IdType) -> bool:
        """Tell whether the row was made or fetched in this transaction, and nothing forgotten since: it is there."""
        blank = self.blanks.get(model_name)
        if blank is not None and id_ in blank.ids:
            return True
        return any(id_ in fetched.ids for fetched in self.fetched.get(model_name, ()))

    def enter_fetched(self, model_name: str, fetched: Fetched) -> None:
        """Take in what was fetched of rows: into the columns that are there, and aside for those asked for later."""
        for field in fetched.loaders.keys() & self.columns.keys():
            if NO_KEY in (by_key := self.columns[field]):
                by_key[NO_KEY].update(fetched.values(field))
        self.fetched.setdefault(model_name, []).append(fetched)

    def enter_blank(self, model_name: str, ids: Collection[int], nulls: Mapping[Field, Any]) -> None:
        """Say what rows that were just made hold in the columns that nothing was given for.

        Args:
            model_name: the rows' model.
            ids: of the rows, whose given values are cached already.
            nulls: field -> what the cache holds of it.
        """
        for field, by_key in self.columns.items():
            if field in nulls and NO_KEY in by_key:
                by_key[NO_KEY].update(dict.fromkeys(ids, nulls[field]))
        blank = self.blanks.get(model_name)
        if blank is None:
            blank = self.blanks[model_name] = Blank(nulls)
        elif blank.nulls is not nulls:
            blank.nulls = {**blank.nulls, **nulls}
        blank.ids.update(dict.fromkeys(ids))

    @staticmethod
    def now() -> datetime.datetime:
        """Return the current time as it is stored: naive UTC."""
        return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)

    # -- outdated values ---------------------------------------------------------------------------------------------

    def forget(self, field: Field, ids: Iterable[IdType]) -> None:
        """Drop cached values of a field, unless they are still to be written."""
        by_key = self.columns_of(field)
        if not by_key:
            return
        dirty = self.dirty.get(field)
        if dirty:
            ids = [id_ for id_ in ids if id_ not in dirty]
        for column in by_key.values():
            if column:
                for id_ in ids:
                    column.pop(id_, None)

    def forget_field(self, field: Field) -> None:
        """Drop all cached values of a field, unless they are still to be written."""
        dirty = self.dirty.get(field)
        for column in self.columns_of(field).values():
            if dirty:
                for id_ in [id_ for id_ in column if id_ not in dirty]:
                    del column[id_]
            else:
                column.clear()

    def outdate(self, field: Field, ids: Iterable[IdType]) -> None:
        """Mark a stored computed field to be computed for `ids`; their values stay aside until then."""
        pending = self.pending.setdefault(field, {})
        by_key = self.columns_of(field)
        column = by_key.get(NO_KEY)
        if column is None:
            for id_ in ids:
                pending.setdefault(id_, ABSENT)
            if by_key:
                dirty = self.dirty.get(field, ())
                for other in by_key.values():
                    for id_ in pending:
                        if id_ not in dirty:
                            other.pop(id_, None)
            return
        for id_ in ids:
            if id_ not in pending:
                pending[id_] = column.pop(id_, ABSENT)

    def restore(self, field: Field, ids: Iterable[IdType]) -> None:
        """Take `ids` off the pending ones, and put the values they had back into the cache."""
        pending = self.pending.get(field)
        if not pending:
            return
        column = self.column(field, NO_KEY) if not field.context_keys else None
        for id_ in ids:
            old = pending.pop(id_, ABSENT)
            if old is not ABSENT and column is not None:
                column.setdefault(id_, old)
        if not pending:
            self.pending.pop(field, None)

    def mark_dirty(self, field: Field, ids: Iterable[IdType], key: tuple[Any, ...]) -> None:
        """Say that the cached values of a stored field under a context key are to be written."""
        dirty = self.dirty.get(field)
        if dirty is None:
            dirty = self.dirty[field] = {}
        dirty.update(dict.fromkeys(ids))
        if field.context_keys:
            keys = self.dirty_keys.setdefault(field, {})
            keys.setdefault(key, {}).update(dict.fromkeys(ids))
            if field.translate:
                self._forget_translations(field, ids, key, keys)

    def _forget_translations(
        self, field: Field, ids: Iterable[IdType], key: tuple[Any, ...], keys: dict[tuple[Any, ...], dict[IdType, None]]
    ) -> None:
        """Forget values in other languages: they may stand for the one just assigned, and go where that is none."""
        columns = self.columns[field]
        values = columns[key]
        for other, column in columns.items():
            if other != key:
                kept = keys.get(other, {})
                for id_ in ids:
                    if id_ in column and values.get(id_) is None:
                        column[id_] = None
                        kept.pop(id_, None)
                    elif id_ not in kept:
                        column.pop(id_, None)

    def doubt_visibilities(self) -> None:
        """Ask again who may read what: something was written that rules may speak of."""
        for known in self.visibilities.values():
            known.doubt()

    # -- as a whole --------------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Compute what is pending and write what is dirty."""
        if (self.dirty or self.pending) and self.default_env is not None:
            self.default_env.flush_all()

    def clear(self) -> None:
        """Forget everything that is not in the database: after a rollback."""
        self.invalidate()
        for waiting in (self.dirty, self.dirty_keys, self.pending):
            if waiting:
                waiting.clear()

    def invalidate(self) -> None:
        """Empty the cache, also of what was to be written."""
        for known in (self.blanks, self.fetched, self.referrers, self.visibilities, self.unsaved):
            if known:
                known.clear()
        for by_key in self.columns.values():
            for column in by_key.values():
                if column:
                    column.clear()

    def invalidate_field_data(self) -> None:
        """Empty the cache: the contract's name of :meth:`invalidate`."""
        self.invalidate()

    def reset(self) -> None:
        """Start over on the registry's current state: after models have changed."""
        self.registry = self.registry_of(self.registry.db_name)
        for env in list(self.environments.values()):
            env.renew(self.registry)
        self.columns.clear()
        self.clear()

    def retire(self) -> None:
        """Let go of the environments: the cursor is closed."""
        environments, self.environments, self.default_env = self.environments, {}, None
        for env in environments.values():
            env.retire()

    # -- the contract's names ----------------------------------------------------------------------------------------

    @property
    def envs(self) -> Collection[Environment]:
        """The environments of the transaction."""
        return self.environments.values()

    @property
    def tocompute(self) -> dict[Field, dict[IdType, Any]]:
        """Stored computed field -> ids to compute."""
        return self.pending

    @property
    def field_data(self) -> dict[Field, dict[tuple[Any, ...], Column]]:
        """Field -> context key -> column."""
        return self.columns

    @property
    def field_dirty(self) -> dict[Field, dict[IdType, None]]:
        """Field -> ids to write."""
        return self.dirty


class Blank:
    """What is known of rows made in a transaction: they have NULL, or nothing, where no value was given.

    A column is filled with it when it is asked for first, which is never for most of them. Columns that were there
    already, and those of given values, are filled when the rows are made.

    Attributes:
        nulls: field -> what the cache holds of it in such a row.
        ids: of the rows.
    """

    __slots__ = ("ids", "nulls")

    def __init__(self, nulls: Mapping[Field, Any]) -> None:
        self.nulls = nulls
        self.ids: dict[int, None] = {}


class Fetched:
    """Columns that were fetched of some rows.

    Most of them are never asked for: what code asks for of a record is fetched together with all that is small.

    Attributes:
        ids: of the rows.
        loaders: field -> its place among the columns, and what makes cached values of those of the database.
    """

    __slots__ = ("_columns", "ids", "loaders")

    def __init__(self, columns: Sequence[Sequence[Any]], loaders: Mapping[Field, tuple[int, Loader | None]]) -> None:
        self._columns = columns
        self.ids: Collection[int] = columns[0]
        self.loaders = loaders

    def values(self, field: Field) -> Iterable[tuple[int, Any]]:
        """Return pairs of id and cached value of a field."""
        place, load = self.loaders[field]
        values = self._columns[place]
        return zip(self._columns[0], values if load is None else load(values), strict=True)


class _Absent:
    """The class of :data:`ABSENT`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""Stands where no value was cached."""
