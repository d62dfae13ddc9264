"""The order in which rows of an import are loaded: a row after those that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .exporting import cell_separator
from .importing_references import EXTERNAL_ID, NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .importing_references import References


class ImportRow(NamedTuple):
    """A record of an import.

    Attributes:
        position: its place among the records.
        tree: its cells.
        info: which rows of the table it takes.
    """

    position: int
    tree: dict[str | None, Any]
    info: dict[str, Any]


def in_waves(model: Any, rows: Iterable[ImportRow], references: References) -> list[list[ImportRow]]:
    """Return the rows in groups, each of which names records of earlier groups only.

    Companies and their contacts, in any mixture, come out as two groups, so that each can be created at once.

    Args:
        model: the model of the records.
        rows: in the order of the table; what a row names stands above it.
        references: completes external ids.
    """
    waves: list[list[ImportRow]] = []
    level_of: dict[tuple[str | None, str], int] = {}
    for row in rows:
        xmlid, name = row.tree.get(EXTERNAL_ID), row.tree.get(model._rec_name)
        own = [(EXTERNAL_ID, references.full_xmlid(str(xmlid)))] if xmlid else []
        # a row with the external id of one above updates its record: it is a later one too
        after = [*own, *_named(model, row.tree, model._name, references)]
        level = max((level_of[key] + 1 for key in after if key in level_of), default=0)
        if level == len(waves):
            waves.append([])
        waves[level].append(row)
        level_of.update(dict.fromkeys(own, level))
        if isinstance(name, str) and name:
            level_of.setdefault((NAME, name.strip()), level)
    return waves


def _named(
    model: Any, tree: dict[str | None, Any], imported: str, references: References
) -> Iterator[tuple[str | None, str]]:
    """Yield the external ids, and the names of records of the model `imported`, in the cells of a record or line."""
    for column, cell in tree.items():
        field = model._fields.get(column)
        if field is None:
            continue
        if isinstance(cell, list):
            comodel = model.env[field.comodel_name]
            for line in cell:
                yield from _named(comodel, line, imported, references)
        elif isinstance(cell, dict):
            for key, value in cell.items():
                if not value or (key is NAME and field.comodel_name != imported):
                    continue
                for text in str(value).split(cell_separator()) if field.type == "many2many" else [str(value)]:
                    yield key, references.full_xmlid(text.strip()) if key == EXTERNAL_ID else text.strip()
