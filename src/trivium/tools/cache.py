"""Caches of method results, kept by the registry: `@ormcache("arg", "self.env.uid")`.

A registry has several named caches, each a bounded mapping, found in `registry._ormcaches`. Clearing one
(`registry.clear_cache("templates")`) makes every method that uses it compute anew, on all nodes.
"""

import inspect
import logging
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from trivium.tools.sentinel import SENTINEL

__all__ = [
    "get_cache_key_counter",
    "get_cache_size",
    "log_ormcache_stats",
    "ormcache",
    "ormcache_context",
    "ormcache_counter",
]

_logger = logging.getLogger(__name__)


class ormcache_counter:  # noqa: N801 - the contract's name
    """How often a cached method was answered from its cache.

    Attributes:
        hit, miss, err: number of calls that were found, computed, or could not be cached (an argument without hash).
        gen_time: seconds spent in computing.
        tx_hit, tx_miss, tx_err: the same, counting only the first call of each transaction.
        cache_name: which of the registry's caches is used.
    """

    __slots__ = ("_cursor", "cache_name", "err", "gen_time", "hit", "miss", "tx_err", "tx_hit", "tx_miss")

    def __init__(self) -> None:
        self.hit = 0
        self.miss = 0
        self.err = 0
        self.gen_time = 0.0
        self.tx_hit = 0
        self.tx_miss = 0
        self.tx_err = 0
        self.cache_name: str | None = None
        self._cursor = 0

    @property
    def ratio(self) -> float:
        """Percentage of the calls that were found."""
        return 100.0 * self.hit / ((self.hit + self.miss + self.err) or 1)

    @property
    def tx_ratio(self) -> float:
        """Percentage of the transactions whose first call was found."""
        return 100.0 * self.tx_hit / (self.tx_calls or 1)

    @property
    def tx_calls(self) -> int:
        """Number of transactions that called the method."""
        return self.tx_hit + self.tx_miss + self.tx_err


_counters: defaultdict[tuple[Any, ...], ormcache_counter] = defaultdict(ormcache_counter)


