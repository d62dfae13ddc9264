"""The master password: who guesses it has to wait, longer after each wrong one.

There is no database to count in, so that each process counts by itself.
"""

from __future__ import annotations

import math
import threading
import time
from typing import TYPE_CHECKING, Final

from trivium.exceptions import AccessDenied
from trivium.http.local import request
from trivium.http.security.guessing import HOUR, pause
from trivium.tools.config import config
from trivium.tools.lru import LRU

if TYPE_CHECKING:
    from collections.abc import Callable

ALLOWED: Final = 3
"""Wrong passwords of an address before its first pause."""
FIRST_PAUSE: Final = 1.0
"""Seconds; each further wrong password doubles them."""


class MasterPassword:
    """Verifies the master password.

    Args:
        clock: returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: LRU[str, tuple[int, float, float]] = LRU(10_000)
        self._lock = threading.Lock()

    def check(self, given: str, source: str) -> None:
        """Do nothing for the right password.

        Args:
            given: the password.
            source: address that it came from.

        Raises:
            AccessDenied: it is another, or this address has guessed so often that it has to wait.
        """
        with self._lock:  # one guess at a time: those at once would all find that nobody has to wait
            now = self._clock()
            count, begun, until = self._failures.get(source) or (0, now, now)
            if now < until:
                raise AccessDenied(f"Too many wrong master passwords: wait {math.ceil(until - now)} seconds.")
            if given and isinstance(given, str) and config.verify_admin_password(given):
                self._failures.pop(source, None)
                return
            if now - begun > HOUR:
                count, begun = 0, now
            count += 1
            self._failures[source] = (count, begun, now + pause(count, ALLOWED, FIRST_PAUSE))
        raise AccessDenied


master_password: Final = MasterPassword()
"""The one of this process."""


def source_of_request() -> str:
    """Return the address that the current request comes from, "" outside of one."""
    return (request.httprequest.remote_addr or "") if request else ""
