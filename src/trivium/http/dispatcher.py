"""How each type of route reads its parameters, and writes answers and errors."""

from __future__ import annotations

import contextlib
import inspect
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Final

import werkzeug.exceptions
from werkzeug.exceptions import BadRequest, HTTPException, NotFound, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.wrappers import Response as BaseResponse

from trivium.exceptions import UserError
from trivium.http.constants import CORS_MAX_AGE, MISSING_CSRF_WARNING, SAFE_HTTP_METHODS
from trivium.http.errorpage import error_page
from trivium.http.errors import (
    RETRY_SECONDS,
    SERVER_ERROR_MESSAGE,
    SessionExpiredException,
    is_outage,
    serialize_exception,
)
from trivium.http.jsonformat import dumps
from trivium.http.response import Response, json_response
from trivium.http.rpc.dispatch import ARGUMENT_ERRORS
from trivium.http.security import headers
from trivium.tools.audit import audit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trivium.http.request import Request
    from trivium.http.routing import Endpoint

_logger = logging.getLogger(__name__)

UNREADABLE: Final = (BadRequest, RequestEntityTooLarge)
"""What is raised for a body that cannot be read."""

_dispatchers: dict[str, type[Dispatcher]] = {}


class Dispatcher(ABC):
    """Reads the request and writes the answer of one type of route.

    Attributes:
        routing_type: the type of the routes.
        mimetypes: content types of the requests that it reads.
    """

    routing_type: ClassVar[str]
    mimetypes: ClassVar[tuple[str, ...]] = ()

    def __init__(self, request: Request) -> None:
        self.request = request

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not inspect.isabstract(cls) and "routing_type" in vars(cls):
            _dispatchers[cls.routing_type] = cls

    @classmethod
    @abstractmethod
    def is_compatible_with(cls, request: Request) -> bool:
        """Whether the request's body is of a kind that this dispatcher reads."""

    def pre_dispatch(self, rule: Any, args: dict[str, Any]) -> None:
        """Prepare: answer a preflight, name the origins that may read the answer."""
        routing = rule.endpoint.routing
        request = self.request
        if "max_content_length" in routing:
            limit = routing["max_content_length"]
            request.httprequest.max_content_length = limit(rule.endpoint.func.__self__) if callable(limit) else limit
        if self._session_is_passing(routing):
            request.session.can_save = False
        cors = routing.get("cors")
        if not cors:
            return
        response_headers = request.future_response.headers
        response_headers.set("Access-Control-Allow-Origin", cors)
        methods = "POST" if routing["type"] == "jsonrpc" else ", ".join(routing["methods"] or ["GET", "POST"])
        response_headers.set("Access-Control-Allow-Methods", methods)
        if is_cors_preflight(request, rule.endpoint):
            response_headers.set("Access-Control-Max-Age", str(CORS_MAX_AGE))
            response_headers.set(
                "Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Accept, Authorization"
            )
            werkzeug.exceptions.abort(Response(status=204))

    def _session_is_passing(self, routing: Mapping[str, Any]) -> bool:
        return not routing["save_session"] and self.request.session_loaded

    @abstractmethod
    def dispatch(self, endpoint: Endpoint, args: dict[str, Any]) -> BaseResponse:
        """Call the controller with the parameters of the request and of the path."""

    def post_dispatch(self, response: BaseResponse) -> None:
        """Complete the response: what was decided before it was there, and the headers of security."""
        request = self.request
        request.future_response.apply(response)
        is_personal = request.session_loaded and request.session.uid is not None
        headers.complete(response, request._csp_nonce, is_personal=is_personal)

    @abstractmethod
    def handle_error(self, exc: Exception) -> BaseResponse:
        """Return the answer that tells of an error."""


