"""The application: from a request to its response, in one transaction."""

from __future__ import annotations

import logging
import random
import re
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

import psycopg
from werkzeug.exceptions import Forbidden, HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect

from trivium.data import databases
from trivium.data.errors import DataError
from trivium.data.postgres import retrying
from trivium.data.postgres.account import current
from trivium.exceptions import AccessDenied, UserError
from trivium.http import geoip, statics
from trivium.http.choice import choose_for_page
from trivium.http.constants import CSRF_HEADER, NOT_FOUND_NODB, SESSION_LIFETIME, SESSION_TOUCH_INTERVAL
from trivium.http.databases import not_served
from trivium.http.dispatcher import (
    Dispatcher,
    HttpDispatcher,
    Json2Dispatcher,
    JsonRPCDispatcher,
    check_media_type,
    dispatcher_of,
    is_cors_preflight,
)
from trivium.http.errors import RegistryError, SessionExpiredException, is_outage
from trivium.http.httprequest import HTTPRequest
from trivium.http.limits import Limits, Watch
from trivium.http.local import _request_stack
from trivium.http.recording import recording
from trivium.http.redissessions import make_store
from trivium.http.request import COOKIE, Request
from trivium.http.response import Response
from trivium.http.routemap import RouteMap, nodb_map
from trivium.http.security.headers import put_id, restrict_image
from trivium.http.sessionstore import get_session_max_inactivity
from trivium.modules.lifecycle import NotInitializedError
from trivium.modules.logs import origin
from trivium.orm.environment import Environment
from trivium.orm.utils import SUPERUSER_ID
from trivium.orm.violations import explain
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import maxminddb
    from werkzeug.wrappers import Response as BaseResponse

    from trivium.data.postgres.account import Account
    from trivium.http.metrics import Metrics
    from trivium.http.sessions import SessionStore

_logger = logging.getLogger("trivium.http")
_access = logging.getLogger("trivium.http.access")

