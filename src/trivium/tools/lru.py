"""A mapping of bounded size that forgets what was not used for longest."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any, Generic, TypeVar

from trivium.tools.sentinel import SENTINEL

__all__ = ["LRU"]

K = TypeVar("K")
V = TypeVar("V")


class LRU(MutableMapping[K, V], Generic[K, V]):
    """At most `count` pairs; adding one more removes the least recently used. Safe to share between threads."""

    __slots__ = ("_count", "_lock", "_map")

    def __init__(self, count: int, pairs: Iterable[tuple[K, V]] = ()) -> None:
        if count < 1:
            raise ValueError(f"An LRU holds at least one pair, not {count}")
        self._count = count
        self._lock = threading.RLock()
        self._map: OrderedDict[K, V] = OrderedDict()
        for key, value in pairs:
            self[key] = value

    @property
    def count(self) -> int:
        """The number of pairs it may hold; when set to less, the oldest are forgotten."""
        return self._count

    @count.setter
    def count(self, count: int) -> None:
        with self._lock:
            self._count = count
            while len(self._map) > count:
                self._map.popitem(last=False)

    @property
    def snapshot(self) -> dict[K, V]:
        """A copy of the pairs, the most recently used first."""
        with self._lock:
            return dict(reversed(self._map.items()))

    def __contains__(self, key: object) -> bool:
        return key in self._map

    def __getitem__(self, key: K) -> V:
        with self._lock:
            value = self._map[key]
            self._map.move_to_end(key)
            return value

    def get(self, key: K, default: Any = None) -> Any:
        """Return the value of the key, or the default where it is not there."""
        try:
            value = self._map[key]
            # another thread may have removed it meanwhile; each step by itself is atomic
            self._map.move_to_end(key)
        except KeyError:
            return default
        return value

    def __setitem__(self, key: K, val: V) -> None:
        with self._lock:
            self._map[key] = val
            self._map.move_to_end(key)
            if len(self._map) > self._count:
                self._map.popitem(last=False)

    def __delitem__(self, key: K) -> None:
        with self._lock:
            del self._map[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self.snapshot)

    def __len__(self) -> int:
        return len(self._map)

    def pop(self, key: K, default: Any = SENTINEL) -> Any:
        """Remove the key and return its value, or the default where it is not there."""
        with self._lock:
            if default is SENTINEL:
                return self._map.pop(key)
            return self._map.pop(key, default)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._map.clear()
