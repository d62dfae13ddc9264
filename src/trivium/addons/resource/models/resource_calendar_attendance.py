"""Lines of working hours."""

import math

from trivium import api, fields, models
from trivium.exceptions import ValidationError

NOON = 12.0


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _description = "Line of working hours"
    _order = "sequence, week_type, dayofweek, hour_from"

    name = fields.Char(required=True)
    calendar_id = fields.Many2one(
        "resource.calendar", string="Working hours", required=True, index=True, ondelete="cascade"
    )
    dayofweek = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Day",
        required=True,
        index=True,
        default="0",
    )
    hour_from = fields.Float("From", required=True, index=True, default=0, help="Hours since midnight.")
    hour_to = fields.Float("To", required=True, default=0)
    duration_hours = fields.Float(
        "Hours", compute="_compute_duration_hours", inverse="_inverse_duration_hours", store=True, readonly=False
    )
    duration_days = fields.Float("Days", compute="_compute_duration_days", store=True, readonly=False)
    day_period = fields.Selection(
        [("morning", "Morning"), ("lunch", "Break"), ("afternoon", "Afternoon"), ("full_day", "All day")],
        string="Part of the day",
        required=True,
        default="morning",
    )
    week_type = fields.Selection([("1", "Second"), ("0", "First")], string="Week", default=False)
    two_weeks_calendar = fields.Boolean(related="calendar_id.two_weeks_calendar")
    duration_based = fields.Boolean(related="calendar_id.duration_based")
    display_type = fields.Selection([("line_section", "Section")], default=False, help="A heading between lines.")
    sequence = fields.Integer(default=10)

    @api.model
    def get_week_type(self, date):
        """Tell whether a date is in a second week (1) or in a first one (0): they take turns since the first Monday."""
        return int(math.floor((date.toordinal() - 1) / 7) % 2)

    @api.depends("hour_from", "hour_to")
    def _compute_duration_hours(self):
        for line in self:
            line.duration_hours = max(0, line.hour_to - line.hour_from)

    def _inverse_duration_hours(self):
        """Place so many hours: mornings end at noon, afternoons begin then, whole days are around it."""
        for line in self.filtered("duration_based"):
            hours = line.duration_hours
            if line.day_period == "morning":
                line.hour_from, line.hour_to = NOON - hours, NOON
            elif line.day_period == "afternoon":
                line.hour_from, line.hour_to = NOON, NOON + hours
            else:
                line.hour_from, line.hour_to = NOON - hours / 2, NOON + hours / 2

    @api.depends("day_period", "duration_hours", "calendar_id.hours_per_day")
    def _compute_duration_days(self):
        """A line is half a day, or a whole one where it has more than three quarters of the hours of a day."""
        for line in self:
            if line.day_period == "lunch":
                line.duration_days = 0
            elif line.day_period == "full_day":
                line.duration_days = 1
            else:
                line.duration_days = 0.5 if line.duration_hours <= line.calendar_id.hours_per_day * 0.75 else 1

    @api.depends("name", "dayofweek", "week_type", "calendar_id.two_weeks_calendar")
    def _compute_display_name(self):
        days = dict(self._fields["dayofweek"]._description_selection(self.env))
        weeks = dict(self._fields["week_type"]._description_selection(self.env))
        for line in self:
            if line.display_type:
                line.display_name = line.name
                continue
            parts = [line.name, days[line.dayofweek]]
            if line.two_weeks_calendar and line.week_type:
                parts.append(weeks[line.week_type])
            line.display_name = ", ".join(parts)

    @api.onchange("hour_from", "hour_to")
    def _onchange_hours(self):
        self.hour_from = min(max(self.hour_from, 0), 23.99)
        self.hour_to = max(min(max(self.hour_to, 0), 24), self.hour_from)

    @api.constrains("hour_from", "hour_to")
    def _check_hours(self):
        for line in self:
            if not line.display_type and not 0 <= line.hour_from <= line.hour_to <= 24:
                raise ValidationError(
                    self.env._("%s: hours go from 0 to 24, and end after they begin.", line.display_name)
                )

    def _copy_attendance_vals(self):
        """Return the values for another line like this."""
        self.ensure_one()
        return {
            "name": self.name,
            "dayofweek": self.dayofweek,
            "hour_from": self.hour_from,
            "hour_to": self.hour_to,
            "day_period": self.day_period,
            "week_type": self.week_type,
            "display_type": self.display_type,
            "sequence": self.sequence,
        }

    def _is_work_period(self):
        self.ensure_one()
        return self.day_period != "lunch" and not self.display_type
