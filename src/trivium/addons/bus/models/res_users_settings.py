from trivium import models


class ResUsersSettings(models.Model):
    _name = "res.users.settings"
    _inherit = ["res.users.settings", "bus.listener.mixin"]

    def _bus_channel(self):
        """Settings are told to their user."""
        return self.user_id
