"""The master password: who guesses it has to wait, longer after each wrong one.

There is no database to count in before one is chosen: the processes count together in a file of the data folder.
"""

from __future__ import annotations

import fcntl
import json
import math
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from trivium.exceptions import AccessDenied
from trivium.http.local import request
from trivium.http.security.guessing import HOUR, pause
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ALLOWED: Final = 3
"""Wrong passwords of an address before its first pause."""
FIRST_PAUSE: Final = 1.0
"""Seconds; each further wrong password doubles them."""
REMEMBERED: Final = 10_000
"""Addresses that are counted; the ones that guessed last, where there are more."""

_Failures = dict[str, tuple[int, float, float]]
"""By address: how many wrong ones, when the first of them came, until when the address has to wait."""


class MasterPassword:
    """Verifies the master password.

    Args:
        clock: returns seconds, the same in all processes.
        path: file in which failures are counted; by default one of the data folder.
    """

    def __init__(self, clock: Callable[[], float] = time.time, path: Path | None = None) -> None:
        self._clock = clock
        self._path = path

    def check(self, given: str, source: str) -> None:
        """Do nothing for the right password.

        Args:
            given: the password.
            source: address that it came from.

        Raises:
            AccessDenied: it is another, or this address has guessed so often that it has to wait.
        """
        with self._failures() as failures:  # one guess at a time: those at once would all find that nobody has to wait
            now = self._clock()
            count, begun, until = failures.get(source) or (0, now, now)
            if now < until:
                raise AccessDenied(f"Too many wrong master passwords: wait {math.ceil(until - now)} seconds.")
            if given and isinstance(given, str) and config.verify_admin_password(given):
                failures.pop(source, None)
                return
            if now - begun > HOUR:
                count, begun = 0, now
            count += 1
            failures.pop(source, None)  # to its end
            failures[source] = (count, begun, now + pause(count, ALLOWED, FIRST_PAUSE))
        raise AccessDenied

    @contextmanager
    def _failures(self) -> Iterator[_Failures]:
        """Give what all processes have counted, to be changed by this one alone meanwhile."""
        path = self._path or config.data_dir / "master_password_guesses.json"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            before = _read(file.read())
            failures = dict(before)
            try:
                yield failures
            finally:
                if failures != before:
                    file.seek(0)
                    file.truncate()
                    json.dump(dict(list(failures.items())[-REMEMBERED:]), file)


def _read(text: str) -> _Failures:
    """Return what stands in the file; nothing where a process was killed while it wrote."""
    try:
        found: dict[str, Any] = json.loads(text or "{}")
    except ValueError:
        return {}
    return {source: (values[0], values[1], values[2]) for source, values in found.items()}


master_password: Final = MasterPassword()
"""The one of this installation."""


def source_of_request() -> str:
    """Return the address that the current request comes from, "" outside of one."""
    return (request.httprequest.remote_addr or "") if request else ""
