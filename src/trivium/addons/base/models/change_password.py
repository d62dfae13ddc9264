"""Wizards in which people set passwords: their own, or, for administrators, those of others."""

from trivium import api, fields, models
from trivium.exceptions import UserError, ValidationError

from .res_users_identitycheck import check_identity


class ChangePasswordWizard(models.TransientModel):
    _name = "change.password.wizard"
    _description = "Set passwords"
    _transient_max_hours = 0.2  # passwords must not lie about

    def _default_user_ids(self):
        active = self.env.context.get("active_model") == "res.users" and self.env.context.get("active_ids")
        users = self.env["res.users"].browse(active or [])
        return [(0, 0, {"user_id": user.id, "user_login": user.login}) for user in users]

    user_ids = fields.One2many("change.password.user", "wizard_id", string="Users", default=_default_user_ids)

    def change_password_button(self):
        self.ensure_one()
        self.user_ids.change_password_button()
        return {"type": "ir.actions.act_window_close"}


class ChangePasswordUser(models.TransientModel):
    _name = "change.password.user"
    _description = "New password of a user"

    wizard_id = fields.Many2one("change.password.wizard", string="Wizard", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="User", required=True, ondelete="cascade")
    user_login = fields.Char("Login", readonly=True)
    new_passwd = fields.Char("New password", default="")

    def change_password_button(self):
        """Set the passwords that were filled in, and forget them."""
        for line in self:
            if line.new_passwd:
                line.user_id._change_password(line.new_passwd)
        self.write({"new_passwd": False})


class ChangePasswordOwn(models.TransientModel):
    _name = "change.password.own"
    _description = "Set your own password"
    _transient_max_hours = 0.1

    new_password = fields.Char("New password")
    confirm_password = fields.Char("New password again")

    @api.constrains("new_password", "confirm_password")
    def _check_password_confirmation(self):
        if any(wizard.confirm_password != wizard.new_password for wizard in self):
            raise ValidationError(self.env._("The two passwords differ: type the new password twice."))

    @check_identity
    def change_password(self):
        self.ensure_one()
        if not self.new_password:
            raise UserError(self.env._("Type the new password."))
        self.env.user._change_password(self.new_password)
        # the form is still open and is read again when the notification is shown: it stays, and what was typed does not
        self.write({"new_password": False, "confirm_password": False})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Your password is changed. You stay logged in here, and nowhere else."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
