"""Views and templates that change others: a specification locates nodes in an arch and says what happens to them.

<xpath expr="//field[@name='name']" position="after"><field name="ref"/></xpath>
<field name="name" position="attributes"><attribute name="required">1</attribute></field>
"""

from __future__ import annotations

import ast
import copy
import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from trivium.tools.constants import SKIPPED_ELEMENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "PYTHON_ATTRIBUTES",
    "RSTRIP_REGEXP",
    "SKIPPED_ELEMENT_TYPES",
    "add_stripped_items_before",
    "add_text_before",
    "apply_inheritance_specs",
    "locate_node",
    "remove_element",
]

Element = Any
"""An lxml element: its stubs know too little of comments and instructions."""

PYTHON_ATTRIBUTES: Final = frozenset({"readonly", "required", "invisible", "column_invisible", "t-if", "t-elif"})
"""Attributes that hold expressions: parts are added with `and` or `or`."""

RSTRIP_REGEXP: Final = re.compile(r"\n[ \t]*$")

_POSITIONS: Final = ("inside", "replace", "before", "after", "attributes", "move")
_XPATHS: dict[str, etree.ETXPath] = {}


def _has_class(context: Any, *names: str) -> bool:
    """Implement `hasclass('a', 'b')` of XPath expressions: the node has all of these classes."""
    present = set((context.context_node.get("class") or "").split())
    return present.issuperset(names)


etree.FunctionNamespace(None)["hasclass"] = _has_class


def add_text_before(node: Element, text: str | None) -> None:
    """Add text before a node in its parent."""
    if not text:
        return
    previous = node.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent = node.getparent()
        parent.text = (parent.text or "") + text


def remove_element(node: Element) -> None:
    """Remove a node, but not the text that follows it."""
    add_text_before(node, node.tail)
    node.tail = None
    node.getparent().remove(node)


def add_stripped_items_before(node: Element, spec: Element, extract: Callable[[Element], Element]) -> None:
    """Add text and children of `spec` before `node`; the indentation before the closing tag of `spec` is left out.

    Args:
        node: has a parent.
        spec: what to add.
        extract: called on each child of `spec` that is to be moved from elsewhere; returns the node to add.
    """
    text = spec.text or ""
    add_text_before(node, text if len(spec) else RSTRIP_REGEXP.sub("", text))
    for child in list(spec):
        tail = child.tail
        if child.getnext() is None:
            tail = RSTRIP_REGEXP.sub("", tail or "")
        added = extract(child) if child.get("position") == "move" else child
        added.tail = None
        node.addprevious(added)
        add_text_before(node, tail)


def locate_node(arch: Element, spec: Element) -> Element | None:
    """Return the first node of `arch` that a specification means, None if there is none.

    Raises:
        ValueError: the XPath expression is malformed.
    """
    if spec.tag == "xpath":
        return _locate_xpath(arch, spec.get("expr") or "")
    if spec.tag == "field":
        name = spec.get("name")
        return next((node for node in arch.iter("field") if node.get("name") == name), None)
    wanted = [(key, value) for key, value in spec.attrib.items() if key not in {"position", "mode"}]
    for node in arch.iter(spec.tag):
        if isinstance(node, SKIPPED_ELEMENT_TYPES):
            continue
        if all(node.get(key) == value for key, value in wanted):
            return node
    return None


def _locate_xpath(arch: Element, expression: str) -> Element | None:
    path = _XPATHS.get(expression)
    if path is None:
        try:
            path = etree.ETXPath(expression)
        except etree.XPathSyntaxError as error:
            raise ValueError(f"Invalid XPath expression {expression!r}: {error}") from error
        if len(_XPATHS) > 5000:
            _XPATHS.clear()
        _XPATHS[expression] = path
    try:
        found = path(arch)
    except etree.XPathEvalError as error:
        raise ValueError(f"Invalid XPath expression {expression!r}: {error}") from error
    if not isinstance(found, list) or not all(isinstance(node, etree._Element) for node in found[:1]):
        raise ValueError(f"XPath expression {expression!r} finds no elements")
    return found[0] if found else None


def apply_inheritance_specs(
    source: Element,
    specs_tree: Element,
    inherit_branding: bool = False,
    pre_locate: Callable[[Element], Any] | None = None,
) -> Element:
    """Apply specifications to an arch and return it: the same element, unless its root is replaced.

    Args:
        source: the arch; it is changed.
        specs_tree: one specification, or `<data>` around several; it is used up.
        inherit_branding: mark replaced nodes for the website editor (`data-oe-xpath-replaced`).
        pre_locate: called with each specification before its node is looked for.

    Raises:
        ValueError: a node is not found, or a specification is malformed.
    """
    for spec in _specs(specs_tree):
        if pre_locate is not None:
            pre_locate(spec)
        source = _Application(source, inherit_branding, pre_locate).apply(spec)
    return source


def _specs(tree: Element) -> Iterator[Element]:
    if isinstance(tree, SKIPPED_ELEMENT_TYPES):
        return
    if tree.tag == "data":
        for child in list(tree):
            yield from _specs(child)
    else:
        yield tree


