"""When one does not work: holidays of all, time off of one."""

from datetime import datetime, time

import pytz

from trivium import api, fields, models
from trivium.exceptions import ValidationError


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _description = "Time off"
    _order = "date_from"

    name = fields.Char("Reason")
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        compute="_compute_company_id",
        store=True,
        default=lambda self: self.env.company,
        copy=False,
    )
    calendar_id = fields.Many2one(
        "resource.calendar", string="Working hours", compute="_compute_calendar_id", store=True, readonly=False,
        domain="[('company_id', 'in', [company_id, False])]", check_company=True, index=True,
    )  # fmt: skip
    date_from = fields.Datetime("From", required=True)
    date_to = fields.Datetime("To", compute="_compute_date_to", required=True, store=True, readonly=False)
    resource_id = fields.Many2one("resource.resource", string="Resource", index=True, help="None means everybody.")
    time_type = fields.Selection(
        [("leave", "Time off"), ("other", "Other")], default="leave", help="What counts as work is other."
    )

    @api.model
    def default_get(self, fields):
        """Today, by the clocks of the user."""
        values = super().default_get(fields)
        if "date_from" in fields and "date_to" in fields and not (values.get("date_from") or values.get("date_to")):
            zone = pytz.timezone(self.env.user.tz or "UTC")
            today = datetime.now(zone).date()
            start, stop = (zone.localize(datetime.combine(today, moment)) for moment in (time.min, time.max))
            values["date_from"] = start.astimezone(pytz.utc).replace(tzinfo=None)
            values["date_to"] = stop.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0)
        return values

    @api.depends("calendar_id")
    def _compute_company_id(self):
        for leave in self:
            leave.company_id = leave.calendar_id.company_id or leave.company_id or self.env.company

    @api.depends("resource_id.calendar_id")
    def _compute_calendar_id(self):
        for leave in self.filtered("resource_id"):
            leave.calendar_id = leave.resource_id.calendar_id

    @api.depends("date_from")
    def _compute_date_to(self):
        """To the end of the day, unless it ends later."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        for leave in self:
            if leave.date_from and (not leave.date_to or leave.date_to < leave.date_from):
                day = pytz.utc.localize(leave.date_from).astimezone(zone).date()
                end = zone.localize(datetime.combine(day, time(23, 59, 59)))
                leave.date_to = end.astimezone(pytz.utc).replace(tzinfo=None)

    @api.constrains("date_from", "date_to")
    def check_dates(self):
        for leave in self:
            if leave.date_from > leave.date_to:
                raise ValidationError(self.env._("Time off ends after it begins: %s", leave.display_name))

    def _copy_leave_vals(self):
        """Return the values for the same time off elsewhere."""
        self.ensure_one()
        return {"name": self.name, "date_from": self.date_from, "date_to": self.date_to, "time_type": self.time_type}
