"""Modules of the browser: where they are, and what they export."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from trivium.modules.inspection.known import Read

_KIT = "tests/_framework/hoot"
_NAMED = {"@odoo/hoot": "hoot.js", "@odoo/hoot-dom": "hoot_dom.js", "@odoo/hoot-mock": "hoot_mock.js"}
"""Modules with a name of their own, and the file of each in the folder of the browser's test kit."""

_LIBRARIES = frozenset({"@odoo/owl"})
"""Modules of others, which tell nothing of their names here."""

_IMPORT = re.compile(r"""^[ \t]*(?:import|export)\b([^;"'`]*?)["'](@[^"']+)["']""", re.MULTILINE)
_BRACES = re.compile(r"\{([^}]*)\}")
_DECLARED = re.compile(r"^[ \t]*export\s+(?:async\s+)?(?:const|let|var|class|function\s*\*?)\s*([\w$]+)", re.MULTILINE)
_TAKEN_APART = re.compile(r"^[ \t]*export\s+(?:const|let|var)\s*\{([^}]*)\}", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*export\s*\{([^}]*)\}", re.MULTILINE)
_ALL = re.compile(r"""^[ \t]*export\s*\*\s*(?:as\s+([\w$]+)\s*)?from\s*["']([^"']+)["']""", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/|^[ \t]*//[^\n]*$", re.DOTALL | re.MULTILINE)


def imports(text: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Give what a script imports from `@...`: the address, the names in braces, the line."""
    for found in _IMPORT.finditer(text):
        braces = _BRACES.search(found[1])
        names = tuple(each.split(" as ")[0].strip() for each in braces[1].split(",")) if braces else ()
        yield found[2], tuple(filter(None, names)), text.count("\n", 0, found.start(2)) + 1


def find(address: str, addons: Sequence[Read]) -> Path | None:
    """Return the file of a module, the address itself where it is of a library, None where there is none.

    Args:
        address: `@ADDON/PATH` for `static/src/PATH.js`, `@ADDON/../PATH` for what is beside `src`.
        addons: those that may have it.
    """
    owner, _slash, path = address[1:].partition("/")
    if address in _LIBRARIES:
        return _first(each.folder / "static" / "src" for each in addons)
    if address in _NAMED:
        return _first(each.folder / "static" / _KIT / _NAMED[address] for each in addons)
    if owner == "odoo":
        return _first(each.folder / "static" / "lib" / path for each in addons)
    base = _first(each.folder / "static" / "src" for each in addons if each.name == owner)
    if base is None:
        return None
    base /= path
    return next((each for each in (base, base.with_name(f"{base.name}.js"), base / "index.js") if each.is_file()), None)


def _first(paths: Iterable[Path]) -> Path | None:
    return next((path for path in paths if path.exists()), None)


def missing(file: Path, names: Iterable[str], addons: Sequence[Read]) -> list[str]:
    """Return the names that a module does not export; none where what it exports cannot be told."""
    exported = _exports(file, tuple(addons)) if file.is_file() else None
    return [] if exported is None else [name for name in names if name not in exported]


@cache
def _exports(file: Path, addons: tuple[Read, ...]) -> frozenset[str] | None:
    """Return the names that a module exports, None where it passes on those of one that cannot be read."""
    text = _COMMENT.sub("", file.read_text())
    found = set(_DECLARED.findall(text))
    for inner in _TAKEN_APART.findall(text):
        found.update(part.partition("=")[0].split(":")[-1].strip() for part in inner.split(","))
    for inner in _LISTED.findall(text):
        found.update(part.split(" as ")[-1].strip() for part in inner.split(","))
    if re.search(r"^[ \t]*export\s+default\b", text, re.MULTILINE):
        found.add("default")
    for name, address in _ALL.findall(text):
        if name:
            found.add(name)
            continue
        other = file.parent / address if address.startswith(".") else find(address, addons)
        if other is None:
            return None
        other = other if other.suffix == ".js" else other.with_name(f"{other.name}.js")
        more = _exports(other, addons) if other.is_file() else None
        if more is None:
            return None
        found |= more
    return frozenset(found)
