"""Reports as PDF, over HTTP and by the model."""

import io
import json

import pytest
from pypdf import PdfReader

from trivium.exceptions import ValidationError
from trivium.modules.lifecycle import environment

ARCH = """<t t-name="base.test_card"><t t-call="web.html_container"><t t-foreach="docs" t-as="o">
<t t-call="web.external_layout"><div class="page"><h2 t-field="o.name"/>
<img t-attf-src="/report/barcode/Code128/{{o.id}}"/></div></t></t></t></t>"""


@pytest.fixture(scope="module")
def cards(served):
    """A report on two partners, kept as attachments."""
    with environment(served.db) as env:
        view = env["ir.ui.view"].create({"name": "card", "type": "qweb", "key": "base.test_card", "arch": ARCH})
        env["ir.model.data"].create({"module": "base", "name": "test_card", "model": "ir.ui.view", "res_id": view.id})
        env["ir.actions.report"].create(
            {
                "name": "Cards", "model": "res.partner", "report_name": "base.test_card", "report_type": "qweb-pdf",
                "print_report_name": "'Card of %s' % object.name", "attachment": "'card-%s.pdf' % object.id",
                "attachment_use": True,
            }
        )  # fmt: skip
        ids = env["res.partner"].create([{"name": "Ada Printed"}, {"name": "Bob Printed"}]).ids
        env.cr.commit()
    return ids


def texts(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_a_report_of_two_records_is_one_file(admin, cards):
    answer = admin.get(f"/report/pdf/base.test_card/{cards[0]},{cards[1]}")
    assert answer.headers["Content-Type"] == "application/pdf"
    first, second = texts(answer.content)
    assert "Ada Printed" in first
    assert "1 / 1" in first
    assert "Bob Printed" in second
    assert len(PdfReader(io.BytesIO(answer.content)).pages[0].images) >= 1


def test_a_report_that_was_kept_is_not_made_again(admin, cards):
    path = f"/report/pdf/base.test_card/{cards[0]}"
    admin.get(path)
    with environment(admin.served.db) as env:
        kept = env["ir.attachment"].search([("res_model", "=", "res.partner"), ("res_id", "=", cards[0])])
        assert kept.mapped("name") == [f"card-{cards[0]}.pdf"]
        assert kept.mimetype == "application/pdf"
        kept.raw = b"%PDF- as it was kept"
        env.cr.commit()
    assert admin.get(path).content == b"%PDF- as it was kept"
    with environment(admin.served.db) as env:
        env["ir.attachment"].browse(kept.id).unlink()
        env.cr.commit()


def test_the_file_has_the_name_that_the_report_gives(admin, cards):
    data = json.dumps([f"/report/pdf/base.test_card/{cards[1]}", "qweb-pdf"])
    answer = admin.get("/report/download", params={"data": data})
    assert answer.content.startswith(b"%PDF-")
    assert "Card%20of%20Bob%20Printed.pdf" in answer.headers["Content-Disposition"]


def test_html_and_text_are_other_forms_of_the_same(admin, cards):
    page = admin.get(f"/report/html/base.test_card/{cards[0]}")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "Ada Printed" in page.text
    assert 'class="article' in page.text


def test_the_client_is_told_that_pdf_can_be_made(admin):
    assert admin.call("/report/check_wkhtmltopdf")["result"] == "ok"


def test_wrong_options_of_pages_name_themselves(served, monkeypatch):
    with environment(served.db) as env:
        model = env.registry["ir.actions.report"]
        monkeypatch.setattr(model, "_build_wkhtmltopdf_args", lambda *_args: ["--no-such-thing"])
        with pytest.raises(ValidationError, match="--no-such-thing"):
            env["ir.actions.report"].new({})._run_wkhtmltopdf(["<p>x</p>"])


def test_files_that_may_not_be_read_are_not_printed(served):
    with environment(served.db) as env:
        secret = env["ir.attachment"].create({"name": "s", "raw": b"secret", "res_model": "ir.cron", "res_id": 1})
        nobody = env.ref("base.public_user")
        reports = env["ir.actions.report"].with_user(nobody)
        for url in (f"/web/content/{secret.id}", "/web/static/../__manifest__.py", "/etc/passwd"):
            with pytest.raises(LookupError):
                reports._pdf_resource(f"http://trivium.invalid{url}")
        with pytest.raises(LookupError, match="of this system only"):
            reports._pdf_resource("file:///etc/passwd")
