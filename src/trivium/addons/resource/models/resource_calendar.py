"""When one works: the hours of a week, of two weeks by turns, or so many hours whenever one likes."""

from collections import defaultdict
from datetime import datetime
from itertools import pairwise

import pytz

from trivium import Command, api, fields, models
from trivium.exceptions import UserError, ValidationError

from .zones import zones

DAYS = 5
PERIODS = [("morning", 8, 12), ("lunch", 12, 13), ("afternoon", 13, 17)]


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _description = "Working hours"
    _order = "id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", string="Company", default=lambda self: self.env.company, index="btree_not_null"
    )
    attendance_ids = fields.One2many(
        "resource.calendar.attendance",
        "calendar_id",
        string="Working time",
        copy=True,
        default=lambda self: self._get_default_attendance_ids(),
    )
    attendance_ids_1st_week = fields.One2many(
        "resource.calendar.attendance", "calendar_id", string="First week", domain=[("week_type", "=", "0")], copy=False
    )
    attendance_ids_2nd_week = fields.One2many(
        "resource.calendar.attendance",
        "calendar_id",
        string="Second week",
        domain=[("week_type", "=", "1")],
        copy=False,
    )
    leave_ids = fields.One2many("resource.calendar.leaves", "calendar_id", string="Time off")
    global_leave_ids = fields.One2many(
        "resource.calendar.leaves",
        "calendar_id",
        string="Days off for all",
        domain=[("resource_id", "=", False)],
        copy=True,
    )
    schedule_type = fields.Selection(
        [("flexible", "Flexible"), ("fully_fixed", "Fixed")],
        required=True,
        default="fully_fixed",
        help="Fixed: at these hours. Flexible: so many hours a day and week, whenever one likes.",
    )
    flexible_hours = fields.Boolean(compute="_compute_flexible_hours", inverse="_inverse_flexible_hours", store=True)
    duration_based = fields.Boolean("By duration", help="Lines say how long one works, not from when to when.")
    hours_per_day = fields.Float(
        "Hours a day", compute="_compute_hours_per_day", store=True, readonly=False, digits=(2, 2)
    )
    hours_per_week = fields.Float(
        "Hours a week", compute="_compute_hours_per_week", store=True, readonly=False, copy=False
    )
    full_time_required_hours = fields.Float(
        "Hours of full time", compute="_compute_full_time_required_hours", store=True, readonly=False
    )
    is_fulltime = fields.Boolean("Full time", compute="_compute_work_time_rate")
    work_time_rate = fields.Float(
        "Share of full time", compute="_compute_work_time_rate", search="_search_work_time_rate"
    )
    tz = fields.Selection(zones, string="Time zone", required=True, default=lambda self: self.env.user.tz or "UTC")
    tz_offset = fields.Char("Offset", compute="_compute_tz_offset")
    two_weeks_calendar = fields.Boolean("Two weeks by turns")
    two_weeks_explanation = fields.Char("This week", compute="_compute_two_weeks_explanation")
    work_resources_count = fields.Integer("Resources", compute="_compute_work_resources_count")

    # ---- defaults and copies -----------------------------------------------------------------------------------

    @api.model
    def _get_default_attendance_ids(self, company_id=None):
        """Return commands for the hours of the company, or for five days of eight hours."""
        pattern = (company_id or self.env.company).sudo().resource_calendar_id
        if pattern and not pattern.two_weeks_calendar and pattern.attendance_ids:
            return [Command.create(line._copy_attendance_vals()) for line in pattern.attendance_ids]
        return [Command.create(vals) for day in range(DAYS) for vals in self._default_lines_of_day(day)]

    def _default_lines_of_day(self, day):
        labels = dict(self.env["resource.calendar.attendance"]._fields["day_period"]._description_selection(self.env))
        return [
            {
                "name": labels[period],
                "dayofweek": str(day),
                "hour_from": start,
                "hour_to": stop,
                "day_period": period,
            }
            for period, start, stop in PERIODS
        ]

    @api.model
    def default_get(self, fields):
        """A calendar of the company has its time zone."""
        values = super().default_get(fields)
        company = self.env["res.company"].browse(values.get("company_id"))
        if "tz" in fields and company.partner_id.tz:
            values["tz"] = company.partner_id.tz
        return values

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", calendar.name)) if "name" not in (default or {}) else vals
            for calendar, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    # ---- computed ----------------------------------------------------------------------------------------------

    @api.depends("schedule_type")
    def _compute_flexible_hours(self):
        for calendar in self:
            calendar.flexible_hours = calendar.schedule_type == "flexible"

    def _inverse_flexible_hours(self):
        for calendar in self:
            calendar.schedule_type = "flexible" if calendar.flexible_hours else "fully_fixed"

    def _working_lines(self):
        return self.attendance_ids.filtered(lambda line: not line.display_type and line.day_period != "lunch")

    @api.depends(
        "attendance_ids.duration_hours", "attendance_ids.day_period", "attendance_ids.display_type", "schedule_type"
    )
    def _compute_hours_per_day(self):
        for calendar in self:
            lines = calendar._working_lines()
            if calendar.schedule_type == "flexible" or not lines:
                calendar.hours_per_day = calendar.hours_per_day
                continue
            days = {(line.week_type, line.dayofweek) for line in lines}
            calendar.hours_per_day = sum(lines.mapped("duration_hours")) / len(days)

    @api.depends(
        "attendance_ids.duration_hours", "attendance_ids.day_period", "attendance_ids.display_type", "schedule_type",
        "two_weeks_calendar",
    )  # fmt: skip
    def _compute_hours_per_week(self):
        for calendar in self:
            if calendar.schedule_type == "flexible":
                calendar.hours_per_week = calendar.hours_per_week
                continue
            weeks = 2 if calendar.two_weeks_calendar else 1
            calendar.hours_per_week = sum(calendar._working_lines().mapped("duration_hours")) / weeks

    @api.depends("company_id.resource_calendar_id.hours_per_week", "hours_per_week")
    def _compute_full_time_required_hours(self):
        for calendar in self:
            company_hours = calendar.company_id.resource_calendar_id.hours_per_week
            calendar.full_time_required_hours = company_hours or calendar.hours_per_week

    @api.depends("hours_per_week", "full_time_required_hours")
    def _compute_work_time_rate(self):
        for calendar in self:
            full = calendar.full_time_required_hours
            calendar.work_time_rate = 100 * calendar.hours_per_week / full if full else 100
            calendar.is_fulltime = calendar.work_time_rate >= 100

    @api.model
    def _search_work_time_rate(self, operator, value):
        if operator not in {"<", "<=", ">", ">=", "=", "!=", "in", "not in"}:
            raise UserError(self.env._("Shares of full time can be compared with numbers only."))
        calendars = self.with_context(active_test=False).search([])
        return [("id", "in", calendars.filtered_domain([("work_time_rate", operator, value)]).ids)]

    @api.depends("tz")
    def _compute_tz_offset(self):
        for calendar in self:
            calendar.tz_offset = datetime.now(pytz.timezone(calendar.tz or "UTC")).strftime("%z")

    @api.depends("two_weeks_calendar")
    def _compute_two_weeks_explanation(self):
        _ = self.env._
        week = self.env["resource.calendar.attendance"].get_week_type(fields.Date.context_today(self))
        self.two_weeks_explanation = _("This is a second week.") if week else _("This is a first week.")

    def _compute_work_resources_count(self):
        counts = dict(
            self.env["resource.resource"]._read_group([("calendar_id", "in", self.ids)], ["calendar_id"], ["__count"])
        )
        for calendar in self:
            calendar.work_resources_count = counts.get(calendar, 0)

    # ---- constraints -------------------------------------------------------------------------------------------

    @api.constrains("attendance_ids", "two_weeks_calendar", "schedule_type", "duration_based")
    def _check_attendance_ids(self):
        """No two lines of one day overlap."""
        for calendar in self.filtered(
            lambda calendar: calendar.schedule_type == "fully_fixed" and not calendar.duration_based
        ):
            by_day = defaultdict(list)
            for line in calendar.attendance_ids.filtered(lambda line: not line.display_type):
                by_day[line.week_type if calendar.two_weeks_calendar else False, line.dayofweek].append(line)
            for lines in by_day.values():
                lines.sort(key=lambda line: line.hour_from)
                for before, line in pairwise(lines):
                    if line.hour_from < before.hour_to:
                        raise ValidationError(
                            self.env._(
                                "%(calendar)s: %(line)s and %(other)s overlap.",
                                calendar=calendar.name,
                                line=before.display_name,
                                other=line.display_name,
                            )
                        )

    # ---- buttons -----------------------------------------------------------------------------------------------

    def switch_calendar_type(self):
        """Go from one week to two by turns, each as the one was; or back to the first of them."""
        self.ensure_one()
        lines = self.attendance_ids.filtered(lambda line: not line.display_type)
        if self.two_weeks_calendar:
            kept = lines.filtered(lambda line: line.week_type == "0")
            (self.attendance_ids - kept).unlink()
            kept.week_type = False
            self.two_weeks_calendar = False
            return
        self.two_weeks_calendar = True
        lines.week_type = "0"
        self.env["resource.calendar.attendance"].create(
            [dict(line._copy_attendance_vals(), calendar_id=self.id, week_type="1") for line in lines]
        )

    def switch_based_on_duration(self):
        """Say when one works, or how long; lines of lunch have no meaning in the latter."""
        self.ensure_one()
        self.duration_based = not self.duration_based
        lines = self.attendance_ids.filtered(lambda line: not line.display_type)
        if self.duration_based:
            lines.filtered(lambda line: line.day_period == "lunch").unlink()
            return
        days = {(line.week_type, line.dayofweek) for line in lines}
        lines.unlink()
        self.env["resource.calendar.attendance"].create(
            [
                dict(vals, calendar_id=self.id, week_type=week)
                for week, day in sorted(days, key=str)
                for vals in self._default_lines_of_day(int(day))
            ]
        )
