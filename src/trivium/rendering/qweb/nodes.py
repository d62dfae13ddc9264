"""Reading the elements of a template."""

from collections.abc import Iterator

from lxml import etree

__all__ = ["attributes_of", "new_namespaces", "next_element", "qualified", "tag_of"]


def attributes_of(node: etree._Element) -> dict[str, str]:
    """Return the attributes of an element."""
    return {str(name): str(value) for name, value in node.attrib.items()}


def next_element(node: etree._Element) -> etree._Element | None:
    """Return the next sibling that is an element; comments between are skipped."""
    following = node.getnext()
    while following is not None and not isinstance(following.tag, str):
        following = following.getnext()
    return following


def tag_of(node: etree._Element) -> str:
    """Return the element's name as written, with its prefix."""
    return qualified(node, str(node.tag))


def qualified(node: etree._Element, name: str) -> str:
    """Return a name as it is written, with the prefix of its namespace."""
    if not name.startswith("{"):
        return name
    uri, _brace, local = name[1:].partition("}")
    if uri == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{local}"
    prefix = next((prefix for prefix, known in node.nsmap.items() if known == uri), None)
    return f"{prefix}:{local}" if prefix else local


def new_namespaces(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the namespaces that the element declares."""
    parent = node.getparent()
    known = parent.nsmap if parent is not None else {}
    for prefix, uri in node.nsmap.items():
        if known.get(prefix) != uri:
            yield str(prefix or ""), str(uri)
