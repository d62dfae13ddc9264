"""Layouts that a company can choose for its documents."""

from trivium import fields, models


class ReportLayout(models.Model):
    _name = "report.layout"
    _description = "Document layout"
    _order = "sequence, id"

    view_id = fields.Many2one("ir.ui.view", string="Template", required=True, ondelete="restrict")
    image = fields.Char("Address of a picture")
    pdf = fields.Char("Address of an example")
    sequence = fields.Integer("Sequence", default=50)
    name = fields.Char("Name")
