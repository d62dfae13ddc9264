from datetime import date, datetime, timedelta
from itertools import pairwise

import pytz

from trivium.testing import TransactionCase

BRUSSELS = pytz.timezone("Europe/Brussels")


def brussels(*moment):
    return BRUSSELS.localize(datetime(*moment))


class TestWork(TransactionCase):
    """In 2030 the 7th of January is a Monday; clocks in Brussels change on the 31st of March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create({"name": "Mill", "tz": "Europe/Brussels"})
        cls.saw, cls.mill = cls.env["resource.resource"].create(
            [
                {"name": name, "resource_type": "material", "calendar_id": cls.calendar.id, "tz": tz}
                for name, tz in (("Saw", "Europe/Brussels"), ("Mill", "America/New_York"))
            ]
        )

    def leave(self, start, stop, **values):
        naive = [moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in (start, stop)]
        vals = {"name": "Off", "calendar_id": self.calendar.id, "date_from": naive[0], "date_to": naive[1], **values}
        return self.env["resource.calendar.leaves"].create(vals)

    def test_hours_of_a_week(self):
        week = brussels(2030, 1, 7, 0), brussels(2030, 1, 14, 0)
        self.assertEqual(self.calendar.get_work_hours_count(*week), 40)
        self.assertEqual(self.calendar.get_work_duration_data(*week), {"days": 5, "hours": 40})
        morning = brussels(2030, 1, 7, 10), brussels(2030, 1, 7, 12, 30)
        self.assertEqual(self.calendar.get_work_duration_data(*morning), {"days": 0.25, "hours": 2})

    def test_naive_moments_are_utc(self):
        self.assertEqual(self.calendar.get_work_hours_count(datetime(2030, 1, 7, 7), datetime(2030, 1, 7, 9)), 2)
        self.assertEqual(self.calendar.get_work_hours_count(datetime(2030, 7, 8, 6), datetime(2030, 7, 8, 8)), 2)

    def test_clocks_that_change(self):
        self.calendar.attendance_ids = [
            (0, 0, {"name": "Night", "dayofweek": "6", "hour_from": 0, "hour_to": 6, "day_period": "morning"})
        ]
        hours = self.calendar.get_work_hours_count
        self.assertEqual(hours(brussels(2030, 3, 24, 0), brussels(2030, 3, 25, 0)), 6)
        self.assertEqual(hours(brussels(2030, 3, 31, 0), brussels(2030, 4, 1, 0)), 5)
        self.assertEqual(hours(brussels(2030, 10, 27, 0), brussels(2030, 10, 28, 0)), 7)
        intervals = self.calendar._work_intervals_batch(brussels(2030, 4, 1, 0), brussels(2030, 4, 2, 0))[False]
        self.assertEqual([start.hour for start, _stop, _lines in intervals], [8, 13])

    def test_leaves(self):
        self.leave(brussels(2030, 1, 8, 0), brussels(2030, 1, 9, 0))
        self.leave(brussels(2030, 1, 9, 8), brussels(2030, 1, 9, 12), resource_id=self.saw.id)
        week = brussels(2030, 1, 7, 0), brussels(2030, 1, 14, 0)
        self.assertEqual(self.calendar.get_work_hours_count(*week), 32)
        self.assertEqual(self.calendar.get_work_hours_count(*week, compute_leaves=False), 40)
        work = self.calendar._work_intervals_batch(*week, resources=self.saw | self.mill, tz=BRUSSELS)
        hours = {key: sum((b - a).total_seconds() for a, b, _lines in found) / 3600 for key, found in work.items()}
        self.assertEqual(hours, {self.saw.id: 28, self.mill.id: 32, False: 32})

    def test_each_resource_has_its_clock(self):
        day = brussels(2030, 1, 7, 0), brussels(2030, 1, 8, 0)
        work = self.calendar._work_intervals_batch(*day, resources=self.saw | self.mill)
        first = {key: found.items()[0][0].astimezone(pytz.utc).hour for key, found in work.items()}
        self.assertEqual(first, {self.saw.id: 7, self.mill.id: 13, False: 7})

    def test_statements_do_not_grow_with_resources(self):
        def count(number):
            resources = self.env["resource.resource"].create(
                [{"name": f"R{i}", "calendar_id": self.calendar.id, "tz": "UTC"} for i in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.calendar._work_intervals_batch(brussels(2030, 1, 7, 0), brussels(2030, 2, 7, 0), resources)
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(2), count(20))

    def test_planning_hours(self):
        plan = self.calendar.plan_hours
        self.assertEqual(plan(2, brussels(2030, 1, 7, 8)), brussels(2030, 1, 7, 10))
        self.assertEqual(plan(20, brussels(2030, 1, 7, 8)), brussels(2030, 1, 9, 12))
        self.assertEqual(plan(-3, brussels(2030, 1, 8, 9)), brussels(2030, 1, 7, 15))
        self.assertEqual(plan(2, datetime(2030, 1, 5, 12)), datetime(2030, 1, 7, 9))
        self.leave(brussels(2030, 1, 7, 0), brussels(2030, 1, 8, 0))
        self.assertEqual(plan(2, brussels(2030, 1, 7, 8), compute_leaves=True), brussels(2030, 1, 8, 10))
        self.assertEqual(plan(200, brussels(2030, 1, 7, 8)), brussels(2030, 2, 8, 17))

    def test_planning_days(self):
        plan = self.calendar.plan_days
        self.assertEqual(plan(1, brussels(2030, 1, 7, 9)), brussels(2030, 1, 7, 17))
        self.assertEqual(plan(6, brussels(2030, 1, 7, 9)), brussels(2030, 1, 14, 17))
        self.assertEqual(plan(-2, brussels(2030, 1, 8, 12)), brussels(2030, 1, 7, 8))
        self.assertEqual(plan(0, brussels(2030, 1, 7, 9)), brussels(2030, 1, 7, 9))
        self.env["resource.calendar.attendance"].search([("calendar_id", "=", self.calendar.id)]).unlink()
        self.assertIs(plan(1, brussels(2030, 1, 7, 9)), False)

    def test_flexible_hours(self):
        self.calendar.write({"schedule_type": "flexible", "hours_per_day": 10, "hours_per_week": 25})
        week = brussels(2030, 1, 7, 0), brussels(2030, 1, 14, 0)
        self.assertEqual(self.calendar.get_work_duration_data(*week), {"days": 2.5, "hours": 25})
        intervals = self.calendar._work_intervals_batch(*week)[False].items()
        self.assertEqual(intervals[0][:2], (brussels(2030, 1, 7, 7), brussels(2030, 1, 7, 17)))

    def test_who_has_no_hours_is_there_at_any_time(self):
        self.saw.calendar_id = False
        start, stop = brussels(2030, 1, 7, 0), brussels(2030, 1, 9, 0)
        work, _calendars = (self.saw | self.mill)._get_valid_work_intervals(start, stop)
        self.assertEqual([found[:2] for found in work[self.saw.id]], [(start, stop)])
        self.assertEqual(self.saw._get_unavailable_intervals(start, stop), {self.saw.id: []})
        self.assertEqual(len(self.mill._get_unavailable_intervals(start, stop)[self.mill.id]), 5)

    def test_nearest_work(self):
        nearest = self.calendar._get_closest_work_time
        self.assertEqual(nearest(brussels(2030, 1, 7, 6)), brussels(2030, 1, 7, 8))
        self.assertEqual(nearest(brussels(2030, 1, 7, 22), match_end=True), brussels(2030, 1, 7, 17))
        self.assertIsNone(nearest(brussels(2030, 1, 6, 10)))
        found = self.saw._adjust_to_calendar(brussels(2030, 1, 7, 6), brussels(2030, 1, 8, 22))
        self.assertEqual(found[self.saw], (brussels(2030, 1, 7, 8), brussels(2030, 1, 8, 17)))

    def test_days_off(self):
        self.leave(brussels(2030, 1, 8, 0), brussels(2030, 1, 9, 0))
        days = self.calendar._get_unusual_days(brussels(2030, 1, 6, 0), brussels(2030, 1, 8, 23))
        self.assertEqual(days, {"2030-01-06": True, "2030-01-07": False, "2030-01-08": True})
        self.assertTrue(self.calendar._works_on_date(date(2030, 1, 8)))
        self.assertFalse(self.calendar._works_on_date(date(2030, 1, 6)))

    def test_work_and_rest_fill_the_time(self):
        self.leave(brussels(2030, 1, 9, 10), brussels(2030, 1, 10, 14))
        for hours in range(0, 200, 7):
            start = brussels(2030, 1, 5, 0) + timedelta(hours=hours)
            stop = start + timedelta(hours=61)
            work = self.calendar._work_intervals_batch(start, stop)[False]
            rest = self.calendar._unavailable_intervals(start, stop)
            spans = sorted([(a, b) for a, b, _lines in work] + rest)
            self.assertEqual((spans[0][0], spans[-1][1]), (start, stop))
            self.assertTrue(all(left[1] == right[0] for left, right in pairwise(spans)))
