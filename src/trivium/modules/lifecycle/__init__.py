"""The life of addons in a database: set-up, installation, upgrade, removal, and loading at a start."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from trivium.modules import paths
from trivium.modules.errors import ModuleNotFoundInPathError
from trivium.modules.lifecycle.hooks import run_post_load
from trivium.modules.lifecycle.installation import import_code
from trivium.modules.lifecycle.loading import NotInitializedError, load
from trivium.modules.lifecycle.rehearsal import rehearse
from trivium.modules.lifecycle.requests import Progress, Request, log_progress
from trivium.modules.manifest import Manifest
from trivium.modules.signaling import Signaling
from trivium.modules.translations import load_module_translations
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.config import DEFAULT_SERVER_WIDE_MODULES, config

__all__ = [
    "NotInitializedError",
    "Progress",
    "Request",
    "carry_out",
    "dependents",
    "environment",
    "install",
    "load",
    "load_server_wide_modules",
    "load_translations",
    "log_progress",
    "rehearse",
    "renewed",
    "skips_auto_install",
    "uninstall",
    "upgrade",
]

# who loads a registry, and who tells other processes of its changes: the tiers above the engine decide
Registry.loader = staticmethod(load)
Registry.signaling = Signaling()


@contextmanager
def environment(db_name: str, *, registry: Registry | None = None) -> Iterator[Environment]:
    """Give an environment as superuser on a database; what was done is committed at the end, not after an error.

    Other processes are told of what changed.
    """
    used = registry or Registry(db_name)
    with used.manage_changes(), used.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        yield env
        env.flush_all()


def install(db_name: str, names: Collection[str], **options: Any) -> Registry:
    """Install addons with all that they depend on and that then installs itself.

    Raises:
        ModuleError, DataFileError: something is wrong with one; the database is as it was.
    """
    return Registry.new(db_name, update_module=True, install_modules=tuple(names), **options)


def upgrade(db_name: str, names: Collection[str], **options: Any) -> Registry:
    """Upgrade addons and all that depends on them; `all` stands for every installed one.

    Raises:
        ModuleError, DataFileError, UserError: something is wrong with one; the database is as it was.
    """
    return Registry.new(db_name, update_module=True, upgrade_modules=tuple(names), **options)


def uninstall(db_name: str, names: Collection[str], **options: Any) -> Registry:
    """Remove addons, all that depends on them, and all that they brought.

    Raises:
        UserError: one of them is not installed, or cannot be removed; the database is as it was.
    """
    return Registry.new(db_name, update_module=True, remove_modules=tuple(names), **options)


def dependents(db_name: str, names: Collection[str]) -> list[str]:
    """Return the names of the installed addons that depend on `names`, directly or not: they would go along."""
    with environment(db_name) as env:
        modules = env["ir.module.module"].search([("name", "in", list(names))])
        found: list[str] = modules.downstream_dependencies().sorted("name").mapped("name")
        return found


def carry_out(db_name: str, **options: Any) -> Registry:
    """Do what is marked in the database: installations, upgrades and removals."""
    return Registry.new(db_name, update_module=True, **options)


def renewed(env: Environment) -> Environment:
    """Return an environment like `env` whose models are those of the database's present registry."""
    env.transaction.reset()
    return Environment(env.cr, env.uid, env.context, env.su)


def load_server_wide_modules() -> None:
    """Import the addons that every process has, whatever its databases (`--load`).

    Raises:
        AddonImportError: one of them cannot be imported.
        ModuleNotFoundInPathError: one that was asked for is not there.
    """
    for name in config.get("server_wide_modules") or ():
        manifest = Manifest.for_addon(name, display_warning=False)
        if manifest is None:
            if name not in DEFAULT_SERVER_WIDE_MODULES:
                raise ModuleNotFoundInPathError(name, paths.addons_paths())
            continue
        import_code(name)
        run_post_load(manifest)


def skips_auto_install() -> bool:
    """Tell whether addons that install themselves are to be left alone."""
    return bool(config.get("skip_auto_install"))


def load_translations(
    env: Environment, names: Sequence[str], languages: Sequence[str], *, overwrite: bool = False
) -> None:
    """Load the translations of addons for languages into the translated fields.

    Args:
        env: environment as superuser.
        names: technical names of addons.
        languages: codes as `fr_FR`.
        overwrite: whether translations that exist are replaced.
    """
    for name in names:
        for language in languages:
            if language != "en_US":
                load_module_translations(env, name, language, overwrite=overwrite)
