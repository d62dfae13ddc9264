"""Fields of dates and times. Times are naive and in UTC."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

import pytz

from trivium.tools import date_utils

from .base import Field

DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"
DATE_LENGTH = 10
DATETIME_LENGTH = 19


class BaseDate(Field):
    """What dates and times have in common: arithmetic on the calendar."""

    start_of = staticmethod(date_utils.start_of)
    end_of = staticmethod(date_utils.end_of)
    add = staticmethod(date_utils.add)
    subtract = staticmethod(date_utils.subtract)

    def expression_property(self, property_name: str) -> str:
        """Return the name under which a part of the date is grouped."""
        return property_name


class Date(BaseDate):
    """A day."""

    type = "date"
    _expects = "a day, or a text of the form YYYY-MM-DD"
    _column_type: ClassVar[tuple[str, str] | None] = ("date", "date")

    @staticmethod
    def today(*_args: Any) -> datetime.date:
        """Return the current day, UTC, in the form that a default has."""
        return datetime.datetime.now(datetime.UTC).date()

    @staticmethod
    def context_today(record: Any, timestamp: datetime.datetime | None = None) -> datetime.date:
        """Return the current day, or that of `timestamp` (naive UTC), in the time zone of the record's context."""
        moment = timestamp or datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        return pytz.utc.localize(moment).astimezone(record.env.tz).date()

    @staticmethod
    def to_date(value: Any) -> datetime.date | None:
        """Return a date, a time or a text in ISO format as a date; None for a false value.

        Raises:
            ValueError: the text is no date.
        """
        if not value:
            return None
        if isinstance(value, datetime.date):
            return value.date() if isinstance(value, datetime.datetime) else value
        return datetime.datetime.strptime(value[:DATE_LENGTH], DATE_FORMAT).replace(tzinfo=datetime.UTC).date()

    from_string = to_date

    @staticmethod
    def to_string(value: Any) -> Any:
        """Return a date as text in ISO format, False for a false value."""
        return value.strftime(DATE_FORMAT) if value else False

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """A date, or its text.

        Raises:
            TypeError: a time, which is not a day in every time zone; or neither a date nor a text.
            ValueError: a text that is no date.
        """
        if not value:
            return None
        if isinstance(value, datetime.datetime):
            # A time may only become a day knowingly: the day depends on the time zone.
            raise TypeError(f"Wrong value for {self}: {value} is a time, the field takes a day; convert it knowingly")
        try:
            return self.to_date(value)
        except (TypeError, ValueError) as error:
            raise self.refused(value, error) from error

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The date."""
        return self.to_date(value) or ""

    def convert_to_display_name(self, value: Any, record: Any) -> str | bool:
        """The date in ISO format."""
        return str(self.to_string(value)) if value else False


class Datetime(BaseDate):
    """A moment, to the second."""

    type = "datetime"
    _expects = "a moment in UTC without time zone, or a text of the form YYYY-MM-DD HH:MM:SS"
    _column_type: ClassVar[tuple[str, str] | None] = ("timestamp", "timestamp")

    @staticmethod
    def now(*_args: Any) -> datetime.datetime:
        """Return the current moment, to the second, in the form that a default has."""
        return datetime.datetime.now(datetime.UTC).replace(microsecond=0, tzinfo=None)

    @staticmethod
    def today(*_args: Any) -> datetime.datetime:
        """Return the start of the current day, UTC."""
        return Datetime.now().replace(hour=0, minute=0, second=0)

    @staticmethod
    def context_timestamp(record: Any, timestamp: datetime.datetime) -> datetime.datetime:
        """Return a moment (naive UTC) with the time zone of the record's context."""
        return pytz.utc.localize(timestamp, is_dst=False).astimezone(record.env.tz)

    @staticmethod
    def to_datetime(value: Any) -> datetime.datetime | None:
        """Return a date, a time or a text in ISO format as a moment; None for a false value.

        Raises:
            ValueError: the text is no moment, or the moment has a time zone.
        """
        if not value:
            return None
        if isinstance(value, datetime.date):
            if not isinstance(value, datetime.datetime):
                return datetime.datetime.combine(value, datetime.time.min)
            if value.tzinfo:
                raise ValueError(f"A moment in UTC without time zone is expected, not {value!r}")
            return value
        text = value[:DATETIME_LENGTH]
        form = DATETIME_FORMAT[: {10: 8, 13: 11, 16: 14}.get(len(text), len(DATETIME_FORMAT))]
        return datetime.datetime.strptime(text, form)  # noqa: DTZ007 - naive UTC is what is stored

    from_string = to_datetime

    @staticmethod
    def to_string(value: Any) -> Any:
        """Return a moment as text, False for a false value."""
        return value.strftime(DATETIME_FORMAT) if value else False

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """A moment, a date for its start, or their texts.

        Raises:
            ValueError: a text that is no moment.
            TypeError: neither a moment, a date nor a text.
        """
        try:
            return self.to_datetime(value)
        except (TypeError, ValueError) as error:
            raise self.refused(value, error) from error

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The moment in the time zone of the context."""
        return self.context_timestamp(record, self.to_datetime(value)).replace(tzinfo=None) if value else ""  # type: ignore[arg-type] # not None for a true value

    def convert_to_display_name(self, value: Any, record: Any) -> str | bool:
        """The moment in the time zone of the context."""
        return self.to_string(self.context_timestamp(record, value)) if value else False
