"""Login, web client, and what they load."""

import json
import re

import pytest

from trivium.modules.lifecycle import environment
from trivium.tools.config import config


def token_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def session_of(page):
    """What the page tells its scripts of the session, where clients that sign in by the pages look for it."""
    return json.loads(re.search(r"odoo\.__session_info__ = (\{.*\});", page.text)[1])


def sign_in(visitor, **values):
    page = visitor.get("/web/login")
    form = {"login": "admin", "password": "admin", "csrf_token": token_of(page), "type": "password", **values}
    return visitor.post("/web/login", data=form, allow_redirects=False)


def test_the_client_asks_for_a_login_first(visitor):
    for path in ("/odoo", "/web", "/odoo/contacts/4"):
        answer = visitor.get(path, allow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/web/login?redirect=%2F")
    assert visitor.get("/", allow_redirects=False).headers["Location"] == "/odoo"


def test_the_login_page(visitor):
    answer = visitor.get("/web/login")
    assert answer.status_code == 200
    assert answer.text.startswith("<!DOCTYPE html>")
    assert 'class="oe_login_form"' in answer.text
    assert "no-cache" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe-eval'" not in policy
    assert "script-src 'self' 'nonce-" in policy
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", policy)[1]
    inline = re.findall(r"<script(?![^>]*src)([^>]*)>", answer.text)
    assert inline
    assert all(f'nonce="{nonce}"' in attributes for attributes in inline)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_wrong_password_is_told_and_not_which_part_was_wrong(visitor):
    one = sign_in(visitor, password="wrong")
    other = sign_in(visitor, login="nobody")
    for answer in (one, other):
        assert answer.status_code == 200
        assert "Wrong login or password." in answer.text
    assert 'value="nobody"' in other.text


def test_a_login_without_token_is_refused(visitor):
    assert sign_in(visitor, csrf_token="x").status_code == 400


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("", "/odoo"),
        ("/odoo/contacts", "/odoo/contacts"),
        ("https://evil.example/", "/odoo"),
        ("//evil.example", "/odoo"),
    ],
)
def test_after_the_login_people_get_where_they_wanted_on_this_site(visitor, wanted, place):
    answer = sign_in(visitor, redirect=wanted)
    assert (answer.status_code, answer.headers["Location"]) == (303, place)


def test_the_client_s_page(admin):
    answer = admin.get("/odoo")
    assert answer.status_code == 200
    assert 'class="o_web_client"' in answer.text
    assert "'unsafe-eval'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert session_of(answer)["uid"] == admin.served.uid
    assert re.search(r'csrf_token: "\w{40,}"', answer.text)
    assert 'debug: "",' in answer.text


def test_pages_for_visitors_tell_scripts_of_the_session(visitor):
    answer = visitor.get("/web/login")
    assert (session_of(answer)["uid"], session_of(answer)["is_public"]) == (None, True)
    token = re.search(r'csrf_token: "(\w+)"', answer.text)[1]
    data = {"csrf_token": token, "login": "admin", "password": "admin"}
    assert session_of(visitor.post("/web/login", data=data))["username"] == "admin"


def test_developer_mode_is_remembered(admin):
    assert 'debug: "1"' in admin.get("/odoo?debug=1").text
    assert admin.call("/web/session/get_session_info")["result"]["bundle_params"]["debug"] == "1"
    assert 'debug: "1"' in admin.get("/odoo").text
    assert 'debug: ""' in admin.get("/odoo?debug=0").text


