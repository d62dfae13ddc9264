"""Groups within groups, and the records within the innermost: read level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trivium.data.sql import SQL

from .aggregate_expand import expand_groups
from .aggregate_format import format_groups
from .aggregate_specs import COUNT, final_field, parse_spec
from .domain import Domain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_OPEN_GROUPS: Final = 10
"""How many groups are open before anybody has opened one."""

Group = dict[str, Any]


class Opened(NamedTuple):
    """A group that is open.

    Attributes:
        group: the group, as clients see it.
        path: its values and those of the groups around it.
        domain: of its records.
        info: what the client knows of it.
    """

    group: Group
    path: tuple[Any, ...]
    domain: Domain
    info: Mapping[str, Any]


class Levels:
    """One reading of groups.

    Args:
        model: whose records are grouped.
        domain: which of them.
        groupby: one grouping for each level.
        aggregates: what to compute of each group, the count among them.
        order: of the groups and of their records.

    Attributes:
        auto_unfold: whether groups are open of which nothing is known.
        default_limit: greatest number of records of such a group.
        specification: what to read of records, or None.
        groupby_specification: what to read of the records that are grouped by: grouping -> specification.
    """

    def __init__(self, model: Any, domain: Any, groupby: list[str], aggregates: list[str], order: str | None) -> None:
        self.model = model
        self.domain = Domain(domain or [])
        self.groupby = groupby
        self.aggregates = tuple(aggregates)
        self.order = order
        self.auto_unfold = False
        self.default_limit: int | None = None
        self.specification: Mapping[str, Any] | None = None
        self.groupby_specification: Mapping[str, Any] = {}

    def read(self, infos: Sequence[Mapping[str, Any]], limit: int | None, offset: int) -> dict[str, Any]:
        """Return the groups of the first level, and their number.

        Raises:
            ValueError: there is nothing to group by.
        """
        if not self.groupby:
            raise ValueError(f"web_read_group of {self.model._name}: name at least one field to group by.")
        spec = self.groupby[0]
        model, order = self.model, split_order(self.order, spec, self.aggregates)[0]
        rows = model._read_group(self.domain, (spec,), self.aggregates, (), offset, limit, order)
        if not (offset or limit):
            rows = expand_groups(model, self.domain, (spec,), self.aggregates, rows, order)
        groups = format_groups(model, rows, (spec,), self.aggregates)
        self._describe(groups, spec)
        length = offset + len(groups)
        if limit and len(groups) == limit:
            length = count_groups(model, self.domain, spec)
        opened = self._opened(groups, rows, (), self.domain, infos, spec)
        for depth in range(1, len(self.groupby)):
            opened = self._read_within(opened, depth)
        if self.specification is not None:
            self._read_records(opened)
        return {"groups": groups, "length": length}

    # -- which are open ----------------------------------------------------------------------------------------------

    def _opened(
        self,
        groups: list[Group],
        rows: Sequence[tuple[Any, ...]],
        path: tuple[Any, ...],
        domain: Domain,
        infos: Sequence[Mapping[str, Any]],
        spec: str,
    ) -> list[Opened]:
        known = {_key(info["value"]): info for info in infos}
        relational = final_field(self.model, spec).relational
        opened: list[Opened] = []
        for group, row in zip(groups, rows, strict=True):
            info = known.get(_key(group[spec]))
            if info is None:
                if not self.auto_unfold or group.get("__fold") or len(opened) >= MAX_OPEN_GROUPS:
                    continue
                if relational and not group[spec]:
                    continue
            elif info.get("folded"):
                continue
            own = domain & Domain(group["__extra_domain"])
            opened.append(Opened(group, (*path, row[0]), own, info or {}))
        return opened

    # -- the next level ----------------------------------------------------------------------------------------------

    def _read_within(self, parents: list[Opened], depth: int) -> list[Opened]:
        """Read the groups of all open groups at once; return those of them that are open."""
        spec, around = self.groupby[depth], self.groupby[:depth]
        if not parents:
            return []
        order = split_order(self.order, spec, self.aggregates)[0]
        rows = self.model._read_group(
            Domain.OR(parent.domain for parent in parents),
            (*around, spec),
            self.aggregates,
            order=",".join([*around, order or spec]),
        )
        by_path: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        for row in rows:
            by_path.setdefault(row[:depth], []).append(row[depth:])
        opened: list[Opened] = []
        for parent in parents:
            own = by_path.get(parent.path, [])
            own = expand_groups(self.model, parent.domain, (spec,), self.aggregates, own, order)
            start = parent.info.get("offset") or 0
            limit = parent.info.get("limit")
            page = own[start : start + limit] if limit else own[start:]
            groups = format_groups(self.model, page, (spec,), self.aggregates)
            self._describe(groups, spec)
            parent.group["__groups"] = {"groups": groups, "length": len(own)}
            infos = parent.info.get("groups") or ()
            opened += self._opened(groups, page, parent.path, parent.domain, infos, spec)
        return opened

    def _describe(self, groups: list[Group], spec: str) -> None:
        """Add what is to be read of the records that are grouped by, and whether their groups are folded."""
        field = final_field(self.model, spec)
        if not field.relational or not groups:
            return
        comodel = self.model.env[field.comodel_name]
        records = comodel.browse([group[spec][0] for group in groups if group[spec]])
        if comodel._fold_name in comodel._fields:
            folds = {record.id: bool(record[comodel._fold_name]) for record in records.sudo()}
            for group in groups:
                group["__fold"] = folds.get(group[spec][0], False) if group[spec] else False
        if spec in self.groupby_specification:
            values = {value["id"]: value for value in records.web_read(self.groupby_specification[spec])}
            nothing = {"id": False}
            for group in groups:
                group["__values"] = values.get(group[spec][0], nothing) if group[spec] else nothing

    # -- records -----------------------------------------------------------------------------------------------------

    def _read_records(self, opened: list[Opened]) -> None:
        """Add the records of all open groups: one statement finds them, one reading reads them."""
        model = self.model
        order = split_order(self.order, self.groupby[-1], self.aggregates)[1] or model._order
        parts = []
        for index, (group, _path, domain, info) in enumerate(opened):
            group["__records"] = []
            if info.get("progressbar_domain"):
                domain &= Domain(info["progressbar_domain"])
            query = model._search(domain, info.get("offset") or 0, info.get("limit", self.default_limit), order)
            if not query.is_empty() and group[COUNT]:
                parts.append(SQL("(%s)", query.select(SQL("%s::int", index), SQL.identifier(query.table, "id"))))
        if not parts:
            return
        rows = model.env.execute_query(SQL(" UNION ALL ").join(parts))
        records = model.browse(dict.fromkeys(id_ for _index, id_ in rows))
        values = {value["id"]: value for value in records.web_read(self.specification)}
        for index, id_ in rows:
            if id_ in values:
                opened[index].group["__records"].append(values[id_])


def _key(value: Any) -> Any:
    return value[0] if isinstance(value, (tuple, list)) else value


def count_groups(model: Any, domain: Domain, spec: str) -> int:
    """Return the number of groups."""
    query = model._search(domain)
    if query.is_empty():
        return 0
    query.groupby = model._read_group_groupby(query.table, spec, query)
    rows = model.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) AS groups", query.select(SQL("1"))))
    return int(rows[0][0])


def split_order(order: str | None, spec: str, aggregates: Sequence[str]) -> tuple[str | None, str | None]:
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
