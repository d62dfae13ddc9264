"""Controllers and their routes, collected for a set of installed modules."""

from __future__ import annotations

import functools
import inspect
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response as BaseResponse

from trivium.http.local import request
from trivium.http.response import Response

_logger = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., Any])

ROUTE_TYPES = ("http", "jsonrpc", "json2")
PLATFORM = ""
"""Module name of the controllers that every database has: those of the platform itself."""


def module_of(cls: type) -> str:
    """Return the addon that a class is defined in, `PLATFORM` where it is none."""
    parts = cls.__module__.split(".")
    return parts[2] if parts[:2] in (["odoo", "addons"], ["trivium", "addons"]) and len(parts) > 2 else PLATFORM


class Controller:
    """A class whose methods answer requests; addons extend it by inheriting from it.

    Attributes:
        children_classes: module -> controllers defined there that inherit from `Controller` directly.
    """

    children_classes: ClassVar[defaultdict[str, list[type[Controller]]]] = defaultdict(list)
    _heirs: ClassVar[defaultdict[str, list[type[Controller]]]] = defaultdict(list)

    def __init_subclass__(cls, *, composed: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if composed:
            return
        module = module_of(cls)
        Controller._heirs[module].append(cls)
        if Controller in cls.__bases__:
            Controller.children_classes[module].append(cls)

    @property
    def env(self) -> Any:
        """The environment of the request."""
        return request.env if request else None


def route(route: str | Collection[str] | None = None, **routing: Any) -> Callable[[F], F]:
    """Make a controller's method answer requests for some paths.

    Args:
        route: one or several paths, with werkzeug's converters; none in an override keeps the inherited ones.
        routing: `type` (http, jsonrpc or its old name json, json2), `auth` (user, public, none, bearer),
            `methods`, `cors`, `csrf`, `readonly` (true, or a function of the controller, rule and arguments),
            `save_session`, `handle_params_access_error`, `captcha`, `max_content_length` (bytes of a request's body,
            None for any number, or a function of the controller), and what addons add (`website`, `sitemap`,
            `multilang` ...).

    Raises:
        TypeError: the type is unknown.
    """
    if routing.get("type") == "json":
        routing["type"] = "jsonrpc"
    if "type" in routing and routing["type"] not in ROUTE_TYPES:
        raise TypeError(f"Route {route!r}: type {routing['type']!r} is none of {', '.join(ROUTE_TYPES)}")
    paths = [route] if isinstance(route, str) else list(route or ())
    wrong = routing.get("methods")
    if isinstance(wrong, str):
        raise TypeError(f"Route {route!r}: methods are a list, not {wrong!r}")

    def decorator(endpoint: F) -> F:
        if "type" in routing and isinstance(getattr(endpoint, "original_routing", None), dict):
            raise TypeError(f"{endpoint.__qualname__} is decorated by @route twice")
        name = f"{endpoint.__module__}.{endpoint.__qualname__}"
        accepted = _accepted_names(endpoint)
        # An override may leave the type to its parent; `Endpoint`, which knows it, loads what is left.
        loaded: tuple[type, ...] = (object,) if routing.get("type") == "http" else ()
        if "type" not in routing and paths:
            loaded = (str, bytes, BaseResponse, HTTPException)

        @functools.wraps(endpoint)
        def wrapper(self: Controller, *args: Any, **params: Any) -> Any:
            if accepted is not None and not accepted >= params.keys():
                _logger.debug("%s: parameters left out: %s", name, ", ".join(sorted(params.keys() - accepted)))
                params = {key: value for key, value in params.items() if key in accepted}
            result = endpoint(self, *args, **params)
            return Response.load(result, name) if isinstance(result, loaded) else result

        if paths:
            routing["routes"] = paths
        wrapper.original_routing = routing  # type: ignore[attr-defined] # functions take attributes
        wrapper.original_endpoint = endpoint  # type: ignore[attr-defined] # functions take attributes
        return wrapper  # type: ignore[return-value] # the wrapper has the method's interface

    return decorator


def _accepted_names(function: Callable[..., Any]) -> frozenset[str] | None:
    """Return the names of the arguments that may be given by name, None where any may."""
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return frozenset(p.name for p in parameters if p.kind in {p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY})


def _required_names(method: Callable[..., Any]) -> frozenset[str]:
    """Return the names of the arguments that a call has to give."""
    kinds = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    parameters = inspect.signature(method).parameters.values()
    return frozenset(p.name for p in parameters if p.kind in kinds and p.default is p.empty)


class Endpoint:
    """A bound method of a composed controller together with the merged parameters of its route.

    Attributes:
        func: the bound method.
        routing: parameters of `@route`, inherited ones included, and defaults.
        original_endpoint: the method without its decorator.
        required: names of what a page's request has to bring.
    """

    __slots__ = ("__dict__", "func", "is_http", "original_endpoint", "required", "routing")

    def __init__(self, func: Callable[..., Any], routing: dict[str, Any]) -> None:
        self.func = func
        self.routing = routing
        self.is_http = routing["type"] == "http"
        self.original_endpoint = getattr(func, "original_endpoint", func)
        self.required = _required_names(func) if self.is_http else frozenset()
        self.__name__ = getattr(func, "__name__", "endpoint")
        self.__doc__ = func.__doc__

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the method.

        Raises:
            BadRequest: something that it cannot do without was not sent.
        """
        if not args and not kwargs.keys() >= self.required:
            raise BadRequest(f"Missing: {', '.join(sorted(self.required - kwargs.keys()))}.")
        result = self.func(*args, **kwargs)
        return Response.load(result, repr(self)) if self.is_http else result

    def __repr__(self) -> str:
        """Name the method."""
        return f"<Endpoint {self.original_endpoint.__module__}.{self.original_endpoint.__qualname__}>"


def generate_rules(modules: Collection[str], *, nodb_only: bool = False) -> Iterator[tuple[str, Endpoint]]:
    """Yield each path with the endpoint that answers it, as overridden by the last of `modules`.

    Args:
        modules: installed modules, dependencies first.
        nodb_only: only the routes that need no database (`auth="none"`).
    """
    order = [PLATFORM, *(name for name in modules if name != PLATFORM)]
    installed = [cls for module in order for cls in Controller._heirs.get(module, ())]
    for head in [cls for cls in installed if Controller in cls.__bases__]:
        controller = _compose(head, installed)()
        for name in sorted(_routed_names(type(controller))):
            endpoint = Endpoint(getattr(controller, name), _merge_routing(type(controller), name))
            if nodb_only and endpoint.routing["auth"] != "none":
                continue
            for path in endpoint.routing["routes"]:
                yield path, endpoint


def _compose(head: type[Controller], installed: list[type[Controller]]) -> type[Controller]:
    """Return the class made of the last heirs of `head`, the youngest first."""
    family = [cls for cls in installed if issubclass(cls, head)]
    leaves = [cls for cls in family if not any(other is not cls and issubclass(other, cls) for other in family)]
    if len(leaves) == 1:
        return leaves[0]
    return type(head.__name__, tuple(reversed(leaves)), {"__module__": head.__module__}, composed=True)


def _routed_names(cls: type) -> set[str]:
    return {
        name
        for base in cls.__mro__
        for name, member in vars(base).items()
        if inspect.isfunction(member) and hasattr(member, "original_routing")
    }


def _merge_routing(cls: type, name: str) -> dict[str, Any]:
    """Merge the parameters of a method's routes, from the oldest definition to the youngest."""
    merged: dict[str, Any] = {"auth": "user", "methods": None, "readonly": False, "routes": [], "type": "http"}
    first: Mapping[str, Any] | None = None
    for base in reversed(cls.__mro__):
        member = vars(base).get(name)
        if not inspect.isfunction(member):  # not there, or what all controllers have, whose name a route takes
            continue
        own = getattr(member, "original_routing", None)
        if own is None:
            _logger.warning("%s.%s overrides a route without @route()", base.__module__, member.__qualname__)
            continue
        if first is not None and own.get("type", merged["type"]) != merged["type"]:
            _logger.warning("%s.%s cannot change the type of its route", base.__module__, member.__qualname__)
            own = {**own, "type": merged["type"]}
        first = first or own
        merged.update(own)
    if "save_session" not in merged:
        merged["save_session"] = merged["auth"] != "bearer"
    return merged
