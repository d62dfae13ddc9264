"""Groups for the web client: with records of those that are open, and with the counts of progress bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL

from .aggregate_format import FormatMixin
from .aggregate_specs import COUNT, final_field, parse_spec
from .decorators import model as api_model
from .decorators import readonly
from .domain import Domain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_OPEN_GROUPS = 10
"""How many groups are open before anybody has opened one."""


class WebGroupMixin(FormatMixin):
    """Groups as the list and kanban views show them."""

    __slots__ = ()

    @api_model
    @readonly
    def web_read_group(
        self: Any,
        domain: Any,
        groupby: Sequence[str],
        aggregates: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
        order: str | None = None,
        *,
        auto_unfold: bool = False,
        opening_info: Sequence[Mapping[str, Any]] | None = None,
        unfold_read_specification: Mapping[str, Any] | None = None,
        unfold_read_default_limit: int | None = 80,
        groupby_read_specification: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Return `{"groups": [...], "length": number of groups}` for the first grouping.

        An open group holds its records (`__records`), or its groups by the next grouping (`__groups`).

        Args:
            domain: which records are grouped.
            groupby: one grouping for each level.
            aggregates: what to compute of each group.
            limit: greatest number of groups to return.
            offset: number of groups to skip.
            order: of the groups and of their records.
            auto_unfold: whether groups are open of which nothing is known.
            opening_info: what is known: for each group its `value`, whether it is `folded`, `limit` and `offset` of its
                records, `progressbar_domain`, and the same for its `groups`.
            unfold_read_specification: what to read of the records of open groups, as for `web_read`.
            unfold_read_default_limit: greatest number of records of a group of which nothing is known.
            groupby_read_specification: what to read of the records that are grouped by: grouping -> specification.
        """
        groupby = list(groupby)
        wanted = [*aggregates, *([] if COUNT in aggregates else [COUNT])]
        group_order, record_order = _split_order(order, groupby[0], wanted)
        model = self.with_context(read_group_expand=True)
        groups = model.formatted_read_group(domain, groupby[:1], wanted, offset=offset, limit=limit, order=group_order)
        length = offset + len(groups)
        if limit and len(groups) == limit:
            length = model._count_groups(domain, groupby[0])
        self._add_group_values(groups, groupby[0], groupby_read_specification or {})
        if len(groupby) > 1 or unfold_read_specification is not None:
            self._open_groups(
                domain, groupby, wanted, groups, order, record_order,
                auto_unfold=auto_unfold, opening_info=opening_info,
                specification=unfold_read_specification, default_limit=unfold_read_default_limit,
                groupby_specification=groupby_read_specification,
            )  # fmt: skip
        return {"groups": groups, "length": length}

    def _count_groups(self: Any, domain: Any, spec: str) -> int:
        """Return the number of groups."""
        query = self._search(domain)
        if query.is_empty():
            return 0
        query.groupby = self._read_group_groupby(query.table, spec, query)
        rows = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS groups", query.select(SQL("1"))))
        return int(rows[0][0])

    def _add_group_values(
        self: Any, groups: list[dict[str, Any]], spec: str, specifications: Mapping[str, Any]
    ) -> None:
        """Add what is to be read of the records that are grouped by, and whether their groups are folded."""
        field = final_field(self, spec)
        if not field.relational:
            return
        comodel = self.env[field.comodel_name]
        records = comodel.browse([group[spec][0] for group in groups if group[spec]])
        fold_name = comodel._fold_name
        if fold_name in comodel._fields:
            folds = {record.id: bool(record[fold_name]) for record in records.sudo()}
            for group in groups:
                group["__fold"] = folds.get(group[spec][0], False) if group[spec] else False
        if spec in specifications:
            values = {value["id"]: value for value in records.web_read(specifications[spec])}
            for group in groups:
                group["__values"] = values.get(group[spec][0], {"id": False}) if group[spec] else {"id": False}

    def _open_groups(
        self: Any,
        domain: Any,
        groupby: list[str],
        aggregates: list[str],
        groups: list[dict[str, Any]],
        order: str | None,
        record_order: str | None,
        *,
        auto_unfold: bool,
        opening_info: Sequence[Mapping[str, Any]] | None,
        specification: Mapping[str, Any] | None,
        default_limit: int | None,
        groupby_specification: Mapping[str, Any] | None,
    ) -> None:
        known = {_info_key(info["value"]): info for info in opening_info or ()}
        opened: list[tuple[dict[str, Any], Mapping[str, Any]]] = []
        field = final_field(self, groupby[0])
        for group in groups:
            value = group[groupby[0]]
            info = known.get(_info_key(value))
            if info is None:
                no_record = field.relational and not value
                is_open = auto_unfold and not group.get("__fold") and not no_record and len(opened) < MAX_OPEN_GROUPS
                if not is_open:
                    continue
                info = {}
            elif info.get("folded"):
                continue
            opened.append((group, info))
        if len(groupby) > 1:
            for group, info in opened:
                group["__groups"] = self.web_read_group(
                    Domain(domain) & Domain(group["__extra_domain"]),
                    groupby[1:], aggregates, info.get("limit"), info.get("offset") or 0, order,
                    auto_unfold=auto_unfold, opening_info=info.get("groups"),
                    unfold_read_specification=specification, unfold_read_default_limit=default_limit,
                    groupby_read_specification=groupby_specification,
                )  # fmt: skip
        elif specification is not None:
            self._add_group_records(domain, opened, record_order, specification, default_limit)

    def _add_group_records(
        self: Any,
        domain: Any,
        opened: list[tuple[dict[str, Any], Mapping[str, Any]]],
        order: str | None,
        specification: Mapping[str, Any],
        default_limit: int | None,
    ) -> None:
        """Add the records of all open groups: one statement finds them, one reading reads them."""
        parts = []
        for index, (group, info) in enumerate(opened):
            group["__records"] = []
            own = Domain(domain) & Domain(group["__extra_domain"])
            if info.get("progressbar_domain"):
                own &= Domain(info["progressbar_domain"])
            query = self._search(own, info.get("offset") or 0, info.get("limit", default_limit), order or self._order)
            if not query.is_empty() and group.get(COUNT) != 0:
                parts.append(SQL("(%s)", query.select(SQL("%s::int", index), SQL.identifier(query.table, "id"))))
        if not parts:
            return
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts))
        records = self.browse(dict.fromkeys(id_ for _index, id_ in rows))
        values = {value["id"]: value for value in records.web_read(specification)}
        for index, id_ in rows:
            if id_ in values:
                opened[index][0]["__records"].append(values[id_])

    # -- progress bars -----------------------------------------------------------------------------------------------

    @api_model
    @readonly
    def read_progress_bar(
        self: Any, domain: Any, group_by: str, progress_bar: Mapping[str, Any]
    ) -> dict[str, dict[str, int]]:
        """Return the numbers of records by the values of a field, for each group: `{group: {value: number}}`.

        Args:
            domain: which records are counted.
            group_by: the grouping.
            progress_bar: `field`, and `colors`, whose keys are the values to count.
        """
        name, colors = progress_bar["field"], progress_bar["colors"]
        groups = self.formatted_read_group(domain, [group_by, name], [COUNT])
        result: dict[str, dict[str, int]] = {}
        for group in groups:
            value = group[group_by]
            key = str(value[0] if isinstance(value, (tuple, list)) else value)
            counts = result.setdefault(key, dict.fromkeys(colors, 0))
            own = group[name]
            own = own[0] if isinstance(own, (tuple, list)) else own
            if own in counts:
                counts[own] += group[COUNT]
        return result


def _info_key(value: Any) -> Any:
    return value[0] if isinstance(value, (tuple, list)) else value


def _split_order(order: str | None, spec: str, aggregates: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the terms of an order that sort groups, and those that sort records."""
    if not order:
        return None, None
    name = parse_spec(spec).field
    of_groups, of_records = [], []
    has_grouping = False
    for text in order.split(","):
        term, _space, direction = text.strip().partition(" ")
        if term in aggregates:
            of_groups.append(text.strip())
        elif term in {spec, name}:
            of_groups.append(f"{spec} {direction}".strip())
            has_grouping = True
        if ":" not in term and term != COUNT:
            of_records.append(text.strip())
    if of_groups and not has_grouping:
        of_groups.append(spec)
    return ",".join(of_groups) or None, ",".join(of_records) or None
