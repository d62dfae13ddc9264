"""Whatever clients send, the answer is one clear error and the server goes on."""

import socket

import pytest

from trivium.http.server import PortTakenError, ServerSettings, check_port, serve


def error_of(answer):
    assert answer["id"] == 7
    assert answer["jsonrpc"] == "2.0"
    error = answer["error"]
    assert set(error) == {"code", "message", "data"}
    assert set(error["data"]) == {"name", "message", "arguments", "context", "debug"}
    assert error["data"]["debug"] == ""
    return error


def test_a_wrong_password(visitor):
    error = error_of(visitor.login(password="wrong"))
    assert (error["code"], error["data"]["name"]) == (0, "odoo.exceptions.AccessDenied")
    assert error["data"]["message"] == "Access Denied"


def test_an_unknown_login_gets_the_same_answer_as_a_wrong_password(visitor):
    assert visitor.login("nobody")["error"] == visitor.login("admin", "wrong")["error"]


def test_an_unknown_database(visitor):
    answer = visitor.call("/web/session/authenticate", db="no_such_db", login="admin", password="admin")
    assert error_of(answer)["data"]["name"] == "odoo.exceptions.AccessDenied"


def test_no_session(visitor):
    error = error_of(visitor.kw("res.partner", "read", [1], ["name"]))
    assert (error["code"], error["data"]["name"]) == (100, "odoo.http.SessionExpiredException")


def test_an_ended_session(admin):
    sid = admin.cookies["session_id"]
    admin.call("/web/session/destroy")
    admin.cookies.set("session_id", sid)
    assert error_of(admin.kw("res.partner", "read", [1], ["name"]))["code"] == 100


@pytest.mark.parametrize(
    ("model", "method", "args", "name"),
    [
        ("res.partner", "write", [[1], {"no_such_field": 1}], ("builtins.KeyError", "builtins.ValueError")),
        ("res.partner", "read", [[1], ["no_such_field"]], ("builtins.ValueError",)),
        ("res.partner", "search", [[["no_such_field", "=", 1]]], ("builtins.ValueError",)),
        ("res.partner", "search", [[["name", "??", 1]]], ("builtins.ValueError",)),
        ("res.partner", "nothing", [], ("builtins.AttributeError",)),
        ("res.partner", "_compute_display_name", [[1]], ("odoo.exceptions.AccessError",)),
        ("res.partner", "browse", [[1]], ("odoo.exceptions.AccessError",)),
        ("res.partner", "write", [[1], {"color": "abc"}], ("builtins.ValueError",)),
        ("res.partner", "write", [[1], {"type": "zzz"}], ("builtins.ValueError",)),
        ("res.partner", "write", [], ("builtins.TypeError",)),
        ("res.partner", "write", ["x", {}], ("builtins.TypeError",)),
        ("res.partner", "read", [[1]], ("builtins.TypeError",)),
        ("res.country", "create", [{"code": "ZZ"}], ("odoo.exceptions.ValidationError",)),
        ("res.country", "create", [{"name": "Dup", "code": "BE"}], ("odoo.exceptions.ValidationError",)),
    ],
)
def test_calls_that_cannot_be_done(admin, model, method, args, name):
    kwargs = {"unknown_argument": 1} if (method, args) == ("read", [[1]]) else {}
    error = error_of(admin.kw(model, method, *args, **kwargs))
    assert error["code"] == 0
    assert error["data"]["name"] in name
    assert admin.kw("res.partner", "search_count", [["id", "=", 1]])["result"] == 1


def test_an_unknown_model(admin):
    error = error_of(admin.kw("no.model", "read", [1]))
    assert (error["code"], error["data"]["name"]) == (404, "werkzeug.exceptions.NotFound")


def test_a_user_without_rights(visitor):
    visitor.login(visitor.served.low_login, visitor.served.low_login)
    for model, method, args in [
        ("res.groups", "create", [{"name": "x"}]),
        ("ir.config_parameter", "read", [[1], ["key"]]),
        ("res.users", "write", [[visitor.served.uid], {"name": "hack"}]),
    ]:
        error = error_of(visitor.kw(model, method, *args))
        assert error["data"]["name"] == "odoo.exceptions.AccessError"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"1", b"\xff", b'{"params": []}', b"[" * 100_000])
