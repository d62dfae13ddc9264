"""Reports: templates run on records, as HTML, text or PDF."""

from trivium import Domain, _, api, fields, models
from trivium.exceptions import UserError
from trivium.tools.barcode import createBarcodeDrawing
from trivium.tools.mail import is_html_empty
from trivium.tools.safe_eval import safe_eval, time

MAX_PIXELS = 4000


class IrActionsReport(models.Model):
    """A report on records of a model."""

    _name = "ir.actions.report"
    _description = "Report Action"
    _inherit = ["ir.actions.actions"]
    _table = "ir_act_report_xml"
    _table_inherits = "ir_actions"
    _order = "name, id"
    _allow_sudo_commands = False

    type = fields.Char(default="ir.actions.report")
    binding_type = fields.Selection(default="report")
    model = fields.Char(required=True, string="Model Name")
    model_id = fields.Many2one("ir.model", string="Model", compute="_compute_model_id", search="_search_model_id")
    report_type = fields.Selection(
        [("qweb-html", "HTML"), ("qweb-pdf", "PDF"), ("qweb-text", "Text")], required=True, default="qweb-pdf"
    )
    report_name = fields.Char(string="Template Name", required=True)
    report_file = fields.Char(help="File name for the download, without an extension.")
    group_ids = fields.Many2many("res.groups", "res_groups_report_rel", "uid", "gid", string="Groups")
    multi = fields.Boolean(string="On Multiple Doc.", help="Offered in the list only, not in the form.")
    paperformat_id = fields.Many2one("report.paperformat", string="Paper Format", index="btree_not_null")
    print_report_name = fields.Char(
        string="Printed Report Name",
        translate=True,
        help="An expression for the name of the file; may use object and time.",
    )
    attachment_use = fields.Boolean(string="Reload from Attachment", help="A report that was kept is not made again.")
    attachment = fields.Char(
        string="Save as Attachment Prefix",
        help="An expression for the name under which the report is kept; empty: it is not.",
    )
    domain = fields.Char(string="Filter domain", help="The report is offered on records of this domain only.")

    @api.depends("model")
    def _compute_model_id(self):
        for report in self:
            report.model_id = self.env["ir.model"]._get(report.model) if report.model else False

    def _search_model_id(self, operator, value):
        if isinstance(value, str):
            names = self.env["ir.model"].sudo().search([("display_name", operator, value)]).mapped("model")
            return Domain("model", "in", names)
        ids = [value] if isinstance(value, int) else list(value)
        names = self.env["ir.model"].sudo().browse(ids).mapped("model")
        return Domain("model", "not in" if operator in ("!=", "not in") else "in", names)

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {
            "report_name", "report_type", "target", "context", "data", "close_on_report_download", "domain"
        }  # fmt: skip

    # ---- buttons -----------------------------------------------------------------------------------------------

    def associated_view(self):
        """Open the templates of the report."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("base.action_ui_view")
        name = self.report_name.rpartition(".")[2]
        return action | {"domain": [("name", "ilike", name), ("type", "=", "qweb")]}

    def create_action(self):
        """Offer the report in the print menu of its model."""
        for report in self:
            report.write({"binding_model_id": self.env["ir.model"]._get_id(report.model), "binding_type": "report"})
        return True

    def unlink_action(self):
        """Offer the report in the print menu no more."""
        self.check_access("write")
        self.filtered("binding_model_id").write({"binding_model_id": False})
        return True

    # ---- which -------------------------------------------------------------------------------------------------

    @api.model
    def _get_report_from_name(self, report_name):
        """Return the report whose template has that name; empty if there is none."""
        return (
            self.sudo()
            .search([("report_name", "=", report_name)], limit=1)
            .with_context(self.env["res.users"].context_get())
        )

    @api.model
    def _get_report(self, report_ref):
        """Return a report by record, number, external id or name of its template.

        Raises:
            ValueError: there is none.
        """
        if isinstance(report_ref, models.BaseModel):
            if report_ref._name != self._name:
                raise ValueError(f"{report_ref} is no report")
            return report_ref.sudo()
        if isinstance(report_ref, int):
            return self.sudo().browse(report_ref)
        report = self._get_report_from_name(report_ref)
        if report:
            return report
        report = self.env.ref(report_ref, raise_if_not_found=False)
        if report is None or not report or report._name != self._name:
            raise ValueError(f"There is no report {report_ref!r}")
        return report.sudo()

    def get_paperformat(self):
        """Return the paper format: of the report, or else of the company."""
        return self.paperformat_id or self.env.company.paperformat_id

    @api.model
    def get_paperformat_by_xmlid(self, xml_id):
        """Return the paper format of a report by its external id."""
        return self.env.ref(xml_id).get_paperformat() if xml_id else self.env.company.paperformat_id

    def retrieve_attachment(self, record):
        """Return the attachment under which the report on a record was kept; empty if it was not."""
        attachments = self.env["ir.attachment"]
        name = safe_eval(self.attachment, {"object": record, "time": time}) if self.attachment else ""
        if not name:
            return attachments
        return attachments.search(
            [("name", "=", name), ("res_model", "=", self.model), ("res_id", "=", record.id)], limit=1
        )

    @api.model
    def get_valid_action_reports(self, model, record_ids):
        """Return the ids of the reports offered on at least one of the records."""
        records = self.env[model].browse(record_ids)
        reports = self.search([("binding_model_id.model", "=", model), ("domain", "!=", False)])
        offered = reports.filtered(
            lambda report: records.filtered_domain(
                safe_eval(report.domain, {"allowed_company_ids": self.env.companies.ids})
            )
        )
        without = self.search([("binding_model_id.model", "=", model), ("domain", "=", False)])
        return (offered + without).ids

    def report_action(self, docids, data=None, config=True):
        """Return the action by which the client shows the report on records.

        :param docids: records, or ids
        :param data: further values for the report
        """
        context = dict(self.env.context)
        if docids:
            ids = (
                docids.ids
                if isinstance(docids, models.Model)
                else [docids]
                if isinstance(docids, int)
                else list(docids)
            )
            context["active_ids"] = ids
        report = self.sudo()
        return {
            "context": context,
            "data": data,
            "type": "ir.actions.report",
            "report_name": report.report_name,
            "report_type": report.report_type,
            "report_file": report.report_file,
            "name": report.name,
        }

    # ---- rendering ---------------------------------------------------------------------------------------------

    @api.model
    def _get_rendering_context_model(self, report):
        return self.env.get(f"report.{report.report_name}")

    def _get_rendering_context(self, report, docids, data):
        """Return the values that the template of a report is run with."""
        data = dict(data or {})
        maker = self._get_rendering_context_model(report)
        if maker is not None:
            data.update(maker._get_report_values(docids, data=data))
        else:
            data.update({"doc_ids": docids, "doc_model": report.model, "docs": self.env[report.model].browse(docids)})
        data["is_html_empty"] = is_html_empty
        return data

    def _render_template(self, template, values=None):
        """Return a template run with values and what every report may use."""
        user = self.env.user
        values = dict(values or {})
        values.update(
            time=time,
            context_timestamp=lambda moment: fields.Datetime.context_timestamp(self.with_context(tz=user.tz), moment),
            user=user,
            res_company=self.env.company,
            web_base_url=self.env["ir.config_parameter"].sudo().get_param("web.base.url", default=""),
        )
        return self.env["ir.ui.view"]._render_template(template, values).encode()

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        """Return a report on records as HTML, and the kind `html`."""
        report = self._get_report(report_ref)
        values = self._get_rendering_context(report, docids, {"report_type": "html", **(data or {})})
        return self._render_template(report.report_name, values), "html"

    @api.model
    def _render_qweb_text(self, report_ref, docids, data=None):
        """Return a report on records as text, and the kind `text`."""
        report = self._get_report(report_ref)
        values = self._get_rendering_context(report, docids, {"report_type": "text", **(data or {})})
        return self._render_template(report.report_name, values), "text"

    @api.model
    def barcode(self, barcode_type, value, **kwargs):
        """Return the picture of a barcode, as PNG.

        :param kwargs: `width` and `height` in pixels, `humanreadable` for the text below
        :raise ValueError: the kind is unknown, or the value does not fit it
        """
        kind = "QR" if barcode_type == "auto" and len(value) not in {8, 13} else barcode_type
        if kind == "auto":
            kind = "EAN8" if len(value) == 8 else "EAN13"
        sizes = {name: int(kwargs.get(name) or default) for name, default in (("width", 600), ("height", 100))}
        for name, pixels in sizes.items():
            if not 0 < pixels <= MAX_PIXELS:
                raise ValueError(f"The {name} of a barcode is 1 to {MAX_PIXELS} pixels")
        readable = str(kwargs.get("humanreadable") or "0").lower() in {"1", "true"}
        return createBarcodeDrawing(kind, value=value, humanReadable=readable, **sizes).asString("png")

    @api.model
    def get_available_barcode_masks(self):
        """Return what can be laid over barcodes, by name: nothing here; addons add to it."""
        return {}

    @api.model
    def _render(self, report_ref, res_ids, data=None):
        """Return a report on records, and its kind."""
        report = self._get_report(report_ref)
        name = "_render_" + report.report_type.replace("-", "_").lower()
        maker = getattr(self, name, None)
        if maker is None:
            raise UserError(_("Reports of the type %s cannot be made here: is an addon missing?", report.report_type))
        return maker(report, res_ids, data=data)
