"""Bringing one addon into a database: schema, reflection, data files, translations, hooks, scripts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.exceptions import UserError
from trivium.modules.datafiles import load_files
from trivium.modules.errors import AddonImportError, ModelSetupError
from trivium.modules.importer import import_addon
from trivium.modules.lifecycle import hooks, migrations
from trivium.modules.lifecycle.bootstrap import insert_first_rows
from trivium.modules.translations import load_module_translations
from trivium.orm.environment import Environment
from trivium.orm.utils import SUPERUSER_ID

if TYPE_CHECKING:
    from trivium.modules.graph import ModuleNode
    from trivium.orm.registry import Registry

__all__ = ["Installation", "import_code", "load_classes", "load_data", "load_demo"]

logger = logging.getLogger(__name__)

_REFLECTIONS = (
    ("ir.model", "_reflect_models"),
    ("ir.model.fields", "_reflect_fields"),
    ("ir.model.fields.selection", "_reflect_selections"),
    ("ir.model.inherit", "_reflect_inherits"),
    ("ir.model.constraint", "_reflect_constraints"),
    ("ir.model.relation", "_reflect_relations"),
)


def import_code(name: str) -> None:
    """Import the Python code of an addon.

    Raises:
        AddonImportError: it cannot be imported; the message names file and line.
    """
    try:
        import_addon(name)
    except Exception as error:
        raise AddonImportError(name, error) from error


@contextmanager
def _setting_up(name: str) -> Iterator[None]:
    """Say of which addon the models are when they cannot be put together."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        raise ModelSetupError(name, error) from error


def load_classes(registry: "Registry", node: "ModuleNode") -> list[str]:
    """Import an addon and add its classes; return the names of the models that they concern, once they are set up."""
    import_code(node.name)
    hooks.run_post_load(node.manifest)
    with _setting_up(node.name):
        touched = registry.load(node.name)
    registry._init_modules.add(node.name)
    return list(touched)


def load_data(env: Environment, idref: dict[str, int], mode: Any, kind: str, node: "ModuleNode") -> None:
    """Load the data or demo files that an addon's manifest lists.

    Args:
        env: environment as superuser.
        idref: ids by external id, shared by the files.
        mode: `init` or `update`.
        kind: `data` or `demo`.
        node: the addon.
    """
    manifest = node.manifest
    if kind == "demo":
        files = [*manifest["demo_xml"], *manifest["demo"]]
    else:
        files = [*manifest["init_xml"], *manifest["update_xml"], *manifest["data"]]
    load_files(
        env,
        node.name,
        [(file, kind == "demo" or (file.endswith(".csv") and file in manifest["init_xml"])) for file in files],
        idref,
        mode,
    )


def load_demo(env: Environment, node: "ModuleNode", idref: dict[str, int], mode: Any) -> bool:
    """Load an addon's demo files; return whether it has its demo data now."""
    if node.manifest["demo"] or node.manifest["demo_xml"]:
        load_data(env, idref, mode, "demo", node)
    return True


class Installation:
    """Installs or upgrades one addon after another.

    Args:
        registry: the registry being loaded.
        cr: the cursor of the whole operation.
        reinit: names of addons whose `noupdate` records are loaded again too.
    """

    def __init__(self, registry: "Registry", cr: Any, reinit: frozenset[str] = frozenset()) -> None:
        self.registry = registry
        self.cr = cr
        self.reinit = reinit
        self.loaded: set[str] = set()
        self.demo = False

    def env(self, **context: Any) -> Environment:
        """Return an environment as superuser."""
        return Environment(self.cr, SUPERUSER_ID, context)

    def first_schema(self, node: "ModuleNode") -> None:
        """Set up the tables of `base` in an empty database, the first rows, and the list of addons."""
        names = load_classes(self.registry, node)
        self.registry.setup_models(self.cr)
        # bare tables, then the first rows, then what needs a user: constraints on creators, records made by `init`
        self.registry.schema.apply_tables(self.env(), names)
        insert_first_rows(self.env(), node)
        self.registry.finalize_constraints(self.cr)
        self.registry.init_models(self.cr, names, {"module": node.name})
        self.env()["ir.module.module"].update_list()
        self.registry._init = False  # fields and models made by users can be read from now on
        self._reflect(node, names)
        self.loaded.add(node.name)

    def next_schema(self, node: "ModuleNode") -> None:
        """Bring the tables of an addon that is being upgraded or installed to what its classes ask for."""
        if node.state == "to upgrade":
            migrations.migrate(self.cr, node, "pre")
        if node.name in self.registry._init_modules:
            names = [name for name in self.registry.models if self._concerns(name, node.name)]
        else:
            if node.state == "to install":
                import_code(node.name)
                hooks.run_hook(self.env(), node.manifest, "pre_init_hook")
            names = load_classes(self.registry, node)
            if names or node.manifest["pre_init_hook"]:  # else all models are as they were
                with _setting_up(node.name):
                    self.registry.setup_models(self.cr, names)
        names = list(self.registry.descendants(names, "_inherit", "_inherits"))
        self.registry.init_models(self.cr, names, {"module": node.name}, install=node.state == "to install")
        self._reflect(node, names)
        self.loaded.add(node.name)

    def _concerns(self, model_name: str, addon: str) -> bool:
        """Tell whether an addon defines or extends a model."""
        return any(getattr(base, "_module", None) == addon for base in self.registry[model_name].__mro__)

    def _reflect(self, node: "ModuleNode", model_names: list[str]) -> None:
        env = self.env(module=node.name)
        for model, method in _REFLECTIONS:
            getattr(env[model], method)(model_names)

    def run(self, node: "ModuleNode") -> None:
        """Install or upgrade an addon."""
        if node.name not in self.loaded:
            self.next_schema(node)
        installing = node.state == "to install"
        env = self.env()
        mode = "init" if installing or node.name in self.reinit else "update"
        idref: dict[str, int] = {}
        load_data(env, idref, mode, "data", node)
        node.demo = (node.demo or (installing and self.demo)) and node.demo_installable
        if node.demo:
            load_demo(env, node, idref, mode)
        self._load_translations(node)
        if not installing:
            migrations.migrate(self.cr, node, "post")
        self._mark_installed(node)
        if installing:
            hooks.run_hook(env, node.manifest, "post_init_hook")
        self._check_views(env, node)
        env.flush_all()
        self.registry.updated_modules.append(node.name)

    def _load_translations(self, node: "ModuleNode") -> None:
        env = self.env()
        env.flush_all()
        languages = [code for code, _name in env["res.lang"].get_installed() if code != "en_US"]
        for language in languages:
            load_module_translations(env, node.name, language, overwrite=False)

    def _mark_installed(self, node: "ModuleNode") -> None:
        env = self.env()
        env.flush_all()
        self.cr.execute(
            SQL(
                "UPDATE ir_module_module SET state = 'installed', latest_version = %s, demo = %s WHERE name = %s",
                node.manifest.version,
                node.demo,
                node.name,
            )
        )
        node.state = "installed"
        env["ir.module.module"].invalidate_model(flush=False)
        self.registry.clear_cache()

    @staticmethod
    def _check_views(env: Environment, node: "ModuleNode") -> None:
        """Check the views of an addon once all of its models and views are there."""
        views = env["ir.ui.view"]
        if hasattr(views, "_validate_module_views"):
            views._validate_module_views(node.name)
