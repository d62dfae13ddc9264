"""A client names a database: it is one of the platform's, or nothing is told but that it is not served."""

import xmlrpc.client

import pytest
import requests

from trivium.data import databases
from trivium.data.errors import ServerError
from trivium.data.postgres import db_connect
from trivium.http.databases import encode_hint, forget_list
from trivium.http.errors import UNREACHABLE, serialize_exception
from trivium.tools.config import config

NAMES = ["nosuch", "postgres", "template1", "../x", "a" * 200, "x y"]
TELLTALE = ("socket", "host=", "connection", "/tmp", "FATAL", "Traceback", "psycopg")


@pytest.fixture
def several(served, monkeypatch):
    """The server without databases in its settings: all of the platform's are served."""
    monkeypatch.setitem(config._runtime, "db_name", [])
    forget_list()
    yield served
    forget_list()


def connected():
    """Return the databases that somebody is connected to."""
    with db_connect("postgres").cursor() as cr:
        cr.execute("SELECT DISTINCT datname FROM pg_stat_activity WHERE datname IS NOT NULL")
        return {name for (name,) in cr.fetchall()}


def assert_tells_nothing(text):
    assert [word for word in TELLTALE if word in text] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("path", ["/web/login", "/web/health", "/odoo", "/json/2/res.partner/search", "/jsonrpc", "/x"])
def test_a_header_names_no_database(several, path, name):
    headers = {"X-Odoo-Database": name, "Authorization": "Bearer x"}
    send = requests.get if path.startswith(("/web", "/odoo", "/x")) else requests.post
    answer = send(several.url + path, headers=headers, timeout=20, allow_redirects=False)
    assert answer.status_code == 403
    assert "is not served here" in answer.text
    assert_tells_nothing(answer.text)
    assert "template1" not in connected()


def fault_of(served, service, method, *args):
    """Return the fault that an XML-RPC call ends with."""
    with (
        xmlrpc.client.ServerProxy(f"{served.url}/xmlrpc/{service}", allow_none=True) as proxy,
        pytest.raises(xmlrpc.client.Fault) as fault,
    ):
        getattr(proxy, method)(*args)
    return fault.value


@pytest.mark.parametrize("name", [*NAMES, "", None, 5, ["x"]])
def test_a_call_names_no_database(several, name):
    search = [name, 2, "admin", "res.partner", "search", []]
    faults = [fault_of(several, "object", "execute", *search)]
    if isinstance(name, str):
        faults.append(fault_of(several, "2/common", "login", name, "admin", "admin"))
        faults.append(fault_of(several, "2/common", "authenticate", name, "admin", "admin", {}))
        assert [fault.faultCode for fault in faults[1:]] == [1, 1]
    told = [f"{fault.faultCode} {fault.faultString}" for fault in faults]
    for path, params in (
        ("/jsonrpc", {"service": "object", "method": "execute", "args": search}),
        ("/web/session/authenticate", {"db": name, "login": "admin", "password": "admin"}),
    ):
        answer = requests.post(several.url + path, json={"params": params}, timeout=20)
        assert "error" in answer.json()
        told.append(answer.text)
    assert_tells_nothing("".join(told))
    assert "template1" not in connected()


@pytest.mark.parametrize("name", ["postgres", "template1"])
@pytest.mark.usefixtures("several")
def test_a_cookie_names_no_database(visitor, name):
    visitor.cookies.set("session_id", f"{'a' * 43}.{encode_hint(name)}")
    assert visitor.get("/web/health").status_code == 200
    visitor.get("/web/login")
    assert "template1" not in connected()


def test_a_database_without_models(several):
    databases.create("empty_one")
    try:
        page = requests.get(f"{several.url}/web/login", headers={"X-Odoo-Database": "empty_one"}, timeout=20)
        assert (page.status_code, "trivium db init" in page.text) == (422, True)
        fault = fault_of(several, "2/common", "login", "empty_one", "admin", "admin")
        assert "trivium db init" in fault.faultString
    finally:
        databases.drop("empty_one")
    forget_list()
    fault = fault_of(several, "2/common", "login", "empty_one", "admin", "admin")
    assert "not served here" in fault.faultString


def test_a_setting_names_those_that_are_served(served):
    databases.create("beside")
    try:
        fault = fault_of(served, "2/common", "login", "beside", "admin", "admin")
        assert "not served here" in fault.faultString
        params = {"service": "db", "method": "db_exist", "args": ["beside"]}
        answer = requests.post(f"{served.url}/jsonrpc", json={"params": params}, timeout=20).json()
        assert answer["result"] is False
    finally:
        databases.drop("beside")


def test_where_postgresql_is_is_not_told():
    told = serialize_exception(ServerError("no server at /run/somewhere:5432"))
    assert (told["message"], told["arguments"]) == (UNREACHABLE, [UNREACHABLE])
