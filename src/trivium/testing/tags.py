"""Which tests run: `@tagged(...)` on classes, and expressions such as `post_install,/sale:TestOrder.test_total`."""

import re
import unittest
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

__all__ = ["DEFAULT_TAGS", "TagsSelector", "tagged"]

T = TypeVar("T", bound=type)

DEFAULT_TAGS: Final = frozenset(("standard", "at_install"))
"""The tags of a test class of an addon that says nothing."""

_SPEC: Final = re.compile(
    r"(?P<sign>[+-]?)(?P<tag>\*|\w*)(?:/(?P<module>[\w/.]*))?(?::(?P<class>\w*))?(?:\.(?P<method>\w*))?(?:\[(?P<params>.*)\])?"
)


def tagged(*tags: str) -> Callable[[T], T]:
    """Give a test class tags, and with `-` in front take some away: `@tagged("post_install", "-at_install")`."""
    removed = {tag.removeprefix("-") for tag in tags if tag.startswith("-")}
    added = {tag for tag in tags if not tag.startswith("-")}

    def decorate(cls: T) -> T:
        inherited = getattr(cls, "test_tags", DEFAULT_TAGS)
        cls.test_tags = (set(inherited) | added) - removed  # type: ignore[attr-defined]  # what the decorator is for
        return cls

    return decorate


@dataclass(frozen=True, slots=True)
class _Spec:
    """One term: what is empty matches everything.

    Attributes:
        tag: of the class or method.
        module: name of the addon, or path of the file.
        class_name: of the test class.
        method: of the test.
        parameters: handed to the test as `_test_params`.
    """

    tag: str
    module: str
    class_name: str
    method: str
    parameters: str = field(default="", compare=False)

    def matches(self, test: unittest.TestCase) -> bool:
        """Tell whether the term is about this test."""
        cls = type(test)
        method = test._testMethodName
        tags = set(getattr(cls, "test_tags", DEFAULT_TAGS))
        extra = getattr(test, "get_method_additional_tags", None)
        if extra is not None:
            tags |= set(extra(getattr(test, method)))
        if self.tag and self.tag != "*" and self.tag not in tags:
            return False
        if self.module and not self._in_module(cls):
            return False
        if self.class_name and self.class_name != cls.__name__:
            return False
        return not self.method or self.method == method

    def _in_module(self, cls: type) -> bool:
        if self.module.endswith(".py"):
            return f"{cls.__module__.replace('.', '/')}.py".endswith(self.module.lstrip("/"))
        return self.module == getattr(cls, "test_module", None)


class TagsSelector:
    """Decides by an expression which tests run.

    Args:
        spec: terms `[-][tag][/module][:class][.method][[parameters]]`, separated by commas. A test runs if one of the
            positive terms is about it and none of the negative ones; without positive terms those tagged `standard`. A
            negative term with parameters leaves no test out: the tests that it is about get the parameters as negated.

    Raises:
        ValueError: a term cannot be read.
    """

    def __init__(self, spec: str) -> None:
        self.include: list[_Spec] = []
        self.exclude: list[_Spec] = []
        for part in re.split(r",(?![^\[]*\])", spec or ""):
            if part.strip():
                self._add(part.strip())
        if not self.include:
            self.include.append(_Spec("standard", "", "", ""))

    def _add(self, part: str) -> None:
        match = _SPEC.fullmatch(part)
        if match is None:
            raise ValueError(f"Cannot read {part!r}: a term is [-][tag][/module][:class][.method]")
        tag = match["tag"]
        about_place = any(match[name] for name in ("module", "class", "method"))
        if not tag and not (about_place and match["sign"] == "-"):
            # a place without a tag means its usual tests, when they are chosen; all of them, when they are left out
            tag = "standard" if not about_place or (match["module"] and not match["class"]) else "*"
        spec = _Spec(tag, match["module"] or "", match["class"] or "", match["method"] or "", match["params"] or "")
        (self.exclude if match["sign"] == "-" else self.include).append(spec)

    def check(self, test: unittest.TestCase) -> bool:
        """Tell whether a test runs; the parameters of the terms about it are put on it, each with `+` or `-`."""
        refused = [spec for spec in self.exclude if spec.matches(test)]
        chosen = [spec for spec in self.include if spec.matches(test)]
        if not chosen or not all(spec.parameters for spec in refused):
            return False
        parameters = [(sign, spec.parameters) for sign, specs in (("+", chosen), ("-", refused)) for spec in specs]
        test._test_params = [each for each in parameters if each[1]]  # type: ignore[attr-defined]  # read by the tests that take parameters
        return True

    def names(self) -> set[str]:
        """Return the addons that terms name."""
        return {spec.module for spec in self.include if spec.module and not spec.module.endswith(".py")}


def has_tag(test: Any, tag: str) -> bool:
    """Tell whether a test's class has a tag."""
    return tag in getattr(type(test), "test_tags", DEFAULT_TAGS)
