"""Turning exceptions into others."""

from contextlib import ContextDecorator
from types import TracebackType
from typing import Self

__all__ = ["replace_exceptions"]


class replace_exceptions(ContextDecorator):  # noqa: N801 - the contract's name
    """Raises `by` in place of the given exceptions, with the original as context left out.

    Args:
        exceptions: classes to replace.
        by: the exception, or its class; a class is called with the original's arguments.
    """

    def __init__(self, *exceptions: type[BaseException], by: BaseException | type[BaseException]) -> None:
        if not exceptions:
            raise ValueError("Name the exceptions that are replaced")
        self.exceptions = exceptions
        self.by = by

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if exc_type is None or not issubclass(exc_type, self.exceptions):
            return
        if isinstance(self.by, type):
            raise self.by(*(exc_value.args if exc_value else ())) from exc_value
        raise self.by from exc_value
