"""Making HTML from outside safe to show, with nh3 (the ammonia library) doing the work.

What is not on a list of known tags, attributes and protocols is taken out. `html_sanitize` chooses the lists by its
arguments; scripts, event handlers and active content go in every case.
"""

import re
from collections.abc import Callable
from typing import Any, Final, Literal
from urllib.parse import unquote

import nh3
from lxml import etree, html
from markupsafe import Markup

from trivium.tools.mail._allowed import (
    ACTIVE,
    FORM_ATTRIBUTES,
    FORM_TAGS,
    KILLED_WITH_CONTENT,
    SAFE_ATTRIBUTES,
    SCHEMES,
    STYLES,
    TEXT_TAGS,
    URL_ATTRIBUTES,
)

__all__ = ["SAFE_ATTRIBUTES", "SANITIZE_TAGS", "html_normalize", "html_sanitize", "safe_attrs"]


SANITIZE_TAGS: Final = {
    "allow_tags": TEXT_TAGS | FORM_TAGS,
    "kill_tags": KILLED_WITH_CONTENT | ACTIVE,
    "remove_tags": frozenset(("html", "body")),
}
"""Elements by what happens to them: kept, removed with their content, removed around their content."""

safe_attrs: Final = SAFE_ATTRIBUTES

_DATA_IMAGE: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp|x-icon)[;,]", re.IGNORECASE)

_ACTIVE_STYLE: Final = re.compile(
    r"expression\s*\(|javascript\s*:|vbscript\s*:|-moz-binding|behavior\s*:|@import", re.IGNORECASE
)
_ADDRESS_TAG: Final = re.compile(r"<\s*([^<>\s/=\"']+@[^<>\s=\"']+)\s*>")
_CONDITIONAL: Final = re.compile(r"<!--\[if\b.*?<!\[endif\]\s*-->", re.DOTALL | re.IGNORECASE)
_DOWNLEVEL: Final = re.compile(r"<!\[(?:if|endif)\b[^>]*>", re.IGNORECASE)
_LEADING_TEXT: Final = re.compile(r"\s*[^<\s]")
_BLOCK: Final = re.compile(
    r"<(?:address|article|aside|blockquote|center|details|dir|div|dl|figure|footer|form|h[1-6]|header|hr|main|menu|nav|ol"
    r"|p|pre|section|table|ul|t)\b",
    re.IGNORECASE,
)


def _style_filter(style: str, *, known_only: bool) -> str | None:
    kept = []
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name = name.strip().lower()
        if not colon or _ACTIVE_STYLE.search(unquote(declaration)):
            continue
        if known_only and (name not in STYLES or "url(" in value.lower()):
            continue
        kept.append(declaration)
    return ";".join(kept).strip() or None


