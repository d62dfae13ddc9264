"""`erppeek`, over XML-RPC."""

import xmlrpc.client

import erppeek
import pytest

from trivium.tools.config import config


@pytest.fixture
def client(served):
    """A signed-in client."""
    return erppeek.Client(served.url, served.db, "admin", "admin", verbose=False)


def test_login_refused(served):
    with pytest.raises(erppeek.Error):
        erppeek.Client(served.url, served.db, "admin", "wrong")


def test_login_accepted(client):
    assert client.user == "admin"
    assert client.server_version == "19.0"


def test_the_list_is_told_where_it_is_asked_for(client, served, monkeypatch):
    with pytest.raises(xmlrpc.client.Fault) as refused:
        client.db.list()
    assert refused.value.faultCode == "AccessDenied"
    monkeypatch.setitem(config._runtime, "list_db", True)
    assert client.db.list() == [served.db]


# The records of erppeek ask for `fields_get_keys`, which servers have not had for years: its client-level calls work.
def test_the_life_of_a_record(client):
    (country,) = client.search("res.country", [("code", "=", "BE")])
    values = {"name": "Peek", "country_id": country, "child_ids": [(0, 0, {"name": "Kid"})]}
    partner = client.execute("res.partner", "create", values)
    (record,) = client.read("res.partner", [partner], ["name", "country_id", "child_ids"])
    assert (record["name"], record["country_id"]) == ("Peek", [country, "Belgium"])
    assert client.read("res.partner", record["child_ids"], "name") == ["Kid"]
    assert client.execute("res.partner", "write", [partner], {"email": "peek@example.com"}) is True
    assert client.search("res.partner", ["email = peek@example.com"]) == [partner]
    assert client.count("res.partner", [("id", "=", partner)]) == 1
    assert client.execute("res.partner", "unlink", [*record["child_ids"], partner]) is True
    assert client.search("res.partner", [("id", "=", partner)]) == []


def test_a_user_error_is_seen_as_such(client):
    partner = client.execute("res.partner", "create", {"name": "Loop"})
    with pytest.raises(erppeek.Fault) as caught:
        client.execute("res.partner", "write", [partner], {"parent_id": partner})
    assert caught.value.faultCode == "warning -- UserError\n\n" + caught.value.faultString


# Its `execute` puts the context of a call behind the arguments, where methods have had none for years.
def test_a_context_of_a_single_call_is_refused_and_not_overlooked(client):
    partner = client.execute("res.partner", "create", {"name": "Peek archived", "active": False})
    context = {"active_test": False}
    assert client.search("res.partner", [("id", "=", partner)]) == []
    with pytest.raises(erppeek.Fault, match="positional arguments"):
        client.execute("res.partner", "write", [partner], {"name": "Written"}, context=context)
    assert client.read("res.partner", partner, "name") == "Peek archived"
