"""The addons of the external API: controllers by the names that addons know, and who may see the reference."""

import pytest

from trivium.addons.api_doc.controllers import DocController
from trivium.addons.rpc.controllers.jsonrpc import RPC
from trivium.addons.rpc.controllers.xmlrpc import XMLRPC
from trivium.http.rpc import jsonrpc, xmlrpc
from trivium.modules.lifecycle import environment


def test_addons_derive_from_the_controllers_that_serve():
    assert RPC is jsonrpc.RPC
    assert XMLRPC is xmlrpc.XMLRPC


def test_both_are_installed_with_what_they_need(served):
    with environment(served.db) as env:
        found = env["ir.module.module"].search([("name", "in", ["rpc", "api_doc"])])
        assert found.mapped("state") == ["installed", "installed"]


def test_people_of_the_house_see_the_reference(admin):
    assert DocController.doc_client
    assert "<title>External API</title>" in admin.get("/doc").text
    assert "res.partner" in admin.get("/doc/index.json").text


@pytest.fixture
def without_group(served):
    with environment(served.db) as env:
        group = env.ref("base.group_user")
        group.implied_ids -= env.ref("api_doc.group_allow_doc")
        env.cr.commit()
    yield
    with environment(served.db) as env:
        env.ref("base.group_user").implied_ids += env.ref("api_doc.group_allow_doc")
        env.cr.commit()


@pytest.mark.usefixtures("without_group")
@pytest.mark.parametrize("path", ["/doc", "/doc/res.partner", "/doc/index.json", "/doc/res.partner.json"])
def test_others_do_not(admin, path):
    assert admin.get(path).status_code == 403
