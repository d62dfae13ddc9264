"""Importing addons: `odoo.addons.X` is the module, `trivium.addons.X` another name of the same object.

Both packages search the addons path. A module imported by its second name is looked up by its first one, so a class,
a global or a cache of an addon exists once, however it was imported. Addons that import `psycopg2` get the names that
`trivium.data.psycopg2` has for them, where the real one is not installed. Libraries that the platform has for addons
alone come with the modules in them that addons expect somebody to have imported.
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

from trivium.modules.paths import addons_paths
from trivium.tools import url_parts

__all__ = ["CANONICAL", "import_addon", "is_imported", "package_path"]

CANONICAL = "odoo.addons."
ALIAS = "trivium.addons."
OLD_DRIVER = "psycopg2"
DRIVER = "trivium.data.psycopg2"
FORMER = "openerp"
"""What `odoo` was called once."""

EXPECTED = {"passlib": ("exc",)}
"""Libraries that the platform does not import -> modules in them that addons reach as attributes (`passlib.exc.X` after
`import passlib`), as they can on 19.0, where the platform imports them itself."""


class _AliasLoader(Loader):
    """Loads an alias: hands out the canonical module as it is.

    Args:
        canonical: full name of the module that the alias stands for.
    """

    def __init__(self, canonical: str) -> None:
        self.canonical = canonical
        self.spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the canonical module, importing it when this is the first use."""
        module = importlib.import_module(self.canonical)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module back the identity that the import system just overwrote; its code ran already."""
        module.__spec__ = self.spec


class _AliasFinder(MetaPathFinder):
    """Answers for every name below `trivium.addons`."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec whose loader hands out the canonical module; None for any other package."""
        if not fullname.startswith(ALIAS):
            return None
        return ModuleSpec(fullname, _AliasLoader(CANONICAL + fullname.removeprefix(ALIAS)))


class _DriverFinder(MetaPathFinder):
    """Answers for `psycopg2` and the modules in it, unless it is installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec whose loader hands out the module of the platform; None where the real one is there."""
        package, _dot, _rest = fullname.partition(".")
        if package != OLD_DRIVER:
            return None
        known = sys.modules.get(package)
        ours = PathFinder.find_spec(package) is None if known is None else known.__name__ == DRIVER
        return ModuleSpec(fullname, _AliasLoader(DRIVER + fullname.removeprefix(package))) if ours else None


class _FormerFinder(MetaPathFinder):
    """Says of `openerp`, the name before `odoo`, that it is not supported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse the former name with what to write instead."""
        if fullname.partition(".")[0] == FORMER:
            raise ModuleNotFoundError(f"{FORMER!r} is not supported: the name is 'odoo', or 'trivium'", name=fullname)
        return None


class _CompleteLoader(Loader):
    """Loads a library with the modules in it that addons expect to be there.

    Args:
        loader: of the library itself.
        names: of the modules, within the library.
    """

    def __init__(self, loader: Loader, names: Sequence[str]) -> None:
        self.loader = loader
        self.names = names

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Return what the library's own loader makes for it."""
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the library's code, then import the modules in it."""
        self.loader.exec_module(module)
        for name in self.names:
            importlib.import_module(f"{module.__name__}.{name}")


class _LibraryFinder(MetaPathFinder):
    """Answers for libraries that addons expect to be imported with modules in them, where they are installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the library's own spec, with a loader that imports those modules as well."""
        spec = PathFinder.find_spec(fullname, path) if fullname in EXPECTED else None
        if spec is not None and spec.loader is not None:
            spec.loader = _CompleteLoader(spec.loader, EXPECTED[fullname])
        return spec


def package_path() -> list[str]:
    """Return the `__path__` for the packages `odoo.addons` and `trivium.addons`, with the hooks of names in place."""
    if not any(isinstance(finder, _AliasFinder) for finder in sys.meta_path):
        sys.meta_path[:0] = [_AliasFinder(), _DriverFinder(), _FormerFinder(), _LibraryFinder()]
        url_parts.install()
    return addons_paths()


def import_addon(name: str) -> ModuleType:
    """Import addon `name` and return its Python module.

    Raises:
        ImportError: the addon or something that it imports is not there.
    """
    return importlib.import_module(CANONICAL + name)


def is_imported(name: str) -> bool:
    """Tell whether the Python code of addon `name` has been imported in this process."""
    return CANONICAL + name in sys.modules
