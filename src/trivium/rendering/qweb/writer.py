"""Writing the code of a template: lines with their indentation, static text joined, each line's origin noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

__all__ = ["CodeWriter", "Origin"]


class Origin(NamedTuple):
    """What a line of generated code was made from.

    Attributes:
        path: XPath of the element.
        element: its start tag.
        source: the expression or directive, "" for static content.
    """

    path: str
    element: str
    source: str


class CodeWriter:
    """Collects the lines of a function, from the outside in.

    Attributes:
        origins: line number (from 1) -> where the line comes from.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._indent = 0
        self._static: list[str] = []
        self._counter = 0
        self.origins: dict[int, Origin] = {}
        self.origin: Origin | None = None

    def static(self, text: str) -> None:
        """Have the function write this text; texts after each other become one call."""
        if text:
            self._static.append(text)

    def line(self, code: str, source: str = "") -> None:
        """Add a line of code, which stands for `source` in the template."""
        self.flush()
        self._add(code, source)

    def _add(self, code: str, source: str) -> None:
        self._lines.append("    " * self._indent + code)
        if self.origin:
            self.origins[len(self._lines)] = self.origin._replace(source=source or self.origin.source)

    def flush(self) -> None:
        """Write out the static text so far."""
        if self._static:
            text = "".join(self._static)
            self._static.clear()
            self._add(f"__write({text!r})", "")

    @contextmanager
    def block(self, header: str, source: str = "") -> Iterator[None]:
        """Indent what is added meanwhile below a header such as `if x:`."""
        self.line(header, source)
        self._indent += 1
        before = len(self._lines)
        yield
        self.flush()
        if len(self._lines) == before:
            self._add("pass", "")
        self._indent -= 1

    def name(self, kind: str) -> str:
        """Return a name that is used nowhere else."""
        self._counter += 1
        return f"__{kind}_{self._counter}"

    def source(self) -> str:
        """Return the code so far."""
        self.flush()
        return "\n".join(self._lines) + "\n"
