"""What a model has whose records are resources."""

from collections import defaultdict

import pytz

from trivium import api, fields, models

from .zones import aware


class ResourceMixin(models.AbstractModel):
    _name = "resource.mixin"
    _description = "Resource"

    resource_id = fields.Many2one(
        "resource.resource",
        string="Resource",
        required=True,
        index=True,
        ondelete="restrict",
        bypass_search_access=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        related="resource_id.company_id",
        default=lambda self: self.env.company,
        index=True,
        store=True,
        readonly=False,
        precompute=True,
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        related="resource_id.calendar_id",
        default=lambda self: self.env.company.resource_calendar_id,
        index=True,
        store=True,
        readonly=False,
    )
    tz = fields.Selection(related="resource_id.tz", string="Time zone", readonly=False)

    @api.model_create_multi
    def create(self, vals_list):
        """Make the resource of each record that has none, all at once."""
        prepared = [dict(vals) for vals in vals_list]
        without = [vals for vals in prepared if not vals.get("resource_id")]
        resources = self.env["resource.resource"].create(
            [self._prepare_resource_values(vals, vals.pop("tz", False)) for vals in without]
        )
        for vals, resource in zip(without, resources, strict=True):
            vals["resource_id"] = resource.id
        return super(ResourceMixin, self.with_context(check_idempotence=True)).create(prepared)

    def _prepare_resource_values(self, vals, tz):
        """Return the values for the resource of a record."""
        values = {"name": vals.get(self._rec_name) or self._description}
        if tz:
            values["tz"] = tz
        if "company_id" in vals:
            values["company_id"] = vals["company_id"]
        if vals.get("resource_calendar_id"):
            values["calendar_id"] = vals["resource_calendar_id"]
        return values

    def copy_data(self, default=None):
        default = dict(default or {})
        data = super().copy_data(default=default)
        if "resource_id" in default:
            return data
        copies = [
            record.resource_id.copy({"company_id": vals.get("company_id") or record.company_id.id})
            for record, vals in zip(self, data, strict=True)
        ]
        return [dict(vals, resource_id=copy.id) for vals, copy in zip(data, copies, strict=True)]

    def _get_calendars(self, date_from=None):
        """Return the working hours of each record, by id."""
        return {record.id: record.resource_calendar_id for record in self}

    def _by_calendar(self, calendar):
        """Return the records by the working hours that count for them."""
        groups = defaultdict(self.browse)
        for record in self:
            groups[calendar or record.resource_calendar_id or record.company_id.resource_calendar_id] |= record
        return groups

    def _get_work_days_data_batch(self, from_datetime, to_datetime, compute_leaves=True, calendar=None, domain=None):
        """Return the work of each record between two moments: `{id: {"days": ..., "hours": ...}}`."""

        def work(hours, resources, start, stop):
            return hours._work_intervals_batch(start, stop, resources, domain, compute_leaves=compute_leaves)

        return self._days_data(work, from_datetime, to_datetime, calendar)

    def _get_leave_days_data_batch(self, from_datetime, to_datetime, calendar=None, domain=None):
        """Return the time off of each record, in days and hours of work that is missed."""

        def missed(hours, resources, start, stop):
            leaves = hours._leave_intervals_batch(start, stop, resources, domain)
            attendance = hours._attendance_intervals_batch(start, stop, resources)
            return {key: found & leaves[key] for key, found in attendance.items()}

        return self._days_data(missed, from_datetime, to_datetime, calendar)

    def _days_data(self, intervals_of, from_datetime, to_datetime, calendar):
        start, stop = aware(from_datetime)[0], aware(to_datetime)[0]
        result = {record.id: {"days": 0, "hours": 0} for record in self}
        for hours, records in self._by_calendar(calendar).items():
            if hours:
                found = intervals_of(hours, records.resource_id, start, stop)
                for record in records:
                    result[record.id] = hours._get_attendance_intervals_days_data(found[record.resource_id.id])
        return result

    def _adjust_to_calendar(self, start, end):
        """Return, by record, the beginning and the end of work nearest to two moments."""
        found = self.resource_id._adjust_to_calendar(start, end)
        return {record: found[record.resource_id] for record in self}

    def _list_work_time_per_day(self, from_datetime, to_datetime, calendar=None, domain=None):
        """Return the hours of each day of work: `{id: [(date, hours)]}`."""
        start, stop = aware(from_datetime)[0], aware(to_datetime)[0]
        compute_leaves = self.env.context.get("compute_leaves", True)
        result = {}
        for hours, records in self._by_calendar(calendar).items():
            work = (
                hours._work_intervals_batch(start, stop, records.resource_id, domain, compute_leaves=compute_leaves)
                if hours
                else {}
            )
            for record in records:
                days = defaultdict(float)
                for begin, finish, _lines in work.get(record.resource_id.id, ()):
                    days[begin.date()] += (finish - begin).total_seconds() / 3600
                result[record.id] = sorted(days.items())
        return result

    def list_leaves(self, from_datetime, to_datetime, calendar=None, domain=None):
        """Return the time off of a record, where it would have worked: `[(date, hours, leave)]`."""
        self.ensure_one()
        hours = calendar or self.resource_calendar_id
        start, stop = (
            aware(moment)[0].astimezone(pytz.timezone(self.tz or "UTC")) for moment in (from_datetime, to_datetime)
        )
        key = self.resource_id.id
        attendance = hours._attendance_intervals_batch(start, stop, self.resource_id)[key]
        leaves = hours._leave_intervals_batch(start, stop, self.resource_id, domain)[key]
        return [
            (begin.date(), (finish - begin).total_seconds() / 3600, leave)
            for begin, finish, leave in leaves & attendance
        ]
