from trivium import models
from trivium.http.sessionstore import tell_of_ends


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "bus.listener.mixin"]

    def _bus_channel(self):
        """Users are told by the channel of their partner."""
        return self.partner_id

    def write(self, vals):
        result = super().write(vals)
        if not self._get_session_token_fields().isdisjoint(vals):
            tell_of_ends(self.env.cr)  # other sessions of these users are good no more, and their websockets close
        return result
