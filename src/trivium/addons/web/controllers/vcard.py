"""Contacts as vCards."""

import io
import zipfile

from werkzeug.exceptions import BadRequest

from trivium import http, models
from trivium.http import content_disposition, request


class Partner(http.Controller):
    @http.route(["/web_enterprise/partner/<model('res.partner'):partner>/vcard", "/web/partner/vcard"], type="http",
                auth="user")  # fmt: skip
    def download_vcard(self, partner_ids=None, partner=None, **kwargs):
        """One card, or a zip of several."""
        ids = [int(part) for part in str(partner_ids or "").split(",") if part.isdecimal() and len(part) < 10]
        # of the query, `partner` is a text
        partners = partner if isinstance(partner, models.BaseModel) else request.env["res.partner"].browse(ids)
        partners = partners.exists()
        if not partners:
            raise BadRequest("There are no such contacts.")
        if len(partners) == 1:
            return self._answer(partners._get_vcard_file(), f"{partners.name or partners.email}.vcf", "text/vcard")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, record in enumerate(partners, 1):
                archive.writestr(f"{number}_{record.name or record.email}.vcf", record._get_vcard_file())
        return self._answer(buffer.getvalue(), "contacts.zip", "application/zip")

    def _answer(self, content, name, mimetype):
        return request.make_response(
            content,
            [
                ("Content-Type", mimetype),
                ("Content-Length", str(len(content))),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