UNSUPPORTED_METHODS = frozenset(("TRACE", "TRACK", "CONNECT"))
"""They are for proxies, and echo what a page must not see."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")


class Application:
    """Answers requests; callable as WSGI, served as ASGI by `trivium.http.asgi`.

    Attributes:
        watch: ends requests that run away.
        metrics: counts what is served; None where nobody asks.
    """

    def __init__(self) -> None:
        self.watch = Watch(Limits())
        self.metrics: Metrics | None = None

    @cached_property
    def session_store(self) -> SessionStore:
        """Where sessions are kept."""
        return make_store()

    @property
    def geoip_city_db(self) -> maxminddb.Reader | None:
        """The database of addresses that knows cities, None where the settings name none."""
        return geoip.reader("geoip_city_db")

    @property
    def geoip_country_db(self) -> maxminddb.Reader | None:
        """The database of addresses that knows countries, None where the settings name none."""
        return geoip.reader("geoip_country_db")

    def initialize(self) -> None:
        """Prepare what every request needs, before the first comes."""
        assert self.nodb_routing_map is not None

    def set_csp(self, response: BaseResponse) -> None:
        """Keep an image that is opened by itself from running scripts."""
        restrict_image(response)

    @property
    def nodb_routing_map(self) -> RouteMap:
        """The routes that need no database."""
        return nodb_map(tuple(config.get("server_wide_modules") or ()))

    def get_db_router(self, db: str | None) -> Map:
        """Return the routes of a database, those without one for none."""
        if not db:
            return self.nodb_routing_map
        request = _request_stack.top
        assert request is not None, "routes of a database are asked for by a request"
        routing_map: Map = request.env["ir.http"].routing_map()
        return routing_map

    def static_path(self, module_name: str) -> str | None:
        """Return the `static` folder of an addon."""
        folder = statics.static_folder(module_name)
        return str(folder) if folder else None

    def get_static_file(self, url: str, host: str = "") -> str | None:
        """Return the path of the static file behind a URL of this site, None where there is none."""
        return statics.local_file(url, host)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a WSGI request."""
        return self.respond(environ)(environ, start_response)

    def respond(self, environ: dict[str, Any]) -> BaseResponse:
        """Return the response to the request that a WSGI environment describes."""
        started = time.perf_counter()
        request = Request(HTTPRequest(environ), self.session_store)
        request_id = request_id_of(environ)
        about = origin.set({"request_id": request_id})
        _request_stack.push(request)
        account = current.account
        try:
            try:
                with self.watch.watch() as watched:
                    account = watched.account
                    try:
                        response = self._serve(request)
                    except BaseException:
                        request.close()  # while it is still watched: PostgreSQL has to answer to a rollback
                        raise
            except Exception as error:  # the boundary: whatever happened is answered, and logged by its kind
                response = self._serve_error(request, error)
        finally:
            uid = request.uid
            request.close()
            if "files" in vars(request.httprequest):
                request.httprequest.close()
            vars(request).pop("dispatcher", None)  # no circle: what a request leaves behind goes at once
            _request_stack.pop()
            origin.reset(about)
        put_id(response, request_id)
        self._note(
            environ, response.status_code, time.perf_counter() - started, account, (request_id, request._db, uid)
        )
        return response

    def _note(
        self,
        environ: Mapping[str, Any],
        status: int,
        seconds: float,
        account: Account,
        known: tuple[str, str | None, int | None],
    ) -> None:
        """Count and log a request that was answered."""
        method = environ["REQUEST_METHOD"]
        if self.metrics is not None:
            self.metrics.answered(method, status, seconds, account.statements, account.seconds)
        if account.profile is not None:
            account.profile.report(f"{method} {environ['PATH_INFO']}")
        if not _access.isEnabledFor(logging.INFO):
            return
        request_id, db, uid = known
        _access.info(
            '%s "%s %s" %d %s uid %s, %d statements in %.1f ms, %.1f ms',
            environ.get("REMOTE_ADDR", "-"),
            method,
            environ["PATH_INFO"],
            status,
            db or "-",
            uid or "-",
            account.statements,
            account.seconds * 1000,
            seconds * 1000,
            extra={
                "request_id": request_id,
                "client": environ.get("REMOTE_ADDR"),
                "method": method,
                "path": environ["PATH_INFO"],
                "status": status,
                "db": db,
                "uid": uid,
                "statements": account.statements,
                "sql_ms": round(account.seconds * 1000, 1),
                "total_ms": round(seconds * 1000, 1),
            },
        )

    # serving

    def _serve(self, request: Request) -> BaseResponse:
        path = request.httprequest.path
        httprequest = request.httprequest
        request.dispatcher = _first_dispatcher(httprequest)(request)
        if httprequest.method in UNSUPPORTED_METHODS:
            raise MethodNotAllowed
        if "\0" in path:
            raise NotFound("No address has such a character.")
        try:
            if statics.is_static(path):
                return statics.serve(path, httprequest.environ)
            return self._serve_db(request) if self._knows_db(request) else self._serve_nodb(request)
        except MethodNotAllowed as error:
            if httprequest.method != "OPTIONS" or not error.valid_methods:
                raise
            # RFC 9110, 9.3.7: what could be asked for instead
            return Response(status=204, headers={"Allow": ", ".join(sorted({*error.valid_methods, "OPTIONS"}))})

    def _knows_db(self, request: Request) -> bool:
        """Whether the request has a database; without PostgreSQL there is no telling, and some routes need none."""
        try:
            return request.db is not None
        except (psycopg.OperationalError, DataError):
            route = self._match_nodb(request.httprequest.environ)
            if route is None or route["save_session"]:
                raise
            request.db = None
            return False

    def _serve_nodb(self, request: Request) -> BaseResponse:
        try:
            rule, args = self.nodb_routing_map.find(request.httprequest.environ)
        except NotFound as error:
            choice = choose_for_page(request)
            if choice is None:
                raise NotFound(NOT_FOUND_NODB) from error
            return choice
        self._take_dispatcher(request, rule)
        request.dispatcher.pre_dispatch(rule, dict(args))
        response = request.dispatcher.dispatch(rule.endpoint, dict(args))
        request.dispatcher.post_dispatch(response)
        return self._finish(request, response)

    def _serve_db(self, request: Request) -> BaseResponse:
        try:
            # before the address is looked at: which there are may have changed, for routes without a user too
            request.registry = request.registry.check_signaling()
            ir_http = request.registry["ir.http"]
        except (psycopg.OperationalError, KeyError) as error:
            self._forget_db(request, error)
            return self._serve_nodb(request)
        try:
            rule, args = self._find_route(request, ir_http)
        except (NotFound, MethodNotAllowed) as error:
            return self._serve_fallback(request, error)
        except psycopg.OperationalError as error:
            self._forget_db(request, error)
            return self._serve_nodb(request)
        try:
            response = self._transact(request, rule, args)
        except psycopg.errors.ReadOnlySqlTransaction:
            _logger.info("%s writes although its route is readonly: run again", request.httprequest.path)
            request.may_write()
            request.rewind()
            response = self._transact(request, rule, args)
        return self._finish(request, response)

    def _find_route(self, request: Request, ir_http: Any) -> tuple[Any, dict[str, Any]]:
        """Return the route that is asked for and its arguments, with the transaction begun that it needs.

        Raises:
            NotFound: there is none; an addon may answer all the same.
            MethodNotAllowed: there is one for other methods.
            psycopg.OperationalError: the database cannot be used.
        """
        request.readonly = True  # until it is known what is asked for
        try:
            rule, args = ir_http._match(request.httprequest.path)
        except (NotFound, MethodNotAllowed):
            request.may_write()
            request.open()
            raise
        self._take_dispatcher(request, rule)
        if not self._is_readonly(rule, args):
            request.may_write()
        routing = rule.endpoint.routing
        if routing["auth"] != "none" or routing["save_session"]:  # the others often need no database
            request.open()
        return rule, args

    def _forget_db(self, request: Request, error: Exception) -> None:
        """Go on without a database that cannot be used, where what is asked for needs none or a browser may choose."""
        name = request.db
        environ = request.httprequest.environ
        if not environ.get("HTTP_X_ODOO_DATABASE"):
            route = self._match_nodb(environ)
            if route is not None and (not route["save_session"] or not self._is_away(str(name), error)):
                request.close()
                request.db = None
                return
        if isinstance(error, KeyError):
            raise NotInitializedError(str(name)) from error
        if self._is_away(str(name), error):
            raise error
        _logger.warning("Database %r cannot be used: %s", name, error)
        if request.sent_sid is None:
            raise Forbidden(not_served(name)) from error
        request.db = None

    def _match_nodb(self, environ: dict[str, Any]) -> Mapping[str, Any] | None:
        """Return the parameters of the route without a database that is asked for, None where there is none."""
        try:
            rule, _args = self.nodb_routing_map.find(environ)
        except HTTPException:
            return None
        routing: Mapping[str, Any] = rule.endpoint.routing
        return routing

    @staticmethod
    def _is_away(name: str, error: Exception) -> bool:
        """Whether an error tells that PostgreSQL cannot be reached, rather than that it has no such database."""
        return is_outage(error) and (isinstance(error, psycopg.errors.ConnectionTimeout) or databases.exists(name))

    @staticmethod
    def _take_dispatcher(request: Request, rule: Any) -> None:
        dispatcher = dispatcher_of(rule.endpoint.routing["type"])
        if not is_cors_preflight(request, rule.endpoint):  # which has no body
            check_media_type(dispatcher, request)
        if type(request.dispatcher) is not dispatcher:
            request.dispatcher = dispatcher(request)

    @staticmethod
    def _is_readonly(rule: Any, args: dict[str, Any]) -> bool:
        readonly = rule.endpoint.routing["readonly"]
        if callable(readonly):
            return bool(readonly(rule.endpoint.func.__self__, rule, args))
        return bool(readonly)

    def _transact(self, request: Request, rule: Any, args: dict[str, Any]) -> BaseResponse:
        """Authenticate, call the controller, and commit; again after a conflict with another transaction."""

        def serve() -> BaseResponse:
            ir_http = request.registry["ir.http"]
            path_args = dict(args)
            ir_http._authenticate(rule.endpoint)
            ir_http._pre_dispatch(rule, path_args)
            with recording(request):
                response = request.dispatcher.dispatch(rule.endpoint, path_args)
            ir_http._post_dispatch(response)
            return response

        if rule.endpoint.routing["auth"] != "none":
            response = retrying(
                serve, request.env, reset=request.rewind, translate=lambda error: explain(request.env, error)
            )
            request.registry.signal_changes()
            return response
        # Such a route often needs no transaction, or has its own; what it did begin is committed all the same.
        response = serve()
        if request.is_open:
            request.cr.commit()
            request.registry.signal_changes()
        return response

    def _serve_fallback(self, request: Request, error: HTTPException) -> BaseResponse:
        """Answer what no route leads to: addons, or an attachment, may."""
        if isinstance(error, RequestRedirect):
            raise error

        def serve() -> BaseResponse | None:
            ir_http = request.registry["ir.http"]
            ir_http._authenticate_explicit("public")
            response: BaseResponse | None = ir_http._serve_fallback()
            if response is not None:
                ir_http._post_dispatch(response)
            return response

        request.dispatcher = HttpDispatcher(request)
        response = retrying(serve, request.env, reset=request.rewind)
        if response is None:
            raise error
        return self._finish(request, response)

    # ending

    def _finish(self, request: Request, response: BaseResponse) -> BaseResponse:
        """Save the session, once the transaction is committed, and give the browser its identifier."""
        if not request.session_loaded or not request.session.can_save:
            return response
        session = request.session
        sent = request.sent_sid
        now = time.time()
        if session.should_rotate:
            former = None if session.is_new else request.store.identify(session.sid)
            request.store.rotate(session, request.env)
            self._note_device(request, former)
            if session.uid and isinstance(request.dispatcher, JsonRPCDispatcher):
                response.headers[CSRF_HEADER] = request.csrf_token()
            if session.is_dirty:
                request.store.keep(session, self._lifetime(request))
        elif session.changed:
            request.store.keep(session, self._lifetime(request))
        elif not session.is_new and now - session.seen > SESSION_TOUCH_INTERVAL:
            self._note_device(request)
            request.store.keep(session, self._lifetime(request))
        elif session.sid == sent or not request.cookie_wanted:
            return response
        if session.db is not None or sent is not None:
            response.set_cookie(
                COOKIE,
                session.sid,
                max_age=self._lifetime(request),
                httponly=True,
                samesite="Lax",
                secure=request.httprequest.is_secure,
            )
        return response

    @staticmethod
    def _lifetime(request: Request) -> int:
        """Return how long a session of this database lives without being used."""
        return get_session_max_inactivity(request.env) if request.db else SESSION_LIFETIME

    @staticmethod
    def _note_device(request: Request, former: str | None = None) -> None:
        """Note for the user from which device the session is used.

        Args:
            request: at its end.
            former: what told the session that has just got another identifier, None where it has not.
        """
        uid = request.session.uid
        if (uid is None and former is None) or not request.db or "res.device.log" not in request.registry.models:
            return
        with request.registry.cursor() as cr:
            log = Environment(cr, uid or SUPERUSER_ID, {})["res.device.log"]
            if former is not None:
                log._follow_session(former)
            if uid is not None:
                log._update_device(request)

    # failing

    def _serve_error(self, request: Request, error: Exception) -> BaseResponse:
        """Answer with what went wrong; nothing of the request's work is kept."""
        self._log(request, error)
        request.close()
        if not isinstance(error, SessionExpiredException):
            decided = request.future_response
            request.rewind()
            if isinstance(error, HTTPException) and error.response is not None:
                # an answer that was raised, such as that to a preflight: its headers were decided beside it
                request.future_response = decided
        if not hasattr(request, "dispatcher"):
            request.dispatcher = HttpDispatcher(request)
        try:
            response = self._error_response(request, error)
        except Exception as second:  # the answer itself failed: the plain one cannot
            _logger.exception("The answer to an error failed")
            response = request.dispatcher.handle_error(second)
        request.dispatcher.post_dispatch(response)
        if isinstance(error, SessionExpiredException) and request.session_loaded:
            return self._finish(request, response)
        return response

    @staticmethod
    def _error_response(request: Request, error: Exception) -> BaseResponse:
        if isinstance(error, HTTPException) and error.response is not None:
            return error.response  # type: ignore[return-value] # a WSGI response, as ours are
        if request._registry is not None and "ir.http" in request.registry.models:
            response: BaseResponse = request.registry["ir.http"]._handle_error(error)
            return response
        return request.dispatcher.handle_error(error)

    @staticmethod
    def _log(request: Request, error: Exception) -> None:
        path = request.httprequest.path
        if isinstance(error, HTTPException):
            if (error.code or 0) >= 500:
                _logger.error("%s: %s", path, error)
            else:
                _logger.debug("%s: %s", path, error)
        elif isinstance(error, SessionExpiredException):
            _logger.info("%s: session expired", path)
        elif isinstance(error, (UserError, AccessDenied, RegistryError)):
            _logger.warning("%s: %s: %s", path, type(error).__name__, error)
        else:
            _logger.error("%s: %s", path, error, exc_info=error)


def _first_dispatcher(httprequest: HTTPRequest) -> type[Dispatcher]:
    """Return what answers as long as it is not known which route is asked for: what goes wrong until then."""
    if httprequest.path.startswith("/json/2/"):
        return Json2Dispatcher
    is_json = httprequest.method == "POST" and httprequest.mimetype in JsonRPCDispatcher.mimetypes
    return JsonRPCDispatcher if is_json else HttpDispatcher


def request_id_of(environ: Mapping[str, Any]) -> str:
    """Return the id that a request is logged by: the client's or proxy's own (`X-Request-Id`), else a new one."""
    given = str(environ.get("HTTP_X_REQUEST_ID") or "")
    if _REQUEST_ID.fullmatch(given):
        return given
    return f"{random.getrandbits(64):016x}"  # no secret: to ask the system for one lets other threads go first


root = Application()
"""The application of this process."""
