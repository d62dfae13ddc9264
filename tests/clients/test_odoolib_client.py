"""`odoo-client-lib`, over each of its protocols."""

import odoolib
import pytest
from odoolib.tools import AuthenticationError, JsonRPCException


@pytest.fixture(params=["xmlrpc", "jsonrpc", "json2"])
def connection(request, served):
    """A client."""
    return connect(request.param, served)


def connect(protocol, served, password=None):
    secret = password or (served.key if protocol == "json2" else "admin")
    return odoolib.get_connection(
        hostname="127.0.0.1", protocol=protocol, port=served.port, database=served.db, login="admin", password=secret
    )


@pytest.mark.parametrize("protocol", ["xmlrpc", "jsonrpc"])
def test_login_refused(protocol, served):
    with pytest.raises(AuthenticationError):
        connect(protocol, served, "wrong").check_login()


def test_a_wrong_key_is_refused(served):
    assert connect("json2", served, "0" * 40).check_login() is False


def test_the_life_of_a_record(connection):
    connection.check_login()
    partners = connection.get_model("res.partner")
    created = partners.create([{"name": "Lib", "child_ids": [[0, 0, {"name": "Kid"}]]}])
    (partner_id,) = created
    assert partners.write([partner_id], {"email": "lib@example.com"}) is True
    record = partners.read([partner_id], ["name", "email", "child_ids"])
    record = record[0] if isinstance(record, list) else record
    assert (record["name"], record["email"], len(record["child_ids"])) == ("Lib", "lib@example.com", 1)
    assert partners.search([["email", "=", "lib@example.com"]]) == [partner_id]
    assert connection.get_user_context()["lang"] == "en_US"
    assert partners.unlink([*record["child_ids"], partner_id]) is True


def test_a_user_error_is_seen_as_such(served):
    partners = connect("jsonrpc", served).get_model("res.partner")
    partner_id = partners.create({"name": "Loop"})
    with pytest.raises(JsonRPCException) as caught:
        partners.write([partner_id], {"parent_id": partner_id})
    assert caught.value.error["data"]["name"] == "odoo.exceptions.ValidationError"
    with pytest.raises(ValueError, match=r"odoo\.exceptions\.ValidationError"):
        connect("json2", served).get_model("res.partner").write(ids=[partner_id], vals={"parent_id": partner_id})
