"""What to group by and what to aggregate: texts such as `date:month` and `amount:sum`, read."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from dateutil.relativedelta import relativedelta

from .domain.matching import SQL_DATE_PARTS

READ_GROUP_TIME_GRANULARITY: Final = {
    "hour": relativedelta(hours=1),
    "day": relativedelta(days=1),
    "week": dt.timedelta(days=7),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}
"""Periods that dates are grouped by, with their length."""

READ_GROUP_NUMBER_GRANULARITY: Final = dict(SQL_DATE_PARTS)
"""Parts of dates that are numbers, by their names in PostgreSQL."""

READ_GROUP_ALL_TIME_GRANULARITY: Final = READ_GROUP_TIME_GRANULARITY | READ_GROUP_NUMBER_GRANULARITY

READ_GROUP_DISPLAY_FORMAT: Final = {
    "hour": "hh:00 dd MMM",
    "day": "dd MMM yyyy",
    "week": "'W'w YYYY",
    "month": "MMMM yyyy",
    "quarter": "QQQ yyyy",
    "year": "yyyy",
}
"""How a period is written: patterns of CLDR (UTS 35)."""

AGGREGATES: Final = frozenset(
    {
        "count", "count_distinct", "sum", "avg", "min", "max", "bool_and", "bool_or",
        "array_agg", "array_agg_distinct", "recordset", "sum_currency",
    }
)  # fmt: skip

COUNT: Final = "__count"

_SPEC: Final = re.compile(r"(?P<field>\w+)(?:\.(?P<path>\w+(?:\.\w+)*))?(?::(?P<function>\w+))?")
_ORDER: Final = re.compile(
    r"\s*(?P<term>\w+(?:\.\w+)*(?::\w+)?)(?:\s+(?P<direction>asc|desc))?(?:\s+nulls\s+(?P<nulls>first|last))?\s*",
    re.IGNORECASE,
)


class Spec(NamedTuple):
    """A grouping or an aggregate.

    Attributes:
        field: the name of the field.
        path: what follows after a dot: a property, or further fields; or None.
        function: the granularity or the aggregate; or None.
    """

    field: str
    path: str | None
    function: str | None

    @property
    def expr(self) -> str:
        """The field with its path."""
        return f"{self.field}.{self.path}" if self.path else self.field


class GroupOrder(NamedTuple):
    """A term of the order of groups.

    Attributes:
        spec: one of the groupings or aggregates.
        descending: whether from the greatest to the least.
        nulls: `first`, `last`, or nothing.
    """

    spec: str
    descending: bool
    nulls: str


@lru_cache(maxsize=4096)
def parse_spec(spec: str) -> Spec:
    """Return a spec's parts.

    Raises:
        ValueError: it is not of the form `field[.path][:function]`.
    """
    match = _SPEC.fullmatch(spec) if isinstance(spec, str) else None
    if not match:
        raise ValueError(f"Invalid aggregate or grouping {spec!r}: it is not of the form `field[.path][:function]`.")
    return Spec(match["field"], match["path"], match["function"])


def parse_read_group_spec(spec: str) -> tuple[str, str | None, str | None]:
    """Return field, path and function of a spec."""
    parsed = parse_spec(spec)
    return parsed.field, parsed.path, parsed.function


@lru_cache(maxsize=4096)
def parse_group_order(order: str) -> tuple[GroupOrder, ...]:
    """Return the terms of an order of groups.

    Raises:
        ValueError: a term cannot be read.
    """
    terms = []
    for text in order.split(","):
        match = _ORDER.fullmatch(text)
        if not match:
            raise ValueError(
                f"Invalid order of groups {order!r}: {text.strip()!r} is not of the form "
                "`field[:function] [asc|desc] [nulls first|last]`."
            )
        descending = (match["direction"] or "").lower() == "desc"
        terms.append(GroupOrder(match["term"], descending, (match["nulls"] or "").lower()))
    return tuple(terms)


def field_of(model: Any, spec: str) -> Any:
    """Return the field of a spec, at the start of its path.

    Raises:
        ValueError: there is none of that name.
    """
    name = parse_spec(spec).field
    field = model._fields.get(name)
    if field is None:
        raise ValueError(f"Invalid field {name!r} on model {model._name!r} in {spec!r}")
    return field


def final_field(model: Any, spec: str) -> Any:
    """Return the field at the end of a grouping's path; properties are a field as a whole."""
    parsed = parse_spec(spec)
    field = field_of(model, spec)
    current = model
    for name in (parsed.path or "").split("."):
        if not name or not field.relational:
            break
        current = current.env[field.comodel_name]
        field = field_of(current, name)
    return field
