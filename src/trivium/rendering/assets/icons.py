"""Icons: the names that views use (`fa fa-...`, `oi oi-...`), drawn by the SVG files of the icon set.

A stylesheet is generated: each name sets a mask, so that an icon has the colour and the size of the text it stands in.
Which drawing a name has is written in `addons/web/static/src/style/icons.json`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from trivium.modules.paths import BUILTIN
from trivium.rendering.assets.errors import AssetError, LibraryMissingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["stylesheet"]

NAMES = BUILTIN / "web" / "static" / "src" / "style" / "icons.json"
PACKAGE = "@tabler/icons"
WEIGHT = ('stroke-width="2"', 'stroke-width="1.75"')
"""The drawings are made for 24 pixels; at 16 they look bold."""
_ATTRIBUTES = re.compile(r'\s(?:class|width|height|xmlns:xlink)="[^"]*"')
_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/?>(</path>)?')
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def stylesheet(node_modules: Path) -> tuple[Callable[[], str], str]:
    """Return how to make the stylesheet of the icons, and a text that changes when it would come out otherwise.

    Args:
        node_modules: folder of the installed libraries.

    Raises:
        LibraryMissingError: the icon set is not installed.
    """
    package = node_modules / PACKAGE
    description = package / "package.json"
    if not description.is_file():
        raise LibraryMissingError(f"{PACKAGE}/package.json")
    names = NAMES.read_bytes()
    stamp = hashlib.sha256(names + description.read_bytes() + WEIGHT[1].encode()).hexdigest()[:16]
    return lambda: _make(orjson.loads(names), package / "icons"), stamp


def _make(names: dict[str, str], folder: Path) -> str:
    """Return the stylesheet: one rule for each drawing, with all names that it has."""
    classes: dict[str, list[str]] = {}
    for name, drawing in names.items():
        classes.setdefault(drawing, []).append(name)
    rules = [
        f'{",".join(f".{name}" for name in sorted(same))}{{--t-icon:url("{_data(folder, drawing)}")}}'
        for drawing, same in sorted(classes.items())
    ]
    return "\n".join(rules) + "\n"


def _data(folder: Path, drawing: str) -> str:
    """Return a drawing as a data URL. A name like `filled/star` is one of the filled drawings."""
    kind, slash, name = drawing.rpartition("/")
    path = folder / (kind if slash else "outline") / f"{name}.svg"
    try:
        svg = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise AssetError(f"{NAMES}: the icon set has no drawing {drawing!r}; see {folder} for those it has.") from error
    small = _BOX.sub("", _ATTRIBUTES.sub("", _COMMENT.sub("", svg))).replace(*WEIGHT)
    small = re.sub(r"\s+", " ", small).replace("> <", "><").replace("currentColor", "#000").strip().replace('"', "'")
    return "data:image/svg+xml," + quote(small, safe=" '=:/().,-<>;+@!*$")
