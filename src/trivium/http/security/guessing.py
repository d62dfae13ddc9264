"""Who guesses has to wait: failures counted by account and by address, over all processes.

After so many failures every further one makes the source wait, each time twice as long as the time before. What is
counted is a digest of the login, whether there is such a user or not, so that waiting tells nothing.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from trivium.data.shared_store import shared_store
from trivium.tools.lru import LRU

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY: Final = 24 * 3600.0
HOUR: Final = 3600.0
LONGEST: Final = HOUR
"""Seconds that a source has to wait at most."""

_waiting: Final[LRU[tuple[str, str], float]] = LRU(10_000)
"""Sources that this process knows to be waiting, and until when (monotonic seconds)."""


class Source(NamedTuple):
    """Where guesses come from, or what they are about.

    Attributes:
        key: of the store.
        allowed: failures before the first pause; 0 for no limit.
        remembered: seconds after its first failure that the count begins anew.
        forgiven: whether one success ends the count.
    """

    key: str
    allowed: int
    remembered: float
    forgiven: bool


def account(kind: str, name: object, allowed: int) -> Source:
    """Return the source for guesses about an account.

    Args:
        kind: what is guessed, such as `login`.
        name: the login, or the id of the user.
        allowed: failures before the first pause.
    """
    digest = hashlib.sha256(str(name).strip().lower().encode("utf-8", "replace")).hexdigest()[:32]
    return Source(f"{kind}:account:{digest}", allowed, DAY, forgiven=True)


def address(kind: str, remote: str, allowed: int) -> Source:
    """Return the source for guesses from an address; a success elsewhere proves nothing about it."""
    return Source(f"{kind}:address:{remote}", allowed, HOUR, forgiven=False)


def pause(failures: int, allowed: int, seconds: float) -> float:
    """Return how many seconds a source has to wait after so many failures: twice as long after each further one."""
    if not 0 < allowed <= failures:
        return 0.0
    return float(min(seconds * 2.0 ** min(failures - allowed, 20), max(LONGEST, seconds)))


def nobody_waits() -> bool:
    """Whether this process knows of no source that has to wait."""
    return not _waiting


class Guesses:
    """The sources of one attempt.

    Args:
        db_name: database.
        sources: account, address; those without limit are passed over.
        seconds: the first pause.
    """

    def __init__(self, db_name: str, sources: Iterable[Source], seconds: float) -> None:
        self._db_name = db_name
        self._sources = [source for source in sources if source.allowed > 0]
        self._seconds = seconds

    def must_wait_here(self) -> bool:
        """Whether this process knows that one of the sources has to wait; asks nobody."""
        now = time.monotonic()
        return any(_waiting.get((self._db_name, source.key), 0.0) > now for source in self._sources)

    def must_wait(self) -> bool:
        """Whether one of the sources has to wait, as any process knows."""
        if self.must_wait_here():
            return True
        store = shared_store(self._db_name)
        for source in self._sources:
            until = store.get(f"wait:{source.key}")
            if until is not None:
                self._note(source, float(until) - time.time())
                return True
        return False

    def failed(self) -> None:
        """Count a failure of each source."""
        store = shared_store(self._db_name)
        for source in self._sources:
            failures = store.increment(f"failed:{source.key}", source.remembered).value
            seconds = pause(failures, source.allowed, self._seconds)
            if seconds:
                store.put(f"wait:{source.key}", str(time.time() + seconds).encode(), seconds)
                self._note(source, seconds)

    def succeeded(self) -> None:
        """Forget the failures of the account."""
        forgiven = [source.key for source in self._sources if source.forgiven]
        shared_store(self._db_name).delete(*(f"failed:{key}" for key in forgiven))

    def _note(self, source: Source, seconds: float) -> None:
        _waiting[self._db_name, source.key] = time.monotonic() + seconds
