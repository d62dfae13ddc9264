"""From what the database returns of groups to values: records, texts, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .aggregate_specs import COUNT, READ_GROUP_NUMBER_GRANULARITY, field_of, final_field, parse_spec
from .domain.values import DATE_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class ValuesMixin:
    """How values of groups become those that code sees."""

    __slots__ = ()

    def _read_group_empty_value(self: Any, spec: str) -> Any:
        """Return the value of a grouping or an aggregate that has none."""
        if spec == COUNT:
            return 0
        parsed = parse_spec(spec)
        if parsed.function in {"count", "count_distinct"}:
            return 0
        if parsed.function in {"array_agg", "array_agg_distinct"}:
            return []
        field = final_field(self, spec)
        if parsed.function == "recordset":
            return self.env[field.comodel_name] if field.relational else self.browse()
        if field.relational:
            return self.env[field.comodel_name] if not parsed.function else False
        if field.falsy_value is not None and field.type != "boolean" and not field.is_text:
            return field.falsy_value if parsed.function != "avg" else 0.0
        return False

    def _read_group_postprocess_groupby(self: Any, groupby_spec: str, raw_values: Sequence[Any]) -> list[Any]:
        """Return the values of a grouping: records for relations, false where there is none."""
        empty = self._read_group_empty_value(groupby_spec)
        parsed = parse_spec(groupby_spec)
        field = final_field(self, groupby_spec)
        if field.type == "properties":
            return _property_values(self, field, parsed.path or "", raw_values)
        if field.relational or field.name == "id":
            model = self.env[field.comodel_name] if field.relational else self.browse()
            return _records(model, raw_values)
        if field.type in DATE_TYPES and parsed.function in READ_GROUP_NUMBER_GRANULARITY:
            return [False if value is None else value for value in raw_values]
        return [empty if value is None else value for value in raw_values]

    def _read_group_postprocess_aggregate(self: Any, aggregate_spec: str, raw_values: Sequence[Any]) -> list[Any]:
        """Return the values of an aggregate: records for `recordset`, the field's empty value where there is none."""
        empty = self._read_group_empty_value(aggregate_spec)
        if aggregate_spec == COUNT:
            return list(raw_values)
        function = parse_spec(aggregate_spec).function
        if function == "recordset":
            field = field_of(self, aggregate_spec)
            model = self.env[field.comodel_name] if field.relational else self.browse()
            return _recordsets(model, raw_values)
        convert: Callable[[Any], Any] = float if function == "avg" else _same
        return [empty if value is None else convert(value) for value in raw_values]


def _same(value: Any) -> Any:
    return value


def _records(model: Any, ids: Sequence[Any]) -> list[Any]:
    """Return the record of each id, all of them fetched together when one is read."""
    every = model.browse(tuple(dict.fromkeys(id_ for id_ in ids if id_)))
    by_id = dict(zip(every._ids, every, strict=True))
    nothing = model.browse()
    return [by_id.get(id_, nothing) for id_ in ids]


def _recordsets(model: Any, arrays: Sequence[Any]) -> list[Any]:
    groups = [tuple(dict.fromkeys(id_ for id_ in array or () if id_)) for array in arrays]
    prefetch = tuple(dict.fromkeys(id_ for ids in groups for id_ in ids))
    return [model.browse(ids).with_prefetch(prefetch) for ids in groups]


def _property_values(model: Any, field: Any, name: str, raw_values: Sequence[Any]) -> list[Any]:
    definition = model.get_property_definition(f"{field.name}.{name}")
    if definition.get("type") in {"many2one", "many2many"} and definition.get("comodel") in model.env:
        return _records(model.env[definition["comodel"]], raw_values)
    return [False if value is None else value for value in raw_values]
