"""Threads that run the synchronous handlers: one while they compute, more while they wait.

Threads that compute share one interpreter lock: eight of them do half as much as one. Threads that wait (for a slow
query, for another service) hold no lock. So one thread serves as long as nobody waits for it. When a request has waited
for more than a moment, further ones help, up to a limit: unless the one computes all the time and gets on, so that they
would only be in its way. What finds no room at all is refused.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

BUSY_THREADS = 1
"""Threads that serve while requests are short; a machine with more cores gets more processes (`--workers`)."""

MOMENT = 0.02
"""Seconds that a request waits before a further thread helps."""

LINGER = 0.05
"""Seconds for which a result that nobody is in a hurry for is left, unless a further function comes before."""


class Overloaded(Exception):  # noqa: N818 - a state rather than an error
    """All threads are busy and the queue is full."""


class _Job(NamedTuple):
    """A function to run.

    Attributes:
        function: the function.
        future: what its result is put in.
        loop: where the result is waited for.
        since: when the job came, in seconds, monotonic.
        can_wait: tells of a result whether the event loop need not be woken for it.
    """

    function: Callable[[], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    since: float
    can_wait: Callable[[Any], bool] | None


class _Outcome(NamedTuple):
    """What became of a job: a result, or an error."""

    future: asyncio.Future[Any]
    result: Any
    error: BaseException | None


class _Mark(NamedTuple):
    """How far the serving threads were at a time.

    Attributes:
        time: seconds, monotonic.
        computed: seconds of processor time that they had used.
        served: functions that they had run.
    """

    time: float
    computed: float
    served: int


class HandlerPool:
    """Runs functions in threads, for one event loop; refuses rather than letting a queue grow without end.

    Args:
        threads: functions that run at the same time, at most.
        waiting: functions that may wait for a thread.

    Attributes:
        active: functions that run or wait.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self.limit = threads + waiting
        self.active = 0
        self._busy = min(BUSY_THREADS, threads)
        self._spare = threads - self._busy
        self._helping = 0
        self._jobs: deque[_Job] = deque()
        self._done: deque[_Outcome] = deque()
        # A token for each job; a thread that finds no job for its token has been helped.
        self._tokens: SimpleQueue[bool] = SimpleQueue()
        self._calls: SimpleQueue[bool] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._helpers: list[threading.Thread] = []
        self._looking = False
        self._collecting = False
        self._served = 0
        self._mark = _Mark(0.0, 0.0, 0)
        self._closed = False
        self._lock = threading.Lock()

    async def run(self, function: Callable[[], T], can_wait: Callable[[T], bool] | None = None) -> T:
        """Run a function in a thread.

        Args:
            function: the function.
            can_wait: tells, in the thread, of a result that it may come a moment late: waking the event loop costs as
                much as a short function does. Results are waited for otherwise, and so are errors.

        Raises:
            Overloaded: there is no room.
        """
        self._collect()
        if self.active >= self.limit or self._closed:
            raise Overloaded
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self.active += 1
        if len(self._threads) < self._busy:
            self._threads.append(self._start(self._serve, f"http-{len(self._threads) + 1}"))
        self._jobs.append(_Job(function, future, loop, time.monotonic(), can_wait))
        self._tokens.put(True)
        if self.active > self._busy and not self._looking and self._spare:
            self._look_later(loop)
        if can_wait is not None and not self._collecting:
            self._collect_later(loop)
        return await future

    def close(self) -> None:
        """Begin nothing new, and wait for what was begun."""
        if self._closed:
            return
        self._closed = True
        for _thread in self._threads:
            self._tokens.put(False)
        for _thread in self._helpers:
            self._calls.put(False)
        for thread in (*self._threads, *self._helpers):
            thread.join()

    def _collect(self) -> None:
        """Give the results that are there to those who wait for them."""
        while self._done:
            future, result, error = self._done.popleft()
            self.active -= 1
            if future.done():
                continue  # cancelled: nobody waits
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

    def _collect_later(self, loop: asyncio.AbstractEventLoop) -> None:
        """Collect results from time to time, as long as any may come."""
        self._collect()
        self._collecting = self.active > 0
        if self._collecting:
            loop.call_later(LINGER, self._collect_later, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Call helpers for the requests that have waited too long; look again while any waits."""
        self._looking = False
        if self._closed:
            return
        overdue = 0 if self._gets_on() else sum(1 for job in list(self._jobs) if _is_overdue(job))
        with self._lock:
            called = min(overdue, self._spare - self._helping)
            self._helping += called
        for _ in range(called):
            if len(self._helpers) < self._helping:
                self._helpers.append(self._start(self._help, f"http-helper-{len(self._helpers) + 1}"))
            self._calls.put(True)
        if self._jobs:
            self._look_later(loop)

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = True
        self._mark = _Mark(time.monotonic(), computed(self._threads), self._served)
        loop.call_later(MOMENT, self._look, loop)

    def _gets_on(self) -> bool:
        """Whether the serving threads have finished requests since the last look, and hardly ever waited."""
        mark = self._mark
        elapsed = time.monotonic() - mark.time
        return self._served > mark.served and computed(self._threads) - mark.computed > elapsed / 2

    @staticmethod
    def _start(target: Callable[[], None], name: str) -> threading.Thread:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        return thread

    def _serve(self) -> None:
        while self._tokens.get():
            try:
                job = self._jobs.popleft()
            except IndexError:
                continue
            self._run(job)
            self._served += 1
            # Nothing of a request is kept until the next one comes.
            del job

    def _help(self) -> None:
        while self._calls.get():
            try:
                while self._jobs and _is_overdue(self._jobs[0]):
                    job = self._jobs.popleft()
                    self._run(job)
                    del job
            except IndexError:
                pass  # another thread was faster
            with self._lock:
                self._helping -= 1

    def _run(self, job: _Job) -> None:
        can_wait = False
        try:
            result = job.function()
            can_wait = job.can_wait is not None and job.can_wait(result)
        except BaseException as error:  # whatever it is belongs to who waits for the result
            self._done.append(_Outcome(job.future, None, error))
        else:
            self._done.append(_Outcome(job.future, result, None))
        if can_wait:
            return
        try:
            job.loop.call_soon_threadsafe(self._collect)
        except RuntimeError:
            if not job.loop.is_closed():
                raise


def computed(threads: Iterable[threading.Thread]) -> float:
    """Return the seconds of processor time that running threads have used."""
    idents = [thread.ident for thread in threads if thread.is_alive()]
    return sum(time.clock_gettime(time.pthread_getcpuclockid(ident)) for ident in idents if ident is not None)


def _is_overdue(job: _Job) -> bool:
    return time.monotonic() - job.since >= MOMENT
