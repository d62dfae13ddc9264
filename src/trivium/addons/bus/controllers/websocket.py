import json

from werkzeug.exceptions import NotFound

from trivium.addons.bus.models.bus import channel_with_db
from trivium.http import Controller, SessionExpiredException, request, route
from trivium.rendering.assets import bundle_nodes


class WebsocketController(Controller):
    @route("/websocket", type="http", auth="public", cors="*")
    def websocket(self, version=None):
        """Tell who asks without opening a websocket how to; connections that do so never come here."""
        return request.make_response(
            "Open this address as a websocket (RFC 6455).", [("Upgrade", "websocket")], status=426
        )

    @route("/websocket/health", type="http", auth="none", save_session=False, readonly=True)
    def health(self):
        """Whether the server answers."""
        return request.make_response(
            json.dumps({"status": "pass"}), [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        )

    @route("/websocket/peek_notifications", type="jsonrpc", auth="public", cors="*")
    def peek_notifications(self, channels, last, is_first_poll=False):
        """What a websocket would have told since a notification, for clients that cannot open one."""
        if is_first_poll:
            request.session["is_websocket_session"] = True
        elif not request.session.get("is_websocket_session"):
            raise SessionExpiredException("The session has ended.")
        data = request.env["ir.websocket"]._prepare_subscribe_data(channels, last)
        dbname = request.env.cr.dbname
        return {
            "channels": [list(channel_with_db(dbname, channel)) for channel in data["channels"]],
            "notifications": request.env["bus.bus"].sudo()._poll(data["channels"], data["last"]),
        }

    @route("/websocket/on_closed", type="jsonrpc", auth="public", cors="*")
    def on_websocket_closed(self):
        """Note that a client without a websocket goes."""
        request.env["ir.websocket"]._on_websocket_closed(request.httprequest.cookies)

    @route("/bus/websocket_worker_bundle", type="http", auth="public", cors="*")
    def get_websocket_worker_bundle(self, v=None):
        """Lead to the script that keeps the connection, for pages of other sites that embed ours."""
        nodes = bundle_nodes(request.env, "bus.websocket_worker_assets", request.session.debug or "")
        scripts = [node["src"] for node in nodes if node.get("type") in {"script", "module"}]
        if not scripts:
            raise NotFound
        return request.redirect(scripts[-1])
