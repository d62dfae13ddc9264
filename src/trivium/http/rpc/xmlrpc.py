"""XML-RPC: `/xmlrpc/2/common|object|db`, and `/xmlrpc/...` for the oldest clients."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException, NotFound

from trivium.exceptions import RedirectWarning, UserError
from trivium.http.errors import RegistryError
from trivium.http.local import request
from trivium.http.response import Response
from trivium.http.routing import Controller, route
from trivium.http.rpc.faults import fault_1, fault_2
from trivium.http.rpc.services import dispatch_rpc
from trivium.http.rpc.xmlvalues import dump_fault, dump_response, parse_call

if TYPE_CHECKING:
    import xmlrpc.client
    from collections.abc import Callable

_logger = logging.getLogger(__name__)

SERVICES = ("common", "db", "object", "report")


class XMLRPC(Controller):
    """The endpoints of XML-RPC."""

    @route("/xmlrpc/<service>", type="http", auth="none", methods=["POST"], csrf=False, save_session=False)
    def xmlrpc_1(self, service: str) -> Response:
        """Answer a call, faults as the oldest clients read them."""
        return self._answer(service, fault_1)

    @route("/xmlrpc/2/<service>", type="http", auth="none", methods=["POST"], csrf=False, save_session=False)
    def xmlrpc_2(self, service: str) -> Response:
        """Answer a call."""
        return self._answer(service, fault_2)

    def _answer(self, service: str, as_fault: Callable[[BaseException], xmlrpc.client.Fault]) -> Response:
        if service not in SERVICES:
            raise NotFound(f"There is no service {service!r}")
        method, params = parse_call(request.httprequest.get_data())
        try:
            body = dump_response(dispatch_rpc(service, method, params))
        except HTTPException:
            raise
        except Exception as error:  # whatever a method raises goes to the caller as a fault
            if isinstance(error, (UserError, RedirectWarning, RegistryError)):
                _logger.info("XML-RPC %s.%s: %s", service, method, error)
            else:
                _logger.exception("XML-RPC %s.%s failed", service, method)
            body = dump_fault(as_fault(error))
        return Response(body, mimetype="text/xml")
