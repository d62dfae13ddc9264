"""Models with a field of every type and every way of keeping its values."""

from __future__ import annotations

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.model import Model
from trivium.tools.translate import html_translate

MODULE = "field_models"
COLOURS = [("red", "Red"), ("green", "Green")]


def offered(_records):
    return [("one", "One"), ("two", "Two")]


class Kind(Model):
    _name = "field.kind"
    _description = "Kind"
    _module = MODULE

    name = fields.Char()
    currency_id = fields.Many2one("res.currency")
    company_id = fields.Many2one("res.company")
    parts = fields.PropertiesDefinition()
    image = fields.Image(max_width=64, max_height=64)
    sample_ids = fields.One2many("field.sample", "kind_id")


class Sample(Model):
    _name = "field.sample"
    _description = "Sample"
    _module = MODULE

    name = fields.Char()
    short = fields.Char(size=5)
    flag = fields.Boolean()
    number = fields.Integer()
    ratio = fields.Float()
    weight = fields.Float(digits=(16, 3))
    price = fields.Float(digits="Product Price")
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary()
    kind_amount = fields.Monetary(currency_field="kind_currency_id")
    kind_currency_id = fields.Many2one(related="kind_id.currency_id")
    text = fields.Text()
    html = fields.Html()
    html_raw = fields.Html(sanitize=False)
    html_plain = fields.Html(strip_style=True, strip_classes=True)
    html_forms = fields.Html(sanitize_form=False)
    html_free = fields.Html(sanitize_overridable=True)
    day = fields.Date()
    moment = fields.Datetime()
    colour = fields.Selection(COLOURS, default="red")
    size = fields.Selection("_sizes")
    choice = fields.Selection(offered)
    file = fields.Binary()
    blob = fields.Binary(attachment=False)
    image = fields.Image(max_width=32, max_height=32)
    image_small = fields.Image(related="image", max_width=8, max_height=8, readonly=False)
    image_kept = fields.Image(related="image", max_width=16, max_height=16, store=True)
    kind_id = fields.Many2one("field.kind")
    strict_id = fields.Many2one("field.kind", ondelete="restrict")
    owner_id = fields.Many2one("field.kind", ondelete="cascade")
    tag_ids = fields.Many2many("field.kind")
    tagged_ids = fields.Many2many("field.kind", "field_tagged", "sample", "kind")
    reference = fields.Reference([("field.kind", "Kind"), ("res.partner", "Contact")])
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")
    data = fields.Json()
    parts = fields.Properties(definition="kind_id.parts", copy=True)
    kind_name = fields.Char(related="kind_id.name", readonly=False)
    country_code = fields.Char(related="kind_id.company_id.country_id.code", store=True)
    title = fields.Char(translate=True)
    body = fields.Html(translate=html_translate)
    rank = fields.Integer(company_dependent=True)
    note = fields.Char(company_dependent=True)
    favourite_id = fields.Many2one("field.kind", company_dependent=True)
    secret = fields.Char(groups="base.group_system")
    hidden = fields.Char(groups=".")

    def _sizes(self):
        return [("s", "Small"), ("l", "Large")]


class SampleMore(Model):
    _name = "field.sample"
    _inherit = ("field.sample",)
    _module = "field_models_more"

    colour = fields.Selection(
        selection_add=[("blue", "Blue"), ("green",), ("black", "Black")],
        ondelete={"blue": "set default", "black": "cascade"},
    )


class Owned(Model):
    _name = "field.owned"
    _description = "Owned"
    _check_company_auto = True
    _module = MODULE

    name = fields.Char()
    company_id = fields.Many2one("res.company")
    kind_id = fields.Many2one("field.kind", check_company=True)


class Delegating(Model):
    _name = "field.delegating"
    _description = "Delegating"
    _module = MODULE

    kind_id = fields.Many2one("field.kind", required=True, ondelete="cascade", delegate=True)
    nickname = fields.Char()

    @api.depends("nickname")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"({record.nickname})"


DEFINITIONS = [Kind, Sample, SampleMore, Owned, Delegating]
