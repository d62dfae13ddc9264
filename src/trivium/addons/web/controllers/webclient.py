"""What the client loads: translations, bundles, versions."""

# ruff: noqa: A002 - clients give `id` and `hash` by these names

import hashlib
import json

from werkzeug.exceptions import NotFound

from trivium import http
from trivium.http import request
from trivium.http.security.headers import page_policy
from trivium.http.service.common import exp_version
from trivium.rendering.assets import browser_tests
from trivium.tools.json import scriptsafe


class WebClient(http.Controller):
    @http.route("/web/webclient/bootstrap_translations", type="jsonrpc", auth="none", readonly=True)
    def bootstrap_translations(self, mods=None):
        """The client's texts before a database is chosen: those of the source language, which need none."""
        return {"modules": {}, "lang_parameters": None}

    @http.route("/web/webclient/translations", type="http", auth="public", cors="*", readonly=True)
    def translations(self, hash=None, mods=None, lang=None):
        """The texts of the client in a language; nothing but the hash where the client has them already."""
        if mods:
            mods = mods.split(",")
        lang = lang or request.env.context.get("lang") or "en_US"
        texts, lang_parameters = request.env["ir.http"].get_translations_for_webclient(mods, lang)
        body = {
            "lang": lang,
            "lang_parameters": lang_parameters,
            "modules": texts,
            "multi_lang": len(request.env["res.lang"].sudo().get_installed()) > 1,
        }
        body["hash"] = hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:32]
        if hash == body["hash"]:
            body = {"lang": lang, "hash": hash}
        return request.make_json_response(body, [("Cache-Control", f"public, max-age={http.STATIC_CACHE_LONG}")])

    @http.route("/web/webclient/version_info", type="jsonrpc", auth="none", readonly=True)
    def version_info(self):
        """The version of the interface."""
        return exp_version()

    @http.route("/web/tests", type="http", auth="user", readonly=True)
    def unit_tests_suite(self, mod=None, **kwargs):
        """A page that runs the browser tests of addons (bundle `web.assets_unit_tests`); for administrators."""
        if not request.env.user._is_system():
            raise NotFound
        head, files = browser_tests(request.env, request.csp_nonce, kwargs.get("debug") or request.session.debug)
        chosen = {url: place for url, place in files.items() if not mod or url.startswith(f"/{mod}/")}
        values = {"head": head, "files": scriptsafe.dumps(chosen)}
        response = request.render("web.unit_tests_suite", values)
        response.headers["Content-Security-Policy"] = page_policy(request.csp_nonce, templates=True)
        response.headers["Cache-Control"] = "no-store"
        return response
