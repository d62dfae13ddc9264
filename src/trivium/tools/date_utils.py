"""Periods of the calendar: their start and end, ranges, fiscal years, relative dates, time zones."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal, TypeVar

import pytz
from dateutil.relativedelta import relativedelta

__all__ = [
    "add",
    "date_range",
    "date_type",
    "end_of",
    "float_to_time",
    "get_fiscal_year",
    "get_month",
    "get_quarter",
    "get_quarter_number",
    "get_timedelta",
    "localized",
    "parse_date",
    "parse_iso_date",
    "start_of",
    "subtract",
    "sum_intervals",
    "time_to_float",
    "to_timezone",
    "weekend",
    "weekstart",
]

D = TypeVar("D", dt.date, dt.datetime)
Granularity = Literal["hour", "day", "week", "month", "quarter", "year"]

utc: Final = pytz.utc

_UNITS: Final = {
    "d": "days",
    "w": "weeks",
    "m": "months",
    "y": "years",
    "H": "hours",
    "M": "minutes",
    "S": "seconds",
}
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEP: Final = re.compile(r"(?P<sign>[=+-])(?P<amount>\d+|" + "|".join(_WEEKDAYS) + r"|week_start)(?P<unit>[a-zA-Z]?)")


def _day(value: D) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def start_of(value: D, granularity: Granularity) -> D:
    """Return the first moment of the period that holds the date; weeks start on Monday.

    Args:
        value: a date or datetime; the result is of the same kind.
        granularity: hour (datetimes only), day, week, month, quarter or year.

    Raises:
        ValueError: the granularity is none of these.
    """
    if granularity == "hour":
        if isinstance(value, dt.datetime):
            return value.replace(minute=0, second=0, microsecond=0)
        raise ValueError("A date has no hours: take a datetime, or a granularity of day or more")
    day = _day(value)
    match granularity:
        case "day":
            pass
        case "week":
            day -= dt.timedelta(days=day.weekday())
        case "month":
            day = day.replace(day=1)
        case "quarter":
            day = day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            day = day.replace(month=1, day=1)
        case _:
            raise ValueError(f"{granularity!r} is no granularity: use hour, day, week, month, quarter or year")
    if isinstance(value, dt.datetime):
        return dt.datetime.combine(day, dt.time.min, tzinfo=value.tzinfo)
    return day


def end_of(value: D, granularity: Granularity) -> D:
    """Return the last moment of the period that holds the date, at the resolution of the type."""
    following = start_of(value, granularity) + get_timedelta(1, granularity)
    if isinstance(value, dt.datetime):
        return following - dt.timedelta(microseconds=1)
    return following - dt.timedelta(days=1)


def get_timedelta(qty: int, granularity: Granularity) -> relativedelta:
    """Return the duration of that many periods."""
    if granularity == "quarter":
        return relativedelta(months=3 * qty)
    if granularity not in ("hour", "day", "week", "month", "year"):
        raise ValueError(f"{granularity!r} is no granularity: use hour, day, week, month, quarter or year")
    durations: dict[str, int] = {f"{granularity}s": qty}
    return relativedelta(**durations)  # type: ignore[arg-type]  # the stub lists each keyword with its own type


def add(value: D, *args: Any, **kwargs: Any) -> D:
    """Return the date plus `relativedelta(*args, **kwargs)`."""
    return value + relativedelta(*args, **kwargs)


def subtract(value: D, *args: Any, **kwargs: Any) -> D:
    """Return the date minus `relativedelta(*args, **kwargs)`."""
    return value - relativedelta(*args, **kwargs)


def date_type(value: dt.date) -> type[dt.date]:
    """Return `datetime` or `date`, whichever the value is."""
    return dt.datetime if isinstance(value, dt.datetime) else dt.date


def get_month(date: D) -> tuple[D, D]:
    """Return the first and the last day of the month."""
    return start_of(date, "month"), start_of(date, "month") + relativedelta(months=1, days=-1)


def get_quarter(date: D) -> tuple[D, D]:
    """Return the first and the last day of the quarter."""
    return start_of(date, "quarter"), start_of(date, "quarter") + relativedelta(months=3, days=-1)


def get_quarter_number(date: dt.date) -> int:
    """Return the number of the quarter, 1 to 4."""
    return (date.month + 2) // 3


def get_fiscal_year(date: D, day: int = 31, month: int = 12) -> tuple[D, D]:
    """Return the first and the last day of the fiscal year that holds the date.

    Args:
        date: a date or datetime; the results are of the same kind.
        day: day of the month on which fiscal years end; one past the month's end means its last day.
        month: month in which fiscal years end.
    """

    def closing(year: int) -> D:
        last = (dt.date(year, month, 1) + relativedelta(months=1, days=-1)).day
        # a fiscal year that ends on 28 February ends on the 29th in leap years
        is_month_end = day >= last or (month == 2 and day == 28)
        return date.replace(year=year, month=month, day=last if is_month_end else day)

    end = closing(date.year)
    if date <= end:
        return closing(date.year - 1) + relativedelta(days=1), end
    return end + relativedelta(days=1), closing(date.year + 1)


def date_range(
    start: D,
    end: D,
    step: relativedelta | dt.timedelta = relativedelta(months=1),  # noqa: B008 - immutable in use
) -> Iterator[D]:
    """Give the dates from `start` to `end`, both included, a step apart.

    Month ends are kept: each date is counted from the start, not from the one before.

    Raises:
        ValueError: only one of the two has a time zone, their zones differ, or the step does not lead forward.
    """
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        if (start.tzinfo is None) != (end.tzinfo is None):
            raise ValueError("Either both dates have a time zone, or neither")
        if getattr(start.tzinfo, "zone", start.tzinfo) != getattr(end.tzinfo, "zone", end.tzinfo):
            raise ValueError("Both dates must be in the same time zone")
        naive_start, naive_end = start.replace(tzinfo=None), end.replace(tzinfo=None)
        zone = start.tzinfo
        localize: Callable[[Any], Any] = getattr(zone, "localize", lambda moment: moment.replace(tzinfo=zone))
        for moment in _steps(naive_start, naive_end, step):
            yield localize(moment) if zone else moment
        return
    yield from _steps(start, end, step)


def _steps(start: D, end: D, step: relativedelta | dt.timedelta) -> Iterator[D]:
    if not start + step > start:
        raise ValueError(f"The step {step!r} does not lead forward")
    current, count = start, 0
    while current <= end:
        yield current
        count += 1
        current = start + step * count


def sum_intervals(intervals: Iterable[tuple[dt.datetime, dt.datetime, Any]]) -> float:
    """Return the total number of hours of `(start, stop, records)` intervals."""
    return sum((stop - start).total_seconds() for start, stop, *_ in intervals) / 3600


def float_to_time(hours: float) -> dt.time:
    """Return the time of the day after that many hours; 24.0 is the day's last moment."""
    if hours == 24.0:
        return dt.time.max
    minutes = round(hours * 60 * 60_000_000)
    seconds, microseconds = divmod(minutes, 1_000_000)
    whole_minutes, second = divmod(seconds, 60)
    hour, minute = divmod(whole_minutes, 60)
    return dt.time(hour, minute, second, microseconds)


