"""What all parts of the compiler share: the code that is written, where it comes from, expressions, errors."""

from typing import Any

from lxml import etree

from trivium.rendering.qweb.directives import KNOWN, PREFIXES
from trivium.rendering.qweb.errors import TemplateSyntaxError
from trivium.rendering.qweb.expressions import compile_expression, compile_format
from trivium.rendering.qweb.nodes import attributes_of, tag_of
from trivium.rendering.qweb.writer import CodeWriter, Origin

__all__ = ["CompilerBase"]


class CompilerBase:
    """Compiles one template.

    Args:
        name: of the template, for errors and caches.
        post_process: whether the host looks over all attributes before they are written.
    """

    def __init__(self, name: str, *, post_process: bool = False) -> None:
        self.name = name
        self.writer = CodeWriter()
        self._post_process = post_process
        self._tree: Any = None

    def _content(self, node: etree._Element) -> None:
        """Compile what is inside of an element."""
        raise NotImplementedError

    def _at(self, node: etree._Element) -> None:
        """Note where the code that follows comes from."""
        attributes = "".join(f' {name}="{value}"' for name, value in attributes_of(node).items())
        self.writer.origin = Origin(self._tree.getpath(node), f"<{tag_of(node)}{attributes}>", "")

    def _check(self, node: etree._Element) -> None:
        for name in map(str, node.attrib):
            if name.startswith("t-") and name not in KNOWN and not name.startswith(PREFIXES):
                raise self._wrong(node, f"Unknown directive {name}")
        if "t-set" not in node.attrib and ("t-value" in node.attrib or "t-valuef" in node.attrib):
            raise self._wrong(node, "t-value and t-valuef belong to a t-set")

    def _wrong(self, node: etree._Element, message: str) -> TemplateSyntaxError:
        origin = self.writer.origin
        place = f"{origin.path}, {origin.element}" if origin else tag_of(node)
        line = f", line {node.sourceline}" if node.sourceline else ""
        return TemplateSyntaxError(f"{message} (template {self.name}, {place}{line})")

    def _expression(self, node: etree._Element, source: str) -> str:
        try:
            return compile_expression(source)
        except TemplateSyntaxError as error:
            raise self._wrong(node, str(error)) from error

    def _format(self, node: etree._Element, source: str) -> str:
        try:
            return compile_format(source)
        except TemplateSyntaxError as error:
            raise self._wrong(node, str(error)) from error
