"""External ids of lines: those that an import makes within the record that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.orm.commands import Command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["NamedLine", "NamedLines"]


class NamedLine(dict[str, Any]):
    """The values of a line to create, with the external id that it is to have.

    Args:
        values: the values.
        xmlid: its full external id.
    """

    def __init__(self, values: Mapping[str, Any], xmlid: str) -> None:
        super().__init__(values)
        self.xmlid = xmlid


class NamedLines:
    """Gives the lines of records that are loaded together their external ids.

    The lines of a record are created in the order of its commands, after all that are there already: which line is
    which follows from the order of their database ids.

    Args:
        model: the model of the records.
        entries: what is loaded, with its `values`.
        noupdate: whether later upgrades leave the lines alone.
    """

    def __init__(self, model: Any, entries: Sequence[Mapping[str, Any]], *, noupdate: bool) -> None:
        self.model = model
        self.noupdate = noupdate
        self._entries = entries
        self._last_ids = {
            name: self._last_id(name) for name in sorted({name for entry in entries for name, _lines in _named(entry)})
        }

    def _last_id(self, name: str) -> int:
        comodel = self.model.env[self.model._fields[name].comodel_name]
        rows = self.model.env.execute_query(SQL("SELECT max(id) FROM %s", SQL.identifier(comodel._table)))
        return int(rows[0][0] or 0)

    def store(self, records: Any) -> None:
        """Store the external ids of the lines of `records`, which are those of the entries, in order."""
        wanted: dict[str, dict[int, list[Any]]] = {}
        for entry, record in zip(self._entries, records, strict=True):
            for name, lines in _named(entry):
                wanted.setdefault(name, {}).setdefault(record.id, []).extend(lines)
        found: list[dict[str, Any]] = []
        for name, by_record in wanted.items():
            for record_id, made in self._made(name, list(by_record)).items():
                found.extend(
                    {"xml_id": values.xmlid, "record": line, "noupdate": self.noupdate}
                    for line, values in zip(made, by_record[record_id], strict=True)
                    if isinstance(values, NamedLine)
                )
        if found:
            self.model.env["ir.model.data"].sudo()._update_xmlids(found)

    def _made(self, name: str, record_ids: list[int]) -> dict[int, list[Any]]:
        """Return the new lines of a field in the order of their creation, by the record that holds them."""
        field = self.model._fields[name]
        lines = self.model.env[field.comodel_name].sudo().with_context(active_test=False)
        domain = [(field.inverse_name, "in", record_ids), ("id", ">", self._last_ids[name])]
        made: dict[int, list[Any]] = {}
        for line in lines.search(domain, order="id"):
            holder = line[field.inverse_name]
            made.setdefault(holder if isinstance(holder, int) else holder.id, []).append(line)
        return made


def _named(entry: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the fields whose commands create lines with external ids, with the values of all that they create."""
    for name, value in entry["values"].items():
        if isinstance(value, list):
            made = [command[2] for command in value if isinstance(command, tuple) and command[0] == Command.CREATE]
            if any(isinstance(line, NamedLine) for line in made):
                yield name, made
