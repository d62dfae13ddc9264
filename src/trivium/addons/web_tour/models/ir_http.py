"""What the page is told of tours."""

from trivium import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        info = super().session_info()
        if "tour_enabled" in info:
            info["tour_enabled"] = self.env.user.tour_enabled
            info["current_tour"] = self.env["web_tour.tour"].get_current_tour()
        return info
