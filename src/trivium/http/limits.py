"""Limits on what one request may take: a runaway one is ended, its transaction rolled back, its client told.

A watch looks at the running requests a few times a second. What runs for too long, or computes for too long, is
first told by PostgreSQL, whose statement is cancelled, then by an exception in its thread. What neither reaches (code
in C that never returns) costs the process its life; the main process starts another.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import resource
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import psutil
import psycopg

from trivium.data.postgres.account import Account, open_account
from trivium.http.errors import OverLimitError
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Callable

    from trivium.data.postgres.connection import PsycoConnection

_logger = logging.getLogger("trivium.http")

TICK_SECONDS: Final = 0.25
INSIST_SECONDS: Final = 2.0
"""How long code may catch what is to end it before it is told again."""
GRACE_SECONDS: Final = 15.0
"""How long after its end a request may hold its thread before the process ends."""
MEMORY_SECONDS: Final = 5.0


class RunawayRequest(BaseException):
    """Raised in the thread of a request that has run for too long; no `except Exception` keeps it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request, or a process, may take; 0 is no limit.

    Attributes:
        real: seconds for a request.
        cpu: seconds of processor time for a request.
        memory_soft: bytes of memory after which a process is renewed.
        memory_hard: bytes of address space that a process may have.
        requests: requests after which a process is renewed.
        work: what is limited, as people are told of it.
        setting: name of the setting that `real` comes from.
    """

    real: float = 0
    cpu: float = 0
    memory_soft: int = 0
    memory_hard: int = 0
    requests: int = 0
    work: str = "The request"
    setting: str = "limit_time_real"

    @classmethod
    def from_config(cls) -> Limits:
        """Return the limits of the settings."""
        return cls(
            real=float(config.get("limit_time_real") or 0),
            cpu=float(config.get("limit_time_cpu") or 0),
            memory_soft=int(config.get("limit_memory_soft") or 0),
            memory_hard=int(config.get("limit_memory_hard") or 0),
            requests=int(config.get("limit_request") or 0),
        )

    def bound_memory(self) -> None:
        """Keep this process from having more memory: what asks for more gets a `MemoryError`."""
        if self.memory_hard > 0:
            _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            limit = self.memory_hard if hard == resource.RLIM_INFINITY else min(self.memory_hard, hard)
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


class Watched:
    """A running request: the block of a `with` statement.

    When it was ended, what it raised becomes an error that tells why.

    Args:
        account: what it costs.
        done: called at its end.

    Attributes:
        reason: why it is ended, "" while it is not.
        asked: connection on which PostgreSQL was asked to end a statement.
    """

    __slots__ = (
        "_done", "account", "asked", "cpu_start", "ended", "lock", "reason", "start", "thread", "told"
    )  # fmt: skip

    def __init__(self, account: Account, done: Callable[[Watched], None]) -> None:
        self._done = done
        self.account = account
        self.reason = ""
        self.asked: PsycoConnection | None = None
        self.lock = threading.Lock()
        self.ended = False
        self.told = 0.0
        self.thread = threading.get_ident()
        self.start = time.monotonic()
        self.cpu_start = time.thread_time()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """End the watch.

        Raises:
            OverLimitError: the request was ended.
        """
        try:
            with self.lock:
                self.ended = True
        finally:
            self._done(self)  # also when it is told at this very moment
        if isinstance(error, (RunawayRequest, psycopg.OperationalError)) and self.reason:
            raise OverLimitError(self.reason) from error
        if isinstance(error, MemoryError):
            message = "The request needed more memory than a process may have (limit_memory_hard)."
            raise OverLimitError(message) from error

    def excess(self, limits: Limits) -> str:
        """Return which limit the request has passed, "" for none."""
        if limits.real > 0 and time.monotonic() - self.start > limits.real:
            return f"{limits.work} took more than {limits.real:g} s ({limits.setting})."
        if limits.cpu > 0 and self._cpu_seconds() > limits.cpu:
            return f"The request computed for more than {limits.cpu:g} s (limit_time_cpu)."
        return ""

    def _cpu_seconds(self) -> float:
        """Return for how long the thread, which is another one, has computed."""
        return time.clock_gettime(time.pthread_getcpuclockid(self.thread)) - self.cpu_start

    def tell(self) -> None:
        """End what it does: the statement that runs, or else the code.

        A PostgreSQL that does not hear of it by the next time that it is told is cut off.
        """
        connection = self.account.connection
        if connection is None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self.thread), ctypes.py_object(RunawayRequest))
        elif self.asked is not connection:
            self.asked = connection
            threading.Thread(target=_cancel, args=(connection,), name="http-cancel", daemon=True).start()
        else:
            with contextlib.suppress(psycopg.Error):  # closed meanwhile
                connection.sever()


def _cancel(connection: PsycoConnection) -> None:
    try:
        connection.cancel_safe(timeout=INSIST_SECONDS)
    except psycopg.Error as error:
        _logger.warning("PostgreSQL does not end a statement: %s", error)


class Watch:
    """Looks at the running requests of this process.

    Args:
        limits: what they may take.
        renew: called once, to have the process replaced when it has served long enough or holds too much memory.
    """

    def __init__(self, limits: Limits, renew: Callable[[], None] | None = None) -> None:
        self.limits = limits
        self.served = 0
        self._is_limiting = limits != Limits()
        self._renew = renew
        self._running: set[Watched] = set()
        self._patrol: threading.Thread | None = None
        self._start_lock = threading.Lock()

    def watch(self) -> Watched:
        """Watch a request, the block of the `with` statement that this is for."""
        if self._patrol is None and self._is_limiting:
            self._start()
        watched = Watched(open_account(), self._done)
        self._running.add(watched)
        return watched

    def _done(self, watched: Watched) -> None:
        self._running.discard(watched)
        self.served += 1

    def _start(self) -> None:
        with self._start_lock:
            if self._patrol is None:
                self._patrol = threading.Thread(target=self._walk, name="http-watch", daemon=True)
                self._patrol.start()

    def _walk(self) -> None:
        process = psutil.Process()
        looked = time.monotonic()
        pause = threading.Event()
        while not pause.wait(TICK_SECONDS):
            for watched in list(self._running):
                self._look(watched)
            if self._renew is not None and time.monotonic() - looked > MEMORY_SECONDS:
                looked = time.monotonic()
                self._look_at_process(process.memory_info().rss)

    def _look(self, watched: Watched) -> None:
        with watched.lock:
            now = time.monotonic()
            if watched.ended or now - watched.told < INSIST_SECONDS:
                return
            if watched.reason:
                self._check_grace(now - watched.start)
            else:
                watched.reason = watched.excess(self.limits)
                if not watched.reason:
                    return
                _logger.warning("%s It is ended.", watched.reason)
            watched.told = now
            watched.tell()

    def _check_grace(self, seconds: float) -> None:
        """End the process for a request that nothing else ends."""
        if self._renew is not None and seconds > max(self.limits.real, self.limits.cpu) + GRACE_SECONDS:
            _logger.critical("A request cannot be ended: this process ends, another takes its place")
            os._exit(1)

    def _look_at_process(self, rss: int) -> None:
        limits = self.limits
        why = ""
        if limits.memory_soft > 0 and rss > limits.memory_soft:
            why = f"it holds {rss >> 20} MB (limit_memory_soft)"
        elif limits.requests > 0 and self.served >= limits.requests:
            why = f"it has served {self.served} requests (limit_request)"
        if why and self._renew is not None:
            _logger.info("This process is renewed: %s", why)
            renew, self._renew = self._renew, None
            renew()
