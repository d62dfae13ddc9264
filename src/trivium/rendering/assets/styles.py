"""Stylesheets of a bundle as one text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trivium.rendering.assets.errors import AssetError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trivium.rendering.assets.files import AssetFile

__all__ = ["has_sass", "join"]

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

    Sass files share their variables and mixins in the order of the bundle, so they are compiled together.

    Raises:
        AssetError: a Sass file cannot be compiled.
    """
    parts = []
    sass = []
    for file in files:
        if file.path is None:
            continue
        text = file.path.read_text(encoding="utf-8")
        if file.suffix == ".css":
            parts.append(f"/* {file.url} */\n{_absolute(file, _SOURCE_MAP.sub('', _CHARSET.sub('', text)))}")
        else:
            sass.append(f"/* {file.url} */\n{_absolute(file, text)}")
    if sass:
        parts.append(_compile("\n".join(sass)))
    return "\n".join(parts)


def _compile(source: str) -> str:
    try:
        import sass  # type: ignore[import-untyped]  # noqa: PLC0415 - has no types; only some addons need it
    except ImportError as error:
        raise AssetError("An addon has .scss files, and the compiler is missing. Run `pip install libsass`.") from error
    try:
        return str(sass.compile(string=source, output_style="expanded"))
    except sass.CompileError as error:
        raise AssetError(f"The .scss files of a bundle cannot be compiled: {error}") from error
