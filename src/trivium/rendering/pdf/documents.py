"""A report's HTML taken apart into documents, and put together into pages."""

from __future__ import annotations

import copy
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Sequence


def _parsed(source: str) -> Any:
    """Return the root element; the stubs of lxml do not tell elements from what else XPath finds."""
    return html.document_fromstring(source)


@dataclass
class Parts:
    """What a report consists of.

    Attributes:
        bodies: a document for each article, or the whole where nothing is marked as one.
        ids: the record of each body, None where it is not marked.
        header, footer: a document with all headers, and one with all footers.
        arguments: attributes `data-report-...` of the page, by name.
    """

    bodies: list[str] = field(default_factory=list)
    ids: list[int | None] = field(default_factory=list)
    header: str = ""
    footer: str = ""
    arguments: dict[str, str] = field(default_factory=dict)


def split(source: str | bytes, model: str | None = None) -> Parts:
    """Take a report apart.

    Args:
        source: the page.
        model: whose records' articles count; those of any model by default.
    """
    root = _parsed(source.decode() if isinstance(source, bytes) else source)
    names = [name for name in root.attrib if str(name).startswith("data-report-")]
    parts = Parts(arguments={str(name): str(root.get(str(name))) for name in names})
    found = {kind: _taken(root, kind) for kind in ("header", "footer", "article")}
    parts.header = _document(root, found["header"])
    parts.footer = _document(root, found["footer"])
    for article in found["article"]:
        number = article.get("data-oe-id")
        marked = number and (model is None or article.get("data-oe-model") == model)
        parts.ids.append(int(str(number)) if marked else None)
        parts.bodies.append(_document(root, [article]))
    if not parts.bodies:
        parts.bodies, parts.ids = [_text(root)], [None]
    return parts


def _taken(root: Any, kind: str) -> list[Any]:
    inside = {each for article in root.find_class("article") for each in article.iterdescendants()}
    taken = [element for element in root.find_class(kind) if element not in inside]
    for element in taken:
        element.drop_tree()
    return taken


def _document(root: Any, elements: Sequence[Any]) -> str:
    """Return a document with the head of the page and some of its elements."""
    page = _parsed("<html><head></head><body></body></html>")
    page.attrib.update(dict(root.attrib))
    head, body = root.find("head"), root.find("body")
    if head is not None:
        page.replace(page.find("head"), copy.deepcopy(head))
    target = page.find("body")
    if body is not None:
        target.attrib.update(dict(body.attrib))
    for element in elements:
        target.append(copy.deepcopy(element))
    return _text(page)


def _text(page: Any) -> str:
    return etree.tostring(page, encoding="unicode", method="html", doctype="<!DOCTYPE html>")


def assemble(body: str, number: int, header: str = "", footer: str = "", css: str = "") -> str:
    """Return one document: a body, with its header and footer to be repeated, and the style of the pages.

    Args:
        body: a document.
        number: which of the headers and footers belong to it; the only one, where there is one.
        header: a document with headers.
        footer: a document with footers.
        css: style sheet of the pages.
    """
    page = _parsed(body)
    target = page.find("body")
    for text, kind in ((footer, "footer"), (header, "header")):
        found = _parsed(text).find_class(kind) if text else []
        outer = [each for each in found if not any(parent in found for parent in each.iterancestors())]
        if outer:
            target.insert(0, copy.deepcopy(outer[number] if number < len(outer) else outer[-1]))
    style = etree.SubElement(page.find("head") if page.find("head") is not None else page, "style")
    style.text = css
    return _text(page)


def merge(documents: Sequence[bytes]) -> bytes:
    """Return PDF files as one, in their order.

    Raises:
        pypdf.errors.PdfReadError: one of them cannot be read.
    """
    if len(documents) == 1:
        return documents[0]
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - a part of each start that few requests need

    writer = PdfWriter()
    for document in documents:
        writer.append(PdfReader(io.BytesIO(document)))
    result = io.BytesIO()
    writer.write(result)
    writer.close()
    return result.getvalue()
