"""What the buttons on addons do: mark what is to be done, and do it now or at the next start."""

from trivium import SQL, _, api, models
from trivium.exceptions import AccessDenied, UserError
from trivium.modules import lifecycle
from trivium.modules.manifest import Manifest

_NOT_UPGRADED = ("uninstalled", "uninstallable", "to remove", "to install")
_STAYS = ("installed", "to upgrade", "to install")


class IrModuleModule(models.Model):
    """Installation, upgrade and removal of addons."""

    _inherit = "ir.module.module"

    def _check_admin(self):
        """Raise unless the user administers the database.

        Raises:
            AccessDenied: they do not.
        """
        if not self.env.is_admin():
            raise AccessDenied(_("Only administrators install, upgrade or remove apps."))

    # -- dependencies ------------------------------------------------------------------------------------------------

    def downstream_dependencies(self, known_deps=None, exclude_states=("uninstalled", "uninstallable", "to remove")):
        """Return the addons that depend on these, directly or not, but for those in `exclude_states`."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE found (id, name) AS (
                    SELECT id, name FROM ir_module_module WHERE id = ANY(%(ids)s)
                    UNION
                    SELECT m.id, m.name FROM found f
                    JOIN ir_module_module_dependency d ON d.name = f.name
                    JOIN ir_module_module m ON m.id = d.module_id AND NOT m.state = ANY(%(excluded)s)
                )
                SELECT id FROM found WHERE NOT id = ANY(%(ids)s) ORDER BY id
                """,
                ids=self.ids,
                excluded=list(exclude_states),
            )
        )
        return (known_deps or self.browse()) | self.browse(row[0] for row in rows)

    def upstream_dependencies(self, known_deps=None, exclude_states=("installed", "uninstallable", "to remove")):
        """Return the addons that these depend on, directly or not, but for those in `exclude_states`."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE found (id) AS (
                    SELECT unnest(%(ids)s::integer[])
                    UNION
                    SELECT m.id FROM found f
                    JOIN ir_module_module_dependency d ON d.module_id = f.id
                    JOIN ir_module_module m ON m.name = d.name AND NOT m.state = ANY(%(excluded)s)
                )
                SELECT id FROM found WHERE NOT id = ANY(%(ids)s) ORDER BY id
                """,
                ids=self.ids,
                excluded=list(exclude_states),
            )
        )
        return (known_deps or self.browse()) | self.browse(row[0] for row in rows)

    def _check_dependencies(self):
        """Raise where a dependency of these is unknown or cannot be installed.

        Raises:
            UserError: it names the dependency and who asks for it.
        """
        for dependency in self.dependencies_id:
            if dependency.state in ("unknown", "uninstallable"):
                raise UserError(
                    _(
                        "You try to install module “%(module)s” that depends on module “%(dependency)s”, "
                        "which is not available in your system or cannot be installed.",
                        module=dependency.module_id.name,
                        dependency=dependency.name,
                    )
                )

    def _check_exclusions(self):
        """Raise where two addons that exclude each other would be installed together.

        Raises:
            UserError: it names both.
        """
        together = self.search([("state", "in", _STAYS)])
        names = set(together.mapped("name"))
        for exclusion in together.exclusion_ids:
            if exclusion.name in names:
                raise UserError(
                    _(
                        "Modules %(module)s and %(other)s are incompatible.",
                        module=exclusion.module_id.name,
                        other=exclusion.name,
                    )
                )

    # -- marking -----------------------------------------------------------------------------------------------------

    def button_install(self):
        """Mark these, what they depend on, and what then installs itself, as to be installed."""
        self._check_admin()
        wanted = self.filtered(lambda module: module.state in ("uninstalled", "uninstallable"))
        while wanted:
            wanted |= wanted.upstream_dependencies()
            refused = wanted.filtered(lambda module: module.state == "uninstallable")
            if refused:
                raise UserError(_("Module %s cannot be installed: its manifest says so.", refused[0].name))
            wanted._check_dependencies()
            for module in wanted:
                module.check_external_dependencies(module.name)
            wanted.filtered(lambda module: module.state == "uninstalled").write({"state": "to install"})
            wanted = self._auto_installable()
        self._check_exclusions()
        return {"type": "ir.actions.act_url", "target": "self", "url": "/odoo"}

    @api.model
    def _auto_installable(self):
        """Return the addons that install themselves now: they wait for nothing, or the last comes now."""
        self.env.flush_all()
        if lifecycle.skips_auto_install():
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.id FROM ir_module_module m
                WHERE m.auto_install AND m.state = 'uninstalled'
                  AND (NOT EXISTS (
                        SELECT 1 FROM ir_module_module_dependency d
                        WHERE d.module_id = m.id AND d.auto_install_required)
                    OR EXISTS (
                        SELECT 1 FROM ir_module_module_dependency d JOIN ir_module_module n ON n.name = d.name
                        WHERE d.module_id = m.id AND d.auto_install_required AND n.state = 'to install'))
                  AND NOT EXISTS (
                    SELECT 1 FROM ir_module_module_dependency d
                    LEFT JOIN ir_module_module n ON n.name = d.name
                    WHERE d.module_id = m.id AND d.auto_install_required AND NOT COALESCE(n.state = ANY(%s), false))
                  AND NOT EXISTS (
                    SELECT 1 FROM ir_module_module_dependency d
                    LEFT JOIN ir_module_module n ON n.name = d.name
                    WHERE d.module_id = m.id AND COALESCE(n.state, 'uninstallable') = 'uninstallable')
                """,
                list(_STAYS),
            )
        )
        return self.browse(row[0] for row in rows)._made_for_companies()._free_to_install()

    def _free_to_install(self):
        """Return those that need no addon which, as the context says, does not install itself."""
        held = set(self.env.context.get("not_by_themselves", ()))
        if not held:
            return self
        return self.filtered(lambda module: not held & {module.name, *module.upstream_dependencies().mapped("name")})

    def _made_for_companies(self):
        """Return those that are made for any country, or for that of a company."""
        listed = {module: Manifest.for_addon(module.name)["countries"] for module in self}
        if not any(listed.values()):
            return self
        own = set(self.env["res.company"].sudo().search([]).mapped("country_id.code"))
        return self.filtered(lambda module: not listed[module] or own & {code.upper() for code in listed[module]})

    def button_upgrade(self):
        """Mark these and all that depends on them as to be upgraded, what they newly depend on as to be installed."""
        self._check_admin()
        if not self:
            return None
        self.update_list()
        for module in self:
            if module.state not in ("installed", "to upgrade"):
                raise UserError(_("Cannot upgrade module “%s”. It is not installed.", module.name))
        wanted = self | self.downstream_dependencies(exclude_states=_NOT_UPGRADED)
        wanted._check_dependencies()
        for module in wanted:
            module.check_external_dependencies(module.name, "to upgrade")
        wanted.write({"state": "to upgrade"})
        fresh = wanted.dependencies_id.depend_id.filtered(lambda module: module.state == "uninstalled")
        fresh.button_install()
        return {"type": "ir.actions.act_window_close"}

    def button_uninstall(self):
        """Mark these and all that depends on them as to be removed."""
        self._check_admin()
        kept = {"base", "web"} & set(self.mapped("name"))
        if kept:
            raise UserError(_("Those modules cannot be uninstalled: %s", ", ".join(sorted(kept))))
        if any(module.state not in ("installed", "to upgrade", "to remove") for module in self):
            raise UserError(_("One or more of the selected modules have already been uninstalled."))
        (self | self.downstream_dependencies()).write({"state": "to remove"})
        return {"type": "ir.actions.act_window_close"}

    def button_install_cancel(self):
        """Take the mark of an installation away."""
        self._check_admin()
        self.write({"state": "uninstalled"})
        return True

    def button_uninstall_cancel(self):
        """Take the mark of a removal away."""
        self._check_admin()
        self.write({"state": "installed"})
        return True

    def button_upgrade_cancel(self):
        """Take the mark of an upgrade away."""
        self._check_admin()
        self.write({"state": "installed"})
        return True

    def button_reset_state(self):
        """Take all marks away."""
        self._check_admin()
        self.search([("state", "=", "to install")]).state = "uninstalled"
        self.search([("state", "in", ("to upgrade", "to remove"))]).state = "installed"
        return True

    # -- doing it now ------------------------------------------------------------------------------------------------

    def _immediately(self, mark):
        """Mark addons by `mark`, then do what is marked, in a transaction of its own; return what to show next."""
        self._check_admin()
        if not self.pool.ready:
            raise UserError(_("Apps cannot be changed while the registry is being loaded."))
        names = self.mapped("name")
        db_name = self.env.cr.dbname
        mark(self)
        self.env.cr.commit()
        try:
            lifecycle.carry_out(db_name)
        except Exception:
            # nothing of it was kept: neither should the marks be, or the next start would try again
            with lifecycle.environment(db_name) as env:
                env["ir.module.module"].search([("name", "in", names)]).button_reset_state()
            raise
        # what this cursor sees is from before: the next statement begins anew, with the models as they are now
        self.env.cr.rollback()
        return lifecycle.renewed(self.env)[self._name].next()

    def button_immediate_install(self):
        """Install these now."""
        return self._immediately(type(self).button_install)

    def button_immediate_upgrade(self):
        """Upgrade these now."""
        return self._immediately(type(self).button_upgrade)

    def button_immediate_uninstall(self):
        """Remove these now."""
        return self._immediately(type(self).button_uninstall)

    def button_uninstall_wizard(self):
        """Open the dialog that shows what a removal takes along."""
        return {
            "type": "ir.actions.act_window",
            "target": "new",
            "name": _("Uninstall module"),
            "view_mode": "form",
            "res_model": "base.module.uninstall",
            "context": {"default_module_ids": self.ids},
        }

    @api.model
    def next(self):
        """Return the action to show after an installation: the first set-up step that waits, else the home page."""
        if "ir.actions.todo" in self.env:
            for step in self.env["ir.actions.todo"].search([("state", "=", "open")]):
                return step.action_launch()
        return {"type": "ir.actions.act_url", "target": "self", "url": "/odoo"}

    def module_uninstall(self):
        """Delete all that these addons brought; marks them as not installed."""
        names = self.mapped("name")
        self.env["ir.model.data"]._module_data_uninstall(names)
        self.with_context(prefetch_fields=False).write({"state": "uninstalled", "latest_version": False, "demo": False})
        return True

    @api.model
    def _update_translations(self, filter_lang=None, overwrite=False):
        """Load the translations of installed addons for the active languages."""
        languages = [filter_lang] if isinstance(filter_lang, str) else filter_lang
        languages = languages or [code for code, _name in self.env["res.lang"].get_installed()]
        names = self.mapped("name") or list(self._installed())
        lifecycle.load_translations(self.env, names, languages, overwrite=overwrite)