def test_a_body_that_is_no_call(visitor, body):
    answer = visitor.post("/jsonrpc", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == 400


def test_a_body_of_the_wrong_type(admin):
    answer = admin.post("/web/dataset/call_kw", data={"model": "res.partner"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("service", "method", "name"),
    [
        ("nothing", "x", "builtins.KeyError"),
        ("common", "x", "builtins.NameError"),
        ("object", "x", "builtins.NameError"),
        ("object", "execute_kw", "builtins.TypeError"),
    ],
)
def test_services_and_functions_that_do_not_exist(visitor, service, method, name):
    assert error_of(visitor.call("/jsonrpc", service=service, method=method, args=[]))["data"]["name"] == name


def test_databases_are_not_dropped_without_the_master_password(visitor):
    error = error_of(visitor.call("/jsonrpc", service="db", method="drop", args=["wrong", visitor.served.db]))
    assert error["data"]["name"] == "odoo.exceptions.AccessDenied"
    assert visitor.call("/jsonrpc", service="db", method="db_exist", args=[visitor.served.db])["result"] is True


@pytest.mark.parametrize("body", [b"", b"<x/>", b"<methodCall>", b'<!DOCTYPE x [<!ENTITY a "b">]><methodCall/>'])
def test_xmlrpc_that_is_no_call(visitor, body):
    answer = visitor.post("/xmlrpc/2/common", data=body, headers={"Content-Type": "text/xml"})
    assert answer.status_code == 400
    assert visitor.get("/web/health").json() == {"status": "pass"}


def test_an_xmlrpc_service_that_does_not_exist(visitor):
    body = b"<methodCall><methodName>x</methodName></methodCall>"
    assert visitor.post("/xmlrpc/2/nothing", data=body).status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/no/such/page", 404),
        ("/web/static/../controllers/home.py", 404),
        ("/web/static/%2e%2e/controllers/home.py", 404),
        ("/web/static/..%2f..%2f__init__.py", 404),
        ("/web/static/", 404),
        ("/web/static/no_such_file.js", 404),
        ("/web/content/999999999", 404),
        ("/web/content/x/y/z", 404),
        ("/web/content/res.users/1/password", 404),
        ("/web/dataset/call_kw", 405),
        ("/%00", 404),
        ("/json/2/res.partner/read", 404),
    ],
)
def test_paths_that_lead_nowhere(visitor, path, status):
    answer = visitor.get(path)
    assert answer.status_code in ({status} | ({404, 403} if "content" in path else {status}))
    assert b"Traceback" not in answer.content


def test_a_damaged_cookie(visitor):
    for value in ("x", "a" * 43, "a" * 43 + ".!!", "a" * 43 + ".bm9fc3VjaF9kYg", "../../etc/passwd", "a" * 4000):
        visitor.cookies.set("session_id", value)
        assert visitor.get("/web/health").status_code == 200
        assert error_of(visitor.kw("res.partner", "read", [1]))["code"] == 100


def test_a_header_for_a_database_that_is_not_served(visitor):
    answer = visitor.get("/web/login", headers={"X-Odoo-Database": "postgres"})
    assert answer.status_code == 403


def test_a_form_without_token(admin):
    answer = admin.post("/web/binary/upload_attachment", data={"model": "res.partner", "id": 1}, files={"ufile": b"x"})
    assert answer.status_code == 400
    assert "session" in answer.text


def test_a_taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"127.0.0.1:{port}.*--http-port"):
            check_port("127.0.0.1", port)
        with pytest.raises(PortTakenError):
            serve(ServerSettings(port=port))


@pytest.mark.parametrize("mimetype", ["text/html%0d%0aX-Y:1", "text", "a/b/c", "%00/x", "text/%C3%A9"])
def test_a_content_type_that_is_none(admin, mimetype):
    made = admin.kw("ir.attachment", "create", {"name": "f.txt", "raw": "plain"})["result"]
    answer = admin.get(f"/web/content/{made}?mimetype={mimetype}")
    assert (answer.status_code, answer.content) == (200, b"plain")
    assert answer.headers["Content-Type"].partition(";")[0] == "text/plain"
    assert "X-Y" not in answer.headers
