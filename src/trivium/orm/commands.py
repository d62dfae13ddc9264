"""Commands that say how a one2many or many2many field changes."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

CommandValue: TypeAlias = "tuple[int, int | str, Any]"


class Command(enum.IntEnum):
    """The kinds of commands, and constructors for each.

    A field takes a list of commands, applied in order, each a triple ``(kind, id, values)``.
    """

    CREATE = 0
    UPDATE = 1
    DELETE = 2
    UNLINK = 3
    LINK = 4
    CLEAR = 5
    SET = 6

    @classmethod
    def create(cls, values: dict[str, Any]) -> CommandValue:
        """Create a record with `values` and link it."""
        return (cls.CREATE, 0, values)

    @classmethod
    def update(cls, id: int, values: dict[str, Any]) -> CommandValue:  # noqa: A002 - the interface's name
        """Write `values` on the linked record `id`."""
        return (cls.UPDATE, id, values)

    @classmethod
    def delete(cls, id: int) -> CommandValue:  # noqa: A002 - the interface's name
        """Remove the record `id` from the database, and thereby from the relation."""
        return (cls.DELETE, id, 0)

    @classmethod
    def unlink(cls, id: int) -> CommandValue:  # noqa: A002 - the interface's name
        """Take the record `id` out of the relation; the record stays where its link is optional."""
        return (cls.UNLINK, id, 0)

    @classmethod
    def link(cls, id: int) -> CommandValue:  # noqa: A002 - the interface's name
        """Add the existing record `id` to the relation."""
        return (cls.LINK, id, 0)

    @classmethod
    def clear(cls) -> CommandValue:
        """Empty the relation, like :meth:`unlink` on each of its records."""
        return (cls.CLEAR, 0, 0)

    @classmethod
    def set(cls, ids: Iterable[int]) -> CommandValue:
        """Replace the relation by the records `ids`."""
        return (cls.SET, 0, list(ids))
