"""The terms of XML and HTML that people read: found, and replaced by their translations.

A term is a run of text with the inline elements inside of it, so that a translator sees whole sentences:
`<p>Hello <b>world</b></p>` has one term, `Hello <b>world</b>`. White space around a term stays in the document.
"""

import re
from collections.abc import Callable, Iterable
from copy import deepcopy
from html import escape as escape_text
from typing import Any, Final

from lxml import etree, html

__all__ = ["TRANSLATED_ATTRS", "TRANSLATED_ELEMENTS", "html_translate", "xml_translate"]

Callback = Callable[[str], str | None]

TRANSLATED_ELEMENTS: Final = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "math",
        "meter",
        "output",
        "progress",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    )
)
"""Inline elements: they belong to the sentence around them."""

TRANSLATED_ATTRS: Final = frozenset(
    (
        "string",
        "add-label",
        "help",
        "sum",
        "avg",
        "confirm",
        "placeholder",
        "alt",
        "title",
        "aria-label",
        "aria-keyshortcuts",
        "aria-placeholder",
        "aria-roledescription",
        "aria-valuetext",
        "value_label",
        "data-tooltip",
        "label",
        "confirm-label",
        "cancel-label",
        "confirm-title",
    )
)
"""Attributes whose value people read."""

_VALUE_TYPES: Final = frozenset({"submit", "button", "reset"})
_SKIPPED: Final = frozenset({"script", "style"})
_WORD: Final = re.compile(r"\w")
_EDGES: Final = re.compile(r"\A(\s*)(.*?)(\s*)\Z", re.DOTALL)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>", re.DOTALL)
_XML_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def _is_off(node: etree._Element) -> bool:
    return node.get("t-translation", "").strip() == "off" or node.get("translate") == "no"


def _is_inline(node: etree._Element) -> bool:
    """Tell whether an element can be part of a term: inline all through, and without templates inside."""
    if not isinstance(node.tag, str) or node.tag not in TRANSLATED_ELEMENTS or _is_off(node):
        return False
    if any(str(name).startswith("t-") for name in node.attrib) and not _is_output(node):
        return False
    return all(_is_inline(child) for child in node)


def _is_output(node: etree._Element) -> bool:
    """Tell whether the only directives of an element put a value in: it is a placeholder in a sentence."""
    directives = {name for name in map(str, node.attrib) if name.startswith("t-")}
    return directives <= {"t-esc", "t-out", "t-field", "t-options"} or all(
        name.startswith(("t-att", "t-options-")) for name in directives
    )


class _Translator:
    """Replaces the terms below an element.

    Args:
        callback: term -> translation, or None to leave it.
        serialize: element -> its text with its own tags, without what follows it.
        parse: text of a term -> element `<div>` that holds it; raises on broken markup.
        with_attributes: whether the terms of attributes are replaced, too.
    """

    def __init__(
        self,
        callback: Callback,
        serialize: Callable[[etree._Element], str],
        parse: Callable[[str], etree._Element],
        *,
        with_attributes: bool = True,
    ) -> None:
        self._callback = callback
        self._serialize = serialize
        self._parse = parse
        self._with_attributes = with_attributes

    def element(self, node: etree._Element) -> None:
        """Replace the terms of the element's attributes and content."""
        if not isinstance(node.tag, str) or node.tag in _SKIPPED or _is_off(node):
            return
        if node.tag == "attribute" and not self._with_attributes:
            return
        self._attributes(node)
        children = list(node)
        run: list[etree._Element] = []
        anchor: etree._Element | None = None
        for child in children:
            if _is_inline(child):
                run.append(child)
                continue
            self._run(node, anchor, run)
            anchor, run = child, []
            self.element(child)
        self._run(node, anchor, run)

    def _attributes(self, node: etree._Element) -> None:
        if not self._with_attributes:
            return
        for name, value in ((str(key), str(text)) for key, text in node.attrib.items()):
            is_read = name in TRANSLATED_ATTRS or (name.startswith("t-attf-") and name[7:] in TRANSLATED_ATTRS)
            is_read = is_read or (name == "value" and node.tag == "input" and node.get("type") in _VALUE_TYPES)
            if is_read and _WORD.search(value):
                match = _EDGES.match(value)
                translated = self._callback(match[2]) if match else None
                if match and translated is not None:
                    node.set(name, match[1] + translated + match[3])

    def _run(self, parent: etree._Element, anchor: etree._Element | None, run: list[etree._Element]) -> None:
        """Replace one term: the text after `anchor` (or at the parent's start) and the inline elements of the run."""
        text = (parent.text if anchor is None else anchor.tail) or ""
        if not _WORD.search(text) and not any(_WORD.search(item.tail or "") for item in run):
            # nothing but elements: each has its own terms
            for item in run:
                self.element(item)
            return
        for item in run:
            self._nested_attributes(item)
        source = escape_text(text, quote=False) + "".join(
            self._serialize(item) + escape_text(item.tail or "", quote=False) for item in run
        )
        match = _EDGES.match(source)
        if not match:
            return
        translated = self._callback(match[2])
        if translated is None or translated == match[2]:
            return
        try:
            holder = self._parse(match[1] + translated + match[3])
        except etree.LxmlError:
            return  # a translator's broken markup must not break the document: the source is shown
        self._put(parent, anchor, run, holder)

    def _nested_attributes(self, node: etree._Element) -> None:
        for item in node.iter(etree.Element):
            self._attributes(item)

    @staticmethod
    def _put(
        parent: etree._Element, anchor: etree._Element | None, run: list[etree._Element], holder: etree._Element
    ) -> None:
        for item in run:
            parent.remove(item)
        position = 0 if anchor is None else parent.index(anchor) + 1
        if anchor is None:
            parent.text = holder.text
        else:
            anchor.tail = holder.text
        for item in reversed(list(holder)):
            parent.insert(position, item)


