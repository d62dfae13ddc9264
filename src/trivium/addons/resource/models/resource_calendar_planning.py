"""Hours and days of work between two moments, and moments after so much work."""

from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from trivium import models

from .zones import aware

CHUNK = timedelta(days=14)
CHUNKS = 100


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    # ---- counting ----------------------------------------------------------------------------------------------

    def get_work_hours_count(self, start_dt, end_dt, compute_leaves=True, domain=None):
        """Return the hours of work between two moments; naive ones are UTC.

        :param compute_leaves: whether leaves count as no work
        :param domain: of the leaves that count
        """
        return self.get_work_duration_data(start_dt, end_dt, compute_leaves, domain)["hours"]

    def get_work_duration_data(self, from_datetime, to_datetime, compute_leaves=True, domain=None):
        """Return the work between two moments, as `{"days": ..., "hours": ...}`."""
        self.ensure_one()
        start, stop = aware(from_datetime)[0], aware(to_datetime)[0]
        work = self._work_intervals_batch(start, stop, domain=domain, compute_leaves=compute_leaves)[False]
        return self._get_attendance_intervals_days_data(work)

    def _get_attendance_intervals_days_data(self, attendance_intervals):
        """Return the days and hours of intervals of work: a part of a line is that part of its days."""
        self.ensure_one()
        hours = days = 0
        for start, stop, lines in attendance_intervals:
            length = (stop - start).total_seconds() / 3600
            hours += length
            line_hours = sum(lines.mapped("duration_hours")) if lines._name == "resource.calendar.attendance" else 0
            if line_hours:
                days += length * sum(lines.mapped("duration_days")) / line_hours
            elif self.hours_per_day:
                days += length / self.hours_per_day
        return {"days": round(days, 3), "hours": hours}

    def _get_hours_per_day(self, attendances=None):
        """Return the average hours of the days on which one works."""
        lines = self._working_lines() if attendances is None else attendances
        days = {(line.week_type, line.dayofweek) for line in lines}
        return sum(lines.mapped("duration_hours")) / len(days) if days else 0

    # ---- planning ----------------------------------------------------------------------------------------------

    def plan_hours(self, hours, day_dt, compute_leaves=False, domain=None, resource=None):
        """Return the moment after (or, for negative hours, before) which so much work was done.

        :return: in the form of `day_dt`; False if it is years away
        """
        self.ensure_one()
        moment, restore = aware(day_dt)
        left = timedelta(hours=abs(hours))
        if not left:
            return restore(moment)
        for start, stop in self._work_from(moment, hours > 0, compute_leaves, domain, resource):
            if left <= stop - start:
                return restore(start + left if hours > 0 else stop - left)
            left -= stop - start
        return False

    def plan_days(self, days, day_dt, compute_leaves=False, domain=None):
        """Return the end of the last of so many days of work, or the beginning where they are counted back.

        :return: in the form of `day_dt`; False if it is years away
        """
        self.ensure_one()
        moment, restore = aware(day_dt)
        if not days:
            return restore(moment)
        found = {}
        for start, stop in self._work_from(moment, days > 0, compute_leaves, domain):
            day = start.date()
            if day not in found and len(found) == abs(days):
                break
            found[day] = stop if days > 0 else start
        else:
            if len(found) < abs(days):
                return False
        return restore(list(found.values())[-1])

    def _work_from(self, moment, forwards, compute_leaves, domain, resource=None):
        """Yield the intervals of work after a moment, or before it the last first, some weeks at a time."""
        key = resource.id if resource else False
        for number in range(CHUNKS):
            bounds = sorted(
                [
                    moment + CHUNK * number * (1 if forwards else -1),
                    moment + CHUNK * (number + 1) * (1 if forwards else -1),
                ]
            )
            work = self._work_intervals_batch(*bounds, resources=resource, domain=domain, compute_leaves=compute_leaves)
            for start, stop, _lines in work[key] if forwards else reversed(work[key]):
                yield start, stop

    def _get_closest_work_time(self, dt, match_end=False, resource=None, search_range=None, compute_leaves=True):
        """Return the beginning (or the end) of work that is nearest to a moment.

        :param search_range: two moments to look between; without them the day
        :return: a moment, None where nobody works in that time
        """
        self.ensure_one()
        moment, _restore = aware(dt)
        zone = pytz.timezone(resource.tz if resource else self.tz)
        if search_range is None:
            day = moment.astimezone(zone).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
            search_range = (zone.localize(day), zone.localize(day + relativedelta(days=1)))
        work = self._work_intervals_batch(*search_range, resources=resource, compute_leaves=compute_leaves)
        ends = [interval[1 if match_end else 0] for interval in work[resource.id if resource else False]]
        return min(ends, key=lambda end: abs(end - moment), default=None)

    # ---- days --------------------------------------------------------------------------------------------------

    def _works_on_date(self, day):
        """Tell whether one works on a day at all."""
        self.ensure_one()
        if self.flexible_hours:
            return True
        week = str(self.env["resource.calendar.attendance"].get_week_type(day))
        return any(
            line.dayofweek == str(day.weekday()) and (not self.two_weeks_calendar or line.week_type in {False, week})
            for line in self._working_lines()
        )

    def _get_unusual_days(self, start_dt, end_dt, company_id=False):
        """Return which days are free: `{"2030-01-31": True}`."""
        self.ensure_one()
        zone = pytz.timezone(self.tz)
        start, stop = (aware(moment)[0] for moment in (start_dt, end_dt))
        calendar = self.with_company(company_id) if company_id else self
        busy = {
            begin.astimezone(zone).date() for begin, _end, _lines in calendar._work_intervals_batch(start, stop)[False]
        }
        return {str(day): day not in busy for day in self._days(start, stop, zone)}

    def _get_max_number_of_hours(self, start, end):
        """Return the hours of the longest of the days on which one works between two dates."""
        self.ensure_one()
        hours = {}
        first, last = (
            pytz.timezone(self.tz).localize(datetime.combine(day, moment))
            for day, moment in ((_date(start), time.min), (_date(end), time.max))
        )
        for begin, finish, _lines in self._attendance_intervals_batch(first, last)[False]:
            hours[begin.date()] = hours.get(begin.date(), 0) + (finish - begin).total_seconds() / 3600
        return max(hours.values(), default=0)


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