def test_a_visitor_without_the_client_is_sent_elsewhere(visitor):
    visitor.login(visitor.served.low_login, visitor.served.low_login)
    answer = visitor.get("/odoo", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/web/login_successful")
    assert "You are signed in" in visitor.get("/web/login_successful").text


def test_menus_translations_and_manifest(admin):
    menus = admin.get("/web/webclient/load_menus").json()
    assert menus["root"]["children"]
    texts = admin.get("/web/webclient/translations?lang=en_US").json()
    assert texts["lang_parameters"]["code"] == "en_US"
    assert "web" in texts["modules"]
    same = admin.get(f"/web/webclient/translations?lang=en_US&hash={texts['hash']}").json()
    assert same == {"lang": "en_US", "hash": texts["hash"]}
    manifest = admin.get("/web/manifest.webmanifest").json()
    assert (manifest["scope"], manifest["display"]) == ("/odoo", "standalone")


def test_actions(admin):
    action = admin.call("/web/action/load", action_id="base.action_partner_form")["result"]
    assert (action["type"], action["res_model"]) == ("ir.actions.act_window", "res.partner")
    assert [kind for _id, kind in action["views"] if kind == "list"] == ["list"]
    assert admin.call("/web/action/load", action_id=action["id"])["result"]["xml_id"] == action["xml_id"]
    missing = admin.call("/web/action/load", action_id="base.nothing_here")["error"]["data"]
    assert missing["name"] == "odoo.addons.web.controllers.action.MissingActionError"
    steps = [{"action": action["id"], "resId": 1}, {"model": "res.partner", "resId": "new"}, {"model": "no.model"}]
    first, new, none = admin.call("/web/action/load_breadcrumbs", actions=steps)["result"]
    assert first["display_name"]
    assert new == {"display_name": "New"}
    assert set(none) == {"error"}


def test_the_path_tells_no_names_of_what_one_may_not_read(visitor):
    with environment(visitor.served.db) as env:
        groups = [(6, 0, env.ref("base.group_portal").ids)]
        values = {"name": "Guest", "login": "guest of pages", "password": "a guest's own", "group_ids": groups}
        guest = env["res.users"].create(values).id
    visitor.login("guest of pages", "a guest's own")
    steps = [{"model": "res.users", "resId": visitor.served.uid}, {"model": "res.users", "resId": guest}]
    other, own = visitor.call("/web/action/load_breadcrumbs", actions=steps)["result"]
    assert set(other) == {"error"}
    assert own == {"display_name": "Guest"}


def test_images_and_contents(admin):
    picture = admin.get("/web/image/res.partner/1/image_128")
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    with environment(admin.served.db) as env:
        values = [
            {"name": "a.txt", "raw": b"text", "mimetype": "text/plain", "public": True},
            {"name": "b.html", "raw": b"<script>alert(1)</script>", "mimetype": "text/html"},
        ]
        text, html = env["ir.attachment"].create(values).ids
    answer = admin.get(f"/web/content/{text}")
    assert (answer.content, answer.headers["Content-Type"]) == (b"text", "text/plain; charset=utf-8")
    assert admin.get(f"/web/content/{text}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    part = admin.get(f"/web/content/{text}", headers={"Range": "bytes=1-2"})
    assert (part.status_code, part.content) == (206, b"ex")
    saved = admin.get(f"/web/content/{text}/other.txt?download=1")
    assert saved.headers["Content-Disposition"] == "attachment; filename*=UTF-8''other.txt"
    assert admin.get(f"/web/content/{html}").headers["Content-Disposition"].startswith("attachment")


def test_what_is_not_public_is_for_who_may_read_it(visitor):
    with environment(visitor.served.db) as env:
        private = env["ir.attachment"].create({"name": "p", "raw": b"secret"})
        token = private.generate_access_token()[0]
    assert b"secret" not in visitor.get(f"/web/content/{private.id}").content
    assert visitor.get(f"/web/content/{private.id}?access_token={token}").content == b"secret"
    assert b"secret" not in visitor.get(f"/web/content/{private.id}?access_token=x").content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports(admin, kind):
    token = re.search(r'csrf_token: "(\w+)"', admin.get("/odoo").text)[1]
    with environment(admin.served.db) as env:
        env["res.partner"].create({"name": "=1+1", "ref": "EXPORTED"})
    data = {
        "model": "res.partner",
        "fields": [{"name": "name", "label": "Name"}, {"name": "country_id/id", "label": "Country"}],
        "ids": False,
        "domain": [["ref", "=", "EXPORTED"]],
        "import_compat": False,
        "context": {},
    }
    answer = admin.post(f"/web/export/{kind}", data={"data": json.dumps(data), "csrf_token": token})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    if kind == "csv":
        assert answer.text.replace("\r", "") == '"Name","Country"\n"\'=1+1",""\n'
    else:
        assert answer.content[:2] == b"PK"
    assert admin.post(f"/web/export/{kind}", data={"data": json.dumps(data)}).status_code == 400


def test_an_upload_that_is_refused_is_not_kept(admin):
    token = re.search(r'csrf_token: "(\w+)"', admin.get("/odoo").text)[1]
    form = {"model": "res.partner", "id": 999_999, "csrf_token": token}
    answer = admin.post("/web/binary/upload_attachment", data=form, files={"ufile": ("refused.txt", b"x")})
    assert "not allowed" in answer.json()[0]["error"]
    with environment(admin.served.db) as env:
        assert not env["ir.attachment"].search_count([("name", "=", "refused.txt")])


GOOD_EXPORT = {
    "model": "res.partner",
    "fields": [{"name": "name", "label": "Name"}],
    "ids": False,
    "domain": [],
    "import_compat": False,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "no.model"},
        {"domain": "x"},
        {"domain": [["nothing", "=", 1]]},
        {"fields": [{"name": "nothing", "label": "Nothing"}]},
        {"fields": [{"name": "name"}]},
        {"fields": "name"},
        {"context": 5},
    ],
)
def test_what_is_no_export_is_refused(admin, wrong):
    token = re.search(r'csrf_token: "(\w+)"', admin.get("/odoo").text)[1]
    data = {"csrf_token": token, "data": json.dumps(GOOD_EXPORT | wrong)}
    assert admin.post("/web/export/csv", data=data).status_code == 400
    assert admin.post("/web/export/csv", data=data | {"data": json.dumps(GOOD_EXPORT)}).status_code == 200


