"""Groups as clients see them: dictionaries with labels, and with the domain that finds a group's records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import babel.dates
import pytz

from trivium.tools.constants import DEFAULT_SERVER_DATE_FORMAT, DEFAULT_SERVER_DATETIME_FORMAT
from trivium.tools.i18n import babel_locale_parse

from .aggregate_expand import expand_groups
from .aggregate_specs import (
    READ_GROUP_DISPLAY_FORMAT,
    READ_GROUP_NUMBER_GRANULARITY,
    READ_GROUP_TIME_GRANULARITY,
    final_field,
    parse_spec,
)
from .decorators import model as api_model
from .decorators import readonly
from .domain import Domain
from .domain.values import DATE_TYPES
from .fields._conditions import context_timezone
from .fields._property_values import options

if TYPE_CHECKING:
    from collections.abc import Sequence


class FormatMixin:
    """Groups for clients."""

    __slots__ = ()

    @api_model
    @readonly
    def formatted_read_group(
        self: Any,
        domain: Any,
        groupby: Sequence[str] = (),
        aggregates: Sequence[str] = (),
        having: Any = (),
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return a dictionary for each group: its groupings, its aggregates, and `__extra_domain`.

        A record is the pair of its id and name, a period the pair of its start and label.

        Args:
            domain: as for `_read_group`, as are the others.
            groupby: fields to group by.
            aggregates: what to compute of each group.
            having: a domain on aggregates.
            offset: number of groups to skip.
            limit: greatest number of groups to return.
            order: of the groups.
        """
        groupby, aggregates = tuple(groupby), tuple(aggregates)
        rows = self._read_group(domain, groupby, aggregates, having, offset, limit, order)
        if not (offset or limit or having):
            rows = expand_groups(self, domain, groupby, aggregates, rows, order)
        return format_groups(self, rows, groupby, aggregates)

    @api_model
    @readonly
    def formatted_read_grouping_sets(
        self: Any,
        domain: Any,
        grouping_sets: Sequence[Sequence[str]],
        aggregates: Sequence[str] = (),
        *,
        order: str | None = None,
    ) -> list[list[dict[str, Any]]]:
        """Return what `formatted_read_group` does for each of several `groupby`."""
        found = self._read_grouping_sets(domain, grouping_sets, aggregates, order)
        return [
            format_groups(self, rows, tuple(groupby), tuple(aggregates))
            for groupby, rows in zip(grouping_sets, found, strict=True)
        ]


