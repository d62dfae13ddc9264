"""Proxies that show a chosen part of an object: `class Request(Proxy)` with attributes and methods declared."""

import functools
from collections.abc import Callable
from typing import Any

__all__ = ["Proxy", "ProxyAttr", "ProxyFunc", "ProxyMeta"]


class ProxyAttr:
    """An attribute handed on.

    Args:
        cast: a function over its value; None turns it into None, False leaves it.
    """

    def __init__(self, cast: Callable[[Any], Any] | bool | None = False) -> None:
        self._cast = cast

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        return _cast(self._cast, getattr(instance._wrapped__, self._name))

    def __set__(self, instance: Any, value: Any) -> None:
        setattr(instance._wrapped__, self._name, value)


class ProxyFunc:
    """A method handed on.

    Args:
        cast: a function over its result; None drops the result, False leaves it.
    """

    def __init__(self, cast: Callable[[Any], Any] | bool | None = False) -> None:
        self._cast = cast

    def __set_name__(self, owner: Any, name: str) -> None:
        target = getattr(owner._wrapped__, name)
        cast = self._cast

        @functools.wraps(target)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return _cast(cast, getattr(self._wrapped__, name)(*args, **kwargs))

        setattr(owner, name, method)


def _cast(cast: Callable[[Any], Any] | bool | None, value: Any) -> Any:
    if cast is None:
        return None
    return cast(value) if callable(cast) else value


class ProxyMeta(type):
    """Makes proxy classes: without the attributes of what they wrap, but with its documentation."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> "ProxyMeta":
        """Make the class; `_wrapped__` names the class of the objects that it wraps."""
        wrapped = attrs.get("_wrapped__")
        if wrapped is not None:
            attrs.setdefault("__doc__", wrapped.__doc__)
        return super().__new__(mcs, name, bases, attrs)


class Proxy(metaclass=ProxyMeta):
    """Base of proxies: `Request(werkzeug_request)`."""

    _wrapped__: Any

    def __init__(self, instance: Any) -> None:
        self._wrapped__ = instance
