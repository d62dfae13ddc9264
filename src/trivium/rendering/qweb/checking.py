"""Expressions of templates looked at before anyone renders them."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from trivium.rendering.qweb.errors import TemplateSyntaxError
from trivium.rendering.qweb.expressions import compile_expression, compile_format

__all__ = ["wrong_expressions"]

_EXPRESSIONS: Final = frozenset(
    ("t-att", "t-elif", "t-esc", "t-foreach", "t-if", "t-options", "t-out", "t-raw", "t-tag", "t-value")
)


def wrong_expressions(root: etree._Element) -> Iterator[tuple[etree._Element, TemplateSyntaxError]]:
    """Yield each element with an expression that cannot be compiled, and why.

    Directives that addons bring are theirs to judge.
    """
    for node in root.iter(etree.Element):
        for name, value in node.attrib.items():
            try:
                _compile(str(name), str(value))
            except TemplateSyntaxError as error:
                yield node, error


def _compile(name: str, value: str) -> None:
    if not value.strip():
        return
    if name in _EXPRESSIONS or name.startswith(("t-att-", "t-options-")):
        compile_expression(value)
    elif name == "t-valuef" or name.startswith("t-attf-"):
        compile_format(value)
