"""What can go wrong with a template, told by template, element and expression."""

from typing import Any

__all__ = ["QWebError", "QWebErrorInfo", "TemplateSyntaxError"]


class QWebErrorInfo:
    """Where in a template an error happened.

    Attributes:
        error: what was raised, with its class.
        template: name or id of the template.
        path: XPath of the element.
        element: its start tag as written.
        source: the expression or directive.
    """

    __slots__ = ("element", "error", "path", "source", "template")

    def __init__(self, error: str, template: Any, path: str = "", element: str = "", source: str = "") -> None:
        self.error = error
        self.template = template
        self.path = path
        self.element = element
        self.source = source

    def __str__(self) -> str:
        lines = [self.error]
        for label, value in (
            ("Template", self.template),
            ("Path", self.path),
            ("Element", self.element),
            ("Expression", self.source),
        ):
            if value:
                lines.append(f"{label}: {value}")
        return "\n    ".join(lines)


class QWebError(Exception):
    """Rendering a template failed; the cause is chained."""

    def __init__(self, qweb: QWebErrorInfo) -> None:
        super().__init__(f"Error while rendering the template:\n    {qweb}")
        self.qweb = qweb


class TemplateSyntaxError(SyntaxError):
    """A template is written wrong: a directive or an expression that cannot be understood."""
