"""`odoorpc`, over the session endpoints of the web client."""

import odoorpc
import pytest


@pytest.fixture
def odoo(served):
    """A signed-in client."""
    client = odoorpc.ODOO("127.0.0.1", port=served.port, timeout=20)
    client.login(served.db, "admin", "admin")
    yield client
    client.logout()


def test_login_refused(served):
    client = odoorpc.ODOO("127.0.0.1", port=served.port, timeout=20)
    with pytest.raises(odoorpc.error.RPCError):
        client.login(served.db, "admin", "wrong")


def test_login_accepted(odoo, served):
    assert odoo.env.uid == served.uid
    assert odoo.version == "19.0"
    assert odoo.env.user.login == "admin"


def test_the_life_of_a_record(odoo):
    partners = odoo.env["res.partner"]
    country = odoo.env["res.country"].search([("code", "=", "BE")])[0]
    partner_id = partners.create({"name": "Rpc", "country_id": country, "child_ids": [(0, 0, {"name": "Kid"})]})
    partner = partners.browse(partner_id)
    assert partner.name == "Rpc"
    assert partner.country_id.code == "BE"
    assert [child.name for child in partner.child_ids] == ["Kid"]
    partner.email = "rpc@example.com"
    assert partners.search([("email", "=", "rpc@example.com")]) == [partner_id]
    assert partners.read([partner_id], ["email"]) == [{"id": partner_id, "email": "rpc@example.com"}]
    assert partners.write([partner_id], {"name": "Rpc 2"}) is True
    assert partners.unlink([*partner.child_ids.ids, partner_id]) is True
    assert partners.search([("id", "=", partner_id)]) == []


def test_a_user_error_is_seen_as_such(odoo):
    partner_id = odoo.env["res.partner"].create({"name": "Loop"})
    with pytest.raises(odoorpc.error.RPCError) as caught:
        odoo.env["res.partner"].write([partner_id], {"parent_id": partner_id})
    assert caught.value.info["data"]["name"] == "odoo.exceptions.ValidationError"


@pytest.mark.usefixtures("listed")
def test_the_database_service(odoo, served):
    assert odoo.db.list() == [served.db]
