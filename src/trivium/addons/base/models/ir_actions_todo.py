"""What is left to do after an installation."""

from trivium import api, fields, models
from trivium.tools.safe_eval import safe_eval


class IrActionsTodo(models.Model):
    """An action that an administrator should run after an installation."""

    _name = "ir.actions.todo"
    _description = "Configuration Wizards"
    _rec_name = "action_id"
    _order = "sequence, id"
    _allow_sudo_commands = False

    action_id = fields.Many2one("ir.actions.actions", string="Action", required=True, index=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    state = fields.Selection([("open", "To Do"), ("done", "Done")], string="Status", default="open", required=True)
    name = fields.Char()

    @api.model_create_multi
    def create(self, vals_list):
        todos = super().create(vals_list)
        if any(todo.state == "open" for todo in todos):
            self.ensure_one_open_todo()
        return todos

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "open":
            self.ensure_one_open_todo()
        return result

    @api.model
    def ensure_one_open_todo(self):
        """Leave at most one thing to do open: the last one."""
        open_todos = self.search([("state", "=", "open")], order="sequence asc, id desc", offset=1)
        if open_todos:
            open_todos.write({"state": "done"})

    def unlink(self):
        """Delete; the one that opens the list of things to do is only marked as done."""
        keep = self.env.ref("base.open_menu", raise_if_not_found=False)
        kept = self.filtered(lambda todo: todo == keep)
        if kept:
            kept.state = "done"
        return super(IrActionsTodo, self - kept).unlink()

    def action_launch(self):
        """Mark as done, and return the action."""
        self.ensure_one()
        self.state = "done"
        kind = self.action_id.type
        action = self.env[kind].browse(self.action_id.id)
        values = action._get_action_dict()
        if kind != "ir.actions.act_window":
            return values
        context = safe_eval(values.get("context") or "{}", {"user": self.env.user})
        values["context"] = context | {"disable_log": True}
        return values

    def action_open(self):
        """Mark as not done yet."""
        return self.write({"state": "open"})