def time_to_float(duration: dt.time | dt.timedelta) -> float:
    """Return a time of the day, or a duration, as a number of hours."""
    if isinstance(duration, dt.timedelta):
        return duration.total_seconds() / 3600
    if duration == dt.time.max:
        return 24.0
    seconds = duration.hour * 3600 + duration.minute * 60 + duration.second + duration.microsecond / 1_000_000
    return seconds / 3600


def localized(dt: dt.datetime) -> dt.datetime:
    """Return the moment with a time zone: one that has none is in UTC."""
    return dt if dt.tzinfo else dt.replace(tzinfo=utc)


def to_timezone(tz: dt.tzinfo | str | None) -> Callable[[dt.datetime], dt.datetime]:
    """Return a function that converts moments to the time zone; without one, to naive UTC."""
    if tz is None:
        return lambda moment: localized(moment).astimezone(utc).replace(tzinfo=None)
    zone = pytz.timezone(tz) if isinstance(tz, str) else tz
    return lambda moment: localized(moment).astimezone(zone)


def parse_iso_date(value: str) -> dt.date | dt.datetime:
    """Read a date or a datetime from the text that the interface uses.

    Raises:
        ValueError: it is neither.
    """
    if len(value) <= 10:
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value)


def parse_date(value: str, env: Any) -> dt.date | dt.datetime:
    """Read a date, either absolute or relative to now, such as `today -7d` or `=monday +1w`.

    Args:
        value: an ISO date or datetime; or steps, the first of which may be `now` or `today`. A step is a sign, a number
            or name, and a unit: d, w, m, y, H, M, S. `+` and `-` move by it, `=` sets that part. A weekday's name moves
            to that day of the week (`=`), the next (`+`) or the one before (`-`).
        env: gives the user's time zone (`today` is the user's) and the first day of the week.

    Returns:
        A date where only `today` and whole days were used, otherwise a naive datetime in UTC.

    Raises:
        ValueError: the text cannot be read.
    """
    terms = value.split()
    if not terms:
        raise ValueError("An empty text is no date")
    if len(terms) == 1 or ":" in terms[-1]:
        try:
            return parse_iso_date(value)
        except ValueError:
            if not _STEP.fullmatch(terms[0]) and terms[0] not in ("now", "today"):
                raise
    zone = pytz.timezone(env.tz.zone if getattr(env.tz, "zone", None) else str(env.tz or "UTC"))
    moment = dt.datetime.now(zone).replace(tzinfo=None, microsecond=0)
    is_date = False
    if terms[0] == "today":
        is_date, moment = True, dt.datetime.combine(moment.date(), dt.time.min)
        terms = terms[1:]
    elif terms[0] == "now":
        terms = terms[1:]
    for term in terms:
        moment, has_time = _apply(moment, term, value, env)
        is_date = is_date and not has_time
    if is_date:
        return moment.date()
    return zone.localize(moment).astimezone(utc).replace(tzinfo=None)


