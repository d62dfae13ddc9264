"""A line from the main process to the others, cut when the server stops or its main process dies.

Granian waits for all connections to end, and clients may hold some open without asking for anything. A process that
has answered whatever it was asked need not wait for them.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE_SECONDS: Final = 0.5
"""How long a process that has nothing left to do may take to end by itself."""
_LOOK_SECONDS: Final = 0.05


class Lifeline:
    """A pipe; the other processes are forked after it was made.

    A byte tells a process that it is replaced. Its end tells that it is over: the reading end says so when the last
    writing end is closed, however that comes about.
    """

    _all: ClassVar[list[Lifeline]] = []

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        self._whole = True
        self._all.append(self)

    def cut(self) -> None:
        """Tell the other processes that the server stops."""
        if self._whole:
            self._whole = False
            self._all.remove(self)
            os.close(self._writing)

    def retire(self) -> None:
        """Tell the process at the other end that another one takes its place."""
        os.write(self._writing, b".")

    def drop(self) -> None:
        """Cut the line for good: nobody in this process waits at its other end."""
        if self._whole:
            self.cut()
            os.close(self._reading)

    @classmethod
    def let_all_go(cls) -> None:
        """Close the writing ends that a process inherited, so that the main process alone holds them."""
        for lifeline in list(cls._all):
            lifeline.cut()

    def end_with(
        self, idle: Callable[[], bool], leave: Callable[[], None], retire: Callable[[], None] | None = None
    ) -> None:
        """Have this process end when the line is cut and it has nothing left to do.

        Args:
            idle: whether there is nothing left to do.
            leave: called when the line is cut, from a thread: takes leave of clients that wait for nothing.
            retire: called when another process takes the place of this one, which goes on for a moment.
        """
        threading.Thread(target=self._wait, args=(idle, leave, retire), name="lifeline", daemon=True).start()

    def _wait(self, idle: Callable[[], bool], leave: Callable[[], None], retire: Callable[[], None] | None) -> None:
        while os.read(self._reading, 1):
            if retire is not None:
                retire()
        leave()
        pause = threading.Event()
        pause.wait(_LOOK_SECONDS)  # for what is just arriving
        while not idle():
            pause.wait(_LOOK_SECONDS)
        pause.wait(GRACE_SECONDS)
        os._exit(0)