def _serialize_xml(node: etree._Element) -> str:
    return etree.tostring(node, encoding="unicode", with_tail=False)


def _serialize_html(node: etree._Element) -> str:
    return etree.tostring(node, encoding="unicode", method="html", with_tail=False)


def _parse_xml_term(term: str) -> etree._Element:
    return etree.fromstring(f"<div>{term}</div>", _XML_PARSER)


def _parse_html_term(term: str) -> etree._Element:
    holder: etree._Element = html.fragment_fromstring(term, create_parent="div")
    return holder


def xml_translate(callback: Callback, value: str | None) -> str | None:
    """Return an XML text with its terms replaced.

    Args:
        callback: term -> translation, or None to leave it.
        value: the XML: one element, or several.
    """
    return _translate_xml(callback, value) if value else value


def translate_content(callback: Callback, value: str) -> str:
    """Do as `xml_translate`, but leave the attributes, which cannot hold the markup that the callback may add."""
    return _translate_xml(callback, value, with_attributes=False)


def _translate_xml(callback: Callback, value: str, *, with_attributes: bool = True) -> str:
    translator = _Translator(callback, _serialize_xml, _parse_xml_term, with_attributes=with_attributes)
    declaration = _DECLARATION.match(value)
    body = value[declaration.end() :] if declaration else value
    holder = _parse_xml_term(body)
    translator.element(holder)
    return escape_text(holder.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode") for child in holder
    )


def html_translate(callback: Callback, value: str | None) -> str | None:
    """Return an HTML text with its terms replaced.

    Args:
        callback: term -> translation, or None to leave it.
        value: the HTML, a fragment.
    """
    if not value:
        return value
    translator = _Translator(callback, _serialize_html, _parse_html_term)
    holder = _parse_html_term(value)
    translator.element(holder)
    return escape_text(holder.text or "", quote=False) + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in holder
    )


def _text_of(term: str) -> str:
    """Return what a reader sees of a term."""
    return " ".join(str(_parse_html_term(term).text_content()).split())  # type: ignore[attr-defined]  # an HtmlElement


def _is_text(term: str) -> bool:
    """Tell whether a term has no markup."""
    return "<" not in term


def _adapter(parse: Callable[[str], etree._Element]) -> Callable[[str], Callable[[str], str]]:
    """Return `term -> function` where the function gives another term the same markup, if they have the same shape."""

    def adapter(term: str) -> Callable[[str], str]:
        pattern = parse(term)

        def adapt(other: str) -> str:
            target = parse(other)
            nodes = list(zip(pattern.iter(etree.Element), target.iter(etree.Element), strict=False))
            if [n.tag for n in pattern.iter(etree.Element)] != [n.tag for n in target.iter(etree.Element)]:
                return other
            for model, node in nodes[1:]:
                kept = {name: node.get(name) for name in node.attrib if name in TRANSLATED_ATTRS}
                node.attrib.clear()
                node.attrib.update({**model.attrib, **{k: v for k, v in kept.items() if v is not None}})
            return escape_text(target.text or "", quote=False) + "".join(
                etree.tostring(deepcopy(child), encoding="unicode") for child in target
            )

        return adapt

    return adapter


def _equip(function: Any, parse: Callable[[str], etree._Element], convert: Callable[[str], str]) -> None:
    """Give a translate function the helpers that fields look for on it."""
    function.get_text_content = _text_of
    function.term_converter = convert
    function.is_text = _is_text
    function.term_adapter = _adapter(parse)


def _converted(
    serialize: Callable[[etree._Element], str], parse: Callable[[str], etree._Element]
) -> Callable[[str], str]:
    """Return a function that brings a term to the form in which it is found in a document."""

    def convert(term: str) -> str:
        holder = parse(term)
        return escape_text(holder.text or "", quote=False) + "".join(
            serialize(child) + escape_text(child.tail or "", quote=False) for child in holder
        )

    return convert


def terms_of(translate: Callable[[Callback, str], Any], values: Iterable[str]) -> list[str]:
    """Return the distinct terms of documents."""
    found: dict[str, None] = {}

    def note(term: str) -> None:
        found[term] = None

    for value in values:
        translate(note, value)
    return list(found)


_equip(xml_translate, _parse_xml_term, _converted(_serialize_xml, _parse_xml_term))
_equip(html_translate, _parse_html_term, _converted(_serialize_html, _parse_html_term))
