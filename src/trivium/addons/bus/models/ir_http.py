from trivium import models
from trivium.http.websocket import VERSION


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        return {**super().session_info(), "websocket_worker_version": VERSION}

    def webclient_rendering_context(self):
        context = super().webclient_rendering_context()
        return {**context, "session_info": {**context["session_info"], **self._bus_page_info()}}

    def get_frontend_session_info(self):
        info = super().get_frontend_session_info()
        return {**info, "websocket_worker_version": VERSION, **self._bus_page_info()}

    def _bus_page_info(self):
        """Return where a page begins to listen: behind what it was made of, so that it misses nothing.

        It is of pages alone: what other clients are told of a session has no such key.
        """
        return {"bus_last_id": self.env["bus.bus"].sudo()._bus_last_id()}