def _attribute_filter(*, sanitize_style: bool) -> Callable[[str, str, str], str | None]:
    """Return the function that decides about the value of each attribute that passed the lists."""

    def decide(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "style":
            return _style_filter(value, known_only=sanitize_style)
        if attribute in URL_ATTRIBUTES and re.match(r"\s*data:", value, re.IGNORECASE):
            return value if tag == "img" and _DATA_IMAGE.match(value.strip()) else None
        return value

    return decide


class _Seen:
    """The names of elements and attributes in a document, to allow what is not on any list of dangers."""

    def __init__(self, source: str) -> None:
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        try:
            root = html.fragment_fromstring(source, create_parent="div")
        except (etree.LxmlError, ValueError):
            return
        for node in root.iter(etree.Element):
            self.tags.add(str(node.tag))
            self.attributes.update(str(name) for name in node.attrib)

    def harmless_attributes(self) -> set[str]:
        """Return the attributes other than those that run code or load documents."""
        dangerous = {"srcdoc", "formaction", "ping", "xmlns", "is", "nonce", "manifest", "http-equiv", "rel"}
        return {
            name
            for name in self.attributes - dangerous
            if not name.startswith("on") and re.fullmatch(r"[a-z][a-z0-9_.:-]*", name) and not name.startswith("xlink")
        }


def html_sanitize(
    src: str | bytes | Literal[False] | None,
    silent: bool = True,
    sanitize_tags: bool = True,
    sanitize_attributes: bool = False,
    sanitize_style: bool = False,
    sanitize_form: bool = True,
    sanitize_conditional_comments: bool = True,
    strip_style: bool = False,
    strip_classes: bool = False,
    output_method: str = "html",
) -> Any:
    """Return the HTML without what could harm the one who looks at it.

    Args:
        src: the HTML; a text without block elements becomes a paragraph.
        silent: whether HTML that cannot be read gives an empty result rather than an error.
        sanitize_tags: keep known elements only; otherwise all but active ones.
        sanitize_attributes: keep known attributes only; otherwise all but event handlers and the like.
        sanitize_style: keep known CSS properties only; otherwise all but active ones.
        sanitize_form: remove the elements of forms.
        sanitize_conditional_comments: remove the conditional comments of office programs.
        strip_style: remove all `style` attributes.
        strip_classes: remove all `class` attributes.
        output_method: `html`, or `xml` for empty elements closed as in XML.

    Returns:
        The HTML as markup; what is falsy is returned as it is.
    """
    if not src:
        return src
    text = src.decode(errors="replace" if silent else "strict") if isinstance(src, bytes) else str(src)
    if sanitize_conditional_comments:
        text = _DOWNLEVEL.sub("", _CONDITIONAL.sub("", text))
    # `<ann@example.com>` in a plain text is no element
    text = _ADDRESS_TAG.sub(r"&lt;\1&gt;", text).replace("\x00", "")
    seen = _Seen(text)
    tags = set(TEXT_TAGS) if sanitize_tags else seen.tags - KILLED_WITH_CONTENT - ACTIVE
    tags = tags - FORM_TAGS if sanitize_form else tags | FORM_TAGS
    attributes = set(SAFE_ATTRIBUTES) if sanitize_attributes else seen.harmless_attributes() | {"rel"}
    if not sanitize_form:
        attributes |= FORM_ATTRIBUTES
    attributes -= ({"style"} if strip_style else set()) | ({"class"} if strip_classes else set())
    cleaned = nh3.clean(
        text,
        tags=tags | {"p"},
        clean_content_tags=set(KILLED_WITH_CONTENT | (ACTIVE - tags)),
        attributes={"*": attributes},
        attribute_filter=_attribute_filter(sanitize_style=sanitize_style),
        strip_comments=True,
        link_rel=None,
        url_schemes=set(SCHEMES),
    )
    return Markup(_finished(cleaned, output_method))  # noqa: S704 - this is the sanitiser's result


def _finished(cleaned: str, output_method: str) -> str:
    """Put a text that stands alone into a paragraph, and close empty elements as asked for."""
    if _LEADING_TEXT.match(cleaned):
        block = _BLOCK.search(cleaned)
        inline, rest = (cleaned[: block.start()], cleaned[block.start() :]) if block else (cleaned, "")
        cleaned = f"<p>{inline.strip()}</p>{rest}"
    if output_method == "xml":
        root = html.fragment_fromstring(cleaned, create_parent="div")
        return (root.text or "") + "".join(etree.tostring(child, encoding="unicode", method="xml") for child in root)
    return cleaned


def html_normalize(
    src: str | Literal[False] | None,
    filter_callback: Callable[[etree._Element], etree._Element] | None = None,
    output_method: str = "html",
) -> Any:
    """Return the HTML well-formed, with nothing taken out.

    Args:
        src: the HTML; a text without block elements becomes a paragraph.
        filter_callback: called with the document, returns the one to write.
        output_method: `html` or `xml`.
    """
    if not src:
        return src
    text = _ADDRESS_TAG.sub(r"&lt;\1&gt;", str(src)).replace("\x00", "")
    if _LEADING_TEXT.match(text):
        block = _BLOCK.search(text)
        text = f"<p>{text[: block.start()]}</p>{text[block.start() :]}" if block else f"<p>{text}</p>"
    root: etree._Element = html.fragment_fromstring(text, create_parent="div")
    if filter_callback:
        root = filter_callback(root)
    return (root.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method=output_method) for child in root
    )
