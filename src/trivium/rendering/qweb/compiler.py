"""From a template's elements to the source of a Python function.

The element's directives are compiled in a fixed order, the outermost first: `t-foreach`, `t-if`, then what replaces the
element (`t-call`, `t-set` ...: `statements`), then its tag, attributes and content (`elements`).
"""

import re
from collections.abc import Iterator, Sequence
from html import escape as html_escape
from typing import Final

from lxml import etree

from trivium.rendering.qweb.nodes import attributes_of, next_element
from trivium.rendering.qweb.statements import StatementCompiler

__all__ = ["TemplateCompiler"]

_RAW_TEXT: Final = frozenset(("script", "style"))
_VARIABLE: Final = re.compile(r"[^\W\d]\w*")
_BRANCHES: Final = ("t-elif", "t-else")


class TemplateCompiler(StatementCompiler):
    """Compiles one template."""

    def compile(self, root: etree._Element) -> str:
        """Return the source of `__template(__host, __values, __write)`.

        Raises:
            TemplateSyntaxError: a directive or expression is wrong; the message tells where.
        """
        self._tree = root.getroottree()
        with self.writer.block("def __template(__host, __values, __write):"):
            self._element(root)
        return self.writer.source()

    def _content(self, node: etree._Element) -> None:
        """Compile what is inside of an element."""
        raw = node.tag in _RAW_TEXT
        self._text(node.text, raw=raw)
        children = iter(list(node))
        for child in children:
            last = child
            if isinstance(child.tag, str):
                branches = list(self._branches(child))
                self._element(child, branches)
                for branch in branches:
                    last = branch
                    while next(children, None) is not branch:
                        pass
            self._text(last.tail, raw=raw)

    def _branches(self, node: etree._Element) -> Iterator[etree._Element]:
        """Give the `t-elif` and `t-else` elements that belong to an element with `t-if`."""
        if "t-if" not in node.attrib:
            return
        previous = node
        while (following := next_element(previous)) is not None:
            if not any(name in following.attrib for name in _BRANCHES):
                return
            if (previous.tail or "").strip():
                self._at(following)
                raise self._wrong(following, "Text stands between t-if and its t-elif or t-else")
            yield following
            if "t-else" in following.attrib:
                return
            previous = following

    def _text(self, text: str | None, *, raw: bool = False) -> None:
        if text:
            # a document type cannot stand in a template but as text
            raw = raw or text.lstrip().upper().startswith("<!DOCTYPE")
            self.writer.static(text if raw else html_escape(text, quote=False))

    def _element(self, node: etree._Element, branches: Sequence[etree._Element] = ()) -> None:
        self._at(node)
        self._check(node)
        directives = attributes_of(node)
        if "t-foreach" in directives:
            self._foreach(node, directives, branches)
        else:
            self._conditional(node, directives, branches)

    def _foreach(self, node: etree._Element, directives: dict[str, str], branches: Sequence[etree._Element]) -> None:
        source = directives.pop("t-foreach")
        name = directives.pop("t-as", "")
        if not _VARIABLE.fullmatch(name):
            raise self._wrong(node, f"t-foreach needs t-as with the name of a variable, not {name!r}")
        items = self._expression(node, source)
        with self.writer.block(f"for __round in __loop(__values, {name!r}, {items}):", source):
            self._conditional(node, directives, branches)

    def _conditional(
        self, node: etree._Element, directives: dict[str, str], branches: Sequence[etree._Element]
    ) -> None:
        groups = directives.pop("t-groups", None) or directives.pop("groups", None)
        if groups:
            with self.writer.block(f"if __host._qweb_in_groups({groups!r}):", groups):
                self._condition(node, directives, branches)
            return
        self._condition(node, directives, branches)

    def _condition(self, node: etree._Element, directives: dict[str, str], branches: Sequence[etree._Element]) -> None:
        for name in _BRANCHES:
            # compiled with their t-if; one that is met here has none
            if name in directives:
                raise self._wrong(node, f"{name} has no t-if before it")
        source = directives.pop("t-if", None)
        if source is None:
            self._replaced(node, directives)
            return
        with self.writer.block(f"if {self._expression(node, source)}:", source):
            self._replaced(node, directives)
        for branch in branches:
            self._at(branch)
            self._check(branch)
            inner = attributes_of(branch)
            inner.pop("t-else", None)
            source = inner.pop("t-elif", None)
            header = "else:" if source is None else f"elif {self._expression(branch, source)}:"
            with self.writer.block(header, source or ""):
                if "t-foreach" in inner:
                    self._foreach(branch, inner, ())
                else:
                    self._conditional(branch, inner, ())
