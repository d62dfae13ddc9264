"""What the client loads: translations, bundles, versions."""

# ruff: noqa: A002 - clients give `id` and `hash` by these names

import hashlib
import json

from trivium import http
from trivium.http import request
from trivium.http.service.common import exp_version


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