def test_a_saved_list_of_fields_has_their_labels(admin):
    names = ["name", "country_id/code", ".id", "country_id/nothing"]
    with environment(admin.served.db) as env:
        lines = [(0, 0, {"name": name}) for name in names]
        saved = env["ir.exports"].create({"name": "Short", "resource": "res.partner", "export_fields": lines}).id
    got = admin.call("/web/export/namelist", model="res.partner", export_id=saved)["result"]
    assert [line["name"] for line in got] == names[:3]
    assert got[:2] == [
        {"name": "name", "label": "Name"},
        {"name": "country_id/code", "label": "Country/Code"},
    ]


def test_static_files(visitor):
    answer = visitor.get("/web/static/img/favicon.svg")
    assert answer.status_code == 200
    assert "max-age=604800" in answer.headers["Cache-Control"]
    again = visitor.get("/web/static/img/favicon.svg", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_database_manager_wants_its_password(visitor, monkeypatch):
    monkeypatch.setitem(config._runtime, "list_db", True)
    answer = visitor.post("/web/database/drop", data={"master_pwd": "wrong", "name": visitor.served.db})
    assert "Access Denied" in answer.text
    assert visitor.get("/web/login").status_code == 200


def test_health(visitor):
    assert visitor.get("/web/health").json() == {"status": "pass"}
    assert visitor.get("/web/health?db_server_status=1").json() == {"status": "pass", "db_server_status": True}
    assert "Set-Cookie" not in visitor.get("/web/health").headers


def test_a_server_that_may_be_given_requests_says_so(visitor, monkeypatch):
    answer = visitor.get("/web/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "pass", "database": True, "registry": True})
    monkeypatch.setitem(config._runtime, "db_name", ["no_such_database"])
    answer = visitor.get("/web/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "fail", "database": True, "registry": False})
    assert answer.headers["Retry-After"] == "1"
    assert visitor.get("/web/health").json() == {"status": "pass"}
