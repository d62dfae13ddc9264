"""HTTP: what controllers import, and the application that serves them."""

from werkzeug.exceptions import abort

from trivium.exceptions import AccessDenied, AccessError, UserError
from trivium.http.application import Application, root
from trivium.http.constants import (
    CORS_MAX_AGE,
    CSRF_TOKEN_SALT,
    DEFAULT_LANG,
    DEFAULT_MAX_CONTENT_LENGTH,
    MISSING_CSRF_WARNING,
    NOT_FOUND_NODB,
    ROUTING_KEYS,
    SAFE_HTTP_METHODS,
    SESSION_DELETION_TIMER,
    SESSION_LIFETIME,
    SESSION_ROTATION_INTERVAL,
    STATIC_CACHE,
    STATIC_CACHE_LONG,
    STORED_SESSION_BYTES,
)
from trivium.http.databases import db_filter, db_list
from trivium.http.dispatcher import (
    Dispatcher,
    HttpDispatcher,
    Json2Dispatcher,
    JsonRPCDispatcher,
    is_cors_preflight,
)
from trivium.http.errors import RegistryError, SessionExpiredException, serialize_exception
from trivium.http.fragment import fragment_to_query_string
from trivium.http.geoip import GeoIP
from trivium.http.httprequest import HTTPRequest
from trivium.http.local import _request_stack, borrow_request, request
from trivium.http.request import Request
from trivium.http.response import FutureResponse, Response
from trivium.http.routing import Controller, route
from trivium.http.rpc.json2 import WebJson2Controller
from trivium.http.rpc.jsonrpc import JSONRPC, RPC
from trivium.http.rpc.reference import DocController
from trivium.http.rpc.services import dispatch_rpc
from trivium.http.rpc.xmlrpc import XMLRPC
from trivium.http.session import Session, get_default_session
from trivium.http.sessions import FilesystemSessionStore, SessionStore
from trivium.http.sessionstore import DatabaseSessionStore, get_session_max_inactivity
from trivium.http.stream import Stream, content_disposition
from trivium.http.useragent import UserAgent
from trivium.orm.registry import Registry

__all__ = [
    "CORS_MAX_AGE",
    "CSRF_TOKEN_SALT",
    "DEFAULT_LANG",
    "DEFAULT_MAX_CONTENT_LENGTH",
    "JSONRPC",
    "MISSING_CSRF_WARNING",
    "NOT_FOUND_NODB",
    "ROUTING_KEYS",
    "RPC",
    "SAFE_HTTP_METHODS",
    "SESSION_DELETION_TIMER",
    "SESSION_LIFETIME",
    "SESSION_ROTATION_INTERVAL",
    "STATIC_CACHE",
    "STATIC_CACHE_LONG",
    "STORED_SESSION_BYTES",
    "XMLRPC",
    "AccessDenied",
    "AccessError",
    "Application",
    "Controller",
    "DatabaseSessionStore",
    "Dispatcher",
    "DocController",
    "FilesystemSessionStore",
    "FutureResponse",
    "GeoIP",
    "HTTPRequest",
    "HttpDispatcher",
    "Json2Dispatcher",
    "JsonRPCDispatcher",
    "Registry",
    "RegistryError",
    "Request",
    "Response",
    "Session",
    "SessionExpiredException",
    "SessionStore",
    "Stream",
    "UserAgent",
    "UserError",
    "WebJson2Controller",
    "_request_stack",
    "abort",
    "borrow_request",
    "content_disposition",
    "db_filter",
    "db_list",
    "dispatch_rpc",
    "fragment_to_query_string",
    "get_default_session",
    "get_session_max_inactivity",
    "is_cors_preflight",
    "request",
    "root",
    "route",
    "serialize_exception",
]
