"""Recordings of where the time of a piece of work goes: statements, sampled stacks, all calls."""

from trivium.data.profiling.collectors import Collector, PeriodicCollector, SQLCollector, SyncCollector
from trivium.data.profiling.profiler import ExecutionContext, Nested, Profiler, check_options, make_session
from trivium.data.profiling.stacks import get_current_frame, stack_size

__all__ = [
    "Collector",
    "ExecutionContext",
    "Nested",
    "PeriodicCollector",
    "Profiler",
    "SQLCollector",
    "SyncCollector",
    "check_options",
    "get_current_frame",
    "make_session",
    "stack_size",
]
