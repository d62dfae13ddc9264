"""The dialog that looks for addons on disk."""

from trivium import _, fields, models


class BaseModuleUpdate(models.TransientModel):
    """Brings the list of apps up to date."""

    _name = "base.module.update"
    _description = "Update Module"

    updated = fields.Integer("Number of modules updated", readonly=True)
    added = fields.Integer("Number of modules added", readonly=True)
    state = fields.Selection([("init", "init"), ("done", "done")], "Status", readonly=True, default="init")

    def update_module(self):
        """Look for addons, and show how many were found."""
        for wizard in self:
            updated, added = self.env["ir.module.module"].update_list()
            wizard.write({"updated": updated, "added": added, "state": "done"})
        return False

    def action_module_open(self):
        """Show the list of apps."""
        return {
            "name": _("Modules"),
            "type": "ir.actions.act_window",
            "res_model": "ir.module.module",
            "view_mode": "list,form",
            "domain": [],
        }
