"""The event loop of the processes that answer requests."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, TypeVarTuple, Unpack

if TYPE_CHECKING:
    from collections.abc import Callable

_Args = TypeVarTuple("_Args")


class EventLoop(asyncio.SelectorEventLoop):
    """An event loop whose process is told to stop once, by its main process.

    Granian sets its handlers of signals here. They put a word into a channel that holds one, and wait with the
    interpreter's lock in hand while it is full: the process would stand still at the third signal. That many come from
    supervisors that tell all processes of a group, and from the kernel when the main process dies, which may send
    `PR_SET_PDEATHSIG` for each of its threads. Ctrl-C reaches all processes of a terminal, and is left to the main one.
    """

    _is_told = False

    def add_signal_handler(self, sig: int, callback: Callable[[Unpack[_Args]], object], *args: *_Args) -> None:
        """Have a function called when a signal comes for the first time; SIGINT is ignored."""
        if sig == signal.SIGINT:
            signal.signal(sig, signal.SIG_IGN)
            return

        def tell_once() -> None:
            if not self._is_told:
                self._is_told = True
                callback(*args)

        super().add_signal_handler(sig, tell_once)


def new_loop() -> EventLoop:
    """Return the event loop of a process, made its current one."""
    loop = EventLoop()
    asyncio.set_event_loop(loop)
    return loop
