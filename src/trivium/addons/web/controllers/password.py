"""Choosing a password by a link, and asking for one by mail."""

from trivium import http
from trivium.addons.web.controllers.utils import ensure_db
from trivium.exceptions import AccessDenied, UserError
from trivium.http import request

HELD = "password_link"


class Password(http.Controller):
    @http.route("/web/password", type="http", auth="public", methods=["GET", "POST"], sitemap=False, multilang=False)
    def choose(self, token=None, new_password="", confirm_password="", **kwargs):
        """Ask for a new password, and set it; the token goes from the address into the session at once."""
        ensure_db()
        if request.httprequest.method == "GET" and token:
            request.session[HELD] = token
            return request.redirect("/web/password", 303)
        links = request.env["res.users.password.link"].sudo()
        held = request.session.get(HELD) or ""
        user = links.user_of(held)
        if not user:
            return self._render("web.password_link_void", status=404)
        values = {"login": user.login, "error": None, "minimum": user._password_minimum_length()}
        if request.httprequest.method == "POST":
            values["error"] = self._set(links, held, new_password, confirm_password)
            if values["error"] is None:
                request.session.logout(keep_db=True)
                return self._render("web.password_chosen", values)
        return self._render("web.password_choose", values)

    def _set(self, links, held, new_password, confirm_password):
        """Return None when the password was set, else what to tell."""
        if new_password != confirm_password:
            return request.env._("The two passwords differ: type the new password twice.")
        try:
            # what is refused leaves nothing behind: the link stays good
            with request.env.cr.savepoint():
                links.use(held, new_password)
        except (UserError, AccessDenied) as error:
            return str(error)
        return None

    @http.route("/web/password/forgotten", type="http", auth="public", methods=["GET", "POST"], sitemap=False,
                multilang=False)  # fmt: skip
    def forgotten(self, login="", **kwargs):
        """Ask for a link by mail; who has an account and who has none are told the same."""
        ensure_db()
        requests = request.env["res.users.password.request"].sudo()
        if not requests.is_possible():
            return request.redirect("/web/login", 303)
        asked = request.httprequest.method == "POST" and bool(login.strip())
        if asked:
            requests.ask(login.strip())
        return self._render("web.password_forgotten", {"login": login, "asked": asked})

    def _render(self, template, values=None, status=200):
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return request.render(template, values, status=status, headers=headers)
