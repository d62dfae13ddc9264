"""The wizard in which a company chooses how its documents look, with an example beside it."""

import base64
import binascii

from PIL import Image

from trivium import api, fields, models
from trivium.exceptions import UserError
from trivium.tools.image import ImageProcess
from trivium.tools.mail import is_html_empty

SAMPLE_SIZE = 60  # pixels: enough to count colours
COLORS = 6
OPAQUE = 128


class BaseDocumentLayout(models.TransientModel):
    _name = "base.document.layout"
    _description = "Look of documents"

    company_id = fields.Many2one(
        "res.company", string="Company", required=True, ondelete="cascade", default=lambda self: self.env.company
    )
    logo = fields.Binary(related="company_id.logo", readonly=False)
    preview_logo = fields.Binary(related="logo", string="Logo of the example")
    report_header = fields.Html(related="company_id.report_header", readonly=False)
    report_footer = fields.Html(
        related="company_id.report_footer", readonly=False, default=lambda self: self._default_report_footer()
    )
    company_details = fields.Html(
        related="company_id.company_details", readonly=False, default=lambda self: self._default_company_details()
    )
    is_company_details_empty = fields.Boolean(compute="_compute_is_company_details_empty")
    paperformat_id = fields.Many2one(related="company_id.paperformat_id", readonly=False)
    external_report_layout_id = fields.Many2one(related="company_id.external_report_layout_id", readonly=False)
    report_layout_id = fields.Many2one("report.layout", string="Layout")
    font = fields.Selection(related="company_id.font", readonly=False)
    primary_color = fields.Char(related="company_id.primary_color", readonly=False)
    secondary_color = fields.Char(related="company_id.secondary_color", readonly=False)
    custom_colors = fields.Boolean(compute="_compute_custom_colors", readonly=False)
    logo_primary_color = fields.Char(compute="_compute_logo_colors")
    logo_secondary_color = fields.Char(compute="_compute_logo_colors")
    layout_background = fields.Selection(related="company_id.layout_background", readonly=False)
    layout_background_image = fields.Binary(related="company_id.layout_background_image", readonly=False)
    partner_id = fields.Many2one(related="company_id.partner_id", readonly=True)
    phone = fields.Char(related="company_id.phone", readonly=True)
    email = fields.Char(related="company_id.email", readonly=True)
    website = fields.Char(related="company_id.website", readonly=True)
    name = fields.Char(related="company_id.name", readonly=True)
    country_id = fields.Many2one(related="company_id.country_id", readonly=True)
    preview = fields.Html("Example", compute="_compute_preview", sanitize=False)

    def _default_report_footer(self):
        """Return what the company has at the foot of its documents, else how to reach it."""
        company = self.env.company
        if not is_html_empty(company.report_footer):
            return company.report_footer
        return " ".join(part for part in (company.phone, company.email, company.website, company.vat) if part)

    def _default_company_details(self):
        """Return what the company says of itself on documents, else its address."""
        company = self.env.company
        if not is_html_empty(company.company_details):
            return company.company_details
        return self.env["ir.ui.view"]._render_template("web.document_layout_address", {"company": company})

    @api.depends("company_details")
    def _compute_is_company_details_empty(self):
        for layout in self:
            layout.is_company_details_empty = is_html_empty(layout.company_details)

    @api.depends("logo")
    def _compute_logo_colors(self):
        for layout in self:
            layout.logo_primary_color, layout.logo_secondary_color = (
                layout.extract_image_primary_secondary_colors(layout.logo) if layout.logo else (False, False)
            )

    @api.depends("primary_color", "secondary_color", "logo_primary_color", "logo_secondary_color")
    def _compute_custom_colors(self):
        for layout in self:
            chosen = (layout.primary_color, layout.secondary_color)
            layout.custom_colors = all(chosen) and chosen not in layout._logo_colors()

    def _logo_colors(self):
        """Return the colours of the logo, and those of the one that it takes the place of."""
        self.ensure_one()
        before = self.company_id._origin.logo
        replaced = self.extract_image_primary_secondary_colors(before) if before else (False, False)
        return (self.logo_primary_color, self.logo_secondary_color), replaced

    @api.depends(
        "report_layout_id", "logo", "font", "primary_color", "secondary_color", "report_header", "report_footer",
        "layout_background", "layout_background_image", "company_details",
    )  # fmt: skip
    def _compute_preview(self):
        for layout in self:
            if layout.external_report_layout_id or layout.report_layout_id:
                layout.preview = self.env["ir.ui.view"]._render_template(
                    "web.report_invoice_wizard_preview", layout._get_render_information()
                )
            else:
                layout.preview = False

    def _get_render_information(self):
        """Return what the templates of the example see: the wizard takes the place of the company."""
        self.ensure_one()
        return {"company": self, "is_html_empty": is_html_empty, "report_type": "html"}

    @api.onchange("company_id")
    def _onchange_company_id(self):
        for layout in self:
            chosen = layout.company_id.external_report_layout_id
            layouts = self.env["report.layout"].search([("view_id", "=", chosen.id)] if chosen else [], limit=1)
            layout.report_layout_id = layouts
            if not layout.primary_color:
                layout.primary_color = layout.logo_primary_color
            if not layout.secondary_color:
                layout.secondary_color = layout.logo_secondary_color

    @api.onchange("report_layout_id")
    def _onchange_report_layout_id(self):
        for layout in self:
            layout.external_report_layout_id = layout.report_layout_id.view_id

    @api.onchange("custom_colors")
    def _onchange_custom_colors(self):
        for layout in self:
            if layout.logo and not layout.custom_colors:
                layout.primary_color = layout.logo_primary_color
                layout.secondary_color = layout.logo_secondary_color

    @api.onchange("logo")
    def _onchange_logo(self):
        for layout in self:
            if layout.logo and not layout.custom_colors and layout.logo != layout.company_id.logo:
                layout.primary_color = layout.logo_primary_color
                layout.secondary_color = layout.logo_secondary_color

    @api.model
    def extract_image_primary_secondary_colors(self, logo, white_threshold=225, mitigate=175):
        """Return the two colours that stand for a picture as `#rrggbb`, False for those that it does not have.

        :param logo: the picture in base64
        :param white_threshold: colours whose parts are all above it count as white, which is left out
        :param mitigate: the brightest that a part of a colour may be: text in it has to be read on white
        """
        try:
            opened = ImageProcess(base64.b64decode(logo)).image
            picture = opened and opened.convert("RGBA")
        except (binascii.Error, UserError, OSError, ValueError):
            return False, False
        if not picture:
            return False, False  # a drawing (SVG), say, has no pixels to count
        picture.thumbnail((SAMPLE_SIZE, SAMPLE_SIZE))
        seen = [
            (red, green, blue)
            for red, green, blue, alpha in picture.getdata()
            if alpha > OPAQUE and min(red, green, blue) <= white_threshold
        ]
        if not seen:
            return False, False
        row = Image.new("RGB", (len(seen), 1))
        row.putdata(seen)
        few = row.quantize(COLORS).convert("RGB").getcolors()
        # what is colourful stands for a house more than its greys do
        few.sort(key=lambda counted: counted[0] * (32 + max(counted[1]) - min(counted[1])), reverse=True)
        colors = [_hexadecimal(color, mitigate) for _count, color in few]
        primary = colors[0]
        return primary, next((color for color in colors[1:] if color != primary), primary)

    def document_layout_save(self):
        """Close the wizard: what was chosen is the company's already."""
        return self.env.context.get("report_action") or {"type": "ir.actions.act_window_close"}


def _hexadecimal(color, brightest):
    """Return a colour as `#rrggbb`, darkened so that no part is brighter than that."""
    scale = min(1.0, brightest / max(*color, 1))
    return "#" + "".join(f"{round(part * scale):02x}" for part in color)
