"""Loading a registry: the classes of installed addons, and on request what is to be installed, upgraded or removed.

This is what `Registry(db_name)` runs. All that a request changes happens in one transaction, unless it asks for a
commit after each addon: what fails leaves the database as it was.
"""

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.exceptions import UserError
from trivium.modules.errors import ModuleError, ModuleNotFoundInPathError
from trivium.modules.graph import ModuleGraph, ModuleNode
from trivium.modules.lifecycle import hooks, migrations
from trivium.modules.lifecycle.bootstrap import is_initialized
from trivium.modules.lifecycle.installation import Installation, load_classes
from trivium.modules.lifecycle.presence import loadable
from trivium.modules.lifecycle.requests import Request
from trivium.modules.manifest import adapt_version
from trivium.orm.environment import Environment
from trivium.orm.utils import SUPERUSER_ID

if TYPE_CHECKING:
    from trivium.orm.registry import Registry

__all__ = ["BusyError", "ConnectionLostError", "Loading", "NotInitializedError", "load"]

logger = logging.getLogger(__name__)

_PRESENT = ("installed", "to upgrade", "to remove")


class NotInitializedError(ModuleError):
    """The database is empty, or was not made by this platform.

    Args:
        db_name: the database.
    """

    def __init__(self, db_name: str) -> None:
        super().__init__(
            f"The database {db_name!r} has not been set up. Set it up with: trivium db init {db_name} -i base,web"
        )


class BusyError(ModuleError):
    """Another process is installing, upgrading or removing addons.

    Args:
        db_name: the database.
    """

    def __init__(self, db_name: str) -> None:
        super().__init__(
            f"Addons of the database {db_name!r} are being installed, upgraded or removed by somebody else. "
            f"Wait until that is done, then try again."
        )


class ConnectionLostError(ModuleError):
    """The connection to PostgreSQL broke while addons were being installed, upgraded or removed.

    Args:
        db_name: the database.
    """

    def __init__(self, db_name: str) -> None:
        super().__init__(
            f"The connection to the database {db_name!r} was lost while its addons were being changed. "
            f"Nothing was committed: the database is as it was. See the log of PostgreSQL, then try again."
        )


def load(registry: "Registry", **options: Any) -> None:
    """Load the addons of a registry's database.

    Args:
        registry: the registry, without models.
        options: the attributes of `Request`.

    Raises:
        NotInitializedError: the database is empty and nothing is to be installed.
        ConnectionLostError: PostgreSQL went away; nothing was changed.
        ModuleError, DataFileError: something is wrong with an addon.
    """
    request = Request(**options)
    with registry.cursor() as cr:
        loading = Loading(registry, cr, request)
        try:
            loading.run()
        except Exception as error:
            if request.update_module and not request.commit_each and cr.connection.lost:
                raise ConnectionLostError(registry.db_name) from error
            raise
    if loading.removed:
        registry.init(registry.db_name)
        load(registry)
        registry.registry_invalidated = True
    registry.setup_signaling()
    if request.update_module:
        registry.registry_invalidated = True
        registry.clear_all_caches()
        registry.signal_changes()


