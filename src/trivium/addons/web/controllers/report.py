"""Reports as pages and files, and barcodes."""

import json
import logging
from urllib.parse import parse_qsl, urlsplit

from markupsafe import escape
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from trivium import http
from trivium.http import content_disposition, request, serialize_exception
from trivium.tools.safe_eval import safe_eval, time

_logger = logging.getLogger(__name__)

MIMETYPES = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8", "pdf": "application/pdf"}
EXTENSIONS = {"html": "html", "text": "txt", "pdf": "pdf"}


def _mapping(name, text):
    """Return a parameter that is written as JSON."""
    try:
        return dict(json.loads(text or "{}"))
    except (TypeError, ValueError) as error:
        raise BadRequest(f"The parameter {name} is no JSON object: {error}") from error


class ReportController(http.Controller):
    @http.route(["/report/<converter>/<reportname>", "/report/<converter>/<reportname>/<docids>"], type="http",
                auth="user", website=True, readonly=True)  # fmt: skip
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """A report on records, as HTML, text or PDF."""
        if converter not in MIMETYPES:
            raise BadRequest(f"There are no reports as {converter}: use html, text or pdf.")
        ids = [int(part) for part in docids.split(",") if part.isdigit()] if docids else None
        context = dict(request.env.context)
        data.update(_mapping("options", data.pop("options", None)))
        if data.get("context"):
            data["context"] = _mapping("context", data["context"])
            context.update(data["context"])
        reports = request.env["ir.actions.report"].with_context(**context)
        try:
            reports._get_report(reportname)
        except ValueError as error:
            raise NotFound(str(error)) from error
        maker = getattr(reports, f"_render_qweb_{converter}", None)
        if maker is None:
            raise BadRequest(f"Reports as {converter} cannot be made here.")
        content, _kind = maker(reportname, ids, data=data)
        headers = [("Content-Type", MIMETYPES[converter]), ("Content-Length", str(len(content)))]
        return request.make_response(content, headers=headers)

    @http.route(["/report/barcode", "/report/barcode/<barcode_type>/<path:value>"], type="http", auth="public",
                readonly=True)  # fmt: skip
    def report_barcode(self, barcode_type, value, **kwargs):
        """The picture of a barcode, as PNG."""
        try:
            picture = request.env["ir.actions.report"].barcode(barcode_type, value, **kwargs)
        except ValueError as error:
            raise BadRequest(str(error)) from error
        headers = [("Content-Type", "image/png"), ("Cache-Control", "public, max-age=604800, immutable")]
        return request.make_response(picture, headers=headers)

    @http.route("/report/download", type="http", auth="user")
    def report_download(self, data, context=None, token=None, readonly=True):
        """A report as a file.

        :param data: as JSON, the address of the report and its type
        :return: the file, or what went wrong as the web client reads it
        """
        try:
            url, report_type = map(str, json.loads(data)[:2])
        except (TypeError, ValueError, KeyError) as error:
            raise BadRequest("`data` is a list of the report's address and its type, as JSON.") from error
        reportname = ""
        try:
            converter = report_type.removeprefix("qweb-")
            address = urlsplit(url)
            reportname, _slash, docids = address.path.partition(f"/report/{converter}/")[2].partition("/")
            values = dict(parse_qsl(address.query, keep_blank_values=True))
            if "context" in values or context:
                given = {**_mapping("context", context), **_mapping("context", values.get("context"))}
                values["context"] = json.dumps(given)
            response = self.report_routes(reportname, docids=docids or None, converter=converter, **values)
            name = self._file_name(reportname, docids)
            response.headers.add("Content-Disposition", content_disposition(f"{name}.{EXTENSIONS[converter]}"))
        except Exception as error:  # whatever it is, the client shows it in a dialog
            _logger.warning("The report %r was not made", reportname or url, exc_info=True)
            message = getattr(error, "description", None) if isinstance(error, HTTPException) else None
            answer = {"code": 0, "message": "Odoo Server Error", "data": serialize_exception(error, message=message)}
            return request.make_response(escape(json.dumps(answer)), status=500)
        return response

    @http.route("/report/check_wkhtmltopdf", type="jsonrpc", auth="user", readonly=True)
    def check_wkhtmltopdf(self):
        """Tell how PDF can be made."""
        return request.env["ir.actions.report"].get_wkhtmltopdf_state()

    def _file_name(self, reportname, docids):
        """Return the name of a report's file, without extension: what the report says for one record."""
        report = request.env["ir.actions.report"]._get_report_from_name(reportname)
        ids = [int(part) for part in (docids or "").split(",") if part.isdigit()]
        if report.print_report_name and len(ids) == 1:
            record = request.env[report.model].browse(ids)
            return safe_eval(report.print_report_name, {"object": record, "time": time})
        return report.name or reportname
