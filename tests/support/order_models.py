"""Models with every kind of dependency between fields, on a database of their own, without any addon."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from trivium.exceptions import ValidationError
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.composition import add_to_registry
from trivium.orm.environment import Environment
from trivium.orm.model import BaseModel, Model
from trivium.orm.registry import Registry
from trivium.orm.tables import Constraint

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = "order_models"


class Base(BaseModel):
    _name = "base"
    _register = True
    _description = "Base"
    _module = MODULE


class Company(Model):
    _name = "res.company"
    _description = "Company"
    _module = MODULE

    name = fields.Char()


class Users(Model):
    _name = "res.users"
    _description = "User"
    _module = MODULE

    name = fields.Char(required=True)
    tz = fields.Char()
    company_id = fields.Many2one("res.company")
    company_ids = fields.Many2many("res.company", "res_company_users_rel", "user_id", "cid")

    def _get_company_ids(self):
        return self.company_ids.ids


class Lang(Model):
    _name = "res.lang"
    _description = "Language"
    _module = MODULE

    code = fields.Char()
    active = fields.Boolean()


class Stamp(BaseModel):
    _name = "order.stamp"
    _register = True
    _description = "Something with a reference"
    _module = MODULE

    reference = fields.Char(default="new", copy=False)

    def stamped(self):
        return f"[{self.reference}]"


class Tag(Model):
    _name = "order.tag"
    _description = "Tag"
    _order = "name, id"
    _module = MODULE

    name = fields.Char(required=True, translate=True)
    order_ids = fields.Many2many("order.order", "order_tag_rel", "tag_id", "order_id")
    order_count = fields.Integer(compute="_compute_order_count", store=True)

    _name_uniq = Constraint("UNIQUE (name)", "A tag of that name exists.")

    @api.depends("order_ids")
    def _compute_order_count(self):
        for tag in self:
            tag.order_count = len(tag.order_ids)


class Order(Model):
    _name = "order.order"
    _inherit = ("order.stamp",)
    _description = "Order"
    _order = "name, id"
    _module = MODULE

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    state = fields.Selection([("draft", "Draft"), ("done", "Done")], default="draft")
    date = fields.Date()
    discount = fields.Float(default=0.0)
    parent_id = fields.Many2one("order.order", ondelete="set null", index=True)
    child_ids = fields.One2many("order.order", "parent_id")
    line_ids = fields.One2many("order.line", "order_id", copy=True)
    tag_ids = fields.Many2many("order.tag", "order_tag_rel", "order_id", "tag_id")
    total = fields.Float(compute="_compute_total", store=True)
    path = fields.Char(compute="_compute_path", store=True, recursive=True)
    big = fields.Boolean(compute="_compute_big", search="_search_big")
    label = fields.Char(compute="_compute_label", inverse="_inverse_label")
    note = fields.Char(compute="_compute_note", store=True, readonly=False)
    parent_total = fields.Float(related="parent_id.total", store=True)

    _discount_positive = Constraint("CHECK (discount >= 0)", "A discount is not negative.")

    @api.depends("line_ids.amount", "discount")
    def _compute_total(self):
        for order in self:
            order.total = sum(order.line_ids.mapped("amount")) - order.discount

    @api.depends("name", "parent_id.path")
    def _compute_path(self):
        for order in self:
            order.path = f"{order.parent_id.path} / {order.name}" if order.parent_id else order.name

    @api.depends("total")
    def _compute_big(self):
        for order in self:
            order.big = order.total > 100

    def _search_big(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("total", ">" if True in value else "<=", 100)]

    @api.depends("name")
    def _compute_label(self):
        for order in self:
            order.label = f"<{order.name}>"

    def _inverse_label(self):
        for order in self:
            order.name = order.label.strip("<>")

    @api.depends("state")
    def _compute_note(self):
        for order in self:
            order.note = order.note or f"made when {order.state}"

    @api.constrains("name", "discount")
    def _check_name(self):
        for order in self:
            if order.name == "forbidden":
                raise ValidationError("This name is forbidden.")


class Line(Model):
    _name = "order.line"
    _description = "Line"
    _order = "sequence, id"
    _module = MODULE

    order_id = fields.Many2one("order.order", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    quantity = fields.Integer(default=1)
    price = fields.Float(digits=(16, 2))
    amount = fields.Float(compute="_compute_amount", store=True)
    order_name = fields.Char(related="order_id.name")

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for line in self:
            line.amount = line.quantity * line.price


class Person(Model):
    _name = "order.person"
    _description = "Person"
    _inherits = {"order.order": "order_id"}
    _module = MODULE

    order_id = fields.Many2one("order.order", required=True, ondelete="cascade")
    nickname = fields.Char()


DEFINITIONS = [Base, Company, Users, Lang, Stamp, Tag, Order, Line, Person]


@contextmanager
def order_environment(database: str) -> Iterator[Environment]:
    """Set the models up in an empty database, and yield an environment of the superuser."""
    loader, Registry.loader = Registry.loader, None
    try:
        registry = Registry(database)
    finally:
        Registry.loader = loader
    for definition in DEFINITIONS:
        add_to_registry(registry, definition)
    cr = registry.cursor()
    try:
        registry.setup_models(cr)
        registry.init_models(cr, list(registry.models), {})
        env = Environment(cr, 1, {})
        env["res.users"].create({"name": "root"})
        env["res.lang"].create([{"code": code, "active": True} for code in ("en_US", "fr_FR")])
        registry.finalize_constraints(cr)
        cr.commit()
        yield env
    finally:
        cr.close()
        Registry.delete(database)
