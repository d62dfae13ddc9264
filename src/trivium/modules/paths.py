"""Where addons are found.

In order: the folders of `--addons-path`, the apps that come with the platform, the addons fetched or uploaded into
this instance, and every `odoo/addons` folder on `sys.path` (there installed `odoo-addon-*` packages put theirs). The
first folder that has a name wins.
"""

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from trivium.tools.config import config

__all__ = ["BUILTIN", "Resource", "addons_paths", "find_addon", "find_addons", "locate", "refresh", "use_addons_path"]

BUILTIN = Path(__file__).resolve().parent.parent / "addons"
MANIFEST_NAME = "__manifest__.py"

# The list is shared with the `__path__` of the packages `odoo.addons` and `trivium.addons`: changed in place only.
_search_path: list[str] = []


class Resource(NamedTuple):
    """A file of an addon.

    Attributes:
        module: technical name of the addon.
        path: path of the file within it, with slashes.
        root: folder of the addon.
    """

    module: str
    path: str
    root: Path


def _configured() -> Iterator[Path]:
    value = config.get("addons_path") or ()
    for entry in value.split(",") if isinstance(value, str) else value:
        if entry and str(entry).strip():
            yield Path(str(entry).strip()).expanduser().resolve()


def _fetched() -> Iterator[Path]:
    folder = config.data_dir / "addons" / "19.0"
    if folder.is_dir():
        yield folder.resolve()


def _namespaces() -> Iterator[Path]:
    for entry in sys.path:
        folder = Path(entry or ".") / "odoo" / "addons"
        if folder.is_dir():
            yield folder.resolve()


def refresh() -> list[str]:
    """Look again at configuration and `sys.path`; return the folders, in order, as the list that importing uses."""
    found = dict.fromkeys(map(str, (*_configured(), BUILTIN, *_fetched(), *_namespaces())))
    _search_path[:] = found
    find_addon.cache_clear()
    return _search_path


def addons_paths() -> list[str]:
    """Return the folders where addons are searched, in order of precedence."""
    return _search_path or refresh()


def use_addons_path(folders: Sequence[str | Path]) -> None:
    """Make `folders` the configured addons path.

    Raises:
        NotADirectoryError: one of them is not a folder.
    """
    for folder in folders:
        if not Path(folder).expanduser().is_dir():
            raise NotADirectoryError(
                f"The addons path {str(folder)!r} is not a folder. Give --addons-path folders that hold addons."
            )
    config["addons_path"] = [str(Path(folder).expanduser().resolve()) for folder in folders]
    refresh()


@cache
def find_addon(name: str) -> Path | None:
    """Return the folder of addon `name`, or None."""
    if not name.isidentifier():
        return None
    for folder in addons_paths():
        candidate = Path(folder) / name
        if (candidate / MANIFEST_NAME).is_file():
            return candidate
    return None


def find_addons() -> dict[str, Path]:
    """Return the folder of every addon there is, by name, sorted by name."""
    found: dict[str, Path] = {}
    for folder in addons_paths():
        root = Path(folder)
        if not root.is_dir():
            continue
        for manifest in root.glob(f"*/{MANIFEST_NAME}"):
            found.setdefault(manifest.parent.name, manifest.parent)
    return {name: found[name] for name in sorted(found) if name.isidentifier()}


def locate(path: str | Path) -> Resource | None:
    """Return which addon's file `path` is, or None where it belongs to no addon."""
    absolute = Path(path).resolve()
    for folder in addons_paths():
        if absolute.is_relative_to(folder):
            parts = absolute.relative_to(folder).parts
            if parts and (Path(folder) / parts[0] / MANIFEST_NAME).is_file():
                return Resource(parts[0], "/".join(parts[1:]), Path(folder) / parts[0])
    return None
