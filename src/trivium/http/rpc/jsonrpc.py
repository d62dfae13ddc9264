"""JSON-RPC: `/jsonrpc`, with the services of XML-RPC; and the version, for anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.http.local import request
from trivium.http.routing import Controller, route
from trivium.http.rpc.services import dispatch_rpc
from trivium.http.service.common import exp_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trivium.http.response import Response


class JSONRPC(Controller):
    """The endpoint of JSON-RPC."""

    @route("/jsonrpc", type="jsonrpc", auth="none", save_session=False, readonly=True)
    def jsonrpc(self, service: str, method: str, args: Sequence[Any]) -> Any:
        """Call a function of a service."""
        return dispatch_rpc(service, method, args)


class RPC(Controller):
    """What anybody may know."""

    @route(["/web/version", "/json/version"], type="http", auth="none", readonly=True, save_session=False)
    def version(self) -> Response:
        """Return the version of the interface."""
        version = exp_version()
        return request.make_json_response(
            {"version_info": version["server_version_info"], "version": version["server_version"]}
        )
