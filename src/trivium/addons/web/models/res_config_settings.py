"""Settings of the web client."""

from trivium import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    web_app_name = fields.Char(
        "Name of the app", config_parameter="web.web_app_name", help="Shown when the client is installed on a device."
    )
