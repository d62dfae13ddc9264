"""The Redis that the settings name: used while it answers, left alone for a while when it does not."""

from __future__ import annotations

import functools
import logging
import threading
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from trivium.data.errors import RedisGoneError
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Callable

_logger = logging.getLogger(__name__)
_Result = TypeVar("_Result")

TIMEOUT_SECONDS: Final = 1.0
"""How long Redis may take to answer; longer, and it counts as gone."""
PAUSE_SECONDS: Final = 2.0
"""How long a Redis that was gone is left alone before it is tried again."""


class RedisLink:
    """One process's way to a Redis.

    Args:
        url: `redis://[:password@]host:port/number`, `rediss://` or `unix://`.

    Attributes:
        failure: what clients raise.
    """

    def __init__(self, url: str) -> None:
        import redis  # noqa: PLC0415 - a part of each start that only those need who have one

        self.url = url
        self.failure: type[Exception] = redis.RedisError
        self._from_url: Any = redis.Redis.from_url
        self._client: Any = self._from_url(url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS)
        self._gone_until = 0.0
        self._lock = threading.Lock()

    @property
    def is_gone(self) -> bool:
        """Whether Redis did not answer a moment ago."""
        return time.monotonic() < self._gone_until

    def run(self, work: Callable[[Any], _Result]) -> _Result:
        """Return what `work(client)` returns.

        Raises:
            RedisGoneError: Redis does not answer, or did not a moment ago.
        """
        if self.is_gone:
            raise RedisGoneError("Redis did not answer a moment ago.")
        try:
            result = work(self._client)
        except self.failure as error:
            self._note_gone(error)
            raise RedisGoneError(f"Redis does not answer: {error}") from error
        if self._gone_until:
            self._gone_until = 0.0
            _logger.info("Redis is back")
        return result

    def subscriber(self) -> Any:
        """Return a client of its own for a subscription, which waits as long as it takes."""
        return self._from_url(self.url, socket_timeout=None, socket_connect_timeout=TIMEOUT_SECONDS)

    def _note_gone(self, error: Exception) -> None:
        with self._lock:
            if not self._gone_until:
                _logger.warning(
                    "Redis does not answer. PostgreSQL takes its place, but nobody who is signed in can be known: %s",
                    error,
                )
            self._gone_until = time.monotonic() + PAUSE_SECONDS


@functools.lru_cache(maxsize=4)
def _link(url: str) -> RedisLink:
    return RedisLink(url)


def redis_link() -> RedisLink | None:
    """Return the way to the Redis of the setting `redis_url`, None where none is set."""
    url = config.get("redis_url")
    return _link(url) if url else None
