"""Addons written for a test, and databases with `base` to install them in."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.support.databases import throwaway_database
from trivium.data.postgres import close_db
from trivium.modules import paths
from trivium.modules.lifecycle import environment
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.orm.definition import MetaModel
from trivium.orm.registry import Registry
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class AddonFolder:
    """A folder on the addons path, in which a test writes addons."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.names: set[str] = set()

    def write(self, name: str, files: Mapping[str, str], **manifest: object) -> None:
        """Write an addon: a manifest, and files by path."""
        self.names.add(name)
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        content = {"name": name, **manifest}
        for path, text in {"__init__.py": "", **files, "__manifest__.py": repr(content)}.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        paths.refresh()

    def forget(self) -> None:
        """Forget the Python code of the addons, so that they can be written anew."""
        for module in list(sys.modules):
            if (
                module.split(".")[2:3]
                and module.split(".")[2] in self.names
                and module.startswith(("odoo.addons.", "trivium.addons."))
            ):
                del sys.modules[module]
        for name in self.names:
            MetaModel._module_to_models__.pop(name, None)


@contextmanager
def addon_folder(root: Path) -> Iterator[AddonFolder]:
    """Put a folder on the addons path while a test runs."""
    before = config["addons_path"]
    paths.use_addons_path([root])
    folder = AddonFolder(root)
    try:
        yield folder
    finally:
        folder.forget()
        config["addons_path"] = before
        paths.refresh()


@contextmanager
def installed_database(template: str) -> Iterator[str]:
    """Make a copy of a database with `base`, and drop it afterwards."""
    close_db(template)
    with throwaway_database(template) as name:
        try:
            yield name
        finally:
            Registry.signaling.stop(name)
            Registry.delete(name)
            close_db(name)


@contextmanager
def base_database() -> Iterator[str]:
    """Make a database with `base`, to copy from."""
    with throwaway_database() as name:
        config["skip_auto_install"] = True  # nothing but `base`
        try:
            NewDatabase(name).initialize()
        finally:
            config.pop("skip_auto_install")
        Registry.signaling.stop(name)
        Registry.delete(name)
        close_db(name)
        yield name


__all__ = ["AddonFolder", "addon_folder", "base_database", "environment", "installed_database"]