class HttpDispatcher(Dispatcher):
    """Routes of type `http`: parameters from query and form, pages for answers."""

    routing_type = "http"

    @classmethod
    def is_compatible_with(cls, request: Request) -> bool:  # noqa: ARG003 - of no matter here
        """Whether the body may be read; anything is."""
        return True

    def dispatch(self, endpoint: Endpoint, args: dict[str, Any]) -> BaseResponse:
        """Call the controller, once a form has proven its origin.

        Raises:
            BadRequest: the token against forged forms is missing or wrong.
        """
        request = self.request
        request.params = {**request.get_http_params(), **args}
        if (
            request.httprequest.method not in SAFE_HTTP_METHODS
            and endpoint.routing.get("csrf", True)
            and not self._proven(endpoint)
        ):
            raise BadRequest("The session of this form has ended. Load the page again and repeat what you did.")
        if request.db:
            return request.registry["ir.http"]._dispatch(endpoint)  # type: ignore[no-any-return] # models are dynamic
        return endpoint(**request.params)  # type: ignore[no-any-return] # an http route returns a response

    def _proven(self, endpoint: Endpoint) -> bool:
        request = self.request
        token = request.params.pop("csrf_token", None)
        if not request.db or endpoint.routing["auth"] == "bearer":
            return True
        if request.validate_csrf(token):
            return True
        if token is None:
            _logger.warning(MISSING_CSRF_WARNING, request.httprequest.path)
        audit("form_token_refused", path=request.httprequest.path, missing=token is None)
        return False

    def handle_error(self, exc: Exception) -> BaseResponse:
        """Return a page: the login for who has to sign in, or what went wrong."""
        if isinstance(exc, SessionExpiredException):
            return self._to_login()
        if isinstance(exc, HTTPException):
            if exc.response is not None:
                return exc.response  # type: ignore[return-value] # a WSGI response, as ours are
            return error_page(exc)
        if isinstance(exc, UserError):
            wrapped = werkzeug.exceptions.default_exceptions.get(exc.http_status, BadRequest)(str(exc.args[0]))
            return error_page(wrapped)
        if is_outage(exc):
            return error_page(werkzeug.exceptions.ServiceUnavailable(retry_after=RETRY_SECONDS))
        return error_page(werkzeug.exceptions.InternalServerError(original_exception=exc))

    def _to_login(self) -> BaseResponse:
        request = self.request
        session = request.session
        if session.uid is not None:
            session.logout(keep_db=True)
        wanted = request.httprequest.full_path.rstrip("?")
        if request.httprequest.method not in SAFE_HTTP_METHODS:
            wanted = "/odoo"
        return request.redirect_query("/web/login", {"redirect": wanted})


class JsonRPCDispatcher(Dispatcher):
    """Routes of type `jsonrpc`: JSON-RPC 2.0 by POST."""

    routing_type = "jsonrpc"
    mimetypes = ("application/json", "application/json-rpc")

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self.jsonrequest: Mapping[str, Any] = {}
        self.request_id: Any = None

    @classmethod
    def is_compatible_with(cls, request: Request) -> bool:
        """Whether the body is JSON."""
        return request.httprequest.mimetype in cls.mimetypes

    def dispatch(self, endpoint: Endpoint, args: dict[str, Any]) -> BaseResponse:
        """Call the controller with `params`.

        Raises:
            BadRequest: the body is no JSON object, or `params` is none.
        """
        request = self.request
        body = request.get_json_data()
        if not isinstance(body, dict):
            raise BadRequest("Invalid JSON-RPC data: the body is not an object")
        params = body.get("params")
        if params is None:
            params = {}
        if not isinstance(params, dict):
            raise BadRequest("Invalid JSON-RPC data: params is not an object")
        self.jsonrequest = body
        self.request_id = body.get("id")
        request.params = {**params, **args}
        if request._db_known and request.db:
            result = request.registry["ir.http"]._dispatch(endpoint)
        else:
            result = endpoint(**request.params)
        return self._respond(result)

    def _respond(self, result: Any = None, error: Mapping[str, Any] | None = None) -> BaseResponse:
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": self.request_id}
        if error is not None:
            answer["error"] = error
        elif isinstance(result, BaseResponse):
            return result
        elif result is not None:
            answer["result"] = result
        return json_response(dumps(answer))

    def handle_error(self, exc: Exception) -> BaseResponse:
        """Return the error as JSON-RPC has it, with status 200 as clients expect."""
        if isinstance(exc, HTTPException) and exc.response is not None and exc.code is None:
            return exc.response  # type: ignore[return-value] # a WSGI response, as ours are
        self._find_id()
        if self.request_id is None and isinstance(exc, UNREADABLE) and not self.jsonrequest:
            return json_response(dumps(self._error(exc, exc.code, f"{exc.code}: {exc.name}")), exc.code)
        if isinstance(exc, SessionExpiredException):
            code, message = 100, "Session Expired"
        elif isinstance(exc, NotFound):
            code, message = 404, "404: Not Found"
        else:
            code, message = 0, SERVER_ERROR_MESSAGE
        return self._respond(error=self._error(exc, code, message)["error"])

    def _find_id(self) -> None:
        """Read the id of a call that failed before its body was looked at."""
        if not self.jsonrequest:
            with contextlib.suppress(*UNREADABLE):
                body = self.request.get_json_data()
                if isinstance(body, dict) and isinstance(body.get("params", {}), (dict, type(None))):
                    self.jsonrequest, self.request_id = body, body.get("id")

    def _error(self, exc: Exception, code: int, message: str) -> dict[str, Any]:
        error = {"code": code, "message": message, "data": serialize_exception(exc)}
        return {"jsonrpc": "2.0", "id": self.request_id, "error": error}


