"""The functions of the interface that find addons and load their code (contract `odoo.modules.module`)."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from trivium.modules import paths
from trivium.modules.importer import CANONICAL, import_addon, is_imported
from trivium.modules.lifecycle.hooks import run_post_load
from trivium.modules.manifest import Manifest

__all__ = [
    "get_manifest",
    "get_module_path",
    "get_modules",
    "get_modules_with_version",
    "get_resource_from_path",
    "initialize_sys_path",
    "load_openerp_module",
    "load_script",
]


def get_manifest(module: str, mod_path: str | None = None) -> dict[str, Any]:  # noqa: ARG001 - the interface has it
    """Return the manifest of an addon as a dictionary, empty where there is none."""
    manifest = Manifest.for_addon(module, display_warning=False)
    return dict(manifest) if manifest is not None else {}


def get_module_path(module: str, display_warning: bool = True) -> str | bool:
    """Return the folder of an addon, False where there is none."""
    manifest = Manifest.for_addon(module, display_warning=display_warning)
    return manifest.path if manifest is not None else False


def get_modules() -> list[str]:
    """Return the names of all addons there are."""
    return list(paths.find_addons())


def get_modules_with_version() -> dict[str, str]:
    """Return the version of each addon there is."""
    return {manifest.name: manifest.version for manifest in Manifest.all_addon_manifests()}


def get_resource_from_path(path: str) -> tuple[str, str, str] | None:
    """Return addon, path within it, and the same path as the system writes it; None for a file of no addon."""
    resource = paths.locate(path)
    if resource is None:
        return None
    return resource.module, resource.path, str(Path(resource.path))


def initialize_sys_path() -> None:
    """Look again where addons are."""
    paths.refresh()


def load_openerp_module(module_name: str) -> None:
    """Import an addon and call its `post_load` function, once."""
    manifest = Manifest.for_addon(module_name, display_warning=False)
    if manifest is not None and not is_imported(module_name):
        import_addon(module_name)
        run_post_load(manifest)


def load_script(path: str, module_name: str) -> ModuleType:
    """Load a Python file, of an addon or not, as a module of that name.

    Raises:
        ImportError: the file cannot be loaded.
    """
    file = Path(path)
    if not file.is_absolute():
        addon, _slash, rest = path.partition("/")
        file = (paths.find_addon(addon) or Path()) / rest
    spec = importlib.util.spec_from_file_location(f"{CANONICAL.rstrip('.')}_script_{module_name}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
