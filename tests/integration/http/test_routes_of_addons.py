"""What `@route` promises to addons: parameters, records, cursors, sessions, other origins, overrides."""

# ruff: noqa: ARG001 - methods take what controllers are sent, and tests take fixtures for what they do

import pytest

from trivium.http import request
from trivium.http.response import Response
from trivium.http.routemap import forget_maps
from trivium.http.routing import Controller, route
from trivium.modules.lifecycle import environment
from trivium.orm.registry import Registry


def _gone(error, record):
    return Response(f"{record} is not for you", status=410)


class Base:
    """Members of the controller that an addon brings."""

    @route("/try/partner/<model('res.partner'):partner>", type="http", auth="public", readonly=True)
    def partner(self, partner):
        return partner.name

    @route("/try/gone/<model('res.partner'):partner>", type="http", auth="public", handle_params_access_error=_gone)
    def gone(self, partner):
        return partner.name

    @route("/try/partners/<models('res.partner'):partners>", type="http", auth="user", readonly=True)
    def partners(self, partners):
        return ",".join(partners.mapped("name"))

    @route("/try/parts/<int:number>/<string:word>/<path:rest>", type="http", auth="none")
    def parts(self, number, word, rest):
        return f"{number + 1} {word} {rest}"

    @route("/try/readonly", type="http", auth="user", readonly=True)
    def readonly(self):
        return str(request.env.cr.readonly)

    @route("/try/writes", type="http", auth="user", readonly=True)
    def writes(self, name):
        request.env.user.partner_id.ref = name
        request.env.flush_all()
        return str(request.env.cr.readonly)

    @route("/try/remember", type="http", auth="user", save_session=False)
    def remember(self, word):
        request.session["word"] = word
        return "told"

    @route("/try/keep", type="http", auth="user")
    def keep(self, word):
        request.session["word"] = word
        return "kept"

    @route("/try/recall", type="http", auth="user")
    def recall(self):
        return str(request.session.get("word"))

    @route("/try/guarded", type="http", auth="public", captcha="signup")
    def guarded(self):
        return "let in"

    @route("/try/cors", type="http", auth="public", cors="https://partner.example.com", methods=["GET"])
    def cors(self):
        return "for all"

    @route("/try/address", type="http", auth="none")
    def address(self):
        http = request.httprequest
        return f"{http.remote_addr} {http.scheme} {http.host}"


class Heir:
    """Members of a controller of another addon that extends the first."""

    @route(auth="user")
    def partner(self, partner):
        return f"{super(self._heir, self).partner(partner).get_data(as_text=True)}, extended"


@pytest.fixture(scope="module")
def controllers(served):
    """Two controllers, one of `base` and one of `web` that extends it."""
    kept = {module: list(classes) for module, classes in Controller._heirs.items()}
    registry = Registry(served.db)

    def define(module, name, bases, members):
        body = {key: value for key, value in vars(members).items() if callable(value)}
        return type(name, bases, {"__module__": f"odoo.addons.{module}.controllers.trials", **body})

    first = define("base", "Trials", (Controller,), Base)
    second = define("web", "MoreTrials", (first,), Heir)
    second._heir = second
    forget_maps(registry)
    yield
    Controller._heirs.clear()
    Controller._heirs.update(kept)
    Controller.children_classes["base"].remove(first)
    forget_maps(registry)


@pytest.fixture
def partner(served):
    with environment(served.db) as env:
        made = env["res.partner"].create({"name": "Ada Lovelace"})
    yield made
    with environment(served.db) as env:
        made.with_env(env).exists().unlink()


