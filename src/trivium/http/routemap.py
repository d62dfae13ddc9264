"""Routing maps: which endpoint answers a path, kept for each registry."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import werkzeug.routing
from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule
from werkzeug.sansio.utils import get_host

from trivium.http.constants import ROUTING_KEYS
from trivium.http.routing import Endpoint, generate_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from werkzeug.routing import RuleFactory

_logger = logging.getLogger(__name__)

HOSTS_KEPT = 1024
"""Names that requests are sent to whose canonical form is remembered."""

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
"""Methods that requests usually have."""

# registry -> key -> (number of installed modules, map)
_maps: WeakKeyDictionary[Any, dict[Any, tuple[int, RouteMap]]] = WeakKeyDictionary()


class SlugConverter(BaseConverter):
    """`<slug:name>`: lower case words joined by hyphens."""

    regex = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"


class SignedIntConverter(werkzeug.routing.IntegerConverter):
    """`<int:id>`, also below zero."""

    signed = True
    regex = r"-?\d+"


class FasterRule(Rule):
    """A rule whose URL builder is compiled when it is first needed: few paths are ever built."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        return LazyCompiledBuilder(self, super()._compile_builder, append_unknown)


class LazyCompiledBuilder:
    """Compiles a rule's URL builder at its first use."""

    def __init__(self, rule: Rule, compile_: Any, append_unknown: bool) -> None:
        self.rule = rule
        self._compile = compile_
        self._append_unknown = append_unknown
        self._builder: Any = None

    def __call__(self, **kwargs: Any) -> Any:
        """Build the URL."""
        if self._builder is None:
            self._builder = self._compile(self._append_unknown).__get__(self.rule, None)
        return self._builder(**kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> LazyCompiledBuilder:
        return self


def make_rule(path: str, endpoint: Endpoint) -> FasterRule:
    """Return the rule that leads a path to an endpoint; `OPTIONS` is let through where other origins may call."""
    routing = {key: value for key, value in endpoint.routing.items() if key in ROUTING_KEYS}
    if endpoint.routing["type"] == "jsonrpc" and not routing.get("methods"):
        routing["methods"] = ["POST"]  # a call has a body
    if endpoint.routing.get("cors") and routing.get("methods") and "OPTIONS" not in routing["methods"]:
        routing["methods"] = [*routing["methods"], "OPTIONS"]
    rule = FasterRule(path, **{**routing, "endpoint": endpoint})
    rule.merge_slashes = False
    return rule


class RouteMap(Map):
    """A map that remembers which route answers a path that has no arguments."""

    def __init__(self, **options: Any) -> None:
        self._plain: dict[tuple[str, str], Rule] = {}
        super().__init__(**options)

    def add(self, rulefactory: RuleFactory) -> None:
        """Add routes."""
        self._plain.clear()
        super().add(rulefactory)

    def find(self, environ: dict[str, Any], path: str | None = None) -> tuple[Rule, dict[str, Any]]:
        """Return the rule that a request asks for, and the arguments in its path.

        Args:
            environ: the request, as WSGI has it.
            path: asked for instead of the request's.

        Raises:
            NotFound: there is none.
            MethodNotAllowed: there is one for other methods.
            RequestRedirect: it is somewhere else.
        """
        host = environ.get("HTTP_HOST")
        if path is not None and host is not None and "HTTP_UPGRADE" not in environ:
            plain = self._plain.get((path, environ["REQUEST_METHOD"]))
            if plain is not None and environ["wsgi.url_scheme"].startswith("http"):
                _host(environ["wsgi.url_scheme"], host)  # refuses what is none
                return plain, {}
        adapter = bind(self, environ)
        if path is None:
            path = adapter.path_info
        key = (path, adapter.default_method)
        if key in self._plain and not adapter.websocket:
            return self._plain[key], {}
        rule, args = adapter.match(path_info=path, return_rule=True)
        if not args and rule.rule == path and not adapter.websocket and key[1] in METHODS:
            self._plain[key] = rule
        return rule, dict(args)


def make_map(rules: Any, converters: Mapping[str, type[BaseConverter]]) -> RouteMap:
    """Return a map of the given rules."""
    routing_map = RouteMap(
        strict_slashes=False, converters={"slug": SlugConverter, "int": SignedIntConverter, **converters}
    )
    for rule in rules:
        routing_map.add(rule)
    return routing_map


def bind(routing_map: Map, environ: dict[str, Any]) -> MapAdapter:
    """Return a map as one request asks it.

    As werkzeug's `bind_to_environ` does, without its search for subdomains: rules have none.
    """
    host = environ.get("HTTP_HOST")
    if host is None or "HTTP_UPGRADE" in environ:
        return routing_map.bind_to_environ(environ)
    scheme = environ["wsgi.url_scheme"]
    path = environ["PATH_INFO"]
    return MapAdapter(
        routing_map,
        _host(scheme, host),
        environ["SCRIPT_NAME"] or "/",
        "",
        scheme,
        path if path.isascii() else path.encode("latin-1").decode(errors="replace"),
        environ["REQUEST_METHOD"],
        environ["QUERY_STRING"],
    )


@lru_cache(HOSTS_KEPT)
def _host(scheme: str, header: str) -> str:
    return Map().bind(get_host(scheme, header)).server_name


def nodb_map(modules: tuple[str, ...] = ()) -> RouteMap:
    """Return the map that serves requests without a database."""
    if modules not in _nodb:
        rules = (make_rule(path, endpoint) for path, endpoint in generate_rules(modules, nodb_only=True))
        _nodb[modules] = make_map(rules, {})
    return _nodb[modules]


_nodb: dict[tuple[str, ...], RouteMap] = {}


def cached_map(registry: Any, key: Any, build: Callable[[], RouteMap]) -> RouteMap:
    """Return a registry's map, built by `build()` where it is not there or modules were installed since."""
    found = kept_map(registry, key)
    if found is None:
        count = len(registry._init_modules)
        found = build()
        _maps.setdefault(registry, {})[key] = (count, found)
        _logger.debug("Routing map of %s built for %d modules", registry.db_name, count)
    return found


def kept_map(registry: Any, key: Any) -> RouteMap | None:
    """Return a registry's map, None where it is to be built."""
    count, found = _maps.get(registry, {}).get(key, (None, None))
    return found if count == len(registry._init_modules) else None


def forget_maps(registry: Any) -> None:
    """Build the maps of a registry anew when they are next asked for."""
    _maps.pop(registry, None)
