"""The same work by every client: imports and exports, binary values, contexts, errors."""

import base64
import xmlrpc.client

import erppeek
import odoolib
import odooly
import odoorpc
import pytest
import requests


def by_xmlrpc(served):
    proxy = xmlrpc.client.ServerProxy(f"{served.url}/xmlrpc/2/object", allow_none=True)
    return lambda model, method, *args, **kwargs: proxy.execute_kw(
        served.db, served.uid, "admin", model, method, list(args), kwargs
    )


def by_odoorpc(served):
    client = odoorpc.ODOO("127.0.0.1", port=served.port, timeout=20)
    client.login(served.db, "admin", "admin")
    return lambda model, method, *args, **kwargs: client.execute_kw(model, method, list(args), kwargs)


def by_erppeek(served):
    client = erppeek.Client(served.url, served.db, "admin", "admin", verbose=False)
    return client.execute


def by_odooly(served):
    client = odooly.Client(f"{served.url}/jsonrpc", served.db, "admin", "admin", verbose=0)
    return client.env.execute


def by_odoolib(served):
    connection = odoolib.get_connection(
        hostname="127.0.0.1", protocol="jsonrpc", port=served.port, database=served.db, login="admin", password="admin"
    )
    return lambda model, method, *args, **kwargs: getattr(connection.get_model(model), method)(*args, **kwargs)


def by_session(served):
    session = requests.Session()
    params = {"db": served.db, "login": "admin", "password": "admin"}
    session.post(f"{served.url}/web/session/authenticate", json={"params": params}, timeout=20)

    def call(model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        url = f"{served.url}/web/dataset/call_kw/{model}/{method}"
        answer = session.post(url, json={"params": params}, timeout=20).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["name"], answer["error"]["data"]["message"])
        return answer["result"]

    return call


@pytest.fixture(params=[by_xmlrpc, by_odoorpc, by_erppeek, by_odooly, by_odoolib, by_session])
def call(request, served):
    """Return a function that calls a method of a model."""
    return request.param(served)


def test_rows_go_in_and_come_out(call):
    fields = ["id", "name", "email", "country_id/id"]
    rows = [["clients.one", "Row one", "one@example.com", "base.be"], ["clients.two", "Row two", "", "base.nl"]]
    result = call("res.partner", "load", fields, rows)
    assert [message for message in result["messages"] if message["type"] == "error"] == []
    assert len(result["ids"]) == 2
    data = call("res.partner", "export_data", result["ids"], ["name", "email", "country_id/id"])["datas"]
    assert [[cell or "" for cell in row] for row in data] == [row[1:] for row in rows]


def test_a_wrong_row_is_told_and_nothing_is_kept(call):
    rows = [["Loaded", "no.such_country"]]
    result = call("res.partner", "load", ["name", "country_id/id"], rows)
    assert result["ids"] is False
    assert result["messages"][0]["record"] == 0
    assert call("res.partner", "search_count", [["name", "=", "Loaded"]]) == 0


def test_bytes_come_back_as_they_were_sent(call):
    content = bytes(range(256)) * 40
    values = {"name": "all.bin", "datas": base64.b64encode(content).decode()}
    attachment_id = call("ir.attachment", "create", values)
    (record,) = call("ir.attachment", "read", [attachment_id], ["datas", "file_size"])
    assert base64.b64decode(record["datas"]) == content
    assert record["file_size"] == len(content)


# erppeek and odooly put the context of a call elsewhere: see what each has of its own
@pytest.mark.parametrize("call", [by_xmlrpc, by_odoorpc, by_odoolib, by_session], indirect=True)
def test_a_context_holds_for_the_call(call):
    partner_id = call("res.partner", "create", {"name": "Archived by a client", "active": False})
    domain = [["id", "=", partner_id]]
    assert call("res.partner", "search", domain) == []
    assert call("res.partner", "search", domain, context={"active_test": False}) == [partner_id]


def test_a_refusal_says_why(call):
    partner_id = call("res.partner", "create", {"name": "Below itself"})
    with pytest.raises(Exception, match="cannot be below itself"):
        call("res.partner", "write", [partner_id], {"parent_id": partner_id})
    with pytest.raises(Exception, match="remotely"):
        call("res.partner", "_search", [])
