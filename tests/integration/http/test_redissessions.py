"""The server with its sessions in Redis: signing in and out, devices, and a Redis that is gone for a while."""

import time

import pytest
import requests
from tests.support.redisserver import MISSING, RedisServer

from trivium.data.redislink import PAUSE_SECONDS
from trivium.http import root
from trivium.http.redissessions import RedisSessionStore, make_store
from trivium.modules.lifecycle import environment
from trivium.tools.config import config

SESSION_INFO = "/web/session/get_session_info"


@pytest.fixture
def redis_server(tmp_path):
    if not RedisServer.is_installed():
        pytest.skip(MISSING)
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def store(redis_server, monkeypatch):
    monkeypatch.setitem(config, "redis_url", redis_server.url)
    store = make_store()
    assert isinstance(store, RedisSessionStore)
    monkeypatch.setitem(vars(root), "session_store", store)
    return store


@pytest.fixture
def signed_in(store, visitor):  # noqa: ARG001 - it must be in place
    assert visitor.login()["result"]["uid"] == visitor.served.uid
    return visitor


def test_signing_in_and_out(store, signed_in):
    session = store.get(signed_in.cookies["session_id"])
    assert session.uid == signed_in.served.uid
    assert signed_in.call(SESSION_INFO)["result"]["uid"] == session.uid
    signed_in.get("/web/session/logout", allow_redirects=False)
    assert store.get(session.sid).uid is None
    assert signed_in.call(SESSION_INFO)["error"]["code"] == 100


def test_a_changed_password_ends_the_sessions(store, visitor):  # noqa: ARG001 - it must be in place
    with environment(visitor.served.db) as env:
        user = env["res.users"].create({"name": "Changing", "login": "in redis", "password": "before"})
    visitor.login("in redis", "before")
    assert visitor.kw("res.users", "context_get")["result"]["uid"] == user.id
    with environment(visitor.served.db) as env:
        env["res.users"].browse(user.id).password = "after"
        env.registry.signal_changes()
    assert visitor.kw("res.users", "context_get")["error"]["code"] == 100


def test_devices_are_listed_and_logged_out(store, signed_in):
    identifier = store.identify(signed_in.cookies["session_id"])
    with environment(signed_in.served.db) as env:
        env["res.device.log"]._gc_revoked_sessions()
        device = env["res.device"].search([("session_identifier", "=", identifier)])
        assert device.user_id.id == signed_in.served.uid, "a session that lives is not taken for one that has ended"
        device._revoke()
    assert signed_in.call(SESSION_INFO)["error"]["code"] == 100


def test_devices_whose_sessions_ended_by_themselves_are_noted(store, signed_in):
    session = store.get(signed_in.cookies["session_id"])
    store.delete(session)
    with environment(signed_in.served.db) as env:
        env["res.device.log"]._gc_revoked_sessions()
        logs = env["res.device.log"].search([("session_identifier", "=", store.identify(session.sid))])
        assert logs.mapped("revoked") == [True]


def test_without_redis_nobody_is_known_and_nobody_is_logged_out(redis_server, signed_in):
    redis_server.pause()
    page = signed_in.get("/odoo", allow_redirects=False)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "2")
    assert "Set-Cookie" not in page.headers
    assert signed_in.call(SESSION_INFO)["error"]["data"]["name"] == "odoo.data.errors.RedisGoneError"
    for path in ("/web/login", "/web/health"):
        assert requests.get(signed_in.served.url + path, timeout=20).status_code == 200, "who has no session needs none"
    redis_server.resume()
    time.sleep(PAUSE_SECONDS + 0.1)
    assert signed_in.call(SESSION_INFO)["result"]["uid"] == signed_in.served.uid
