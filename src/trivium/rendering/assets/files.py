"""Files of bundles: where they are, at which URL, and which paths of manifests name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trivium.modules.paths import find_addon
from trivium.rendering.assets import libraries

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = ["EXTENSIONS", "AssetFile", "is_external", "is_glob", "resolve"]

SCRIPTS = frozenset({".js", ".mjs"})
STYLES = frozenset({".css", ".scss", ".sass"})
TEMPLATES = frozenset({".xml"})
EXTENSIONS = SCRIPTS | STYLES | TEMPLATES

_EXTERNAL = re.compile(r"^(https?:)?//")
_MODULE_MARK = re.compile(r"^\s*/\*.*?@odoo-module(?P<ignore>\s+ignore\b)?.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AssetFile:
    """A file that a bundle holds.

    Attributes:
        url: path at which browsers find it.
        path: where it is; None for a file of another site.
    """

    url: str
    path: Path | None

    @property
    def suffix(self) -> str:
        """Extension, with its dot."""
        return "." + self.url.split("?")[0].rsplit(".", 1)[-1]

    @property
    def is_script(self) -> bool:
        """Whether it is JavaScript."""
        return self.suffix in SCRIPTS

    @property
    def is_style(self) -> bool:
        """Whether it is CSS, or becomes CSS."""
        return self.suffix in STYLES

    @property
    def is_template(self) -> bool:
        """Whether it holds templates."""
        return self.suffix in TEMPLATES

    @property
    def is_module(self) -> bool:
        """Whether a script is an ES module: what lies below `static/src` or `static/tests`, or says so in its head."""
        if not self.is_script or self.path is None or self.url.startswith(libraries.URL):
            return False
        parts = self.url.split("/")
        mark = _MODULE_MARK.match(self.path.read_text(encoding="utf-8", errors="replace")[:2000])
        if mark:
            return not mark["ignore"]
        return len(parts) > 4 and parts[2] == "static" and parts[3] in {"src", "tests"}

    @property
    def stamp(self) -> str:
        """What changes when the file does."""
        if self.path is None:
            return self.url
        stat = self.path.stat()
        return f"{self.url} {stat.st_mtime_ns} {stat.st_size}"


def is_external(path: str) -> bool:
    """Whether a path of a manifest is a file of another site."""
    return bool(_EXTERNAL.match(path))


def is_glob(path: str) -> bool:
    """Whether a path of a manifest names files by a pattern."""
    return any(sign in path for sign in "*?[")


def resolve(path: str, installed: Collection[str]) -> list[AssetFile]:
    """Return the files that a path of a manifest names, sorted where it is a pattern.

    Args:
        path: `addon/static/...`, with or without a slash before it, with or without `*` and `**`; `npm:...` for a file
            of a browser library; or a URL of another site.
        installed: names of the addons whose files may be used.
    """
    if is_external(path):
        return [AssetFile(path, None)]
    if path.startswith("npm:"):
        name = path.removeprefix("npm:")
        return [AssetFile(libraries.url(name), libraries.find(name))]
    addon, _slash, rest = path.strip("/").partition("/")
    if addon not in installed or not rest.startswith("static/"):
        return []
    folder = find_addon(addon)
    if folder is None:
        return []
    found = _expand(folder, rest) if is_glob(rest) else [folder / rest]
    within = _Within(folder / "static")
    start = len(folder.as_posix()) + 1
    return [
        AssetFile(f"/{addon}/{file.as_posix()[start:]}", file)
        for file in found
        if file.suffix in EXTENSIONS and file.is_file() and within.holds(file)
    ]


class _Within:
    """Tells which files lie below a folder, wherever links lead; asks once for each folder on the way.

    Args:
        top: the folder.
    """

    def __init__(self, top: Path) -> None:
        self._root = top.resolve()
        self._folders = {top: True}

    def holds(self, file: Path) -> bool:
        """Tell whether a file lies below the folder."""
        if file.is_symlink():
            return file.resolve().is_relative_to(self._root)
        return self._has(file.parent)

    def _has(self, folder: Path) -> bool:
        known = self._folders.get(folder)
        if known is None:
            above = folder.parent
            if folder.is_symlink() or folder.name == ".." or above == folder:
                known = folder.resolve().is_relative_to(self._root)
            else:
                known = self._has(above)
            self._folders[folder] = known
        return known


def _expand(folder: Path, pattern: str) -> list[Path]:
    """Return the files below `folder` that fit a pattern; files of a folder come before those of the folders in it."""
    # pathlib wants `**` alone between slashes; `**/*` is what manifests write
    normalised = re.sub(r"\*\*(?!/|$)", "**/*", pattern)
    return sorted(set(folder.glob(normalised)), key=lambda file: (file.parent.as_posix(), file.name))
