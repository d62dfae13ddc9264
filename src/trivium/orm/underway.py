"""Computations under way, and what was computed meanwhile from values that they have not assigned yet.

A compute method may search, and a search has outdated fields computed that it reads. Where such a field depends on the
one under way it sees the value before: it is outdated once more when the new value is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .fields import Field
    from .identifiers import IdType
    from .transaction import Transaction


class Underway:
    """Fields that one method computes for some records.

    Attributes:
        fields: the fields.
        records: the records.
        seen: field -> id -> the value when something was computed that depends on the field.
    """

    __slots__ = ("fields", "records", "seen")

    def __init__(self, fields: Collection[Field], records: Any) -> None:
        self.fields = fields
        self.records = records
        self.seen: dict[Field, dict[Any, Any]] = {}

    def notice(self, computed: Iterable[Field]) -> None:
        """Note the values as they are if one of the fields that are computed now depends on them."""
        reach = self.records.pool.graph.reach
        for field in self.fields:
            if field not in self.seen and any(other in reach(field) and other not in self.fields for other in computed):
                column = self.records.env._columns[field]
                self.seen[field] = {id_: column[id_] for id_ in self.records._ids if id_ in column}

    def settle(self) -> None:
        """Outdate what was computed from values that have changed since."""
        for field, values in self.seen.items():
            column = self.records.env._columns[field]
            changed = [id_ for id_ in self.records._ids if id_ not in values or column.get(id_) != values[id_]]
            if changed:
                self.records.browse(changed).modified([field.name])


class Protection:
    """Keeps fields from being outdated or written through in a ``with`` block that sets their values.

    Args:
        transaction: where the fields are protected.
        pairs: fields, with the records that they are set on.
    """

    __slots__ = ("_before", "_pairs", "_protected")

    def __init__(self, transaction: Transaction, pairs: Iterable[tuple[Iterable[Field], Any]]) -> None:
        self._protected = transaction.protected
        self._pairs = pairs
        self._before: list[tuple[Field, frozenset[IdType] | None]] = []

    def __enter__(self) -> None:
        protected, before = self._protected, self._before
        for fields, records in [(tuple(fields), records) for fields, records in self._pairs]:
            ids = frozenset(records._ids)
            for field in fields:
                current = protected.get(field)
                before.append((field, current))
                protected[field] = ids.union(current) if current else ids

    def __exit__(self, *_error: object) -> None:
        for field, previous in reversed(self._before):
            if previous is None:
                self._protected.pop(field, None)
            else:
                self._protected[field] = previous


def begin(transaction: Transaction, fields: Collection[Field], records: Any) -> Underway:
    """Tell those under way that these fields are computed now, and note these as under way too."""
    for other in transaction.underway:
        other.notice(fields)
    underway = Underway(fields, records)
    transaction.underway.append(underway)
    return underway
