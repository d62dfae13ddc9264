"""Models with computed fields of every kind, and forms that react to changes."""

from __future__ import annotations

from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.commands import Command
from trivium.orm.model import Model

MODULE = "computed_models"
calls: list[tuple[str, int]] = []
"""The compute methods that ran, each with the number of its records."""


class Team(Model):
    _name = "calc.team"
    _description = "Team"
    _module = MODULE

    name = fields.Char()
    factor = fields.Integer(default=1)
    rate = fields.Integer(company_dependent=True)
    parent_id = fields.Many2one("calc.team")
    child_ids = fields.One2many("calc.team", "parent_id")
    member_ids = fields.Many2many("calc.member")
    depth = fields.Integer(compute="_compute_depth", store=True, recursive=True)
    weight = fields.Integer(compute="_compute_weight", store=True, recursive=True)
    points = fields.Integer(compute="_compute_points", store=True)
    names = fields.Char(compute="_compute_names")

    @api.depends("parent_id.depth")
    def _compute_depth(self):
        for team in self:
            team.depth = team.parent_id.depth + 1 if team.parent_id else 0

    @api.depends("factor", "child_ids.weight")
    def _compute_weight(self):
        for team in self:
            team.weight = team.factor + sum(team.child_ids.mapped("weight"))

    @api.depends("member_ids.score")
    def _compute_points(self):
        calls.append(("points", len(self)))
        for team in self:
            team.points = sum(team.member_ids.mapped("score"))

    @api.depends("member_ids.name")
    def _compute_names(self):
        for team in self:
            team.names = ", ".join(team.member_ids.mapped("name"))


class Member(Model):
    _name = "calc.member"
    _description = "Member"
    _module = MODULE

    name = fields.Char()
    lead_id = fields.Many2one("calc.team")
    base = fields.Integer()
    score = fields.Integer(compute="_compute_score", store=True)
    lead_name = fields.Char(related="lead_id.parent_id.name", store=True)
    lead_name_now = fields.Char(related="lead_id.parent_id.name")
    code = fields.Char(compute="_compute_code", store=True, precompute=True)
    low = fields.Integer(compute="_compute_range", store=True)
    high = fields.Integer(compute="_compute_range", store=True)
    wish = fields.Integer(compute="_compute_wish", store=True, readonly=False)
    greeting = fields.Char(compute="_compute_greeting")
    company_rate = fields.Integer(compute="_compute_company_rate")
    kind = fields.Selection([("a", "A"), ("b", "B")], default="a")
    limit = fields.Integer()
    part_ids = fields.One2many("calc.part", "member_id")
    part_count = fields.Integer(compute="_compute_part_count", store=True)
    team_ids = fields.Many2many("calc.team")

    @api.depends("base", "lead_id.factor")
    def _compute_score(self):
        calls.append(("score", len(self)))
        for member in self:
            member.score = member.base * (member.lead_id.factor or 1)

    @api.depends("name")
    def _compute_code(self):
        calls.append(("code", len(self)))
        for member in self:
            member.code = (member.name or "").upper()

    @api.depends("base")
    def _compute_range(self):
        calls.append(("range", len(self)))
        for member in self:
            member.low, member.high = member.base - 1, member.base + 1

    @api.depends("kind")
    def _compute_wish(self):
        for member in self:
            member.wish = 1 if member.kind == "a" else 2

    @api.depends("name")
    @api.depends_context("greeting")
    def _compute_greeting(self):
        for member in self:
            member.greeting = f"{self.env.context.get('greeting', 'Hello')} {member.name}"

    @api.depends("lead_id.rate")
    @api.depends_context("company")
    def _compute_company_rate(self):
        for member in self:
            member.company_rate = member.lead_id.rate

    @api.depends("part_ids")
    def _compute_part_count(self):
        for member in self:
            member.part_count = len(member.part_ids)

    @api.onchange("limit")
    def _onchange_limit(self):
        if self.limit > 10:
            self.limit = 10
            return {"warning": {"title": "Limit", "message": "At most ten."}}
        return None

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "b":
            self.part_ids = [Command.clear(), Command.create({"label": "made", "size": 2})]
        for part in self.part_ids:
            part.size += 1


class Part(Model):
    _name = "calc.part"
    _description = "Part"
    _order = "id"
    _module = MODULE

    member_id = fields.Many2one("calc.member", ondelete="cascade")
    label = fields.Char()
    size = fields.Integer()
    double = fields.Integer(compute="_compute_double")

    @api.depends("size")
    def _compute_double(self):
        for part in self:
            part.double = 2 * part.size


class Loop(Model):
    _name = "calc.loop"
    _description = "Loop"
    _module = MODULE

    one = fields.Integer(compute="_compute_one")
    two = fields.Integer(compute="_compute_two")
    three = fields.Integer(compute="_compute_three")
    given = fields.Integer(compute="_compute_given", store=True, readonly=False)
    other = fields.Integer(compute="_compute_other", store=True, readonly=False)

    @api.depends("three")
    def _compute_one(self):
        self.one = 1

    @api.depends("one")
    def _compute_two(self):
        self.two = 2

    @api.depends("two")
    def _compute_three(self):
        self.three = 3

    @api.depends("other")
    def _compute_given(self):
        for record in self:
            record.given = record.other

    @api.depends("given")
    def _compute_other(self):
        for record in self:
            record.other = record.given


DEFINITIONS: list[type] = [Team, Member, Part]
