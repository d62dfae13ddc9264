"""Values that bring their own text for a statement, as addons written for psycopg 2 make them."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.adapt import Buffer, Dumper

__all__ = ["AsIs", "ISQLQuote", "QuotedDumper"]


class ISQLQuote:
    """A value that knows its own text; addons derive from it and override :meth:`getquoted`.

    Args:
        wrapped: the value.
    """

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    @property
    def adapted(self) -> Any:
        """The value that was given."""
        return self._wrapped

    def getquoted(self) -> bytes | str:
        """Return the text to write into the statement.

        Raises:
            NotImplementedError: the class does not say how.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method getquoted() that returns its text")

    def __str__(self) -> str:
        quoted = self.getquoted()
        return quoted if isinstance(quoted, str) else quoted.decode()


class AsIs(ISQLQuote):
    """A text that is written into the statement as it is: never for what comes from outside."""

    def getquoted(self) -> bytes:
        """Return the text itself."""
        return str(self._wrapped).encode()


class QuotedDumper(Dumper):
    """Writes an :class:`ISQLQuote` into a statement; it can only be bound on the client."""

    def dump(self, obj: ISQLQuote) -> Buffer:
        """Refuse: the text may be anything but a value."""
        raise psycopg.ProgrammingError(f"{type(obj).__name__} is a part of a statement and no value of its own.")

    def quote(self, obj: ISQLQuote) -> Buffer:
        """Return the text that the value brings."""
        quoted = obj.getquoted()
        return quoted.encode() if isinstance(quoted, str) else quoted
