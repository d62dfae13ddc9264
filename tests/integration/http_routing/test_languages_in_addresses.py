"""Pages for visitors in several languages, and the pages that tell what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from tests.support.addons import addon_folder
from tests.support.served import served_database

from trivium.modules.lifecycle import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.served import Served

CONTROLLERS = """
from werkzeug.exceptions import UnsupportedMediaType
from odoo.exceptions import UserError
from odoo.http import Controller, request, route


class Pages(Controller):
    def _tell(self, *more):
        values = (request.env.lang, request.lang.code, *more)
        return request.make_response("|".join(map(str, values)), [("Content-Type", "text/plain")])

    @route("/shop", auth="public", website=True)
    def shop(self, **kw):
        return self._tell(request.httprequest.path, kw.get("q"))

    @route("/one", auth="public", website=True, multilang=False)
    def one(self):
        return self._tell()

    @route("/inside", auth="public")
    def inside(self):
        return request.make_response("inside")

    @route("/links", auth="public", website=True)
    def links(self, to, lang=None):
        ir_http = request.env["ir.http"]
        return self._tell(ir_http._url_for(to, lang), ir_http._url_localized(to, lang))

    @route(\'/country/<model("res.country"):country>\', auth="public", website=True)
    def country(self, country):
        return self._tell(country.code, country.env.lang)

    @route("/go", auth="public", website=True)
    def go(self):
        return request.redirect("/shop")

    @route("/fails/<string:how>", auth="public", website=True)
    def fails(self, how):
        if how == "user":
            raise UserError("Not on Sundays")
        if how == "type":
            raise UnsupportedMediaType()
        return 1 / 0
"""


@pytest.fixture(scope="module")
def site(server: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: ARG001 - it must run
    with addon_folder(tmp_path_factory.mktemp("addons")) as addons:
        addons.write(
            "pages",
            {"__init__.py": "from . import controllers\n", "controllers.py": CONTROLLERS},
            depends=["http_routing"],
        )
        with served_database("web", "http_routing", "pages") as served:
            with environment(served.db) as env:
                for code in ("fr_FR", "nl_NL"):
                    env["res.lang"]._activate_lang(code)
            yield served


def get(site: Served, path: str, lang: str = "en", agent: str = "Mozilla/5.0", **more: Any) -> requests.Response:
    headers = {"Accept-Language": lang, "User-Agent": agent}
    return requests.get(f"{site.url}{path}", headers=headers, timeout=20, allow_redirects=False, **more)


def test_the_default_language_needs_no_prefix(site: Served) -> None:
    answer = get(site, "/shop?q=a")
    assert (answer.status_code, answer.text) == (200, "en_US|en_US|/shop|a")
    assert answer.cookies["frontend_lang"] == "en_US"
    moved = get(site, "/en/shop?q=a")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/shop?q=a")


def test_a_prefix_gives_the_language(site: Served) -> None:
    answer = get(site, "/fr/shop?q=a", lang="nl")
    assert (answer.status_code, answer.text) == (200, "fr_FR|fr_FR|/shop|a")
    assert answer.cookies["frontend_lang"] == "fr_FR"
    posted = requests.post(f"{site.url}/fr/one", timeout=20, allow_redirects=False)
    assert posted.status_code == 400, "a form without its token"


def test_visitors_are_led_to_their_language_and_programs_are_not(site: Served) -> None:
    for lang, cookies, expected in (
        ("fr-BE", None, "/fr/shop?q=1"),
        ("en", {"frontend_lang": "nl_NL"}, "/nl/shop?q=1"),
    ):
        moved = get(site, "/shop?q=1", lang=lang, cookies=cookies)
        assert (moved.status_code, moved.headers["Location"]) == (303, expected)
    assert get(site, "/shop", lang="fr", agent="Googlebot/2.1").text == "en_US|en_US|/shop|None"
    assert get(site, "/shop", lang="fr", cookies={"frontend_lang": "en_US"}).status_code == 200


def test_another_name_of_a_language_leads_to_its_own(site: Served) -> None:
    moved = get(site, "/fr_CA/shop")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/fr/shop")
    assert get(site, "/xx/shop").status_code == 404


def test_pages_of_one_address_are_in_the_visitors_language(site: Served) -> None:
    assert get(site, "/one", lang="fr").text == "fr_FR|fr_FR"
    moved = get(site, "/fr/one")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/one")
    assert get(site, "/inside").text == "inside"
    assert get(site, "/fr/inside").status_code == 404


@pytest.mark.parametrize(
    ("path", "linked"),
    [
        ("/fr/links?to=/shop", "/fr/shop"),
        ("/fr/links?to=/shop%23a", "/fr/shop#a"),
        ("/fr/links?to=/shop&lang=en_US", "/shop"),
        ("/links?to=/fr/shop&lang=nl_NL", "/nl/shop"),
        ("/fr/links?to=/one", "/one"),
        ("/fr/links?to=/web/static/img/favicon.svg", "/web/static/img/favicon.svg"),
        ("/fr/links?to=https://example.com/shop", "https://example.com/shop"),
        ("/fr/links?to=//example.com/shop", "//example.com/shop"),
    ],
)
def test_links_stay_in_the_language_of_the_page(site: Served, path: str, linked: str) -> None:
    assert get(site, path).text.split("|")[2] == linked


def test_redirections_stay_in_the_language_of_the_page(site: Served) -> None:
    assert get(site, "/fr/go").headers["Location"] == "/fr/shop"
    assert get(site, "/go").headers["Location"] == "/shop"


def test_records_are_named_in_addresses(site: Served) -> None:
    with environment(site.db) as env:
        country = env.ref("base.de")
        country.with_context(lang="fr_FR").name = "Allemagne"
        ident = country.id
        assert env["ir.http"]._slug(country) == f"germany-{ident}"
        assert env["ir.http"]._unslug(f"germany-{ident}") == ("germany", ident)
        assert env["ir.http"]._unslug_url(f"/country/germany-{ident}") == f"/country/{ident}"
    assert get(site, f"/fr/country/anything-{ident}").text == "fr_FR|fr_FR|DE|fr_FR"
    assert (
        get(site, f"/links?to=/country/germany-{ident}&lang=fr_FR").text.split("|")[3]
        == f"/fr/country/allemagne-{ident}"
    )
    assert get(site, "/country/germany-999999").status_code == 404


def test_errors_have_pages_of_the_site(site: Served) -> None:
    missing = get(site, "/no/such/page")
    assert missing.status_code == 404
    assert "There is no such page" in missing.text
    assert 'id="wrapwrap"' in missing.text
    refused = get(site, "/fails/user")
    assert (refused.status_code, "Not on Sundays" in refused.text) == (422, True)
    failed = get(site, "/fails/hard")
    assert (failed.status_code, "on our side" in failed.text) == (500, True)
    assert "ZeroDivisionError" not in failed.text
    assert get(site, "/fails/type").status_code == 415
    for answer in (missing, refused, failed):
        assert answer.text.startswith("<!DOCTYPE html>")
        assert answer.text.count("<h1>") == 1


def test_an_error_in_the_page_for_errors_still_ends_in_a_page(site: Served) -> None:
    with environment(site.db) as env:
        view = env.ref("http_routing.404")
        arch = view.arch_db
        view.arch_db = '<t t-name="http_routing.404"><t t-out="1/0"/></t>'
    try:
        answer = get(site, "/no/such/page")
        assert (answer.status_code, "There is nothing here" in answer.text) == (404, True)
    finally:
        with environment(site.db) as env:
            env.ref("http_routing.404").arch_db = arch


def test_texts_of_scripts_and_the_path_of_an_endpoint(site: Served) -> None:
    answer = get(site, "/website/translations?lang=fr_FR").json()
    assert (answer["lang"], answer["multi_lang"]) == ("fr_FR", True)
    assert "web" in answer["modules"]
    with environment(site.db) as env:
        path, endpoint = env["ir.http"].url_rewrite("/shop")
        assert (path, endpoint.routing["website"]) == ("/shop", True)
        assert env["ir.http"].url_rewrite("/nowhere") == ("/nowhere", False)
        assert env["ir.http"].get_translation_frontend_modules() == ["web"]
