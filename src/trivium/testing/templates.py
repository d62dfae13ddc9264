"""Databases with the dependencies of tested addons installed, kept to be copied by the next run.

A template is known by a checksum of all that went into it: the platform's files, those of the addons in it, the
settings that matter. Where something changed the checksum is another, and a new template is made.
"""

import contextlib
import hashlib
import shutil
import sys
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import trivium
from trivium import release
from trivium.data import databases
from trivium.data.errors import DatabaseExistsError
from trivium.data.filestore import Filestore
from trivium.modules import lifecycle
from trivium.modules.graph import closure
from trivium.modules.lifecycle.databases import KNOWN_PASSWORD, NewDatabase
from trivium.modules.manifest import Manifest
from trivium.orm.registry import Registry
from trivium.tools.config import config

__all__ = ["copy", "discard", "drop", "ensure", "ensure_for", "forget", "needed_by", "new_database"]

PREFIX: Final = "trivium_template_"
KEPT: Final = 6
"""How many templates stay; those not used for longest go."""

_PLATFORM: Final = Path(trivium.__file__).parent
_IGNORED: Final = frozenset({"__pycache__", "tests", "node_modules"})


def needed_by(tested: Sequence[str]) -> list[str]:
    """Return what the tested addons depend on, as far as none of them is needed for it."""
    return [name for name in closure(tested, _depends) if not _closure(name) & set(tested)]


def ensure_for(tested: Sequence[str]) -> str | None:
    """Return the name of a template for the tests of addons, None where nothing can be installed before these.

    Raises:
        ModuleError, DataFileError: something is wrong with an addon.
    """
    needed = needed_by(tested)
    return ensure(needed, without=tested) if needed else None


def _depends(name: str) -> Sequence[str] | None:
    manifest = Manifest.for_addon(name, display_warning=False)
    return manifest["depends"] if manifest else None


def _closure(name: str) -> set[str]:
    """Return an addon and what it depends on, as far as that is there."""
    return set(closure([name], lambda each: _depends(each) or ()))


def ensure(modules: Sequence[str], without: Iterable[str] = ()) -> str:
    """Return the name of a template with these addons installed, made where there is none yet.

    Args:
        modules: names of the addons.
        without: names of addons that do not install themselves with these, nor does what needs them.

    Raises:
        ModuleError, DataFileError: something is wrong with an addon.
    """
    left_out = frozenset(without)
    name = f"{PREFIX}{_fingerprint(modules, left_out)}"
    if databases.exists(name):
        databases.note_use(name)
        return name
    made = f"test_{uuid.uuid4().hex[:12]}"
    NewDatabase(made, list(modules), password=KNOWN_PASSWORD).create(not_by_themselves=left_out)
    forget(made)
    try:
        databases.rename(made, name)
    except DatabaseExistsError:
        drop(made)  # somebody else made the same meanwhile
        return name
    shutil.rmtree(_files(name), ignore_errors=True)  # of one that was dropped by others
    with contextlib.suppress(FileNotFoundError):  # an addon without files has no folder of files
        _files(made).rename(_files(name))
    databases.keep_as_template(name)
    for old in databases.list_templates(PREFIX)[KEPT:]:
        discard(old)
    return name


def new_database(name: str, modules: Sequence[str], template: str | None, **options: Any) -> None:
    """Install addons in a new database, on top of a template where there is one.

    Args:
        name: of the database to make.
        modules: names of the addons.
        template: a database with addons installed already, None to begin with nothing.
        options: further attributes of the loader's `Request`.

    Raises:
        ModuleError, DataFileError: something is wrong with an addon.
    """
    if template is None:
        NewDatabase(name, list(modules), password=KNOWN_PASSWORD).create(**options)
    else:
        copy(template, name)
        # what would have installed itself with their dependencies, and was left out of the template, is made up for
        lifecycle.install(name, [*modules, *_installed_with(needed_by(modules))], **options)


def copy(template: str, name: str) -> None:
    """Make a database as a copy of a template, or of a database that nobody uses, with its files."""
    databases.create(name, template)
    Filestore(_files(template)).copy_to(_files(name))


def drop(name: str) -> None:
    """Drop a database of tests with its files."""
    forget(name)
    databases.drop(name)
    shutil.rmtree(_files(name), ignore_errors=True)


def discard(name: str) -> None:
    """Drop a template with its files."""
    databases.discard_template(name)
    shutil.rmtree(_files(name), ignore_errors=True)


def forget(name: str) -> None:
    """Let a database go: its registry, and what listens to it."""
    if Registry.signaling is not None:
        Registry.signaling.stop(name)
    Registry.delete(name)


def _files(name: str) -> Path:
    return Path(config.filestore(name))


# -- the checksum ----------------------------------------------------------------------------------------------------


def _fingerprint(modules: Iterable[str], without: frozenset[str]) -> str:
    """Return the checksum of what a database with these addons is made from, see `ensure`."""
    digest = hashlib.blake2b(digest_size=12)
    digest.update(repr((release.version, sys.version, bool(config.get("skip_auto_install")))).encode())
    digest.update(_of_folder(_PLATFORM, frozenset({"addons"})))
    for name in _installed_with(modules):
        manifest = Manifest.for_addon(name)
        if manifest and not _closure(name) & without:
            digest.update(name.encode() + _of_folder(Path(manifest.path), frozenset()))
    return digest.hexdigest()


def _installed_with(modules: Iterable[str]) -> list[str]:
    """Return the addons, all that they need, and all that then installs itself in a new database."""
    names = set(closure(modules, _depends))
    waiting = [] if config.get("skip_auto_install") else list(filter(_by_itself, Manifest.all_addon_manifests()))
    while ready := [each for each in waiting if each["auto_install"] <= names]:
        for manifest in ready:
            names |= _closure(manifest.name)
        waiting = [each for each in waiting if each not in ready]
    return sorted(names)


def _by_itself(manifest: Manifest) -> bool:
    """Tell whether an addon can install itself where the company has no country yet."""
    if manifest["auto_install"] is False or manifest["countries"] or not manifest["installable"]:
        return False
    below = [Manifest.for_addon(name, display_warning=False) for name in manifest["depends"]]
    return all(each is not None and each["installable"] for each in below)


def _of_folder(folder: Path, without: frozenset[str]) -> bytes:
    """Return a checksum of the files in a folder; tests and what is compiled do not count.

    Args:
        folder: where.
        without: names of folders in it that are left out.
    """
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(folder.iterdir()):
        if path.name in _IGNORED or path.name in without:
            continue
        digest.update(path.name.encode() + b"\0")
        digest.update(_of_folder(path, frozenset()) if path.is_dir() else path.read_bytes() + b"\0")
    return digest.digest()
