"""Between HTML and plain text."""

import re
from html import escape as escape_text
from typing import Any, Final, Literal

from lxml import etree, html
from markupsafe import Markup

__all__ = [
    "TEXT_URL_REGEX",
    "URL_REGEX",
    "URL_SKIP_PROTOCOL_REGEX",
    "append_content_to_html",
    "create_link",
    "html2plaintext",
    "html_keep_url",
    "html_to_inner_content",
    "is_html_empty",
    "plaintext2html",
    "prepend_html_content",
    "validate_url",
]

URL_SKIP_PROTOCOL_REGEX: Final = r"mailto:|tel:|sms:"
URL_REGEX: Final = rf"""(\bhref=['"](?!{URL_SKIP_PROTOCOL_REGEX})([^'"]+)['"])"""
"""The targets of links in HTML: the attribute, and its value."""

TEXT_URL_REGEX: Final = r"https?://[\w@:%.+&~#=/-]+(?:\?\S+)?"
"""A URL in plain text."""

_LINK: Final = re.compile(r"(?<![\"'=>])\b((?:https?|ftps?)://[^\s<>\"]*[^\s<>\".,;:!?)\]}'])", re.IGNORECASE)
_LAYOUT_TAG: Final = re.compile(r"</?(?:p|div|section|span|br|b|i|font)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ICON: Final = re.compile(r"<(?:i|span)\b[^>]*\bclass=[\"'][^\"']*\b(?:fa|oi)-", re.IGNORECASE)
_EMPHASIS: Final = {"b": "*", "strong": "*", "h3": "*", "h1": "**", "h2": "**", "em": "/", "i": "/"}
_DROPPED: Final = frozenset(("script", "style", "head", "title"))


def is_html_empty(html_content: str | Literal[False] | None) -> bool:
    """Tell whether HTML shows nothing: paragraphs and line breaks without text. Icons and images are something."""
    if not html_content:
        return True
    if _ICON.search(html_content):
        return False
    return not _LAYOUT_TAG.sub("", html_content).strip()


class _Writer:
    """Writes a document as text, links and pictures as numbered references at the end."""

    def __init__(self, *, include_references: bool) -> None:
        self.parts: list[str] = []
        self.references: list[str] = []
        self._include_references = include_references

    def write(self, node: etree._Element) -> None:
        """Write an element and what is inside of it."""
        if not isinstance(node.tag, str) or node.tag in _DROPPED:
            return
        mark = _EMPHASIS.get(node.tag, "")
        if node.tag in {"br", "tr"}:
            self.parts.append("\n")
        elif not mark:
            self.parts.append(" " if node.tag not in {"a", "span", "u", "font", "small"} else "")
        self.parts.append(mark)
        self._text(node.text)
        for child in node:
            self.write(child)
            self._text(child.tail)
        self.parts.append(mark)
        if node.tag == "a" and node.get("href"):
            self._refer(node.get("href", ""))
        elif node.tag == "img" and node.get("src"):
            self.parts.append(str(node.get("alt") or "image"))
            self._refer(node.get("src", ""))
        elif node.tag == "p":
            self.parts.append("\n")
        elif node.tag not in {"a", "span", "u", "font", "small", "em", "i", "b", "strong", "br"}:
            self.parts.append(" ")

    def _text(self, text: str | None) -> None:
        if text:
            self.parts.append(re.sub(r"\s+", " ", text))

    def _refer(self, target: str) -> None:
        if self._include_references:
            self.references.append(target)
            self.parts.append(f" [{len(self.references)}]")

    def result(self) -> str:
        """Return the text: no line begins or ends with white space, and none is empty."""
        lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(self.parts).splitlines())
        text = "\n".join(line for line in lines if line)
        if self.references:
            text += "\n\n" + "\n".join(f"[{number}] {target}" for number, target in enumerate(self.references, 1))
        return text.strip()


def html2plaintext(
    html: str | bytes | Literal[False] | None,
    body_id: str | None = None,
    encoding: str = "utf-8",
    include_references: bool = True,
) -> str:
    """Return what HTML says as plain text: `*bold*`, `/italic/`, `**heading**`, links as `text [1]` with a list below.

    Args:
        html: the HTML.
        body_id: id of the element to write alone.
        encoding: of bytes.
        include_references: whether links and pictures are listed.
    """
    source = html.decode(encoding) if isinstance(html, bytes) else str(html or "")
    if not source.strip():
        return ""
    root = _parsed(source)
    if body_id:
        found = root.xpath("//*[@id=$id]", id=body_id)
        if isinstance(found, list) and found and isinstance(found[0], etree._Element):
            root = found[0]
    writer = _Writer(include_references=include_references)
    writer.write(root)
    return writer.result()


