"""Reports and barcodes over HTTP."""

import io
import json
import re

import pytest
from PIL import Image


@pytest.fixture
def report(admin):
    """A report on partners, as HTML."""
    arch = '<t t-name="web.test_names"><ul><li t-foreach="docs" t-as="doc" t-esc="doc.name"/></ul></t>'
    view = {"name": "names", "type": "qweb", "key": "web.test_names", "arch": arch}
    created = admin.kw("ir.ui.view", "create", view)["result"]
    values = {"name": "Names", "model": "res.partner", "report_name": "web.test_names", "report_type": "qweb-html"}
    action = admin.kw("ir.actions.report", "create", values | {"print_report_name": "'Names of %s' % object.name"})
    yield "web.test_names"
    admin.kw("ir.actions.report", "unlink", [action["result"]])
    admin.kw("ir.ui.view", "unlink", [created])


def test_a_report_as_a_page(admin, report):
    answer = admin.get(f"/report/html/{report}/1")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "<li>" in answer.text
    assert admin.get(f"/report/docx/{report}/1").status_code == 400


def test_what_is_no_report_is_refused(admin, report):
    assert admin.get("/report/html/no.report/1").status_code == 404
    assert admin.get("/report/pdf/no.report/1").status_code == 404
    assert admin.get(f"/report/html/{report}/1?context={{").status_code == 400
    assert admin.get(f"/report/html/{report}/1?options=[1]").status_code == 400


def test_a_report_as_a_file(admin, report):
    name = admin.kw("res.partner", "read", [1], ["name"])["result"][0]["name"]
    token = {"csrf_token": re.search(r'csrf_token: "(\w+)"', admin.get("/odoo").text)[1]}
    answer = admin.post(
        "/report/download", data={"data": json.dumps([f"/report/html/{report}/1", "qweb-html"]), **token}
    )
    assert answer.status_code == 200, answer.text
    assert f"Names%20of%20{name.partition(' ')[0]}" in answer.headers["Content-Disposition"]
    assert name in answer.text


def test_other_forms_are_refused_with_a_reason(admin, report):
    answer = admin.get(f"/report/docx/{report}/1")
    assert answer.status_code == 400
    assert "use html, text or pdf" in answer.text


def test_barcodes_are_pictures(visitor):
    answer = visitor.get("/report/barcode/QR/hello%20world?width=80&height=80")
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (80, 80)
    assert visitor.get("/report/barcode?barcode_type=EAN13&value=4006381333931").status_code == 200
    assert visitor.get("/report/barcode/EAN13/abc").status_code == 400
    assert visitor.get("/report/barcode/QR/x?width=100000").status_code == 400


def test_a_report_that_is_not_there_is_not_found(admin):
    assert admin.get("/report/html/web.no_such_report/1").status_code == 404
    assert admin.get("/report/pdf/nonsense/1").status_code == 404
