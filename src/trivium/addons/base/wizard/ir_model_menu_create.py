"""Make a menu for a model: an action on its records, and a menu that opens it."""

from trivium import fields, models


class WizardIrModelMenuCreate(models.TransientModel):
    _name = "wizard.ir.model.menu.create"
    _description = "New menu for a model"

    menu_id = fields.Many2one("ir.ui.menu", string="Below", required=True, ondelete="cascade")
    name = fields.Char("Menu name", required=True)

    def menu_create(self):
        """Create the action and the menu, for the model that the wizard was opened from."""
        model_id = self.env.context.get("model_id") or self.env.context.get("active_id")
        for wizard in self:
            model = self.env["ir.model"].browse(model_id)
            action = self.env["ir.actions.act_window"].create(
                {"name": wizard.name, "res_model": model.model, "view_mode": "list,form"}
            )
            self.env["ir.ui.menu"].create(
                {"name": wizard.name, "parent_id": wizard.menu_id.id, "action": f"ir.actions.act_window,{action.id}"}
            )
        return {"type": "ir.actions.act_window_close"}
