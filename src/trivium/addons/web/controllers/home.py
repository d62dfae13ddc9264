"""The pages that people open first: login and web client."""

import psycopg

from trivium import http
from trivium.addons.base.models.first_password import FirstPasswordError
from trivium.addons.web.controllers.password import HELD as PASSWORD_LINK
from trivium.addons.web.controllers.utils import ensure_db, get_login_redirect_url, is_user_internal
from trivium.data.errors import DataError
from trivium.data.postgres import db_connect
from trivium.exceptions import AccessDenied, AccessError
from trivium.http import request
from trivium.http.databases import configured, db_list
from trivium.http.security.headers import page_policy
from trivium.http.security.origins import comes_from_elsewhere
from trivium.http.service import db as db_service
from trivium.http.service import security
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.rendering.assets import head_tags
from trivium.tools.audit import audit
from trivium.tools.json import json_default, scriptsafe

SIGN_UP_REQUEST_PARAMS = {"db", "login", "debug", "token", "message", "error", "scope", "mode", "redirect",
                          "redirect_hostname", "email", "name", "partner_id", "password", "confirm_password", "city",
                          "country_id", "lang", "signup_email"}  # fmt: skip
LOGIN_SUCCESSFUL_PARAMS = set()
CREDENTIAL_PARAMS = ["login", "password", "type"]


