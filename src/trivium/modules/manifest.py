"""The manifest of an addon: a literal dictionary in `__manifest__.py`, read but never executed.

Keys and defaults are those of 19.0 (contract, `odoo.modules.module.Manifest`).
"""

import ast
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from trivium.modules import paths
from trivium.modules.errors import ManifestError, MissingRequirementError

__all__ = ["DEFAULTS", "MANIFEST_NAMES", "SERIES", "Manifest", "adapt_version"]

MANIFEST_NAMES = (paths.MANIFEST_NAME,)
"""Names of the file in which an addon says what it is."""

SERIES = "19.0"
DEFAULT_ICON = "/base/static/description/icon.png"

DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "application": False,
        "assets": {},
        "author": "",
        "auto_install": False,
        "bootstrap": False,
        "category": "Uncategorized",
        "cloc_exclude": [],
        "configurator_snippets": {},
        "configurator_snippets_addons": {},
        "contributors": [],
        "countries": [],
        "currency": "",
        "data": [],
        "demo": [],
        "demo_xml": [],
        "depends": [],
        "description": "",
        "excludes": [],
        "external_dependencies": {},
        "icon": "",
        "images": [],
        "images_preview_theme": {},
        "init_xml": [],
        "installable": True,
        "license": "LGPL-3",
        "live_test_url": "",
        "maintainer": "",
        "name": "",
        "new_page_templates": {},
        "post_init_hook": "",
        "post_load": "",
        "pre_init_hook": "",
        "price": 0.0,
        "sequence": 100,
        "summary": "",
        "test": [],
        "theme_customizations": {},
        "uninstall_hook": "",
        "update_xml": [],
        "url": "",
        "version": "1.0",
        "web": False,
        "website": "",
    }
)

_TEXTS = frozenset(key for key, value in DEFAULTS.items() if isinstance(value, str))
_LISTS = frozenset(key for key, value in DEFAULTS.items() if isinstance(value, list)) - {"contributors"}
_DICTS = frozenset(key for key, value in DEFAULTS.items() if isinstance(value, dict))
_BOOLEANS = frozenset(key for key, value in DEFAULTS.items() if isinstance(value, bool)) - {"auto_install"}
_NAMED_LISTS = ("depends", "data", "demo", "excludes", "countries")

logger = logging.getLogger(__name__)


def adapt_version(version: str) -> str:
    """Return `version` with the series of the platform before it, unless it is there already."""
    if version == SERIES or not version.startswith(SERIES + "."):
        return f"{SERIES}.{version}"
    return version


