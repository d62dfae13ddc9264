"""Locks as decorators, and one that locks nothing."""

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, TypeVar

__all__ = ["DummyRLock", "locked"]

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


def locked(func: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Return the method with the object's `_lock` held while it runs."""

    @functools.wraps(func)
    def holding(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        lock: Any = self._lock  # type: ignore[attr-defined]  # what the decorator asks of the class
        with lock:
            return func(self, *args, **kwargs)

    return holding


class DummyRLock:
    """Looks like a lock and locks nothing: a test runs in one thread while requests it makes run in others."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Return at once."""
        return True

    def release(self) -> None:
        """Do nothing."""

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()
