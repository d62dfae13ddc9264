"""What is limited for each user beyond codes: the messages that addons send."""

from trivium import fields, models


class AuthTotpRateLimitLog(models.TransientModel):
    _name = "auth.totp.rate.limit.log"
    _description = "Tries of the second factor"

    user_id = fields.Many2one("res.users", string="User", required=True, readonly=True, ondelete="cascade")
    ip = fields.Char("IP address", readonly=True)
    limit_type = fields.Selection(
        [("send_email", "Code sent by e-mail"), ("code_check", "Code checked")], string="Kind", readonly=True
    )

    _user_id_limit_type_create_date_idx = models.Index("(user_id, limit_type, create_date)")
