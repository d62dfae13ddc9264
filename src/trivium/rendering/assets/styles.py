"""Stylesheets of a bundle as one text."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from trivium.rendering.assets.errors import AssetError
from trivium.rendering.assets.sass import compile_sass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trivium.rendering.assets.files import AssetFile

__all__ = ["has_sass", "join"]

logger = logging.getLogger(__name__)

_IMPORT = re.compile(r"^\s*@import\s+[\"'](?!bootstrap/|https?:)[^\"']*[\"']\s*;", re.MULTILINE)
"""Files of a bundle are all there already; importing one of them again would repeat it."""
_URL = re.compile(r"""url\(\s*(?P<quote>["']?)(?!data:|https?:|/|#|blob:)(?P<path>[^"')]+)(?P=quote)\s*\)""")
_CHARSET = re.compile(r"@charset\s+\"[^\"]*\";", re.IGNORECASE)
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def has_sass(files: Sequence[AssetFile]) -> bool:
    """Whether some of the files must be compiled."""
    return any(file.suffix in {".scss", ".sass"} for file in files)


def _absolute(file: AssetFile, css: str) -> str:
    """Return the text with addresses that do not depend on where it is served."""
    base = file.url.rsplit("/", 1)[0]

    def replace(match: re.Match[str]) -> str:
        parts = base.split("/")
        for part in match["path"].split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part != ".":
                parts.append(part)
        return f'url("{"/".join(parts)}")'

    return _URL.sub(replace, css)


def join(files: Sequence[AssetFile]) -> str:
    """Return the plain stylesheets one after the other, the compiled ones after them.

    Sass files share their variables and mixins in the order of the bundle, so they are compiled together. Where that
    fails the plain ones are given all the same: an addon must not take the look of the whole client away.
    """
    plain = []
    sass = []
    for file in files:
        if file.path is None:
            continue
        text = file.path.read_text(encoding="utf-8")
        if file.suffix == ".css":
            plain.append(f"/* {file.url} */\n{_absolute(file, _SOURCE_MAP.sub('', _CHARSET.sub('', text)))}")
        else:
            sass.append(f"/* {file.url} */\n{_absolute(file, _IMPORT.sub('', text))}")
    if sass:
        try:
            plain.append(compile_sass("\n".join(sass)))
        except AssetError:
            names = ", ".join(file.url for file in files if file.suffix != ".css")
            logger.exception("these stylesheets are left out: %s", names)
    return "\n".join(plain)
