from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProvingOrder(models.Model):
    _name = "proving.order"
    _description = "Order"

    name = fields.Char(required=True)
    date = fields.Date(default=fields.Date.today)
    state = fields.Selection([("draft", "Draft"), ("done", "Done")], default="draft")
    partner_id = fields.Many2one("res.partner")
    country_id = fields.Many2one("res.country")
    tag_ids = fields.Many2many("res.partner.category")
    line_ids = fields.One2many("proving.line", "order_id")
    total = fields.Float(compute="_compute_total", store=True)
    note = fields.Text()

    @api.depends("line_ids.price", "line_ids.quantity")
    def _compute_total(self):
        for order in self:
            order.total = sum(line.price * line.quantity for line in order.line_ids)

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.partner_id:
            self.country_id = self.partner_id.country_id

    @api.constrains("name")
    def _check_name(self):
        for order in self:
            if order.name == "wrong":
                raise ValidationError("This name is wrong")


class ProvingLine(models.Model):
    _name = "proving.line"
    _description = "Line of an order"

    order_id = fields.Many2one("proving.order", required=True, ondelete="cascade")
    name = fields.Char(required=True)
    price = fields.Float(default=10.0)
    quantity = fields.Integer(default=1)
    double = fields.Float(compute="_compute_double")

    @api.depends("price")
    def _compute_double(self):
        for line in self:
            line.double = line.price * 2
