"""The page that asks for the code."""

import re
from datetime import timedelta

from odoo.addons.web.controllers import home
from trivium import http
from trivium.exceptions import AccessDenied
from trivium.http import request

TRUSTED_DEVICE_COOKIE = "td_id"
TRUSTED_DEVICE_SCOPE = "browser"
TRUSTED_DEVICE_AGE = 90 * 24 * 3600  # seconds


class Home(home.Home):
    @http.route("/web/login/totp", type="http", auth="public", methods=["GET", "POST"], sitemap=False, website=True,
                multilang=False)  # fmt: skip
    def web_totp(self, redirect=None, **kwargs):
        """Ask who gave the right password for the code, and complete the sign-in."""
        session = request.session
        if session.uid:
            return request.redirect(self._login_redirect(session.uid, redirect=redirect))
        uid = session.get("pre_uid")
        if not uid:
            return request.redirect("/web/login")
        user = request.env["res.users"].sudo().browse(uid)
        error = None
        if request.httprequest.method == "GET":
            if self._is_trusted(user):
                return self._complete(user, redirect)
        elif kwargs.get("totp_token"):
            error = self._check_code(user, kwargs["totp_token"])
            if error is None:
                return self._complete(user, redirect, remember=bool(kwargs.get("remember")))
        values = {"error": error, "redirect": redirect, "user": user, "recovery": bool(kwargs.get("recovery"))}
        response = request.render("auth_totp.auth_totp_form", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _check_code(self, user, text):
        """Return None for the right code, else what to tell."""
        try:
            user._totp_check(re.sub(r"\s", "", text))
        except AccessDenied as refused:
            return str(refused)
        return None

    def _is_trusted(self, user):
        key = request.cookies.get(TRUSTED_DEVICE_COOKIE)
        devices = request.env["auth_totp.device"].sudo()
        return bool(key) and devices._check_credentials_for_uid(scope=TRUSTED_DEVICE_SCOPE, key=key, uid=user.id)

    def _complete(self, user, redirect, *, remember=False):
        request.session.finalize(request.env)
        request.update_env(user=request.session.uid)
        request.update_context(**request.session.context)
        response = request.redirect(self._login_redirect(request.session.uid, redirect=redirect))
        if remember:
            self._remember(response)
        return response

    def _remember(self, response):
        """Trust this browser: give it a key."""
        agent = request.httprequest.user_agent
        name = f"{agent.browser or ''} {agent.platform or ''}".strip().capitalize() or request.env._("A browser")
        ends = request.env.cr.now() + timedelta(seconds=TRUSTED_DEVICE_AGE)
        key = request.env["auth_totp.device"].sudo()._generate(TRUSTED_DEVICE_SCOPE, name, ends)
        response.set_cookie(
            TRUSTED_DEVICE_COOKIE,
            key,
            max_age=TRUSTED_DEVICE_AGE,
            httponly=True,
            samesite="Lax",
            secure=request.httprequest.is_secure,
        )
