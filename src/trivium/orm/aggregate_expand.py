"""Groups without records: those that a field wants to be shown, and periods between the first and the last."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytz

from trivium.tools.date_utils import start_of

from .aggregate_groupings import first_weekday
from .aggregate_specs import READ_GROUP_TIME_GRANULARITY, final_field, parse_group_order, parse_spec
from .domain.values import DATE_TYPES
from .fields._conditions import context_timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

Rows = list[tuple[Any, ...]]


def expand_groups(
    model: Any,
    domain: Any,
    groupby: tuple[str, ...],
    aggregates: tuple[str, ...],
    rows: Rows,
    order: str | None,
) -> Rows:
    """Return the groups, with empty ones where the context asks for them.

    The context's `read_group_expand` asks for the groups that the field's `group_expand` names, `fill_temporal` for
    the periods without records: true, or a dictionary with `fill_from`, `fill_to` and `min_groups`.
    """
    context = model.env.context
    if not groupby:
        return rows
    if context.get("read_group_expand") and len(groupby) == 1:
        rows = _expand_by_field(model, domain, groupby[0], aggregates, rows, order)
    fill = context.get("fill_temporal")
    if (fill or isinstance(fill, dict)) and rows:
        options = fill if isinstance(fill, dict) else {}
        rows = fill_temporal(model, groupby, aggregates, rows, **options)
    return rows


def _expand_by_field(
    model: Any, domain: Any, spec: str, aggregates: tuple[str, ...], rows: Rows, order: str | None
) -> Rows:
    parsed = parse_spec(spec)
    field = final_field(model, spec)
    if parsed.path or not field.group_expand:
        return rows
    empty = tuple(model._read_group_empty_value(aggregate) for aggregate in aggregates)
    by_key = {_key(row[0]): row for row in rows}
    if field.relational:
        found = model.env[field.comodel_name].browse([row[0].id for row in rows if row[0]])
        values: Sequence[Any] = list(_determine(field, model, found, domain))
    else:
        values = list(_determine(field, model, [row[0] for row in rows], domain))
    if _descends(order, spec):
        values = values[::-1]
    wanted = [by_key.pop(_key(value), (value, *empty)) for value in values]
    return [*wanted, *by_key.values()]


def _determine(field: Any, model: Any, values: Any, domain: Any) -> Any:
    if field.type == "selection" and field.group_expand is True:
        return [key for key, _label in field.get_description(model.env, ["selection"])["selection"]]
    return field.determine_group_expand(model, values, domain)


def _key(value: Any) -> Any:
    return value._ids if hasattr(value, "_ids") else value


def _descends(order: str | None, spec: str) -> bool:
    return any(term.spec == spec and term.descending for term in parse_group_order(order)) if order else False


def fill_temporal(
    model: Any,
    groupby: tuple[str, ...],
    aggregates: tuple[str, ...],
    rows: Rows,
    fill_from: Any = False,
    fill_to: Any = False,
    min_groups: int = 0,
) -> Rows:
    """Return the groups, and between them groups without records for the periods of the first grouping.

    Args:
        model: whose groups they are.
        groupby: their groupings; the first one must be a period.
        aggregates: what was computed of them.
        rows: the groups.
        fill_from: the date of the first period, if earlier than the first group's.
        fill_to: the date of the last period, if later than the last group's.
        min_groups: the least number of periods.
    """
    parsed = parse_spec(groupby[0])
    field = final_field(model, groupby[0])
    granularity = parsed.function or "month"
    if field.type not in DATE_TYPES or granularity not in READ_GROUP_TIME_GRANULARITY:
        return rows
    step = READ_GROUP_TIME_GRANULARITY[granularity]
    known = [row[0] for row in rows if row[0]]
    bounds = [_start(model, field.type, bound, granularity) for bound in (fill_from, fill_to) if bound]
    if not known and not bounds:
        return rows
    first, last = min([*known, *bounds[:1]]), max([*known, *bounds[-1:]])
    periods = [first]
    while periods[-1] < last or len(periods) < min_groups:
        periods.append(periods[-1] + step)
    nothing = [model._read_group_empty_value(spec) for spec in (*groupby[1:], *aggregates)]
    descending = len(known) > 1 and known[0] > known[-1]
    by_period: dict[Any, Rows] = {}
    for row in rows:
        by_period.setdefault(row[0], []).append(row)
    filled = [
        row
        for period in (periods[::-1] if descending else periods)
        for row in by_period.pop(period, [(period, *nothing)])
    ]
    return [*filled, *(row for left in by_period.values() for row in left)]


def _start(model: Any, kind: str, bound: Any, granularity: str) -> Any:
    """Return the start of the period that a bound of the context lies in."""
    value: Any = dt.datetime.fromisoformat(bound) if isinstance(bound, str) else bound
    if kind == "date":
        value = value.date() if isinstance(value, dt.datetime) else value
    elif not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time.min)
    if kind == "datetime" and (zone := context_timezone(model.env)):
        value = pytz.utc.localize(value).astimezone(pytz.timezone(zone)).replace(tzinfo=None)
    if granularity == "week":
        day = start_of(value, "day")
        return day - dt.timedelta(days=(day.weekday() - first_weekday(model.env)) % 7)
    return start_of(value, granularity)  # type: ignore[arg-type]  # a granularity of periods, as checked by the caller