class Home(http.Controller):
    @http.route("/", type="http", auth="public", readonly=True)
    def index(self, s_action=None, db=None, **kw):
        if request.db and request.session.uid and not is_user_internal(request.session.uid):
            return request.redirect_query("/web/login_successful", query=request.params)
        return request.redirect_query("/odoo", query=request.params)

    def _web_client_readonly(self, rule, args):
        return False

    # The visitor may have no database yet, which is why nobody is asked for before `ensure_db`.
    @http.route(["/web", "/odoo", "/odoo/<path:subpath>", "/scoped_app/<path:subpath>"], type="http", auth="none",
                readonly=_web_client_readonly)  # fmt: skip
    def web_client(self, s_action=None, **kw):
        ensure_db()
        self._authenticate_client()
        if not is_user_internal(request.session.uid):
            return request.redirect("/web/login_successful", 303)
        try:
            context = request.env["ir.http"].webclient_rendering_context()
        except AccessError:
            return request.redirect("/web/login?error=access")
        return self._render_client(context)

    def _authenticate_client(self):
        session = request.session
        if session.uid and not security.check_session(session, request.env, request):
            session.logout(keep_db=True)
        if not session.uid:
            raise http.SessionExpiredException("Session expired")
        request.update_env(user=session.uid)
        request.update_context(**session.context)

    def _render_client(self, context):
        theme = request.httprequest.cookies.get("color_scheme")
        density = request.httprequest.cookies.get("density")
        values = {
            **context,
            "session_info_json": scriptsafe.dumps(context["session_info"], default=json_default),
            "head": head_tags(request.env, "web.assets_web", request.csp_nonce, debug=request.session.debug),
            "theme": theme if theme in {"light", "dark"} else None,
            "density": "comfortable" if density == "comfortable" else None,
        }
        response = request.render("web.webclient_bootstrap", values)
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Content-Security-Policy"] = page_policy(request.csp_nonce, templates=True)
        response.headers["Cache-Control"] = "no-store"
        return response

    @http.route("/web/webclient/load_menus", type="http", auth="user", methods=["GET"], readonly=True)
    def web_load_menus(self, lang=None):
        """The menus that the user sees, as the client takes them."""
        if lang:
            request.update_context(lang=lang)
        menus = request.env["ir.ui.menu"].load_web_menus(request.session.debug)
        return request.make_json_response(menus, headers=[("Cache-Control", "no-store")])

    def _login_redirect(self, uid, redirect=None):
        return get_login_redirect_url(uid, redirect)

    @http.route("/web/login", type="http", auth="public", readonly=False, sitemap=False)
    def web_login(self, redirect=None, **kw):
        """The page to sign in on, and the sign-in that it sends."""
        ensure_db()
        request.params["login_success"] = False
        if request.httprequest.method == "GET" and redirect and request.session.uid:
            return request.redirect(get_login_redirect_url(request.session.uid, redirect))
        values = {key: value for key, value in request.params.items() if key in SIGN_UP_REQUEST_PARAMS}
        managed = db_service.is_managed()
        values["databases"] = db_list() if managed else None
        if request.httprequest.method == "POST":
            answer = self._sign_in(values, redirect)
            if answer is not None:
                return answer
        elif kw.get("error") == "access":
            values["error"] = request.env._("Only employees can open this place. Ask your administrator for access.")
        if "login" not in values and request.session.get("auth_login"):
            values["login"] = request.session["auth_login"]
        values["disable_database_manager"] = not managed
        values["password_forgotten"] = request.env["res.users.password.request"].sudo().is_possible()
        return self._render_login(values)

    def _sign_in(self, values, redirect):
        """Sign in by the form's values; return where to go, or None with `values["error"]` set."""
        credential = {key: value for key, value in request.params.items() if key in CREDENTIAL_PARAMS and value}
        credential.setdefault("type", "password")
        if credential["type"] == "password" and not (credential.get("login") and credential.get("password")):
            values["error"] = request.env._("Type your login and your password.")
            return None
        try:
            auth_info = request.session.authenticate(request.env, credential)
        except FirstPasswordError as error:
            user = request.env["res.users"].sudo().browse(error.user_id)
            request.session[PASSWORD_LINK] = request.env["res.users.password.link"].make_token(user, hours=1)
            return request.redirect("/web/password", 303)
        except AccessDenied as error:
            if error.args == AccessDenied().args:
                values["error"] = request.env._("Wrong login or password.")
            else:
                values["error"] = error.args[0]
            return None
        request.params["login_success"] = True
        return request.redirect(self._login_redirect(auth_info["uid"], redirect=redirect))

    def _render_login(self, values):
        response = request.render("web.login", values)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    @http.route("/web/login_successful", type="http", auth="user", sitemap=False)
    def login_successful_external_user(self, **kwargs):
        """Where people go who may sign in and have no client to work with."""
        values = {key: value for key, value in kwargs.items() if key in LOGIN_SUCCESSFUL_PARAMS}
        return request.render("web.login_successful", values)

    @http.route("/web/become", type="http", auth="user", sitemap=False, readonly=True)
    def switch_to_admin(self):
        """Go on as the superuser; for administrators, and by no page of another site."""
        if comes_from_elsewhere(request.httprequest.environ):
            audit("cross_site_refused", path=request.httprequest.path, user_id=request.session.uid)
        elif request.env.user._is_system():
            audit("became_superuser", login=request.env.user.login, user_id=request.env.uid)
            session = request.session
            session.uid = SUPERUSER_ID
            session.session_token = request.env["res.users"].browse(SUPERUSER_ID)._compute_session_token(session.secret)
            session.should_rotate = True
        return request.redirect(self._login_redirect(request.session.uid))

    @http.route("/web/health", type="http", auth="none", save_session=False, readonly=True)
    def health(self, db_server_status=False):
        """Whether the server answers, and PostgreSQL where that is asked for; for load balancers."""
        health_info = {"status": "pass"}
        status = 200
        if db_server_status:
            health_info["db_server_status"] = self._database_answers()
            if not health_info["db_server_status"]:
                health_info["status"], status = "fail", 500
        return request.make_json_response(health_info, headers=[("Cache-Control", "no-store")], status=status)

    @http.route("/web/ready", type="http", auth="none", save_session=False, readonly=True)
    def ready(self):
        """Whether requests can be served: PostgreSQL answers, and the served databases are loaded; 503 until then."""
        found = {"database": self._database_answers(), "registry": False}
        found["registry"] = found["database"] and all(self._is_loaded(name) for name in configured())
        ready = all(found.values())
        return request.make_json_response(
            {"status": "pass" if ready else "fail", **found},
            headers=[("Cache-Control", "no-store"), *([] if ready else [("Retry-After", "1")])],
            status=200 if ready else 503,
        )

    def _is_loaded(self, name):
        """Tell whether the registry of a database is whole and what other processes changed is known."""
        try:
            return Registry(name).check_signaling().ready
        except (psycopg.Error, DataError, KeyError):
            return False

    def _database_answers(self):
        try:
            with db_connect("postgres").cursor() as cr:
                cr.execute("SELECT 1")
        except (psycopg.Error, DataError):
            return False
        return True

    @http.route("/robots.txt", type="http", auth="public", readonly=True, sitemap=False, multilang=False)
    def robots(self, **kwargs):
        """Nothing here is for search engines, unless a website says otherwise."""
        allowed = self._get_allowed_robots_routes()
        lines = ["User-agent: *", "Disallow: /", *(f"Allow: {path}" for path in allowed)]
        return request.make_response("\n".join(lines) + "\n", [("Content-Type", "text/plain")])

    def _get_allowed_robots_routes(self):
        return []
