from trivium import models
from trivium.http.websocket import VERSION


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        return {**super().session_info(), **self._bus_session_info()}

    def get_frontend_session_info(self):
        return {**super().get_frontend_session_info(), **self._bus_session_info()}

    def _bus_session_info(self):
        """Return where a page begins to listen: behind what it was made of, so that it misses nothing."""
        return {
            "websocket_worker_version": VERSION,
            "bus_last_id": self.env["bus.bus"].sudo()._bus_last_id(),
        }
