"""JSON-2: bearer keys, named arguments, statuses."""

import re

import pytest


@pytest.fixture
def json2(visitor):
    """Call a method; return status and body."""

    def call(path, body=None, key=visitor.served.key, method="POST"):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        answer = visitor.request(method, f"/json/2/{path}", json=body, headers=headers)
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        return answer.status_code, answer.json()

    return call


def test_the_life_of_a_record(json2):
    status, created = json2("res.partner/create", {"vals_list": [{"name": "J2"}]})
    assert status == 200
    assert json2("res.partner/write", {"ids": created, "vals": {"ref": "J2"}}) == (200, True)
    assert json2("res.partner/read", {"ids": created, "fields": ["name"]}) == (200, [{"id": created[0], "name": "J2"}])
    body = {"domain": [["ref", "=", "J2"]], "fields": ["name"], "limit": 1, "context": {"lang": "en_US"}}
    assert json2("res.partner/search_read", body) == (200, [{"id": created[0], "name": "J2"}])
    assert json2("res.partner/unlink", {"ids": created}) == (200, True)
    assert json2("res.partner/read", {"ids": created, "fields": ["name"]}) == (200, [])
    assert json2("res.partner/unlink", {"ids": []}) == (200, True)


def test_the_id_of_one_record_stands_for_a_list_of_it(json2):
    status, created = json2("res.partner/create", {"vals_list": [{"name": "J2 one"}]})
    assert status == 200
    status, copied = json2("res.partner/copy", {"ids": created[0], "default": {"name": "J2 two"}})
    assert status == 200
    assert json2("res.partner/read", {"ids": copied[0], "fields": ["name"]}) == (
        200,
        [{"id": copied[0], "name": "J2 two"}],
    )
    assert json2("res.partner/unlink", {"ids": True})[0] == 422


def test_context_get(json2, served):
    status, context = json2("res.users/context_get", {})
    assert status == 200
    assert context["uid"] == served.uid


@pytest.mark.parametrize(
    ("path", "body", "status", "name"),
    [
        ("no.model/read", {"ids": [1]}, 404, "werkzeug.exceptions.NotFound"),
        ("res.partner/nothing", {}, 404, "werkzeug.exceptions.NotFound"),
        ("res.partner/_search", {}, 403, "odoo.exceptions.AccessError"),
        ("res.partner/write", {"ids": [1]}, 422, "werkzeug.exceptions.UnprocessableEntity"),
        ("res.partner/read", {"ids": [1], "nope": 1}, 422, "werkzeug.exceptions.UnprocessableEntity"),
        ("res.partner/read", {"ids": "x"}, 422, "werkzeug.exceptions.UnprocessableEntity"),
        ("res.partner/search", {"ids": [1], "domain": []}, 422, "werkzeug.exceptions.UnprocessableEntity"),
        ("res.country/create", {"vals_list": [{"name": "D", "code": "BE"}]}, 422, "odoo.exceptions.ValidationError"),
        ("res.partner/read", [], 400, "werkzeug.exceptions.BadRequest"),
    ],
)
def test_errors(json2, path, body, status, name):
    got, error = json2(path, body)
    assert (got, error["name"]) == (status, name)
    assert set(error) == {"name", "message", "arguments", "context", "debug"}
    assert error["message"]
    assert error["debug"] == ""


@pytest.mark.parametrize("key", [None, "wrong", "0" * 40])
def test_without_a_good_key(json2, key):
    status, error = json2("res.partner/read", {"ids": [1]}, key=key)
    assert (status, error["name"]) == (401, "werkzeug.exceptions.Unauthorized")


def test_a_get_request_is_not_found(json2):
    assert json2("res.partner/read", method="GET")[0] == 404


def test_the_page_of_the_reference(visitor):
    answer = visitor.get("/doc", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/web/login?redirect=%2Fdoc")
    visitor.login()
    assert "External API" in visitor.get("/doc/res.partner").text
    assert visitor.get("/doc/res.partner.json").json()["model"] == "res.partner"
    for name in re.findall(r"/web/static/doc/[a-z.]+", visitor.get("/doc").text):
        assert visitor.get(name).status_code == 200


def test_the_reference(visitor, served):
    headers = {"Authorization": f"Bearer {served.key}"}
    index = visitor.get("/doc-bearer/index.json", headers=headers).json()
    partner = next(model for model in index["models"] if model["model"] == "res.partner")
    assert "name" in partner["fields"]
    assert "search_read" in partner["methods"]
    assert "_search" not in partner["methods"]
    assert "browse" not in partner["methods"]
    detail = visitor.get("/doc-bearer/res.partner.json", headers=headers).json()
    assert detail["fields"]["name"]["type"] == "char"
    assert list(detail["methods"]["write"]["parameters"]) == ["vals"]
    assert "model" in detail["methods"]["search"]["api"]
    assert visitor.get("/doc-bearer/res.partner.json").status_code == 401
