"""Periods, ranges and relative dates."""
# ruff: noqa: DTZ001 - moments are naive and in UTC, as addons have them

import datetime as dt
from types import SimpleNamespace

import pytest
import pytz
import time_machine
from dateutil.relativedelta import relativedelta

from trivium.tools import date_utils
from trivium.tools.date_utils import (
    date_range,
    end_of,
    float_to_time,
    get_fiscal_year,
    get_month,
    get_quarter,
    get_quarter_number,
    get_timedelta,
    localized,
    parse_date,
    parse_iso_date,
    start_of,
    sum_intervals,
    time_to_float,
    to_timezone,
)

DAY = dt.date(2026, 2, 17)
MOMENT = dt.datetime(2026, 2, 17, 13, 45, 30, 12)


@pytest.mark.parametrize(
    ("granularity", "start", "end"),
    [
        ("day", dt.date(2026, 2, 17), dt.date(2026, 2, 17)),
        ("week", dt.date(2026, 2, 16), dt.date(2026, 2, 22)),
        ("month", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("quarter", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("year", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_start_and_end_of_periods(granularity, start, end):
    assert start_of(DAY, granularity) == start
    assert end_of(DAY, granularity) == end
    assert start_of(MOMENT, granularity) == dt.datetime.combine(start, dt.time.min)
    assert end_of(MOMENT, granularity) == dt.datetime.combine(end, dt.time.max)


def test_hours_are_of_moments_only():
    assert start_of(MOMENT, "hour") == dt.datetime(2026, 2, 17, 13)
    with pytest.raises(ValueError, match="no hours"):
        start_of(DAY, "hour")
    with pytest.raises(ValueError, match="granularity"):
        start_of(DAY, "decade")


def test_months_quarters_and_fiscal_years():
    assert get_month(DAY) == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert get_quarter(DAY) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert get_quarter_number(dt.date(2026, 12, 1)) == 4
    assert get_fiscal_year(DAY) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert get_fiscal_year(DAY, 31, 3) == (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
    assert get_fiscal_year(dt.date(2024, 5, 1), 28, 2) == (dt.date(2024, 3, 1), dt.date(2025, 2, 28))
    assert get_timedelta(2, "quarter") == relativedelta(months=6)


def test_ranges_keep_the_end_of_months():
    days = list(date_range(dt.date(2026, 1, 31), dt.date(2026, 4, 30)))
    assert days == [dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 3, 31), dt.date(2026, 4, 30)]


def test_ranges_stay_at_the_hour_over_a_change_of_time():
    zone = pytz.timezone("Europe/Brussels")
    start, end = zone.localize(dt.datetime(2026, 3, 28, 9)), zone.localize(dt.datetime(2026, 3, 30, 9))
    assert [moment.hour for moment in date_range(start, end, relativedelta(days=1))] == [9, 9, 9]


def test_ranges_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="forward"):
        list(date_range(DAY, DAY, dt.timedelta()))
    with pytest.raises(ValueError, match="time zone"):
        list(date_range(MOMENT, pytz.utc.localize(MOMENT)))


def test_hours_as_numbers():
    assert float_to_time(13.75) == dt.time(13, 45)
    assert float_to_time(24.0) == dt.time.max
    assert time_to_float(dt.time(13, 45)) == 13.75
    assert time_to_float(dt.timedelta(minutes=90)) == 1.5
    assert time_to_float(dt.time.max) == 24.0
    assert sum_intervals([(MOMENT, MOMENT + dt.timedelta(minutes=30), None)]) == 0.5


def test_time_zones():
    assert localized(MOMENT).tzinfo is pytz.utc
    assert to_timezone("Europe/Brussels")(MOMENT).hour == 14
    assert to_timezone(None)(localized(MOMENT)) == MOMENT


def test_iso_texts():
    assert parse_iso_date("2026-02-17") == DAY
    assert parse_iso_date("2026-02-17 13:45:00") == dt.datetime(2026, 2, 17, 13, 45)
    with pytest.raises(ValueError, match="soon"):
        parse_iso_date("soon")


class Env(SimpleNamespace):
    def __getitem__(self, name):
        return SimpleNamespace(_get_data=lambda **_code: SimpleNamespace(week_start="1"))


ENV = Env(tz="Europe/Brussels", lang="en_US")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today", dt.date(2026, 2, 18)),
        ("today -7d", dt.date(2026, 2, 11)),
        ("today +1m =1d", dt.date(2026, 3, 1)),
        ("today =monday", dt.date(2026, 2, 16)),
        ("today +monday", dt.date(2026, 2, 23)),
        ("today -wednesday", dt.date(2026, 2, 11)),
        ("today =week_start", dt.date(2026, 2, 16)),
        ("-1y", dt.datetime(2025, 2, 17, 23, 30)),
        ("now =8H", dt.datetime(2026, 2, 18, 7)),
        ("2026-02-17", dt.date(2026, 2, 17)),
        ("2026-02-17 10:00:00", dt.datetime(2026, 2, 17, 10)),
    ],
)
@time_machine.travel(dt.datetime(2026, 2, 17, 23, 30, tzinfo=dt.UTC), tick=False)
def test_relative_dates_are_of_the_users_day(text, value):
    assert parse_date(text, ENV) == value


@pytest.mark.parametrize("text", ["", "today 7d", "today +7x", "today +mondayd", "today =2w", "tomorrow"])
def test_relative_dates_that_cannot_be_read(text):
    with pytest.raises(ValueError, match=r"date|read|format"):
        parse_date(text, ENV)


def test_weeks_of_a_locale():
    from babel import Locale

    assert date_utils.weekstart(Locale("en", "US"), DAY) == dt.date(2026, 2, 15)
    assert date_utils.weekend(Locale("en", "US"), DAY) == dt.date(2026, 2, 21)
