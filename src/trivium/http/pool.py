"""Threads that run the synchronous handlers, in a bounded number and with a bounded queue."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Overloaded(Exception):  # noqa: N818 - a state rather than an error
    """All threads are busy and the queue is full."""


class HandlerPool:
    """Runs functions in threads; refuses rather than letting a queue grow without end.

    Args:
        threads: functions that run at the same time.
        waiting: functions that may wait for a thread.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self.limit = threads + waiting
        self.active = 0
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="http")

    async def run(self, function: Callable[[], T]) -> T:
        """Run a function in a thread.

        Raises:
            Overloaded: there is no room.
        """
        if self.active >= self.limit:
            raise Overloaded
        self.active += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, function)
        finally:
            self.active -= 1

    def close(self) -> None:
        """Let what runs come to its end; what waits is not begun."""
        self._executor.shutdown(wait=True, cancel_futures=True)
