"""Tests of addons as pytest collects them: imported under their addon's name, chosen by tags, in a database."""

import importlib
import unittest
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from trivium.modules import paths
from trivium.modules.startup import prepare
from trivium.testing import templates
from trivium.testing.database import use_database
from trivium.testing.tags import TagsSelector
from trivium.tools.config import config as settings

__all__ = ["AddonTests", "addons_of"]


def addons_of(arguments: Iterable[str]) -> list[Path]:
    """Return the folders of the addons that pytest's arguments lie in, or that lie in them.

    Args:
        arguments: paths, each with `::` and the name of a test after it or not.
    """
    found: dict[Path, None] = {}
    for argument in arguments:
        path = Path(argument.partition("::")[0]).resolve()
        above = [folder for folder in (path, *path.parents) if (folder / paths.MANIFEST_NAME).is_file()]
        below = [manifest.parent for manifest in path.glob(f"*/{paths.MANIFEST_NAME}")]
        found.update(dict.fromkeys(above[:1] or sorted(below)))
    return list(found)


class AddonTests:
    """The plugin of a run that has a database.

    Args:
        config: of the run.
        name: of the database; empty for a new one, with the addons of the run's paths, which is dropped at its end.
        addons_path: folders with addons, by comma, beside those of the addons of the run's paths.
        tags: which tests run, as in `--test-tags`.

    Raises:
        ValueError: the tags cannot be read.
    """

    def __init__(self, config: pytest.Config, name: str, addons_path: str, tags: str) -> None:
        folders = addons_of(config.args)
        places = [*filter(None, addons_path.split(",")), *(str(folder.parent) for folder in folders)]
        self._modules = [folder.name for folder in folders]
        self._fresh = not name
        self._selector = TagsSelector(tags)
        self._named = any("::" in argument for argument in config.args)
        self.name = name or f"test_{uuid.uuid4().hex[:12]}"
        if self._fresh and not folders:
            raise ValueError("--trivium-new needs the folder of an addon, or of addons, to run the tests of")
        prepare(["-d", self.name, *(["--addons-path", ",".join(dict.fromkeys(places))] if places else [])])
        settings["test_enable"] = True
        use_database(self.name)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collect_directory(self, path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Have the folders of addons be folders: as packages, their code would be imported a second time."""
        return pytest.Dir.from_parent(parent, path=path) if paths.locate(path / paths.MANIFEST_NAME) else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        """Collect the modules of addons under the names that they import each other by."""
        return AddonModule.from_parent(parent, path=module_path) if paths.locate(module_path) else None

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leave out the tests that the tags do not choose; those named one by one are chosen."""
        if self._named:
            return
        left_out = [item for item in items if not self._chooses(item)]
        if left_out:
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]

    def _chooses(self, item: pytest.Item) -> bool:
        cls = getattr(item, "cls", None)
        if cls is None or not issubclass(cls, unittest.TestCase):
            return True
        return self._selector.check(cls(getattr(item, "originalname", item.name)))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[Any]:
        """Make the new database before the first test, from a template where there is one, and drop it in the end."""
        if not self._fresh or session.config.getoption("collectonly") or not session.items:
            return (yield)
        try:
            templates.new_database(self.name, self._modules, templates.ensure_for(self._modules))
            return (yield)
        finally:
            templates.drop(self.name)


class AddonModule(pytest.Module):
    """A module of an addon's tests."""

    def _getobj(self) -> Any:
        resource = paths.locate(self.path)
        if resource is None:
            return super()._getobj()  # type: ignore[no-untyped-call]  # pytest leaves this method without types
        name = resource.path.removesuffix(".py").replace("/", ".")
        try:
            return importlib.import_module(f"odoo.addons.{resource.module}.{name}")
        except ImportError as error:
            raise self.CollectError(f"{self.path} cannot be imported: {error}") from error
