"""ES modules of addons: what they import, which of them can run, and how browsers and esbuild find them."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from trivium.modules.paths import find_addon
from trivium.rendering.assets import libraries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trivium.modules.manifest import Manifest
    from trivium.rendering.assets.files import AssetFile

__all__ = ["SHIMS", "import_map", "imports_of", "path_map", "usable"]

logger = logging.getLogger(__name__)

_TESTING = "/web/static/tests/_framework/hoot"
SHIMS = {
    "luxon": "/web/static/src/libs/luxon.js",
    "@odoo/hoot": f"{_TESTING}/hoot.js",
    "@odoo/hoot-dom": f"{_TESTING}/hoot_dom.js",
    "@odoo/hoot-mock": f"{_TESTING}/hoot_mock.js",
}
"""Names of libraries -> module of ours that gives what they offer: of plain scripts, or of the kit for tests."""

_COMMENTS = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
_STATIC_IMPORT = re.compile(
    r"""(?:^|[;}\n])\s*(?:import|export)\s+(?:[\w*{}\s,$]+?\s+from\s+)?(?P<quote>["'])(?P<name>[^"'\n]+)(?P=quote)"""
)


@lru_cache(maxsize=20_000)
def _imports(path: str, _modified: int) -> tuple[str, ...]:
    text = _COMMENTS.sub("", Path(path).read_text(encoding="utf-8", errors="replace"))
    return tuple(dict.fromkeys(match["name"] for match in _STATIC_IMPORT.finditer(text)))


def imports_of(file: AssetFile) -> tuple[str, ...]:
    """Return the names that a module imports statically, each once."""
    assert file.path is not None
    return _imports(str(file.path), file.path.stat().st_mtime_ns)


def target_url(name: str, importer: str) -> str | None:
    """Return the URL of what a module imports, None where it is a library or nothing that an addon can have.

    Args:
        name: as written in the module.
        importer: URL of the module.
    """
    if name.startswith("."):
        base = importer.rsplit("/", 1)[0].split("/")
        for part in name.split("/"):
            if part == "..":
                base = base[:-1]
            elif part != ".":
                base = [*base, part]
        return _with_suffix("/".join(base))
    if name.startswith("@"):
        addon, _slash, rest = name[1:].partition("/")
        if rest.startswith("../"):
            return _with_suffix(f"/{addon}/static/{rest.removeprefix('../')}")
        return _with_suffix(f"/{addon}/static/src/{rest}")
    if name.startswith("/"):
        return _with_suffix(name)
    return None


def _with_suffix(url: str) -> str:
    return url if url.endswith((".js", ".mjs")) else f"{url}.js"


def _exists(url: str, installed: frozenset[str]) -> bool:
    addon, _slash, rest = url.strip("/").partition("/")
    folder = find_addon(addon) if addon in installed else None
    return folder is not None and (folder / rest).is_file()


def usable(files: Sequence[AssetFile], installed: frozenset[str]) -> tuple[list[AssetFile], dict[str, list[str]]]:
    """Return the modules that can run, and for each of the others what it misses.

    A module that imports one that is not there would take the whole page down: it is left out, with those that need it.

    Args:
        files: modules of a bundle.
        installed: names of the installed addons.
    """
    missing: dict[str, list[str]] = {}
    left = list(files)
    while True:
        problems = {file.url: _missing(file, installed, missing) for file in left}
        broken = {url: names for url, names in problems.items() if names}
        if not broken:
            return left, missing
        missing |= broken
        left = [file for file in left if file.url not in broken]


def _missing(file: AssetFile, installed: frozenset[str], broken: dict[str, list[str]]) -> list[str]:
    names = []
    for name in imports_of(file):
        if name in libraries.IMPORTS or name in SHIMS:
            continue
        url = target_url(name, file.url)
        if url is None or url in broken or not _exists(url, installed):
            names.append(name)
    return names


def _module_files(manifests: Iterable[Manifest]) -> Iterable[tuple[str, str]]:
    """Return (addon, path below `static`) of every script below `static/src` and `static/tests` of addons."""
    for manifest in manifests:
        static = Path(manifest.path) / "static"
        for part in ("src", "tests"):
            root = static / part
            if root.is_dir():
                for file in root.rglob("*.js"):
                    yield manifest.name, file.relative_to(static).as_posix()


def import_map(manifests: Iterable[Manifest]) -> dict[str, dict[str, str]]:
    """Return the import map of a page that runs modules as they are written.

    Modules name each other without an extension, by `@addon/path` or relatively; both are mapped.

    Args:
        manifests: of the installed addons.
    """
    imports = {name: libraries.url(path) for name, path in libraries.IMPORTS.items()}
    imports |= SHIMS
    for addon, path in _module_files(manifests):
        url = f"/{addon}/static/{path}"
        bare = path.removesuffix(".js")
        name = f"@{addon}/{bare.removeprefix('src/')}" if bare.startswith("src/") else f"@{addon}/../{bare}"
        imports[name] = url
        imports[url.removesuffix(".js")] = url
    return {"imports": dict(sorted(imports.items()))}


def path_map(manifests: Iterable[Manifest]) -> dict[str, list[str]]:
    """Return the same for esbuild, as the `paths` of a tsconfig."""
    paths = {name: [str(libraries.folder() / path)] for name, path in libraries.IMPORTS.items()}
    for name, url in SHIMS.items():
        addon, _slash, rest = url.strip("/").partition("/")
        folder = find_addon(addon)
        if folder is not None:
            paths[name] = [str(folder / rest)]
    for manifest in manifests:
        root = Path(manifest.path) / "static"
        paths[f"@{manifest.name}/../*"] = [str(root / "*")]
        paths[f"@{manifest.name}/*"] = [str(root / "src" / "*")]
    return paths
