"""`odooly`, over JSON-RPC and XML-RPC."""

import odooly
import pytest


@pytest.fixture(params=["/jsonrpc", "/xmlrpc"])
def client(request, served):
    """A signed-in client."""
    return odooly.Client(f"{served.url}{request.param}", served.db, "admin", "admin", verbose=0)


def test_login_refused(served):
    # ServerError where earlier refusals of other tests make this one wait
    with pytest.raises((odooly.Error, odooly.ServerError)):
        odooly.Client(f"{served.url}/jsonrpc", served.db, "admin", "wrong", verbose=0)


def test_login_accepted(client, served):
    assert client.env.uid == served.uid
    assert client.server_version.startswith("19.0")


def test_the_life_of_a_record(client):
    partners = client.env["res.partner"]
    country = client.env["res.country"].search([("code", "=", "BE")])[0]
    partner = partners.create({"name": "Odooly", "country_id": country.id})
    assert partner.name == "Odooly"
    assert partner.country_id.code == "BE"
    partner.write({"email": "odooly@example.com"})
    assert partners.search([("email", "=", "odooly@example.com")]).id == [partner.id]
    assert partners.browse(partner.id).read("email") == "odooly@example.com"
    assert partners.search_count([("id", "=", partner.id)]) == 1
    partner.child_ids = [(0, 0, {"name": "Child"})]
    partner.refresh()
    assert partner.child_ids.name == ["Child"]
    assert partner.child_ids.parent_id.id == [partner.id]
    partner.child_ids.unlink()
    partner.unlink()
    assert partners.search([("id", "=", partner.id)]).id == []


def test_a_user_error_is_seen_as_such(client):
    partner = client.env["res.partner"].create({"name": "Loop"})
    with pytest.raises((odooly.ServerError, odooly.Error)) as caught:
        partner.write({"parent_id": partner.id})
    assert (
        "recurs" in str(caught.value).lower()
        or "loop" in str(caught.value).lower()
        or "itself" in str(caught.value).lower()
    )


def test_models_and_fields(client):
    assert "res.partner" in client.env.models("res.partner") or client.env.models("res.partner")
    fields = client.env["res.partner"].fields()
    assert fields["name"]["type"] == "char"


def test_a_context_holds_for_the_call(client):
    partners = client.env["res.partner"]
    partner = partners.create({"name": "Odooly archived", "active": False})
    domain = [("id", "=", partner.id)]
    assert partners.search(domain).id == []
    assert partners.with_context(active_test=False).search(domain).id == [partner.id]
    assert client.env(context={"active_test": False})["res.partner"].search(domain).id == [partner.id]
    assert partners.search(domain).id == []


def test_a_session_becomes_the_superuser_by_the_page(served):
    client = odooly.Client(served.url, served.db, "admin", "admin", verbose=0)
    assert client.env["res.users"].sudo().context_get()["uid"] == 1


def test_one_record_by_json2(served):
    partners = odooly.Client(served.url, served.db, "admin", api_key=served.key, verbose=0).env["res.partner"]
    partner = partners.create({"name": "Odooly one"})
    assert partner.copy({"name": "Odooly two"}).name == "Odooly two"
