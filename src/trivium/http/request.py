"""The request as controllers see it: parameters, session, environment, and ways to answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import werkzeug.exceptions
import werkzeug.utils
from werkzeug.datastructures import Headers

from trivium.http.constants import CSRF_TOKEN_SALT, DEFAULT_LANG
from trivium.http.databases import db_filter, db_list, is_served, not_served
from trivium.http.geoip import GeoIP
from trivium.http.httprequest import HTTPRequest
from trivium.http.jsonformat import dumps, loads
from trivium.http.response import FutureResponse, Response, json_response
from trivium.http.security.csrf import check_token, make_token, secret_of
from trivium.http.security.headers import new_nonce
from trivium.http.security.redirects import strip_host
from trivium.http.sessionstore import DatabaseSessionStore
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trivium.data.postgres import BaseCursor
    from trivium.http.dispatcher import Dispatcher
    from trivium.http.session import Session
    from trivium.http.sessions import SessionStore

_logger = logging.getLogger(__name__)

COOKIE = "session_id"
store = DatabaseSessionStore()


class Request:
    """One request, from its routing to its response.

    Session, registry, cursor and environment are opened when they are first asked for: a call that needs none of
    them costs none of them.

    Args:
        httprequest: the request as it came over the wire.
        sessions: where sessions are kept; in their databases by default.

    Attributes:
        httprequest: the same.
        store: where sessions are kept.
        params: parameters of the controller: query, form and files, or those of the JSON body, and of the path.
        future_response: headers and cookies for the response that is still to come.
        dispatcher: what reads the request and writes the answer in the form of the route's type.
        geoip: where the client is, as far as known.
        cookie_wanted: whether the client is to be told the session's identifier although nothing is stored.
    """

    def __init__(self, httprequest: HTTPRequest, sessions: SessionStore | None = None) -> None:
        self.httprequest = httprequest
        self.store = sessions or store
        self.future_response = FutureResponse()
        self.dispatcher: Dispatcher
        self.params: dict[str, Any] = {}
        self.readonly = False
        self.cookie_wanted = False
        self._csp_nonce: str | None = None
        self._json_read: Any = None
        self._db: str | None = None
        self._db_known = False
        self._session: Session | None = None
        self._registry: Registry | None = None
        self._cr: BaseCursor | None = None
        self._env: Environment | None = None
        self._geoip: GeoIP | None = None

    # where: database, registry

    @property
    def db(self) -> str | None:
        """The database, None where none is chosen.

        By the header `X-Odoo-Database`; else the session's; else the only one there is for this host.

        Raises:
            Forbidden: the header names another database than the session, or one that is not served here.
        """
        if not self._db_known:
            self._db = self._choose_db()
            self._db_known = True
        return self._db

    @db.setter
    def db(self, name: str | None) -> None:
        self._db, self._db_known = name, True
        self._registry = None

    def _choose_db(self) -> str | None:
        host = self.httprequest.environ.get("HTTP_HOST", "")
        wanted = self.httprequest.environ.get("HTTP_X_ODOO_DATABASE")
        held = self._cookie_db()
        if wanted:
            if held and held != wanted:
                raise werkzeug.exceptions.Forbidden(
                    f"The session is for another database than the header X-Odoo-Database names ({wanted!r})."
                )
            if not db_filter([wanted], host) or not is_served(wanted):
                raise werkzeug.exceptions.Forbidden(not_served(wanted))
            return str(wanted)
        if held and db_filter([held], host) and is_served(held):
            return held
        names = db_list(force=True, host=host)
        return names[0] if len(names) == 1 else None

    @property
    def sent_sid(self) -> str | None:
        """The session's identifier as the client sent it."""
        return self.httprequest.cookies.get(COOKIE) if "HTTP_COOKIE" in self.httprequest.environ else None

    def _cookie_db(self) -> str | None:
        sid = self.sent_sid
        return self.store.database_of(sid) if sid and self.store.is_valid_key(sid) else None

    @property
    def registry(self) -> Registry:
        """The registry of the database."""
        if self._registry is None:
            if self.db is None:
                raise RuntimeError("No database is selected: the request has no registry.")
            self._registry = Registry(self.db)
        return self._registry

    @registry.setter
    def registry(self, registry: Registry) -> None:
        self._registry = registry

    # who: session

    @property
    def session(self) -> Session:
        """The visitor's session; read from the database when it is first asked for."""
        if self._session is None:
            self._session = self.httprequest.session = self._load_session()
        return self._session

    @session.setter
    def session(self, session: Session) -> None:
        self._session = self.httprequest.session = session

    @property
    def session_loaded(self) -> bool:
        """Whether anything asked for the session."""
        return self._session is not None

    def _load_session(self) -> Session:
        sid = self.sent_sid
        if sid is None or self.db is None or not self.store.is_valid_key(sid) or self.store.database_of(sid) != self.db:
            return self.store.begin(self.db, self.default_lang())
        self.store.prepare(self.db)
        session = self.store.load(self.cr, sid)
        if session is None:
            # Begun anew under the identifier that the visitor holds: nothing is known of it, and signing in
            # replaces it, so that a planted identifier gains nothing.
            session = self.store.begin(self.db, self.default_lang())
            session.sid = sid
        return session

    # environment

    @property
    def cr(self) -> BaseCursor:
        """The cursor of the request's transaction."""
        if self._env is not None:
            return self._env.cr
        if self._cr is None:
            self._cr = self.registry.cursor(readonly=self.readonly)
        return self._cr

    @cr.setter
    def cr(self, cr: BaseCursor) -> None:
        self._cr = cr

    @property
    def env(self) -> Environment:
        """The environment: the database, the user, the session's context."""
        if self._env is None:
            if self.db is None:
                return None  # type: ignore[return-value] # as the interface has it: falsy without a database
            self._env = Environment(self.cr, None, self.default_context())  # type: ignore[arg-type] # nobody yet
        return self._env

    @env.setter
    def env(self, env: Environment) -> None:
        self._env = env
        if env is not None and env.uid is not None:
            env.transaction.default_env = env  # what is computed at the end is computed for this user

    @property
    def is_open(self) -> bool:
        """Whether a transaction was begun."""
        return self._cr is not None

    @property
    def uid(self) -> int | None:
        """The user, None where nobody is signed in."""
        return self._env.uid if self._env is not None else None

    @property
    def context(self) -> Mapping[str, Any]:
        """The context of the environment."""
        return self.env.context

    def default_context(self) -> dict[str, Any]:
        """Return the context that a request begins with."""
        return {"lang": DEFAULT_LANG, **self.session.context}

    def update_env(self, user: Any = None, context: Mapping[str, Any] | None = None, su: bool | None = None) -> None:
        """Go on as another user, with another context, or with or without superuser mode."""
        self.env = self.env(user=user, context=context, su=su)

    def update_context(self, **overrides: Any) -> None:
        """Add keys to the context."""
        self.update_env(context={**self.env.context, **overrides})

    def open(self) -> Environment:
        """Begin the transaction, on the registry as other processes have left it.

        Returns:
            the environment, with nobody for its user.
        """
        self._registry = self.registry.check_signaling()
        return self.env

    def may_write(self) -> None:
        """Go on with a transaction that may write; one that only reads is ended."""
        if self.readonly:
            self.readonly = False
            self.close()

    def rewind(self) -> None:
        """Forget what a try of this request did, before the next."""
        self.future_response = FutureResponse()
        self._env = None
        if self._session is not None:
            self._session.rewind()
        if "files" in vars(self.httprequest):
            for file in self.httprequest.files.values():
                file.seek(0)

    def close(self) -> None:
        """Give the cursor back; what was not committed is lost."""
        cr, self._cr, self._env = self._cr, None, None
        if cr is not None:
            cr.close()

    # the page

    @property
    def csp_nonce(self) -> str:
        """The word that marks the inline scripts and styles of this request's page as ours."""
        if self._csp_nonce is None:
            self._csp_nonce = new_nonce()
        return self._csp_nonce

    # the client

    @property
    def geoip(self) -> GeoIP:
        """Where the client is, as far as known."""
        if self._geoip is None:
            self._geoip = GeoIP(self.httprequest.remote_addr or "")
        return self._geoip

    @property
    def cookies(self) -> Any:
        """The client's cookies but the session's identifier."""
        cookies = self.httprequest.cookies.copy() if self.httprequest.cookies else {}
        return {name: value for name, value in cookies.items() if name != COOKIE}

    @property
    def best_lang(self) -> str | None:
        """The language that the client prefers, such as `fr_BE`, None where it does not say."""
        if "HTTP_ACCEPT_LANGUAGE" not in self.httprequest.environ:
            return None
        best = self.httprequest.accept_languages.best
        if not best or best == "*":
            return None
        code, _, region = best.replace("-", "_").partition("_")
        if not code.isalpha():
            return None
        region = region.split("_")[-1]
        return f"{code.lower()}_{region.upper()}" if len(region) == 2 else code.lower()

    def default_lang(self) -> str:
        """Return the language for a visitor of whom nothing is known."""
        return self.best_lang or DEFAULT_LANG

    # reading

    def get_http_params(self) -> dict[str, Any]:
        """Return query, form and files together; of a name given twice, the first."""
        httprequest = self.httprequest
        params: dict[str, Any] = dict(httprequest.args.items())
        if httprequest.mimetype or httprequest.content_length:  # else there is no form
            params.update(httprequest.form.items())
            params.update(httprequest.files.items())
        params.pop(COOKIE, None)
        return params

    def get_json_data(self) -> Any:
        """Return the body, decoded; the caller's own.

        Raises:
            BadRequest: it is not JSON.
        """
        read, self._json_read = self._json_read, None
        return loads(self.httprequest.get_data()) if read is None else read

    def look_at_json_data(self) -> Any:
        """Return the body, decoded, before the route takes it: what is read here is not read again.

        Raises:
            BadRequest: it is not JSON.
        """
        self._json_read = self.get_json_data()
        return self._json_read

    # tokens

    def csrf_token(self, time_limit: int | None = None) -> str:
        """Return a token that a form of this page sends back, good for `time_limit` seconds."""
        self.cookie_wanted = True
        return make_token(secret_of(self.env), self.session.sid, time_limit or CSRF_TOKEN_SALT)

    def validate_csrf(self, csrf: str | None) -> bool:
        """Whether a token was made for this session and is still good.

        Clients that sign in by the pages send the token of the login page with the second factor as well.
        """
        identifiers = filter(None, (self.session.sid, self.session.get("pre_sid")))
        return bool(csrf) and any(check_token(secret_of(self.env), sid, str(csrf)) for sid in identifiers)

    # answering

    def make_response(
        self, data: Any, headers: Any = None, cookies: Mapping[str, str] | None = None, status: int = 200
    ) -> Response:
        """Return a response with `data` for its body.

        Args:
            data: bytes or text.
            headers: pairs of name and value.
            cookies: name -> value.
            status: HTTP status.
        """
        response = Response(data, status=status, headers=Headers(headers))
        for name, value in (cookies or {}).items():
            response.set_cookie(name, value)
        return response

    def make_json_response(
        self, data: Any, headers: Any = None, cookies: Mapping[str, str] | None = None, status: int = 200
    ) -> Response:
        """Return a response with `data` as JSON."""
        response = json_response(dumps(data), status)
        response.headers.update(Headers(headers))
        for name, value in (cookies or {}).items():
            response.set_cookie(name, value)
        return response

    def not_found(self, description: str | None = None) -> werkzeug.exceptions.NotFound:
        """Return the answer for what does not exist; to be returned or raised."""
        return werkzeug.exceptions.NotFound(description)

    def redirect(self, location: Any, code: int = 303, local: bool = True) -> Response:
        """Return a redirection.

        Args:
            location: where to go.
            code: HTTP status.
            local: stay on this site, whatever `location` says.
        """
        target = location.to_url() if hasattr(location, "to_url") else str(location)
        if local:
            target = strip_host(target)
        if self.db and self._env is not None:
            return Response.force_type(self.registry["ir.http"]._redirect(target, code))
        return Response.force_type(werkzeug.utils.redirect(target, code))

    def redirect_query(
        self, location: str, query: Mapping[str, Any] | None = None, code: int = 303, local: bool = True
    ) -> Response:
        """Return a redirection with a query."""
        if query:
            location += ("&" if "?" in location else "?") + urlencode(query)
        return self.redirect(location, code=code, local=local)

    def render(self, template: str, qcontext: dict[str, Any] | None = None, lazy: bool = True, **kw: Any) -> Any:
        """Return a response rendered from a view.

        Args:
            template: external id of the view.
            qcontext: its values.
            lazy: render when the response is sent, so that overrides may change `qcontext`; else now, as text.
            kw: as for `Response`.
        """
        response = Response(template=template, qcontext=qcontext, **kw)
        return response if lazy else response.render()

    def reroute(self, path: str, query_string: str | None = None) -> None:
        """Go on as if another path had been asked for."""
        environ = dict(self.httprequest.environ, PATH_INFO=path)
        if query_string is not None:
            environ["QUERY_STRING"] = query_string
        session = self._session
        self.httprequest = HTTPRequest(environ)
        if session is not None:
            self.httprequest.session = session
