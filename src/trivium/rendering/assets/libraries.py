"""Libraries of the browser, as npm installs them in `web/node_modules`; nothing of them is in the repository."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from trivium.rendering.assets import icons
from trivium.rendering.assets.errors import LibraryMissingError
from trivium.tools.config import config

__all__ = ["IMPORTS", "URL", "find", "folder", "serve_path", "stamp", "url"]

URL = "/web/lib/"
ENVIRONMENT_VARIABLE = "TRIVIUM_WEB_LIBS"

_EDITOR = (
    *(
        f"@codemirror/{part}"
        for part in (
            "autocomplete", "commands", "lang-css", "lang-javascript", "lang-python", "lang-xml", "language", "lint",
            "search", "state", "streamparser", "view",
        )
    ),
    *(f"@lezer/{part}" for part in ("common", "css", "highlight", "javascript", "lr", "python", "xml")),
)  # fmt: skip

IMPORTS = {
    "@odoo/owl": "@odoo/owl/dist/owl.es.js",
    "dompurify": "dompurify/dist/purify.es.mjs",
    **{name: f"{name}/dist/index.js" for name in _EDITOR},
    "@marijn/find-cluster-break": "@marijn/find-cluster-break/src/index.js",
    "crelt": "crelt/index.js",
    "style-mod": "style-mod/src/style-mod.js",
    "w3c-keyname": "w3c-keyname/index.js",
}
"""What modules import by name -> file of the library."""

# a library is read by anybody: only what a page needs is given out
_SERVED = frozenset({".js", ".mjs", ".css", ".woff2", ".woff", ".svg", ".map"})
_GENERATED = {"icons.css": icons.stylesheet}


@cache
def folder() -> Path:
    """Return the folder that holds the libraries, whether or not it is there."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    if given:
        return Path(given)
    return Path(__file__).resolve().parents[4] / "web" / "node_modules"


def stamp() -> str:
    """Return what changes when libraries are installed anew, or others of them may be imported."""
    installed = folder() / ".package-lock.json"
    when = installed.stat().st_mtime_ns if installed.is_file() else 0
    return f"{when} {sorted(IMPORTS.items())}"


def url(name: str) -> str:
    """Return the path of a library's file for browsers."""
    return URL + name


def find(name: str) -> Path:
    """Return a file of a library.

    Args:
        name: path within `node_modules`, or the name of a file made of one.

    Raises:
        LibraryMissingError: it is not installed.
    """
    if name in _GENERATED:
        return _generated(name)
    path = folder() / name
    if not path.is_file():
        raise LibraryMissingError(name)
    return path


def _generated(name: str) -> Path:
    """Return a file made of a library, made anew when what it is made of has changed."""
    content, source_stamp = _GENERATED[name](folder())
    target = config.data_dir / "assets" / "lib" / source_stamp / name
    if not target.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{os.getpid()}")
        temporary.write_text(content(), encoding="utf-8")
        temporary.replace(target)
    return target


def serve_path(name: str) -> Path | None:
    """Return the file behind `/web/lib/<name>`, None where there is none to be given out."""
    if name in _GENERATED:
        return _generated(name)
    root = folder().resolve()
    path = (root / name).resolve()
    if path.suffix not in _SERVED or not path.is_relative_to(root) or not path.is_file():
        return None
    return path
