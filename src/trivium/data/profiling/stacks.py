"""Stacks of Python code as recordings keep them."""

from __future__ import annotations

import linecache
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

Frame = tuple[str, int, str]
"""File, line, function."""

_OWN = __name__.rpartition(".")[0]


def get_current_frame(thread: threading.Thread | None = None) -> FrameType | None:
    """Return the innermost frame of a thread that is not the recorder's own; of this thread by default."""
    ident = thread.ident if thread else threading.get_ident()
    frame = sys._current_frames().get(ident or 0)
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith(_OWN):
        frame = frame.f_back
    return frame


def stack_of(frame: FrameType | None) -> list[Frame]:
    """Return the calls that led to a frame, the outermost first."""
    stack = []
    while frame is not None:
        code = frame.f_code
        stack.append((code.co_filename, frame.f_lineno or code.co_firstlineno, code.co_name))
        frame = frame.f_back
    stack.reverse()
    return stack


def stack_size() -> int:
    """Return how many calls this thread is deep in."""
    return len(stack_of(get_current_frame()))


def with_code(stack: Iterable[Frame]) -> list[list[Any]]:
    """Return the frames of a stack with the text of their lines."""
    return [[file, line, name, linecache.getline(file, line).strip()] for file, line, name in stack]
