"""What a user's settings tell of embedded actions."""

from trivium import fields, models


class ResUsersSettings(models.Model):
    _inherit = "res.users.settings"

    embedded_actions_config_ids = fields.One2many(
        "res.users.settings.embedded.action", "user_setting_id", string="Embedded actions"
    )

    def _format_settings(self, fields_to_format):
        values = super()._format_settings([name for name in fields_to_format if name != "embedded_actions_config_ids"])
        if "embedded_actions_config_ids" in fields_to_format:
            values["embedded_actions_config_ids"] = self.embedded_actions_config_ids._embedded_action_settings_format()
        return values

    def get_embedded_actions_settings(self):
        """Return the settings of embedded actions by action and record."""
        self.ensure_one()
        return self.embedded_actions_config_ids._embedded_action_settings_format()

    def set_embedded_actions_setting(self, action_id, res_id, vals):
        """Keep which embedded actions of an action are shown, and in which order.

        :param action_id: the action that they are embedded in
        :param res_id: the record that it is open for
        :param vals: fields of `res.users.settings.embedded.action`; order and visibility as lists of ids
        """
        self.ensure_one()
        vals = dict(vals)
        for name in ("embedded_actions_order", "embedded_actions_visibility"):
            if name in vals:
                vals[name] = ",".join("false" if item is False else str(item) for item in vals[name] or ())
        config = self.embedded_actions_config_ids.filtered(
            lambda line: line.action_id.id == action_id and line.res_id == res_id
        )
        if config:
            config.write(vals)
        else:
            vals.update(action_id=action_id, res_id=res_id, user_setting_id=self.id)
            self.env["res.users.settings.embedded.action"].create(vals)
