"""Finding the texts in an addon's code: `_` and `_n` in Python; `_t`, `_n` and templates in the browser's part."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from lxml import etree

from trivium.tools.translate import xml_translate

__all__ = ["CodeTerm", "code_terms"]

_PYTHON_NAMES = frozenset({"_", "_lt", "_n", "LazyTranslate"})
_SCRIPT_NAMES = {"_t": None, "_lt": None, "_n": (1, 2)}
_SKIPPED = frozenset({"tests", "node_modules", "lib", "migrations", "upgrades"})


class CodeTerm(NamedTuple):
    """A text in a file of an addon.

    Attributes:
        path: path of the file within the addon.
        line: counted from 1.
        source: the text.
        comment: `odoo-python` or `odoo-javascript`.
        plural: the text for many, empty where there is one text for all numbers.
    """

    path: str
    line: int
    source: str
    comment: str
    plural: str = ""


def code_terms(root: Path) -> Iterator[CodeTerm]:
    """Yield the texts in the code of the addon in folder `root`."""
    for file in sorted(root.rglob("*")):
        parts = file.relative_to(root).parts
        if not _SKIPPED.isdisjoint(parts) or not file.is_file():
            continue
        path = "/".join(parts)
        if file.suffix == ".py":
            yield from _python_terms(file, path)
        elif parts[0] == "static" and file.suffix == ".js":
            yield from _script_terms(file, path)
        elif parts[0] == "static" and file.suffix == ".xml":
            yield from _template_terms(file, path)


def _python_terms(file: Path, path: str) -> Iterator[CodeTerm]:
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except SyntaxError:
        return  # a template of a file, say; the import of a broken module tells of it elsewhere
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _is_translation(node.func):
            text = node.args[0]
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value.strip():
                yield CodeTerm(path, node.lineno, text.value, "odoo-python", _plural(node))


def _plural(call: ast.Call) -> str:
    """Return the second text of `_n("...", "...", number)`, empty for any other call."""
    if isinstance(call.func, ast.Name) and call.func.id == "_n" and len(call.args) > 1:
        text = call.args[1]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            return text.value
    return ""


def _is_translation(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _PYTHON_NAMES
    # self.env._("...")
    return isinstance(function, ast.Attribute) and function.attr == "_"


def _script_terms(file: Path, path: str) -> Iterator[CodeTerm]:
    with file.open("rb") as stream:
        for line, found, _comments, _context in extract("javascript", stream, keywords=_SCRIPT_NAMES):
            text, plural = (found, "") if isinstance(found, str) else found[:2]
            if text.strip():
                yield CodeTerm(path, line, text, "odoo-javascript", plural)


def _template_terms(file: Path, path: str) -> Iterator[CodeTerm]:
    content = file.read_text(encoding="utf-8")
    terms: list[str] = []

    def note(term: str) -> None:
        terms.append(term)

    try:
        xml_translate(note, content)
    except etree.XMLSyntaxError:
        return  # no template, or a broken one, which the assets tell of
    for term in dict.fromkeys(terms):
        position = content.find(term)
        yield CodeTerm(path, content[: max(position, 0)].count("\n") + 1, term, "odoo-javascript")
