"""Calls of the models by the client."""

from werkzeug.exceptions import NotFound

from trivium import http
from trivium.addons.web.controllers.utils import clean_action
from trivium.http import request
from trivium.http.rpc.dispatch import public_kind
from trivium.http.service.model import call_kw


class DataSet(http.Controller):
    def _call_kw_readonly(self, rule, args):
        params = request.look_at_json_data()
        params = params.get("params") if isinstance(params, dict) else None
        if not isinstance(params, dict):
            return False
        return public_kind(request.registry, params.get("model"), str(params.get("method"))) == "readonly"

    @http.route(["/web/dataset/call_kw", "/web/dataset/call_kw/<path:path>"], type="jsonrpc", auth="user",
                readonly=_call_kw_readonly)  # fmt: skip
    def call_kw(self, model, method, args, kwargs, path=None):
        """Call a public method of a model."""
        return call_kw(self._model(model), method, args, kwargs)

    @http.route(["/web/dataset/call_button", "/web/dataset/call_button/<path:path>"], type="jsonrpc", auth="user",
                readonly=_call_kw_readonly)  # fmt: skip
    def call_button(self, model, method, args, kwargs, path=None):
        """Call a method behind a button: what it returns is an action, or nothing."""
        action = call_kw(self._model(model), method, args, kwargs)
        if isinstance(action, dict) and action.get("type") != "":
            return clean_action(action, env=request.env)
        return False

    def _model(self, name):
        if name not in request.env:
            raise NotFound
        return request.env[name]

    @http.route("/web/dataset/resequence", type="jsonrpc", auth="user")
    def resequence(self, model, ids, field="sequence", offset=0, context=None):
        """Number records in the order in which they are given."""
        records = self._model(model).with_context(**(context or {})).browse(ids)
        if field not in records._fields:
            return False
        for number, record in enumerate(records, offset):
            record.write({field: number})
        return True
