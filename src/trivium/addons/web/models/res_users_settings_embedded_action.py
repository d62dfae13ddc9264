"""Which embedded actions a user sees, and in which order."""

from trivium import fields, models


class ResUsersSettingsEmbeddedAction(models.Model):
    _name = "res.users.settings.embedded.action"
    _description = "User Settings for Embedded Actions"

    user_setting_id = fields.Many2one(
        "res.users.settings", string="Settings", required=True, ondelete="cascade", index="btree_not_null"
    )
    action_id = fields.Many2one("ir.actions.act_window", string="Action", required=True, ondelete="cascade")
    res_model = fields.Char("Model", required=True)
    res_id = fields.Integer("Record")
    embedded_actions_order = fields.Char("Order of the actions")
    embedded_actions_visibility = fields.Char("Actions shown")
    embedded_visibility = fields.Boolean("Show the bar")

    _res_user_settings_embedded_action_unique = models.Constraint(
        "UNIQUE (user_setting_id, action_id, res_id)",
        "There are settings of this action for this record already: change those.",
    )

    def _embedded_action_settings_format(self):
        """Return the settings as the client knows them: `{"<action>+<record>": {...}}`."""

        def ids(text):
            return [False if item == "false" else int(item) for item in (text or "").split(",") if item]

        return {
            f"{line.action_id.id}+{line.res_id or ''}": {
                "embedded_actions_order": ids(line.embedded_actions_order),
                "embedded_actions_visibility": ids(line.embedded_actions_visibility),
                "embedded_visibility": line.embedded_visibility,
                "res_model": line.res_model,
            }
            for line in self
        }
