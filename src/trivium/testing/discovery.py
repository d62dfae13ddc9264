"""Finding the tests of addons."""

import importlib
import inspect
import unittest
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

from trivium.testing.tags import DEFAULT_TAGS, TagsSelector

__all__ = ["at_install", "by_class", "cases_of", "classes", "post_install"]

_PACKAGE = "odoo.addons."


def test_modules(addon: str) -> list[ModuleType]:
    """Return the modules `tests/test_*.py` of an addon that its `tests/__init__.py` imports.

    Raises:
        ImportError: one of them cannot be imported.
    """
    name = f"{_PACKAGE}{addon}.tests"
    try:
        package = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            return []
        raise
    return [
        module
        for attribute, module in inspect.getmembers(package, inspect.ismodule)
        if attribute.startswith("test_") and module.__name__.startswith(f"{name}.")
    ]


test_modules.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test


def cases_of(addon: str) -> Iterator[unittest.TestCase]:
    """Give the test cases of an addon, one for each test."""
    loader = unittest.TestLoader()
    for module in test_modules(addon):
        yield from _flat(loader.loadTestsFromModule(module))


def _flat(suite: Iterable[Any]) -> Iterator[unittest.TestCase]:
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from _flat(item)
        else:
            yield item


def at_install(test: unittest.TestCase) -> bool:
    """Tell whether a test runs as soon as its addon is installed."""
    return "at_install" in getattr(type(test), "test_tags", DEFAULT_TAGS)


def post_install(test: unittest.TestCase) -> bool:
    """Tell whether a test runs once all addons are installed."""
    return "post_install" in getattr(type(test), "test_tags", DEFAULT_TAGS)


def classes(tests: Iterable[unittest.TestCase], selector: TagsSelector) -> list[list[unittest.TestCase]]:
    """Return the tests that were chosen, by class, the classes in the order of their `test_sequence`."""
    return by_class(filter(selector.check, tests))


def by_class(tests: Iterable[unittest.TestCase]) -> list[list[unittest.TestCase]]:
    """Return tests by class, the classes in the order of their `test_sequence`."""
    found: dict[type, list[unittest.TestCase]] = {}
    for test in tests:
        found.setdefault(type(test), []).append(test)
    return sorted(found.values(), key=lambda group: _place(type(group[0])))


def _place(case: type[unittest.TestCase]) -> int:
    """Return the `test_sequence` of a class; a test of that name is none."""
    place = getattr(case, "test_sequence", 0)
    return place if isinstance(place, int) else 0
