"""Builtins that go through all items of something: the same, each item counted as a step of the evaluation."""

import builtins
import functools
from collections.abc import Callable, Iterable
from typing import Any, Final

from trivium.tools.safe_eval._budget import keep, metered
from trivium.tools.safe_eval._standins import StandIn

__all__ = ["CONSUMERS", "bounded_list"]


class _Container(StandIn):
    """Makes a class that looks like a builtin container, and counts what it is filled from."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if args:
            args = (metered(args[0]), *args[1:])
        return self.__real__(*args, **kwargs)


def _container(real: type) -> _Container:
    return _Container(real.__name__, (), {"__real__": real, "__doc__": real.__doc__})


bounded_list: Final = _container(list)


def _consumer(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a builtin whose first argument is gone through; with several they are the values themselves."""

    @functools.wraps(function)
    def counting(*args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], Iterable):
            args = (metered(args[0]),)
        if kwargs.get("key"):
            kwargs["key"] = _kept(kwargs["key"])
        return function(*args, **kwargs)

    return counting


def _kept(key: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return the function that tells keys, whose values are kept until all items are sorted."""

    def counted(item: Any) -> Any:
        value = key(item)
        keep(value)
        return value

    return counted


def _reduce(function: Callable[[Any, Any], Any], items: Iterable[Any], /, *initial: Any) -> Any:
    """Return what is left of the items when the function has joined them two by two."""
    return functools.reduce(function, metered(items), *initial)


def _filter(function: Callable[[Any], Any] | None, items: Iterable[Any], /) -> Iterable[Any]:
    """Return the items that pass; those that do not are steps as well."""
    return builtins.filter(function, metered(items))


CONSUMERS: Final[dict[str, Any]] = {
    "list": bounded_list,
    **{real.__name__: _container(real) for real in (builtins.dict, tuple, set, frozenset)},
    **{function.__name__: _consumer(function) for function in (min, max, sorted, all, any)},
    "filter": _filter,
    "reduce": _reduce,
}
