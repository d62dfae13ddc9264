"""Groups for the web client: with records of those that are open, and with the counts of progress bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .aggregate_format import FormatMixin
from .aggregate_levels import Levels
from .aggregate_specs import COUNT
from .decorators import model as api_model
from .decorators import readonly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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

        An open group holds its records (`__records`), or its groups by the next grouping (`__groups`). Each level takes
        one statement, however many groups are open, and so do all records.

        Args:
            domain: which records are grouped.
            groupby: one grouping for each level.
            aggregates: what to compute of each group.
            limit: greatest number of groups to return.
            offset: number of groups to skip.
            order: of the groups and of their records.
            auto_unfold: whether groups are open of which nothing is known.
            opening_info: what is known: for each group its `value`, whether it is `folded`, `limit` and `offset` of
                what it holds, `progressbar_domain`, and the same for its `groups`.
            unfold_read_specification: what to read of the records of open groups, as for `web_read`.
            unfold_read_default_limit: greatest number of records of a group of which nothing is known.
            groupby_read_specification: what to read of the records that are grouped by: grouping -> specification.
        """
        levels = Levels(
            self.with_context(read_group_expand=True),
            domain,
            list(groupby),
            [*aggregates, *([] if COUNT in aggregates else [COUNT])],
            order,
        )
        levels.auto_unfold = auto_unfold
        levels.default_limit = unfold_read_default_limit
        levels.specification = unfold_read_specification
        levels.groupby_specification = groupby_read_specification or {}
        return levels.read(opening_info or (), limit, offset)

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
