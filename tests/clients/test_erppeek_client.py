"""`erppeek`, over XML-RPC."""

import erppeek
import pytest


@pytest.fixture
def client(served):
    """A signed-in client."""
    return erppeek.Client(served.url, served.db, "admin", "admin", verbose=False)


def test_login_refused(served):
    with pytest.raises(erppeek.Error):
        erppeek.Client(served.url, served.db, "admin", "wrong")


def test_the_life_of_a_record(client):
    partners = client.model("res.partner")
    country = client.model("res.country").browse([("code", "=", "BE")])[0]
    partner = partners.create({"name": "Peek", "country_id": country.id, "child_ids": [(0, 0, {"name": "Kid"})]})
    assert partner.name == "Peek"
    assert partner.country_id.code == "BE"
    assert partner.child_ids.name == ["Kid"]
    partner.write({"email": "peek@example.com"})
    assert client.search("res.partner", [("email", "=", "peek@example.com")]) == [partner.id]
    assert client.read("res.partner", [partner.id], ["email"]) == [{"id": partner.id, "email": "peek@example.com"}]
    assert client.count("res.partner", [("id", "=", partner.id)]) == 1
    partner.child_ids.unlink()
    assert partner.unlink() is True


def test_a_user_error_is_seen_as_such(client):
    partner = client.create("res.partner", {"name": "Loop"})
    partner_id = partner if isinstance(partner, int) else partner.id
    with pytest.raises(erppeek.Fault) as caught:
        client.write("res.partner", [partner_id], {"parent_id": partner_id})
    assert caught.value.faultCode in {2, "warning -- UserError"} or "UserError" in str(caught.value.faultCode)