class ormcache:  # noqa: N801 - the contract's name
    """Decorator for a method whose result depends on the given expressions alone.

    Args:
        args: expressions over the method's parameters, such as `"self.env.uid"` or `"name"`, with hashable values.
        cache: which of the registry's caches keeps the result.
        skiparg: the older form: all positional arguments from that position on are the key.

    The method must not return records: they belong to an environment that ends. What it returns is shared, so callers
    must not change it.
    """

    key: Callable[..., tuple[Any, ...]]

    def __init__(self, *args: str, cache: str = "default", skiparg: int | None = None, **kwargs: Any) -> None:
        self.args = args
        self.skiparg = skiparg
        self.cache_name = cache
        self.method: Callable[..., Any] | None = None

    def __call__(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Return the method with its cache in front; `result.__cache__` is this object."""
        self.method = method
        self.determine_key()
        look_up = self.lookup

        @wraps(method)
        def cached(*args: Any, **kwargs: Any) -> Any:
            return look_up(*args, **kwargs)

        cached.__cache__ = self  # type: ignore[attr-defined]  # functions take attributes; tests reach the cache by it
        return cached

    def determine_key(self) -> None:
        """Compile the expressions into the function that makes the key from the arguments of a call."""
        if self.skiparg is not None:
            skip, method = self.skiparg, self.method
            self.key = lambda *args, **_kwargs: (args[0]._name, method, *args[skip:])
            return
        self.key = self._compile(self.args)

    def _compile(self, expressions: Iterable[str]) -> Callable[..., tuple[Any, ...]]:
        """Return the function: the key is the model's name, the method, and the values of the expressions."""
        method = self.method
        if method is None:
            raise TypeError("ormcache decorates a method; it has no key before it does")
        parameters = [
            parameter.replace(default=inspect.Parameter.empty, annotation=inspect.Parameter.empty)
            for parameter in inspect.signature(method).parameters.values()
        ]
        # defaults are any objects, without a form in source: they are set on the function below
        declared = str(inspect.Signature(parameters))[1:-1]
        values = "".join(f"{expression}, " for expression in expressions)
        source = f"lambda __method: lambda {declared}: ({parameters[0].name}._name, __method, {values})"
        # the expressions stand in the source of an addon, not in data
        function = eval(source, method.__globals__)(method)  # noqa: S307 - see above
        function.__defaults__ = method.__defaults__
        function.__kwdefaults__ = method.__kwdefaults__
        key: Callable[..., tuple[Any, ...]] = function
        return key

    def _counter(self, model: Any) -> ormcache_counter:
        counter = _counters[model.pool.db_name, model._name, self.method]
        if counter.cache_name is None:
            counter.cache_name = self.cache_name
        return counter

    def lookup(self, *args: Any, **kwargs: Any) -> Any:
        """Return the kept result of the method for these arguments, or compute and keep it."""
        # the path of a hit is written out: it runs several times in every request
        model = args[0]
        pool = model.pool
        key = self.key(*args, **kwargs)
        counter = _counters.get((pool.db_name, key[0], self.method)) or self._counter(model)
        cursor = id(model.env.cr)
        is_first = counter._cursor != cursor
        counter._cursor = cursor
        store = pool._ormcaches[self.cache_name]
        try:
            result = store.get(key, SENTINEL)
        except TypeError:
            _logger.warning("A key of the cached method %s of %s has no hash: %r", self.method, model, key)
            counter.err += 1
            counter.tx_err += is_first
            return self._compute(*args, **kwargs)
        if result is not SENTINEL:
            counter.hit += 1
            if is_first:
                counter.tx_hit += 1
            return result
        counter.miss += 1
        counter.tx_miss += is_first
        start = time.monotonic()
        result = self._compute(*args, **kwargs)
        counter.gen_time += time.monotonic() - start
        store[key] = result
        return result

    def _compute(self, *args: Any, **kwargs: Any) -> Any:
        if self.method is None:
            raise TypeError("ormcache decorates a method; it has none to call")
        return self.method(*args, **kwargs)

    def add_value(self, *args: Any, cache_value: Any = None, **kwargs: Any) -> None:
        """Keep `cache_value` as the result for these arguments, without calling the method."""
        args[0].pool._ormcaches[self.cache_name][self.key(*args, **kwargs)] = cache_value


class ormcache_context(ormcache):  # noqa: N801 - the contract's name
    """Like `ormcache`, where the result depends on some keys of the context too.

    Args:
        keys: names of those keys.
    """

    def __init__(self, *args: str, keys: Iterable[str], skiparg: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, skiparg=skiparg, **kwargs)
        self.keys = tuple(keys)

    def determine_key(self) -> None:
        """Compile the expressions, the context's values at the end of the key."""
        names = self.keys
        plain = self._compile(self.args)

        def key(*args: Any, **kwargs: Any) -> tuple[Any, ...]:
            context: Mapping[str, Any] = kwargs.get("context") or args[0].env.context
            return (*plain(*args, **kwargs), *(context.get(name) for name in names))

        self.key = key


def get_cache_key_counter(
    bound_method: Callable[..., Any], *args: Any, **kwargs: Any
) -> tuple[Any, tuple[Any, ...], ormcache_counter]:
    """Return the cache, the key and the counter that a call of this cached method would use."""
    model = bound_method.__self__  # type: ignore[attr-defined]  # a bound method has it
    cache: ormcache = bound_method.__cache__  # type: ignore[attr-defined]  # set by the decorator
    return model.pool._ormcaches[cache.cache_name], cache.key(model, *args, **kwargs), cache._counter(model)


def get_cache_size(
    obj: Any, *, cache_info: str = "", seen_ids: set[int] | None = None, class_slots: dict[type, set[str]] | None = None
) -> int:
    """Return the number of bytes that an object and all that it holds take; what is shared counts once."""
    seen = set() if seen_ids is None else seen_ids
    slots = {} if class_slots is None else class_slots
    size = 0
    waiting = [obj]
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, type):
            continue
        seen.add(id(item))
        size += sys.getsizeof(item)
        if hasattr(item, "env") and hasattr(item, "_name"):
            _logger.error("%s is a record and must not be cached: %s", item, cache_info)
            continue
        if isinstance(item, Mapping):
            waiting.extend(item.keys())
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple, set, frozenset)):
            waiting.extend(item)
        waiting.extend(vars(item).values() if hasattr(item, "__dict__") else ())
        waiting.extend(getattr(item, name) for name in _slots(type(item), slots) if hasattr(item, name))
    return size


def _slots(cls: type, known: dict[type, set[str]]) -> set[str]:
    if cls not in known:
        declared = (getattr(base, "__slots__", ()) for base in cls.__mro__)
        names = {name for names in declared for name in ([names] if isinstance(names, str) else names)}
        known[cls] = names - {"__dict__", "__weakref__"}
    return known[cls]


def log_ormcache_stats(sig: int | None = None, frame: Any = None) -> None:  # noqa: ARG001 - a signal handler
    """Write a line to the log for each cached method that was used: calls, share found, seconds spent."""
    _logger.info("Cached methods, most called first: calls, found %%, first in transaction %%, errors, seconds")
    ranked = sorted(_counters.items(), key=lambda item: -(item[1].hit + item[1].miss))
    for (database, model, method), counter in ranked:
        _logger.info(
            "%s %s.%s [%s]: %d, %.1f, %.1f, %d, %.3f",
            database,
            model,
            method.__qualname__,
            counter.cache_name,
            counter.hit + counter.miss,
            counter.ratio,
            counter.tx_ratio,
            counter.err,
            counter.gen_time,
        )