def _apply(moment: dt.datetime, term: str, source: str, env: Any) -> tuple[dt.datetime, bool]:
    """Apply one relative step; tell whether it is about a part of the day."""
    match = _STEP.fullmatch(term)
    if not match:
        raise ValueError(f"Cannot read {term!r} in the date {source!r}: use steps such as -7d, =1m or +monday")
    sign, amount, unit = match.group("sign", "amount", "unit")
    if not amount.isdigit():
        if unit:
            raise ValueError(f"Cannot read {term!r} in the date {source!r}: a weekday has no unit")
        return _to_weekday(moment, sign, amount, env), False
    if unit not in _UNITS:
        raise ValueError(f"Cannot read {term!r} in the date {source!r}: the unit is one of {', '.join(_UNITS)}")
    name, number = _UNITS[unit], int(amount)
    if sign != "=":
        durations: dict[str, Any] = {name: number if sign == "+" else -number}
        return moment + relativedelta(**durations), unit in "HMS"
    if name == "weeks":
        raise ValueError(f"Cannot read {term!r} in the date {source!r}: a week cannot be set, only moved by")
    parts: dict[str, Any] = {name[:-1]: number}
    moment += relativedelta(**parts)
    # setting a part starts that part: `=1d` is midnight, `=8H` is eight sharp
    if unit in "ymd":
        return dt.datetime.combine(moment.date(), dt.time.min), False
    reset = {"H": {"minute": 0, "second": 0}, "M": {"second": 0}, "S": {}}[unit]
    return moment.replace(**reset), True  # type: ignore[arg-type]  # each value is an int


def _to_weekday(moment: dt.datetime, sign: str, name: str, env: Any) -> dt.datetime:
    first = int(env["res.lang"]._get_data(code=env.lang or "en_US").week_start or 7) - 1
    wanted = first if name == "week_start" else _WEEKDAYS.index(name)
    offset = (wanted - moment.weekday()) % 7
    if sign == "=":
        start = (moment.weekday() - first) % 7
        offset = (wanted - first) % 7 - start
    elif sign == "-":
        offset -= 7
    elif not offset:
        offset = 7
    return dt.datetime.combine(moment.date() + dt.timedelta(days=offset), dt.time.min)


def weekstart(locale: Any, date: dt.date) -> dt.date:
    """Return the first day of the week, as the Babel locale counts weeks."""
    return date - dt.timedelta(days=(date.weekday() - locale.first_week_day) % 7)


def weekend(locale: Any, date: dt.date) -> dt.date:
    """Return the last day of the week, as the Babel locale counts weeks."""
    return weekstart(locale, date) + dt.timedelta(days=6)
