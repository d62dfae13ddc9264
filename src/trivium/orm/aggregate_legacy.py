"""`read_group`, the older way to group: one level at a time, values under the names of their fields."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from .aggregate_specs import COUNT, final_field, parse_spec
from .decorators import model as api_model
from .decorators import readonly
from .domain import Domain
from .domain.values import DATE_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD: Final = re.compile(r"(?P<name>\w+)(?::(?P<function>\w+)(?:\((?P<field>\w+)\))?)?")


class LegacyGroupMixin:
    """Grouping for clients and addons of earlier versions."""

    __slots__ = ()

    @api_model
    @readonly
    def read_group(
        self: Any,
        domain: Any,
        fields: Sequence[str],
        groupby: str | Sequence[str],
        offset: int = 0,
        limit: int | None = None,
        orderby: Any = False,
        lazy: bool = True,
    ) -> list[dict[str, Any]]:
        """Return a dictionary for each group, with `__domain`, and the count as `__count` or `<field>_count`.

        Args:
            domain: which records are grouped.
            fields: what to aggregate: `field`, `field:function`, or `name:function(field)`.
            groupby: fields, with a granularity for dates.
            offset: number of groups to skip.
            limit: greatest number of groups to return.
            orderby: of the groups.
            lazy: whether to group by the first of `groupby` alone, and leave the rest for `__context`.

        Raises:
            ValueError: a field cannot be grouped or aggregated like that.
        """
        every = [groupby] if isinstance(groupby, str) else list(groupby or ())
        own = every[:1] if lazy else every
        names = self._legacy_aggregates(fields, {parse_spec(spec).field for spec in own})
        aggregates = [COUNT, *dict.fromkeys(names.values())]
        order = self._legacy_order(orderby, own, names)
        model = self.with_context(read_group_expand=True)
        groups = model.formatted_read_group(domain, own, aggregates, offset=offset, limit=limit, order=order)
        base = Domain(domain or [])
        return [self._legacy_group(base, group, own, every, names, lazy=lazy) for group in groups]

    def _legacy_aggregates(self: Any, fields: Sequence[str], grouped: set[str]) -> dict[str, str]:
        """Return what to compute: name in the answer -> aggregate."""
        if not fields:
            fields = [name for name, field in self._fields.items() if field.store and field.aggregator]
        found: dict[str, str] = {}
        for text in fields:
            match = _FIELD.fullmatch(text)
            if not match:
                raise ValueError(f"Invalid field {text!r} of read_group: it is `name:function(field)` at most.")
            name = match["field"] or match["name"]
            if text == COUNT or name in grouped:
                continue
            field = self._fields.get(name)
            if field is None:
                raise ValueError(f"Invalid field {name!r} on model {self._name!r}")
            function = match["function"] or field.aggregator
            if function and (field.store or match["function"]):
                found[match["name"]] = f"{name}:{function}"
        return found

    @staticmethod
    def _legacy_order(orderby: Any, groupby: list[str], names: dict[str, str]) -> str | None:
        if not orderby:
            return None
        specs = {parse_spec(spec).field: spec for spec in groupby} | {spec: spec for spec in groupby} | names
        terms = []
        for text in orderby.split(","):
            term, _space, direction = text.strip().partition(" ")
            spec = specs.get(term, COUNT if term.endswith("_count") else term)
            terms.append(f"{spec} {direction}".strip())
        return ",".join(terms)

    def _legacy_group(
        self: Any,
        base: Domain,
        group: dict[str, Any],
        own: list[str],
        every: list[str],
        names: dict[str, str],
        *,
        lazy: bool,
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        ranges: dict[str, Any] = {}
        for spec in own:
            value = group[spec]
            field = final_field(self, spec)
            if field.type in DATE_TYPES:
                ranges[spec] = _range(group["__extra_domain"], parse_spec(spec).expr)
                value = value[1] if isinstance(value, tuple) else value
            result[spec] = value
        count_name = f"{parse_spec(own[0]).field}_count" if lazy and own else COUNT
        result[count_name] = group[COUNT]
        for name, spec in names.items():
            result[name] = group[spec]
        if ranges:
            result["__range"] = ranges
        result["__domain"] = list(base & Domain(group["__extra_domain"]))
        if lazy and len(every) > 1:
            result["__context"] = {"group_by": every[1:]}
        return result


def _range(domain: list[Any], expr: str) -> Any:
    bounds = {leaf[1]: leaf[2] for leaf in domain if isinstance(leaf, tuple) and leaf[0] == expr}
    return {"from": bounds[">="], "to": bounds["<"]} if ">=" in bounds else False