def _parsed(source: str) -> etree._Element:
    root: etree._Element = html.fragment_fromstring(source, create_parent="div")
    return root


def html_to_inner_content(html: str | Literal[False] | None) -> str:
    """Return the text of HTML on one line."""
    if not html:
        return ""
    return " ".join(str(_parsed(str(html)).text_content()).split())  # type: ignore[attr-defined]  # an HtmlElement


def create_link(url: str, label: str) -> str:
    """Return a link that opens elsewhere and tells the target nothing."""
    return f'<a href="{url}" target="_blank" rel="noreferrer noopener">{label}</a>'


def html_keep_url(text: str) -> str:
    """Return HTML with the URLs in its text made links."""
    return _LINK.sub(lambda match: create_link(match[1], match[1]), text)


def plaintext2html(text: Any, container_tag: str | None = None, with_paragraph: bool = True) -> Markup:
    """Return plain text as HTML: escaped, an empty line between paragraphs, URLs as links.

    Args:
        text: the text.
        container_tag: name of an element to put around it all.
        with_paragraph: whether paragraphs are elements; otherwise line breaks only.
    """
    escaped = escape_text(str(text or ""), quote=False)
    escaped = re.sub(r"\r\n|\r", "\n", escaped)
    linked = html_keep_url(escaped)
    if with_paragraph:
        paragraphs = [part.replace("\n", "<br/>") for part in re.split(r"\n[ \t]*\n(?:[ \t]*\n)*", linked)]
        result = "".join(f"<p>{part}</p>" for part in paragraphs)
    else:
        result = linked.replace("\n", "<br/>")
    if container_tag:
        if not re.fullmatch(r"[a-zA-Z][a-zA-Z0-9-]*", container_tag):
            raise ValueError(f"{container_tag!r} is no name of an element")
        result = f"<{container_tag}>{result}</{container_tag}>"
    return Markup(result)  # noqa: S704 - the text was escaped above


def append_content_to_html(
    html: str, content: Any, plaintext: bool = True, preserve: bool = False, container_tag: str | None = None
) -> Markup:
    """Return HTML with something added at the end of its body.

    Args:
        html: the HTML.
        content: what is added.
        plaintext: whether the content is plain text; otherwise it is HTML.
        preserve: whether the plain text keeps its line breaks in a `<pre>`.
        container_tag: name of an element to put around the plain text.
    """
    if plaintext and preserve:
        added = f"\n<pre>{escape_text(str(content), quote=False)}</pre>\n"
    elif plaintext:
        added = f"\n{plaintext2html(content, container_tag)}\n"
    else:
        inner = re.sub(r"(?i)(</?(?:html|body|head|!\s*DOCTYPE)[^>]*>)", "", str(content))
        added = f"\n{inner}\n"
    body = re.sub(r"(?i)(</?)(\w+)([ >])", lambda m: f"{m[1]}{m[2].lower()}{m[3]}", html)
    for closing in ("</body>", "</html>"):
        position = body.find(closing)
        if position != -1:
            return Markup(f"{body[:position]}{added}{body[position:]}")  # noqa: S704 - the caller's markup
    return Markup(f"{body}{added}")  # noqa: S704 - the caller's markup


def prepend_html_content(html_body: str, html_content: str) -> Markup:
    """Return HTML with other HTML put at the start of its body."""
    content = re.sub(r"(?i)(</?(?:html|body|head|!\s*DOCTYPE)[^>]*>)", "", str(html_content)).strip()
    start = re.search(r"<body[^>]*>", html_body, re.IGNORECASE) or re.search(r"<html[^>]*>", html_body, re.IGNORECASE)
    position = start.end() if start else 0
    return Markup(html_body[:position] + content + html_body[position:])  # noqa: S704 - the caller's markup


def validate_url(url: str) -> str:
    """Return a URL with a scheme: http where none was given, and none but web addresses otherwise."""
    if url.lower().startswith(("http://", "https://", "ftp://", "ftps://")):
        return url
    return f"http://{url}"
