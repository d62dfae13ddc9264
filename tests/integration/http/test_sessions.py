"""Signing in and out, and what the cookie holds."""

import hashlib

from trivium.data.postgres import db_connect
from trivium.data.sql import SQL
from trivium.http.request import store
from trivium.modules.lifecycle import environment


def rows(db, query, *values):
    with db_connect(db).cursor() as cr:
        cr.execute(SQL(query, *values))
        return cr.fetchall()


def test_signing_in_gives_what_the_client_needs(visitor):
    info = visitor.login()["result"]
    assert info["uid"] == visitor.served.uid
    assert info["db"] == visitor.served.db
    assert info["is_system"] is True
    assert info["server_version_info"] == [19, 0, 0, "final", 0, ""]
    assert info["user_context"]["lang"] == "en_US"
    assert info["user_companies"]["current_company"] in map(int, info["user_companies"]["allowed_companies"])
    assert visitor.call("/web/session/get_session_info")["result"]["uid"] == info["uid"]


def test_the_cookie_is_for_the_server_alone(visitor):
    answer = visitor.post(
        "/web/session/authenticate",
        json={"params": {"db": visitor.served.db, "login": "admin", "password": "admin"}},
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("session_id=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_database_keeps_a_digest(admin):
    sid = admin.cookies["session_id"]
    digest = hashlib.sha256(sid.encode()).digest()
    ((uid, data),) = rows(admin.served.db, "SELECT uid, data::text FROM http_session WHERE id = %s", digest)
    assert uid == admin.served.uid
    assert sid not in data


def test_signing_in_changes_the_identifier(visitor):
    visitor.cookies.set("session_id", store.generate_key(visitor.served.db))
    planted = visitor.cookies["session_id"]
    visitor.login()
    values = {cookie.value for cookie in visitor.cookies if cookie.name == "session_id"}
    new = (values - {planted}).pop()
    assert new != planted
    digest = hashlib.sha256(planted.encode()).digest()
    assert rows(visitor.served.db, "SELECT 1 FROM http_session WHERE id = %s", digest) == []


def test_signing_out(admin):
    assert admin.kw("res.users", "search_count", [["id", "=", admin.served.uid]])["result"] == 1
    answer = admin.get("/web/session/logout", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/odoo")
    assert admin.kw("res.users", "search_count", [])["error"]["code"] == 100


def test_a_changed_password_ends_the_sessions(visitor):
    with environment(visitor.served.db) as env:
        user = env["res.users"].create({"name": "Changing", "login": "changing", "password": "before"})
    visitor.login("changing", "before")
    assert visitor.kw("res.users", "context_get")["result"]["uid"] == user.id
    with environment(visitor.served.db) as env:
        env["res.users"].browse(user.id).password = "after"
        env.registry.signal_changes()
    assert visitor.kw("res.users", "context_get")["error"]["code"] == 100
    assert "error" in visitor.login("changing", "before")
    assert visitor.login("changing", "after")["result"]["uid"] == user.id


def test_visitors_are_not_stored(visitor):
    before = rows(visitor.served.db, "SELECT count(*) FROM http_session")
    visitor.get("/web/login")
    visitor.get("/web/login")
    assert rows(visitor.served.db, "SELECT count(*) FROM http_session") == before


def test_calls_with_a_password_make_no_session(visitor):
    before = rows(visitor.served.db, "SELECT count(*) FROM http_session")
    args = [visitor.served.db, visitor.served.uid, "admin", "res.partner", "search_count", [[]]]
    answer = visitor.post("/jsonrpc", json={"params": {"service": "object", "method": "execute_kw", "args": args}})
    assert answer.json()["result"] > 0
    assert "Set-Cookie" not in answer.headers
    assert rows(visitor.served.db, "SELECT count(*) FROM http_session") == before
