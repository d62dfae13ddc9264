"""Names in an arch: which fields a (sub-)view holds, and which its expressions read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trivium.rendering.views.errors import ViewError
from trivium.tools.view_validation import get_dict_asts, get_domain_value_names, get_expression_field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

MODIFIERS = ("invisible", "readonly", "required", "column_invisible")
"""Attributes with an expression over the fields of the record."""

SUBVIEWS = frozenset({"list", "form", "kanban", "graph", "pivot", "calendar", "activity", "search"})
"""Tags at the root of a view, and of views inside of a field."""

_OWN_NAMES: dict[str, tuple[set[str], set[str]]] = {}


@dataclass
class Scope:
    """One view, or one view inside of a field.

    Attributes:
        model: empty recordset of the model that it shows.
        root: its root element.
        kind: tag of the root.
        parent: the scope around it.
        editable: values can be changed in it.
        fields: names of the fields in it, with their elements.
        used: names that expressions read, with the elements that do.
    """

    model: Any
    root: Any
    kind: str
    parent: Scope | None = None
    editable: bool = True
    fields: dict[str, list[Any]] = field(default_factory=dict)
    used: dict[str, list[Any]] = field(default_factory=dict)

    def has(self, name: str, node: Any) -> None:
        """Note that the scope holds a field."""
        self.fields.setdefault(name, []).append(node)

    def use(self, name: str, node: Any) -> None:
        """Note that an expression reads a field: of this scope, or of the one around it (`parent.name`)."""
        if not name.startswith("parent."):
            self.used.setdefault(name, []).append(node)
        elif self.parent is not None:
            self.parent.use(name.removeprefix("parent."), node)

    def missing(self) -> dict[str, list[Any]]:
        """Return the fields that are read but not held."""
        return {name: nodes for name, nodes in self.used.items() if name not in self.fields and name != "id"}


def used_names(node: Any) -> Iterator[tuple[str, set[str]]]:
    """Yield attributes of an element with the fields that their expressions read.

    Raises:
        ViewError: an expression is malformed.
    """
    for attribute, value in node.attrib.items():
        if attribute in MODIFIERS or attribute.startswith("decoration-"):
            if value not in {"0", "1", "True", "False", "true", "false", ""}:
                yield attribute, _expression_names(node, attribute, value)
        elif attribute == "context" and value.strip() not in {"", "{}"}:
            yield attribute, _context_names(node, value)
        elif attribute == "domain" and node.tag != "filter" and value.strip() not in {"", "[]"}:
            yield attribute, domain_names(node, attribute, value)[1]


def domain_names(node: Any, attribute: str, value: str) -> tuple[set[str], set[str]]:
    """Return the paths and the names of a domain in an attribute.

    Raises:
        ViewError: it is no domain.
    """
    known = _OWN_NAMES.get("domain:" + value)
    if known is None:
        try:
            known = get_domain_value_names(value)
        except (SyntaxError, ValueError) as error:
            raise ViewError(f"{attribute}={value!r} is no domain: {_reason(error)}", node) from error
        _remember("domain:" + value, known)
    return known


def _expression_names(node: Any, attribute: str, value: str) -> set[str]:
    known = _OWN_NAMES.get(value)
    if known is None:
        try:
            known = (get_expression_field_names(value), set())
        except SyntaxError as error:
            raise ViewError(f"{attribute}={value!r} is no expression: {_reason(error)}", node) from error
        _remember(value, known)
    return known[0]


def _context_names(node: Any, value: str) -> set[str]:
    known = _OWN_NAMES.get("context:" + value)
    if known is None:
        try:
            get_dict_asts(value)
            known = (get_expression_field_names(value), set())
        except (SyntaxError, ValueError) as error:
            raise ViewError(f"context={value!r} is no dictionary: {_reason(error)}", node) from error
        _remember("context:" + value, known)
    return known[0]


def _remember(key: str, names: tuple[set[str], set[str]]) -> None:
    if len(_OWN_NAMES) > 20_000:
        _OWN_NAMES.clear()
    _OWN_NAMES[key] = names


def _reason(error: Exception) -> str:
    return error.msg if isinstance(error, SyntaxError) else str(error)
