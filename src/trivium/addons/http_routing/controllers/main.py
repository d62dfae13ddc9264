from trivium.addons.web.controllers.session import Session
from trivium.addons.web.controllers.webclient import WebClient
from trivium.http import request, route


class Routing(WebClient):
    # `hash` is how clients call it
    @route("/website/translations", type="http", auth="public", website=True, readonly=True, sitemap=False)
    def get_website_translations(self, hash=None, lang=None, mods=None):  # noqa: A002
        """The texts of the scripts of pages for visitors."""
        names = [*request.env["ir.http"].get_translation_frontend_modules(), *(mods.split(",") if mods else ())]
        return self.translations(hash, mods=",".join(dict.fromkeys(names)), lang=lang)


class SessionWebsite(Session):
    @route(website=True, multilang=False, sitemap=False)
    def logout(self, redirect="/odoo"):
        return super().logout(redirect=redirect)
