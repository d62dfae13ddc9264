"""What can be wrong with a view."""

from __future__ import annotations

from typing import Any


class ViewError(Exception):
    """A fault of a view, and where in its arch it is.

    Attributes:
        message: what is wrong, and what to do.
        line: of the arch, None if it is not known.
        element: the opening tag of the faulty element.
    """

    def __init__(self, message: str, node: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = getattr(node, "sourceline", None)
        self.element = opening_tag(node) if node is not None else ""


def opening_tag(node: Any) -> str:
    """Return the opening tag of an element as text."""
    attributes = "".join(f' {key}="{value}"' for key, value in node.attrib.items())
    return f"<{node.tag}{attributes}>"
