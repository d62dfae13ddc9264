"""Reports as PDF: a document for each record, kept as an attachment where the report says so, merged into one file."""

import io
import logging
import mimetypes
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from trivium import _, api, models
from trivium.exceptions import AccessError, MissingError, UserError, ValidationError
from trivium.http import statics
from trivium.rendering import pdf
from trivium.rendering.assets import NATIVE, built_file, library_file, native_file
from trivium.rendering.pdf.process import available
from trivium.tools.safe_eval import safe_eval, time

_logger = logging.getLogger(__name__)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def get_wkhtmltopdf_state(self):
        """Tell whether PDF can be made: `ok`, or `install` where nothing is there to make it."""
        return "ok" if available() else "install"

    # ---- the way of a report -----------------------------------------------------------------------------------

    @api.model
    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Return a report on records as PDF, and the kind `pdf`.

        :raise UserError: the document cannot be made; the message says why
        """
        data = {**(data or {}), "report_type": "pdf"}
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        report = self._get_report(report_ref)
        streams, kind = self._pre_render_qweb_pdf(report_ref, res_ids=ids, data=data)
        if kind != "pdf":
            return streams, kind
        self._keep_as_attachments(report, streams)
        contents = [content["stream"].getvalue() for content in streams.values() if content["stream"]]
        _logger.info("The report %s was made as PDF for %s %s", report.report_name, report.model, ids)
        return self._merge_pdfs(contents), "pdf"

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Return the documents by record, each `{"stream", "attachment"}`, and the kind `pdf`.

        A report on no record, or whose articles are not marked with theirs, is under False.
        """
        report = self._get_report(report_ref)
        return self._render_qweb_pdf_prepare_streams(report, data or {}, res_ids=res_ids), "pdf"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Return the documents by record: those that were kept are taken again, the others are made."""
        report = self._get_report(report_ref)
        streams = {}
        for record in self.env[report.model].browse(res_ids or []) if report.model else ():
            kept = report.retrieve_attachment(record) if report.attachment else self.env["ir.attachment"]
            again = kept and report.attachment_use
            streams[record.id] = {"stream": io.BytesIO(kept.raw) if again else None, "attachment": kept or None}
        missing = [res_id for res_id, content in streams.items() if not content["stream"]]
        if res_ids and not missing:
            return streams
        source = self._render_qweb_html(report, missing or res_ids, data=data)[0]
        return streams | self._documents(report, missing, source, streams)

    def _documents(self, report, res_ids, source, streams):
        """Return what has to be made, by record."""
        bodies, ids, header, footer, arguments = report._prepare_html(source, report_model=report.model)
        options = {"header": header, "footer": footer, "specific_paperformat_args": arguments,
                   "landscape": bool(self.env.context.get("landscape")),
                   "set_viewport_size": bool(self.env.context.get("set_viewport_size"))}  # fmt: skip
        if sorted(map(int, filter(None, ids))) == sorted(res_ids) and res_ids:
            made = report._make_documents(bodies, report_ref=report, **options)
            return {
                res_id: {**streams[res_id], "stream": io.BytesIO(content)}
                for res_id, content in zip(ids, made, strict=True)
            }
        whole = io.BytesIO(report._run_wkhtmltopdf(bodies, report_ref=report, **options))
        if len(res_ids) == 1:
            return {res_ids[0]: {**streams[res_ids[0]], "stream": whole}}
        return {False: {"stream": whole, "attachment": None}}

    def _keep_as_attachments(self, report, streams):
        """Keep new documents under the name that the report gives them, in one statement for all."""
        if not report.attachment:
            return
        values = self._prepare_pdf_report_attachment_vals_list(report, streams)
        if values and self.env["ir.attachment"].has_access("create"):
            self.env["ir.attachment"].create(values)

    def _prepare_pdf_report_attachment_vals_list(self, report, streams):
        """Return the values of the attachments to make: of records whose document was not kept yet."""
        new = [
            res_id for res_id, content in streams.items() if res_id and content["stream"] and not content["attachment"]
        ]
        values = []
        for record in self.env[report.model].browse(new):
            name = safe_eval(report.attachment, {"object": record, "time": time})
            if name:
                content = streams[record.id]["stream"].getvalue()
                values.append({"name": name, "raw": content, "res_model": report.model, "res_id": record.id,
                               "type": "binary", "mimetype": "application/pdf"})  # fmt: skip
        return values

    def _merge_pdfs(self, streams, handle_error=None):
        """Return PDF files, as bytes or streams, as one.

        :param handle_error: called with the error and the file where one cannot be read
        """
        contents = [each if isinstance(each, bytes) else each.getvalue() for each in streams]
        return pdf.merge(contents)

    # ---- pages -------------------------------------------------------------------------------------------------

    def _prepare_html(self, html, report_model=False):
        """Take a report apart: bodies, the record of each, headers, footers, `data-report-...` of the page."""
        parts = pdf.split(html, report_model or None)
        return parts.bodies, parts.ids, parts.header, parts.footer, parts.arguments

    @api.model
    def _build_wkhtmltopdf_args(
        self, paperformat_id, landscape, specific_paperformat_args=None, set_viewport_size=False
    ):
        """Return the options of the pages, in the words of wkhtmltopdf's command line.

        :param specific_paperformat_args: `data-report-margin-top` and the like, which win over the paper format
        """
        specific = specific_paperformat_args or {}
        arguments = ["--disable-local-file-access", "--quiet"]
        if set_viewport_size:
            arguments += ["--viewport-size", "1024x1280" if landscape else "1280x1024"]
        paper = paperformat_id
        if not paper:
            return arguments + (["--orientation", "landscape"] if landscape else [])
        width = specific.get("data-report-page-width") or paper.page_width
        height = specific.get("data-report-page-height") or paper.page_height
        if paper.format and paper.format != "custom":
            arguments += ["--page-size", paper.format]
        elif width and height:
            arguments += ["--page-width", f"{width}mm", "--page-height", f"{height}mm"]
        top = specific.get("data-report-margin-top") or paper.margin_top
        spacing = specific.get("data-report-header-spacing") or paper.header_spacing
        dpi = specific.get("data-report-dpi") or paper.dpi
        arguments += ["--margin-top", str(top), "--margin-bottom", str(paper.margin_bottom), "--margin-left",
                      str(paper.margin_left), "--margin-right", str(paper.margin_right)]  # fmt: skip
        arguments += ["--header-spacing", str(spacing or 0), "--dpi", str(dpi or 90)]
        if paper.disable_shrinking:
            arguments.append("--disable-smart-shrinking")
        if paper.header_line:
            arguments.append("--header-line")
        if (
            landscape
            or specific.get("data-report-landscape")
            or (landscape is None and paper.orientation == "Landscape")
        ):
            arguments += ["--orientation", "landscape"]
        return arguments

    @api.model
    def _run_wkhtmltopdf(
        self, bodies, report_ref=False, header=None, footer=None, landscape=False, specific_paperformat_args=None,
        set_viewport_size=False,
    ):  # fmt: skip
        """Return HTML documents as one PDF; header and footer are on each page.

        :param bodies: documents; the n-th has the n-th header and footer, or the only one
        :param report_ref: the report, for its paper format
        :raise ValidationError: an option of the pages is wrong
        :raise UserError: a document cannot be made
        """
        made = self._make_documents(
            bodies, report_ref=report_ref, header=header, footer=footer, landscape=landscape,
            specific_paperformat_args=specific_paperformat_args, set_viewport_size=set_viewport_size,
        )  # fmt: skip
        return pdf.merge(made)

    def _make_documents(
        self, bodies, report_ref=False, header=None, footer=None, landscape=False, specific_paperformat_args=None,
        set_viewport_size=False,
    ):  # fmt: skip
        """Return a PDF of each HTML document."""
        report = self._get_report(report_ref) if report_ref else self
        paper = report.get_paperformat()
        turned = landscape or paper.orientation == "Landscape"
        arguments = self._build_wkhtmltopdf_args(paper, turned, specific_paperformat_args, set_viewport_size)
        try:
            css = pdf.parse(arguments).css()
        except pdf.OptionError as error:
            _logger.warning("The pages of paper format %s cannot be laid out: %s", paper.display_name, error)
            raise ValidationError(str(error)) from error
        texts = [body.decode() if isinstance(body, bytes) else str(body) for body in bodies]
        sources = [pdf.assemble(text, number, header or "", footer or "", css) for number, text in enumerate(texts)]
        try:
            return pdf.make_pdf(sources, self._pdf_resource)
        except pdf.PdfError as error:
            raise UserError(str(error)) from error

    # ---- what documents refer to -------------------------------------------------------------------------------

    def _pdf_resource(self, url):
        """Return content and type of what a document refers to: files of this system, as the user may read them.

        :raise LookupError: it is elsewhere, is not there, or may not be read
        """
        address = urlsplit(url)
        own = urlsplit(self.env["ir.config_parameter"].sudo().get_param("web.base.url", default="")).netloc
        if address.scheme not in {"http", "https"} or address.netloc not in {urlsplit(pdf.process.BASE).netloc, own}:
            raise LookupError(f"Reports have files of this system only, not {url}")
        path = unquote(address.path)
        first, _slash, rest = path.removeprefix("/web/").partition("/")
        if path.startswith("/web/assets/"):
            unique, _slash, name = rest.partition("/")
            if unique == NATIVE:
                return self._found(native_file(self.env, name), url)
            return self._found(built_file(unique, name), url)
        if path.startswith("/web/lib/"):
            return self._found(library_file(rest), url)
        if path.startswith("/report/barcode"):
            return self._barcode_resource(path, dict(parse_qsl(address.query)))
        if first in {"image", "content"} and path.startswith("/web/"):
            return self._record_resource(rest, dict(parse_qsl(address.query)), image=first == "image")
        if path in {"/logo.png", "/logo", "/web/binary/company_logo"}:
            return self._record_resource(f"res.company/{self.env.company.id}/logo", {}, image=True)
        return self._found(statics.find_file(address.path), url)

    @staticmethod
    def _found(content, url):
        if content is None:
            raise LookupError(f"There is nothing at {url}")
        mimetype = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
        return (Path(content).read_bytes() if isinstance(content, Path) else content.encode()), mimetype

    def _barcode_resource(self, path, values):
        kind, _slash, value = path.removeprefix("/report/barcode").strip("/").partition("/")
        try:
            picture = self.barcode(
                kind or values.pop("barcode_type", "auto"), value or values.pop("value", ""), **values
            )
        except ValueError as error:
            raise LookupError(str(error)) from error
        return picture, "image/png"

    def _record_resource(self, rest, values, image):
        """Return a picture or file of a record: `MODEL/ID/FIELD`, `ID`, or `EXTERNAL.ID`, or parameters by name."""
        parts = [part for part in rest.split("/") if part]
        if len(parts) >= 3 and parts[1].partition("-")[0].isdigit():
            values.update(model=parts[0], id=parts[1].partition("-")[0], field=parts[2])
        elif parts and parts[0].partition("-")[0].isdigit():
            values["id"] = parts[0].partition("-")[0]
        elif parts:
            values["xmlid"] = parts[0]
        binary, field = self.env["ir.binary"], values.get("field") or "raw"
        try:
            record = binary._find_record(
                values.get("xmlid"), values.get("model") or "ir.attachment", int(values.get("id") or 0),
                values.get("access_token"), field=field,
            )  # fmt: skip
            take = binary._get_image_stream_from if image else binary._get_stream_from
            stream = take(record, field)
            return stream.read(), stream.mimetype or "application/octet-stream"
        except (AccessError, MissingError, UserError, ValueError) as error:
            raise LookupError(str(error)) from error
