"""Working hours as intervals of time, for many resources in the same number of statements as for one."""

from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from trivium import models
from trivium.fields import Domain
from trivium.tools.date_utils import float_to_time
from trivium.tools.intervals import Intervals

NOON = 12.0


def _zone(name):
    return pytz.timezone(name) if isinstance(name, str) else name


def _moment(zone, day, hours):
    """Return the moment of a day at so many hours after midnight, by the clocks of a zone."""
    if hours >= 24:
        return zone.localize(datetime.combine(day + timedelta(days=1), time.min))
    return zone.localize(datetime.combine(day, float_to_time(hours)))


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    # ---- attendance --------------------------------------------------------------------------------------------

    def _attendance_intervals_batch(self, start_dt, end_dt, resources=None, domain=None, tz=None, lunch=False):
        """Return when one works, leaves aside.

        :param start_dt, end_dt: moments with time zones
        :param resources: of `resource.resource`; none means the calendar alone, whose key is False
        :param domain: a further condition of lines
        :param tz: the zone whose clocks count; without it that of each resource, or of the calendar
        :param lunch: the breaks instead of the work
        :return: `{resource id: Intervals of (start, stop, lines)}`
        """
        self.ensure_one()
        holders = self._holders(resources)
        by_zone = defaultdict(list)
        for holder in holders:
            by_zone[_zone(tz or holder.tz or self.tz)].append(holder.id)
        lines = self._lines_by_day(domain, lunch=lunch)
        result = {}
        for zone, ids in by_zone.items():
            if self.flexible_hours:
                found = [] if lunch else self._flexible_hours_in(start_dt, end_dt, zone)
            else:
                found = self._fixed_hours_in(start_dt, end_dt, zone, lines)
            intervals = Intervals(found, keep_distinct=True)
            result.update(dict.fromkeys(ids, intervals))
        return result

    def _holders(self, resources):
        """Return the resources whose hours are asked for, and one without id for the calendar itself."""
        return [*(resources or ()), self.env["resource.resource"]]

    def _lines_by_day(self, domain, *, lunch):
        """Return the lines by week (None: every) and day of the week."""
        wanted = Domain(domain or []) & Domain("calendar_id", "=", self.id) & Domain("display_type", "=", False)
        wanted &= Domain("day_period", "=" if lunch else "!=", "lunch")
        lines = defaultdict(list)
        for line in self.env["resource.calendar.attendance"].search(wanted):
            week = int(line.week_type) if self.two_weeks_calendar and line.week_type else None
            lines[week, int(line.dayofweek)].append(line)
        return lines

    def _fixed_hours_in(self, start_dt, end_dt, zone, lines):
        if not lines:
            return
        for day in self._days(start_dt, end_dt, zone):
            week = self.env["resource.calendar.attendance"].get_week_type(day)
            for line in [*lines[None, day.weekday()], *lines[week, day.weekday()]]:
                start = max(_moment(zone, day, line.hour_from), start_dt.astimezone(zone))
                stop = min(_moment(zone, day, line.hour_to), end_dt.astimezone(zone))
                if start < stop:
                    yield start, stop, line

    def _flexible_hours_in(self, start_dt, end_dt, zone):
        """Yield the hours of each day around noon, until those of the week are used up."""
        left = {}
        none = self.env["resource.calendar.attendance"]
        for day in self._days(start_dt, end_dt, zone):
            week = day.isocalendar()[:2]
            hours = min(left.setdefault(week, self.hours_per_week or 24 * 7), self.hours_per_day or 24)
            start = max(_moment(zone, day, NOON - hours / 2), start_dt.astimezone(zone))
            stop = min(_moment(zone, day, NOON + hours / 2), end_dt.astimezone(zone))
            if start < stop:
                left[week] -= (stop - start).total_seconds() / 3600
                yield start, stop, none

    @staticmethod
    def _days(start_dt, end_dt, zone):
        first, last = start_dt.astimezone(zone).date(), end_dt.astimezone(zone).date()
        return (first + timedelta(days=number) for number in range((last - first).days + 1))

    # ---- leaves ------------------------------------------------------------------------------------------------

    def _leave_intervals(self, start_dt, end_dt, resource=None, domain=None, tz=None):
        """Return the leaves of one resource, or of the calendar."""
        resource = resource or self.env["resource.resource"]
        return self._leave_intervals_batch(start_dt, end_dt, resource, domain, tz)[resource.id]

    def _leave_intervals_batch(self, start_dt, end_dt, resources=None, domain=None, tz=None):
        """Return when one does not work although one would: arguments and result as for attendance, with leaves."""
        holders = self._holders(resources)
        wanted = Domain("time_type", "=", "leave") if domain is None else Domain(domain)
        wanted &= Domain("calendar_id", "in", [False, *self.ids])
        wanted &= Domain("resource_id", "in", [holder.id for holder in holders])
        wanted &= Domain("company_id", "in", [False, *self.company_id.ids]) if self.company_id else Domain.TRUE
        naive = (start_dt.astimezone(pytz.utc).replace(tzinfo=None), end_dt.astimezone(pytz.utc).replace(tzinfo=None))
        wanted &= Domain("date_from", "<=", naive[1]) & Domain("date_to", ">=", naive[0])
        by_resource = defaultdict(list)
        for leave in self.env["resource.calendar.leaves"].search(wanted):
            by_resource[leave.resource_id.id].append(leave)
        result = {}
        for holder in holders:
            zone = _zone(tz or holder.tz or self[:1].tz or "UTC")
            result[holder.id] = Intervals(
                (
                    max(pytz.utc.localize(leave.date_from), start_dt).astimezone(zone),
                    min(pytz.utc.localize(leave.date_to), end_dt).astimezone(zone),
                    leave,
                )
                for leave in by_resource[False] + (by_resource[holder.id] if holder else [])
            )
        return result

    # ---- both --------------------------------------------------------------------------------------------------

    def _work_intervals_batch(self, start_dt, end_dt, resources=None, domain=None, tz=None, compute_leaves=True):
        """Return when one works, without leaves; `domain` is for these."""
        attendance = self._attendance_intervals_batch(
            start_dt, end_dt, resources, tz=tz or self.env.context.get("employee_timezone")
        )
        if not compute_leaves:
            return attendance
        leaves = self._leave_intervals_batch(start_dt, end_dt, resources, domain, tz=tz)
        return {key: found - leaves[key] for key, found in attendance.items()}

    def _unavailable_intervals(self, start_dt, end_dt, resource=None, domain=None, tz=None):
        """Return when one resource, or the calendar, does not work."""
        resource = resource or self.env["resource.resource"]
        return self._unavailable_intervals_batch(start_dt, end_dt, resource, domain, tz)[resource.id]

    def _unavailable_intervals_batch(self, start_dt, end_dt, resources=None, domain=None, tz=None):
        """Return `{resource id: [(start, stop)]}` of the time outside of work, in UTC."""
        work = self._work_intervals_batch(start_dt, end_dt, resources, domain, tz)
        none = self.env["resource.calendar.attendance"]
        whole = Intervals([(start_dt, end_dt, none)])
        return {
            key: [(start.astimezone(pytz.utc), stop.astimezone(pytz.utc)) for start, stop, _lines in whole - found]
            for key, found in work.items()
        }
