"""What the web client is told of the session, the user and the server when it starts."""

import hashlib
import hmac
import json

from trivium import api, models, release
from trivium.http import DEFAULT_MAX_CONTENT_LENGTH, request
from trivium.tools.cache import ormcache
from trivium.tools.config import config

BOTS = (
    "bot",
    "crawl",
    "slurp",
    "spider",
    "curl",
    "wget",
    "facebookexternalhit",
    "whatsapp",
    "trendsmapresolver",
    "pinterest",
    "instagram",
    "google-pagerenderer",
    "preview",
)
DEFAULT_ACTIVE_IDS_LIMIT = 20_000
WEBSOCKET_WORKER_VERSION = "1"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def is_a_bot(cls):
        """Whether a program reads the page rather than a person."""
        agent = request.httprequest.user_agent.string.lower()
        return any(bot in agent for bot in BOTS)

    @api.private
    @api.model
    def webclient_rendering_context(self):
        """Return the values that the page of the web client is rendered with."""
        return {
            "menu_data": request.env["ir.ui.menu"].load_menus(request.session.debug),
            "session_info": self.session_info(),
            "color_scheme": self.color_scheme(),
        }

    def color_scheme(self):
        """Return `light` or `dark`: what the user chose, which the client keeps in a cookie."""
        scheme = request.httprequest.cookies.get("color_scheme") if request else None
        return scheme if scheme in {"light", "dark"} else "light"

    def lazy_session_info(self):
        """Return what the client needs a moment after it has started."""
        return {}

    def session_info(self):
        """Return what the web client needs to start, for the user of the request."""
        user = self.env.user
        uid = request.session.uid
        is_internal = user._is_internal()
        get_param = self.env["ir.config_parameter"].sudo().get_param
        user_context = dict(self.env["res.users"].context_get())
        info = {
            "uid": uid,
            "is_system": user._is_system() if uid else False,
            "is_admin": user._is_admin() if uid else False,
            "is_public": user._is_public(),
            "is_internal_user": is_internal,
            "user_context": user_context,
            "db": self.env.cr.dbname,
            "registry_hash": self._registry_hash(),
            "user_settings": self._user_settings(user),
            "server_version": release.version,
            "server_version_info": release.version_info,
            "support_url": release.url,
            "name": user.name,
            "username": user.login,
            "quick_login": get_param("web.quick_login", "True") == "True",
            "partner_write_date": user.partner_id.write_date,
            "partner_display_name": user.partner_id.display_name,
            "partner_id": user.partner_id.id if uid and user.partner_id else None,
            "web.base.url": get_param("web.base.url", default=""),
            "active_ids_limit": int(get_param("web.active_ids_limit", default=DEFAULT_ACTIVE_IDS_LIMIT)),
            "profile_session": request.session.get("profile_session"),
            "profile_collectors": request.session.get("profile_collectors"),
            "profile_params": request.session.get("profile_params"),
            "max_file_upload_size": int(get_param("web.max_file_upload_size", default=DEFAULT_MAX_CONTENT_LENGTH)),
            "home_action_id": user.action_id.id,
            "currencies": self.env["res.currency"].get_all_currencies(),
            "bundle_params": {"lang": user_context["lang"]},
            "test_mode": bool(config.get("test_enable")),
            "view_info": self.env["ir.ui.view"].get_view_info(),
            "groups": {"base.group_allow_export": user.has_group("base.group_allow_export") if uid else False},
        }
        if request.session.debug:
            info["bundle_params"]["debug"] = request.session.debug
        if is_internal:
            info.update(
                user_companies=self._user_companies(user),
                show_effect=get_param("base_setup.show_effect", "True") == "True",
                websocket_worker_version=WEBSOCKET_WORKER_VERSION,
                tour_enabled=False,
                current_tour=False,
            )
        return info

    def _user_settings(self, user):
        if user._is_public():
            return {}
        return self.env["res.users.settings"]._find_or_create_for_user(user)._res_users_settings_format()

    def _user_companies(self, user):
        """Return the companies that the user may switch to, and those above them, which hold them together."""
        allowed = user._get_company_ids()
        companies = self.env["res.company"].sudo().browse(allowed)
        above = companies.parent_ids - companies
        known = set((companies + above).ids)

        def describe(company):
            return {
                "id": company.id,
                "name": company.name,
                "sequence": company.sequence,
                "child_ids": [child for child in company.child_ids.ids if child in known],
                "parent_id": company.parent_id.id,
                "currency_id": company.currency_id.id,
            }

        return {
            "current_company": user.company_id.id,
            "allowed_companies": {company.id: describe(company) for company in companies},
            "disallowed_ancestor_companies": {company.id: describe(company) for company in above},
        }

    @api.model
    def get_frontend_session_info(self):
        """Return what pages for visitors need of the session."""
        user = self.env.user
        uid = request.session.uid
        return {
            "is_admin": user._is_admin() if uid else False,
            "is_system": user._is_system() if uid else False,
            "is_public": user._is_public(),
            "is_internal_user": user._is_internal(),
            "is_website_user": user._is_public() if uid else False,
            "uid": uid,
            "registry_hash": self._registry_hash(),
            "profile_session": request.session.get("profile_session"),
            "profile_collectors": request.session.get("profile_collectors"),
            "profile_params": request.session.get("profile_params"),
            "show_effect": False,
            "quick_login": self.env["ir.config_parameter"].sudo().get_param("web.quick_login", "True") == "True",
            "bundle_params": {
                "lang": self.env.context.get("lang") or "en_US",
                **({"debug": request.session.debug} if request.session.debug else {}),
            },
            "test_mode": bool(config.get("test_enable")),
        }

    @api.deprecated("Use get_all_currencies on 'res.currency'")
    def get_currencies(self):
        return self.env["res.currency"].get_all_currencies()

    def _registry_hash(self):
        """Return what changes when models do, so that clients forget what they know of them."""
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        state = json.dumps([self.env.registry.registry_sequence, len(self.env.registry), self._module_versions()])
        return hmac.new(secret.encode(), state.encode(), hashlib.sha256).hexdigest()

    @ormcache(cache="default")
    def _module_versions(self):
        modules = (
            self.env["ir.module.module"]
            .sudo()
            .search_fetch([("state", "=", "installed")], ["name", "latest_version"], order="name")
        )
        return tuple((module.name, module.latest_version) for module in modules)
