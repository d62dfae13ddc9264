"""`xmlrpc.client` of the standard library."""

import base64
import xmlrpc.client

import pytest

PIXEL = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(params=["/xmlrpc/2", "/xmlrpc"])
def rpc(request, served):
    """Call a function of a service."""

    def call(service, method, *args):
        with xmlrpc.client.ServerProxy(f"{served.url}{request.param}/{service}", allow_none=True) as proxy:
            return getattr(proxy, method)(*args)

    call.old = request.param == "/xmlrpc"
    return call


@pytest.fixture
def kw(rpc, served):
    """Call a method of a model as the administrator."""

    def call(model, method, *args, **kwargs):
        return rpc("object", "execute_kw", served.db, served.uid, "admin", model, method, list(args), kwargs)

    return call


def test_version(rpc):
    assert rpc("common", "version") == {
        "server_version": "19.0",
        "server_version_info": [19, 0, 0, "final", 0, ""],
        "server_serie": "19.0",
        "protocol_version": 1,
    }


def test_login_accepted_and_refused(rpc, served):
    assert rpc("common", "login", served.db, "admin", "admin") == served.uid
    assert rpc("common", "authenticate", served.db, "admin", "admin", {}) == served.uid
    assert rpc("common", "authenticate", served.db, "admin", "wrong", {}) is False
    assert rpc("common", "authenticate", served.db, "nobody", "admin", {}) is False


def test_an_api_key_serves_as_a_password(rpc, served):
    assert rpc("common", "authenticate", served.db, "admin", served.key, {}) == served.uid
    names = rpc("object", "execute_kw", served.db, served.uid, served.key, "res.partner", "read", [[1], ["name"]])
    assert names[0]["id"] == 1


def test_the_life_of_a_record(kw):
    country = kw("res.country", "search", [["code", "=", "BE"]])[0]
    partner = kw("res.partner", "create", {"name": "Ann & Co <x>", "is_company": True, "country_id": country})
    assert type(partner) is int
    assert kw("res.partner", "read", [partner], ["name", "country_id", "parent_id", "email"]) == [
        {"id": partner, "name": "Ann & Co <x>", "country_id": [country, "Belgium"], "parent_id": False, "email": False}
    ]
    assert kw("res.partner", "write", [partner], {"email": "ann@example.com"}) is True
    assert kw("res.partner", "search", [["email", "=", "ann@example.com"]]) == [partner]
    assert kw("res.partner", "search_count", [["id", "=", partner]]) == 1
    found = kw("res.partner", "search_read", [["id", "=", partner]], fields=["email"], limit=1)
    assert found == [{"id": partner, "email": "ann@example.com"}]
    assert kw("res.partner", "unlink", [partner]) is True
    assert kw("res.partner", "read", [partner], ["name"]) == []


def test_several_records_at_once_and_one2many_values(kw):
    parent, other = kw(
        "res.partner", "create", [{"name": "Parent", "child_ids": [[0, 0, {"name": "Kid"}]]}, {"name": "B"}]
    )
    (record,) = kw("res.partner", "read", [parent], ["child_ids"])
    (kid,) = record["child_ids"]
    assert kw("res.partner", "read", [kid], ["parent_id", "name"]) == [
        {"id": kid, "name": "Kid", "parent_id": [parent, "Parent"]}
    ]
    kw("res.partner", "write", [parent], {"child_ids": [[1, kid, {"name": "Kid 2"}], [0, 0, {"name": "Kid 3"}]]})
    names = {child["name"] for child in kw("res.partner", "search_read", [["parent_id", "=", parent]], ["name"])}
    assert names == {"Kid 2", "Kid 3"}
    kw("res.partner", "unlink", [parent, other])


def test_binary_values_dates_and_contexts(kw):
    partner = kw("res.partner", "create", {"name": "Picture", "image_1920": PIXEL.decode()})
    (record,) = kw("res.partner", "read", [partner], ["image_1920", "create_date"], context={"lang": "en_US"})
    assert base64.b64decode(record["image_1920"]).startswith(b"\x89PNG")
    assert len(record["create_date"]) == len("2026-11-21 21:15:39")
    kw("res.partner", "unlink", [partner])


def test_execute_takes_arguments_one_after_another(rpc, served):
    count = rpc("object", "execute", served.db, served.uid, "admin", "res.partner", "search_count", [["id", "=", 1]])
    assert count == 1


def fault(rpc, *args):
    with pytest.raises(xmlrpc.client.Fault) as caught:
        rpc("object", "execute_kw", *args)
    return caught.value


def test_a_wrong_password(rpc, served):
    error = fault(rpc, served.db, served.uid, "bad", "res.partner", "read", [[1]])
    assert error.faultCode == ("AccessDenied" if rpc.old else 3)


def test_an_access_error(rpc, served):
    error = fault(rpc, served.db, served.low_uid, "low", "res.groups", "create", [{"name": "x"}])
    if rpc.old:
        assert error.faultCode.startswith("warning -- AccessError\n\n")
    else:
        assert error.faultCode == 4
    assert "res.groups" in error.faultString


def test_a_user_error(rpc, served, kw):
    partner = kw("res.partner", "create", {"name": "Loop"})
    error = fault(rpc, served.db, served.uid, "admin", "res.partner", "write", [[partner], {"parent_id": partner}])
    if rpc.old:
        assert error.faultCode.startswith("warning -- UserError\n\n")
    else:
        assert error.faultCode == 2
    assert kw("res.partner", "read", [partner], ["parent_id"])[0]["parent_id"] is False


def test_a_unique_value(rpc, served):
    error = fault(rpc, served.db, served.uid, "admin", "res.country", "create", [{"name": "Dup", "code": "BE"}])
    assert error.faultCode == 2 if not rpc.old else error.faultCode.startswith("warning -- UserError")


def test_an_unknown_model_method_and_database(rpc, served):
    model = fault(rpc, served.db, served.uid, "admin", "no.model", "read", [[1]])
    method = fault(rpc, served.db, served.uid, "admin", "res.partner", "nothing", [])
    database = fault(rpc, "no_such_db", served.uid, "admin", "res.partner", "read", [[1]])
    if rpc.old:
        assert model.faultCode == "warning -- UserError\n\nObject no.model doesn't exist"
        assert method.faultCode == "The method 'res.partner.nothing' does not exist"
        assert "no_such_db" in database.faultCode
    else:
        assert [model.faultCode, method.faultCode, database.faultCode] == [2, 1, 1]


@pytest.mark.parametrize("method", ["_search", "browse", "sudo", "with_user", "env", "__init__", "_write", "pool"])
def test_what_is_not_public_cannot_be_called(rpc, served, method):
    error = fault(rpc, served.db, served.uid, "admin", "res.partner", method, [[1]])
    assert error.faultCode in {4, 1} if not rpc.old else error.faultCode


@pytest.mark.usefixtures("listed")
def test_the_list_of_databases(rpc, served):
    assert rpc("db", "list") == [served.db]
    assert rpc("db", "server_version") == "19.0"
    assert rpc("db", "db_exist", served.db) is True
