"""The dialog that carries out what is marked."""

from trivium import _, api, fields, models
from trivium.exceptions import UserError

_MARKS = ("to upgrade", "to remove", "to install")


class BaseModuleUpgrade(models.TransientModel):
    """Installs, upgrades and removes the apps that are marked for it."""

    _name = "base.module.upgrade"
    _description = "Upgrade Module"

    module_info = fields.Text("Apps to Update", readonly=True, default=lambda self: self._default_module_info())

    @api.model
    def get_module_list(self):
        """Return the apps that are marked."""
        return self.env["ir.module.module"].search([("state", "in", _MARKS)])

    def _default_module_info(self):
        return "\n".join(f"{module.name}: {module.state}" for module in self.get_module_list())

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """Return the form; where nothing is marked, one that says so."""
        result = super().get_view(view_id, view_type, **options)
        active_id = self.env.context.get("active_id")
        if view_type == "form" and active_id and self.env.context.get("active_model") == self._name:
            return result
        if view_type == "form" and not self.get_module_list():
            text = _("Nothing is to be installed, upgraded or removed.")
            result["arch"] = (
                f'<form string=""><span>{text}</span><footer>'
                f'<button string="{_("Close")}" class="btn-primary" special="cancel"/></footer></form>'
            )
        return result

    def upgrade_module_cancel(self):
        """Take all marks away."""
        modules = self.env["ir.module.module"]
        modules.search([("state", "in", ("to upgrade", "to remove"))]).write({"state": "installed"})
        modules.search([("state", "=", "to install")]).write({"state": "uninstalled"})
        return {"type": "ir.actions.act_window_close"}

    def upgrade_module(self):
        """Do what is marked."""
        modules = self.get_module_list()
        for dependency in modules.filtered(lambda module: module.state == "to install").dependencies_id:
            if dependency.state in ("unknown", "uninstallable"):
                raise UserError(
                    _(
                        "App %(module)s needs %(dependency)s, which is not found.",
                        module=dependency.module_id.name,
                        dependency=dependency.name,
                    )
                )
        return modules._immediately(lambda marked: marked)

    def config(self):
        """Return the action to show after an installation."""
        return self.env["ir.module.module"].next()
