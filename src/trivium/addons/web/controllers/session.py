"""Signing in and out by the client, and what it asks of the session."""

import json
from urllib.parse import urlencode

from trivium import http
from trivium.exceptions import AccessDenied
from trivium.http import request
from trivium.http.databases import db_filter, not_served, registry_of
from trivium.http.security.origins import comes_from_elsewhere
from trivium.http.security.redirects import local_path
from trivium.orm.environment import Environment
from trivium.tools.audit import audit

ACCOUNT_URL = "https://accounts.odoo.com/account"


class Session(http.Controller):
    @http.route("/web/session/get_session_info", type="jsonrpc", auth="user", readonly=True)
    def get_session_info(self):
        """What the client needs to start."""
        return request.env["ir.http"].session_info()

    @http.route("/web/session/authenticate", type="jsonrpc", auth="none", readonly=False)
    def authenticate(self, db, login, password, base_location=None):
        """Sign in; a session of another database ends."""
        if not isinstance(db, str) or not db_filter([db]):
            raise AccessDenied(not_served(db))
        registry = registry_of(db)
        credential = {"login": login, "password": password, "type": "password"}
        if request.db != db or request.session.db != db:
            request.close()
            request.db = db
            request.session = request.store.begin(db)
        with registry.cursor() as cr:
            env = Environment(cr, None, dict(request.session.context))
            auth_info = request.session.authenticate(env, credential)
            if auth_info["uid"] != request.session.uid:
                # A second factor is asked for, which this way of signing in does not have.
                return {"uid": None}
            env = env(user=auth_info["uid"], context=dict(request.session.context))
            request.env = env
            try:
                return env["ir.http"].with_user(request.session.uid).session_info()
            finally:
                env.flush_all()
                request.env = None

    @http.route("/web/session/get_lang_list", type="jsonrpc", auth="none", readonly=True)
    def get_lang_list(self):
        return http.dispatch_rpc("db", "list_lang", []) or []

    @http.route("/web/session/modules", type="jsonrpc", auth="user", readonly=True)
    def modules(self):
        """The installed modules."""
        return sorted(request.env.registry._init_modules)

    @http.route("/web/session/check", type="jsonrpc", auth="user", readonly=True)
    def check(self):
        """Whether the session is good; an error says that it is not."""

    @http.route("/web/session/account", type="jsonrpc", auth="user", readonly=True)
    def account(self):
        get_param = request.env["ir.config_parameter"].sudo().get_param
        params = {
            "response_type": "token",
            "client_id": get_param("database.uuid") or "",
            "state": json.dumps({"d": request.db, "u": ACCOUNT_URL}),
            "scope": "userinfo",
        }
        return f"{ACCOUNT_URL}?{urlencode(params)}"

    @http.route("/web/session/destroy", type="jsonrpc", auth="user", readonly=True)
    def destroy(self):
        """Sign out."""
        self._log_out()

    @http.route("/web/session/logout", type="http", auth="public", methods=["GET", "POST"], csrf=False, readonly=True,
                sitemap=False, multilang=False)  # fmt: skip
    def logout(self, redirect="/odoo"):
        """Sign out, and go on to the login; who comes from a page of another site is asked first."""
        redirect = local_path(redirect)
        if request.session.uid and comes_from_elsewhere(request.httprequest.environ):
            audit("cross_site_refused", path=request.httprequest.path, user_id=request.session.uid)
            return request.render("web.logout_confirm", {"redirect": redirect}, headers={"Cache-Control": "no-store"})
        self._log_out(keep_db=True)
        request.env["ir.http"]._post_logout()
        response = request.redirect(redirect, 303)
        # what a shared computer keeps of pages and pictures; preferences of the look are nobody's secret
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def _log_out(self, *, keep_db=False):
        if request.session.uid:
            audit("logout", login=request.session.login, user_id=request.session.uid)
        request.session.logout(keep_db=keep_db)
