"""Lists of fields that people saved for their exports."""

from trivium import fields, models


class IrExports(models.Model):
    _name = "ir.exports"
    _description = "Export template"
    _order = "name, id"

    name = fields.Char("Name")
    resource = fields.Char("Model", index=True)
    export_fields = fields.One2many("ir.exports.line", "export_id", string="Fields", copy=True)


class IrExportsLine(models.Model):
    _name = "ir.exports.line"
    _description = "Field of an export template"

    name = fields.Char("Field")
    export_id = fields.Many2one("ir.exports", string="Export template", index=True, ondelete="cascade")
