"""What makes the client an app of the device: manifest, service worker, offline page."""

import json

from werkzeug.exceptions import NotFound

from trivium import http
from trivium.exceptions import AccessError
from trivium.http import request
from trivium.modules.manifest import Manifest
from trivium.tools.paths import file_open, file_path

ICON = "/web/static/img/icon-{size}.png"


class WebManifest(http.Controller):
    def _get_shortcuts(self):
        """The apps that the device offers beside the client itself."""
        try:
            roots = request.env["ir.ui.menu"].load_web_menus(False)
        except AccessError:
            return []
        shortcuts = []
        for app_id in roots["root"]["children"]:
            menu = roots[app_id]
            if menu["actionID"] and len(shortcuts) < 10:
                path = menu["actionPath"] or f"action-{menu['actionID']}"
                shortcuts.append({"name": menu["name"], "url": f"/odoo/{path}", "description": menu["name"]})
        return shortcuts

    def _get_app_name(self):
        return request.env["ir.config_parameter"].sudo().get_param("web.web_app_name", "Trivium")

    @http.route("/web/manifest.webmanifest", type="http", auth="public", methods=["GET"], readonly=True)
    def webmanifest(self):
        """The manifest of the app."""
        return self._answer(self._get_webmanifest())

    def _get_webmanifest(self):
        manifest = {
            "name": self._get_app_name(),
            "scope": "/odoo",
            "start_url": "/odoo",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0f766e",
            "prefer_related_applications": False,
            "icons": [
                {"src": ICON.format(size=size), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
            ],
        }
        if request.session.uid:
            manifest["shortcuts"] = self._get_shortcuts()
        return manifest

    def _answer(self, manifest):
        return request.make_response(json.dumps(manifest, default=str), [("Content-Type", "application/manifest+json")])

    @http.route("/web/service-worker.js", type="http", auth="public", methods=["GET"], readonly=True)
    def service_worker(self):
        """The script that answers while the network is away."""
        with file_open("web/static/src/service_worker.js") as file:
            body = file.read()
        return request.make_response(
            body,
            [("Content-Type", "text/javascript"), ("Service-Worker-Allowed", "/odoo"), ("Cache-Control", "no-cache")],
        )

    @http.route("/odoo/offline", type="http", auth="public", methods=["GET"], readonly=True)
    def offline(self):
        """The page shown while the network is away."""
        return request.render("web.webclient_offline", {"app_name": self._get_app_name()})

    @http.route("/scoped_app", type="http", auth="public", methods=["GET"])
    def scoped_app(self, app_id, path="", app_name=""):
        """Offer one app for installation."""
        app_name = app_name or self._scoped_name(app_id)
        return request.render(
            "web.webclient_scoped_app",
            {
                "app_id": app_id,
                "app_name": app_name,
                "path": path,
                "safe_manifest_url": f"/web/manifest.scoped_app_manifest?app_id={app_id}&path={path}",
            },
        )

    @http.route("/web/manifest.scoped_app_manifest", type="http", auth="public", methods=["GET"])
    def scoped_app_manifest(self, app_id, path, app_name=""):
        """The manifest of one app."""
        scope = f"/scoped_app/{path.removeprefix('scoped_app/').strip('/')}"
        return self._answer(
            {
                **self._get_webmanifest(),
                "name": app_name or self._scoped_name(app_id),
                "scope": scope,
                "start_url": scope,
                "shortcuts": [],
                "icons": [{"src": f"/scoped_app_icon_png?app_id={app_id}", "sizes": "any", "type": "image/png"}],
            }
        )

    @http.route("/scoped_app_icon_png", type="http", auth="public", methods=["GET"])
    def scoped_app_icon_png(self, app_id, add_padding=False):
        """The icon of one app."""
        name = app_id if app_id.isidentifier() else "web"
        for path in (f"{name}/static/description/icon.png", "web/static/img/icon-512.png"):
            try:
                icon = file_path(path)
            except FileNotFoundError:
                continue
            return http.Stream.from_path(icon, public=True).get_response(as_attachment=False)
        raise NotFound

    def _scoped_name(self, app_id):
        manifest = Manifest.for_addon(app_id, display_warning=False)
        return manifest["name"] if manifest else self._get_app_name()
