"""The values that the search panel of a view offers, with the number of records of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.exceptions import UserError

from .aggregate_specs import COUNT
from .decorators import model as api_model
from .domain import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RANGE_TYPES: Final = frozenset({"many2one", "selection"})
MULTI_RANGE_TYPES: Final = frozenset({"many2one", "many2many", "selection"})

Item = dict[str, Any]


class SearchPanelMixin:
    """Categories and filters of the search panel."""

    __slots__ = ()

    @api_model
    def search_panel_select_range(self: Any, field_name: str, **kwargs: Any) -> dict[str, Any]:
        """Return the values of a category, of which one is chosen at a time: `{"parent_field", "values"}`.

        Args:
            field_name: a many2one or a selection.
            kwargs: `search_domain`, `category_domain`, `filter_domain` tell which records count; `comodel_domain` which
                values are offered; `expand` whether those without records are; `hierarchize` whether values come with
                those above them; `enable_counters`; `limit` of the number of values.

        Raises:
            UserError: the field is of another type.
        """
        field = self._panel_field(field_name, RANGE_TYPES)
        domain = _records_domain(kwargs)
        counts = self._panel_counts(field, domain) if kwargs.get("enable_counters") or not kwargs.get("expand") else {}
        if field.type == "selection":
            values = self._panel_selection(field, counts, kwargs)
            return {"parent_field": False, "values": values}
        comodel = self.env[field.comodel_name].with_context(hierarchical_naming=False)
        parent_name = comodel._parent_name if kwargs.get("hierarchize", True) else None
        if parent_name not in comodel._fields:
            parent_name = None
        limit = kwargs.get("limit")
        records = self._panel_records(comodel, counts, kwargs, limit, parent_name)
        if _too_many(records, limit):
            return {"error_msg": _too_many_message(self, field)}
        return {
            "parent_field": parent_name or False,
            "values": _hierarchy_items(records, counts, parent_name, bool(kwargs.get("enable_counters"))),
        }

    @api_model
    def search_panel_select_multi_range(self: Any, field_name: str, **kwargs: Any) -> dict[str, Any]:
        """Return the values of a filter, of which several are chosen: `{"values"}`.

        Args:
            field_name: a many2one, a many2many or a selection.
            kwargs: as for `search_panel_select_range`; `group_by` is a field of the values to group them by, and
                `group_domain` tells for each group which records count.

        Raises:
            UserError: the field is of another type.
        """
        field = self._panel_field(field_name, MULTI_RANGE_TYPES)
        domain = _records_domain(kwargs)
        counting = bool(kwargs.get("enable_counters"))
        counts = self._panel_counts(field, domain) if counting or not kwargs.get("expand") else {}
        if field.type == "selection":
            return {"values": self._panel_selection(field, counts, kwargs)}
        comodel = self.env[field.comodel_name].with_context(hierarchical_naming=False)
        limit = kwargs.get("limit")
        records = self._panel_records(comodel, counts, kwargs, limit, None)
        if _too_many(records, limit):
            return {"error_msg": _too_many_message(self, field)}
        items = []
        group_by, group_domain = kwargs.get("group_by"), kwargs.get("group_domain")
        by_group = self._panel_group_counts(field, domain, group_domain) if counting and group_domain else {}
        for record in records:
            item: Item = {"id": record.id, "display_name": record.display_name}
            if group_by:
                item["group_id"], item["group_name"] = _group_of(record, group_by)
            if counting:
                own = by_group.get(_json_key(item.get("group_id")), counts)
                item["__count"] = own.get(record.id, 0)
            items.append(item)
        return {"values": items}

    def _panel_field(self: Any, name: str, types: frozenset[str]) -> Any:
        field = self._fields.get(name)
        if field is None or field.type not in types:
            kind = f"of type {field.type}" if field is not None else "unknown"
            raise UserError(
                f"The search panel cannot show field {name!r} of {self._name}, which is {kind}: "
                f"it takes {', '.join(sorted(types))}."
            )
        return field

    def _panel_counts(self: Any, field: Any, domain: Domain) -> dict[Any, int]:
        """Return the number of records by the id of a record, or the value of a selection."""
        if not field.store:
            counts: dict[Any, int] = {}
            for record in self.search(domain):
                value = record[field.name]
                for key in value._ids if field.relational else (value,):
                    counts[key] = counts.get(key, 0) + 1
            return counts
        rows = self._read_group(domain, [field.name], [COUNT])
        return {value.id if field.relational else value: count for value, count in rows if value}

    def _panel_group_counts(
        self: Any, field: Any, domain: Domain, group_domain: Mapping[str, Any]
    ) -> dict[Any, dict[Any, int]]:
        return {key: self._panel_counts(field, domain & Domain(own)) for key, own in group_domain.items()}

    def _panel_selection(self: Any, field: Any, counts: Mapping[Any, int], kwargs: Mapping[str, Any]) -> list[Item]:
        options = self.fields_get([field.name], ["selection"])[field.name]["selection"]
        items = []
        for value, label in options:
            if not kwargs.get("expand") and not counts.get(value):
                continue
            item: Item = {"id": value, "display_name": label}
            if kwargs.get("enable_counters"):
                item["__count"] = counts.get(value, 0)
            items.append(item)
        return items

    def _panel_records(
        self: Any,
        comodel: Any,
        counts: Mapping[Any, int],
        kwargs: Mapping[str, Any],
        limit: int | None,
        parent_name: str | None,
    ) -> Any:
        domain = Domain(kwargs.get("comodel_domain") or [])
        if not kwargs.get("expand"):
            used: Domain = Domain("id", "parent_of" if parent_name else "in", list(counts))
            domain &= used
        names = ["display_name", *([parent_name] if parent_name else [])]
        return comodel.search_fetch(domain, names, limit=limit)


def _records_domain(kwargs: Mapping[str, Any]) -> Domain:
    return Domain.AND(kwargs.get(name) or [] for name in ("search_domain", "category_domain", "filter_domain"))


def _too_many(records: Any, limit: int | None) -> bool:
    return bool(limit) and len(records) == limit


def _too_many_message(model: Any, field: Any) -> str:
    return str(model.env._("Too many values of %s to show them all.", field.string))


def _group_of(record: Any, group_by: str) -> tuple[Any, Any]:
    """Return id and name of the group of a value."""
    value, field = record[group_by], record._fields[group_by]
    if field.type == "many2one":
        return (value.id or False, value.display_name or False) if value else (False, record.env._("Not Set"))
    if field.type == "selection":
        return value, dict(record.fields_get([group_by], ["selection"])[group_by]["selection"]).get(value, value)
    return value, value or record.env._("Not Set")


def _json_key(value: Any) -> Any:
    return "false" if value is False else str(value)


def _hierarchy_items(records: Any, counts: Mapping[Any, int], parent_name: str | None, counting: bool) -> list[Item]:
    """Return the values, those below others counted with them; without those that hang from nothing."""
    parents = {record.id: record[parent_name].id or False for record in records} if parent_name else {}
    totals = {record.id: counts.get(record.id, 0) for record in records}
    for id_ in list(totals):
        for above in _above(id_, parents):
            totals[above] = totals.get(above, 0) + counts.get(id_, 0)
    items = []
    for record in records:
        parent = parents.get(record.id, False)
        if parent and parent not in parents:
            parent = False
        item: Item = {"id": record.id, "display_name": record.display_name}
        if parent_name:
            item[parent_name] = parent
        if counting:
            item["__count"] = totals[record.id]
        items.append(item)
    return items


def _above(id_: Any, parents: Mapping[Any, Any]) -> Iterable[Any]:
    seen = {id_}
    while (id_ := parents.get(id_, False)) and id_ in parents and id_ not in seen:
        seen.add(id_)
        yield id_