class Loading:
    """One run of the loader.

    Args:
        registry: the registry to fill.
        cr: the cursor of the whole run.
        request: what to do.
    """

    def __init__(self, registry: "Registry", cr: Any, request: Request) -> None:
        self.registry = registry
        self.cr = cr
        self.request = request
        self.graph = ModuleGraph(None)
        self.installation = Installation(registry, cr, frozenset(request.reinit_modules))
        self.removed: list[str] = []
        self.fresh = False
        self.incomplete = False
        """Whether installed addons are left out, so that what they ask for is not known."""

    def env(self) -> Environment:
        """Return an environment as superuser."""
        return Environment(self.cr, SUPERUSER_ID, {})

    def run(self) -> None:
        """Load, and do what is requested."""
        if self.request.update_module:
            self._keep_others_out()
        self.fresh = not is_initialized(self.cr)
        if self.fresh and not self.request.update_module:
            raise NotInitializedError(self.registry.db_name)
        self._check_request()
        if self.request.upgrade_modules and not self.fresh:
            migrations.prepare(self.cr)
        if self.fresh:
            self._initialize()
        elif self.request.update_module:
            self._load_base_for_update()
        if self.request.update_module:
            self._mark()
        self._load_installed()
        if self.request.update_module:
            self._work()
            self._end()
        self._register_hooks()
        self.registry.loaded = True

    def _keep_others_out(self) -> None:
        """Refuse to work while another process changes the addons of the database.

        Raises:
            BusyError: another one does.
        """
        self.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(hashtext('trivium.modules.lifecycle'))"))
        if not self.cr.fetchone()[0]:
            raise BusyError(self.registry.db_name)

    def _check_request(self) -> None:
        """Look at everything that could be wrong with the addons asked for, before anything is done."""
        names = [*self.request.install_modules, *(n for n in self.request.upgrade_modules if n != "all")]
        ModuleGraph(None).extend(["base", *names])

    # -- base --------------------------------------------------------------------------------------------------------

    def _initialize(self) -> None:
        """Set up an empty database as far as the list of addons."""
        self.graph = ModuleGraph(None)
        self.graph.extend(["base"])
        base = self.graph["base"]
        self.installation.first_schema(base)
        self.cr.execute(
            SQL(
                "UPDATE ir_module_module SET state = 'to install', demo = %s WHERE name = 'base'",
                bool(self.request.new_db_demo),
            )
        )
        self.env()["ir.module.module"].invalidate_model(flush=False)

    def _load_base_for_update(self) -> None:
        """Load the classes of `base`, which keeps the list of addons; its tables first where it is to be upgraded."""
        self.graph = ModuleGraph(self.cr)
        self.graph.extend(["base"])
        base = self.graph["base"]
        self.registry._init = False
        if base.state == "to upgrade" or {"base", "all"} & {
            *self.request.upgrade_modules,
            *self.request.reinit_modules,
        }:
            base.state = "to upgrade"
            self.installation.next_schema(base)
        else:
            load_classes(self.registry, base)
            self.registry.setup_models(self.cr)

    # -- what to do --------------------------------------------------------------------------------------------------

    def _mark(self) -> None:
        """Mark in the database what is to be installed and upgraded."""
        modules = self.env()["ir.module.module"].with_context(not_by_themselves=self.request.not_by_themselves)
        if "base" not in self.installation.loaded:
            modules.update_list()
        upgrade = {*self.request.upgrade_modules, *self.request.reinit_modules}
        if "all" in upgrade:
            upgrade = (upgrade - {"all"}) | {"base"}
        if upgrade:
            found = modules.search([("name", "in", list(upgrade))])
            self._refuse_uninstalled(found)
            found.button_upgrade()
        if self.request.install_modules:
            found = modules.search([("name", "in", list(self.request.install_modules))])
            missing = set(self.request.install_modules) - set(found.mapped("name"))
            if missing:
                raise ModuleNotFoundInPathError(min(missing), [])
            found.button_install()
        if self.request.remove_modules:
            self._mark_removals(modules)
        if self.fresh:
            modules._auto_installable().button_install()
        self.env().flush_all()
        self.installation.demo = self._wants_demo()

    def _mark_removals(self, modules: Any) -> None:
        names = set(self.request.remove_modules)
        found = modules.search([("name", "in", list(names)), ("state", "in", _PRESENT)])
        missing = sorted(names - set(found.mapped("name")))
        if missing:
            raise UserError(f"Not installed, so it cannot be removed: {', '.join(missing)}.")
        found.button_uninstall()

    def _refuse_uninstalled(self, modules: Any) -> None:
        for module in modules:
            if module.state not in _PRESENT:
                raise UserError(f"Addon {module.name!r} is not installed, so it cannot be upgraded; install it first.")

    def _wants_demo(self) -> bool:
        """Tell whether addons installed now get their demo data."""
        if self.request.new_db_demo is not None:
            return self.request.new_db_demo
        self.cr.execute(SQL("SELECT demo FROM ir_module_module WHERE name = 'base'"))
        row = self.cr.fetchone()
        return bool(row and row[0])

    # -- classes -----------------------------------------------------------------------------------------------------

    def _names_to_load(self) -> list[str]:
        """Return the names of the addons of the database that can be loaded; the others are told of."""
        states = [*_PRESENT, "to install"] if self.request.update_module else list(_PRESENT)
        self.cr.execute(SQL("SELECT name FROM ir_module_module WHERE state = ANY(%s) ORDER BY name", states))
        wanted = [name for (name,) in self.cr.fetchall()]
        present = loadable(wanted, self.registry.db_name)
        self.incomplete = len(present) < len(wanted)
        return present

    def _load_installed(self) -> None:
        """Load the classes of all installed addons that neither are upgraded nor depend on one that is."""
        self.graph = ModuleGraph(self.cr, "update" if self.request.update_module else "load")
        self.graph.extend(["base", *self._names_to_load()])
        # a start without update loads what waits for an upgrade as it is
        waiting = ("to install", "to upgrade") if self.request.update_module else ()
        if not self.request.update_module:
            self._tell_of_newer_files()
        ready: set[str] = set()
        for node in self.graph:
            if node.state in waiting or any(depend not in ready for depend in node.manifest["depends"]):
                if node.name in self.registry._init_modules:
                    ready.add(node.name)
                continue
            ready.add(node.name)
            if node.name not in self.registry._init_modules:
                load_classes(self.registry, node)
        self.registry._init = False
        if not self.registry.loaded or len(ready) > 1:
            self.registry.setup_models(self.cr)

    def _tell_of_newer_files(self) -> None:
        """Warn where the views and data in the database are of another version than the code that runs."""
        others = {
            node.name: (installed, node.manifest.version)
            for node in self.graph
            if node.load_version and (installed := adapt_version(node.load_version)) != node.manifest.version
        }
        if others:
            logger.warning(
                "The database %r has other versions than the files: %s. What is in it may not fit the code: "
                "trivium addon upgrade %s -d %s",
                self.registry.db_name,
                ", ".join(f"{name} {installed} (files: {version})" for name, (installed, version) in others.items()),
                " ".join(others),
                self.registry.db_name,
            )

    # -- work --------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """Install and upgrade what is marked, in the order of the graph."""
        todo = [node for node in self.graph if node.state in ("to install", "to upgrade")]
        for position, node in enumerate(todo, 1):
            self.request.progress(node.name, position, len(todo))
            for depend in node.depends:
                self._ensure_classes(depend)
            self.installation.run(node)
            if self.request.commit_each:
                self.cr.commit()
            if self.request.after_module is not None:
                self.request.after_module(self.cr, node.name)
        fresh = [node for node in self.graph if node.name not in self.registry._init_modules]
        for node in fresh:
            load_classes(self.registry, node)
        if fresh:
            self.registry.setup_models(self.cr)

    def _ensure_classes(self, node: ModuleNode) -> None:
        """Load the classes of an installed addon that had to wait for the upgrade of one below it."""
        if node.name in self.registry._init_modules:
            return
        for depend in node.depends:
            self._ensure_classes(depend)
        load_classes(self.registry, node)
        self.registry.setup_models(self.cr)

    def _end(self) -> None:
        """Do what waits for all addons: last scripts, constraints, records that no file mentions, removals."""
        updated = list(self.registry.updated_modules)
        for name in updated:
            migrations.migrate(self.cr, self.graph[name], "end")
        self._end_models(updated)
        if self.fresh:  # the list of addons was made before there were countries
            self.env()["ir.module.module"]._link_countries()
        self.registry.finalize_constraints(self.cr)
        self._remove()
        self.env().flush_all()

    def _end_models(self, updated: Collection[str]) -> None:
        env = self.env()
        upgraded = [name for name in updated if self.graph[name].load_version]
        if upgraded:
            env["ir.model.fields.selection"]._delete_vanished()
            env["ir.model.fields"]._delete_vanished(upgraded)
            env["ir.model.data"]._process_end(upgraded)
            if not self.incomplete:
                self.registry.schema.drop_stale(env)
        env.flush_all()

    def _remove(self) -> None:
        """Remove what is marked: hooks first, dependents before what they depend on."""
        env = self.env()
        marked = env["ir.module.module"].search([("state", "=", "to remove")])
        if not marked:
            return
        names = set(marked.mapped("name"))
        for node in reversed(list(self.graph)):
            if node.name in names:
                logger.info("addon %s: removing", node.name)
                hooks.run_hook(env, node.manifest, "uninstall_hook")
        marked.module_uninstall()
        env.flush_all()
        self.removed = sorted(names)

    def _register_hooks(self) -> None:
        """Let models do what they do once all of them are there."""
        env = self.env()
        for name in list(self.registry.models):
            env[name]._register_hook()
        env.flush_all()
