"""What users set for themselves, apart from the user so that writing it does not touch the user."""

from trivium import api, fields, models


class ResUsersSettings(models.Model):
    _name = "res.users.settings"
    _description = "Settings of a user"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", string="User", required=True, ondelete="cascade", domain=[("res_users_settings_id", "=", False)]
    )

    _unique_user_id = models.Constraint("UNIQUE(user_id)", "This user has settings already: change those.")

    @api.model
    def _get_fields_blacklist(self):
        """Return the names of fields that are not sent to the client."""
        return []

    @api.model
    def _find_or_create_for_user(self, user):
        settings = user.sudo().res_users_settings_ids
        return settings or self.sudo().create({"user_id": user.id})

    def _res_users_settings_format(self, fields_to_format=None):
        """Return the settings as the client knows them."""
        self.ensure_one()
        hidden = {*self._get_fields_blacklist(), "display_name", "create_uid", "create_date", "write_uid", "write_date"}
        names = fields_to_format or [name for name, field in self._fields.items() if field.store or not field.compute]
        names = [name for name in names if name not in hidden]
        return self._format_settings(names)

    def _format_settings(self, fields_to_format):
        values = self._read_format(fnames=fields_to_format, load=None)[0]
        if "user_id" in values:
            values["user_id"] = {"id": values["user_id"]}
        return values

    def set_res_users_settings(self, new_settings):
        """Write those of `new_settings` that differ; return what changed, as the client knows it."""
        self.ensure_one()
        changed = {
            name: value
            for name, value in new_settings.items()
            if name in self._fields and (self[name] if not self._fields[name].relational else self[name].id) != value
        }
        self.write(changed)
        return self._res_users_settings_format([*changed, "id"])