def _read(file: Path) -> dict[str, Any]:
    """Return the dictionary written in `file`."""
    try:
        content = ast.literal_eval(file.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise ManifestError(
            f"{file}:{error.lineno}", f"is not valid Python ({error.msg})", "Repair the syntax of that line"
        ) from error
    except UnicodeDecodeError as error:
        raise ManifestError(file, f"is not UTF-8 text ({error})", "Save the file as UTF-8") from error
    except ValueError as error:
        line = f":{error.args[0].rsplit(' ', 1)[-1]}" if " line " in str(error) else ""
        raise ManifestError(
            f"{file}", f"is more than a literal dictionary ({error}{line})", "Write values only: no calls, no names"
        ) from error
    if not isinstance(content, dict):
        raise ManifestError(
            file, f"holds a {type(content).__name__}, not a dictionary", "Write {'name': ..., 'depends': [...], ...}"
        )
    return content


class Manifest(Mapping[str, Any]):
    """What an addon says of itself; a mapping with every key of `DEFAULTS` and whatever else the file has.

    Args:
        path: folder of the addon.
        manifest_content: the dictionary of its `__manifest__.py`.

    Raises:
        ManifestError: a value has the wrong type, or a list names what it cannot.
    """

    def __init__(self, *, path: str | Path, manifest_content: Mapping[str, Any]) -> None:
        self.path = str(path)
        self.name = Path(path).name
        self._raw = dict(manifest_content)
        self._check()

    def _wrong(self, problem: str, remedy: str) -> ManifestError:
        return ManifestError(Path(self.path) / paths.MANIFEST_NAME, problem, remedy)

    def _check(self) -> None:
        """Raise for the first value that has the wrong type."""
        for key, value in self._raw.items():
            if not isinstance(key, str):
                raise self._wrong(f"has the key {key!r}", "Use strings as keys")
            kinds: tuple[tuple[frozenset[str], type | tuple[type, ...], str], ...] = (
                (_TEXTS, str, "a string"),
                (_LISTS, (list, tuple), "a list"),
                (_DICTS, dict, "a dictionary"),
                (_BOOLEANS, (bool, int), "True or False"),
            )
            for keys, kind, wording in kinds:
                if key in keys and value is not None and not isinstance(value, kind):
                    raise self._wrong(f"{key!r} is {value!r}", f"Make it {wording}")
        for key in _NAMED_LISTS:
            for item in self._raw.get(key) or ():
                if not isinstance(item, str):
                    raise self._wrong(f"{key!r} contains {item!r}", "List strings only")
        if self.name in self._depends:
            raise self._wrong(f"'depends' lists {self.name!r} itself", "Remove it from the list")
        sequence = self._raw.get("sequence", 100)
        if not isinstance(sequence, int):
            raise self._wrong(f"'sequence' is {sequence!r}", "Make it a whole number")
        self._check_auto_install()
        self._check_requirements()

    def _check_requirements(self) -> None:
        for kind, listed in (self._raw.get("external_dependencies") or {}).items():
            if kind in ("python", "bin") and not (
                isinstance(listed, (list, tuple)) and all(isinstance(item, str) for item in listed)
            ):
                raise self._wrong(f"'external_dependencies' has {kind!r}: {listed!r}", "Make it a list of strings")

    def _check_auto_install(self) -> None:
        value = self._raw.get("auto_install", False)
        if not isinstance(value, (bool, int, list, tuple, set)):
            raise self._wrong(f"'auto_install' is {value!r}", "Make it True, False or a list of dependencies")
        if isinstance(value, (list, tuple, set)):
            unknown = sorted(set(value) - set(self._depends))
            if unknown:
                raise self._wrong(
                    f"'auto_install' names {', '.join(map(repr, unknown))}, which 'depends' does not",
                    "Trigger on dependencies only, or add them to 'depends'",
                )

    @property
    def _depends(self) -> list[str]:
        return list(self._raw.get("depends") or ())

    @cached_property
    def _values(self) -> dict[str, Any]:
        values = {key: list(value) if isinstance(value, list) else value for key, value in DEFAULTS.items()}
        values |= {key: value for key, value in self._raw.items() if value is not None}
        values["depends"] = self._depends or ([] if self.name == "base" else ["base"])
        values["name"] = values["name"] or self.name
        values["version"] = self.version
        values["icon"] = self.icon
        values["description"] = self.description
        values["auto_install"] = self._triggers(values)
        if isinstance(values["author"], (list, tuple)):
            values["author"] = ", ".join(values["author"])
        return values

    def _triggers(self, values: Mapping[str, Any]) -> set[str] | bool:
        """Return the dependencies whose installation installs this addon too, or False; none of them means any time."""
        value = values["auto_install"]
        if isinstance(value, (list, tuple, set)):
            return set(value)
        return set(values["depends"]) if value else False

    def __getitem__(self, key: str) -> Any:
        """Return the value of `key`, its default where the file says nothing."""
        return self._values[key]

    def raw_value(self, key: str) -> Any:
        """Return the value of `key` exactly as written in the file; None where it is not."""
        return self._raw.get(key)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._values)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._values)

    def __bool__(self) -> bool:
        """Return True: a manifest that exists counts as true, whatever it says."""
        return True

    def __hash__(self) -> int:
        """Hash by the folder."""
        return hash(self.path)

    def __eq__(self, other: object) -> bool:
        """Compare by the folder."""
        return isinstance(other, Manifest) and self.path == other.path

    def __repr__(self) -> str:
        """Show the name of the addon."""
        return f"Manifest({self.name})"

    @property
    def addons_path(self) -> str:
        """Folder that holds the addon's folder."""
        return str(Path(self.path).parent)

    @property
    def static_path(self) -> str | None:
        """Folder of the files that are served as they are, or None."""
        static = Path(self.path) / "static"
        return str(static) if static.is_dir() else None

    @property
    def version(self) -> str:
        """Version with the series before it."""
        return adapt_version(str(self._raw.get("version") or DEFAULTS["version"]))

    @cached_property
    def description(self) -> str:
        """The description, from a README beside the manifest where the manifest has none."""
        written = self._raw.get("description")
        if written:
            return str(written)
        for name in ("README.rst", "README.md", "README.txt"):
            readme = Path(self.path) / name
            if readme.is_file():
                return readme.read_text(encoding="utf-8", errors="replace")
        return ""

    @property
    def icon(self) -> str:
        """URL path of the icon."""
        written = self._raw.get("icon")
        if written:
            return str(written)
        for name in ("icon.png", "icon.svg"):
            if (Path(self.path) / "static" / "description" / name).is_file():
                return f"/{self.name}/static/description/{name}"
        return DEFAULT_ICON

    def check_manifest_dependencies(self) -> None:
        """Check that the Python packages and programs that the addon needs are there.

        Raises:
            MissingRequirementError: one is not.
        """
        for kind, wanted in self["external_dependencies"].items():
            for name in wanted:
                check_external(self.name, kind, name)

    @staticmethod
    def for_addon(module_name: str, *, display_warning: bool = True) -> "Manifest | None":
        """Return the manifest of the addon of that name, or None where there is none.

        Raises:
            ManifestError: the manifest cannot be used.
        """
        folder = paths.find_addon(module_name)
        if folder is None:
            if display_warning:
                logger.warning("no addon named %s in %s", module_name, ", ".join(paths.addons_paths()))
            return None
        return _load(folder, (folder / paths.MANIFEST_NAME).stat().st_mtime_ns)

    @staticmethod
    def all_addon_manifests(on_error: Callable[[ManifestError], None] | None = None) -> "list[Manifest]":
        """Return the manifest of every addon there is, sorted by name.

        Args:
            on_error: called for a manifest that cannot be used, which is then left out; logged by default.
        """
        found = []
        for folder in paths.find_addons().values():
            try:
                found.append(_load(folder, (folder / paths.MANIFEST_NAME).stat().st_mtime_ns))
            except ManifestError as error:
                if on_error is None:
                    logger.warning("addon left out: %s", error)
                else:
                    on_error(error)
        return found