class Json2Dispatcher(Dispatcher):
    """Routes of type `json2`: named arguments in a JSON object, the HTTP status tells how it went."""

    routing_type = "json2"
    mimetypes = ("application/json",)

    @classmethod
    def is_compatible_with(cls, request: Request) -> bool:
        """Whether the body is JSON, or there is none."""
        httprequest = request.httprequest
        return httprequest.mimetype in cls.mimetypes or not httprequest.content_length

    def dispatch(self, endpoint: Endpoint, args: dict[str, Any]) -> BaseResponse:
        """Call the controller with the members of the body.

        Raises:
            BadRequest: the body is no JSON object.
        """
        request = self.request
        body: Any = {}
        if request.httprequest.content_length:
            body = request.get_json_data()
        if not isinstance(body, dict):
            raise BadRequest("The body is not a JSON object of named arguments")
        request.params = {**request.httprequest.args.to_dict(), **body, **args}
        result = request.registry["ir.http"]._dispatch(endpoint) if request.db else endpoint(**request.params)
        return result if isinstance(result, BaseResponse) else json_response(dumps(result))

    def handle_error(self, exc: Exception) -> BaseResponse:
        """Return the error as JSON, with the status of its kind."""
        retry: dict[str, str] = {}
        if isinstance(exc, HTTPException) and exc.response is not None:
            return exc.response  # type: ignore[return-value] # a WSGI response, as ours are
        if isinstance(exc, HTTPException):
            status, message = exc.code or 500, exc.description
            retry = {name: value for name, value in exc.get_headers() if name != "Content-Type"}
        elif isinstance(exc, SessionExpiredException):
            status, message = 401, None
        elif isinstance(exc, UserError):
            status, message = exc.http_status, None
        elif is_outage(exc):
            status, message, retry = 503, None, {"Retry-After": str(RETRY_SECONDS)}
        elif isinstance(exc, ARGUMENT_ERRORS):
            status, message = 422, None
        else:
            status, message = 500, None
        return json_response(dumps(serialize_exception(exc, message=message)), status, retry)


def is_cors_preflight(request: Request, endpoint: Endpoint) -> bool:
    """Whether a browser asks, on behalf of another site, whether it may call a route."""
    return request.httprequest.method == "OPTIONS" and bool(endpoint.routing.get("cors"))


def dispatcher_of(routing_type: str) -> type[Dispatcher]:
    """Return the class that handles a type of route."""
    return _dispatchers[routing_type]


def check_media_type(cls: type[Dispatcher], request: Request) -> None:
    """Refuse a body that a type of route does not read.

    Raises:
        UnsupportedMediaType: the body is of another kind.
    """
    if not cls.is_compatible_with(request):
        raise UnsupportedMediaType(
            f"A route of type {cls.routing_type!r} reads {' or '.join(cls.mimetypes)}, "
            f"not {request.httprequest.mimetype or 'a body without content type'!r}."
        )
