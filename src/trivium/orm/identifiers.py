"""Identifiers of records that are not in the database yet."""

from __future__ import annotations

import functools
from typing import TypeAlias


@functools.total_ordering
class NewId:
    """The identifier of a record that has not been saved.

    Args:
        origin: the id of the saved record that the new one stands for, if there is one.
        ref: a caller's own mark, such as a virtual id of a client; it makes two new ids equal.

    A new id is false, so that ``if record.id`` tells saved records from new ones.
    """

    __slots__ = ("__weakref__", "origin", "ref")

    def __init__(self, origin: int | None = None, ref: object = None) -> None:
        self.origin = origin
        self.ref = ref

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, NewId):
            return False
        if self.origin:
            return self.origin == other.origin
        return bool(self.ref) and self.ref == other.ref

    def __hash__(self) -> int:
        return hash(self.origin or self.ref or id(self))

    def __lt__(self, other: object) -> bool:
        if isinstance(other, NewId):
            other = other.origin
        if other is None:
            return other is not self.origin
        if isinstance(other, int):
            return bool(self.origin and self.origin < other)
        return NotImplemented

    def __repr__(self) -> str:
        if self.origin:
            return f"<NewId origin={self.origin!r}>"
        return f"<NewId ref={self.ref!r}>" if self.ref else f"<NewId {id(self):#x}>"

    def __str__(self) -> str:
        if self.origin or self.ref:
            return f"NewId_{self.origin or self.ref!r}"
        return f"NewId_{id(self):#x}"


class PassingId(NewId):
    """The identifier of a record that exists while values are computed for one to be made: equal to itself alone."""

    __slots__ = ()

    # the interpreter's own, which take no call: thousands of such ids are looked up at once
    __eq__ = object.__eq__
    __hash__ = object.__hash__


IdType: TypeAlias = int | NewId
"""What identifies a record: a database id, or a :class:`NewId`."""
