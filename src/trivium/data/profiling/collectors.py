"""What is recorded, a class for each kind; names and methods as `odoo.tools.profiler` of the contract has them."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

from trivium.data.postgres.account import current
from trivium.data.profiling.stacks import get_current_frame, stack_of, with_code

if TYPE_CHECKING:
    from types import FrameType

    from trivium.data.profiling.profiler import Profiler

INTERVAL = 0.01
"""Seconds between two samples."""
SHORTEST = 0.0001
LONGEST = 5.0


class Collector:
    """Records one kind of events of the thread that is profiled.

    Subclasses with a `name` may be asked for by it.

    Attributes:
        name: what it is asked for by.
        profiler: the recording that it belongs to; set before it is started.
    """

    name: ClassVar[str] = ""
    profiler: Profiler
    _kinds: ClassVar[dict[str, type[Collector]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name:
            Collector._kinds[cls.name] = cls

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self._processed = False

    @classmethod
    def make(cls, name: str, *args: Any, **kwargs: Any) -> Collector:
        """Return a collector by its name.

        Raises:
            ValueError: there is none of that name.
        """
        kind = cls._kinds.get(name)
        if kind is None:
            raise ValueError(f"There is no collector {name!r}; there are {', '.join(sorted(cls._kinds))}.")
        return kind(*args, **kwargs)

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""

    def add(self, entry: dict[str, Any] | None = None, frame: FrameType | None = None) -> None:
        """Record an event, with the stack that leads to `frame`, by default that of the thread."""
        frame = frame or get_current_frame(self.profiler.init_thread)
        self._entries.append(
            {
                "stack": stack_of(frame),
                "exec_context": self.profiler.context,
                "start": time.perf_counter(),
                **(entry or {}),
            }
        )

    def progress(self, entry: dict[str, Any] | None = None, frame: FrameType | None = None) -> None:
        """Record an event; the whole recording ends when it has as many as it may."""
        limit = self.profiler.entry_limit
        if limit and self.profiler.entry_count() >= limit:
            self.profiler.end()
        else:
            self.add(entry, frame)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What was recorded, once the recording has ended."""
        if not self._processed:
            self._processed = True
            self.post_process()
        return self._entries

    @property
    def count(self) -> int:
        """How many events were recorded so far."""
        return len(self._entries)

    def post_process(self) -> None:
        """Complete what was recorded: the text of each line."""
        for entry in self._entries:
            entry["stack"] = with_code(entry["stack"])

    def summary(self) -> str:
        """Return what was recorded, in a few lines."""
        return f"{self.name}: {len(self._entries)} entries"


class SQLCollector(Collector):
    """Records each statement of the thread, with its values and its time."""

    name = "sql"

    def start(self) -> None:
        """Observe the statements of this thread."""
        self._account = current.account
        self._account.observers = (*self._account.observers, self.hook)

    def stop(self) -> None:
        """Observe no more."""
        self._account.observers = tuple(hook for hook in self._account.observers if hook != self.hook)

    def hook(self, cr: Any, query: Any, params: Any, query_start: float, query_time: float) -> None:
        """Record a statement.

        Args:
            cr: the cursor.
            query: text or `SQL`.
            params: values of a text.
            query_start: when it began, by the clock `time.perf_counter`.
            query_time: seconds.
        """
        self.progress(
            {
                "query": str(getattr(query, "code", query)),
                "full_query": cr.mogrify(query, params).decode(),
                "start": query_start,
                "time": query_time,
            }
        )

    def summary(self) -> str:
        """Return how many statements there were, and what they took."""
        seconds = sum(entry["time"] for entry in self._entries)
        return f"{self.name}: {len(self._entries)} statements in {seconds:.3f} s"


class PeriodicCollector(Collector):
    """Samples the stack of the thread, from another one."""

    name = "traces_async"

    def __init__(self, interval: float | None = None) -> None:
        super().__init__()
        self._interval = interval
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="profiler", daemon=True)
        self._last: list[Any] | None = None

    def start(self) -> None:
        """Begin to sample."""
        asked = self._interval or self.profiler.params.get("traces_async_interval") or INTERVAL
        self._pause = min(max(float(asked), SHORTEST), LONGEST)
        self._thread.start()

    def stop(self) -> None:
        """End with an entry of no calls: it tells how long the last stack lasted."""
        self._over.set()
        if self._thread is not threading.current_thread():
            self._thread.join()
        self._entries.append({"stack": [], "exec_context": (), "start": time.perf_counter()})

    def _sample(self) -> None:
        while not self._over.wait(self._pause):
            self.progress()

    def add(self, entry: dict[str, Any] | None = None, frame: FrameType | None = None) -> None:
        """Record the stack where it differs from the one before: each lasts until the next."""
        super().add(entry, frame)
        stack = self._entries[-1]["stack"]
        if stack == self._last:
            self._entries.pop()
        self._last = stack


class SyncCollector(Collector):
    """Records every call and every return: exact, and slow."""

    name = "traces_sync"

    def start(self) -> None:
        """Have Python tell of calls."""
        sys.setprofile(self.hook)

    def stop(self) -> None:
        """Have Python tell no more, and end with an entry of no calls."""
        if threading.current_thread() is self.profiler.init_thread:
            sys.setprofile(None)
        self._entries.append({"stack": [], "exec_context": (), "start": time.perf_counter()})

    def hook(self, _frame: FrameType, event: str, _arg: Any = None) -> None:
        """Record a call, or that it returned."""
        if event == "call":
            self.progress(frame=_frame)
        elif event == "return" and _frame.f_back is not None:
            self.progress(frame=_frame.f_back)
