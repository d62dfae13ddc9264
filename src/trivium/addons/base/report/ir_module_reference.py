"""Values of the report about an addon: its models and their fields."""

from trivium import api, models


class ReportBaseReport_Irmodulereference(models.AbstractModel):
    _name = "report.base.report_irmodulereference"
    _description = "Reference of an app"

    @api.model
    def _object_find(self, module):
        """Return the models that an addon brings or extends."""
        data = self.env["ir.model.data"].sudo().search([("model", "=", "ir.model"), ("module", "=", module.name)])
        return self.env["ir.model"].browse(data.mapped("res_id"))

    @api.model
    def _fields_find(self, model, module):
        """Return `[(name, description)]` of the fields that an addon adds to a model, by name."""
        domain = [
            ("model", "=", "ir.model.fields"),
            ("module", "=", module.name),
            ("name", "like", model.replace(".", "_")),
        ]
        ids = self.env["ir.model.data"].sudo().search(domain).mapped("res_id")
        names = self.env["ir.model.fields"].browse(ids).filtered(lambda field: field.model == model).mapped("name")
        return sorted(self.env[model].fields_get(names).items()) if names else []

    @api.model
    def _get_report_values(self, docids, data=None):
        report = self.env["ir.actions.report"]._get_report_from_name("base.report_irmodulereference")
        modules = self.env["ir.module.module"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": report.model,
            "docs": modules,
            "findobj": self._object_find,
            "findfields": self._fields_find,
        }
