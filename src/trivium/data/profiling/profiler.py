"""A recording of a piece of work by one or several collectors, kept in `ir_profile`."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from trivium.data.postgres import db_connect
from trivium.data.profiling.collectors import Collector
from trivium.data.profiling.stacks import get_current_frame, stack_of, with_code
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

_logger = logging.getLogger(__name__)

COLUMNS = ("sql", "traces_async", "traces_sync", "qweb")
"""Collectors that have a column of their own."""
ENTRY_LIMIT = 200_000
"""Events after which a recording ends by itself: more would take the memory that the work needs."""

_contexts = threading.local()


def make_session(name: str = "") -> str:
    """Return the name of a group of recordings: the time, and who."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {name}"


def check_options(collectors: Sequence[str] | None, params: Mapping[str, Any] | None) -> None:
    """Refuse options that no recording takes, before the work that they would break.

    Raises:
        ValueError: there is no such collector, or an option is no number.
    """
    for name in collectors or ():
        Collector.make(name)
    for option in ("traces_async_interval", "entry_count_limit"):
        value = (params or {}).get(option)
        if value and float(value) <= 0:
            raise ValueError(f"The option {option!r} of a recording is a number above 0, not {value!r}.")


class ExecutionContext:
    """Names what a block does, for the entries that are recorded in it.

    Args:
        context: what to note.
    """

    def __init__(self, **context: Any) -> None:
        self.context = context

    def __enter__(self) -> None:
        _contexts.stack = (*getattr(_contexts, "stack", ()), self.context)

    def __exit__(self, *_args: object) -> None:
        _contexts.stack = _contexts.stack[:-1]


class Profiler:
    """Records what the thread does in a block.

    Args:
        collectors: kinds of records, by name or made; statements and samples by default.
        db: name of the database to keep it in; by default that of the thread's work, None for nowhere.
        profile_session: name of the group of recordings that it belongs to.
        description: what is done.
        disable_gc: collect no garbage meanwhile.
        params: options: `traces_async_interval` in seconds, `entry_count_limit`.
        log: log a summary at the end.

    Attributes:
        profile_id: id of the `ir.profile`, None where it is not kept.
        duration: seconds.
        cpu_duration: seconds of processor time of the thread.
    """

    def __init__(
        self,
        collectors: Sequence[str | Collector] | None = None,
        db: str | None = None,
        profile_session: str | None = None,
        description: str | None = None,
        disable_gc: bool = False,
        params: Mapping[str, Any] | None = None,
        log: bool = False,
    ) -> None:
        self.db = db
        self.profile_session = profile_session or make_session()
        self.description = description
        self.disable_gc = disable_gc
        self.params = dict(params or {})
        self.log = log
        self.entry_limit = int(float(self.params.get("entry_count_limit") or ENTRY_LIMIT))
        self.profile_id: int | None = None
        self.duration = self.cpu_duration = 0.0
        self.init_thread = threading.current_thread()
        self._ended = threading.Event()
        self._lock = threading.Lock()
        chosen = ("sql", "traces_async") if collectors is None else collectors
        self.collectors = [Collector.make(item) if isinstance(item, str) else item for item in chosen]
        for collector in self.collectors:
            collector.profiler = self

    @property
    def context(self) -> tuple[Any, ...]:
        """What the blocks that run now say they do."""
        return getattr(_contexts, "stack", ())

    def __enter__(self) -> Self:
        self.init_thread = threading.current_thread()
        frame = get_current_frame()
        self.init_stack_trace = with_code(stack_of(frame))
        self.description = self.description or (f"{frame.f_code.co_name}" if frame else "")
        self._collects = self.disable_gc and gc.isenabled()
        if self._collects:
            gc.disable()
        self._started = datetime.now(UTC).replace(tzinfo=None)
        self._clock = time.perf_counter()
        self._cpu_clock = time.thread_time()
        for collector in self.collectors:
            collector.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.end()
        self.cpu_duration = time.thread_time() - self._cpu_clock
        if self._collects:
            gc.enable()
        if self.db:
            self._keep(self.db)
        if self.log:
            _logger.info("%s", self.summary())

    def end(self) -> None:
        """Record no more; what was recorded is kept when the block ends."""
        with self._lock:
            if self._ended.is_set():
                return
            self._ended.set()
        self.duration = time.perf_counter() - self._clock
        for collector in self.collectors:
            collector.stop()

    def entry_count(self) -> int:
        """Return how many events were recorded."""
        return sum(collector.count for collector in self.collectors)

    def _keep(self, name: str) -> None:
        """Write the recording by a transaction of its own: what is measured may be rolled back."""
        found = {collector.name: collector.entries for collector in self.collectors}
        values: dict[str, Any] = {
            "create_date": self._started,
            "session": self.profile_session,
            "name": self.description,
            "duration": self.duration,
            "cpu_duration": self.cpu_duration,
            "init_stack_trace": json.dumps(self.init_stack_trace),
            "sql_count": len(found.get("sql", ())),
            "entry_count": self.entry_count(),
            "others": json.dumps({kind: entries for kind, entries in found.items() if kind not in COLUMNS}),
        }
        values.update((kind, json.dumps(entries, default=str)) for kind, entries in found.items() if kind in COLUMNS)
        columns = SQL(", ").join(SQL.identifier(column) for column in values)
        with db_connect(name).cursor() as cr:
            cr.execute(
                SQL("INSERT INTO ir_profile (%s) VALUES (%s) RETURNING id", columns,
                    SQL(", ").join(SQL("%s", value) for value in values.values()))
            )  # fmt: skip
            row = cr.fetchone()
        self.profile_id = row[0] if row else None
        _logger.info("Recorded %s as ir.profile %s", self.description, self.profile_id)

    def format_path(self, path: str) -> str:
        """Return a path with the words in braces replaced: `{time}`, `{len}`, `{desc}`."""
        stamp = self._started.strftime("%Y%m%d_%H%M%S")
        return path.format(time=stamp, len=self.entry_count(), desc=self.description)

    def json(self) -> str:
        """Return the recording as JSON: duration, and the entries of each collector."""
        entries = {collector.name: collector.entries for collector in self.collectors}
        return json.dumps({"name": self.description, "duration": self.duration, **entries}, default=str)

    def summary(self) -> str:
        """Return what was recorded, in a few lines."""
        head = f"{self.description}: {self.duration:.3f} s, {self.cpu_duration:.3f} s of processor time"
        return "\n".join([head, *(collector.summary() for collector in self.collectors)])


class Nested:
    """A recording around another context manager, such as a test's.

    Args:
        profiler: the recording.
        context_manager: what to enter within it.
    """

    def __init__(self, profiler: Profiler, context_manager: AbstractContextManager[Any] | None = None) -> None:
        self.profiler = profiler
        self.context_manager = context_manager or contextlib.nullcontext()

    def __enter__(self) -> Profiler:
        self.context_manager.__enter__()
        return self.profiler.__enter__()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        try:
            self.profiler.__exit__(exc_type, exc_value, traceback)
        finally:
            swallowed = self.context_manager.__exit__(exc_type, exc_value, traceback)
        return swallowed
