from datetime import date

from trivium.exceptions import ValidationError
from trivium.testing import TransactionCase


class TestCalendars(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create({"name": "Mill", "tz": "Europe/Brussels"})

    def test_usual_hours(self):
        self.assertEqual(self.calendar.hours_per_day, 8)
        self.assertEqual(self.calendar.hours_per_week, 40)
        self.assertEqual(len(self.calendar.attendance_ids), 15)
        self.assertTrue(self.calendar.is_fulltime)

    def test_hours_follow_lines(self):
        self.calendar.attendance_ids.filtered(lambda line: line.dayofweek == "4").unlink()
        self.assertEqual(self.calendar.hours_per_week, 32)
        self.assertEqual(self.calendar.hours_per_day, 8)
        self.assertAlmostEqual(self.calendar.work_time_rate, 80)
        self.assertFalse(self.calendar.is_fulltime)
        self.assertIn(self.calendar, self.env["resource.calendar"].search([("work_time_rate", "<", 90)]))

    def test_lines_do_not_overlap(self):
        with self.assertRaisesRegex(ValidationError, "overlap"):
            self.calendar.attendance_ids = [
                (0, 0, {"name": "More", "dayofweek": "0", "hour_from": 11, "hour_to": 12.5, "day_period": "morning"})
            ]

    def test_hours_of_a_day(self):
        with self.assertRaises(ValidationError):
            self.calendar.attendance_ids[0].write({"hour_from": 9, "hour_to": 8})

    def test_two_weeks(self):
        self.calendar.switch_calendar_type()
        self.assertEqual(len(self.calendar.attendance_ids_1st_week), 15)
        self.assertEqual(len(self.calendar.attendance_ids_2nd_week), 15)
        self.assertEqual(self.calendar.hours_per_week, 40)
        self.calendar.attendance_ids_2nd_week.filtered(lambda line: line.dayofweek == "0").unlink()
        self.assertEqual(self.calendar.hours_per_week, 36)
        weeks = [self.env["resource.calendar.attendance"].get_week_type(date(2030, 1, day)) for day in (6, 7, 13, 14)]
        self.assertEqual(weeks[1], weeks[2])
        self.assertNotEqual(weeks[0], weeks[1])
        self.assertEqual(weeks[0], weeks[3])
        self.calendar.switch_calendar_type()
        self.assertEqual(self.calendar.hours_per_week, 40)
        self.assertFalse(any(self.calendar.attendance_ids.mapped("week_type")))

    def test_lines_by_duration(self):
        self.calendar.switch_based_on_duration()
        line = self.calendar.attendance_ids.filtered(
            lambda line: line.dayofweek == "0" and line.day_period == "morning"
        )
        line.duration_hours = 3
        self.assertEqual((line.hour_from, line.hour_to), (9, 12))
        self.assertEqual(self.calendar.hours_per_week, 39)

    def test_copy(self):
        copy = self.calendar.copy()
        self.assertEqual(copy.name, "Mill (copy)")
        self.assertEqual(copy.hours_per_week, 40)

    def test_companies_have_hours(self):
        company = self.env["res.company"].create({"name": "Mill"})
        self.assertEqual(company.resource_calendar_id.company_id, company)
        self.assertEqual(company.resource_calendar_id.hours_per_week, 40)
        resource = self.env["resource.resource"].create({"name": "Saw", "company_id": company.id})
        self.assertEqual(resource.calendar_id, company.resource_calendar_id)

    def test_a_resource_has_the_zone_of_its_user(self):
        self.env.user.tz = "Asia/Tokyo"
        resource = self.env["resource.resource"].create({"name": "Ada", "user_id": self.env.uid})
        self.assertEqual(resource.tz, "Asia/Tokyo")
        self.assertEqual(self.env.user.resource_ids, resource)
