"""What went wrong in a test, told from its author's side: the statement that failed, and the author's own code."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from trivium.modules import paths

__all__ = ["explained"]

_STATEMENT: Final = "The statement was: "
_RUNNER: Final = "__unittest"
"""What the standard library's test runner has among its globals, so that its frames are known."""


def explained(error: Any, *, full: bool = False) -> str:
    """Return what went wrong: the SQL that failed, then the traceback with the platform's frames folded.

    Args:
        error: kind, exception and traceback.
        full: whether all frames are shown.
    """
    kind, value, trace = error
    while trace is not None and trace.tb_next is not None and _RUNNER in trace.tb_frame.f_globals:
        trace = trace.tb_next
    told = traceback.TracebackException(kind, value, trace, compact=True)
    statements: list[str] = []
    for each in _chain(told):
        notes = each.__notes__ or []
        statements += [note.removeprefix(_STATEMENT) for note in notes if note.startswith(_STATEMENT)]
        each.__notes__ = [note for note in notes if not note.startswith(_STATEMENT)] or None
        if not full:
            each.stack = _folded(each.stack)
    sql = "".join(f"SQL: {statement}\n" for statement in dict.fromkeys(statements))
    return sql + "".join(told.format())


def _chain(told: traceback.TracebackException) -> Iterator[traceback.TracebackException]:
    """Give an exception, and those that led to it."""
    waiting = [told]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += [other for other in (each.__cause__, each.__context__) if other is not None]


class _Stack(traceback.StackSummary):
    """Frames of which some stand for others that are not shown."""

    def format_frame_summary(self, frame_summary: traceback.FrameSummary) -> str:
        """Return how a frame is shown."""
        if frame_summary.lineno is None:
            return f"  ... {frame_summary.name}\n"
        return super().format_frame_summary(frame_summary)


def _folded(stack: traceback.StackSummary) -> traceback.StackSummary:
    """Return frames with those of the platform and of libraries folded, but for the one where it happened."""
    own = _own(stack)
    if not own:
        return stack
    shown = _Stack()
    hidden = 0
    for position, frame in enumerate(stack):
        last = position == len(stack) - 1 and not _asserts(frame)
        if position not in own and not last:
            hidden += 1
            continue
        if hidden:
            shown.append(_placeholder(hidden))
            hidden = 0
        shown.append(frame)
    return shown


def _own(stack: traceback.StackSummary) -> set[int]:
    """Return the positions of the author's frames: in addons, those that come with the platform only without others."""
    in_addons = {position for position, frame in enumerate(stack) if paths.locate(frame.filename)}
    theirs = {each for each in in_addons if not Path(stack[each].filename).is_relative_to(paths.BUILTIN)}
    return theirs or in_addons


def _asserts(frame: traceback.FrameSummary) -> bool:
    """Tell whether a frame is one of an assertion: what it says is in the message."""
    return "/unittest/" in frame.filename or "/trivium/testing/" in frame.filename


def _placeholder(hidden: int) -> traceback.FrameSummary:
    told = "1 frame" if hidden == 1 else f"{hidden} frames"
    return traceback.FrameSummary("", None, f"{told} of the platform: --full-trace shows more", lookup_line=False)
