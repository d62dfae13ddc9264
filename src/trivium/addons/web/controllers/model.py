"""Definitions of models for tests of the client."""

import json

from trivium import http
from trivium.http import request


class Model(http.Controller):
    @http.route("/web/model/get_definitions", type="http", auth="user", methods=["POST"])
    def get_model_definitions(self, model_names, **kwargs):
        """The fields of the given models, as the client's tests take them."""
        names = json.loads(model_names)
        return request.make_json_response(request.env["ir.model"]._get_model_definitions(names))
