"""What one evaluation may use altogether: steps within builtins, and memory of this process.

Each guard bounds its own operation; here they are counted together. Memory is measured where much was made: code that
appends to a text a thousand times makes many copies and keeps one, so that adding sizes up would tell nothing.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Sized
from typing import Any, Final

from trivium.tools.safe_eval._names import UnsafeError

__all__ = [
    "MEMORY_LIMIT",
    "Budget",
    "LimitError",
    "begin",
    "end",
    "go_on",
    "keep",
    "measure",
    "metered",
    "spend",
    "tick",
]

MEMORY_LIMIT: Final = 512 * 2**20
"""Bytes by which the process may grow while code runs."""

WORTH_MEASURING: Final = 2**20
"""Bytes made after which the memory is measured again."""

REFERENCE: Final = 8
"""Bytes of an element of a sequence, at least."""

QUICK: Final = 16
"""Elements that a builtin goes through in C in the time of one step."""

SMALL: Final = 64
"""Characters of a text that is not worth counting by itself."""

BATCH: Final = 64
"""Items after which they are counted."""

_SIZED: Final = (str, bytes, list, tuple, dict, set, frozenset)
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class LimitError(UnsafeError):
    """The code takes more steps or memory than an evaluation may."""


class Budget:
    """What an evaluation has used.

    Args:
        steps: iterations within builtins that are allowed.
    """

    __slots__ = ("_before", "_made", "_steps", "_total_steps")

    def __init__(self, steps: int) -> None:
        self._steps = self._total_steps = steps
        self._made = 0
        self._before: int | None = None

    def step(self, count: int) -> None:
        """Count steps.

        Raises:
            LimitError: they are too many.
        """
        self._steps -= count
        if self._steps < 0:
            raise LimitError(f"The code was stopped after {self._total_steps:,} steps: does a loop never end?")

    def make(self, size: int) -> None:
        """Count bytes that a value takes, and measure the memory where they are many.

        Raises:
            LimitError: the process has grown too much.
        """
        self._made += size
        if self._made >= WORTH_MEASURING:
            self._made = 0
            self.measure()

    def measure_sometimes(self) -> None:
        """Look at the memory at one of so many steps.

        Raises:
            LimitError: the process has grown too much.
        """
        if self._steps % BATCH == 0:
            self.measure()

    def keep(self, value: Any) -> None:
        """Count the bytes of a value that somebody else made, where they are many.

        Raises:
            LimitError: the process has grown too much.
        """
        if isinstance(value, _SIZED) and len(value) > SMALL:
            self.make(len(value) if isinstance(value, (str, bytes)) else len(value) * REFERENCE)

    def measure(self) -> None:
        """Look at how much the process has grown since this was done first.

        Raises:
            LimitError: too much.
        """
        now = _resident()
        if self._before is None:
            self._before = now
        elif now - self._before > MEMORY_LIMIT:
            raise LimitError(f"The code keeps more than {MEMORY_LIMIT // 2**20} MB of values")


class _Current(threading.local):
    budget: Budget | None = None


_current: Final = _Current()


def begin(steps: int) -> Budget | None:
    """Begin an evaluation; one within another uses that one's budget. Returns what `end` takes."""
    outer = _current.budget
    if outer is None:
        _current.budget = Budget(steps)
    return outer


def end(outer: Budget | None) -> None:
    """End the evaluation that `begin` began."""
    _current.budget = outer


def spend(size: int) -> None:
    """Count bytes that a value takes, in the evaluation that runs here."""
    budget = _current.budget
    if budget is not None:
        budget.make(size)


def keep(value: Any) -> None:
    """Count the bytes of a value, in the evaluation that runs here."""
    budget = _current.budget
    if budget is not None:
        budget.keep(value)


def go_on(count: int) -> None:
    """Count steps, and look at the memory, in the evaluation that runs here."""
    budget = _current.budget
    if budget is not None:
        budget.step(count)
        budget.measure()


def tick() -> bool:
    """Count one step, and look at the memory now and then, in the evaluation that runs here."""
    budget = _current.budget
    if budget is not None:
        budget.step(1)
        budget.measure_sometimes()
    return True


def measure() -> None:
    """Look at the memory, in the evaluation that runs here."""
    budget = _current.budget
    if budget is not None:
        budget.measure()


def metered(items: Iterable[Any]) -> Iterable[Any]:
    """Return the items for a builtin that goes through all of them, which counts as steps."""
    budget = _current.budget
    if budget is None:
        return items
    if isinstance(items, Sized):
        budget.step(len(items) // QUICK)
        budget.make(len(items) * REFERENCE)
        return items
    return _counted(items, budget)


def _counted(items: Iterable[Any], budget: Budget) -> Iterator[Any]:
    unpaid = 0
    for item in items:
        unpaid += 1
        budget.keep(item)
        if unpaid == BATCH:
            budget.step(BATCH)
            budget.make(BATCH * REFERENCE)
            unpaid = 0
        yield item
    budget.step(unpaid)


def _resident() -> int:
    """Return the bytes of memory that the process holds (proc(5), `statm`); 0 where nobody tells."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:  # noqa: PTH123 - the quickest of them
            return int(file.read().split()[1]) * _PAGE
    except OSError:
        return 0