@cache
def _load(folder: Path, _modified: int) -> Manifest:
    """Return the manifest in `folder`; the time of its last change makes an edited file be read again."""
    return Manifest(path=folder, manifest_content=_read(folder / paths.MANIFEST_NAME))


def check_external(addon: str, kind: str, name: str) -> None:
    """Check that something that is no addon is there.

    Args:
        addon: that needs it.
        kind: `python` or `bin`; others are not checked.
        name: of a distribution or module, or of a program.

    Raises:
        MissingRequirementError: it is not.
    """
    if kind == "python":
        _check_python(addon, name)
    elif kind == "bin" and shutil.which(name) is None:
        raise MissingRequirementError(addon, "bin", name)


def _check_python(addon: str, text: str) -> None:
    """Raise unless the Python requirement `text`, a distribution or a module name, is met."""
    # Few addons ask for anything, and this library is a thirtieth of what a server loads when it starts.
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415

    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        raise MissingRequirementError(addon, "python", text) from error
    if requirement.marker is not None and not requirement.marker.evaluate():
        return
    try:
        found = metadata.version(requirement.name)
    except metadata.PackageNotFoundError as error:
        # older addons name the importable module instead of the distribution
        if _importable(requirement.name):
            return
        raise MissingRequirementError(addon, "python", text) from error
    if not requirement.specifier.contains(found, prereleases=True):
        raise MissingRequirementError(addon, "python", text, found)


def _importable(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
