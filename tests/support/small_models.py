"""A few models to search and group, on a database of their own, without any addon."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.composition import add_to_registry
from trivium.orm.domain import Domain
from trivium.orm.environment import Environment
from trivium.orm.model import BaseModel, Model
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULE = "small_models"


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
    currency_id = fields.Many2one("res.currency")
    root_id = fields.Many2one("res.company")


class Users(Model):
    _name = "res.users"
    _description = "User"
    _module = MODULE

    name = fields.Char(required=True)
    tz = fields.Char()
    company_id = fields.Many2one("res.company")
    company_ids = fields.Many2many("res.company", "res_company_users_rel", "user_id", "cid")
    group_ids = fields.Many2many("res.groups", "res_groups_users_rel", "uid", "gid")

    def _get_company_ids(self):
        return self.company_ids.ids

    def has_groups(self, spec):
        return spec in self.sudo().group_ids.mapped("name")


class Groups(Model):
    _name = "res.groups"
    _description = "Group"
    _module = MODULE

    name = fields.Char(translate=True)
    privilege_id = fields.Many2one("res.groups.privilege")
    implied_ids = fields.Many2many("res.groups", "res_groups_implied_rel", "gid", "hid")


class Privilege(Model):
    _name = "res.groups.privilege"
    _description = "Privilege"
    _module = MODULE

    name = fields.Char(translate=True)


class IrModel(Model):
    _name = "ir.model"
    _description = "Models"
    _module = MODULE

    model = fields.Char()


class Access(Model):
    _name = "ir.model.access"
    _description = "Access"
    _module = MODULE

    name = fields.Char()
    active = fields.Boolean(default=True)
    model_id = fields.Many2one("ir.model")
    group_id = fields.Many2one("res.groups")
    perm_read = fields.Boolean()
    perm_write = fields.Boolean()
    perm_create = fields.Boolean()
    perm_unlink = fields.Boolean()


class Rule(Model):
    _name = "ir.rule"
    _description = "Rule"
    _module = MODULE

    name = fields.Char()
    active = fields.Boolean(default=True)
    model_id = fields.Many2one("ir.model")
    groups = fields.Many2many("res.groups", "rule_group_rel", "rule_group_id", "group_id")
    domain_force = fields.Text()
    perm_read = fields.Boolean(default=True)
    perm_write = fields.Boolean(default=True)
    perm_create = fields.Boolean(default=True)
    perm_unlink = fields.Boolean(default=True)


class IrDefault(Model):
    _name = "ir.default"
    _description = "Default"
    _module = MODULE

    def _get_model_defaults(self, model_name, condition=False):
        return {}

    def discard_records(self, records):
        return True  # there are none


class Currency(Model):
    _name = "res.currency"
    _description = "Currency"
    _module = MODULE

    name = fields.Char()
    rate = fields.Float()

    def _get_rates(self, company, date):
        return {currency.id: currency.rate for currency in self}

    def round(self, amount):
        return round(amount, 2)


class Country(Model):
    _name = "small.country"
    _description = "Country"
    _order = "name"
    _module = MODULE

    name = fields.Char(translate=True, required=True)
    code = fields.Char(required=True)
    state_ids = fields.One2many("small.state", "country_id")


class State(Model):
    _name = "small.state"
    _description = "State"
    _order = "code"
    _module = MODULE

    name = fields.Char(required=True)
    code = fields.Char()
    country_id = fields.Many2one("small.country", required=True)


class Team(Model):
    _name = "small.team"
    _description = "Team"
    _module = MODULE

    name = fields.Char()
    definitions = fields.PropertiesDefinition()


class Category(Model):
    _name = "small.category"
    _description = "Category"
    _order = "name, id"
    _parent_store = True
    _module = MODULE

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("small.category", ondelete="cascade", index=True)
    parent_path = fields.Char(index=True)
    partner_ids = fields.Many2many("small.partner", "small_partner_category_rel", "category_id", "partner_id")

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator.endswith("like"):
            if operator.startswith("not"):
                return NotImplemented
            return [("id", "child_of", list(self._search(domain)))]
        return domain


class Partner(Model):
    _name = "small.partner"
    _description = "Partner"
    _order = "complete_name ASC, id DESC"
    _rec_names_search = ["complete_name", "email", "ref"]
    _module = MODULE

    name = fields.Char(required=True)
    complete_name = fields.Char(compute="_compute_complete_name", store=True, recursive=True)
    ref = fields.Char()
    email = fields.Char()
    street = fields.Char()
    color = fields.Integer()
    is_company = fields.Boolean()
    partner_latitude = fields.Float(digits=(10, 7))
    weight = fields.Float()
    active = fields.Boolean(default=True)
    type = fields.Selection(
        [("contact", "Contact"), ("invoice", "Invoice"), ("delivery", "Delivery"), ("other", "Other")]
    )
    birthday = fields.Date()
    seen = fields.Datetime()
    parent_id = fields.Many2one("small.partner", index=True)
    child_ids = fields.One2many(
        "small.partner", "parent_id", domain=[("active", "=", True)], context={"active_test": False}
    )
    every_child_ids = fields.One2many("small.partner", "parent_id")
    country_id = fields.Many2one("small.country")
    state_id = fields.Many2one("small.state")
    category_id = fields.Many2many("small.category", "small_partner_category_rel", "partner_id", "category_id")
    commercial_partner_id = fields.Many2one("small.partner", compute="_compute_commercial", store=True, recursive=True)
    company_id = fields.Many2one("res.company")
    country_code = fields.Char(related="country_id.code")
    country_name = fields.Char(related="country_id.name", string="Country Name")
    company_type = fields.Char(compute="_compute_company_type")
    shade = fields.Integer(compute="_compute_shade", search="_search_shade")
    currency_id = fields.Many2one("res.currency")
    credit = fields.Monetary()
    team_id = fields.Many2one("small.team", group_expand=True)
    stage = fields.Selection([("new", "New"), ("done", "Done"), ("lost", "Lost")], group_expand=True)
    level = fields.Selection([("low", "Low"), ("high", "High")], group_expand="_expand_levels")
    properties = fields.Properties(definition="team_id.definitions")
    picture = fields.Binary(attachment=False)
    rating = fields.Integer(company_dependent=True)
    secret = fields.Char(groups="small.group_secret")
    secret_code = fields.Char(related="country_id.code", groups="small.group_secret")
    secret_shade = fields.Integer(compute="_compute_shade", search="_search_shade", groups="small.group_secret")
    secret_parent_id = fields.Many2one("small.partner", groups="small.group_secret")
    secret_tag_ids = fields.Many2many("small.category", "small_secret_rel", "pid", "cid", groups="small.group_secret")

    @api.model
    def _expand_levels(self, values, domain):
        return ["high", *(value for value in values if value != "high")]

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for partner in self:
            names = [partner.parent_id.complete_name, partner.name] if partner.parent_id else [partner.name]
            partner.complete_name = ", ".join(name or "" for name in names)

    @api.depends("complete_name")
    def _compute_display_name(self):
        for partner in self:
            partner.display_name = partner.complete_name

    @api.depends("is_company", "parent_id.commercial_partner_id")
    def _compute_commercial(self):
        for partner in self:
            alone = partner.is_company or not partner.parent_id
            partner.commercial_partner_id = partner if alone else partner.parent_id.commercial_partner_id

    def _compute_company_type(self):
        for partner in self:
            partner.company_type = "company" if partner.is_company else "person"

    @api.depends("color")
    def _compute_shade(self):
        for partner in self:
            partner.shade = partner.secret_shade = partner.color * 10

    def _search_shade(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("color", "in", [item // 10 for item in value if not item % 10])


MODELS = (
    Base, Company, Users, Groups, Privilege, IrModel, Access, Rule, IrDefault, Currency, Country, State, Team,
    Category, Partner,
)  # fmt: skip


@contextmanager
def small_registry(database: str) -> Iterator[Registry]:
    """Give the registry of these models, with their tables made in the (empty) database."""
    Registry.delete(database)
    loader, Registry.loader = Registry.loader, None
    try:
        registry = Registry(database)
        for model in MODELS:
            add_to_registry(registry, model)
        cr = registry.cursor()
        registry.setup_models(cr)
        registry.init_models(cr, list(registry.models), {})
        superuser(cr)["res.users"].create(
            {"name": "Root", "company_id": superuser(cr)["res.company"].create({"name": "Own"}).id}
        )
        cr.commit()
        cr.close()
        yield registry
    finally:
        Registry.loader = loader
        Registry.delete(database)


def superuser(cr) -> Environment:
    """Return the environment of the superuser."""
    return Environment(cr, 1, {})
