"""Exporting: records as a table of texts, lines of a record in rows of their own."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from trivium.exceptions import AccessError
from trivium.tools.config import config

from .decorators import private
from .importing_translations import column_error, is_translation, split_column

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str, ...]

EXPORT_MODULE = "__export__"
"""Where external ids live that are made for an export."""


def fix_import_export_id_paths(fieldname: str) -> list[str]:
    """Return the steps of a column's name: `partner_id/id`, `partner_id:id` and `partner_id.id` are paths.

    >>> fix_import_export_id_paths("country_id.id")
    ['country_id', '.id']
    """
    fieldname = re.sub(r"([^/])\.id(?=/|$)", r"\1/.id", fieldname)
    fieldname = re.sub(r"([^/]):id", r"\1/id", fieldname)
    return fieldname.split("/")


def cell_separator() -> str:
    """Return what stands between the records that one cell names (`csv_internal_sep`)."""
    return config.get("csv_internal_sep") or ","


class ExportMixin:
    """How records are exported."""

    __slots__ = ()

    def export_data(self: Any, fields_to_export: Sequence[str]) -> dict[str, list[list[Any]]]:
        """Return `{"datas": rows}`, in which these records can be imported again.

        Args:
            fields_to_export: columns: names or paths of fields; `id` is the external id, `.id` the database id,
                `name@fr_FR` the value of a translated field in a language, `field.property` a property.

        Raises:
            AccessError: the user may not export, or not read a record or a field.
            ValueError: there is no such field, or no such language of it.
        """
        if not (self.env.is_admin() or self.env.user.has_group("base.group_allow_export")):
            raise AccessError(self.env._("You are not allowed to export data: ask an administrator for it."))
        self.check_access("read")
        paths = [fix_import_export_id_paths(name) for name in fields_to_export]
        return {"datas": self._export_rows(paths)}

    @private
    def _export_rows(self: Any, fields: Sequence[Sequence[str]], *, _is_toplevel_call: bool = True) -> list[list[Any]]:
        """Return the rows of these records.

        Args:
            fields: a path for each column.
            _is_toplevel_call: whether these are the records that are exported, not lines of them.
        """
        paths = [tuple(path) for path in fields]
        if _is_toplevel_call:
            _check_paths(self, paths)
        names = _external_ids(self, paths) if _is_toplevel_call else {}
        return [row for record in self for row in _rows(record, paths, names)]

    def _BaseModel__ensure_xml_id(self: Any, skip: bool = False) -> list[tuple[Any, str | None]]:  # noqa: N802 - the contract's name
        """Return the records with an external id each, made where there is none.

        Args:
            skip: return none at all.
        """
        if skip:
            return [(record, None) for record in self]
        names = ensure_external_ids(self)
        return [(record, names[record.id]) for record in self]


def ensure_external_ids(records: Any) -> dict[int, str]:
    """Return an external id of each record, made where there is none: three statements, however many records."""
    found = {id_: xmlids[0] for id_, xmlids in records._get_external_ids().items() if xmlids}
    missing = records.browse([id_ for id_ in records._ids if id_ not in found])
    if missing:
        made = {record.id: f"{EXPORT_MODULE}.{record._table}_{record.id}_{uuid.uuid4().hex[:8]}" for record in missing}
        records.env["ir.model.data"].sudo()._update_xmlids(
            [{"xml_id": made[record.id], "record": record, "noupdate": False} for record in missing]
        )
        found |= made
    return found


def _check_paths(records: Any, paths: Sequence[Path]) -> None:
    """Refuse columns that are none, and those to records which the user may not read, also where they are in the cache.

    Raises:
        AccessError: a column leads to such records.
        ValueError: a column is none, whatever the records have in it.
    """
    for way in dict.fromkeys(path[:end] for path in paths for end in range(1, len(path))):
        found = records
        for name in way:
            found = found[name] if name in found._fields else found.browse()
        found.check_access("read")
    for name in dict.fromkeys(path[0] for path in paths if path):
        if name not in {"", "id", ".id"}:
            _exported_field(records, name)


def _external_ids(records: Any, paths: Sequence[Path]) -> dict[str, dict[int, str]]:
    """Return the external ids that columns need, by model; those of a column are looked up together."""
    wanted: dict[str, Any] = {}
    for path in dict.fromkeys(path for path in paths if path and path[-1] == "id"):
        found = records
        for name in path[:-1]:
            found = found[name] if name in found._fields else found.browse()
        wanted[found._name] = wanted[found._name] | found if found._name in wanted else found
    return {name: ensure_external_ids(found) for name, found in wanted.items()}


def _rows(record: Any, paths: Sequence[Path], names: dict[str, dict[int, str]]) -> list[list[Any]]:
    """Return the rows of one record: its own values in the first, lines from the first on."""
    first: list[Any] = [""] * len(paths)
    further: list[list[Any]] = []
    by_head: dict[str, list[int]] = {}
    for column, path in enumerate(paths):
        by_head.setdefault(path[0] if path else "", []).append(column)
    for head, columns in by_head.items():
        for column in columns:
            if len(paths[column]) < 2:
                first[column] = _cell(record, head, names)
        deeper = [column for column in columns if len(paths[column]) > 1]
        if not deeper:
            continue
        lines = record[head]
        joined = [column for column in deeper if _is_joined(record, head, paths[column])]
        for column in joined:
            first[column] = cell_separator().join(str(_cell(line, paths[column][1], names)) for line in lines)
        spread = [column for column in deeper if column not in joined]
        _spread(lines, [paths[column][1:] for column in spread], spread, first, further, names)
    return [first, *further]


def _spread(
    lines: Any,
    paths: list[Path],
    columns: list[int],
    first: list[Any],
    further: list[list[Any]],
    names: dict[str, dict[int, str]],
) -> None:
    """Put the lines into the columns: the first line beside the record, each other one into a row of its own."""
    if not paths:
        return
    rows = [row for line in lines for row in _rows(line, paths, names)]
    for index, row in enumerate(rows):
        if index == 0:
            target = first
        else:
            target = [""] * len(first)
            further.append(target)
        for column, value in zip(columns, row, strict=True):
            target[column] = value


def _is_joined(record: Any, head: str, path: Path) -> bool:
    """Tell whether ids of several records share a cell, as an import reads them."""
    field = record._fields[head]
    compatible = record.env.context.get("import_compat", True)
    return compatible and field.type == "many2many" and path[1:] in {("id",), (".id",)}


def _cell(record: Any, name: str, names: dict[str, dict[int, str]]) -> Any:
    if name == ".id":
        return str(record.id)
    if name == "id":
        return names.get(record._name, {}).get(record.id, "")
    if not name:
        return record.display_name
    field, property_name, lang = _exported_field(record, name)
    if lang:
        record = record.with_context(lang=lang)
    if property_name:
        record._check_field_access(field, "read")
        return field.exported(property_name, record)
    value = field.convert_to_export(record[field.name], record)
    if value is False and field.type != "boolean":
        return ""
    return "" if value is None else value


def _exported_field(records: Any, name: str) -> tuple[Any, str, str | None]:
    """Return what a column shows of the records: the field, its property, the language.

    Raises:
        ValueError: there is no such field, or no such language of it.
    """
    lang = None
    if is_translation(name):
        if error := column_error(records, name):
            raise ValueError(f"Invalid field {name!r} on model {records._name!r}: {error}")
        name, lang = split_column(name)
    name, _, property_name = name.partition(".")
    field = records._fields.get(name)
    if field is None or (property_name and field.type != "properties"):
        raise ValueError(f"Invalid field {name!r} on model {records._name!r}: it cannot be exported.")
    return field, property_name, lang
