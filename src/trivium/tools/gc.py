"""The garbage collector: switched off for a while, and how long it takes."""

import contextlib
import gc
import threading
import time
from collections.abc import Iterator
from typing import Any

__all__ = ["disabling_gc", "gc_info", "gc_set_timing"]

_lock = threading.Lock()
_disabled = 0
_started = 0.0
_timed = 0.0


@contextlib.contextmanager
def disabling_gc() -> Iterator[bool]:
    """Switch the collector off while the context lasts; tell whether it was on. Contexts may overlap in threads."""
    global _disabled  # noqa: PLW0603 - the collector is one for the process
    with _lock:
        was_enabled = gc.isenabled()
        _disabled += 1
        gc.disable()
    try:
        yield was_enabled
    finally:
        with _lock:
            _disabled -= 1
            if not _disabled:
                gc.enable()


def _measure(phase: str, _info: dict[str, int]) -> None:
    global _started, _timed  # noqa: PLW0603 - the collector is one for the process
    if phase == "start":
        _started = time.perf_counter()
    elif _started:
        _timed += time.perf_counter() - _started


def gc_set_timing(*, enable: bool) -> None:
    """Start or stop to measure the time that the collector takes."""
    if enable and _measure not in gc.callbacks:
        gc.callbacks.append(_measure)
    elif not enable and _measure in gc.callbacks:
        gc.callbacks.remove(_measure)


def gc_info() -> dict[str, Any]:
    """Return what the collector did: `time` in seconds while measured, counts, thresholds, statistics."""
    return {"time": _timed, "count": gc.get_count(), "thresholds": gc.get_threshold(), "stats": gc.get_stats()}
