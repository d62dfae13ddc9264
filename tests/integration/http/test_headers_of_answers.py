"""What browsers are told with each answer, and what becomes of files that could run in them."""

import base64
import http.client
import re

import pytest
import requests

from trivium.http.testserver import TestServer
from trivium.tools.config import config

HTML = b"<html><body><script>parent.alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def policy(answer):
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def test_a_public_page_runs_marked_scripts_alone(visitor):
    answer = visitor.get("/web/login")
    rules = policy(answer)
    (nonce,) = {word for word in rules["script-src"] if word.startswith("'nonce-")}
    assert rules["script-src"] == {"'self'", nonce}
    assert "'unsafe-inline'" not in rules["style-src"]
    assert rules["object-src"] == {"'none'"}
    assert rules["frame-ancestors"] == {"'self'"}
    assert rules["base-uri"] == rules["form-action"] == {"'self'"}
    assert nonce != {word for word in policy(visitor.get("/web/login"))["script-src"] if "nonce" in word}.pop()
    for script in re.findall(r"<script[^>]*>", answer.text):
        assert "src=" in script or nonce[7:-1] in script


def test_the_client_alone_compiles_templates(admin):
    rules = policy(admin.get("/odoo"))
    assert "'unsafe-eval'" in rules["script-src"]
    assert "'unsafe-inline'" not in rules["script-src"]


@pytest.mark.parametrize("path", ["/web/login", "/web/health", "/nothing/here", "/web/static/img/favicon.svg"])
def test_every_answer_has_its_type_and_no_other(visitor, path):
    headers = visitor.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"]
    # anybody's page may show our pictures: they say nothing
    assert headers.get("Access-Control-Allow-Origin") == ("*" if "/static/" in path else None)
    assert "/static/" in path or headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/odoo", "/doc", "/web/login_successful"])
def test_pages_with_data_are_not_kept(admin, path):
    assert admin.get(path).headers["Cache-Control"] == "no-store"


def upload(admin, name, content):
    values = {"name": name, "datas": base64.b64encode(content).decode()}
    return admin.kw("ir.attachment", "create", values)["result"]


@pytest.mark.parametrize(("name", "content"), [("page.html", HTML), ("picture.svg", SVG), ("notes.txt", HTML)])
def test_uploaded_scripts_do_not_run(admin, name, content):
    answer = admin.get(f"/web/content/{upload(admin, name, content)}")
    assert answer.status_code == 200
    rules = policy(answer)
    assert rules["default-src"] == {"'none'"}
    assert "script-src" not in rules
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    active = answer.headers["Content-Type"].split(";")[0] in {"text/html", "application/xhtml+xml"}
    assert not active or answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(("name", "content"), [("page.html", HTML), ("picture.svg", SVG)])
def test_what_is_uploaded_for_everybody_is_shown_in_a_sandbox(admin, visitor, name, content):
    """Its forms would ask for passwords under our name."""
    number = upload(admin, name, content)
    admin.kw("ir.attachment", "write", [number], {"public": True})
    rules = policy(visitor.get(f"/web/content/{number}"))
    assert rules["default-src"] == {"'none'"}
    assert rules["form-action"] == {"'none'"}
    assert "sandbox" in rules


@pytest.mark.parametrize("name", ['a"; filename="b.html', "a\r\nSet-Cookie: x=1", "../../etc/passwd", "ünï.txt"])
def test_names_of_files_stay_names(admin, name):
    answer = admin.get(f"/web/content/{upload(admin, name, b'text')}?download=1")
    disposition = answer.headers["Content-Disposition"]
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers or "x=1" not in answer.headers["Set-Cookie"]
    assert "x" not in answer.cookies
    assert re.fullmatch(r"attachment(; filename\*?=([\w.%'-]+|\"(\\.|[^\"\\\r\n])*\"))+", disposition)


@pytest.mark.parametrize(
    "path", ["/web/static/../../__manifest__.py", "/web/static/%2e%2e/%2e%2e/__manifest__.py", "/web/static/img/",
             "/web/static", "/.git/config", "/web/static/..%2f..%2fmodels/ir_http.py",
             "/base/static/../models/res_users.py"],
)  # fmt: skip
def test_nothing_outside_of_static_folders_is_served(served, path):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status in {302, 303, 404, 400, 403}
    assert b"depends" not in body
    assert b"class " not in body.replace(b'class="', b"")


def test_trace_is_refused(served):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("TRACE", "/web/login", headers={"X-Secret": "echo"})
    answer = connection.getresponse()
    assert b"echo" not in answer.read()
    assert answer.status in {400, 404, 405}
    connection.close()


def test_pages_keep_to_themselves(visitor):
    headers = visitor.get("/web/login").headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "payment=()" in headers["Permissions-Policy"]
    assert visitor.get("/web/health").headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.fixture
def behind_proxy(served, monkeypatch):  # noqa: ARG001 - the database to serve
    """The address of a server that believes a proxy in front."""
    monkeypatch.setitem(config, "proxy_mode", True)
    with TestServer(threads=2, proxy=True) as server:
        yield server.url


def cookie_behind(url, scheme):
    headers = {"X-Forwarded-Proto": scheme, "X-Forwarded-Host": "erp.example.com", "X-Forwarded-For": "198.51.100.7"}
    answer = requests.get(f"{url}/web/login", headers=headers, timeout=20)
    return answer, next(text for text in answer.raw.headers.getlist("Set-Cookie") if text.startswith("session_id="))


def test_behind_tls_cookies_go_nowhere_else(behind_proxy):
    answer, cookie = cookie_behind(behind_proxy, "https")
    assert "Secure" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    answer, cookie = cookie_behind(behind_proxy, "http")
    assert "Secure" not in cookie


def test_without_a_proxy_nobody_says_where_a_request_comes_from(visitor):
    answer, cookie = cookie_behind(visitor.served.url, "https")
    assert "Secure" not in cookie
    assert "Strict-Transport-Security" not in answer.headers
