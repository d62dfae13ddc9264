"""Functions to run once, at a point of a transaction."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Callbacks:
    """A queue of functions without arguments, run in order of their addition and then forgotten.

    A function may add others while it runs. `data` is a place to gather what one of them works on; it is emptied
    with the queue.
    """

    __slots__ = ("_functions", "data")

    def __init__(self) -> None:
        self._functions: deque[Callable[[], Any]] = deque()
        self.data: dict[Any, Any] = {}

    def add(self, func: Callable[[], Any]) -> None:
        """Add a function."""
        self._functions.append(func)

    def run(self) -> None:
        """Call the functions; each is gone from the queue before it is called."""
        while self._functions:
            self._functions.popleft()()
        self.clear()

    def clear(self) -> None:
        """Forget functions and data."""
        self._functions.clear()
        self.data.clear()

    def __len__(self) -> int:
        return len(self._functions)
