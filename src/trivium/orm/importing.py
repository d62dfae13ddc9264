"""Importing: a table of texts becomes records, all of them or none, with an error for each row that is wrong.

The path of the data: `extract_records` (rows -> a tree for each record), `Importer.convert_record` (texts -> values:
plain ones by `ir.fields.converter`, records by `importing_references`), then `_load_records` in batches.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, Final

import psycopg

from trivium.exceptions import UserError

from .commands import Command
from .decorators import model as api_model
from .exporting import cell_separator, fix_import_export_id_paths
from .importing_lines import NamedLine, NamedLines
from .importing_order import ImportRow, in_waves
from .importing_references import DATABASE_ID, EXTERNAL_ID, NAME, CellError, References
from .importing_translations import column_error, is_translation, store_translations, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BATCH: Final = 1000
"""How many records are created at once."""

Tree = dict[str | None, Any]
_REFERENCE_KEYS: Final = frozenset({EXTERNAL_ID, DATABASE_ID})


class ImportMixin:
    """How records are imported."""

    __slots__ = ()

    @api_model
    def load(self: Any, fields: Sequence[str], data: Sequence[Sequence[Any]]) -> dict[str, Any]:
        """Create or update records from a table.

        A row with an external id or a database id that is known updates that record. Rows whose cells outside of a
        one2many are all empty hold further lines of the record above.

        Args:
            fields: the columns: names or paths of fields; `id` is the external id, `.id` the database id, `name@fr_FR`
                the value of a translated field of the record itself in a language.
            data: the rows.

        Returns:
            `ids` of the records, in order, or False if there was an error: nothing is kept then; `messages`, each with
            `type`, `message`, `record`, `rows` and `field`; `nextrow`, the row to go on with if the context's
            `_import_limit` ended it, otherwise 0.
        """
        paths = [fix_import_export_id_paths(name) for name in fields]
        with self.env.cr.savepoint() as savepoint:
            importer = Importer(self, savepoint)
            ids, next_row = importer.run(paths, list(data))
            failed = any(message["type"] == "error" for message in importer.messages)
            if failed:
                savepoint.rollback()
        if failed:
            return {"ids": False, "messages": importer.messages, "nextrow": 0}
        return {"ids": ids, "messages": importer.messages, "nextrow": next_row}

    def _extract_records(
        self: Any,
        field_paths: Sequence[Sequence[str]],
        data: Sequence[Sequence[Any]],
        log: Any = lambda _message: None,
        limit: float = math.inf,
    ) -> Iterator[tuple[Tree, dict[str, Any]]]:
        """Yield a tree of cells for each record, and which rows it takes: `{"rows": {"from", "to"}}`."""
        return extract_records(self, field_paths, data, log, limit)

    def _convert_records(
        self: Any, records: Any, *, log: Any = lambda _message: None, savepoint: Any
    ) -> Iterator[tuple[Any, Any, dict[str, Any], dict[str, Any]]]:
        """Yield database id, external id, values and rows of each record; what cannot be read is logged."""
        importer = Importer(self, savepoint)
        for index, (tree, info) in enumerate(records):
            database_id, xmlid, values = importer.convert_record(tree, index, info)
            for message in importer.take_messages():
                log(message)
            yield database_id, xmlid, values, {"record": index, **info}


def extract_records(
    model: Any,
    field_paths: Sequence[Sequence[str | None]],
    data: Sequence[Sequence[Any]],
    log: Any,
    limit: float = math.inf,
    *,
    as_lines: bool = False,
) -> Iterator[tuple[Tree, dict[str, Any]]]:
    """Yield a tree of cells for each record, and which rows it takes.

    Args:
        model: the model of the records.
        field_paths: the columns.
        data: the rows.
        log: gets a message for a column that is no field.
        limit: greatest number of records.
        as_lines: whether they are the lines of another record.
    """
    heads = [path[0] for path in field_paths]
    keys = {NAME, *_REFERENCE_KEYS}
    unknown = []
    for name in sorted({str(name) for name in heads if name not in model._fields and name not in keys}):
        message: str | None = model.env._("There is no field '%s'.", name)
        if is_translation(name):
            lines_only = model.env._("Column '%s': translations of lines are imported with the lines themselves.", name)
            message = lines_only if as_lines else column_error(model, name)
        if message:
            unknown.append(name)
            log({"type": "error", "field": name, "message": message})
    lines = {name for name in dict.fromkeys(heads) if name in model._fields and model._fields[name].type == "one2many"}
    own = [index for index, name in enumerate(heads) if name not in lines]
    start, count = 0, 0
    while start < len(data) and count < limit:
        end = start + 1
        while end < len(data) and not any(data[end][index] for index in own) and any(data[end]):
            end += 1
        rows = data[start:end]
        tree: Tree = {}
        for index, path in enumerate(field_paths):
            if path[0] in unknown or path[0] in lines:
                continue
            key = path[1] if len(path) > 1 else NAME
            if path[0] in keys or is_translation(path[0]):
                tree[path[0]] = rows[0][index]
            elif model._fields[path[0]].relational:
                tree.setdefault(path[0], {})[key] = rows[0][index]
            else:
                tree[path[0]] = rows[0][index]
        for line_name in lines:
            tree[line_name] = _extract_lines(model, line_name, field_paths, rows, log)
        if any(any(row) for row in rows):
            yield tree, {"rows": {"from": start, "to": end - 1}}
            count += 1
        start = end


def _extract_lines(
    model: Any, name: str | None, field_paths: Sequence[Sequence[str | None]], rows: Sequence[Sequence[Any]], log: Any
) -> list[Tree]:
    columns = [index for index, path in enumerate(field_paths) if path[0] == name]
    paths: list[list[str | None]] = [list(field_paths[index][1:]) or [NAME] for index in columns]
    cells = [[row[index] for index in columns] for row in rows]
    cells = [row for row in cells if any(row)]
    if paths == [[NAME]]:
        return [{NAME: row[0]} for row in cells]
    comodel = model.env[model._fields[name].comodel_name]
    return [tree for tree, _info in extract_records(comodel, paths, cells, log, as_lines=True)]


class Importer:
    """One import of records of a model.

    Args:
        model: the model.
        savepoint: where converters can go back to.

    Attributes:
        messages: what was wrong, in the order of the rows.
        ids: of the records, by their position.
    """

    def __init__(self, model: Any, savepoint: Any) -> None:
        context = model.env.context
        self.model = model
        self.env = model.env
        self.module = context.get("module") or "__import__"
        self.noupdate = bool(context.get("noupdate"))
        self.limit = context.get("_import_limit") or math.inf
        self.creatable = context.get("name_create_enabled_fields") or {}
        self.skipped = set(context.get("import_skip_records") or ())
        self.emptied = set(context.get("import_set_empty_fields") or ())
        self.references = References(model.env, self.module)
        self.savepoint = savepoint
        self._converters: dict[Any, Any] = {}
        self.messages: list[dict[str, Any]] = []
        self.ids: dict[int, int] = {}

    def take_messages(self) -> list[dict[str, Any]]:
        """Return the messages so far, and forget them."""
        taken, self.messages = self.messages, []
        return taken

    # -- the run -----------------------------------------------------------------------------------------------------

    def run(self, paths: Sequence[Sequence[str]], data: Sequence[Sequence[Any]]) -> tuple[list[int], int]:
        """Import the rows; return the ids and the row to go on with.

        A batch of rows is read, looked up, created and forgotten before the next one, so that the memory it takes and
        the number of its statements do not grow with the table.
        """
        extracted = extract_records(self.model, paths, data, self.messages.append, self.limit)
        rows = (ImportRow(index, tree, info) for index, (tree, info) in enumerate(extracted))
        count = last = planned = 0
        while batch := list(itertools.islice(rows, BATCH)):
            for wave in in_waves(self.model, batch, self.references):
                self._load(wave)
            self.env.invalidate_all()
            count += len(batch)
            if count >= 2 * planned:
                # Plans made for a small table, among them those that check foreign keys, read all of a large one.
                self.env.cr.execute("DISCARD PLANS")
                planned = count
            last = batch[-1].info["rows"]["to"] + 1
        self.messages.sort(key=lambda message: message.get("record", -1))
        ids = [self.ids[index] for index in sorted(self.ids)]
        return ids, last if count >= self.limit and last < len(data) else 0

    def _load(self, rows: Sequence[ImportRow]) -> None:
        """Create or update the records of rows that do not name each other."""
        self.references.forget(self.model._name)
        self._prefetch(self.model, [row.tree for row in rows])
        batch: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for index, tree, info in rows:
            known = len(self.messages)
            database_id, xmlid, values = self.convert_record(tree, index, info)
            if database_id:
                values["id"] = database_id
            entry: dict[str, Any] = {"values": values, "noupdate": self.noupdate, "translations": [*translations(tree)]}
            if xmlid:
                entry["xml_id"] = self.references.full_xmlid(xmlid)
            failed = any(message["type"] == "error" for message in self.messages[known:])
            if index not in self.skipped and not failed:
                batch.append((entry, {"record": index, **info}))
        self._flush(batch)

    def _flush(self, batch: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
        """Create and update records together; where that fails, by halves, to find the ones that are wrong."""
        if not batch:
            return
        update = self.env.context.get("mode") == "update"
        result = self._attempt([entry for entry, _info in batch], update=update)
        if isinstance(result, list):
            self.ids.update((info["record"], id_) for id_, (_entry, info) in zip(result, batch, strict=True))
            return
        if len(batch) == 1:
            self._log_failure(result, batch[0][1])
            return
        known = len(self.messages)
        middle = len(batch) // 2
        self._flush(batch[:middle])
        self._flush(batch[middle:])
        if not any(message["type"] == "error" for message in self.messages[known:]):
            self._log_failure(result, {})  # they are only wrong together

    def _attempt(self, entries: list[dict[str, Any]], *, update: bool) -> list[int] | Exception:
        """Return the ids of the records, or the error that keeps them from being written."""
        entries = [{**entry, "values": dict(entry["values"])} for entry in entries]
        translated = [entry.pop("translations") for entry in entries]
        try:
            with self.env.cr.savepoint():
                lines = NamedLines(self.model, entries, noupdate=self.noupdate)
                records = self.model._load_records(entries, update)
                store_translations(records, translated)
                self.env.flush_all()
                lines.store(records)
                return list(records._ids)
        except (UserError, ValueError, TypeError, psycopg.Error) as error:
            return error

    def _log_failure(self, error: Exception, info: dict[str, Any]) -> None:
        message = str(error).strip()
        if isinstance(error, psycopg.Error):
            message = self.model._sql_error_to_message(error)
        self.messages.append({"type": "error", "message": message, **info})

    # -- conversion --------------------------------------------------------------------------------------------------

    def convert_record(
        self, tree: Tree, index: int, info: dict[str, Any]
    ) -> tuple[int | None, str | None, dict[str, Any]]:
        """Return database id, external id and values of a record; what cannot be read becomes a message."""

        def log(name: str, error: CellError) -> None:
            field = self.model._fields.get(name)
            label = field.get_description(self.env, ["string"]).get("string") if field is not None else name
            self.messages.append(
                {
                    **info, "type": error.kind, "record": index, "field": name,
                    "message": error.message, **error.details, "field_name": label,
                }
            )  # fmt: skip

        xmlid = tree.get(EXTERNAL_ID) or None
        database_id: int | None = None
        if text := tree.get(DATABASE_ID):
            database_id = self.references.get(self.model._name, DATABASE_ID, str(text).strip())
            if database_id is None:
                log(DATABASE_ID, CellError(self.env._("There is no record with the database id '%s'.", text)))
        values = self.convert_values(self.model, tree, log, str(index))
        return database_id, str(xmlid) if xmlid else None, values

    def convert_values(
        self, model: Any, tree: Tree, log: Callable[[str, CellError], None], where: str
    ) -> dict[str, Any]:
        """Return the values of a record, or of a line."""
        values: dict[str, Any] = {}
        for name, cell in tree.items():
            if name is NAME or name in _REFERENCE_KEYS or is_translation(name):
                continue
            field = model._fields[name]
            try:
                values[name] = self.convert_cell(field, cell, log, where)
            except CellError as error:
                if name in self.emptied:
                    values[name] = False
                elif name in self.skipped:
                    continue
                else:
                    log(name, error)
        return values

    def convert_cell(self, field: Any, cell: Any, log: Callable[[str, CellError], None], where: str) -> Any:
        """Return the value of a field.

        Raises:
            CellError: the cell cannot be read.
        """
        if field.type == "many2one":
            return self._many2one(field, cell, log)
        if field.type == "many2many":
            return self._many2many(field, cell)
        if field.type == "one2many":
            return self._lines(field, cell, log, where)
        if cell in ("", None, False) and not (cell is False and field.type == "boolean"):
            return False
        return self._plain(field, cell, log)

    def _plain(self, field: Any, cell: Any, log: Callable[[str, CellError], None]) -> Any:
        """Return the value of a field without records, as `ir.fields.converter` reads it."""
        if isinstance(cell, bool) and field.type == "boolean":
            return cell
        converter = self._converters.get(field)
        if converter is None:
            model = self.env[field.model_name]
            converter = self.env["ir.fields.converter"].to_field(model, field, str, savepoint=self.savepoint)
            self._converters[field] = converter
        if converter is None:
            raise CellError(self.env._("Field '%s' cannot be imported.", self._label(field)))
        try:
            value, warnings = converter(cell if isinstance(cell, (str, list, dict)) else str(cell))
        except ValueError as error:
            details = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else {}
            raise CellError(str(error.args[0]) if error.args else str(error), details) from error
        for warning in warnings:
            log(field.name, CellError(str(warning), kind="warning"))
        return value

    def _label(self, field: Any) -> str:
        return str(field.get_description(self.env, ["string"]).get("string") or field.name)

    def _reference(self, field: Any, cell: dict[str | None, Any]) -> tuple[str | None, Any]:
        """Return how a cell names records, and the name; nothing where the cell is empty.

        Raises:
            CellError: it names them in several ways, or by another field.
        """
        given = {key: value for key, value in cell.items() if value not in ("", None, False)}
        if len(given) > 1:
            raise CellError(self.env._("Field '%s' is given in several columns: keep one of them.", self._label(field)))
        for key in given or cell:
            if key is not NAME and key not in _REFERENCE_KEYS:
                raise CellError(
                    self.env._(
                        "Field '%(field)s' names records by external id, database id or name, not by '%(key)s'.",
                        field=self._label(field),
                        key=key,
                    )
                )
        return next(iter(given.items()), (NAME, None))

    def _many2one(self, field: Any, cell: dict[str | None, Any], log: Callable[[str, CellError], None]) -> Any:
        key, value = self._reference(field, cell)
        if value is None:
            return False
        label = self._label(field)
        id_ = self.references.resolve(field, key, value, label=label, may_create=bool(self.creatable.get(field.name)))
        if key is NAME and self.references.is_ambiguous(field.comodel_name, str(value).strip()):
            text = self.env._(
                "Several records of field '%(field)s' have the name '%(value)s'; one was taken.",
                field=label,
                value=value,
            )
            log(field.name, CellError(text, kind="warning"))
        return id_

    def _many2many(self, field: Any, cell: dict[str | None, Any]) -> list[Any]:
        key, value = self._reference(field, cell)
        names = [name.strip() for name in str(value).split(cell_separator())] if value is not None else []
        label, may_create = self._label(field), bool(self.creatable.get(field.name))
        ids = [self.references.resolve(field, key, name, label=label, may_create=may_create) for name in names if name]
        return [Command.set(ids)]

    def _lines(self, field: Any, lines: list[Tree], log: Callable[[str, CellError], None], where: str) -> list[Any]:
        comodel = self.env[field.comodel_name]
        commands: list[Any] = []
        label = self._label(field)
        for line in lines:
            key = next((name for name in (DATABASE_ID, EXTERNAL_ID, NAME) if line.get(name)), NAME)
            values = self.convert_values(comodel, line, log, where)
            id_ = None
            if line.get(key):
                id_ = self.references.get(field.comodel_name, key, str(line[key]).strip())
                if id_ is None and (key == DATABASE_ID or not values):
                    self.references.resolve(field, key, line[key], label=label)
            if id_ is None:
                xmlid = str(line[key]).strip() if key == EXTERNAL_ID and line.get(key) else ""
                made = NamedLine(values, self.references.full_xmlid(xmlid)) if xmlid else values
                commands.append(Command.create(made))
                continue
            commands.append(Command.link(id_))
            if values:
                commands.append(Command.update(id_, values))
        return commands

    # -- looking up together -----------------------------------------------------------------------------------------

    def _prefetch(self, model: Any, trees: Sequence[Tree]) -> None:
        """Look up what all cells name, a column at a time."""
        wanted: dict[tuple[str, str | None], dict[str, None]] = {}
        self._collect(model, trees, wanted)
        for (name, key), values in wanted.items():
            self.references.prefetch(name, key, values)

    def _collect(
        self, model: Any, trees: Sequence[Tree], wanted: dict[tuple[str, str | None], dict[str, None]]
    ) -> None:
        for tree in trees:
            if tree.get(DATABASE_ID):
                wanted.setdefault((model._name, DATABASE_ID), {})[str(tree[DATABASE_ID]).strip()] = None
            for name, cell in tree.items():
                if name is NAME or name in _REFERENCE_KEYS or is_translation(name):
                    continue
                field = model._fields[name]
                if isinstance(cell, dict):
                    for key, value in cell.items():
                        if value and (key is NAME or key in _REFERENCE_KEYS):
                            texts = str(value).split(cell_separator()) if field.type == "many2many" else [str(value)]
                            wanted.setdefault((field.comodel_name, key), {}).update(
                                dict.fromkeys(text.strip() for text in texts)
                            )
                elif isinstance(cell, list):
                    self._collect(model.env[field.comodel_name], cell, wanted)
