"""Routing maps: which endpoint answers a path, kept for each registry."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import werkzeug.routing
from werkzeug.routing import BaseConverter, Map, Rule

from trivium.http.constants import ROUTING_KEYS
from trivium.http.routing import Endpoint, generate_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

_logger = logging.getLogger(__name__)

# registry -> key -> (number of installed modules, map)
_maps: WeakKeyDictionary[Any, dict[Any, tuple[int, Map]]] = WeakKeyDictionary()


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
    if endpoint.routing.get("cors") and routing.get("methods") and "OPTIONS" not in routing["methods"]:
        routing["methods"] = [*routing["methods"], "OPTIONS"]
    rule = FasterRule(path, **{**routing, "endpoint": endpoint})
    rule.merge_slashes = False
    return rule


def make_map(rules: Any, converters: Mapping[str, type[BaseConverter]]) -> Map:
    """Return a map of the given rules."""
    routing_map = Map(strict_slashes=False, converters={"slug": SlugConverter, "int": SignedIntConverter, **converters})
    for rule in rules:
        routing_map.add(rule)
    return routing_map


def nodb_map(modules: tuple[str, ...] = ()) -> Map:
    """Return the map that serves requests without a database."""
    if modules not in _nodb:
        rules = (make_rule(path, endpoint) for path, endpoint in generate_rules(modules, nodb_only=True))
        _nodb[modules] = make_map(rules, {})
    return _nodb[modules]


_nodb: dict[tuple[str, ...], Map] = {}


def cached_map(registry: Any, key: Any, build: Any) -> Map:
    """Return a registry's map, built by `build()` where it is not there or modules were installed since."""
    maps = _maps.setdefault(registry, {})
    count = len(registry._init_modules)
    found = maps.get(key)
    if found is None or found[0] != count:
        found = maps[key] = (count, build())
        _logger.debug("Routing map of %s built for %d modules", registry.db_name, count)
    return found[1]


def forget_maps(registry: Any) -> None:
    """Build the maps of a registry anew when they are next asked for."""
    _maps.pop(registry, None)
