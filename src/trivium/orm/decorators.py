"""Decorators that say what a method of a model is for."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from .utils import check_values

F = TypeVar("F", bound=Callable[..., Any])


def attrsetter(attr: str, value: object) -> Callable[[F], F]:
    """Return a decorator that sets one attribute on a function."""

    def setter(method: F) -> F:
        setattr(method, attr, value)
        return method

    return setter


def constrains(*args: str | Callable[..., Any]) -> Callable[[F], F]:
    """Call the method after a create or write that gave one of the named fields.

    The method gets the records concerned, and raises ValidationError where they break its rule.
    """
    return attrsetter("_constrains", args[0] if args and callable(args[0]) else args)


def ondelete(*, at_uninstall: bool) -> Callable[[F], F]:
    """Call the method before records are deleted, to refuse it by an error.

    Args:
        at_uninstall: also when the addon that defines the method is being uninstalled.
    """
    return attrsetter("_ondelete", at_uninstall)


def onchange(*args: str) -> Callable[[F], F]:
    """Call the method on a form's unsaved record when one of the named fields changes."""
    return attrsetter("_onchange", args)


def depends(*args: str | Callable[..., Any]) -> Callable[[F], F]:
    """Name the fields, also by dotted paths, that a compute method reads; or give a function that names them."""
    if args and callable(args[0]):
        return attrsetter("_depends", args[0])
    if any("id" in str(arg).split(".") for arg in args):
        raise NotImplementedError(f"Compute method cannot depend on field 'id': {args!r}")
    return attrsetter("_depends", args)


def depends_context(*args: str) -> Callable[[F], F]:
    """Name the keys of the context that the value of a non-stored computed field depends on."""
    return attrsetter("_depends_context", args)


def autovacuum(method: F) -> F:
    """Call the private method from the daily clean-up."""
    if not method.__name__.startswith("_"):
        raise AssertionError(f"{method.__name__}: autovacuum methods must be private")
    method._autovacuum = True  # type: ignore[attr-defined] # functions take attributes
    return method


def model(method: F) -> F:
    """Mark a method whose records do not matter, only its model: remote calls give no ids."""
    if method.__name__ == "create":
        return model_create_multi(method)
    method._api_model = True  # type: ignore[attr-defined] # functions take attributes
    return method


def private(method: F) -> F:
    """Keep a method with a public name from remote calls."""
    method._api_private = True  # type: ignore[attr-defined] # functions take attributes
    return method


def readonly(method: F) -> F:
    """Say that the method only reads, so that it may run on a replica."""
    method._readonly = True  # type: ignore[attr-defined] # functions take attributes
    return method


def model_create_multi(method: F) -> F:
    """Let a ``create`` that takes a list of values take a single dictionary too, and nothing else."""

    @functools.wraps(method)
    def create(self: Any, vals_list: Mapping[str, Any] | Collection[Mapping[str, Any]]) -> Any:
        given: Any = vals_list
        if not isinstance(given, (list, tuple)):
            several = isinstance(given, Iterable) and not isinstance(given, (str, Mapping))
            given = list(given) if several else [given]
        check_values(self, "create", given)
        return method(self, given)

    create._api_model = True  # type: ignore[attr-defined] # functions take attributes
    return create  # type: ignore[return-value] # the wrapper has the method's interface


class deprecated:  # noqa: N801 - the interface's name
    """Mark a function or class as deprecated: calling it warns with `message`."""

    def __init__(
        self, message: str, *, category: type[Warning] | None = DeprecationWarning, stacklevel: int = 1
    ) -> None:
        self.message = message
        self.category = category
        self.stacklevel = stacklevel

    def __call__(self, obj: Any) -> Any:
        """Return `obj` wrapped so that its use warns."""
        original = obj.__init__ if isinstance(obj, type) else obj  # type: ignore[misc] # obj is a class here

        @functools.wraps(original)
        def warned(*args: Any, **kwargs: Any) -> Any:
            if self.category is not None:
                warnings.warn(self.message, self.category, stacklevel=self.stacklevel + 1)
            return original(*args, **kwargs)

        warned.__deprecated__ = self.message  # type: ignore[attr-defined] # as PEP 702 does
        if isinstance(obj, type):
            obj.__init__ = warned  # type: ignore[misc] # the class is decorated in place
            obj.__deprecated__ = self.message  # type: ignore[attr-defined] # as PEP 702 does
            return obj
        return warned