def format_groups(
    model: Any, rows: Sequence[tuple[Any, ...]], groupby: tuple[str, ...], aggregates: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Return the groups as dictionaries."""
    columns = list(zip(*rows, strict=True)) if rows else []
    formatted = [format_grouping(model, spec, column) for spec, column in zip(groupby, columns, strict=False)]
    groups = []
    for index, row in enumerate(rows):
        group: dict[str, Any] = {}
        domains = []
        for spec, column in zip(groupby, formatted, strict=True):
            group[spec], part = column[index]
            domains.append(part)
        group["__extra_domain"] = list(Domain.AND(domains)) if domains else [(1, "=", 1)]
        for spec, value in zip(aggregates, row[len(groupby) :], strict=True):
            group[spec] = list(value._ids) if hasattr(value, "_ids") else value
        groups.append(group)
    return groups


def format_grouping(model: Any, spec: str, values: Sequence[Any]) -> list[tuple[Any, Domain]]:
    """Return for each value of a grouping what clients see, and the condition that finds its records."""
    parsed = parse_spec(spec)
    field = final_field(model, spec)
    kind = field.type
    if kind == "properties":
        definition = model.get_property_definition(parsed.expr)
        return [_format_property(model, parsed.expr, parsed.function, definition, value) for value in values]
    if kind in DATE_TYPES:
        return [_format_date(model, kind, parsed.expr, parsed.function or "month", value) for value in values]
    if field.relational:
        return _format_records(parsed.expr, kind, values)
    if parsed.path:
        return [(value, _at_path(parsed.expr, value)) for value in values]
    if field.name == "id":
        return [(value.id, Domain(parsed.expr, "=", value.id)) for value in values]
    return [(value, Domain(parsed.expr, "=", value)) for value in values]


def _at_path(expr: str, value: Any) -> Domain:
    """Return the condition on the end of a path; a path that ends early has no value."""
    condition = Domain(expr, "=", value)
    if value:
        return condition
    steps = expr.split(".")
    return Domain.OR([*(Domain(".".join(steps[:end]), "=", False) for end in range(1, len(steps))), condition])


def _format_records(expr: str, kind: str, values: Sequence[Any]) -> list[tuple[Any, Domain]]:
    nothing = Domain(expr, "not any", []) if kind == "many2many" else _at_path(expr, value=False)
    names = {value.id: value.sudo().display_name for value in values if value}
    return [
        ((value.id, names[value.id]), Domain(expr, "=", value.id)) if value else (False, nothing) for value in values
    ]


def _format_date(model: Any, kind: str, expr: str, granularity: str, value: Any) -> tuple[Any, Domain]:
    if granularity in READ_GROUP_NUMBER_GRANULARITY:
        if value is False:
            return False, Domain(expr, "=", False)
        return value, Domain(f"{expr}.{granularity}", "=", value)
    if not value:
        return False, Domain(expr, "=", False)
    pattern = DEFAULT_SERVER_DATETIME_FORMAT if kind == "datetime" else DEFAULT_SERVER_DATE_FORMAT

    def written(start: Any) -> str:
        return str((_to_utc(model.env, start) if kind == "datetime" else start).strftime(pattern))

    first = written(value)
    inside = Domain(expr, ">=", first)
    if not _is_last(value, granularity):
        inside &= Domain(expr, "<", written(value + READ_GROUP_TIME_GRANULARITY[granularity]))
    return (first, period_label(model.env, value, granularity)), inside


def _is_last(start: Any, granularity: str) -> bool:
    """Tell whether no date of Python is after the period, as that of 9999-12-31, which stands for ever."""
    try:
        start + READ_GROUP_TIME_GRANULARITY[granularity]
    except (ValueError, OverflowError):
        return True
    return False


def _to_utc(env: Any, moment: dt.datetime) -> dt.datetime:
    """Return a moment of the context's time zone in naive UTC.

    When clocks are set back, the same hour comes twice and is one group, which begins with the first of both. A time
    that clocks pass over is the moment when they do.
    """
    name = context_timezone(env)
    if not name:
        return moment
    zone = pytz.timezone(name)
    try:
        local = zone.localize(moment, is_dst=None)
    except pytz.AmbiguousTimeError:
        local = zone.localize(moment, is_dst=True)
    except pytz.NonExistentTimeError:
        local = zone.localize(moment, is_dst=False)
    return local.astimezone(pytz.utc).replace(tzinfo=None)


def period_label(env: Any, start: dt.date, granularity: str) -> str:
    """Return how a period is written in the context's language."""
    locale = babel_locale_parse(env.context.get("lang"))
    moment = start if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time.min)
    if granularity == "week":
        # numbered as in ISO 8601, by the Thursday that every week has
        year, week, _day = (moment + dt.timedelta(days=3)).isocalendar()
        return f"W{week} {year}"
    pattern = READ_GROUP_DISPLAY_FORMAT[granularity]
    return str(babel.dates.format_datetime(moment, format=pattern, tzinfo=None, locale=locale))


def _format_property(
    model: Any, expr: str, granularity: str | None, definition: dict[str, Any], value: Any
) -> tuple[Any, Domain]:
    kind = definition.get("type")
    if kind in DATE_TYPES:
        return _format_date(model, kind, expr, granularity or "month", value)
    if hasattr(value, "_ids"):
        if value:
            return (value.id, value.sudo().display_name), Domain(expr, "=", value.id)
        # none, or one that is gone: records whose group is none of those that there are
        there = model.sudo().with_context(active_test=False)._read_group([(expr, "!=", False)], [expr])
        return False, Domain(expr, "not in", [other.id for (other,) in there if other])
    if kind in {"tags", "selection"} and not value:  # none, or one that the definition does not have any more
        return False, Domain(expr, "not in", options(definition))
    if kind == "tags":
        known = {tag[0]: tuple(tag) for tag in definition["tags"]}
        return known[value], Domain(expr, "in", [value])
    return value, Domain(expr, "=", value)
