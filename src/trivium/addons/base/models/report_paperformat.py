"""Paper formats of printed documents."""

from trivium import api, fields, models
from trivium.exceptions import ValidationError

# width and height in millimetres (ISO 216, ISO 269, ANSI and US trade sizes)
_SIZES = {
    "A0": (841.0, 1189.0), "A1": (594.0, 841.0), "A2": (420.0, 594.0), "A3": (297.0, 420.0), "A4": (210.0, 297.0),
    "A5": (148.0, 210.0), "A6": (105.0, 148.0), "A7": (74.0, 105.0), "A8": (52.0, 74.0), "A9": (37.0, 52.0),
    "B0": (1000.0, 1414.0), "B1": (707.0, 1000.0), "B2": (500.0, 707.0), "B3": (353.0, 500.0), "B4": (250.0, 353.0),
    "B5": (176.0, 250.0), "B6": (125.0, 176.0), "B7": (88.0, 125.0), "B8": (62.0, 88.0), "B9": (44.0, 62.0),
    "B10": (31.0, 44.0), "C5E": (163.0, 229.0), "Comm10E": (105.0, 241.0), "DLE": (110.0, 220.0),
    "Executive": (190.5, 254.0), "Folio": (210.0, 330.0), "Ledger": (431.8, 279.4), "Legal": (215.9, 355.6),
    "Letter": (215.9, 279.4), "Tabloid": (279.4, 431.8),
}  # fmt: skip

PAPER_SIZES = [
    {"key": key, "description": f"{key} ({width:g} x {height:g} mm)", "width": width, "height": height}
    for key, (width, height) in _SIZES.items()
] + [{"key": "custom", "description": "Custom"}]


class ReportPaperformat(models.Model):
    _name = "report.paperformat"
    _description = "Paper format"

    name = fields.Char("Name", required=True)
    default = fields.Boolean("Default paper format")
    format = fields.Selection(
        [(size["key"], size["description"]) for size in PAPER_SIZES], string="Paper size", default="A4"
    )
    margin_top = fields.Float("Top margin (mm)", default=40)
    margin_bottom = fields.Float("Bottom margin (mm)", default=20)
    margin_left = fields.Float("Left margin (mm)", default=7)
    margin_right = fields.Float("Right margin (mm)", default=7)
    page_height = fields.Integer("Height (mm)", default=False)
    page_width = fields.Integer("Width (mm)", default=False)
    orientation = fields.Selection([("Landscape", "Landscape"), ("Portrait", "Portrait")], default="Landscape")
    header_line = fields.Boolean("Line below the header", default=False)
    header_spacing = fields.Integer("Height of the header", default=35)
    disable_shrinking = fields.Boolean("Keep the size of the content")
    dpi = fields.Integer("Dots per inch", required=True, default=90)
    report_ids = fields.One2many("ir.actions.report", "paperformat_id", string="Reports")
    print_page_width = fields.Float("Printed width (mm)", compute="_compute_print_page_size")
    print_page_height = fields.Float("Printed height (mm)", compute="_compute_print_page_size")
    css_margins = fields.Boolean("Margins by CSS", default=False)

    @api.constrains("format", "page_width", "page_height")
    def _check_format_or_page(self):
        if self.filtered(lambda paper: paper.format != "custom" and (paper.page_width or paper.page_height)):
            raise ValidationError(self.env._("Width and height belong to a custom size: clear them, or choose Custom."))

    @api.depends("format", "orientation", "page_width", "page_height")
    def _compute_print_page_size(self):
        for paper in self:
            width, height = _SIZES.get(paper.format, (paper.page_width, paper.page_height))
            if paper.orientation == "Landscape":
                width, height = height, width
            paper.print_page_width = width
            paper.print_page_height = height
