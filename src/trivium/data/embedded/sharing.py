"""Who uses the server: locks of the kernel, which vanish with their process however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Users:
    """The processes that use one instance.

    Each holds a shared lock on the file `users`; the one that can take it exclusively is the last. Starting and
    stopping happen under an exclusive lock on the file `starting`.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._handle: int | None = None
        self._pid = 0

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep every other process from starting or stopping the server meanwhile."""
        handle = self._open("starting")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def join(self) -> None:
        """Count this process as a user, until it leaves or ends."""
        if self._handle is not None and self._pid == os.getpid():
            return
        handle = self._open("users")
        fcntl.flock(handle, fcntl.LOCK_SH)
        self._handle, self._pid = handle, os.getpid()

    def leave(self) -> bool:
        """Count this process no more; return whether it was the last one.

        A forked child shares the lock of its parent: it only closes its copy, and is never the last.
        """
        handle, self._handle = self._handle, None
        if handle is None:
            return False
        try:
            if self._pid != os.getpid():
                return False
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                fcntl.flock(handle, fcntl.LOCK_UN)
                return False
            return True
        finally:
            os.close(handle)

    def _open(self, name: str) -> int:
        return os.open(self._home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
