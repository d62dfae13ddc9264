"""When users logged in: one line per login, thinned out at night."""

from trivium import SQL, api, fields, models


class ResUsersLog(models.Model):
    _name = "res.users.log"
    _description = "Login of a user"
    _order = "id desc"

    # when is `create_date`, who is this: users look up their last login by it
    create_uid = fields.Many2one("res.users", string="Created by", readonly=True, index=True)

    @api.autovacuum
    def _gc_user_logs(self):
        """Keep the last login of each user."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM res_users_log older
                USING res_users_log newer
                WHERE older.create_uid = newer.create_uid AND older.create_date < newer.create_date
                """
            )
        )
