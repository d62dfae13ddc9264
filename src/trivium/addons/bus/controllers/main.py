import json

from trivium.http import Controller, request, route


class BusController(Controller):
    @route("/bus/get_model_definitions", methods=["POST"], type="http", auth="user")
    def get_model_definitions(self, model_names_to_fetch, **kwargs):
        """What models are made of, as JSON: as the web client's tests ask for them."""
        names = json.loads(model_names_to_fetch)
        return request.make_json_response(request.env["ir.model"]._get_model_definitions(names))

    @route("/bus/has_missed_notifications", type="jsonrpc", auth="public")
    def has_missed_notifications(self, last_notification_id):
        """Whether a page was away for so long that it should be loaded again."""
        return request.env["bus.bus"]._has_missed(int(last_notification_id or 0))
