"""Dates and times as a language writes them, in the user's time zone."""

import datetime as dt
from typing import Any, Final, Literal

import babel.dates
import pytz

from trivium.tools.constants import DATE_LENGTH
from trivium.tools.i18n import babel_locale_parse, get_lang

__all__ = ["format_date", "format_datetime", "format_time", "parse_date", "posix_to_ldml"]

Style = Literal["full", "long", "medium", "short"]

# strftime(3) -> Unicode Technical Standard 35, "Date Field Symbol Table"
_LDML: Final = {
    "a": "E",
    "A": "EEEE",
    "b": "MMM",
    "B": "MMMM",
    "d": "dd",
    "H": "HH",
    "I": "hh",
    "j": "DDD",
    "m": "MM",
    "M": "mm",
    "p": "a",
    "S": "ss",
    "U": "w",
    "w": "e",
    "W": "w",
    "y": "yy",
    "Y": "yyyy",
    "-d": "d",
    "-H": "H",
    "-I": "h",
    "-m": "M",
    "-M": "m",
    "-S": "s",
    "e": "d",
}


def posix_to_ldml(fmt: str, locale: Any) -> str:
    """Return the LDML pattern of a `strftime` format.

    Args:
        fmt: such as `%d/%m/%Y`.
        locale: the Babel locale, for its own forms of date and time (`%c`, `%x`, `%X`).
    """
    pattern: list[str] = []
    text = ""
    position = 0

    def quoted() -> str:
        return f"'{text}'" if text.isalpha() else text.replace("'", "''")

    while position < len(fmt):
        char = fmt[position]
        position += 1
        if char != "%" or position >= len(fmt):
            if text and char.isalpha() != text[-1].isalpha():
                pattern.append(quoted())
                text = ""
            text += char
            continue
        width = 2 if fmt[position] == "-" else 1
        directive = fmt[position : position + width]
        position += width
        if directive == "%":
            text += "%"
            continue
        if text:
            pattern.append(quoted())
            text = ""
        if directive == "x":
            pattern.append(locale.date_formats["short"].pattern)
        elif directive == "X":
            pattern.append(locale.time_formats["short"].pattern)
        elif directive == "c":
            pattern.append(f"{locale.date_formats['short'].pattern} {locale.time_formats['short'].pattern}")
        elif directive in _LDML:
            pattern.append(_LDML[directive])
        else:
            raise ValueError(f"The date format {fmt!r} has %{directive}, which no pattern of a locale can express")
    if text:
        pattern.append(quoted())
    return "".join(pattern)


def _in_zone(env: Any, moment: dt.datetime, tz: Any) -> dt.datetime:
    """Return a moment, naive in UTC, in the time zone asked for, the user's, or UTC."""
    name = tz or env.context.get("tz") or env.user.tz or "UTC"
    try:
        zone = pytz.timezone(name)
    except pytz.UnknownTimeZoneError:
        zone = pytz.utc
    return (moment if moment.tzinfo else pytz.utc.localize(moment)).astimezone(zone)


def _moment(value: str | dt.datetime) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.fromisoformat(value)


def format_date(
    env: Any,
    value: dt.date | dt.datetime | str,
    lang_code: str | None = None,
    date_format: str | Literal[False] = False,
) -> str:
    """Return a date as the user's language writes it.

    Args:
        env: the environment.
        value: a date; of a datetime, naive in UTC, the date in the user's time zone; or one of them as text.
        lang_code: another language than the environment's.
        date_format: an LDML pattern, or `full`, `long`, `medium`, `short`; default: the language's own format.
    """
    if not value:
        return ""
    if isinstance(value, str):
        if len(value) < DATE_LENGTH:
            return ""
        value = _moment(value) if len(value) > DATE_LENGTH else dt.date.fromisoformat(value)
    if isinstance(value, dt.datetime):
        value = _in_zone(env, value, None).date()
    lang = get_lang(env, lang_code)
    locale = babel_locale_parse(lang.code)
    pattern = date_format or posix_to_ldml(lang.date_format, locale)
    return str(babel.dates.format_date(value, format=pattern, locale=locale))


def parse_date(env: Any, value: str, lang_code: str | None = None) -> dt.date | str:
    """Return the date that a text in the user's language means, or the text where it means none."""
    locale = babel_locale_parse(get_lang(env, lang_code).code)
    try:
        return babel.dates.parse_date(value, locale=locale)
    except (ValueError, IndexError):
        return value


def format_datetime(
    env: Any,
    value: dt.datetime | str,
    tz: str | Literal[False] = False,
    dt_format: str | Literal[False] = "medium",
    lang_code: str | None = None,
) -> str:
    """Return a moment as the user's language writes it.

    Args:
        env: the environment.
        value: naive in UTC, or as text.
        tz: name of a time zone, default the user's.
        dt_format: an LDML pattern, or `full`, `long`, `medium`, `short`; False for the language's own formats.
        lang_code: another language than the environment's.
    """
    if not value:
        return ""
    moment = _in_zone(env, _moment(value), tz)
    lang = get_lang(env, lang_code)
    locale = babel_locale_parse(lang.code or lang_code)
    if not dt_format:
        dt_format = f"{posix_to_ldml(lang.date_format, locale)} {posix_to_ldml(lang.time_format, locale)}"
    # made naive: Babel shows a naive moment as it is
    return str(babel.dates.format_datetime(moment.replace(tzinfo=None), dt_format, locale=locale))


def format_time(
    env: Any,
    value: dt.time | dt.datetime | str,
    tz: str | Literal[False] = False,
    time_format: str | Literal[False] = "medium",
    lang_code: str | None = None,
) -> str:
    """Return a time of the day as the user's language writes it.

    Args:
        env: the environment.
        value: a time, taken as it is; or a moment, naive in UTC, as datetime or text.
        tz: name of a time zone, default the user's.
        time_format: an LDML pattern, or `full`, `long`, `medium`, `short`; False for the language's own format.
        lang_code: another language than the environment's.
    """
    if not value and not isinstance(value, dt.time):
        return ""
    shown: dt.time | dt.datetime
    if isinstance(value, dt.time):
        shown = value
    elif isinstance(value, str) and ":" in value and len(value) <= len("00:00:00.000000"):
        shown = dt.time.fromisoformat(value)
    else:
        shown = _in_zone(env, _moment(value), tz).replace(tzinfo=None)
    lang = get_lang(env, lang_code)
    locale = babel_locale_parse(lang.code)
    if not time_format:
        time_format = posix_to_ldml(lang.time_format, locale)
    return str(babel.dates.format_time(shown, format=time_format, locale=locale))