class _Application:
    """One specification, applied to an arch."""

    def __init__(self, source: Element, branding: bool, pre_locate: Callable[[Element], Any] | None) -> None:
        self.source = source
        self.branding = branding
        self.pre_locate = pre_locate

    def apply(self, spec: Element) -> Element:
        node = self._locate(spec)
        position = spec.get("position", "inside")
        if position == "inside":
            self._add_inside(node, spec)
        elif position == "replace":
            self._replace(node, spec)
        elif position == "attributes":
            for child in spec.iterchildren("attribute"):
                _change_attribute(node, child)
        elif position == "before":
            self._require_parent(node, spec)
            add_stripped_items_before(node, spec, self._extract)
        elif position == "after":
            self._require_parent(node, spec)
            self._add_after(node, spec)
        else:
            raise ValueError(f"Invalid position {position!r} in {_describe(spec)}: one of {', '.join(_POSITIONS[:5])}")
        return self.source

    def _locate(self, spec: Element) -> Element:
        node = locate_node(self.source, spec)
        if node is None:
            raise ValueError(f"Element {_describe(spec)} cannot be located in parent view")
        return node

    def _extract(self, spec: Element) -> Element:
        """Take a node out of the arch, to be added elsewhere."""
        if len(spec) or (spec.text or "").strip():
            raise ValueError(f"{_describe(spec)} moves a node, and may not hold anything")
        if self.pre_locate is not None:
            self.pre_locate(spec)
        node = self._locate(spec)
        self._require_parent(node, spec)
        remove_element(node)
        return node

    @staticmethod
    def _require_parent(node: Element, spec: Element) -> None:
        if node.getparent() is None:
            raise ValueError(f"{_describe(spec)} means the root of the arch: nothing can stand beside it")

    def _add_inside(self, node: Element, spec: Element) -> None:
        mark = etree.SubElement(node, "mark")
        add_stripped_items_before(mark, spec, self._extract)
        remove_element(mark)

    def _add_after(self, node: Element, spec: Element) -> None:
        mark = etree.Element("mark")
        node.addnext(mark)  # the text that followed the node now follows the mark
        if node.tail:
            node.tail, mark.tail = None, node.tail
        add_stripped_items_before(mark, spec, self._extract)
        remove_element(mark)

    def _replace(self, node: Element, spec: Element) -> None:
        mode = spec.get("mode", "outer")
        if mode == "inner":
            for child in list(node):
                node.remove(child)
            node.text = None
            self._add_inside(node, spec)
        elif mode == "outer":
            self._replace_outer(node, spec)
        else:
            raise ValueError(f"Invalid mode {mode!r} in {_describe(spec)}: outer or inner")

    def _replace_outer(self, node: Element, spec: Element) -> None:
        for place in [each for each in spec.iter() if not isinstance(each, SKIPPED_ELEMENT_TYPES)]:
            if (place.text or "").strip() == "$0":
                place.text = None
                kept = copy.deepcopy(node)
                kept.tail = None
                place.append(kept)
        if self.branding:
            for child in spec:
                if not isinstance(child, SKIPPED_ELEMENT_TYPES):
                    child.set("data-oe-xpath-replaced", node.get("name") or str(node.tag))
        if node.getparent() is None:
            children = [child for child in spec if not isinstance(child, SKIPPED_ELEMENT_TYPES)]
            if len(children) != 1:
                raise ValueError(f"{_describe(spec)} replaces the root of the arch, and must hold exactly one element")
            children[0].tail = None
            self.source = copy.deepcopy(children[0])
            return
        add_stripped_items_before(node, spec, self._extract)
        remove_element(node)


def _change_attribute(node: Element, spec: Element) -> None:
    """Apply `<attribute name="...">value</attribute>`, or one with `add` and `remove`."""
    name = spec.get("name")
    if not name:
        raise ValueError("An <attribute> of a specification needs a name")
    if "add" in spec.attrib or "remove" in spec.attrib:
        if (spec.text or "").strip():
            raise ValueError(f"<attribute name={name!r}> has either a value or add and remove, not both")
        value = _merged(name, node.get(name, ""), spec)
    else:
        value = spec.text or ""
    if value:
        node.set(name, value)
    else:
        node.attrib.pop(name, None)


def _merged(name: str, old: str, spec: Element) -> str:
    separator = spec.get("separator", ",")
    add, remove = spec.get("add", ""), spec.get("remove", "")
    if name in PYTHON_ATTRIBUTES or (separator.strip() in {"and", "or"} and name not in {"class", "groups"}):
        return _merged_expression(name, old, add, remove, separator.strip())

    def split(text: str) -> list[str]:
        return text.split() if separator == " " else text.split(separator)

    parts = [part.strip() for part in split(old) if part.strip()]
    gone = {part.strip() for part in split(remove)}
    added = [part.strip() for part in split(add) if part.strip()]
    return str(separator).join([*(part for part in parts if part not in gone), *added])


def _merged_expression(name: str, old: str, add: str, remove: str, operator: str) -> str:
    if operator not in {"and", "or"}:
        raise ValueError(
            f"<attribute name={name!r}> holds an expression: its separator is 'and' or 'or', not {operator!r}"
        )
    parts = _operands(old, operator)
    if remove:
        gone = {_normal(part) for part in [remove, *_operands(remove, operator)]}
        parts = [part for part in parts if _normal(part) not in gone]
    if add:
        parts.append(add)
    return parts[0] if len(parts) == 1 else f" {operator} ".join(f"({part})" for part in parts)


def _operands(expression: str, operator: str) -> list[str]:
    """Return the parts of an expression that `and` or `or` holds together."""
    text = expression.strip()
    if not text:
        return []
    tree = _parse(text)
    if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And if operator == "and" else ast.Or):
        return [ast.get_source_segment(text, value) or ast.unparse(value) for value in tree.values]
    return [text]


def _normal(expression: str) -> str:
    return ast.unparse(_parse(expression.strip()))


def _parse(expression: str) -> ast.expr:
    try:
        return ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"Invalid expression {expression!r}: {error.msg}") from error


def _describe(spec: Element) -> str:
    """Return the opening tag of a specification, as the message of an error shows it."""
    attributes = "".join(f' {key}="{value}"' for key, value in spec.attrib.items())
    line = f" (line {spec.sourceline})" if spec.sourceline else ""
    return f"'<{spec.tag}{attributes}>'{line}"
