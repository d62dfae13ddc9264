"""Threads that run the synchronous handlers, in a bounded number and with a bounded queue."""

from __future__ import annotations

import asyncio
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_Job = tuple["Callable[[], Any]", "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Overloaded(Exception):  # noqa: N818 - a state rather than an error
    """All threads are busy and the queue is full."""


class HandlerPool:
    """Runs functions in threads; refuses rather than letting a queue grow without end.

    The standard library's executor does the same in twice the time: each of its futures has a lock of its own.

    Args:
        threads: functions that run at the same time.
        waiting: functions that may wait for a thread.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self.limit = threads + waiting
        self.active = 0
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._count = threads
        self._threads: list[threading.Thread] = []
        self._closed = False

    async def run(self, function: Callable[[], T]) -> T:
        """Run a function in a thread.

        Raises:
            Overloaded: there is no room.
        """
        if self.active >= self.limit or self._closed:
            raise Overloaded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self.active += 1
        if len(self._threads) < min(self._count, self.active):
            self._start()
        self._jobs.put((function, future, loop))
        try:
            return await future
        finally:
            self.active -= 1

    def close(self) -> None:
        """Begin nothing new, and wait for what was begun."""
        if self._closed:
            return
        self._closed = True
        for _thread in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name=f"http-{len(self._threads) + 1}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            function, future, loop = job
            try:
                result = function()
            except BaseException as error:  # whatever it is belongs to who waits for the result
                _deliver(loop, _fail, future, error)
            else:
                _deliver(loop, _succeed, future, result)
            # Nothing of a request is kept until the next one comes.
            del job, function, future


def _deliver(
    loop: asyncio.AbstractEventLoop, put: Callable[..., None], future: asyncio.Future[Any], value: Any
) -> None:
    try:
        loop.call_soon_threadsafe(put, future, value)
    except RuntimeError:
        if not loop.is_closed():
            raise


def _succeed(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
