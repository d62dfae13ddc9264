from trivium import models
from trivium.http.websocket import VERSION


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        return {**super().session_info(), "websocket_worker_version": VERSION}

    def get_frontend_session_info(self):
        return {**super().get_frontend_session_info(), "websocket_worker_version": VERSION}
