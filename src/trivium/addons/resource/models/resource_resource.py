"""Who or what works: people and machines."""

from collections import defaultdict

import pytz

from trivium import api, fields, models
from trivium.tools.intervals import Intervals

from .zones import aware, zones


class ResourceResource(models.Model):
    _name = "resource.resource"
    _description = "Resource"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", string="Company", default=lambda self: self.env.company)
    resource_type = fields.Selection(
        [("user", "Person"), ("material", "Material")], string="Type", required=True, default="user"
    )
    user_id = fields.Many2one("res.users", string="User", index="btree_not_null")
    avatar_128 = fields.Image(compute="_compute_avatar_128")
    share = fields.Boolean(related="user_id.share")
    email = fields.Char(related="user_id.email")
    phone = fields.Char(related="user_id.phone")
    time_efficiency = fields.Float(
        "Efficiency", required=True, default=100, help="In percent: at 200 the work of an hour takes half of one."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        default=lambda self: self.env.company.resource_calendar_id,
        domain="[('company_id', 'in', [company_id, False])]",
        help="None: available at any time.",
    )
    tz = fields.Selection(zones, string="Time zone", required=True, default=lambda self: self.env.user.tz or "UTC")

    _check_time_efficiency = models.Constraint("CHECK (time_efficiency > 0)", "Efficiency is more than nothing.")

    @api.model
    def default_get(self, fields):
        """A resource of another company has the hours of that company."""
        values = super().default_get(fields)
        company = self.env["res.company"].browse(values.get("company_id"))
        if "calendar_id" in fields and company and "default_calendar_id" not in self.env.context:
            values["calendar_id"] = company.resource_calendar_id.id
        return values

    @api.depends("user_id")
    def _compute_avatar_128(self):
        for resource in self:
            resource.avatar_128 = resource.user_id.avatar_128

    @api.model_create_multi
    def create(self, vals_list):
        """What is not said comes from the company, the user, and the working hours."""
        companies, users = self.env["res.company"], self.env["res.users"]
        prepared = []
        for vals in vals_list:
            vals = dict(vals)
            if vals.get("company_id") and "calendar_id" not in vals:
                vals["calendar_id"] = companies.browse(vals["company_id"]).resource_calendar_id.id
            if not vals.get("tz"):
                calendar = self.env["resource.calendar"].browse(vals.get("calendar_id"))
                vals["tz"] = users.browse(vals.get("user_id")).tz or calendar.tz or self.env.user.tz or "UTC"
            prepared.append(vals)
        return super().create(prepared)

    def write(self, vals):
        """Who works elsewhere is on that clock."""
        if vals.get("user_id") and "tz" not in vals:
            tz = self.env["res.users"].browse(vals["user_id"]).tz
            vals = dict(vals, tz=tz) if tz else vals
        return super().write(vals)

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", resource.name)) if "name" not in (default or {}) else vals
            for resource, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    @api.onchange("company_id")
    def _onchange_company_id(self):
        if self.company_id:
            self.calendar_id = self.company_id.resource_calendar_id

    @api.onchange("user_id")
    def _onchange_user_id(self):
        if self.user_id.tz:
            self.tz = self.user_id.tz

    # ---- when they work ----------------------------------------------------------------------------------------

    def _is_fully_flexible(self):
        """Tell whether it works at any time."""
        self.ensure_one()
        return not self.calendar_id

    def _is_flexible(self):
        """Tell whether it chooses its hours."""
        self.ensure_one()
        return self._is_fully_flexible() or self.calendar_id.flexible_hours

    def _get_calendar_at(self, date_target, tz=False):
        """Return the working hours at a moment, by resource; addons know of changes."""
        return {resource: resource.calendar_id for resource in self}

    def _get_calendars_validity_within_period(self, start, end, default_company=None):
        """Return which working hours hold when: `{resource id: {calendar: Intervals}}`; addons know of changes."""
        none = self.env["resource.calendar.attendance"]
        whole = Intervals([(start, end, none)])
        company = default_company or self.env.company
        result = defaultdict(dict)
        for resource in self:
            result[resource.id][resource.calendar_id] = whole
        if not self:
            result[False][company.resource_calendar_id] = whole
        return result

    def _get_valid_work_intervals(self, start, end, calendars=None, compute_leaves=True):
        """Return when resources work, and when the calendars given do.

        :param calendars: the time of these is told, too
        :return: `{resource id: Intervals}`, `{calendar id: Intervals}`
        """
        by_calendar = defaultdict(lambda: self.env["resource.resource"])
        validity = self._get_calendars_validity_within_period(start, end)
        for resource in self:
            for calendar in validity[resource.id]:
                by_calendar[calendar] |= resource
        of_resources = defaultdict(Intervals)
        of_calendars = {}
        none = self.env["resource.calendar.attendance"]
        for calendar in (calendars or self.env["resource.calendar"]) | self.env["resource.calendar"].union(
            *by_calendar
        ):
            work = calendar._work_intervals_batch(start, end, by_calendar[calendar], compute_leaves=compute_leaves)
            of_calendars[calendar.id] = work[False]
            for resource in by_calendar[calendar]:
                of_resources[resource.id] |= work[resource.id] & validity[resource.id][calendar]
        for resource in self.filtered(lambda resource: resource._is_fully_flexible()):
            of_resources[resource.id] = Intervals([(start, end, none)])
        return of_resources, of_calendars

    def _get_unavailable_intervals(self, start, end):
        """Return `{resource id: [(start, stop)]}` of the time outside of work, in UTC."""
        begin, finish = aware(start)[0], aware(end)[0]
        work, _calendars = self._get_valid_work_intervals(begin, finish)
        whole = Intervals([(begin, finish, self.env["resource.calendar.attendance"])])
        return {
            resource.id: [
                (left.astimezone(pytz.utc), right.astimezone(pytz.utc))
                for left, right, _lines in whole - work[resource.id]
            ]
            for resource in self
        }

    def _adjust_to_calendar(self, start, end, compute_leaves=True):
        """Return, by resource, the beginning and the end of work nearest to two moments; None for no work."""
        first, restore_first = aware(start)
        last, restore_last = aware(end)
        result = {}
        for resource in self:
            calendar = resource.calendar_id or resource.company_id.resource_calendar_id
            options = {"resource": resource, "compute_leaves": compute_leaves}
            begin = calendar._get_closest_work_time(first, **options)
            same_day = (
                first.astimezone(pytz.timezone(resource.tz)).date()
                == last.astimezone(pytz.timezone(resource.tz)).date()
            )
            if same_day and begin:
                day_end = pytz.timezone(resource.tz).normalize(begin.replace(hour=23, minute=59, second=59))
                options["search_range"] = (begin, day_end)
            finish = calendar._get_closest_work_time(max(first, last), match_end=True, **options)
            result[resource] = (begin and restore_first(begin), finish and restore_last(finish))
        return result
