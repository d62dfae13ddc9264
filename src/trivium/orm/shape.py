"""What follows from the fields of a model: worked out once for each time that the model is composed.

Creating, fetching and flushing ask the same of every field in every call: has it a column, is it computed, what does
NULL look like in the cache. The answers do not change while a registry lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .fetching import Fetches
from .utils import LOG_ACCESS_COLUMNS

if TYPE_CHECKING:
    from .fields import Field
    from .insertion import Insertion

MAX_KEPT = 1000
"""How many sets of fields of a model what follows from them is kept for: clients choose what they create."""

_PLAIN_TYPES: Final[dict[str, type]] = {"boolean": bool, "integer": int, "selection": str}
"""Types of fields of which values of a class are written as they are."""


class Shape:
    """The fields of a model, sorted by how they are handled.

    Args:
        model: the class of the model.

    Attributes:
        fields: the fields by name, as they were when the rest was worked out.
        kept, kept_by_all: the fields whose values nobody gives: ids, paths in trees and, but for superuser code, who
            wrote when.
        direct: the names of those of `columns` whose values are put there and nowhere else.
        every: the fields themselves.
        constrained: the names of the fields with constraints, and whether there are constraints that name theirs when
            asked; None before somebody wants to know.
        columns: by name, the fields with a column of the model's own table, but `id`.
        zeros: those of `columns` that are computed, hold the same value for everybody, and of which the cache knows
            no difference between NULL and zero, each with that value.
        blank: what the cache holds of a new row for each of `columns` that has one value for everybody, and for stored
            fields without a column; but what is computed of those.
        computed: the stored computed fields, by name.
        constants: the defaults that are the same for everybody and written as they are, by the names of their fields.
        guarded: the fields that are for some groups only, by name.
        defaulted: the names of the fields that have a default, or may have that of a record that they are delegated to.
        precomputed: those of `computed` that are computed before a record is made.
        late: the names of the fields whose values are put into the cache after those of others.
        properties: the fields of properties.
        amounts: the stored monetary fields.
        prefetched: prefetch group -> its columns.
        shown: the stored fields that show what is at the end of a path, by the first field of the path, which is stored
            and not computed.
        fetches: the sets of fields that were fetched, or named, so far.
        insertions: names of the columns that values were given for -> how rows are made of them.
        updates: fields with one value, fields with a value for each record, one record or many -> the code of their
            UPDATE.
        missing: fields that are given, and fields that users or the context have defaults for -> names of the fields
            that need a default.
    """

    __slots__ = (
        "amounts", "blank", "columns", "computed", "constants", "constrained", "defaulted", "direct", "every",
        "fetches", "fields", "guarded", "insertions", "kept", "kept_by_all", "late", "missing", "precomputed",
        "prefetched", "properties", "shown", "updates", "zeros",
    )  # fmt: skip

    def __init__(self, model: Any) -> None:
        fields: dict[str, Field] = model._fields
        every = list(fields.values())
        self.fields = fields
        self.every = frozenset(every)
        self.kept_by_all = frozenset(["id", "parent_path"] if model._parent_store else ["id"])
        self.kept = self.kept_by_all.union(LOG_ACCESS_COLUMNS if model._log_access else ())
        self.constrained: tuple[frozenset[str], bool] | None = None
        self.columns = {name: field for name, field in fields.items() if field.is_stored_column and name != "id"}
        self.direct = frozenset(name for name, field in self.columns.items() if not (field.inherited or field.inverse))
        shared = [field for field in self.columns.values() if not field.context_keys]
        self.zeros = [(field, field.null) for field in shared if field.compute and field.null is not None]
        lines = [
            field
            for field in every
            if field.store and not field.column_type and not field.context_keys
            if field.type == "binary" or not field.compute
        ]
        self.blank = {field: field.null for field in [*lines, *shared]}
        self.guarded = {name: field for name, field in fields.items() if field.groups}
        self.constants = {
            name: field.constant_default
            for name, field in fields.items()
            if field.type in _PLAIN_TYPES and field.constant_default.__class__ is _PLAIN_TYPES[field.type]
            if field.constant_default != ""
        }
        self.defaulted = frozenset(field.name for field in every if field.default is not None or field.inherited)
        self.computed = {name: field for name, field in fields.items() if field.compute and field.store}
        self.precomputed = {name: field for name, field in self.computed.items() if field.precompute}
        self.late = frozenset(field.name for field in every if field.write_sequence)
        self.properties: list[Any] = [field for field in every if field.type == "properties"]
        self.amounts: list[Any] = [field for field in every if field.type == "monetary" and field.store]
        self.prefetched: dict[Any, list[Field]] = {}
        self.shown: dict[Field, list[Field]] = {}
        for field in self.computed.values():
            if field.related and not field.context_keys and field.compute == field._compute_related:
                first = fields[field.related_path[0]]
                if first in self.blank and not first.compute:
                    self.shown.setdefault(first, []).append(field)
        self.fetches = Fetches(model._name, fields, self.columns)
        self.insertions: dict[tuple[str, ...], Insertion] = {}
        self.updates: dict[tuple[tuple[Field, ...], tuple[Field, ...], bool], str] = {}
        self.missing: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
        for field in self.columns.values():
            self.prefetched.setdefault(field.prefetch, []).append(field)
