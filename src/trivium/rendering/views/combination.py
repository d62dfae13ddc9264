"""A view with all that extends it, in one arch: found by one query for any number of views."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from trivium.data.sql import SQL
from trivium.rendering.views.errors import ViewError
from trivium.tools.template_inheritance import apply_inheritance_specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PARSER = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)


@dataclass(slots=True)
class ViewRow:
    """What combining needs of a view.

    Attributes:
        id: of the view.
        inherit_id: of the view that it builds on.
        primary: a view of its own, rather than part of the one that it builds on.
        model: that it shows.
        kind: form, list, qweb ...
        arch: its own arch, in the language asked for.
        children: views that extend it, in order.
    """

    id: int
    inherit_id: int | None
    primary: bool
    model: str | None
    kind: str | None
    arch: str
    children: list[ViewRow] = field(default_factory=list)


def find_trees(
    env: Any, view_ids: Iterable[int], lang: str, modules: Iterable[str] | None = None
) -> dict[int, ViewRow]:
    """Return the views, those that they build on, and what extends them all, by id.

    Args:
        env: environment of the call.
        view_ids: views to combine.
        lang: language of the texts.
        modules: names of the addons whose views count, while the others are not loaded; all of them if None.
    """
    view = env["ir.ui.view"]
    loaded = SQL("TRUE")
    if modules is not None:
        loaded = SQL(
            """NOT EXISTS (SELECT FROM ir_model_data d WHERE d.model = 'ir.ui.view' AND d.res_id = v.id
                            AND NOT d.module = ANY(%s::text[]) AND d.module NOT LIKE '\\_\\_%%')
               OR v.id = ANY(%s::int[])""",
            sorted(modules), list(view_ids),
        )  # fmt: skip
    rows = env.execute_query(
        SQL(
            """WITH RECURSIVE up AS (
                   SELECT id, inherit_id FROM ir_ui_view WHERE id = ANY(%s::int[])
                   UNION SELECT p.id, p.inherit_id FROM ir_ui_view p JOIN up ON up.inherit_id = p.id
               ), tree AS (
                   SELECT id FROM up
                   UNION SELECT v.id FROM ir_ui_view v JOIN tree t ON v.inherit_id = t.id
                   WHERE v.mode = 'extension' AND v.active AND (%s)
               )
               SELECT v.id, v.inherit_id, v.mode = 'primary', v.model, v.type,
                      COALESCE(v.arch_db->>%s, v.arch_db->>'en_US', '')
               FROM ir_ui_view v JOIN tree ON tree.id = v.id
               ORDER BY v.priority, v.id""",
            list(view_ids), loaded, lang,
            to_flush=[view._fields[name] for name in ("arch_db", "inherit_id", "mode", "active", "priority", "model")],
        )
    )  # fmt: skip
    trees = {row[0]: ViewRow(*row) for row in rows}
    for row in trees.values():
        parent = trees.get(row.inherit_id or 0)
        if parent is not None and not row.primary:
            parent.children.append(row)
    return trees


def root_chain(trees: Mapping[int, ViewRow], view_id: int) -> list[ViewRow]:
    """Return the primary views from the root down to the one that `view_id` is, or is part of.

    Raises:
        ViewError: views build on each other in a circle.
    """
    chain: list[ViewRow] = []
    seen: set[int] = set()
    row: ViewRow | None = trees[view_id]
    while row is not None:
        if row.id in seen:
            raise ViewError(f"The view {view_id} builds on itself: change what it inherits from.")
        seen.add(row.id)
        if row.primary or row.inherit_id is None:
            chain.append(row)
        row = trees.get(row.inherit_id or 0)
    return chain[::-1]


def combine(
    trees: Mapping[int, ViewRow],
    view_id: int,
    pre_locate: Callable[[ViewRow, Any], None] | None = None,
    apply: Callable[..., Any] | None = None,
) -> Any:
    """Return the arch of a view with all that extends it.

    A view comes before what extends it; extensions of one view come by priority; a primary view is applied to the one
    that it builds on after all extensions of that.

    Args:
        trees: as `find_trees` returns them.
        view_id: one of them; of an extension, the view that it is part of is meant.
        pre_locate: called with the view and each of its specifications before its node is looked for.
        apply: called with a view, the arch so far and the view's own to apply it, where addons have a say in that.

    Raises:
        ViewError: an arch is malformed, or a specification cannot be applied.
    """
    arch: Any = None
    for primary in root_chain(trees, view_id):
        for row in _preorder(primary):
            parsed = parse(row)
            if arch is None:
                arch = parsed
                continue
            located = None if pre_locate is None else _bound(pre_locate, row)
            try:
                if apply is None:
                    arch = apply_inheritance_specs(arch, parsed, pre_locate=located)
                else:
                    arch = apply(row, arch, parsed)
            except ValueError as error:
                raise CombinationError(str(error), row.id) from error
    return arch


class CombinationError(ViewError):
    """A view cannot be applied to what it builds on.

    Attributes:
        view_id: of the view.
    """

    def __init__(self, message: str, view_id: int) -> None:
        super().__init__(message)
        self.view_id = view_id


def parse(row: ViewRow) -> Any:
    """Return the own arch of a view as a tree.

    Raises:
        CombinationError: it is no well-formed XML.
    """
    try:
        return etree.fromstring(row.arch, PARSER)
    except etree.XMLSyntaxError as error:
        raise CombinationError(f"The arch is no well-formed XML: {error}", row.id) from error


def _preorder(row: ViewRow) -> list[ViewRow]:
    found = [row]
    for child in row.children:
        found += _preorder(child)
    return found


def _bound(pre_locate: Callable[[ViewRow, Any], None], row: ViewRow) -> Callable[[Any], None]:
    return lambda spec: pre_locate(row, spec)
