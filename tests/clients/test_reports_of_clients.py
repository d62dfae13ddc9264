"""Reports as PDF, fetched by clients over the session of the web client."""

import base64
import io
import json
import re
import xmlrpc.client

import odoorpc
import pytest
import requests
from pypdf import PdfReader

from trivium.modules.lifecycle import environment

ARCH = """<t t-name="base.client_card"><t t-call="web.html_container"><t t-foreach="docs" t-as="o">
<t t-call="web.external_layout"><div class="page"><h2 t-field="o.name"/></div></t></t></t></t>"""


@pytest.fixture(scope="module")
def cards(served):
    """Return the ids of two partners that the report `base.client_card` is about."""
    with environment(served.db) as env:
        view = env["ir.ui.view"].create({"name": "card", "type": "qweb", "key": "base.client_card", "arch": ARCH})
        name = {"module": "base", "name": "client_card", "model": "ir.ui.view", "res_id": view.id}
        env["ir.model.data"].create(name)
        values = {"name": "Cards", "model": "res.partner", "report_name": "base.client_card"}
        env["ir.actions.report"].create(values | {"report_type": "qweb-pdf"})
        ids = env["res.partner"].create([{"name": "Ada Fetched"}, {"name": "Bob Fetched"}]).ids
        env.cr.commit()
    return ids


@pytest.fixture
def odoo(served):
    """A signed-in `odoorpc`, whose own calls need no session: what it fetches does."""
    client = odoorpc.ODOO("127.0.0.1", port=served.port, timeout=60)
    client.login(served.db, "admin", "admin")
    client.json("/web/session/authenticate", {"db": served.db, "login": "admin", "password": "admin"})
    yield client
    client.logout()


@pytest.fixture
def session(served):
    """A client of its own, which is signed in as a browser is."""
    with requests.Session() as client:
        params = {"db": served.db, "login": "admin", "password": "admin"}
        client.post(f"{served.url}/web/session/authenticate", json={"params": params}, timeout=20)
        yield client


def texts(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


# its `report.download` is for servers before 14, and refuses without asking
def test_odoorpc_finds_the_report_and_fetches_it(odoo, cards):
    names = [report["report_name"] for report in odoo.report.list()["res.partner"]]
    assert "base.client_card" in names
    answer = odoo.http(f"report/pdf/base.client_card/{cards[0]},{cards[1]}")
    first, second = texts(answer.read())
    assert "Ada Fetched" in first
    assert "Bob Fetched" in second


def test_a_session_fetches_a_report(session, served, cards):
    answer = session.get(f"{served.url}/report/pdf/base.client_card/{cards[1]}", timeout=60)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    (page,) = texts(answer.content)
    assert "Bob Fetched" in page


def test_a_session_downloads_a_report_with_the_token_of_the_page(session, served, cards):
    token = re.search(r'csrf_token: "(\w+)"', session.get(f"{served.url}/odoo", timeout=60).text)[1]
    data = {"data": json.dumps([f"/report/pdf/base.client_card/{cards[0]}", "qweb-pdf"])}
    assert session.post(f"{served.url}/report/download", data=data, timeout=60).status_code == 400
    answer = session.post(f"{served.url}/report/download", data=data | {"csrf_token": token}, timeout=60)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Cards.pdf"
    assert "Ada Fetched" in texts(answer.content)[0]


def test_a_stranger_gets_no_report(served, cards):
    answer = requests.get(f"{served.url}/report/pdf/base.client_card/{cards[0]}", timeout=20)
    assert "/web/login" in answer.url
    assert b"Ada Fetched" not in answer.content


@pytest.fixture(params=["/xmlrpc/report", "/xmlrpc/2/report"])
def reports(request, served):
    """The service of reports, over XML-RPC."""
    with xmlrpc.client.ServerProxy(served.url + request.param, allow_none=True) as proxy:
        yield proxy


def test_a_program_gets_a_report_in_one_call(reports, served, cards):
    made = reports.render_report(served.db, served.uid, "admin", "base.client_card", cards, {}, {"lang": "en_US"})
    assert (made["format"], made["state"]) == ("pdf", True)
    first, second = texts(base64.b64decode(made["result"]))
    assert ("Ada Fetched" in first, "Bob Fetched" in second) == (True, True)


def test_a_program_gets_a_report_in_two_calls_and_once(reports, served, cards):
    login = (served.db, served.uid, "admin")
    number = reports.report(*login, "base.client_card", cards[:1])
    with pytest.raises(xmlrpc.client.Fault):
        reports.report_get(served.db, served.low_uid, "low", number)
    (page,) = texts(base64.b64decode(reports.report_get(*login, number)["result"]))
    assert "Ada Fetched" in page
    with pytest.raises(xmlrpc.client.Fault, match="ask for it again"):
        reports.report_get(*login, number)


def test_who_may_not_read_gets_no_report(reports, served, cards):
    for password, name, ids, told in (
        ("wrong", "base.client_card", cards, "Access"),
        ("admin", "no.such", cards, "no.such"),
        ("admin", "base.client_card", ["1"], "ids"),
    ):
        with pytest.raises(xmlrpc.client.Fault, match=told):
            reports.render_report(served.db, served.uid, password, name, ids)
    with pytest.raises(xmlrpc.client.Fault, match=r"[Aa]ccess|not allowed"):
        reports.render_report(served.db, served.low_uid, "low", "base.client_card", cards)
