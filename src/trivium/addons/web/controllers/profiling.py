"""Profiling switched on and off, and what was recorded: as a chart, or as a file for speedscope.app."""

import json

from werkzeug.exceptions import NotFound

from trivium import http
from trivium.addons.web.controllers.flamechart import chart_page, options_page
from trivium.exceptions import AccessError, UserError
from trivium.http import content_disposition, request
from trivium.http.security.headers import new_nonce, page_policy


class Profiling(http.Controller):
    @http.route("/web/set_profiling", type="http", auth="public", sitemap=False)
    def profile(self, profile=None, collectors=None, **params):
        """Switch the profiling of the session on (`profile=1`) or off (`profile=0`); say what is recorded."""
        switch = None if profile is None else profile not in {"", "0", "false", "False"}
        names = [name for name in collectors.split(",") if name] if collectors is not None else None
        try:
            state = request.env["ir.profile"].set_profiling(switch, collectors=names, params=params or None)
        except UserError as error:
            return request.make_response(
                str(error.args[0]), [("Content-Type", "text/plain; charset=utf-8")], status=403
            )
        return request.make_json_response(state)

    def _recorded(self, profile):
        """Return the recordings whose ids, joined by commas, a path names; only administrators read them."""
        if not request.env.user.has_group("base.group_system"):
            raise AccessError(request.env._("Only administrators may see what was recorded."))
        ids = [int(part) for part in profile.split(",") if part.isdecimal()]
        records = request.env["ir.profile"].browse(ids).exists()
        if not records:
            raise NotFound(request.env._("There is no such recording."))
        return records

    @http.route("/web/speedscope/<profile>", type="http", auth="user", sitemap=False, readonly=True)
    def speedscope(self, profile=None, action=False, **kwargs):
        """Show recordings as a chart; with `action=speedscope_download_json`, as a file."""
        records = self._recorded(profile)
        file = records._generate_speedscope(records._parse_params(kwargs))
        if action == "speedscope_download_json":
            return request.make_response(
                json.dumps(file),
                [
                    ("Content-Type", "application/json"),
                    ("Content-Disposition", content_disposition(f"profile_{profile}.json")),
                ],
            )
        return self._page(chart_page, records, file)

    @http.route("/web/profile_config/<profile>", type="http", auth="user", sitemap=False, readonly=True)
    def profile_config(self, profile=None, action=False, **kwargs):
        """Ask how to show recordings; with an `action`, show them."""
        if action:
            return self.speedscope(profile, action=action, **kwargs)
        return self._page(options_page, self._recorded(profile))

    def _page(self, make, *values):
        nonce = new_nonce()
        response = request.make_response(make(*values, nonce=nonce))
        response.headers["Content-Security-Policy"] = page_policy(nonce)
        return response