@pytest.mark.usefixtures("controllers")
class TestRoutes:
    def test_a_record_is_found_by_its_name_and_id_and_an_override_adds_to_the_answer(self, admin, partner):
        for path in (f"/try/partner/ada-lovelace-{partner.id}", f"/try/partner/{partner.id}"):
            assert admin.get(path).text == "Ada Lovelace, extended"

    def test_an_override_without_a_type_changes_who_may_come(self, visitor, partner):
        answer = visitor.get(f"/try/partner/{partner.id}", allow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/web/login?redirect=")

    def test_a_record_that_one_may_not_read_is_refused_or_not_found(self, served, visitor, partner):
        assert visitor.get(f"/try/gone/{partner.id}").text.endswith("is not for you")
        assert visitor.get(f"/try/gone/{partner.id}").status_code == 410
        visitor.login("low", "low")
        assert visitor.get(f"/try/partners/{partner.id}").status_code == 403

    def test_records_that_are_gone_are_not_found(self, admin, partner):
        assert admin.get("/try/partner/999999").status_code == 404
        assert admin.get(f"/try/partners/{partner.id},999999").status_code == 404
        assert admin.get(f"/try/partners/{partner.id},{partner.id}").status_code == 200

    def test_parts_of_a_path_are_converted(self, visitor):
        assert visitor.get("/try/parts/41/word/a/b/c").text == "42 word a/b/c"
        assert visitor.get("/try/parts/x/word/a").status_code == 404

    def test_a_route_that_only_reads_has_a_cursor_that_only_reads(self, admin):
        assert admin.get("/try/readonly").text == "True"

    def test_a_route_that_writes_after_all_is_run_again(self, served, admin):
        assert admin.get("/try/writes", params={"name": "written"}).text == "False"
        with environment(served.db) as env:
            assert env["res.users"].browse(served.uid).partner_id.ref == "written"

    def test_a_session_that_is_not_saved_forgets(self, admin):
        assert admin.get("/try/remember?word=lost").text == "told"
        assert admin.get("/try/recall").text == "None"
        assert admin.get("/try/keep?word=found").text == "kept"
        assert admin.get("/try/recall").text == "found"

    def test_a_captcha_is_asked_of_the_addon_that_has_one(self, served, visitor, monkeypatch):
        assert visitor.get("/try/guarded").text == "let in"
        asked = []
        model = Registry(served.db)["ir.http"]

        def verify(_self, action):
            asked.append(action)
            return len(asked) > 1

        monkeypatch.setattr(model, "_verify_request_recaptcha_token", verify, raising=False)
        refused = visitor.get("/try/guarded")
        assert (refused.status_code, "program" in refused.text) == (422, True)
        assert visitor.get("/try/guarded").text == "let in"
        assert asked == ["signup", "signup"]

    def test_another_origin_may_read_where_the_route_says_so(self, visitor):
        answer = visitor.get("/try/cors", headers={"Origin": "https://partner.example.com"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://partner.example.com"
        assert answer.headers["Access-Control-Allow-Methods"] == "GET"
        assert "Access-Control-Allow-Origin" not in visitor.get("/web/login").headers

    def test_headers_of_a_proxy_are_believed_only_behind_one(self, visitor):
        forged = {
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "erp.example.com",
        }
        assert visitor.get("/try/address", headers=forged).text.startswith("127.0.0.1 http 127.0.0.1")
        asgi = visitor.served.server.asgi
        try:
            asgi._fix = type(asgi)(asgi.application, proxy=True)._fix
            assert visitor.get("/try/address", headers=forged).text == "203.0.113.7 https erp.example.com"
        finally:
            asgi._fix = None


def test_a_call_that_needs_no_database_takes_no_cursor(visitor, monkeypatch):
    opened = []
    cursor = Registry.cursor

    def counted(registry, readonly=False):
        opened.append(readonly)
        return cursor(registry, readonly)

    monkeypatch.setattr(Registry, "cursor", counted)
    assert visitor.call("/jsonrpc", service="common", method="version", args=[])["result"]["protocol_version"] == 1
    assert visitor.get("/web/health").json() == {"status": "pass"}
    assert opened == []
    assert visitor.get("/web/login").status_code == 200
    assert opened == [False]


def test_an_addon_may_choose_the_map_by_the_request(served, visitor, monkeypatch):
    model = Registry(served.db)["ir.http"]
    common = model.routing_map

    def chosen(self, key=None):
        return common(self, key or request.httprequest.args.get("site"))

    assert visitor.get("/web/health").status_code == 200
    built = []
    generate = model._generate_routing_rules

    def generated(self, modules, converters):
        built.append(1)
        yield from ((path, endpoint) for path, endpoint in generate(self, modules, converters) if path != "/web/health")

    monkeypatch.setattr(model, "routing_map", chosen)
    monkeypatch.setattr(model, "_generate_routing_rules", generated)
    try:
        assert visitor.get("/web/health?site=2").status_code == 404
        assert visitor.get("/web/health?site=2").status_code == 404
        assert visitor.get("/web/health").status_code == 200
        assert built == [1]
    finally:
        forget_maps(Registry(served.db))
